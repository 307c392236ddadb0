//! [`Scan`]: the tokens of one sentence, with what the tables of its language say of each form.

use super::lexicon::{Lexicon, NumberPiece, role};
use super::phrases::{Sets, Words, form_key};
use crate::tag::WordClasses;
use crate::text::{Document, Form, FormTable, Shape, TokenKind};
use std::ops::Deref;

/// What the tables of one language say of the forms of one document.
pub(super) struct Known {
    pub roles: FormTable<u16>,
    pub sets: FormTable<Sets>,
    pub pieces: FormTable<Option<Box<[NumberPiece]>>>,
    pub classes: FormTable<WordClasses>,
}

impl Known {
    pub fn new(doc: &Document, lex: &Lexicon) -> Known {
        let sets = doc.forms.table(|form| lex.sets(form));
        Known {
            roles: doc.forms.table_by_id(|id, form| lex.roles(form, sets[id])),
            sets,
            pieces: doc
                .forms
                .table(|form| lex.number_pieces(form).map(Vec::into_boxed_slice)),
            classes: doc
                .forms
                .table(|form| WordClasses::of(lex.lang, &form.lower)),
        }
    }
}

/// A token's form, with the sets of the lexicon that have it.
#[derive(Clone, Copy)]
pub(super) struct Word<'a> {
    pub form: &'a Form,
    pub sets: Sets,
}

impl<'a> Word<'a> {
    /// What it is compared by.
    pub fn key(self) -> &'a str {
        form_key(self.form)
    }
}

impl Deref for Word<'_> {
    type Target = Form;

    fn deref(&self) -> &Form {
        self.form
    }
}

/// A sentence, as the grammar reads it: tokens `start..end`.
#[derive(Clone, Copy)]
pub(super) struct Scan<'a> {
    pub doc: &'a Document,
    pub lex: &'static Lexicon,
    pub known: &'a Known,
    /// Index of the sentence.
    pub sentence: usize,
    pub start: usize,
    pub end: usize,
}

impl<'a> Scan<'a> {
    pub fn form(&self, at: usize) -> Word<'a> {
        let id = self.doc.tokens[at].form;
        Word {
            form: self.doc.forms.get(id),
            sets: self.known.sets[id],
        }
    }

    pub fn text(&self, at: usize) -> &'a str {
        self.text_at(at).unwrap_or("")
    }

    /// The token as written, if it stands in the sentence.
    pub fn text_at(&self, at: usize) -> Option<&'a str> {
        (self.start..self.end)
            .contains(&at)
            .then(|| self.doc.token_text(at))
    }

    /// The form of token `at` if it is a word of the sentence.
    pub fn word_at(&self, at: usize) -> Option<Word<'a>> {
        ((self.start..self.end).contains(&at) && self.doc.tokens[at].kind == TokenKind::Word)
            .then(|| self.form(at))
    }

    /// Whether token `at` is a word that `words` has.
    pub fn has(&self, at: usize, words: &Words) -> bool {
        self.word_at(at).is_some_and(|word| words.has(word))
    }

    /// The same of the token before `at`.
    pub fn has_before(&self, at: usize, words: &Words) -> bool {
        self.word_before(at).is_some_and(|word| words.has(word))
    }

    /// The first token from `at` on that is no determiner.
    pub fn past_determiners(&self, at: usize) -> usize {
        let determiner = |at: &usize| self.has(*at, &self.lex.nouns.determiners);
        (at..).find(|at| !determiner(at)).unwrap_or(at)
    }

    pub fn word_before(&self, at: usize) -> Option<Word<'a>> {
        self.word_at(at.checked_sub(1)?)
    }

    /// Whether white space stands before token `at`; yes at the sentence's end.
    pub fn gap(&self, at: usize) -> bool {
        at >= self.end || self.doc.tokens[at].gap
    }

    /// Whether token `at` is a sign that stands close to both neighbours: `2022-2023`.
    pub fn tight(&self, at: usize) -> bool {
        !self.gap(at) && !self.gap(at + 1)
    }

    /// Whether only blanks stand between token `at` and the one before.
    pub fn same_line(&self, at: usize) -> bool {
        let between = self.doc.tokens[at - 1].span.end()..self.doc.tokens[at].span.start();
        self.doc
            .text
            .view()
            .get(between)
            .is_some_and(|s| !s.contains('\n') && s.chars().count() == 1)
    }

    pub fn is(&self, at: usize, role: u16) -> bool {
        (self.start..self.end).contains(&at)
            && self.known.roles[self.doc.tokens[at].form] & role != 0
    }

    /// Punctuation, a function word, a number, or nothing: no noun begins here.
    pub fn is_function(&self, at: usize) -> bool {
        self.is(at, role::FUNCTION)
    }

    pub fn number_pieces(&self, at: usize) -> Option<&'a [NumberPiece]> {
        if at < self.start || at >= self.end {
            return None;
        }
        self.known.pieces[self.doc.tokens[at].form].as_deref()
    }

    pub fn is_number_like(&self, at: usize) -> bool {
        self.is(at, role::DIGITS | role::WORD)
    }

    /// The first token of a figure at `at` with the determiner that belongs to it: la moitié.
    pub fn kept_determiner(&self, at: usize) -> usize {
        match self.word_before(at) {
            Some(w) if self.lex.numbers.kept_determiners.has(w) => at - 1,
            _ => at,
        }
    }

    /// Whether token `at` is a word that is known, and of none but `classes`.
    pub fn is_only(&self, at: usize, classes: WordClasses) -> bool {
        let known = self
            .word_at(at)
            .filter(|w| !w.is_capital() || at == self.start);
        known.is_some() && self.known.classes[self.doc.tokens[at].form].is_only(classes)
    }

    /// Whether token `at` is a word that may be an adjective.
    pub fn may_describe(&self, at: usize) -> bool {
        self.may_be(at, WordClasses::ADJECTIVE)
    }

    /// Whether token `at` is a word that may be a verb or a participle.
    pub fn may_act(&self, at: usize) -> bool {
        self.may_be(at, WordClasses::VERB)
    }

    fn may_be(&self, at: usize, classes: WordClasses) -> bool {
        let word = self.word_at(at).filter(|w| !w.is_capital());
        word.is_some() && self.known.classes[self.doc.tokens[at].form].may_be(classes)
    }

    /// Whether token `at` is a word that is known, but as no noun.
    pub fn is_no_noun(&self, at: usize) -> bool {
        self.is_only(
            at,
            WordClasses::ADJECTIVE | WordClasses::VERB | WordClasses::ADVERB,
        )
    }

    /// Whether token `at` is a word that could be what is counted.
    pub fn counts_next(&self, at: usize) -> bool {
        self.word_at(at).is_some_and(|w| w.text.chars().count() > 1)
            && !self.is_function(at)
            && self.lex.hedges_after.at(self, at).is_none()
            && self.lex.nouns.compare.at(self, at).is_none()
    }

    /// Whether a word for a part says how much by itself: `by half`, `half of`, `réduit de moitié`;
    /// not `first half`, `half-life`.
    pub fn stands_alone(&self, at: usize, end: usize) -> bool {
        let hyphen = |at: usize| matches!(self.text(at), "-" | "‐" | "‑");
        if hyphen(end) && !self.gap(end) || at > self.start && hyphen(at - 1) && !self.gap(at) {
            return false;
        }
        let ordinal = self
            .word_before(at)
            .is_some_and(|w| self.lex.numbers.ordinals.has(w) || w.shape == Shape::Alphanumeric);
        !ordinal && !self.counts_next(end)
    }

    /// Whether the text has no block but this sentence's.
    pub fn is_whole_text(&self) -> bool {
        self.doc.text.blocks.len() == 1
    }

    /// Whether the form of token `at` looks like a plural.
    pub fn looks_plural(&self, at: usize) -> bool {
        let nouns = &self.lex.nouns;
        self.word_at(at).is_some_and(|form| {
            let ends = |endings: &[String]| endings.iter().any(|e| form.fold.ends_with(e.as_str()));
            nouns.plurals.has(form)
                || ends(&nouns.plural_endings) && !ends(&nouns.not_plural_endings)
        })
    }

    /// Whether token `at` ends what goes before: `;`, `:`, brackets, a full stop.
    pub fn is_stop(&self, at: usize) -> bool {
        matches!(
            self.text(at),
            ";" | ":"
                | "("
                | ")"
                | "."
                | "!"
                | "?"
                | "…"
                | "—"
                | "["
                | "]"
                | "«"
                | "»"
                | "“"
                | "”"
                | "\""
        )
    }
}
