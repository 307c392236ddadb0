//! What the document itself says of its words: which stand in small letters somewhere, which with
//! a capital inside a sentence.

use super::scan::Scan;
use crate::text::{Document, Shape, TokenKind};
use rustc_hash::FxHashMap;

/// Evidence from the whole document, by form.
#[derive(Debug)]
pub struct Seen {
    /// For each token, whether its capital may be the sentence's alone: the first word of a
    /// sentence, of a quotation, or behind a list number.
    pub first_words: Vec<bool>,
    by_lower: FxHashMap<Box<str>, Counts>,
}

/// How often a word is written how.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// In small letters.
    pub small: u32,
    /// With a capital inside a sentence that is not all capitals.
    pub capital: u32,
}

impl Seen {
    pub fn new(doc: &Document, scan: &Scan) -> Seen {
        let mut first_words = vec![false; doc.tokens.len()];
        // Counted by form first: a form is hashed once.
        let mut by_form = vec![Counts::default(); doc.forms.len()];
        for (i, sentence) in doc.sentences.iter().enumerate() {
            let mut first = true;
            for at in sentence.tokens.clone() {
                let token = &doc.tokens[at];
                let text = doc.token_text(at);
                match token.kind {
                    TokenKind::Word => {
                        first_words[at] = first;
                        let counts = &mut by_form[token.form.index()];
                        match doc.form(at).shape {
                            Shape::Lower => counts.small += 1,
                            Shape::Other | Shape::Digits => {}
                            _ if first || scan.capitals[i] => {}
                            _ => counts.capital += 1,
                        }
                        first = false;
                    }
                    TokenKind::Number if first => {}
                    // What is quoted begins anew.
                    TokenKind::Sign => {
                        first |= matches!(text, "«" | "“" | "\"" | "‹" | ":" | "—" | "•" | "·")
                    }
                    _ => first = false,
                }
            }
        }
        let mut by_lower: FxHashMap<Box<str>, Counts> = FxHashMap::default();
        for (form, counts) in doc.forms.iter().zip(by_form) {
            if counts.small + counts.capital > 0 {
                let entry = by_lower.entry(form.lower.clone()).or_default();
                entry.small += counts.small;
                entry.capital += counts.capital;
            }
        }
        Seen {
            first_words,
            by_lower,
        }
    }

    pub fn counts(&self, lower: &str) -> Counts {
        self.by_lower.get(lower).copied().unwrap_or_default()
    }

    /// Whether the word of token `at` stands in small letters elsewhere, and never with a capital
    /// inside a sentence.
    pub fn is_common(&self, doc: &Document, at: usize) -> bool {
        let counts = self.counts(&doc.form(at).lower);
        counts.small > 0 && counts.capital == 0
    }
}
