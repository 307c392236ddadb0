//! The batch: from paths to documents, from documents to results.
//!
//! - [`document`] analyses one document: a pure function of its bytes and the settings.

pub mod document;

pub use document::{Analysed, Job, Origin};
