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
//!    the future or a limit is set (`d'ici`, `by`). A story told in this sentence or the two before
//!    goes on for a season; else the candidate nearer to its own anchor wins, the document's where
//!    both are as near or its own is news. What moves the story is said in `docs/dates.md`.
//! 3. A day and month that the text has given a year before keeps it, when the document's date would
//!    give it another and it lies ahead.
//! 4. Without a document date and a story, and in habits (`traditionnellement en octobre`), the year
//!    stays open: `XXXX-10`.

use super::calendar as cal;
use super::fields::{Anchor, Count, Fields, Holiday, Shift};
use super::grammar::Match;
use super::length::{length, set};
use super::lexicon::Means;
use super::link::{Expression, Lead};
use super::value::{Moment, Period, Value};
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

/// `dans deux ans`, `in two years`: from the document's date, where something is told as to come;
/// else how long it takes.
const AHEAD: Shift = Shift {
    by: 1,
    anchor: Anchor::Document,
};

/// What lies this many days around the document's date is news: the story does not claim it.
const RECENT: i64 = 45;

/// A story told no more than this many sentences ago goes on,
const FRESH: usize = 2;

/// for about a season,
const GOES_ON: i64 = 110;

/// or within the year, where it has named no more than that.
const WITHIN_YEAR: i64 = 60;

/// An interval of more days than this is measured as a whole.
pub(super) const LONG: i64 = 150;

/// The date that the story has reached.
#[derive(Clone, Copy, Debug)]
pub(super) struct Story {
    pub period: Period,
    /// Its paragraph.
    pub block: usize,
    pub sentence: usize,
    /// Whether it only tells of what is named (une loi votée en 2024), or the text has come back to
    /// its own day since.
    pub weak: bool,
}

/// What is known where an expression stands.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// The document's date; the last day of its month or year where it is no more exact.
    pub document: Option<Date>,
    /// Whether the document is short and dated: its `today` is a day.
    pub dispatch: bool,
    pub story: Option<Story>,
    /// The last period that the text named, ahead of it or not: what `la même année` is.
    pub mentioned: Option<Period>,
    /// A date that is only compared with, and its sentence: rose from 12 in 2009 to 20 a decade later.
    pub compared: Option<(usize, Period)>,
    /// The day of the sentence, for the times of day in it.
    pub day: Option<Date>,
    /// Years that the text has given to days and months.
    pub years: FxHashMap<(u8, u8), i32>,
    pub block: usize,
    pub sentence: usize,
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
        let ends = |tense: Tense, relative: &mut bool| {
            let a = self.moment(&e.first, tense, e.lead, relative, None)?;
            let after = a.period.and_then(Period::first);
            let b = self.moment(last, tense, e.lead, relative, after)?;
            Some((a, b))
        };
        let (mut a, mut b) = ends(tense, relative)?;
        if tense == Tense::Future
            && *relative
            && let Some((x, y)) = ends(Tense::Past, relative)
            && y.period.and_then(Period::last) >= self.document
        {
            // What has begun and goes on is told as future too.
            (a, b) = (x, y);
        }
        a.about |= e.lead == Some(Lead::About);
        b.about |= e.lead == Some(Lead::About);
        let timed = |m: &Match| m.means == Means::Time && !m.fields.has_date();
        if timed(&e.first) && timed(last) && self.day.is_none() {
            // de 14 h à 16 h: no day is said.
            a.period = None;
            b.period = None;
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
            Means::Bit | Means::Nothing => None,
            Means::Offset
                if f.count == Some(Count::Some)
                    || f.direction == Some(AHEAD)
                        && !f.has_date()
                        && !self.dispatch
                        && tense != Tense::Future =>
            {
                Some(Value::Duration(length(f)?, None))
            }
            Means::Date
                if f.dayref.is_some_and(|d| d.anchor == Anchor::Document) && !self.dispatch =>
            {
                // In a report hier and demain are ages, not days.
                *relative = true;
                let by = f.dayref.map_or(0, |d| d.by);
                let day = self.document.and_then(|d| cal::add_days(d, i64::from(by)));
                let name = if by < 0 { "PAST_REF" } else { "FUTURE_REF" };
                Some(Value::Ref(name, day))
            }
            Means::Time
                if f.hour.is_none() && !f.has_date() && f.shift.is_none() && !self.dispatch =>
            {
                None
            }
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
            Some(Lead::Until | Lead::Before) if m.period.is_some() && !m.is_time() => {
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
            understood: false,
        };
        if f.hour.is_some() && moment.clock.is_none() {
            return None;
        }
        moment.period = match m.means {
            Means::Time => {
                let day = f.shift.filter(|_| !f.has_date() && f.unit.is_none());
                if let Some(shift) = day {
                    // last night, this afternoon
                    *relative = true;
                    let from = self.anchor(shift.anchor)?.first()?;
                    Some(Period::Day(cal::add_days(from, i64::from(shift.by))?))
                } else if f.has_date() || f.shift.is_some() {
                    Some(self.date(f, tense, lead, relative, after)?)
                } else {
                    *relative = true;
                    moment.understood = true;
                    self.day
                        .or(self.story_day())
                        .or(self.document)
                        .map(Period::Day)
                }
            }
            Means::Shift => {
                *relative = true;
                let mut f = *f;
                // d'ici la fin de l'année: a limit is set from the document's date.
                if let (Some(Lead::Until), Some(shift)) = (lead, f.shift)
                    && shift.anchor == Anchor::Near
                {
                    f.shift = Some(Shift {
                        anchor: Anchor::Document,
                        ..shift
                    });
                }
                Some(self.shifted(&f, tense)?)
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

    pub(super) fn story_day(&self) -> Option<Date> {
        match self.story?.period {
            Period::Day(d) => Some(d),
            _ => None,
        }
    }

    /// The anchor of a shift: the story's period or the document's day.
    pub(super) fn anchor(&self, anchor: Anchor) -> Option<Period> {
        let document = || self.document.map(Period::Day);
        match anchor {
            Anchor::Document => document(),
            Anchor::Story => self.mentioned.or_else(document),
            Anchor::Near => self
                .story
                .filter(|s| {
                    s.block == self.block && matches!(s.period, Period::Day(_) | Period::Month(..))
                })
                .map(|s| s.period)
                .or_else(document),
        }
    }

    /// A date named by its fields.
    pub(super) fn date(
        &self,
        f: &Fields,
        tense: Tense,
        lead: Option<Lead>,
        relative: &mut bool,
        after: Option<Date>,
    ) -> Option<Period> {
        // What lasts since September has begun, whatever tense the clause around it has.
        let tense = match lead {
            Some(Lead::Since) => Tense::Past,
            _ => tense,
        };
        if let Some(decade) = f.decade {
            return Some(Period::Decade(decade));
        }
        if let Some(century) = f.century {
            // au XXIe, where siècle is understood
            let named = f.unit.is_some() || matches!(self.mentioned, Some(Period::Century(_)));
            return ((0..2200).contains(&century) && named).then_some(Period::Century(century));
        }
        let end_year = f.end_year.or(f.year.zip(f.year2).map(|(y, y2)| {
            let end = y - y.rem_euclid(100) + i32::from(y2);
            if end < y { end + 100 } else { end }
        }));
        if let (Some(y), Some(end)) = (f.year, end_year) {
            // 2022/23, hiver 2025-2026, 2021–25
            if f.season == Some(24) && end == y + 1 {
                return Some(Period::Season(Some(y), 24));
            }
            return match end - y {
                _ if f.season.is_some() || f.month.is_some() => None,
                1 => Some(Period::SplitYear(y)),
                2..=60 => Some(Period::Years(y, end)),
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
            let begun = matches!(lead, Some(Lead::Since));
            return self.weekday(weekday, f.day, tense, begun, after);
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
        // mardi 1er juin: the year in which the two agree, when one near does.
        let agrees = |p: &Period| match (f.weekday, p) {
            (Some(w), Period::Day(d)) => cal::weekday(*d) == w,
            _ => true,
        };
        let in_year = |year: i32| self.in_year(f, year).filter(|p| *p != Period::Impossible);
        if let (Some(_), Some(today), None) = (f.weekday, self.document, after) {
            let year = i32::from(today.year());
            let gap = |p: &Period| {
                p.first()
                    .map_or(i64::MAX, |d| cal::days_between(d, today).abs())
            };
            let best = (year - 3..=year + 3)
                .filter_map(in_year)
                .filter(agrees)
                .min_by_key(gap);
            if let Some(p) = best.filter(|p| gap(p) < 400) {
                return Some(p);
            }
        }
        if tense == Tense::Habit || self.document.is_none() && self.story.is_none() {
            *relative = false;
            return open_year(f);
        }
        if let Some(after) = after {
            let year = i32::from(after.year());
            // entre le 10 mai 2023 et la fin janvier: the last January there was.
            if is_between(lead)
                && let Some(p) = self.nearest(f, in_year, Tense::Past, None)
                && p.first().is_some_and(|d| d >= after)
            {
                return Some(p);
            }
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
        let fresh = self
            .story
            .is_some_and(|s| !s.weak && self.sentence - s.sentence <= FRESH);
        let from_story = self.story.filter(|s| s.block == self.block).and_then(|s| {
            if let Period::Year(year) = s.period {
                let same_sentence = self.sentence == s.sentence && !s.weak;
                return Some((in_year(year).filter(|_| same_sentence)?, WITHIN_YEAR));
            }
            if matches!(s.period, Period::Decade(_) | Period::Century(_)) {
                return None;
            }
            let (start, end) = (s.period.first()?, s.period.last()?);
            // A long interval is measured as a whole: what is told next lies after it.
            let long = cal::days_between(start, end) > LONG;
            let year = i32::from(start.year());
            let p = (year..=year + 2).filter_map(&in_year).find(|p| {
                let inside = p.last().is_some_and(|d| d <= end);
                let begins = if long { end } else { start };
                first(p).is_some_and(|d| d > begins || inside && !long && d >= start)
            })?;
            let gap = cal::days_between(end, first(&p)?).max(0);
            // Leap days apart, every date comes back within the year.
            (gap < 300).then_some((p, gap))
        });
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
            let forward = match (lead, tense) {
                // A limit lies ahead, whatever the verb that sets it: il a jusqu'au 22 mai.
                (Some(Lead::Until | Lead::For), _) => ahead < 300 && back > 15,
                (_, Tense::Future) => !p_open || f.day.is_some(),
                (Some(Lead::By | Lead::Before | Lead::From), Tense::Unknown) => ahead < back,
                (_, Tense::Past) => false,
                _ => ahead <= 75 && back >= 240,
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
                let today = self.document;
                let ahead = today.is_some_and(|t| s.first().is_some_and(|d| d > t));
                let year = self
                    .story
                    .is_some_and(|s| matches!(s.period, Period::Year(_)));
                let goes_on = fresh && gap <= GOES_ON;
                let limit = matches!(lead, Some(Lead::Until | Lead::For))
                    && !(goes_on && tense == Tense::Past);
                // Nothing that is told as future lies before the document, nor the reverse.
                let against = match tense {
                    Tense::Past => ahead,
                    Tense::Future => !ahead && d.first() > today,
                    _ => false,
                };
                let recent = document_gap <= RECENT && (year || !goes_on);
                if (goes_on || gap < document_gap) && !against && !limit && !recent {
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
    pub(super) fn in_year(&self, f: &Fields, year: i32) -> Option<Period> {
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
                None => Period::Impossible,
            },
            (Some(m), None) if (1..=12).contains(&m) => Period::Month(Some(year), m),
            (None, None) if f.fiscal => Period::Year(year),
            (None, None) => Period::Year(year),
            _ => return None,
        })
    }
}

fn is_between(lead: Option<Lead>) -> bool {
    lead == Some(Lead::Between)
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
