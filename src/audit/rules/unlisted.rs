//! `credited-but-not-listed`: a work or an expert that the text credits, and that the reference list
//! does not have.
//!
//! Looked at are credits that resolve to no entry, in documents that have a list or notes. Only those
//! are told whose sentence calls the source a work (report, study, survey …) or its author an expert,
//! near the credit: an actor's own statement (« selon Moscou ») needs no entry.

use super::super::{Context, Hit, Place};
use crate::model::{Attribution, EntityType, Source, SourceKind};
use crate::text::{Span, TokenKind, fold, words_of};
use rustc_hash::FxHashSet;

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
    let resolved: FxHashSet<&str> = credits
        .iter()
        .filter(|(_, _, a)| is_settled(context, a))
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
        if !named || is_settled(context, credit) || resolved.contains(by) || said.contains(by) {
            continue;
        }
        let cue = credit.cue.as_ref().map_or(*span, |c| c.span);
        if is_place(context, credit) || in_list(context, by) || !is_work(context, cue) {
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
fn is_settled(context: &Context<'_>, credit: &Attribution) -> bool {
    let named = |id: &str| {
        let source = context.layers.sources.iter().find(|s| s.id == id);
        source.is_some_and(|s| s.kind == SourceKind::Named)
    };
    !credit.candidates.is_empty() || credit.source.as_deref().is_some_and(|id| !named(id))
}

fn is_place(context: &Context<'_>, credit: &Attribution) -> bool {
    let entity = credit.entity.as_deref();
    let entity = entity.and_then(|id| context.layers.entities.iter().find(|e| e.id == id));
    entity.is_some_and(|e| e.kind == EntityType::Location)
}

/// Whether an entry has the name's telling words, or its acronym.
fn in_list(context: &Context<'_>, by: &str) -> bool {
    let words: Vec<String> = words_of(context.doc.lang, by)
        .into_iter()
        .filter(|w| w.chars().count() > 3)
        .map(|w| fold::fold(&w))
        .collect();
    let acronym = (!by.contains(' ')).then(|| fold::fold(by));
    context
        .layers
        .sources
        .iter()
        .filter(|s| s.kind != SourceKind::Named)
        .any(|s| {
            let raw = fold::fold(&s.raw);
            let raw: FxHashSet<&str> = raw.split(|c: char| !c.is_alphanumeric()).collect();
            let shared = words.iter().filter(|w| raw.contains(w.as_str())).count();
            acronym.as_deref().is_some_and(|a| raw.contains(a))
                || !words.is_empty() && shared * 3 >= words.len() * 2
        })
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
