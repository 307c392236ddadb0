//! Hedges around a figure: `environ`, `plus de`, `at least`, `n'atteint pas`.

use super::lexicon::Hedge;
use super::number::Writing;
use super::quantity::Quantity;
use super::scan::Scan;
use crate::model::{Bound, FigureKind};

/// How far before a hedge its denial may stand: n'aurait pas coûté plus de.
const DENIAL: usize = 4;

/// The bound that the words around the figure give it; `noun_end` is the token behind what it counts.
pub(super) fn bound(scan: &Scan, quantity: &Quantity, noun_end: usize) -> Bound {
    let fits = |hedge: &Hedge| {
        // those over 65: an age without its unit takes the hedges of numbers, too.
        let told = !scan.is_number_like(quantity.end - 1);
        let duration = quantity.kind == FigureKind::Duration;
        let words = matches!(quantity.writing, Writing::Words { .. }) && quantity.unit.is_none();
        hedge.duration.is_none_or(|only| only == duration || !told) && !(hedge.not_words && words)
    };
    before(scan, quantity.first, fits)
        .or_else(|| after(scan, quantity.end, noun_end, fits))
        .unwrap_or(quantity.bound)
}

/// A hedge before the figure; between them an article (dépasse les 8 %), a denial, `entre`.
fn before(scan: &Scan, first: usize, fits: impl Fn(&Hedge) -> bool) -> Option<Bound> {
    let lex = scan.lex;
    let mut end = first;
    for _ in 0..3 {
        if let Some((start, hedge)) = lex.hedges_before.before(scan, end)
            && fits(hedge)
        {
            return deny(scan, start, end, first, hedge);
        }
        let between = lex.links.between.before(scan, end);
        end = match (between, scan.word_before(end)) {
            (Some((start, ())), _) => start,
            (None, Some(w)) if lex.nouns.determiners.has(w) || lex.denial.has(w) => end - 1,
            _ => return None,
        };
    }
    None
}

/// What a hedge says where its clause denies it: ne coûte pas plus de.
fn deny(scan: &Scan, start: usize, end: usize, first: usize, hedge: &Hedge) -> Option<Bound> {
    let from = start.saturating_sub(DENIAL).max(scan.start);
    let denies = |i: usize| scan.lex.denial.has(scan.form(i));
    let before = (from..start)
        .rev()
        .take_while(|&i| scan.word_at(i).is_some());
    let denied = before.chain(end..first).any(denies);
    let bound = match (denied, hedge.denied, hedge.bound) {
        (true, Some(bound), _) => bound,
        (true, None, Bound::Min) => Bound::Max,
        (true, None, Bound::Max) => Bound::Min,
        (_, _, bound) => bound,
    };
    (bound != Bound::Exact).then_some(bound)
}

/// A hedge behind the figure or what it counts: `au moins`, `(environ)`, `, at most`.
fn after(scan: &Scan, end: usize, noun_end: usize, fits: impl Fn(&Hedge) -> bool) -> Option<Bound> {
    let at = |i: usize| {
        let (behind, hedge) = scan.lex.hedges_after.at(scan, i)?;
        fits(hedge).then_some((behind, hedge.bound))
    };
    let ends = |i: usize| scan.word_at(i).is_none() && !scan.is_number_like(i);
    for i in [end, noun_end] {
        if let Some((_, bound)) = at(i) {
            return Some(bound);
        }
        if matches!(scan.text(i), "(" | ",")
            && let Some((behind, bound)) = at(i + 1)
            && ends(behind)
        {
            return Some(bound);
        }
    }
    // 25 000 comptes TikTok environ
    (noun_end..noun_end + 3)
        .take_while(|&i| scan.word_at(i).is_some())
        .find_map(|i| at(i + 1).filter(|&(behind, _)| ends(behind)))
        .map(|(_, bound)| bound)
}
