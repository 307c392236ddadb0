//! [`Words`] and [`Phrases`]: the sets of words that the grammar asks for, and phrases of one or more
//! tokens with a meaning each, found at a token by the longest match, forwards or backwards.
//!
//! Every set of a lexicon has a bit ([`Index`]). Which sets a form is in is looked up once for each
//! distinct form of a document ([`Sets`]); the grammar, which asks for dozens of them at every number,
//! only looks at bits.

use super::scan::{Scan, Word};
use crate::lang::Lang;
use crate::text::{Form, fold, forms_of};
use rustc_hash::FxHashMap;

/// Sets of a lexicon, a bit each.
pub(super) type Sets = u128;

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
            Compare::Folded => form_key(form),
        }
    }
}

/// What words are compared by: without case and accents, but for the accents of the shortest.
pub(super) fn form_key(form: &Form) -> &str {
    if form.fold.len() > 2 {
        &form.fold
    } else {
        &form.lower
    }
}

/// The same for a word of a table.
pub(super) fn key(word: &str) -> Box<str> {
    let folded = fold::fold(word);
    if folded.len() > 2 {
        folded.into()
    } else {
        fold::lower(word).into()
    }
}

/// Gives each set of a lexicon its bit, and tells of a form which sets have it.
#[derive(Debug, Default)]
pub(super) struct Index {
    sets: u32,
    folded: FxHashMap<Box<str>, Sets>,
    exact: FxHashMap<Box<str>, Sets>,
    /// Those that are phrases.
    phrases: Sets,
}

impl Index {
    fn bit(&mut self) -> Sets {
        let bit = Sets::checked_shl(1, self.sets);
        self.sets += 1;
        bit.expect("a lexicon has as many sets as `Sets` has bits at most")
    }

    /// The set of `words`, which are compared as [`form_key`] says.
    pub fn words(&mut self, words: &[String]) -> Words {
        let bit = self.bit();
        for word in words {
            *self.folded.entry(key(word)).or_default() |= bit;
        }
        Words(bit)
    }

    /// The same phrases, with a bit of their own.
    pub fn phrases<T>(&mut self, phrases: Phrases<T>) -> Phrases<T> {
        let bit = self.bit();
        self.phrases |= bit;
        let sets = match phrases.compare {
            Compare::Folded => &mut self.folded,
            Compare::Exact => &mut self.exact,
        };
        for first in phrases.by_first.keys() {
            *sets.entry(first.clone()).or_default() |= bit;
        }
        Phrases { bit, ..phrases }
    }

    /// The phrases of a table, all meaning the same, looked up by their first tokens.
    pub fn forwards(&mut self, lang: Lang, phrases: &[String]) -> Phrases<()> {
        self.phrases(Phrases::new(Compare::Folded).with(lang, phrases))
    }

    /// The same, looked up by their last tokens.
    pub fn backwards(&mut self, lang: Lang, phrases: &[String]) -> Phrases<()> {
        self.phrases(Phrases::backwards(Compare::Folded).with(lang, phrases))
    }

    /// The sets that have `form`, or that it begins (backwards: ends) a phrase of. A letter that ends a
    /// sentence has its full stop with it (`12 °C.`), which phrases alone are read without.
    pub fn sets(&self, form: &Form) -> Sets {
        let get = |sets: &FxHashMap<Box<str>, Sets>, key: &str| sets.get(key).copied().unwrap_or(0);
        let of = |sets: &FxHashMap<Box<str>, Sets>, key: &str| {
            let letter = without_stop(key);
            let short = match letter.len() < key.len() {
                true => get(sets, letter) & self.phrases,
                false => 0,
            };
            get(sets, key) | short
        };
        of(&self.folded, form_key(form)) | of(&self.exact, &form.text)
    }

    /// Whether `words` has what is compared by `key`.
    pub fn has(&self, words: &Words, key: &str) -> bool {
        self.folded.get(key).is_some_and(|sets| sets & words.0 != 0)
    }
}

/// A set of words.
#[derive(Debug)]
pub(super) struct Words(Sets);

impl Words {
    pub fn has(&self, word: Word<'_>) -> bool {
        word.sets & self.0 != 0
    }
}

/// A phrase, without the token that it is looked up by.
#[derive(Debug)]
struct Entry<T> {
    rest: Box<[Box<str>]>,
    /// Whether no white space stands in it: `A$` is no `A $`.
    tight: bool,
    meaning: T,
}

/// Phrases with a meaning `T` each.
#[derive(Debug)]
pub(super) struct Phrases<T> {
    compare: Compare,
    /// By the first token (the last one, where phrases are read backwards); longest first.
    by_first: FxHashMap<Box<str>, Vec<Entry<T>>>,
    /// Theirs in [`Sets`].
    bit: Sets,
    backwards: bool,
}

impl<T> Phrases<T> {
    pub fn new(compare: Compare) -> Phrases<T> {
        Phrases {
            compare,
            by_first: FxHashMap::default(),
            bit: 0,
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

    /// Adds a phrase, cut as a text of `lang` is; the first meaning given to a phrase stands.
    pub fn add(&mut self, lang: Lang, phrase: &str, meaning: T) {
        let mut words: Vec<Box<str>> = forms_of(lang, phrase)
            .iter()
            .map(|f| self.compare.key(f).into())
            .collect();
        if self.backwards {
            words.reverse();
        }
        let Some(first) = words.first().cloned() else {
            return;
        };
        let list = self.by_first.entry(first).or_default();
        let rest: Box<[Box<str>]> = words[1..].into();
        let tight = self.compare == Compare::Exact && !phrase.contains(fold::is_space);
        if let Some(known) = list.iter_mut().find(|known| known.rest == rest) {
            known.tight &= tight;
            return;
        }
        let at = list.partition_point(|known| known.rest.len() >= rest.len());
        let entry = Entry {
            rest,
            tight,
            meaning,
        };
        list.insert(at, entry);
    }

    /// What `phrase`, cut as a text of `lang` is, means by itself.
    pub fn get(&self, lang: Lang, phrase: &str) -> Option<&T> {
        let forms = forms_of(lang, phrase);
        let (first, rest) = forms.split_first()?;
        let same = |entry: &&Entry<T>| {
            entry.rest.len() == rest.len()
                && (entry.rest.iter().zip(rest)).all(|(word, form)| self.same(form, word))
        };
        let entries = self.by_first.get(self.compare.key(first))?;
        entries.iter().find(same).map(|entry| &entry.meaning)
    }

    /// Whether `form` is `word`; a letter that ends a sentence has its full stop with it (`12 °C.`).
    fn same(&self, form: &Form, word: &str) -> bool {
        let key = self.compare.key(form);
        *word == *key || *word == *without_stop(key)
    }

    /// Whether a phrase begins (backwards: ends) with a form that is in `sets`.
    pub fn begins(&self, sets: Sets) -> bool {
        sets & self.bit != 0
    }

    /// The longest phrase that begins at token `at` of the sentence: the token behind it, its meaning.
    pub fn at(&self, scan: &Scan, at: usize) -> Option<(usize, &T)> {
        debug_assert!(!self.backwards);
        if at >= scan.end || !self.begins(scan.form(at).sets) {
            return None;
        }
        let key = self.compare.key(scan.form(at).form);
        let entries = self.by_first.get(key);
        let entries = entries.or_else(|| self.by_first.get(without_stop(key)))?;
        entries
            .iter()
            .find(|entry| {
                at + entry.rest.len() < scan.end
                    && (entry.rest.iter().zip(at + 1..)).all(|(word, i)| {
                        self.same(&scan.form(i), word) && !(entry.tight && scan.gap(i))
                    })
            })
            .map(|entry| (at + 1 + entry.rest.len(), &entry.meaning))
    }

    /// The longest phrase that ends right before token `end` and begins in the sentence: its first
    /// token, its meaning.
    pub fn before(&self, scan: &Scan, end: usize) -> Option<(usize, &T)> {
        debug_assert!(self.backwards);
        let last = end.checked_sub(1).filter(|&last| last >= scan.start)?;
        if !self.begins(scan.form(last).sets) {
            return None;
        }
        let same = |i: usize, word: &str| *word == *self.compare.key(&scan.form(i));
        self.by_first
            .get(self.compare.key(&scan.form(last)))?
            .iter()
            .find(|Entry { rest, .. }| {
                last >= scan.start + rest.len()
                    && (rest.iter().enumerate()).all(|(i, w)| same(last - 1 - i, w))
            })
            .map(|entry| (last - entry.rest.len(), &entry.meaning))
    }
}

impl Phrases<()> {
    /// With `phrases` added, which have no meaning but that they are there.
    fn with(mut self, lang: Lang, phrases: &[String]) -> Phrases<()> {
        for phrase in phrases {
            self.add(lang, phrase, ());
        }
        self
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
