//! Patterns of multi-word terms: which parts of speech, and which small words between them.
//!
//! A language's table gives them as rows: `NOUN de le? NOUN` is a noun, one of the words that the
//! table calls `de`, perhaps one that it calls `le`, and a noun.

use crate::lang::{Lang, PerLang, Table};
use rust_stemmers::Algorithm;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::BitOr;
use std::sync::LazyLock;

/// A language's table of terms.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    stemmer: Algorithm,
    patterns: Vec<String>,
    links: BTreeMap<String, Vec<String>>,
    participles: Vec<String>,
    weights: BTreeMap<Pos, f64>,
    general: String,
    bare: String,
}

/// A part of speech that terms are made of, by its UPOS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Pos {
    Noun,
    Adj,
    Verb,
    /// A name: part of terms, never a term.
    Propn,
}

impl Pos {
    pub(super) const ALL: [Pos; 4] = [Pos::Noun, Pos::Adj, Pos::Verb, Pos::Propn];

    pub(super) fn from_tag(tag: &str) -> Option<Pos> {
        Pos::ALL.into_iter().find(|pos| pos.upos() == tag)
    }

    pub(super) fn upos(self) -> &'static str {
        match self {
            Pos::Noun => "NOUN",
            Pos::Adj => "ADJ",
            Pos::Verb => "VERB",
            Pos::Propn => "PROPN",
        }
    }

    pub(super) fn role(self) -> Roles {
        Roles(1 << self as u32)
    }
}

/// What a word may stand for in a pattern, one bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Roles(u32);

impl Roles {
    pub(super) const NONE: Roles = Roles(0);
    pub(super) const PARTICIPLE: Roles = Roles(1 << 4);
    const FIRST_LINK: u32 = 5;

    pub(super) fn meets(self, other: Roles) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Roles {
    type Output = Roles;

    fn bitor(self, other: Roles) -> Roles {
        Roles(self.0 | other.0)
    }
}

/// The table of a language, as the count reads it.
pub(super) struct Rules {
    pub(super) stemmer: Algorithm,
    pub(super) patterns: Vec<Pattern>,
    links: FxHashMap<String, Roles>,
    participles: Vec<String>,
    weights: BTreeMap<Pos, f64>,
    general: FxHashSet<String>,
    bare: FxHashSet<String>,
}

pub(super) static RULES: LazyLock<PerLang<Rules>> =
    LazyLock::new(|| PerLang::new(|lang: Lang| Rules::of(lang.load(Table::Terms))));

impl Rules {
    fn of(rows: Rows) -> Rules {
        let names: Vec<&String> = rows.links.keys().collect();
        let link = |i: usize| Roles(1 << (Roles::FIRST_LINK + i as u32));
        let role = |name: &str| match name {
            "PARTICIPLE" => Roles::PARTICIPLE,
            _ => match Pos::from_tag(name) {
                Some(pos) => pos.role(),
                None => names.iter().position(|n| *n == name).map_or_else(
                    || panic!("the patterns of terms name {name}, which nothing defines"),
                    link,
                ),
            },
        };
        let patterns = rows.patterns.iter().map(|row| Pattern::parse(row, role));
        let patterns = patterns.collect();
        let mut links: FxHashMap<String, Roles> = FxHashMap::default();
        for (i, words) in rows.links.values().enumerate() {
            for word in words {
                let roles = links.entry(word.clone()).or_default();
                *roles = *roles | link(i);
            }
        }
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        Rules {
            stemmer: rows.stemmer,
            patterns,
            links,
            participles: rows.participles,
            weights: rows.weights,
            general: words(&rows.general),
            bare: words(&rows.bare),
        }
    }

    /// What `lower` ties together, if it is a word of a link.
    pub(super) fn link(&self, lower: &str) -> Roles {
        self.links.get(lower).copied().unwrap_or(Roles::NONE)
    }

    pub(super) fn is_participle(&self, lower: &str) -> bool {
        self.participles.iter().any(|end| lower.ends_with(&**end))
    }

    /// Whether a word has no part in a term.
    pub(super) fn is_general(&self, lower: &str, lemma: &str) -> bool {
        self.general.contains(lemma) || self.general.contains(lower)
    }

    /// Whether a word is no term without a word beside it.
    pub(super) fn is_bare(&self, lower: &str, lemma: &str) -> bool {
        self.bare.contains(lemma) || self.bare.contains(lower)
    }

    /// What a single word of this part of speech counts for; nothing where it is no term.
    pub(super) fn weight(&self, pos: Pos) -> Option<f64> {
        self.weights.get(&pos).copied()
    }
}

/// One row: what each word must stand for.
pub(super) struct Pattern(Vec<Slot>);

struct Slot {
    role: Roles,
    optional: bool,
}

impl Pattern {
    fn parse(row: &str, role: impl Fn(&str) -> Roles) -> Pattern {
        let slots = row.split_whitespace().map(|slot| {
            let (names, optional) = match slot.strip_suffix('?') {
                Some(names) => (names, true),
                None => (slot, false),
            };
            let role = names.split('|').map(&role).fold(Roles::NONE, Roles::bitor);
            Slot { role, optional }
        });
        Pattern(slots.collect())
    }

    /// How many of the words that begin with `roles` the pattern takes.
    pub(super) fn matches(&self, mut roles: impl Iterator<Item = Roles>) -> Option<usize> {
        let mut len = 0;
        let mut next = roles.next();
        for slot in &self.0 {
            match next {
                Some(word) if word.meets(slot.role) => {
                    len += 1;
                    next = roles.next();
                }
                _ if slot.optional => {}
                _ => return None,
            }
        }
        Some(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_optional_word_may_be_missing() {
        let role = |name: &str| match name {
            "de" => Roles(1 << 5),
            "le" => Roles(1 << 6),
            _ => Pos::from_tag(name).unwrap().role(),
        };
        let pattern = Pattern::parse("NOUN de le? NOUN|PROPN", role);
        let [noun, de, le, adj, propn] = ["NOUN", "de", "le", "ADJ", "PROPN"].map(role);
        let len = |words: &[Roles]| pattern.matches(words.iter().copied());
        assert_eq!(len(&[noun, de, noun, adj]), Some(3));
        assert_eq!(len(&[noun, de, le, propn]), Some(4));
        assert_eq!(len(&[noun, de, adj]), None);
        assert_eq!(len(&[noun, de]), None);
    }

    #[test]
    fn every_table_is_read() {
        for (lang, rules) in RULES.iter() {
            assert!(!rules.patterns.is_empty(), "{}", lang.code());
            assert!(rules.weight(Pos::Noun).is_some(), "{}", lang.code());
            assert!(rules.weight(Pos::Propn).is_none(), "{}", lang.code());
        }
    }
}
