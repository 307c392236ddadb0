//! Notes at the foot of a column: where they begin, and what labels them.

use super::lines::Line;

/// Where the notes at the foot of a column begin, and whether its first lines go on with a note of
/// the page before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Foot {
    pub from: usize,
    pub goes_on: bool,
}

/// Finds the notes at the foot of a column: smaller type that begins with a label, or what stands
/// below a short rule and begins so.
pub(super) fn foot(lines: &[Line], body: f32, separators: &[(f32, f32, f32)]) -> Option<Foot> {
    let small = |l: &Line| l.size <= 0.94 * body;
    let tail = lines.iter().rposition(|l| !small(l)).map_or(0, |i| i + 1);
    let ruled = |i: usize| {
        let above = i.checked_sub(1).map_or(f32::MIN, |j| lines[j].y);
        let line = &lines[i];
        separators.iter().any(|&(x0, x1, y)| {
            // A line under words is no rule over notes.
            above + 0.4 * line.size < y
                && y < line.y
                && line.y - y < 3.5 * line.size
                && x0 < line.x1
                && x1 > line.x0 - 20.0
        })
    };
    let labelled = |i: usize| label(&lines[i]).is_some();
    // A rule says where they begin, whatever the type.
    let rule = (0..lines.len()).rev().find(|&i| ruled(i));
    if let Some(i) = rule
        && (labelled(i) || i >= tail && (i..lines.len()).all(|j| small(&lines[j])))
        && (i >= tail || labelled(i) && lines.len() - i < 40)
        && (labelled(i) || i > 0)
    {
        return Some(Foot {
            from: i,
            goes_on: !labelled(i),
        });
    }
    let from = (tail..lines.len()).find(|&i| raised_label(&lines[i]).is_some() || labelled(i))?;
    // A column all of small type is no foot, unless its labels are raised.
    if from == 0 && tail == 0 && raised_label(&lines[0]).is_none() {
        return None;
    }
    Some(Foot {
        from,
        goes_on: false,
    })
}

/// A label that a line begins with: its text, and the words that it takes.
pub(super) fn label(line: &Line) -> Option<(String, usize)> {
    raised_label(line).or_else(|| {
        let first = line.words.first()?;
        let text = first.text.trim_matches(['[', ']', '(', ')', '.']);
        let digits =
            !text.is_empty() && text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
        let sign = matches!(first.text.as_str(), "*" | "**" | "***" | "†" | "‡");
        ((digits || sign) && line.words.len() > 1).then(|| (text.to_owned(), 1))
    })
}

/// The same for one that is raised: no number of the text.
pub(super) fn raised_label(line: &Line) -> Option<(String, usize)> {
    let first = line.words.first()?;
    let text = first.text.trim();
    let named = text.len() <= 4
        && !text.is_empty()
        && (text.bytes().all(|b| b.is_ascii_digit())
            || text.chars().all(|c| matches!(c, '*' | '†' | '‡' | '§'))
            || text.len() == 1 && text.bytes().all(|b| b.is_ascii_lowercase()));
    let superscript = text.chars().all(|c| "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(c)) && !text.is_empty();
    if superscript {
        return Some((plain_digits(text), 1));
    }
    (named && line.raises(first) && line.words.len() > 1).then(|| (text.to_owned(), 1))
}

/// `¹²` → `12`.
pub(super) fn plain_digits(text: &str) -> String {
    text.chars()
        .filter_map(|c| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|d| d == c))
        .filter_map(|d| char::from_digit(d as u32, 10))
        .collect()
}
