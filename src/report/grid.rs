//! [`Grid`]: an aligned table for the eye, as wide as a terminal where there is one.
//!
//! Styles are written as ANSI sequences; the stream that prints them takes them out where they do
//! not belong (a pipe, `--color never`).

use anstyle::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub const PLAIN: Style = Style::new();
pub const BOLD: Style = Style::new().bold();
pub const DIM: Style = Style::new().dimmed();

/// A run of text in one style.
#[derive(Clone, Debug)]
pub struct Piece {
    pub text: String,
    pub style: Style,
}

/// What a cell shows: pieces side by side.
pub type Cell = Vec<Piece>;

/// A cell of one style.
pub fn cell(text: impl Into<String>, style: Style) -> Cell {
    vec![Piece {
        text: text.into(),
        style,
    }]
}

/// A column's heading.
#[derive(Clone, Debug)]
pub struct Heading {
    pub text: String,
    /// Numbers stand at the right.
    pub right: bool,
    /// The columns of a terminal that it takes at most.
    pub most: usize,
}

/// A table on its way to the eye.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    pub headings: Vec<Heading>,
    pub rows: Vec<Vec<Cell>>,
}

const GAP: &str = "  ";
/// The last column is never made narrower than this.
const LEAST: usize = 16;

impl Grid {
    /// The table as lines. With a `width`, cells that are too long end in `…`.
    pub fn render(&self, width: Option<usize>) -> String {
        let widths = self.widths(width);
        let mut out = String::new();
        let headings: Vec<Cell> = self
            .headings
            .iter()
            .map(|h| cell(h.text.clone(), BOLD.underline()))
            .collect();
        for row in std::iter::once(&headings).chain(&self.rows) {
            let mut line = String::new();
            for (i, (pieces, heading)) in row.iter().zip(&self.headings).enumerate() {
                if i > 0 {
                    line.push_str(GAP);
                }
                let last = i + 1 == self.headings.len();
                put(&mut line, pieces, widths[i], heading.right, last);
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    fn widths(&self, width: Option<usize>) -> Vec<usize> {
        let mut widths: Vec<usize> = self
            .headings
            .iter()
            .enumerate()
            .map(|(i, heading)| {
                let cells = self.rows.iter().filter_map(|row| row.get(i));
                cells
                    .map(measure)
                    .chain([heading.text.width()])
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let Some(width) = width else {
            return widths;
        };
        for (w, heading) in widths.iter_mut().zip(&self.headings) {
            *w = (*w).min(heading.most.max(heading.text.width()));
        }
        if let Some((last, others)) = widths.split_last_mut() {
            let taken: usize = others.iter().map(|w| w + GAP.len()).sum();
            *last = (*last).min(width.saturating_sub(taken).max(LEAST));
        }
        widths
    }
}

fn measure(pieces: &Cell) -> usize {
    pieces.iter().map(|p| p.text.width()).sum()
}

/// Appends a cell that is `width` columns wide; the last one of a line is not padded.
fn put(line: &mut String, pieces: &Cell, width: usize, right: bool, last: bool) {
    let whole = measure(pieces);
    let pad = " ".repeat(width.saturating_sub(whole));
    if right {
        line.push_str(&pad);
    }
    let mut left = match whole > width {
        // The ellipsis takes one.
        true => width.saturating_sub(1),
        false => usize::MAX,
    };
    for piece in pieces {
        let text = match left {
            usize::MAX => piece.text.as_str(),
            _ => fitting(&piece.text, left),
        };
        if !text.is_empty() {
            line.push_str(&format!("{}{text}{:#}", piece.style, piece.style));
        }
        if left != usize::MAX {
            left -= text.width().min(left);
            if text.len() < piece.text.len() {
                break;
            }
        }
    }
    if whole > width {
        line.push('…');
    }
    if !right && !last {
        line.push_str(&pad);
    }
}

/// The longest beginning of `text` that takes at most `width` columns.
fn fitting(text: &str, width: usize) -> &str {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += c.width().unwrap_or(0);
        if taken > width {
            return &text[..at];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        let heading = |text: &str, right| Heading {
            text: text.to_owned(),
            right,
            most: if text == "Texte" { usize::MAX } else { 8 },
        };
        Grid {
            headings: vec![
                heading("Nom", false),
                heading("N", true),
                heading("Texte", false),
            ],
            rows: vec![
                vec![cell("été", PLAIN), cell("12", PLAIN), cell("court", PLAIN)],
                vec![
                    cell("日本国", PLAIN),
                    cell("3", PLAIN),
                    cell("un texte bien plus long que la place", PLAIN),
                ],
            ],
        }
    }

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn columns_align_by_width_not_by_characters() {
        assert_eq!(
            plain(&grid().render(None)),
            "Nom      N  Texte\n\
             été     12  court\n\
             日本国   3  un texte bien plus long que la place\n"
        );
    }

    #[test]
    fn a_terminal_is_never_overrun() {
        let text = plain(&grid().render(Some(28)));
        assert!(text.lines().all(|l| l.width() <= 28), "{text}");
        assert!(text.ends_with("un texte bien p…\n"), "{text}");
    }
}
