//! What the file says of itself: the document information dictionary, and XMP where it says more.

use crate::read::Meta;
use hayro_syntax::Pdf;
use hayro_syntax::object::{DateTime, Dict, Stream};
use std::fmt::Write as _;

/// Title, author and the day that the file was made.
pub(super) fn properties(pdf: &Pdf) -> Meta {
    let info = pdf.metadata();
    let value = |bytes: &Option<Box<[u8]>>| bytes.as_deref().map(text_string).and_then(said);
    let catalog: Option<Dict<'_>> = pdf.xref().get(pdf.xref().root_id());
    let xmp = catalog
        .and_then(|c| c.get::<Stream<'_>>(b"Metadata"))
        .filter(|s| s.raw_data().len() < 1 << 20)
        .and_then(|s| {
            s.decoded_data()
                .ok()
                .map(|d| String::from_utf8_lossy(&d).into_owned())
        })
        .unwrap_or_default();
    Meta {
        title: value(&info.title)
            .or_else(|| said(property(&xmp, "dc:title")?))
            .filter(|t| !is_file_name(t)),
        author: value(&info.author).or_else(|| said(property(&xmp, "dc:creator")?)),
        saved: info
            .modification_date
            .or(info.creation_date)
            .map(written)
            .or_else(|| day(&property(&xmp, "xmp:CreateDate")?)),
        ..Meta::default()
    }
}

/// A text string of a PDF: UTF-16 or UTF-8 by its mark, else PDFDocEncoding, whose letters are those
/// of Latin-1.
pub(super) fn text_string(bytes: &[u8]) -> String {
    const HIGH: [char; 32] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚',
        '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}',
    ];
    let wide = |order: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|c| order([c[0], c[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xFE, 0xFF, rest @ ..] => wide(u16::from_be_bytes, rest),
        [0xFF, 0xFE, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes
            .iter()
            .map(|&b| match b {
                0x80..=0x9F => HIGH[usize::from(b) - 0x80],
                0xA0 => '€',
                b => char::from(b),
            })
            .collect(),
    }
}

/// The text on one line; nothing for what programs write where nobody said anything.
fn said(text: String) -> Option<String> {
    let text = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let folded = text.to_lowercase();
    let empty = matches!(
        &*folded,
        "" | "untitled" | "sans titre" | "(anonymous)" | "anonymous" | "unknown" | "user" | "admin"
    );
    (!empty && text.len() < 400).then_some(text)
}

/// `Microsoft Word - rapport_v3.docx`: a title that a program has made of a file's name.
fn is_file_name(title: &str) -> bool {
    let end = title.rsplit('.').next().unwrap_or_default().to_lowercase();
    title.contains('.')
        && matches!(
            &*end,
            "doc" | "docx" | "odt" | "tex" | "indd" | "pdf" | "html" | "htm" | "md" | "rtf" | "qxp"
        )
}

/// A property of XMP, as its first value.
fn property(xmp: &str, name: &str) -> Option<String> {
    let open = xmp.find(&format!("<{name}"))?;
    let rest = &xmp[open..];
    let inner = &rest[rest.find('>')? + 1..];
    let inner = &inner[..inner.find(&format!("</{name}"))?];
    let mut text = String::new();
    let mut tag = false;
    for c in inner.chars() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            c if !tag => text.push(c),
            _ => {}
        }
        // The first item of a list is enough.
        if tag && !text.trim().is_empty() {
            break;
        }
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&");
    Some(text.trim().to_owned()).filter(|t| !t.is_empty())
}

/// The date of a timestamp (`2026-03-06T10:00:00Z`).
fn day(stamp: &str) -> Option<String> {
    let day = stamp.get(..10.min(stamp.len()))?;
    let digits = day.chars().all(|c| c.is_ascii_digit() || c == '-');
    (digits && day.len() >= 4).then(|| day.to_owned())
}

fn written(date: DateTime) -> String {
    let mut out = String::new();
    let _ = write!(out, "{:04}-{:02}-{:02}", date.year, date.month, date.day);
    out
}
