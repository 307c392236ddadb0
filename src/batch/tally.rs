//! [`Tally`]: how often things come in a folder's documents.
//!
//! A thing is a number made of its name ([`hash`]); what it is called waits until it is known which
//! things matter. So ten gigabytes of text are counted in a few hundred megabytes, and the sums are
//! the same in whatever order and parts the documents come.

use rustc_hash::FxHashMap;

/// The number that stands for a thing: 64 bits of BLAKE3.
pub type Thing = u64;

/// The number of the thing that is told by `parts`.
pub fn hash(parts: &[&str]) -> Thing {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update(&[0xff]);
    }
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// How often something comes in a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Times {
    /// Documents that it comes in.
    pub documents: u32,
    /// Occurrences in all of them.
    pub frequency: u32,
}

/// Sums over documents.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    things: FxHashMap<Thing, Times>,
}

impl Tally {
    /// Adds the things of one document, each once, with how often it comes there.
    pub fn add(&mut self, things: impl IntoIterator<Item = (Thing, u32)>) {
        for (thing, frequency) in things {
            let times = self.things.entry(thing).or_default();
            times.documents = times.documents.saturating_add(1);
            times.frequency = times.frequency.saturating_add(frequency);
        }
    }

    /// How often `thing` comes.
    pub fn of(&self, thing: Thing) -> Times {
        self.things.get(&thing).copied().unwrap_or_default()
    }

    /// The things of the most documents, of equal ones the most frequent: `most` of them, and those
    /// that tie with the last.
    pub fn top(&self, most: usize) -> FxHashMap<Thing, Times> {
        let mut all: Vec<Times> = self.things.values().copied().collect();
        let least = match all.len() {
            0 => return FxHashMap::default(),
            n if n <= most => Times::default(),
            n => *all.select_nth_unstable(n - most).1,
        };
        let mut top = FxHashMap::default();
        top.extend(self.things.iter().filter(|t| *t.1 >= least));
        top
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_documents_does_not_matter() {
        let [a, b, c] = ["a", "b", "c"].map(|name| hash(&[name]));
        let documents = [vec![(a, 3), (b, 1)], vec![(a, 2)], vec![(c, 9), (b, 1)]];
        let (mut forth, mut back) = (Tally::default(), Tally::default());
        documents.iter().for_each(|d| forth.add(d.iter().copied()));
        documents
            .iter()
            .rev()
            .for_each(|d| back.add(d.iter().copied()));
        assert_eq!(forth.things, back.things);
        let times = |documents, frequency| Times {
            documents,
            frequency,
        };
        assert_eq!(forth.of(a), times(2, 5));
        assert_eq!(forth.of(hash(&["d"])), times(0, 0));
        // `b` ties with nothing, and is the second.
        let top = forth.top(2);
        assert_eq!(top.len(), 2);
        assert_eq!(top.get(&b), Some(&times(2, 2)));
        assert_eq!(forth.top(9).len(), 3);
    }

    #[test]
    fn parts_are_kept_apart() {
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
    }
}
