//! Which language a stretch of text is in: by its function words and its letters.
//!
//! Function words that two languages share (`on`, `a`, `or`) count for neither. Even a short
//! sentence holds several that do not, so that no statistical model is needed for the languages
//! that are read; where nothing speaks, the caller's fallback stands.

use super::fold;
use super::token::RULES;
use crate::lang::{Lang, PerLang};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// Function words of one language alone.
static MARKERS: LazyLock<FxHashMap<String, Option<Lang>>> = LazyLock::new(|| {
    let mut markers: FxHashMap<String, Option<Lang>> = FxHashMap::default();
    for lang in Lang::all() {
        for word in RULES[lang].function_words.split_whitespace() {
            markers
                .entry(word.trim_matches('\'').to_owned())
                .and_modify(|l| *l = l.filter(|&l| l == lang))
                .or_insert(Some(lang));
        }
    }
    markers
});

/// How many words of a stretch are read: enough to be sure, whatever its length.
const WORDS: usize = 120;

/// The language of `text`, or `None` when too little speaks for one of them.
///
/// ```
/// use sourcier::text::guess_language;
/// let code = |t| guess_language(t).map(|l| l.code());
/// assert_eq!(code("La part du gaz a baissé depuis 2022."), Some("fr"));
/// assert_eq!(code("The share of gas has fallen since 2022."), Some("en"));
/// assert_eq!(code("Gazprom 2025"), None);
/// ```
pub fn guess(text: &str) -> Option<Lang> {
    let mut votes = PerLang::new(|_| 0usize);
    let mut word = String::new();
    let words = text
        .split(|c: char| !(c.is_alphanumeric() || fold::is_hyphen(c)))
        .filter(|w| !w.is_empty());
    for w in words.take(WORDS) {
        word.clear();
        word.extend(w.chars().flat_map(char::to_lowercase));
        if let Some(Some(lang)) = MARKERS.get(word.as_str()) {
            votes[*lang] += 1;
        }
    }
    let best = Lang::all().max_by_key(|&l| (votes[l], std::cmp::Reverse(l)))?;
    let second = Lang::all()
        .filter(|&l| l != best)
        .map(|l| votes[l])
        .max()
        .unwrap_or(0);
    (votes[best] >= second * 2 && votes[best] > second).then_some(best)
}

/// Function words by language, as [`fold::lower`] writes them.
static FUNCTION_WORDS: LazyLock<PerLang<FxHashSet<String>>> = LazyLock::new(|| {
    PerLang::new(|lang| {
        RULES[lang]
            .function_words
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    })
});

/// Whether `lower` (as [`fold::lower`] writes it) is a function word of `lang`: an article,
/// pronoun, preposition, conjunction, auxiliary or common adverb.
pub fn is_function_word(lang: Lang, lower: &str) -> bool {
    FUNCTION_WORDS[lang].contains(lower)
}
