//! Reports with planted defects: the audit finds each of them, and accuses almost nobody wrongly.
//!
//! `tests/planted` holds reports written for this, and beside each a table of what is wrong in it
//! (`rule`, and the `words` concerned, which stand once in the report). A planted defect is found
//! where a finding of its rule touches its words. A finding that touches none is false; a report may
//! have one. Notes of `figure-without-source` that were not planted are not counted: a report's own
//! unsourced figures are no defect of it, and the rule tells them without accusing. Its warnings
//! (credit that names nobody) are counted like all others.

mod support;

use serde::Deserialize;
use sourcier::audit::RULES;
use sourcier::model::{Analysis, Finding, Severity};
use sourcier::pipeline::{self, Settings, Want};
use sourcier::read::{self, Input};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;
use support::{files, note, root, text_of};

/// How many defects must at least be planted.
const LEAST: usize = 30;

/// False findings that a report may have.
const FALSE: usize = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    planted: Vec<Planted>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Planted {
    rule: String,
    words: String,
}

impl Planted {
    /// The code points of the words in `text`, where they must stand once.
    fn place(&self, text: &str) -> Range<u32> {
        let found: Vec<usize> = text.match_indices(&self.words).map(|(at, _)| at).collect();
        let [at] = found[..] else {
            panic!(
                "{:?} stands {} times in the report",
                self.words,
                found.len()
            );
        };
        let start = text[..at].chars().count() as u32;
        start..start + self.words.chars().count() as u32
    }
}

fn analysis(document: &Path, text: &str) -> Analysis {
    let name = document.file_name().unwrap_or_default().to_string_lossy();
    let input = Input::new("planted", &*name, text.as_bytes());
    let read = read::read(text.as_bytes().to_vec(), &read::Options::default()).expect("a text");
    pipeline::analyse(&input, read, &Settings::default(), Want::ALL)
}

fn touches(finding: &Finding, place: &Range<u32>) -> bool {
    finding.start < place.end && place.start < finding.end
}

#[test]
fn planted_defects_are_found() {
    let tables = files(&root().join("tests/planted"), ".toml");
    let (mut planted, mut rules, mut languages) = (0, BTreeSet::new(), BTreeSet::new());
    let mut wrong = String::new();
    for table in &tables {
        let document = ["md", "txt"].map(|e| table.with_extension(e));
        let document = document.iter().find(|d| d.exists()).expect("a report");
        let name = document.file_name().unwrap_or_default().to_string_lossy();
        let text = text_of(document);
        let rows: Table = toml::from_str(&text_of(table)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let analysis = analysis(document, &text);
        languages.insert(analysis.document.languages[0].code.clone());
        let places: Vec<(&Planted, Range<u32>)> =
            rows.planted.iter().map(|p| (p, p.place(&text))).collect();
        for (defect, place) in &places {
            rules.insert(defect.rule.clone());
            planted += 1;
            let mut of_rule = analysis.findings.iter().filter(|f| f.rule == defect.rule);
            if !of_rule.any(|f| touches(f, place)) {
                let _ = writeln!(wrong, "{name}: not found: {} {}", defect.rule, defect.words);
            }
        }
        let is_planted = |f: &Finding| {
            let mut of_rule = places.iter().filter(|(p, _)| p.rule == f.rule);
            of_rule.any(|(_, place)| touches(f, place))
        };
        let counts =
            |f: &Finding| f.rule != "figure-without-source" || f.severity != Severity::Note;
        let others: Vec<&Finding> = analysis
            .findings
            .iter()
            .filter(|f| counts(f) && !is_planted(f))
            .collect();
        for finding in &others {
            let line = format!("{name}: false: {} {}", finding.rule, finding.message);
            if others.len() > FALSE {
                let _ = writeln!(wrong, "{line}");
            } else {
                note(&line);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(planted >= LEAST, "{planted} planted defects");
    let all: BTreeSet<String> = RULES.iter().map(|r| r.id.to_owned()).collect();
    assert_eq!(rules, all, "every rule has a planted defect");
    assert!(languages.len() > 1, "reports in several languages");
}
