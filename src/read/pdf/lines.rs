//! Lines of a page: strips of words that stand close, put side by side where no gutter parts them.

use super::shown::Rule;
use super::words::Word;

/// Words of one line that stand no further apart than words do.
#[derive(Clone, Debug)]
pub(super) struct Strip {
    pub words: Vec<Word>,
    pub x0: f32,
    pub x1: f32,
    /// The baseline of its largest type.
    pub y: f32,
    /// Its largest size, of what is more than a letter.
    pub size: f32,
}

/// Wider gaps, in font sizes, may part columns.
pub(super) const GAP: f32 = 0.75;

/// Words that a strip may have: none that is read has more.
const LONGEST: usize = 400;

impl Strip {
    pub fn of(words: Vec<Word>) -> Strip {
        let mut strip = Strip {
            words,
            x0: 0.0,
            x1: 0.0,
            y: 0.0,
            size: 0.0,
        };
        strip.measure();
        strip
    }

    /// Sets the outline from the words.
    fn measure(&mut self) {
        self.words.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        self.x0 = self.words.iter().map(|w| w.x0).fold(f32::MAX, f32::min);
        self.x1 = self.words.iter().map(|w| w.x1).fold(f32::MIN, f32::max);
        // The type that most of the line is set in; its baseline is the line's.
        let mut best = (0usize, 0.0f32, 0.0f32);
        for w in &self.words {
            let len: usize = self
                .words
                .iter()
                .filter(|v| {
                    (v.size - w.size).abs() < 0.05 * w.size && (v.y - w.y).abs() < 0.06 * w.size
                })
                .map(|v| v.text.chars().count())
                .sum();
            if (len, w.size) > (best.0, best.1) {
                best = (len, w.size, w.y);
            }
            if self.words.len() > 64 {
                // Long lines are set in the type of their first words.
                break;
            }
        }
        (self.size, self.y) = (best.1, best.2);
    }

    pub fn chars(&self) -> usize {
        self.words.iter().map(|w| w.text.chars().count()).sum()
    }

    pub fn text(&self) -> String {
        written(&self.words)
    }
}

/// Words as they are written side by side.
fn written(words: &[Word]) -> String {
    let mut out = String::new();
    for (i, word) in words.iter().enumerate() {
        if let Some(before) = i.checked_sub(1).map(|j| &words[j]) {
            out.extend(space_between(before, word));
        }
        out.push_str(&word.text);
    }
    out
}

/// The space between two words that follow one another on a line.
pub(super) fn space_between(before: &Word, after: &Word) -> Option<char> {
    let gap = after.x0 - before.x1;
    let size = before.size.max(after.size);
    if gap > 2.5 * size {
        Some('\t')
    } else if let Some(space) = before.space {
        Some(space)
    } else if gap > 0.14 * size.min(before.size.min(after.size) * 1.3) {
        Some(' ')
    } else {
        None
    }
}

/// The strips of a page, from the top down.
pub(super) fn strips(words: Vec<Word>, rules: &[Rule]) -> Vec<Strip> {
    let walls: Vec<&Rule> = rules.iter().filter(|r| !r.is_horizontal()).collect();
    let wall = |from: f32, to: f32, y: f32| {
        walls
            .iter()
            .any(|r| r.x0 >= from - 0.5 && r.x1 <= to + 0.5 && r.y0 < y && y - 2.0 < r.y1)
    };
    let mut strips: Vec<Strip> = Vec::new();
    let mut open: Vec<Word> = Vec::new();
    let close = |open: &mut Vec<Word>, strips: &mut Vec<Strip>| {
        if !open.is_empty() {
            strips.push(Strip::of(std::mem::take(open)));
        }
    };
    for word in words {
        let joins = open.last().is_some_and(|last| {
            let main = open.iter().fold(last, |m, w| {
                let (a, b) = (w.text.len().min(5), m.text.len().min(5));
                let larger = w.size > 1.05 * m.size;
                let alike = w.size > 0.95 * m.size;
                if larger || alike && a > b { w } else { m }
            });
            // A heading beside small type stands in another column.
            let size = main.size.min(word.size.max(0.6 * main.size));
            let gap = word.x0 - last.x1;
            open.len() < LONGEST
                && level(&word, main.y, main.size)
                && gap <= GAP * size
                && gap > -0.35 * size
                && !wall(last.x1, word.x0, word.y)
        });
        if !joins {
            close(&mut open, &mut strips);
        }
        open.push(word);
    }
    close(&mut open, &mut strips);
    hang(join(strips, &wall))
}

/// Puts bullets and numbers of lists to the lines that they stand before.
fn hang(mut strips: Vec<Strip>) -> Vec<Strip> {
    let mut i = 0;
    while i < strips.len() {
        let strip = &strips[i];
        let text = match &strip.words[..] {
            [only] => only.text.as_str(),
            _ => "",
        };
        let number = text.strip_suffix(['.', ')']).unwrap_or_default();
        let mark = matches!(
            text,
            "•" | "◦" | "▪" | "■" | "●" | "○" | "‣" | "➢" | "✓" | "–" | "—" | "-"
        ) || !number.is_empty()
            && number.len() <= 2
            && number.bytes().all(|b| b.is_ascii_digit());
        let (x, y, size) = (strip.x1, strip.y, strip.size);
        let from = strips.partition_point(|s| s.y < y - size);
        let next = (from..strips.len())
            .take_while(|&j| strips[j].y <= y + size)
            .filter(|&j| j != i && strips[j].x0 > x - 0.1)
            .min_by(|&a, &b| strips[a].x0.total_cmp(&strips[b].x0))
            .filter(|&j| {
                mark && strips[j].x0 - x < 3.0 * size && (strips[j].y - y).abs() < 0.2 * size
            });
        match next {
            Some(j) => {
                let words = std::mem::take(&mut strips[i].words);
                strips[j].words.extend(words);
                strips[j].measure();
                strips.remove(i);
            }
            None => i += 1,
        }
    }
    strips.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    strips
}

/// Whether a word stands on the line of baseline `y` and type `size`, be it raised or lowered.
fn level(word: &Word, y: f32, size: f32) -> bool {
    match word.size < 0.86 * size || size < 0.86 * word.size {
        true if word.size < size => is_near(word.y - y, size),
        true => is_near(y - word.y, word.size),
        // Web pages raise marks without making them smaller.
        false if word.text.chars().count() <= 4 => is_near(word.y - y, size),
        false => (word.y - y).abs() <= 0.45 * size,
    }
}

/// Whether smaller type that stands `by` below a baseline, or above it where negative, belongs to its
/// line: marks are raised by a third of the size, or by half of it on web pages.
fn is_near(by: f32, size: f32) -> bool {
    -0.6 * size <= by && by <= 0.4 * size
}

/// Joins strips that touch although the page shows them apart.
fn join(mut strips: Vec<Strip>, wall: &dyn Fn(f32, f32, f32) -> bool) -> Vec<Strip> {
    strips.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    let mut out: Vec<Strip> = Vec::with_capacity(strips.len());
    for mut strip in strips {
        // Whatever it touches lies among the last ones, which are as low.
        loop {
            let found = out.iter().enumerate().rev().take(48).find(|(_, o)| {
                let size = o.size.max(strip.size);
                let small = o.size.min(strip.size);
                let (left, right) = if o.x0 <= strip.x0 {
                    (*o, &strip)
                } else {
                    (&strip, *o)
                };
                let gap = right.x0 - left.x1;
                let (main, other) = if o.size >= strip.size {
                    (*o, &strip)
                } else {
                    (&strip, *o)
                };
                let near = match small < 0.86 * size {
                    true => is_near(other.y - main.y, size),
                    false => (o.y - strip.y).abs() <= 0.2 * size,
                };
                o.words.len() + strip.words.len() <= LONGEST
                    && near
                    && gap <= GAP * small.max(0.6 * size)
                    && gap > -0.3 * size
                    && !wall(left.x1, right.x0, strip.y)
            });
            let Some((i, _)) = found else { break };
            let other = out.remove(i);
            strip.words.extend(other.words);
            strip.measure();
        }
        out.push(strip);
    }
    out.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    out
}

/// A line of a column.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub words: Vec<Word>,
    pub x0: f32,
    pub x1: f32,
    pub y: f32,
    pub size: f32,
    pub page: u32,
}

impl Line {
    pub fn text(&self) -> String {
        written(&self.words)
    }

    /// Whether all of it is bold, but for marks.
    pub fn is_bold(&self) -> bool {
        let letters = |w: &&Word| w.text.chars().any(char::is_alphabetic);
        self.words.iter().filter(letters).all(|w| w.look.bold)
            && self.words.iter().any(|w| w.look.bold)
    }

    /// Whether a word of it stands above the baseline.
    pub fn raises(&self, word: &Word) -> bool {
        self.shifts(word) && word.y < self.y
    }

    /// Whether a word of it stands above or below the baseline: in smaller type, or by much.
    pub fn shifts(&self, word: &Word) -> bool {
        let off = (word.y - self.y).abs();
        word.size <= 0.86 * self.size && off >= 0.1 * self.size
            || off >= 0.22 * self.size && word.text.chars().count() <= 4
    }
}

/// The strips of one column as lines, from the top down.
pub(super) fn lines(mut strips: Vec<Strip>, page: u32) -> Vec<Line> {
    strips.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    let mut groups: Vec<Strip> = Vec::new();
    for strip in strips {
        let same = groups.iter_mut().rev().take(8).find(|g| {
            let apart = strip.x0 >= g.x1 - 0.3 * strip.size || strip.x1 <= g.x0 + 0.3 * strip.size;
            (g.y - strip.y).abs() <= 0.35 * g.size.max(strip.size) && apart
        });
        match same {
            Some(group) => {
                group.words.extend(strip.words);
                group.measure();
            }
            None => groups.push(strip),
        }
    }
    groups.sort_by(|a, b| a.y.total_cmp(&b.y));
    groups
        .into_iter()
        .map(|g| Line {
            x0: g.x0,
            x1: g.x1,
            y: g.y,
            size: g.size,
            words: g.words,
            page,
        })
        .collect()
}
