//! [`Date`]: a date, interval, time, duration or set of times.

use super::Located;
use crate::text::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// An expression of time, normalised.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Date {
    /// `d1`, `d2` … in the order of reading.
    pub id: String,
    /// The date's words without prepositions and articles.
    #[serde(flatten)]
    pub at: Located,
    #[serde(skip)]
    pub span: Span,
    /// None for durations, sets, and what names no day (`désormais`).
    pub edtf: Option<String>,
    pub kind: DateKind,
    pub timex: Timex,
    /// First day that it may mean, ISO 8601.
    pub earliest: Option<String>,
    /// Last day that it may mean, ISO 8601.
    pub latest: Option<String>,
    /// Which part of the period is meant: `fin décembre`.
    pub part: Option<Part>,
    /// Whether it was resolved from context.
    pub relative: bool,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateKind {
    Date,
    Interval,
    Time,
    Duration,
    Set,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Start,
    Mid,
    End,
}

/// TIMEX3 (ISO-TimeML) attributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Timex {
    #[serde(rename = "type")]
    pub kind: TimexType,
    pub value: String,
    /// `START`, `MID`, `END`, `APPROX`, `MORE_THAN`, `LESS_THAN` …
    #[serde(rename = "mod")]
    pub modifier: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimexType {
    Date,
    Time,
    Duration,
    Set,
}
