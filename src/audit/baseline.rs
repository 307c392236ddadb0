//! [`Baseline`]: findings that are known and do not count, so that only new ones do.
//!
//! A finding is known by its rule, its document and the words that it is about ([`Key`]), not by its
//! place: edits elsewhere in the document leave it known, edits to its own words make it new. Where a
//! document has several findings of one key, as many are known as the baseline counts, the first ones.
//!
//! ```
//! let json = r#"{"format": "sourcier.baseline/1", "findings": [
//!     {"document": "gaz", "rule": "date-impossible", "words": "31 février 2025", "count": 1}
//! ]}"#;
//! let baseline: sourcier::audit::baseline::Baseline = json.parse().unwrap();
//! assert_eq!(baseline.len(), 1);
//! ```

use super::Rule;
use crate::model::Finding;
use crate::text::{Text, fold};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;

/// The version of the file.
pub const FORMAT: &str = "sourcier.baseline/1";

/// What a finding is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The document's identifier.
    pub document: String,
    pub rule: String,
    /// The words of the document text that the finding is about, each run of white space as one space.
    pub words: String,
}

impl Key {
    /// The key of a finding in document `document`, whose text is `text`.
    pub fn new(document: &str, finding: &Finding, text: &Text) -> Key {
        let bytes = text.byte(finding.start)..text.byte(finding.end);
        let words = text.source().get(bytes).unwrap_or("");
        let words: Vec<&str> = words
            .split(|c| fold::is_space(c) || c.is_whitespace())
            .filter(|w| !w.is_empty())
            .collect();
        Key {
            document: document.to_owned(),
            rule: finding.rule.clone(),
            words: words.join(" "),
        }
    }
}

/// The keys of a document's findings, in order, each with how many of the same key came before it.
pub fn keys(document: &str, findings: &[Finding], text: &Text) -> Vec<(Key, usize)> {
    let mut seen: BTreeMap<Key, usize> = BTreeMap::new();
    let keys = findings.iter().map(|finding| {
        let key = Key::new(document, finding, text);
        let before = seen.entry(key.clone()).or_default();
        *before += 1;
        (key, *before - 1)
    });
    keys.collect()
}

/// Known findings by key, with how often each may come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    counts: BTreeMap<Key, usize>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    findings: Vec<Row>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Row {
    document: String,
    rule: String,
    words: String,
    count: usize,
}

impl Baseline {
    /// Adds the findings of a document.
    pub fn record(&mut self, document: &str, findings: &[Finding], text: &Text) {
        for finding in findings {
            let key = Key::new(document, finding, text);
            *self.counts.entry(key).or_default() += 1;
        }
    }

    /// The findings of a document that are not known, in order.
    pub fn unknown(&self, document: &str, findings: Vec<Finding>, text: &Text) -> Vec<Finding> {
        let keys = keys(document, &findings, text);
        let known =
            |(key, before): &(Key, usize)| self.counts.get(key).is_some_and(|count| before < count);
        findings
            .into_iter()
            .zip(keys)
            .filter(|(_, key)| !known(key))
            .map(|(finding, _)| finding)
            .collect()
    }

    /// How many findings are known.
    pub fn len(&self) -> usize {
        self.counts.values().sum()
    }

    /// Whether no finding is known.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The baseline as a file holds it: JSON, a finding a line, sorted.
    pub fn to_json(&self) -> String {
        let rows = self.counts.iter().map(|(key, &count)| Row {
            document: key.document.clone(),
            rule: key.rule.clone(),
            words: key.words.clone(),
            count,
        });
        // Strings and numbers: none of this can fail.
        let rows: Vec<String> = rows
            .map(|row| format!("\n  {}", serde_json::to_string(&row).unwrap_or_default()))
            .collect();
        let end = if rows.is_empty() { "" } else { "\n" };
        format!(
            "{{\"format\": \"{FORMAT}\", \"findings\": [{}{end}]}}\n",
            rows.join(",")
        )
    }
}

impl FromStr for Baseline {
    /// What is wrong with the file.
    type Err = String;

    fn from_str(json: &str) -> Result<Baseline, String> {
        let file: File = serde_json::from_str(json).map_err(|e| e.to_string())?;
        if file.format != FORMAT {
            return Err(format!("format is {:?}, not {FORMAT:?}", file.format));
        }
        let mut baseline = Baseline::default();
        for row in file.findings {
            if Rule::find(&row.rule).is_none() {
                return Err(format!("no rule is called {:?}", row.rule));
            }
            let key = Key {
                document: row.document,
                rule: row.rule,
                words: row.words,
            };
            let count = baseline.counts.entry(key).or_default();
            *count = count.saturating_add(row.count);
        }
        Ok(baseline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::RULES;
    use crate::model::Severity;
    use crate::read::read_text;

    /// Findings of the first rule at each place of `words` in `source`.
    fn findings(source: &str, words: &str) -> (Text, Vec<Finding>) {
        let text = read_text(source.to_owned(), None).text;
        let points = |byte: usize| source[..byte].chars().count() as u32;
        let found = source.match_indices(words).map(|(at, _)| Finding {
            rule: RULES[0].id.to_owned(),
            severity: Severity::Note,
            start: points(at),
            end: points(at + words.len()),
            page: None,
            message: "x".to_owned(),
            related: Vec::new(),
        });
        let found = found.collect();
        (text, found)
    }

    #[test]
    fn edits_elsewhere_revive_nothing() {
        let (text, found) = findings("Été. Vingt\nfrancs. Fin.", "Vingt\nfrancs");
        assert_eq!(found.len(), 1);
        let mut baseline = Baseline::default();
        baseline.record("a", &found, &text);
        assert_eq!(baseline.len(), 1);
        let left = |document: &str, source: &str, words: &str| {
            let (text, found) = findings(source, words);
            assert!(!found.is_empty());
            baseline.unknown(document, found, &text).len()
        };
        // Elsewhere, before and behind, and broken over lines otherwise.
        assert_eq!(
            left("a", "Bel été, dit-on. Vingt francs.", "Vingt francs"),
            0
        );
        assert_eq!(left("a", "Vingt\n  francs.", "Vingt\n  francs"), 0);
        // Other words, another document, a second one of the same words.
        assert_eq!(left("a", "Trente francs.", "Trente francs"), 1);
        assert_eq!(left("b", "Vingt francs.", "Vingt francs"), 1);
        assert_eq!(left("a", "Vingt francs. Vingt francs.", "Vingt francs"), 1);
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let (text, found) = findings("Dix « \"francs\" ». Dix « \"francs\" ».", "« \"francs\" »");
        let mut baseline = Baseline::default();
        assert_eq!(baseline.to_json().parse(), Ok(baseline.clone()));
        baseline.record("b", &found, &text);
        baseline.record("a", &found[..1], &text);
        let json = baseline.to_json();
        assert_eq!(json.lines().count(), 4, "{json}");
        assert_eq!(json.parse(), Ok(baseline));
    }

    #[test]
    fn malformed_files_say_what_is_wrong() {
        let row = |rule: &str| {
            format!(
                "{{\"format\": \"{FORMAT}\", \"findings\": [{{\"document\": \"a\", \
                 \"rule\": \"{rule}\", \"words\": \"x\", \"count\": 1}}]}}"
            )
        };
        assert!(row(RULES[0].id).parse::<Baseline>().is_ok());
        for (json, told) in [
            ("", "line 1"),
            (
                "{\"format\": \"sourcier.baseline/2\", \"findings\": []}",
                "baseline/2",
            ),
            ("{\"format\": \"sourcier.baseline/1\"}", "findings"),
            (
                "{\"format\": \"sourcier.baseline/1\", \"findings\": [], \"x\": 1}",
                "`x`",
            ),
            (&row("no-rule"), "no-rule"),
            (
                &row(RULES[0].id).replace("\"count\": 1", "\"count\": -1"),
                "-1",
            ),
        ] {
            let why = json.parse::<Baseline>().unwrap_err();
            assert!(why.contains(told), "{json}: {why}");
        }
    }
}
