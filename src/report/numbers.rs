//! Numbers and quantities for the eye.

use super::ui::{Ui, fill, label};
use crate::model::{Bound, Figure};

/// `value` with the decimal sign and digit groups of the language of `ui`; millions and more by
/// name where that loses nothing: `1.4 bn`.
pub fn human(value: f64, ui: &Ui) -> String {
    for scale in &ui.numbers.scales {
        if value.abs() >= scale.from {
            let scaled = value / scale.factor;
            let rounded = (scaled * 1000.0).round() / 1000.0;
            if rounded * scale.factor == value {
                return format!("{}\u{a0}{}", digits(rounded, ui), scale.name);
            }
        }
    }
    digits(value, ui)
}

/// All digits, grouped by three.
pub fn digits(value: f64, ui: &Ui) -> String {
    let plain = super::csv::number(value);
    let (sign, plain) = match plain.strip_prefix('-') {
        Some(rest) => ("−", rest.to_owned()),
        None => ("", plain),
    };
    let (whole, fraction) = match plain.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (plain.as_str(), None),
    };
    let mut out = String::from(sign);
    for (i, c) in whole.chars().enumerate() {
        let left = whole.len() - i;
        // Years and house numbers have four digits without a gap, and read better so.
        if i > 0 && left % 3 == 0 && whole.len() > 4 {
            out.push_str(&ui.numbers.group);
        }
        out.push(c);
    }
    if let Some(fraction) = fraction {
        out.push_str(&ui.numbers.decimal);
        out.push_str(fraction);
    }
    out
}

/// A figure's value or range with bound, unit and denominator: `≥ 8 bn USD`, `≈ 5 years`.
pub fn quantity(figure: &Figure, ui: &Ui) -> String {
    let mut out = String::from(match figure.bound {
        Bound::Exact => "",
        Bound::About => "≈\u{a0}",
        Bound::Min => "≥\u{a0}",
        Bound::Max => "≤\u{a0}",
    });
    let mut number = human(figure.value, ui);
    if let Some(max) = figure.max {
        number.push('–');
        number.push_str(&human(max, ui));
    }
    let unit = |code: &str| label(&ui.labels.unit, code).to_owned();
    match figure.unit.as_deref() {
        Some("%") => out.push_str(&fill(&ui.numbers.percent, &[("number", &number)])),
        Some(code) => out.push_str(&format!("{number}\u{a0}{}", unit(code))),
        None => out.push_str(&number),
    }
    if let Some(per) = &figure.per {
        out.push_str("\u{a0}/\u{a0}");
        out.push_str(&unit(per));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn numbers_are_grouped_and_scaled_without_loss() {
        let ui = Ui::of(Lang::interface());
        for (value, told) in [
            (0.0, "0"),
            (2025.0, "2025"),
            (12345.5, "12,345.5"),
            (-7.5, "−7.5"),
            (1.4e9, "1.4\u{a0}bn"),
            (1_234_567.0, "1,234,567"),
            (25e6, "25\u{a0}m"),
            (1.1e9, "1.1\u{a0}bn"),
            (0.001, "0.001"),
        ] {
            assert_eq!(human(value, ui), told);
        }
    }
}
