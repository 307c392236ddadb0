//! The analysis: plain values that the layers produce and reports write.
//!
//! [`Analysis`] is the document that `sourcier analyze` writes (`format` `sourcier.analysis/1`); its
//! field names are a contract with every user. Values that a layer makes carry their place twice:
//! [`Located`] (code points of the document text, written) and a [`Span`] of the reading view (for
//! the layers after it, not written).

mod date;
mod entity;
mod figure;
mod source;
mod summary;

pub use date::{Date, DateKind, Part, Timex, TimexType};
pub use entity::{Alias, Entity, EntityType, Mention, Relation};
pub use figure::{Bound, Figure, FigureKind};
pub(crate) use figure::{number, optional_number};
pub use source::{
    Attribution, Cue, Label, LabelKind, Manner, Method, Person, Quote, Source, SourceKind,
};
pub use summary::{
    Finding, SectionSummary, Sentence as SummarySentence, Severity, Summary, Term, TermKind,
    TimelineEntry,
};

pub use crate::text::Located;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of the analysis format.
pub const FORMAT: &str = "sourcier.analysis/1";

/// The analysis of one document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Analysis {
    /// Always [`FORMAT`].
    pub format: String,
    pub generator: Generator,
    pub document: DocumentInfo,
    pub sections: Vec<SectionInfo>,
    /// Only where asked for; `sentence` fields elsewhere index it whether it is written or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentences: Option<Vec<SentenceInfo>>,
    pub figures: Vec<Figure>,
    pub dates: Vec<Date>,
    pub entities: Vec<Entity>,
    pub quotes: Vec<Quote>,
    pub sources: Vec<Source>,
    pub terms: Vec<Term>,
    pub summary: Summary,
    pub findings: Vec<Finding>,
}

/// The program that made an analysis.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Generator {
    pub name: String,
    pub version: String,
}

/// What is known of the document as a whole.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct DocumentInfo {
    /// Slug of the path below the input root, or the caller's own identifier.
    pub id: String,
    /// Relative to the input root, with `/`; left out for a text that came from no file.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Of the bytes read, in hexadecimal.
    pub sha256: String,
    /// `markdown`, `text`, …
    pub input_format: String,
    /// The charset that the file was decoded from (`UTF-8`, `windows-1252`); left out for a text
    /// that came decoded and for a format that says so itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// How many pages it has, where the source has pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// Pages that are pictures without text, which nothing was read from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pages_without_text: Vec<u32>,
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    pub date: Option<DocumentDate>,
    pub languages: Vec<LanguageShare>,
    pub counts: Counts,
}

/// The document's date and where it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentDate {
    pub edtf: String,
    pub basis: DateBasis,
}

/// Where the document's date was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DateBasis {
    /// The user gave it (`--date`).
    Option,
    FrontMatter,
    /// A line at the top: « arrêtée au 6 mars 2026 ».
    Text,
    FileName,
    /// The latest date in the text that is not told as future.
    LatestInText,
    /// The day that the file was last saved, as its properties tell.
    Properties,
}

/// How much of the text is in a language.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LanguageShare {
    /// BCP 47.
    pub code: String,
    /// 0–1, by characters.
    pub share: f64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Code points of the document text.
    pub characters: usize,
    pub words: usize,
    pub sentences: usize,
    pub paragraphs: usize,
    pub sections: usize,
}

/// A section, levels made consistent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SectionInfo {
    pub id: String,
    pub parent: Option<String>,
    /// 1 at the top.
    pub level: u8,
    pub number: Option<String>,
    pub title: String,
    pub start: u32,
    pub end: u32,
    /// The page that it begins on, 1-based; left out where the source has no pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SentenceInfo {
    pub start: u32,
    pub end: u32,
    /// BCP 47.
    pub lang: String,
    pub section: Option<String>,
}
