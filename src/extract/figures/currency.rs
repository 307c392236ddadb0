//! Which currency is meant by a name that several share: `couronnes`, `pesos`, `dinars`, `cents`.
//!
//! In this order: the country that the sentence names, where it names one of theirs alone; the
//! currency that the text named last, where it is one of them; the country that the document names
//! at least twice and more often than all the others together; the likeliest.

use super::lexicon::{LEXICONS, Shared, Unit};
use crate::lang::{Lang, PerLang};
use crate::text::{Document, FormTable};
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::ops::Range;

/// The countries that a document names, as far as currencies of one name ask for them.
pub(super) struct Countries<'a> {
    doc: &'a Document,
    /// For each form, the currency of the country that it names.
    homes: PerLang<OnceCell<FormTable<Option<&'static str>>>>,
    /// How often the document names the countries of a shared name.
    counts: RefCell<FxHashMap<(Lang, usize), Vec<usize>>>,
}

impl<'a> Countries<'a> {
    pub fn new(doc: &'a Document) -> Countries<'a> {
        Countries {
            doc,
            homes: PerLang::new(|_| OnceCell::new()),
            counts: RefCell::default(),
        }
    }

    /// Settles the currency of `unit`, read in the sentence of these tokens; `last` was named last.
    pub fn settle(&self, lang: Lang, tokens: Range<usize>, unit: &mut Unit, last: Option<&Unit>) {
        let Some(index) = unit.shared else { return };
        let shared = &LEXICONS[lang].shared[index];
        let named = self.count(lang, shared, tokens);
        let code = match &named[..] {
            counts if counts.iter().filter(|&&n| n > 0).count() == 1 => {
                counts.iter().position(|&n| n > 0)
            }
            _ => last.and_then(|l| shared.iter().position(|(code, _)| *code == l.code)),
        };
        let code = code.or_else(|| {
            let mut counts = self.counts.borrow_mut();
            let counts = counts
                .entry((lang, index))
                .or_insert_with(|| self.count(lang, shared, 0..self.doc.tokens.len()));
            let all: usize = counts.iter().sum();
            counts.iter().position(|&n| n >= 2 && 2 * n > all)
        });
        unit.code = shared[code.unwrap_or(0)].0.clone();
        unit.shared = None;
    }

    /// How often each country of `shared` is named.
    fn count(&self, lang: Lang, shared: &Shared, tokens: Range<usize>) -> Vec<usize> {
        let homes = self.homes[lang].get_or_init(|| {
            self.doc.forms.table(|form| {
                let all = LEXICONS[lang].shared.iter().flatten();
                all.filter(|(_, words)| words.iter().any(|w| is_named(&form.fold, w)))
                    .map(|(code, _)| &**code)
                    .next()
            })
        });
        let mut counts = vec![0; shared.len()];
        for token in &self.doc.tokens[tokens] {
            if let Some(home) = homes[token.form]
                && let Some(at) = shared.iter().position(|(code, _)| **code == *home)
            {
                counts[at] += 1;
            }
        }
        counts
    }
}

/// Whether `word` is the one of the table, or begins like it where that ends in a hyphen (suéd-).
fn is_named(word: &str, row: &str) -> bool {
    match row.strip_suffix('-') {
        Some(stem) => word.starts_with(stem),
        None => word == row,
    }
}
