//! `credited-but-not-listed`: a work or an expert that the text credits, and that the reference list
//! does not have.
//!
//! Looked at are credits that resolve to no entry, in documents that have a list or notes. Only those
//! are told whose sentence calls the source a work (report, study, survey …) or its author an expert,
//! near the credit: an actor's own statement (« selon Moscou ») needs no entry.

use super::super::{Context, Hit, Place};
use crate::lang::Lang;
use crate::model::{Attribution, EntityType, Source, SourceKind};
use crate::text::{Span, TokenKind, fold, words_of};
use rustc_hash::{FxHashMap, FxHashSet};

/// Signs that open or close a quotation.
const QUOTES: [&str; 5] = ["«", "»", "“", "”", "\""];

/// Tokens around the credit in which its kind is told.
const NEAR: usize = 14;

pub(in crate::audit) fn check(context: &Context<'_>) -> Vec<Hit> {
    let layers = &context.layers;
    let listed = |s: &&Source| matches!(s.kind, SourceKind::Bibliography | SourceKind::Footnote);
    if layers.sources.iter().filter(listed).count() < 3 {
        return Vec::new();
    }
    let figures = layers.figures.iter();
    let figures = figures.filter_map(|f| Some((&f.id, f.span, f.attribution.as_ref()?)));
    let quotes = layers.quotes.iter();
    let quotes = quotes.filter_map(|q| Some((&q.id, q.span, q.attribution.as_ref()?)));
    let mut credits: Vec<(&String, Span, &Attribution)> = figures.chain(quotes).collect();
    credits.sort_by_key(|c| c.1);
    let named_works: FxHashSet<&str> = (layers.sources.iter())
        .filter(|s| s.kind == SourceKind::Named)
        .map(|s| s.id.as_str())
        .collect();
    let places: FxHashSet<&str> = (layers.entities.iter())
        .filter(|e| e.kind == EntityType::Location)
        .map(|e| e.id.as_str())
        .collect();
    let list = List::new(layers.sources);
    let resolved: FxHashSet<&str> = credits
        .iter()
        .filter(|(_, _, a)| is_settled(&named_works, a))
        .filter_map(|(_, _, a)| a.by.as_deref())
        .collect();
    let mut said: FxHashSet<&str> = FxHashSet::default();
    let mut out = Vec::new();
    for (id, span, credit) in &credits {
        let Some(by) = credit.by.as_deref() else {
            continue;
        };
        // « The same report » is no name.
        let named = by.chars().any(char::is_uppercase);
        if !named || is_settled(&named_works, credit) || resolved.contains(by) || said.contains(by)
        {
            continue;
        }
        let cue = credit.cue.as_ref().map_or(*span, |c| c.span);
        let place = credit
            .entity
            .as_deref()
            .is_some_and(|id| places.contains(id));
        if place || list.has(context.doc.lang, by) || !is_work(context, cue) {
            continue;
        }
        said.insert(by);
        out.push(
            Hit::new(Place::View(cue), "credit")
                .with("by", by)
                .related([(*id).clone()]),
        );
    }
    out
}

/// Whether a credit leads to an entry, or to one of several.
fn is_settled(named: &FxHashSet<&str>, credit: &Attribution) -> bool {
    let source = credit.source.as_deref();
    !credit.candidates.is_empty() || source.is_some_and(|id| !named.contains(id))
}

/// The words of the list's entries.
struct List {
    /// Folded words, with the entries that have them.
    entries: FxHashMap<String, Vec<usize>>,
}

impl List {
    fn new(sources: &[Source]) -> List {
        let mut entries: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        let listed = sources.iter().filter(|s| s.kind != SourceKind::Named);
        for (entry, source) in listed.enumerate() {
            for word in fold::fold(&source.raw).split(|c: char| !c.is_alphanumeric()) {
                let having = entries.entry(word.to_owned()).or_default();
                if having.last() != Some(&entry) {
                    having.push(entry);
                }
            }
        }
        List { entries }
    }

    /// Whether an entry has the name's telling words, or its acronym.
    fn has(&self, lang: Lang, by: &str) -> bool {
        if !by.contains(' ') && self.entries.contains_key(&fold::fold(by)) {
            return true;
        }
        let words = words_of(lang, by).into_iter();
        let words: Vec<String> = (words.filter(|w| w.chars().count() > 3))
            .map(|w| fold::fold(&w))
            .collect();
        let mut having: Vec<&[usize]> = (words.iter())
            .map(|w| self.entries.get(w).map_or(&[][..], Vec::as_slice))
            .collect();
        // Two thirds of the words: an entry that lacks a third and one more of them is none.
        having.sort_by_key(|entries| entries.len());
        let shared = |entry: &usize| {
            let sharing = having.iter().filter(|h| h.binary_search(entry).is_ok());
            sharing.count() * 3 >= words.len() * 2
        };
        (having.iter().take(words.len() / 3 + 1).copied().flatten()).any(shared)
    }
}

/// Whether the words around the credit speak of a work or of an expert, and mean the one credited:
/// before it no sign and no other name stands between (« en reprenant l'étude de BelPol, Mme Martin »), and
/// neither before nor behind it a quotation begins or ends (the quoted words speak of other things).
fn is_work(context: &Context<'_>, cue: Span) -> bool {
    let doc = context.doc;
    let Some(sentence) = doc.sentence_at(cue.start()) else {
        return false;
    };
    let words = context.words(sentence);
    let tokens = context.tokens(sentence);
    let at = doc.tokens_in(cue);
    let is_sign = |i: usize, signs: &[&str]| signs.contains(&doc.token_text(i));
    let before = (tokens.start.max(at.start.saturating_sub(NEAR))..at.start)
        .rev()
        .take_while(|&i| !is_sign(i, &QUOTES) && !is_sign(i, &[",", ";", ":", "(", ")", "—", "–"]))
        .take_while(|&i| {
            doc.tokens[i].kind != TokenKind::Word || i == tokens.start || !doc.form(i).is_capital()
        })
        .last()
        .unwrap_or(at.start);
    let behind = (at.end..tokens.end.min(at.end + NEAR))
        .find(|&i| is_sign(i, &QUOTES))
        .unwrap_or(tokens.end.min(at.end + NEAR));
    let near = before..behind;
    near.start < near.end
        && [&words.works, &words.experts]
            .iter()
            .any(|list| list.first_in(doc, near.clone()).is_some())
}
