//! Structure: which block is title, heading, contents, note, caption, reference or body.
//!
//! Markup tells some of it; in converted reports most must be told from shape (a short line in
//! capitals, a number, bold type), from names (`Bibliographie`, `Notes`: tables `structure`) and
//! from place. Each pass looks at one kind of block.

use super::front;
use super::plain::begins_item;
use super::raw::{Raw, RawBlock};
use crate::lang::{Lang, Table};
use crate::text::{BlockKind, Fragment, SEGMENTATION, Span, Zone, fold, numbering};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::sync::LazyLock;

/// Tells the blocks of `raw` apart.
pub(super) fn tell_apart(raw: &mut Raw) {
    contents(raw);
    lines_at_the_top(raw);
    headings(raw);
    captions(raw);
    page_notes(raw);
    zones(raw);
    front(raw);
}

/// The names of parts, of all languages together: a French report may have `References`.
#[derive(Default)]
struct Names {
    references: FxHashSet<String>,
    notes: FxHashSet<String>,
    contents: FxHashSet<String>,
    body: FxHashSet<String>,
    captions: Vec<String>,
    source_lines: FxHashSet<String>,
}

#[derive(Deserialize)]
struct Rows {
    headings: HeadingRows,
    captions: Vec<String>,
    source_lines: Vec<String>,
}

#[derive(Deserialize)]
struct HeadingRows {
    references: Vec<String>,
    notes: Vec<String>,
    contents: Vec<String>,
    body: Vec<String>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names::default();
    for lang in Lang::all() {
        let rows: Rows = lang.load(Table::Structure);
        names.references.extend(rows.headings.references);
        names.notes.extend(rows.headings.notes);
        names.contents.extend(rows.headings.contents);
        names.body.extend(rows.headings.body);
        names.captions.extend(rows.captions);
        names.source_lines.extend(rows.source_lines);
    }
    names
});

/// What part a heading's name announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    References,
    Notes,
    Contents,
    Body,
}

/// The part that the heading `title` names: with or without number, colon, or words behind.
fn named(title: &str) -> Option<Named> {
    let title = title.trim();
    let taken = numbering(title).map_or(0, |(_, _, taken)| taken);
    let name = fold::fold(
        title[taken..]
            .trim()
            .trim_end_matches([':', '.', ' ', '\u{a0}', '\u{202f}', '*']),
    );
    let names = &*NAMES;
    let is = |set: &FxHashSet<String>| set.contains(name.trim());
    // « Bibliographie indicative », « References (selected) »: the first word is the name.
    let first = name.split([' ', '(']).next().unwrap_or_default();
    let short = name.split(' ').count() <= 3;
    if is(&names.references) {
        Some(Named::References)
    } else if is(&names.notes) {
        Some(Named::Notes)
    } else if is(&names.contents) {
        Some(Named::Contents)
    } else if is(&names.body) {
        Some(Named::Body)
    } else if short && matches!(first, "bibliographie" | "bibliography" | "references") {
        Some(Named::References)
    } else if short && names.body.contains(first) {
        Some(Named::Body)
    } else {
        None
    }
}

/// Longer lines are no headings.
const HEADING: usize = 160;

/// Lines that end in a page number after a tab or leaders are the table of contents.
fn contents(raw: &mut Raw) {
    let mut out = Vec::with_capacity(raw.blocks.len());
    for block in std::mem::take(&mut raw.blocks) {
        let starts: Vec<usize> = line_starts(&block.fragment);
        let lines = lines_of(block.text(), &starts);
        let entries = lines.iter().filter(|l| is_contents_line(l)).count();
        let linked = !block.fragment.links.is_empty()
            && block.fragment.links.iter().all(|l| l.url.starts_with('#'))
            && block.text().len() < HEADING;
        if block.is_prose() && (entries * 2 > lines.len() || linked) {
            let cuts: Vec<usize> = starts.into_iter().filter(|&s| s > 0).collect();
            out.extend(block.cut(&cuts).into_iter().map(|b| RawBlock {
                zone: Zone::Contents,
                ..b
            }));
        } else {
            out.push(block);
        }
    }
    raw.blocks = out;
}

/// `Résumé introductif⇥3`, `1. Le gaz ........ 12`.
fn is_contents_line(line: &str) -> bool {
    let line = line.trim_end();
    let rest = line.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - rest.len();
    if digits == 0 || digits > 3 || rest.trim().is_empty() {
        return false;
    }
    let title =
        rest.trim_end_matches(|c: char| fold::is_space(c) || matches!(c, '.' | '…' | '·' | '_'));
    let leader = &rest[title.len()..];
    let dots = leader
        .chars()
        .filter(|&c| matches!(c, '.' | '…' | '·' | '_'))
        .count();
    leader.contains('\t') || dots >= 3 || leader.contains("    ")
}

/// Offsets where the lines of a fragment begin, 0 first.
fn line_starts(fragment: &Fragment) -> Vec<usize> {
    let mut starts = vec![0];
    starts.extend(fragment.lines.iter().map(|l| l + 1));
    starts.retain(|&s| s < fragment.text.len() && fragment.text.is_char_boundary(s));
    starts.sort_unstable();
    starts.dedup();
    starts
}

fn lines_of<'t>(text: &'t str, starts: &[usize]) -> Vec<&'t str> {
    starts
        .iter()
        .enumerate()
        .map(|(i, &s)| &text[s..starts.get(i + 1).copied().unwrap_or(text.len())])
        .collect()
}

/// Before the text begins, each line is a block of its own: title, subtitle, author, date.
fn lines_at_the_top(raw: &mut Raw) {
    let Some(first) = raw
        .blocks
        .iter()
        .position(|b| b.kind == BlockKind::Paragraph && is_running_text(b.text()))
    else {
        return;
    };
    let body = raw.blocks.split_off(first);
    let top = std::mem::take(&mut raw.blocks);
    for block in top {
        let cuts: Vec<usize> = line_starts(&block.fragment)
            .into_iter()
            .filter(|&s| s > 0)
            .collect();
        let short = block.kind == BlockKind::Paragraph
            && block.zone == Zone::Body
            && block.text().len() < 400;
        if short {
            raw.blocks.extend(block.cut(&cuts));
        } else {
            raw.blocks.push(block);
        }
    }
    raw.blocks.extend(body);
}

/// Whether a paragraph is prose: long, or a sentence with its stop.
fn is_running_text(text: &str) -> bool {
    let ends = text
        .trim_end()
        .ends_with(['.', '!', '?', '…', '»', '”', ':']);
    text.len() > 240 || ends && text.len() > 90
}

/// Headings that only their shape betrays.
fn headings(raw: &mut Raw) {
    let n = raw.blocks.len();
    // A single sentence is no heading, however short.
    if n < 2 {
        return;
    }
    for i in 0..n {
        let block = &raw.blocks[i];
        if block.zone == Zone::Contents || block.text().len() > HEADING {
            continue;
        }
        let listed = |j: Option<usize>| {
            j.and_then(|j| raw.blocks.get(j))
                .is_some_and(|b| matches!(b.kind, BlockKind::ListItem { .. }))
        };
        let take = match &block.kind {
            BlockKind::Paragraph => {
                let followed = raw
                    .blocks
                    .get(i + 1)
                    .is_some_and(|b| b.zone != Zone::Contents);
                followed && is_heading_line(block)
            }
            // A lone list item in capitals or with a title's shape: `1. SORTIR`.
            BlockKind::ListItem { ordinal: Some(_) } => {
                block.marker.is_some()
                    && !listed(i.checked_sub(1))
                    && !listed(Some(i + 1))
                    && i + 1 < n
                    && looks_like_title(block.text())
            }
            _ => false,
        };
        if take {
            let block = &mut raw.blocks[i];
            let kind = std::mem::replace(&mut block.kind, BlockKind::Heading { level: 0 });
            if let (BlockKind::ListItem { ordinal: Some(n) }, Some(marker)) =
                (kind, block.marker.take())
            {
                restore_marker(block, n, marker);
            }
        }
    }
}

/// Puts the list number back in front of a heading's text.
fn restore_marker(block: &mut RawBlock, ordinal: u32, marker: Span) {
    let mut whole = Fragment::default();
    whole.push(&format!("{ordinal}. "), marker.start(), marker.len());
    whole.append(std::mem::take(&mut block.fragment));
    block.fragment = whole;
}

/// A line that stands alone and is shaped like a heading.
fn is_heading_line(block: &RawBlock) -> bool {
    let text = block.text().trim();
    if block
        .fragment
        .lines
        .iter()
        .any(|&l| l > 0 && l < text.len())
    {
        return false;
    }
    let (_, _, taken) = match numbering(text) {
        Some(found) => found,
        None => {
            return named(text).is_some()
                || is_capitals(text)
                || is_all_bold(block) && looks_like_title(text);
        }
    };
    let title = &text[taken..];
    // A numbered line that is a sentence is an item, a short one without a stop a heading.
    (looks_like_title(title) && title.len() <= 120) || is_capitals(title)
}

/// Short, begins with a capital, and does not end like a sentence or clause.
fn looks_like_title(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 140
        && text
            .chars()
            .next()
            .is_some_and(|c| c.is_uppercase() || c.is_numeric() || matches!(c, '«' | '"' | '“'))
        && !text.ends_with(['.', ';', ',', '!'])
        && text.chars().any(char::is_alphabetic)
        && !ends_unfinished(text)
}

/// Whether the last word calls for another (`… du ministère de la`).
fn ends_unfinished(text: &str) -> bool {
    let last = fold::lower(text.rsplit(fold::is_space).next().unwrap_or_default());
    text.contains(' ') && Lang::all().any(|l| SEGMENTATION[l].unfinished.contains(&last))
}

fn is_capitals(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let small = text.chars().filter(|c| c.is_lowercase()).count();
    letters >= 4 && small == 0 && !text.trim_end().ends_with(['.', ',', ';'])
}

fn is_all_bold(block: &RawBlock) -> bool {
    let text = block.text();
    block
        .fragment
        .emphasis
        .iter()
        .any(|e| e.strong && e.span.len() + 2 >= text.trim().len())
}

/// Captions of tables and figures, and the lines that name their source.
fn captions(raw: &mut Raw) {
    let names = &*NAMES;
    let mut last_table = None;
    for i in 0..raw.blocks.len() {
        if let BlockKind::Cell { table, .. } = raw.blocks[i].kind {
            last_table = Some((i, table));
            continue;
        }
        let block = &raw.blocks[i];
        let prose = matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading { .. });
        if !prose || block.zone == Zone::Contents || block.text().len() > 600 {
            continue;
        }
        let text = fold::fold(block.text().trim());
        // `: Table 1. Prices`, as pandoc writes the caption of the table before.
        let colon = text.len() - text.trim_start_matches(": ").len();
        if colon > 0 && last_table.is_some_and(|(j, _)| i - j == 1) {
            let table = last_table.map(|(_, table)| table);
            let lead = block.text().len() - block.text().trim_start_matches([':', ' ']).len();
            let block = &mut raw.blocks[i];
            block.fragment = block.fragment.slice(lead..block.text().len());
            block.kind = BlockKind::Caption { table };
            continue;
        }
        let is_caption = names.captions.iter().any(|c| {
            text.strip_prefix(c.as_str()).is_some_and(|rest| {
                rest.trim_start()
                    .starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'i' | 'v' | ':'))
                    && rest.starts_with([' ', ':'])
            })
        });
        let is_source = text
            .split_once(':')
            .is_some_and(|(head, _)| names.source_lines.contains(head.trim()));
        let next_table = raw.blocks.get(i + 1).and_then(|b| match b.kind {
            BlockKind::Cell { table, .. } => Some(table),
            _ => None,
        });
        let before = last_table.filter(|&(j, _)| i - j <= 2).map(|(_, t)| t);
        let table = if is_caption {
            next_table.or(before)
        } else {
            before
        };
        let shaped = is_caption
            && (table.is_some() || block.text().len() < 250 && text.contains(['.', ':', '-']));
        if shaped || is_source && (table.is_some() || block.text().len() < 250) {
            raw.blocks[i].kind = BlockKind::Caption { table };
        }
    }
}

/// Notes at the foot of a page that a conversion left in the text: a paragraph that begins with its
/// raised mark.
fn page_notes(raw: &mut Raw) {
    for block in &mut raw.blocks {
        if block.kind != BlockKind::Paragraph {
            continue;
        }
        let lead = block.text().len() - block.text().trim_start().len();
        let Some(first) = block.fragment.marks.first().filter(|m| m.at <= lead) else {
            continue;
        };
        let label = first.label.clone();
        block.fragment.marks.remove(0);
        block.kind = BlockKind::Note { label };
        block.zone = Zone::Notes;
    }
}

/// Which part each block belongs to, by the headings that name parts.
fn zones(raw: &mut Raw) {
    let mut zone = Zone::Body;
    // Markup level of the heading that opened the zone.
    let mut opened = 0;
    let mut out: Vec<RawBlock> = Vec::with_capacity(raw.blocks.len());
    let last_prose = raw
        .blocks
        .iter()
        .rposition(|b| b.kind == BlockKind::Paragraph && is_running_text(b.text()));
    let lists: Vec<bool> = (0..raw.blocks.len())
        .map(|i| {
            matches!(raw.blocks[i].kind, BlockKind::Heading { .. })
                && lists_works(&raw.blocks[i + 1..])
        })
        .collect();
    for (i, mut block) in std::mem::take(&mut raw.blocks).into_iter().enumerate() {
        if matches!(block.kind, BlockKind::Note { .. }) {
            block.zone = Zone::Notes;
            out.push(block);
            continue;
        }
        if let BlockKind::Heading { level } = block.kind {
            // « Sources » in the first half of a report is a chapter.
            let late = last_prose.is_none_or(|p| i * 3 > p * 2) || lists[i];
            match named(block.text()) {
                Some(Named::References) if late => (zone, opened) = (Zone::References, level),
                Some(Named::Notes) if late => (zone, opened) = (Zone::Notes, level),
                Some(Named::Contents) if zone == Zone::Body => {
                    (zone, opened) = (Zone::Contents, level)
                }
                // A subheading inside stays inside.
                None if level > opened && opened > 0
                    || zone != Zone::Body && level == 0 && zone != Zone::Contents => {}
                _ => (zone, opened) = (Zone::Body, 0),
            }
            if zone == Zone::Contents {
                block.zone = zone;
            }
            // The heading of a bibliography is text like any heading.
            out.push(block);
            continue;
        }
        if block.zone == Zone::Contents {
            out.push(block);
            continue;
        }
        // Contents end where prose begins.
        if zone == Zone::Contents && is_running_text(block.text()) {
            zone = Zone::Body;
        }
        block.zone = zone;
        match zone {
            Zone::References => out.extend(split_entries(block)),
            Zone::Notes => out.extend(split_entries(block).into_iter().map(as_note)),
            _ => out.push(block),
        }
    }
    raw.blocks = out;
}

/// Whether the blocks up to the next heading are short and most have an address or a year: a list
/// of works, however long it is beside the text.
fn lists_works(blocks: &[RawBlock]) -> bool {
    let (mut all, mut works) = (0, 0);
    for block in blocks {
        if matches!(block.kind, BlockKind::Heading { .. }) {
            break;
        }
        let text = block.text();
        let year = text
            .split(|c: char| !c.is_ascii_digit())
            .any(|d| d.len() == 4 && (d.starts_with("19") || d.starts_with("20")));
        all += 1;
        works += usize::from(text.len() < 450 && (year || text.contains("http")));
    }
    works * 3 >= all * 2 && works > 0
}

/// Entries of a list that a reader took for one paragraph: each begins with its marker, or follows
/// a line that ends with an address.
fn split_entries(block: RawBlock) -> Vec<RawBlock> {
    if block.kind != BlockKind::Paragraph {
        return vec![block];
    }
    let starts = line_starts(&block.fragment);
    let lines = lines_of(block.text(), &starts);
    let cuts: Vec<usize> = (1..starts.len())
        .filter(|&i| begins_item(lines[i]) || ends_with_address(lines[i - 1]))
        .map(|i| starts[i])
        .collect();
    block.cut(&cuts)
}

fn ends_with_address(line: &str) -> bool {
    line.split_whitespace()
        .next_back()
        .is_some_and(|w| w.trim_start_matches('<').starts_with("http"))
}

/// An item of a list of notes: its number is its label.
fn as_note(mut block: RawBlock) -> RawBlock {
    let label = match &block.kind {
        BlockKind::ListItem { ordinal: Some(n) } => Some(n.to_string()),
        BlockKind::Paragraph => {
            let text = block.text();
            let digits: String = text
                .trim_start_matches(['[', '('])
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            let lead = text.len() - text.trim_start_matches(['[', '(']).len() + digits.len();
            let rest = text[lead..].trim_start_matches([']', ')', '.', ' ', '\u{a0}', '\t']);
            let start = text.len() - rest.len();
            if !digits.is_empty() && digits.len() <= 3 && start > lead && !rest.is_empty() {
                block.fragment = block.fragment.slice(start..text.len());
                Some(digits)
            } else {
                None
            }
        }
        _ => None,
    };
    if let Some(label) = label {
        block.kind = BlockKind::Note { label };
    }
    block
}

/// Title, subtitle, author and date: what stands before the text begins.
fn front(raw: &mut Raw) {
    // What goes on after a page break is no title.
    let goes_on = raw
        .blocks
        .iter()
        .skip(1)
        .find(|b| b.is_prose())
        .is_some_and(|b| b.text().starts_with(char::is_lowercase));
    let is_title = |b: &RawBlock| match b.kind {
        BlockKind::Heading { level } => level <= 1,
        BlockKind::Paragraph => looks_like_title(b.text()) && !goes_on,
        _ => false,
    };
    // A text of a few lines has no front.
    if raw.blocks.len() < 3 || !raw.blocks.first().is_some_and(is_title) {
        return;
    }
    // With a title in the front matter, the first line is a byline like the others.
    if raw.blocks[0].kind == BlockKind::Paragraph && raw.meta.title.is_none() {
        raw.blocks[0].kind = BlockKind::Heading { level: 1 };
    }
    // A subtitle has no heading like it, and no text right below it.
    let last_of_level: FxHashMap<u8, usize> = (raw.blocks.iter().enumerate())
        .filter_map(|(i, b)| match b.kind {
            BlockKind::Heading { level } if level > 0 => Some((level, i)),
            _ => None,
        })
        .collect();
    let opens_text = |i: usize, level: u8| {
        last_of_level.get(&level).is_some_and(|&last| last > i)
            && (raw.blocks.get(i + 1)).is_some_and(|b| b.is_prose() && is_running_text(b.text()))
    };
    let mut end = raw.blocks.len();
    for (i, block) in raw.blocks.iter().enumerate() {
        let ends = match block.kind {
            BlockKind::Heading { level } => {
                i > 0
                    && (named(block.text()).is_some()
                        || numbering(block.text().trim()).is_some() && !front::is_day(block.text())
                        || i > 2
                        || opens_text(i, level))
            }
            BlockKind::Paragraph => {
                i > 0 && is_running_text(block.text()) && !all_emphasised(block)
            }
            BlockKind::Quotation | BlockKind::Caption { .. } => false,
            _ => true,
        };
        if ends || block.zone == Zone::Contents {
            end = i;
            break;
        }
    }
    // Where nothing but notes and references is left, the text itself is made of short paragraphs.
    if !raw.blocks[end..].iter().any(|b| b.zone == Zone::Body) {
        end = 1;
    }
    for block in &mut raw.blocks[..end] {
        block.zone = Zone::Front;
    }
}

/// A line that is italic from end to end: a byline or a lead.
fn all_emphasised(block: &RawBlock) -> bool {
    block
        .fragment
        .emphasis
        .iter()
        .any(|e| e.span.len() + 2 >= block.text().trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_lines() {
        for line in [
            "Résumé introductif\t3",
            "1. Le gaz ........ 12",
            "Figure 1. Cargoes .......... 3",
        ] {
            assert!(is_contents_line(line), "{line}");
        }
        for line in [
            "En 2025, le gaz a baissé de 3",
            "Le gaz en 2025",
            "12",
            "prix de 400",
        ] {
            assert!(!is_contents_line(line), "{line}");
        }
    }

    #[test]
    fn parts_are_named_with_or_without_number_and_epithet() {
        for (title, part) in [
            ("Bibliographie indicative", Some(Named::References)),
            ("RÉFÉRENCES", Some(Named::References)),
            ("6. CONCLUSION", Some(Named::Body)),
            ("Notes", Some(Named::Notes)),
            ("A short reading list", Some(Named::References)),
            ("Pour conclure :", Some(Named::Body)),
            ("Le gaz russe", None),
        ] {
            assert_eq!(named(title), part, "{title}");
        }
    }
}
