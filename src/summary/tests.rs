use super::*;
use crate::read::read_text;
use crate::terms;

fn summary(text: &str) -> Summary {
    let doc = Document::new(read_text(text.to_owned(), None).text, None);
    let terms = terms::count(&doc);
    let layers = Layers {
        title: None,
        date: None,
        dates: &[],
        figures: &[],
        entities: &[],
        quotes: &[],
        sources: &[],
        terms: &terms,
    };
    build(&doc, layers)
}

const REPORT: &str = "\
# Le gaz en Europe

## Introduction

L'Europe dépend moins du gaz russe et davantage du gaz liquéfié américain depuis la fermeture des gazoducs de l'Est. \
Faut-il s'en réjouir quand le gaz liquéfié coûte plus cher que le gaz des gazoducs de l'Est ? \
Il coûte aussi plus cher que le gaz russe que les gazoducs livraient aux industriels de l'Europe centrale. \
Une fragile paix du gaz.

## I. Les prix

Le gaz liquéfié américain coûte aux industriels de l'Europe le double du gaz russe que livraient les gazoducs de l'Est. \
Le directeur affirme : « Le gaz russe ne reviendra pas. Les gazoducs de l'Est resteront vides. L'Europe paiera le gaz liquéfié. » \
Les ménages chauffent leurs logements avec des granulés, des bûches et des poêles achetés au rabais dans les jardineries.

## Pour conclure

Au total, l'Europe a remplacé la dépendance au gaz russe par une dépendance au gaz liquéfié américain, plus chère et mieux répartie.

## Bibliographie

- Nom (A.), « Le gaz russe et le gaz liquéfié de l'Europe dans les gazoducs de l'Est. », Éditeur, (2025).
";

#[test]
fn the_overview_takes_whole_statements_that_stand_alone() {
    let summary = summary(REPORT);
    let texts: Vec<&str> = summary.overview.iter().map(|s| &*s.at.text).collect();
    assert!((2..=4).contains(&texts.len()), "{texts:#?}");
    assert!(texts[0].starts_with("L'Europe dépend moins"), "{texts:#?}");
    assert!(
        texts.iter().any(|t| t.starts_with("Au total")),
        "{texts:#?}"
    );
    for text in &texts {
        assert!(text.ends_with('.') && !text.contains('?'), "{text}");
        for fragment in [
            "Il coûte aussi",
            "Les gazoducs de l'Est resteront",
            "Nom (A.)",
            "Une fragile",
        ] {
            assert!(!text.starts_with(fragment), "{text}");
        }
    }
    assert!(
        summary
            .overview
            .windows(2)
            .all(|w| w[0].at.start < w[1].at.start)
    );
}

#[test]
fn each_part_says_something_and_the_bibliography_does_not() {
    let summary = summary(REPORT);
    assert_eq!(summary.sections.len(), 3, "{:#?}", summary.sections);
    assert!(summary.sections.iter().all(|s| s.sentences.len() == 1));
}

#[test]
fn what_is_said_twice_is_taken_once() {
    let one =
        "Le gaz liquéfié américain remplace le gaz russe dans les gazoducs de l'Europe centrale.";
    let text = format!(
        "# Titre\n\n## I. Un\n\n{one} Les ports de la Baltique accueillent des méthaniers venus du golfe du Mexique.\n\n\
         ## II. Deux\n\n{one} La Hongrie et la Slovaquie gardent leurs contrats longs avec le fournisseur de Moscou.\n"
    );
    let summary = summary(&text);
    let same = summary.overview.iter().filter(|s| s.at.text == one);
    assert_eq!(same.count(), 1, "{:#?}", summary.overview);
}

#[test]
fn keywords_do_not_repeat_one_another() {
    let keywords = summary(REPORT).keywords;
    assert!(keywords.iter().any(|k| k.contains("gaz")), "{keywords:?}");
    let with = keywords.iter().filter(|k| k.split(' ').any(|w| w == "gaz"));
    assert!(with.count() <= 2, "{keywords:?}");
}

#[test]
fn an_empty_text_has_an_empty_summary() {
    let summary = summary("");
    assert!(summary.overview.is_empty() && summary.sections.is_empty());
    assert!(summary.keywords.is_empty());
}
