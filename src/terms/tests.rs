use super::*;
use crate::read::read_text;

fn terms(text: &str) -> Vec<Term> {
    count(&Document::new(read_text(text.to_owned(), None).text, None))
}

fn check(text: &str, expected: &[(&str, usize)], absent: &[&str]) {
    let terms = terms(text);
    for &(term, frequency) in expected {
        let found = terms.iter().find(|t| t.term == term);
        assert_eq!(
            found.map(|t| t.frequency),
            Some(frequency),
            "{term} in {:?}",
            terms
                .iter()
                .map(|t| (&t.term, t.frequency))
                .collect::<Vec<_>>()
        );
    }
    for term in absent {
        assert!(
            !terms.iter().any(|t| t.forms.iter().any(|f| f == term)),
            "{term} in {text}"
        );
    }
}

#[test]
fn phrases_run_over_connectors_and_not_over_signs() {
    check(
        "Le prix du gaz monte. Les prix du gaz montent, et le prix de l'énergie suit. \
         Le prix de l’énergie pèse. Avec le gaz, prix et volumes comptent.",
        &[("prix du gaz", 2), ("prix de l'énergie", 2), ("gaz", 3)],
        &["gaz, prix", "gaz prix", "le", "du"],
    );
    check(
        "The rule of law erodes. The rule of law matters for long-term debt and long-term debts.",
        &[("rule of law", 2), ("long-term debt", 2)],
        &["the", "of"],
    );
}

#[test]
fn names_are_left_to_the_entities_and_acronyms_are_not() {
    check(
        "Le gaz russe va à Minsk. À Minsk, le GNL manque. Selon Minsk, le GNL et le gaz russe coûtent. \
         Poutine et Vladimir Poutine.",
        &[("gaz russe", 2), ("GNL", 2)],
        &["Minsk", "minsk", "Poutine", "Vladimir Poutine"],
    );
}

#[test]
fn a_word_counts_by_lemma_and_part_of_speech() {
    let terms = terms(
        "La sanction gêne la banque. Les sanctions durent. Le juge sanctionne la banque. \
         Il sanctionnera les banques.",
    );
    let of = |lemma: &str, pos: &str| {
        let found = terms
            .iter()
            .find(|t| t.lemma == lemma && t.pos.as_deref() == Some(pos));
        found.map(|t| (&*t.term, t.frequency))
    };
    assert_eq!(of("sanction", "NOUN"), Some(("sanction", 2)));
    assert_eq!(of("sanctionner", "VERB"), Some(("sanctionner", 2)));
    assert_eq!(of("banque", "NOUN"), Some(("banque", 3)));
}

#[test]
fn patterns_take_no_verb_and_no_half_of_a_name() {
    check(
        "Les banques européennes refusent. Une banque européenne refuse. Eaux usées et eaux usées.",
        &[("banque européenne", 2), ("eaux usées", 2)],
        &["banque européenne refuse"],
    );
    check(
        "He called the International Energy Agency. The International Energy Agency wants electric cars. \
         An electric car needs energy; the agency knows.",
        &[("electric car", 2)],
        &["Energy agency", "energy agency"],
    );
}

#[test]
fn short_texts_give_nouns_for_keywords() {
    check(
        "Les négociations n’aboutissent pas. The talks and the sanctions of the Union drag on.",
        &[("négociations", 1), ("talks", 1), ("sanctions", 1)],
        &["and", "les", "the", "pas"],
    );
}

#[test]
fn notes_bibliography_and_contents_do_not_count() {
    check(
        "# Rapport\n\n## Moissons\n\nLe blé manque depuis deux ans sur les quais de la mer Noire, disent les courtiers. Le blé coûte plus cher au printemps qu’à l’automne, et personne ne sait pourquoi[^1].\n\n## Bibliographie\n\n- Nom (A.), *Le blé dur*, Éditeur, 2020.\n\n[^1]: Le blé encore.\n",
        &[("blé", 2)],
        &["blé dur", "bibliographie"],
    );
}

#[test]
fn capitals_of_headings_are_no_names() {
    check(
        "# LA DETTE SOUVERAINE\n\nLa dette souveraine pèse. Une dette souveraine reste.\n",
        &[("dette souveraine", 3)],
        &["DETTE"],
    );
}

#[test]
fn order_is_by_salience_and_stable() {
    let text = "Le blé tendre monte. Le blé tendre baisse. Le blé tendre gèle. Un silo brûle.";
    let terms = terms(text);
    assert_eq!(terms[0].term, "blé tendre");
    assert_eq!(terms[0].salience, 1.0);
    assert!(terms.windows(2).all(|w| w[0].salience >= w[1].salience));
    assert!((terms[0].per_million - 3.0e6 / 15.0).abs() < 1.0);
}

#[test]
fn an_empty_text_has_no_terms() {
    assert!(terms("").is_empty());
    assert!(terms("…\n\n42").is_empty());
}
