//! Pairing predictions with gold, and counting: precision, recall, F1, B-cubed.

use super::gold::Place;
use std::collections::{BTreeMap, HashMap};

/// Code points that two places share; negative for the distance between them.
pub fn overlap(a: &Place, b: &Place) -> i64 {
    i64::from(a.end.min(b.end)) - i64::from(a.start.max(b.start))
}

/// Pairs predictions (by index) with gold, one to one, greedily: agreeing pairs first, then the
/// larger overlap. `least` says which pairs may stand at all.
pub fn pair(
    predicted: &[Place],
    gold: &[Place],
    agrees: impl Fn(usize, usize) -> bool,
    least: impl Fn(&Place, &Place) -> bool,
) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (j, g) in gold.iter().enumerate() {
        for (i, p) in predicted.iter().enumerate() {
            if least(p, g) {
                candidates.push((!agrees(i, j), -overlap(p, g), i, j));
            }
        }
    }
    candidates.sort_unstable();
    let (mut free_p, mut free_g) = (vec![true; predicted.len()], vec![true; gold.len()]);
    let mut pairs = Vec::new();
    for (_, _, i, j) in candidates {
        if free_p[i] && free_g[j] {
            (free_p[i], free_g[j]) = (false, false);
            pairs.push((i, j));
        }
    }
    pairs
}

/// Places that share at least one code point: what [`pair`] asks for in most layers.
pub fn touches(p: &Place, g: &Place) -> bool {
    overlap(p, g) > 0
}

/// Places of which each covers more than half of the other: what quotations ask for.
pub fn covers_half(p: &Place, g: &Place) -> bool {
    overlap(p, g) * 2 > i64::from(p.len().max(g.len()) as u32)
}

/// One result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Score {
    /// Precision, recall and F1, 0–1.
    Prf { p: f64, r: f64, f1: f64 },
    /// A share of what was asked for, 0–1.
    Share(f64),
    /// How many are wrong: the fewer the better.
    Wrong(usize),
}

/// All results of a document, by name; a measure that does not apply is left out.
pub type Scores = BTreeMap<String, Score>;

/// Rounded as scores are written: four places.
fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

impl Score {
    /// From the counts of right ones, predictions and gold. Nothing predicted where there is
    /// nothing is right.
    pub fn prf(right: usize, predicted: usize, gold: usize) -> Score {
        let share = |whole: usize, none: f64| match whole {
            0 => none,
            _ => right as f64 / whole as f64,
        };
        let p = share(predicted, if gold == 0 { 1.0 } else { 0.0 });
        let r = share(gold, 1.0);
        Score::Prf {
            p: round(p),
            r: round(r),
            f1: round(f1(p, r)),
        }
    }

    /// The share of true values; `None` where there are none at all.
    pub fn share(values: impl IntoIterator<Item = bool>) -> Option<Score> {
        let (mut right, mut all) = (0u32, 0u32);
        for value in values {
            right += u32::from(value);
            all += 1;
        }
        (all > 0).then(|| Score::Share(round(f64::from(right) / f64::from(all))))
    }

    /// The one number that stands for it: F1, share or count.
    pub fn number(self) -> f64 {
        match self {
            Score::Prf { f1, .. } => f1,
            Score::Share(share) => share,
            Score::Wrong(count) => count as f64,
        }
    }
}

fn f1(p: f64, r: f64) -> f64 {
    if p + r == 0.0 {
        0.0
    } else {
        2.0 * p * r / (p + r)
    }
}

/// B-cubed F1 (Bagga and Baldwin 1998) of a grouping of mentions: for each mention, how much of
/// its group belongs together. A mention missed, or found where there is none, counts as wrong.
pub fn b_cubed(predicted: &HashMap<Place, String>, gold: &HashMap<Place, String>) -> Score {
    if predicted.is_empty() || gold.is_empty() {
        return Score::Share(0.0);
    }
    let sizes = |groups: &HashMap<Place, String>| {
        let mut sizes: HashMap<String, usize> = HashMap::new();
        for group in groups.values() {
            *sizes.entry(group.clone()).or_default() += 1;
        }
        sizes
    };
    let mut shared: HashMap<(&str, &str), usize> = HashMap::new();
    for (place, group) in predicted {
        if let Some(other) = gold.get(place) {
            *shared.entry((group, other)).or_default() += 1;
        }
    }
    let (of_predicted, of_gold) = (sizes(predicted), sizes(gold));
    let (mut p, mut r) = (0.0, 0.0);
    for ((group, other), count) in shared {
        // Each of the `count` mentions shares `count` with the group and with the other.
        let squared = (count * count) as f64;
        p += squared / of_predicted[group] as f64;
        r += squared / of_gold[other] as f64;
    }
    let f = f1(p / predicted.len() as f64, r / gold.len() as f64);
    Score::Share(round(f))
}

#[test]
fn pairs_prefer_agreement_to_overlap() {
    let (predicted, whole) = ([0..10, 8..10], 0..10);
    let gold = std::slice::from_ref(&whole);
    assert_eq!(pair(&predicted, gold, |_, _| true, touches), [(0, 0)]);
    assert_eq!(pair(&predicted, gold, |i, _| i == 1, touches), [(1, 0)]);
    assert_eq!(
        pair(&predicted, gold, |_, _| true, |p, g| p.end < g.start),
        []
    );
    assert!(!covers_half(&(8..10), &(0..10)));
}

#[test]
fn counts_become_scores() {
    assert_eq!(Score::prf(0, 0, 0).number(), 1.0);
    assert_eq!(Score::prf(0, 0, 3).number(), 0.0);
    assert_eq!(
        Score::prf(2, 3, 4),
        Score::Prf {
            p: 0.6667,
            r: 0.5,
            f1: 0.5714
        }
    );
    assert_eq!(Score::share([]), None);
    assert_eq!(
        Score::share([true, false, true]),
        Some(Score::Share(0.6667))
    );
}

#[test]
fn b_cubed_weighs_groups() {
    let groups = |list: &[(u32, &str)]| -> HashMap<Place, String> {
        list.iter()
            .map(|&(at, g)| (at..at + 1, g.to_owned()))
            .collect()
    };
    let gold = groups(&[(1, "a"), (2, "a"), (3, "b")]);
    assert_eq!(b_cubed(&gold, &gold), Score::Share(1.0));
    assert_eq!(b_cubed(&groups(&[]), &gold), Score::Share(0.0));
    // All in one group: precision (2/3 + 2/3 + 1/3) / 3 = 5/9, recall 1.
    let lumped = groups(&[(1, "x"), (2, "x"), (3, "x")]);
    assert_eq!(b_cubed(&lumped, &gold), Score::Share(0.7143));
}
