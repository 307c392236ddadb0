//! Terms: the content words and multi-word terms of a document, with their frequencies.
//!
//! [`count`] gives the [`Term`]s of one document, the most salient first; [`tf_idf`] is what one weighs
//! among many documents. Counted are body, headings, captions and tables; the bibliography, the notes and the table
//! of contents are not.
//!
//! | text | terms |
//! | --- | --- |
//! | `le prix du gaz … les prix du gaz` | `prix du gaz` 2, `prix` 2, `gaz` 2 |
//! | `long-term debt … long-term debts` | `long-term debt` 2 |
//! | `sanctionner … une sanction` | `sanctionner` (`VERB`) 1, `sanction` (`NOUN`) 1 |
//! | `Poutine … Poutine` | none: names are entities |
//!
//! Words are counted by lemma and part of speech. Multi-word terms are what the language's patterns of
//! parts of speech find (J. Justeson, S. Katz, "Technical terminology: some linguistic properties and an
//! algorithm for identification in text", 1995), ranked by C-value (K. Frantzi, S. Ananiadou, H. Mima,
//! "Automatic recognition of multi-word terms: the C-value/NC-value method", 2000): a candidate
//! counts for its length and its frequency, less the times it is only part of longer ones. Here the
//! logarithm of the frequency is taken, and single words are ranked by the same measure as candidates
//! of length one.

mod candidates;
mod lexicon;
mod pattern;
mod stem;
mod weight;
mod writing;

pub use stem::stem;
pub use weight::{idf, tf_idf};

use crate::lang::{Lang, PerLang};
use crate::model::{Term, TermKind};
use crate::tag::Tagger;
use crate::text::{BlockKind, Document, TokenKind, Zone};
use candidates::{Candidates, Key, Place};
use lexicon::Lexicon;
use pattern::{Pos, RULES};
use rustc_hash::FxHashMap;
use writing::Writing;

/// Content words of a text below which terms that come once are terms as well.
const SHORT: usize = 200;

/// All terms, the most salient first; terms of equal salience by frequency, then by the alphabet.
pub fn count(doc: &Document) -> Vec<Term> {
    let tagger = Tagger::new(doc);
    let mut by_lang: PerLang<Vec<usize>> = PerLang::new(|_| Vec::new());
    for (i, sentence) in doc.sentences.iter().enumerate() {
        if counts(doc, sentence.block) {
            by_lang[sentence.lang].push(i);
        }
    }
    let words = doc.tokens.iter().filter(|t| t.kind == TokenKind::Word);
    let words = words.count().max(1);
    let writing = Writing::of(doc, tagger);
    let mut counters: Vec<Counter> = Vec::new();
    for (lang, sentences) in by_lang.iter().filter(|(_, s)| !s.is_empty()) {
        let mut lexicon = Lexicon::new(doc, tagger, &writing, lang);
        let candidates = Candidates::collect(sentences, &mut lexicon, lang);
        counters.push(Counter {
            doc,
            lexicon,
            candidates,
            lang,
            words,
        });
    }
    let content: usize = counters.iter().map(Counter::content).sum();
    let least = if content < SHORT { 1 } else { 2 };
    let mut scored: Vec<(f64, Term)> = Vec::new();
    for counter in &counters {
        counter.count(least, &mut scored);
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
            .then_with(|| (&a.term, &a.lang, &a.pos).cmp(&(&b.term, &b.lang, &b.pos)))
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
    lexicon: Lexicon<'a>,
    candidates: Candidates,
    lang: Lang,
    /// Words of the document.
    words: usize,
}

impl Counter<'_> {
    /// How many content words there are.
    fn content(&self) -> usize {
        let found = self.candidates.found.iter();
        let words = found.filter(|(key, _)| !key.is_phrase());
        words.map(|(_, places)| places.len()).sum()
    }

    /// Writes the terms that come at least `least` times to `out`, with what they are worth.
    fn count(&self, least: usize, out: &mut Vec<(f64, Term)>) {
        let found = &self.candidates.found;
        // For each candidate: how often, and in how many longer ones, it is a part.
        let mut nested: FxHashMap<Key, (usize, usize)> = FxHashMap::default();
        for (key, places) in found {
            if key.is_phrase() && places.len() > 1 {
                for part in key.parts() {
                    let entry = nested.entry(part).or_default();
                    entry.0 += places.len();
                    entry.1 += 1;
                }
            }
        }
        for (key, places) in found {
            let frequency = places.len();
            if frequency < least {
                continue;
            }
            let (times, longer) = nested.get(&key.as_part()).copied().unwrap_or((0, 1));
            let alone = frequency as f64 - times as f64 / longer as f64;
            let weight = match key.pos {
                None if alone <= 0.0 => continue,
                None => 1.0,
                Some(_) if self.is_unit(places) => continue,
                Some(pos) => RULES[self.lang].weight(pos).unwrap_or(0.0),
            };
            let len = key.lemmas().len() as f64;
            // The logarithm keeps one frequent word from dwarfing all that is more telling.
            let c_value = (1.0 + len).log2() * alone.max(0.1).ln_1p();
            let value = c_value * weight * self.prominence(places);
            out.push((value, self.term(key, places)));
        }
    }

    /// Whether a word mostly stands behind a number: a unit, or a noun that is only ever counted.
    fn is_unit(&self, places: &[Place]) -> bool {
        let counted = places.iter().filter(|place| {
            let before = (place.token as usize).checked_sub(1);
            before.is_some_and(|at| self.doc.tokens[at].kind == TokenKind::Number)
        });
        places.len() > 1 && counted.count() * 2 > places.len()
    }

    /// 0.6 to 1.3: more for a term that comes in many blocks, and for one that a heading names.
    fn prominence(&self, places: &[Place]) -> f64 {
        let (mut blocks, mut last, mut headed) = (0, usize::MAX, false);
        for place in places {
            let offset = self.doc.tokens[place.token as usize].span.start();
            let Some(block) = self.doc.text.block_at(offset) else {
                continue;
            };
            blocks += usize::from(block != last);
            last = block;
            headed |= self.doc.text.blocks[block].is_heading();
        }
        let spread = blocks as f64 / places.len() as f64;
        0.6 + 0.4 * spread + if headed { 0.3 } else { 0.0 }
    }

    fn term(&self, key: &Key, places: &[Place]) -> Term {
        let mut forms: FxHashMap<u32, usize> = FxHashMap::default();
        for place in places {
            *forms.entry(place.form).or_default() += 1;
        }
        let mut forms: Vec<(&str, usize)> = forms
            .into_iter()
            .map(|(form, n)| (&*self.candidates.forms[form as usize], n))
            .collect();
        forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let forms: Vec<String> = forms.into_iter().map(|(form, _)| form.to_owned()).collect();
        let lemmas = key.lemmas().iter().map(|&l| self.lexicon.lemma(l));
        let lemma = lemmas.collect::<Vec<_>>().join(" ");
        let frequency = places.len();
        let per_million = frequency as f64 * 1e6 / self.words as f64;
        Term {
            term: match key.pos {
                // One form of a verb says less than its name.
                Some(Pos::Verb) => lemma.clone(),
                _ => forms.first().cloned().unwrap_or_default(),
            },
            lemma,
            pos: key.pos.map(|pos| pos.upos().to_owned()),
            lang: self.lang.code().to_owned(),
            kind: match key.is_phrase() {
                false => TermKind::Word,
                true => TermKind::Phrase,
            },
            forms,
            frequency,
            per_million: (per_million * 10.0).round() / 10.0,
            salience: 0.0,
        }
    }
}

#[cfg(test)]
mod tests;
