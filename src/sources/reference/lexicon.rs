//! What the lists of names say of the words in a reference.

use crate::extract::entities::lexicon::{LEXICON, WordFlags};
use crate::lang::Lang;
use crate::model::EntityType;
use crate::text::{fold, is_function_word};

/// Whether `text` is the name or acronym of an organisation or medium.
pub fn is_organisation(text: &str) -> bool {
    names(text, EntityType::Organisation)
}

/// Whether `text` is the name of a place: a city, a country.
pub fn is_place(text: &str) -> bool {
    names(text, EntityType::Location)
}

fn names(text: &str, kind: EntityType) -> bool {
    let text = text.trim();
    text.len() < 120
        && LEXICON
            .find(text)
            .iter()
            .any(|&(form, _)| LEXICON.row(form).kind == kind)
}

/// Whether `word` is a given name somewhere.
pub fn is_given(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    // `Le` and `An` are given names somewhere.
    let lower = fold::lower(word);
    if Lang::all().any(|l| is_function_word(l, &lower)) {
        return false;
    }
    let folded = fold::fold(word);
    has(&folded, WordFlags::GIVEN)
        || folded
            .split_once('-')
            .is_some_and(|(a, b)| has(a, WordFlags::GIVEN) && has(b, WordFlags::GIVEN))
}

/// Whether `word` is a small word of family names: `de`, `van`, `al`.
pub fn is_particle(word: &str) -> bool {
    has(
        &fold::fold(word.trim_end_matches(['\'', '’'])),
        WordFlags::PARTICLE,
    )
}

fn has(folded: &str, flag: WordFlags) -> bool {
    LEXICON.word(Lang::default(), folded).has(flag)
}
