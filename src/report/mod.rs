//! Reports: the only place that knows output formats and speaks to the eye.
//!
//! | module | gives |
//! | --- | --- |
//! | [`json`] | analyses, single layers, the schema |
//! | [`columns`], [`csv`] | tables for programs and spreadsheets, and their description |
//! | [`brief`] | the summary with everything spelt out (`x.summary.json`) |
//! | [`markdown`] | the same for the eye (`x.md`) |
//! | [`conllu`] | tokens, words, parts of speech and lemmas as Universal Dependencies writes them |
//! | [`eye`], [`grid`] | single layers as aligned tables on a terminal |
//! | [`bibtex`], [`ris`], [`csl`] | the sources for reference managers |
//! | [`export`] | the formats for other programs by name, those below among them |
//! | [`web_annotation`] | what was found, as W3C Web Annotations (JSON-LD) |
//! | [`tei`] | the text and what was found in it, as TEI P5 with `standOff` |
//! | [`brat`] | the same as brat stand-off |
//! | [`ftm`] | FollowTheMoney entities, for Aleph |
//! | [`parquet`] | the tables with typed columns |
//! | [`sarif`] | findings for editors and code review |
//! | [`rules`] | what the rules of the layers recognise |
//! | [`ui`] | the program's own language: headings, labels, messages, from tables |
//!
//! All of them look at a [`Reading`]: an analysis beside its document.

pub mod bibtex;
pub mod brat;
pub mod brief;
pub mod cite;
pub mod columns;
pub mod conllu;
pub mod csl;
pub mod csv;
pub mod dates;
pub mod export;
pub mod eye;
pub mod ftm;
pub mod grid;
pub mod json;
pub mod markdown;
pub mod numbers;
pub mod parquet;
pub mod reading;
pub mod ris;
pub mod rules;
pub mod sarif;
pub mod structure;
pub mod tei;
pub mod ui;
pub mod web_annotation;
pub mod work;

pub use brief::Brief;
pub use export::Export;
pub use reading::{Position, Reading};
pub use ui::Ui;
