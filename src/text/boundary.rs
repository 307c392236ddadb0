//! Sentences that end without a sign: titles and items run into the text, small letters after a stop.
//!
//! The rules of [`super::sentence`] end a sentence where its signs say so. Text whose lines were lost
//! has ends that no sign tells; here a linear model judges each place that could be one, by the words
//! around it, their shapes, how the document writes them elsewhere, and the sentence so far. It only
//! ever adds ends, and only in running text: blocks with a structure of their own keep to the rules.

use super::{FormTable, Forms, Shape, Token, TokenKind, is_function_word};
use crate::lang::{Lang, PerLang};
use crate::learned::{Key, Table, hash};
use std::sync::LazyLock;

static MODELS: LazyLock<PerLang<Option<Model<'static>>>> =
    LazyLock::new(|| PerLang::new(|lang| Model::read(lang.boundary_model())));

/// What was learned for a language.
pub(crate) struct Model<'b> {
    weights: Table<'b>,
    /// Words in small letters with the number of their usual part of speech.
    words: Table<'b>,
}

impl<'b> Model<'b> {
    /// The table of weights, and behind it that of words.
    pub fn read(bytes: &'b [u8]) -> Option<Model<'b>> {
        let (weights, rest) = Table::split(bytes)?;
        let (words, _) = Table::split(rest)?;
        Some(Model { weights, words })
    }

    /// The part of speech that `lower` mostly has, as a number above 0; 0 for a word not known.
    fn class(&self, lower: &str) -> u8 {
        self.words
            .row(word_key(lower))
            .next()
            .map_or(0, |(class, _)| class)
    }
}

/// The universal parts of speech, in the order that numbers them from 1.
pub(crate) const PARTS: [&str; 17] = [
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN",
    "PUNCT", "SCONJ", "SYM", "VERB", "X",
];

/// Whether a class is that of verbs.
fn is_verb(class: u8) -> bool {
    matches!(
        usize::from(class).checked_sub(1).and_then(|i| PARTS.get(i)),
        Some(&"AUX" | &"VERB")
    )
}

/// Where a model has what it knows of a word.
pub(crate) fn word_key(lower: &str) -> Key {
    Key::new(230, lower)
}

/// Columns of the model: the weight of an end, and of none.
pub(crate) const END: u8 = 1;
pub(crate) const NONE: u8 = 0;

/// How sure the model must be, in the units of its weights: less so in a block longer than any
/// paragraph, which is a text that lost its line ends.
const MARGIN: i32 = 300;
const MARGIN_LONG: i32 = 150;

/// Tokens of the longest paragraph.
const PARAGRAPH: usize = 500;

/// What features need of a form.
#[derive(Clone, Copy, Debug)]
struct Look {
    word: u64,
    suffix: u64,
    shape: u64,
    capital: bool,
    /// Whether the document, or the model, has it in small letters too.
    small: bool,
    /// Its usual part of speech ([`Model::class`]).
    class: u8,
    function: bool,
}

/// A place between two tokens of a block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The block's first token.
    pub block: usize,
    /// The token that the sentence began with.
    pub start: usize,
    /// The token that would begin the next one; greater than `start`.
    pub at: usize,
    /// Behind the block's last token.
    pub end: usize,
}

/// Looks at places of a document's text.
pub(crate) struct Judge<'a> {
    tokens: &'a [Token],
    forms: &'a Forms,
    /// Offsets of the view where text was joined over a break.
    breaks: &'a [usize],
    looks: FormTable<Look>,
    model: &'a Model<'a>,
}

impl<'a> Judge<'a> {
    pub fn new(
        model: &'a Model<'a>,
        tokens: &'a [Token],
        forms: &'a Forms,
        breaks: &'a [usize],
        lang: Lang,
    ) -> Self {
        let looks = forms.table(|form| {
            let lower = &*form.lower;
            let tail = lower.char_indices().rev().nth(2).map_or(0, |c| c.0);
            let length = form.text.chars().take(3).count() as u64;
            let class = model.class(lower);
            Look {
                word: hash(lower),
                suffix: hash(&lower[tail..]),
                shape: match form.shape {
                    Shape::Other => hash(&form.text),
                    shape => shape as u64 + 8 * length,
                },
                capital: form.is_capital(),
                small: form.shape != Shape::Lower && (class > 0 || forms.contains(lower)),
                class,
                function: is_function_word(lang, lower),
            }
        });
        Judge {
            tokens,
            forms,
            breaks,
            looks,
            model,
        }
    }

    fn text(&self, at: usize) -> &str {
        &self.forms.get(self.tokens[at].form).text
    }

    fn is_joined_before(&self, at: usize) -> bool {
        let before = self.tokens[at].span.start().wrapping_sub(1);
        self.breaks.binary_search(&before).is_ok()
    }

    /// Whether a sentence could end at `place` at all.
    pub fn is_candidate(&self, place: Place) -> bool {
        let next = &self.tokens[place.at];
        if !next.gap || self.is_option(place.at - 1) {
            return false;
        }
        match self.forms.get(next.form).shape {
            Shape::Lower => self.may_close(place.at - 1) || self.is_joined_before(place.at),
            Shape::Other => !matches!(
                self.text(place.at),
                ")" | "»" | "”" | "]" | "," | "." | ";" | ":" | "!" | "?" | "%" | "…" | "€" | "$"
            ),
            _ => true,
        }
    }

    /// Whether token `at` closes a bracket that is part of a word: `mise(s)`.
    fn is_option(&self, at: usize) -> bool {
        at > 2
            && self.text(at) == ")"
            && self.text(at - 2) == "("
            && !self.tokens[at - 2].gap
            && !self.tokens[at - 1].gap
    }

    /// Whether token `at` is a sign that a sentence may end with.
    fn may_close(&self, at: usize) -> bool {
        let text = self.text(at);
        matches!(text, "!" | "?" | "…" | ")" | "»" | "”" | "\"" | "]" | ">")
            || text.ends_with(['.', '-', '=', '*', '_'])
    }

    /// Calls `add` for each feature of `place`.
    pub fn features(&self, place: Place, mut add: impl FnMut(Key)) {
        let Place { start, at, end, .. } = place;
        let look = |offset: isize| {
            let at = at.checked_add_signed(offset)?;
            (start..end)
                .contains(&at)
                .then(|| self.looks[self.tokens[at].form])
        };
        let broken = self.is_joined_before(at);
        const EDGE: Look = Look {
            word: 1,
            suffix: 1,
            shape: 99,
            capital: false,
            small: false,
            class: 0,
            function: false,
        };
        let [p2, p, n, n2, n3] = [-2, -1, 0, 1, 2].map(|o| look(o).unwrap_or(EDGE));
        let length = match at - start {
            n @ 0..=6 => n,
            7..=9 => 7,
            10..=15 => 8,
            16..=25 => 9,
            26..=40 => 10,
            _ => 11,
        } as u64;
        let (mut small, mut capitals, mut numbers, mut depth, mut quotes) =
            (0u64, 0u64, 0u64, 0i32, 0u64);
        let mut verb = false;
        for token in &self.tokens[start.max(at.saturating_sub(40))..at] {
            let look = &self.looks[token.form];
            verb |= is_verb(look.class);
            match token.kind {
                TokenKind::Word if look.capital => capitals += 1,
                TokenKind::Word => small += 1,
                TokenKind::Number => numbers += 1,
                TokenKind::Sign => match &*self.forms.get(token.form).text {
                    "(" | "[" | "«" | "“" => depth += 1,
                    ")" | "]" | "»" | "”" => depth -= 1,
                    "\"" => quotes ^= 1,
                    _ => {}
                },
                TokenKind::Address => {}
            }
        }
        let so_far = small.min(4) * 16
            + capitals.min(3) * 4
            + u64::from(depth > 0) * 2
            + quotes
            + numbers.min(1) * 128;
        // How the text goes on: words to the next full stop.
        let ahead = self.tokens[at..end]
            .iter()
            .take(30)
            .position(|t| matches!(&*self.forms.get(t.form).text, "." | "!" | "?" | "…"))
            .map_or(7, |n| match n {
                0..=2 => 1,
                3..=5 => 2,
                6..=10 => 3,
                11..=20 => 4,
                _ => 5,
            });
        let shapes = p.shape.wrapping_mul(31).wrapping_add(n.shape);
        let bits = u64::from(p.small)
            | u64::from(n.small) << 1
            | u64::from(p.function) << 2
            | u64::from(n.function) << 3
            | u64::from(n.capital) << 4
            | u64::from(p.capital) << 5
            | u64::from(n2.capital) << 6
            | u64::from(broken) << 7;
        let kind =
            |look: Look| u64::from(look.class) << 3 | u64::from(look.capital) << 2 | look.shape & 3;
        let first = self.looks[self.tokens[start].form];
        for (template, a, b) in [
            (0, 0, 0),
            (1, p.word, 0),
            (2, n.word, n.shape),
            (3, n2.word, 0),
            (4, p.word, n.word),
            (5, n.word, n2.word),
            (6, p2.word, p.word),
            (7, shapes, n2.shape),
            (8, shapes, 0),
            (9, p.suffix, n.shape),
            (10, n.suffix, n.shape),
            (11, length, shapes),
            (12, bits, 0),
            (13, bits, length),
            (14, so_far, n.shape),
            (15, so_far, bits),
            (16, first.word, n.shape),
            (17, ahead, bits),
            (18, n.word, p.shape),
            (19, p.word, n.shape),
            (20, shapes, n2.shape.wrapping_mul(31).wrapping_add(n3.shape)),
            (21, p2.shape.wrapping_mul(31).wrapping_add(shapes), 0),
            (22, bits, shapes),
            (23, p.suffix, bits),
            (24, n.suffix, bits),
            (25, kind(p), kind(n)),
            (26, kind(n), kind(n2)),
            (27, u64::from(verb) * 1024 + kind(n), bits),
            (28, u64::from(verb), shapes),
            (29, u64::from(verb) * 1024 + kind(p), kind(n)),
            (30, u64::from(verb) * 1024 + ahead, bits),
            (31, kind(p) * 256 + kind(n), kind(n2)),
            (32, u64::from(verb) * 64 + so_far, kind(n)),
        ] {
            add(Key::of(200 + template, a, b));
        }
    }

    /// Whether a sentence ends at `place`.
    pub fn ends(&self, place: Place) -> bool {
        let margin = match place.end - place.block {
            n if n > PARAGRAPH => MARGIN_LONG,
            _ => MARGIN,
        };
        self.is_candidate(place) && self.score(place) > margin
    }

    /// How much speaks for an end at `place`.
    fn score(&self, place: Place) -> i32 {
        let mut score = 0;
        self.features(place, |key| {
            for (column, weight) in self.model.weights.row(key) {
                score += i32::from(weight) * if column == END { 1 } else { -1 };
            }
        });
        score
    }
}

/// The model of `lang`, where one was learned.
pub(super) fn model(lang: Lang) -> Option<&'static Model<'static>> {
    MODELS[lang].as_ref()
}
