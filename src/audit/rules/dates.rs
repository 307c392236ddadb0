//! `date-impossible`: a day that no calendar has, and a period that ends before it begins.

use super::super::{Context, Hit, Place};
use crate::model::DateKind;

pub(in crate::audit) fn check(context: &Context<'_>) -> Vec<Hit> {
    let days = context
        .impossible
        .iter()
        .map(|&span| Hit::new(Place::View(span), "day").with("date", context.text(span)));
    let periods = context
        .layers
        .dates
        .iter()
        // Both ends must name their year: what context filled in is no fault of the text.
        .filter(|d| d.kind == DateKind::Interval && !d.relative && years(&d.at.text) > 1)
        .filter(
            |d| match d.edtf.as_deref().and_then(|e| e.split_once('/')) {
                Some((start, end)) => is_plain(start) && is_plain(end) && after(start, end),
                None => false,
            },
        )
        .map(|d| {
            Hit::new(Place::View(d.span), "period")
                .with("date", context.text(d.span))
                .related([d.id.clone()])
        });
    days.chain(periods).collect()
}

/// How many years `text` names in four digits.
fn years(text: &str) -> usize {
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers.filter(|n| n.len() == 4).count()
}

/// A year, month or day without qualifiers: digits and hyphens.
fn is_plain(edtf: &str) -> bool {
    edtf.len() >= 4
        && edtf.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        && !edtf.starts_with('-')
}

/// Whether the period `start` begins after the period `end` is over, as far as both say.
fn after(start: &str, end: &str) -> bool {
    let len = start.len().min(end.len());
    start.get(..len) > end.get(..len)
}
