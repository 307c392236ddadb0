//! [`ReadError`]: why bytes could not be read as a document. [`crate::error`] tells it to users.

use super::{Charset, Format};
use std::fmt;

/// Why bytes could not be read as a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The bytes are of a kind that is not read: `a PNG image`.
    Foreign(&'static str),
    /// The bytes are no text at all.
    Binary {
        /// Offset of the first byte that no text has.
        at: usize,
    },
    /// The bytes are not in the encoding that they should be in.
    Undecodable {
        charset: Charset,
        /// Offset of the first byte that cannot be decoded.
        at: usize,
        /// Its line, 1-based.
        line: usize,
    },
    /// More of something than is read.
    TooMuch {
        what: Measure,
        found: u64,
        most: u64,
    },
    /// The file is damaged, or not what it begins like.
    Damaged {
        format: Format,
        /// Where and what, as the parser says it.
        why: String,
    },
    /// The file is encrypted, and no password was given.
    Encrypted { format: Format },
    /// The password does not open the file.
    WrongPassword { format: Format },
    /// XML that declares entities or other types of its own, which no office program writes.
    Declares { format: Format, part: String },
    /// All pages are pictures: there is no text to read.
    NoText { format: Format, pages: usize },
}

/// What may be too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Bytes of the file.
    Bytes,
    /// Bytes of a container's parts once unpacked.
    Unpacked,
    /// How many times larger a part is once unpacked.
    Ratio,
    /// Parts of a container.
    Parts,
    /// Elements or lists inside one another.
    Depth,
    /// Pages.
    Pages,
}

impl Measure {
    pub const ALL: [Measure; 6] = [
        Measure::Bytes,
        Measure::Unpacked,
        Measure::Ratio,
        Measure::Parts,
        Measure::Depth,
        Measure::Pages,
    ];

    /// Its key in the tables of messages.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Bytes => "bytes",
            Measure::Unpacked => "unpacked",
            Measure::Ratio => "ratio",
            Measure::Parts => "parts",
            Measure::Depth => "depth",
            Measure::Pages => "pages",
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Foreign(kind) => write!(f, "this is {kind}, which is not read"),
            ReadError::Binary { at } => write!(f, "not a text file (byte {at})"),
            ReadError::Undecodable { charset, at, line } => {
                write!(f, "not {} (line {line}, byte {at})", charset.name())
            }
            ReadError::TooMuch { what, found, most } => {
                write!(f, "too much: {found} {}, at most {most}", what.name())
            }
            ReadError::Damaged { format, why } => {
                write!(f, "not a sound {} file ({why})", format.name())
            }
            ReadError::Encrypted { format } => {
                write!(f, "an encrypted {} file", format.name())
            }
            ReadError::WrongPassword { format } => {
                write!(f, "the password does not open this {} file", format.name())
            }
            ReadError::Declares { format, part } => {
                write!(f, "{part} of this {} file declares entities", format.name())
            }
            ReadError::NoText { format, pages } => {
                write!(
                    f,
                    "no text on the {pages} pages of this {} file",
                    format.name()
                )
            }
        }
    }
}

impl std::error::Error for ReadError {}
