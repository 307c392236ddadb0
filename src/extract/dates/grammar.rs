//! The matcher: finds the longest rule at each place of a sentence where one can begin.

use super::atom::{Atom, AtomKind, Word, Words};
use super::class::Class;
use super::fields::Fields;
use super::lexicon::{Element, Given, LEXICONS, Lexicon, Means, Way};
use crate::lang::Lang;
use crate::text::{Shape, fold};
use std::ops::Range;

/// The atoms of a sentence, with the lexicon that reads them.
pub(super) struct Scene<'a> {
    pub words: &'a Words,
    pub atoms: &'a [Atom],
    pub view: &'a str,
    pub lang: Lang,
    pub lexicon: &'static Lexicon,
}

/// An expression that a rule matched, not yet settled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    /// First atom and the one behind the last.
    pub start: usize,
    pub end: usize,
    pub fields: Fields,
    pub means: Means,
    /// Index into [`Lexicon::rules`].
    pub rule: usize,
    pub lang: Lang,
}

/// Rules have no more elements than this in all (steps of one search are bounded by it).
const DEPTH: usize = 24;

impl<'a> Scene<'a> {
    pub(super) fn new(words: &'a Words, atoms: &'a [Atom], view: &'a str, lang: Lang) -> Scene<'a> {
        Scene {
            words,
            atoms,
            view,
            lang,
            lexicon: &LEXICONS[lang],
        }
    }

    pub(super) fn word(&self, at: usize) -> Option<&'a Word> {
        self.atoms.get(at).and_then(|a| self.words.get(a))
    }

    pub(super) fn kind(&self, at: usize) -> Option<AtomKind> {
        self.word(at).map(|w| w.kind)
    }

    pub(super) fn is_sign(&self, at: usize, sign: char) -> bool {
        self.kind(at) == Some(AtomKind::Sign(sign))
    }

    /// The text of atoms.
    pub(super) fn text(&self, range: Range<usize>) -> &'a str {
        let start = self.atoms.get(range.start).map_or(0, |a| a.start as usize);
        let end = range
            .end
            .checked_sub(1)
            .and_then(|e| self.atoms.get(e))
            .map_or(start, |a| a.end as usize);
        self.view.get(start..end).unwrap_or("")
    }

    /// Whether the atom follows the one before without white space.
    pub(super) fn glued(&self, at: usize) -> bool {
        at > 0 && self.atoms.get(at).is_some_and(|a| !a.gap)
    }

    /// All matches in the sentence, longest first at each place, none overlapping another.
    pub(super) fn matches(&self, out: &mut Vec<Match>) {
        let mut search = Search::new(self);
        let mut at = 0;
        while at < self.atoms.len() {
            let starts = self.word(at).is_some_and(|w| w.starts(self.lang));
            match starts.then(|| self.best(at, &mut search)).flatten() {
                Some(found) => {
                    at = found.end.max(at + 1);
                    if found.means != Means::Nothing {
                        out.push(found);
                    }
                }
                None => at += 1,
            }
        }
    }

    /// The longest match that begins at `at`; a part (fin, mi-) and what it is a part of are one.
    fn best(&self, at: usize, search: &mut Search) -> Option<Match> {
        let plain = search.rule_at(at);
        let with_part = self.part_at(at, search);
        match (plain, with_part) {
            (Some(p), Some(w)) if w.end > p.end => Some(w),
            (Some(p), _) => Some(p),
            (None, w) => w,
        }
    }

    /// `fin`, `mi-`, `the end of` before a date.
    fn part_at(&self, at: usize, search: &mut Search) -> Option<Match> {
        self.class_at(at, Class::Part, |next, given| {
            let mut from = next;
            // mi-mars, fin de l'année, the middle of the
            for _ in 0..3 {
                match self.first_of(from, self.lexicon.fillers.link) {
                    Some((end, _)) => from = end,
                    None if from == next && self.is_sign(from, '-') && self.glued(from) => {
                        from += 1
                    }
                    None => break,
                }
            }
            let mut found = search.rule_at(from)?;
            let dated = matches!(found.means, Means::Date | Means::Nth | Means::Shift)
                && found.fields.part.is_none();
            if !dated {
                return None;
            }
            found.start = at;
            found.fields.set(Class::Part, given, self.lexicon);
            Some(found)
        })
    }

    /// The first (longest) match of a class of words at `at`.
    pub(super) fn first_of(&self, at: usize, class: Class) -> Option<(usize, Given)> {
        self.class_at(at, class, |end, given| Some((end, given)))
    }

    /// Whether words of a class stand at `at`.
    pub(super) fn is(&self, at: usize, class: Class) -> bool {
        self.first_of(at, class).is_some()
    }

    /// Asks `take` for each match of a class at `at`, the longest first, until it takes one.
    pub(super) fn class_at<T>(
        &self,
        at: usize,
        class: Class,
        mut take: impl FnMut(usize, Given) -> Option<T>,
    ) -> Option<T> {
        let word = self.word(at)?;
        if !word.classes[self.lang].has(class.bit()) {
            return None;
        }
        let digits = |least: u8, most: u8, low: u32, high: u32| match word.kind {
            AtomKind::Digits(n, v) if (least..=most).contains(&n) && (low..=high).contains(&v) => {
                Some(f64::from(v))
            }
            _ => None,
        };
        let number = |v: f64| Given::Number(v);
        match class {
            Class::Day => {
                let v = digits(1, 2, 1, 31)?;
                // 1er, 21st
                if self.glued(at + 1)
                    && let Some((end, _)) = self.first_of(at + 1, Class::Suffix)
                    && let Some(t) = take(end, number(v))
                {
                    return Some(t);
                }
                take(at + 1, number(v))
            }
            Class::Ordinal => {
                if let Some(v) = digits(1, 2, 1, 99)
                    && self.glued(at + 1)
                    && let Some((end, _)) = self.first_of(at + 1, Class::Suffix)
                {
                    return take(end, number(v));
                }
                self.entries(at, word, class, &mut take)
            }
            Class::Year => take(at + 1, number(digits(4, 4, 1000, 2199)?)),
            Class::Year2 => take(at + 1, number(digits(2, 2, 0, 99)?)),
            Class::Monthnum => take(at + 1, number(digits(1, 2, 1, 12)?)),
            Class::Isomonth | Class::Isoday => take(at + 1, number(digits(1, 2, 0, 99)?)),
            Class::Hour => take(at + 1, number(digits(1, 2, 0, 24)?)),
            Class::Minute | Class::Second => take(at + 1, number(digits(2, 2, 0, 59)?)),
            Class::Num => take(at + 1, number(digits(1, 2, 0, 99)?)),
            Class::Digit => take(at + 1, number(digits(1, 1, 1, 9)?)),
            Class::Hhmm => {
                let v = digits(3, 4, 0, 2400)?;
                if v % 100.0 > 59.0 {
                    return None;
                }
                take(at + 1, number(v))
            }
            Class::Decade => {
                let v = match word.kind {
                    AtomKind::Digits(4, v) if v % 10 == 0 && (1000..2200).contains(&v) => v,
                    AtomKind::Digits(2, v) if v % 10 == 0 => v + if v >= 30 { 1900 } else { 2000 },
                    _ => return self.entries(at, word, class, &mut take),
                };
                take(at + 1, number(f64::from(v)))
            }
            Class::Roman | Class::Romanth => {
                let text = self.text(at..at + 1);
                if class == Class::Romanth && !text.ends_with(char::is_lowercase) {
                    return None;
                }
                let v = roman(text)?;
                take(at + 1, number(f64::from(v)))
            }
            Class::Week => take(at + 1, number(digits(1, 2, 1, 53)?)),
            Class::Yearword => {
                let (end, v) = self.year_in_words(at)?;
                take(end, number(v))
            }
            Class::Hourword | Class::Minuteword => {
                let most = if class == Class::Hourword { 24.0 } else { 59.0 };
                let (end, v) = self.count(at)?;
                if !(0.0..=most).contains(&v) || v.fract() != 0.0 {
                    return None;
                }
                take(end, number(v))
            }
            Class::Count => {
                let (end, v) = self.count(at)?;
                take(end, number(v))
            }
            class => self.entries(at, word, class, &mut take),
        }
    }

    fn entries<T>(
        &self,
        at: usize,
        word: &Word,
        class: Class,
        take: &mut impl FnMut(usize, Given) -> Option<T>,
    ) -> Option<T> {
        let (class, whole_name) = class.of_entries();
        for entry in self.lexicon.entries(word.id[self.lang], class) {
            if whole_name && entry.short
                || entry.capital && matches!(word.shape, Shape::Lower)
                || !Lexicon::fits(entry, &word.lower)
            {
                continue;
            }
            let whole = entry
                .rest
                .iter()
                .enumerate()
                .all(|(i, r)| self.word(at + 1 + i).is_some_and(|w| w.id[self.lang] == *r));
            if !whole {
                continue;
            }
            let mut end = at + 1 + entry.rest.len();
            // janv. and a.m. keep their stops.
            if entry.abbreviates && self.is_sign(end, '.') && self.glued(end) {
                end += 1;
            }
            if let Some(t) = take(end, entry.value) {
                return Some(t);
            }
        }
        None
    }

    /// A number in digits (`1,5`) or words; an unnamed few (`quelques`) is NaN.
    fn count(&self, at: usize) -> Option<(usize, f64)> {
        if let Some(AtomKind::Digits(n, v)) = self.kind(at) {
            if n > 6 {
                return None;
            }
            let decimal = (self.is_sign(at + 1, ',') || self.is_sign(at + 1, '.'))
                && self.glued(at + 1)
                && self.glued(at + 2);
            if let (true, Some(AtomKind::Digits(m, f))) = (decimal, self.kind(at + 2)) {
                if m > 6 {
                    return None;
                }
                return Some((
                    at + 3,
                    f64::from(v) + f64::from(f) / 10f64.powi(i32::from(m)),
                ));
            }
            return Some((at + 1, f64::from(v)));
        }
        let (mut end, first) = self.number_word(at)?;
        let mut total = first;
        let mut last = first;
        while let Some((next, n)) = self.number_goes_on(end) {
            let joins = last >= 20.0 && n < 20.0 && last % 10.0 == 0.0;
            if n >= 100.0 && last < 100.0 {
                total = total.max(1.0) * n;
            } else if joins || last >= 100.0 && n < 100.0 {
                total += n;
            } else {
                break;
            }
            last = n;
            end = next;
        }
        // one and a half
        if let Some((half, _)) = self.first_of(end, self.lexicon.fillers.and_a_half) {
            return Some((half, total + 0.5));
        }
        Some((end, total))
    }

    /// `nineteen ninety-six`, `two thousand and fifteen`.
    fn year_in_words(&self, at: usize) -> Option<(usize, f64)> {
        let (next, hundreds) = self.number_word(at)?;
        if (10.0..=20.0).contains(&hundreds)
            && self.number_word(next).is_some()
            && let Some((end, rest)) = self.count(next)
            && (10.0..100.0).contains(&rest)
        {
            return Some((end, hundreds * 100.0 + rest));
        }
        self.count(at)
            .filter(|(_, v)| (1000.0..2200.0).contains(v) && v.fract() == 0.0)
    }

    fn number_word(&self, at: usize) -> Option<(usize, f64)> {
        self.class_at(at, Class::Number, |end, given| match given {
            Given::Number(n) => Some((end, n)),
            Given::Text(_) => Some((end, f64::NAN)),
        })
    }

    /// The next word of a number, behind a hyphen or `et`.
    fn number_goes_on(&self, at: usize) -> Option<(usize, f64)> {
        let hyphen = self.is_sign(at, '-') && self.glued(at) && self.glued(at + 1);
        let joined = if hyphen {
            Some(at + 1)
        } else {
            self.first_of(at, self.lexicon.fillers.number_link)
                .map(|(end, _)| end)
        };
        joined
            .and_then(|at| self.number_word(at))
            .or_else(|| self.number_word(at))
            .filter(|(_, n)| n.is_finite())
    }
}

/// The value of a roman number of centuries, I to XXX, in capitals or small letters of one kind.
pub(super) fn roman(text: &str) -> Option<u8> {
    let digit = |c: u8| match c {
        b'I' => Some(1),
        b'V' => Some(5),
        b'X' => Some(10),
        _ => None,
    };
    // XIXe: the suffix of the ordinal stands against it.
    let number = text.trim_end_matches(|c: char| !c.is_ascii_uppercase());
    let tail = fold::fold(&text[number.len()..]);
    if number.is_empty() || number.len() > 6 || !matches!(&*tail, "" | "e" | "eme" | "er" | "th") {
        return None;
    }
    let mut total = 0i32;
    let bytes = number.as_bytes();
    for (i, &c) in bytes.iter().enumerate() {
        let v = digit(c)?;
        let next = bytes.get(i + 1).and_then(|&c| digit(c)).unwrap_or(0);
        total += if v < next { -v } else { v };
    }
    u8::try_from(total).ok().filter(|v| (1..=30).contains(v))
}

struct Search<'s, 'a> {
    scene: &'s Scene<'a>,
    start: usize,
    caps: Vec<(Class, Given)>,
    /// End, rule, fields filled, fields.
    best: Option<(usize, usize, usize, Fields)>,
}

impl<'s, 'a> Search<'s, 'a> {
    fn new(scene: &'s Scene<'a>) -> Search<'s, 'a> {
        Search {
            scene,
            start: 0,
            caps: Vec::new(),
            best: None,
        }
    }

    /// The longest match of a rule that begins at `at`.
    fn rule_at(&mut self, at: usize) -> Option<Match> {
        self.start = at;
        self.best = None;
        // The words are asked for their ways in once; the root has too many to try each.
        for way in &self.scene.word(at)?.openings[self.scene.lang] {
            self.take(way, at);
        }
        let (end, rule, _, fields) = self.best?;
        Some(Match {
            start: at,
            end,
            fields,
            means: self.scene.lexicon.rules[rule].means,
            rule,
            lang: self.scene.lang,
        })
    }

    fn step(&mut self, node: usize, at: usize) {
        let lexicon = self.scene.lexicon;
        let node = &lexicon.trie[node];
        for &rule in &node.rules {
            self.accept(rule, at);
        }
        if self.caps.len() >= DEPTH || at >= self.scene.atoms.len() {
            return;
        }
        let Some(word) = self.scene.word(at) else {
            return;
        };
        for way in node.ways(&word.classes[self.scene.lang]) {
            self.take(way, at);
        }
    }

    /// Goes `way` over each match of its class at `at`.
    fn take(&mut self, way: &Way, at: usize) {
        let scene = self.scene;
        let Element { class, glued } = way.element;
        if glued && !scene.glued(at) {
            return;
        }
        let none: Option<()> = scene.class_at(at, class, |end, given| {
            self.caps.push((class, given));
            self.step(way.to, end);
            self.caps.pop();
            None
        });
        debug_assert!(none.is_none());
    }

    fn accept(&mut self, rule: usize, end: usize) {
        let lexicon = self.scene.lexicon;
        let kept = self
            .caps
            .iter()
            .filter(|c| !matches!(c.0, Class::Filler(_)));
        let rule_row = &lexicon.rules[rule];
        // A word that must stand before is as telling as one that is kept.
        let filled = kept.count() + 2 * usize::from(rule_row.after.is_some());
        let order = |&(e, r, n, _): &(usize, usize, usize, Fields)| (e, n, std::cmp::Reverse(r));
        let fields = Fields::default();
        if self
            .best
            .as_ref()
            .is_some_and(|b| order(b) >= order(&(end, rule, filled, fields)))
        {
            return;
        }
        if rule_row
            .after
            .is_some_and(|class| !self.scene.stands_after(self.start, class))
            || rule_row
                .unless
                .is_some_and(|class| self.scene.is(end, class))
        {
            return;
        }
        let last = self
            .caps
            .iter()
            .any(|&(class, given)| class == Class::Ordinal && given == Given::Number(-1.0));
        let many = self.caps.iter().any(|&(class, given)| {
            class == Class::Count && matches!(given, Given::Number(n) if n > 99.0)
        });
        // last October is no ordinal; at 155 last month counts no months.
        if last && rule_row.means == Means::Date || many && rule_row.means == Means::Stretch {
            return;
        }
        let mut fields = Fields::default();
        for &(class, given) in rule_row.give.iter().chain(&self.caps) {
            fields.set(class, given, lexicon);
        }
        fields.settle_ordinal(rule_row.means);
        self.best = Some((end, rule, filled, fields));
    }
}

impl Scene<'_> {
    /// Whether a word of `class` ends right before `at`.
    pub(super) fn stands_after(&self, at: usize, class: Class) -> bool {
        (1..=4usize).any(|back| {
            at.checked_sub(back).is_some_and(|from| {
                self.class_at(from, class, |end, _| (end == at).then_some(()))
                    .is_some()
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numbers_of_centuries() {
        for (text, expected) in [
            ("XIXe", Some(19)),
            ("XX", Some(20)),
            ("IVe", Some(4)),
            ("Ier", Some(1)),
            ("XXL", None),
            ("Vie", None),
            ("LCD", None),
            ("x", None),
        ] {
            assert_eq!(roman(text), expected, "{text}");
        }
    }
}
