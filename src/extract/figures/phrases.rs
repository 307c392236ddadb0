//! [`Phrases`]: phrases of one or more tokens with a meaning each, found at a token by the longest
//! match, forwards or backwards.

use crate::lang::Lang;
use crate::text::{Document, Form, forms_of};
use rustc_hash::FxHashMap;

/// Which words a set may have, by length, first and last letter: nearly all that are asked for are not in
/// it, and no hash of theirs is needed to know.
#[derive(Clone, Debug, Default)]
pub(super) struct Sieve([u64; 4]);

impl Sieve {
    fn place(word: &str) -> (usize, u64) {
        let bytes = word.as_bytes();
        let [first, last] = [bytes.first(), bytes.last()].map(|b| b.copied().unwrap_or_default());
        let place = bytes.len() * 32 + usize::from(first) * 5 + usize::from(last);
        (place / 64 % 4, 1 << (place % 64))
    }

    pub fn add(&mut self, word: &str) {
        let (at, bit) = Sieve::place(word);
        self.0[at] |= bit;
    }

    /// `false` for a word that was not added; `true` for some of these too.
    pub fn may_have(&self, word: &str) -> bool {
        let (at, bit) = Sieve::place(word);
        self.0[at] & bit != 0
    }
}

/// One token of a phrase, as a table has it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word(Box<str>);

/// How the tokens of phrases are compared with those of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compare {
    /// Case and accents do not matter; accents of words of one or two letters do (`à`, `a`).
    Folded,
    /// As written: `Mt` is not `mt`.
    Exact,
}

impl Compare {
    fn key(self, form: &Form) -> &str {
        match self {
            Compare::Exact => &form.text,
            Compare::Folded if form.fold.len() > 2 => &form.fold,
            Compare::Folded => &form.lower,
        }
    }
}

/// The tokens of a phrase after the one it is looked up by, and what the phrase means.
type Entry<T> = (Box<[Word]>, T);

/// Phrases with a meaning `T` each.
#[derive(Debug)]
pub(super) struct Phrases<T> {
    compare: Compare,
    /// By the first token (the last one, where phrases are read backwards); longest first.
    by_first: FxHashMap<Box<str>, Vec<Entry<T>>>,
    /// Of the words that they are looked up by.
    sieve: Sieve,
    backwards: bool,
}

impl<T: Clone> Phrases<T> {
    pub fn new(compare: Compare) -> Phrases<T> {
        Phrases {
            compare,
            by_first: FxHashMap::default(),
            sieve: Sieve::default(),
            backwards: false,
        }
    }

    /// Phrases that are looked up by the token they end at.
    pub fn backwards(compare: Compare) -> Phrases<T> {
        Phrases {
            backwards: true,
            ..Phrases::new(compare)
        }
    }

    /// All of `phrases`, each meaning the same.
    pub fn of<S: AsRef<str>>(lang: Lang, phrases: &[S], meaning: T) -> Phrases<T> {
        let mut all = Phrases::new(Compare::Folded);
        for phrase in phrases {
            all.add(lang, phrase.as_ref(), meaning.clone());
        }
        all
    }

    /// The same, looked up by the last token.
    pub fn of_backwards<S: AsRef<str>>(lang: Lang, phrases: &[S], meaning: T) -> Phrases<T> {
        let mut all = Phrases::backwards(Compare::Folded);
        for phrase in phrases {
            all.add(lang, phrase.as_ref(), meaning.clone());
        }
        all
    }

    /// Adds a phrase, cut as a text of `lang` is; the first meaning given to a phrase stands.
    pub fn add(&mut self, lang: Lang, phrase: &str, meaning: T) {
        let mut words: Vec<Word> = forms_of(lang, phrase)
            .iter()
            .map(|f| Word(self.compare.key(f).into()))
            .collect();
        if self.backwards {
            words.reverse();
        }
        let Some(first) = words.first().cloned() else {
            return;
        };
        self.sieve.add(&first.0);
        let list = self.by_first.entry(first.0).or_default();
        let rest: Box<[Word]> = words[1..].into();
        if list.iter().any(|(known, _)| *known == rest) {
            return;
        }
        let at = list.partition_point(|(known, _)| known.len() >= rest.len());
        list.insert(at, (rest, meaning));
    }

    /// Whether `form` is `word`; a letter that ends a sentence has its full stop with it (`12 °C.`).
    fn same(&self, form: &Form, word: &Word) -> bool {
        let key = self.compare.key(form);
        *word.0 == *key || *word.0 == *without_stop(key)
    }

    /// The phrases that are looked up by `key`.
    fn entries(&self, key: &str) -> Option<&Vec<Entry<T>>> {
        match self.sieve.may_have(key) {
            true => self.by_first.get(key),
            false => None,
        }
    }

    /// Whether a phrase begins (backwards: ends) with `form`.
    pub fn begins(&self, form: &Form) -> bool {
        self.entries(self.compare.key(form)).is_some()
    }

    /// The longest phrase that begins at token `at` and ends by `end`: the token behind it, its meaning.
    pub fn at(&self, doc: &Document, at: usize, end: usize) -> Option<(usize, &T)> {
        debug_assert!(!self.backwards);
        if at >= end {
            return None;
        }
        let key = self.compare.key(doc.form(at));
        let entries = self.entries(key).or_else(|| {
            let letter = without_stop(key);
            (letter.len() < key.len())
                .then(|| self.entries(letter))
                .flatten()
        })?;
        entries
            .iter()
            .find(|(rest, _)| {
                at + rest.len() < end
                    && rest
                        .iter()
                        .enumerate()
                        .all(|(i, w)| self.same(doc.form(at + 1 + i), w))
            })
            .map(|(rest, meaning)| (at + 1 + rest.len(), meaning))
    }

    /// The longest phrase that ends right before token `end` and begins at `start` or later: its
    /// first token, its meaning.
    pub fn before(&self, doc: &Document, end: usize, start: usize) -> Option<(usize, &T)> {
        debug_assert!(self.backwards);
        let last = end.checked_sub(1).filter(|&last| last >= start)?;
        self.entries(self.compare.key(doc.form(last)))?
            .iter()
            .find(|(rest, _)| {
                last >= start + rest.len()
                    && rest
                        .iter()
                        .enumerate()
                        .all(|(i, w)| *w.0 == *self.compare.key(doc.form(last - 1 - i)))
            })
            .map(|(rest, meaning)| (last - rest.len(), meaning))
    }
}

/// `C.` without its full stop; longer keys as they are.
fn without_stop(key: &str) -> &str {
    match key.strip_suffix('.') {
        Some(letter) if letter.chars().count() == 1 => letter,
        _ => key,
    }
}

/// `mètre(s) cube(s)`: the forms of a name with its plural, all words together.
pub(super) fn spell_out(name: &str) -> Vec<String> {
    if !name.contains('(') {
        return vec![name.to_owned()];
    }
    let mut plural = String::new();
    let mut singular = String::new();
    let mut inside = false;
    for c in name.chars() {
        match c {
            '(' => inside = true,
            ')' => inside = false,
            c => {
                plural.push(c);
                if !inside {
                    singular.push(c);
                }
            }
        }
    }
    vec![singular, plural]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_are_spelt_out() {
        assert_eq!(
            spell_out("mètre(s) cube(s)"),
            ["mètre cube", "mètres cubes"]
        );
        assert_eq!(spell_out("yen"), ["yen"]);
    }
}
