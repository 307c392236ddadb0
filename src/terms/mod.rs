//! Terms: the content words and multi-word terms of a document, with their frequencies.
//!
//! [`count`] gives the [`Term`]s of one document, the most salient first; [`tf_idf`] is what one weighs
//! among many documents. Counted are body, headings, captions and tables; the bibliography, the notes and the table
//! of contents are not.
//!
//! | text | terms |
//! | --- | --- |
//! | `le prix du gaz … les prix du gaz` | `prix du gaz` 2 |
//! | `long-term debt … long-term debts` | `long-term debt` 2 |
//! | `Poutine … Poutine` | none: names are entities |
//!
//! Multi-word terms are ranked by C-value (K. Frantzi, S. Ananiadou, H. Mima, 2000): a candidate
//! counts for its length and its frequency, less the times it is only part of longer ones. Here the
//! logarithm of the frequency is taken, and single words are ranked by the same measure as candidates
//! of length one.

mod candidates;
mod lexicon;
mod weight;

pub use lexicon::lemma;
pub use weight::{idf, tf_idf};

use crate::lang::{Lang, PerLang};
use crate::model::{Term, TermKind};
use crate::text::{BlockKind, Document, TokenKind, Zone};
use candidates::{Found, Key};
use lexicon::{Class, Lexicon, Writing};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Content words of a text below which words that come once are terms as well.
const SHORT: usize = 200;

/// All terms, the most salient first; terms of equal salience by frequency, then by the alphabet.
pub fn count(doc: &Document) -> Vec<Term> {
    let mut by_lang: PerLang<Vec<usize>> = PerLang::new(|_| Vec::new());
    for (i, sentence) in doc.sentences.iter().enumerate() {
        if counts(doc, sentence.block) {
            by_lang[sentence.lang].push(i);
        }
    }
    let words = doc.tokens.iter().filter(|t| t.kind == TokenKind::Word);
    let words = words.count().max(1);
    let writing = Writing::of(doc);
    let mut scored: Vec<(f64, Term)> = Vec::new();
    for (lang, sentences) in by_lang.iter().filter(|(_, s)| !s.is_empty()) {
        let lexicon = Lexicon::new(doc, &writing, lang);
        let counter = Counter {
            doc,
            lexicon,
            lang,
            words,
        };
        counter.count(sentences, &mut scored);
    }
    let most = scored.iter().map(|s| s.0).fold(0.0, f64::max);
    let mut terms: Vec<Term> = scored
        .into_iter()
        .map(|(value, term)| Term {
            salience: (value / most * 1000.0).round() / 1000.0,
            ..term
        })
        .collect();
    terms.sort_by(|a, b| {
        (b.salience.total_cmp(&a.salience))
            .then(b.frequency.cmp(&a.frequency))
            .then_with(|| (&a.term, &a.lang).cmp(&(&b.term, &b.lang)))
    });
    terms
}

/// Whether the words of block `block` count. The heading of a bibliography counts with it.
fn counts(doc: &Document, block: usize) -> bool {
    let zone_after = || doc.text.blocks.get(block + 1).map(|b| b.zone);
    let block = &doc.text.blocks[block];
    block.zone == Zone::Body
        && block.kind != BlockKind::Code
        && !(block.is_heading() && matches!(zone_after(), Some(Zone::References | Zone::Notes)))
}

/// Counts the terms of one language.
struct Counter<'a> {
    doc: &'a Document,
    lexicon: Lexicon,
    lang: Lang,
    /// Words of the document.
    words: usize,
}

impl Counter<'_> {
    fn count(&self, sentences: &[usize], out: &mut Vec<(f64, Term)>) {
        let found = candidates::collect(self.doc, sentences, &self.lexicon, self.lang);
        let content: usize = found
            .iter()
            .filter(|(key, _)| candidates::len(key) == 1)
            .map(|(_, f)| f.places.len())
            .sum();
        let least = if content < SHORT { 1 } else { 2 };
        // For each candidate: how often, and in how many longer ones, it is a part.
        let mut nested: FxHashMap<Key, (usize, usize)> = FxHashMap::default();
        for (key, found) in &found {
            if candidates::len(key) > 1 && found.places.len() > 1 {
                for part in candidates::parts(key) {
                    let entry = nested.entry(part).or_default();
                    entry.0 += found.places.len();
                    entry.1 += 1;
                }
            }
        }
        for (key, found) in &found {
            let len = candidates::len(key);
            let frequency = found.places.len();
            if frequency < if len == 1 { least } else { 2 } {
                continue;
            }
            let (times, longer) = nested.get(key).copied().unwrap_or((0, 1));
            let alone = frequency as f64 - times as f64 / longer as f64;
            if len > 1 && alone <= 0.0 || len == 1 && self.is_unit(found) {
                continue;
            }
            // The logarithm keeps one frequent word from dwarfing all that is more telling.
            let c_value = (1.0 + len as f64).log2() * alone.max(0.1).ln_1p();
            let value = c_value * self.prominence(found);
            out.push((value, self.term(key, found)));
        }
    }

    /// Whether a word mostly stands behind a number: a unit, or a noun that is only ever counted.
    fn is_unit(&self, found: &Found) -> bool {
        let counted = found.places.iter().filter(|place| {
            let before = (place.start as usize).checked_sub(1);
            before.is_some_and(|at| self.doc.tokens[at].kind == TokenKind::Number)
        });
        found.places.len() > 1 && counted.count() * 2 > found.places.len()
    }

    /// 0.6 to 1.3: more for a term that comes in many blocks, and for one that a heading names.
    fn prominence(&self, found: &Found) -> f64 {
        let (mut blocks, mut last, mut headed) = (0, usize::MAX, false);
        for place in &found.places {
            let offset = self.doc.tokens[place.start as usize].span.start();
            let Some(block) = self.doc.text.block_at(offset) else {
                continue;
            };
            blocks += usize::from(block != last);
            last = block;
            headed |= self.doc.text.blocks[block].is_heading();
        }
        let spread = blocks as f64 / found.places.len() as f64;
        0.6 + 0.4 * spread + if headed { 0.3 } else { 0.0 }
    }

    fn term(&self, key: &Key, found: &Found) -> Term {
        let mut forms: FxHashMap<String, usize> = FxHashMap::default();
        for place in &found.places {
            *forms.entry(self.surface(place)).or_default() += 1;
        }
        let mut forms: Vec<_> = forms.into_iter().collect();
        forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let forms: Vec<String> = forms.into_iter().map(|(form, _)| form).collect();
        let lemmas = key[..candidates::len(key)].iter();
        let lemmas = lemmas.filter_map(|&l| self.lexicon.lemmas.get(l as usize));
        let frequency = found.places.len();
        let per_million = frequency as f64 * 1e6 / self.words as f64;
        Term {
            term: forms.first().cloned().unwrap_or_default(),
            lemma: lemmas.map(|l| &**l).collect::<Vec<_>>().join(" "),
            lang: self.lang.code().to_owned(),
            kind: match candidates::len(key) {
                1 => TermKind::Word,
                _ => TermKind::Phrase,
            },
            forms,
            frequency,
            per_million: (per_million * 10.0).round() / 10.0,
            salience: 0.0,
        }
    }

    /// The words of `place`, in small letters but for names and acronyms.
    fn surface(&self, place: &Range<u32>) -> String {
        let mut out = String::new();
        for at in place.start as usize..place.end as usize {
            let token = &self.doc.tokens[at];
            let form = self.doc.form(at);
            if token.gap && !out.is_empty() {
                out.push(' ');
            }
            match self.lexicon.class[token.form] {
                Class::Name(l) => out.push_str(&self.lexicon.lemmas[l as usize]),
                Class::Content(l) if *self.lexicon.lemmas[l as usize] == *form.text => {
                    out.push_str(&form.text)
                }
                _ => out.push_str(&form.lower),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests;
