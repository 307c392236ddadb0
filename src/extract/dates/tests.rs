//! One door for all examples: those of the tables' rules and those of `docs/dates.md`.
//!
//! An example is a text in which the expressions stand in brackets, then `=>`, then what each means:
//! EDTF, or the TIMEX3 value where there is none, and the part of the period; several are parted by
//! `|`. A text without brackets must give nothing. The document's date is Sunday 15 March 2026.

use super::lexicon::LEXICONS;
use super::*;
use crate::lang::Lang;
use crate::model::DateBasis;

/// Today, for all examples.
const TODAY: &str = "2026-03-15";

fn dates(lang: Lang, text: &str) -> Dates {
    let given = Given {
        option: TODAY.parse().ok(),
        ..Given::default()
    };
    extract(&document(Some(lang), text), &given)
}

fn document(lang: Option<Lang>, text: &str) -> Document {
    let mut builder = TextBuilder::new(text.to_owned());
    let mut fragment = Fragment::default();
    fragment.push_verbatim(text, 0);
    builder.block(BlockKind::Paragraph, Zone::Body, None, fragment);
    Document::new(builder.finish(), lang)
}

/// How an example writes the meaning of a date.
fn shown(d: &Date) -> String {
    let mut out = match &d.edtf {
        _ if d.kind == DateKind::Time => {
            let time = d.timex.value.split_once('T').map_or("", |t| t.1);
            match &d.edtf {
                Some(day) => format!("{day} T{time}"),
                None => format!("T{time}"),
            }
        }
        Some(edtf) => edtf.clone(),
        None => d.timex.value.clone(),
    };
    if let Some(part) = d.part {
        out.push_str(match part {
            Part::Start => " start",
            Part::Mid => " mid",
            Part::End => " end",
        });
    }
    out
}

/// Checks one example; the message says what differs.
fn check(lang: Lang, example: &str) -> Result<(), String> {
    let (marked, meant) = example.split_once("=>").unwrap_or((example, ""));
    let is_marked = example.contains("=>");
    let mut text = String::new();
    let mut spans = Vec::new();
    for c in marked.trim().chars() {
        match c {
            '[' if is_marked => spans.push((text.len(), 0)),
            ']' if is_marked => {
                if let Some(last) = spans.last_mut() {
                    last.1 = text.len();
                }
            }
            c => text.push(c),
        }
    }
    let meant: Vec<&str> = meant.split('|').map(str::trim).collect();
    let wanted: Vec<(String, String)> = spans
        .iter()
        .zip(&meant)
        .map(|(&(a, b), m)| (text[a..b].to_owned(), (*m).to_owned()))
        .collect();
    let found = dates(lang, &text);
    let got: Vec<(String, String)> = found
        .dates
        .iter()
        .map(|d| (d.at.text.clone(), shown(d)))
        .collect();
    for d in &found.dates {
        if let Some(edtf) = &d.edtf
            && edtf_core::Edtf::parse(edtf).is_err()
        {
            return Err(format!("{example:?}: {edtf} is no EDTF"));
        }
    }
    if got != wanted {
        return Err(format!("{lang} {example:?}\n     got {got:?}"));
    }
    Ok(())
}

#[test]
fn every_example_of_every_language_holds() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for lang in Lang::all() {
        for rule in &LEXICONS[lang].rules {
            for example in &rule.examples {
                count += 1;
                if let Err(message) = check(lang, example) {
                    wrong.push(format!("{}: {message}", rule.id));
                }
            }
        }
    }
    assert!(count > 100, "only {count} examples");
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_tables_of_the_documentation_hold() {
    let docs = include_str!("../../../docs/dates.md").replace("\\|", "\u{0}");
    let (mut wrong, mut count) = (Vec::new(), 0);
    for line in docs.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, lang, text, means, _] = cells[..] else {
            continue;
        };
        let Some(lang) = Lang::from_code(lang) else {
            continue;
        };
        count += 1;
        let means = means.replace('\u{0}', "|");
        let example = if means.is_empty() {
            text.to_owned()
        } else {
            format!("{text} => {means}")
        };
        if let Err(message) = check(lang, &example) {
            wrong.push(message);
        }
    }
    assert!(count > 60, "only {count} rows");
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_document_is_dated_by_the_surest_sign() {
    let fr = Lang::from_code("fr");
    let given = |front: Option<&str>, file: Option<&str>| Given {
        option: None,
        front_matter: front.map(str::to_owned),
        file_name: file.map(str::to_owned),
        properties: Some("2027-01-02".to_owned()),
    };
    let date = |text: &str, given: &Given| {
        extract(&document(fr, text), given)
            .document
            .map(|d| (d.edtf, d.basis))
    };
    let byline = "Dossier n° 17. Texte arrêté au 21 novembre 2025";
    let told = format!(
        "{} En 2024 et le 3 mars 2025, le gaz a manqué ; il manquera en mars 2027.",
        "Le gaz manque à tous. ".repeat(20)
    );
    for (text, given, expected) in [
        (
            byline,
            given(Some("mars 2026"), Some("2024-01-01.md")),
            ("2026-03", DateBasis::FrontMatter),
        ),
        (byline, given(None, None), ("2025-11-21", DateBasis::Text)),
        (
            told.as_str(),
            given(None, Some("note-2025-06.md")),
            ("2025-06", DateBasis::FileName),
        ),
        (
            told.as_str(),
            given(None, Some("note.md")),
            ("2025-03-03", DateBasis::LatestInText),
        ),
    ] {
        assert_eq!(
            date(text, &given),
            Some((expected.0.to_owned(), expected.1))
        );
    }
    let saved = Some(("2027-01-02".to_owned(), DateBasis::Properties));
    assert_eq!(date("Rien ici.", &given(None, None)), saved);
    assert_eq!(date("Rien ici.", &Given::default()), None);
}

#[test]
fn days_that_do_not_exist_are_told_apart() {
    for (lang, text, wrong) in [
        ("fr", "Signé le 31 février 2025 à Lyon.", "31 février 2025"),
        ("fr", "Signé le 31 avril.", "31 avril"),
        ("en", "Signed on 30 February 2025.", "30 February 2025"),
        ("fr", "Le 2026-02-30.", "2026-02-30"),
        ("fr", "Version du 2026-13-45.", "2026-13-45"),
    ] {
        let lang = Lang::from_code(lang).unwrap();
        let found = dates(lang, text);
        let impossible: Vec<_> = found.impossible.iter().map(|s| &text[s.range()]).collect();
        assert_eq!(impossible, [wrong], "{text}");
        assert!(found.dates.is_empty(), "{text}: {:?}", found.dates);
    }
}

proptest::proptest! {
    /// Whatever the text, nothing panics, spans lie in it, and every EDTF is valid.
    #[test]
    fn any_text_is_survived(text in "([0-9]{1,5}|mars|mai|fin|l'|au|du|à|-|/|[.]|:| |,|dernier|an|years?|ago|in|May|XIXe|siècle|é|’|[a-z]{1,3}|\u{202f}){0,40}") {
        for lang in Lang::all() {
            let found = dates(lang, &text);
            for d in &found.dates {
                proptest::prop_assert!(text.get(d.span.range()).is_some());
                if let Some(edtf) = &d.edtf {
                    proptest::prop_assert!(edtf_core::Edtf::parse(edtf).is_ok(), "{}", edtf);
                }
            }
        }
    }
}
