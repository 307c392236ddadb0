//! `name-spelling-varies`: one name that the text spells in two ways.
//!
//! Words that only come with a capital are compared: names that sound alike in a transliteration or
//! differ by accents ([`super::super::spelling`]), unless the words beside them tell two things apart:
//! Eric Schmidt and Erik Prince, Dmitri Peskov and Dmitry Kornev. A slip of one letter is only believed
//! where the word beside is the same. Words in italics and in another language's sentences are left out:
//! a title keeps its spelling. The rarer spelling is the one named.

use super::super::spelling::{Likeness, same_given};
use super::super::{Context, Hit, Place};
use crate::model::EntityType;
use crate::text::{FormId, Shape};
use rustc_hash::{FxHashMap, FxHashSet};

pub(in crate::audit) fn check(context: &Context<'_>) -> Vec<Hit> {
    let mut out = Vec::new();
    let mut seen: FxHashSet<(FormId, FormId)> = FxHashSet::default();
    for &name in &context.mentions.names {
        let Some(name) = Name::new(context, name) else {
            continue;
        };
        for (other, likeness) in context.mentions.alike(name.lower) {
            let Some(other) = Name::new(context, other) else {
                continue;
            };
            let pair = (name.form.min(other.form), name.form.max(other.form));
            if !seen.insert(pair) || !is_one(context, &name, &other, likeness) {
                continue;
            }
            let (rare, usual) =
                if (name.places.len(), other.places[0]) < (other.places.len(), name.places[0]) {
                    (&name, &other)
                } else {
                    (&other, &name)
                };
            out.push(hit(context, rare, usual));
        }
    }
    out.extend(acronyms(context));
    out
}

/// A name with the tokens that count as evidence.
struct Name<'a> {
    form: FormId,
    lower: &'a str,
    places: Vec<usize>,
}

impl<'a> Name<'a> {
    fn new(context: &Context<'a>, form: FormId) -> Option<Name<'a>> {
        let doc = context.doc;
        let places: Vec<usize> = context
            .mentions
            .places(form)
            .iter()
            .map(|&at| at as usize)
            .filter(|&at| {
                let sentence = doc.sentence_at(doc.tokens[at].span.start());
                let home = sentence.is_some_and(|s| doc.sentences[s].lang == doc.lang);
                home && !context.mentions.is_emphasised(at)
            })
            .collect();
        let lower = &*doc.forms.get(form).lower;
        let long = lower.chars().count() >= 5;
        (long && !places.is_empty()).then_some(Name {
            form,
            lower,
            places,
        })
    }
}

/// Whether two names alike are one thing's.
fn is_one(context: &Context<'_>, a: &Name<'_>, b: &Name<'_>, likeness: Likeness) -> bool {
    // The accents of capitals are optional in print: ÉTAT and ETAT, Étienne and Etienne.
    let tail = |n: &Name<'_>| n.lower.chars().skip(1).collect::<String>();
    if likeness == Likeness::Accent && tail(a) == tail(b) {
        return false;
    }
    let before = agreement(context, a, b, |at| context.mentions.before(at));
    let after = agreement(context, a, b, |at| context.mentions.after(at));
    if likeness == Likeness::Slip {
        return before == Some(true) || after == Some(true);
    }
    let whole = |n: &Name<'_>| n.places.iter().any(|&at| is_whole(context, at));
    match (before, after) {
        (Some(false), _) | (_, Some(false)) => false,
        (_, Some(true)) | (Some(true), None) => true,
        // Nothing beside agrees: both must be names by themselves, not a word of a longer one (the
        // Cyber Resilience Act and « la Résilience »).
        (None, None) => whole(a) && whole(b),
    }
}

/// Whether the name at token `at` stands alone, or behind a person's one given name.
fn is_whole(context: &Context<'_>, at: usize) -> bool {
    let mentions = &context.mentions;
    let Some(before) = mentions.before(at) else {
        return mentions.after(at).is_none();
    };
    let entity = context.entity_at(context.doc.tokens[at].span);
    let person = entity.is_some_and(|e| e.kind == EntityType::Person);
    person && mentions.after(at).is_none() && mentions.before(before).is_none()
}

/// Whether the words that `beside` finds by the two names agree; `None` where one has none.
fn agreement(
    context: &Context<'_>,
    a: &Name<'_>,
    b: &Name<'_>,
    beside: impl Fn(usize) -> Option<usize>,
) -> Option<bool> {
    let words = |n: &Name<'_>| -> Vec<&str> {
        let words = n.places.iter().filter_map(|&at| beside(at));
        let mut words: Vec<&str> = words.map(|at| context.doc.token_text(at)).collect();
        words.sort_unstable();
        words.dedup();
        words.truncate(8);
        words
    };
    let (a, b) = (words(a), words(b));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    Some(a.iter().any(|x| b.iter().any(|y| same_given(x, y))))
}

/// Acronyms that are written now in capitals, now with small letters among them: BEROC, BEROc.
fn acronyms(context: &Context<'_>) -> Vec<Hit> {
    let doc = context.doc;
    let mut by_lower: FxHashMap<&str, Vec<FormId>> = FxHashMap::default();
    let mut order: Vec<&str> = Vec::new();
    for &id in &context.mentions.names {
        let form = doc.forms.get(id);
        let long = form.text.chars().count() >= 4 && form.text.chars().all(char::is_alphabetic);
        // A plural's small letter is no variant: ONGs, NGOs.
        let stem = form.text.strip_suffix('s').unwrap_or(&form.text);
        let plural = stem.chars().all(char::is_uppercase) && stem.len() < form.text.len();
        // In Mixed and Upper words the capitals are the author's choice, as they are in no other.
        let capitals = form.text.chars().filter(|c| c.is_uppercase()).count();
        let acronym = form.shape == Shape::Upper || capitals >= 3;
        if long && acronym && !plural {
            let group = by_lower.entry(&form.lower).or_default();
            if group.is_empty() {
                order.push(&form.lower);
            }
            group.push(id);
        }
    }
    let mut out = Vec::new();
    for lower in order {
        if let [first, rest @ ..] = &by_lower[lower][..] {
            for other in rest {
                let name = |form: FormId| Name {
                    form,
                    lower,
                    places: context
                        .mentions
                        .places(form)
                        .iter()
                        .map(|&at| at as usize)
                        .collect(),
                };
                let (a, b) = (name(*first), name(*other));
                let (rare, usual) = if a.places.len() < b.places.len() {
                    (a, b)
                } else {
                    (b, a)
                };
                out.push(hit(context, &rare, &usual));
            }
        }
    }
    out
}

fn hit(context: &Context<'_>, rare: &Name<'_>, usual: &Name<'_>) -> Hit {
    let doc = context.doc;
    let text = |n: &Name<'_>| &*doc.forms.get(n.form).text;
    let span = rare.places.first().map(|&at| doc.tokens[at].span);
    let span = span.unwrap_or_default();
    Hit::new(Place::View(span), "varies")
        .with("rare", text(rare))
        .with("usual", text(usual))
        .with("rare_count", rare.places.len().to_string())
        .with("usual_count", usual.places.len().to_string())
        .related(context.entity_at(span).map(|e| e.id.clone()))
}
