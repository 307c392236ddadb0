//! Paragraphs of a column: cut where the setting says that one ends (space, an indent, a line that
//! ends early, another type), joined again where a column or a page ends in mid-sentence.

use super::columns::Area;
use super::furniture::PageText;
use super::lines::{Line, space_between};
use super::notes;
use super::tables::Grid;
use crate::read::repair;
use crate::text::numbering;
use rustc_hash::FxHashSet;

/// What a stretch of lines is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Body,
    /// A heading, by its type alone; which level is told once all are known.
    Heading,
    /// An item of a list: its number, and the words at its beginning that mark it.
    Item {
        ordinal: Option<u32>,
        marker: usize,
    },
    /// A note at the foot of a page: its label, and the words that it takes.
    Note {
        label: String,
        marker: usize,
    },
    Table(Grid),
}

/// A stretch of lines that is one block.
#[derive(Clone, Debug)]
pub(super) struct Paragraph {
    pub kind: Kind,
    pub lines: Vec<Line>,
    /// Lines that end before the margin although the next word would have fitted.
    pub forced: Vec<bool>,
    /// Whether it begins and ends its column.
    first: bool,
    last: bool,
    /// Whether its first line is indented, and whether its last reaches the margin.
    indented: bool,
    full: bool,
    /// Whether white space or other type parts it from what stands above.
    pub apart: bool,
}

impl Paragraph {
    pub fn page(&self) -> u32 {
        match &self.kind {
            Kind::Table(grid) => grid.page,
            _ => self.lines.first().map_or(0, |l| l.page),
        }
    }

    pub fn size(&self) -> f32 {
        self.lines.first().map_or(0.0, |l| l.size)
    }

    fn text(&self) -> String {
        self.lines.iter().map(|l| l.text() + " ").collect()
    }
}

/// The size that most of the text is set in.
pub(super) fn body_size(pages: &[PageText]) -> f32 {
    let mut weights: Vec<(i32, usize)> = Vec::new();
    for line in pages.iter().flat_map(|p| &p.areas).flat_map(|a| match a {
        Area::Column { lines, .. } => lines.as_slice(),
        Area::Table(_) => &[],
    }) {
        let key = (line.size * 4.0).round() as i32;
        let chars: usize = line.words.iter().map(|w| w.text.len()).sum();
        match weights.iter_mut().find(|(k, _)| *k == key) {
            Some((_, n)) => *n += chars,
            None => weights.push((key, chars)),
        }
    }
    let most = weights.into_iter().max_by_key(|&(key, n)| (n, key));
    most.map_or(10.0, |(key, _)| key as f32 / 4.0)
}

/// The paragraphs of all pages, in the order of reading. Notes stand at the end of the text; where
/// their labels begin anew, behind what their page ends with.
pub(super) fn paragraphs(pages: Vec<PageText>, body: f32) -> Vec<Paragraph> {
    let mut out: Vec<Paragraph> = Vec::new();
    for page in pages {
        let mut at_foot: Vec<Paragraph> = Vec::new();
        for area in page.areas {
            match area {
                Area::Table(grid) => out.push(Paragraph {
                    kind: Kind::Table(grid),
                    lines: Vec::new(),
                    forced: Vec::new(),
                    first: false,
                    last: false,
                    indented: false,
                    full: false,
                    apart: true,
                }),
                Area::Column { mut lines, x0, x1 } => {
                    let foot = notes::foot(&lines, body, &page.separators);
                    if let Some(foot) = foot {
                        let below = lines.split_off(foot.from);
                        let rest = page_notes(below, foot.goes_on, &mut at_foot);
                        go_on_with_note(rest, &mut out);
                    }
                    column(lines, x0, x1, body, &mut out);
                }
            }
        }
        out.extend(at_foot);
    }
    let mut out = join(out);
    let mut labels: FxHashSet<&str> = FxHashSet::default();
    let unique = out.iter().all(|p| match &p.kind {
        Kind::Note { label, .. } => labels.insert(label),
        _ => true,
    });
    if unique {
        // A stable sort: false is before true.
        out.sort_by_key(|p| matches!(p.kind, Kind::Note { .. }));
    }
    out
}

/// Cuts notes apart; the lines before the first label are given back.
fn page_notes(lines: Vec<Line>, goes_on: bool, out: &mut Vec<Paragraph>) -> Vec<Line> {
    let mut rest = Vec::new();
    let mut begun = false;
    let margin = lines.iter().map(|l| l.x0).fold(f32::MAX, f32::min);
    for line in lines {
        let raised = notes::raised_label(&line);
        // A number in running type begins a note only where it follows the one before.
        let counted = notes::label(&line).filter(|(label, _)| {
            let before = out.iter().rev().find_map(|p| match &p.kind {
                Kind::Note { label, .. } => label.parse::<u32>().ok(),
                _ => None,
            });
            let number = label.parse::<u32>().ok();
            match (begun, before, number) {
                (false, ..) => !goes_on,
                (true, Some(before), Some(number)) => {
                    number == before + 1 && line.x0 - margin < 24.0
                }
                _ => false,
            }
        });
        match raised.or(counted) {
            Some((label, marker)) => {
                begun = true;
                out.push(Paragraph {
                    kind: Kind::Note { label, marker },
                    lines: vec![line],
                    forced: vec![false],
                    first: false,
                    last: false,
                    indented: false,
                    full: false,
                    apart: false,
                });
            }
            None if begun => {
                if let Some(note) = out.last_mut() {
                    note.lines.push(line);
                    note.forced.push(false);
                }
            }
            None => rest.push(line),
        }
    }
    rest
}

/// Puts lines at the foot that have no label to the last note before.
fn go_on_with_note(lines: Vec<Line>, out: &mut [Paragraph]) {
    if let Some(note) = out
        .iter_mut()
        .rev()
        .find(|p| matches!(p.kind, Kind::Note { .. }))
    {
        note.forced.extend(lines.iter().map(|_| false));
        note.lines.extend(lines);
    }
}

/// The paragraphs of one column.
fn column(lines: Vec<Line>, x0: f32, x1: f32, body: f32, out: &mut Vec<Paragraph>) {
    let from = out.len();
    let clusters = clusters(lines);
    for cluster in clusters {
        let before = out.len();
        cut(cluster, x0, x1, body, out);
        if let Some(first) = out.get_mut(before) {
            first.apart = true;
        }
    }
    if out.len() > from {
        out[from].first = true;
        if let Some(last) = out.last_mut() {
            last.last = true;
        }
    }
}

/// Lines that stand close, in one type.
fn clusters(lines: Vec<Line>) -> Vec<Vec<Line>> {
    let leading = |size: f32| {
        let mut steps: Vec<f32> = lines
            .windows(2)
            .filter(|p| {
                (p[0].size - p[1].size).abs() < 0.04 * size
                    && (p[0].size - size).abs() < 0.04 * size
            })
            .map(|p| p[1].y - p[0].y)
            .filter(|&d| 0.8 * size < d && d < 2.6 * size)
            .collect();
        steps.sort_by(f32::total_cmp);
        // The most frequent step: spaces between paragraphs never outnumber lines, but in lists.
        let mut best = (0, 1.2 * size);
        let mut i = 0;
        while i < steps.len() {
            let n = steps[i..]
                .iter()
                .take_while(|&&d| d - steps[i] <= 0.04 * size)
                .count();
            if n > best.0 {
                best = (n, steps[i + n / 2]);
            }
            i += n.max(1);
        }
        best.1
    };
    let mut known: Vec<(f32, f32)> = Vec::new();
    let mut out: Vec<Vec<Line>> = Vec::new();
    for i in 0..lines.len() {
        let line = &lines[i];
        let step = match known
            .iter()
            .find(|(s, _)| (s - line.size).abs() < 0.02 * line.size)
        {
            Some(&(_, step)) => step,
            None => {
                let step = leading(line.size);
                known.push((line.size, step));
                step
            }
        };
        let goes_on = i.checked_sub(1).is_some_and(|j| {
            let above = &lines[j];
            let raised = |l: &Line| l.words.iter().any(|w| l.raises(w));
            let slack = if raised(above) || raised(line) {
                0.34
            } else {
                0.16
            };
            let letters = |l: &Line| {
                l.words
                    .iter()
                    .any(|w| w.text.chars().any(char::is_alphabetic))
            };
            line.y - above.y <= step + slack * line.size
                && (line.size - above.size).abs() <= 0.06 * above.size
                && (line.is_bold() == above.is_bold() || !letters(line) || !letters(above))
        });
        match out.last_mut() {
            Some(cluster) if goes_on => cluster.push(line.clone()),
            _ => out.push(vec![line.clone()]),
        }
    }
    out
}

/// Cuts a cluster where an indent, an item or an early end begins another paragraph.
fn cut(lines: Vec<Line>, column_x0: f32, column_x1: f32, body: f32, out: &mut Vec<Paragraph>) {
    let left = lines.iter().map(|l| l.x0).fold(f32::MAX, f32::min);
    let right = lines.iter().map(|l| l.x1).fold(f32::MIN, f32::max);
    let size = lines.first().map_or(10.0, |l| l.size);
    let heading = is_heading_type(&lines, body);
    let centred = {
        let middle = (column_x0 + column_x1) / 2.0;
        let wide = column_x1 - column_x0 > 12.0 * size;
        wide && lines.len() > 1
            && lines.iter().all(|l| ((l.x0 + l.x1) / 2.0 - middle).abs() < 0.02 * (column_x1 - column_x0))
            && lines.windows(2).any(|p| (p[0].x0 - p[1].x0).abs() > 1.5 * size)
            // A justified paragraph is centred as well.
            && lines.iter().filter(|l| l.x1 - l.x0 > 0.97 * (right - left)).count() * 2 <= lines.len()
    };
    let end = lines.len();
    let early = |i: usize| {
        let (above, line) = (&lines[i - 1], &lines[i]);
        above.x1 + unbreakable(line) + 0.6 * size < right
    };
    let mut start = 0;
    for i in 1..=end {
        if i < end {
            let (above, line) = (&lines[i - 1], &lines[i]);
            let breaks = if heading {
                numbering(&line.text()).is_some() && i - start > 0
            } else if centred {
                false
            } else {
                let (before, text) = (above.text(), line.text());
                let stops = before
                    .trim_end()
                    .ends_with(['.', '!', '?', ':', ';', '…', '»', '”', ')']);
                let small = text.chars().next().is_some_and(char::is_lowercase);
                let indent = line.x0 - above.x0;
                // The line after: back at the margin it shows a first line, level a hanging indent.
                let hanging = i - start == 1
                    && !early(i)
                    && lines
                        .get(i + 1)
                        .is_none_or(|next| next.x0 - line.x0 > -0.4 * size);
                let item = marker(line).is_some()
                    && (stops
                        || early(i)
                        || marker(&lines[start]).is_some()
                        || indent.abs() > 0.4 * size);
                let outdent = indent < -0.7 * size && i - start > 1;
                is_contents(&before)
                    || item
                    || indent > 0.7 * size
                        && !hanging
                        && (stops || !small)
                        && marker(&lines[start]).is_none()
                    || outdent
                    || early(i) && (stops || !small)
            };
            if !breaks {
                continue;
            }
        }
        let piece: Vec<Line> = lines[start..i].to_vec();
        let forced: Vec<bool> = (start..i)
            .map(|k| k + 1 < i && !heading && early(k + 1))
            .collect();
        let kind = match (heading, marker(&piece[0])) {
            (true, _) => Kind::Heading,
            (false, Some((ordinal, marker))) => Kind::Item { ordinal, marker },
            (false, None) => Kind::Body,
        };
        let after = lines.get(start + 1).filter(|_| i - start > 1);
        out.push(Paragraph {
            kind,
            forced,
            first: false,
            last: false,
            indented: after.is_some_and(|l| piece[0].x0 - l.x0 > 0.6 * size),
            full: right - piece[piece.len() - 1].x1 < 2.0 * size,
            apart: false,
            lines: piece,
        });
        start = i;
    }
}

/// The width of what stands before the first place where a line may be broken: `« Chips` is one.
fn unbreakable(line: &Line) -> f32 {
    let ends = line.words.windows(2).find(|p| {
        !matches!(
            space_between(&p[0], &p[1]),
            None | Some('\u{a0}' | '\u{202f}')
        ) && !matches!(p[0].text.as_str(), "«" | "–" | "—" | "(" | "[")
    });
    ends.map_or(line.x1, |p| p[0].x1) - line.x0
}

/// Whether a line ends in a page number behind leaders or a wide gap.
fn is_contents(text: &str) -> bool {
    let text = text.trim_end();
    let rest = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - rest.len();
    (1..=4).contains(&digits)
        && (rest.ends_with('\t')
            || rest.trim_end().ends_with("...")
            || rest.trim_end().ends_with(". ."))
}

/// Whether lines are set as a heading: larger than the body, or bold, and no more than a few.
fn is_heading_type(lines: &[Line], body: f32) -> bool {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return false;
    };
    let chars: usize = lines.iter().map(|l| l.text().chars().count()).sum();
    let text = last.text();
    let text = text.trim_end();
    let letters = lines
        .iter()
        .any(|l| l.text().chars().any(char::is_alphabetic));
    let larger = first.size >= 1.12 * body;
    let stops = text.ends_with([';', ',']) || text.ends_with('.') && (!larger || chars > 90);
    // A bold line that stops in mid-sentence begins a paragraph whose rest is not bold.
    letters
        && !stops
        && lines.len() <= 4
        && chars <= 260
        && !is_contents(text)
        && (larger && chars > 1
            || first.size >= 0.94 * body && lines.iter().all(Line::is_bold) && chars <= 200)
}

/// The marker that a line begins with: the number of the item and the words that it takes.
fn marker(line: &Line) -> Option<(Option<u32>, usize)> {
    let first = line.words.first()?;
    if line.words.len() < 2 {
        return None;
    }
    let text = first.text.as_str();
    let gap = line.words[1].x0 - first.x1;
    let parted = first.space.is_some() || gap > 0.12 * line.size;
    if !parted {
        return None;
    }
    if matches!(
        text,
        "•" | "◦"
            | "▪"
            | "■"
            | "●"
            | "○"
            | "□"
            | "‣"
            | "➢"
            | "✓"
            | "–"
            | "—"
            | "-"
            | "*"
            | "·"
            | "o"
            | "§"
    ) && (text != "o" && text != "§" || gap > 0.6 * line.size)
    {
        return Some((None, 1));
    }
    let number = text.strip_suffix(['.', ')'])?;
    let digits =
        number.len() <= 2 && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    match digits {
        true => Some((number.parse().ok(), 1)),
        // a), b)
        false => (text.ends_with(')')
            && number.len() == 1
            && number.bytes().all(|b| b.is_ascii_lowercase()))
        .then_some((None, 1)),
    }
}

/// Joins paragraphs that a column or a page cut: what goes on moves before the notes, tables and
/// figures between.
fn join(paragraphs: Vec<Paragraph>) -> Vec<Paragraph> {
    // Where first lines are indented, one that is not goes on.
    let long = |p: &&Paragraph| matches!(p.kind, Kind::Body) && p.lines.len() > 1;
    let indents = {
        let inner: Vec<&Paragraph> = paragraphs
            .iter()
            .filter(long)
            .filter(|p| !p.first)
            .collect();
        let indented = inner.iter().filter(|p| p.indented).count();
        inner.len() >= 4 && indented * 10 >= inner.len() * 7
    };
    let mut out: Vec<Paragraph> = Vec::with_capacity(paragraphs.len());
    // The first body of a page that has not been looked at yet.
    let mut fresh = true;
    for mut p in paragraphs {
        if p.first {
            fresh = true;
        }
        if let Kind::Table(next) = p.kind {
            let before = out
                .iter_mut()
                .rev()
                .find(|q| !matches!(q.kind, Kind::Note { .. }));
            match before.map(|q| &mut q.kind) {
                Some(Kind::Table(grid)) if grid.goes_on(&next) => grid.append(next),
                _ => out.push(Paragraph {
                    kind: Kind::Table(next),
                    ..p
                }),
            }
            continue;
        }
        let begins = fresh && matches!(p.kind, Kind::Body);
        if !matches!(p.kind, Kind::Note { .. }) {
            fresh = false;
        }
        let open = out
            .iter()
            .rposition(|q| !matches!(q.kind, Kind::Table(_) | Kind::Note { .. }))
            .filter(|_| begins)
            .filter(|&i| {
                let q = &out[i];
                let same = (q.size() - p.size()).abs() < 0.05 * q.size();
                q.last && same && matches!(q.kind, Kind::Body | Kind::Item { .. }) && {
                    let (text, rest) = (q.text(), p.text());
                    let unindented = indents && !p.indented && p.lines.len() > 1 && q.full;
                    repair::runs_on(&text, &rest) || unindented && matches!(q.kind, Kind::Body)
                }
            });
        match open {
            Some(i) => {
                out[i].lines.append(&mut p.lines);
                out[i].forced.append(&mut p.forced);
                out[i].last = p.last;
                out[i].full = p.full;
            }
            None => out.push(p),
        }
    }
    out
}
