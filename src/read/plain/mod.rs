//! Plain text: paragraphs parted by blank lines, hard-wrapped or one to a line; pages parted by form
//! feeds; tables set in columns; and what a mail quotes (`> `).

mod pages;
mod table;

use super::raw::{Raw, RawBlock};
use crate::text::{BlockKind, Fragment};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A text whose lines are all shorter than this was wrapped by an editor or a mail program.
const WRAPPED: usize = 120;

/// A line of the text.
#[derive(Clone, Debug)]
struct Line {
    /// Its bytes, without the line's end and the signs of quoting before it.
    range: Range<usize>,
    /// How often a mail quotes it.
    quoted: usize,
    /// The page that it stands on, 1-based, where there are pages.
    page: Option<u32>,
}

/// The blocks of a plain text.
pub(super) fn blocks(source: &str) -> Raw {
    let mut raw = Raw::default();
    let mut lines = lines(source);
    pages::tell(source, &mut lines, &mut raw);
    // What is quoted was wrapped by another program.
    let mut longest: FxHashMap<usize, usize> = FxHashMap::default();
    for line in &lines {
        let most = longest.entry(line.quoted).or_default();
        *most = line.range.len().max(*most);
    }
    let blank = |l: &Line| source[l.range.clone()].trim().is_empty();
    // Lines of one depth of quoting without a blank one between them.
    let together =
        |a: &Line, b: &Line| (blank(a), a.quoted, a.page) == (blank(b), b.quoted, b.page);
    for chunk in lines.chunk_by(together).filter(|c| !blank(&c[0])) {
        let row = |l: &Line| chunk[0].quoted == 0 && table::may_be_row(&source[l.range.clone()]);
        let longest = longest.get(&chunk[0].quoted).copied().unwrap_or(0);
        let (mut done, mut at) = (0, 0);
        for part in chunk.chunk_by(|a, b| row(a) == row(b)) {
            let ranges: Vec<Range<usize>> = part.iter().map(|l| l.range.clone()).collect();
            let rows = Some(&ranges).filter(|_| row(&part[0]));
            if let Some(table) = rows.and_then(|rows| table::table(source, rows)) {
                paragraphs(&mut raw, source, &chunk[done..at], longest);
                cells(&mut raw, source, &table, part[0].page);
                done = at + part.len();
            }
            at += part.len();
        }
        paragraphs(&mut raw, source, &chunk[done..], longest);
    }
    raw
}

/// The lines of a text. A form feed ends one, too.
fn lines(source: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in source.split_inclusive(['\n', pages::FEED]) {
        let body = line.trim_end_matches(['\n', '\r', pages::FEED]);
        lines.push(Line {
            range: at..at + body.len(),
            quoted: 0,
            page: None,
        });
        at += line.len();
    }
    // `> 5 %` quotes nothing, unless it stands among lines that do.
    let sign = |l: &Line| source[l.range.clone()].starts_with('>');
    let signs: Vec<bool> = lines.iter().map(sign).collect();
    for (i, line) in lines.iter_mut().enumerate().filter(|(i, _)| signs[*i]) {
        let beside = |j: Option<usize>| j.is_some_and(|j| signs.get(j) == Some(&true));
        let text = &source[line.range.clone()];
        let inner = text.trim_start_matches(['>', ' ']);
        if !inner.starts_with(|c: char| c.is_ascii_digit())
            || beside(i.checked_sub(1))
            || beside(Some(i + 1))
        {
            line.quoted = text[..text.len() - inner.len()].matches('>').count();
            line.range.start = line.range.end - inner.len();
        }
    }
    lines
}

/// Adds lines without a blank one between them: as one paragraph or several.
fn paragraphs(raw: &mut Raw, source: &str, lines: &[Line], longest: usize) {
    let mut from = 0;
    for i in 1..=lines.len() {
        let ends = lines.get(i).is_none_or(|line| {
            let last = lines[i - 1].range.len();
            // A wrapped line is nearly full; a short one ends its block, a marker begins one.
            longest > WRAPPED || last * 10 < longest * 6 || begins_item(&source[line.range.clone()])
        });
        if ends {
            paragraph(raw, source, &lines[from..i]);
            from = i;
        }
    }
}

/// Adds a paragraph.
fn paragraph(raw: &mut Raw, source: &str, lines: &[Line]) {
    let mut fragment = Fragment::default();
    for range in lines.iter().map(|l| l.range.clone()) {
        let line = &source[range.clone()];
        let start = range.start + (line.len() - line.trim_start().len());
        if !fragment.text.is_empty() {
            let from = fragment
                .pieces
                .last()
                .map_or(start, |p| (p.source + p.source_len) as usize);
            fragment.lines.push(fragment.text.len());
            fragment.push(" ", from, start - from);
        }
        fragment.push_verbatim(line.trim(), start);
    }
    let kind = match lines.first() {
        Some(line) if line.quoted > 0 => BlockKind::Quotation,
        _ => BlockKind::Paragraph,
    };
    raw.blocks.push(RawBlock {
        page: lines.first().and_then(|l| l.page),
        ..RawBlock::new(kind, fragment)
    });
}

/// Adds the cells of a table.
fn cells(raw: &mut Raw, source: &str, table: &table::Table, page: Option<u32>) {
    for (r, row) in table.rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            let kind = BlockKind::Cell {
                table: raw.tables,
                row: r as u32,
                column: c as u32,
                header: r < table.headers,
            };
            let mut fragment = Fragment::default();
            fragment.push_verbatim(&source[cell.clone()], cell.start);
            raw.blocks.push(RawBlock {
                page,
                ..RawBlock::new(kind, fragment)
            });
        }
    }
    raw.tables += 1;
}

/// Whether a line begins like an item of a list: `- `, `• `, `[3] `, `12. `.
pub(super) fn begins_item(line: &str) -> bool {
    let line = line.trim_start();
    let rest = match line.chars().next() {
        Some('-' | '•' | '*' | '–' | '·') => {
            line.trim_start_matches(['-', '•', '*', '–', '·'])
        }
        Some('[') => {
            let Some((label, rest)) = line[1..].split_once(']') else {
                return false;
            };
            if label.is_empty() || label.len() > 4 || !label.bytes().all(|b| b.is_ascii_digit()) {
                return false;
            }
            rest
        }
        Some(c) if c.is_ascii_digit() => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            if line.len() - rest.len() > 3 || !rest.starts_with(['.', ')']) {
                return false;
            }
            &rest[1..]
        }
        _ => return false,
    };
    rest.starts_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        blocks(source)
            .blocks
            .into_iter()
            .map(|b| b.fragment.text)
            .collect()
    }

    #[test]
    fn wrapped_lines_are_joined_and_titles_kept_apart() {
        let text = "LE TITRE\n\nUn paragraphe que l'on a coupé à la colonne soixante, et qui\ncontinue sur la ligne suivante.\n\nUn autre.";
        assert_eq!(
            texts(text),
            [
                "LE TITRE",
                "Un paragraphe que l'on a coupé à la colonne soixante, et qui continue sur la ligne suivante.",
                "Un autre."
            ]
        );
    }

    #[test]
    fn tables_quoted_mail_and_pages_are_told() {
        let text = "Anne a écrit :\n\n> La part du gaz\n> a baissé.\n>\n>> Tant mieux.\n\n> 5 % l'an dernier\n\nTableau\nPays    2021   2023\nTogo       1    1,5\nBénin     12      3\nSource : OCDE";
        let raw = blocks(text);
        let kinds = raw.blocks.iter().map(|b| (&b.kind, b.text()));
        let quoted: Vec<_> = (kinds.clone())
            .filter(|(kind, _)| **kind == BlockKind::Quotation)
            .map(|(_, text)| text)
            .collect();
        assert_eq!(quoted, ["La part du gaz a baissé.", "Tant mieux."]);
        let cells: Vec<_> = kinds
            .filter_map(|(kind, text)| match *kind {
                BlockKind::Cell {
                    row,
                    column,
                    header,
                    ..
                } => Some((row, column, header, text)),
                _ => None,
            })
            .collect();
        assert_eq!(cells.len(), 9);
        assert_eq!(cells[1], (0, 1, true, "2021"));
        assert_eq!(cells[6], (2, 0, false, "Bénin"));
        assert_eq!(raw.tables, 1);
        assert!(texts(text).contains(&"> 5 % l'an dernier".to_owned()));
        assert_eq!(texts(text).last().unwrap(), "Source : OCDE");
    }

    #[test]
    fn heads_and_numbers_of_pages_are_left_out() {
        let page = |n: usize| {
            format!("Note n° 12 - mars 2026    {n}\n\nUne phrase {n}.\nLa suite\n\n{n}\n")
        };
        let text = [page(1), page(2), page(3)].join("\u{c}") + "\u{c}";
        let raw = blocks(&text);
        let read: Vec<_> = raw.blocks.iter().map(|b| (b.text(), b.page)).collect();
        assert_eq!(
            read,
            [
                ("Une phrase 1. La suite", Some(1)),
                ("Une phrase 2. La suite", Some(2)),
                ("Une phrase 3. La suite", Some(3)),
            ]
        );
        assert_eq!(raw.page_count, 3);
        assert_eq!(raw.pages.len(), 3);
        assert_eq!(text.as_bytes()[raw.pages[1].0], b'N');
    }

    #[test]
    fn items_begin_blocks() {
        for line in ["- un", "[3] Titre", "12. Titre", "• un"] {
            assert!(begins_item(line), "{line}");
        }
        for line in ["2026. Un an", "[voir] là", "3,5 millions", "-5 %", "un"] {
            assert!(!begins_item(line), "{line}");
        }
    }
}
