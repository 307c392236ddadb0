//! Training of linear-chain conditional random fields (Lafferty, McCallum and Pereira 2001).
//!
//! [`train`] maximises the conditional likelihood with AdaGrad dual averaging under an L1 penalty
//! (Duchi, Hazan and Singer 2011; Xiao 2010), which leaves most weights at nought;
//! [`Trained::to_bytes`] writes them with eight bits each, as [`Model`] reads them.

use crate::learned::crf::{FORBIDDEN, MAX_LABELS, Model};
use crate::learned::{Key, TableBuilder};
use rustc_hash::FxHashMap;

/// A training example: the features and label of each place.
#[derive(Clone, Debug, Default)]
pub struct Sequence {
    /// The features of all places, one after another.
    pub features: Vec<Key>,
    /// Where the features of each place end.
    pub ends: Vec<u32>,
    pub labels: Vec<u8>,
    /// How much the example counts.
    pub weight: f32,
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub epochs: usize,
    pub rate: f32,
    /// The L1 penalty.
    pub l1: f32,
    /// Features that are seen less often are left out.
    pub min_count: u32,
    /// Seeds the order of examples.
    pub seed: u64,
}

/// Weights as trained: features with a row each, and transitions.
#[derive(Debug)]
pub struct Trained {
    pub labels: usize,
    /// Features and their weights, sorted; rows of noughts are left out.
    pub rows: Vec<(Key, Vec<f32>)>,
    /// `transitions[from * labels + to]`.
    pub transitions: Vec<f32>,
}

/// A weight under dual averaging: the sum of its gradients and of their squares.
#[derive(Clone, Copy, Default)]
struct Dual {
    sum: f32,
    squares: f32,
}

impl Dual {
    #[inline(always)]
    fn weight(self, rate: f32, penalty: f32) -> f32 {
        let size = self.sum.abs() - penalty;
        let w = rate * size / (1e-3 + self.squares.sqrt());
        if size > 0.0 {
            -w * self.sum.signum()
        } else {
            0.0
        }
    }

    #[inline(always)]
    fn add(&mut self, gradient: f32) {
        self.sum += gradient;
        self.squares += gradient * gradient;
    }
}

/// Trains on `data`. `allowed[from * labels + to]` says which labels may follow which; `log` is told
/// of each epoch.
pub fn train(
    data: &[Sequence],
    labels: usize,
    allowed: &[bool],
    options: Options,
    mut log: impl FnMut(usize, f64),
) -> Trained {
    assert!(labels <= MAX_LABELS && allowed.len() == labels * labels);
    let mut counts: FxHashMap<Key, u32> = FxHashMap::default();
    for f in data.iter().flat_map(|s| &s.features) {
        *counts.entry(*f).or_default() += 1;
    }
    let mut keys: Vec<Key> = counts
        .iter()
        .filter(|(_, c)| **c >= options.min_count)
        .map(|(h, _)| *h)
        .collect();
    keys.sort_unstable();
    let index: FxHashMap<Key, u32> = keys
        .iter()
        .enumerate()
        .map(|(i, h)| (*h, i as u32))
        .collect();
    drop(counts);
    // Features as row numbers, once for all epochs.
    let rows: Vec<(Vec<u32>, Vec<u32>)> = data
        .iter()
        .map(|s| {
            let (mut flat, mut ends) = (Vec::new(), Vec::new());
            let mut start = 0;
            for &end in &s.ends {
                flat.extend(
                    s.features[start..end as usize]
                        .iter()
                        .filter_map(|f| index.get(f).copied()),
                );
                ends.push(flat.len() as u32);
                start = end as usize;
            }
            (flat, ends)
        })
        .collect();
    drop(index);
    let n = labels;
    let mut weights = vec![Dual::default(); keys.len() * n];
    let mut transitions = vec![Dual::default(); n * n];
    let mut order: Vec<u32> = (0..data.len() as u32).collect();
    let mut random = options.seed | 1;
    let mut step = 0f32;
    let mut lattice = Lattice::default();
    for epoch in 0..options.epochs {
        for i in (1..order.len()).rev() {
            // xorshift64
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            order.swap(i, (random % (i as u64 + 1)) as usize);
        }
        let mut loss = 0f64;
        for &i in &order {
            let sequence = &data[i as usize];
            if sequence.labels.is_empty() {
                continue;
            }
            step += 1.0;
            let penalty = options.l1 * step;
            let (flat, ends) = &rows[i as usize];
            let length = sequence.labels.len();
            lattice.reset(length, n);
            for (slot, t) in lattice.transitions.iter_mut().zip(&transitions) {
                *slot = t.weight(options.rate, 0.0);
            }
            for (slot, ok) in lattice.transitions.iter_mut().zip(allowed) {
                *slot = if *ok { slot.exp() } else { 0.0 };
            }
            let mut start = 0;
            for t in 0..length {
                let scores = &mut lattice.scores[t * n..(t + 1) * n];
                for &row in &flat[start..ends[t] as usize] {
                    let row = &weights[row as usize * n..(row as usize + 1) * n];
                    for (s, w) in scores.iter_mut().zip(row) {
                        *s += w.weight(options.rate, penalty);
                    }
                }
                start = ends[t] as usize;
            }
            loss += f64::from(lattice.run(&sequence.labels, n)) * f64::from(sequence.weight);
            // Gradients: expected minus seen.
            let mut start = 0;
            for t in 0..length {
                let gradient = &mut lattice.marginals[t * n..(t + 1) * n];
                gradient[usize::from(sequence.labels[t])] -= 1.0;
                gradient.iter_mut().for_each(|g| *g *= sequence.weight);
                for &row in &flat[start..ends[t] as usize] {
                    let row = &mut weights[row as usize * n..(row as usize + 1) * n];
                    for (w, g) in row.iter_mut().zip(gradient.iter()) {
                        w.add(*g);
                    }
                }
                start = ends[t] as usize;
            }
            for t in 1..length {
                let pair =
                    usize::from(sequence.labels[t - 1]) * n + usize::from(sequence.labels[t]);
                lattice.pairs[pair] -= 1.0;
            }
            for (w, (g, ok)) in transitions
                .iter_mut()
                .zip(lattice.pairs.iter().zip(allowed))
            {
                if *ok {
                    w.add(g * sequence.weight);
                }
            }
        }
        log(epoch + 1, loss);
    }
    let penalty = options.l1 * step;
    let rows = keys
        .into_iter()
        .zip(weights.chunks_exact(n))
        .map(|(h, row)| {
            let row: Vec<f32> = row
                .iter()
                .map(|w| w.weight(options.rate, penalty))
                .collect();
            (h, row)
        })
        .filter(|(_, row)| row.iter().any(|w| *w != 0.0))
        .collect();
    Trained {
        labels,
        rows,
        transitions: transitions
            .iter()
            .zip(allowed)
            .map(|(t, ok)| {
                if *ok {
                    t.weight(options.rate, 0.0)
                } else {
                    FORBIDDEN
                }
            })
            .collect(),
    }
}

/// Forward and backward sums of one example.
#[derive(Default)]
struct Lattice {
    scores: Vec<f32>,
    /// Exponentials.
    transitions: Vec<f32>,
    forward: Vec<f32>,
    backward: Vec<f32>,
    marginals: Vec<f32>,
    /// Expected transitions.
    pairs: Vec<f32>,
}

impl Lattice {
    fn reset(&mut self, length: usize, n: usize) {
        for list in [
            &mut self.scores,
            &mut self.forward,
            &mut self.backward,
            &mut self.marginals,
        ] {
            list.clear();
            list.resize(length * n, 0.0);
        }
        self.transitions.resize(n * n, 0.0);
        self.pairs.clear();
        self.pairs.resize(n * n, 0.0);
    }

    /// Fills marginals and expected transitions; the example's loss.
    fn run(&mut self, gold: &[u8], n: usize) -> f32 {
        let length = gold.len();
        let mut loss = 0f32;
        // Each place's scores, less their maximum, as exponentials: sums stay in range because
        // forward and backward rows are made to add up to one.
        for t in 0..length {
            let scores = &mut self.scores[t * n..(t + 1) * n];
            let max = scores.iter().copied().fold(f32::MIN, f32::max);
            loss += max - scores[usize::from(gold[t])];
            scores
                .iter_mut()
                .for_each(|s| *s = (*s - max).max(-60.0).exp());
        }
        for t in 0..length {
            let (before, here) = self.forward.split_at_mut(t * n);
            let here = &mut here[..n];
            if t == 0 {
                here.copy_from_slice(&self.scores[..n]);
            } else {
                let before = &before[(t - 1) * n..];
                for (from, a) in before.iter().enumerate() {
                    let row = &self.transitions[from * n..(from + 1) * n];
                    for (h, w) in here.iter_mut().zip(row) {
                        *h += a * w;
                    }
                }
                for (h, s) in here.iter_mut().zip(&self.scores[t * n..]) {
                    *h *= s;
                }
                loss -= self.transitions[usize::from(gold[t - 1]) * n + usize::from(gold[t])].ln();
            }
            let sum: f32 = here.iter().sum::<f32>().max(1e-30);
            here.iter_mut().for_each(|h| *h /= sum);
            loss += sum.ln();
        }
        self.backward[(length - 1) * n..].fill(1.0);
        for t in (1..length).rev() {
            let (here, after) = self.backward.split_at_mut(t * n);
            let here = &mut here[(t - 1) * n..];
            let mut pushed = [0f32; MAX_LABELS];
            for (p, (b, s)) in pushed
                .iter_mut()
                .zip(after[..n].iter().zip(&self.scores[t * n..]))
            {
                *p = b * s;
            }
            let mut sum = 0f32;
            for (from, h) in here.iter_mut().enumerate() {
                let row = &self.transitions[from * n..(from + 1) * n];
                *h = row.iter().zip(&pushed).map(|(w, p)| w * p).sum();
                sum += *h;
            }
            let sum = sum.max(1e-30);
            here.iter_mut().for_each(|h| *h /= sum);
            // Expected transitions between t - 1 and t.
            let alpha = &self.forward[(t - 1) * n..t * n];
            let mut total = 0f32;
            for (from, a) in alpha.iter().enumerate() {
                let row = &self.transitions[from * n..(from + 1) * n];
                total += a * row.iter().zip(&pushed).map(|(w, p)| w * p).sum::<f32>();
            }
            let scale = 1.0 / total.max(1e-30);
            for (from, a) in alpha.iter().enumerate() {
                let row = &self.transitions[from * n..(from + 1) * n];
                let pairs = &mut self.pairs[from * n..(from + 1) * n];
                for (slot, (w, p)) in pairs.iter_mut().zip(row.iter().zip(&pushed)) {
                    *slot += a * w * p * scale;
                }
            }
        }
        for t in 0..length {
            let range = t * n..(t + 1) * n;
            let marginals = &mut self.marginals[range.clone()];
            let mut sum = 0f32;
            for (m, (f, b)) in marginals.iter_mut().zip(
                self.forward[range.clone()]
                    .iter()
                    .zip(&self.backward[range]),
            ) {
                *m = f * b;
                sum += *m;
            }
            let sum = sum.max(1e-30);
            marginals.iter_mut().for_each(|m| *m /= sum);
        }
        loss
    }
}

impl Trained {
    /// The bytes of the model; weights below `threshold` are left out.
    pub fn to_bytes(&self, threshold: f32) -> Vec<u8> {
        let largest = self
            .rows
            .iter()
            .flat_map(|r| &r.1)
            .fold(0f32, |m, w| m.max(w.abs()));
        // The few largest weights are cut so that the rest keep their grain.
        let scale = (largest.min(8.0) / 127.0).max(1e-6);
        let mut table = TableBuilder::default();
        for (key, weights) in &self.rows {
            let row = weights
                .iter()
                .enumerate()
                .filter(|(_, w)| w.abs() >= threshold)
                .map(|(l, w)| (l as u8, (w / scale).round().clamp(-127.0, 127.0) as i8))
                .collect();
            table.insert(*key, row);
        }
        Model::write(self.labels, scale, &self.transitions, table.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two labels that alternate, with one feature that tells where the series starts.
    #[test]
    fn learns_a_rule_of_succession() {
        let feature = |name: &str| Key::new(0, name);
        let example = |start: u8| {
            let labels: Vec<u8> = (0..6).map(|i| (start + i) % 2).collect();
            let mut features = vec![feature(if start == 0 { "zero" } else { "one" })];
            features.extend((1..6).map(|_| feature("blank")));
            Sequence {
                features,
                ends: (1..=6).collect(),
                labels,
                weight: 1.0,
            }
        };
        let data: Vec<Sequence> = (0..40).map(|i| example(i % 2)).collect();
        let options = Options {
            epochs: 10,
            rate: 0.3,
            l1: 1e-5,
            min_count: 1,
            seed: 1,
        };
        let mut losses = Vec::new();
        let trained = train(&data, 2, &[true; 4], options, |_, loss| losses.push(loss));
        assert!(losses[9] < losses[0] / 3.0, "{losses:?}");
        let bytes = trained.to_bytes(0.0);
        let model = Model::read(&bytes).unwrap();
        for start in 0..2 {
            let sequence = example(start);
            let scores: Vec<[f32; MAX_LABELS]> = sequence
                .features
                .iter()
                .map(|f| {
                    let mut s = [0f32; MAX_LABELS];
                    model.add(&[*f], &mut s);
                    s
                })
                .collect();
            let mut out = Vec::new();
            model.decode(&scores, &mut out);
            assert_eq!(out, sequence.labels);
        }
        assert_eq!(
            bytes,
            train(&data, 2, &[true; 4], options, |_, _| {}).to_bytes(0.0)
        );
        assert!(Model::read(&bytes[..30]).is_none());
    }
}
