//! Links: whom each figure and quotation is credited to, and which source that is.
//!
//! [`link`] gathers every place that cites ([`cites`]: credits, brackets, note and reference marks,
//! hyperlinks, titles), decides for each statement which of them it rests on ([`reach`]: the rule of
//! docs/credit.md), and names the entry ([`entries`], [`settle`]). What the text does not settle is left as
//! candidates; what nobody is credited for stays without a link.

mod cites;
mod entries;
mod reach;
mod settle;
#[cfg(test)]
mod tests;

use crate::extract::credit::Credits;
use crate::model::{Attribution, Date, Entity, Figure, Quote, Source};
use crate::text::Document;
use rustc_hash::FxHashMap;

/// The layer that ties statements to sources; joined to figures and quotations when written.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// One slot for each figure.
    pub figures: Vec<Option<Attribution>>,
    /// One slot for each quotation.
    pub quotes: Vec<Option<Attribution>>,
    /// Works credited in the text that stand in no list ([`crate::model::SourceKind::Named`]); they go
    /// behind the others.
    pub named: Vec<Source>,
}

/// Everything that linking looks at.
#[derive(Clone, Copy, Debug)]
pub struct Layers<'a> {
    pub dates: &'a [Date],
    pub figures: &'a [Figure],
    pub entities: &'a [Entity],
    pub quotes: &'a [Quote],
    pub sources: &'a [Source],
}

/// Ties every figure and quotation to whom the text credits.
pub fn link(doc: &Document, layers: Layers<'_>) -> Links {
    link_with(doc, layers, Credits::find(doc, layers.entities))
}

/// The same with credits that were found before.
pub(crate) fn link_with(doc: &Document, layers: Layers<'_>, credits: Credits) -> Links {
    let cites = cites::Cites::find(doc, layers, credits);
    let reach = reach::Reach::new(doc, layers, &cites);
    let mut quotes: Vec<_> = layers.quotes.iter().map(|q| reach.quote(q)).collect();
    let mut place_of: FxHashMap<&str, usize> = FxHashMap::default();
    for (i, quote) in layers.quotes.iter().enumerate() {
        let first = (quote.continues.as_deref()).and_then(|id| place_of.get(id));
        if let Some(&first) = first {
            goes_on(&mut quotes, first, i);
        }
        place_of.insert(&quote.id, i);
    }
    Links {
        figures: layers.figures.iter().map(|f| reach.figure(f)).collect(),
        quotes,
        named: Vec::new(),
    }
}

/// A stretch that goes on with an earlier one of the same speaker rests on the same work, unless it names its own.
fn goes_on(quotes: &mut [Option<Attribution>], first: usize, next: usize) {
    let Some(before) = quotes[first].clone() else {
        return;
    };
    if let Some(own) = &mut quotes[next]
        && own.by == before.by
        && own.source.is_none()
        && own.candidates.is_empty()
    {
        own.source = before.source;
        own.candidates = before.candidates;
        own.method = before.method;
        own.confidence = before.confidence;
    }
}
