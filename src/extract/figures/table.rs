//! Cells of tables: unit and subject come from the column's heading, the row's label and the caption.
//!
//! | heading | cell | figure |
//! | --- | --- | --- |
//! | `Public debt (% of GDP)` | `70.5` | 70.5 % of GDP |
//! | `External debt ($bn)` | `28.3` | 28300000000 USD of External debt |
//! | `Contingent (kt)` | `180` | 180 kt of Contingent |

use super::lexicon::{Unit, role};
use super::quantity::{Quantity, quantities};
use super::scan::Scan;
use super::{Memory, Times};
use super::{bound, read, unit};
use crate::model::FigureKind;
use crate::text::{BlockKind, Document, Span};
use rustc_hash::FxHashMap;

/// What a heading says of the cells below it.
#[derive(Clone, Debug, Default)]
struct Heading {
    unit: Option<Unit>,
    scale: f64,
    per: Option<String>,
    of: Option<Span>,
}

/// The tables of a document, with what their headings say once it was asked for.
pub(super) struct Tables<'a> {
    doc: &'a Document,
    /// Blocks of the cells, by table, row and column.
    cells: FxHashMap<(u32, u32, u32), usize>,
    captions: FxHashMap<u32, usize>,
    headings: FxHashMap<(u32, u32), Heading>,
}

impl<'a> Tables<'a> {
    pub fn new(doc: &'a Document) -> Tables<'a> {
        let mut cells = FxHashMap::default();
        let mut captions = FxHashMap::default();
        for (i, block) in doc.text.blocks.iter().enumerate() {
            match block.kind {
                BlockKind::Cell {
                    table, row, column, ..
                } => {
                    cells.insert((table, row, column), i);
                }
                BlockKind::Caption { table: Some(table) } => {
                    captions.entry(table).or_insert(i);
                }
                _ => {}
            }
        }
        Tables {
            doc,
            cells,
            captions,
            headings: FxHashMap::default(),
        }
    }

    /// The figures of the cell `block`.
    pub fn cell(
        &mut self,
        scan: &Scan,
        block: usize,
        times: &Times,
        memory: &mut Memory,
    ) -> Vec<Quantity> {
        let BlockKind::Cell {
            table,
            row,
            column,
            header,
        } = self.doc.text.blocks[block].kind
        else {
            return Vec::new();
        };
        if header {
            return Vec::new();
        }
        let Some(mut quantity) = alone(scan) else {
            return read(scan, times, memory);
        };
        if column == 0 && quantity.unit.is_none() {
            return Vec::new();
        }
        if times.take(scan, &quantity) {
            return Vec::new();
        }
        let heading = self.heading(scan, table, column).clone();
        let label = self
            .cells
            .get(&(table, row, 0))
            .copied()
            .filter(|_| column > 0);
        let stub = self.label(scan, label);
        if quantity.unit.is_none() && quantity.kind == FigureKind::Count {
            let (unit, scale, per) = match (&heading.unit, &stub.unit) {
                (Some(unit), _) => (Some(unit.clone()), heading.scale, heading.per.clone()),
                (None, Some(unit)) if heading.scale == 1.0 => {
                    (Some(unit.clone()), stub.scale, stub.per.clone())
                }
                _ => (None, heading.scale.max(stub.scale), heading.per.clone()),
            };
            if let Some(unit) = unit {
                quantity.set_unit(&unit);
            }
            quantity.value *= scale;
            quantity.max = quantity.max.map(|m| m * scale);
            quantity.per = quantity.per.or(per);
        }
        quantity.of = quantity.of.or(heading.of).or(stub.of);
        quantity.rule = "cell";
        vec![quantity]
    }

    /// What the heading of a column says; its caption where the heading names no unit.
    fn heading(&mut self, scan: &Scan, table: u32, column: u32) -> &Heading {
        if !self.headings.contains_key(&(table, column)) {
            let block = self.cells.get(&(table, 0, column)).copied();
            let mut heading = self.label(scan, block);
            if heading.unit.is_none()
                && heading.scale == 1.0
                && let Some(&caption) = self.captions.get(&table)
            {
                let whole = self.label(scan, Some(caption));
                heading.unit = whole.unit;
                heading.scale = whole.scale;
                heading.per = heading.per.or(whole.per);
            }
            self.headings.insert((table, column), heading);
        }
        &self.headings[&(table, column)]
    }

    /// Unit, scale and subject that a heading, label or caption names.
    fn label(&self, scan: &Scan, block: Option<usize>) -> Heading {
        let mut heading = Heading {
            scale: 1.0,
            ..Heading::default()
        };
        let Some(block) = block.map(|b| &self.doc.text.blocks[b]) else {
            return heading;
        };
        let scan = Scan {
            start: block.tokens.start,
            end: block.tokens.end,
            ..*scan
        };
        // In brackets or after a comma first: Prix FOB (€/t), Debt, $bn.
        let mut starts: Vec<usize> = (scan.start..scan.end)
            .filter(|&i| matches!(scan.text(i), "(" | "," | "[" | "|"))
            .map(|i| i + 1)
            .collect();
        starts.extend(scan.start..scan.end);
        for at in starts {
            if let Some(found) = unit::named(&scan, at) {
                heading.unit = found.unit;
                heading.scale = found.scale;
                heading.per = found.per;
                let after = (found.end..scan.end)
                    .find(|&i| scan.word_at(i).is_some() && !scan.is_function(i));
                let of = scan.lex.links.of_what.at(&scan, found.end).is_some();
                if of && let Some(first) = after {
                    let end = (first..scan.end)
                        .find(|&i| scan.is_stop(i) || scan.text(i) == ",")
                        .unwrap_or(scan.end);
                    heading.of = Some(self.doc.span_of(first..end.min(first + 3)));
                }
                break;
            }
        }
        if heading.per.is_none() {
            let money = heading.unit.as_ref().map(|u| u.kind);
            heading.per = (scan.start..scan.end)
                .filter(|&i| scan.lex.rates.per.at(&scan, i).is_some())
                .find_map(|i| unit::rate_at(&scan, i, money, 1.0))
                .map(|(_, per)| per);
        }
        if heading.of.is_none() {
            let end = (scan.start..scan.end)
                .find(|&i| {
                    scan.is_stop(i)
                        || scan.text(i) == ","
                        || unit::named(&scan, i).is_some() && i > scan.start
                })
                .unwrap_or(scan.end);
            // A year heads a column of another thing.
            if end > scan.start && !scan.is(scan.start, role::DIGITS) {
                heading.of = Some(self.doc.span_of(scan.start..end));
            }
        }
        heading
    }
}

/// The figure of a cell that holds nothing else.
fn alone(scan: &Scan) -> Option<Quantity> {
    let first = (scan.start..scan.end).find(|&i| scan.is(i, role::TRIGGER))?;
    let (found, _) = quantities(scan, first)?;
    let [mut quantity] = <[Quantity; 1]>::try_from(found).ok()?;
    let before = scan.start..quantity.first;
    let after = quantity.end..scan.end;
    let light = |i: usize| {
        scan.word_at(i).is_none() && !scan.is(i, role::DIGITS)
            || scan.lex.hedges_before.before(scan, i + 1).is_some()
            || scan.lex.hedges_after.at(scan, i).is_some()
    };
    if !before.into_iter().all(light) || !after.into_iter().all(light) {
        return None;
    }
    quantity.bound = bound::bound(scan, &quantity, quantity.end);
    Some(quantity)
}
