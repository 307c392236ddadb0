//! Candidates for terms: content words, and runs of them that hang together.
//!
//! A run is a stretch of content words of one sentence that follow one another directly, by a hyphen,
//! or by a connector of the language (`prix du gaz`, `rule of law`). Every part of a run of two to
//! [`LONGEST`] content words is a candidate. A part is only looked at when each pair in it comes at
//! least twice (the a-priori bound), so that the work stays linear in the text.

use super::lexicon::{Class, Lexicon, RULES};
use crate::lang::Lang;
use crate::text::Document;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Content words in the longest term.
pub(super) const LONGEST: usize = 4;

const NONE: u32 = u32::MAX;

/// The lemmas of a candidate, filled up with [`NONE`].
pub(super) type Key = [u32; LONGEST];

/// Where a candidate was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Token ranges, in document order.
    pub(super) places: Vec<Range<u32>>,
}

/// A content word of a run.
#[derive(Clone, Copy)]
struct Word {
    token: u32,
    lemma: u32,
    name: bool,
    /// Only part of a word with hyphens.
    general: bool,
}

/// All words and phrases of the sentences that have language `lang`, by lemmas.
pub(super) fn collect(
    doc: &Document,
    sentences: &[usize],
    lexicon: &Lexicon,
    lang: Lang,
) -> FxHashMap<Key, Found> {
    let mut words: Vec<Word> = Vec::new();
    let mut runs: Vec<Range<usize>> = Vec::new();
    for &s in sentences {
        split(doc, s, lexicon, lang, &mut words, &mut runs);
    }
    let mut pairs: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for run in &runs {
        for pair in words[run.clone()].windows(2) {
            *pairs.entry((pair[0].lemma, pair[1].lemma)).or_default() += 1;
        }
    }
    let again = |a: &Word, b: &Word| pairs.get(&(a.lemma, b.lemma)).is_some_and(|&n| n > 1);
    let mut found: FxHashMap<Key, Found> = FxHashMap::default();
    let mut add = |part: &[Word]| {
        let mut key = [NONE; LONGEST];
        for (slot, word) in key.iter_mut().zip(part) {
            *slot = word.lemma;
        }
        if let [first, .., last] | [first @ last] = part {
            let places = &mut found.entry(key).or_default().places;
            places.push(first.token..last.token + 1);
        }
    };
    for run in &runs {
        let run = &words[run.clone()];
        for (i, word) in run.iter().enumerate() {
            if !word.name && !word.general {
                add(&run[i..=i]);
            }
            let mut common = !word.name;
            for j in i + 1..run.len().min(i + LONGEST) {
                if !again(&run[j - 1], &run[j]) {
                    break;
                }
                common |= !run[j].name;
                if common {
                    add(&run[i..=j]);
                }
            }
        }
    }
    found
}

/// Content words of a candidate.
pub(super) fn len(key: &Key) -> usize {
    key.iter().take_while(|&&l| l != NONE).count()
}

/// All shorter candidates inside `key`.
pub(super) fn parts(key: &Key) -> impl Iterator<Item = Key> {
    let n = len(key);
    let key = *key;
    (1..n).flat_map(move |l| {
        (0..=n - l).map(move |i| {
            let mut part = [NONE; LONGEST];
            part[..l].copy_from_slice(&key[i..i + l]);
            part
        })
    })
}

/// Appends the content words of sentence `s` to `words`, and the runs that they make to `runs`.
fn split(
    doc: &Document,
    s: usize,
    lexicon: &Lexicon,
    lang: Lang,
    words: &mut Vec<Word>,
    runs: &mut Vec<Range<usize>>,
) {
    let mut start = words.len();
    // What stands between the last content word and here, while it may still tie.
    let mut tie = Tie::Broken;
    for at in doc.sentences[s].tokens.clone() {
        let token = &doc.tokens[at];
        let class = lexicon.class[token.form];
        let hyphenated = || {
            matches!(tie, Tie::Hyphen) && !token.gap
                || doc.tokens.get(at + 1).is_some_and(|next| {
                    !next.gap && matches!(lexicon.class[next.form], Class::Hyphen)
                })
        };
        let (lemma, name, general) = match class {
            Class::Content(lemma) => (lemma, false, false),
            Class::Name(lemma) => (lemma, true, false),
            Class::General(lemma) if hyphenated() => (lemma, false, true),
            _ => {
                tie = match (tie, class) {
                    (Tie::Direct, Class::Connector) => Tie::Connector,
                    (Tie::Connector, Class::Article) => Tie::Article,
                    (Tie::Direct, Class::Hyphen) if !token.gap => Tie::Hyphen,
                    _ => Tie::Broken,
                };
                continue;
            }
        };
        let joined = match tie {
            Tie::Broken => false,
            Tie::Hyphen => !token.gap,
            Tie::Direct => {
                let subject = words.last().is_some_and(|w| w.name) && !name;
                RULES[lang].name_opens || !subject
            }
            Tie::Connector | Tie::Article => true,
        };
        if !joined && start < words.len() {
            runs.push(start..words.len());
            start = words.len();
        }
        words.push(Word {
            token: at as u32,
            lemma,
            name,
            general,
        });
        tie = Tie::Direct;
    }
    if start < words.len() {
        runs.push(start..words.len());
    }
}

#[derive(Clone, Copy)]
enum Tie {
    /// Nothing stands between.
    Direct,
    Hyphen,
    Connector,
    Article,
    Broken,
}
