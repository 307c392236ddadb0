//! Word stems, for comparing words of different parts of speech.

use super::pattern::RULES;
use crate::lang::{Lang, PerLang};
use rust_stemmers::Stemmer;
use std::borrow::Cow;
use std::sync::LazyLock;

static STEMMERS: LazyLock<PerLang<Stemmer>> =
    LazyLock::new(|| PerLang::new(|lang| Stemmer::create(RULES[lang].stemmer)));

/// What the inflected forms of a word and those derived from it have in common (Porter's Snowball
/// algorithm of the language).
///
/// ```
/// use sourcier::{lang::Lang, terms::stem};
/// let fr = Lang::from_code("fr").unwrap();
/// assert_eq!(stem(fr, "sanctions"), stem(fr, "sanction"));
/// ```
pub fn stem(lang: Lang, lower: &str) -> Cow<'_, str> {
    STEMMERS[lang].stem(lower)
}
