//! The document's own date, and where it was found.
//!
//! What is tried, the first that gives a date wins: the option; the front matter; a line at the top
//! (`Nairobi, 16 March 2026`) or a sentence that dates the text (`arrêté au 21 novembre 2025`);
//! the file's name; the latest day or month in the text that is not told as future; the file's
//! properties.

use super::Given;
use super::calendar as cal;
use super::resolve::{Settled, Tense};
use super::value::{Period, Value};
use crate::model::{DateBasis, DocumentDate};
use jiff::civil::Date;

/// A date of the text that needs no context.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub settled: Settled,
    pub tense: Tense,
    /// Whether it stands in a short line at the top.
    pub byline: bool,
    /// Whether the words around it date the text (`arrêté au`).
    pub dates_the_text: bool,
    /// Whether it is a limit or a beginning to come.
    pub ahead: bool,
}

/// The document's date with its last day.
pub(super) fn date(given: &Given, candidates: &[Candidate]) -> Option<(DocumentDate, Date)> {
    if let Some(day) = given.option {
        return dated(Period::Day(day), DateBasis::Option);
    }
    let of_text = |text: &Option<String>, basis| {
        text.as_deref()
            .and_then(super::read)
            .and_then(|period| dated(period, basis))
    };
    if let Some(found) = of_text(&given.front_matter, DateBasis::FrontMatter) {
        return Some(found);
    }
    let exact = |c: &&Candidate| matches!(point(c), Some(Period::Day(_) | Period::Month(..)));
    // A report's number looks like a month: Rapport 2026-03 · Lyon, 11 février 2026.
    let day = |c: &&Candidate| matches!(point(c), Some(Period::Day(_)));
    let top = candidates
        .iter()
        .filter(exact)
        .find(|c| c.dates_the_text && c.byline)
        .or_else(|| candidates.iter().filter(day).find(|c| c.byline))
        .or_else(|| candidates.iter().filter(exact).find(|c| c.byline))
        .or_else(|| candidates.iter().filter(exact).find(|c| c.dates_the_text));
    if let Some(found) = top.and_then(point).and_then(|p| dated(p, DateBasis::Text)) {
        return Some(found);
    }
    if let Some(found) = given
        .file_name
        .as_deref()
        .and_then(in_file_name)
        .and_then(|p| dated(p, DateBasis::FileName))
    {
        return Some(found);
    }
    let latest = candidates
        .iter()
        .filter(exact)
        .filter(|c| c.tense != Tense::Future && !c.ahead)
        .filter_map(|c| point(c).and_then(|p| Some((p.last()?, p))))
        .max_by_key(|(last, _)| *last);
    match latest {
        Some((_, latest)) => dated(latest, DateBasis::LatestInText),
        None => of_text(&given.properties, DateBasis::Properties),
    }
}

fn point(c: &Candidate) -> Option<Period> {
    match &c.settled.value {
        Value::Point(m) => m.period,
        Value::Between(_, Some(m)) | Value::Between(Some(m), None) => m.period,
        _ => None,
    }
}

fn dated(period: Period, basis: DateBasis) -> Option<(DocumentDate, Date)> {
    Some((
        DocumentDate {
            edtf: period.edtf()?,
            basis,
        },
        period.last()?,
    ))
}

/// A date in a file's name: `2026-03-09-rapport`, `note_20260309`, `rapport-2026-03`.
fn in_file_name(name: &str) -> Option<Period> {
    let digits: Vec<&str> = name
        .split(|c: char| !c.is_ascii_digit())
        .filter(|d| !d.is_empty())
        .collect();
    let number = |s: &str| s.parse::<u32>().ok();
    let small = |s: &str| number(s).and_then(|n| u8::try_from(n).ok());
    let year = |s: &str| {
        number(s)
            .filter(|y| s.len() == 4 && (1900..2100).contains(y))
            .map(|y| y as i32)
    };
    for (i, run) in digits.iter().enumerate() {
        if run.len() == 8
            && let (Some(y), Some(m), Some(d)) =
                (year(&run[..4]), small(&run[4..6]), small(&run[6..]))
            && let Some(day) = cal::day(y, m, d)
        {
            return Some(Period::Day(day));
        }
        let Some(y) = year(run) else { continue };
        let month = digits
            .get(i + 1)
            .filter(|m| m.len() == 2)
            .and_then(|m| small(m))
            .filter(|m| (1..=12).contains(m));
        let day = digits
            .get(i + 2)
            .filter(|d| d.len() == 2)
            .and_then(|d| small(d));
        return Some(match (month, day) {
            (Some(m), Some(d)) => match cal::day(y, m, d) {
                Some(day) => Period::Day(day),
                None => Period::Month(Some(y), m),
            },
            (Some(m), None) => Period::Month(Some(y), m),
            _ => Period::Year(y),
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_dated() {
        for (name, expected) in [
            ("2026-03-09-rapport.md", Some("2026-03-09")),
            ("note_20260309.txt", Some("2026-03-09")),
            ("rapport-2026-03.md", Some("2026-03")),
            ("budget 2025.md", Some("2025")),
            ("note12.md", None),
            ("4521.md", None),
        ] {
            let got = in_file_name(name).and_then(Period::edtf);
            assert_eq!(got.as_deref(), expected, "{name}");
        }
    }
}
