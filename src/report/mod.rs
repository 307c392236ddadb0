//! Reports: the only place that knows output formats and speaks to the eye.
//!
//! - [`ui`] is the program's own language: headings, labels, messages, from tables.

pub mod ui;

pub use ui::Ui;
