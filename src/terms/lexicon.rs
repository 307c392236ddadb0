//! What each form is to the term count: a content word with its lemma, a name, or neither.

use crate::lang::{Lang, PerLang, Table};
use crate::text::{Document, Form, FormId, FormTable, Shape, TokenKind, Zone, is_function_word};
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::borrow::Cow;
use std::sync::LazyLock;

/// A language's table of terms.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    stemmer: Algorithm,
    pub(super) connectors: FxHashSet<String>,
    pub(super) articles: FxHashSet<String>,
    pub(super) name_opens: bool,
    general: String,
}

pub(super) static RULES: LazyLock<PerLang<Rules>> =
    LazyLock::new(|| PerLang::new(|lang| lang.load(Table::Terms)));

static STEMMERS: LazyLock<PerLang<Stemmer>> =
    LazyLock::new(|| PerLang::new(|lang| Stemmer::create(RULES[lang].stemmer)));

static GENERAL: LazyLock<PerLang<FxHashSet<&'static str>>> =
    LazyLock::new(|| PerLang::new(|lang| RULES[lang].general.split_whitespace().collect()));

/// What stands for all inflected forms of a word: the one place that decides which forms are one
/// term. It is the word's stem (Porter's Snowball algorithm of the language).
///
/// ```
/// use sourcier::{lang::Lang, terms::lemma};
/// let fr = Lang::from_code("fr").unwrap();
/// assert_eq!(lemma(fr, "sanctions"), lemma(fr, "sanction"));
/// ```
pub fn lemma(lang: Lang, lower: &str) -> Cow<'_, str> {
    STEMMERS[lang].stem(lower)
}

/// What a form is to the term count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A content word, with the number of its lemma.
    Content(u32),
    /// A name: part of terms, never a term.
    Name(u32),
    /// A word of any subject: only part of a word with hyphens (`long-term`).
    General(u32),
    Connector,
    /// What may follow a connector.
    Article,
    Hyphen,
    /// Ends every term.
    Break,
}

/// The classes of all forms for sentences of one language.
pub(super) struct Lexicon {
    pub(super) class: FormTable<Class>,
    pub(super) lemmas: Vec<Box<str>>,
}

/// How each distinct word (in small letters) is written inside sentences, where a capital tells
/// a name.
pub(super) struct Writing {
    word: FormTable<u32>,
    small: Vec<u32>,
    capital: Vec<u32>,
    /// With a capital at a sentence's start.
    first: Vec<u32>,
    upper: Vec<u32>,
}

impl Writing {
    pub(super) fn of(doc: &Document) -> Writing {
        let mut ids: FxHashMap<&str, u32> = FxHashMap::default();
        let word = doc.forms.table(|form| {
            let next = ids.len() as u32;
            *ids.entry(&form.lower).or_insert(next)
        });
        let mut out = Writing {
            small: vec![0; ids.len()],
            capital: vec![0; ids.len()],
            first: vec![0; ids.len()],
            upper: vec![0; ids.len()],
            word,
        };
        let shape = doc.forms.table(|form| form.shape);
        for block in &doc.text.blocks {
            if block.is_heading() || !matches!(block.zone, Zone::Body | Zone::Notes) {
                continue;
            }
            for sentence in &doc.sentences[block.sentences.clone()] {
                let mut first = true;
                for token in &doc.tokens[sentence.tokens.clone()] {
                    if token.kind != TokenKind::Word {
                        continue;
                    }
                    let word = out.word[token.form] as usize;
                    match shape[token.form] {
                        Shape::Lower => out.small[word] += 1,
                        Shape::Upper => out.upper[word] += 1,
                        Shape::Capitalised if first => out.first[word] += 1,
                        Shape::Capitalised | Shape::Mixed => out.capital[word] += 1,
                        _ => {}
                    }
                    first = false;
                }
            }
        }
        out
    }

    /// Written in capitals throughout: `OTAN`, `GNL`.
    pub(super) fn is_acronym(&self, form: FormId) -> bool {
        let word = self.word[form] as usize;
        self.upper[word] > 0 && self.small[word] == 0
    }

    /// Written with a capital where no sentence begins, or never without one.
    pub(super) fn is_name(&self, form: FormId) -> bool {
        let word = self.word[form] as usize;
        let (small, capital) = (self.small[word], self.capital[word]);
        capital > small * 4 || small == 0 && self.first[word] > 1
    }
}

impl Lexicon {
    pub(super) fn new(doc: &Document, writing: &Writing, lang: Lang) -> Lexicon {
        let mut lemmas: Vec<Box<str>> = Vec::new();
        let mut ids: FxHashMap<Box<str>, u32> = FxHashMap::default();
        let mut intern = |lemma: &str| {
            *ids.entry(lemma.into()).or_insert_with(|| {
                lemmas.push(lemma.into());
                lemmas.len() as u32 - 1
            })
        };
        let rules = &RULES[lang];
        let class = doc.forms.table_by_id(|id, form| {
            if rules.connectors.contains(&*form.lower) {
                return Class::Connector;
            }
            if rules.articles.contains(&*form.lower) {
                return Class::Article;
            }
            if &*form.fold == "-" {
                return Class::Hyphen;
            }
            if !is_word(form) {
                return Class::Break;
            }
            if writing.is_acronym(id) {
                return match is_roman(&form.text) || form.text.contains('.') {
                    true => Class::Break,
                    false => Class::Content(intern(&form.text)),
                };
            }
            if is_function_word(lang, &form.lower) {
                return Class::Break;
            }
            if GENERAL[lang].contains(&*form.lower) {
                return Class::General(intern(&form.lower));
            }
            // A name is its own lemma: stems would make one of a country and its people.
            if writing.is_name(id) {
                return Class::Name(intern(&capitalised(&form.lower)));
            }
            match form.lower.chars().count() {
                0..=2 => Class::Break,
                _ => Class::Content(intern(&lemma(lang, &form.lower))),
            }
        });
        Lexicon { class, lemmas }
    }
}

fn is_word(form: &Form) -> bool {
    matches!(
        form.shape,
        Shape::Lower | Shape::Capitalised | Shape::Upper | Shape::Mixed
    ) && !form.lower.ends_with(['\'', '.'])
        && form.text.chars().next().is_some_and(char::is_alphabetic)
}

fn is_roman(text: &str) -> bool {
    text.bytes().all(|b| b"IVXLCDM".contains(&b))
}

fn capitalised(lower: &str) -> String {
    let mut chars = lower.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
