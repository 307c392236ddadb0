//! How the document writes each word: what its capitals say.

use super::pattern::Pos;
use crate::tag::Tagger;
use crate::text::{Document, FormId, FormTable, Shape, TokenKind, Zone};
use rustc_hash::FxHashMap;

/// How each distinct word (in small letters) is written inside sentences, where a capital tells
/// a name.
pub(super) struct Writing {
    word: FormTable<u32>,
    counts: Vec<Counts>,
}

#[derive(Clone, Default)]
struct Counts {
    small: u32,
    capital: u32,
    /// With a capital at a sentence's start.
    first: u32,
    upper: u32,
    /// Written small, by part of speech.
    pos: [u32; 4],
}

impl Writing {
    pub(super) fn of(doc: &Document, tagger: Tagger<'_>) -> Writing {
        let mut ids: FxHashMap<&str, u32> = FxHashMap::default();
        let word = doc.forms.table(|form| {
            let next = ids.len() as u32;
            *ids.entry(&form.lower).or_insert(next)
        });
        let mut out = Writing {
            counts: vec![Counts::default(); ids.len()],
            word,
        };
        let shape = doc.forms.table(|form| form.shape);
        for block in &doc.text.blocks {
            if block.is_heading() || !matches!(block.zone, Zone::Body | Zone::Notes) {
                continue;
            }
            for sentence in &doc.sentences[block.sentences.clone()] {
                let mut first = true;
                for at in sentence.tokens.clone() {
                    let token = &doc.tokens[at];
                    if token.kind != TokenKind::Word {
                        continue;
                    }
                    let counts = &mut out.counts[out.word[token.form] as usize];
                    match shape[token.form] {
                        Shape::Lower => {
                            counts.small += 1;
                            if let Some(pos) = Pos::from_tag(tagger.tag(at)) {
                                counts.pos[pos as usize] += 1;
                            }
                        }
                        Shape::Upper => counts.upper += 1,
                        Shape::Capitalised if first => counts.first += 1,
                        Shape::Capitalised | Shape::Mixed => counts.capital += 1,
                        _ => {}
                    }
                    first = false;
                }
            }
        }
        out
    }

    fn counts(&self, form: FormId) -> &Counts {
        &self.counts[self.word[form] as usize]
    }

    /// Written in capitals throughout: `OTAN`, `GNL`.
    pub(super) fn is_acronym(&self, form: FormId) -> bool {
        let counts = self.counts(form);
        counts.upper > 0 && counts.small == 0
    }

    /// Written with a capital where no sentence begins, or never without one.
    pub(super) fn is_name(&self, form: FormId) -> bool {
        let counts = self.counts(form);
        counts.capital > counts.small * 4 || counts.small == 0 && counts.first > 1
    }

    /// What the word mostly is where it is written small.
    pub(super) fn small_pos(&self, form: FormId) -> Option<Pos> {
        let counts = &self.counts(form).pos;
        Pos::ALL
            .into_iter()
            .filter(|&pos| counts[pos as usize] > 0)
            .max_by_key(|&pos| (counts[pos as usize], std::cmp::Reverse(pos)))
    }
}
