//! [`Figure`]: a quantity that the text states.

use super::{Attribution, Located};
use crate::text::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// A quantity: number, unit, bound, and what is counted.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Figure {
    /// `f1`, `f2` … in the order of reading.
    pub id: String,
    /// The numeral with multiplier, unit, currency or percent sign.
    #[serde(flatten)]
    pub at: Located,
    #[serde(skip)]
    pub span: Span,
    /// Multipliers applied: `1,4 milliard` is 1400000000.
    #[serde(serialize_with = "crate::model::figure::number")]
    pub value: f64,
    /// Upper end of a range.
    #[serde(serialize_with = "crate::model::figure::optional_number")]
    pub max: Option<f64>,
    pub kind: FigureKind,
    /// `%`, `‰`, `pp`, `bp`, ISO 4217 or UCUM code; none for counts, factors and fractions.
    pub unit: Option<String>,
    /// Denominator of a rate: `1000 m3`, `a`, `inhabitant`.
    pub per: Option<String>,
    pub bound: Bound,
    /// Head noun phrase of what is counted or measured, as written.
    pub of: Option<String>,
    /// Index of its sentence.
    pub sentence: usize,
    /// Identifier of its section.
    pub section: Option<String>,
    /// The page that it begins on, 1-based; left out where the source has no pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// EDTF of the date that the figure holds for, when the text says so.
    pub as_of: Option<String>,
    pub attribution: Option<Attribution>,
    /// 0–1: how much the figure matters in this document.
    pub salience: f64,
    /// The rule that made it.
    pub rule: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    Count,
    Percent,
    PercentagePoints,
    Money,
    Measure,
    Duration,
    Factor,
    Fraction,
    Other,
}

/// How the text hedges the value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    #[default]
    Exact,
    About,
    /// At least, more than.
    Min,
    /// At most, less than.
    Max,
}

/// Whole numbers are written without a fraction, as far as JSON readers keep them exact.
pub(crate) fn number<S: serde::Serializer>(value: &f64, s: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        s.serialize_i64(*value as i64)
    } else {
        s.serialize_f64(*value)
    }
}

pub(crate) fn optional_number<S: serde::Serializer>(
    value: &Option<f64>,
    s: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => number(value, s),
        None => s.serialize_none(),
    }
}
