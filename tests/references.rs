//! Single references in every style: what is read of them (`tests/data/references.toml`).

mod support;

use serde::Deserialize;
use sourcier::model::{Person, Source};
use support::{root, text_of};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Corpus {
    entry: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    style: String,
    text: String,
    author: Vec<String>,
    title: Option<String>,
    /// Publisher or journal.
    medium: Option<String>,
    issued: Option<String>,
    url: Option<String>,
    /// Checked where given; empty: none may be guessed.
    language: Option<String>,
}

fn sources_of(markdown: &str) -> Vec<Source> {
    let read = sourcier::read::read_text(markdown.to_owned(), None);
    sourcier::sources::collect(&sourcier::text::Document::new(read.text, None))
}

fn name(person: &Person) -> String {
    match (&person.family, &person.given, &person.literal) {
        (Some(family), Some(given), None) => format!("{family}, {given}"),
        (None, None, Some(literal)) => format!("={literal}"),
        other => format!("{other:?}"),
    }
}

/// What differs between a case and what was read of it.
fn differences(case: &Case) -> Vec<String> {
    let document = format!(
        "# Le titre du rapport\n\nUn paragraphe de texte qui précède la liste, et qui est assez long pour en être un.\n\n## Bibliographie\n\n{}\n",
        case.text
    );
    let sources = sources_of(&document);
    let [source] = sources.as_slice() else {
        return vec![format!("{} entries", sources.len())];
    };
    let mut out = Vec::new();
    let mut check = |field: &str, got: Option<String>, expected: Option<&String>| {
        if got.as_ref() != expected {
            out.push(format!("{field}: {got:?}, not {expected:?}"));
        }
    };
    let authors: Vec<String> = source.author.iter().map(name).collect();
    check(
        "author",
        Some(authors.join("; ")),
        Some(&case.author.join("; ")),
    );
    check("title", source.title.clone(), case.title.as_ref());
    let medium = source.container_title.clone().or(source.publisher.clone());
    check("medium", medium, case.medium.as_ref());
    check("issued", source.issued.clone(), case.issued.as_ref());
    check("url", source.url.clone(), case.url.as_ref());
    if let Some(language) = &case.language {
        let expected = (!language.is_empty()).then_some(language);
        check("language", source.language.clone(), expected);
    }
    out
}

#[test]
fn references_are_read_in_every_style() {
    let corpus: Corpus = toml::from_str(&text_of(&root().join("tests/data/references.toml")))
        .expect("the corpus parses");
    assert!(corpus.entry.len() >= 60);
    let mut failed = Vec::new();
    for case in &corpus.entry {
        let differences = differences(case);
        if !differences.is_empty() {
            failed.push(format!(
                "[{}] {}\n    {}",
                case.style,
                case.text,
                differences.join("\n    ")
            ));
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {} entries:\n{}",
        failed.len(),
        corpus.entry.len(),
        failed.join("\n")
    );
}
