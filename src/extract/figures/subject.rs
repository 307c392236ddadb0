//! What a figure counts or measures: the noun phrase after it, or before it.

use super::lexicon::role;
use super::quantity::Quantity;
use super::scan::Scan;
use crate::model::FigureKind;
use crate::text::{Shape, Span};
use std::ops::Range;

/// How many words a noun phrase has at most.
const WORDS: usize = 3;

/// The noun phrase right after the figure: `4 300 pages`, `41 % des voix`, `47 Md$ de dettes`.
/// Gives the token behind it, too.
pub(super) fn after(scan: &Scan, quantity: &Quantity) -> Option<(Span, usize)> {
    let counts = matches!(quantity.kind, FigureKind::Count);
    let mut at = quantity.end;
    if let Some((end, _)) = scan.lex.hedges_after.at(scan.doc, at, scan.end) {
        at = end;
    }
    if let Some((end, ())) = scan.lex.nouns.only.at(scan.doc, at, scan.end) {
        at = end;
    }
    if scan
        .lex
        .nouns
        .compare
        .at(scan.doc, at, scan.end)
        .is_some_and(|(end, _)| end > at + 1 || scan.is_function(at))
    {
        return None;
    }
    let direct = counts && quantity.scale < 1e6 || counts && !scan.lex.nouns.head_first;
    let plural = counts && quantity.value.abs() >= 2.0;
    if direct && let Some(found) = phrase(scan, at, plural) {
        return Some((scan.doc.span_of(found.clone()), found.end));
    }
    let (mut at, ()) = scan.lex.links.of_what.at(scan.doc, at, scan.end)?;
    while scan
        .word_at(at)
        .is_some_and(|w| scan.lex.nouns.determiners.has(w))
    {
        at += 1;
    }
    let found = phrase(scan, at, false)?;
    Some((scan.doc.span_of(found.clone()), found.end))
}

/// The noun that a later number of the same construction has: `149 des 504 substances`, `onze de
/// ses vingt et un récifs`.
pub(super) fn shared(scan: &Scan, quantity: &Quantity) -> Option<(Span, usize)> {
    if quantity.kind != FigureKind::Count || quantity.unit.is_some() {
        return None;
    }
    let (mut at, ()) = scan
        .lex
        .links
        .of_what
        .at(scan.doc, quantity.end, scan.end)?;
    while scan
        .word_at(at)
        .is_some_and(|w| scan.lex.nouns.determiners.has(w))
    {
        at += 1;
    }
    if !scan.is_number_like(at) {
        return None;
    }
    let whole = super::number::number(scan, at).filter(|n| n.first == at && !n.is_article())?;
    let found = phrase(scan, whole.end, whole.value >= 2.0)?;
    Some((scan.doc.span_of(found), quantity.end))
}

/// The noun phrase that begins at token `at`.
fn phrase(scan: &Scan, mut at: usize, plural: bool) -> Option<Range<usize>> {
    let nouns = &scan.lex.nouns;
    // A hyphen parts no noun from its number: 1,500-strong is an adjective.
    while scan.word_at(at).is_some_and(|w| nouns.adjectives.has(w)) {
        at += 1;
    }
    if nouns.head_first {
        head_first(scan, at, plural)
    } else {
        head_last(scan, at, plural)
    }
}

/// A word that may stand in a noun phrase.
fn content(scan: &Scan, at: usize) -> bool {
    scan.word_at(at).is_some_and(|w| w.text.chars().count() > 1)
        && !scan.is_function(at)
        && scan.number_pieces(at).is_none()
        && scan.lex.hedges_after.at(scan.doc, at, scan.end).is_none()
}

/// `tirs de canon`, `exportations nettes`, `Rafale`.
fn head_first(scan: &Scan, at: usize, plural: bool) -> Option<Range<usize>> {
    if !content(scan, at) {
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
    if lower(end) && agrees && scan.looks_plural(end) {
        end += 1;
    } else if scan
        .word_at(end)
        .is_some_and(|w| scan.lex.numbers.of.has(w))
        && lower(end + 1)
        && scan.number_pieces(end + 1).is_none()
    {
        end += 2;
    }
    Some(at..end)
}

/// `low-income countries`, `Kazakh customs officers`, `revenue`.
fn head_last(scan: &Scan, at: usize, plural: bool) -> Option<Range<usize>> {
    let mut end = at;
    let mut head = None;
    while end < at + 8 {
        let hyphen = end > at && matches!(scan.text(end), "-" | "–") && scan.tight(end);
        if hyphen {
            end += 1;
            continue;
        }
        let named = end > at && scan.is(end, role::DIGITS) && scan.form(end - 1).is_capital();
        if !content(scan, end) && !named {
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
            let verb = ["ed", "ing", "en"]
                .iter()
                .any(|e| scan.form(at).lower.ends_with(e));
            let named = scan.form(at).is_capital();
            if named || run == 1 && !verb {
                end
            } else {
                return None;
            }
        }
        None => end,
    };
    Some(last.saturating_sub(WORDS + usize::from(plural)).max(at)..last)
}

/// The noun phrase that the figure belongs to, before it: `un prêt de 1,4 milliard`, `la
/// participation tomba à 43,9 %`.
pub(super) fn before(scan: &Scan, quantity: &Quantity) -> Option<Span> {
    let mut first = quantity.first;
    if let Some((start, _)) = scan.lex.hedges_before.before(scan.doc, first, scan.start) {
        first = start;
    }
    near(scan, first)
        .or_else(|| clause_subject(scan, first))
        .map(|r| scan.doc.span_of(r))
}

/// `un prêt de …`, `le gouffre de …`, `loan of …`, `frégate (…`.
pub(super) fn near(scan: &Scan, first: usize) -> Option<Range<usize>> {
    let link = first.checked_sub(1).filter(|&l| l > scan.start)?;
    let of = scan
        .word_at(link)
        .is_some_and(|w| scan.lex.links.from.has(w) || scan.lex.links.of.has(w));
    let bracket = scan.text(link) == "(";
    if !of && !bracket {
        return None;
    }
    let found = phrase_before(scan, link)?;
    // A verb's own complement (chuter de 65 %) is no phrase: it has no determiner before it.
    let determined = found
        .start
        .checked_sub(1)
        .and_then(|d| scan.word_at(d))
        .is_some_and(|w| scan.lex.nouns.determiners.has(w));
    (determined || bracket).then_some(found)
}

/// The noun phrase that ends before token `end`.
fn phrase_before(scan: &Scan, end: usize) -> Option<Range<usize>> {
    let nouns = &scan.lex.nouns;
    let mut start = end;
    while start > scan.start && end - start < 6 {
        let at = start - 1;
        let link = scan.word_at(at).is_some_and(|w| scan.lex.numbers.of.has(w));
        let hyphen = scan.text(at) == "-" && scan.tight(at);
        if content(scan, at)
            || (link || hyphen) && start < end && at > scan.start && content(scan, at - 1)
        {
            start = at;
        } else {
            break;
        }
    }
    if start == end {
        return None;
    }
    let words = start..end;
    Some(if nouns.head_first {
        words.start..words.end.min(words.start + WORDS)
    } else {
        words.end.saturating_sub(WORDS).max(words.start)..words.end
    })
}

/// The first noun phrase of the clause that the token `before` stands in.
fn clause_subject(scan: &Scan, before: usize) -> Option<Range<usize>> {
    let mut start = before;
    while start > scan.start
        && !matches!(scan.text(start - 1), ";" | ":" | "." | "(" | "—" | "«")
        && before - start < 60
    {
        start -= 1;
    }
    let nouns = &scan.lex.nouns;
    let mut fallback = None;
    let mut at = start;
    while at < before {
        let opens = at == start
            || !scan.form(at - 1).text.chars().any(char::is_alphanumeric)
            || scan
                .word_at(at - 1)
                .is_some_and(|w| nouns.conjunctions.has(w));
        let determiner = scan
            .word_at(at)
            .is_some_and(|w| nouns.determiners.has(w) && !scan.lex.numbers.of.has(w));
        let bare = at == scan.start && content(scan, at);
        if determiner || bare {
            let noun = at + usize::from(determiner);
            if let Some(found) = phrase(scan, noun, false).filter(|f| f.end <= before) {
                let named = scan.form(found.start).is_capital() && !bare;
                if opens && !named {
                    let found = if nouns.head_first {
                        found
                    } else {
                        shorten(scan, found)
                    };
                    return Some(found);
                }
                fallback.get_or_insert(found.clone());
                at = found.end;
                continue;
            }
        }
        at += 1;
    }
    fallback.map(|f: Range<usize>| {
        if nouns.head_first {
            f
        } else {
            shorten(scan, f)
        }
    })
}

/// Of a run of words in front of a verb, the first two: the verb is none of the noun.
fn shorten(scan: &Scan, run: Range<usize>) -> Range<usize> {
    let hyphens = run.clone().filter(|&i| scan.text(i) == "-").count();
    run.start..run.end.min(run.start + 2 + 2 * hyphens)
}
