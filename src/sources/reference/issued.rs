//! Dates of publication, as references write them.
//!
//! | written | [`Issued::edtf`] |
//! | --- | --- |
//! | `2025`, `2025a` | `2025` |
//! | `2025, May 9`, `9 mai 2025`, `09/05/2025` | `2025-05-09` |
//! | `octobre 2025`, `2025, October` | `2025-10` |
//! | `mai-juin 2025` | `2025-05/2025-06` |
//! | `printemps 2025` | `2025-21` |
//! | `s. d.`, `n.d.` | none |
//!
//! A date is a whole piece of an entry: `Annual Report 2024` is none.

use super::super::words::{WORDS, Word, words};

/// A date of publication.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issued {
    /// None where the entry says that it has no date.
    pub edtf: Option<String>,
    /// The letter that tells several works of a year apart: `b` of `2025b`.
    pub letter: Option<char>,
}

impl Issued {
    /// The more exact of two dates has the longer EDTF.
    pub fn precision(&self) -> usize {
        self.edtf.as_ref().map_or(0, String::len)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Year(u16, Option<char>),
    Number(u8),
    Month(u8),
    Season(u8),
}

/// The date that `text` is, when it is nothing else but a date and the words that introduce one.
pub fn whole(text: &str) -> Option<Issued> {
    if text.len() > 60 {
        return None;
    }
    if let Some(date) = numeric(text) {
        return Some(date);
    }
    let words = words(text);
    whole_words(&words)
}

/// A date at the end of `text`, behind other words: where it begins, and the date.
pub fn at_end(text: &str) -> Option<(usize, Issued)> {
    let all = words(text);
    let from = all.len().saturating_sub(5);
    (from.max(1)..all.len()).find_map(|i| {
        let date = whole_words(&all[i..])?;
        date.edtf.is_some().then(|| {
            let mut start = i;
            while start > 1 && WORDS.date_intros.len_at(&all[..start], start - 1) == Some(1) {
                start -= 1;
            }
            (all[start].at.start, date)
        })
    })
}

fn whole_words(words: &[Word]) -> Option<Issued> {
    if words.is_empty() || words.len() > 9 {
        return None;
    }
    if WORDS.no_date.len_at(words, 0) == Some(words.len()) {
        return Some(Issued::default());
    }
    let mut parts = Vec::with_capacity(4);
    let mut at = 0;
    while at < words.len() {
        if let Some(part) = part(&words[at].fold) {
            parts.push(part);
            at += 1;
        } else if let Some(n) = WORDS.date_intros.len_at(words, at) {
            at += n;
        } else if let Some((a, b)) = hyphenated(&words[at].fold) {
            parts.extend([a, b]);
            at += 1;
        } else {
            return None;
        }
    }
    compose(&parts)
}

fn part(word: &str) -> Option<Part> {
    if let Some(&month) = WORDS.months.get(word) {
        return Some(Part::Month(month));
    }
    if let Some(&season) = WORDS.seasons.get(word) {
        return Some(Part::Season(season));
    }
    if let Some(&day) = WORDS.ordinals.get(word) {
        return Some(Part::Number(day));
    }
    let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let rest = &word[digits.len()..];
    match (digits.len(), rest.len()) {
        (4, 0 | 1) => {
            let year = digits.parse().ok().filter(|y| (1500..=2100).contains(y))?;
            Some(Part::Year(year, rest.chars().next()))
        }
        (1 | 2, 0) => digits.parse().ok().map(Part::Number),
        _ => None,
    }
}

/// `mai-juin`, `2019-2020`, `3-5`.
fn hyphenated(word: &str) -> Option<(Part, Part)> {
    let (a, b) = word.split_once('-')?;
    Some((part(a)?, part(b)?))
}

fn compose(parts: &[Part]) -> Option<Issued> {
    use Part::{Month, Number, Season, Year};
    let day = |y: u16, m: u8, d: u8| {
        (1..=31)
            .contains(&d)
            .then(|| format!("{y:04}-{m:02}-{d:02}"))
    };
    let letter = parts.iter().find_map(|p| match p {
        Year(_, letter) => *letter,
        _ => None,
    });
    let edtf = match *parts {
        [Year(y, _)] => format!("{y:04}"),
        // `mars 2025a` is none, but `2025a` with a month is.
        [Month(m), Year(y, _)] | [Year(y, _), Month(m)] => format!("{y:04}-{m:02}"),
        [Season(s), Year(y, _)] | [Year(y, _), Season(s)] => format!("{y:04}-{s}"),
        [Number(d), Month(m), Year(y, _)]
        | [Month(m), Number(d), Year(y, _)]
        | [Year(y, _), Number(d), Month(m)]
        | [Year(y, _), Month(m), Number(d)] => day(y, m, d)?,
        [Month(a), Month(b), Year(y, _)] | [Year(y, _), Month(a), Month(b)] if a < b => {
            format!("{y:04}-{a:02}/{y:04}-{b:02}")
        }
        [Number(a), Number(b), Month(m), Year(y, _)] if a < b => {
            format!("{}/{}", day(y, m, a)?, day(y, m, b)?)
        }
        [Year(a, _), Year(b, _)] if a < b => format!("{a:04}/{b:04}"),
        _ => return None,
    };
    Some(Issued {
        edtf: Some(edtf),
        letter,
    })
}

/// `2025-05-09`, `09/05/2025`, `9.5.2025`: the day before the month, unless that cannot be.
fn numeric(text: &str) -> Option<Issued> {
    let text = text.trim();
    let separator = ['-', '/', '.', '‑', '–']
        .into_iter()
        .find(|&c| text.matches(c).count() == 2)?;
    let fields: Vec<&str> = text.split(separator).map(str::trim).collect();
    let &[a, b, c] = fields.as_slice() else {
        return None;
    };
    let number = |s: &str| -> Option<u16> {
        (!s.is_empty() && s.len() <= 4 && s.bytes().all(|b| b.is_ascii_digit()))
            .then(|| s.parse().ok())?
    };
    let (y, m, d) = match (a.len(), c.len()) {
        (4, 1 | 2) => (number(a)?, number(b)?, number(c)?),
        (1 | 2, 4) => {
            let (day, month) = (number(a)?, number(b)?);
            match month {
                13..=31 => (number(c)?, day, month),
                _ => (number(c)?, month, day),
            }
        }
        _ => return None,
    };
    ((1500..=2100).contains(&y) && (1..=12).contains(&m) && (1..=31).contains(&d)).then(|| Issued {
        edtf: Some(format!("{y:04}-{m:02}-{d:02}")),
        letter: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_whole_dates() {
        for (written, edtf) in [
            ("2024", "2024"),
            ("2025a", "2025"),
            ("2025, May 9", "2025-05-09"),
            ("2025, 20 mai", "2025-05-20"),
            ("1er février 2026", "2026-02-01"),
            ("May 9th, 2025", "2025-05-09"),
            ("octobre 2025", "2025-10"),
            ("publié le 3 mars 2026", "2026-03-03"),
            ("09/05/2025", "2025-05-09"),
            ("2025-05-09", "2025-05-09"),
            ("05/23/2025", "2025-05-23"),
            ("printemps 2024", "2024-21"),
            ("mai-juin 2024", "2024-05/2024-06"),
            ("2019-2020", "2019/2020"),
            ("Juni 2024", "2024-06"),
        ] {
            assert_eq!(
                whole(written).and_then(|d| d.edtf).as_deref(),
                Some(edtf),
                "{written}"
            );
        }
        for other in [
            "Annual Report 2024",
            "12",
            "9999",
            "12/2025",
            "mars",
            "p. 12",
            "8(2)",
            "Zapad 2025",
            "",
        ] {
            assert_eq!(whole(other), None, "{other}");
        }
        assert_eq!(whole("s. d.").map(|d| d.edtf), Some(None));
        assert_eq!(whole("2025b").and_then(|d| d.letter), Some('b'));
    }

    #[test]
    fn finds_a_date_behind_a_name() {
        let (at, date) = at_end("Le Monde du 3 mai 2024").unwrap();
        assert_eq!((at, date.edtf.as_deref()), (9, Some("2024-05-03")));
        assert!(at_end("2024").is_none());
    }
}
