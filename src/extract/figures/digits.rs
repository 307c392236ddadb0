//! Numbers in digits: separators by language and shape, groups of thousands, fractions, exponents.
//!
//! | text | French | English |
//! | --- | --- | --- |
//! | `4,800` | 4.8 | 4800 |
//! | `1.234` | 1234 | 1.234 |
//! | `1.234,5`, `1,234.5`, `1 234,5` | 1234.5 | 1234.5 |
//! | `3/4`, `1 4/5`, `2½` | 0.75, 1.8, 2.5 | 0.75, 1.8, 2.5 |

use super::number::{Number, Writing};
use super::scan::Scan;

/// Digits, parted by separators or spaces.
pub(super) fn digits(scan: &Scan, at: usize) -> Option<Number> {
    let text = scan.text(at);
    if let Some(value) = vulgar(text) {
        return Some(Number {
            first: at,
            end: at + 1,
            value,
            max: None,
            scale: 1.0,
            writing: Writing::Part,
            about: false,
        });
    }
    let mut first = at;
    let mut read = match read_digits(text, scan.lex.numbers.decimal_comma) {
        Some(read) => read,
        None => {
            let comma = scan.lex.numbers.decimal_comma;
            scientific(text, comma).or_else(|| before_power(scan, at, comma))?
        }
    };
    // .25
    let point = at > scan.start && scan.text(at - 1) == "." && !scan.gap(at);
    if point && !read.marked && (at - 1 == scan.start || scan.gap(at - 1)) {
        read.value /= 10f64.powi(read.digits.min(300) as i32);
        read.marked = true;
        first = at - 1;
    }
    let mut end = at + 1;
    // 65 000: groups of three after a first one of one to three.
    if !read.marked && read.digits <= 3 {
        while end < scan.end && scan.gap(end) && scan.same_line(end) {
            let Some(next) = thousand_group(scan.text(end)) else {
                break;
            };
            read.value = read.value * 1000.0 + next.0;
            read.digits += 3;
            read.grouped = true;
            end += 1;
            if next.1 {
                read.marked = true;
                break;
            }
        }
    }
    if let Some((value, behind)) = power(scan, at, end, read.value) {
        read.value = value;
        read.marked = true;
        end = behind;
    }
    let marked = read.marked || read.grouped;
    let number = Number {
        first,
        end,
        value: read.value,
        max: None,
        scale: 1.0,
        writing: Writing::Digits {
            digits: read.digits.min(99) as u8,
            marked,
        },
        about: false,
    };
    Some(fraction_in_digits(scan, &number).unwrap_or(number))
}

/// `3/4`, `1 4/5`: small numbers around a slash.
fn fraction_in_digits(scan: &Scan, whole: &Number) -> Option<Number> {
    let small = |at: usize| -> Option<f64> {
        let text = scan.text_at(at)?;
        (text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse().ok())
            .flatten()
    };
    let slash = |at: usize| {
        scan.text_at(at) == Some("/")
            && !scan.gap(at)
            && scan.text_at(at + 1).is_some()
            && !scan.gap(at + 1)
    };
    let at = whole.first;
    let (value, end) = if slash(whole.end) {
        let (top, bottom) = (small(at)?, small(at + 2)?);
        (top < bottom && bottom <= 10.0).then(|| (top / bottom, at + 3))?
    } else if let Some(value) = scan.text_at(whole.end).and_then(vulgar) {
        (whole.value + value, whole.end + 1)
    } else if slash(whole.end + 1) {
        let (top, bottom) = (small(whole.end)?, small(whole.end + 2)?);
        (top < bottom && bottom <= 10.0).then(|| (whole.value + top / bottom, whole.end + 3))?
    } else {
        return None;
    };
    // 1/2/2024 is a date, 2/3-4 a designation.
    if matches!(scan.text_at(end), Some("/" | "-")) && !scan.gap(end) {
        return None;
    }
    Some(Number {
        end,
        value,
        writing: if value < 1.0 {
            Writing::Part
        } else {
            whole.writing
        },
        ..whole.clone()
    })
}

pub(super) struct ReadDigits {
    pub value: f64,
    /// How many stand before the decimal sign.
    pub digits: usize,
    /// With a sign inside.
    pub marked: bool,
    /// Parted into thousands.
    pub grouped: bool,
}

/// Reads `1,4`, `1.234,5`, `1,234.5`, `1'000`: by the language's decimal sign and the shape.
pub(super) fn read_digits(text: &str, decimal_comma: bool) -> Option<ReadDigits> {
    let decimal = if decimal_comma { ',' } else { '.' };
    let mut clean = String::with_capacity(text.len());
    let mut marks: Vec<(char, usize)> = Vec::new();
    for c in text.chars() {
        match c {
            '0'..='9' => clean.push(c),
            '.' | ',' => marks.push((c, clean.len())),
            c if crate::text::fold::is_apostrophe(c) => marks.push(('\'', clean.len())),
            _ => return None,
        }
    }
    let total = clean.len();
    // Where the whole part ends.
    let whole = match marks.as_slice() {
        [] => total,
        [(c, at)] if *c == decimal => {
            let _ = c;
            *at
        }
        [('\'', at)] => (total - at == 3).then_some(total)?,
        [(_, at)] => {
            if total - at == 3 && *at <= 3 && !clean.starts_with('0') {
                total
            } else {
                *at
            }
        }
        [groups @ .., (last, at)] => {
            let first = groups[0].0;
            let bounds: Vec<usize> = groups.iter().map(|g| g.1).chain([*at]).collect();
            let regular = groups.iter().all(|g| g.0 == first)
                && bounds[0] <= 3
                && bounds
                    .windows(2)
                    .all(|w| w[1] - w[0] == 3 || first == ',' && w[1] - w[0] == 2);
            if !regular {
                return None;
            }
            if *last == first {
                (total - at == 3).then_some(total)?
            } else {
                *at
            }
        }
    };
    // 007 and 05 are codes.
    if whole > 1 && clean.starts_with('0') || total > 21 {
        return None;
    }
    let value: f64 = format!("{}.{}", &clean[..whole], &clean[whole..])
        .parse()
        .ok()?;
    let marked = !marks.is_empty();
    Some(ReadDigits {
        value,
        digits: whole,
        marked,
        grouped: marked && whole == total,
    })
}

/// `1.5e10`
fn scientific(text: &str, decimal_comma: bool) -> Option<ReadDigits> {
    let (mantissa, power) = text.split_once(['e', 'E'])?;
    let power: i32 = power.parse().ok().filter(|p| (0..=30).contains(p))?;
    let read = read_digits(mantissa, decimal_comma)?;
    Some(ReadDigits {
        value: read.value * 10f64.powi(power),
        marked: true,
        ..read
    })
}

/// The mantissa of `12.32e+14` and `1.3x10^6`, whose tokens end before the exponent.
fn before_power(scan: &Scan, at: usize, decimal_comma: bool) -> Option<ReadDigits> {
    let text = scan.text(at);
    let cut = match scan.text_at(at + 1)? {
        "+" | "-" | "−" => text.strip_suffix(['e', 'E'])?,
        "^" => text
            .strip_suffix("x10")
            .or_else(|| text.strip_suffix("×10"))?,
        _ => return None,
    };
    read_digits(cut, decimal_comma)
}

/// `1.3x10^6`, `12.32e+14`, `1.1^23`: the value with its exponent, and the token behind it.
fn power(scan: &Scan, at: usize, end: usize, base: f64) -> Option<(f64, usize)> {
    let text = scan.text(at);
    let raised = scan.text_at(end)? == "^" && !scan.gap(end);
    let exponential = text.ends_with(['e', 'E']);
    if !raised && !exponential {
        return None;
    }
    let mut next = end + usize::from(raised);
    let mut sign = 1;
    while let Some(mark @ ("+" | "-" | "−")) = scan.text_at(next) {
        sign = if mark == "+" { sign } else { -sign };
        next += 1;
    }
    let exponent: i32 = scan
        .text_at(next)?
        .parse()
        .ok()
        .filter(|e| (0..=40).contains(e))?;
    let exponent = exponent * sign;
    let value = if exponential || text.ends_with("10") && text.contains(['x', '×']) {
        base * 10f64.powi(exponent)
    } else {
        base.powi(exponent)
    };
    Some((value, next + 1))
}

/// Three digits, perhaps with decimals after them: its value, and whether decimals end the number.
fn thousand_group(text: &str) -> Option<(f64, bool)> {
    let bytes = text.as_bytes();
    if bytes.len() < 3 || !bytes[..3].iter().all(u8::is_ascii_digit) {
        return None;
    }
    if bytes.len() == 3 {
        return Some((text.parse().ok()?, false));
    }
    let decimals = text.get(4..)?;
    let sign = matches!(bytes[3], b',' | b'.');
    (sign && !decimals.is_empty() && decimals.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.replace(',', ".").parse().ok().map(|v| (v, true)))
        .flatten()
}

/// The value of a fraction that is one character.
pub(super) fn vulgar(text: &str) -> Option<f64> {
    Some(match text {
        "½" => 0.5,
        "⅓" => 1.0 / 3.0,
        "⅔" => 2.0 / 3.0,
        "¼" => 0.25,
        "¾" => 0.75,
        "⅕" => 0.2,
        "⅖" => 0.4,
        "⅗" => 0.6,
        "⅘" => 0.8,
        "⅙" => 1.0 / 6.0,
        "⅛" => 0.125,
        "⅜" => 0.375,
        "⅝" => 0.625,
        "⅞" => 0.875,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_by_language_and_shape() {
        for (text, comma, expected) in [
            ("1.234,5", true, Some(1234.5)),
            ("1,234.5", false, Some(1234.5)),
            ("1'000", true, Some(1000.0)),
            ("4,800", true, Some(4.8)),
            ("4,800", false, Some(4800.0)),
            ("1.234", true, Some(1234.0)),
            ("1.234", false, Some(1.234)),
            ("5.00", true, Some(5.0)),
            ("1,3", false, Some(1.3)),
            ("1,234,567", true, Some(1_234_567.0)),
            ("1.234.567", true, Some(1_234_567.0)),
            ("12,34,567", false, Some(1_234_567.0)),
            ("1.2.3", false, None),
            ("17.05.2018", true, None),
            ("0,5", true, Some(0.5)),
            ("007", true, None),
            ("12e", true, None),
        ] {
            assert_eq!(
                read_digits(text, comma).map(|r| r.value),
                expected,
                "{text} {comma}"
            );
        }
    }
}
