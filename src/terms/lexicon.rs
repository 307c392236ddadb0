//! What each word is to the count: its lemma, and what it may stand for in a pattern.

use super::pattern::{Pos, RULES, Roles};
use super::writing::Writing;
use crate::extract::entities;
use crate::lang::Lang;
use crate::tag::{self, Tagger};
use crate::text::{Document, Form, FormId, FormTable, Shape, TokenKind, is_function_word};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The number of a lemma in its [`Lexicon`].
pub(super) type LemmaId = u32;

/// A word, or several that hyphens join.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) tokens: Range<u32>,
    pub(super) roles: Roles,
    /// Nothing for a word that only ties others together, or that breaks a term.
    pub(super) content: Option<Content>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) pos: Pos,
    pub(super) lemma: LemmaId,
    /// The lemma inside a phrase: a participle is an adjective there, whatever it was tagged
    /// (`eaux usées`).
    pub(super) within: LemmaId,
    /// No term without a word beside it.
    pub(super) bare: bool,
    name: bool,
}

/// The lemmas of one language's sentences.
pub(super) struct Lexicon<'a> {
    doc: &'a Document,
    tagger: Tagger<'a>,
    writing: &'a Writing,
    lang: Lang,
    lemmas: Vec<Box<str>>,
    ids: FxHashMap<Box<str>, LemmaId>,
    /// What was found out about a form with a part of speech.
    known: FxHashMap<(FormId, Pos), Option<Content>>,
    /// What the form ties together.
    links: FormTable<Roles>,
    hyphen: FormTable<bool>,
}

impl<'a> Lexicon<'a> {
    pub(super) fn new(
        doc: &'a Document,
        tagger: Tagger<'a>,
        writing: &'a Writing,
        lang: Lang,
    ) -> Lexicon<'a> {
        let rules = &RULES[lang];
        Lexicon {
            doc,
            tagger,
            writing,
            lang,
            lemmas: Vec::new(),
            ids: FxHashMap::default(),
            known: FxHashMap::default(),
            links: doc.forms.table(|form| rules.link(&form.lower)),
            hyphen: doc.forms.table(|form| &*form.fold == "-"),
        }
    }

    pub(super) fn lemma(&self, id: LemmaId) -> &str {
        &self.lemmas[id as usize]
    }

    fn intern(&mut self, lemma: &str) -> LemmaId {
        if let Some(&id) = self.ids.get(lemma) {
            return id;
        }
        let id = self.lemmas.len() as LemmaId;
        self.lemmas.push(lemma.into());
        self.ids.insert(lemma.into(), id);
        id
    }

    /// Writes the words of sentence `sentence` to `out`.
    pub(super) fn units(&mut self, sentence: usize, out: &mut Vec<Unit>) {
        out.clear();
        let tokens = self.doc.sentences[sentence].tokens.clone();
        let mut at = tokens.start;
        while at < tokens.end {
            let to = self.hyphenated(at, tokens.end);
            out.push(match to - at {
                1 => self.single(at),
                _ => self.compound(at..to),
            });
            at = to;
        }
    }

    /// Where the word ends that begins at token `at`: hyphens with a letter on both sides are part
    /// of it.
    fn hyphenated(&self, mut at: usize, end: usize) -> usize {
        let tokens = &self.doc.tokens;
        while at + 2 < end
            && self.hyphen[tokens[at + 1].form]
            && !tokens[at + 1].gap
            && !tokens[at + 2].gap
            && is_word(self.doc.form(at))
            && is_word(self.doc.form(at + 2))
        {
            at += 2;
        }
        at + 1
    }

    fn single(&mut self, at: usize) -> Unit {
        let id = self.doc.tokens[at].form;
        let form = self.doc.forms.get(id);
        let content = self
            .pos(at)
            .and_then(|pos| match self.known.get(&(id, pos)) {
                Some(&known) => known,
                None => {
                    let content = self.content(at, pos);
                    self.known.insert((id, pos), content);
                    content
                }
            });
        let roles = match content {
            Some(c) if c.pos == Pos::Verb && RULES[self.lang].is_participle(&form.lower) => {
                c.pos.role() | Roles::PARTICIPLE
            }
            Some(c) => c.pos.role(),
            None => self.links[id],
        };
        Unit {
            tokens: at as u32..at as u32 + 1,
            roles,
            content,
        }
    }

    /// The part of speech of token `at`, as the whole document sees it: a capital at the start of a
    /// sentence or in a title tells nothing of a word that is written small elsewhere.
    fn pos(&self, at: usize) -> Option<Pos> {
        let id = self.doc.tokens[at].form;
        let form = self.doc.forms.get(id);
        if !is_word(form) {
            return None;
        }
        if self.writing.is_acronym(id) {
            let countable = !is_roman(&form.text) && !form.text.contains('.');
            return countable.then(|| match entities::table_of(&form.text) {
                Some(_) => Pos::Propn,
                None => Pos::Noun,
            });
        }
        if is_function_word(self.lang, &form.lower) {
            return None;
        }
        if self.writing.is_name(id) {
            return Some(Pos::Propn);
        }
        let tagged = Pos::from_tag(self.tagger.tag(at));
        match tagged {
            // Part of a name of several words (`Energy Agency`).
            Some(Pos::Propn) if form.is_capital() && self.is_inner(at) => tagged,
            _ if form.is_capital() => self.writing.small_pos(id).or(tagged),
            // What is written small is no name.
            Some(Pos::Propn) => Some(Pos::Noun),
            _ => tagged,
        }
    }

    /// Whether a capital at token `at` is not owed to where it stands.
    fn is_inner(&self, at: usize) -> bool {
        let doc = self.doc;
        let sentence = doc.sentences.partition_point(|s| s.tokens.end <= at);
        let sentence = &doc.sentences[sentence];
        let first = doc.tokens[sentence.tokens.clone()]
            .iter()
            .position(|t| t.kind == TokenKind::Word);
        first.is_some_and(|first| sentence.tokens.start + first < at)
            && !doc.text.blocks[sentence.block].is_heading()
    }

    fn content(&mut self, at: usize, pos: Pos) -> Option<Content> {
        let id = self.doc.tokens[at].form;
        let form = self.doc.forms.get(id);
        let name = pos == Pos::Propn;
        let lemma = if self.writing.is_acronym(id) {
            form.text.to_string()
        } else if name {
            // A name is its own lemma.
            capitalised(&form.lower)
        } else {
            self.tagger.lemma(at, &form.lower, pos.upos())
        };
        let rules = &RULES[self.lang];
        let short = form.lower.chars().count() < 3 && !self.writing.is_acronym(id);
        if !name && (short || rules.is_general(&form.lower, &lemma) || self.is_foreign(form)) {
            return None;
        }
        let within = match pos == Pos::Verb && rules.is_participle(&form.lower) {
            true => self.tagger.lemma(at, &form.lower, Pos::Adj.upos()),
            false => lemma.clone(),
        };
        Some(Content {
            pos,
            bare: name || rules.is_bare(&form.lower, &lemma),
            lemma: self.intern(&lemma),
            within: self.intern(&within),
            name,
        })
    }

    /// A function word of another language, or a word with one elided before it, inside a title or
    /// quotation that is written in it.
    fn is_foreign(&self, form: &Form) -> bool {
        let strange = form.fold.contains('\'')
            || Lang::all().any(|other| is_function_word(other, &form.lower));
        strange && !tag::is_listed(self.lang, &form.lower)
    }

    /// Several words that hyphens join: an adjective or noun as its first word is (`long-term`), or
    /// what its last word is.
    fn compound(&mut self, tokens: Range<usize>) -> Unit {
        let words = tokens.clone().step_by(2);
        let parts: Vec<Option<Pos>> = words.clone().map(|at| self.pos(at)).collect();
        let pos = match (parts.first(), parts.last()) {
            _ if parts.contains(&Some(Pos::Propn)) => Some(Pos::Propn),
            (Some(&Some(first @ (Pos::Noun | Pos::Adj))), _) => Some(first),
            (_, Some(&last)) => last,
            _ => None,
        };
        let last = tokens.end - 1;
        let mut lemma = String::new();
        for at in words {
            let lower = &self.doc.form(at).lower;
            match (pos, parts.last()) {
                (Some(Pos::Propn), _) => lemma.push_str(&self.doc.form(at).text),
                (_, Some(Some(tag))) if at == last => {
                    lemma.push_str(&self.tagger.lemma(at, lower, tag.upos()));
                }
                _ => lemma.push_str(lower),
            }
            if at != last {
                lemma.push('-');
            }
        }
        let general = RULES[self.lang].is_general(&lemma, &lemma);
        let id = self.intern(&lemma);
        let content = pos.filter(|_| !general).map(|pos| Content {
            pos,
            lemma: id,
            within: id,
            bare: pos == Pos::Propn,
            name: pos == Pos::Propn,
        });
        Unit {
            tokens: tokens.start as u32..tokens.end as u32,
            roles: content.map_or(Roles::NONE, |c| c.pos.role()),
            content,
        }
    }

    /// Writes the words of `units` to `out`, in small letters but for names and acronyms.
    pub(super) fn surface(&self, units: &[Unit], out: &mut String) {
        for unit in units {
            for at in unit.tokens.start as usize..unit.tokens.end as usize {
                let token = &self.doc.tokens[at];
                let form = self.doc.form(at);
                if token.gap && !out.is_empty() {
                    out.push(' ');
                }
                let single = unit.tokens.len() == 1;
                match unit.content {
                    Some(c) if c.name && single => out.push_str(self.lemma(c.lemma)),
                    Some(c) if c.name => out.push_str(&form.text),
                    _ if self.writing.is_acronym(token.form) => out.push_str(&form.text),
                    _ => out.push_str(&form.lower),
                }
            }
        }
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
