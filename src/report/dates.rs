//! EDTF dates for the eye.
//!
//! | EDTF | English |
//! | --- | --- |
//! | `2026-03-06` | 6 March 2026 |
//! | `2026-03` | March 2026 |
//! | `2026-21` | spring 2026 |
//! | `2024/2025` | 2024 – 2025 |
//! | `2022-02/..` | since February 2022 |
//! | `../2030` | until 2030 |
//! | `2019~` | about 2019 |

use super::ui::{Ui, fill};

/// The date as people of the language of `ui` write it; what has no such form stays as it is.
pub fn human(edtf: &str, ui: &Ui) -> String {
    let words = &ui.dates;
    match edtf.split_once('/') {
        Some((from, ".." | "")) => fill(&words.since, &[("date", &one(from, ui))]),
        Some((".." | "", to)) => fill(&words.until, &[("date", &one(to, ui))]),
        Some((from, to)) => format!("{} – {}", one(from, ui), one(to, ui)),
        None => one(edtf, ui),
    }
}

fn one(edtf: &str, ui: &Ui) -> String {
    let words = &ui.dates;
    if let Some(plain) = edtf.strip_suffix(['~', '%']) {
        return fill(&words.about, &[("date", &one(plain, ui))]);
    }
    let mut parts = edtf.splitn(3, '-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let number = |s: &str| s.parse::<usize>().ok().filter(|_| s.len() == 2);
    let month = month.and_then(number).and_then(|m| named(m, ui));
    match (year, month, day) {
        (Some(year), Some(month), None) => fill(&words.month, &[("month", month), ("year", &year)]),
        (Some(year), Some(month), Some(day)) => {
            let pattern = match number(day) {
                None => return edtf.to_owned(),
                Some(1) => &words.first_day,
                Some(_) => &words.day,
            };
            let day = day.trim_start_matches('0');
            fill(pattern, &[("day", &day), ("month", month), ("year", &year)])
        }
        _ => edtf.to_owned(),
    }
}

/// The month 1–12, or the season that EDTF numbers 21–24, spring first.
fn named(number: usize, ui: &Ui) -> Option<&String> {
    let words = &ui.dates;
    match number {
        21.. => words.seasons.get(number - 21),
        _ => words.months.get(number.checked_sub(1)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn dates_are_told_as_people_write_them() {
        let ui = Ui::of(Lang::interface());
        for (edtf, told) in [
            ("2026-03-06", "6 March 2026"),
            ("2026-03-01", "1 March 2026"),
            ("2026-12", "December 2026"),
            ("2026", "2026"),
            ("2024/2025", "2024 – 2025"),
            ("2022-02/..", "since February 2022"),
            ("../2030", "until 2030"),
            ("2019~", "about 2019"),
            ("199X", "199X"),
            ("2026-21", "spring 2026"),
            ("2026-33", "2026-33"),
            ("2026-00", "2026-00"),
            ("2026-03-06T10:00", "2026-03-06T10:00"),
            ("-0044", "-0044"),
            ("", ""),
        ] {
            assert_eq!(human(edtf, ui), told, "{edtf}");
        }
    }
}
