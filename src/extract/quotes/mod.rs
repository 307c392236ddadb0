//! Quotations: what stands in quotation marks, and who says it.

use crate::model::{Entity, Quote};
use crate::text::Document;

/// All direct quotations, in order, with their speakers.
pub fn extract(doc: &Document, entities: &[Entity]) -> Vec<Quote> {
    let _ = (doc, entities);
    Vec::new()
}
