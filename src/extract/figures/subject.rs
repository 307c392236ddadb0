//! What a figure counts or measures: the noun phrase after it, or before it.

use super::noun_phrase::{
    WORDS, content, ends_as_verb, head_before, is_named, phrase, phrase_before, shorten, verb,
};
use super::phrases::Words;
use super::quantity::Quantity;
use super::scan::Scan;
use crate::model::FigureKind;
use crate::text::{Shape, Span};
use std::ops::Range;

/// Tokens of brackets between a figure and its noun.
const BRACKET: usize = 10;

/// The noun phrase right after the figure: `4 300 pages`, `41 % des voix`, `47 Md$ de dettes`.
/// Gives the token behind it, too.
pub(super) fn after(scan: &Scan, quantity: &Quantity) -> Option<(Span, usize)> {
    let counts = matches!(quantity.kind, FigureKind::Count);
    let mut at = quantity.end;
    if let Some((end, _)) = scan.lex.hedges_after.at(scan, at) {
        at = end;
    }
    let only = scan.lex.nouns.only.at(scan, at);
    if let Some((end, ())) = only {
        at = end;
    }
    if let Some((end, ())) = scan.lex.nouns.compare.at(scan, at) {
        // fourteen more cargoes, but four fewer than
        let noun = counts
            && content(scan, end)
            && (scan.looks_plural(end)
                || !scan.lex.nouns.head_first
                    && end == at + 1
                    && phrase(scan, end, true).is_some());
        if !noun {
            return None;
        }
        at = end;
    }
    // a four-year facility
    if quantity.unit.is_some()
        && matches!(scan.text(quantity.first + 1), "-" | "‑")
        && scan.tight(quantity.first + 1)
    {
        let found = phrase(scan, quantity.end, false)?;
        return Some((scan.doc.span_of(found.clone()), found.end));
    }
    // its 2,100 km network, a $50m loan
    let determined = scan.has_before(quantity.first, &scan.lex.nouns.determiners);
    if determined
        && quantity.unit.is_some()
        && !scan.lex.nouns.head_first
        && quantity.kind != FigureKind::Duration
        && scan.gap(quantity.end)
        && let Some(found) = phrase(scan, quantity.end, false)
            .filter(|f| !is_named(scan, f) && !super::unit::is_time(scan, f.start))
            .filter(|f| !ends_as_verb(scan, f.start))
    {
        return Some((scan.doc.span_of(found.clone()), found.end));
    }
    // contre 200 000 visées: of what was named before.
    let compared = scan.lex.nouns.head_first
        && (scan.lex.nouns.against)
            .before(scan, quantity.first)
            .is_some()
        && scan.may_describe(at)
        && scan.may_act(at)
        && scan.word_at(at + 1).is_none();
    // des 2150 déjà présents: an adjective.
    let direct = counts
        && !compared
        && only.is_none()
        && (quantity.scale < 1e6 || !scan.lex.nouns.head_first);
    let plural = counts && quantity.value.abs() >= 2.0;
    if direct && let Some(found) = phrase(scan, at, plural) {
        return Some((scan.doc.span_of(found.clone()), found.end));
    }
    let (at, ()) = scan.lex.links.of_what.at(scan, past_bracket(scan, at))?;
    let at = scan.past_determiners(at);
    // 4,2 millions de « passoires »
    let quoted = matches!(scan.text(at), "«" | "“" | "\"");
    let found = phrase(scan, at + usize::from(quoted), false)?;
    Some((scan.doc.span_of(found.clone()), found.end))
}

/// The token behind the brackets that open at `at`, with another figure: `3 milliards de francs (458
/// millions d'euros) de commissions`.
fn past_bracket(scan: &Scan, at: usize) -> usize {
    if scan.text(at) != "(" {
        return at;
    }
    let close = (at + 1..at + BRACKET).find(|&i| scan.text(i) == ")");
    let figure = |close: usize| (at..close).any(|i| scan.is_number_like(i));
    close.filter(|&c| figure(c)).map_or(at, |close| close + 1)
}

/// The noun that a later number of the same construction has: `149 des 504 substances`, `onze de
/// ses vingt et un récifs`.
pub(super) fn shared(scan: &Scan, quantity: &Quantity) -> Option<(Span, usize)> {
    let share = matches!(quantity.kind, FigureKind::Percent | FigureKind::Fraction);
    if quantity.kind != FigureKind::Count && !share {
        return None;
    }
    let (at, ()) = scan.lex.links.of_what.at(scan, quantity.end)?;
    let at = scan.past_determiners(at);
    if !scan.is_number_like(at) {
        return None;
    }
    let whole = super::number::number(scan, at).filter(|n| n.first == at && !n.is_article())?;
    // 1.3% of its 2,100 km network
    let unit = super::unit::name_or_symbol(scan, whole.end).filter(|_| share);
    let found = match unit {
        Some((end, _)) => phrase(scan, end, false)?,
        None => phrase(scan, whole.end, whole.value >= 2.0)?,
    };
    Some((scan.doc.span_of(found), quantity.end))
}

/// Auxiliaries, adverbs and pronouns between a noun and its verb.
const HELPERS: usize = 4;

/// Tokens of the relative clause behind the whole that a sentence opens with.
const RELATIVE: usize = 30;

/// Earlier figures that one may take its noun from.
const BACK: usize = 100;

/// What the figure belongs to where no noun follows: the phrase before it, what an earlier figure
/// of the sentence is of, or the subject.
pub(super) fn supplied(scan: &Scan, quantity: &Quantity, earlier: &[Quantity]) -> Option<Span> {
    let hedge = scan.lex.hedges_before.before(scan, quantity.first);
    let first = hedge.map_or(quantity.first, |(start, _)| start);
    let span = |range: Range<usize>| scan.doc.span_of(range);
    if let Some(object) = object(scan, first, quantity.end) {
        return Some(span(object));
    }
    // 420 bénéficiaires …, 38 % d'entre eux
    let counted = |q: &&Quantity| q.kind == FigureKind::Count && q.of.is_some();
    if scan.lex.nouns.of_them.at(scan, quantity.end).is_some()
        && let Some(those) = earlier.iter().rev().take(BACK).find(counted)
        && those.first >= scan.start
    {
        return those.of;
    }
    // les agents, qui sont 1 100
    let nouns = &scan.lex.nouns;
    let equals = quantity.kind == FigureKind::Count && scan.has_before(first, &nouns.copulas);
    if equals
        && scan.has_before(first - 1, &nouns.relatives)
        && let Some(found) = antecedent(scan, first - 2)
    {
        return Some(span(found));
    }
    if let Some(found) = multiplied(scan, quantity).or_else(|| grown(scan, quantity, first)) {
        return Some(span(found));
    }
    let near = near(scan, first).filter(|n| earlier.last().is_none_or(|q| q.end <= n.start));
    if let Some(found) = near.clone().filter(|f| !is_named(scan, f)) {
        return Some(span(found));
    }
    if let Some(found) = charged(scan, quantity) {
        return Some(span(found));
    }
    if let Some(whole) = partitive(scan, first) {
        return Some(span(whole));
    }
    let sentence = || {
        earlier
            .iter()
            .rev()
            .take(BACK)
            .filter(|q| q.first >= scan.start && q.of.is_some())
    };
    let goes_on = scan.lex.nouns.against.before(scan, first).is_some()
        || first > scan.start && matches!(scan.text(first - 1), "(" | ",");
    let like = |q: &&Quantity| q.kind == quantity.kind && q.unit == quantity.unit;
    let part = matches!(
        quantity.kind,
        FigureKind::Fraction
            | FigureKind::Factor
            | FigureKind::Percent
            | FigureKind::PercentagePoints
    );
    let last = sentence().next().filter(|_| goes_on);
    let of_last = if part { last } else { None };
    let subject = determined(scan, first);
    let like = sentence().find(like);
    // A subject of its own clause is nearer than what an earlier figure is of.
    let own = subject.clone().filter(|s| {
        let opens = s.start >= scan.start + 2 && {
            let before = scan.form(s.start - 2);
            let clause = &scan.lex.nouns.clauses;
            &*before.text == "," || scan.lex.links.and.has(before) || clause.has(before)
        };
        let later = like.is_some_and(|q| q.end < s.start);
        let parted = quantity.kind == FigureKind::Money
            && like.is_some_and(|q| (q.end..s.start).any(|i| scan.text(i) == ";"));
        quantity.kind == FigureKind::Factor || later && (opens || parted)
    });
    if last.is_none()
        && let Some(own) = own
    {
        return Some(span(own));
    }
    of_last
        .or(like)
        .or(last)
        .and_then(|q| q.of)
        .or_else(|| subject.map(span))
        .or_else(|| sentence().next().and_then(|q| q.of))
        .or_else(|| near.map(span))
        .or_else(|| opening(scan, first).map(span))
}

/// What money that goes on from an earlier sum is of by itself: `33 en prêts et 17 en dons`, `un blé
/// à 190 €/t et une ammonitrate à 400`.
pub(super) fn part_of_sum(scan: &Scan, quantity: &Quantity) -> Option<Span> {
    if quantity.kind != FigureKind::Money {
        return None;
    }
    let nouns = &scan.lex.nouns;
    let found = behind(scan, quantity.end, &nouns.shares).or_else(|| {
        near(scan, quantity.first).filter(|found| {
            let before = found.start.saturating_sub(1);
            !is_named(scan, found)
                && scan.has(before, &nouns.determiners)
                && !scan.has(before, &nouns.prepositions)
        })
    })?;
    Some(scan.doc.span_of(found))
}

/// What a percentage is charged on: `5,5 % sur l'ammoniac`.
fn charged(scan: &Scan, quantity: &Quantity) -> Option<Range<usize>> {
    if quantity.kind != FigureKind::Percent {
        return None;
    }
    behind(scan, quantity.end, &scan.lex.nouns.charged)
}

/// The noun phrase behind one of `links` at token `at`; no name, no time, and nothing that is new
/// (pour un fonds).
fn behind(scan: &Scan, at: usize, links: &Words) -> Option<Range<usize>> {
    let adverbial = scan.lex.nouns.adverbials.at(scan, at).is_some();
    if !scan.has(at, links) || adverbial || scan.has(at + 1, &scan.lex.numbers.articles) {
        return None;
    }
    let found = phrase(scan, scan.past_determiners(at + 1), false)?;
    // l'espagnol Naturgy
    let named = is_named(scan, &found) || scan.word_at(found.end).is_some_and(|w| w.is_capital());
    (!named && !super::unit::is_time(scan, found.start)).then_some(found)
}

/// What a factor multiplies: `twice its value`, `il a doublé ses exportations`.
fn multiplied(scan: &Scan, quantity: &Quantity) -> Option<Range<usize>> {
    let hedge = scan.lex.hedges_after.at(scan, quantity.end);
    let at = hedge.map_or(quantity.end, |(end, _)| end);
    let object = quantity.kind == FigureKind::Factor && scan.has(at, &scan.lex.factors.objects);
    if !object || super::unit::is_time(scan, at + 1) {
        return None;
    }
    phrase(scan, at + 1, false)
}

/// What grows or shrinks by a factor that is a verb: `energy prices, which doubled`, `le coût d'une
/// attaque a doublé`.
fn grown(scan: &Scan, quantity: &Quantity, first: usize) -> Option<Range<usize>> {
    let is_verb = (scan.lex.factor_verbs).contains_key(&*scan.form(quantity.first).lower);
    if quantity.kind != FigureKind::Factor || !is_verb {
        return None;
    }
    let nouns = &scan.lex.nouns;
    let helps = |at: usize| {
        scan.word_at(at).is_some()
            && scan.is_function(at)
            && !scan.has(at, &nouns.prepositions)
            && !scan.has(at, &nouns.determiners)
    };
    let mut at = first;
    while at > scan.start && first - at < HELPERS && helps(at - 1) {
        at -= 1;
    }
    if at < first && at > scan.start && scan.text(at - 1) == "," {
        at -= 1;
    }
    let mut found = head_before(scan, at)?;
    if nouns.head_first {
        let determined = scan.has_before(found.start, &nouns.determiners);
        return Some(found).filter(|f| determined && !is_named(scan, f));
    }
    // The verb of the clause before may begin the run: blames energy prices.
    found.start = found.start.max(found.end.saturating_sub(2));
    Some(found).filter(|f| !is_named(scan, f) && !verb(scan, f.end - 1))
}

/// `Of the refugees, it says, 21 % …`, `sur les six candidats, deux …`: the whole that a clause
/// opens with.
fn partitive(scan: &Scan, before: usize) -> Option<Range<usize>> {
    let from = scan.start.max(before.saturating_sub(30));
    let start = (from..before)
        .rev()
        .find(|&i| matches!(scan.text(i), ";" | ":"))
        .map_or(scan.start, |i| i + 1);
    let links = &scan.lex.links;
    let of = links.of_what.at(scan, start);
    let (at, ()) = of.or_else(|| links.out_of.at(scan, start))?;
    if scan.lex.nouns.head_first && links.of.has(scan.form(start)) {
        return None;
    }
    let found = phrase(scan, scan.past_determiners(at), false)?;
    // Of the weapons that Yerevan imported, 43 % …
    let reach = if of.is_some() { RELATIVE } else { 1 };
    let reach = before.min(found.end + reach);
    let comma = (found.end..reach).any(|i| scan.text(i) == ",");
    comma.then_some(found)
}

/// `évalue à 563 milliards de dollars la dépense`, `achète pour 2 millions d'euros la ferme`: the
/// object behind the figure.
fn object(scan: &Scan, first: usize, end: usize) -> Option<Range<usize>> {
    let link = first.checked_sub(1).filter(|&l| l > scan.start)?;
    if !scan.has(link, &scan.lex.links.object) {
        return None;
    }
    let determiner = scan.word_at(end)?;
    let takes =
        scan.lex.nouns.determiners.has(determiner) && !scan.lex.nouns.prepositions.has(determiner);
    takes.then(|| phrase(scan, end + 1, false)).flatten()
}

/// `un prêt de …`, `l'annuité à …`, `loan of …`, `frégate (…`, `deux lignes à 400 kV`.
fn near(scan: &Scan, first: usize) -> Option<Range<usize>> {
    let link = first.checked_sub(1).filter(|&l| l > scan.start)?;
    let links = &scan.lex.links;
    let word = scan.word_at(link);
    let of = word.is_some_and(|w| {
        links.of.has(w) || scan.lex.nouns.head_first && (links.from.has(w) || links.to.has(w))
    });
    let bracket = scan.text(link) == "(";
    let tied = scan.lex.nouns.near.before(scan, first);
    if !of && !bracket && tied.is_none() {
        return None;
    }
    let link = tied.map_or(link, |(start, ())| start);
    let found = phrase_before(scan, link)?;
    if super::unit::is_time(scan, found.start) {
        return None;
    }
    // A verb's own complement (chuter de 65 %) is no phrase: nothing determines it.
    let before = found.start.checked_sub(1).filter(|&b| b >= scan.start);
    let determined = before.is_some_and(|b| {
        scan.word_at(b).is_some_and(|w| {
            scan.lex.nouns.determiners.has(w) || scan.lex.nouns.prepositions.has(w)
        }) || scan.is_number_like(b)
    });
    if !(determined || bracket || tied.is_some()) {
        return None;
    }
    if scan.lex.nouns.head_first {
        phrase(scan, found.start, false).filter(|p| p.end <= link)
    } else {
        Some(found)
    }
}

/// The nearest noun phrase before token `before` that has a determiner and no preposition: the
/// subject or object of the verb in between.
fn determined(scan: &Scan, before: usize) -> Option<Range<usize>> {
    let nouns = &scan.lex.nouns;
    let from = scan.start.max(before.saturating_sub(60));
    // losses exceed 20%: the verb is a hedge.
    if let Some(found) = bare(scan, before) {
        return Some(found);
    }
    let mut named = None;
    for at in (from..before).rev() {
        if scan.text(at) == ";" {
            break;
        }
        if let Some(found) = bare(scan, at) {
            return named.or(Some(found));
        }
        let Some(word) = scan.word_at(at) else {
            continue;
        };
        // davantage de visas, dont le nombre est tombé de 650 000
        let counted = || scan.has(scan.past_determiners(at + 1), &nouns.counted);
        if nouns.whose.has(word)
            && counted()
            && let Some(owner) = antecedent(scan, at)
        {
            return Some(owner);
        }
        if !nouns.determiners.has(word) || nouns.prepositions.has(word) {
            continue;
        }
        // a cost that ministers put at £1.7bn
        if nouns.clauses.has(word) && at > scan.start && content(scan, at - 1) {
            let object = content(scan, at + 1) && !verb(scan, at + 1);
            let head = phrase_before(scan, at).filter(|head| {
                scan.has_before(head.start, &nouns.determiners) && !is_named(scan, head)
            });
            if let Some(head) = head.filter(|_| object) {
                return named.or(Some(head));
            }
        }
        let governed = scan.has_before(at, &nouns.prepositions);
        if governed || super::unit::is_time(scan, at + 1) {
            continue;
        }
        let Some(found) = phrase(scan, at + 1, false).filter(|f| f.end <= before) else {
            continue;
        };
        if !scan.form(found.start).is_capital() {
            return Some(shorten(scan, found));
        }
        named.get_or_insert(found);
    }
    named
}

/// The noun that the relative pronoun at token `at` stands for.
fn antecedent(scan: &Scan, at: usize) -> Option<Range<usize>> {
    let comma = usize::from(at > scan.start && scan.text(at - 1) == ",");
    let found = phrase_before(scan, at - comma)?;
    Some(phrase(scan, found.start, false).unwrap_or(found))
}

/// The noun without a determiner that stands before a verb at token `at`: `turnout stays`.
fn bare(scan: &Scan, at: usize) -> Option<Range<usize>> {
    let nouns = &scan.lex.nouns;
    if nouns.head_first || !verb(scan, at) {
        return None;
    }
    let noun = |i: usize| {
        content(scan, i)
            && scan.form(i).shape == Shape::Lower
            && !verb(scan, i)
            && super::unit::name_or_symbol(scan, i).is_none()
    };
    let mut start = at;
    while start > scan.start && at - start < WORDS && noun(start - 1) {
        start -= 1;
    }
    if start < at && scan.is_no_noun(at - 1) {
        return None;
    }
    let lead = start.checked_sub(1).filter(|&lead| lead >= scan.start);
    // $1.6bn carried: no noun, since nothing parts it from its number.
    let free = lead.is_some_and(|lead| {
        !scan.has(lead, &nouns.prepositions)
            && !scan.has(lead, &nouns.determiners)
            && !scan.is_number_like(lead)
            && !content(scan, lead)
    });
    (start < at && free).then_some(start..at)
}

/// The first words of a sentence, where they have no determiner: `Inflation came down`.
fn opening(scan: &Scan, before: usize) -> Option<Range<usize>> {
    // Second, set aside €2bn; today they carry 78%: no subject.
    let adverb = |f: &Range<usize>| {
        let ordinal = scan.text(f.end) == "," && scan.has(f.start, &scan.lex.numbers.ordinals);
        ordinal || scan.lex.nouns.only.at(scan, f.start).is_some()
    };
    let found = phrase(scan, scan.start, false).filter(|f| f.end <= before && !adverb(f))?;
    Some(shorten(scan, found))
}
