//! Reads French and English policy reports: figures, dates, names and quotations, each linked to
//! the source it rests on, and an audit of the sourcing.
//!
//! ```
//! let text = "Selon Eurostat, le gaz a fourni 21,5 % du courant en mars 2025.";
//! let analysis = sourcier::analyse_text(text);
//! assert_eq!(analysis.document.languages[0].code, "fr");
//! ```
//!
//! [`analyse_text`] is the short way; [`read::read`] and [`pipeline::analyse`] take files and options.
//! The central type is [`model::Analysis`]. An analysis is a pure function of the document's bytes
//! and the settings: no clock, no host, no other document.

pub mod audit;
pub mod batch;
pub mod cli;
pub mod error;
pub mod extract;
pub mod index;
pub mod lang;
pub mod learned;
pub mod model;
pub mod pipeline;
pub mod read;
pub mod report;
pub mod sources;
pub mod summary;
pub mod tag;
pub mod terms;
pub mod text;
#[doc(hidden)]
pub mod training;

/// Analyses a Markdown or plain text with default settings.
pub fn analyse_text(text: &str) -> model::Analysis {
    let input = read::Input::from_text("text", text);
    let read = read::read_text(text.to_owned(), None);
    pipeline::analyse(
        &input,
        read,
        &pipeline::Settings::default(),
        pipeline::Want::ALL,
    )
}
