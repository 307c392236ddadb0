//! Numbers that an office program shows before headings and items, and does not write into the text.

use rustc_hash::FxHashMap;

/// Depths of a list.
pub(super) const DEPTHS: usize = 10;

/// How numbers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Numerals {
    #[default]
    Decimal,
    Letter {
        upper: bool,
    },
    Roman {
        upper: bool,
    },
    /// A sign instead of a number.
    Sign,
    None,
}

/// One depth of a list.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    pub numerals: Numerals,
    /// What is shown, with `%1` for the number of the first depth, `%2` of the second …
    pub pattern: String,
    pub start: Option<u32>,
}

/// A list's depths, the outermost first.
pub(super) type Levels = Vec<Level>;

/// How far each list has counted.
#[derive(Debug, Default)]
pub(super) struct Counters(FxHashMap<String, [u32; DEPTHS]>);

impl Counters {
    /// The next number of list `id` at `depth`: what is shown before the text, and the number itself.
    pub fn next(&mut self, id: &str, levels: &Levels, depth: usize) -> (String, Option<u32>) {
        let depth = depth.min(DEPTHS - 1);
        let counts = self.0.entry(id.to_owned()).or_default();
        let start = |d: usize| levels.get(d).and_then(|l| l.start).unwrap_or(1);
        for (d, count) in counts.iter_mut().enumerate() {
            match d.cmp(&depth) {
                // An outer depth that has not begun counts as begun.
                std::cmp::Ordering::Less if *count == 0 => *count = start(d),
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal if *count == 0 => *count = start(d),
                std::cmp::Ordering::Equal => *count = count.saturating_add(1),
                std::cmp::Ordering::Greater => *count = 0,
            }
        }
        let Some(level) = levels.get(depth) else {
            return ("- ".to_owned(), None);
        };
        match level.numerals {
            Numerals::Sign => return ("- ".to_owned(), None),
            Numerals::None => return (String::new(), None),
            _ => {}
        }
        let mut shown = String::new();
        let mut signs = level.pattern.chars().peekable();
        while let Some(c) = signs.next() {
            let digit = signs.peek().and_then(|d| d.to_digit(10));
            match (c, digit) {
                ('%', Some(d @ 1..)) => {
                    signs.next();
                    let d = d as usize - 1;
                    let of = levels.get(d).map_or(Numerals::Decimal, |l| l.numerals);
                    shown.push_str(&written(counts[d.min(DEPTHS - 1)], of));
                }
                _ => shown.push(c),
            }
        }
        if !shown.is_empty() {
            shown.push(' ');
        }
        (shown, Some(counts[depth]))
    }

    /// Begins list `id` at `depth` anew: its next number is `from`.
    pub fn restart(&mut self, id: &str, depth: usize, from: u32) {
        let counts = self.0.entry(id.to_owned()).or_default();
        counts[depth.min(DEPTHS - 1)] = from.saturating_sub(1);
        if from == 0 {
            counts[depth.min(DEPTHS - 1)] = 0;
        }
    }
}

/// `number` in `numerals`.
pub(super) fn written(number: u32, numerals: Numerals) -> String {
    match numerals {
        Numerals::Letter { upper } => {
            // a … z, aa, bb …
            let letter = char::from(b'a' + ((number.max(1) - 1) % 26) as u8);
            let times = ((number.max(1) - 1) / 26).min(8) as usize + 1;
            let letters = letter.to_string().repeat(times);
            if upper {
                letters.to_uppercase()
            } else {
                letters
            }
        }
        Numerals::Roman { upper } if (1..4000).contains(&number) => {
            const ROMAN: &[(u32, &str)] = &[
                (1000, "m"),
                (900, "cm"),
                (500, "d"),
                (400, "cd"),
                (100, "c"),
                (90, "xc"),
                (50, "l"),
                (40, "xl"),
                (10, "x"),
                (9, "ix"),
                (5, "v"),
                (4, "iv"),
                (1, "i"),
            ];
            let (mut left, mut out) = (number, String::new());
            for &(value, letters) in ROMAN {
                while left >= value {
                    out.push_str(letters);
                    left -= value;
                }
            }
            if upper { out.to_uppercase() } else { out }
        }
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_the_list_has_them() {
        let level = |numerals, pattern: &str| Level {
            numerals,
            pattern: pattern.to_owned(),
            start: None,
        };
        let levels = vec![
            level(Numerals::Roman { upper: true }, "%1."),
            level(Numerals::Letter { upper: true }, "%2 –"),
            level(Numerals::Decimal, "%1.%3)"),
            level(Numerals::Sign, "•"),
        ];
        let mut counters = Counters::default();
        let mut next = |depth| counters.next("a", &levels, depth).0;
        assert_eq!(
            [next(0), next(1), next(1), next(2)],
            ["I. ", "A – ", "B – ", "I.1) "]
        );
        assert_eq!(
            [next(0), next(1), next(3), next(9)],
            ["II. ", "A – ", "- ", "- "]
        );
        counters.restart("a", 0, 7);
        assert_eq!(
            counters.next("a", &levels, 0),
            ("VII. ".to_owned(), Some(7))
        );
        assert_eq!(written(1994, Numerals::Roman { upper: false }), "mcmxciv");
        assert_eq!(written(28, Numerals::Letter { upper: false }), "bb");
    }
}
