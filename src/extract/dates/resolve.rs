//! Settles what an expression means from its words and its context.
//!
//! # The rule that decides
//! An expression that names no year is read against one of two dates: the *document's* date and
//! the date that the *story* has reached, which is the last date settled in the same paragraph.
//!
//! 1. Words that point say which: `dernier`, `last`, `ago`, `hier` count from the document's date;
//!    `suivant`, `the previous`, `earlier`, `le lendemain`, `la même année` from the story's.
//! 2. Otherwise each gives a candidate: the story the first such day or month that does not lie
//!    before it; the document the last one before its date, or the next one where the verb is in
//!    the future or a limit is set (`d'ici`, `by`). The candidate nearer to its own anchor wins;
//!    the document's where both are as near.
//! 3. A day and month that the text has given a year before keeps it, when the document's date would
//!    give it another and it lies ahead.
//! 4. Without a document date and a story, and in habits (`traditionnellement en octobre`), the year
//!    stays open: `XXXX-10`.

use super::calendar as cal;
use super::fields::{Anchor, Count, Fields, Holiday, Shift, Unit};
use super::grammar::Match;
use super::lexicon::Means;
use super::link::{Expression, Lead};
use super::value::{Clock, Moment, Period, Value};
use crate::model::Part;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// What the verb near an expression says of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    Unknown,
    /// What happens again and again.
    Habit,
}

/// The date that the story has reached.
#[derive(Clone, Copy, Debug)]
pub(super) struct Story {
    pub period: Period,
    /// Its paragraph.
    pub block: usize,
}

/// What is known where an expression stands.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// The document's date; the last day of its month or year where it is no more exact.
    pub document: Option<Date>,
    /// Whether the document is short and dated: its `today` is a day.
    pub dispatch: bool,
    pub story: Option<Story>,
    /// The day of the sentence, for the times of day in it.
    pub day: Option<Date>,
    /// Years that the text has given to days and months.
    pub years: FxHashMap<(u8, u8), i32>,
    pub block: usize,
}

/// A settled expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Settled {
    pub value: Value,
    /// Whether context decided.
    pub relative: bool,
    /// The expression names a day that the calendar lacks.
    pub impossible: bool,
}

impl Context {
    /// The meaning of `e`; `None` when it is no expression of time after all.
    pub(super) fn settle(&self, e: &Expression, tense: Tense) -> Option<Settled> {
        let mut relative = false;
        let value = match e.last {
            None => self.single(e, tense, &mut relative)?,
            Some(last) => self.interval(e, &last, tense, &mut relative)?,
        };
        let impossible = match &value {
            Value::Point(m) => m.period == Some(Period::Impossible),
            Value::Between(a, b) => [a, b]
                .into_iter()
                .flatten()
                .any(|m| m.period == Some(Period::Impossible)),
            _ => false,
        };
        Some(Settled {
            value,
            relative,
            impossible,
        })
    }

    fn interval(
        &self,
        e: &Expression,
        last: &Match,
        tense: Tense,
        relative: &mut bool,
    ) -> Option<Value> {
        let tense_of_end = tense;
        let mut a = self.moment(&e.first, tense, e.lead, relative, None)?;
        let after = a.period.and_then(Period::first);
        let mut b = self.moment(last, tense_of_end, e.lead, relative, after)?;
        a.about |= e.lead == Some(Lead::About);
        b.about |= e.lead == Some(Lead::About);
        if a.period.is_none() && b.period.is_none() {
            let day = self.day.or(self.document).map(Period::Day);
            a.period = day;
            b.period = day;
        }
        if a.period.is_none() {
            a.period = b.period;
        }
        if b.period.is_none() {
            b.period = a.period;
        }
        Some(Value::Between(Some(a), Some(b)))
    }

    fn single(&self, e: &Expression, tense: Tense, relative: &mut bool) -> Option<Value> {
        let m = &e.first;
        let f = &m.fields;
        match m.means {
            Means::Duration => Some(Value::Duration(length(f)?, None)),
            Means::Stretch => {
                let days = self.stretch(f);
                Some(Value::Duration(length(f)?, days))
            }
            Means::Set => set(f).map(Value::Set),
            Means::Ref => {
                let name = f.reference?;
                if let (Some(shift), Some(day)) = (f.dayref, self.document) {
                    *relative = true;
                    let day = cal::add_days(day, i64::from(shift.by))?;
                    return Some(if self.dispatch {
                        Value::Point(Moment::of(Period::Day(day)))
                    } else {
                        Value::Ref(name, Some(day))
                    });
                }
                Some(Value::Ref(name, None))
            }
            Means::Bit => None,
            _ => {
                let moment = self.moment(m, tense, e.lead, relative, None)?;
                Some(self.with_lead(moment, e.lead))
            }
        }
    }

    fn with_lead(&self, mut m: Moment, lead: Option<Lead>) -> Value {
        match lead {
            Some(Lead::Since | Lead::From) if m.period.is_some() && !m.is_time() => {
                Value::Between(Some(m), None)
            }
            Some(Lead::Until) if m.period.is_some() && !m.is_time() => {
                Value::Between(None, Some(m))
            }
            Some(Lead::By) if m.period.is_some() && !m.is_time() => {
                // by the end of 2025: a day is meant.
                if m.part == Some(Part::End)
                    && let Some(Period::Year(_) | Period::Month(..)) = m.period
                    && let Some(day) = m.period.and_then(Period::last)
                {
                    m.part = None;
                    m.period = Some(Period::Day(day));
                }
                Value::Between(None, Some(m))
            }
            Some(Lead::About) => {
                m.about = true;
                Value::Point(m)
            }
            _ => Value::Point(m),
        }
    }

    /// One point of time. `after`: the beginning of the interval that it ends.
    fn moment(
        &self,
        m: &Match,
        tense: Tense,
        lead: Option<Lead>,
        relative: &mut bool,
        after: Option<Date>,
    ) -> Option<Moment> {
        let f = &m.fields;
        let mut moment = Moment {
            period: None,
            clock: f.clock(),
            daypart: f.daypart.filter(|_| f.hour.is_none()),
            part: f.part,
            about: f.about,
        };
        if f.hour.is_some() && moment.clock.is_none() {
            return None;
        }
        moment.period = match m.means {
            Means::Time => {
                if f.has_date() || f.shift.is_some() {
                    Some(self.date(f, tense, lead, relative, after)?)
                } else {
                    *relative = true;
                    self.day
                        .or(self.story_day())
                        .or(self.document)
                        .map(Period::Day)
                }
            }
            Means::Shift => {
                *relative = true;
                Some(self.shifted(f)?)
            }
            Means::Offset => {
                *relative = true;
                let (period, clock) = self.offset(f)?;
                moment.clock = clock.or(moment.clock);
                Some(period)
            }
            Means::Nth => Some(self.nth(f, tense, lead, relative)?),
            _ => Some(self.date(f, tense, lead, relative, after)?),
        };
        Some(moment)
    }

    fn story_day(&self) -> Option<Date> {
        match self.story?.period {
            Period::Day(d) => Some(d),
            _ => None,
        }
    }

    /// The anchor of a shift: the story's period or the document's day.
    fn anchor(&self, anchor: Anchor) -> Option<Period> {
        let document = || self.document.map(Period::Day);
        match anchor {
            Anchor::Document => document(),
            Anchor::Story => self.story.map(|s| s.period).or_else(document),
        }
    }

    /// A date named by its fields.
    fn date(
        &self,
        f: &Fields,
        tense: Tense,
        lead: Option<Lead>,
        relative: &mut bool,
        after: Option<Date>,
    ) -> Option<Period> {
        if let Some(decade) = f.decade {
            return Some(Period::Decade(decade));
        }
        if let Some(century) = f.century {
            return (0..2200)
                .contains(&century)
                .then_some(Period::Century(century));
        }
        if let (Some(y), Some(y2)) = (f.year, f.year2) {
            // 2022/23, hiver 2025-2026
            let end = y - y % 100 + i32::from(y2);
            let end = if end < y { end + 100 } else { end };
            if f.season == Some(24) {
                return Some(Period::Season(Some(y), 24));
            }
            return match end - y {
                1 => Some(Period::SplitYear(y)),
                _ => None,
            };
        }
        if let Some(shift) = f.dayref {
            *relative = true;
            let base = self.anchor(shift.anchor)?;
            let from = if shift.by < 0 {
                base.first()
            } else {
                base.last()
            };
            return Some(Period::Day(cal::add_days(from?, i64::from(shift.by))?));
        }
        let year = f.year.or(f
            .year2
            .map(|y| i32::from(y) + if y < 50 { 2000 } else { 1900 }));
        if let Some(year) = year {
            return self.in_year(f, year);
        }
        *relative = true;
        if let Some(shift) = f.shift {
            return self.named_shift(f, shift);
        }
        if let (Some(weekday), None) = (f.weekday, f.month) {
            return self.weekday(weekday, f.day, tense, after);
        }
        if let (Some(day), None) = (f.day, f.month) {
            let base = self
                .story
                .and_then(|s| s.period.first())
                .or(self.document)?;
            return cal::day(i32::from(base.year()), base.month().unsigned_abs(), day)
                .map(Period::Day);
        }
        if let (Some(month), Some(day)) = (f.month, f.day)
            && !cal::is_possible(month, day)
        {
            return Some(Period::Impossible);
        }
        let in_year = |year: i32| self.in_year(f, year).filter(|p| *p != Period::Impossible);
        if tense == Tense::Habit || self.document.is_none() && self.story.is_none() {
            *relative = false;
            return open_year(f);
        }
        if let Some(after) = after {
            let year = i32::from(after.year());
            return (year..=year + 1)
                .filter_map(in_year)
                .find(|p| p.first().is_some_and(|d| d >= after));
        }
        self.nearest(f, in_year, tense, lead)
    }

    /// The year that rule 2 and 3 choose.
    fn nearest(
        &self,
        f: &Fields,
        in_year: impl Fn(i32) -> Option<Period>,
        tense: Tense,
        lead: Option<Lead>,
    ) -> Option<Period> {
        let first = |p: &Period| p.first();
        let from_story = self
            .story
            .filter(|s| {
                s.block == self.block
                    && !matches!(
                        s.period,
                        Period::Year(_) | Period::Decade(_) | Period::Century(_)
                    )
            })
            .and_then(|s| {
                let (start, end) = (s.period.first()?, s.period.last()?);
                let year = i32::from(start.year());
                let p = (year..=year + 1)
                    .filter_map(&in_year)
                    .find(|p| p.last().is_some_and(|d| d >= start))?;
                Some((p, cal::days_between(end, first(&p)?).max(0)))
            })
            // Leap days apart, every date comes back within the year.
            .filter(|&(_, gap)| gap < 300);
        let from_document = self.document.and_then(|today| {
            let year = i32::from(today.year());
            let years = || (year - 4..=year + 4).filter_map(&in_year);
            let past = years().rfind(|p| first(p).is_some_and(|d| d <= today));
            let next = years().find(|p| first(p).is_some_and(|d| d > today));
            let gap = |p: &Period, back: bool| {
                let d = if back { p.last() } else { p.first() };
                d.map_or(i64::MAX, |d| cal::days_between(d, today).abs())
            };
            let (p, n) = (past?, next?);
            let (back, ahead) = (gap(&p, true), gap(&n, false));
            let p_open = p.last().is_some_and(|d| d >= today);
            let back = if p_open { 0 } else { back };
            let limit = matches!(lead, Some(Lead::Until | Lead::By));
            // A limit told in the past (by March they had made …) lies behind.
            let forward = match tense {
                Tense::Future => !p_open || f.day.is_some(),
                Tense::Past => false,
                _ => limit && ahead < 270 || ahead <= 75 && back >= 240,
            };
            if let (Some(m), Some(d)) = (f.month, f.day)
                && let Some(&year) = self.years.get(&(m, d))
                && year == i32::from(n.first()?.year())
            {
                return Some((n, ahead));
            }
            Some(if forward { (n, ahead) } else { (p, back) })
        });
        match (from_story, from_document) {
            (Some((s, gap)), Some((d, document_gap))) => {
                let ahead = self
                    .document
                    .is_some_and(|t| s.first().is_some_and(|d| d > t));
                if gap < document_gap && !(ahead && tense == Tense::Past) {
                    Some(s)
                } else {
                    Some(d)
                }
            }
            (Some((s, _)), None) => Some(s),
            (None, d) => d.map(|(d, _)| d),
        }
    }

    /// The fields in a given year; [`Period::Impossible`] for a day that it lacks.
    fn in_year(&self, f: &Fields, year: i32) -> Option<Period> {
        if let Some(holiday) = f.holiday {
            return holiday_in(holiday, year).map(Period::Day);
        }
        if let Some(season) = f.season {
            return Some(Period::Season(Some(year), season));
        }
        if let Some(quarter) = f.quarter {
            return Some(Period::Quarter(Some(year), quarter));
        }
        if let Some(half) = f.half {
            return Some(Period::Half(Some(year), half));
        }
        if let Some(week) = f.week {
            cal::monday(year, week)?;
            return Some(Period::Week(year, week));
        }
        Some(match (f.month, f.day) {
            (Some(m), Some(d)) => match cal::day(year, m, d) {
                Some(day) => Period::Day(day),
                None if f.holiday.is_none() && (1..=12).contains(&m) => Period::Impossible,
                None => return None,
            },
            (Some(m), None) if (1..=12).contains(&m) => Period::Month(Some(year), m),
            (None, None) if f.fiscal => Period::Year(year),
            (None, None) => Period::Year(year),
            _ => return None,
        })
    }

    /// `février dernier`, `last February`, `lundi prochain`, `le 6 juillet suivant`, `cet hiver`.
    fn named_shift(&self, f: &Fields, shift: Shift) -> Option<Period> {
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
    fn shifted(&self, f: &Fields) -> Option<Period> {
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
                let year = year + i32::from(shift.by);
                // the spring of that year
                if f.has_date() {
                    return self.in_year(f, year);
                }
                Period::Year(year)
            }
            Unit::Decade => Period::Decade((year.div_euclid(10) + i32::from(shift.by)) * 10),
            Unit::Century => Period::Century((year.div_euclid(100) + i32::from(shift.by)) * 100),
            Unit::Second | Unit::Minute | Unit::Hour => {
                let _ = month;
                return None;
            }
        })
    }

    /// `il y a trois ans`, `un an plus tôt`, `two weeks before Christmas`.
    fn offset(&self, f: &Fields) -> Option<(Period, Option<Clock>)> {
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
            Period::Year(_) if months % 12 == 0 && days == 0.0 => {
                Period::Year(i32::from(moved(from)?.year()))
            }
            _ => day(moved(from))?,
        };
        Some((period, None))
    }

    /// `the third week of January`, `first Monday of next month`, `the fifteenth of the month`.
    fn nth(
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
                let year = self.shifted(&Fields {
                    unit: Some(Unit::Year),
                    shift: Some(shift),
                    ..Fields::default()
                })?;
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
            self.shifted(&Fields {
                unit: Some(f.more.map_or(Unit::Year, |m| m.1)),
                shift: Some(shift),
                ..Fields::default()
            })?
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
                // The first week of a month is its first seven days.
                let (a, b) = if n > 0 {
                    let a = cal::add_days(start, 7 * (i64::from(n) - 1))?;
                    (a, cal::add_days(a, 7 * count - 1)?)
                } else {
                    (cal::add_days(end, 1 - 7 * count)?, end)
                };
                (a >= start && b <= end).then_some(Period::Days(a, b))
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

    fn weekday(
        &self,
        weekday: u8,
        day: Option<u8>,
        tense: Tense,
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
            Tense::Future => cal::next_weekday(today, weekday, 1)?,
            _ if cal::weekday(today) == weekday => today,
            _ => cal::next_weekday(today, weekday, -1)?,
        };
        Some(Period::Day(d))
    }

    /// The days of `les trois derniers mois`, where the document's date is known.
    fn stretch(&self, f: &Fields) -> Option<(Date, Date)> {
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
        if shift.by < 0 {
            Some((step(today, -1)?, today))
        } else {
            let tomorrow = cal::add_days(today, 1)?;
            Some((tomorrow, step(tomorrow, 1)?))
        }
    }
}

/// The period of no particular year.
fn open_year(f: &Fields) -> Option<Period> {
    Some(match (f.month, f.day) {
        (Some(m), Some(d)) => Period::AnyDay(m, d),
        (Some(m), None) => Period::Month(None, m),
        _ => {
            if let Some(Holiday::Fixed(m, d)) = f.holiday {
                Period::AnyDay(m, d)
            } else if let Some(s) = f.season {
                Period::Season(None, s)
            } else if let Some(q) = f.quarter {
                Period::Quarter(None, q)
            } else {
                Period::Half(None, f.half?)
            }
        }
    })
}

fn holiday_in(holiday: Holiday, year: i32) -> Option<Date> {
    match holiday {
        Holiday::Fixed(m, d) => cal::day(year, m, d),
        Holiday::Easter(days) => cal::add_days(cal::easter(year)?, i64::from(days)),
        Holiday::Nth(m, n, weekday, plus) => {
            cal::add_days(cal::nth_weekday(year, m, n, weekday)?, i64::from(plus))
        }
    }
}

/// A number as ISO 8601 durations have it.
fn iso_number(n: f64) -> String {
    if n.fract() == 0.0 {
        format!("{n:.0}")
    } else {
        format!("{n}")
    }
}

/// The length of time, ISO 8601: `P3Y`, `PT30M`, `PXD` for a few days.
pub(super) fn length(f: &Fields) -> Option<String> {
    let (letter, factor, time) = f.unit?.iso();
    let count = match f.count {
        Some(Count::Some) => "X".to_owned(),
        Some(Count::Number(n)) => iso_number(n * factor),
        None => iso_number(factor),
    };
    let mut out = format!("P{}{count}{letter}", if time { "T" } else { "" });
    if let Some((n, unit)) = f.more {
        let (letter, factor, more_time) = unit.iso();
        if more_time && !time {
            out.push('T');
        }
        out.push_str(&iso_number(n * factor));
        out.push_str(letter);
    }
    Some(out)
}

/// The TIMEX3 value of what comes again: `P1D`, `XXXX-WXX-1`, `XXXX-WXX-1T16:00`.
fn set(f: &Fields) -> Option<String> {
    let clock = f
        .clock()
        .map(|c| format!("T{:02}:{:02}", c.hour, c.minute))
        .or(f.daypart.map(|d| format!("T{}", d.timex())));
    let base = if let Some(w) = f.weekday {
        format!("XXXX-WXX-{w}")
    } else if let Some(m) = f.month {
        format!("XXXX-{m:02}")
    } else if let Some(s) = f.season {
        Period::Season(None, s).timex()
    } else if f.unit == Some(Unit::Weekend) && f.count.is_none() {
        "XXXX-WXX-WE".to_owned()
    } else if clock.is_some() && matches!(f.unit, None | Some(Unit::Day)) {
        String::new()
    } else {
        return length(f);
    };
    Some(base + &clock.unwrap_or_default())
}
