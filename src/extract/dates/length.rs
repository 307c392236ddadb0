//! Lengths of time and sets, as ISO 8601 and TIMEX3 write them.

use super::fields::{Count, Fields, Unit};
use super::value::Period;

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
pub(super) fn set(f: &Fields) -> Option<String> {
    let clock = f
        .clock()
        .map(|c| match c.minutes_told {
            true => format!("T{:02}:{:02}", c.hour, c.minute),
            false => format!("T{:02}", c.hour),
        })
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
