//! Words: the syntactic words of Universal Dependencies inside the tokens of a sentence.

use super::Tagger;
use crate::lang::{Lang, PerLang, Table};
use crate::text::{Document, SEGMENTATION, Span, TokenKind};
use regex::Regex;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Deserializer};
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
#[serde(deny_unknown_fields)]
struct Rows {
    contractions: FxHashMap<String, Vec<String>>,
    joined: Vec<Joined>,
    split: Vec<Split>,
}

/// Tokens, written against one another, that are one word together.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Joined {
    #[serde(deserialize_with = "anchored")]
    pattern: Regex,
    /// What the tagger says of the first token, where no tag is given.
    tag: Option<String>,
    /// The form itself, where no lemma is given.
    lemma: Option<String>,
    /// Whether white space must stand before it.
    #[serde(default)]
    free: bool,
}

/// A token that is several, one for each group of the pattern.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Split {
    #[serde(deserialize_with = "anchored")]
    pattern: Regex,
    /// The tag of each group.
    tags: Vec<String>,
}

/// A pattern that must match from the first character.
fn anchored<'de, D: Deserializer<'de>>(from: D) -> Result<Regex, D::Error> {
    let pattern = String::deserialize(from)?;
    Regex::new(&format!("^(?:{pattern})")).map_err(serde::de::Error::custom)
}

static ROWS: LazyLock<PerLang<Rows>> =
    LazyLock::new(|| PerLang::new(|lang| lang.load(Table::Words)));

/// The surface tokens of sentence `sentence`, each with its words: one for most, several for
/// contractions (`du`) and for what is written together (`don't`).
pub fn words(doc: &Document, tagger: Tagger<'_>, sentence: usize) -> Vec<Vec<Word>> {
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
        at = reader.token(at, s.tokens.end, &mut out);
    }
    out
}

/// Tokens that are looked at together, at most.
const TOGETHER: usize = 24;

struct Reader<'a> {
    doc: &'a Document,
    tagger: Tagger<'a>,
    rows: &'a Rows,
    lang: Lang,
}

impl Reader<'_> {
    /// Appends the surface token that begins at `at`, or those that it is cut into, to `out`; gives
    /// where the next one begins.
    fn token(&self, at: usize, end: usize, out: &mut Vec<Vec<Word>>) -> usize {
        if let Some((joined, to)) = self.joined(at, end) {
            let word = self.word(at..to);
            let word = Word {
                tag: joined.tag.clone().unwrap_or(word.tag),
                lemma: joined.lemma.clone().unwrap_or_else(|| word.form.clone()),
                ..word
            };
            return self.with_suffixes(word, to, end, out);
        }
        let number = self.number(at, end);
        if number > at + 1 {
            out.push(vec![self.word(at..number)]);
            return number;
        }
        if self.split(at, end, out) {
            return at + 1;
        }
        if let Some(words) = self.contraction(at) {
            out.push(words);
            return at + 1;
        }
        self.with_suffixes(self.word(at..at + 1), at + 1, end, out)
    }

    /// Appends `first` with the suffixes that are written against it from token `to` on.
    fn with_suffixes(
        &self,
        first: Word,
        mut to: usize,
        end: usize,
        out: &mut Vec<Vec<Word>>,
    ) -> usize {
        let mut words = vec![first];
        while to < end && self.is_attached(to) {
            words.push(self.word(to..to + 1));
            to += 1;
        }
        out.push(words);
        to
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

    /// The row that joins the tokens from `at` on, and where they end: the longest match that ends
    /// where a token does.
    fn joined(&self, at: usize, end: usize) -> Option<(&Joined, usize)> {
        let tokens = &self.doc.tokens[at..end];
        let together = 1 + tokens
            .iter()
            .skip(1)
            .take(TOGETHER)
            .take_while(|t| !t.gap)
            .count();
        if together == 1 {
            return None;
        }
        let base = tokens[0].span.start();
        let text = self
            .doc
            .text
            .slice(tokens[0].span.hull(tokens[together - 1].span));
        let ends = self.rows.joined.iter().filter_map(|joined| {
            if joined.free && !tokens[0].gap {
                return None;
            }
            let to = base + joined.pattern.find(text)?.end();
            let last = tokens[..together].iter().position(|t| t.span.end() == to)?;
            (last > 0).then_some((joined, at + last + 1))
        });
        ends.max_by_key(|&(_, to)| to)
    }

    /// Appends the parts of token `at` to `out`, if it is several.
    fn split(&self, at: usize, end: usize, out: &mut Vec<Vec<Word>>) -> bool {
        let span = self.doc.tokens[at].span;
        let text = self.doc.text.slice(span);
        if text.bytes().all(|b| b.is_ascii_alphabetic()) {
            return false;
        }
        let mut part = |range: Range<usize>, tag: &str| {
            let form = text[range.clone()].to_owned();
            out.push(vec![Word {
                span: Span::new(span.start() + range.start, span.start() + range.end),
                lemma: self.tagger.lemma(at, &form, tag),
                form,
                tag: tag.to_owned(),
            }]);
        };
        // An initial at the end of a sentence has lent it its full stop.
        if let (true, Some(letter)) = (at + 1 == end, text.strip_suffix('.'))
            && letter.chars().count() == 1
            && letter.chars().all(char::is_alphabetic)
        {
            let tag = self.tagger.tag(at);
            part(0..letter.len(), tag.split('+').next().unwrap_or(tag));
            part(letter.len()..text.len(), "PUNCT");
            return true;
        }
        for row in &self.rows.split {
            let Some(groups) = row.pattern.captures(text) else {
                continue;
            };
            if groups[0].len() == text.len() {
                let found = groups.iter().skip(1).flatten();
                for (group, tag) in found.zip(&row.tags) {
                    part(group.range(), tag);
                }
                return true;
            }
        }
        false
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::read_text;

    /// The surface tokens, parted by spaces; the words of one token joined by `+`.
    fn surface(lang: &str, text: &str) -> String {
        let read = read_text(text.to_owned(), None);
        let doc = Document::new(read.text, Lang::from_code(lang));
        let tagger = Tagger::new(&doc);
        let tokens = (0..doc.sentences.len()).flat_map(|s| words(&doc, tagger, s));
        let token = |words: Vec<Word>| {
            let forms: Vec<String> = words.into_iter().map(|w| w.form).collect();
            forms.join("+")
        };
        tokens.map(token).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tokens_are_joined_and_split_as_the_tables_say() {
        for (lang, text, expected) in [
            (
                "fr",
                "Le train de 14h30 a roulé par -6 °C, c'est-à-dire moins vite qu'en 1990-1991.",
                "Le train de 14 h 30 a roulé par -6 °C , c'est-à-dire moins vite qu' en 1990-1991 .",
            ),
            (
                "fr",
                "L'on attend d'abord la ou les mesure(s) du 25/01/06, puis l'annexe B.",
                "L'on attend d' abord la ou les mesure(s) de+le 25/01/06 , puis l' annexe B .",
            ),
            (
                "en",
                "Call 303-832-8160 before 08:30 on 04/25/2001 or write to desk@mill.example!!",
                "Call 303-832-8160 before 08:30 on 04/25/2001 or write to desk@mill.example !!",
            ),
            (
                "en",
                "Non-members of O'Neill's well-known F-16 club don't fly b/c of 1990s rules :-)",
                "Non-members of O'Neill+'s well - known F - 16 club do+n't fly b/c of 1990s rules :-)",
            ),
        ] {
            assert_eq!(surface(lang, text), expected);
        }
    }
}
