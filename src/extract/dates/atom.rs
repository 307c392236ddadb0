//! Atoms: tokens cut further into runs of letters, runs of digits and single signs, because dates
//! are glued in many ways (`mi-mars`, `14h30`, `FY2024`, `1990s`, `2025a`).
//!
//! Each distinct token form is cut once; its pieces are *words* that the tables were asked about
//! once for every language.

use super::class::{Class, Classes};
use super::lexicon::{LEXICONS, Verbal, Way, WordId};
use crate::lang::{Lang, PerLang};
use crate::text::{Document, FormTable, Shape, TokenKind, fold};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A piece of a token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Atom {
    /// Byte offsets in the view.
    pub start: u32,
    pub end: u32,
    pub word: u32,
    /// Whether white space stands before it.
    pub gap: bool,
}

/// What an atom is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtomKind {
    /// Letters.
    Word,
    /// ASCII digits: how many, and their value where it fits.
    Digits(u8, u32),
    Sign(char),
}

/// A distinct piece, with what the tables say of it.
#[derive(Debug)]
pub(super) struct Word {
    /// As [`fold::fold`] writes it.
    pub fold: Box<str>,
    /// As [`fold::lower`] writes it.
    pub lower: Box<str>,
    pub kind: AtomKind,
    pub shape: Shape,
    /// Which word of the tables it is, by language.
    pub id: PerLang<WordId>,
    /// The classes that it may begin, by language.
    pub classes: PerLang<Classes>,
    /// How a rule can begin here, by language.
    pub openings: PerLang<Box<[Way]>>,
    /// What it tells of a tense, by language.
    pub verbal: PerLang<Verbal>,
}

/// The distinct pieces of a document and how its token forms are made of them.
pub(super) struct Words {
    pub list: Vec<Word>,
    pieces: Vec<(u32, u16, u16)>,
    forms: FormTable<Range<u32>>,
    /// Whether a rule can begin in the form, by language.
    starts: PerLang<FormTable<bool>>,
}

impl Words {
    pub(super) fn of(doc: &Document) -> Words {
        let mut list: Vec<Word> = Vec::new();
        let mut index: FxHashMap<Box<str>, u32> = FxHashMap::default();
        let mut pieces: Vec<(u32, u16, u16)> = Vec::new();
        // The pieces of each form, in the order of the forms.
        let mut spans: Vec<Range<u32>> = Vec::with_capacity(doc.forms.len());
        let forms = doc.forms.table(|form| {
            let first = pieces.len() as u32;
            // Longer ones are addresses and noise; none is part of a date.
            if form.text.len() < 64 {
                for (range, kind) in cut(&form.text) {
                    let text = &form.text[range.clone()];
                    let word = *index.entry(text.into()).or_insert_with(|| {
                        list.push(Word::new(text, kind));
                        list.len() as u32 - 1
                    });
                    pieces.push((word, range.start as u16, range.end as u16));
                }
            }
            let range = first..pieces.len() as u32;
            spans.push(range.clone());
            range
        });
        let starts = PerLang::new(|lang| {
            let mut at = 0;
            doc.forms.table(|_| {
                let range = spans[at].clone();
                at += 1;
                pieces[range.start as usize..range.end as usize]
                    .iter()
                    .any(|p| list[p.0 as usize].starts(lang))
            })
        });
        Words {
            list,
            pieces,
            forms,
            starts,
        }
    }

    /// Whether a rule of `lang` may begin in one of `tokens`.
    pub(super) fn any_start(&self, doc: &Document, tokens: Range<usize>, lang: Lang) -> bool {
        doc.tokens[tokens].iter().any(|t| self.starts[lang][t.form])
    }

    /// Writes the atoms of `tokens` into `out`.
    pub(super) fn atoms(&self, doc: &Document, tokens: Range<usize>, out: &mut Vec<Atom>) {
        out.clear();
        for t in &doc.tokens[tokens] {
            let range = &self.forms[t.form];
            let base = t.span.start() as u32;
            if t.kind == TokenKind::Address || range.is_empty() {
                // An address is one sign that nothing matches.
                out.push(Atom {
                    start: base,
                    end: t.span.end() as u32,
                    word: u32::MAX,
                    gap: t.gap,
                });
                continue;
            }
            let mut gap = t.gap;
            for &(word, start, end) in &self.pieces[range.start as usize..range.end as usize] {
                out.push(Atom {
                    start: base + u32::from(start),
                    end: base + u32::from(end),
                    word,
                    gap,
                });
                gap = false;
            }
        }
    }

    pub(super) fn get(&self, atom: &Atom) -> Option<&Word> {
        self.list.get(atom.word as usize)
    }
}

impl Word {
    fn new(text: &str, kind: AtomKind) -> Word {
        let folded = fold::fold(text);
        let lower = fold::lower(text);
        let shape = shape(text);
        let id = PerLang::new(|lang| LEXICONS[lang].word(&folded));
        let classes = PerLang::new(|lang| LEXICONS[lang].classes(text, kind, id[lang]));
        let openings = PerLang::new(|lang| LEXICONS[lang].openings(&classes[lang]));
        Word {
            openings,
            verbal: PerLang::new(|lang| LEXICONS[lang].verbal(&lower, id[lang])),
            id,
            classes,
            fold: folded.into(),
            lower: lower.into(),
            kind,
            shape,
        }
    }

    /// Whether an expression of `lang` can begin here: a rule, or a part (`fin`) of what one reads.
    pub(super) fn starts(&self, lang: Lang) -> bool {
        !self.openings[lang].is_empty() || self.classes[lang].has(Class::Part.bit())
    }
}

fn shape(text: &str) -> Shape {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(char::is_uppercase);
    let rest_upper = text.chars().skip(1).any(char::is_uppercase);
    let lower = text.chars().any(char::is_lowercase);
    match (first, rest_upper, lower) {
        (true, true, false) => Shape::Upper,
        (true, false, _) => Shape::Capitalised,
        (_, true, _) => Shape::Mixed,
        _ => Shape::Lower,
    }
}

/// Runs of letters (an apostrophe ends one and belongs to it), runs of digits, and signs.
pub(super) fn cut(text: &str) -> Vec<(Range<usize>, AtomKind)> {
    let mut out: Vec<(Range<usize>, AtomKind)> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let c = fold::unify(c);
        let letter =
            c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c) || c == '\u{ad}';
        match out.last_mut() {
            Some((range, AtomKind::Word)) if open && (letter || c == '\'') => {
                range.end = end;
                open = letter;
            }
            Some((range, AtomKind::Digits(n, value))) if open && c.is_ascii_digit() => {
                range.end = end;
                *n = n.saturating_add(1);
                *value = value
                    .saturating_mul(10)
                    .saturating_add(c.to_digit(10).unwrap_or(0));
            }
            _ => {
                let kind = if letter {
                    AtomKind::Word
                } else if let Some(d) = c.to_digit(10).filter(|_| c.is_ascii_digit()) {
                    AtomKind::Digits(1, d)
                } else {
                    AtomKind::Sign(c)
                };
                open = !matches!(kind, AtomKind::Sign(_));
                out.push((at..end, kind));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_cut_at_every_change() {
        for (text, expected) in [
            ("mi-mars", "mi|-|mars"),
            ("14h30", "14|h|30"),
            ("FY2024", "FY|2024"),
            ("aujourd’hui", "aujourd’|hui"),
            ("'s", "'|s"),
            ("1er", "1|er"),
            ("23.04", "23|.|04"),
        ] {
            let got: Vec<_> = cut(text).into_iter().map(|(r, _)| &text[r]).collect();
            assert_eq!(got.join("|"), expected);
        }
    }
}
