//! Sentences: where one ends and the next begins.
//!
//! A sentence ends at `.` `!` `?` `…`, with the quotation marks and brackets that close after it,
//! where the next token begins like a sentence: with a capital, a digit, or an opening mark. It
//! never ends after an abbreviation that stands open (`M.`, `p.`), inside a number, before a
//! small letter (`« Oui ! » dit-il`), or after a list number at the block's start (`1. Le gaz`).
//! No sentence crosses a block.

use super::boundary::{self, Judge, Place};
use super::token::RULES;
use super::{Block, Forms, Shape, Span, Token, TokenKind, fold};
use crate::lang::Lang;
use std::ops::Range;

/// A sentence of the reading view.
#[derive(Clone, Debug)]
pub struct Sentence {
    pub span: Span,
    /// Its tokens in [`super::Document::tokens`]; never empty.
    pub tokens: Range<usize>,
    pub lang: Lang,
    /// Its block in [`super::Text::blocks`].
    pub block: usize,
}

/// Cuts the blocks of a document in one language into sentences.
pub(crate) struct Splitter<'a> {
    tokens: &'a [Token],
    forms: &'a Forms,
    judge: Option<Judge<'a>>,
    lang: Lang,
}

impl<'a> Splitter<'a> {
    /// `breaks` are the offsets of the view where text was joined.
    pub fn new(tokens: &'a [Token], forms: &'a Forms, breaks: &'a [usize], lang: Lang) -> Self {
        Splitter {
            tokens,
            forms,
            judge: boundary::model(lang)
                .map(|model| Judge::new(model, tokens, forms, breaks, lang)),
            lang,
        }
    }

    /// One that keeps to the rules.
    pub(crate) fn by_rules(tokens: &'a [Token], forms: &'a Forms, lang: Lang) -> Self {
        Splitter {
            tokens,
            forms,
            judge: None,
            lang,
        }
    }

    /// The token ranges of the sentences in `block`, in order; together they are the whole range.
    pub(crate) fn split(&self, block: &Block) -> Vec<Range<usize>> {
        let view = Window {
            tokens: self.tokens,
            forms: self.forms,
            block: block.tokens.clone(),
            lang: self.lang,
        };
        let judge = self.judge.as_ref().filter(|_| block.is_running_text());
        let Range {
            mut start,
            end: last,
        } = block.tokens.clone();
        let mut out = Vec::new();
        let mut at = start;
        while at < last {
            let end = view.end_after(at, start).or_else(|| {
                let place = Place {
                    block: block.tokens.start,
                    start,
                    at: at + 1,
                    end: last,
                };
                let ends = at + 1 < last
                    && judge.is_some_and(|j| j.ends(place))
                    && !view.stays_open(at, start);
                ends.then_some(at + 1)
            });
            at = end.unwrap_or(at + 1);
            if let Some(end) = end {
                out.push(start..end);
                start = end;
            }
        }
        if start < last {
            out.push(start..last);
        }
        out
    }
}

struct Window<'a> {
    tokens: &'a [Token],
    forms: &'a Forms,
    block: Range<usize>,
    lang: Lang,
}

impl Window<'_> {
    fn text(&self, at: usize) -> &str {
        &self.forms.get(self.tokens[at].form).text
    }

    /// Where the sentence that began at `start` ends, if token `at` is what ends it.
    fn end_after(&self, at: usize, start: usize) -> Option<usize> {
        let token = &self.tokens[at];
        let form = self.forms.get(token.form);
        let stop = match token.kind {
            TokenKind::Sign => match &*form.text {
                "!" | "?" | "…" | "‽" | "؟" => Stop::Strong,
                "." if self.is_list_number(at, start) => return None,
                "." => Stop::Strong,
                dots if dots.len() > 1 && dots.bytes().all(|b| b == b'.') => Stop::Strong,
                _ => return None,
            },
            TokenKind::Word if form.text.ends_with('.') => self.abbreviation(&form.text)?,
            _ => return None,
        };
        let mut end = at + 1;
        let mut closed = false;
        while end < self.block.end && self.closes(end) {
            closed = true;
            end += 1;
        }
        if end == self.block.end {
            return Some(end);
        }
        let next = &self.tokens[end];
        if !next.gap && !closed {
            return None;
        }
        self.begins(end, stop).then_some(end)
    }

    /// Whether nothing ends at token `at`, whatever follows: a list number, an open abbreviation.
    fn stays_open(&self, at: usize, start: usize) -> bool {
        let text = self.text(at);
        match self.tokens[at].kind {
            TokenKind::Sign => text == "." && self.is_list_number(at, start),
            TokenKind::Word => text.ends_with('.') && self.abbreviation(text).is_none(),
            _ => false,
        }
    }

    /// `1.` or `a.` at the sentence's start.
    fn is_list_number(&self, at: usize, start: usize) -> bool {
        at == start + 1 && start == self.block.start && !self.tokens[at].gap && {
            let t = &self.tokens[start];
            t.kind == TokenKind::Number || self.text(start).chars().count() == 1
        }
    }

    fn abbreviation(&self, text: &str) -> Option<Stop> {
        let known = &RULES[self.lang].abbreviations;
        let lower = fold::lower(text.trim_end_matches('.'));
        if known.closed.contains(&lower) {
            return Some(Stop::Weak);
        }
        if known.open.contains(&lower) || known.numbered.contains(&lower) {
            return None;
        }
        // U.S. may end a sentence; an initial (J.) does not.
        (text.matches('.').count() > 1).then_some(Stop::Weak)
    }

    /// Whether the token closes the sentence before it: `»`, `”`, `)`, or a straight quotation mark
    /// that stands against what it closes.
    fn closes(&self, at: usize) -> bool {
        let t = &self.tokens[at];
        if t.kind != TokenKind::Sign {
            return false;
        }
        match self.text(at) {
            "»" | "”" | ")" | "]" | "›" => true,
            "\"" | "'" | "’" => !t.gap,
            "." | "!" | "?" | "…" => !t.gap,
            _ => false,
        }
    }

    fn begins(&self, at: usize, stop: Stop) -> bool {
        let t = &self.tokens[at];
        let form = self.forms.get(t.form);
        match t.kind {
            TokenKind::Word => match stop {
                Stop::Strong => form.is_capital() || form.shape == Shape::Mixed,
                // U.S. Army goes on, U.S. The … does not.
                Stop::Weak => {
                    form.is_capital() && super::language::is_function_word(self.lang, &form.lower)
                }
            },
            TokenKind::Number | TokenKind::Address => stop == Stop::Strong,
            TokenKind::Sign => match &*form.text {
                "«" | "“" | "\"" | "(" | "[" | "—" | "–" | "‹" | "¿" | "¡" | "•" | "'" | "‘" =>
                {
                    // An opening mark begins a sentence when what it opens does.
                    let next = at + 1;
                    next >= self.block.end || self.begins(next, stop)
                }
                _ => false,
            },
        }
    }
}

/// How sure a stop is that a sentence ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    Strong,
    /// The full stop belongs to an abbreviation.
    Weak,
}

#[cfg(test)]
mod tests {
    use super::super::{BlockKind, Zone};
    use super::*;

    fn sentences(lang: &str, text: &str) -> Vec<String> {
        let lang = Lang::from_code(lang).unwrap();
        let (mut forms, mut tokens) = (Forms::default(), Vec::new());
        super::super::token::tokenise(
            text,
            Span::new(0, text.len()),
            lang,
            &mut forms,
            &mut tokens,
        );
        let block = Block {
            kind: BlockKind::Paragraph,
            zone: Zone::Body,
            span: Span::new(0, text.len()),
            section: None,
            page: None,
            lang: None,
            tokens: 0..tokens.len(),
            sentences: 0..0,
        };
        (Splitter::new(&tokens, &forms, &[], lang).split(&block))
            .into_iter()
            .map(|r| text[tokens[r.start].span.start()..tokens[r.end - 1].span.end()].to_owned())
            .collect()
    }

    #[test]
    fn ends_without_a_sign_are_seen_in_text_that_lost_its_lines() {
        for (lang, expected) in [
            (
                "fr",
                &[
                    "Les deux communes ont signé un accord.",
                    "- Le premier point porte sur les écoles.",
                    "- Le second attendra.",
                ][..],
            ),
            (
                "en",
                &[
                    "we went there for lunch last week.",
                    "the food was cold and the waiter was rude.",
                    "i will not go back!",
                ],
            ),
            // Names in mid-sentence end nothing.
            (
                "fr",
                &["Selon Le Monde, La Poste et Les Échos suivent la Loi Sapin II depuis Paris."],
            ),
        ] {
            assert_eq!(sentences(lang, &expected.join(" ")), expected);
        }
    }

    #[test]
    fn ends_where_a_reader_ends() {
        for (lang, expected) in [
            ("fr", &["Il a plu.", "Le gaz manque."][..]),
            ("fr", &["« Oui ! » dit-il.", "« Non. »", "Puis il sort."]),
            (
                "fr",
                &["M. Dupont cite la p. 12 du no. 4.", "J. Martin non."],
            ),
            (
                "fr",
                &["1. Le gaz baisse de 1.5 point.", "2 raisons l'expliquent."],
            ),
            ("fr", &["Chers Russes !", "Vos impôts paient cela."]),
            ("fr", &["Du blé, du gaz, etc. arrivent.", "Fin."]),
            (
                "en",
                &[
                    "The U.S. Army left.",
                    "Mr. Smith stayed in the U.S.",
                    "The end.",
                ],
            ),
            (
                "en",
                &["\"It is a tax,\" she says.", "\"Not a wall.\"", "It works."],
            ),
            (
                "en",
                &["Prices rose... and fell.", "(They did.)", "So what?"],
            ),
        ] {
            assert_eq!(sentences(lang, &expected.join(" ")), expected);
        }
    }
}
