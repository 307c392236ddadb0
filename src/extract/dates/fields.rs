//! [`Fields`]: what the words of an expression give, before context settles what they mean.

use super::class::Class;
use super::lexicon::{Given, Lexicon, Means};
use super::value::{Clock, Daypart};
use crate::model::Part;

/// Units of time, as ISO 8601 durations write them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    /// Working days count as days where a date is computed.
    WorkDay,
    Week,
    Weekend,
    Fortnight,
    Month,
    Quarter,
    Half,
    Year,
    FiscalYear,
    Decade,
    Century,
}

impl Unit {
    fn read(text: &str) -> Option<Unit> {
        Some(match text {
            "s" => Unit::Second,
            "min" => Unit::Minute,
            "h" => Unit::Hour,
            "d" => Unit::Day,
            "bd" => Unit::WorkDay,
            "wk" => Unit::Week,
            "we" => Unit::Weekend,
            "fortnight" => Unit::Fortnight,
            "mo" => Unit::Month,
            "quarter" => Unit::Quarter,
            "half" => Unit::Half,
            "a" => Unit::Year,
            "fy" => Unit::FiscalYear,
            "decade" => Unit::Decade,
            "century" => Unit::Century,
            _ => return None,
        })
    }

    /// Letter in an ISO 8601 duration, how many of it, and whether it follows the `T`.
    pub(super) fn iso(self) -> (&'static str, f64, bool) {
        match self {
            Unit::Second => ("S", 1.0, true),
            Unit::Minute => ("M", 1.0, true),
            Unit::Hour => ("H", 1.0, true),
            Unit::Day => ("D", 1.0, false),
            Unit::WorkDay => ("BD", 1.0, false),
            Unit::Week => ("W", 1.0, false),
            Unit::Weekend => ("WE", 1.0, false),
            Unit::Fortnight => ("W", 2.0, false),
            Unit::Month => ("M", 1.0, false),
            Unit::Quarter => ("M", 3.0, false),
            Unit::Half => ("M", 6.0, false),
            Unit::Year | Unit::FiscalYear => ("Y", 1.0, false),
            Unit::Decade => ("Y", 10.0, false),
            Unit::Century => ("Y", 100.0, false),
        }
    }
}

/// Where a shift counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The document's date: dernier, next, ago.
    Document,
    /// The date the story has reached: suivant, the previous, earlier.
    Story,
    /// Whichever is nearer: the end of the year.
    Near,
}

/// A step of `by` units from an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    pub by: i8,
    pub anchor: Anchor,
}

impl Shift {
    /// `-1`, `0`, `1` from the document's date; `s-1` … from the story's; `n0` the nearer.
    fn read(text: &str) -> Option<Shift> {
        let (anchor, by) = match (text.strip_prefix('s'), text.strip_prefix('n')) {
            (Some(by), _) => (Anchor::Story, by),
            (_, Some(by)) => (Anchor::Near, by),
            _ => (Anchor::Document, text),
        };
        Some(Shift {
            by: by.parse().ok()?,
            anchor,
        })
    }
}

/// A holiday's rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holiday {
    /// Month and day.
    Fixed(u8, u8),
    /// Days after Easter Sunday.
    Easter(i16),
    /// Month, which (−1: the last) and weekday, days after it.
    Nth(u8, i8, u8, i8),
}

impl Holiday {
    /// `12-25`, `easter+39`, `11:4:4` (fourth Thursday of November), `11:4:4+1`.
    fn read(text: &str) -> Option<Holiday> {
        if let Some(days) = text.strip_prefix("easter") {
            return Some(Holiday::Easter(if days.is_empty() {
                0
            } else {
                days.parse().ok()?
            }));
        }
        if let Some((month, day)) = text.split_once('-').filter(|_| !text.contains(':')) {
            return Some(Holiday::Fixed(month.parse().ok()?, day.parse().ok()?));
        }
        let (rule, plus) = text.split_once('+').unwrap_or((text, "0"));
        let mut parts = rule.split(':');
        Some(Holiday::Nth(
            parts.next()?.parse().ok()?,
            parts.next()?.parse().ok()?,
            parts.next()?.parse().ok()?,
            plus.parse().ok()?,
        ))
    }
}

/// A count: a number, or an unnamed few.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Count {
    Number(f64),
    Some,
}

/// What an expression's words give.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Fields {
    pub year: Option<i32>,
    /// The year in which what begins in `year` ends.
    pub end_year: Option<i32>,
    /// The last two digits of a year.
    pub year2: Option<u8>,
    pub month: Option<u8>,
    pub day: Option<u8>,
    pub weekday: Option<u8>,
    /// 21 to 24.
    pub season: Option<u8>,
    pub quarter: Option<u8>,
    pub half: Option<u8>,
    pub week: Option<u8>,
    /// First year.
    pub decade: Option<i32>,
    /// First year.
    pub century: Option<i32>,
    pub fiscal: bool,
    pub part: Option<Part>,
    pub shift: Option<Shift>,
    /// Days from the anchor: hier −1, le lendemain +1.
    pub dayref: Option<Shift>,
    pub holiday: Option<Holiday>,
    pub reference: Option<&'static str>,
    pub hour: Option<u8>,
    pub minute: Option<u8>,
    pub second: Option<u8>,
    /// Hours to add for the afternoon.
    pub afternoon: Option<bool>,
    pub daypart: Option<Daypart>,
    pub count: Option<Count>,
    pub unit: Option<Unit>,
    /// A second length: 2 years 1 month.
    pub more: Option<(f64, Unit)>,
    pub ordinal: Option<i8>,
    /// Which way an offset goes.
    pub direction: Option<Shift>,
    /// A number of one or two digits that only its neighbour explains.
    pub num: Option<u8>,
    /// What a set comes back in: every second.
    pub every: bool,
    pub about: bool,
    /// How many values were filled.
    pub filled: u8,
}

impl Fields {
    /// Takes what a class's match gives.
    pub(super) fn set(&mut self, class: Class, given: Given, lexicon: &Lexicon) {
        let number = match given {
            Given::Number(n) => n,
            Given::Text(_) => f64::NAN,
        };
        let text: Option<&str> = match given {
            Given::Text(at) => lexicon.texts.get(usize::from(at)).map(|t| &**t),
            Given::Number(_) => None,
        };
        let small = || (0.0..=255.0).contains(&number).then_some(number as u8);
        self.filled = self.filled.saturating_add(1);
        match class {
            Class::Day | Class::Isoday => self.day = small(),
            // hiver 2025-2026: the second one ends what the first begins.
            Class::Year | Class::Yearword if self.year.is_some() => {
                self.end_year = Some(number as i32)
            }
            Class::Year | Class::Yearword => self.year = Some(number as i32),
            Class::Year2 => self.year2 = small(),
            Class::Monthnum | Class::Isomonth | Class::Month | Class::Monthname => {
                self.month = small()
            }
            Class::Hour | Class::Hourword => self.hour = small(),
            Class::Minute | Class::Minuteword => self.minute = small(),
            Class::Second => self.second = small(),
            Class::Num => self.num = small(),
            Class::Roman | Class::Romanth => self.century = Some((number as i32 - 1) * 100),
            Class::Digit => self.ordinal = Some(number as i8),
            Class::Hhmm => {
                self.hour = Some((number / 100.0) as u8);
                self.minute = Some((number % 100.0) as u8);
            }
            Class::Weekday | Class::Dayname => self.weekday = small(),
            Class::Season | Class::Seasonname => self.season = small(),
            Class::Ordinal => self.ordinal = Some(number as i8),
            Class::Count => self.add_count(if number.is_finite() {
                Count::Number(number)
            } else {
                Count::Some
            }),
            Class::Unit | Class::Unitone => self.add_unit(text.and_then(Unit::read)),
            Class::Daypart => self.daypart = text.and_then(daypart),
            Class::Part => self.part = text.and_then(part),
            Class::Shift => self.shift = text.and_then(Shift::read),
            Class::Dayref => self.dayref = text.and_then(Shift::read),
            Class::Direction => self.direction = text.and_then(Shift::read),
            Class::Holiday => self.holiday = text.and_then(Holiday::read),
            Class::Ref => {
                self.reference = match text {
                    Some("PRESENT_REF") => Some("PRESENT_REF"),
                    Some("PAST_REF") => Some("PAST_REF"),
                    Some("FUTURE_REF") => Some("FUTURE_REF"),
                    _ => None,
                }
            }
            Class::Ampm => self.afternoon = Some(text == Some("pm")),
            Class::Setword => {
                self.every = true;
                if let Some(unit) = text.and_then(Unit::read) {
                    self.unit = Some(unit);
                }
            }
            Class::Quarter => self.quarter = small(),
            Class::Half => self.half = small(),
            Class::Week => self.week = small(),
            Class::Decade | Class::Decadename => self.decade = Some(number as i32),
            Class::Fiscal => self.fiscal = true,
            Class::About => {
                self.about = true;
                self.filled -= 1;
            }
            Class::Number | Class::Suffix | Class::Lead | Class::To | Class::And => {}
            Class::Filler(_) => self.filled -= 1,
        }
    }

    fn add_count(&mut self, count: Count) {
        match (self.count, self.unit, count) {
            (Some(_), Some(_), Count::Number(n)) => self.more = Some((n, Unit::Day)),
            _ => self.count = Some(count),
        }
    }

    fn add_unit(&mut self, unit: Option<Unit>) {
        match (&mut self.more, unit) {
            (Some((_, slot)), Some(unit)) => *slot = unit,
            // the third week of next month: the second unit is what the ordinal counts in.
            (None, Some(unit)) if self.ordinal.is_some() && self.unit.is_some() => {
                self.more = Some((1.0, unit));
            }
            _ => self.unit = unit,
        }
    }

    /// The clock time, twelve-hour times turned.
    pub(super) fn clock(&self) -> Option<Clock> {
        let hour = self.hour?;
        let afternoon = self.afternoon.unwrap_or(
            matches!(
                self.daypart,
                Some(Daypart::Afternoon | Daypart::Evening | Daypart::Night)
            ) && hour > 3,
        );
        let hour = match (afternoon, hour) {
            (true, 1..=11) => hour + 12,
            (false, 12) if self.afternoon == Some(false) => 0,
            _ => hour,
        };
        (hour <= 24).then_some(Clock {
            hour,
            minute: self.minute.unwrap_or(0),
            second: self.second,
            minutes_told: self.minute.is_some(),
        })
    }

    /// Reads an ordinal and a unit as what they count: second quarter, 19th century, third week.
    pub(super) fn settle_ordinal(&mut self, means: Means) {
        let Some(n) = self.ordinal else {
            return;
        };
        let small = u8::try_from(n).ok();
        let day = small.filter(|n| (1..=31).contains(n));
        if self.day.is_none() && matches!(means, Means::Date | Means::Bit | Means::Shift) {
            // the twenty-first of May
            let dated = self.month.is_some() || self.weekday.is_some() || means != Means::Date;
            if dated && self.season.is_none() && self.quarter.is_none() {
                self.day = day;
            }
        }
        let Some(unit) = self.unit else {
            return;
        };
        match unit {
            Unit::Quarter => self.quarter = small.filter(|n| (1..=4).contains(n)),
            Unit::Half => self.half = small.filter(|n| (1..=2).contains(n)),
            Unit::Century => self.century = Some((i32::from(n) - 1) * 100),
            _ => {}
        }
    }

    /// Whether any of the fields names a part of the calendar.
    pub(super) fn has_date(&self) -> bool {
        self.year.is_some()
            || self.month.is_some()
            || self.day.is_some()
            || self.weekday.is_some()
            || self.season.is_some()
            || self.quarter.is_some()
            || self.half.is_some()
            || self.week.is_some()
            || self.decade.is_some()
            || self.century.is_some()
            || self.dayref.is_some()
            || self.holiday.is_some()
    }

    /// Whether the words point from the document's date (dernier, ago, hier).
    pub(super) fn counts_from_document(&self) -> bool {
        self.counts_from(Anchor::Document)
    }

    /// Whether the words point from the date that the story has reached (suivant, later).
    pub(super) fn counts_from_story(&self) -> bool {
        self.counts_from(Anchor::Story)
    }

    fn counts_from(&self, anchor: Anchor) -> bool {
        [self.shift, self.dayref, self.direction]
            .into_iter()
            .flatten()
            .any(|s| s.anchor == anchor)
    }

    /// A bare year: the weakest of dates.
    pub(super) fn only_year(&self) -> bool {
        self.year.is_some() && self.filled == 1
    }
}

fn daypart(text: &str) -> Option<Daypart> {
    Some(match text {
        "MO" => Daypart::Morning,
        "MI" => Daypart::Noon,
        "AF" => Daypart::Afternoon,
        "EV" => Daypart::Evening,
        "NI" => Daypart::Night,
        "DT" => Daypart::Daytime,
        _ => return None,
    })
}

fn part(text: &str) -> Option<Part> {
    Some(match text {
        "start" => Part::Start,
        "mid" => Part::Mid,
        "end" => Part::End,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_the_tables_are_read() {
        assert_eq!(Holiday::read("12-25"), Some(Holiday::Fixed(12, 25)));
        assert_eq!(Holiday::read("easter+39"), Some(Holiday::Easter(39)));
        assert_eq!(Holiday::read("easter-2"), Some(Holiday::Easter(-2)));
        assert_eq!(Holiday::read("11:4:4+1"), Some(Holiday::Nth(11, 4, 4, 1)));
        assert_eq!(Holiday::read("5:-1:1"), Some(Holiday::Nth(5, -1, 1, 0)));
        assert_eq!(
            Shift::read("s-1"),
            Some(Shift {
                by: -1,
                anchor: Anchor::Story
            })
        );
        assert_eq!(Shift::read("x"), None);
    }
}
