//! Runs the examples of the tables: `[…]` marks the names that are credited.

use super::*;
use crate::lang::Lang;

fn credited(lang: Lang, text: &str) -> Vec<String> {
    let doc = Document::new(
        crate::read::read_text(text.to_owned(), None).text,
        Some(lang),
    );
    let credits = Credits::find(&doc, &[]);
    credits
        .list
        .iter()
        .filter(|c| !matches!(c.kind, Kind::Phrase { sure: false }) && c.who != Who::Own)
        .filter_map(|c| {
            credits
                .name_of(&c.who)
                .filter(|_| !c.back)
                .map(|_| doc.text.slice(c.cue).to_owned())
        })
        .collect()
}

#[test]
fn every_example_of_the_tables_holds() {
    let mut wrong = Vec::new();
    for lang in Lang::all() {
        let lexicon = lexicon::lexicon(lang);
        assert!(!lexicon.examples.is_empty() && !lexicon.near_misses.is_empty());
        for example in &lexicon.examples {
            let text = example.replace(['[', ']'], "");
            let expected: Vec<_> = example
                .split('[')
                .skip(1)
                .filter_map(|p| p.split(']').next())
                .map(str::to_owned)
                .collect();
            let found = credited(lang, &text);
            if found != expected {
                wrong.push(format!("{example}\n    found {found:?}"));
            }
        }
        for text in &lexicon.near_misses {
            let found = credited(lang, text);
            if !found.is_empty() {
                wrong.push(format!("near miss: {text}\n    found {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
