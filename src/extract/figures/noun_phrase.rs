//! Noun phrases, read by the words that begin, join and end them: no parser is run.

use super::lexicon::role;
use super::scan::Scan;
use crate::tag::WordClasses;
use crate::text::Shape;
use std::ops::Range;

/// How many words a noun phrase has at most.
pub(super) const WORDS: usize = 3;

/// Adjectives or nouns of a list that share a noun.
const LISTED: usize = 3;

/// Nouns that complete one another before a verb: le coût de la fin de l'aide.
const COMPLEMENTS: usize = 4;

/// The noun phrase that begins at token `at`.
pub(super) fn phrase(scan: &Scan, mut at: usize, plural: bool) -> Option<Range<usize>> {
    let nouns = &scan.lex.nouns;
    let from = at;
    // A hyphen parts no noun from its number: 1,500-strong is an adjective.
    while scan.has(at, &nouns.adjectives) {
        at += 1;
    }
    let found = if nouns.head_first {
        // 700 jeunes qui …
        head_first(scan, at, plural).or_else(|| {
            let last = at.checked_sub(1).filter(|&last| last >= from)?;
            let noun = !scan.has(last, &scan.lex.numbers.ordinals) && !scan.is_no_noun(last);
            let complement = scan.has(at, &nouns.prepositions);
            (noun && !complement).then_some(last..at)
        })
    } else {
        head_last(scan, at, plural, LISTED)
    };
    let found = found.filter(|f| !scan.has(f.end - 1, &nouns.pronouns))?;
    // le nombre de ses chapitres: of chapters
    if scan.has(found.start, &nouns.counted)
        && let Some((inner, ())) = scan.lex.links.of_what.at(scan, found.start + 1)
    {
        let inner = scan.past_determiners(inner);
        let things = (!scan.has(inner, &nouns.counted)).then(|| phrase(scan, inner, false));
        return things.flatten().or(Some(found));
    }
    Some(found)
}

/// A word that may stand in a noun phrase.
pub(super) fn content(scan: &Scan, at: usize) -> bool {
    scan.word_at(at).is_some_and(|w| w.text.chars().count() > 1)
        && (!scan.is_function(at) || is_homograph(scan, at))
        && scan.number_pieces(at).is_none()
        && scan.lex.hedges_after.at(scan, at).is_none()
}

/// Whether a function word is a noun where it stands: trois tonnes d'or.
fn is_homograph(scan: &Scan, at: usize) -> bool {
    at > scan.start
        && scan.has(at, &scan.lex.nouns.homographs)
        && scan.has(at - 1, &scan.lex.numbers.of)
}

/// Whether a verb stands at token `at`, as far as the tables know.
pub(super) fn verb(scan: &Scan, at: usize) -> bool {
    scan.has(at, &scan.lex.nouns.verbs)
}

/// `tirs de canon`, `exportations nettes`, `Rafale`.
fn head_first(scan: &Scan, mut at: usize, plural: bool) -> Option<Range<usize>> {
    // deux récentes attaques
    while content(scan, at) && scan.is_only(at, WordClasses::ADJECTIVE) && content(scan, at + 1) {
        at += 1;
    }
    if !content(scan, at) || scan.is_no_noun(at) {
        return None;
    }
    let small = scan.form(at).shape == Shape::Lower;
    if plural && small && !scan.looks_plural(at) {
        return None;
    }
    let mut end = at + 1;
    if !small {
        return Some(at..end);
    }
    let agrees = scan.looks_plural(at);
    let lower = |at: usize| content(scan, at) && scan.form(at).shape == Shape::Lower;
    if lower(end) && agrees && scan.looks_plural(end) && !verb(scan, end) {
        // chansons interprétées lors de …
        end += usize::from(!scan.is_only(end, WordClasses::VERB));
    } else if scan.has(end, &scan.lex.numbers.of)
        && lower(end + 1)
        && !scan.is_no_noun(end + 1)
        && scan.number_pieces(end + 1).is_none()
    {
        end += 2;
    }
    Some(at..end)
}

/// `low-income countries`, `Kazakh customs officers`, `revenue`.
///
/// `left`: how many more adjectives or nouns of a list are gone through for the noun that they share.
fn head_last(scan: &Scan, mut at: usize, plural: bool, left: usize) -> Option<Range<usize>> {
    let mut end = at;
    let mut head = None;
    while end < at + 8 {
        // the alliance's land border
        if end > at && scan.has(end, &scan.lex.nouns.possessives) {
            end += 1;
            at = end;
            continue;
        }
        let hyphen = end > at && matches!(scan.text(end), "-" | "–") && scan.tight(end);
        if hyphen {
            end += 1;
            continue;
        }
        let named = end > at && scan.is(end, role::DIGITS) && scan.form(end - 1).is_capital();
        // After a determiner a noun stands (the cost); after another noun or a number a verb may.
        // self-pay admissions
        let verb = !(end > at && hyphened(scan, end))
            && (verb(scan, end) && (end > at || plural) || end > at && follows_as_verb(scan, end));
        // ship-to-shore cranes
        let tied = end > at && hyphened(scan, end) && scan.word_at(end).is_some();
        if verb || !content(scan, end) && !named && !tied {
            break;
        }
        if plural
            && scan.looks_plural(end)
            && (scan.form(end).shape != Shape::Capitalised || !content(scan, end + 1))
        {
            head = Some(end);
            if !(content(scan, end + 1) && scan.looks_plural(end + 1)) {
                end += 1;
                break;
            }
        }
        end += 1;
    }
    let run = end - at;
    if run == 0 {
        return None;
    }
    let last = match head {
        Some(head) => head + 1,
        None if plural => {
            // A verb has no noun's number; a name or a lone word before a function word counts.
            let verb = ends_as_verb(scan, at);
            let named = scan.form(at).is_capital();
            if named || run == 1 && !verb {
                // two separate and competing worlds
                if let Some(later) = listed(scan, end, true, left) {
                    return Some(later);
                }
                end
            } else {
                return None;
            }
        }
        None => match coordinated(scan, end, left) {
            Some(later) => return Some(later),
            None => end,
        },
    };
    // products new and old
    let Some(noun) = (at..last).rfind(|&i| !scan.is_no_noun(i)) else {
        return listed(scan, last, plural, left);
    };
    let start = (noun + 1)
        .saturating_sub(WORDS + usize::from(plural))
        .max(at);
    Some(whole(scan, start, at)..noun + 1)
}

/// The noun behind `and` that the one before token `at` only describes: all hip and knee operations.
fn coordinated(scan: &Scan, at: usize, left: usize) -> Option<Range<usize>> {
    if left == 0 || !scan.has(at, &scan.lex.links.and) || scan.looks_plural(at - 1) {
        return None;
    }
    let later = head_last(scan, at + 1, true, left - 1)?;
    (later.len() > 1 && scan.form(at + 1).shape == Shape::Lower).then_some(later)
}

/// The noun that an adjective shares with the one before token `at`: `new, larger ships`.
fn listed(scan: &Scan, at: usize, plural: bool, left: usize) -> Option<Range<usize>> {
    let next = at + 1;
    let describes = scan.may_describe(next) || ends_as_verb(scan, next);
    let joins = scan.text(at) == "," || scan.has(at, &scan.lex.links.and);
    let listed = left > 0
        && joins
        && scan.may_describe(at - 1)
        && content(scan, next)
        && describes
        && !scan.looks_plural(next);
    listed
        .then(|| head_last(scan, next, plural, left - 1))
        .flatten()
}

/// Where the word or name begins that token `start` is a part of, from token `at` on: pan-democratic, Hong
/// Kong.
fn whole(scan: &Scan, mut start: usize, at: usize) -> usize {
    let hyphen = |i: usize| matches!(scan.text(i), "-" | "–") && scan.tight(i);
    let name = |i: usize| scan.form(i).is_capital() && scan.form(i - 1).is_capital();
    while start > at && (hyphen(start) || hyphen(start - 1) || name(start)) {
        start -= 1;
    }
    start
}

/// Whether the word at `at` tells what the noun right before it does, or what was done to it: `pilgrims
/// arrive`, `prints selected`.
fn follows_as_verb(scan: &Scan, at: usize) -> bool {
    let participle =
        scan.is_only(at, WordClasses::VERB | WordClasses::ADJECTIVE) && ends_as_verb(scan, at);
    scan.is_only(at, WordClasses::VERB) || participle && scan.looks_plural(at - 1)
}

/// Whether a hyphen ties the word at `at` to the one before: `heat-attributed`.
fn hyphened(scan: &Scan, at: usize) -> bool {
    at > scan.start && matches!(scan.text(at - 1), "-" | "–") && scan.tight(at - 1)
}

pub(super) fn is_named(scan: &Scan, range: &Range<usize>) -> bool {
    scan.form(range.start).is_capital()
}

/// The noun phrase before token `end` that the last one completes: `le coût d'une attaque`, `the demand
/// for lithium`.
pub(super) fn head_before(scan: &Scan, end: usize) -> Option<Range<usize>> {
    let nouns = &scan.lex.nouns;
    let mut found = phrase_before(scan, end)?;
    for _ in 0..COMPLEMENTS {
        let mut link = found.start;
        if scan.has_before(link, &nouns.determiners) && !scan.has_before(link, &nouns.prepositions)
        {
            link -= 1;
        }
        if !scan.has_before(link, &nouns.prepositions) {
            break;
        }
        match phrase_before(scan, link - 1) {
            Some(before) => found = before,
            None => break,
        }
    }
    Some(found)
}

/// The noun phrase that ends before token `end`, or before the verb that does.
pub(super) fn phrase_before(scan: &Scan, mut end: usize) -> Option<Range<usize>> {
    let nouns = &scan.lex.nouns;
    // un droit ramené de 20 à 15 %
    if end > scan.start && !scan.is_function(end - 1) && scan.is_only(end - 1, WordClasses::VERB) {
        end -= 1;
    }
    let mut start = end;
    while start > scan.start && end - start < 6 {
        let at = start - 1;
        let link = scan.has(at, &scan.lex.numbers.of);
        let hyphen = scan.text(at) == "-" && scan.tight(at);
        let joins = (link || hyphen) && start < end && at > scan.start && content(scan, at - 1);
        if content(scan, at) || joins {
            start = at;
        } else {
            break;
        }
    }
    if start == end {
        return None;
    }
    Some(if nouns.head_first {
        start..end
    } else {
        whole(scan, end.saturating_sub(WORDS).max(start), start)..end
    })
}

/// Of a run of words in front of a verb, the first two: the verb is none of the noun.
pub(super) fn shorten(scan: &Scan, run: Range<usize>) -> Range<usize> {
    if scan.lex.nouns.head_first {
        return run;
    }
    // The average household bill rose: what ends before a verb holds none.
    if verb(scan, run.end) {
        return run;
    }
    let hyphens = run.clone().filter(|&i| scan.text(i) == "-").count();
    let end = run.end.min(run.start + 2 + 2 * hyphens);
    // Donors pledged
    let verb = end - run.start == 2 && ends_as_verb(scan, end - 1);
    run.start..end - usize::from(verb)
}

/// Whether the word at `at` ends as participles and past tenses do.
pub(super) fn ends_as_verb(scan: &Scan, at: usize) -> bool {
    let endings = &scan.lex.nouns.verb_endings;
    scan.word_at(at)
        .is_some_and(|w| endings.iter().any(|e| w.lower.ends_with(e.as_str())))
}
