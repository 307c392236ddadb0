//! The names of a document in order, each with whom it means: those of the entity layer, and runs of
//! capitalised words that it left out.

use crate::extract::entities::lexicon::{LEXICON, WordFlags};
use crate::model::{Entity, EntityType};
use crate::text::{Document, Shape, Span, TokenKind, Zone, is_function_word};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A place where somebody or something is named.
#[derive(Clone, Debug)]
pub struct Name {
    pub span: Span,
    pub tokens: Range<usize>,
    /// Which one is meant: an index into [`Names::who`].
    pub who: usize,
}

/// Whom or what a name means.
#[derive(Clone, Debug)]
pub struct Known {
    /// Canonical name.
    pub name: String,
    /// Index of the entity, where the entity layer has it.
    pub entity: Option<usize>,
    pub kind: Option<EntityType>,
    /// Whether a list has it, and not the recogniser alone.
    pub listed: bool,
}

impl Known {
    pub fn is_person(&self) -> bool {
        matches!(self.kind, Some(EntityType::Person))
    }

    /// Whether it can say anything at all.
    pub fn can_speak(&self) -> bool {
        !matches!(
            self.kind,
            Some(EntityType::Event | EntityType::Product | EntityType::Work)
        )
    }
}

/// Words that a family name has at most.
const SURNAME: usize = 6;

/// All names of a document.
#[derive(Debug, Default)]
pub struct Names {
    /// In document order, never overlapping.
    pub list: Vec<Name>,
    pub who: Vec<Known>,
    /// For each token the name that it is part of, plus one; 0 for none.
    at: Vec<u32>,
}

impl Names {
    pub fn new(doc: &Document, entities: &[Entity]) -> Names {
        let mut names = Names::default();
        for (i, entity) in entities.iter().enumerate() {
            let who = names.who.len();
            names.who.push(Known {
                name: entity.name.clone(),
                entity: Some(i),
                kind: Some(entity.kind),
                listed: entity.rule == "name/list" || !entity.same_as.is_empty(),
            });
            for mention in &entity.mentions {
                let tokens = doc.tokens_in(mention.span);
                if !tokens.is_empty() {
                    names.list.push(Name {
                        span: mention.span,
                        tokens,
                        who,
                    });
                }
            }
        }
        // The longer of two that overlap is the name; the shorter one lies in it.
        names
            .list
            .sort_by_key(|n| (n.span.start(), std::cmp::Reverse(n.span.end())));
        let mut end = 0;
        names.list.retain(|n| {
            let keep = n.span.start() >= end;
            if keep {
                end = n.span.end();
            }
            keep
        });
        names.index(doc.tokens.len());
        names.give_surnames(doc);
        names.add_runs(doc);
        names.list.sort_by_key(|n| n.span.start());
        names.index(doc.tokens.len());
        names
    }

    /// The name that token `at` is part of.
    pub fn at(&self, at: usize) -> Option<&Name> {
        self.index_at(at).map(|i| &self.list[i])
    }

    /// Its index in the list.
    pub fn index_at(&self, at: usize) -> Option<usize> {
        (*self.at.get(at)? as usize).checked_sub(1)
    }

    pub fn known(&self, name: &Name) -> &Known {
        &self.who[name.who]
    }

    /// Names that begin in the tokens of `range`.
    pub fn within(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = &Name> {
        let a = self.list.partition_point(|n| n.tokens.start < range.start);
        let b = self.list.partition_point(|n| n.tokens.start < range.end);
        self.list[a..b.max(a)].iter()
    }

    /// Who has each family name of the document: the ends of all persons' names. Two who share one have
    /// none of it.
    fn surnames(&self) -> FxHashMap<String, usize> {
        let mut out: FxHashMap<String, Option<usize>> = FxHashMap::default();
        for (i, known) in self.who.iter().enumerate() {
            if !known.is_person() {
                continue;
            }
            let words: Vec<&str> = known.name.split_whitespace().collect();
            for from in words.len().saturating_sub(SURNAME).max(1)..words.len() {
                let entry = out.entry(words[from..].join(" ")).or_insert(Some(i));
                if *entry != Some(i) {
                    *entry = None;
                }
            }
        }
        (out.into_iter())
            .filter_map(|(name, who)| Some((name, who?)))
            .collect()
    }

    /// A family name that was taken for a place or a thing of its own is the person's who has it.
    fn give_surnames(&mut self, doc: &Document) {
        let surnames = self.surnames();
        for name in &mut self.list {
            if self.who[name.who].is_person() || name.tokens.len() > 3 {
                continue;
            }
            if let Some(&who) = surnames.get(&run_text(doc, name.tokens.clone())) {
                name.who = who;
            }
        }
    }

    fn index(&mut self, tokens: usize) {
        self.at = vec![0; tokens];
        for (i, name) in self.list.iter().enumerate() {
            for slot in &mut self.at[name.tokens.clone()] {
                *slot = i as u32 + 1;
            }
        }
    }

    /// Adds runs of capitalised words outside the names found so far. A last word that was seen at
    /// the end of a longer run means the same one.
    fn add_runs(&mut self, doc: &Document) {
        let mut full = self.surnames();
        let mut exact: FxHashMap<String, usize> = FxHashMap::default();
        for (i, known) in self.who.iter().enumerate() {
            exact.entry(known.name.clone()).or_insert(i);
        }
        let mut found = Vec::new();
        for block in &doc.text.blocks {
            if !matches!(block.zone, Zone::Body | Zone::Notes) || block.is_heading() {
                continue;
            }
            for sentence in &doc.sentences[block.sentences.clone()] {
                let mut at = sentence.tokens.start;
                while at < sentence.tokens.end {
                    let Some(end) = self.run(doc, at, &sentence.tokens, &full) else {
                        at += 1;
                        continue;
                    };
                    // Israeli is nobody.
                    let flags = LEXICON.word(sentence.lang, &doc.form(at).fold);
                    if end > at + 1 || !flags.has(WordFlags::DEMONYM) {
                        found.push(at..end);
                    }
                    at = end;
                }
            }
        }
        for run in &found {
            let text = run_text(doc, run.clone());
            if run.len() > 1 && !exact.contains_key(&text) {
                let who = self.who.len();
                exact.insert(text.clone(), who);
                full.entry(doc.token_text(run.end - 1).to_owned())
                    .or_insert(who);
                self.who.push(Known {
                    name: text,
                    entity: None,
                    kind: None,
                    listed: false,
                });
            }
        }
        for run in found {
            let text = run_text(doc, run.clone());
            let known = exact.get(&text).or_else(|| full.get(&text)).copied();
            let who = known.unwrap_or_else(|| {
                self.who.push(Known {
                    name: text.clone(),
                    entity: None,
                    kind: None,
                    listed: false,
                });
                exact.insert(text, self.who.len() - 1);
                self.who.len() - 1
            });
            self.list.push(Name {
                span: doc.span_of(run.clone()),
                tokens: run,
                who,
            });
        }
    }

    /// Where the run of capitalised words that begins at token `at` ends.
    fn run(
        &self,
        doc: &Document,
        at: usize,
        sentence: &Range<usize>,
        surnames: &FxHashMap<String, usize>,
    ) -> Option<usize> {
        let capital = |i: usize| {
            let token = &doc.tokens[i];
            let form = doc.form(i);
            token.kind == TokenKind::Word
                && self.at[i] == 0
                && matches!(
                    form.shape,
                    Shape::Capitalised | Shape::Upper | Shape::Mixed | Shape::Alphanumeric
                )
                && !form.text.ends_with('\'')
                && !form.text.ends_with('’')
        };
        if !capital(at) {
            return None;
        }
        let lang = doc.sentences[doc.sentence_at(doc.tokens[at].span.start())?].lang;
        if is_function_word(lang, &doc.form(at).lower) {
            return None;
        }
        let mut end = at + 1;
        while end < sentence.end && capital(end) && doc.tokens[end].gap {
            end += 1;
        }
        if surnames.contains_key(&run_text(doc, at..end)) {
            return Some(end);
        }
        if surnames.contains_key(doc.token_text(at)) {
            return Some(at + 1);
        }
        // Where the entity layer has spoken, only longer runs may add to it.
        if !self.list.is_empty() && end == at + 1 {
            return None;
        }
        // A single capitalised word at a sentence's start is hardly ever a name that we would know.
        (end > at + 1 || (at > sentence.start && !after_opening(doc, at))).then_some(end)
    }
}

/// Whether a quotation mark, a colon or the like stands before token `at`: any word takes a capital there.
fn after_opening(doc: &Document, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|i| {
        doc.tokens[i].kind == TokenKind::Sign
            && matches!(
                doc.token_text(i),
                "«" | "“" | "\"" | "‘" | "‹" | ":" | "(" | "„" | "–" | "—" | "•"
            )
    })
}

fn run_text(doc: &Document, run: Range<usize>) -> String {
    let text = doc.text.slice(doc.span_of(run));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
