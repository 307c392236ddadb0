//! The rows of the tables `numbers`, `units` and `figures`, as TOML gives them; [`super::lexicon`]
//! indexes them.

use super::lexicon::UnitKind;
use crate::model::Bound;
use rustc_hash::FxHashMap;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NeutralRows {
    pub unit: Vec<UnitRow>,
    pub scale: Vec<SymbolScale>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitRow {
    pub code: String,
    pub kind: UnitKind,
    #[serde(default = "one")]
    pub factor: f64,
    pub per: Option<String>,
    pub dimension: Option<String>,
    #[serde(default)]
    pub symbols: Vec<String>,
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// Whether the symbol stands without a prefix.
    #[serde(default = "yes")]
    pub bare: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SymbolScale {
    pub value: f64,
    pub symbols: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameRows {
    pub prefixes: FxHashMap<String, Vec<String>>,
    pub unit: Vec<NameRow>,
    pub shared: Vec<SharedRow>,
    /// By currency, words for its country; with a hyphen, how they begin.
    pub home: FxHashMap<String, Vec<String>>,
}

/// A name that several currencies share.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SharedRow {
    pub names: Vec<String>,
    /// The likeliest first.
    pub codes: Vec<String>,
    #[serde(default = "one")]
    pub factor: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameRow {
    pub code: String,
    pub names: Vec<String>,
    #[serde(default = "one")]
    pub factor: f64,
    #[serde(default)]
    pub least: f64,
    pub large: Option<String>,
    #[serde(default)]
    pub prefixes: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberRows {
    pub word: Vec<WordRow>,
    pub scale: Vec<ScaleRow>,
    pub group: Vec<GroupRow>,
    pub part: Vec<PartRow>,
    pub words: WordLists,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordRow {
    pub forms: Vec<String>,
    pub value: u32,
    pub times: Option<u32>,
    #[serde(default)]
    pub joins: Vec<u32>,
    #[serde(default)]
    pub teens: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScaleRow {
    pub forms: Vec<String>,
    pub value: f64,
    #[serde(default)]
    pub about: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupRow {
    pub forms: Vec<String>,
    pub value: f64,
    #[serde(default)]
    pub exact: bool,
    /// Whether it is a group only where `of` and things follow.
    #[serde(default)]
    pub of_things: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartRow {
    /// Singular and plural in turn.
    pub forms: Vec<String>,
    pub value: f64,
    #[serde(default)]
    pub alone: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordLists {
    pub articles: Vec<String>,
    pub ratio_articles: Vec<String>,
    pub scaling: Vec<String>,
    pub kept_determiners: Vec<String>,
    pub and: Vec<String>,
    pub half: Vec<String>,
    pub point: Vec<String>,
    pub minus: Vec<String>,
    pub always_minus: Vec<String>,
    pub of: Vec<String>,
    pub half_prefix: Vec<String>,
    pub decimal_comma: bool,
    pub hundreds_below: f64,
    pub ordinals: Vec<String>,
    pub adjectives: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FigureRows {
    pub bound: Vec<BoundRow>,
    pub denial: WordRowList,
    pub links: LinkRows,
    pub change: ChangeRows,
    pub points: PointRows,
    pub factor: Vec<FactorRow>,
    pub factors: FactorLists,
    pub rates: RateLists,
    pub rate: Vec<RateRow>,
    pub nouns: NounLists,
    /// Read by the tests.
    #[serde(rename = "example", default)]
    _example: serde::de::IgnoredAny,
    #[serde(rename = "silent", default)]
    _silent: serde::de::IgnoredAny,
}

/// What a table of figures proves itself with.
#[cfg(test)]
#[derive(Deserialize)]
pub(super) struct Rows {
    pub example: Vec<Example>,
    pub silent: Vec<Silent>,
}

/// A text with the figures that are to be read in it, by at least the rule named.
#[cfg(test)]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Example {
    pub rule: String,
    pub text: String,
    pub figures: Vec<String>,
}

/// A text without figures.
#[cfg(test)]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Silent {
    pub text: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum BoundName {
    Exact,
    About,
    Min,
    Max,
}

impl From<BoundName> for Bound {
    fn from(name: BoundName) -> Bound {
        match name {
            BoundName::Exact => Bound::Exact,
            BoundName::About => Bound::About,
            BoundName::Min => Bound::Min,
            BoundName::Max => Bound::Max,
        }
    }
}

#[derive(Deserialize)]
pub(super) enum OnDuration {
    #[serde(rename = "duration")]
    Duration,
}

#[derive(Deserialize)]
pub(super) enum Unless {
    #[serde(rename = "duration")]
    Duration,
    #[serde(rename = "words")]
    Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BoundRow {
    pub value: BoundName,
    pub denied: Option<BoundName>,
    pub only: Option<OnDuration>,
    pub unless: Option<Unless>,
    #[serde(default)]
    pub before: Vec<String>,
    #[serde(default)]
    pub after: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordRowList {
    pub words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkRows {
    pub to: Vec<String>,
    pub or: Vec<String>,
    pub and: Vec<String>,
    pub between: Vec<String>,
    pub from: Vec<String>,
    pub from_is_change: bool,
    pub of: Vec<String>,
    pub out_of: Vec<String>,
    pub over: Vec<String>,
    pub every: Vec<String>,
    pub object: Vec<String>,
    pub of_what: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeRows {
    pub stems: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PointRows {
    pub names: Vec<String>,
    pub stems: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FactorRow {
    pub value: f64,
    pub verbs: Vec<String>,
    #[serde(default)]
    pub times: Vec<String>,
    pub nouns: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FactorLists {
    pub determiners: Vec<String>,
    pub times: Vec<String>,
    pub more: Vec<String>,
    pub less: Vec<String>,
    pub objects: Vec<String>,
    pub folds: Vec<String>,
    pub by: Vec<String>,
    pub multiply: Vec<String>,
    pub divide: Vec<String>,
    pub factor: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RateLists {
    pub per: Vec<String>,
    pub per_number: Vec<String>,
    pub article: Vec<String>,
    pub per_unit: Vec<String>,
    pub when: Vec<String>,
    pub priced: Vec<String>,
    pub people: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RateRow {
    pub code: String,
    pub forms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NounLists {
    pub ages: Vec<String>,
    pub age_unit: String,
    pub idioms: Vec<String>,
    pub measured: Vec<String>,
    pub counted: Vec<String>,
    pub copulas: Vec<String>,
    pub whose: Vec<String>,
    pub relatives: Vec<String>,
    pub clauses: Vec<String>,
    pub designations: Vec<String>,
    pub streets: Vec<String>,
    pub adjectives: Vec<String>,
    pub spans: Vec<String>,
    pub span_ends: Vec<String>,
    pub anaphora: Vec<String>,
    pub determiners: Vec<String>,
    pub plural_determiners: Vec<String>,
    pub compare: Vec<String>,
    pub of_them: Vec<String>,
    pub only: Vec<String>,
    pub against: Vec<String>,
    pub prepositions: Vec<String>,
    pub near: Vec<String>,
    pub homographs: Vec<String>,
    pub adverbials: Vec<String>,
    pub charged: Vec<String>,
    pub shares: Vec<String>,
    pub possessives: Vec<String>,
    pub pronouns: Vec<String>,
    pub verbs: Vec<String>,
    pub head_first: bool,
    pub verb_endings: Vec<String>,
    pub plurals: Vec<String>,
    pub plural_endings: Vec<String>,
    pub not_plural_endings: Vec<String>,
}

fn one() -> f64 {
    1.0
}

fn yes() -> bool {
    true
}
