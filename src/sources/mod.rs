//! Sources: the works that a document cites, and which statement rests on which.
//!
//! - [`collect`] reads the reference list, the notes and the links: one [`Source`] per work.
//! - [`Called`] leads from a mark in the text to the works that it calls.
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

use crate::model::{Label, LabelKind, Manner, Source};
use crate::text::Document;
use rustc_hash::FxHashMap;

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
                on_page: doc.text.page_of(work.span),
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

/// What the marks in a text lead to: built once, asked for each mark.
#[derive(Debug, Default)]
pub struct Called<'s> {
    /// By their name, in the order of their places.
    notes: FxHashMap<&'s str, Vec<(&'s Label, usize)>>,
    numbers: FxHashMap<&'s str, usize>,
}

impl<'s> Called<'s> {
    pub fn new(sources: &'s [Source]) -> Called<'s> {
        let mut called = Called::default();
        for (i, source) in sources.iter().enumerate() {
            for label in &source.labels {
                match label.kind {
                    LabelKind::Note => called
                        .notes
                        .entry(&label.name)
                        .or_default()
                        .push((label, i)),
                    LabelKind::Number => {
                        called.numbers.entry(&label.name).or_insert(i);
                    }
                }
            }
        }
        for labels in called.notes.values_mut() {
            labels.sort_by_key(|(label, _)| label.at.start());
        }
        called
    }

    /// The works that the mark `label` of a note at byte `at` of the view leads to, as indices into the
    /// sources: those that the note rests on first, those that it names beside them ([`Manner::Also`])
    /// last. Where labels begin anew on each page, the next note behind the mark counts.
    pub fn by_note(&self, label: &str, at: usize) -> Vec<usize> {
        let Some(labels) = self.notes.get(label) else {
            return Vec::new();
        };
        let next = labels.partition_point(|(l, _)| l.at.start() < at);
        let place = (labels.get(next).or(labels.last())).map(|(l, _)| l.at.start());
        let first = labels.partition_point(|(l, _)| Some(l.at.start()) < place);
        let mut out: Vec<(bool, usize)> = (labels[first..].iter())
            .take_while(|(l, _)| Some(l.at.start()) == place)
            .map(|&(l, i)| (l.manner == Manner::Also, i))
            .collect();
        out.sort_by_key(|&(also, _)| also);
        out.into_iter().map(|(_, i)| i).collect()
    }

    /// The entry that has `number` in a numbered reference list (`3` for `[3]`).
    pub fn by_number(&self, number: &str) -> Option<usize> {
        self.numbers.get(number).copied()
    }
}
