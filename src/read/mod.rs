//! Reading: from bytes to a [`Text`] with its blocks told apart.
//!
//! 1. The format is told by the content ([`format`]); bytes of text are decoded ([`charset`]).
//! 2. A reader for the format ([`markdown`], [`plain`]) cuts the text into raw blocks; one for a
//!    container makes the text as well.
//! 3. [`structure`] tells titles, contents, notes, tables, bibliography and body apart.
//! 4. [`repair`] joins what page and line breaks have cut.
//!
//! A new format adds a reader beside `markdown`; the other steps serve all of them.

mod charset;
mod error;
mod flow;
mod format;
mod front;
mod grid;
mod html;
mod markdown;
mod notation;
mod office;
mod pdf;
mod plain;
mod raw;
mod repair;
mod script;
mod structure;

pub use charset::Charset;
pub use error::{Measure, ReadError};
pub use format::{EXTENSIONS, Format, InputKind};

use crate::text::Text;
use format::Signature;
use raw::Raw;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Larger documents are refused: offsets are 32 bits wide, and no report comes near.
pub const MAX_BYTES: usize = 512 * 1024 * 1024;

/// Markdown with more lists and quotations inside one another is refused.
const DEEPEST_MARKDOWN: usize = 100;

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

/// What the document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    pub title: Option<String>,
    pub subtitle: Option<String>,
    pub author: Option<String>,
    pub publisher: Option<String>,
    /// As written in the front matter.
    pub date: Option<String>,
    /// When the file was last saved, as its properties tell; a copy or conversion may be younger
    /// than the text by years.
    pub saved: Option<String>,
}

/// How a document is to be read. What is left open is told by its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The format, whatever the content looks like.
    pub format: Option<Format>,
    /// The format that the file's name promises: heard only where content does not tell.
    pub expected: Option<Format>,
    /// How the bytes of a text are decoded.
    pub encoding: Option<Charset>,
    /// Opens an encrypted file.
    pub password: Option<String>,
}

/// A document that was read.
#[derive(Debug)]
pub struct Read {
    pub text: Text,
    pub meta: Meta,
    pub kind: InputKind,
}

/// Reads `bytes` as `options` say.
///
/// # Errors
/// When the bytes are no document, damaged, encrypted, or more of something than is read.
pub fn read(bytes: Vec<u8>, options: &Options) -> Result<Read, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooMuch {
            what: Measure::Bytes,
            found: bytes.len() as u64,
            most: MAX_BYTES as u64,
        });
    }
    match format::signature(&bytes) {
        Some(Signature::Pdf) => {
            let (text, raw) = pdf::read(bytes, options.password.as_deref())?;
            let kind = InputKind {
                format: Format::Pdf,
                charset: None,
            };
            Ok(finish(text, raw, kind))
        }
        Some(Signature::Zip) => {
            let Some(format) = office::format(&bytes)? else {
                return Err(ReadError::Foreign("a ZIP container (EPUB, XLSX, PPTX …)"));
            };
            let (text, raw) = office::read(&bytes, format)?;
            let charset = None;
            Ok(finish(text, raw, InputKind { format, charset }))
        }
        Some(Signature::Foreign(kind)) => Err(ReadError::Foreign(kind)),
        None => {
            let (text, charset) = charset::decode(bytes, options.encoding)?;
            let format = options.format;
            let format = format.unwrap_or_else(|| format::of_text(&text, options.expected));
            let depth = markdown::nesting(&text);
            if format == Format::Markdown && depth > DEEPEST_MARKDOWN {
                return Err(ReadError::TooMuch {
                    what: Measure::Depth,
                    found: depth as u64,
                    most: DEEPEST_MARKDOWN as u64,
                });
            }
            let raw = blocks(&text, format);
            Ok(finish(
                text,
                raw,
                InputKind {
                    format,
                    charset: Some(charset),
                },
            ))
        }
    }
}

/// Reads a decoded text; never fails. A `format` that is no text is told from the content, and
/// Markdown that is nested too deeply is read as plain text.
pub fn read_text(text: String, format: Option<Format>) -> Read {
    let format = format.filter(|f| Format::OF_TEXT.contains(f));
    let mut format = format.unwrap_or_else(|| format::of_text(&text, None));
    if format == Format::Markdown && markdown::nesting(&text) > DEEPEST_MARKDOWN {
        format = Format::Text;
    }
    let raw = blocks(&text, format);
    finish(
        text,
        raw,
        InputKind {
            format,
            charset: None,
        },
    )
}

/// The blocks of a text.
fn blocks(text: &str, format: Format) -> Raw {
    // A byte order mark is in the text but not read; lines in its place keep all others in theirs.
    let unmarked = text
        .strip_prefix('\u{feff}')
        .map(|rest| format!("\n\n\n{rest}"));
    let text = unmarked.as_deref().unwrap_or(text);
    match format {
        Format::Text => plain::blocks(text),
        Format::Html => html::blocks(text),
        _ => {
            let mut raw = markdown::blocks(text);
            grid::tables(&mut raw);
            notation::tidy(&mut raw);
            raw
        }
    }
}

/// Makes the text of its blocks, as a reader gives them.
fn finish(text: String, mut raw: Raw, kind: InputKind) -> Read {
    structure::tell_apart(&mut raw);
    repair::join(&mut raw);
    let meta = front::meta(&raw);
    Read {
        text: raw.finish(text),
        meta,
        kind,
    }
}
