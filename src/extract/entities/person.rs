//! Names of persons taken apart: given names, family name, initials, in any order of writing.

use super::lexicon::{LEXICON, WordFlags};
use super::variant;
use crate::lang::Lang;
use crate::text::fold;

/// A person's name, folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonName {
    /// Given names or initials, in order.
    pub given: Vec<String>,
    /// Words of the family name, particles included.
    pub family: Vec<String>,
    /// What the family name sounds like ([`variant::key`]).
    pub family_key: String,
}

impl PersonName {
    fn new(given: Vec<String>, family: Vec<String>) -> PersonName {
        let family_key = variant::key(&family.concat());
        PersonName {
            given,
            family,
            family_key,
        }
    }

    /// Reads `Olena Hrytsenko`, `HRYTSENKO, Olena`, `Hrytsenko (O.)`, `O. Hrytsenko`, `Hrytsenko`.
    pub fn read(text: &str) -> PersonName {
        let words = |s: &str| -> Vec<String> {
            s.split(|c: char| fold::is_space(c) || c == '(' || c == ')' || c == '[' || c == ']')
                .map(|w| w.trim_matches([',', ' ', '*', '_']))
                .filter(|w| !w.is_empty())
                .map(fold::fold)
                .collect()
        };
        if let Some((family, given)) = text.split_once(',').or_else(|| {
            let open = text.find('(')?;
            // Only initials stand in brackets behind a family name.
            text[open..].contains('.').then_some(text.split_at(open))
        }) {
            return PersonName::new(words(given), words(family));
        }
        let mut all = words(text);
        if all.len() < 2 {
            return PersonName::new(Vec::new(), all);
        }
        // The family name begins at the first particle, or is the last word; a suffix goes with it.
        let flags = |w: &str| {
            Lang::all().fold(WordFlags::default(), |acc, l| {
                WordFlags(acc.0 | LEXICON.word(l, w).0)
            })
        };
        while all.len() > 2 && all.last().is_some_and(|w| flags(w).has(WordFlags::SUFFIX)) {
            all.pop();
        }
        let particle = flags(&all[0]).has(WordFlags::PARTICLE);
        let small = text.starts_with(char::is_lowercase);
        if particle && (small || !flags(&all[0]).has(WordFlags::GIVEN)) {
            return PersonName::new(Vec::new(), all);
        }
        let particle = (1..all.len() - 1).find(|&i| flags(&all[i]).has(WordFlags::PARTICLE));
        let family = all.split_off(particle.unwrap_or(all.len() - 1));
        PersonName::new(all, family)
    }

    /// Whether there is a given name (not an initial alone).
    pub fn is_full(&self) -> bool {
        self.given.first().is_some_and(|g| !is_initial(g))
    }

    /// Whether both can be the same person: family names alike, given names that agree as far as
    /// both have any.
    pub fn agrees(&self, other: &PersonName) -> bool {
        self.family_agrees(other) && self.given_agrees(other)
    }

    pub fn family_agrees(&self, other: &PersonName) -> bool {
        self.family == other.family || variant::alike(&self.family_key, &other.family_key)
    }

    fn given_agrees(&self, other: &PersonName) -> bool {
        let (Some(a), Some(b)) = (self.given.first(), other.given.first()) else {
            return true;
        };
        if a == b {
            return true;
        }
        if is_initial(a) || is_initial(b) {
            let (ka, kb) = (variant::key(a), variant::key(b));
            // Ch., Yu. and other initials of two letters.
            return ka.starts_with(kb.as_str())
                || kb.starts_with(ka.as_str())
                || a.chars().next() == b.chars().next();
        }
        let (ka, kb) = (variant::key(a), variant::key(b));
        variant::alike(&ka, &kb)
            || variant::distance(&ka, &kb, 2).is_some() && ka.len().min(kb.len()) >= 6
    }
}

/// `h.`, `j.-p.`, `m.-h.`
fn is_initial(word: &str) -> bool {
    word.contains('.') && word.split(['.', '-']).all(|p| p.chars().count() <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_every_order() {
        let full = PersonName::read("Olena Hrytsenko");
        for other in [
            "HRYTSENKO, Olena",
            "Hrytsenko (O.)",
            "O. Hrytsenko",
            "Hrytsenko",
            "Olena Hrytsenko",
            "Hritsenko, O.",
        ] {
            assert!(full.agrees(&PersonName::read(other)), "{other}");
        }
        for other in ["Marta Hrytsenko", "Hrytsenko (M.)", "Olena Kovaltchouk"] {
            assert!(!full.agrees(&PersonName::read(other)), "{other}");
        }
    }

    #[test]
    fn particles_begin_the_family_name() {
        assert_eq!(
            PersonName::read("Ursula von der Leyen").family,
            ["von", "der", "leyen"]
        );
        assert_eq!(
            PersonName::read("van der Berg").family,
            ["van", "der", "berg"]
        );
        assert!(PersonName::read("Pieter de Vries").agrees(&PersonName::read("De Vries (P.)")));
        assert!(PersonName::read("Driss El Ouafi").agrees(&PersonName::read("El-Ouafi")));
    }
}
