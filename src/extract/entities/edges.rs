//! Edges: where a name begins and ends beyond what the model saw.
//!
//! | step | example |
//! | --- | --- |
//! | a head written with a capital names something, whatever follows | `la Fondation pour le logement` |
//! | a name whose head stands behind a conjunction goes on | `Economic Research and Outreach Center` |
//! | two institutions that a conjunction and an article part are two | `la Fondation X et l'Union Y` |
//! | particles before a family name belong to it | `van der Berg` |
//! | a verb that is no participle ends a name | `Land du Tyrol`, which `oblige` |

use super::lexicon::{LEXICON, WordFlags};
use super::rules::Found;
use super::scan::Scan;
use super::seen::Seen;
use crate::model::EntityType;
use crate::tag::{Tagger, is_listed};
use crate::text::{Document, Shape, is_function_word};
use rustc_hash::FxHashSet;
use std::cell::LazyCell;
use std::ops::Range;

/// Mends `found` by `proposals`; both sorted and separate.
pub fn mend(
    doc: &Document,
    scan: &Scan,
    seen: &Seen,
    proposals: &[Found],
    found: Vec<Found>,
) -> Vec<Found> {
    let mut found = add_heads(doc, scan, seen, proposals, found);
    end_at_verbs(doc, scan, &mut found);
    let mut found: Vec<Found> = (found.into_iter())
        .flat_map(|f| part_heads(doc, scan, f))
        .collect();
    let whole = whole_names(doc, &found);
    for i in 0..found.len() {
        let ceiling = found
            .get(i + 2)
            .map_or(doc.tokens.len(), |f| f.tokens.start);
        if let Some(end) = tied_end(doc, scan, &found[i], &whole, ceiling) {
            found[i].tokens.end = end;
        }
    }
    // What a longer name has taken in goes.
    let mut end = 0;
    found.retain(|f| {
        let keep = f.tokens.start >= end;
        if keep {
            end = f.tokens.end;
        }
        keep
    });
    found
}

/// Cuts names before a verb in small letters, with the small words right before it.
fn end_at_verbs(doc: &Document, scan: &Scan, found: &mut [Found]) {
    let tagger = LazyCell::new(|| Tagger::new(doc));
    let titled = [EntityType::Work, EntityType::Event, EntityType::Product];
    for f in found.iter_mut().filter(|f| !titled.contains(&f.kind)) {
        let lang = doc.sentences[scan.sentence[f.tokens.start] as usize].lang;
        let participles = &LEXICON.participle_endings[lang.index()];
        let verb = |&t: &usize| {
            let form = doc.form(t);
            let participle = || participles.iter().any(|e| form.lower.ends_with(e.as_str()));
            form.shape == Shape::Lower
                && match tagger.tag(t) {
                    "AUX" => true,
                    // Of a word that is not listed the tagger only guesses.
                    "VERB" => is_listed(lang, &form.lower) && !participle(),
                    _ => false,
                }
        };
        let Some(end) = (f.tokens.start + 1..f.tokens.end).find(verb) else {
            continue;
        };
        let small = |t: usize| {
            doc.form(t).shape == Shape::Lower && is_function_word(lang, &doc.form(t).lower)
        };
        f.tokens.end = end;
        while f.tokens.len() > 1 && small(f.tokens.end - 1) {
            f.tokens.end -= 1;
        }
    }
}

/// Institutions that a head with a capital within a sentence gives away and the model left out.
fn add_heads(
    doc: &Document,
    scan: &Scan,
    seen: &Seen,
    proposals: &[Found],
    found: Vec<Found>,
) -> Vec<Found> {
    let mut out = Vec::with_capacity(found.len());
    let mut rest = found.into_iter().peekable();
    for p in proposals {
        out.extend(std::iter::from_fn(|| {
            rest.next_if(|f| f.tokens.start < p.tokens.start)
        }));
        let at = p.tokens.start;
        let free = out.last().is_none_or(|o: &Found| o.tokens.end <= at)
            && rest.peek().is_none_or(|f| f.tokens.start >= p.tokens.end);
        let sure = p.rule == "name/head"
            && p.kind == EntityType::Organisation
            && p.tokens.len() >= 3
            && doc.form(at).is_capital()
            && !seen.first_words[at]
            && !scan.capitals[scan.sentence[at] as usize];
        if free && sure {
            out.push(p.clone());
        }
    }
    out.extend(rest);
    out
}

/// Cuts an institution's name before a conjunction and an article behind which another head begins.
fn part_heads(doc: &Document, scan: &Scan, f: Found) -> Vec<Found> {
    let Range { start, end } = f.tokens;
    let cut = (start + 2..end.saturating_sub(2)).find(|&t| {
        scan.flags(doc, t).has(WordFlags::CONJUNCTION)
            && scan.flags(doc, t + 1).has(WordFlags::ARTICLE)
            && doc.form(t + 2).is_capital()
            && begins_with_head(scan, t + 2)
    });
    match cut.filter(|_| f.kind == EntityType::Organisation) {
        None => vec![f],
        Some(at) => [start..at, at + 2..end]
            .map(|tokens| Found {
                tokens,
                ..f.clone()
            })
            .into(),
    }
}

/// Whether a head that is a part of the name begins at token `at`.
fn begins_with_head(scan: &Scan, at: usize) -> bool {
    let first = scan.heads.partition_point(|h| h.tokens.start < at);
    (scan.heads[first..].iter())
        .take_while(|h| h.tokens.start == at)
        .any(|h| LEXICON.heads[h.head as usize].inside)
}

/// Names of two words and more, folded.
fn whole_names(doc: &Document, found: &[Found]) -> FxHashSet<String> {
    (found.iter())
        .filter(|f| f.tokens.len() > 1)
        .map(|f| folded(doc, f))
        .collect()
}

fn folded(doc: &Document, f: &Found) -> String {
    let words: Vec<&str> = f.tokens.clone().map(|t| &*doc.form(t).fold).collect();
    words.join(" ")
}

/// Takes in the particles before persons' names. One that is a word of the sentence's language ends it:
/// `l'étude de van der Berg`.
pub fn take_particles(doc: &Document, scan: &Scan, found: &mut [Found]) {
    let mut floor = 0;
    for f in found {
        if f.kind == EntityType::Person {
            reach_back(doc, scan, floor, f);
        }
        floor = f.tokens.end;
    }
}

fn reach_back(doc: &Document, scan: &Scan, floor: usize, f: &mut Found) {
    let lang = doc.sentences[scan.sentence[f.tokens.start] as usize].lang;
    while f.tokens.start > floor {
        let before = f.tokens.start - 1;
        let form = doc.form(before);
        let particle = scan.flags(doc, before).has(WordFlags::PARTICLE)
            && scan.sentence[before] == scan.sentence[f.tokens.start]
            && !form.is_capital()
            && !is_function_word(lang, &form.lower);
        if !particle {
            return;
        }
        f.tokens.start = before;
    }
}

/// Where an institution's name ends that goes on behind a conjunction: what follows closes with a head
/// that the first part lacks.
fn tied_end(
    doc: &Document,
    scan: &Scan,
    f: &Found,
    whole: &FxHashSet<String>,
    ceiling: usize,
) -> Option<usize> {
    let tie = f.tokens.end;
    let sentence = scan.sentence[f.tokens.start];
    let inside = |t: usize| t < ceiling && scan.sentence[t] == sentence;
    if f.kind != EntityType::Organisation
        || f.tokens.len() < 2
        || f.rule == "name/list"
        || !inside(tie)
        || !scan.flags(doc, tie).has(WordFlags::CONJUNCTION)
        || has_head(scan, f)
    {
        return None;
    }
    let mut end = tie + 1;
    while inside(end) && doc.form(end).is_capital() && doc.tokens[end].gap && end - tie <= 4 {
        end += 1;
    }
    // Two names are joined where the second is named elsewhere too.
    let second = Found {
        tokens: tie + 1..end,
        ..f.clone()
    };
    let closes = closing_head(scan, tie + 2, end);
    (closes && !(second.tokens.len() > 1 && whole_elsewhere(doc, &second, whole))).then_some(end)
}

/// Whether `second` is a name on its own in another place of the document.
fn whole_elsewhere(doc: &Document, second: &Found, whole: &FxHashSet<String>) -> bool {
    whole.contains(&folded(doc, second))
}

/// Whether a head that closes names stands right before `end`, not before `from`.
fn closing_head(scan: &Scan, from: usize, end: usize) -> bool {
    let first = scan.heads.partition_point(|h| h.tokens.start < from);
    (scan.heads[first..].iter())
        .take_while(|h| h.tokens.start < end)
        .any(|h| h.tokens.end == end && LEXICON.heads[h.head as usize].follow.end)
}

/// Whether a name holds a head itself.
fn has_head(scan: &Scan, f: &Found) -> bool {
    let first = scan
        .heads
        .partition_point(|h| h.tokens.start < f.tokens.start);
    (scan.heads[first..].iter())
        .take_while(|h| h.tokens.start < f.tokens.end)
        .any(|h| h.tokens.end <= f.tokens.end)
}
