//! How much a figure matters in its document: 0–1.
//!
//! Money, shares and large numbers that say what they count outweigh small counts and durations;
//! a figure at the head of the document, in a heading, or stated again outweighs one in a note.

use crate::model::{Bound, Figure, FigureKind};
use crate::text::{Document, Zone};
use rustc_hash::FxHashMap;

/// Weighs all figures of a document.
pub(super) fn weigh(doc: &Document, figures: &mut [Figure]) {
    let mut seen: FxHashMap<(u64, Option<String>), u32> = FxHashMap::default();
    let key = |f: &Figure| (f.value.to_bits(), f.unit.clone());
    for figure in figures.iter() {
        *seen.entry(key(figure)).or_default() += 1;
    }
    let length = doc.text.view().len().max(1) as f64;
    for figure in figures.iter_mut() {
        let kind = match figure.kind {
            FigureKind::Money => 0.45,
            FigureKind::Percent | FigureKind::PercentagePoints => 0.4,
            FigureKind::Factor | FigureKind::Fraction => 0.35,
            FigureKind::Measure => 0.35,
            FigureKind::Count => 0.25,
            FigureKind::Duration => 0.15,
            FigureKind::Other => 0.1,
        };
        let size = match figure.kind {
            FigureKind::Count | FigureKind::Money | FigureKind::Measure => {
                (figure.value.abs().max(1.0).log10() / 12.0).min(1.0) * 0.2
            }
            _ => 0.05,
        };
        let block = &doc.text.blocks[doc.sentences[figure.sentence].block];
        let place = match block.zone {
            Zone::Front => 0.15,
            Zone::Body if block.is_heading() => 0.15,
            Zone::Body => 0.12 * (1.0 - figure.span.start() as f64 / length),
            _ => 0.0,
        };
        let repeated = if seen[&key(figure)] > 1 && figure.value.abs() > 12.0 {
            0.1
        } else {
            0.0
        };
        let told = if figure.of.is_some() { 0.1 } else { 0.0 }
            + if figure.bound == Bound::Exact {
                0.02
            } else {
                0.0
            }
            + if figure.as_of.is_some() { 0.05 } else { 0.0 };
        let cell = if matches!(block.kind, crate::text::BlockKind::Cell { .. }) {
            -0.15
        } else {
            0.0
        };
        let sum: f64 = kind + size + place + repeated + told + cell;
        figure.salience = (sum.clamp(0.0, 1.0) * 1000.0).round() / 1000.0;
    }
}
