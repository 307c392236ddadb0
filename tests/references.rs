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

const NOTES: &str = "# Le titre du rapport

Un premier fait.[^1] Un deuxième.[^2] Un troisième.[^3] Un quatrième.[^4] Un cinquième.[^5] Un sixième.[^6]

Un septième.[^7] Un huitième.[^8] Un neuvième.[^9] Un dixième.[^10]

[^1]: Duval (M.), *Le front oublié*, Institut du Nord, mars 2024, p. 12, <https://nord.example.org/front>.
[^2]: *Ibid.*, p. 31-33.
[^3]: Entretien avec l'auteur, Paris, 4 décembre 2025.
[^4]: Les taux sont ceux du 3 mars. Voir aussi Keller (A.), *Gold and Grain*, Bruegel, 2025, <https://bruegel.example.org/gold>.
[^5]: Duval, *op. cit.*, p. 40.
[^6]: Banque mondiale, *Dettes*, 12 mai 2025, <https://wb.example.org/dettes>. Voir aussi Reuters, *Debt bites*, 13 mai 2025, <https://reuters.example.com/debt>.
[^7]: Duval (M.), *Le front oublié*, Institut du Nord, mars 2024, p. 77.
[^8]: Keller (A.), 2025, p. 3 ; Duval (M.), 2024, p. 8.
[^9]: Pour une vue d'ensemble plus sombre : Lindt (P.) et Mora (J.), *Cold Steel*, OSW, avril 2023, <https://osw.example.pl/steel>.
[^10]: Sur ce point, on lira Lindt et Mora (2023).
";

#[test]
fn notes_lead_to_works() {
    let read = sourcier::read::read_text(NOTES.to_owned(), None);
    let doc = sourcier::text::Document::new(read.text, None);
    let sources = sourcier::sources::collect(&doc);
    let titles: Vec<_> = sources.iter().filter_map(|s| s.title.as_deref()).collect();
    assert_eq!(
        titles,
        [
            "Le front oublié",
            "Gold and Grain",
            "Dettes",
            "Debt bites",
            "Cold Steel"
        ]
    );
    let of = |label: &str| -> Vec<&str> {
        let mark = doc
            .text
            .marks
            .iter()
            .find(|m| m.label == label)
            .expect("the mark");
        sourcier::sources::Called::new(&sources)
            .by_note(&mark.label, mark.at)
            .into_iter()
            .filter_map(|i| sources[i].title.as_deref())
            .collect()
    };
    for (label, works) in [
        ("1", &["Le front oublié"][..]),
        ("2", &["Le front oublié"]),
        ("3", &[]),
        ("4", &["Gold and Grain"]),
        ("5", &["Le front oublié"]),
        ("6", &["Dettes", "Debt bites"]),
        ("7", &["Le front oublié"]),
        ("8", &["Le front oublié", "Gold and Grain"]),
        ("9", &["Cold Steel"]),
        ("10", &["Cold Steel"]),
    ] {
        assert_eq!(of(label), works, "note {label}");
    }
}

#[test]
fn a_link_to_a_listed_work_is_that_work() {
    let sources = sources_of(
        "# Le titre du rapport\n\nSelon [une étude](https://www.nord.example.org/front/), le front recule ; [un blog](https://blog.example.org/x) le nie.\n\n## Bibliographie\n\n- Duval (M.), *Le front oublié*, Institut du Nord, 2024. <https://nord.example.org/front>\n",
    );
    let urls: Vec<_> = sources.iter().filter_map(|s| s.url.as_deref()).collect();
    assert_eq!(
        urls,
        [
            "https://blog.example.org/x",
            "https://nord.example.org/front"
        ]
    );
}

#[test]
fn keys_tell_works_of_a_year_apart() {
    let sources = sources_of(
        "# Le titre du rapport\n\nDu texte.\n\n## Bibliographie\n\n- Duval (M.), *Un*, IFRI, 2024.\n- Duval (M.), *Deux*, IFRI, 2024.\n- Duval (M.), *Trois*, IFRI, 2025.\n- World Bank, *Four*, 2025.\n",
    );
    let keys: Vec<_> = sources.iter().map(|s| s.key.as_str()).collect();
    assert_eq!(
        keys,
        ["duval2024a", "duval2024b", "duval2025", "worldbank2025"]
    );
}

#[test]
fn numbers_lead_to_entries() {
    let sources = sources_of(
        "# Title of the report\n\nSome text [2].\n\n## References\n\n[1] Reuters, Ports reopen after the storm, 3 May 2025.\n[2] Equinor. Annual Report 2024. 20 March 2025.\n",
    );
    let second = sourcier::sources::Called::new(&sources)
        .by_number("2")
        .map(|i| sources[i].title.as_deref());
    assert_eq!(second, Some(Some("Annual Report 2024")));
    assert_eq!(
        sourcier::sources::Called::new(&sources).by_number("3"),
        None
    );
}
