//! The summary: what the document says, in its own sentences.

use crate::model::{Date, Entity, Figure, Quote, Source, Summary, Term};
use crate::text::Document;

/// Everything that the summary and the audit look at.
#[derive(Clone, Copy, Debug)]
pub struct Layers<'a> {
    pub title: Option<&'a str>,
    /// The document's date, EDTF.
    pub date: Option<&'a str>,
    pub dates: &'a [Date],
    pub figures: &'a [Figure],
    pub entities: &'a [Entity],
    pub quotes: &'a [Quote],
    pub sources: &'a [Source],
    pub terms: &'a [Term],
}

/// The summary of the document.
pub fn build(doc: &Document, layers: Layers<'_>) -> Summary {
    let _ = doc;
    Summary {
        title: layers.title.map(str::to_owned),
        ..Summary::default()
    }
}
