//! Units after a number, compound units, and rates: `€/MWh`, `par habitant`, `a year`, `la tonne`.

use super::lexicon::{Shared, Unit, UnitKind, role};
use super::number::{Number, Writing, number};
use super::quantity::{Amount, Quantity};
use super::scan::Scan;
use crate::model::FigureKind;

/// Multiplies the number by a symbol that stands against it or before a currency: 5 Md€, $3bn.
pub(super) fn scale_symbol(scan: &Scan, number: &mut Number, money_before: bool) {
    let at = number.end;
    if number.scale > 1.0 || number.max.is_some() {
        return;
    }
    let Some(text) = scan.text_at(at) else {
        return;
    };
    let Some(&value) = scan.lex.scale_symbols.get(text) else {
        return;
    };
    let of = |at: usize| at + usize::from(scan.has(at, &scan.lex.links.of));
    let money_next = [at + 1, of(at + 1)].iter().any(|&next| {
        name_or_symbol(scan, next).is_some_and(|(_, unit)| unit.kind == UnitKind::Money)
    });
    let glued = !scan.gap(at);
    let letter = text.chars().count() == 1;
    let alone = match (glued, letter) {
        (_, false) => text != "mn" || money_before,
        (true, true) => {
            money_before
                || matches!(text, "k" | "K" | "M")
                || text == "m" && counts_many(scan, at + 1)
        }
        // 2.33 k
        (false, true) => matches!(text, "k" | "K") && scan.word_at(at + 1).is_none(),
    };
    if !(money_next || alone) {
        return;
    }
    // A symbol that begins a longer unit is none of the number's: 5 M (Mb/d).
    if !money_next
        && !money_before
        && scan
            .lex
            .symbols
            .at(scan, at)
            .is_some_and(|(end, _)| end > at + 1)
    {
        return;
    }
    number.value *= value;
    number.scale = value;
    number.end = at + 1;
}

/// Whether what follows a number with an m against it is counted in millions, and the m no metre: `3m
/// people`, `0.7m TEU`; not `a 12m tower`.
fn counts_many(scan: &Scan, at: usize) -> bool {
    let unit = scan.gap(at)
        && name_or_symbol(scan, at).is_some_and(|(end, unit)| {
            matches!(unit.kind, UnitKind::Measure) && end == at + 1 && scan.text(at).len() > 2
        });
    let things = |at: usize| scan.counts_next(at) && scan.looks_plural(at);
    let described =
        scan.may_describe(at) && !scan.has(at, &scan.lex.nouns.measured) && things(at + 1);
    unit || scan.word_at(at).is_some_and(|w| !w.is_capital()) && (things(at) || described)
}

/// The longest name or symbol of a unit at token `at`.
pub(super) fn name_or_symbol(scan: &Scan, at: usize) -> Option<(usize, Unit)> {
    let name = scan.lex.units.at(scan, at);
    let symbol = scan.lex.symbols.at(scan, at);
    let longest = match (name, symbol) {
        (Some(a), Some(b)) if b.0 > a.0 => Some(b),
        (a, b) => a.or(b),
    };
    longest.map(|(end, unit)| (end, unit.clone()))
}

/// The unit after `number`: the token behind it, the unit.
pub(super) fn unit(scan: &Scan, number: &Number) -> Option<(usize, Unit)> {
    let mut at = number.end;
    let text = scan.text_at(at)?;
    // five-year, 68-ounce: a unit's name right after a hyphen
    if matches!(text, "-" | "‑" | "‐") && scan.tight(at) {
        return name_or_symbol(scan, at + 1).filter(|_| scan.text(at + 1).chars().count() > 1);
    }
    let of = scan.has(at, &scan.lex.links.of);
    // half a per cent, a quarter of an hour, 1/4 mile
    if number.writing == Writing::Part {
        let noun = at + usize::from(of);
        let article = scan.has(noun, &scan.lex.numbers.articles);
        return name_or_symbol(scan, noun + usize::from(article)).filter(|(end, unit)| {
            let hour = unit.code.as_ref() == "h";
            let one = article || !of && !scan.looks_plural(end - 1);
            match unit.kind {
                UnitKind::Percent | UnitKind::Points => true,
                UnitKind::Duration => article || hour,
                UnitKind::Measure => one,
                UnitKind::Money => article,
            }
        });
    }
    if of && (number.scale > 1.0 || number.writing == Writing::Group) {
        at += 1;
    } else if of {
        return None;
    }
    // 20 [kg]
    if let Some(close) = match text {
        "[" => Some("]"),
        "<" => Some(">"),
        _ => None,
    } {
        return name_or_symbol(scan, at + 1)
            .filter(|(end, _)| scan.text(*end) == close)
            .map(|(end, unit)| (end + 1, unit));
    }
    let (end, mut unit) = name_or_symbol(scan, at)?;
    if let Some(code) = unit.large.clone().filter(|_| number.value.abs() >= 1e3) {
        let first = |s: &Shared| s.first().is_some_and(|(c, _)| *c == code);
        unit = Unit {
            shared: scan.lex.shared.iter().position(first),
            code,
            kind: UnitKind::Money,
            dimension: None,
            ..unit
        };
    }
    if number.value.abs() < unit.least {
        return None;
    }
    // 2026 and 2030 €1.1bn: the sign belongs to the number that it stands against.
    let money = unit.kind == UnitKind::Money;
    if money && scan.gap(at) && !scan.gap(end) && scan.is(end, role::DIGITS) {
        return None;
    }
    // three dollar loans: a name in the singular before a noun says what kind it is.
    let kind = money && !scan.lex.nouns.head_first && number.value >= 2.0 && number.scale == 1.0;
    if kind
        && scan.word_at(end - 1).is_some_and(|w| w.text.len() > 3)
        && !scan.looks_plural(end - 1)
        && scan.counts_next(end)
        && scan.looks_plural(end)
    {
        return None;
    }
    // 1990s
    let letter = !scan.gap(at) && end == at + 1 && unit.kind == UnitKind::Duration;
    if letter && number.like_year() {
        return None;
    }
    Some(compound(scan, end, unit))
}

/// No one is older, in years.
const OLDEST: f64 = 130.0;

/// The unit of an age that is told without one: `workers aged 16 to 24`.
pub(super) fn of_age<'s>(scan: &Scan<'s>, quantity: &Quantity) -> Option<&'s Unit> {
    let bare = quantity.is_bare() && quantity.scale == 1.0 && quantity.value <= OLDEST;
    if !bare || scan.counts_next(quantity.end) {
        return None;
    }
    let hedge = scan.lex.hedges_before.before(scan, quantity.first);
    let first = hedge.map_or(quantity.first, |(start, _)| start);
    scan.lex.nouns.ages.before(scan, first)?;
    scan.lex.nouns.age_unit.as_ref()
}

/// How far from points, in tokens, what moves by them is looked for.
const MOVES: usize = 8;

/// How far from them a percentage is.
const SHARES: usize = 64;

/// Above this, points are of an index.
const MOST_POINTS: f64 = 100.0;

/// Whether the points that `quantity` counts are things (`les deux points suivants`) or points of an
/// index, and none of a percentage: they are in words, and neither a percentage nor a word of change
/// stands near.
pub(super) fn counts_points(scan: &Scan, quantity: &Quantity) -> bool {
    let points = &scan.lex.points;
    let unit = quantity.end - 1;
    let alone = scan.has(unit, &points.names) && scan.is_number_like(unit - 1);
    if quantity.kind != FigureKind::PercentagePoints || !alone {
        return false;
    }
    let whole = quantity.value.fract() == 0.0;
    if whole && quantity.value.abs() > MOST_POINTS {
        return true;
    }
    let moves = |at: usize| {
        scan.word_at(at)
            .is_some_and(|w| points.stems.iter().any(|s| w.fold.starts_with(s.as_str())))
    };
    let around = |reach: usize| {
        let from = scan.start.max(quantity.first.saturating_sub(reach));
        from..scan.end.min(quantity.end + reach)
    };
    let is_share = |at: usize| {
        scan.word_at(at).is_none()
            && name_or_symbol(scan, at).is_some_and(|(_, u)| u.kind == UnitKind::Percent)
    };
    whole
        && matches!(quantity.writing, Writing::Words { .. })
        && !scan.has_before(quantity.first, &scan.lex.links.from)
        && !around(MOVES).any(moves)
        && !around(SHARES).any(is_share)
}

/// A unit divided by another: `€/MWh` (a rate), `km/h` (one unit).
fn compound(scan: &Scan, end: usize, unit: Unit) -> (usize, Unit) {
    if scan.text_at(end) != Some("/") || unit.per.is_some() {
        return (end, unit);
    }
    let Some((after, below)) = denominator(scan, end + 1) else {
        return (end, unit);
    };
    let same = unit.dimension.is_some() && unit.dimension == below.dimension;
    // km/h, m3/s; concentrations: mg/l, µg/m³
    let flow = matches!(&*below.code, "s" | "h" | "min") && !below.counted
        || matches!(&*unit.code, "g" | "mg" | "ug" | "ng")
            && below.dimension.as_deref() == Some("volume");
    if (same || flow) && unit.kind == UnitKind::Measure {
        let code = format!("{}/{}", unit.code, below.code);
        return (
            after,
            Unit {
                code: code.into(),
                ..unit
            },
        );
    }
    (
        after,
        Unit {
            per: Some(below.code.into()),
            ..unit
        },
    )
}

/// What a rate is measured against.
struct Below {
    code: String,
    dimension: Option<Box<str>>,
    /// With a number of its own: 1000 m3.
    counted: bool,
    time: bool,
    unit: bool,
}

/// A denominator at token `at`: a unit, a number of units, or a noun.
fn denominator(scan: &Scan, at: usize) -> Option<(usize, Below)> {
    let is_number = scan.is(at, role::DIGITS | role::WORD);
    if is_number
        && let Some(n) = number(scan, at).filter(|n| n.first == at)
        && !n.is_article()
    {
        let (end, unit) = name_or_symbol(scan, n.end)?;
        let below = Below {
            code: format!("{} {}", n.value, unit.code),
            dimension: None,
            counted: true,
            time: false,
            unit: unit.kind == UnitKind::Measure,
        };
        return Some((end, below));
    }
    if let Some((end, unit)) = name_or_symbol(scan, at) {
        let counts = unit.factor != 1.0 && unit.kind == UnitKind::Duration;
        let code = if counts {
            format!("{} {}", unit.factor, unit.code)
        } else {
            unit.code.to_string()
        };
        return Some((
            end,
            Below {
                code,
                time: unit.kind == UnitKind::Duration,
                dimension: unit.dimension,
                counted: false,
                unit: true,
            },
        ));
    }
    let word = scan.word_at(at)?;
    if scan.is_function(at) || word.is_capital() && !scan.lex.rates.people.has(word) {
        return None;
    }
    let people = scan.lex.rates.people.has(word);
    Some((
        at + 1,
        Below {
            code: if people {
                "inhabitant".to_owned()
            } else {
                word.lower.to_string()
            },
            dimension: None,
            counted: false,
            time: false,
            unit: people,
        },
    ))
}

/// Whether a unit of time stands at token `at`.
pub(super) fn is_time(scan: &Scan, at: usize) -> bool {
    name_or_symbol(scan, at).is_some_and(|(_, unit)| unit.kind == UnitKind::Duration)
}

/// Takes the rate that follows an amount into it.
pub(super) fn rate(scan: &Scan, amount: &mut Amount) {
    let kind = amount.unit.as_ref().map(|u| u.kind);
    if amount.unit.as_ref().is_some_and(|u| u.per.is_some()) {
        return;
    }
    // $4/MWh: the sign stands after the number where the currency stood before it
    if kind == Some(UnitKind::Money)
        && scan.text_at(amount.end) == Some("/")
        && let Some((end, below)) = denominator(scan, amount.end + 1)
    {
        amount.per = Some(below.code);
        amount.end = end;
        return;
    }
    if let Some((end, code)) = rate_at(scan, amount.end, kind, amount.number.scale) {
        amount.per = Some(code);
        amount.end = end;
    }
}

/// From this power of ten on, money with a noun right behind it is what the noun costs in all, not
/// the price of each: 2,5 milliards de dollars la construction.
const TOO_DEAR: f64 = 1e9;

/// The rate at token `at` of a figure of `kind`, told in so great a power of ten: the token behind
/// it, the denominator.
pub(super) fn rate_at(
    scan: &Scan,
    at: usize,
    kind: Option<UnitKind>,
    scale: f64,
) -> Option<(usize, String)> {
    let rates = &scan.lex.rates;
    let money = kind == Some(UnitKind::Money);
    if let Some((end, code)) = scan.lex.rate_words.at(scan, at) {
        return Some((end, code.to_string()));
    }
    if let Some((after, ())) = rates.per_unit.at(scan, at)
        && kind.is_some()
    {
        let (end, below) = denominator(scan, after)?;
        return (below.unit && !below.time && !below.counted).then_some((end, below.code));
    }
    // $70-a-share
    let hyphen = usize::from(scan.text_at(at) == Some("-") && scan.tight(at));
    if let Some((after, ())) = rates.per.at(scan, at + hyphen) {
        let joined = usize::from(hyphen == 1 && scan.text_at(after) == Some("-"));
        let (end, below) = denominator(scan, after + joined)?;
        if below.time && scan.has(end, &rates.when) {
            return None;
        }
        let takes =
            below.time || below.unit && !below.counted || money && (below.unit || !below.counted);
        return takes.then_some((end, below.code));
    }
    if money && let Some((after, ())) = rates.per_number.at(scan, at) {
        let (end, below) = denominator(scan, after)?;
        return (below.counted && below.unit).then_some((end, below.code));
    }
    let word = scan.word_at(at)?;
    if !rates.article.has(word) {
        return None;
    }
    let (end, below) = denominator(scan, at + 1)?;
    // deux fois l'an
    if !money {
        let ends = scan.word_at(end).is_none() && !scan.is_number_like(end);
        return (below.time && !below.counted && ends).then_some((end, below.code));
    }
    // le 29 août is a date, la première année goes on; a rate's noun ends the phrase.
    let ends = scan.text_at(end).is_none()
        || scan.word_at(end).is_none() && !scan.is_number_like(end)
        || scan.is_function(end);
    let stops = scan.word_at(end).is_none() && !scan.is_number_like(end);
    let takes = if below.counted {
        below.unit
    } else if below.time {
        stops
    } else {
        below.unit || scale < TOO_DEAR && ends && !scan.looks_plural(end - 1)
    };
    takes.then_some((end, below.code))
}

/// A unit that a heading names without a number: `($bn)`, `en milliards d'euros`, `% of GDP`.
pub(super) struct Named {
    pub unit: Option<Unit>,
    pub scale: f64,
    pub per: Option<String>,
    pub end: usize,
}

/// The unit, or power of ten, that is named at token `at` of a heading.
pub(super) fn named(scan: &Scan, at: usize) -> Option<Named> {
    let lex = scan.lex;
    let mut scale = 1.0;
    let mut next = at;
    let scale_word = |at: usize| {
        scan.word_at(at)
            .and_then(|w| lex.scales.get(w.key()))
            .map(|s| s.value)
    };
    let scale_sign = |at: usize| {
        scan.text_at(at)
            .and_then(|t| lex.scale_symbols.get(t))
            .copied()
    };
    let of = |at: usize| at + usize::from(scan.has(at, &lex.links.of));
    if let Some(value) = scale_word(at) {
        scale = value;
        next = of(at + 1);
    } else if let Some(value) = scale_sign(at)
        && name_or_symbol(scan, at + 1).is_some_and(|(_, u)| u.kind == UnitKind::Money)
    {
        scale = value;
        next = at + 1;
    }
    let Some((end, unit)) = name_or_symbol(scan, next) else {
        return (scale > 1.0).then_some(Named {
            unit: None,
            scale,
            per: None,
            end: next,
        });
    };
    let (mut end, unit) = compound(scan, end, unit);
    // $bn, € millions
    if unit.kind == UnitKind::Money
        && scale == 1.0
        && let Some(value) = scale_sign(end).or_else(|| scale_word(end))
    {
        scale = value;
        end += 1;
    }
    let mut per = None;
    if let Some((after, code)) = rate_at(scan, end, Some(unit.kind), 1.0) {
        per = Some(code);
        end = after;
    } else if scan.text(end) == "/"
        && let Some((after, below)) = denominator(scan, end + 1)
    {
        per = Some(below.code);
        end = after;
    }
    Some(Named {
        unit: Some(unit),
        scale,
        per,
        end,
    })
}

/// How far around a figure `chaque jour` may stand.
const RATE_REACH: usize = 8;

/// A rate that stands right before the figure or further on in its clause: `chaque jour 230
/// bateaux`, `the 200 lorries that pass every day`.
pub(super) fn rate_around(scan: &Scan, first: usize, end: usize) -> Option<(usize, String)> {
    let rate = |i: usize| {
        let (behind, code) = scan.lex.rate_words.at(scan, i)?;
        (behind > i + 1).then(|| (behind, code.to_string()))
    };
    let before = (scan.start.max(first.saturating_sub(3))..first)
        .find_map(|i| rate(i).filter(|(behind, _)| *behind == first));
    before.or_else(|| {
        (end..end + RATE_REACH)
            .take_while(|&i| scan.word_at(i).is_some() && !scan.is_number_like(i))
            .find_map(rate)
    })
}

/// The unit whose price is told, before the figure: `la tonne valait 187 €`, `each hour costs $38`.
pub(super) fn priced(scan: &Scan, first: usize) -> Option<String> {
    const REACH: usize = 25;
    let from = scan.start.max(first.saturating_sub(REACH));
    (from..first)
        .rev()
        .take_while(|&i| !matches!(scan.text(i), ";" | ":" | "."))
        .find_map(|i| {
            let determiner = scan.word_at(i).filter(|&w| scan.lex.rates.priced.has(w))?;
            let (end, unit) = scan.lex.units.at(scan, i + 1)?;
            let each = determiner.text.len() > 3;
            let kind = match unit.kind {
                UnitKind::Measure => true,
                UnitKind::Money => determiner.text.len() <= 3 && end + 2 >= first.min(end + 2),
                UnitKind::Duration => each,
                _ => false,
            };
            let of = i > scan.start && scan.has(i - 1, &scan.lex.links.of);
            (kind && !of && !scan.looks_plural(end - 1) && end <= first)
                .then(|| unit.code.to_string())
        })
}

/// `5 feet 2 inches`: the inches that belong to the feet.
pub(super) fn inches(scan: &Scan, amount: &mut Amount) {
    if amount.unit.as_ref().is_none_or(|u| &*u.code != "[ft_i]") {
        return;
    }
    let and = scan.has(amount.end, &scan.lex.numbers.and);
    let at = amount.end + usize::from(and);
    if scan.is(at, role::DIGITS | role::WORD)
        && let Some(rest) = number(scan, at).filter(|n| n.first == at && n.value < 12.0)
        && let Some((end, unit)) = name_or_symbol(scan, rest.end)
        && &*unit.code == "[in_i]"
    {
        amount.number.value += rest.value / 12.0;
        amount.end = end;
    }
}

/// What stands behind a sum of money and belongs to it: `thirteen dollars and forty-five cents`,
/// `15 dollars 50`, `75 USD million`.
pub(super) fn small_change(scan: &Scan, amount: &mut Amount) {
    let Some(unit) = amount
        .unit
        .clone()
        .filter(|u| u.factor == 1.0 && amount.number.scale == 1.0)
    else {
        return;
    };
    let end = amount.end;
    if end > amount.number.end
        && let Some(scale) = scan.word_at(end).and_then(|w| scan.lex.scales.get(w.key()))
        && scale.value >= 1e6
    {
        amount.number.value *= scale.value;
        amount.number.scale = scale.value;
        amount.end += 1;
        return;
    }
    let and = scan.has(end, &scan.lex.numbers.and);
    let at = end + usize::from(and);
    if !scan.is(at, role::DIGITS | role::WORD) || amount.number.value.fract() != 0.0 {
        return;
    }
    let Some(rest) =
        number(scan, at).filter(|n| n.first == at && n.value < 100.0 && n.scale == 1.0)
    else {
        return;
    };
    if let Some((behind, minor)) = name_or_symbol(scan, rest.end)
        && minor.kind == UnitKind::Money
        && minor.factor < 1.0
    {
        amount.number.value += rest.value * minor.factor;
        amount.end = behind;
        return;
    }
    let two_digits = scan.text(at).len() == 2 && rest.end == at + 1 || scan.is(at, role::WORD);
    let stops = scan.word_at(rest.end).is_none()
        && !matches!(scan.text(rest.end), "%" | "-" | "–" | "," | "(")
        && name_or_symbol(scan, rest.end).is_none();
    if !and && two_digits && stops && unit.code.len() == 3 {
        amount.number.value += rest.value / 100.0;
        amount.end = rest.end;
    }
}
