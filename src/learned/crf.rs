//! [`Model`]: a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) that is
//! read as it lies in the binary, and Viterbi's search for the best labels.

use super::{Key, Table};

/// The most labels a model may have.
pub const MAX_LABELS: usize = 32;

/// Scores of the labels at one place.
pub type Scores = [f32; MAX_LABELS];

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
    transitions: Vec<f32>,
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
        let (table, _) = Table::split(rest.get(8 + labels * labels * 4..)?)?;
        Some(Model {
            labels,
            scale: f32::from_bits(number(4)?),
            transitions: transitions?,
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

    /// Adds the weights of a feature to `scores`.
    #[inline]
    pub fn add(&self, feature: Key, scores: &mut Scores) {
        for (label, weight) in self.table.row(feature) {
            if let Some(score) = scores.get_mut(usize::from(label)) {
                *score += f32::from(weight) * self.scale;
            }
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
            for (from, base) in best.iter().enumerate().take(n) {
                let row = &self.transitions[from * n..(from + 1) * n];
                for (to, w) in row.iter().enumerate() {
                    let s = base + w;
                    if s > next[to] {
                        next[to] = s;
                        from_of[to] = from as u8;
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
