//! [`Quantity`]: a number with its unit, rate and bound; ranges, changes, ratios and factors.

use super::lexicon::{Unit, UnitKind, role};
use super::number::{Number, Writing, number};
use super::scan::Scan;
use super::unit;
use crate::model::{Bound, FigureKind};
use crate::tag::WordClasses;
use crate::text::Span;

/// How many tokens before its number a verb of multiplying may stand.
const BY_REACH: usize = 12;

/// A figure as the grammar reads it, in tokens.
#[derive(Clone, Debug)]
pub(super) struct Quantity {
    pub first: usize,
    /// The token behind it.
    pub end: usize,
    pub value: f64,
    pub max: Option<f64>,
    /// The power of ten that a word or symbol multiplied it by.
    pub scale: f64,
    pub writing: Writing,
    pub unit: Option<Unit>,
    pub per: Option<String>,
    pub kind: FigureKind,
    pub bound: Bound,
    /// What is counted or measured, in the view.
    pub of: Option<Span>,
    pub rule: &'static str,
    /// The other end of a change: it takes from the next figure what it lacks.
    pub leads: bool,
}

impl Quantity {
    fn new(amount: &Amount) -> Quantity {
        let mut quantity = Quantity {
            first: amount.first,
            end: amount.end,
            value: amount.number.value,
            max: amount.number.max,
            scale: amount.number.scale,
            writing: amount.number.writing,
            unit: None,
            per: amount.per.clone(),
            kind: match amount.number.writing {
                Writing::Part => FigureKind::Fraction,
                _ => FigureKind::Count,
            },
            bound: if amount.number.about {
                Bound::About
            } else {
                Bound::Exact
            },
            of: None,
            rule: match amount.number.writing {
                Writing::Part => "fraction",
                Writing::Group => "group",
                _ => "count",
            },
            leads: false,
        };
        if let Some(unit) = &amount.unit {
            quantity.set_unit(unit);
        }
        quantity
    }

    /// Gives the quantity its unit, kind and rule.
    pub fn set_unit(&mut self, unit: &Unit) {
        (self.kind, self.rule) = match unit.kind {
            UnitKind::Percent => (FigureKind::Percent, "percent"),
            UnitKind::Points => (FigureKind::PercentagePoints, "points"),
            UnitKind::Money => (FigureKind::Money, "money"),
            UnitKind::Duration => (FigureKind::Duration, "duration"),
            UnitKind::Measure => (FigureKind::Measure, "measure"),
        };
        self.value *= unit.factor;
        self.max = self.max.map(|m| m * unit.factor);
        if let Some(per) = &unit.per {
            self.per = Some(per.to_string());
        }
        self.unit = Some(Unit {
            factor: 1.0,
            ..unit.clone()
        });
    }

    /// Takes the last token, the name of its unit, for what it counts.
    pub fn count_unit(&mut self) {
        self.unit = None;
        self.end -= 1;
        (self.kind, self.rule) = (FigureKind::Count, "count");
    }

    /// Nothing but a number.
    pub fn is_bare(&self) -> bool {
        self.unit.is_none() && self.kind == FigureKind::Count && self.of.is_none()
    }

    pub fn unit_code(&self) -> &str {
        self.unit.as_ref().map_or("", |u| &u.code)
    }

    pub fn digits(&self) -> Option<(u8, bool)> {
        match self.writing {
            Writing::Digits { digits, marked } => Some((digits, marked)),
            _ => None,
        }
    }
}

/// A number with its unit and rate.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    pub first: usize,
    pub end: usize,
    pub number: Number,
    pub unit: Option<Unit>,
    pub per: Option<String>,
}

/// The figures that begin at token `at`; two for a change. Also the token to go on at.
pub(super) fn quantities(scan: &Scan, at: usize) -> Option<(Vec<Quantity>, usize)> {
    if let Some(factor) = verb_factor(scan, at) {
        let end = factor.end;
        return Some((vec![factor], end));
    }
    let left = amount(scan, at)?;
    if let Some(ratio) = ratio(scan, &left) {
        let end = ratio.end;
        return Some((vec![ratio], end));
    }
    if let Some(factor) = times(scan, &left) {
        let end = factor.end;
        return Some((vec![factor], end));
    }
    if let Some(found) = linked(scan, &left) {
        let end = found.last()?.end;
        return Some((found, end));
    }
    let mut one = Quantity::new(&left);
    let end = one.end;
    if one.unit.is_none() && !by_factor(scan, &mut one) {
        one.leads = leads(scan, &one);
    }
    Some((vec![one], end))
}

/// Whether the number after a link has the unit that this one lacks: `49 et 39 %`, `from 8.3 to
/// almost 71 tonnes`.
fn leads(scan: &Scan, one: &Quantity) -> bool {
    let links = &scan.lex.links;
    let Some(link) = scan.word_at(one.end) else {
        return false;
    };
    let pair = links.and.has(link) || links.or.has(link);
    let from = scan.has_before(one.first, &links.from);
    if !(pair || from && links.to.has(link)) {
        return false;
    }
    let reach = if pair { 1 } else { 4 };
    (one.end + 1..=one.end + reach)
        .take_while(|&i| {
            scan.word_at(i).is_some() || scan.is_number_like(i) || scan.is(i, role::MONEY)
        })
        .find(|&i| scan.is(i, role::DIGITS | role::WORD | role::MONEY))
        .and_then(|i| amount(scan, i))
        .is_some_and(|next| {
            next.unit
                .is_some_and(|u| u.kind != UnitKind::Duration || !pair)
                && !next.number.is_article()
        })
}

/// A number with the unit before or after it and its rate.
pub(super) fn amount(scan: &Scan, at: usize) -> Option<Amount> {
    amount_after(scan, at, false)
}

/// The same; `money`: whether a sign of money stands for it already.
fn amount_after(scan: &Scan, at: usize, money: bool) -> Option<Amount> {
    let before = scan
        .is(at, role::MONEY)
        .then(|| scan.lex.money.at(scan, at))
        .flatten();
    let (first, mut number, prefix) = match before {
        Some((after, unit)) if scan.is(after, role::DIGITS | role::WORD | role::HALF) => {
            let number = number(scan, after).filter(|n| n.first == after && !n.is_article())?;
            (at, number, Some(unit))
        }
        _ => {
            let number = number(scan, at)?;
            (number.first, number, None)
        }
    };
    unit::scale_symbol(scan, &mut number, prefix.is_some() || money);
    let mut amount = Amount {
        first,
        end: number.end,
        unit: prefix.cloned(),
        per: None,
        number,
    };
    if amount.unit.is_none()
        && let Some((end, unit)) = unit::unit(scan, &amount.number)
    {
        amount.end = end;
        amount.unit = Some(unit);
        // un an et demi
        if let Some((after, ())) = scan.lex.numbers.half.at(scan, end) {
            amount.number.value += 0.5 * amount.number.scale;
            amount.end = after;
        }
    }
    if amount
        .unit
        .as_ref()
        .is_some_and(|u| u.kind == UnitKind::Money)
    {
        unit::small_change(scan, &mut amount);
    }
    unit::inches(scan, &mut amount);
    unit::rate(scan, &mut amount);
    Some(amount)
}

/// A second number linked to the first: a range, or the two ends of a change.
fn linked(scan: &Scan, left: &Amount) -> Option<Vec<Quantity>> {
    let links = &scan.lex.links;
    let at = left.end;
    let text = scan.text_at(at)?;
    let between = links.between.before(scan, left.first).is_some();
    let dash = matches!(text, "-" | "–" | "‑" | "‐" | "−" | "—");
    let (word, or) = match scan.word_at(at) {
        Some(w) if links.to.has(w) => (true, false),
        Some(w) if between && links.and.has(w) => (true, false),
        Some(w) if links.or.has(w) => (true, true),
        _ => (false, false),
    };
    if !word && !(dash && (scan.tight(at) || scan.gap(at) == scan.gap(at + 1) && text != "—")) {
        return None;
    }
    // £62–65m: the sign stands for both.
    let money = dash
        && left
            .unit
            .as_ref()
            .is_some_and(|u| u.kind == UnitKind::Money && left.end == left.number.end);
    let right = amount_after(scan, at + 1, money).filter(|r| r.first == at + 1)?;
    if right.number.is_article() && right.unit.is_none()
        || left.number.is_article() && left.unit.is_none() && !(or || right.unit.is_some() || !dash)
        || left.number.like_year()
            && right.number.like_year()
            && left.unit.is_none()
            && right.unit.is_none()
    {
        return None;
    }
    let same_part =
        (left.number.writing == Writing::Part) == (right.number.writing == Writing::Part);
    let agree = match (&left.unit, &right.unit) {
        (Some(a), Some(b)) => a.code == b.code,
        _ => true,
    };
    if !agree || !same_part || left.number.max.is_some() || right.number.max.is_some() {
        return None;
    }
    let mut first = Quantity::new(left);
    let mut second = Quantity::new(&right);
    let hedge = scan
        .lex
        .hedges_before
        .before(scan, left.first)
        .map_or(left.first, |(first, _)| first);
    let from = hedge
        .checked_sub(1)
        .and_then(|b| scan.word_at(b))
        .is_some_and(|w| links.from.has(w));
    let falls = |a: &Quantity, b: &Quantity| b.value < a.value;
    share_scale(&mut first, left, &mut second, &right, from && word);
    match (&left.unit, &right.unit) {
        (None, Some(unit)) if first.kind == FigureKind::Count => first.set_unit(unit),
        (Some(unit), None) if second.kind == FigureKind::Count => second.set_unit(unit),
        _ => {}
    }
    let change = word
        && !or
        && from
        && (links.from_is_change || changes(scan, left.first) || falls(&first, &second));
    if !change && (falls(&first, &second) || first.value == second.value) {
        return None;
    }
    if or && second.value > first.value * 3.0 + 1.0 {
        return None;
    }
    first.per = first.per.take().or_else(|| second.per.clone());
    if change {
        first.leads = true;
        return Some(vec![first, second]);
    }
    second.first = first.first;
    second.max = Some(second.value);
    second.value = first.value;
    second.rule = "range";
    second.per = second.per.or(first.per);
    if second.bound == Bound::Exact {
        second.bound = first.bound;
    }
    Some(vec![second])
}

/// Gives the left number the power of ten that stands at the right one alone: 1,8 à 2,3 millions.
fn share_scale(
    first: &mut Quantity,
    left: &Amount,
    second: &mut Quantity,
    right: &Amount,
    change: bool,
) {
    let (a, b) = (&left.number, &right.number);
    if b.scale > 1.0 && a.scale == 1.0 && a.value < 1000.0 && (a.value <= b.mantissa() || change) {
        first.value *= b.scale;
        first.scale = b.scale;
    } else if a.scale > 1.0
        && b.scale == 1.0
        && b.value > a.mantissa()
        && b.value < 1000.0
        && left.unit.is_some()
    {
        // $1.6bn-1.8
        second.value *= a.scale;
        second.scale = a.scale;
    } else if matches!(b.writing, Writing::Words { .. }) && a.scale == 1.0 && b.scale == 1.0 {
        // deux à trois mille
        for power in [1000.0, 100.0] {
            if b.value % power == 0.0 && a.value >= 1.0 && a.value < b.value / power {
                first.value *= power;
                break;
            }
        }
    }
}

/// Whether a verb of change stands in the clause before token `at`.
fn changes(scan: &Scan, at: usize) -> bool {
    let from = scan.start.max(at.saturating_sub(8));
    (from..at)
        .rev()
        .take_while(|&i| !matches!(scan.text(i), ";" | "." | ":" | "("))
        .filter_map(|i| scan.word_at(i))
        .any(|w| {
            scan.lex
                .change
                .iter()
                .any(|stem| w.fold.starts_with(stem.as_str()))
                || scan.lex.factor_verbs.contains_key(&*w.lower)
        })
}

/// `un élève sur dix`, `two in three`, `80 députés sur 120`.
fn ratio(scan: &Scan, left: &Amount) -> Option<Quantity> {
    let number = &left.number;
    if number.scale > 1.0
        || number.writing == Writing::Part
        || number.value < 1.0
        || number.value.fract() != 0.0
        || left.per.is_some()
        || number.is_article()
            && !scan
                .lex
                .numbers
                .ratio_articles
                .has(scan.form(number.end - 1))
    {
        return None;
    }
    // three or four in ten
    let mut upper = None;
    let mut at = number.end;
    if let Some(w) = scan.word_at(at)
        && (scan.lex.links.or.has(w) || scan.lex.links.to.has(w))
        && let Some(second) = super::number::number(scan, at + 1)
        && second.scale == 1.0
        && second.value > number.value
    {
        upper = Some(second.value);
        at = second.end;
    }
    let noun = at;
    for link in at..=at + 6 {
        if link > noun
            && (scan.text_at(link).is_none() || scan.is_stop(link) || scan.text(link) == ",")
        {
            return None;
        }
        let over = link == noun && scan.has(link, &scan.lex.links.over);
        let out_of = scan.lex.links.out_of.at(scan, link);
        let Some((mut after, ())) = out_of.or(over.then_some((link + 1, &()))) else {
            let fits = scan.word_at(link).is_some()
                && (!scan.is_function(link)
                    || link > noun
                        && (scan.lex.links.of.has(scan.form(link))
                            || scan.lex.links.from.has(scan.form(link))
                            || scan.lex.links.of.has(scan.form(link - 1))))
                && !scan.is_number_like(link);
            if fits {
                continue;
            }
            return None;
        };
        if scan.has(after, &scan.lex.links.every) {
            after += 1;
        }
        let whole = super::number::number(scan, after).filter(|n| n.first == after)?;
        let limit = upper.unwrap_or(number.value);
        if whole.writing == Writing::Part
            || whole.like_year()
            || whole.value <= limit
            || whole.value > 1e6
            || whole.value.fract() != 0.0
        {
            return None;
        }
        let names_unit = unit::unit(scan, &whole).is_some()
            || scan.gap(whole.end) && scan.counts_next(whole.end);
        let both_words = matches!(whole.writing, Writing::Words { .. })
            && matches!(number.writing, Writing::Words { .. });
        let round = matches!(whole.value, 10.0 | 100.0 | 1000.0)
            || whole.value <= 200.0 && whole.value % 10.0 == 0.0
            || link == noun && whole.value <= 12.0
            || over
            || number.value == 1.0;
        // 19 lois sur 136 are two counts.
        if !both_words && !round || unit::unit(scan, &whole).is_some() {
            return None;
        }
        if names_unit && !both_words {
            return None;
        }
        return Some(Quantity {
            first: left.first,
            end: whole.end,
            value: number.value / whole.value,
            max: upper.map(|u| u / whole.value),
            scale: 1.0,
            writing: Writing::Part,
            unit: None,
            per: None,
            kind: FigureKind::Fraction,
            bound: Bound::Exact,
            of: (link > noun).then(|| scan.doc.span_of(noun..link)),
            rule: "ratio",
            leads: false,
        });
    }
    None
}

/// `deux fois moins`, `2.6 times what`, `quatre fois le budget`, `12-fold`.
fn times(scan: &Scan, left: &Amount) -> Option<Quantity> {
    let factors = &scan.lex.factors;
    if left.unit.is_some() || left.number.writing == Writing::Part {
        return None;
    }
    let mut at = left.number.end;
    if scan.text_at(at) == Some("-") && scan.tight(at) {
        at += 1;
    }
    let word = scan.word_at(at)?;
    if factors.folds.has(word) {
        return Some(factor(scan, left.first, at + 1, left.number.value));
    }
    if !factors.times.has(word) {
        return None;
    }
    let mut value = left.number.value;
    let mut end = at + 1;
    let mut article = left.number.is_article();
    if let Some((after, ())) = scan.lex.numbers.half.at(scan, end) {
        value += 0.5;
        end = after;
        article = false;
    }
    let hedge = scan.lex.hedges_after.at(scan, end).map_or(end, |(e, _)| e);
    let next = scan.word_at(hedge)?;
    if factors.more.has(next) || factors.less.has(next) {
        let less = factors.less.has(next);
        // more than three times a day: the comparison must not go on with what is counted at a rate.
        return Some(factor(
            scan,
            left.first,
            hedge + 1,
            if less { 1.0 / value } else { value },
        ));
    }
    let object = factors.objects.has(next);
    // deux fois l'an: a rate
    let rate = scan.lex.rate_words.at(scan, hedge).is_some() || unit::is_time(scan, hedge + 1);
    (object && !rate && !article).then(|| factor(scan, left.first, end, value))
}

fn factor(scan: &Scan, first: usize, end: usize, value: f64) -> Quantity {
    debug_assert!(end <= scan.end);
    Quantity {
        first,
        end,
        value,
        max: None,
        scale: 1.0,
        writing: Writing::Words { article: false },
        unit: None,
        per: None,
        kind: FigureKind::Factor,
        bound: Bound::Exact,
        of: None,
        rule: "factor",
        leads: false,
    }
}

/// `doubler`, `a quadruplé`, `halved`, `le double`.
fn verb_factor(scan: &Scan, at: usize) -> Option<Quantity> {
    if !scan.is(at, role::FACTOR) {
        return None;
    }
    let form = scan.form(at);
    let key = form.key();
    if scan.text_at(at + 1) == Some("-") && scan.tight(at + 1)
        || at > scan.start && scan.text(at - 1) == "-" && scan.tight(at - 1)
    {
        return None;
    }
    if let Some(&value) = scan.lex.factor_verbs.get(&*form.lower) {
        return Some(factor(scan, at, at + 1, value));
    }
    // twice as many, twice the size; not raised twice, twice a week
    if let Some(&value) = scan.lex.factor_times.get(key) {
        let factors = &scan.lex.factors;
        let compares = [&factors.more, &factors.less, &factors.objects];
        let compared = compares.iter().any(|words| scan.has(at + 1, words));
        return compared.then(|| factor(scan, at, at + 1, value));
    }
    let value = *scan.lex.factor_nouns.get(key)?;
    // double its value
    let object = scan.has(at + 1, &scan.lex.factors.objects) && !scan.lex.nouns.head_first;
    let before = scan.has_before(at, &scan.lex.factors.determiners);
    // le prix double en un an
    let verb = scan.lex.nouns.head_first
        && at > scan.start
        && (scan.is_only(at - 1, WordClasses::NOUN) || scan.text(at - 1) == ",")
        && scan.word_at(at + 1).is_some()
        && scan.is_function(at + 1)
        && !scan.has(at + 1, &scan.lex.links.of);
    if verb {
        return Some(factor(scan, at, at + 1, value));
    }
    if !object && (!before || scan.counts_next(at + 1)) {
        return None;
    }
    let kept = scan.kept_determiner(at);
    Some(factor(scan, kept, at + 1, value))
}

/// Turns a bare number into a factor after `multiplié par`, `multiplier le prix par`, `divided by`.
fn by_factor(scan: &Scan, quantity: &mut Quantity) -> bool {
    let factors = &scan.lex.factors;
    // multiplié par près de neuf
    let hedge = scan
        .lex
        .hedges_before
        .before(scan, quantity.first)
        .map_or(quantity.first, |(first, _)| first);
    let mut value = None;
    if factors.factor.before(scan, hedge).is_some() {
        value = Some(quantity.value);
    } else if scan.has_before(hedge, &factors.by) {
        let from = scan.start.max(hedge.saturating_sub(BY_REACH));
        let verb = (from..hedge).rev().find_map(|i| {
            let word = scan.word_at(i)?;
            let is = |stems: &[String]| stems.iter().any(|s| word.fold.starts_with(s.as_str()));
            if is(&factors.multiply) {
                Some(quantity.value)
            } else {
                (is(&factors.divide) && quantity.value != 0.0).then(|| 1.0 / quantity.value)
            }
        });
        value = verb;
    }
    let Some(value) = value else { return false };
    *quantity = factor(scan, quantity.first, quantity.end, value);
    true
}
