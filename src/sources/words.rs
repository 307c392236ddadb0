//! [`Words`]: what the tables named `sources` know of how references are written.
//!
//! A reference list mixes languages (a French report cites English papers as English ones are
//! cited), so that the tables of all languages are read as one.

use crate::lang::{self, Lang, Table};
use crate::text::fold;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    conjunctions: Vec<String>,
    et_al: Vec<String>,
    months: Vec<Vec<String>>,
    seasons: Vec<Vec<String>>,
    ordinals: Vec<String>,
    accessed: Vec<String>,
    accessed_from: Vec<String>,
    address_intros: Vec<String>,
    generic_anchors: Vec<String>,
    no_date: Vec<String>,
    date_intros: Vec<String>,
    ibid: Vec<String>,
    op_cit: Vec<String>,
    also: Vec<String>,
    see: Vec<String>,
    roles: Vec<String>,
    authored: Vec<String>,
    channels: Vec<String>,
    in_container: Vec<String>,
    editions: Vec<String>,
    pages: Vec<String>,
    volumes: Vec<String>,
    genres: Vec<String>,
    organisations: Vec<String>,
    #[serde(default)]
    no_initials: Vec<String>,
    #[serde(default)]
    languages: FxHashMap<String, Vec<String>>,
}

/// The tables of all languages together.
pub(super) struct Words {
    pub conjunctions: FxHashSet<String>,
    pub et_al: Phrases,
    /// 1 for January.
    pub months: FxHashMap<String, u8>,
    /// EDTF: 21 spring, 22 summer, 23 autumn, 24 winter.
    pub seasons: FxHashMap<String, u8>,
    pub ordinals: FxHashMap<String, u8>,
    pub accessed: Phrases,
    pub accessed_from: FxHashSet<String>,
    pub address_intros: Phrases,
    pub generic_anchors: FxHashSet<String>,
    pub no_date: Phrases,
    pub date_intros: Phrases,
    pub ibid: Phrases,
    pub op_cit: Phrases,
    pub also: Phrases,
    pub see: Phrases,
    pub roles: Phrases,
    pub authored: Phrases,
    pub channels: FxHashSet<String>,
    pub in_container: Phrases,
    pub editions: Phrases,
    pub pages: FxHashSet<String>,
    pub volumes: FxHashSet<String>,
    pub genres: Phrases,
    pub organisations: FxHashSet<String>,
    pub no_initials: FxHashSet<String>,
    /// Function words of languages that are not read: BCP 47 and the words, small letters.
    pub languages: Vec<(String, FxHashSet<String>)>,
}

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut all: Vec<Rows> = Lang::all().map(|l| l.load(Table::Sources)).collect();
    all.push(lang::parse(lang::SOURCES, "und sources"));
    let set = |of: fn(&Rows) -> &Vec<String>| -> FxHashSet<String> {
        all.iter().flat_map(|r| of(r).iter().cloned()).collect()
    };
    let phrases = |of: fn(&Rows) -> &Vec<String>| Phrases::new(all.iter().flat_map(of));
    let numbered = |of: fn(&Rows) -> &Vec<Vec<String>>, first: u8| -> FxHashMap<String, u8> {
        all.iter()
            .flat_map(|r| of(r).iter().zip(first..))
            .flat_map(|(names, n)| names.iter().map(move |name| (name.clone(), n)))
            .collect()
    };
    Words {
        conjunctions: set(|r| &r.conjunctions),
        et_al: phrases(|r| &r.et_al),
        months: numbered(|r| &r.months, 1),
        seasons: numbered(|r| &r.seasons, 21),
        ordinals: all
            .iter()
            .flat_map(|r| &r.ordinals)
            .filter_map(|o| {
                let digits = o.trim_end_matches(|c: char| !c.is_ascii_digit());
                Some((o.clone(), digits.parse().ok()?))
            })
            .collect(),
        accessed: phrases(|r| &r.accessed),
        accessed_from: set(|r| &r.accessed_from),
        address_intros: phrases(|r| &r.address_intros),
        generic_anchors: set(|r| &r.generic_anchors),
        no_date: phrases(|r| &r.no_date),
        date_intros: phrases(|r| &r.date_intros),
        ibid: phrases(|r| &r.ibid),
        op_cit: phrases(|r| &r.op_cit),
        also: phrases(|r| &r.also),
        see: phrases(|r| &r.see),
        roles: phrases(|r| &r.roles),
        authored: phrases(|r| &r.authored),
        channels: set(|r| &r.channels),
        in_container: phrases(|r| &r.in_container),
        editions: phrases(|r| &r.editions),
        pages: set(|r| &r.pages),
        volumes: set(|r| &r.volumes),
        genres: phrases(|r| &r.genres),
        organisations: set(|r| &r.organisations),
        no_initials: set(|r| &r.no_initials),
        languages: {
            let mut languages: Vec<_> = all
                .iter()
                .flat_map(|r| &r.languages)
                .map(|(code, words)| (code.clone(), words.iter().cloned().collect()))
                .collect();
            languages.sort_by(|a: &(String, _), b| a.0.cmp(&b.0));
            languages
        },
    }
});

/// A word of an entry, folded, with its bytes.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub at: Range<usize>,
    pub fold: String,
}

/// The words of `text`: runs of letters and digits, with the apostrophes and hyphens inside.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut out = Vec::new();
    let mut start = None;
    let mut previous_end = 0;
    for (i, c) in text.char_indices() {
        let next = text[i + c.len_utf8()..].chars().next();
        let joins = (fold::is_apostrophe(c) || fold::is_hyphen(c))
            && start.is_some()
            && next.is_some_and(char::is_alphanumeric);
        let inside = c.is_alphanumeric() || c == '&' || joins;
        match (inside, start) {
            (true, None) => start = Some(i),
            (false, Some(s)) => {
                out.push(s..i);
                start = None;
            }
            _ => {}
        }
        previous_end = i + c.len_utf8();
    }
    if let Some(s) = start {
        out.push(s..previous_end);
    }
    out.into_iter()
        .map(|at| Word {
            fold: fold::fold(&text[at.clone()]),
            at,
        })
        .collect()
}

/// Phrases that are looked up word by word, the longest first.
#[derive(Debug, Default)]
pub(super) struct Phrases(FxHashMap<String, Vec<Vec<String>>>);

impl Phrases {
    fn new<'a>(rows: impl Iterator<Item = &'a String>) -> Phrases {
        let mut map: FxHashMap<String, Vec<Vec<String>>> = FxHashMap::default();
        for row in rows {
            let mut phrase = words(row).into_iter().map(|w| w.fold);
            if let Some(first) = phrase.next() {
                map.entry(first).or_default().push(phrase.collect());
            }
        }
        for rests in map.values_mut() {
            rests.sort_by_key(|r| std::cmp::Reverse(r.len()));
        }
        Phrases(map)
    }

    /// How many words of `words` the longest phrase takes that begins at word `at`.
    pub fn len_at(&self, words: &[Word], at: usize) -> Option<usize> {
        let rests = self.0.get(&words.get(at)?.fold)?;
        rests
            .iter()
            .find(|rest| {
                words
                    .get(at + 1..at + 1 + rest.len())
                    .is_some_and(|w| w.iter().zip(rest.iter()).all(|(w, r)| w.fold == *r))
            })
            .map(|rest| rest.len() + 1)
    }

    /// Whether `text` begins with a phrase; the byte where it ends.
    pub fn prefix(&self, text: &str) -> Option<usize> {
        let words = words(text);
        let lead = words.first()?.at.start;
        if text[..lead].chars().any(char::is_alphanumeric) {
            return None;
        }
        self.len_at(&words, 0).map(|n| words[n - 1].at.end)
    }

    /// Whether `text` is a phrase and nothing else.
    pub fn is(&self, text: &str) -> bool {
        let words = words(text);
        !words.is_empty() && self.len_at(&words, 0) == Some(words.len())
    }
}
