//! Notes of a page: links to a place below that are a mark (`<a href="#fn1">1</a>`), and the element
//! there, whose own link leads back.

use super::page::Page;
use rustc_hash::FxHashMap;

/// What is known of a page's notes, by element.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Links that are marks, with the label.
    pub marks: FxHashMap<usize, String>,
    /// Elements that are notes, with the label.
    pub notes: FxHashMap<usize, String>,
    /// Links that lead back from a note to its mark.
    pub back: Vec<usize>,
}

/// Longer elements are no notes.
const LONGEST: usize = 20_000;

/// What the identifiers of notes begin with, in small letters and without what stands before a word.
const NAMES: &[&str] = &[
    "fn",
    "ftn",
    "footnote",
    "note",
    "endnote",
    "edn",
    "en",
    "sdfootnote",
    "sdendnote",
    "cite",
    "nb",
    "n",
];

pub(super) fn find(page: &Page, source: &str) -> Notes {
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    for (e, element) in page.elements.iter().enumerate() {
        let name = if element.name == "a" {
            element.get("name")
        } else {
            None
        };
        for id in [element.get("id"), name].into_iter().flatten() {
            places.entry(id).or_insert(e);
        }
    }
    let mut notes = Notes::default();
    for (e, element) in page
        .elements
        .iter()
        .enumerate()
        .filter(|(_, e)| e.name == "a")
    {
        let Some(target) = element.get("href").and_then(fragment) else {
            continue;
        };
        let Some(&place) = places.get(target) else {
            continue;
        };
        let text = page.text_of(source, e, 64);
        let back = place < e;
        if back && is_arrow(&text) {
            notes.back.push(e);
            continue;
        }
        let bracketed = text.starts_with(['[', '(']);
        let text = text.trim_matches(['[', ']', '(', ')', '.', ' ', '\u{a0}']);
        if !is_label(text) || !(says_note(page, e) || names_note(target, bracketed)) {
            continue;
        }
        if back {
            notes.back.push(e);
            continue;
        }
        let holder = block_of(page, place);
        let own = &page.elements[holder];
        let whole = own.end.saturating_sub(own.tag.start);
        if holder > e
            && whole <= LONGEST
            && !own.is(&["body", "html", "main", "article", "h1", "h2", "table", "tr"])
        {
            notes.notes.entry(holder).or_insert_with(|| text.to_owned());
            notes.marks.insert(e, text.to_owned());
        }
    }
    notes
}

/// `#fn1`, or a whole address with one.
fn fragment(href: &str) -> Option<&str> {
    href.split_once('#')
        .map(|(_, name)| name)
        .filter(|name| !name.is_empty())
}

/// `12`, `a`, `iv`, `*`.
fn is_label(text: &str) -> bool {
    let len = text.chars().count();
    let all = |f: fn(char) -> bool| text.chars().all(f);
    match len {
        0 => false,
        1 => all(|c| c.is_alphanumeric() || matches!(c, '*' | '†' | '‡' | '§')),
        2..=4 => {
            all(|c| c.is_ascii_digit())
                || all(|c| matches!(c, 'i' | 'v' | 'x'))
                || all(|c| matches!(c, '*' | '†' | '‡' | '§'))
        }
        _ => false,
    }
}

fn is_arrow(text: &str) -> bool {
    let mut signs = text
        .chars()
        .filter(|c| !matches!(c, '\u{fe0e}' | '\u{fe0f}'));
    let arrow = |c: char| {
        matches!(
            c,
            '↩' | '↑' | '^' | '↵' | '⏎' | '←' | '⬆' | '▲' | '⤴' | '⇑' | '↥'
        )
    };
    signs.next().is_some_and(arrow) && signs.all(|c| arrow(c) || c.is_whitespace())
}

/// Whether the link's own markup says that it calls a note, or leads back from one.
fn says_note(page: &Page, e: usize) -> bool {
    let element = &page.elements[e];
    let kind = |name: &str| {
        element
            .get(name)
            .is_some_and(|v| v.contains("noteref") || v.contains("backlink"))
    };
    let class = element
        .get("class")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let raised = |e: usize| page.elements[e].name == "sup";
    kind("role")
        || kind("epub:type")
        || class.contains("note")
        || element.parent.is_some_and(raised)
        || page.below(e).take(4).any(raised)
}

/// Whether an identifier is one that notes have: `fn:1`, `_ftn3`, `sdfootnote2sym`, `cite_note-4`. A
/// mark in brackets may call the entry of a list of works, whose identifier names no note.
fn names_note(id: &str, bracketed: bool) -> bool {
    let id = id.trim_start_matches('_').to_ascii_lowercase();
    let word = id
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(id.len());
    let word = &id[..word];
    NAMES.contains(&word)
        || word.ends_with("note")
        || !bracketed && word.starts_with("note")
        || word == "fnref"
        || word == "ftnref"
}

/// The block that the place `e` stands in.
fn block_of(page: &Page, e: usize) -> usize {
    // Phrases are not nested deeper.
    const DEEPEST: usize = 32;
    let up = |at: &usize| page.elements[*at].parent;
    let mut upwards = std::iter::successors(Some(e), up).take(DEEPEST);
    upwards.find(|&at| page.elements[at].block).unwrap_or(e)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_lead_to_notes_and_back() {
        for (source, marks, notes) in [
            (
                "<p>a<sup><a href='#fn1' id='r1'>1</a></sup></p><ol><li id='fn1'>N <a href='#r1'>↩</a></li></ol>",
                1,
                1,
            ),
            (
                "<p>a<a href='#_ftn1' name='_ftnref1'>[1]</a></p><p><a href='#_ftnref1' name='_ftn1'>[1]</a> N</p>",
                1,
                1,
            ),
            (
                "<p>a<a class=footnote-ref href='https://x.org/y#fn:2' id=b>2</a></p><div id='fn:2'>N</div>",
                1,
                1,
            ),
            // A table of contents, a numbered entry of a bibliography, a page.
            ("<a href='#s1'>Un titre</a><h2 id=s1>Un titre</h2>", 0, 0),
            (
                "<p>a <a href='#ref3'>[3]</a></p><li id=ref3>Un livre</li>",
                0,
                0,
            ),
            ("<a href='#p12'>12</a><p id=p12>b</p>", 0, 0),
        ] {
            let page = Page::of(source);
            let found = find(&page, source);
            assert_eq!(
                (found.marks.len(), found.notes.len()),
                (marks, notes),
                "{source}"
            );
        }
    }
}
