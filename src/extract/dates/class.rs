//! [`Class`]: what the words and numbers of a pattern stand for, and sets of classes.

use serde::Deserialize;

/// What a word or number of a pattern stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Class {
    // Numbers, which the engine reads.
    Day,
    Year,
    Year2,
    Monthnum,
    /// Month or day of an ISO date, which may be wrong: 2026-13-45.
    Isomonth,
    Isoday,
    Hour,
    Minute,
    Second,
    /// A whole or decimal number, in digits or words.
    Count,
    /// Any number of one or two digits.
    Num,
    Roman,
    /// The same with the ending of an ordinal: XXIe.
    Romanth,
    /// One digit.
    Digit,
    /// A year in words: nineteen ninety-six.
    Yearword,
    /// An hour in digits or words.
    Hourword,
    /// Minutes in digits or words.
    Minuteword,
    /// A number of three or four digits that is a time (0730).
    Hhmm,
    // Words, which the tables give.
    Month,
    Weekday,
    Season,
    Daypart,
    Unit,
    Number,
    Ordinal,
    Suffix,
    Part,
    Shift,
    Dayref,
    Holiday,
    Ref,
    Ampm,
    Direction,
    Setword,
    Quarter,
    Half,
    Week,
    /// The first year of a decade, in digits (1990, 90) or by name.
    Decade,
    /// A decade by name alone.
    Decadename,
    Fiscal,
    About,
    // The same without the forms that their rows call short.
    Monthname,
    Dayname,
    Seasonname,
    Unitone,
    Lead,
    To,
    And,
    /// A word of which nothing is kept.
    Filler(u16),
}

/// The classes by the names that tables use.
pub(super) const NAMED: &[(&str, Class)] = &[
    ("day", Class::Day),
    ("year", Class::Year),
    ("year2", Class::Year2),
    ("monthnum", Class::Monthnum),
    ("isomonth", Class::Isomonth),
    ("isoday", Class::Isoday),
    ("hour", Class::Hour),
    ("minute", Class::Minute),
    ("second", Class::Second),
    ("count", Class::Count),
    ("num", Class::Num),
    ("roman", Class::Roman),
    ("romanth", Class::Romanth),
    ("digit", Class::Digit),
    ("hhmm", Class::Hhmm),
    ("yearword", Class::Yearword),
    ("hourword", Class::Hourword),
    ("minuteword", Class::Minuteword),
    ("month", Class::Month),
    ("weekday", Class::Weekday),
    ("season", Class::Season),
    ("daypart", Class::Daypart),
    ("unit", Class::Unit),
    ("number", Class::Number),
    ("ordinal", Class::Ordinal),
    ("suffix", Class::Suffix),
    ("part", Class::Part),
    ("shift", Class::Shift),
    ("dayref", Class::Dayref),
    ("holiday", Class::Holiday),
    ("ref", Class::Ref),
    ("ampm", Class::Ampm),
    ("direction", Class::Direction),
    ("setword", Class::Setword),
    ("quarter", Class::Quarter),
    ("half", Class::Half),
    ("week", Class::Week),
    ("decade", Class::Decade),
    ("decadename", Class::Decadename),
    ("fiscal", Class::Fiscal),
    ("about", Class::About),
    ("monthname", Class::Monthname),
    ("dayname", Class::Dayname),
    ("seasonname", Class::Seasonname),
    ("unitone", Class::Unitone),
    ("lead", Class::Lead),
    ("to", Class::To),
    ("and", Class::And),
];

impl Class {
    /// That of words for which a language has none.
    pub(super) const NONE: Class = Class::Filler(u16::MAX);

    /// Its place in a set of classes. Fillers beyond the last place share it, and are then only
    /// looked for in vain.
    pub(super) fn bit(self) -> usize {
        match self {
            Class::Day => 0,
            Class::Year => 1,
            Class::Year2 => 2,
            Class::Monthnum => 3,
            Class::Isomonth => 4,
            Class::Isoday => 5,
            Class::Hour => 6,
            Class::Minute => 7,
            Class::Second => 8,
            Class::Count => 9,
            Class::Num => 10,
            Class::Roman => 11,
            Class::Romanth => 12,
            Class::Digit => 13,
            Class::Hhmm => 14,
            Class::Yearword => 15,
            Class::Hourword => 16,
            Class::Minuteword => 17,
            Class::Month => 18,
            Class::Weekday => 19,
            Class::Season => 20,
            Class::Daypart => 21,
            Class::Unit => 22,
            Class::Number => 23,
            Class::Ordinal => 24,
            Class::Suffix => 25,
            Class::Part => 26,
            Class::Shift => 27,
            Class::Dayref => 28,
            Class::Holiday => 29,
            Class::Ref => 30,
            Class::Ampm => 31,
            Class::Direction => 32,
            Class::Setword => 33,
            Class::Quarter => 34,
            Class::Half => 35,
            Class::Week => 36,
            Class::Decade => 37,
            Class::Decadename => 38,
            Class::Fiscal => 39,
            Class::About => 40,
            Class::Monthname => 41,
            Class::Dayname => 42,
            Class::Seasonname => 43,
            Class::Unitone => 44,
            Class::Lead => 45,
            Class::To => 46,
            Class::And => 47,
            Class::Filler(n) => (48 + usize::from(n)).min(511),
        }
    }

    /// The class of the entries that this one takes, and whether it leaves short forms out.
    pub(super) fn of_entries(self) -> (Class, bool) {
        match self {
            Class::Monthname => (Class::Month, true),
            Class::Dayname => (Class::Weekday, true),
            Class::Seasonname => (Class::Season, true),
            Class::Unitone => (Class::Unit, true),
            Class::Decadename => (Class::Decade, false),
            class => (class, false),
        }
    }
}

/// A set of classes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Classes([u64; 8]);

impl Classes {
    pub(super) fn add(&mut self, class: Class) {
        let bit = class.bit();
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    pub(super) fn has(&self, bit: usize) -> bool {
        self.0[bit / 64] & (1 << (bit % 64)) != 0
    }

    /// Whether a class is in both.
    pub(super) fn meets(&self, other: &Classes) -> bool {
        let both = self
            .0
            .iter()
            .zip(&other.0)
            .fold(0, |any, (a, b)| any | a & b);
        both != 0
    }
}
