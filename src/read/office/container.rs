//! [`Container`]: the parts of a zipped document, unpacked within bounds.

use crate::read::{Format, Measure, ReadError};
use std::io::{Cursor, Read as _};
use zip::ZipArchive;
use zip::result::ZipError;

/// No document has more parts: the largest have some hundred pictures.
const MOST_PARTS: usize = 20_000;

/// Bytes of all parts that are read.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;

/// Deflate packs XML of office programs at most some fifty times; files made to exhaust a reader
/// pack a thousand times.
const MOST_RATIO: u64 = 300;

/// Parts up to this size may pack as they like: a short one of repetitions is no danger.
const SMALL: u64 = 4 * 1024 * 1024;

pub(super) struct Container<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    format: Format,
    unpacked: u64,
}

impl<'b> Container<'b> {
    /// Opens the container; `format` is what it is taken for in errors.
    ///
    /// # Errors
    /// When it is damaged, or has too many parts.
    pub fn open(bytes: &'b [u8], format: Format) -> Result<Container<'b>, ReadError> {
        let archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(format, "ZIP", &e))?;
        if archive.len() > MOST_PARTS {
            return Err(ReadError::TooMuch {
                what: Measure::Parts,
                found: archive.len() as u64,
                most: MOST_PARTS as u64,
            });
        }
        Ok(Container {
            archive,
            format,
            unpacked: 0,
        })
    }

    pub fn has(&self, part: &str) -> bool {
        self.archive.index_for_name(part).is_some()
    }

    /// The format that the container's own declaration names.
    pub fn declared(&mut self) -> Option<Format> {
        if self.has("[Content_Types].xml") && self.has("_rels/.rels") {
            let types = self.part("[Content_Types].xml").ok()??;
            return types.contains("wordprocessingml").then_some(Format::Docx);
        }
        let kind = self.part("mimetype").ok()??;
        kind.trim()
            .starts_with("application/vnd.oasis.opendocument.text")
            .then_some(Format::Odt)
    }

    /// The text of a part; `None` where there is none of that name.
    ///
    /// # Errors
    /// When it is damaged, encrypted, or unpacks to too much.
    pub fn part(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        let format = self.format;
        let Some(index) = self.archive.index_for_name(name) else {
            return Ok(None);
        };
        let file = match self.archive.by_index(index) {
            Ok(file) => file,
            Err(ZipError::UnsupportedArchive(why)) if why == ZipError::PASSWORD_REQUIRED => {
                return Err(ReadError::Encrypted { format });
            }
            Err(e) => return Err(damaged(format, name, &e)),
        };
        let packed = file.compressed_size().max(1);
        let most = MOST_UNPACKED - self.unpacked;
        let mut bytes = Vec::new();
        // What the directory says of the size may be untrue: what comes out counts.
        file.take(most.min(SMALL.max(packed.saturating_mul(MOST_RATIO))) + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| damaged(format, name, &e))?;
        let found = bytes.len() as u64;
        if found > SMALL && found / packed >= MOST_RATIO {
            return Err(ReadError::TooMuch {
                what: Measure::Ratio,
                found: found / packed,
                most: MOST_RATIO,
            });
        }
        if found > most {
            return Err(ReadError::TooMuch {
                what: Measure::Unpacked,
                found: self.unpacked + found,
                most: MOST_UNPACKED,
            });
        }
        self.unpacked += found;
        let (text, _) =
            crate::read::charset::decode(bytes, None).map_err(|e| damaged(format, name, &e))?;
        Ok(Some(text))
    }
}

fn damaged(format: Format, part: &str, why: &dyn std::fmt::Display) -> ReadError {
    ReadError::Damaged {
        format,
        why: format!("{part}: {why}"),
    }
}
