//! Calendar arithmetic: what a month or year before is, ISO weeks, Easter, the n-th weekday.
//!
//! Everything is in the proleptic Gregorian calendar of [`jiff::civil`]. Nothing panics: what lies
//! outside of the years that `jiff` counts (−9999 to 9999) is `None`.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{Span, ToSpan};

/// The day, or `None` when the calendar has no such day (31 February).
pub(super) fn day(year: i32, month: u8, day: u8) -> Option<Date> {
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

/// Whether a month can have such a day in some year (29 February can).
pub(super) fn is_possible(month: u8, day_of_month: u8) -> bool {
    day(2000, month, day_of_month).is_some()
}

/// `date` moved by `months`; a day that the month lacks becomes its last one.
pub(super) fn add_months(date: Date, months: i64) -> Option<Date> {
    date.checked_add(Span::new().try_months(months).ok()?).ok()
}

/// `date` moved by `days`.
pub(super) fn add_days(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// The last day of the month.
pub(super) fn end_of_month(year: i32, month: u8) -> Option<Date> {
    day(year, month, 1).map(|d| d.last_of_month())
}

/// Monday of ISO week `week` of `year`.
pub(super) fn monday(year: i32, week: u8) -> Option<Date> {
    let week = ISOWeekDate::new(
        i16::try_from(year).ok()?,
        i8::try_from(week).ok()?,
        Weekday::Monday,
    );
    week.ok().map(|w| w.date())
}

/// ISO year and week of `date`.
pub(super) fn week_of(date: Date) -> (i32, u8) {
    let week = date.iso_week_date();
    (i32::from(week.year()), week.week().unsigned_abs())
}

/// 1 for Monday to 7 for Sunday.
pub(super) fn weekday(date: Date) -> u8 {
    date.weekday().to_monday_one_offset().unsigned_abs()
}

/// The nearest day with that weekday before (`step` −1) or after (+1) `date`, `date` itself left out.
pub(super) fn next_weekday(date: Date, weekday_wanted: u8, step: i64) -> Option<Date> {
    (1..=7)
        .filter_map(|n| add_days(date, step * n))
        .find(|&d| weekday(d) == weekday_wanted)
}

/// The `nth` (−1: the last) such weekday of a month.
pub(super) fn nth_weekday(year: i32, month: u8, nth: i8, weekday_wanted: u8) -> Option<Date> {
    let weekday_wanted =
        Weekday::from_monday_one_offset(i8::try_from(weekday_wanted).ok()?).ok()?;
    day(year, month, 1)?
        .nth_weekday_of_month(nth, weekday_wanted)
        .ok()
}

/// Easter Sunday of the western churches (Meeus, Jones and Butcher: *Astronomical Algorithms*, ch. 8).
pub(super) fn easter(year: i32) -> Option<Date> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    day(
        year,
        u8::try_from(n / 31).ok()?,
        u8::try_from(n % 31 + 1).ok()?,
    )
}

/// Whole days from `a` to `b`.
pub(super) fn days_between(a: Date, b: Date) -> i64 {
    a.until(b)
        .ok()
        .and_then(|s| {
            s.total((jiff::Unit::Day, jiff::SpanRelativeTo::days_are_24_hours()))
                .ok()
        })
        .map_or(0, |d| d as i64)
}

/// `date` moved by seconds, as a date and time of day.
pub(super) fn add_seconds(
    at: jiff::civil::DateTime,
    seconds: i64,
) -> Option<jiff::civil::DateTime> {
    at.checked_add(seconds.seconds()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_churches_have_it() {
        for (year, expected) in [
            (1961, "1961-04-02"),
            (2000, "2000-04-23"),
            (2008, "2008-03-23"),
            (2018, "2018-04-01"),
            (2024, "2024-03-31"),
            (2025, "2025-04-20"),
            (2026, "2026-04-05"),
            (2038, "2038-04-25"),
        ] {
            assert_eq!(easter(year).unwrap().to_string(), expected);
        }
    }

    #[test]
    fn days_that_do_not_exist_are_none() {
        assert!(day(2025, 2, 29).is_none() && day(2024, 2, 29).is_some());
        assert!(!is_possible(2, 30) && is_possible(2, 29) && !is_possible(13, 1));
        assert!(easter(-200_000).is_none() && monday(2025, 60).is_none());
    }

    #[test]
    fn months_are_clamped() {
        let d = day(2025, 3, 31).unwrap();
        assert_eq!(add_months(d, -1), day(2025, 2, 28));
        assert_eq!(add_months(d, 12), day(2026, 3, 31));
        assert_eq!(next_weekday(d, 1, -1), day(2025, 3, 24));
        assert_eq!(nth_weekday(2025, 11, 4, 4), day(2025, 11, 27));
        assert_eq!(days_between(d, day(2025, 4, 2).unwrap()), 2);
    }
}
