//! From blocks to entries: the text of a reference with its marks, and what the document knows of names.

use super::reference::{Anchor, Emphasis, Entry, Known};
use crate::text::{Document, Span, TokenKind, fold};
use rustc_hash::FxHashSet;
use std::cell::OnceCell;

/// A text of more bytes is no reference, and no note that holds one.
pub(super) const LONGEST: usize = 8_000;

/// The text in `span` with its emphasis and links.
pub(super) fn entry(doc: &Document, span: Span) -> Entry {
    let mut out = Entry::default();
    extend(&mut out, doc, span);
    out
}

/// Adds the text in `span` to `entry`, after a space.
pub(super) fn extend(entry: &mut Entry, doc: &Document, span: Span) {
    if !entry.text.is_empty() {
        entry.text.push(' ');
    }
    let by = entry.text.len();
    entry.text.push_str(doc.text.slice(span));
    let shifted = |inner: Span| {
        let (a, b) = (inner.start().max(span.start()), inner.end().min(span.end()));
        (a < b).then(|| by + a - span.start()..by + b - span.start())
    };
    let emphasis = &doc.text.emphasis;
    let from = emphasis.partition_point(|e| e.span.start() < span.start());
    for e in emphasis[from..]
        .iter()
        .take_while(|e| e.span.start() < span.end())
    {
        if let Some(at) = shifted(e.span) {
            entry.emphasis.push(Emphasis {
                at,
                strong: e.strong,
            });
        }
    }
    for l in doc.text.links_in(span) {
        if let Some(at) = shifted(l.span) {
            entry.links.push(Anchor {
                at,
                url: l.url.clone(),
                bare: l.bare,
            });
        }
    }
}

/// Pairs of capitalised words in the document's text: given and family names, among others.
pub(super) struct Names<'d> {
    doc: &'d Document,
    pairs: OnceCell<FxHashSet<(String, String)>>,
}

impl<'d> Names<'d> {
    pub fn new(doc: &'d Document) -> Names<'d> {
        Names {
            doc,
            pairs: OnceCell::new(),
        }
    }

    fn pairs(&self) -> &FxHashSet<(String, String)> {
        self.pairs.get_or_init(|| {
            let doc = self.doc;
            doc.tokens
                .windows(2)
                .filter(|pair| pair.iter().all(|t| t.kind == TokenKind::Word))
                .filter_map(|pair| {
                    let (a, b) = (doc.forms.get(pair[0].form), doc.forms.get(pair[1].form));
                    (pair[1].gap && a.is_capital() && b.is_capital())
                        .then(|| (a.fold.to_string(), b.fold.to_string()))
                })
                .collect()
        })
    }
}

impl Known for Names<'_> {
    fn is_person(&self, given: &str, family: &str) -> bool {
        let parts = |s: &str| -> Vec<String> {
            fold::fold(s).split([' ', '-']).map(str::to_owned).collect()
        };
        // French tokens keep their hyphens, English ones do not.
        let (whole_given, whole_family) = (fold::fold(given), fold::fold(family));
        let pairs = self.pairs();
        match (parts(given).pop(), parts(family).first()) {
            (Some(a), Some(b)) => {
                pairs.contains(&(a, b.clone())) || pairs.contains(&(whole_given, whole_family))
            }
            _ => false,
        }
    }
}
