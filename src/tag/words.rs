//! Words: the syntactic words of Universal Dependencies inside the tokens of a sentence.

use super::Tagger;
use crate::lang::{Lang, PerLang, Table};
use crate::text::{Document, SEGMENTATION, Span, TokenKind};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

/// A syntactic word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The view that it takes; words of one contraction share their token's.
    pub span: Span,
    pub form: String,
    pub lemma: String,
    /// UPOS.
    pub tag: String,
}

#[derive(Deserialize)]
struct Rows {
    contractions: FxHashMap<String, Vec<String>>,
    #[serde(default)]
    joined: Vec<Joined>,
}

/// Tokens that are one word together.
#[derive(Deserialize)]
struct Joined {
    parts: Vec<String>,
    tag: String,
    lemma: String,
}

static ROWS: LazyLock<PerLang<Rows>> =
    LazyLock::new(|| PerLang::new(|lang| lang.load(Table::Words)));

/// The surface tokens of sentence `sentence`, each with its words: one for most, several for
/// contractions (`du`) and for what is written together (`don't`).
pub fn words(doc: &Document, tagger: &Tagger, sentence: usize) -> Vec<Vec<Word>> {
    let s = &doc.sentences[sentence];
    let reader = Reader {
        doc,
        tagger,
        rows: &ROWS[s.lang],
        lang: s.lang,
    };
    let mut out = Vec::with_capacity(s.tokens.len());
    let mut at = s.tokens.start;
    while at < s.tokens.end {
        let (words, end) = reader.token(at, s.tokens.end);
        out.push(words);
        at = end;
    }
    out
}

struct Reader<'a> {
    doc: &'a Document,
    tagger: &'a Tagger,
    rows: &'a Rows,
    lang: Lang,
}

impl Reader<'_> {
    /// The surface token that begins at `at`, and where the next one begins.
    fn token(&self, at: usize, end: usize) -> (Vec<Word>, usize) {
        if let Some((joined, to)) = self.joined(at, end) {
            let word = Word {
                tag: joined.tag.clone(),
                lemma: joined.lemma.clone(),
                ..self.word(at..to)
            };
            return (vec![word], to);
        }
        let number = self.number(at, end);
        if number > at + 1 {
            return (vec![self.word(at..number)], number);
        }
        if let Some(words) = self.contraction(at) {
            return (words, at + 1);
        }
        let mut to = at + 1;
        while to < end && self.is_attached(to) {
            to += 1;
        }
        ((at..to).map(|i| self.word(i..i + 1)).collect(), to)
    }

    fn word(&self, tokens: Range<usize>) -> Word {
        let span = self.doc.span_of(tokens.clone());
        let form = self.doc.text.slice(span).to_owned();
        // A composite tag outside the table of contractions keeps its first part.
        let tag = self.tagger.tag(tokens.start);
        let tag = tag.split('+').next().unwrap_or(tag).to_owned();
        Word {
            span,
            lemma: self.tagger.lemma(tokens.start, &form, &tag),
            form,
            tag,
        }
    }

    fn joined(&self, at: usize, end: usize) -> Option<(&Joined, usize)> {
        self.rows.joined.iter().find_map(|joined| {
            let to = at + joined.parts.len();
            let fits = to <= end
                && joined.parts.iter().enumerate().all(|(i, p)| {
                    *self.doc.form(at + i).lower == **p && (i == 0 || !self.doc.tokens[at + i].gap)
                });
            fits.then_some((joined, to))
        })
    }

    /// Where a number with spaces between its groups of three digits ends.
    fn number(&self, at: usize, end: usize) -> usize {
        let digits = |i: usize| {
            let text = self.doc.token_text(i);
            self.doc.tokens[i].kind == TokenKind::Number && text.bytes().all(|b| b.is_ascii_digit())
        };
        if !digits(at) || self.doc.token_text(at).len() > 3 {
            return at + 1;
        }
        let mut to = at + 1;
        while to < end && self.doc.tokens[to].gap && {
            let text = self.doc.token_text(to);
            let whole = text.split(',').next().unwrap_or_default();
            self.doc.tokens[to].kind == TokenKind::Number
                && whole.len() == 3
                && whole.bytes().all(|b| b.is_ascii_digit())
        } {
            to += 1;
        }
        to
    }

    fn contraction(&self, at: usize) -> Option<Vec<Word>> {
        let parts = self.rows.contractions.get(&*self.doc.form(at).lower)?;
        let tags: Vec<&str> = self.tagger.tag(at).split('+').collect();
        if tags.len() != parts.len() {
            return None;
        }
        let whole = self.word(at..at + 1);
        let capitals = whole.form.chars().all(char::is_uppercase);
        let first = whole.form.starts_with(char::is_uppercase);
        Some(
            parts
                .iter()
                .zip(tags)
                .enumerate()
                .map(|(i, (part, tag))| {
                    let form = match (i, capitals, first) {
                        (_, true, _) => part.to_uppercase(),
                        (0, _, true) => {
                            let mut chars = part.chars();
                            chars
                                .next()
                                .map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
                        }
                        _ => part.clone(),
                    };
                    Word {
                        span: whole.span,
                        lemma: self.tagger.lemma(at, part, tag),
                        form,
                        tag: tag.to_owned(),
                    }
                })
                .collect(),
        )
    }

    /// Whether the token is written against the one before as its suffix: 's, n't.
    fn is_attached(&self, at: usize) -> bool {
        let token = &self.doc.tokens[at];
        if token.gap {
            return false;
        }
        let form = self.doc.form(at);
        let suffix = SEGMENTATION[self.lang]
            .suffixes
            .iter()
            .any(|s| **s == *form.lower);
        // The apostrophe of a plural's genitive: nations'.
        suffix
            || !SEGMENTATION[self.lang].suffixes.is_empty()
                && &*form.lower == "'"
                && self.tagger.tag(at) == "PART"
    }
}
