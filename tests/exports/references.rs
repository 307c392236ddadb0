//! Exports of references, read back: BibTeX by the crate `biblatex`, CSL-JSON by `serde_json`, RIS by
//! a reader written from its specification (a tag of two characters, two spaces, a hyphen and a
//! space on each line; `TY` first, `ER` last).

use biblatex::{Bibliography, ChunksExt};
use sourcier::model::{Person, Source, SourceKind};
use sourcier::report::{bibtex, csl, ris};

fn person(family: &str, given: &str) -> Person {
    Person {
        family: Some(family.to_owned()),
        given: Some(given.to_owned()),
        literal: None,
    }
}

fn institution(name: &str) -> Person {
    Person {
        literal: Some(name.to_owned()),
        ..Person::default()
    }
}

/// Works whose fields hold what the formats take for signs of their own.
fn works() -> Vec<Source> {
    let some = |s: &str| Some(s.to_owned());
    vec![
        Source {
            key: "adeyemi2024".to_owned(),
            kind: SourceKind::Bibliography,
            author: vec![person("Adeyemi", "F."), person("de Villiers", "A.-M.")],
            title: some("R&D at 50 % of GDP: the #1 cost_driver, $5 {net} ~ x^2 \\ more"),
            container_title: some("Journal of Trade & Aid"),
            volume: some("8"),
            issue: some("2"),
            page: some("101–139"),
            issued: some("2024-05-09"),
            url: some("https://example.org/a_b?x=1&y=50%25#top"),
            language: some("en"),
            ..Source::default()
        },
        Source {
            key: "minfin2025".to_owned(),
            kind: SourceKind::Bibliography,
            author: vec![institution(
                "Ministry of Finance and Economy, Directorate of Debt",
            )],
            title: some("L’été des « dettes » : ĵoûrnal d'une année"),
            publisher: some("Éditions de l'État"),
            issued: some("2025-10"),
            ..Source::default()
        },
        Source {
            key: "link".to_owned(),
            kind: SourceKind::Link,
            title: some("le bilan\nde l’année"),
            url: some("https://example.org/{x}"),
            ..Source::default()
        },
    ]
}

#[test]
fn bibtex_is_read_back_by_a_library() {
    let text = bibtex::write(&works());
    let read = Bibliography::parse(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    assert_eq!(read.len(), 3);
    let first = read.get("adeyemi2024").expect("the first entry");
    assert_eq!(
        first.title().expect("a title").format_verbatim(),
        "R&D at 50 % of GDP: the #1 cost_driver, $5 {net} ~ x^2 \\ more"
    );
    let authors = first.author().expect("authors");
    let names: Vec<_> = authors
        .iter()
        .map(|a| format!("{} {}|{}", a.prefix, a.name, a.given_name))
        .collect();
    assert_eq!(names, [" Adeyemi|F.", "de Villiers|A.-M."]);
    assert_eq!(
        first.url().expect("an address"),
        "https://example.org/a_b?x=1&y=50%25#top"
    );
    assert_eq!(
        first.journal().expect("a journal").format_verbatim(),
        "Journal of Trade & Aid"
    );
    let date = first.date().expect("a date");
    assert!(format!("{date:?}").contains("2024"));
    let second = read.get("minfin2025").expect("the second entry");
    let authors = second.author().expect("an institution");
    assert_eq!(authors.len(), 1, "{authors:?}");
    assert_eq!(
        authors[0].name,
        "Ministry of Finance and Economy, Directorate of Debt"
    );
    assert_eq!(
        second.title().expect("a title").format_verbatim(),
        "L’été des « dettes » : ĵoûrnal d'une année"
    );
    let third = read.get("link").expect("the third entry");
    assert_eq!(
        third.title().expect("a title").format_verbatim(),
        "le bilan de l’année"
    );
}

#[test]
fn csl_json_has_the_fields_of_its_schema() {
    let read: serde_json::Value = serde_json::from_str(&csl::write(&works())).expect("JSON");
    let first = &read[0];
    assert_eq!(first["id"], "adeyemi2024");
    assert_eq!(first["type"], "article-journal");
    assert_eq!(first["author"][1]["family"], "de Villiers");
    assert_eq!(
        first["issued"]["date-parts"],
        serde_json::json!([[2024, 5, 9]])
    );
    assert_eq!(
        first["title"],
        "R&D at 50 % of GDP: the #1 cost_driver, $5 {net} ~ x^2 \\ more"
    );
    assert_eq!(
        read[1]["author"][0]["literal"],
        "Ministry of Finance and Economy, Directorate of Debt"
    );
    assert_eq!(
        read[1]["issued"]["date-parts"],
        serde_json::json!([[2025, 10]])
    );
    assert_eq!(read[2]["type"], "webpage");
    assert!(read[2].get("author").is_none());
}

/// The records of a RIS file: their tags and values.
fn read_ris(text: &str) -> Vec<Vec<(String, String)>> {
    let mut records = Vec::new();
    let mut open: Option<Vec<(String, String)>> = None;
    for line in text.split_terminator("\r\n") {
        let (tag, value) = line
            .split_once("  - ")
            .unwrap_or_else(|| panic!("no tag in {line:?}"));
        let shaped = tag.len() == 2
            && tag.starts_with(|c: char| c.is_ascii_uppercase())
            && tag
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        assert!(shaped && !value.contains(['\r', '\n']), "{line:?}");
        match tag {
            "TY" => {
                assert!(open.is_none(), "TY inside a record");
                open = Some(vec![(tag.to_owned(), value.to_owned())]);
            }
            "ER" => records.push(open.take().expect("ER ends a record")),
            _ => open
                .as_mut()
                .expect("a tag stands in a record")
                .push((tag.to_owned(), value.to_owned())),
        }
    }
    assert!(open.is_none(), "the last record is closed");
    records
}

#[test]
fn ris_is_read_back_tag_by_tag() {
    let records = read_ris(&ris::write(&works()));
    assert_eq!(records.len(), 3);
    let get = |record: usize, tag: &str| -> Vec<&str> {
        records[record]
            .iter()
            .filter(|(t, _)| t == tag)
            .map(|(_, v)| v.as_str())
            .collect()
    };
    assert_eq!(get(0, "TY"), ["JOUR"]);
    assert_eq!(get(0, "AU"), ["Adeyemi, F.", "de Villiers, A.-M."]);
    assert_eq!(get(0, "DA"), ["2024/05/09/"]);
    assert_eq!((get(0, "SP"), get(0, "EP")), (vec!["101"], vec!["139"]));
    assert_eq!(
        get(1, "AU"),
        ["Ministry of Finance and Economy,, Directorate of Debt"]
    );
    assert_eq!(get(1, "DA"), ["2025/10//"]);
    assert_eq!(get(2, "TI"), ["le bilan de l’année"]);
}
