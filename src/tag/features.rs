//! Features of the tagger, shared by training and tagging.
//!
//! A feature is the hash of a template's number and what fills it ([`Key`]). Templates fall in
//! two groups: those that one form fills ([`Features::of_form`], in the role it plays: the word
//! itself or a neighbour), and those that the tags before or two words together fill
//! ([`Features::of_place`]).

use crate::learned::Key;
use crate::text::{Form, Shape};

/// The role of a form for the token that is tagged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Context {
    Itself,
    Before,
    After,
    BeforeThat,
    AfterThat,
}

impl Context {
    pub const ALL: [Context; 5] = [
        Context::Itself,
        Context::Before,
        Context::After,
        Context::BeforeThat,
        Context::AfterThat,
    ];

    /// Distance in tokens.
    pub fn offset(self) -> isize {
        match self {
            Context::Itself => 0,
            Context::Before => -1,
            Context::After => 1,
            Context::BeforeThat => -2,
            Context::AfterThat => 2,
        }
    }
}

/// What a form has to give to features; made once for each distinct form.
#[derive(Clone, Debug)]
pub(crate) struct Features {
    /// Identity of the lower-case form.
    word: Key,
    /// Which tags it takes in the training data, or how it looks where it was never seen.
    class: Key,
    suffix: Key,
    shape: Key,
    /// Which tags a lexicon has for it.
    listed: Key,
    /// Templates that hold for the word itself.
    own: Vec<Key>,
}

/// Suffixes and prefixes up to this many characters.
const SUFFIX: usize = 6;
const PREFIX: usize = 4;

impl Features {
    /// The features of `form`; `class` is the key of the tags it has in training, if it is known,
    /// `listed` that of those a lexicon has for it.
    pub fn of(form: &Form, class: Option<Key>, listed: Option<Key>) -> Features {
        let lower = &*form.lower;
        let word = Key::new(1, lower);
        let shape = Key::new(2, &shape(form));
        let ends: Vec<usize> = lower
            .char_indices()
            .map(|(i, _)| i)
            .chain([lower.len()])
            .collect();
        let n = ends.len() - 1;
        let suffix = |len: usize| &lower[ends[n.saturating_sub(len)]..];
        let class = class.unwrap_or_else(|| match listed {
            Some(listed) => Key::pair(9, listed, Key::new(3, shape_name(form.shape))),
            None => Key::join(3, &["?", shape_name(form.shape), suffix(2)]),
        });
        let listed = listed.unwrap_or_else(|| Key::new(8, "?"));
        let mut own = vec![
            word,
            Key::new(4, &form.text),
            shape,
            class,
            Key::pair(5, class, shape),
            Key::pair(80, listed, listed),
            Key::pair(81, listed, shape),
            Key::pair(82, listed, Key::join(6, &[suffix(3)])),
        ];
        own.extend((1..=SUFFIX.min(n)).map(|len| Key::join(10 + len as u8, &[suffix(len)])));
        own.extend(
            (1..=PREFIX.min(n)).map(|len| Key::join(20 + len as u8, &[&lower[..ends[len]]])),
        );
        Features {
            word,
            class,
            suffix: Key::join(6, &[suffix(3)]),
            shape,
            listed,
            own,
        }
    }

    /// Beyond the sentence's ends.
    pub fn outside() -> Features {
        let edge = Key::new(7, "#");
        Features {
            word: edge,
            class: edge,
            suffix: edge,
            shape: edge,
            listed: edge,
            own: Vec::new(),
        }
    }

    /// Calls `add` for each feature that this form fills in the role `context`.
    pub fn of_form(&self, context: Context, mut add: impl FnMut(Key)) {
        let role = |template: u8, key: Key| Key::pair(template, key, key);
        match context {
            Context::Itself => self.own.iter().for_each(|&k| add(k)),
            Context::Before | Context::After => {
                let base = if context == Context::Before { 30 } else { 40 };
                add(role(base, self.word));
                add(role(base + 1, self.class));
                add(role(base + 2, self.suffix));
                add(role(base + 3, self.shape));
                add(role(base + 4, self.listed));
            }
            Context::BeforeThat | Context::AfterThat => {
                let base = if context == Context::BeforeThat {
                    50
                } else {
                    54
                };
                add(role(base, self.word));
                add(role(base + 1, self.class));
            }
        }
    }

    /// Calls `add` for each feature that the tags before (`tags`: the last one, the one before it)
    /// or several words together fill.
    pub fn of_place(window: Window<'_>, tags: (u8, u8), mut add: impl FnMut(Key)) {
        let Window {
            before,
            itself,
            after,
            after_that,
            initial,
        } = window;
        let last = Key::join(60, &[tag_name(tags.0)]);
        let both = Key::pair(61, last, Key::join(60, &[tag_name(tags.1)]));
        add(last);
        add(both);
        add(Key::pair(62, last, itself.word));
        add(Key::pair(63, last, itself.class));
        add(Key::pair(64, both, itself.class));
        add(Key::pair(65, last, after.class));
        add(Key::pair(66, last, itself.suffix));
        add(Key::pair(67, before.word, itself.word));
        add(Key::pair(68, itself.word, after.word));
        add(Key::pair(69, itself.class, after.class));
        add(Key::pair(
            70,
            Key::pair(71, before.class, itself.class),
            after.class,
        ));
        add(Key::pair(
            72,
            Key::pair(73, itself.class, after.class),
            after_that.class,
        ));
        add(Key::pair(
            75,
            Key::pair(76, before.shape, itself.shape),
            after.shape,
        ));
        add(Key::pair(77, last, itself.shape));
        add(Key::pair(83, last, itself.listed));
        add(Key::pair(84, itself.listed, after.listed));
        add(Key::pair(
            85,
            Key::pair(86, last, itself.listed),
            after.class,
        ));
        if initial {
            add(Key::pair(74, itself.shape, itself.class));
        }
    }
}

/// The forms around the token that is tagged.
#[derive(Clone, Copy)]
pub(crate) struct Window<'f> {
    pub before: &'f Features,
    pub itself: &'f Features,
    pub after: &'f Features,
    pub after_that: &'f Features,
    /// Whether the token is the sentence's first.
    pub initial: bool,
}

/// A short text for each tag number, another one for what stands before the sentence.
fn tag_name(tag: u8) -> &'static str {
    const NAMES: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let i = usize::from(tag);
    NAMES.get(i..=i).unwrap_or("#")
}

fn shape_name(shape: Shape) -> &'static str {
    match shape {
        Shape::Lower => "x",
        Shape::Capitalised => "Xx",
        Shape::Upper => "XX",
        Shape::Mixed => "xX",
        Shape::Digits => "0",
        Shape::Alphanumeric => "x0",
        Shape::Other => ".",
    }
}

/// Runs of capitals, small letters and digits, each as one sign: `VVER-1200` is `X-0`.
fn shape(form: &Form) -> String {
    let mut out = String::new();
    for c in form.text.chars() {
        let sign = match c {
            c if c.is_uppercase() => 'X',
            c if c.is_alphabetic() => 'x',
            c if c.is_numeric() => '0',
            c => c,
        };
        if !out.ends_with(sign) {
            out.push(sign);
        }
    }
    out
}
