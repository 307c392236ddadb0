//! [`Table`]: where the cells of a table of data stand, spans reckoned in.

use super::page::Page;

/// A table that is open.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub in_cell: bool,
    /// The row that is open, counted from 1; 0 before the first.
    row: u32,
    column: u32,
    /// Cells of rows above that reach down: first column, column behind, last row.
    down: Vec<(u32, u32, u32)>,
}

/// No table has more columns, or cells over more rows.
const MOST: u32 = 1000;

/// Cells that reach down at one time.
const MOST_DOWN: usize = 64;

impl Table {
    /// The table of element `e`; `None` where it only lays the page out.
    pub fn of(page: &Page, e: usize) -> Option<Table> {
        let role = page.elements[e].get("role");
        if matches!(role, Some("presentation" | "none")) {
            return None;
        }
        let (mut rows, mut cells, mut data) = (0, 0, false);
        // Enough to tell; tables of tables are looked through once for each.
        for i in page.below(e).take(400) {
            let element = &page.elements[i];
            match &*element.name {
                "tr" => rows += 1,
                "td" => cells += 1,
                "th" | "caption" | "thead" => data = true,
                "table" | "h1" | "h2" | "h3" | "form" | "article" | "section" => return None,
                _ => {}
            }
        }
        (data || rows >= 2 && cells > rows).then(Table::default)
    }

    /// Begins a row.
    pub fn row(&mut self) {
        self.row += 1;
        self.column = 0;
        let row = self.row;
        self.down.retain(|&(_, _, last)| last >= row);
    }

    /// The row and column, from 0, of the next cell, which reaches over so many columns and rows.
    pub fn cell(&mut self, columns: u32, rows: u32) -> (u32, u32) {
        if self.row == 0 {
            self.row();
        }
        while let Some(&(_, behind, _)) = self
            .down
            .iter()
            .find(|(from, behind, _)| (*from..*behind).contains(&self.column))
        {
            self.column = behind;
        }
        let column = self.column;
        self.column = column.saturating_add(columns.clamp(1, MOST));
        if rows > 1 && self.down.len() < MOST_DOWN {
            let last = self.row.saturating_add(rows.min(MOST) - 1);
            self.down.push((column, self.column, last));
        }
        (self.row - 1, column)
    }

    /// Whether cell `e` stands in the head of its table.
    pub fn in_head(&self, page: &Page, e: usize) -> bool {
        let row = page.elements[e].parent;
        let part = row.and_then(|row| page.elements[row].parent);
        part.is_some_and(|part| page.elements[part].name == "thead")
    }
}
