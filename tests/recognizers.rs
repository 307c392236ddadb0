//! The cases of a foreign suite of numbers, money, measures and dates, where it is at hand.
//!
//! Its scorer says which cases differ. Those whose expectation is wrong, or against our contract,
//! are listed in `tests/recognizers_exceptions.md` by their number with the reason; a listed case
//! that agrees after all must leave the list. Without them the bars below hold.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use support::{note, root, shared, text_of};

/// Language, model, and the share of cases that must agree, the listed ones left out.
const BARS: &[(&str, &str, f64)] = &[
    ("fr", "NumberModel", 0.80),
    ("fr", "PercentModel", 0.90),
    ("fr", "CurrencyModel", 0.92),
    ("fr", "DimensionModel", 0.92),
    ("fr", "AgeModel", 0.95),
    ("fr", "NumberRangeModel", 0.70),
    ("fr", "DateTimeModel", 0.40),
    ("en", "NumberModel", 0.85),
    ("en", "PercentModel", 0.90),
    ("en", "CurrencyModel", 0.88),
    ("en", "DimensionModel", 0.85),
    ("en", "DateTimeModel", 0.62),
];

/// The listed cases by language: `NumberModel/26`.
fn exceptions() -> BTreeMap<String, BTreeSet<String>> {
    let page = text_of(&root().join("tests/recognizers_exceptions.md"));
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in page.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, lang, model, cases, why, _] = cells[..] else {
            continue;
        };
        if !model.ends_with("Model") {
            continue;
        }
        assert!(!why.is_empty(), "no reason: {line}");
        for case in cases.split(',') {
            let new = out
                .entry(lang.to_owned())
                .or_default()
                .insert(format!("{model}/{}", case.trim()));
            assert!(new, "{lang} {model}/{case} is listed twice");
        }
    }
    out
}

#[test]
fn cases_agree_or_are_listed() {
    const WHAT: &str = "the cases of the foreign suite";
    let Some(shared) = shared(WHAT) else { return };
    if Command::new("python3").arg("--version").output().is_err() {
        note(&format!("SKIPPED {WHAT}: no python3"));
        return;
    }
    let listed = exceptions();
    let mut wrong = Vec::new();
    for lang in ["fr", "en"] {
        let run = Command::new("python3")
            .arg(shared.join("tools/score_recognizers.py"))
            .arg(shared.join("data/recognizers"))
            .args([lang, "--errors", env!("CARGO_BIN_EXE_sourcier")])
            .args(["analyze", "--jsonl"])
            .output()
            .expect("python3 runs");
        let said = String::from_utf8_lossy(&run.stdout);
        let differing: BTreeSet<&str> = said
            .lines()
            .filter_map(|line| line.split(' ').next())
            .filter(|id| id.contains("Model/"))
            .collect();
        let nothing = BTreeSet::new();
        let listed = listed.get(lang).unwrap_or(&nothing);
        for case in listed {
            if !differing.contains(case.as_str()) {
                wrong.push(format!(
                    "{lang} {case} is listed and agrees: take it off the list"
                ));
            }
        }
        let scores = said
            .lines()
            .filter_map(|line| line.strip_prefix(&format!("recognizers.{lang}.")));
        for line in scores {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [model, good, "of", total, ..] = words[..] else {
                panic!("an unknown line of the scorer: {line}");
            };
            let number = |s: &str| s.parse::<f64>().expect("a number");
            let (good, total) = (number(good), number(total));
            let of_model = format!("{model}/");
            let left_out = listed.iter().filter(|c| c.starts_with(&of_model)).count() as f64;
            let (raw, honest) = (good / total, good / (total - left_out));
            note(&format!(
                "{lang} {model}: {raw:.3}; {honest:.3} without the {left_out} listed"
            ));
            let bar = BARS.iter().find(|b| b.0 == lang && b.1 == model);
            if let Some(&(_, _, bar)) = bar.filter(|b| honest < b.2) {
                wrong.push(format!("{lang} {model}: {honest:.3}, less than {bar}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
