//! Sources: the works that a document cites, and which statement rests on which.
//!
//! - [`collect`] reads the reference list, the notes and the links.
//! - [`link::link`] ties figures and quotations to them.

pub mod link;

use crate::model::Source;
use crate::text::Document;

/// All cited works, in document order.
pub fn collect(doc: &Document) -> Vec<Source> {
    let _ = doc;
    Vec::new()
}
