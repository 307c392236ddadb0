//! [`Model`]: a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) that is
//! read as it lies in the binary, and Viterbi's search for the best labels.

use super::{Key, Table};

/// The most labels a model may have.
pub const MAX_LABELS: usize = 32;

/// Scores of the labels at one place.
pub type Scores = [f32; MAX_LABELS];

/// The weight of a transition that may not be.
pub const FORBIDDEN: f32 = -1e4;

const MAGIC: &[u8; 4] = b"srcC";

/// A trained model over borrowed bytes.
///
/// | bytes | content |
/// | --- | --- |
/// | 4 | magic `srcC` |
/// | 4 | number of labels (all numbers little-endian) |
/// | 4 | what a weight of 1 stands for (`f32`) |
/// | labels² × 4 | transitions (`f32`): row by row, the label before by the label after |
/// | … | a [`Table`] with labels as columns |
#[derive(Clone, Debug)]
pub struct Model<'b> {
    labels: usize,
    scale: f32,
    /// For each label, those that may stand before it, with the transition's weight.
    before: Vec<Vec<(u8, f32)>>,
    table: Table<'b>,
}

impl<'b> Model<'b> {
    /// Reads a model; `None` when the bytes are none.
    pub fn read(bytes: &'b [u8]) -> Option<Model<'b>> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let number = |at: usize| {
            let four = rest.get(at..at + 4)?;
            Some(u32::from_le_bytes(four.try_into().ok()?))
        };
        let labels = number(0)? as usize;
        if labels > MAX_LABELS {
            return None;
        }
        let transitions: Option<Vec<f32>> = (0..labels * labels)
            .map(|i| number(8 + i * 4).map(f32::from_bits))
            .collect();
        let transitions = transitions?;
        let before = (0..labels)
            .map(|to| {
                let from = (0..labels).map(|from| (from as u8, transitions[from * labels + to]));
                from.filter(|t| t.1 > FORBIDDEN / 2.0).collect()
            })
            .collect();
        let (table, _) = Table::split(rest.get(8 + labels * labels * 4..)?)?;
        Some(Model {
            labels,
            scale: f32::from_bits(number(4)?),
            before,
            table,
        })
    }

    /// The bytes of a model; `table` as [`super::TableBuilder`] makes it.
    pub fn write(labels: usize, scale: f32, transitions: &[f32], table: Vec<u8>) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend((labels as u32).to_le_bytes());
        out.extend(scale.to_bits().to_le_bytes());
        out.extend(transitions.iter().flat_map(|t| t.to_bits().to_le_bytes()));
        out.extend(table);
        out
    }

    /// Adds the weights of `features` to `scores`.
    pub fn add(&self, features: &[Key], scores: &mut Scores) {
        let mut sums = [0i32; MAX_LABELS];
        self.table.rows(features, |label, weight| {
            if let Some(sum) = sums.get_mut(usize::from(label)) {
                *sum += i32::from(weight);
            }
        });
        for (score, sum) in scores.iter_mut().zip(sums) {
            *score += sum as f32 * self.scale;
        }
    }

    /// The best labels for places with these scores (Viterbi), appended to `out`.
    pub fn decode(&self, scores: &[Scores], out: &mut Vec<u8>) {
        let n = self.labels;
        let Some(first) = scores.first() else { return };
        let mut best = *first;
        let mut back: Vec<[u8; MAX_LABELS]> = Vec::with_capacity(scores.len());
        for place in &scores[1..] {
            let mut next = [f32::MIN; MAX_LABELS];
            let mut from_of = [0u8; MAX_LABELS];
            for (to, before) in self.before.iter().enumerate() {
                for &(from, weight) in before {
                    let score = best[usize::from(from)] + weight;
                    if score > next[to] {
                        next[to] = score;
                        from_of[to] = from;
                    }
                }
            }
            for (s, p) in next.iter_mut().zip(place).take(n) {
                *s += p;
            }
            best = next;
            back.push(from_of);
        }
        let last = (0..n)
            .max_by(|&a, &b| best[a].total_cmp(&best[b]).then(b.cmp(&a)))
            .unwrap_or(0);
        let start = out.len();
        let mut label = last as u8;
        out.push(label);
        for from_of in back.iter().rev() {
            label = from_of[usize::from(label)];
            out.push(label);
        }
        out[start..].reverse();
    }
}
