//! Tables: told by aligned gaps or by rules, read as rows of cells.

use super::columns::{Gutter, is_wide};
use super::lines::{Line, Strip, lines};
use super::shown::Rule;
use super::words::Word;

/// A table: rows of cells, each with its lines.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    /// Where it begins, from the top of the page.
    pub y0: f32,
    pub page: u32,
    /// Where its columns are parted.
    cuts: Vec<f32>,
    pub rows: Vec<Vec<Vec<Line>>>,
}

impl Grid {
    /// Whether the table `next`, which follows with nothing between, goes on with this one: its
    /// columns stand where this one's do, on this page or at the top of the next.
    pub fn goes_on(&self, next: &Grid) -> bool {
        // The white space between two columns depends on the rows that a page has.
        let near = |(a, b): (&f32, &f32)| (a - b).abs() < 30.0;
        next.page <= self.page + 1
            && self.cuts.len() == next.cuts.len()
            && self.cuts.iter().zip(&next.cuts).all(near)
    }

    /// Adds the rows of `next`; a head that is shown again is left out.
    pub fn append(&mut self, next: Grid) {
        let text =
            |row: &[Vec<Line>]| -> Vec<String> { row.iter().flatten().map(Line::text).collect() };
        let again = match (self.rows.first(), next.rows.first()) {
            (Some(head), Some(first)) => text(head) == text(first),
            _ => false,
        };
        self.page = next.page;
        self.rows
            .extend(next.rows.into_iter().skip(usize::from(again)));
    }
}

/// Where a table lies, and where its columns are parted.
#[derive(Debug)]
struct Frame {
    x0: f32,
    x1: f32,
    y0: f32,
    y1: f32,
    cuts: Vec<f32>,
}

/// Takes the tables out of the strips of a region: the tables from the top down, and what is left.
pub(super) fn grids(
    strips: Vec<Strip>,
    cells: &[Gutter],
    rules: &[Rule],
    page: u32,
) -> (Vec<Grid>, Vec<Strip>) {
    let mut grids = Vec::new();
    let mut rest = strips;
    for frame in frames(&rest, cells, rules) {
        let (inside, outside): (Vec<Strip>, Vec<Strip>) = rest.into_iter().partition(|s| {
            frame.y0 <= s.y && s.y <= frame.y1 && frame.x0 - 2.0 <= s.x0 && s.x1 <= frame.x1 + 2.0
        });
        rest = outside;
        match grid(&frame, inside, rules, page) {
            Ok(grid) => grids.push(grid),
            Err(strips) => {
                rest.extend(strips);
                rest.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
            }
        }
    }
    grids.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    (grids, rest)
}

/// The frames of the tables among the strips, from rules and from gutters.
fn frames(strips: &[Strip], cells: &[Gutter], rules: &[Rule]) -> Vec<Frame> {
    let (Some(first), Some(last)) = (strips.first(), strips.last()) else {
        return Vec::new();
    };
    let x0 = strips.iter().map(|s| s.x0).fold(f32::MAX, f32::min);
    let x1 = strips.iter().map(|s| s.x1).fold(f32::MIN, f32::max);
    let mut out: Vec<Frame> = ruled(rules, first.y - 30.0, last.y + 30.0, x0 - 20.0, x1 + 20.0);
    for frame in barred(strips, rules) {
        if !out.iter().any(|f| frame.y0 < f.y1 && f.y0 < frame.y1) {
            out.push(frame);
        }
    }
    // Gutters beside one another are of one table.
    let mut loose: Vec<&Gutter> = cells
        .iter()
        .filter(|g| x0 < g.x0 && g.x1 < x1 && first.y <= g.y1 && g.y0 <= last.y)
        .filter(|g| !parts_labels(g, strips))
        .collect();
    loose.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    let mut groups: Vec<Vec<&Gutter>> = Vec::new();
    for g in loose {
        if out.iter().any(|f| f.y0 <= g.y0 && g.y1 <= f.y1) {
            continue;
        }
        let size = strips.iter().map(|s| s.size).fold(0.0, f32::max).min(14.0);
        let group = groups.iter_mut().find(|group| {
            let top = group.iter().map(|h| h.y0).fold(f32::MAX, f32::min);
            let bottom = group.iter().map(|h| h.y1).fold(f32::MIN, f32::max);
            g.y0 <= bottom + 2.2 * size && g.y1 >= top - 2.2 * size
        });
        match group {
            Some(group) => group.push(g),
            None => groups.push(vec![g]),
        }
    }
    for group in groups {
        let lines: usize = group.iter().map(|g| g.lines()).max().unwrap_or(0);
        // In a narrow column the spaces of justified lines may stand one above the other by chance.
        let wide = group.iter().all(|g| g.is_wide());
        if lines < 3 && (group.len() < 2 || !wide) {
            continue;
        }
        let mut cuts: Vec<f32> = group.iter().map(|g| g.middle()).collect();
        cuts.sort_by(f32::total_cmp);
        cuts.dedup_by(|a, b| (*a - *b).abs() < 12.0);
        let y0 = group.iter().map(|g| g.y0).fold(f32::MAX, f32::min);
        let y1 = group.iter().map(|g| g.y1).fold(f32::MIN, f32::max);
        let frame = Frame {
            x0,
            x1,
            y0,
            y1,
            cuts,
        };
        out.push(grown(frame, lines.saturating_sub(1), strips, rules));
    }
    out
}

/// A frame with the lines that belong to its first and last rows, up to the rules around it.
fn grown(mut frame: Frame, rows: usize, strips: &[Strip], rules: &[Rule]) -> Frame {
    let wide = |r: &&Rule| r.is_horizontal() && r.x1 - r.x0 > 0.5 * (frame.x1 - frame.x0);
    let above = rules
        .iter()
        .filter(wide)
        .map(|r| r.y0)
        .filter(|&y| frame.y0 - 40.0 < y && y < frame.y0)
        .fold(frame.y0, f32::min);
    let below = rules
        .iter()
        .filter(wide)
        .map(|r| r.y0)
        .filter(|&y| frame.y1 < y && y < frame.y1 + 40.0)
        .fold(frame.y1, f32::max);
    (frame.y0, frame.y1) = (above.min(frame.y0), below.max(frame.y1));
    // A last line that only some columns have goes on in their cells, if it stands close; in the
    // first column it must stand closer than rows do.
    let (bottom, step) = (frame.y1, (frame.y1 - frame.y0) / rows.max(2) as f32);
    for s in strips.iter().filter(|s| s.y > bottom) {
        let crosses = frame.cuts.iter().any(|&c| s.x0 < c && s.x1 > c);
        let first = frame.cuts.first().is_some_and(|&c| s.x0 < c);
        let by = s.y - frame.y1;
        if crosses || by > 1.35 * s.size || first && by > 0.9 * step {
            break;
        }
        frame.y1 = s.y;
    }
    frame
}

/// Whether what stands left of a gutter are bullets and numbers of a list or of notes, or what
/// stands right are the pages of a table of contents.
fn parts_labels(g: &Gutter, strips: &[Strip]) -> bool {
    let beside = |left: bool| {
        strips.iter().filter(move |s| {
            g.y0 - 0.1 <= s.y
                && s.y <= g.y1 + 0.1
                && if left {
                    s.x1 <= g.x0 + 1.0
                } else {
                    s.x0 >= g.x1 - 1.0
                }
        })
    };
    let label = |s: &&Strip| {
        let text = s.text();
        let text = text.trim();
        text.chars().count() <= 4
            && (text.ends_with(['.', ')', ']', '°'])
                || text.chars().count() <= 2
                || text.bytes().all(|b| b.is_ascii_digit()))
    };
    let (all, labels) = (beside(true).count(), beside(true).filter(label).count());
    if labels * 10 >= all * 8 && g.x1 - g.x0 < 60.0 {
        return true;
    }
    let pages: Vec<u32> = beside(false)
        .filter_map(|s| s.text().trim().parse().ok())
        .collect();
    let leaders = beside(true).any(|s| s.text().contains(". . .") || s.text().contains("...."));
    let right = beside(false).count();
    pages.len() == right
        && (leaders || right >= 4 && pages.is_sorted() && pages.iter().all(|&p| p < 1000))
}

/// Frames of tables whose rows are parted by rules of one length: the columns are what white space
/// leaves of the lines between them.
fn barred(strips: &[Strip], rules: &[Rule]) -> Vec<Frame> {
    // Rules side by side are one; each cell may have its own.
    let mut floors: Vec<(f32, f32, f32)> = Vec::new();
    let mut level: Vec<&Rule> = rules.iter().filter(|r| r.is_horizontal()).collect();
    level.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
    for r in level {
        match floors.last_mut() {
            Some((y, _, x1)) if (r.y0 - *y).abs() < 2.0 && r.x0 <= *x1 + 4.0 => *x1 = x1.max(r.x1),
            _ => floors.push((r.y0, r.x0, r.x1)),
        }
    }
    let mut out = Vec::new();
    let mut i = 0;
    while i < floors.len() {
        let (_, x0, x1) = floors[i];
        let same = |f: &(f32, f32, f32)| (f.1 - x0).abs() < 4.0 && (f.2 - x1).abs() < 4.0;
        let count = floors[i..].iter().take_while(|f| same(f)).count();
        let run = &floors[i..i + count];
        i += count;
        if run.len() < 3 || x1 - x0 < 100.0 {
            continue;
        }
        let (y0, y1) = (run[0].0, run[run.len() - 1].0);
        let within = |s: &&Strip| y0 < s.y && s.y < y1 && s.x0 > x0 - 4.0 && s.x1 < x1 + 4.0;
        let mut covered: Vec<(f32, f32)> =
            strips.iter().filter(within).map(|s| (s.x0, s.x1)).collect();
        covered.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut cuts = Vec::new();
        let mut end = covered.first().map_or(x1, |c| c.1);
        for (a, b) in covered {
            if a > end + 5.0 {
                cuts.push((a + end) / 2.0);
            }
            end = end.max(b);
        }
        if cuts.is_empty() {
            continue;
        }
        // A head stands above the first rule.
        let mut top = y0;
        for s in strips
            .iter()
            .rev()
            .filter(|s| s.y < y0 && s.x0 > x0 - 4.0 && s.x1 < x1 + 4.0)
        {
            let crosses = cuts.iter().any(|&c| s.x0 < c - 2.0 && s.x1 > c + 2.0);
            if crosses || top - s.y > 1.7 * s.size + 6.0 || y0 - s.y > 6.0 * s.size {
                break;
            }
            top = s.y;
        }
        out.push(Frame {
            x0,
            x1,
            y0: top - 0.5,
            y1,
            cuts,
        });
    }
    out
}

/// Frames of tables that are ruled both ways.
fn ruled(rules: &[Rule], y0: f32, y1: f32, x0: f32, x1: f32) -> Vec<Frame> {
    let within = |r: &&Rule| y0 <= r.y0 && r.y1 <= y1 && x0 <= r.x0 && r.x1 <= x1;
    let mut walls: Vec<&Rule> = rules
        .iter()
        .filter(within)
        .filter(|r| !r.is_horizontal())
        .collect();
    walls.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    // Walls that overlap or follow one another stand in one table.
    let mut groups: Vec<(f32, f32, Vec<f32>)> = Vec::new();
    for wall in walls {
        match groups
            .iter_mut()
            .find(|(a, b, _)| wall.y0 <= *b + 3.0 && wall.y1 >= *a - 3.0)
        {
            Some((a, b, xs)) => {
                (*a, *b) = (a.min(wall.y0), b.max(wall.y1));
                xs.push((wall.x0 + wall.x1) / 2.0);
            }
            None => groups.push((wall.y0, wall.y1, vec![(wall.x0 + wall.x1) / 2.0])),
        }
    }
    groups
        .into_iter()
        .filter_map(|(y0, y1, mut xs)| {
            xs.sort_by(f32::total_cmp);
            xs.dedup_by(|a, b| (*a - *b).abs() < 4.0);
            let floors = rules
                .iter()
                .filter(|r| r.is_horizontal() && y0 - 3.0 <= r.y0 && r.y1 <= y1 + 3.0)
                .count();
            // Two outer walls and one within; a frame around a text has no more than two.
            let outer = xs.len() >= 3;
            (outer && floors >= 3 && y1 - y0 > 16.0).then(|| Frame {
                x0: xs[0],
                x1: xs[xs.len() - 1],
                y0,
                y1,
                cuts: xs[1..xs.len() - 1].to_vec(),
            })
        })
        .collect()
}

/// The table in a frame; the strips again where it is none.
fn grid(frame: &Frame, strips: Vec<Strip>, rules: &[Rule], page: u32) -> Result<Grid, Vec<Strip>> {
    let columns = frame.cuts.len() + 1;
    let column = |x: f32| frame.cuts.partition_point(|&c| c < x);
    let all = lines(split(strips, &frame.cuts), page);
    if all.len() < 2 {
        return Err(all.into_iter().map(strip_of).collect());
    }
    let mut floors: Vec<f32> = rules
        .iter()
        .filter(|r| r.is_horizontal() && frame.y0 - 4.0 <= r.y0 && r.y0 <= frame.y1 + 4.0)
        .filter(|r| r.x1 - r.x0 > 0.3 * (frame.x1 - frame.x0) / columns as f32)
        .map(|r| (r.y0 + r.y1) / 2.0)
        .collect();
    floors.sort_by(f32::total_cmp);
    floors.dedup_by(|a, b| (*a - *b).abs() < 4.0);
    let floor_between = |a: f32, b: f32| floors.iter().any(|&f| a - 1.0 < f && f < b);
    // Ruled between most rows, a row is what stands between two rules.
    let fully_ruled = floors.len() * 3 >= all.len() && floors.len() > 3;
    let mut rows: Vec<Vec<Vec<Line>>> = Vec::new();
    let mut last_y = f32::MIN;
    let mut filled = 0;
    for line in all {
        let mut cells: Vec<Vec<Word>> = vec![Vec::new(); columns];
        for word in &line.words {
            cells[column((word.x0 + word.x1) / 2.0).min(columns - 1)].push(word.clone());
        }
        let here = cells.iter().filter(|c| !c.is_empty()).count();
        let close = line.y - last_y < 1.45 * line.size;
        let goes_on = !rows.is_empty()
            && !floor_between(last_y, line.y)
            && (fully_ruled
                || close && (cells[0].is_empty() || here == 1 && filled > 1 && columns > 2));
        if !goes_on {
            rows.push(vec![Vec::new(); columns]);
            filled = here;
        }
        last_y = line.y;
        if let Some(row) = rows.last_mut() {
            for (cell, words) in row.iter_mut().zip(cells) {
                if let (Some(first), Some(end)) = (words.first(), words.last()) {
                    cell.push(Line {
                        x0: first.x0,
                        x1: end.x1,
                        y: line.y,
                        size: words.iter().map(|w| w.size).fold(0.0, f32::max),
                        page,
                        words,
                    });
                }
            }
        }
    }
    merge_head(&mut rows, &floors, fully_ruled);
    let full = rows
        .iter()
        .filter(|r| r.iter().filter(|c| !c.is_empty()).count() > 1)
        .count();
    if rows.len() < 2 || full < 2 || full * 2 < rows.len() {
        let lines = rows.into_iter().flatten().flatten();
        return Err(lines.map(strip_of).collect());
    }
    Ok(Grid {
        y0: frame.y0,
        page,
        cuts: frame.cuts.clone(),
        rows,
    })
}

/// Makes one row of a head whose cells have several lines: all that stands above the first rule
/// within, or else what stands close above the line where the first column begins.
fn merge_head(rows: &mut Vec<Vec<Vec<Line>>>, floors: &[f32], fully_ruled: bool) {
    let baseline = |row: &Vec<Vec<Line>>| {
        let lines = row.iter().flatten();
        lines.map(|l| l.y).fold(f32::MIN, f32::max)
    };
    let Some(first) = rows.first().map(baseline) else {
        return;
    };
    let rule = floors.iter().copied().find(|&f| f > first - 1.0);
    let ruled = rule.map_or(0, |rule| {
        rows.iter().take_while(|r| baseline(r) < rule).count()
    });
    let count = if !fully_ruled && (2..=4).contains(&ruled) && ruled < rows.len() {
        ruled
    } else if rows[0].first().is_some_and(Vec::is_empty) {
        let begins = rows
            .iter()
            .position(|r| r.first().is_some_and(|c| !c.is_empty()));
        begins
            .filter(|&i| i < 4)
            .filter(|&i| {
                (1..=i).all(|k| {
                    let size = rows[k].iter().flatten().map(|l| l.size).fold(0.0, f32::max);
                    baseline(&rows[k]) - baseline(&rows[k - 1]) < 1.35 * size
                })
            })
            .map_or(1, |i| i + 1)
    } else {
        1
    };
    let rest = rows.split_off(count);
    let mut head: Vec<Vec<Line>> = vec![Vec::new(); rows[0].len()];
    for row in rows.drain(..) {
        for (cell, lines) in head.iter_mut().zip(row) {
            cell.extend(lines);
        }
    }
    rows.push(head);
    rows.extend(rest);
}

/// Strips cut where a column ends, as words of two cells may stand close.
fn split(strips: Vec<Strip>, cuts: &[f32]) -> Vec<Strip> {
    let mut out = Vec::with_capacity(strips.len());
    for strip in strips {
        let size = strip.size;
        let mut parts: Vec<Vec<Word>> = Vec::new();
        for word in strip.words {
            let cut = parts.last().and_then(|p| p.last()).is_some_and(|last| {
                cuts.iter().any(|&c| {
                    last.x1 <= c + 0.5
                        && c - 0.5 <= word.x0
                        && is_wide(word.x0 - last.x1, 0.3 * size)
                })
            });
            match parts.last_mut() {
                Some(part) if !cut => part.push(word),
                _ => parts.push(vec![word]),
            }
        }
        out.extend(parts.into_iter().map(Strip::of));
    }
    out.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    out
}

fn strip_of(line: Line) -> Strip {
    Strip::of(line.words)
}
