//! Plain text: paragraphs parted by blank lines, hard-wrapped or one to a line.

use super::raw::{Raw, RawBlock};
use crate::text::{BlockKind, Fragment};
use std::ops::Range;

/// A text whose lines are all shorter than this was wrapped by an editor or a mail program.
const WRAPPED: usize = 120;

/// The blocks of a plain text.
pub(super) fn blocks(source: &str) -> Raw {
    let longest = source.lines().map(str::len).max().unwrap_or(0);
    let wrapped = longest <= WRAPPED;
    let mut raw = Raw::default();
    let mut paragraph: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        let range = at..at + body.len();
        at += line.len();
        if body.trim().is_empty() {
            flush(&mut raw, source, &mut paragraph);
            continue;
        }
        let alone = match paragraph.last() {
            None => false,
            Some(_) if !wrapped => true,
            // A wrapped line is nearly full; a short one ends its block, a marker begins one.
            Some(last) => last.len() * 10 < longest * 6 || begins_item(body),
        };
        if alone {
            flush(&mut raw, source, &mut paragraph);
        }
        paragraph.push(range);
    }
    flush(&mut raw, source, &mut paragraph);
    raw
}

fn flush(raw: &mut Raw, source: &str, lines: &mut Vec<Range<usize>>) {
    let mut fragment = Fragment::default();
    for range in lines.drain(..) {
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
    if !fragment.text.is_empty() {
        raw.blocks
            .push(RawBlock::new(BlockKind::Paragraph, fragment));
    }
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
    fn items_begin_blocks() {
        for line in ["- un", "[3] Titre", "12. Titre", "• un"] {
            assert!(begins_item(line), "{line}");
        }
        for line in ["2026. Un an", "[voir] là", "3,5 millions", "-5 %", "un"] {
            assert!(!begins_item(line), "{line}");
        }
    }
}
