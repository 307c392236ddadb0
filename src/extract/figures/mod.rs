//! Figures: the quantities that a text states.

use crate::model::{Date, Figure};
use crate::text::Document;

/// All figures of the document, in order; `dates` take precedence where both could be read.
pub fn extract(doc: &Document, dates: &[Date]) -> Vec<Figure> {
    let _ = (doc, dates);
    Vec::new()
}
