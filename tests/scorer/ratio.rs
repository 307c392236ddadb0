//! [`ratio`]: how alike two strings are, by the matching of Ratcliff and Obershelp.
//!
//! The longest common stretch is taken, then the longest on its left and on its right, and so on;
//! the ratio is twice the characters matched over the characters of both. As in Python's `difflib`,
//! a second string of 200 characters or more has its *popular* characters (in more than one place
//! of a hundred, and one) begin no match; they still prolong one.

use std::collections::HashMap;

/// Twice the matched characters over all characters of both; 1 for two empty strings.
pub fn ratio(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let total = a.len() + b.len();
    if total == 0 {
        return 1.0;
    }
    let matcher = Matcher::new(&a, &b);
    let mut matched = 0;
    let mut open = vec![(0, a.len(), 0, b.len())];
    while let Some((a_from, a_to, b_from, b_to)) = open.pop() {
        let (i, j, len) = matcher.longest(a_from, a_to, b_from, b_to);
        if len > 0 {
            matched += len;
            open.push((a_from, i, b_from, j));
            open.push((i + len, a_to, j + len, b_to));
        }
    }
    2.0 * matched as f64 / total as f64
}

struct Matcher<'a> {
    a: &'a [char],
    b: &'a [char],
    /// Where each character stands in `b`, ascending; popular ones are left out.
    places: HashMap<char, Vec<usize>>,
}

impl<'a> Matcher<'a> {
    fn new(a: &'a [char], b: &'a [char]) -> Matcher<'a> {
        let mut places: HashMap<char, Vec<usize>> = HashMap::new();
        for (j, &c) in b.iter().enumerate() {
            places.entry(c).or_default().push(j);
        }
        if b.len() >= 200 {
            let popular = b.len() / 100 + 1;
            places.retain(|_, at| at.len() <= popular);
        }
        Matcher { a, b, places }
    }

    /// Start in `a`, start in `b` and length of the longest match within the bounds; of several
    /// the first in `a`, then the first in `b`.
    fn longest(
        &self,
        a_from: usize,
        a_to: usize,
        b_from: usize,
        b_to: usize,
    ) -> (usize, usize, usize) {
        let (mut i, mut j, mut len) = (a_from, b_from, 0);
        // Length of the match that ends before each place of `b`, for the last character of `a`.
        let mut ending: HashMap<usize, usize> = HashMap::new();
        for at in a_from..a_to {
            let mut here = HashMap::new();
            let places = self.places.get(&self.a[at]).map_or(&[][..], |p| p);
            for &to in places.iter().filter(|j| (b_from..b_to).contains(j)) {
                let k = ending.get(&to).copied().unwrap_or(0) + 1;
                here.insert(to + 1, k);
                if k > len {
                    (i, j, len) = (at + 1 - k, to + 1 - k, k);
                }
            }
            ending = here;
        }
        while i > a_from && j > b_from && self.a[i - 1] == self.b[j - 1] {
            (i, j, len) = (i - 1, j - 1, len + 1);
        }
        while i + len < a_to && j + len < b_to && self.a[i + len] == self.b[j + len] {
            len += 1;
        }
        (i, j, len)
    }
}

/// The expected numbers are those of Python's `difflib.SequenceMatcher(None, a, b).ratio()`.
#[test]
fn ratios_are_those_of_difflib() {
    let close = |a: &str, b: &str, expected: f64| {
        let got = ratio(a, b);
        assert!(
            (got - expected).abs() < 1e-6,
            "{a:?} {b:?}: {got}, not {expected}"
        );
    };
    close("", "", 1.0);
    close("abcd", "bcde", 0.75);
    close("le gaz et la dette", "la dette et le gaz", 0.444444);
    close("private thread", "privately threaded", 0.875);
    close("abc", "", 0.0);
    // 250 characters: all but `8` and `9` are popular, and match only where both strings begin.
    let long = "ab".repeat(100) + &"xyz0123456789".repeat(4)[..50];
    close(&"ab".repeat(20), &long, 0.275862);
    close("abababxyz012", &long, 0.045802);
    close("xyz012345678", &long, 0.091603);
}
