//! Hedges around a figure: `environ`, `plus de`, `at least`, `n'atteint pas`.

use super::lexicon::Hedge;
use super::quantity::Quantity;
use super::scan::Scan;
use crate::model::{Bound, FigureKind};

/// How far before a verb its denial may stand: n'a pas dépassé.
const DENIAL: usize = 3;

/// The bound that the words around the figure give it; `noun_end` is the token behind what it counts.
pub(super) fn bound(scan: &Scan, quantity: &Quantity, noun_end: usize) -> Bound {
    let fits = |hedge: &Hedge| {
        hedge
            .duration
            .is_none_or(|only| only == (quantity.kind == FigureKind::Duration))
    };
    let own = quantity.bound;
    if let Some(bound) = before(scan, quantity.first, fits) {
        return bound;
    }
    for at in [quantity.end, noun_end] {
        if let Some((_, hedge)) = scan.lex.hedges_after.at(scan.doc, at, scan.end)
            && fits(hedge)
        {
            return hedge.bound;
        }
        // (environ)
        if scan.text(at) == "("
            && let Some((end, hedge)) = scan.lex.hedges_after.at(scan.doc, at + 1, scan.end)
            && scan.text(end) == ")"
        {
            return hedge.bound;
        }
    }
    own
}

fn before(scan: &Scan, first: usize, fits: impl Fn(&Hedge) -> bool) -> Option<Bound> {
    let lex = scan.lex;
    // Between the hedge and the number: an article (dépasse les 8 %), `entre`, `de` of a range.
    let mut ends = vec![first];
    if let Some(word) = scan.word_before(first) {
        let skips = lex.nouns.determiners.has(word) || scan.lex.denial.has(word);
        if skips {
            ends.push(first - 1);
            if scan
                .word_before(first - 1)
                .is_some_and(|w| lex.denial.has(w))
            {
                ends.push(first - 2);
            }
        }
        if let Some((start, ())) = lex.links.between.before(scan.doc, first, scan.start) {
            ends.push(start);
        }
    }
    ends.iter().find_map(|&end| {
        let (start, hedge) = lex.hedges_before.before(scan.doc, end, scan.start)?;
        if !fits(hedge) {
            return None;
        }
        let denied = hedge.denied.is_some() && {
            let from = start.saturating_sub(DENIAL).max(scan.start);
            (from..first).any(|i| scan.word_at(i).is_some_and(|w| lex.denial.has(w)))
        };
        let bound = if denied { hedge.denied? } else { hedge.bound };
        (bound != Bound::Exact).then_some(bound)
    })
}
