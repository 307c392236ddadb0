//! The scan: where known names, heads and titles stand in a document, and what each word is.
//!
//! One pass over the tokens walks the [`LEXICON`]'s trie; what ends where is kept for the rules and
//! the recogniser. Nothing is decided here but case.

use super::lexicon::{self, Fit, Item, LEXICON, Lexicon, NO_PIECE, WordFlags};
use crate::lang::{Lang, PerLang};
use crate::model::EntityType;
use crate::text::{Document, FormTable, Shape, TokenKind};
use std::ops::Range;

/// A stretch that has the form of a known name.
#[derive(Clone, Debug)]
pub struct NameHit {
    pub tokens: Range<usize>,
    /// Forms of the lexicon whose case agrees, the best fit first.
    pub forms: Vec<(u32, Fit)>,
}

impl NameHit {
    /// The type of the first form.
    pub fn kind(&self) -> EntityType {
        LEXICON.row(self.forms[0].0).kind
    }

    /// Whether every form needs support from what stands around.
    pub fn is_weak(&self) -> bool {
        self.forms
            .iter()
            .all(|&(f, _)| LEXICON.forms[f as usize].weak)
    }

    /// Whether the forms have different types.
    pub fn is_ambiguous(&self) -> bool {
        let first = self.kind();
        self.forms
            .iter()
            .any(|&(f, _)| LEXICON.row(f).kind != first)
    }

    pub fn fit(&self) -> Fit {
        self.forms[0].1
    }
}

/// A head: the tokens it takes and its number in [`Lexicon::heads`].
#[derive(Clone, Debug)]
pub struct HeadHit {
    pub tokens: Range<usize>,
    pub head: u32,
}

/// What the lexicon says of a document.
#[derive(Debug)]
pub struct Scan {
    /// By start, the longest first; hits of one start may differ in length, hits may overlap.
    pub names: Vec<NameHit>,
    /// By start.
    pub heads: Vec<HeadHit>,
    /// For each token, where the longest title that begins there ends (0: none).
    pub titles: Vec<u32>,
    /// Whether a sentence is written in capitals, by sentence.
    pub capitals: Vec<bool>,
    flags: PerLang<FormTable<WordFlags>>,
    /// The sentence of each token.
    pub sentence: Vec<u32>,
}

impl Scan {
    pub fn new(doc: &Document) -> Scan {
        let lexicon = &*LEXICON;
        // Pieces of each distinct form, flat.
        let mut flat: Vec<u32> = Vec::with_capacity(doc.forms.len() * 2);
        let ranges = doc.forms.table(|form| {
            let start = flat.len() as u32;
            flat.extend(lexicon::pieces(&form.fold).map(|p| lexicon.piece(p)));
            start..flat.len() as u32
        });
        let pieces = Pieces { flat, ranges };
        let flags = PerLang::new(|lang| doc.forms.table(|f| lexicon.word(lang, &f.fold)));
        let mut scan = Scan {
            names: Vec::new(),
            heads: Vec::new(),
            titles: vec![0; doc.tokens.len()],
            capitals: Vec::with_capacity(doc.sentences.len()),
            flags,
            sentence: vec![0; doc.tokens.len()],
        };
        for (i, sentence) in doc.sentences.iter().enumerate() {
            scan.sentence[sentence.tokens.clone()].fill(i as u32);
            let capitals = is_in_capitals(doc, sentence.tokens.clone());
            scan.capitals.push(capitals);
            for at in sentence.tokens.clone() {
                scan.walk(doc, lexicon, &pieces, at, sentence.tokens.end, i);
            }
        }
        scan
    }

    /// Leaves out the rows of the lexicon that `keep` does not keep: training sees documents as
    /// if fewer names were known, lest the model lean on lists alone.
    pub fn forget(&mut self, keep: impl Fn(u32) -> bool) {
        for hit in &mut self.names {
            hit.forms.retain(|f| keep(LEXICON.forms[f.0 as usize].row));
        }
        self.names.retain(|hit| !hit.forms.is_empty());
    }

    /// What is known of token `at` as a word of its sentence's language.
    pub fn flags(&self, doc: &Document, at: usize) -> WordFlags {
        let lang = doc.sentences[self.sentence[at] as usize].lang;
        self.flags[lang][doc.tokens[at].form]
    }

    /// Whether a word of token `at` is that in any language.
    pub fn has_anywhere(&self, doc: &Document, at: usize, flag: WordFlags) -> bool {
        Lang::all().any(|lang| self.flags[lang][doc.tokens[at].form].has(flag))
    }

    /// Collects all that begins at token `at`.
    fn walk(
        &mut self,
        doc: &Document,
        lexicon: &Lexicon,
        pieces: &Pieces,
        start: usize,
        end: usize,
        sentence: usize,
    ) {
        let mut node = 0;
        let first_name = self.names.len();
        let mut behind_article: Vec<NameHit> = Vec::new();
        let lang = doc.sentences[sentence].lang;
        'tokens: for at in start..end {
            let own = pieces.of(doc, at);
            if own.is_empty() {
                // Hyphens, apostrophes and stops inside a name; nothing else may stand there.
                let sign = doc.token_text(at);
                let inner = match sign {
                    "-" | "–" | "’" | "'" | "/" => at > start,
                    "." => at > start && !doc.tokens[at].gap,
                    _ => false,
                };
                if !inner {
                    break;
                }
                continue;
            }
            for &piece in own {
                if piece == NO_PIECE {
                    break 'tokens;
                }
                match lexicon.step(node, piece) {
                    Some(next) => node = next,
                    None => break 'tokens,
                }
            }
            let items = lexicon.items(node);
            if items.is_empty() {
                continue;
            }
            let tokens = start..at + 1;
            let written = doc.text.slice(doc.span_of(tokens.clone()));
            let mut forms = Vec::new();
            for item in items {
                match *item {
                    Item::Name(form) => {
                        let text = lexicon.forms[form as usize].text;
                        if let Some(fit) = lexicon::fit(text, written) {
                            forms.push((form, fit));
                        }
                    }
                    Item::Head(l, head) => {
                        let text = lexicon.heads[head as usize].text;
                        if l == lang && lexicon::fit(text, written).is_some_and(|f| f == Fit::Exact)
                        {
                            self.heads.push(HeadHit {
                                tokens: tokens.clone(),
                                head,
                            });
                        }
                    }
                    Item::Title(l) => {
                        if l == lang {
                            self.titles[start] = tokens.end as u32;
                        }
                    }
                }
            }
            forms.sort_by_key(|&(form, fit)| {
                (std::cmp::Reverse(fit), lexicon.forms[form as usize].weak)
            });
            if let Some(&(_, best)) = forms.first() {
                forms.retain(|f| f.1 == best);
                // `the Guardian`: an article in small letters is no part of the name.
                let first = self.flags[lang][doc.tokens[start].form];
                let article = best == Fit::Initials
                    && first.has(WordFlags::ARTICLE)
                    && tokens.len() > 1
                    && !doc.form(start).is_capital();
                if article {
                    let goes_on = tokens.end < end && doc.form(tokens.end).is_capital();
                    if goes_on {
                        continue;
                    }
                    let tokens = start + 1..tokens.end;
                    behind_article.push(NameHit { tokens, forms });
                } else {
                    self.names.push(NameHit { tokens, forms });
                }
            }
        }
        self.names[first_name..].reverse();
        // They begin at the next token, which is walked next.
        self.names.extend(behind_article);
    }
}

/// The pieces of each distinct form.
struct Pieces {
    flat: Vec<u32>,
    ranges: FormTable<Range<u32>>,
}

impl Pieces {
    fn of(&self, doc: &Document, at: usize) -> &[u32] {
        let range = &self.ranges[doc.tokens[at].form];
        &self.flat[range.start as usize..range.end as usize]
    }
}

/// Whether most words are written in capitals: a heading, or a title.
fn is_in_capitals(doc: &Document, tokens: Range<usize>) -> bool {
    let (mut upper, mut words) = (0, 0);
    for at in tokens {
        if doc.tokens[at].kind != TokenKind::Word {
            continue;
        }
        let form = doc.form(at);
        if form.text.chars().nth(1).is_none() {
            continue;
        }
        words += 1;
        // L', D' in capitals have one letter.
        upper +=
            usize::from(form.shape == Shape::Upper || form.text.len() == 2 && form.is_capital());
    }
    upper >= 2 && upper * 10 >= words * 7
}
