//! The averaged perceptron: weights that are the mean over all steps of training (Collins 2002).

use crate::learned::{Key, TableBuilder};
use rustc_hash::FxHashMap;

/// The weight of one feature for one class.
#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    class: u8,
    now: i32,
    /// Sum over the steps up to `since`.
    total: i64,
    since: u32,
}

/// Weights in training.
#[derive(Debug, Default)]
pub struct Perceptron {
    weights: FxHashMap<Key, Vec<Weight>>,
    step: u32,
}

impl Perceptron {
    /// Adds the present weights of `features` to `scores`.
    pub fn score(&self, features: &[Key], scores: &mut [i32]) {
        for key in features {
            for w in self.weights.get(key).into_iter().flatten() {
                scores[usize::from(w.class)] += w.now;
            }
        }
    }

    /// One step: `right` was the class, `guess` the one found.
    pub fn learn(&mut self, features: &[Key], right: u8, guess: u8) {
        self.step += 1;
        if right == guess {
            return;
        }
        for &key in features {
            let row = self.weights.entry(key).or_default();
            for (class, by) in [(right, 1), (guess, -1)] {
                let i = match row.iter().position(|w| w.class == class) {
                    Some(i) => i,
                    None => {
                        row.push(Weight {
                            class,
                            since: self.step,
                            ..Weight::default()
                        });
                        row.len() - 1
                    }
                };
                let w = &mut row[i];
                w.total += i64::from(w.now) * i64::from(self.step - w.since);
                w.since = self.step;
                w.now += by;
            }
        }
    }

    /// The means, rounded to eight bits, with those too small to matter left out.
    ///
    /// `keep` is how many features to keep at most: those with the greatest weights.
    pub fn finish(self, keep: usize, greatest: Greatest) -> TableBuilder {
        let step = self.step;
        let mean = |w: &Weight| {
            (w.total + i64::from(w.now) * i64::from(step - w.since)) as f64 / f64::from(step.max(1))
        };
        let mut rows: Vec<Mean> = self
            .weights
            .into_iter()
            .map(|(key, row)| {
                let classes: Vec<(u8, f64)> = row.iter().map(|w| (w.class, mean(w))).collect();
                let greatest = classes.iter().map(|r| r.1.abs()).fold(0.0, f64::max);
                Mean {
                    key,
                    classes,
                    greatest,
                }
            })
            .collect();
        rows.sort_by(|a, b| b.greatest.total_cmp(&a.greatest).then(a.key.cmp(&b.key)));
        rows.truncate(keep);
        // The few greatest do not decide on the scale, so that the small ones keep their differences.
        let top = rows.get(rows.len() / 500).map_or(1.0, |r| r.greatest);
        let scale = 127.0 / top.max(1e-9);
        let mut out = TableBuilder::default();
        for Mean {
            key, mut classes, ..
        } in rows
        {
            classes.sort_by_key(|r| r.0);
            let mut row = Vec::with_capacity(classes.len());
            for (class, weight) in classes {
                let weight = (weight * scale).round() as i32;
                let mut rest = match greatest {
                    Greatest::Cut => weight.clamp(-127, 127),
                    Greatest::Whole => weight,
                };
                while rest != 0 {
                    let part = rest.clamp(-127, 127);
                    row.push((class, part as i8));
                    rest -= part;
                }
            }
            out.insert(key, row);
        }
        out
    }
}

/// What becomes of the few weights that eight bits do not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Greatest {
    /// They are as great as eight bits allow, so that no feature decides alone.
    Cut,
    /// They are the sum of several of the same class.
    Whole,
}

/// The mean weights of one feature.
struct Mean {
    key: Key,
    classes: Vec<(u8, f64)>,
    /// The greatest of them, either sign.
    greatest: f64,
}

/// A seeded order (splitmix64, Fisher–Yates), the same on every machine.
pub fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    };
    for i in (1..items.len()).rev() {
        let j = (next() % (i as u64 + 1)) as usize;
        items.swap(i, j);
    }
}
