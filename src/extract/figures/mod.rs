//! Figures: the quantities that a text states.
//!
//! [`extract`] reads each sentence once. A token that may begin a number starts the grammar
//! ([`quantity`]): number, unit, rate, range, ratio, factor. Then come what is no figure
//! ([`filter`]), the bound, what is counted ([`subject`],
//! [`noun_phrase`]), and what the sentence lets the reader
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
mod currency;
mod digits;
mod ellipsis;
mod filter;
mod lexicon;
mod noun_phrase;
mod number;
mod phrases;
mod quantity;
mod rows;
mod salience;
mod scan;
mod subject;
mod table;
#[cfg(test)]
mod tests;
mod unit;
mod unit_names;

use crate::lang::PerLang;
use crate::model::{Date, DateKind, Figure, FigureKind};
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
    let mut memory = Memory::new(doc);
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
            sentence: index,
            start: sentence.tokens.start,
            end: sentence.tokens.end,
        };
        let times = Times::new(dates, sentence.span);
        let found = match &block.kind {
            BlockKind::Cell { .. } => tables.cell(&scan, sentence.block, &times, &mut memory),
            _ => read(&scan, &times, &mut memory),
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

/// Dates and figures of one sentence before and behind a figure that are held against it.
const NEAR: usize = 64;

/// The dates of a sentence.
struct Times<'a>(&'a [Date]);

impl<'a> Times<'a> {
    fn new(dates: &'a [Date], sentence: Span) -> Times<'a> {
        let from = dates.partition_point(|d| d.span.end() <= sentence.start());
        let to = dates.partition_point(|d| d.span.start() < sentence.end());
        Times(&dates[from..to.max(from)])
    }

    /// Whether a date stands where `quantity` was read; a duration of several units is both
    /// (quatre ans plus tôt).
    fn take(&self, scan: &Scan, quantity: &Quantity) -> bool {
        let span = scan.doc.span_of(quantity.first..quantity.end);
        let several = quantity.kind == FigureKind::Duration
            && quantity.writing != number::Writing::Words { article: true };
        self.in_span(span).any(|d| {
            !(matches!(d.kind, DateKind::Duration | DateKind::Set) || several && d.relative)
        })
    }

    /// The dates that overlap `span`.
    fn in_span(&self, span: Span) -> impl Iterator<Item = &'a Date> {
        let behind = self.0.partition_point(|d| d.span.start() < span.end());
        let near = self.0[..behind].iter().rev().take(NEAR);
        near.filter(move |d| d.span.overlaps(span))
    }

    /// The date that a figure at `span` holds for: the nearest of its clause.
    fn of(&self, doc: &Document, span: Span) -> Option<&'a Date> {
        let between = |a: usize, b: usize| doc.text.view().get(a..b).unwrap_or("");
        let close = |s: &str| s.len() < 60 && !s.contains([';', ':', '(', ')']);
        let dated =
            |d: &&Date| d.edtf.is_some() && matches!(d.kind, DateKind::Date | DateKind::Interval);
        let behind = self.0.partition_point(|d| d.span.start() < span.end());
        let after = self.0[behind..]
            .iter()
            .take(NEAR)
            .filter(dated)
            .find(|d| d.span.start() >= span.end())
            .filter(|d| {
                let s = between(span.end(), d.span.start());
                close(s) && !s.contains(|c: char| c.is_ascii_digit() || c == ',')
            });
        after.or_else(|| {
            self.0[..behind]
                .iter()
                .rev()
                .take(NEAR)
                .filter(dated)
                .find(|d| d.span.end() <= span.start())
                .filter(|d| close(between(d.span.end(), span.start())))
        })
    }
}

/// The figures of a sentence of running text.
fn read(scan: &Scan, times: &Times, memory: &mut Memory<'_>) -> Vec<Quantity> {
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
        let mut kept = false;
        let digits = found.first().is_some_and(|q| q.digits().is_some());
        for mut quantity in found {
            // What stands in a date, a name or an earlier figure is none.
            let taken = times.take(scan, &quantity)
                || out.last().is_some_and(|last| last.end > quantity.first);
            if !taken && complete(scan, &mut quantity, &out, times, memory) {
                out.push(quantity);
                kept = true;
            }
        }
        // The rest of a number that is no figure is none either; but in 1987 to 141,000 begins with a date.
        let dated = times.in_span(scan.doc.tokens[at].span).next().is_some();
        at = if kept || digits && !dated {
            next.max(at + 1)
        } else {
            at + 1
        };
    }
    forward(&mut out);
    rates(scan, &mut out);
    memory.settle(scan, &mut out);
    if let Some(money) = out.iter().rev().find(|q| q.kind == FigureKind::Money) {
        memory.money = money.unit.clone();
    }
    let of = out.iter().rev().find_map(|q| q.of);
    memory.of = of.map(|of| (block_of(scan), of)).or(memory.of);
    out
}

fn block_of(scan: &Scan) -> usize {
    scan.doc.sentences[scan.sentence].block
}

/// What a sentence leaves to the next ones.
struct Memory<'a> {
    countries: currency::Countries<'a>,
    /// The currency that was named last.
    money: Option<lexicon::Unit>,
    /// What the last figure is of, and its block.
    of: Option<(usize, Span)>,
}

impl<'a> Memory<'a> {
    fn new(doc: &'a Document) -> Memory<'a> {
        Memory {
            countries: currency::Countries::new(doc),
            money: None,
            of: None,
        }
    }

    /// Settles the currencies of names that several share.
    fn settle(&self, scan: &Scan, figures: &mut [Quantity]) {
        let mut last = self.money.clone();
        for unit in figures.iter_mut().filter_map(|q| q.unit.as_mut()) {
            if unit.kind == lexicon::UnitKind::Money {
                let tokens = scan.start..scan.end;
                self.countries
                    .settle(scan.lex.lang, tokens, unit, last.as_ref());
                last = Some(unit.clone());
            }
        }
    }
}

/// Fills in bound and subject of a figure; false when it is none.
fn complete(
    scan: &Scan,
    quantity: &mut Quantity,
    earlier: &[Quantity],
    times: &Times,
    memory: &Memory<'_>,
) -> bool {
    if unit::counts_points(scan, quantity) {
        quantity.count_unit();
    }
    ellipsis::millions(scan, quantity, earlier);
    let after = match quantity.of {
        Some(_) => None,
        None => subject::after(scan, quantity).or_else(|| subject::shared(scan, quantity)),
    };
    let noun_end = after.map_or(quantity.end, |(_, end)| end);
    if filter::is_none(scan, quantity, after.is_some()) {
        return false;
    }
    quantity.of = quantity.of.or(after.map(|(span, _)| span));
    let bare = quantity.is_bare();
    if quantity.per.is_none() {
        let kind = quantity.unit.as_ref().map(|u| u.kind);
        quantity.per = unit::rate_at(scan, noun_end, kind, quantity.scale)
            .or_else(|| unit::rate_around(scan, quantity.first, noun_end))
            .map(|(_, per)| per);
    }
    if bare && !quantity.leads {
        if let Some(model) = ellipsis::model(scan, earlier, quantity) {
            ellipsis::complete(quantity, model);
            let part = subject::part_of_sum(scan, quantity);
            let part = part.filter(|part| times.in_span(*part).next().is_none());
            quantity.of = part.or(quantity.of);
        }
        if quantity.unit.is_none() && quantity.of.is_none() {
            ellipsis::money(scan, quantity, earlier, memory.money.as_ref());
        }
    }
    if let Some(years) = unit::of_age(scan, quantity) {
        quantity.set_unit(years);
    }
    quantity.bound = bound::bound(scan, quantity, noun_end);
    if filter::is_article(scan, quantity) {
        return false;
    }
    if quantity.of.is_none() {
        let before = (memory.of)
            .filter(|(block, _)| quantity.kind != FigureKind::Duration && *block == block_of(scan))
            .map(|(_, of)| of);
        quantity.of = subject::supplied(scan, quantity, earlier).or(before);
    }
    true
}

/// The first end of a change takes from the second what it lacks: de 62,4 à 74,1 q/ha.
fn forward(figures: &mut [Quantity]) {
    for i in (1..figures.len()).rev() {
        let (head, tail) = figures.split_at_mut(i);
        let (first, second) = (&mut head[i - 1], &tail[0]);
        if !first.leads {
            continue;
        }
        if first.unit.is_none() && first.kind == FigureKind::Count {
            ellipsis::complete(first, second);
        }
        first.per = first.per.take().or_else(|| second.per.clone());
        first.of = second.of.or(first.of);
    }
}

/// Prices of one sentence in one currency are told per the same thing: 36 € le MWh, puis 30 €.
fn rates(scan: &Scan, figures: &mut [Quantity]) {
    let price = |q: &Quantity| q.kind == FigureKind::Money && q.scale <= 1e3;
    for i in 0..figures.len() {
        if !price(&figures[i]) || figures[i].per.is_some() {
            // CFAF 310bn (€473m) a year
            if i > 0
                && figures[i].per.is_some()
                && figures[i - 1].per.is_none()
                && figures[i - 1].kind == FigureKind::Money
                && scan.text(figures[i - 1].end) == "("
                && figures[i - 1].end + 1 == figures[i].first
            {
                figures[i - 1].per = figures[i].per.clone();
            }
            continue;
        }
        let like = |q: &&Quantity| {
            let ratio = q.value.abs() / figures[i].value.abs().max(1e-9);
            price(q)
                && q.per.is_some()
                && q.unit == figures[i].unit
                && (0.1..=10.0).contains(&ratio)
        };
        let near = figures[..i].iter().rev().take(NEAR).find(like);
        let near = near.or_else(|| figures[i + 1..].iter().take(NEAR).find(like));
        figures[i].per = near
            .and_then(|q| q.per.clone())
            .or_else(|| unit::priced(scan, figures[i].first));
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
    let span = without_stop(doc, doc.span_of(quantity.first..quantity.end));
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
        page: doc.text.page_of(span),
        as_of: times.of(doc, span).and_then(|d| d.edtf.clone()),
        attribution: None,
        salience: 0.0,
        rule: format!("figure.{}.{}", scan.lex.lang.code(), quantity.rule),
    }
}

/// `−17 °C.`: the full stop that the tokens count to the unit's letter ends the sentence.
fn without_stop(doc: &Document, span: Span) -> Span {
    let mut tail = doc.text.slice(span).chars().rev();
    let stop = tail.next() == Some('.')
        && tail.next().is_some_and(char::is_alphabetic)
        && tail.next().is_some_and(|c| !c.is_alphabetic() && c != '.');
    Span::new(span.start(), span.end() - usize::from(stop))
}

/// Takes out what binary arithmetic adds: 1.4 × 10⁹ is 1400000000.
fn tidy(value: f64) -> f64 {
    // Most are the number nearest to a short decimal already, which is much quicker to see.
    let shifted = (value * 1e4).round();
    if shifted.abs() < 1e13 && shifted / 1e4 == value {
        return value;
    }
    format!("{value:.13e}").parse().unwrap_or(value)
}
