//! Figures: the quantities that a text states.
//!
//! [`extract`] reads each sentence once. A token that may begin a number starts the grammar
//! ([`quantity`]): number, unit, rate, range, ratio, factor. Then come what is no figure
//! ([`filter`]), the bound, what is counted ([`subject`]), and what the sentence lets the reader
//! supply ([`ellipsis`]). Cells of tables take theirs from the headings ([`table`]). All words are
//! in the tables `numbers`, `units` and `figures` of each language ([`lexicon`]).
//!
//! | text | figure |
//! | --- | --- |
//! | `près de 1,4 milliard d'euros` | about 1400000000 EUR |
//! | `entre 350 et 430 dollars les 1 000 m³` | 350–430 USD per 1000 m3 |
//! | `un élève sur dix` | 0.1 (fraction) of élève |
//! | `deux fois moins` | 0.5 (factor) |
//!
//! Dates take precedence: where one was read, only a duration may stand.

mod bound;
mod ellipsis;
mod filter;
mod lexicon;
mod number;
mod phrases;
mod quantity;
mod salience;
mod scan;
mod subject;
mod table;
#[cfg(test)]
mod tests;
mod unit;

use crate::lang::PerLang;
use crate::model::{Bound, Date, DateKind, Figure, FigureKind};
use crate::text::{BlockKind, Document, Span, Zone};
use lexicon::{LEXICONS, role};
use quantity::Quantity;
use scan::{Known, Scan};
use std::cell::OnceCell;

/// All figures of the document, in order; `dates` take precedence where both could be read.
pub fn extract(doc: &Document, dates: &[Date]) -> Vec<Figure> {
    let known: PerLang<OnceCell<Known>> = PerLang::new(|_| OnceCell::new());
    let mut figures = Vec::new();
    let mut tables = table::Tables::new(doc);
    for (index, sentence) in doc.sentences.iter().enumerate() {
        let block = &doc.text.blocks[sentence.block];
        if matches!(block.zone, Zone::Contents | Zone::References) || block.kind == BlockKind::Code
        {
            continue;
        }
        let lex = &LEXICONS[sentence.lang];
        let scan = Scan {
            doc,
            lex,
            known: known[sentence.lang].get_or_init(|| Known::new(doc, lex)),
            start: sentence.tokens.start,
            end: sentence.tokens.end,
        };
        let times = Times::new(dates, sentence.span);
        let found = match &block.kind {
            BlockKind::Cell { .. } => tables.cell(&scan, sentence.block, &times),
            _ => read(&scan, &times),
        };
        figures.extend(
            found
                .into_iter()
                .map(|q| figure(doc, &scan, q, index, &times)),
        );
    }
    for (i, figure) in figures.iter_mut().enumerate() {
        figure.id = format!("f{}", i + 1);
    }
    salience::weigh(doc, &mut figures);
    figures
}

/// The dates of a sentence.
struct Times<'a>(&'a [Date]);

impl<'a> Times<'a> {
    fn new(dates: &'a [Date], sentence: Span) -> Times<'a> {
        let from = dates.partition_point(|d| d.span.end() <= sentence.start());
        let to = dates.partition_point(|d| d.span.start() < sentence.end());
        Times(&dates[from..to.max(from)])
    }

    /// Whether a date stands where a figure of `kind` was read; a duration is both.
    fn take(&self, span: Span, kind: FigureKind) -> bool {
        self.0.iter().any(|d| {
            d.span.overlaps(span)
                && !(matches!(d.kind, DateKind::Duration | DateKind::Set)
                    || kind == FigureKind::Duration && d.relative)
        })
    }

    /// The date that a figure at `span` holds for: the nearest of its clause.
    fn of(&self, doc: &Document, span: Span) -> Option<&'a Date> {
        let between = |a: usize, b: usize| doc.text.view().get(a..b).unwrap_or("");
        let close = |s: &str| s.len() < 60 && !s.contains([';', ':', '(', ')']);
        let dated =
            |d: &&Date| d.edtf.is_some() && matches!(d.kind, DateKind::Date | DateKind::Interval);
        let after = self
            .0
            .iter()
            .filter(dated)
            .find(|d| d.span.start() >= span.end())
            .filter(|d| {
                let s = between(span.end(), d.span.start());
                close(s) && !s.contains(|c: char| c.is_ascii_digit() || c == ',')
            });
        after.or_else(|| {
            self.0
                .iter()
                .rev()
                .filter(dated)
                .find(|d| d.span.end() <= span.start())
                .filter(|d| close(between(d.span.end(), span.start())))
        })
    }
}

/// The figures of a sentence of running text.
fn read(scan: &Scan, times: &Times) -> Vec<Quantity> {
    let mut out: Vec<Quantity> = Vec::new();
    let mut at = scan.start;
    while at < scan.end {
        if !scan.is(at, role::TRIGGER) {
            at += 1;
            continue;
        }
        let Some((found, next)) = quantity::quantities(scan, at) else {
            at += 1;
            continue;
        };
        let next = next.max(at + 1);
        let mut kept = false;
        for mut quantity in found {
            // What stands in a date, a name or an earlier figure is none.
            let taken = times.take(
                scan.doc.span_of(quantity.first..quantity.end),
                quantity.kind,
            ) || out.last().is_some_and(|last| last.end > quantity.first);
            if !taken && complete(scan, &mut quantity, &out) {
                out.push(quantity);
                kept = true;
            }
        }
        at = if kept { next } else { at + 1 };
    }
    forward(&mut out);
    out
}

/// Fills in bound and subject of a figure; false when it is none.
fn complete(scan: &Scan, quantity: &mut Quantity, earlier: &[Quantity]) -> bool {
    let after = match quantity.of {
        Some(_) => None,
        None => subject::after(scan, quantity),
    };
    let noun_end = after.map_or(quantity.end, |(_, end)| end);
    if filter::is_none(scan, quantity, after.is_some()) {
        return false;
    }
    quantity.of = quantity.of.or(after.map(|(span, _)| span));
    let bare = quantity.is_bare();
    if quantity.per.is_none()
        && let Some((_, per)) =
            unit::rate_at(scan, noun_end, quantity.unit.as_ref().map(|u| u.kind))
    {
        quantity.per = Some(per);
    }
    quantity.bound = bound::bound(scan, quantity, noun_end);
    if bare && !quantity.leads {
        if let Some(model) = ellipsis::model(scan, earlier, quantity) {
            ellipsis::complete(quantity, &model.clone());
        } else if !stands(quantity) {
            return false;
        }
    }
    if quantity.of.is_none() && quantity.kind != FigureKind::Duration {
        let same = earlier.last().filter(|q| {
            q.unit == quantity.unit
                && q.kind == quantity.kind
                && q.first >= scan.start
                && q.of.is_some()
        });
        quantity.of = subject::near(scan, quantity.first)
            .map(|r| scan.doc.span_of(r))
            .or_else(|| same.and_then(|q| q.of))
            .or_else(|| subject::before(scan, quantity));
    }
    true
}

/// Whether a bare number is a figure although nothing says what it counts.
fn stands(quantity: &Quantity) -> bool {
    match quantity.digits() {
        Some((digits, marked)) => {
            marked
                || digits >= 3
                || quantity.scale > 1.0
                || quantity.max.is_some()
                || quantity.bound != Bound::Exact
                || digits <= 2
        }
        None => true,
    }
}

/// The first end of a change takes from the second what it lacks: de 62,4 à 74,1 q/ha.
fn forward(figures: &mut [Quantity]) {
    for i in 1..figures.len() {
        let (head, tail) = figures.split_at_mut(i);
        let (first, second) = (&mut head[i - 1], &tail[0]);
        if !first.leads {
            continue;
        }
        if first.unit.is_none() && second.unit.is_some() && first.kind == FigureKind::Count {
            if let Some(unit) = second.unit.clone() {
                first.set_unit(&unit);
            }
        }
        first.per = first.per.take().or_else(|| second.per.clone());
        first.of = second.of.or(first.of);
    }
}

/// Writes a quantity as a figure of the analysis.
fn figure(
    doc: &Document,
    scan: &Scan,
    quantity: Quantity,
    sentence: usize,
    times: &Times,
) -> Figure {
    let span = doc.span_of(quantity.first..quantity.end);
    let slice = |span: Span| {
        let words: Vec<_> = doc.text.slice(span).split_whitespace().collect();
        words.join(" ")
    };
    Figure {
        id: String::new(),
        at: doc.text.locate(span),
        span,
        value: tidy(quantity.value),
        max: quantity.max.map(tidy),
        kind: quantity.kind,
        unit: quantity.unit.as_ref().map(|u| u.code.to_string()),
        per: quantity.per,
        bound: quantity.bound,
        of: quantity.of.map(slice).filter(|s| !s.is_empty()),
        sentence,
        section: doc.section_id(doc.sentences[sentence].block),
        as_of: times.of(doc, span).and_then(|d| d.edtf.clone()),
        attribution: None,
        salience: 0.0,
        rule: format!("figure.{}.{}", scan.lex.lang.code(), quantity.rule),
    }
}

/// Takes out what binary arithmetic adds (1.4 × 10⁹ is 1400000000), and rounds parts to four places.
fn tidy(value: f64) -> f64 {
    if value.abs() < 1.0 {
        let four = (value * 1e4).round() / 1e4;
        if (value - four).abs() < 5e-5 && four != 0.0 {
            return if (value * 1e6).round() / 1e6 == value {
                value
            } else {
                four
            };
        }
        return value;
    }
    format!("{value:.11e}").parse().unwrap_or(value)
}
