//! Joins matches into expressions: intervals (`du 19 au 21 mai`), pairs (`les 18 et 19 mai`), lists
//! that share a month or year, and the words that lead in (`depuis`, `by`, `vers`).

use super::class::Class;
use super::fields::{Anchor, Fields, Shift};
use super::grammar::{Match, Scene};
use super::lexicon::{Given, Means};

/// An expression: one match or the two ends of an interval.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expression {
    pub start: usize,
    pub end: usize,
    pub first: Match,
    pub last: Option<Match>,
    pub lead: Option<Lead>,
}

/// What leads an expression in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// depuis, since, after: it begins there.
    Since,
    /// à partir de, starting: it begins there, often ahead.
    From,
    /// jusqu'à, until: it ends there, mostly ahead.
    Until,
    /// avant, before: it ends there, ahead or not.
    Before,
    /// pour: a plan.
    For,
    /// by: an end that is a day.
    By,
    /// entre, between.
    Between,
    /// vers, around.
    About,
    /// over, pendant, for: how long something lasts.
    During,
}

impl Lead {
    fn read(text: &str) -> Option<Lead> {
        Some(match text {
            "since" => Lead::Since,
            "from" => Lead::From,
            "until" => Lead::Until,
            "before" => Lead::Before,
            "for" => Lead::For,
            "by" => Lead::By,
            "between" => Lead::Between,
            "about" => Lead::About,
            "during" => Lead::During,
            _ => return None,
        })
    }
}

/// What stands between two matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Connector {
    To,
    And,
    Comma,
}

/// Joins `matches`, which are in order and do not overlap.
pub(super) fn link(scene: &Scene, matches: &[Match], out: &mut Vec<Expression>) {
    let mut at = 0;
    while at < matches.len() {
        let first = matches[at];
        let lead = lead(scene, first.start);
        let next = matches
            .get(at + 1)
            .and_then(|next| Some((*next, connector(scene, first.end, next.start)?)));
        if let Some((next, by)) = next {
            if let Some((a, b)) = pair(first, next, by, lead) {
                out.push(Expression {
                    start: a.start,
                    end: b.end,
                    first: a,
                    last: Some(b),
                    lead,
                });
                at += 2;
                continue;
            }
            if let Some(taken) = list(scene, &matches[at..], out, lead) {
                at += taken;
                continue;
            }
        }
        at += 1;
        if first.means != Means::Bit {
            out.push(Expression {
                start: first.start,
                end: first.end,
                first,
                last: None,
                lead,
            });
        }
    }
}

/// The words between the atoms `from` and `to`, when they connect dates.
fn connector(scene: &Scene, from: usize, to: usize) -> Option<Connector> {
    if to == from || to - from > 4 {
        return None;
    }
    let ends = |at: usize| {
        let connected = scene.lexicon.fillers.connected;
        let reaches = || scene.class_at(at, connected, |end, _| (end == to).then_some(()));
        at == to || reaches().is_some()
    };
    let found = |class: Class| {
        scene
            .class_at(from, class, |end, _| ends(end).then_some(()))
            .is_some()
    };
    if found(Class::To) {
        return Some(Connector::To);
    }
    if found(Class::And) {
        return Some(Connector::And);
    }
    (scene.is_sign(from, ',') && ends(from + 1)).then_some(Connector::Comma)
}

/// The two ends of an interval with what they share, when `a` and `b` are ones.
fn pair(a: Match, b: Match, by: Connector, lead: Option<Lead>) -> Option<(Match, Match)> {
    if by == Connector::Comma {
        return None;
    }
    let dated = |m: &Match| {
        matches!(
            m.means,
            Means::Date | Means::Nth | Means::Shift | Means::Bit
        )
    };
    let timed = |m: &Match| m.means == Means::Time || m.means == Means::Bit;
    let (mut a, mut b) = (a, b);
    // between January 2019 and today
    for m in [&mut a, &mut b] {
        if m.means == Means::Ref && m.fields.reference == Some("PRESENT_REF") {
            m.means = Means::Date;
            m.fields.dayref = Some(TODAY);
        }
    }
    let both_times = timed(&a) && timed(&b) && (a.means != Means::Bit || b.means != Means::Bit);
    if !(dated(&a) && dated(&b) || both_times) {
        return None;
    }
    let bits = (a.means == Means::Bit, b.means == Means::Bit);
    if bits == (true, true) && a.fields.month.is_none() && b.fields.month.is_none() {
        return None;
    }
    if !share(&mut a.fields, &mut b.fields, by == Connector::To) {
        return None;
    }
    for m in [&mut a, &mut b] {
        if m.means == Means::Bit {
            m.means = if m.fields.hour.is_some() {
                Means::Time
            } else {
                Means::Date
            };
        }
    }
    let joined = by == Connector::To || lead == Some(Lead::Between) || {
        let (x, y) = (&a.fields, &b.fields);
        let shares = bits.0 || bits.1;
        let months = x.day.is_none()
            && y.day.is_none()
            && x.month.is_some()
            && y.month.is_some()
            && x.year == y.year
            && a.fields.filled < b.fields.filled.max(2);
        let quarters = x.quarter.is_some() && y.quarter.is_some();
        let years = x.only_year() && y.only_year() && y.year == x.year.map(|y| y + 1);
        shares || months || quarters || years
    };
    joined.then_some((a, b))
}

/// The document's own day.
const TODAY: Shift = Shift {
    by: 0,
    anchor: Anchor::Document,
};

/// Gives each of two neighbours what it lacks and the other has; false when they do not fit.
fn share(a: &mut Fields, b: &mut Fields, ordered: bool) -> bool {
    if let Some(n) = a.num {
        if b.hour.is_some() {
            a.hour = Some(n).filter(|h| *h <= 24);
            a.afternoon = b.afternoon;
        } else if b.month.is_some() && b.day.is_some() {
            a.day = Some(n).filter(|d| (1..=31).contains(d));
        } else {
            return false;
        }
        a.num = None;
    }
    // 2:00 to 2:30 pm
    if let (Some(from), Some(to)) = (a.hour, b.hour)
        && a.afternoon.is_none()
        && b.afternoon == Some(true)
        && (from < to || from == to && a.minute < b.minute)
        && to < 12
    {
        a.afternoon = b.afternoon;
    }
    if let Some(n) = b.num {
        if a.hour.is_some() {
            b.hour = Some(n).filter(|h| *h <= 24);
            b.afternoon = a.afternoon;
        } else if a.month.is_some() && a.day.is_some() {
            b.day = Some(n).filter(|d| (1..=31).contains(d));
        } else {
            return false;
        }
        b.num = None;
    }
    if a.day.is_some() && a.month.is_none() && b.day.is_some() {
        a.month = b.month;
    }
    if b.day.is_some() && b.month.is_none() && a.day.is_some() {
        b.month = a.month;
    }
    let lacks_year = |f: &Fields| {
        f.year.is_none()
            && f.shift.is_none()
            && (f.month.is_some() || f.quarter.is_some() || f.half.is_some() || f.season.is_some())
    };
    if lacks_year(a) && (b.year.is_some() || b.shift.is_some()) {
        a.year = b.year;
        a.shift = b.shift.filter(|_| b.month.is_some());
        // novembre à février 2017 begins the year before.
        if let (Some(y), true) = (a.year, ordered && key(a) > key(b)) {
            a.year = Some(y - 1);
        }
    } else if lacks_year(b) && a.year.is_some() && (ordered || key(a) <= key(b)) {
        b.year = a.year.map(|y| y + i32::from(key(a) > key(b)));
    }
    a.has_date() && b.has_date() || a.hour.is_some() && b.hour.is_some()
}

/// Orders dates within a year.
fn key(f: &Fields) -> (u8, u8) {
    let month = f
        .month
        .or(f.quarter.map(|q| q * 3))
        .or(f.half.map(|h| h * 6))
        .unwrap_or(0);
    (month, f.day.unwrap_or(0))
}

/// `lundi 20, mardi 21 et mercredi 22 avril`: bits that a full date at the end completes.
fn list(
    scene: &Scene,
    matches: &[Match],
    out: &mut Vec<Expression>,
    lead: Option<Lead>,
) -> Option<usize> {
    let incomplete = |m: &Match| {
        let f = &m.fields;
        m.means == Means::Bit && f.num.is_some()
            || m.means == Means::Date && f.weekday.is_some() && f.day.is_some() && f.month.is_none()
            || m.means == Means::Date && f.month.is_some() && f.year.is_none()
    };
    let mut n = 0;
    while n + 1 < matches.len()
        && incomplete(&matches[n])
        && connector(scene, matches[n].end, matches[n + 1].start)
            .is_some_and(|c| c != Connector::To)
    {
        n += 1;
    }
    let full = matches[n].fields;
    let days = full.day.is_some() && full.month.is_some();
    let months = full.month.is_some() && full.day.is_none() && full.year.is_some();
    if n == 0 || !(days || months) || matches[n].means != Means::Date {
        return None;
    }
    let fits = |f: &Fields| {
        if days {
            f.num.is_some_and(|d| (1..=31).contains(&d)) || f.day.is_some()
        } else {
            f.month.is_some() && f.day.is_none()
        }
    };
    if !matches[..n].iter().all(|m| fits(&m.fields)) {
        return None;
    }
    for (i, m) in matches[..=n].iter().enumerate() {
        let mut m = *m;
        if i < n {
            let f = &mut m.fields;
            f.day = f.day.or(f.num.take());
            f.month = f.month.or(full.month);
            f.year = f.year.or(full.year);
            f.shift = f.shift.or(full.shift);
            m.means = Means::Date;
        }
        out.push(Expression {
            start: m.start,
            end: m.end,
            first: m,
            last: None,
            lead: lead.filter(|_| i == 0),
        });
    }
    Some(n + 1)
}

/// What leads in the atom at `at`, over an article.
fn lead(scene: &Scene, at: usize) -> Option<Lead> {
    let article = scene.lexicon.fillers.connected;
    // The longest phrase that ends here, or before an article that ends here.
    for back in (1..=5usize).rev() {
        let Some(from) = at.checked_sub(back) else {
            continue;
        };
        let found = scene.class_at(from, Class::Lead, |end, given| {
            let reaches = end == at
                || scene
                    .class_at(end, article, |end, _| (end == at).then_some(()))
                    .is_some();
            match given {
                Given::Text(t) if reaches => scene
                    .lexicon
                    .texts
                    .get(usize::from(t))
                    .and_then(|t| Lead::read(t)),
                _ => None,
            }
        });
        if found.is_some() {
            return found;
        }
    }
    None
}
