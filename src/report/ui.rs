//! [`Ui`]: the program's own words in one language, read from `lang/*/ui.toml`.
//!
//! A word that is missing in one language, or whose `{places}` differ, fails a test here.

use crate::lang::{Lang, PerLang, Table};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static UI: LazyLock<PerLang<Ui>> = LazyLock::new(|| PerLang::new(|lang| lang.load(Table::Ui)));

/// All that the program says in one language.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ui {
    /// Whether nothing is told in the plural: `0 figures`.
    zero_is_plural: bool,
    pub errors: Errors,
    pub jsonl: Jsonl,
    pub words: Words,
    pub batch: Batch,
    pub closing: Closing,
    pub index: Index,
    pub headings: Headings,
    pub columns: Columns,
    pub labels: Labels,
    pub counts: Counts,
    pub dates: Dates,
    pub numbers: Numbers,
    pub cite: Cite,
    pub report: Report,
    pub help: Help,
    pub explain: Explain,
    /// What a file is, keyed by what [`crate::read::ReadError`] calls it.
    pub kinds: BTreeMap<String, String>,
    /// That there is too much of something, keyed by [`crate::read::Measure::name`].
    pub too_much: BTreeMap<String, String>,
}

/// A noun or sentence for one and for several.
pub type Plural = [String; 2];

/// Declares groups of words, each a field of the table of the same name.
macro_rules! words {
    ($($(#[$doc:meta])* $group:ident { $($word:ident $(: $kind:ty)?),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Deserialize, Serialize)]
        #[serde(deny_unknown_fields)]
        pub struct $group { $(pub $word: words!(@ $($kind)?)),* }
    )*};
    (@) => { String };
    (@ $kind:ty) => { $kind };
}

words! {
    /// Messages of [`crate::error::Error`].
    Errors {
        missing, no_documents, unreadable, foreign, binary, undecodable, damaged, encrypted, password,
        declares, no_text, unwritable, output_is_input, output_is_file, date, encoding, settings, names, ner_feature, ner_model, several, folder, no_paths, jsonl_paths,
        format, tables, terminal, no_index, not_an_index, newer_index, older_index, locked_index,
        broken_index, results, index_where, no_query, day, condition, unknown_rule, not_audited, baseline, stdin, stdout,
        internal, locked, broken_state, threads, glob, shard, merge_into_itself,
        unfinished, mixed, missing_shards, twice, watch,
    }
    /// Why a line of a stream was not analysed.
    Jsonl {
        malformed, not_utf8, too_long, no_id, no_text, lang, date, format, field, internal,
        failed: Plural,
    }
    /// Single words of messages.
    Words { error, warning, note }
    /// What the batch tells while it runs.
    Batch {
        reading, settings, failed: Plural, gathers, gone: Plural, watching, stopped,
        accepted_without_reason, baseline_written: Plural,
    }
    /// Rows of the table that a batch ends with.
    Closing {
        documents, unchanged, words, figures, sources, findings, failures, pruned, out,
    }
    /// The index, and why a condition cannot be read.
    Index {
        updated, gone: Plural, partial, nothing, hits: Plural, page,
        column, no_column, no_operator, no_value, not_a_number, not_text, not_a_boolean, unclosed,
        expected, behind, sign, deep,
    }
    /// Headings of reports.
    Headings {
        overview, key_figures, timeline, actors, quotes, sources, findings, sections, keywords,
        untitled,
    }
    /// Headings of tables.
    Columns {
        place, figure, of, as_of, source, context, date, edtf, kind, name, count, aliases, quote,
        speaker, lang, key, cited, entry, issued, term, forms, frequency, per_million, value, line, rule, about,
    }
    /// How often there is something: `3 figures`.
    Counts {
        documents: Plural, words: Plural, figures: Plural, figures_credited: Plural, dates: Plural,
        entities: Plural, quotes: Plural, sources: Plural, sources_cited: Plural, findings: Plural,
        errors: Plural, warnings: Plural, notes: Plural, failures: Plural, times: Plural,
    }
    /// Patterns of dates.
    Dates { months: Vec<String>, seasons: Vec<String>, day, first_day, month, since, until, about }
    /// How numbers are written.
    Numbers { percent, decimal, group, scales: Vec<Scale> }
    /// How sources are named.
    Cite { and_others, title }
    /// Headings of an explanation.
    Explain { finds, why, limits, example }
    /// Help of the command line: headings, then commands and options by identifier.
    Help {
        about, usage, arguments, options, commands,
        command: BTreeMap<String, String>,
        option: BTreeMap<String, String>,
    }
    /// Sentences and patterns of the report.
    Report {
        document_date, languages, quoted, line, no_source, no_speaker, no_findings, nothing, never_cited,
        cited, also, all_data, list,
    }
}

/// The names of the values that JSON writes in codes, for the eye.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    pub entity_type: BTreeMap<String, String>,
    pub date_basis: BTreeMap<String, String>,
    pub date_kind: BTreeMap<String, String>,
    pub source_kind: BTreeMap<String, String>,
    pub bound: BTreeMap<String, String>,
    pub severity: BTreeMap<String, String>,
    pub language: BTreeMap<String, String>,
    pub unit: BTreeMap<String, String>,
}

/// Large numbers are told in units of `factor` from `from` on.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    pub from: f64,
    pub factor: f64,
    pub name: String,
}

/// The label of a value, or its code where it has none.
pub fn label<'a>(labels: &'a BTreeMap<String, String>, code: &'a str) -> &'a str {
    labels.get(code).map_or(code, String::as_str)
}

impl Ui {
    /// The words of `lang`.
    pub fn of(lang: Lang) -> &'static Ui {
        &UI[lang]
    }

    /// The form of `plural` that goes with `count`, its `{count}` filled in with digits in groups.
    pub fn count(&self, plural: &Plural, count: usize) -> String {
        let many = count > 1 || count == 0 && self.zero_is_plural;
        let digits = super::numbers::digits(count as f64, self);
        fill(&plural[usize::from(many)], &[("count", &digits)])
    }

    /// The noun for findings of the severity that JSON calls `severity`.
    pub fn severity_count(&self, severity: &str) -> &Plural {
        match severity {
            "error" => &self.counts.errors,
            "warning" => &self.counts.warnings,
            _ => &self.counts.notes,
        }
    }
}

/// `template` with each `{name}` replaced by its value.
pub fn fill(template: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let named = after.find('}').and_then(|close| {
            let value = values.iter().find(|(name, _)| *name == &after[..close])?;
            Some((close, value.1))
        });
        match named {
            Some((close, value)) => {
                let _ = write!(out, "{value}");
                rest = &after[close + 1..];
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn places_are_filled_and_other_braces_kept() {
        assert_eq!(
            fill("{a} of {b}: {\"id\"} {", &[("a", &1), ("b", &"x")]),
            "1 of x: {\"id\"} {"
        );
    }

    /// Every word with its path: `errors.missing`.
    fn flatten(value: &Value, path: &str, into: &mut BTreeMap<String, String>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    flatten(value, &format!("{path}.{key}"), into);
                }
            }
            Value::Array(list) => {
                for (i, value) in list.iter().enumerate() {
                    flatten(value, &format!("{path}.{i}"), into);
                }
            }
            Value::String(word) => {
                into.insert(path.to_owned(), word.clone());
            }
            _ => {}
        }
    }

    #[test]
    fn every_code_has_a_label() {
        use crate::model::*;
        use crate::report::columns::name_of;
        use EntityType::*;
        for lang in Lang::all() {
            let labels = &Ui::of(lang).labels;
            for kind in [Person, Organisation, Location, Event, Product, Work] {
                assert!(labels.entity_type.contains_key(&name_of(&kind)));
            }
            for basis in [
                DateBasis::Option,
                DateBasis::FrontMatter,
                DateBasis::Text,
                DateBasis::FileName,
                DateBasis::LatestInText,
                DateBasis::Properties,
            ] {
                assert!(labels.date_basis.contains_key(&name_of(&basis)));
            }
            for kind in [
                DateKind::Date,
                DateKind::Interval,
                DateKind::Time,
                DateKind::Duration,
                DateKind::Set,
            ] {
                assert!(labels.date_kind.contains_key(&name_of(&kind)));
            }
            for kind in [
                SourceKind::Bibliography,
                SourceKind::Footnote,
                SourceKind::Link,
                SourceKind::Named,
            ] {
                assert!(labels.source_kind.contains_key(&name_of(&kind)));
            }
            for bound in [Bound::Exact, Bound::About, Bound::Min, Bound::Max] {
                assert!(labels.bound.contains_key(&name_of(&bound)));
            }
            for severity in [Severity::Note, Severity::Warning, Severity::Error] {
                assert!(labels.severity.contains_key(&name_of(&severity)));
            }
            for other in Lang::all() {
                assert!(labels.language.contains_key(other.code()));
            }
            assert_eq!(Ui::of(lang).dates.months.len(), 12);
            assert_eq!(Ui::of(lang).dates.seasons.len(), 4);
        }
    }

    fn places(word: &str) -> Vec<&str> {
        let mut out: Vec<&str> = word
            .split('{')
            .skip(1)
            .filter_map(|rest| Some(&rest[..rest.find('}')?]))
            .filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
            .collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    #[test]
    fn all_languages_say_the_same_things() {
        let all: Vec<_> = Lang::all()
            .map(|lang| {
                let mut words = BTreeMap::new();
                let value = serde_json::to_value(Ui::of(lang)).unwrap();
                flatten(&value, "", &mut words);
                (lang, words)
            })
            .collect();
        let (first, words) = &all[0];
        assert!(words.len() > 40);
        for (lang, others) in &all[1..] {
            let keys = |m: &BTreeMap<String, String>| m.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(words), keys(others), "{first} and {lang}");
            for (key, word) in words {
                assert_eq!(
                    places(word),
                    places(&others[key]),
                    "{key} in {first} and {lang}"
                );
                // Nothing need be said of a value that is exact.
                assert!(key == ".labels.bound.exact" || !word.is_empty(), "{key}");
            }
        }
    }
}
