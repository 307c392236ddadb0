//! Grid tables: tables that are drawn with `+---+` and `|`, as pandoc and some editors write them.

use super::raw::{Raw, RawBlock};
use crate::text::{BlockKind, Fragment};
use std::ops::Range;

/// Longer drawings are no tables that anybody would draw.
const LONGEST: usize = 40_000;

/// Puts cells in the place of paragraphs that draw tables.
pub(super) fn tables(raw: &mut Raw) {
    if !raw.blocks.iter().any(|b| is_rule(b.text())) {
        return;
    }
    let mut out = Vec::with_capacity(raw.blocks.len());
    for block in std::mem::take(&mut raw.blocks) {
        let drawn = block.kind == BlockKind::Paragraph && block.text().len() <= LONGEST;
        match Some(&block)
            .filter(|b| drawn && is_rule(b.text()))
            .and_then(rows)
        {
            Some(rows) => {
                out.extend(cells(&block, &rows, raw.tables));
                raw.tables += 1;
            }
            None => out.push(block),
        }
    }
    raw.blocks = out;
}

/// `+-----+===+`
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("+-") || line.starts_with("+=")
}

/// The rows of a drawing: for each cell, the stretches of the block's text that lie in it.
fn rows(block: &RawBlock) -> Option<Vec<Vec<Vec<Range<usize>>>>> {
    let text = block.text();
    let columns = text
        .split(' ')
        .next()?
        .matches('+')
        .count()
        .checked_sub(1)?;
    let mut ends = block.fragment.lines.clone();
    ends.push(text.len());
    let (mut rows, mut row) = (Vec::new(), vec![Vec::new(); columns]);
    let mut from = 0;
    for end in ends {
        let line = text.get(from..end)?;
        if is_rule(line) {
            let open = std::mem::replace(&mut row, vec![Vec::new(); columns]);
            if open.iter().any(|cell: &Vec<_>| !cell.is_empty()) {
                rows.push(open);
            }
        } else {
            let bars: Vec<usize> = line.match_indices('|').map(|(i, _)| from + i).collect();
            if bars.len() != columns + 1 {
                return None;
            }
            for (cell, bar) in row.iter_mut().zip(bars.windows(2)) {
                if !text[bar[0] + 1..bar[1]].trim().is_empty() {
                    cell.push(bar[0] + 1..bar[1]);
                }
            }
        }
        from = (end + 1).min(text.len());
    }
    (!rows.is_empty()).then_some(rows)
}

fn cells(block: &RawBlock, rows: &[Vec<Vec<Range<usize>>>], table: u32) -> Vec<RawBlock> {
    let mut out = Vec::new();
    for (r, row) in rows.iter().enumerate() {
        for (c, lines) in row.iter().enumerate() {
            let mut fragment = Fragment::default();
            for line in lines {
                let part = block.fragment.slice(line.clone()).trimmed();
                let at = part.pieces.first().map_or(0, |p| p.source as usize);
                if !fragment.text.is_empty() {
                    fragment.lines.push(fragment.text.len());
                    fragment.push(" ", at, 0);
                }
                fragment.append(part);
            }
            let kind = BlockKind::Cell {
                table,
                row: r as u32,
                column: c as u32,
                header: r == 0,
            };
            out.push(RawBlock {
                page: block.page,
                ..RawBlock::new(kind, fragment)
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::markdown;

    #[test]
    fn drawn_tables_are_cells() {
        let source = "Avant.\n\n+-----+--------+\n| An  | Mt     |\n+=====+:======:+\n| 21  | deux   |\n|     | *lignes* |\n+-----+--------+\n| 22  |        |\n+-----+--------+\n\n+1 pour l'idée\n";
        let mut raw = markdown::blocks(source);
        tables(&mut raw);
        let texts: Vec<_> = raw.blocks.iter().map(|b| b.text()).collect();
        assert_eq!(
            texts,
            [
                "Avant.",
                "An",
                "Mt",
                "21",
                "deux lignes",
                "22",
                "",
                "+1 pour l'idée"
            ]
        );
        let cell = BlockKind::Cell {
            table: 0,
            row: 1,
            column: 1,
            header: false,
        };
        assert_eq!(raw.blocks[4].kind, cell);
    }
}
