//! Numbers that leave out what they count, because another figure of the passage says it:
//! `334 voix contre 324`, `43,7 Md€ à la Pologne, 16,7 à la Roumanie`.

use super::lexicon::{Unit, UnitKind};
use super::number::Writing;
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
        quantity.set_unit(unit);
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

/// `0.7m TEU in 2009 … 5.1m later`: metres that go on from millions are millions.
pub(super) fn millions(scan: &Scan, quantity: &mut Quantity, earlier: &[Quantity]) {
    let sign = |q: &Quantity| (q.first..q.end).any(|i| scan.text(i) == "m");
    let bare = !scan.counts_next(quantity.end);
    let glued =
        quantity.unit_code() == "m" && !scan.gap(quantity.end - 1) && sign(quantity) && bare;
    let like = (earlier.iter().rev().take(REACH))
        .find(|q| q.first >= scan.start && q.scale == 1e6 && sign(q));
    if let Some(like) = like.filter(|_| glued) {
        quantity.unit = None;
        quantity.kind = FigureKind::Count;
        complete(quantity, like);
    }
}

/// `16,7` after `43,7 Md€` are billions; `180 000` after `3,2 millions` are not millions.
fn shares_scale(quantity: &Quantity, like: &Quantity) -> bool {
    let mantissa = (like.value / like.scale).abs().max(1e-9);
    let ratio = quantity.value.abs() / mantissa;
    quantity.scale == 1.0 && quantity.value.abs() < 1000.0 && (0.01..=150.0).contains(&ratio)
}

/// How far before a number, in tokens, the noun stands that says it is of no money.
const COUNTED: usize = 20;

/// Whether a noun before says that things are counted: `le nombre de foyers passe à 4 millions`.
fn counts_heads(scan: &Scan, quantity: &Quantity, earlier: &[Quantity]) -> bool {
    // What stands before another sum is said of that one.
    let sum = (earlier.iter().rev().take(REACH)).find(|q| q.kind != FigureKind::Count);
    let last = sum.map_or(scan.start, |q| q.end);
    let first = quantity.first;
    let from = scan.start.max(first.saturating_sub(COUNTED)).max(last);
    let mut clause = (from..first).rev().take_while(|&i| scan.text(i) != ";");
    clause.any(|i| scan.has(i, &scan.lex.nouns.counted))
}

/// Millions and billions of nothing are money of the currency that was named last.
pub(super) fn money(
    scan: &Scan,
    quantity: &mut Quantity,
    earlier: &[Quantity],
    last: Option<&Unit>,
) {
    if quantity.scale >= 1e6
        && !counts_heads(scan, quantity, earlier)
        && let Some(unit) = last
    {
        quantity.set_unit(unit);
        quantity.rule = "elliptic";
    }
}

/// The earlier figure of the same sentence that a bare number goes on from.
pub(super) fn model<'q>(
    scan: &Scan,
    earlier: &'q [Quantity],
    quantity: &Quantity,
) -> Option<&'q Quantity> {
    // dont deux sont connus: who does something is no span of time.
    let next = quantity.end;
    let acts = scan.is_function(next)
        && scan.word_at(next).is_some()
        && !scan.has(next, &scan.lex.nouns.prepositions);
    // five hours earlier, … more than a thousand
    let many = matches!(quantity.writing, Writing::Words { .. }) && quantity.value >= 1000.0;
    let lasts = !many && !acts;
    let candidates = || {
        earlier
            .iter()
            .rev()
            .filter(|q| q.first >= scan.start)
            .take(REACH)
            .filter(|q| !matches!(q.kind, FigureKind::Fraction | FigureKind::Factor))
            .filter(|q| q.kind != FigureKind::Duration || lasts)
    };
    // n = 3 300
    if quantity.first > scan.start && scan.text(quantity.first - 1) == "=" {
        return None;
    }
    // les agents, qui sont 1 100
    if quantity.scale == 1.0 && scan.has_before(quantity.first, &scan.lex.nouns.copulas) {
        return None;
    }
    let of_them = scan.lex.nouns.of_them.at(scan, quantity.end);
    // twenty-two of them; over twenty years, seven of them grace
    if of_them.is_some() {
        return candidates().find(|q| matches!(q.kind, FigureKind::Count | FigureKind::Duration));
    }
    // hundreds of thousands have accepted; five had no desks
    let open = quantity.writing == Writing::Group && quantity.max.is_some();
    let words = matches!(quantity.writing, Writing::Words { .. });
    if open && quantity.scale < 1e6 || words && opens_clause(scan, quantity) {
        return candidates().find(|q| q.kind == FigureKind::Count);
    }
    // seize par jour: only things are counted at a rate without a name
    if quantity.per.is_some() {
        return candidates().find(|q| q.kind == FigureKind::Count);
    }
    let money = |q: &&Quantity| q.kind == FigureKind::Money;
    if counts_heads(scan, quantity, earlier) {
        return candidates().find(|q| q.kind == FigureKind::Count);
    }
    if quantity.scale >= 1e6 {
        return candidates()
            .find(|q| q.scale >= 1e3 || q.value >= 1e6)
            .or_else(|| candidates().find(money));
    }
    let before = quantity.first.saturating_sub(1);
    let bracket = scan.text(before) == "(";
    let percent_before = candidates()
        .next()
        .is_some_and(|q| share(q) && q.end == before);
    // (23,4 %, 52 sièges), (11,2 %, 22): in brackets each place has its own kind.
    if (percent_before || bracket) && quantity.value.fract() == 0.0 {
        return candidates().find(|q| q.kind == FigureKind::Count);
    }
    // 70 % …; une secousse de 6,4: another thing of another clause.
    let own = quantity.first >= scan.start + 3
        && scan.has(before, &scan.lex.links.of)
        && scan.has(before - 2, &scan.lex.numbers.articles);
    let parted = |q: &&Quantity| own && (q.end..before).any(|i| scan.text(i) == ";");
    let candidates = || candidates().filter(|q| !parted(q));
    let first = |q: &&Quantity| {
        let likely = match q.kind {
            // A time span tells when (deux ans plus tôt); what is compared stands before it.
            FigureKind::Duration => words,
            FigureKind::Percent | FigureKind::PercentagePoints => !words,
            FigureKind::Money => !words || quantity.value >= 10.0,
            _ => true,
        };
        likely && alike(quantity, q)
    };
    candidates()
        .find(first)
        .or_else(|| candidates().find(|q| alike(quantity, q) && !(words && share(q))))
}

/// Whether the number is the subject of a clause that it begins: `; five had no desks`.
fn opens_clause(scan: &Scan, quantity: &Quantity) -> bool {
    let first = quantity.first == scan.start || matches!(scan.text(quantity.first - 1), ";" | ":");
    first && scan.has(quantity.end, &scan.lex.nouns.verbs)
}

fn share(q: &Quantity) -> bool {
    q.unit
        .as_ref()
        .is_some_and(|u| matches!(u.kind, UnitKind::Percent | UnitKind::Points))
}

/// Whether a number may go on from `like`: decimals from decimals, counts from counts, no share
/// above 100.
fn alike(quantity: &Quantity, like: &Quantity) -> bool {
    let decimals = quantity.value.fract() != 0.0;
    if share(like) {
        let tenths = like.value.fract() != 0.0;
        return (decimals || !tenths) && (quantity.value <= 100.0 || like.unit_code() == "bp");
    }
    !decimals
        || like.unit.is_some()
        || like.value.fract() != 0.0
        || like.scale > 1.0
        || like.per.is_some()
}
