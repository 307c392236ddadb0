//! Pages of plain text: what a form feed begins, and what comes again at the edges of pages.

use super::Line;
use crate::read::raw::Raw;
use rustc_hash::FxHashMap;

/// What a page begins with.
pub(super) const FEED: char = '\u{c}';

/// A running head stands on so many pages at least.
const AGAIN: usize = 3;

/// Tells the page of each line, and takes page numbers and running heads out.
pub(super) fn tell(source: &str, lines: &mut Vec<Line>, raw: &mut Raw) {
    let last = source.trim_end_matches(|c: char| c.is_whitespace() || c == FEED);
    if !last.contains(FEED) {
        return;
    }
    let mut page = 1;
    raw.pages.push((0, page));
    for line in lines.iter_mut() {
        line.page = Some(page);
        let behind = source[line.range.end..].trim_start_matches('\r');
        let rest = behind.strip_prefix(FEED).map_or(0, str::len);
        if rest > source.len() - last.len() {
            page += 1;
            raw.pages.push((source.len() - rest, page));
        }
    }
    raw.page_count = page;
    furniture(source, lines);
}

/// Takes out what stands at the edge of pages: lone numbers, and lines that come again with no more
/// than their numbers changed.
fn furniture(source: &str, lines: &mut Vec<Line>) {
    let text = |l: &Line| source[l.range.clone()].trim();
    // Whether at the top, and the line. A second line is looked at where it stands off the text.
    let mut edges: Vec<(bool, usize)> = Vec::new();
    let mut at = 0;
    for page in lines.chunk_by(|a, b| a.page == b.page) {
        let full: Vec<usize> = (at..at + page.len())
            .filter(|&i| !text(&lines[i]).is_empty())
            .collect();
        let mut edge = |top: bool, order: &mut dyn Iterator<Item = usize>| {
            let [first, second, third] = [order.next(), order.next(), order.next()];
            edges.extend(first.map(|i| (top, i)));
            let off = second.zip(third).filter(|(a, b)| a.abs_diff(*b) > 1);
            edges.extend(off.map(|(i, _)| (top, i)));
        };
        edge(true, &mut full.iter().copied());
        edge(false, &mut full.iter().rev().copied());
        at += page.len();
    }
    let shape = |line: usize| {
        let mut shape: String = text(&lines[line])
            .chars()
            .map(|c| if c.is_ascii_digit() { '#' } else { c })
            .collect();
        while shape.contains("##") {
            shape = shape.replace("##", "#");
        }
        shape
    };
    let mut often: FxHashMap<(bool, String), usize> = FxHashMap::default();
    for &(top, line) in &edges {
        *often.entry((top, shape(line))).or_default() += 1;
    }
    let gone: Vec<bool> = {
        let mut gone = vec![false; lines.len()];
        for (top, line) in edges {
            let shape = shape(line);
            let lone = matches!(&*shape, "#" | "- # -" | "– # –" | "— # —");
            let words = shape.contains(char::is_alphabetic);
            let head = words && often[&(top, shape)] >= AGAIN;
            gone[line] |= lone || head;
        }
        gone
    };
    let mut gone = gone.into_iter();
    lines.retain(|_| gone.next() != Some(true));
}
