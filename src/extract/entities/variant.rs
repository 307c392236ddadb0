//! Spellings of one name: transliterations, typos and forms that differ in signs alone.
//!
//! [`key`] maps romanisations of Slavic and Arabic names (French, English, BGN/PCGN, ISO 9) onto one
//! rough sound; what is left apart is met by a small edit distance ([`alike`]).
//!
//! | written | key |
//! | --- | --- |
//! | `Loukachenko`, `Lukashenko` | `lukasenko` |
//! | `Kovaltchouk`, `Kovalchuk` | `kovalsuk` |
//! | `Zhygar`, `Zhyhar` | `zihar` |
//! | `Chevtchenko`, `Shevchenko` | `sevsenko` |

use crate::text::fold;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher as _;

/// Sequences and what they sound like; the longest first at each place.
const SOUNDS: &[(&str, &str)] = &[
    ("shch", "s"),
    ("chtch", "s"),
    ("tsch", "s"),
    ("tch", "s"),
    ("sch", "s"),
    ("dzh", "z"),
    ("kh", "h"),
    ("gh", "h"),
    ("zh", "z"),
    ("dj", "z"),
    ("ch", "s"),
    ("sh", "s"),
    ("cz", "s"),
    ("sz", "s"),
    ("ts", "t"),
    ("tz", "t"),
    ("ph", "f"),
    ("ck", "k"),
    ("ou", "u"),
    ("oo", "u"),
    ("iy", "i"),
    ("yi", "i"),
    ("ij", "i"),
    ("ii", "i"),
    ("ei", "ei"),
    ("q", "k"),
    ("c", "k"),
    ("w", "v"),
    ("y", "i"),
    ("j", "i"),
    ("g", "h"),
    ("x", "ks"),
];

/// The rough sound of a name: letters alone, romanisations made alike.
pub fn key(name: &str) -> String {
    let folded: String = fold::fold(name)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let mut out = String::with_capacity(folded.len());
    let mut rest = folded.as_str();
    while let Some(c) = rest.chars().next() {
        let found = SOUNDS.iter().find(|(from, _)| rest.starts_with(from));
        let (taken, sound) = match found {
            Some((from, to)) => (from.len(), *to),
            None => (c.len_utf8(), &rest[..c.len_utf8()]),
        };
        rest = &rest[taken..];
        // Doubled letters are one.
        for s in sound.chars() {
            if !out.ends_with(s) {
                out.push(s);
            }
        }
    }
    for (from, to) in [("of", "ov"), ("ef", "ev")] {
        if out.len() > 4 && out.ends_with(from) {
            out.truncate(out.len() - from.len());
            out.push_str(to);
        }
    }
    out
}

/// Whether two keys are those of one name: equal, or a letter or two apart in a long one. Endings that tell
/// women from men keep names apart (`Tikhanovski`, `Tikhanovskaïa`).
pub fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return !a.is_empty();
    }
    let feminine = |k: &str| k.ends_with('a');
    if feminine(a) != feminine(b) || a.chars().next() != b.chars().next() {
        return false;
    }
    let shorter = a.chars().count().min(b.chars().count());
    let allowed = match shorter {
        0..=4 => return false,
        5..=8 => 1,
        _ => 2,
    };
    distance(a, b, allowed).is_some()
}

/// The edit distance (Levenshtein) between `a` and `b`, if it is at most `limit`.
pub fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let len = b.chars().count();
    if a.chars().count().abs_diff(len) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=len).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.chars().enumerate() {
            let change = diagonal + usize::from(ca != cb);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
        if row.iter().min().is_some_and(|&m| m > limit) {
            return None;
        }
    }
    row.last().copied().filter(|&d| d <= limit)
}

/// Keys among which those [`alike`] another are found without a look at all of them.
///
/// Two keys within two letters of one another share a string that is either of them less two letters
/// at most (deletion neighbourhoods: M. Mor, A. Fraenkel 1982); the keys of a bucket that has grown
/// large are looked up by all such strings.
#[derive(Debug, Default)]
pub struct Keys {
    /// By their first two letters.
    buckets: FxHashMap<String, Bucket>,
}

#[derive(Debug, Default)]
struct Bucket {
    /// Keys with what they stand for, in order.
    list: Vec<(String, usize)>,
    /// Hashes of shortened keys → places in the list; empty while the list is short.
    near: FxHashMap<u64, Vec<u32>>,
}

/// Keys that one shortened string leads to: the first ones.
const MOST: usize = 128;

/// A list up to this length is gone through as it is.
const SHORT: usize = 48;

/// Keys of more letters are shortened by one alone: no name is that long.
const LONG: usize = 40;

impl Keys {
    /// What was put in under this key or ones like it, and perhaps under others, in order.
    pub fn near(&self, key: &str) -> Vec<usize> {
        let Some(bucket) = self.buckets.get(start(key)) else {
            return Vec::new();
        };
        if bucket.near.is_empty() {
            return bucket.list.iter().map(|&(_, id)| id).collect();
        }
        let mut places: Vec<u32> = (shortened(key).into_iter())
            .filter_map(|hash| bucket.near.get(&hash))
            .flatten()
            .copied()
            .collect();
        places.sort_unstable();
        places.dedup();
        let of = |place: u32| bucket.list[place as usize].1;
        places.into_iter().map(of).collect()
    }

    pub fn insert(&mut self, key: &str, id: usize) {
        let bucket = self.buckets.entry(start(key).to_owned()).or_default();
        bucket.list.push((key.to_owned(), id));
        let first = match bucket.list.len() {
            0..=SHORT => return,
            _ if bucket.near.is_empty() => 0,
            len => len - 1,
        };
        for (place, (key, _)) in bucket.list.iter().enumerate().skip(first) {
            for hash in shortened(key) {
                let places = bucket.near.entry(hash).or_default();
                if places.len() < MOST {
                    places.push(place as u32);
                }
            }
        }
    }
}

/// The first two letters.
fn start(key: &str) -> &str {
    let end = key.char_indices().nth(2).map_or(key.len(), |(at, _)| at);
    &key[..end]
}

/// Hashes of a key and of what is left of it without one letter, and without two.
fn shortened(key: &str) -> Vec<u64> {
    let letters: Vec<char> = key.chars().collect();
    let hash = |without: [usize; 2]| {
        let mut hasher = FxHasher::default();
        let kept = (letters.iter().enumerate()).filter(|(at, _)| !without.contains(at));
        kept.for_each(|(_, &letter)| hasher.write_u32(u32::from(letter)));
        hasher.finish()
    };
    let none = letters.len();
    let mut out = vec![hash([none, none])];
    for a in 0..letters.len() {
        out.push(hash([a, none]));
        if letters.len() <= LONG {
            out.extend((a + 1..letters.len()).map(|b| hash([a, b])));
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn romanisations_of_one_name_are_alike() {
        for (a, b) in [
            ("Loukachenko", "Lukashenko"),
            ("Kovaltchouk", "Kovalchuk"),
            ("Zhygar", "Zhyhar"),
            ("Lioubakova", "Liubakova"),
            ("Ishchenko", "Ishtchenko"),
            ("Tikhanovskaïa", "Tsikhanouskaya"),
            ("Benaïssa", "Benaissa"),
            ("Chevtchenko", "Shevchenko"),
            ("Poutine", "Putin"),
        ] {
            let (ka, kb) = (key(a), key(b));
            assert!(alike(&ka, &kb), "{a} {ka} / {b} {kb}");
        }
    }

    #[test]
    fn other_names_are_not() {
        for (a, b) in [
            ("Tikhanovski", "Tikhanovskaïa"),
            ("Ivanov", "Ivanova"),
            ("Diop", "Diouf"),
            ("Keita", "Leita"),
        ] {
            let (ka, kb) = (key(a), key(b));
            assert!(!alike(&ka, &kb), "{a} {ka} / {b} {kb}");
        }
    }

    #[test]
    fn keys_that_are_alike_are_near() {
        let ends = ["ovits", "enko", "ard", "sen", "ez", "iansk", "ovski", "u"];
        let middles = ["nov", "ravt", "levr", "mid", "rot", "ton", "", "rants"];
        let all: Vec<String> = (middles.iter())
            .flat_map(|m| ["", "a", "i", "or"].map(|v| format!("ka{v}{m}")))
            .flat_map(|k| ends.map(|e| key(&(k.clone() + e))))
            .collect();
        let mut keys = Keys::default();
        let mut narrower = false;
        for (i, key) in all.iter().enumerate() {
            let near = keys.near(key);
            assert!(near.is_sorted());
            for (j, other) in all[..i].iter().enumerate() {
                assert!(near.contains(&j) || !alike(key, other), "{key} {other}");
            }
            narrower |= near.len() * 4 < i;
            keys.insert(key, i);
        }
        assert!(narrower);
    }

    #[test]
    fn distances() {
        assert_eq!(distance("tekle", "tecle", 1), Some(1));
        assert_eq!(distance("abc", "xyz", 2), None);
        assert_eq!(distance("", "a", 1), Some(1));
    }
}
