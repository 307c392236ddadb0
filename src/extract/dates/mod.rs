//! Dates: absolute and relative dates, intervals, times, durations and sets.

use crate::model::{Date, DocumentDate};
use crate::text::{Document, Span};

/// What is known of the document's date before its text is read.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// By option (`--date`, the `date` of a JSONL line), ISO 8601.
    pub option: Option<jiff::civil::Date>,
    /// As the front matter or the file's properties give it.
    pub front_matter: Option<String>,
    /// The file's name.
    pub file_name: Option<String>,
}

/// What [`extract`] finds.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    pub document: Option<DocumentDate>,
    /// In document order.
    pub dates: Vec<Date>,
    /// Expressions that name a day that does not exist (31 février), for the audit.
    pub impossible: Vec<Span>,
}

/// All expressions of time, and the document's own date.
pub fn extract(doc: &Document, given: &Given) -> Dates {
    let _ = (doc, given);
    Dates::default()
}
