//! [`Document`]: a text with its tokens, sentences and sections: what every layer receives.

use super::language;
use super::section;
use super::sentence::Splitter;
use super::token::tokenise;
use super::{Block, Form, Forms, Section, Sentence, Span, Text, Token, Zone};
use crate::lang::{Lang, PerLang};
use std::ops::Range;
use std::sync::OnceLock;

/// A text that has been cut up. Layers read it, none changes it.
#[derive(Debug)]
pub struct Document {
    pub text: Text,
    /// All tokens, block after block.
    pub tokens: Vec<Token>,
    pub forms: Forms,
    pub sentences: Vec<Sentence>,
    pub sections: Vec<Section>,
    /// The language of most of the body.
    pub lang: Lang,
    /// Shares of the languages in the body, by characters, the largest first; they add up to 1.
    pub languages: Vec<(Lang, f64)>,
    /// The part of speech of each token, once somebody wants to know (`tag::Tagger`).
    pub(crate) tags: OnceLock<Vec<TagId>>,
}

/// A part of speech: its number in the model of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagId {
    pub lang: Lang,
    pub index: u8,
}

impl Document {
    /// Cuts `text` up. `lang` fixes the language of the whole; else each block and sentence tells
    /// its own.
    pub fn new(mut text: Text, lang: Option<Lang>) -> Document {
        let mut blocks = std::mem::take(&mut text.blocks);
        let view = text.view();
        let guesses: Vec<Option<Lang>> = blocks
            .iter()
            .map(|b| {
                lang.or_else(|| language::guess(&view[b.span.range()]))
                    .or(b.lang)
            })
            .collect();
        let main = lang.unwrap_or_else(|| main_language(&blocks, &guesses));
        let sections = section::build(&mut blocks, view);
        let (mut tokens, mut forms, mut sentences) = (Vec::new(), Forms::default(), Vec::new());
        for (block, guess) in blocks.iter_mut().zip(&guesses) {
            let start = tokens.len();
            tokenise(
                view,
                block.span,
                guess.unwrap_or(main),
                &mut forms,
                &mut tokens,
            );
            block.tokens = start..tokens.len();
        }
        // The whole document's forms tell how a word is written elsewhere.
        let mut splitters = PerLang::new(|_| None);
        for (i, block) in blocks.iter_mut().enumerate() {
            let of_block = guesses[i].unwrap_or(main);
            let first = sentences.len();
            let splitter = splitters[of_block]
                .get_or_insert_with(|| Splitter::new(&tokens, &forms, &text.breaks, of_block));
            for range in splitter.split(block) {
                let span = Span::new(
                    tokens[range.start].span.start(),
                    tokens[range.end - 1].span.end(),
                );
                sentences.push(Sentence {
                    span,
                    tokens: range,
                    lang: lang
                        .or_else(|| language::guess(&view[span.range()]))
                        .unwrap_or(of_block),
                    block: i,
                });
            }
            block.sentences = first..sentences.len();
        }
        let languages = shares(&sentences, &blocks, main);
        text.blocks = blocks;
        Document {
            text,
            tokens,
            forms,
            sentences,
            sections,
            lang: main,
            languages,
            tags: OnceLock::new(),
        }
    }

    /// The form of token `at`.
    pub fn form(&self, at: usize) -> &Form {
        self.forms.get(self.tokens[at].form)
    }

    /// Token `at` as written.
    pub fn token_text(&self, at: usize) -> &str {
        &self.form(at).text
    }

    /// The span that covers the tokens of `range`; empty at 0 for an empty range.
    pub fn span_of(&self, range: Range<usize>) -> Span {
        match self.tokens.get(range.clone()) {
            Some([first, .., last]) => first.span.hull(last.span),
            Some([one]) => one.span,
            _ => Span::default(),
        }
    }

    /// The tokens that overlap `span`.
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let a = self
            .tokens
            .partition_point(|t| t.span.end() <= span.start());
        let b = self.tokens.partition_point(|t| t.span.start() < span.end());
        a..b.max(a)
    }

    /// The sentence that holds the view offset `at`, or the last one before it.
    pub fn sentence_at(&self, at: usize) -> Option<usize> {
        let i = self.sentences.partition_point(|s| s.span.start() <= at);
        i.checked_sub(1)
    }

    /// The block of sentence `sentence`.
    pub fn block_of(&self, sentence: usize) -> &Block {
        &self.text.blocks[self.sentences[sentence].block]
    }

    /// The identifier of the section of block `block`, as analyses write it.
    pub fn section_id(&self, block: usize) -> Option<String> {
        self.text.blocks[block].section.map(section_id)
    }
}

/// `s1` for the first section.
pub(crate) fn section_id(index: usize) -> String {
    format!("s{}", index + 1)
}

fn main_language(blocks: &[Block], guesses: &[Option<Lang>]) -> Lang {
    let mut bytes = PerLang::new(|_| 0);
    for (block, guess) in blocks.iter().zip(guesses) {
        let weight = match block.zone {
            Zone::Body => block.span.len() * 4,
            Zone::Front | Zone::Notes => block.span.len(),
            // Titles in a bibliography are often foreign.
            Zone::Contents | Zone::References => 1,
        };
        if let Some(lang) = guess {
            bytes[*lang] += weight;
        }
    }
    Lang::all()
        .max_by_key(|&l| (bytes[l], std::cmp::Reverse(l)))
        .unwrap_or_default()
}

fn shares(sentences: &[Sentence], blocks: &[Block], main: Lang) -> Vec<(Lang, f64)> {
    let mut bytes = PerLang::new(|_| 0usize);
    for s in sentences {
        if matches!(blocks[s.block].zone, Zone::Body | Zone::Front | Zone::Notes) {
            bytes[s.lang] += s.span.len();
        }
    }
    let total: usize = bytes.iter().map(|(_, b)| b).sum();
    if total == 0 {
        return if sentences.is_empty() {
            Vec::new()
        } else {
            vec![(main, 1.0)]
        };
    }
    let mut out: Vec<_> = bytes
        .iter()
        .filter(|(_, b)| **b > 0)
        .map(|(l, b)| (l, *b as f64 / total as f64))
        .collect();
    out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    out
}
