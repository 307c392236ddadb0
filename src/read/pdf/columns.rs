//! Reading order: columns told by the gutters between them, bands above and below, tables taken out.
//!
//! A gutter is white space that stays free from line to line. Where running text stands on both sides
//! it parts columns, which are read one after the other; where short entries stand there, it parts
//! the columns of a table. Nothing is taken from the order in which the file shows the text, so that
//! columns whose lines come in turn are read as well.

use super::lines::{GAP, Line, Strip, lines};
use super::shown::Rule;
use super::tables::{self, Grid};

/// What stands on a page, in the order of reading.
#[derive(Clone, Debug)]
pub(super) enum Area {
    /// Lines of one column, with its edges.
    Column {
        lines: Vec<Line>,
        x0: f32,
        x1: f32,
    },
    Table(Grid),
}

/// White space that parts what stands left of it from what stands right, line for line.
#[derive(Clone, Debug)]
pub(super) struct Gutter {
    pub x0: f32,
    pub x1: f32,
    /// Baselines of the first and the last line beside it.
    pub y0: f32,
    pub y1: f32,
    /// The lines beside it, by their places on the page.
    left: Vec<usize>,
    right: Vec<usize>,
    /// The size of the type left of it.
    size: f32,
}

impl Gutter {
    pub fn middle(&self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }

    fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    /// Whether it is wider than any space between words.
    pub fn is_wide(&self) -> bool {
        self.x1 - self.x0 > 1.6 * self.size
    }

    pub fn lines(&self) -> usize {
        self.left.len()
    }
}

/// The areas of a page's strips.
pub(super) fn areas(strips: Vec<Strip>, rules: &[Rule], page: u32) -> Vec<Area> {
    let gutters = gutters(&strips);
    let (prose, cells): (Vec<Gutter>, Vec<Gutter>) = gutters
        .into_iter()
        .partition(|g| parts_prose(g, &strips, rules));
    let mut out = Vec::new();
    order(strips, &prose, &cells, rules, page, 0, &mut out);
    out
}

/// All gutters, from the top down.
fn gutters(strips: &[Strip]) -> Vec<Gutter> {
    let mut open: Vec<Gutter> = Vec::new();
    let mut closed: Vec<Gutter> = Vec::new();
    for (i, strip) in strips.iter().enumerate() {
        let Some((j, right)) = neighbour(strips, i) else {
            continue;
        };
        let (a, b) = (strip.x1, right);
        let far = 3.2 * strip.size;
        let (done, going): (Vec<Gutter>, Vec<Gutter>) = std::mem::take(&mut open)
            .into_iter()
            .partition(|g| strip.y - g.y1 > far);
        closed.extend(done);
        open = going;
        let fits = |g: &Gutter| {
            let (x0, x1) = (g.x0.max(a), g.x1.min(b));
            x1 - x0 >= 0.55 * strip.size && !crossed(strips, x0, x1, g.y1, strip.y)
        };
        let best = open
            .iter_mut()
            .filter(|g| fits(g))
            .max_by(|p, q| overlap(p, a, b).total_cmp(&overlap(q, a, b)));
        match best {
            Some(g) => {
                (g.x0, g.x1) = (g.x0.max(a), g.x1.min(b));
                g.y1 = strip.y;
                g.left.push(i);
                g.right.push(j);
            }
            None => open.push(Gutter {
                x0: a,
                x1: b,
                y0: strip.y,
                y1: strip.y,
                left: vec![i],
                right: vec![j],
                size: 0.0,
            }),
        }
    }
    closed.extend(open);
    closed.retain(|g| g.left.len() > 1);
    for g in &mut closed {
        let mut sizes: Vec<f32> = g.left.iter().map(|&i| strips[i].size).collect();
        sizes.sort_by(f32::total_cmp);
        g.size = sizes[sizes.len() / 2];
    }
    closed.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
    closed
}

fn overlap(g: &Gutter, a: f32, b: f32) -> f32 {
    g.x1.min(b) - g.x0.max(a)
}

/// The strip to the right of strip `i` on its line, and where it begins.
fn neighbour(strips: &[Strip], i: usize) -> Option<(usize, f32)> {
    let strip = &strips[i];
    let reach = 0.7 * strip.size;
    let from = strips.partition_point(|s| s.y < strip.y - reach);
    strips[from..]
        .iter()
        .enumerate()
        .take_while(|(_, s)| s.y <= strip.y + reach)
        .filter(|(k, s)| from + k != i && s.x0 >= strip.x1 + 0.3 * strip.size)
        .min_by(|(_, s), (_, t)| s.x0.total_cmp(&t.x0))
        .map(|(k, s)| (from + k, s.x0))
}

/// Whether a strip between two baselines stands in `x0..x1`.
fn crossed(strips: &[Strip], x0: f32, x1: f32, above: f32, below: f32) -> bool {
    let from = strips.partition_point(|s| s.y <= above);
    let to = strips.partition_point(|s| s.y < below);
    strips
        .get(from..to)
        .unwrap_or_default()
        .iter()
        .any(|s| s.x0 < x1 - 0.5 && s.x1 > x0 + 0.5)
}

/// Whether running text stands on both sides: lines of some length, most of them full.
fn parts_prose(g: &Gutter, strips: &[Strip], rules: &[Rule]) -> bool {
    let ruled = rules
        .iter()
        .filter(|r| r.is_horizontal() && r.x0 < g.x0 && r.x1 > g.x1)
        .filter(|r| g.y0 - 20.0 < r.y0 && r.y0 < g.y1 + 12.0)
        .count();
    let mut right: Vec<usize> = g.right.clone();
    right.sort_unstable();
    right.dedup();
    let running = |side: &[usize]| {
        let widest = side
            .iter()
            .map(|&i| strips[i].x1 - strips[i].x0)
            .fold(0.0, f32::max);
        let full = side
            .iter()
            .filter(|&&i| strips[i].x1 - strips[i].x0 >= 0.7 * widest)
            .count();
        let mut chars: Vec<usize> = side.iter().map(|&i| strips[i].chars()).collect();
        chars.sort_unstable();
        let middle = chars.get(chars.len() / 2).copied().unwrap_or(0);
        side.len() >= 4 && full * 2 >= side.len() && middle >= 14
    };
    ruled < 2 && running(&g.left) && running(&right)
}

/// Orders the strips of a region; bands that a gutter divides are read column by column.
fn order(
    strips: Vec<Strip>,
    prose: &[Gutter],
    cells: &[Gutter],
    rules: &[Rule],
    page: u32,
    depth: usize,
    out: &mut Vec<Area>,
) {
    if strips.is_empty() {
        return;
    }
    let x0 = strips.iter().map(|s| s.x0).fold(f32::MAX, f32::min);
    let x1 = strips.iter().map(|s| s.x1).fold(f32::MIN, f32::max);
    let (y0, y1) = (strips[0].y, strips[strips.len() - 1].y);
    let here = |g: &&Gutter| x0 < g.x0 && g.x1 < x1 && g.y0 <= y1 && g.y1 >= y0;
    let tallest = prose
        .iter()
        .filter(here)
        .max_by(|a, b| a.height().total_cmp(&b.height()));
    let Some(gutter) = tallest.filter(|_| depth < 24) else {
        single(strips, cells, rules, page, (x0, x1), out);
        return;
    };
    let (top, bottom) = extent(gutter, &strips);
    let rest: Vec<Gutter> = prose
        .iter()
        .filter(|g| !std::ptr::eq(*g, gutter))
        .cloned()
        .collect();
    let mut parts: [Vec<Strip>; 4] = Default::default();
    for strip in strips {
        let part = match strip.y {
            y if y < top - 0.1 => 0,
            y if y > bottom + 0.1 => 3,
            _ if (strip.x0 + strip.x1) / 2.0 < gutter.middle() => 1,
            _ => 2,
        };
        parts[part].push(strip);
    }
    for part in parts {
        order(part, &rest, cells, rules, page, depth + 1, out);
    }
}

/// The band that a gutter divides: from its first to its last line, and on as far as lines follow
/// that stand in one of its columns. A heading before a line that crosses belongs to that line.
fn extent(g: &Gutter, strips: &[Strip]) -> (f32, f32) {
    let first = strips.partition_point(|s| s.y < g.y0 - 0.1);
    let last = strips.partition_point(|s| s.y <= g.y1 + 0.1);
    let crosses = |s: &Strip| s.x0 < g.middle() && s.x1 > g.middle();
    let usual = g.size;
    let kin =
        |s: &Strip, from: f32| !crosses(s) && (s.y - from).abs() < 4.0 * usual.max(0.7 * s.size);
    let (mut top, mut bottom) = (g.y0, g.y1);
    for s in strips[..first].iter().rev() {
        if !kin(s, top) {
            break;
        }
        top = s.y;
    }
    let mut below = last;
    while let Some(s) = strips.get(below).filter(|s| kin(s, bottom)) {
        bottom = s.y;
        below += 1;
    }
    if strips.get(below).is_some_and(crosses) {
        let title = |s: &Strip| s.size > 1.08 * usual || s.words.iter().all(|w| w.look.bold);
        while below > last && title(&strips[below - 1]) {
            below -= 1;
        }
        bottom = match below.checked_sub(1) {
            Some(i) if below > last => strips[i].y,
            _ => g.y1,
        };
    }
    (top, bottom)
}

/// A region of one column: its lines, with the tables in it.
fn single(
    strips: Vec<Strip>,
    cells: &[Gutter],
    rules: &[Rule],
    page: u32,
    (x0, x1): (f32, f32),
    out: &mut Vec<Area>,
) {
    let (grids, rest) = tables::grids(strips, cells, rules, page);
    let mut all: Vec<Line> = lines(rest, page);
    // A table's place is before the first line below its top.
    for grid in grids {
        let cut = all.partition_point(|l| l.y < grid.y0);
        let below = all.split_off(cut);
        push_column(std::mem::replace(&mut all, below), x0, x1, out);
        out.push(Area::Table(grid));
    }
    push_column(all, x0, x1, out);
}

fn push_column(lines: Vec<Line>, x0: f32, x1: f32, out: &mut Vec<Area>) {
    if !lines.is_empty() {
        out.push(Area::Column { lines, x0, x1 });
    }
}

/// Whether a gap of `gap` beside type of `size` may part columns.
pub(super) fn is_wide(gap: f32, size: f32) -> bool {
    gap > GAP * size
}
