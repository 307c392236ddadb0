//! Reading: from bytes to a [`Text`] with its blocks told apart.
//!
//! 1. The bytes are decoded and their format is told ([`read`]).
//! 2. A reader for the format ([`markdown`], [`plain`]) cuts the text into raw blocks.
//! 3. [`structure`] tells titles, contents, notes, tables, bibliography and body apart.
//! 4. [`repair`] joins what page and line breaks have cut.
//!
//! A new format adds a reader beside `markdown`; the other steps serve all of them.

mod front;
mod markdown;
mod plain;
mod raw;
mod repair;
mod structure;

use crate::text::Text;
use sha2::{Digest, Sha256};
use std::fmt;
use std::fmt::Write as _;

/// Larger documents are refused: offsets are 32 bits wide, and no report comes near.
pub const MAX_BYTES: usize = 512 * 1024 * 1024;

/// The extensions that documents are found by ([`Format::from_extension`]), as messages name them.
pub const EXTENSIONS: &str = ".md, .markdown, .txt";

/// What is known of a document before it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// Identifier, unique in a batch.
    pub id: String,
    /// Path relative to the input root, with `/`; empty for a text that has none.
    pub path: String,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
}

impl Input {
    /// For bytes that came from `path`.
    pub fn new(id: impl Into<String>, path: impl Into<String>, bytes: &[u8]) -> Input {
        let mut sha256 = String::with_capacity(64);
        for byte in Sha256::digest(bytes) {
            let _ = write!(sha256, "{byte:02x}");
        }
        Input {
            id: id.into(),
            path: path.into(),
            sha256,
        }
    }

    /// For a text without a file.
    pub fn from_text(id: &str, text: &str) -> Input {
        Input::new(id, "", text.as_bytes())
    }

    /// The last part of the path.
    pub fn file_name(&self) -> Option<&str> {
        self.path.rsplit('/').next().filter(|n| !n.is_empty())
    }
}

/// Formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Markdown,
    /// Plain text, hard-wrapped or not.
    Text,
}

impl Format {
    pub const ALL: [Format; 2] = [Format::Markdown, Format::Text];

    /// As options and analyses write it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Markdown => "markdown",
            Format::Text => "text",
        }
    }

    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|f| f.name() == name)
    }

    /// The format that a file's extension promises.
    pub fn from_extension(extension: &str) -> Option<Format> {
        match extension.to_ascii_lowercase().as_str() {
            "md" | "markdown" | "mdown" | "mkd" => Some(Format::Markdown),
            "txt" | "text" => Some(Format::Text),
            _ => None,
        }
    }
}

/// What the document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    pub title: Option<String>,
    pub subtitle: Option<String>,
    pub author: Option<String>,
    pub publisher: Option<String>,
    /// As written in the front matter.
    pub date: Option<String>,
}

/// A document that was read.
#[derive(Debug)]
pub struct Read {
    pub text: Text,
    pub meta: Meta,
    pub format: Format,
}

/// Why bytes could not be read as a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The bytes are no text at all.
    Binary {
        /// Offset of the first NUL byte.
        at: usize,
        /// What the bytes look like, where that is known: `a PDF file`.
        looks_like: Option<&'static str>,
    },
    /// The bytes are not UTF-8.
    NotUtf8 {
        /// Offset of the first byte that cannot be decoded.
        at: usize,
        /// Its line, 1-based.
        line: usize,
    },
    TooLarge {
        bytes: usize,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Binary {
                looks_like: Some(kind),
                ..
            } => write!(
                f,
                "this is {kind}, and only Markdown and plain text are read; convert it to one of them first"
            ),
            ReadError::Binary {
                at,
                looks_like: None,
            } => write!(
                f,
                "not a text file (byte {at} is NUL); expected Markdown or plain text in UTF-8"
            ),
            ReadError::NotUtf8 { at, line } => write!(
                f,
                "not UTF-8 (line {line}, byte {at}); save it as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8"
            ),
            ReadError::TooLarge { bytes } => write!(
                f,
                "{bytes} bytes are too many for one document (at most {MAX_BYTES}); split it"
            ),
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads `bytes`, in the `format` given or else in the one that the content shows.
///
/// # Errors
/// When the bytes are not UTF-8 text, or are too many.
pub fn read(bytes: Vec<u8>, format: Option<Format>) -> Result<Read, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge { bytes: bytes.len() });
    }
    if let Some(kind) = signature(&bytes) {
        return Err(ReadError::Binary {
            at: 0,
            looks_like: Some(kind),
        });
    }
    if let Some(at) = bytes.iter().take(8192).position(|&b| b == 0) {
        return Err(ReadError::Binary {
            at,
            looks_like: None,
        });
    }
    let text = String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let line = e.as_bytes()[..at].iter().filter(|&&b| b == b'\n').count() + 1;
        ReadError::NotUtf8 { at, line }
    })?;
    Ok(read_text(text, format))
}

/// What files that are often taken for text begin with.
fn signature(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF file"),
        (b"PK\x03\x04", "a ZIP container (DOCX, ODT, EPUB …)"),
        (b"\xD0\xCF\x11\xE0", "an old Office file (DOC, XLS …)"),
        (b"\x89PNG", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
        (b"\x1F\x8B", "a gzip archive"),
        (b"\xFF\xFE", "UTF-16 text"),
        (b"\xFE\xFF", "UTF-16 text"),
    ];
    SIGNATURES
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, kind)| *kind)
}

/// Reads a decoded text; never fails.
pub fn read_text(text: String, format: Option<Format>) -> Read {
    let format = format.unwrap_or_else(|| sniff(&text));
    let mut raw = match format {
        Format::Markdown => markdown::blocks(&text),
        Format::Text => plain::blocks(&text),
    };
    structure::tell_apart(&mut raw);
    repair::join(&mut raw);
    let meta = front::meta(&raw);
    Read {
        text: raw.finish(text),
        meta,
        format,
    }
}

/// Markdown if the text has marks that plain text hardly has.
fn sniff(text: &str) -> Format {
    let marks = text
        .lines()
        .take(2000)
        .filter(|l| {
            let l = l.trim_start();
            l.starts_with("# ")
                || l.starts_with("## ")
                || l.starts_with("### ")
                || l.contains("](http")
                || l.contains("**")
                || l.contains("[^")
                || l.contains("<sup>")
                || l.starts_with("|")
        })
        .take(2)
        .count();
    if marks > 0 {
        Format::Markdown
    } else {
        Format::Text
    }
}
