//! [`Phrases`]: a set of word sequences, found in the token array by their first word.

use crate::lang::Lang;
use crate::text::{Document, words_of};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Word sequences as a table lists them, in small letters.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    /// By first word: the words after it, the longest sequence first.
    by_first: FxHashMap<String, Vec<Vec<String>>>,
}

impl Phrases {
    pub(crate) fn new<'a>(lang: Lang, phrases: impl IntoIterator<Item = &'a String>) -> Phrases {
        let mut by_first: FxHashMap<String, Vec<Vec<String>>> = FxHashMap::default();
        for phrase in phrases {
            let mut words = words_of(lang, phrase).into_iter();
            if let Some(first) = words.next() {
                by_first.entry(first).or_default().push(words.collect());
            }
        }
        for rest in by_first.values_mut() {
            rest.sort_by_key(|words| std::cmp::Reverse(words.len()));
        }
        Phrases { by_first }
    }

    /// The number of tokens of the longest phrase that begins at token `at` and ends before `end`.
    pub(crate) fn at(&self, doc: &Document, at: usize, end: usize) -> Option<usize> {
        let rest = self.by_first.get(&*doc.form(at).lower)?;
        let fits = |words: &&Vec<String>| {
            at + 1 + words.len() <= end
                && (words.iter().zip(at + 1..)).all(|(word, i)| **word == *doc.form(i).lower)
        };
        rest.iter().find(fits).map(|words| words.len() + 1)
    }

    /// The first phrase among the tokens of `range`.
    pub(crate) fn first_in(&self, doc: &Document, range: Range<usize>) -> Option<Range<usize>> {
        range
            .clone()
            .find_map(|at| self.at(doc, at, range.end).map(|len| at..at + len))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_is_found() {
        let text = "Selon lui, d’après elle, selon l'État.";
        let doc = Document::new(crate::read::read_text(text.to_owned(), None).text, None);
        let list = ["selon", "selon lui", "d'après elle", "l'état major"].map(str::to_owned);
        let phrases = Phrases::new(doc.lang, &list);
        let found: Vec<_> = (0..doc.tokens.len())
            .filter_map(|at| phrases.at(&doc, at, doc.tokens.len()).map(|len| (at, len)))
            .collect();
        assert_eq!(found, [(0, 2), (3, 3), (7, 1)]);
    }
}
