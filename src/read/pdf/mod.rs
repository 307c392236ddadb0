//! PDF: the text of its pages in reading order, as paragraphs, headings, lists, tables and notes.
//!
//! | step | module |
//! | --- | --- |
//! | glyphs with their places, rules, links | [`glyphs`], [`fonts`] |
//! | words: accents composed, spaces told from gaps | [`words`] |
//! | lines and columns, tables taken out | [`lines`], [`columns`], [`tables`] |
//! | running heads and page numbers removed | [`furniture`] |
//! | notes, headings, paragraphs | [`notes`], [`paragraphs`] |
//! | the document text, and blocks that lead into it | [`write`] |
//!
//! A page is read for itself and forgotten once its lines are known. Nothing is drawn: fonts give
//! characters and widths, images are passed over.

mod columns;
mod fonts;
mod furniture;
mod glyphs;
mod info;
mod lines;
mod links;
mod notes;
mod paragraphs;
mod shown;
mod tables;
mod words;
mod write;

use super::raw::Raw;
use super::{Format, Measure, ReadError, repair};
use columns::Area;
use furniture::PageText;
use glyphs::Budget;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use shown::Shown;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Pages that a document may have.
pub(super) const MAX_PAGES: usize = 20_000;
/// Bytes that the content of one page may have once unpacked.
const MAX_STREAM: usize = 256 * 1024 * 1024;

/// The document text of a PDF and its blocks. `password` opens an encrypted file; many are
/// encrypted with an empty one, which is tried by itself.
///
/// # Errors
/// When the file is damaged, encrypted, has too many pages, or no text on any page.
pub(super) fn read(bytes: Vec<u8>, password: Option<&str>) -> Result<(String, Raw), ReadError> {
    // The parser is not ours: what it cannot take is a damaged file.
    catch_unwind(AssertUnwindSafe(|| document(bytes, password))).unwrap_or_else(|_| {
        Err(ReadError::Damaged {
            format: Format::Pdf,
            why: "its parts contradict one another".to_owned(),
        })
    })
}

fn document(bytes: Vec<u8>, password: Option<&str>) -> Result<(String, Raw), ReadError> {
    let pdf = open(bytes, password)?;
    let pages = pdf.pages();
    if pages.len() > MAX_PAGES {
        return Err(ReadError::TooMuch {
            what: Measure::Pages,
            found: pages.len() as u64,
            most: MAX_PAGES as u64,
        });
    }
    let mut faces = fonts::Faces::default();
    let mut budget = Budget::new(pages.len());
    let mut texts: Vec<PageText> = Vec::with_capacity(pages.len());
    let mut pictures = Vec::new();
    for (i, page) in pages.iter().enumerate() {
        let shown = glyphs::show(page, &mut faces, &mut budget);
        let number = i as u32 + 1;
        let letters = shown
            .glyphs
            .iter()
            .filter(|g| g.c.is_alphanumeric())
            .count();
        if letters < 8 && (shown.images || shown.unknown > 8) {
            pictures.push(number);
        }
        texts.push(page_text(shown, number));
    }
    if texts.iter().all(|t| t.areas.is_empty()) {
        return Err(ReadError::NoText {
            format: Format::Pdf,
            pages: texts.len(),
        });
    }
    let body = paragraphs::body_size(&texts);
    furniture::remove(&mut texts, body);
    let (mut raw, beside) = write::blocks(paragraphs::paragraphs(texts, body));
    repair::hyphens(&mut raw);
    let text = write::source(&mut raw, beside);
    raw.properties = info::properties(&pdf);
    raw.page_count = pages.len() as u32;
    raw.pictures = pictures;
    Ok((text, raw))
}

fn open(bytes: Vec<u8>, password: Option<&str>) -> Result<Pdf, ReadError> {
    let format = Format::Pdf;
    Pdf::new_with_password(bytes, password.unwrap_or("")).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => match password {
            Some(_) => ReadError::WrongPassword { format },
            None => ReadError::Encrypted { format },
        },
        LoadPdfError::Decryption(_) => ReadError::Damaged {
            format,
            why: "its encryption is not one that is known".to_owned(),
        },
        LoadPdfError::Invalid => ReadError::Damaged {
            format,
            why: "no pages were found in it".to_owned(),
        },
    })
}

/// The areas of a page, in the order of reading.
fn page_text(shown: Shown, number: u32) -> PageText {
    let mut turns: Vec<(usize, u8)> = (0..4u8)
        .map(|turn| (shown.glyphs.iter().filter(|g| g.turn == turn).count(), turn))
        .filter(|(count, _)| *count > 0)
        .collect();
    turns.sort_by_key(|&(count, turn)| (std::cmp::Reverse(count), turn));
    let mut areas: Vec<Area> = Vec::new();
    for &(_, turn) in &turns {
        let words = words::words(&shown.glyphs, turn, &shown.anchors(turn));
        let rules = shown.rules(turn);
        let strips = lines::strips(words, &rules);
        areas.extend(columns::areas(strips, &rules, number));
    }
    let turn = turns.first().map_or(0, |&(_, turn)| turn);
    let (width, height) = match turn % 2 {
        0 => (shown.width, shown.height),
        _ => (shown.height, shown.width),
    };
    let separators = shown
        .rules(turn)
        .iter()
        .filter(|r| r.is_horizontal() && (18.0..0.62 * width).contains(&(r.x1 - r.x0)))
        .map(|r| (r.x0, r.x1, r.y0))
        .collect();
    PageText {
        height,
        areas,
        separators,
    }
}
