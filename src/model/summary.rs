//! Terms, summary and findings.

use super::Located;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A content word or multi-word term with its frequency.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Term {
    /// The most frequent form; the lemma of a verb.
    pub term: String,
    /// The lemmas of its content words.
    pub lemma: String,
    /// The part of speech of a word (UPOS); nothing for a phrase.
    pub pos: Option<String>,
    /// BCP 47.
    pub lang: String,
    pub kind: TermKind,
    /// The most frequent first.
    pub forms: Vec<String>,
    pub frequency: usize,
    /// Per million words of the document.
    pub per_million: f64,
    /// 0–1.
    pub salience: f64,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TermKind {
    Word,
    Phrase,
}

/// What the document says, in its own sentences.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Summary {
    pub title: Option<String>,
    pub overview: Vec<Sentence>,
    pub sections: Vec<SectionSummary>,
    /// Identifiers of figures, the most salient first.
    pub key_figures: Vec<String>,
    /// In order of time.
    pub timeline: Vec<TimelineEntry>,
    /// Identifiers of entities, the most salient first.
    pub actors: Vec<String>,
    /// The most salient first.
    pub keywords: Vec<String>,
}

/// A sentence of the document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Sentence {
    #[serde(flatten)]
    pub at: Located,
    /// Identifier of its section.
    pub section: Option<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SectionSummary {
    /// Identifier of the section.
    pub section: String,
    pub sentences: Vec<Sentence>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TimelineEntry {
    /// Identifier of the date.
    pub date: String,
    pub edtf: String,
    /// The sentence that tells what happened.
    #[serde(flatten)]
    pub at: Located,
}

/// Something an editor should look at.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// `figure-without-source`, …
    pub rule: String,
    pub severity: Severity,
    pub start: u32,
    pub end: u32,
    /// The page that it begins on, 1-based; left out where the source has no pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    pub message: String,
    /// Identifiers of what it is about.
    pub related: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Note,
    Warning,
    Error,
}
