//! What an expression of time means: [`Period`], [`Moment`] and [`Value`], and how each is written
//! in EDTF (ISO 8601-2) and TIMEX3.
//!
//! | period | EDTF | TIMEX3 |
//! | --- | --- | --- |
//! | 21 May 2026 | `2026-05-21` | `2026-05-21` |
//! | May 2026, any October | `2026-05`, `XXXX-10` | the same |
//! | first quarter, half of 2026 | `2026-01/2026-03`, `2026-01/2026-06` | `2026-Q1`, `2026-H1` |
//! | summer of 2024 | `2024-22` | `2024-SU` |
//! | week 12 of 2026 | `2026-03-16/2026-03-22` | `2026-W12` |
//! | the 1990s, 17th century | `199X`, `16XX` | the same |

use super::calendar as cal;
use crate::model::Part;
use jiff::civil::Date;

/// A stretch of the calendar. A `year` of `None` is any year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    Day(Date),
    /// A day of no particular year.
    AnyDay(u8, u8),
    /// Day, month and year that form no day of the calendar.
    Impossible,
    Month(Option<i32>, u8),
    Quarter(Option<i32>, u8),
    Half(Option<i32>, u8),
    /// 21 spring to 24 winter, as EDTF numbers them. A winter has the year in which it begins.
    Season(Option<i32>, u8),
    Week(i32, u8),
    Weekend(i32, u8),
    Year(i32),
    /// The financial year that begins in this year and ends in the next.
    SplitYear(i32),
    /// First year: 1990.
    Decade(i32),
    /// First year less one hundred-th: 1600 for the 17th.
    Century(i32),
    /// First and last year.
    Years(i32, i32),
    /// First and last month.
    Months(i32, u8, i32, u8),
    /// First and last day.
    Days(Date, Date),
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Clock {
    pub hour: u8,
    pub minute: u8,
    pub second: Option<u8>,
    /// Whether minutes were told: 14h00, not 14 h.
    pub minutes_told: bool,
}

/// Parts of the day as TIMEX3 names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Daypart {
    Morning,
    Noon,
    Afternoon,
    Evening,
    Night,
    Daytime,
}

impl Daypart {
    pub(super) fn timex(self) -> &'static str {
        match self {
            Daypart::Morning => "MO",
            Daypart::Noon => "12:00",
            Daypart::Afternoon => "AF",
            Daypart::Evening => "EV",
            Daypart::Night => "NI",
            Daypart::Daytime => "DT",
        }
    }
}

/// A period, perhaps with a time of day in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moment {
    pub period: Option<Period>,
    pub clock: Option<Clock>,
    pub daypart: Option<Daypart>,
    pub part: Option<Part>,
    pub about: bool,
    /// Whether the day is not said but understood: a time of day then has no EDTF.
    pub understood: bool,
}

impl Moment {
    pub(super) fn of(period: Period) -> Moment {
        Moment {
            period: Some(period),
            clock: None,
            daypart: None,
            part: None,
            about: false,
            understood: false,
        }
    }
}

/// What an expression means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Point(Moment),
    /// From the first to the last, either of them open.
    Between(Option<Moment>, Option<Moment>),
    /// A length of time, ISO 8601; with first and last day where it ends at a known one.
    Duration(String, Option<(Date, Date)>),
    /// Something that comes again: what TIMEX3 has as its value.
    Set(String),
    /// `PRESENT_REF`, `PAST_REF`, `FUTURE_REF`; the day where one may be meant.
    Ref(&'static str, Option<Date>),
}

fn months_of(period: Period) -> Option<(i32, u8, i32, u8)> {
    Some(match period {
        Period::Quarter(Some(y), q) => (y, q * 3 - 2, y, q * 3),
        Period::Half(Some(y), h) => (y, h * 6 - 5, y, h * 6),
        Period::Season(Some(y), 24) => (y, 12, y + 1, 2),
        Period::Season(Some(y), s) => (y, (s - 20) * 3, y, (s - 20) * 3 + 2),
        Period::Months(y, m, z, n) => (y, m, z, n),
        _ => return None,
    })
}

fn year4(year: i32) -> String {
    if year < 0 {
        format!("-{:04}", -year)
    } else {
        format!("{year:04}")
    }
}

impl Period {
    /// The first day.
    pub(super) fn first(self) -> Option<Date> {
        match self {
            Period::Day(d) | Period::Days(d, _) => Some(d),
            Period::Month(Some(y), m) => cal::day(y, m, 1),
            Period::Year(y) | Period::Years(y, _) | Period::Decade(y) | Period::Century(y) => {
                cal::day(y, 1, 1)
            }
            Period::SplitYear(y) => cal::day(y, 7, 1),
            Period::Week(y, w) => cal::monday(y, w),
            Period::Weekend(y, w) => cal::monday(y, w).and_then(|d| cal::add_days(d, 5)),
            p => months_of(p).and_then(|(y, m, _, _)| cal::day(y, m, 1)),
        }
    }

    /// The last day.
    pub(super) fn last(self) -> Option<Date> {
        match self {
            Period::Day(d) | Period::Days(_, d) => Some(d),
            Period::Month(Some(y), m) => cal::end_of_month(y, m),
            Period::Year(y) | Period::Years(_, y) => cal::day(y, 12, 31),
            Period::SplitYear(y) => cal::day(y + 1, 6, 30),
            Period::Decade(y) => cal::day(y + 9, 12, 31),
            Period::Century(y) => cal::day(y + 99, 12, 31),
            Period::Week(y, w) | Period::Weekend(y, w) => {
                cal::monday(y, w).and_then(|d| cal::add_days(d, 6))
            }
            p => months_of(p).and_then(|(_, _, y, m)| cal::end_of_month(y, m)),
        }
    }

    /// EDTF; `None` where it has no form (any summer).
    pub(super) fn edtf(self) -> Option<String> {
        Some(match self {
            Period::Day(d) => d.to_string(),
            Period::AnyDay(m, d) => format!("XXXX-{m:02}-{d:02}"),
            Period::Month(Some(y), m) => format!("{}-{m:02}", year4(y)),
            Period::Month(None, m) => format!("XXXX-{m:02}"),
            Period::Season(Some(y), s) => format!("{}-{s}", year4(y)),
            Period::Year(y) => year4(y),
            Period::SplitYear(y) => format!("{}/{}", year4(y), year4(y + 1)),
            Period::Years(y, z) => format!("{}/{}", year4(y), year4(z)),
            Period::Decade(y) => format!("{:03}X", y.div_euclid(10)),
            Period::Century(y) => format!("{:02}XX", y.div_euclid(100)),
            Period::Week(..) | Period::Weekend(..) | Period::Days(..) => {
                format!("{}/{}", self.first()?, self.last()?)
            }
            p => {
                let (y, m, z, n) = months_of(p)?;
                format!("{}-{m:02}/{}-{n:02}", year4(y), year4(z))
            }
        })
    }

    /// The form that stands for the period as the beginning of an interval; its last part when `end`.
    fn bound(self, end: bool) -> Option<String> {
        let form = self.edtf()?;
        Some(match form.split_once('/') {
            Some((first, last)) => if end { last } else { first }.to_owned(),
            None => form,
        })
    }

    pub(super) fn timex(self) -> String {
        let year = |y: Option<i32>| y.map_or_else(|| "XXXX".to_owned(), year4);
        match self {
            Period::Quarter(y, q) => format!("{}-Q{q}", year(y)),
            Period::Half(y, h) => format!("{}-H{h}", year(y)),
            Period::Season(y, s) => {
                let name = match s {
                    21 => "SP",
                    22 => "SU",
                    23 => "FA",
                    _ => "WI",
                };
                format!("{}-{name}", year(y))
            }
            Period::Week(y, w) => format!("{}-W{w:02}", year4(y)),
            Period::Weekend(y, w) => format!("{}-W{w:02}-WE", year4(y)),
            p => p.edtf().unwrap_or_else(|| "XXXX".to_owned()),
        }
    }
}

impl Moment {
    /// EDTF with the mark of approximation; the time of day is left out.
    pub(super) fn edtf(&self) -> Option<String> {
        let form = self.period.filter(|_| !self.understood)?.edtf()?;
        Some(if self.about && !form.contains('/') {
            format!("{form}~")
        } else {
            form
        })
    }

    fn bound(&self, end: bool) -> Option<String> {
        let period = match (self.period?, self.part) {
            // Up to the end of a year is up to its December.
            (Period::Year(y), Some(Part::End)) if end => Period::Month(Some(y), 12),
            (p, _) => p,
        };
        let form = period.bound(end)?;
        Some(if self.about { format!("{form}~") } else { form })
    }

    pub(super) fn timex(&self) -> String {
        let mut out = self.period.map_or_else(String::new, Period::timex);
        if let Some(c) = self.clock {
            out.push_str(&format!("T{:02}:{:02}", c.hour, c.minute));
            if let Some(s) = c.second {
                out.push_str(&format!(":{s:02}"));
            }
        } else if let Some(d) = self.daypart {
            out.push('T');
            out.push_str(d.timex());
        }
        out
    }

    pub(super) fn is_time(&self) -> bool {
        self.clock.is_some() || self.daypart.is_some()
    }
}

impl Value {
    /// EDTF of the whole.
    pub(super) fn edtf(&self) -> Option<String> {
        match self {
            Value::Point(m) => m.edtf(),
            Value::Between(Some(a), Some(b)) => {
                let (a, b) = (a.bound(false)?, b.bound(true)?);
                Some(if a == b { a } else { format!("{a}/{b}") })
            }
            Value::Between(Some(a), None) => Some(format!("{}/..", a.bound(false)?)),
            Value::Between(None, Some(b)) => Some(format!("../{}", {
                let form = b.period?.bound(true)?;
                if b.about { format!("{form}~") } else { form }
            })),
            _ => None,
        }
    }

    /// First and last day that may be meant.
    pub(super) fn days(&self) -> (Option<Date>, Option<Date>) {
        let first = |m: &Moment| m.period.and_then(Period::first);
        let last = |m: &Moment| m.period.and_then(Period::last);
        match self {
            Value::Point(m) => (first(m), last(m)),
            Value::Between(a, b) => (a.as_ref().and_then(first), b.as_ref().and_then(last)),
            Value::Duration(_, Some((a, b))) => (Some(*a), Some(*b)),
            Value::Ref(_, day) => (*day, *day),
            _ => (None, None),
        }
    }

    pub(super) fn timex(&self) -> String {
        match self {
            Value::Point(m) => m.timex(),
            Value::Between(Some(a), Some(b)) => match (a.clock, b.clock) {
                (Some(from), Some(to)) => between_times(a, b, from, to),
                _ => format!("{}/{}", a.timex(), b.timex()),
            },
            // TIMEX3 marks the date alone; that it opens or ends something is its signal's matter.
            Value::Between(Some(m), None) | Value::Between(None, Some(m)) => m.timex(),
            Value::Between(None, None) => "..".to_owned(),
            Value::Duration(v, _) | Value::Set(v) => v.clone(),
            Value::Ref(v, _) => (*v).to_owned(),
        }
    }
}

/// `(T17,T18:30,PT1H30M)`: first and last time and how long it lasts, as the tools that read times
/// of day write them; whole hours without minutes.
fn between_times(a: &Moment, b: &Moment, from: Clock, to: Clock) -> String {
    let end = |m: &Moment, c: Clock| {
        let day = m.period.map_or_else(String::new, Period::timex);
        if c.minute == 0 && !c.minutes_told {
            format!("{day}T{:02}", c.hour)
        } else {
            format!("{day}T{:02}:{:02}", c.hour, c.minute)
        }
    };
    let minutes = |c: Clock| i64::from(c.hour) * 60 + i64::from(c.minute);
    let days = match (
        a.period.and_then(Period::first),
        b.period.and_then(Period::first),
    ) {
        (Some(x), Some(y)) => cal::days_between(x, y),
        _ => 0,
    };
    let mut length = minutes(to) - minutes(from) + days * 24 * 60;
    if length < 0 {
        length += 24 * 60;
    }
    let (hours, rest) = (length / 60, length % 60);
    let mut lasts = "PT".to_owned();
    if hours > 0 || rest == 0 {
        lasts.push_str(&format!("{hours}H"));
    }
    if rest > 0 {
        lasts.push_str(&format!("{rest}M"));
    }
    format!("({},{},{lasts})", end(a, from), end(b, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_period_that_has_an_edtf_form_is_valid_edtf() {
        let d = cal::day(2026, 3, 9).unwrap();
        for p in [
            Period::Day(d),
            Period::AnyDay(2, 29),
            Period::Month(Some(2026), 5),
            Period::Month(None, 10),
            Period::Quarter(Some(2025), 4),
            Period::Half(Some(2025), 2),
            Period::Season(Some(2024), 24),
            Period::Week(2026, 1),
            Period::Weekend(2026, 53),
            Period::Year(476),
            Period::SplitYear(2024),
            Period::Decade(1990),
            Period::Century(1600),
            Period::Days(d, d),
        ] {
            let form = p.edtf().unwrap();
            assert!(edtf_core::Edtf::parse(&form).is_ok(), "{p:?} as {form}");
        }
        assert_eq!(Period::Season(None, 22).edtf(), None);
    }
}
