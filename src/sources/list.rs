//! The reference list: which blocks are its entries.
//!
//! Every block of the zone `References` is an entry, but for three kinds: an address on a line of its
//! own belongs to the entry before (`Lien : <https://…>`), a paragraph of several lines may hold
//! several entries, and prose (`Les liens ont été vérifiés le 3 mars.`) is none.

use super::entries::{self, Names};
use super::reference::{self, Entry, Reference};
use super::shelf::{Shelf, Work};
use super::words::words;
use crate::model::{Label, LabelKind, Manner, SourceKind};
use crate::text::{Block, BlockKind, Document, Span, Zone};

/// Puts all entries of the reference list on the shelf.
pub(super) fn collect(doc: &Document, names: &Names, shelf: &mut Shelf) {
    let mut open: Option<Open> = None;
    for block in &doc.text.blocks {
        if block.zone != Zone::References || matches!(block.kind, BlockKind::Note { .. }) {
            continue;
        }
        if block.is_heading() || matches!(block.kind, BlockKind::Code) {
            shelve(open.take(), shelf);
            continue;
        }
        for span in lines(doc, block) {
            if span.len() > entries::LONGEST {
                continue;
            }
            let entry = entries::entry(doc, span);
            let reference = reference::parse(&entry, names);
            if is_address_alone(&reference)
                && let Some(open) = &mut open
                && open.entry.text.len() < entries::LONGEST
            {
                open.extend(doc, span, names);
                continue;
            }
            shelve(open.take(), shelf);
            if is_entry(&entry, &reference, block) {
                open = Some(Open {
                    span,
                    entry,
                    reference,
                    ordinal: match block.kind {
                        BlockKind::ListItem { ordinal } => ordinal,
                        _ => None,
                    },
                });
            }
        }
    }
    shelve(open, shelf);
}

/// An entry that the next block may go on.
struct Open {
    span: Span,
    entry: Entry,
    reference: Reference,
    ordinal: Option<u32>,
}

impl Open {
    fn extend(&mut self, doc: &Document, span: Span, names: &Names) {
        entries::extend(&mut self.entry, doc, span);
        self.span = self.span.hull(span);
        self.reference = reference::parse(&self.entry, names);
    }
}

fn shelve(open: Option<Open>, shelf: &mut Shelf) {
    let Some(open) = open else { return };
    let number = open
        .reference
        .number
        .clone()
        .or(open.ordinal.map(|n| n.to_string()));
    let labels = number.map(|name| Label {
        kind: LabelKind::Number,
        name,
        at: open.span,
        manner: Manner::Full,
    });
    shelf.add(Work {
        kind: SourceKind::Bibliography,
        span: open.span,
        reference: open.reference,
        labels: labels.into_iter().collect(),
        rule: "source.list",
    });
}

/// Nothing but an address, perhaps with its introduction.
fn is_address_alone(reference: &Reference) -> bool {
    reference.url.is_some() && reference.title.is_none() && reference.author.is_empty()
}

/// Whether a block is an entry rather than prose about the list.
fn is_entry(entry: &Entry, reference: &Reference, block: &Block) -> bool {
    if reference.title.is_none() && reference.author.is_empty() {
        return reference.url.is_some();
    }
    let dated = reference.issued.is_some();
    let strong =
        reference.url.is_some() || reference.marked || dated && !reference.author.is_empty();
    let listed = matches!(block.kind, BlockKind::ListItem { .. });
    strong || listed && words(&entry.text).len() >= 4
}

/// The lines of a block that begin an entry each, as spans; the whole block where it holds one.
fn lines(doc: &Document, block: &Block) -> Vec<Span> {
    let view = doc.text.slice(block.span);
    let mut starts = vec![0];
    for (i, c) in view.char_indices() {
        if c != ' ' {
            continue;
        }
        let at = Span::new(block.span.start() + i, block.span.start() + i + 1);
        let source = doc.text.source_span(at);
        let broken = doc
            .text
            .source()
            .get(source.range())
            .is_some_and(|s| s.contains('\n'));
        if broken && begins_entry(&view[..i], &view[i + 1..]) {
            starts.push(i + 1);
        }
    }
    starts.push(view.len());
    starts
        .windows(2)
        .map(|w| {
            let text = &view[w[0]..w[1]];
            let lead = text.len() - text.trim_start().len();
            let len = text.trim_end().len().max(lead);
            Span::new(
                block.span.start() + w[0] + lead,
                block.span.start() + w[0] + len,
            )
        })
        .filter(|s| !s.is_empty())
        .collect()
}

/// Whether a new line begins an entry: the one before is closed, and authors stand at its head.
fn begins_entry(before: &str, line: &str) -> bool {
    let before = before.trim_end();
    let last = before.rsplit(' ').next().unwrap_or("");
    let closed = before.ends_with(['.', ')', ']', '>']) || last.contains("://");
    if !closed {
        return false;
    }
    let head: String = line.chars().take(200).collect();
    let found = reference::names::persons(&head, false, &reference::names::Nothing);
    let numbered = line.starts_with('[');
    numbered || !found.list.is_empty() || reference::begins_with_date(&head)
}
