//! Sources: the works that a document cites, and which statement rests on which.
//!
//! - [`collect`] reads the reference list, the notes and the links: one [`Source`] per work.
//! - [`of_note`] and [`of_number`] lead from a mark in the text to the works that it calls.
//! - [`link::link`] ties figures and quotations to them.
//!
//! A single reference is read by [`reference::parse`].

mod address;
mod entries;
mod inline;
mod key;
pub mod link;
mod list;
mod notes;
pub mod reference;
mod shelf;
mod words;

pub use address::same_address;

use crate::model::{LabelKind, Manner, Source};
use crate::text::{Document, NoteMark};

/// All cited works, in document order.
pub fn collect(doc: &Document) -> Vec<Source> {
    let names = entries::Names::new(doc);
    let mut shelf = shelf::Shelf::default();
    list::collect(doc, &names, &mut shelf);
    notes::collect(doc, &names, &mut shelf);
    inline::collect(doc, &mut shelf);
    let mut works = shelf.works;
    works.sort_by_key(|w| (w.span.start(), w.span.end()));
    let keys = key::keys(works.iter().map(|w| &w.reference));
    works
        .into_iter()
        .zip(keys)
        .enumerate()
        .map(|(i, (work, key))| {
            let at = doc.text.locate(work.span);
            let r = work.reference;
            Source {
                id: format!("r{}", i + 1),
                key,
                kind: work.kind,
                start: at.start,
                end: at.end,
                span: work.span,
                author: r.author,
                title: r.title,
                publisher: r.publisher,
                container_title: r.container_title,
                issued: r.issued.and_then(|d| d.edtf),
                url: r.url,
                volume: r.volume,
                issue: r.issue,
                page: r.page,
                genre: r.genre,
                language: r.language,
                cited_by: Vec::new(),
                raw: at.text,
                labels: work.labels,
                acronyms: r.acronyms,
                rule: work.rule.to_owned(),
            }
        })
        .collect()
}

/// The works that a note mark leads to, as indices into `sources`: those that the note rests on
/// first, those that it names beside them ([`Manner::Also`]) last. Where labels begin anew on each
/// page, the next note behind the mark counts.
pub fn of_note(sources: &[Source], mark: &NoteMark) -> Vec<usize> {
    let called = || {
        sources.iter().enumerate().flat_map(|(i, s)| {
            s.labels
                .iter()
                .filter(|l| l.kind == LabelKind::Note && l.name == mark.label)
                .map(move |l| (i, l))
        })
    };
    let place = called()
        .map(|(_, l)| l.at.start())
        .min_by_key(|&at| (at < mark.at, at.abs_diff(mark.at)));
    let mut out: Vec<(bool, usize)> = called()
        .filter(|(_, l)| Some(l.at.start()) == place)
        .map(|(i, l)| (l.manner == Manner::Also, i))
        .collect();
    out.sort_by_key(|&(also, _)| also);
    out.into_iter().map(|(_, i)| i).collect()
}

/// The entry that has `number` in a numbered reference list (`3` for `[3]`), as an index into `sources`.
pub fn of_number(sources: &[Source], number: &str) -> Option<usize> {
    sources.iter().position(|s| {
        s.labels
            .iter()
            .any(|l| l.kind == LabelKind::Number && l.name == number)
    })
}
