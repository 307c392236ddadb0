//! Running heads, running feet and page numbers: what comes again at the edge of pages.

use super::columns::Area;
use super::lines::Line;
use crate::text::fold;
use rustc_hash::FxHashMap;

/// A page in the order of reading.
#[derive(Debug, Default)]
pub(super) struct PageText {
    pub height: f32,
    pub areas: Vec<Area>,
    /// Short rules, as they stand over notes: left end, right end, place from the top.
    pub separators: Vec<(f32, f32, f32)>,
}

/// The share of a page's height, at the top and at the foot, where furniture stands.
const EDGE: f32 = 0.13;
/// Lines of furniture at one edge.
const LINES: usize = 4;

/// A line at an edge of a page.
#[derive(Clone, Debug)]
struct Candidate {
    page: usize,
    area: usize,
    line: usize,
    /// How far from the edge, 0 for the outermost.
    rank: usize,
    at_top: bool,
    y: f32,
    size: f32,
    /// The text with numbers as `#`.
    shape: String,
    numbers: Vec<i64>,
    artifact: bool,
}

/// Takes the furniture out of `pages`.
pub(super) fn remove(pages: &mut [PageText], body: f32) {
    let candidates: Vec<Candidate> = pages
        .iter()
        .enumerate()
        .flat_map(|(i, p)| at_edges(i, p))
        .collect();
    let mut known = vec![false; candidates.len()];
    let mut groups: FxHashMap<(bool, &str), Vec<usize>> = FxHashMap::default();
    for (i, c) in candidates.iter().enumerate() {
        groups.entry((c.at_top, &c.shape)).or_default().push(i);
        known[i] = c.artifact;
    }
    for members in groups.values() {
        for &i in members {
            let c = &candidates[i];
            let level = |d: &&Candidate| d.page != c.page && (d.y - c.y).abs() < 10.0;
            let kin: Vec<&Candidate> = members
                .iter()
                .map(|&j| &candidates[j])
                .filter(level)
                .take(400)
                .collect();
            known[i] |= recurs(c, &kin);
        }
    }
    // A head that changes with the chapter stands where the others stand.
    let places: Vec<(bool, f32, f32)> = candidates
        .iter()
        .zip(&known)
        .filter(|(_, known)| **known)
        .map(|(c, _)| (c.at_top, c.y, c.size))
        .take(2000)
        .collect();
    for (i, c) in candidates.iter().enumerate() {
        let alike = places
            .iter()
            .filter(|(top, y, size)| {
                *top == c.at_top && (y - c.y).abs() < 1.0 && (size - c.size).abs() < 0.2
            })
            .count();
        known[i] |= alike >= 3 && c.rank == 0
            || is_lone_number(c, &pages[c.page])
            || c.rank == 0 && c.page > 0 && c.size < 0.96 * body && stands_off(c, &pages[c.page]);
    }
    let mut gone: Vec<&Candidate> = Vec::new();
    for (i, c) in candidates.iter().enumerate() {
        // From the edge inwards: what is no furniture ends it.
        let outer = (0..c.rank).all(|rank| {
            candidates.iter().zip(&known).any(|(d, &known)| {
                known && d.page == c.page && d.at_top == c.at_top && d.rank == rank
            })
        });
        if known[i] && outer {
            gone.push(c);
        }
    }
    for c in gone.iter().rev() {
        if let Some(Area::Column { lines, .. }) = pages[c.page].areas.get_mut(c.area) {
            lines.remove(c.line);
        }
    }
    for page in pages {
        page.areas
            .retain(|a| !matches!(a, Area::Column { lines, .. } if lines.is_empty()));
    }
}

/// The outermost lines of a page at both edges, in the order of its areas.
fn at_edges(index: usize, page: &PageText) -> Vec<Candidate> {
    let mut all: Vec<(usize, usize, &Line)> = Vec::new();
    for (a, area) in page.areas.iter().enumerate() {
        if let Area::Column { lines, .. } = area {
            all.extend(lines.iter().enumerate().map(|(l, line)| (a, l, line)));
        }
    }
    let mut out = Vec::new();
    for at_top in [true, false] {
        let mut edge: Vec<&(usize, usize, &Line)> = all
            .iter()
            .filter(|(_, _, l)| match at_top {
                true => l.y < EDGE * page.height,
                false => l.y > (1.0 - EDGE) * page.height,
            })
            .collect();
        edge.sort_by(|a, b| match at_top {
            true => a.2.y.total_cmp(&b.2.y),
            false => b.2.y.total_cmp(&a.2.y),
        });
        let mut rank = 0;
        for (i, &&(area, line, l)) in edge.iter().enumerate() {
            // Lines side by side have one rank.
            if i > 0 && (edge[i - 1].2.y - l.y).abs() > 0.5 * l.size {
                rank += 1;
            }
            if rank >= LINES {
                break;
            }
            let (shape, numbers) = shape(&l.text());
            out.push(Candidate {
                page: index,
                area,
                line,
                rank,
                at_top,
                y: l.y,
                size: l.size,
                shape,
                numbers,
                artifact: l.words.iter().all(|w| w.artifact),
            });
        }
    }
    out.sort_by_key(|c| (c.area, c.line));
    out
}

/// A line with its numbers taken out, roman page numbers too.
fn shape(text: &str) -> (String, Vec<i64>) {
    let (mut out, mut numbers) = (String::new(), Vec::new());
    for word in fold::lower(text).split_whitespace() {
        let mut rest = word;
        while !rest.is_empty() {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if digits > 0 {
                numbers.push(rest[..digits].parse().unwrap_or(-1));
                out.push('#');
                rest = &rest[digits..];
            } else if let Some(n) = roman(rest) {
                numbers.push(n);
                out.push('#');
                rest = "";
            } else {
                let len = rest
                    .find(|c: char| c.is_ascii_digit())
                    .unwrap_or(rest.len());
                out.push_str(&rest[..len]);
                rest = &rest[len..];
            }
        }
        out.push(' ');
    }
    (out, numbers)
}

/// A small roman number.
fn roman(word: &str) -> Option<i64> {
    let value = |b: u8| match b {
        b'i' => Some(1),
        b'v' => Some(5),
        b'x' => Some(10),
        b'l' => Some(50),
        _ => None,
    };
    let values: Vec<i64> = word.bytes().map(value).collect::<Option<_>>()?;
    let sum = values
        .iter()
        .enumerate()
        .map(|(i, &v)| match values.get(i + 1) {
            Some(&next) if next > v => -v,
            _ => v,
        });
    (!values.is_empty() && values.len() <= 7).then(|| sum.sum())
}

/// Whether a line comes again on other pages: word for word, or with a number that counts them.
fn recurs(c: &Candidate, kin: &[&Candidate]) -> bool {
    if kin.is_empty() {
        return false;
    }
    let same = kin.iter().filter(|d| d.numbers == c.numbers).count();
    if same > 0 && c.shape.chars().any(char::is_alphabetic) {
        return true;
    }
    (0..c.numbers.len()).any(|k| {
        let offset = c.numbers[k] - c.page as i64;
        kin.iter().any(|d| {
            d.numbers
                .get(k)
                .is_some_and(|n| n - d.page as i64 == offset)
        })
    })
}

/// A number by itself at the very edge, with white space around.
fn is_lone_number(c: &Candidate, page: &PageText) -> bool {
    let bare = c
        .shape
        .chars()
        .all(|s| matches!(s, '#' | ' ' | '-' | '–' | '—' | '/' | '|'));
    c.rank == 0
        && c.numbers.len() == 1
        && bare
        && c.numbers[0] <= 9999
        && nearest(c, page) > 1.6 * c.size
}

/// Whether a line of small type stands in the margin, above or below where text is set.
fn stands_off(c: &Candidate, page: &PageText) -> bool {
    let margin = match c.at_top {
        true => c.y < 0.085 * page.height,
        false => c.y > 0.935 * page.height,
    };
    margin && nearest(c, page) > 1.8 * c.size
}

/// How far the next line of the page is.
fn nearest(c: &Candidate, page: &PageText) -> f32 {
    page.areas
        .iter()
        .filter_map(|a| match a {
            Area::Column { lines, .. } => Some(lines),
            Area::Table(_) => None,
        })
        .flatten()
        .map(|l| (l.y - c.y).abs())
        .filter(|&d| d > 0.5)
        .fold(f32::MAX, f32::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_words() {
        assert_eq!(
            shape("Rapport 2026 – page 12/40").0,
            "rapport # - page #/# "
        );
        assert_eq!(shape("xii").1, [12]);
        assert_eq!(shape("Le climat").1, Vec::<i64>::new());
    }
}
