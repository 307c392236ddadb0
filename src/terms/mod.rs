//! Terms: content words and multi-word terms with their frequencies.

use crate::model::Term;
use crate::text::Document;

/// All terms, the most salient first.
pub fn count(doc: &Document) -> Vec<Term> {
    let _ = doc;
    Vec::new()
}
