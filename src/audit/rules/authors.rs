//! `author-spelling-differs`: an author whom the text spells otherwise than the reference list.
//!
//! The family name of each author is looked for in the text. Where it does not come as listed, but a
//! name alike does (see [`super::super::spelling`]), the two are taken for one, unless the given names
//! speak against it; a slip of one letter needs a given name or initial that agrees. Two entries of the
//! list that spell one author differently are found too.

use super::super::spelling::{Likeness, likeness, same_given};
use super::super::{Context, Hit, Place};
use crate::model::{Person, Source, SourceKind};
use crate::text::{FormId, fold, words_of};
use rustc_hash::FxHashMap;

pub(in crate::audit) fn check(context: &Context<'_>) -> Vec<Hit> {
    let mut authors: Vec<Author<'_>> = Vec::new();
    let mut index: FxHashMap<(String, String), usize> = FxHashMap::default();
    for source in context.layers.sources.iter().filter(|s| is_listed(s)) {
        for person in &source.author {
            let Some(author) = Author::new(context, person, source) else {
                continue;
            };
            let key = (author.lower.clone(), fold::lower(author.given));
            match index.get(&key) {
                Some(&i) => authors[i].sources.push(source.id.clone()),
                None => {
                    index.insert(key, authors.len());
                    authors.push(author);
                }
            }
        }
    }
    let mut out: Vec<Hit> = authors
        .iter()
        .filter(|a| {
            !context.mentions.has_fold(&fold::fold(&a.lower)) || !written(context, &a.lower)
        })
        .flat_map(|author| in_text(context, author))
        .collect();
    out.extend(in_list(&authors));
    out
}

/// Whether a source stands in a list or note of the document's own.
fn is_listed(source: &Source) -> bool {
    matches!(source.kind, SourceKind::Bibliography | SourceKind::Footnote)
}

struct Author<'a> {
    family: &'a str,
    given: &'a str,
    /// The longest word of the family name, in small letters.
    lower: String,
    sources: Vec<String>,
    /// Where its first entry stands.
    place: (u32, u32),
}

impl<'a> Author<'a> {
    fn new(context: &Context<'_>, person: &'a Person, source: &Source) -> Option<Author<'a>> {
        let family = person.family.as_deref()?;
        let words = words_of(context.doc.lang, family);
        let lower = words.into_iter().max_by_key(|w| w.chars().count())?;
        (lower.chars().count() >= 4).then(|| Author {
            family,
            given: person.given.as_deref().unwrap_or(""),
            lower,
            sources: vec![source.id.clone()],
            place: (source.start, source.end),
        })
    }

    fn first_given(&self) -> &str {
        self.given
            .split(|c: char| fold::is_space(c) || matches!(c, '(' | ')'))
            .find(|w| !w.is_empty())
            .unwrap_or("")
    }
}

/// Whether the text writes this name just so, accents included.
fn written(context: &Context<'_>, lower: &str) -> bool {
    let folded = fold::fold(lower);
    context
        .mentions
        .of_fold(&folded)
        .any(|at| *context.doc.form(at).lower == *lower)
}

/// Names of the text that are the author's, spelt otherwise.
fn in_text(context: &Context<'_>, author: &Author<'_>) -> Vec<Hit> {
    let (doc, mentions) = (context.doc, &context.mentions);
    let mut out: Vec<Hit> = Vec::new();
    let mut said: Vec<FormId> = Vec::new();
    for (form, likeness) in mentions.alike(&author.lower) {
        let places = mentions.places(form);
        let agrees = |at: usize| {
            let given = author.first_given();
            match mentions.before(at) {
                Some(before) if !given.is_empty() => {
                    Some(same_given(given, doc.token_text(before)))
                }
                _ => None,
            }
        };
        let verdicts: Vec<Option<bool>> = places.iter().map(|&at| agrees(at as usize)).collect();
        let confirmed = verdicts.contains(&Some(true));
        let refuted = verdicts.contains(&Some(false));
        let sure = confirmed || !refuted && likeness == Likeness::Accent;
        let sure = sure || !refuted && likeness == Likeness::Transliteration && places.len() > 1;
        if !sure || said.contains(&form) {
            continue;
        }
        said.push(form);
        let at = places
            .iter()
            .zip(&verdicts)
            .find(|(_, v)| !confirmed || **v == Some(true))
            .map_or(0, |(&at, _)| at as usize);
        let token = &doc.tokens[at];
        out.push(
            Hit::new(Place::View(token.span), "text")
                .with("text", doc.token_text(at))
                .with("list", author.family)
                .related(author.sources.iter().cloned()),
        );
    }
    out
}

/// Authors whom two entries of the list spell differently.
fn in_list(authors: &[Author<'_>]) -> Vec<Hit> {
    // By the first two letters' sounds, so that the work stays near linear.
    let mut groups: FxHashMap<String, Vec<&Author<'_>>> = FxHashMap::default();
    for author in authors {
        let folded = fold::fold(&author.lower);
        let key = super::super::spelling::skeleton(&folded);
        groups
            .entry(key.chars().take(3).collect())
            .or_default()
            .push(author);
    }
    let mut out = Vec::new();
    for group in groups.values().filter(|g| (2..64).contains(&g.len())) {
        for (i, a) in group.iter().enumerate() {
            for b in &group[i + 1..] {
                let given = (a.first_given(), b.first_given());
                let same =
                    !given.0.is_empty() && !given.1.is_empty() && same_given(given.0, given.1);
                if same && likeness(&a.lower, &b.lower).is_some() {
                    let (first, second) = if a.place <= b.place { (a, b) } else { (b, a) };
                    out.push(
                        Hit::new(Place::CodePoints(second.place.0, second.place.1), "list")
                            .with("text", second.family)
                            .with("list", first.family)
                            .related(first.sources.iter().chain(&second.sources).cloned()),
                    );
                }
            }
        }
    }
    out
}
