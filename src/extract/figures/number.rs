//! Numbers: digits with their separators, numbers in words, groups (a dozen) and parts (a third).
//!
//! | text | value |
//! | --- | --- |
//! | `65 000`, `1.234,5`, `1,234.5`, `1'000` | 65000, 1234.5, 1234.5, 1000 |
//! | `quatre-vingt-onze`, `mille deux cents` | 91, 1200 |
//! | `two hundred and six`, `1.4 million` | 206, 1400000 |
//! | `une trentaine`, `des centaines de milliers` | 30, 100000–900000 |
//! | `deux tiers`, `half` | 0.6667, 0.5 |

use super::digits::{digits, read_digits};
use super::lexicon::{Atom, Lexicon, NumberPiece, Scale, role};
use super::scan::Scan;
use crate::tag::WordClasses;

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Writing {
    Digits {
        /// Digits in all, before the decimal sign.
        digits: u8,
        /// Parted into thousands, or with a decimal sign.
        marked: bool,
    },
    Words {
        /// The article alone: `un`, `a`.
        article: bool,
    },
    Group,
    Part,
}

/// A number as read at a token.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    pub first: usize,
    /// The token behind it.
    pub end: usize,
    pub value: f64,
    pub max: Option<f64>,
    /// The power of ten that a word or symbol multiplied it by.
    pub scale: f64,
    pub writing: Writing,
    /// The words themselves say that it is not exact.
    pub about: bool,
}

impl Number {
    pub fn is_article(&self) -> bool {
        self.writing == Writing::Words { article: true } && self.scale == 1.0
    }

    /// What the number is before its scale.
    pub fn mantissa(&self) -> f64 {
        self.value / self.scale
    }

    /// A bare integer of four digits that reads like a year.
    pub fn like_year(&self) -> bool {
        self.writing
            == Writing::Digits {
                digits: 4,
                marked: false,
            }
            && self.scale == 1.0
            && (1000.0..2200.0).contains(&self.value)
    }
}

/// The number that begins at token `at` (a kept determiner or sign before it belongs to it), with
/// its scale word.
pub(super) fn number(scan: &Scan, at: usize) -> Option<Number> {
    let mut number = match group(scan, at, None).or_else(|| part(scan, at, None)) {
        Some(number) => number,
        None => counted(scan, at)?,
    };
    if let Some((first, minus)) = sign(scan, number.first) {
        number.first = first;
        if minus {
            number.value = -number.value;
        }
    }
    Some(number)
}

/// Digits or words, with the scale, group or part that they multiply.
fn counted(scan: &Scan, at: usize) -> Option<Number> {
    let mut number = digits(scan, at).or_else(|| words(scan, at))?;
    if number.writing == Writing::Part {
        return Some(number);
    }
    let hyphen = usize::from(scan.text_at(number.end) == Some("-"));
    if let Some(mut part) = part(scan, number.end + hyphen, Some(&number)) {
        scaled_part(scan, &mut part);
        return Some(part);
    }
    scale(scan, &mut number);
    if number.scale == 1.0
        && let Some(group) = group(scan, number.end + hyphen, Some(&number))
    {
        return Some(group);
    }
    half(scan, &mut number);
    // cinq et un quart, five billion and three quarters
    if scan.has(number.end, &scan.lex.numbers.and)
        && let Some(fraction) = counted_part(scan, number.end + 1)
    {
        number.value += fraction.value * number.scale;
        number.end = fraction.end;
    }
    Some(number)
}

/// `three quarters billion`, `un quart de million`: so much of a power of ten.
fn scaled_part(scan: &Scan, part: &mut Number) {
    let of = usize::from(scan.has(part.end, &scan.lex.links.of));
    let noun = part.end + of;
    let scale = scan
        .word_at(noun)
        .filter(|_| !scan.looks_plural(noun))
        .and_then(|w| scan.lex.scales.get(w.key()));
    if let Some(scale) = scale.filter(|s| s.value >= 1e3) {
        part.value *= scale.value;
        part.scale = scale.value;
        part.end = noun + 1;
        part.writing = Writing::Group;
    }
}

/// A number in words that is a part, below one.
fn counted_part(scan: &Scan, at: usize) -> Option<Number> {
    let number = words(scan, at)?;
    let hyphen = usize::from(scan.text_at(number.end) == Some("-") && !scan.gap(number.end));
    part(scan, number.end + hyphen, Some(&number)).filter(|p| p.value < 1.0)
}

/// A sign right before the number: its token, and whether it is minus.
fn sign(scan: &Scan, first: usize) -> Option<(usize, bool)> {
    let before = first.checked_sub(1).filter(|&b| b >= scan.start)?;
    let stands_free = |at: usize| {
        at == scan.start
            || scan.doc.tokens[at].gap
            || matches!(scan.text(at - 1), "(" | "|" | "~" | "≈" | "[")
    };
    match scan.text(before) {
        "-" | "−" | "–" | "﹣" | "－"
            if (!scan.gap(first) && scan.is(first, role::DIGITS | role::MONEY | role::VULGAR)
                || before == scan.start
                    && scan.is_whole_text()
                    && scan.is(first, role::DIGITS))
                && stands_free(before) =>
        {
            // A dash between words is no sign; only one that stands against the number.
            Some((before, true))
        }
        "+" if stands_free(before) => Some((before, false)),
        _ => {
            // After a word it may compare (au moins 3); it is a sign where a number must come.
            let minus = scan.lex.numbers.always_minus.has(scan.form(before))
                || scan.lex.numbers.minus.has(scan.form(before))
                    && (before == scan.start
                        || !scan
                            .form(before - 1)
                            .text
                            .chars()
                            .any(char::is_alphanumeric)
                        || scan.lex.links.to.has(scan.form(before - 1))
                        || scan.lex.nouns.against.before(scan, before).is_some());
            minus.then_some((before, true))
        }
    }
}

/// A number in words: atoms that add up and multiply.
fn words(scan: &Scan, at: usize) -> Option<Number> {
    let (value, end, first) = sum(scan, at, f64::INFINITY)?;
    let article = end == at + 1 && first.article;
    let mut number = Number {
        first: at,
        end,
        value,
        max: None,
        scale: 1.0,
        writing: Writing::Words { article },
        about: false,
    };
    if let Some(point) = scan
        .word_at(end)
        .filter(|&w| scan.lex.numbers.point.has(w))
        .map(|_| end)
        && let Some((decimals, after)) = spoken_decimals(scan, point + 1)
    {
        number.value += decimals;
        number.end = after;
    }
    Some(number)
}

/// The words after a spoken decimal sign: each digit a place, or one number for all places.
fn spoken_decimals(scan: &Scan, at: usize) -> Option<(f64, usize)> {
    let (mut value, mut place, mut end) = (0.0, 1.0, at);
    while let Some((part, after, _)) = sum(scan, end, 100.0) {
        place *= if part < 10.0 { 10.0 } else { 100.0 };
        value += part / place;
        end = after;
    }
    (end > at).then_some((value, end))
}

/// What may follow in the sum that is being read.
enum Room<'a> {
    /// Any value below.
    Below(f64),
    /// One of these values.
    Joins(&'a [u32]),
}

/// The sum of the atoms from token `at` on, below `limit`: value, the token behind, the first atom.
fn sum<'s>(scan: &'s Scan, at: usize, limit: f64) -> Option<(f64, usize, &'s Atom)> {
    let mut total = Sum::default();
    let mut room = Room::Below(1000.0);
    let mut first = None;
    let mut end = at;
    let mut next = at;
    let mut pending_and = false;
    'tokens: while next < scan.end {
        let Some(pieces) = scan.number_pieces(next) else {
            // twenty - one; two hundred and six
            let hyphen = matches!(scan.text(next), "-" | "‐" | "‑") && !scan.gap(next) && next > at;
            if hyphen
                && scan.text_at(next + 1).is_some()
                && !scan.gap(next + 1)
                && scan.number_pieces(next + 1).is_some()
            {
                next += 1;
                continue;
            }
            if next > at && !pending_and && scan.lex.numbers.and.has(scan.form(next)) {
                pending_and = true;
                next += 1;
                continue;
            }
            break;
        };
        let before = (total.clone(), end);
        for piece in pieces {
            let NumberPiece::Atom(atom) = piece else {
                pending_and = true;
                continue;
            };
            if !total.takes(atom, &room, pending_and, scan.lex) || total.value() >= limit {
                (total, end) = before;
                break 'tokens;
            }
            // A second article is the next thing counted: three a day.
            room = total.push(atom);
            pending_and = false;
            first.get_or_insert(atom);
        }
        next += 1;
        end = next;
    }
    let first = first?;
    (end > at).then(|| (total.value(), end, first))
}

#[derive(Clone, Debug, Default)]
struct Sum {
    thousands: f64,
    group: f64,
    has_thousand: bool,
    has_hundred: bool,
    started: bool,
    last: u32,
}

impl Sum {
    fn value(&self) -> f64 {
        self.thousands + self.group
    }

    /// Whether `atom` may come next.
    fn takes(&self, atom: &Atom, room: &Room, after_and: bool, lex: &Lexicon) -> bool {
        if !self.started {
            return true;
        }
        let value = f64::from(atom.value);
        match atom.value {
            1000 => !self.has_thousand && !after_and && self.last != 0,
            100 => {
                !self.has_hundred
                    && self.group < lex.numbers.hundreds_below
                    && !after_and
                    && self.last != 0
                    && (self.group > 0.0 || self.has_thousand)
            }
            _ if atom.times == Some(self.last) && self.group % 100.0 == f64::from(self.last) => {
                !after_and
            }
            _ if atom.value == 0 || atom.weak => false,
            _ => {
                let fits = match room {
                    Room::Below(limit) => value < *limit,
                    Room::Joins(values) => values.contains(&atom.value),
                };
                // vingt et un, soixante et onze; two hundred and six
                let joined = !after_and
                    || if lex.numbers.decimal_comma {
                        matches!(atom.value, 1 | 11) && self.group % 100.0 >= 20.0
                    } else {
                        self.last >= 100
                    };
                fits && joined
            }
        }
    }

    /// Adds `atom`; what may follow it.
    fn push<'a>(&mut self, atom: &'a Atom) -> Room<'a> {
        let last = self.last;
        self.started = true;
        self.last = atom.value;
        match atom.value {
            1000 => {
                self.thousands = self.group.max(if self.group == 0.0 { 1.0 } else { 0.0 }) * 1000.0;
                self.group = 0.0;
                self.has_thousand = true;
                self.has_hundred = false;
                Room::Below(1000.0)
            }
            100 => {
                self.group = if self.group == 0.0 {
                    100.0
                } else {
                    self.group * 100.0
                };
                self.has_hundred = true;
                Room::Below(100.0)
            }
            value
                if atom.times == Some(last)
                    && self.group % 100.0 == f64::from(last)
                    && last > 0 =>
            {
                self.group += f64::from(last * value - last);
                Room::Below(20.0)
            }
            value => {
                self.group += f64::from(value);
                match value {
                    _ if !atom.joins.is_empty() => Room::Joins(&atom.joins),
                    20.. if atom.teens => Room::Below(20.0),
                    20.. => Room::Below(10.0),
                    _ => Room::Below(0.0),
                }
            }
        }
    }
}

/// Whether a unit of several words begins at token `at`.
fn begins_unit(scan: &Scan, at: usize) -> bool {
    scan.lex
        .units
        .at(scan, at)
        .is_some_and(|(end, _)| end > at + 1)
}

/// `million`, `milliard`: multiplies the number; in words, what follows adds up.
fn scale(scan: &Scan, number: &mut Number) {
    loop {
        let at = number.end;
        // million British thermal units, mille nautique: a unit whose name begins like a scale
        if begins_unit(scan, at) {
            break;
        }
        let hyphen = usize::from(scan.text_at(at) == Some("-") && !scan.gap(at));
        let Some(Scale { value, about }) = scan
            .word_at(at + hyphen)
            .and_then(|w| scan.lex.scales.get(w.key()).copied())
        else {
            break;
        };
        // A word that was summed already (mille) is no scale again.
        if number.scale > 1.0 && value <= number.scale {
            break;
        }
        number.about |= about && number.writing == (Writing::Words { article: true });
        number.value *= value;
        number.scale *= value;
        number.end = at + hyphen + 1;
    }
    // In words the rest goes on: un million deux cent mille.
    if number.scale > 1.0 && matches!(number.writing, Writing::Words { .. }) {
        let and = scan.has(number.end, &scan.lex.numbers.and);
        let at = number.end + usize::from(and && !scan.lex.numbers.decimal_comma);
        if let Some((rest, end, first)) = sum(scan, at, number.scale)
            && !(first.article && end == at + 1)
            && !scan.is(end, role::PART)
        {
            number.value += rest;
            number.end = end;
            if let Some(next) = scan.word_at(end).and_then(|w| scan.lex.scales.get(w.key()))
                && next.value < number.scale
            {
                number.value += rest * (next.value - 1.0);
                number.end = end + 1;
            }
        }
    }
    // 3 hundred and 21
    let digits = matches!(number.writing, Writing::Digits { .. });
    if digits && (100.0..=1000.0).contains(&number.scale) && !scan.lex.numbers.decimal_comma {
        let and = scan.has(number.end, &scan.lex.numbers.and);
        let at = number.end + usize::from(and);
        let rest = scan
            .text_at(at)
            .filter(|_| and || number.scale == 1000.0)
            .and_then(|t| read_digits(t, false))
            .filter(|r| r.value < number.scale && !r.marked);
        if and
            && rest.is_none()
            && let Some((value, end, _)) = sum(scan, at, number.scale)
        {
            number.value += value;
            number.end = end;
        }
        if let Some(rest) = rest {
            let mut tail = Number {
                first: at,
                end: at + 1,
                value: rest.value,
                scale: 1.0,
                ..number.clone()
            };
            if number.scale == 1000.0 {
                scale(scan, &mut tail);
            }
            number.value += tail.value;
            number.end = tail.end;
        }
    }
    number.scale = number.scale.max(1.0);
}

/// `un million et demi`, `two and a half million`: half of the last unit more.
fn half(scan: &Scan, number: &mut Number) {
    let Some((after, ())) = scan.lex.numbers.half.at(scan, number.end) else {
        return;
    };
    number.value += 0.5 * number.scale;
    number.end = after;
    if number.writing == (Writing::Words { article: true }) {
        number.writing = Writing::Words { article: false };
    }
    if number.scale == 1.0 {
        scale(scan, number);
    }
}

/// `une dizaine`, `a dozen`, `des centaines de milliers`, `un demi-million`, `half a million`;
/// `times` is the number that stands before.
fn group(scan: &Scan, at: usize, times: Option<&Number>) -> Option<Number> {
    let lex = scan.lex;
    let form = scan.word_at(at)?;
    let size = |key: &str| {
        let scale = lex.scales.get(key).map(|s| s.value);
        lex.groups.get(key).map(|g| g.value).or(scale)
    };
    let halved = |first, end, value: f64, about| Number {
        first,
        end,
        value: value / 2.0,
        max: None,
        scale: if value > 100.0 { value } else { 1.0 },
        writing: Writing::Group,
        about,
    };
    // half a million, half a dozen
    if lex.numbers.half_prefix.has(form) {
        let article = scan.has(at + 1, &lex.numbers.articles);
        let noun = at + 1 + usize::from(article);
        let value = size(scan.word_at(noun)?.key())?;
        return Some(halved(at, noun + 1, value, false));
    }
    // demi-million, demi-douzaine
    if let Some((half, rest)) = form.key().split_once('-')
        && lex.is_half_prefix(half)
    {
        let first = times.map_or_else(|| scan.kept_determiner(at), |n| n.first);
        let about = lex.groups.contains_key(rest) && !lex.scales.contains_key(rest);
        return Some(halved(first, at + 1, size(rest)?, about));
    }
    let group = lex.groups.get(form.key()).copied()?;
    if times.is_some() && begins_unit(scan, at) {
        return None;
    }
    if group.of_things && !groups_things(scan, at, times) {
        return None;
    }
    let article = times.is_some_and(Number::is_article);
    let first = times.map_or_else(|| scan.kept_determiner(at), |n| n.first);
    let open = group.plural && first == at;
    let mut value = group.value * times.map_or(1.0, |n| n.value);
    let (mut power, mut end) = (1.0, at + 1);
    // dizaines de milliers, tens of thousands, a dozen million
    loop {
        let of = usize::from(scan.has(end, &lex.links.of));
        let next = scan.word_at(end + of).map(|w| w.key()).and_then(size);
        match next.filter(|&scale| scale >= 1000.0 && scale > power) {
            Some(scale) => {
                value *= scale;
                power = scale;
                end += of + 1;
            }
            None => break,
        }
    }
    Some(Number {
        first,
        end,
        value,
        max: open.then_some(value * 9.0),
        scale: power,
        writing: Writing::Group,
        about: open || !group.exact && (article || times.is_none()),
    })
}

/// Whether the noun at `at` counts things by the group: `scores of towns`, `two score years`; not `test
/// scores of pupils`, `a score of 80`.
fn groups_things(scan: &Scan, at: usize, times: Option<&Number>) -> bool {
    let described =
        at > scan.start && scan.is_only(at - 1, WordClasses::NOUN | WordClasses::ADJECTIVE);
    let of_things = scan.has(at + 1, &scan.lex.links.of)
        && !scan.is_number_like(at + 2)
        && (at + 2..at + 5).any(|i| scan.looks_plural(i));
    let counted = times.is_some_and(|n| !n.is_article());
    counted || of_things && !described
}

/// `un tiers`, `deux cinquièmes`, `la moitié`, `three-quarters`, `half`; `times` is the number that
/// stands before.
fn part(scan: &Scan, at: usize, times: Option<&Number>) -> Option<Number> {
    let lex = scan.lex;
    let (end, part) = lex.parts.at(scan, at)?;
    let number = |first, value: f64| Number {
        first,
        end,
        value,
        max: None,
        scale: 1.0,
        writing: Writing::Part,
        about: false,
    };
    match times {
        Some(times) if times.value == 1.0 => {
            // un cinquième paquet counts; un cinquième de … and a third alone are parts.
            let counts = times.is_article() && !part.alone && scan.counts_next(end);
            (part.singular && !counts || part.alone)
                .then(|| number(times.first, 1.0 / part.divisor))
        }
        // trois cinquième, where no noun follows, is badly spelt
        Some(times) => ((part.plural || part.singular && !scan.counts_next(end))
            && times.value >= 2.0
            && times.scale == 1.0
            && matches!(times.writing, Writing::Words { .. }))
        .then(|| number(times.first, times.value / part.divisor)),
        None if part.alone => {
            let first = scan.kept_determiner(at);
            (first < at || scan.stands_alone(at, end)).then(|| number(first, 1.0 / part.divisor))
        }
        // quart de million, a quarter million
        None if part.singular => {
            let mut number = number(scan.kept_determiner(at), 1.0 / part.divisor);
            scaled_part(scan, &mut number);
            (number.writing == Writing::Group).then_some(number)
        }
        None => None,
    }
}
