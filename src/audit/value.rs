//! How exact a figure is: the interval that its digits and its bound leave open.

use crate::model::{Bound, Figure, FigureKind};

/// The values that `figure` may stand for, as far as its digits tell: `1,4 milliard` is 1.35 to 1.45
/// thousand million; a count written out to the last unit is exact; an approximate one is wider.
pub(super) fn interval(figure: &Figure) -> (f64, f64) {
    let top = figure.max.unwrap_or(figure.value);
    let half = half_unit(figure);
    let wide = match figure.bound {
        Bound::Exact => 0.0,
        Bound::About => 0.06 * figure.value.abs().max(top.abs()),
        Bound::Min | Bound::Max => 0.0,
    };
    let (low, high) = (figure.value - half - wide, top + half + wide);
    match figure.bound {
        Bound::Min => (low, f64::INFINITY),
        Bound::Max => (f64::NEG_INFINITY, high),
        _ => (low, high),
    }
}

/// Whether both may be the same value.
pub(super) fn compatible(a: &Figure, b: &Figure) -> bool {
    let ((a, b), (c, d)) = (interval(a), interval(b));
    a <= d && c <= b
}

/// Half of the last digit's worth.
fn half_unit(figure: &Figure) -> f64 {
    let Some((written, decimals)) = numeral(&figure.at.text) else {
        // Number words: taken to be exact.
        return 0.0;
    };
    let scale = match written {
        0.0 => 1.0,
        _ => (figure.value / written).abs(),
    };
    let whole = decimals == 0 && scale == 1.0;
    let digit = match figure.kind {
        FigureKind::Count if whole => round_unit(figure.value),
        _ if whole && figure.value.abs() >= 1000.0 => round_unit(figure.value),
        _ => scale / 10f64.powi(decimals),
    };
    if figure.kind == FigureKind::Count && whole && digit <= 1.0 {
        return 0.0;
    }
    digit / 2.0
}

/// The place of the last digit that is not nought: 1000 for 65 000.
fn round_unit(value: f64) -> f64 {
    let mut unit = 1.0;
    while value != 0.0 && unit < 1e15 && value % (unit * 10.0) == 0.0 {
        unit *= 10.0;
    }
    unit
}

/// The first number in `text` as written, without its multiplier, and how many decimals it has. A
/// separator with three digits behind it parts thousands where more than one stands or a space does.
fn numeral(text: &str) -> Option<(f64, i32)> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[start..];
    let mut digits = String::new();
    let mut groups: Vec<(char, usize)> = Vec::new();
    let mut chars = rest.char_indices().peekable();
    while let Some((_, c)) = chars.next() {
        if c.is_ascii_digit() {
            digits.push(c);
            if let Some(last) = groups.last_mut() {
                last.1 += 1;
            }
            continue;
        }
        let next_digit = chars.peek().is_some_and(|(_, d)| d.is_ascii_digit());
        if !next_digit || !(matches!(c, ',' | '.' | '\'' | '’') || crate::text::fold::is_space(c))
        {
            break;
        }
        groups.push((c, 0));
    }
    let decimals = match groups.last() {
        Some((',' | '.', n)) if *n != 3 => *n,
        // 1,234 and 1.234 are told apart by the value alone: the caller's scale does.
        _ => 0,
    };
    let value: f64 = digits.parse().ok()?;
    Some((value / 10f64.powi(decimals as i32), decimals as i32))
}

#[cfg(test)]
mod tests {
    use super::numeral;

    #[test]
    fn numerals_as_written() {
        for (text, expected) in [
            ("1,4 milliard", Some((1.4, 1))),
            ("65 000 soldats", Some((65000.0, 0))),
            ("87%", Some((87.0, 0))),
            ("$1.25bn", Some((1.25, 2))),
            ("1,234", Some((1234.0, 0))),
            ("une dizaine", None),
        ] {
            assert_eq!(numeral(text), expected, "{text}");
        }
    }
}
