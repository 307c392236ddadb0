//! Quotations, sources, and the links between statements and sources.

use super::Located;
use crate::text::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// One unbroken stretch of a quotation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Quote {
    /// `q1`, `q2` … in the order of reading.
    pub id: String,
    /// Inside the quotation marks and emphasis marks.
    #[serde(flatten)]
    pub at: Located,
    #[serde(skip)]
    pub span: Span,
    /// BCP 47.
    pub lang: String,
    /// Canonical name; for someone unnamed the description as written; none for a quotation of nobody.
    pub speaker: Option<String>,
    /// Identifier of the speaker's entity.
    pub speaker_entity: Option<String>,
    /// The entry before that this one goes on.
    pub continues: Option<String>,
    /// The words that tell who speaks.
    pub cue: Option<Cue>,
    pub attribution: Option<Attribution>,
    /// Index of its sentence.
    pub sentence: usize,
    /// Identifier of its section.
    pub section: Option<String>,
    /// The page that it begins on, 1-based; left out where the source has no pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The rule that made it.
    pub rule: String,
}

/// Words that credit somebody.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Cue {
    #[serde(flatten)]
    pub at: Located,
    #[serde(skip)]
    pub span: Span,
}

/// Whom a figure or quotation is credited to, and the entry that the credit resolves to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Attribution {
    /// Canonical name; for someone unnamed the description as written.
    pub by: Option<String>,
    /// Identifier of the entity.
    pub entity: Option<String>,
    /// Identifier of the source.
    pub source: Option<String>,
    /// Identifiers, when the text does not settle which.
    pub candidates: Vec<String>,
    pub cue: Option<Cue>,
    pub method: Method,
    /// 0–1: of links given 0.9 and more, at least 95 in 100 are right.
    pub confidence: f64,
    /// The rule that made it.
    pub rule: String,
}

/// What ties a statement to its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// `[3]`
    ReferenceMark,
    Footnote,
    Link,
    Author,
    Publisher,
    Acronym,
    Title,
    Date,
    /// The credit stands in an earlier sentence.
    Carried,
    /// A name that resolves to no entry.
    Named,
}

/// A work that the document cites.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Source {
    /// `r1`, `r2` … in document order.
    pub id: String,
    /// Stable citation key: `makarchuk2026`.
    pub key: String,
    pub kind: SourceKind,
    /// Where the entry stands in the document text.
    pub start: u32,
    pub end: u32,
    #[serde(skip)]
    pub span: Span,
    pub author: Vec<Person>,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub container_title: Option<String>,
    /// EDTF.
    pub issued: Option<String>,
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The page of the document that the entry begins on, 1-based; left out where the document has
    /// no pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_page: Option<u32>,
    /// What kind of document it is, as written: `Working Paper 218`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub genre: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// Identifiers of the figures and quotations that rest on it.
    pub cited_by: Vec<String>,
    /// The entry as written.
    pub raw: String,
    /// The notes and the number that lead to it, in document order.
    #[serde(skip)]
    pub labels: Vec<Label>,
    /// Short names that the entry gives in brackets: `Belarusian Investigative Center (BIC)`.
    #[serde(skip)]
    pub acronyms: Vec<String>,
    /// The rule that made it.
    pub rule: String,
}

/// A note or number that leads to an entry: how `[3]` or `<sup>3</sup>` in the text is resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub kind: LabelKind,
    /// As the mark in the text has it: `3`, `a`, `*`.
    pub name: String,
    /// Where the note (or the numbered entry) stands in the reading view: labels may begin anew on
    /// each page.
    pub at: Span,
    pub manner: Manner,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LabelKind {
    /// A foot- or endnote.
    Note,
    /// The number of an entry in the list: `[3]`.
    Number,
}

/// How a note speaks of a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Manner {
    /// With the whole reference.
    Full,
    /// `Halmai, 2024, p. 9`, `Ibid.`, `op. cit.`
    Short,
    /// Beside what the note is about: `Voir aussi …`.
    Also,
}

/// CSL name: a person by family and given name, an institution as a literal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Person {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub literal: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    #[default]
    Bibliography,
    Footnote,
    Link,
    /// Credited in the text, in no reference list.
    Named,
}
