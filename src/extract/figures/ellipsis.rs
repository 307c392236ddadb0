//! Numbers that leave out what they count, because another figure of the passage says it:
//! `334 voix contre 324`, `43,7 Md€ à la Pologne, 16,7 à la Roumanie`.

use super::quantity::Quantity;
use super::scan::Scan;
use crate::model::FigureKind;

/// How many figures back the missing unit is looked for.
const REACH: usize = 6;

/// What an earlier figure (`like`) lends to `quantity`, which has no unit and no noun.
pub(super) fn complete(quantity: &mut Quantity, like: &Quantity) {
    if let Some(unit) = &like.unit
        && quantity.kind == FigureKind::Count
    {
        quantity.set_unit(&unit.clone());
    }
    if like.scale > 1.0 && shares_scale(quantity, like) {
        quantity.value *= like.scale;
        quantity.max = quantity.max.map(|m| m * like.scale);
        quantity.scale = like.scale;
    }
    quantity.per = quantity.per.take().or_else(|| like.per.clone());
    quantity.of = quantity.of.or(like.of);
    quantity.rule = "elliptic";
}

/// `16,7` after `43,7 Md€` are billions; `180 000` after `3,2 millions` are not millions.
fn shares_scale(quantity: &Quantity, like: &Quantity) -> bool {
    let mantissa = (like.value / like.scale).abs().max(1e-9);
    let ratio = quantity.value.abs() / mantissa;
    quantity.scale == 1.0 && quantity.value.abs() < 1000.0 && (0.01..=150.0).contains(&ratio)
}

/// The earlier figure of the same sentence that a bare number goes on from.
pub(super) fn model<'q>(
    scan: &Scan,
    earlier: &'q [Quantity],
    quantity: &Quantity,
) -> Option<&'q Quantity> {
    let candidates = || {
        earlier
            .iter()
            .rev()
            .take(REACH)
            .filter(|q| q.first >= scan.start)
            .filter(|q| !matches!(q.kind, FigureKind::Fraction | FigureKind::Factor))
    };
    let whole = quantity.value.fract() == 0.0;
    let tight = quantity.first > scan.start
        && matches!(scan.text(quantity.first - 1), "," | "(" | ";" | "|");
    // (23,4 %, 52 sièges), (11,2 %, 22): in brackets each place has its own kind.
    let percent_before = candidates().next().is_some_and(|q| {
        matches!(q.kind, FigureKind::Percent | FigureKind::PercentagePoints)
            && q.end + 1 == quantity.first
    });
    if percent_before && tight && whole {
        return candidates().find(|q| q.kind == FigureKind::Count);
    }
    // A time span tells when (deux ans plus tôt); what is compared stands before it.
    candidates()
        .find(|q| q.kind != FigureKind::Duration && alike(quantity, q))
        .or_else(|| candidates().find(|q| alike(quantity, q)))
}

/// Whether a number may go on from `like`: counts are whole, and nothing is a thousandfold.
fn alike(quantity: &Quantity, like: &Quantity) -> bool {
    let whole = quantity.value.fract() == 0.0;
    whole
        || like.unit.is_some()
        || like.value.fract() != 0.0
        || like.scale > 1.0
        || like.per.is_some()
}
