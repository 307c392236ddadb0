//! Steps from an anchor: last month, the previous year, three years ago, the second week of March.

use super::calendar as cal;
use super::fields::{Anchor, Count, Fields, Shift, Unit};
use super::link::Lead;
use super::resolve::{Context, Tense};
use super::value::{Clock, Period};
use crate::model::Part;
use jiff::civil::Date;

impl Context {
    /// `février dernier`, `last February`, `lundi prochain`, `le 6 juillet suivant`, `cet hiver`.
    pub(super) fn named_shift(&self, f: &Fields, shift: Shift) -> Option<Period> {
        let base = self.anchor(shift.anchor)?;
        let (start, end) = (base.first()?, base.last()?);
        if let (Some(weekday), None) = (f.weekday, f.month) {
            let (from, step) = if shift.by < 0 { (start, -1) } else { (end, 1) };
            let day = match shift.by {
                0 => {
                    let (y, w) = cal::week_of(start);
                    cal::add_days(cal::monday(y, w)?, i64::from(weekday) - 1)?
                }
                _ => cal::next_weekday(from, weekday, step)?,
            };
            return Some(Period::Day(day));
        }
        if !(f.month.is_some()
            || f.season.is_some()
            || f.quarter.is_some()
            || f.half.is_some()
            || f.holiday.is_some())
        {
            return None;
        }
        let year = i32::from(start.year());
        let periods = || (year - 5..=year + 5).filter_map(|y| self.in_year(f, y));
        let real = |p: &Period| *p != Period::Impossible;
        match shift.by {
            0 => {
                // cet hiver: the one that is, else the last one.
                periods()
                    .filter(real)
                    .rfind(|p| p.first().is_some_and(|d| d <= end))
            }
            by if by < 0 => periods()
                .filter(real)
                .rfind(|p| p.last().is_some_and(|d| d < start)),
            _ => periods()
                .filter(real)
                .find(|p| p.first().is_some_and(|d| d > end)),
        }
    }

    /// `last month`, `l'an dernier`, `cette semaine`, `the previous year`.
    pub(super) fn shifted(&self, f: &Fields, tense: Tense) -> Option<Period> {
        let shift = f.shift?;
        let base = self.anchor(shift.anchor)?;
        let by = i64::from(shift.by);
        let (start, end) = (base.first()?, base.last()?);
        let from = if by > 0 { end } else { start };
        let year = i32::from(from.year());
        let month = from.month().unsigned_abs();
        if f.part == Some(Part::End) && f.unit == Some(Unit::Day) {
            return Some(Period::Day(cal::add_days(from, by)?));
        }
        Some(match f.unit? {
            Unit::Day | Unit::WorkDay => Period::Day(cal::add_days(from, by)?),
            Unit::Week => {
                let (y, w) = cal::week_of(cal::add_days(from, 7 * by)?);
                if let Some(weekday) = f.weekday {
                    let monday = cal::monday(y, w)?;
                    return cal::add_days(monday, i64::from(weekday) - 1).map(Period::Day);
                }
                Period::Week(y, w)
            }
            Unit::Weekend => {
                let (y, w) = cal::week_of(cal::add_days(from, 7 * by)?);
                Period::Weekend(y, w)
            }
            Unit::Fortnight => {
                let (y, w) = cal::week_of(cal::add_days(from, 14 * by)?);
                let monday = cal::monday(y, w)?;
                Period::Days(monday, cal::add_days(monday, 13)?)
            }
            Unit::Month => {
                let d = cal::add_months(from, by)?;
                if let Some(day) = f.day {
                    // le 14 de ce mois
                    let y = i32::from(d.year());
                    return cal::day(y, d.month().unsigned_abs(), day).map(Period::Day);
                }
                Period::Month(Some(i32::from(d.year())), d.month().unsigned_abs())
            }
            Unit::Quarter => {
                let d = cal::add_months(from, 3 * by)?;
                Period::Quarter(
                    Some(i32::from(d.year())),
                    (d.month().unsigned_abs() - 1) / 3 + 1,
                )
            }
            Unit::Half => {
                let d = cal::add_months(from, 6 * by)?;
                Period::Half(
                    Some(i32::from(d.year())),
                    (d.month().unsigned_abs() - 1) / 6 + 1,
                )
            }
            Unit::Year | Unit::FiscalYear => {
                let mut year = year + i32::from(shift.by);
                // In January the end of the year, told as past, is the one that has just been.
                if shift.anchor == Anchor::Near
                    && tense != Tense::Future
                    && f.part == Some(Part::End)
                    && self.document.is_some_and(|t| t == from)
                    && month <= 2
                {
                    year -= 1;
                }
                // the spring of that year
                if f.has_date() {
                    return self.in_year(f, year);
                }
                Period::Year(year)
            }
            Unit::Decade => Period::Decade((year.div_euclid(10) + i32::from(shift.by)) * 10),
            Unit::Century => Period::Century((year.div_euclid(100) + i32::from(shift.by)) * 100),
            Unit::Second | Unit::Minute | Unit::Hour => return None,
        })
    }

    /// `il y a trois ans`, `un an plus tôt`, `two weeks before Christmas`.
    pub(super) fn offset(&self, f: &Fields) -> Option<(Period, Option<Clock>)> {
        let direction = f.direction?;
        let unit = f.unit?;
        let Count::Number(n) = f.count.unwrap_or(Count::Number(1.0)) else {
            return None;
        };
        if n.fract() != 0.0 && unit != Unit::Hour || n > 100_000.0 {
            return None;
        }
        let sign = f64::from(direction.by);
        let named = f.has_date() && f.dayref.is_none();
        let base = if named || f.dayref.is_some() {
            let mut relative = false;
            let mut date_fields = *f;
            date_fields.count = None;
            self.date(&date_fields, Tense::Unknown, None, &mut relative, None)?
        } else if f.shift.is_some() && f.weekday.is_some() {
            self.named_shift(f, f.shift?)?
        } else if let (Anchor::Story, Some((sentence, period))) = (direction.anchor, self.compared)
            && sentence == self.sentence
        {
            period
        } else if let (Anchor::Story, Some(story)) = (direction.anchor, self.story) {
            story.period
        } else {
            self.anchor(direction.anchor)?
        };
        let from = base.first()?;
        if let Unit::Second | Unit::Minute | Unit::Hour = unit {
            let seconds = match unit {
                Unit::Hour => 3600.0,
                Unit::Minute => 60.0,
                _ => 1.0,
            };
            let at = cal::add_seconds(from.at(0, 0, 0, 0), (sign * n * seconds) as i64)?;
            let t = at.time();
            let clock = Clock {
                hour: t.hour().unsigned_abs(),
                minute: t.minute().unsigned_abs(),
                second: Some(t.second().unsigned_abs()),
                minutes_told: true,
            };
            return Some((Period::Day(at.date()), Some(clock)));
        }
        let months = |k: f64| (sign * n * k) as i64;
        let day = |d: Option<Date>| d.map(Period::Day);
        let to_month = |d: Date| Period::Month(Some(i32::from(d.year())), d.month().unsigned_abs());
        let exact =
            named || f.dayref.is_some() || direction.anchor == Anchor::Story || self.dispatch;
        let more = |d: Date| match f.more {
            Some((k, Unit::Month)) => cal::add_months(d, (sign * k) as i64),
            Some((k, Unit::Week)) => cal::add_days(d, (sign * k * 7.0) as i64),
            Some((k, _)) => cal::add_days(d, (sign * k) as i64),
            None => Some(d),
        };
        let (days, months) = match unit {
            Unit::Day | Unit::WorkDay => (sign * n, 0),
            Unit::Week => (sign * n * 7.0, 0),
            Unit::Weekend => (sign * n * 7.0, 0),
            Unit::Fortnight => (sign * n * 14.0, 0),
            Unit::Month => (0.0, months(1.0)),
            Unit::Quarter => (0.0, months(3.0)),
            Unit::Half => (0.0, months(6.0)),
            Unit::Year | Unit::FiscalYear => (0.0, months(12.0)),
            Unit::Decade => (0.0, months(120.0)),
            Unit::Century => (0.0, months(1200.0)),
            Unit::Second | Unit::Minute | Unit::Hour => return None,
        };
        let moved = |d: Date| {
            let d = if months != 0 {
                cal::add_months(d, months)?
            } else {
                cal::add_days(d, days as i64)?
            };
            more(d)
        };
        // The result is as exact as what it counts from.
        let period = match base {
            Period::Day(d) if exact || days != 0.0 => day(moved(d))?,
            Period::Day(d) if unit == Unit::Month || f.more.is_some() => to_month(moved(d)?),
            Period::Day(d) if unit == Unit::Decade => Period::Year(i32::from(moved(d)?.year())),
            Period::Day(d) => Period::Year(i32::from(moved(d)?.year())),
            Period::Month(Some(_), _) if days == 0.0 => to_month(moved(from)?),
            Period::Quarter(Some(y), q) if months % 12 == 0 && days == 0.0 => {
                Period::Quarter(Some(y + (months / 12) as i32), q)
            }
            Period::Half(Some(y), h) if months % 12 == 0 && days == 0.0 => {
                Period::Half(Some(y + (months / 12) as i32), h)
            }
            Period::Season(Some(y), s) if months % 12 == 0 && days == 0.0 => {
                Period::Season(Some(y + (months / 12) as i32), s)
            }
            Period::Year(_) if months % 12 == 0 && days == 0.0 => {
                Period::Year(i32::from(moved(from)?.year()))
            }
            _ => day(moved(from))?,
        };
        Some((period, None))
    }

    /// `the third week of January`, `first Monday of next month`, `the fifteenth of the month`.
    pub(super) fn nth(
        &self,
        f: &Fields,
        tense: Tense,
        lead: Option<Lead>,
        relative: &mut bool,
    ) -> Option<Period> {
        let n = f.ordinal?;
        let unit = f.unit;
        if matches!(unit, Some(Unit::Quarter | Unit::Half | Unit::Century)) {
            if let Some(shift) = f.shift {
                *relative = true;
                let year = self.shifted(
                    &Fields {
                        unit: Some(Unit::Year),
                        shift: Some(shift),
                        ..Fields::default()
                    },
                    tense,
                )?;
                return self.in_year(f, i32::from(year.first()?.year()));
            }
            return self.date(f, tense, lead, relative, None);
        }
        // What the ordinal counts in: a month, season or year, named or shifted.
        let mut whole = *f;
        whole.ordinal = None;
        whole.weekday = None;
        whole.day = None;
        whole.unit = None;
        whole.count = None;
        let outer = if whole.has_date() {
            self.date(&whole, tense, lead, relative, None)?
        } else {
            *relative = true;
            let shift = f.shift.unwrap_or(Shift {
                by: 0,
                anchor: Anchor::Document,
            });
            self.shifted(
                &Fields {
                    unit: Some(f.more.map_or(Unit::Year, |m| m.1)),
                    shift: Some(shift),
                    ..Fields::default()
                },
                tense,
            )?
        };
        let (start, end) = (outer.first()?, outer.last()?);
        if let Some(weekday) = f.weekday {
            let first = (0..7)
                .filter_map(|i| cal::add_days(start, i))
                .find(|&d| cal::weekday(d) == weekday)?;
            let day = if n > 0 {
                cal::add_days(first, 7 * (i64::from(n) - 1))?
            } else {
                (0..7)
                    .filter_map(|i| cal::add_days(end, -i))
                    .find(|&d| cal::weekday(d) == weekday)?
            };
            return (day <= end).then_some(Period::Day(day));
        }
        let count = match f.count {
            Some(Count::Number(k)) => k as i64,
            _ => 1,
        };
        match unit? {
            Unit::Day => {
                if count > 1 {
                    return Some(if n > 0 {
                        Period::Days(start, cal::add_days(start, count - 1)?)
                    } else {
                        Period::Days(cal::add_days(end, 1 - count)?, end)
                    });
                }
                let d = if n > 0 {
                    cal::add_days(start, i64::from(n) - 1)?
                } else {
                    end
                };
                (d <= end).then_some(Period::Day(d))
            }
            Unit::Week => {
                if let Period::Year(y) = outer {
                    let (_, last) = cal::week_of(cal::day(y, 12, 28)?);
                    if count == 1 {
                        let w = if n > 0 { n.unsigned_abs() } else { last };
                        cal::monday(y, w)?;
                        return Some(Period::Week(y, w));
                    }
                }
                // A week belongs to the month in which its Thursday lies, as ISO 8601 has it for years.
                let thursday = |d: Date| {
                    let (y, w) = cal::week_of(d);
                    cal::monday(y, w).and_then(|m| cal::add_days(m, 3))
                };
                let mut first = thursday(start)?;
                if first < start {
                    first = cal::add_days(first, 7)?;
                }
                let mut last = thursday(end)?;
                if last > end {
                    last = cal::add_days(last, -7)?;
                }
                let (a, b) = if n > 0 {
                    let a = cal::add_days(first, 7 * (i64::from(n) - 1))?;
                    (a, cal::add_days(a, 7 * (count - 1))?)
                } else {
                    (cal::add_days(last, 7 * (1 - count))?, last)
                };
                (a >= first && b <= last)
                    .then(|| Some(Period::Days(cal::add_days(a, -3)?, cal::add_days(b, 3)?)))
                    .flatten()
            }
            Unit::Month => {
                let y = i32::from(start.year());
                let m = start.month().unsigned_abs();
                let months = i64::from(end.month()) - i64::from(start.month()) + 1;
                let months = if matches!(outer, Period::Season(_, 24)) {
                    3
                } else {
                    months
                };
                if count > months {
                    return None;
                }
                if count > 1 {
                    let (a, b) = if n > 0 {
                        (start, cal::add_months(start, count - 1)?)
                    } else {
                        (cal::add_months(end, 1 - count)?, end)
                    };
                    return Some(Period::Months(
                        i32::from(a.year()),
                        a.month().unsigned_abs(),
                        i32::from(b.year()),
                        b.month().unsigned_abs(),
                    ));
                }
                let m = if n > 0 {
                    m + n.unsigned_abs() - 1
                } else {
                    end.month().unsigned_abs()
                };
                (1..=12).contains(&m).then_some(Period::Month(Some(y), m))
            }
            _ => None,
        }
    }

    pub(super) fn weekday(
        &self,
        weekday: u8,
        day: Option<u8>,
        tense: Tense,
        begun: bool,
        after: Option<Date>,
    ) -> Option<Period> {
        let today = self.document?;
        if let Some(day) = day {
            // lundi 21: the month nearest to the document's in which the two agree.
            let found = (0..=12i64)
                .flat_map(|n| [-n, n])
                .filter_map(|n| cal::add_months(today.first_of_month(), n))
                .filter_map(|m| cal::day(i32::from(m.year()), m.month().unsigned_abs(), day))
                .find(|&d| cal::weekday(d) == weekday)?;
            return Some(Period::Day(found));
        }
        if let Some(after) = after {
            return cal::next_weekday(after, weekday, 1).map(Period::Day);
        }
        let d = match tense {
            // An announcement has no verb: Concert à Besançon mardi.
            Tense::Future | Tense::Unknown if !begun => cal::next_weekday(today, weekday, 1)?,
            _ if cal::weekday(today) == weekday => today,
            _ => cal::next_weekday(today, weekday, -1)?,
        };
        Some(Period::Day(d))
    }

    /// The days of `les trois derniers mois`, where the document's date is known.
    pub(super) fn stretch(&self, f: &Fields) -> Option<(Date, Date)> {
        let today = self.document?;
        let shift = f.shift?;
        let Some(Count::Number(n)) = f.count else {
            return None;
        };
        let unit = f.unit?;
        if n.fract() != 0.0 || n > 10_000.0 {
            return None;
        }
        let step = |from: Date, sign: i64| match unit.iso() {
            ("D" | "BD", k, _) => cal::add_days(from, sign * (n * k) as i64),
            ("W", k, _) => cal::add_days(from, sign * (n * k * 7.0) as i64),
            ("M", k, false) => cal::add_months(from, sign * (n * k) as i64),
            ("Y", k, _) => cal::add_months(from, sign * (n * k * 12.0) as i64),
            _ => None,
        };
        if unit == Unit::Quarter {
            // The last two quarters are whole ones.
            let month = today.month().unsigned_abs();
            let first = (month - 1) / 3 * 3 + 1;
            let now = cal::day(i32::from(today.year()), first, 1)?;
            let months = 3 * n as i64;
            return Some(if shift.by < 0 {
                (cal::add_months(now, -months)?, cal::add_days(now, -1)?)
            } else {
                let next = cal::add_months(now, 3)?;
                (next, cal::add_days(cal::add_months(next, months)?, -1)?)
            });
        }
        if shift.by < 0 {
            Some((step(today, -1)?, today))
        } else {
            let tomorrow = cal::add_days(today, 1)?;
            Some((tomorrow, step(tomorrow, 1)?))
        }
    }
}
