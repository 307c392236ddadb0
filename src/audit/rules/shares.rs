//! `share-does-not-add-up`: shares, fractions, changes and totals that their own numbers contradict.
//!
//! | form | checked |
//! | --- | --- |
//! | `87 % (40,8 … sur 47)`, `13 sur 47, soit 28 %` | part ÷ whole |
//! | `un sur quatre, soit 25 %` | fraction = per cent |
//! | `de 200 à 300, soit une hausse de 50 %` | change ÷ start |
//! | `se répartissent entre A (45 %), B (40 %) et C (15 %)` | sum ≤ 100 |
//! | a table's column with a row `Total` | sum = total |
//!
//! The numbers must stand in one sentence and be tied by nothing but the words of the form. Each is taken
//! as exact as it is written ([`super::super::value`]): 40,8 of 47 is 86.6 to 87.1 per cent and passes
//! as 87.

use super::super::value::interval;
use super::super::{Context, Hit, Place};
use crate::model::{Bound, Figure, FigureKind};
use crate::text::{BlockKind, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// Tokens between numbers that one form ties together.
const NEAR: usize = 14;

/// Per cent by which rounding in steps may miss.
const SLACK: f64 = 0.6;

pub(in crate::audit) fn check(context: &Context<'_>) -> Vec<Hit> {
    let mut out = Vec::new();
    for group in context
        .layers
        .figures
        .chunk_by(|a, b| a.sentence == b.sentence)
    {
        let sentence = Sentence {
            context,
            figures: group,
            tokens: context.tokens(group[0].sentence),
        };
        if sentence.tokens.is_empty() {
            continue;
        }
        for i in 0..group.len() {
            out.extend(sentence.share(i));
            out.extend(sentence.fraction(i));
            out.extend(sentence.change(i));
        }
        out.extend(sentence.parts());
    }
    out.extend(columns(context));
    out
}

struct Sentence<'a> {
    context: &'a Context<'a>,
    figures: &'a [Figure],
    tokens: Range<usize>,
}

impl Sentence<'_> {
    /// The tokens between figures `i` and `i + 1`.
    fn between(&self, i: usize) -> Option<Range<usize>> {
        let (a, b) = (self.figures.get(i)?, self.figures.get(i + 1)?);
        let doc = self.context.doc;
        let start = doc.tokens_in(a.span).end;
        let end = doc.tokens_in(b.span).start;
        (start <= end && end - start <= NEAR).then_some(start..end)
    }

    /// Part `i` of whole `i + 1`, with the per cent before or behind.
    fn share(&self, i: usize) -> Option<Hit> {
        let words = self.context.words(self.figures[i].sentence);
        let doc = self.context.doc;
        let (part, whole) = (self.figures.get(i)?, self.figures.get(i + 1)?);
        let amounts = is_amount(part) && is_amount(whole);
        if !amounts || part.unit.is_some() && whole.unit.is_some() && part.unit != whole.unit {
            return None;
        }
        let between = self.between(i)?;
        // « 13 projets sur les 47 »: the words for "of" end where the whole begins, and no sign parts.
        let tied = between.clone().any(|at| {
            (words.out_of.at(doc, at, between.end)).is_some_and(|len| at + len == between.end)
        });
        if !tied || between.clone().any(|at| is_sign(self.context, at)) {
            return None;
        }
        let percent = self.percent_near(i, i + 1)?;
        let (low, high) = interval(part);
        let ratio = |whole: (f64, f64)| (low / whole.1 * 100.0, high / whole.0 * 100.0);
        let mut expected = ratio(interval(whole));
        if whole.unit.is_none() && whole.value < part.value && whole.value > 0.0 {
            // « 40,8 millions de tonnes sur 47 »: the whole shares the multiplier.
            let scale = scale_of(part)?;
            expected = (expected.0 / scale, expected.1 / scale);
        }
        self.verdict(percent, expected, part, whole, "share")
    }

    /// A fraction and the per cent that is said to be the same.
    fn fraction(&self, i: usize) -> Option<Hit> {
        let (a, b) = (self.figures.get(i)?, self.figures.get(i + 1)?);
        let (fraction, percent) = match (a.kind, b.kind) {
            (FigureKind::Fraction, FigureKind::Percent) => (a, b),
            (FigureKind::Percent, FigureKind::Fraction) => (b, a),
            _ => return None,
        };
        if !self.is_same(self.between(i)?) || fraction.max.is_some() {
            return None;
        }
        let value = fraction.value * 100.0;
        // Fractions in words are round: a third is said of 31 and of 35 per cent.
        let wide = match fraction.bound {
            Bound::Exact => 3.0,
            _ => 6.0,
        };
        self.verdict(
            percent,
            (value - wide, value + wide),
            fraction,
            percent,
            "fraction",
        )
    }

    /// A change from `i` to `i + 1`, and the per cent that it is said to be.
    fn change(&self, i: usize) -> Option<Hit> {
        let (from, to) = (self.figures.get(i)?, self.figures.get(i + 1)?);
        let percent = self.figures.get(i + 2)?;
        let plain = |f: &Figure| f.max.is_none() && f.value > 0.0;
        // Of two rates one denominator is told once, behind: from 60 to 90 euros a cubic metre.
        if from.per.is_some() && from.per != to.per {
            return None;
        }
        if !is_amount(from) || !is_amount(to) || !plain(from) || !plain(to) {
            return None;
        }
        if percent.kind != FigureKind::Percent || from.unit.is_some() && from.unit != to.unit {
            return None;
        }
        let (context, doc) = (self.context, self.context.doc);
        let words = context.words(from.sentence);
        let start = doc.tokens_in(from.span).start;
        let opens = (self.tokens.start.max(start.saturating_sub(2))..start)
            .any(|at| words.from.at(doc, at, start).is_some());
        let between = self.between(i)?;
        let goes = words
            .to
            .first_in(doc, between.clone())
            .is_some_and(|to| to.end == between.end);
        let behind = self.between(i + 1)?;
        let moves = |list: &crate::summary::Phrases| list.first_in(doc, behind.clone()).is_some();
        let moved = moves(&words.rising) || moves(&words.falling);
        let same = self.is_same(behind.clone()) && behind.len() <= 2;
        if !opens || !goes || !(moved || same) {
            return None;
        }
        let ((a, b), (c, d)) = (interval(from), interval(to));
        let change = |from: f64, to: f64| ((to - from) / from * 100.0).abs();
        let all = [change(a, c), change(a, d), change(b, c), change(b, d)];
        let low = all.iter().copied().fold(f64::INFINITY, f64::min);
        let high = all.iter().copied().fold(0.0, f64::max);
        self.verdict(percent, (low, high), from, to, "change")
    }

    /// Parts of one whole that come to more than all of it.
    fn parts(&self) -> Option<Hit> {
        let (context, doc) = (self.context, self.context.doc);
        let words = context.words(self.figures[0].sentence);
        let cue = words.parting.first_in(doc, self.tokens.clone())?;
        let end = doc.span_of(cue).end();
        let shares: Vec<&Figure> = self
            .figures
            .iter()
            .filter(|f| f.span.start() >= end && f.kind == FigureKind::Percent)
            .collect();
        let exact = shares
            .iter()
            .all(|f| f.max.is_none() && f.bound != Bound::Max);
        // 44 % en 2010, 50 % en 2015: one part at several times.
        let at_once = shares.windows(2).all(|w| w[0].as_of == w[1].as_of);
        if shares.len() < 3 || !exact || !at_once {
            return None;
        }
        let tokens = doc.tokens_in(shares[0].span.hull(shares[shares.len() - 1].span));
        let compared = words.comparing.first_in(doc, tokens).is_some();
        let sum: f64 = shares.iter().map(|f| f.value).sum();
        let least: f64 = shares.iter().map(|f| interval(f).0).sum();
        if compared || least <= 100.0 + SLACK {
            return None;
        }
        let list: Vec<String> = shares.iter().map(|f| context.text(f.span)).collect();
        let span = shares.iter().map(|f| f.span).reduce(Span::hull)?;
        Some(
            Hit::new(Place::View(span), "sum")
                .with("parts", list.join(", "))
                .with("sum", context.number(sum))
                .related(shares.iter().map(|f| f.id.clone())),
        )
    }

    /// The per cent that figures `first` to `last` are said to be: behind them, or before them with
    /// their bracket open between.
    fn percent_near(&self, first: usize, last: usize) -> Option<&Figure> {
        let percent = |f: &&Figure| f.kind == FigureKind::Percent && f.max.is_none();
        let behind = self.figures.get(last + 1).filter(percent);
        if let Some(behind) = behind
            && self.is_same(self.between(last)?)
        {
            return Some(behind);
        }
        let before = first.checked_sub(1)?;
        let percent = self.figures.get(before).filter(percent)?;
        self.is_same(self.between(before)?).then_some(percent)
    }

    /// Whether the words of `between` say that what follows is the same as what precedes.
    fn is_same(&self, between: Range<usize>) -> bool {
        let doc = self.context.doc;
        let words = self.context.words(self.figures[0].sentence);
        // The last sign or phrase decides: nothing may close what it opened.
        let mut tied = false;
        for at in between.clone() {
            let text = doc.token_text(at);
            if text == "(" || words.that_is.at(doc, at, between.end).is_some() {
                tied = true;
                continue;
            }
            let closes = matches!(text, ")" | ";" | ":" | "." | "—") || tied && text == ",";
            if closes || words.comparing.at(doc, at, between.end).is_some() {
                return false;
            }
        }
        tied
    }

    fn verdict(
        &self,
        percent: &Figure,
        expected: (f64, f64),
        a: &Figure,
        b: &Figure,
        message: &'static str,
    ) -> Option<Hit> {
        // A fall is written with a sign or without: −9 %.
        let (low, high) = match interval(percent) {
            (low, high) if high <= 0.0 => (-high, -low),
            both => both,
        };
        let fits = low - SLACK <= expected.1 && expected.0 <= high + SLACK;
        let sensible = expected.0.is_finite() && expected.1.is_finite() && expected.1 < 2000.0;
        (sensible && !fits).then(|| {
            let context = self.context;
            Hit::new(Place::View(percent.span), message)
                .with("percent", context.text(percent.span))
                .with("a", context.text(a.span))
                .with("b", context.text(b.span))
                .with("expected", context.number((expected.0 + expected.1) / 2.0))
                .related(
                    [a.id.clone(), b.id.clone()]
                        .into_iter()
                        .filter(|id| *id != percent.id),
                )
                .related([percent.id.clone()])
        })
    }
}

fn is_amount(figure: &Figure) -> bool {
    matches!(
        figure.kind,
        FigureKind::Count | FigureKind::Money | FigureKind::Measure | FigureKind::Other
    )
}

/// What the multiplier of `figure` multiplies by: a million for `40,8 millions`.
fn scale_of(figure: &Figure) -> Option<f64> {
    let (low, high) = interval(figure);
    let steps = [1e3, 1e6, 1e9, 1e12];
    let fits = |&&s: &&f64| low / s >= 1.0 && high / s < 1000.0;
    steps.iter().rev().find(fits).copied()
}

fn is_sign(context: &Context<'_>, at: usize) -> bool {
    let text = context.doc.token_text(at);
    matches!(
        text,
        "," | ";" | ":" | "(" | ")" | "." | "—" | "–" | "«" | "»"
    )
}

/// Columns of tables that a row of totals does not sum up.
fn columns(context: &Context<'_>) -> Vec<Hit> {
    let (doc, figures) = (context.doc, context.layers.figures);
    let mut tables: BTreeMap<u32, Table<'_>> = BTreeMap::new();
    for block in &doc.text.blocks {
        let BlockKind::Cell {
            table,
            row,
            column,
            header,
        } = block.kind
        else {
            continue;
        };
        let entry = tables.entry(table).or_default();
        if header {
            continue;
        }
        if column == 0 {
            let words = &context.words(block.sentences.start).total;
            let first = block.tokens.start;
            let total =
                first < block.tokens.end && words.at(doc, first, block.tokens.end).is_some();
            entry.rows.insert(row, (total, block.span));
            continue;
        }
        let from = figures.partition_point(|f| f.span.start() < block.span.start());
        let inside: Vec<&Figure> = figures[from..]
            .iter()
            .take_while(|f| f.span.end() <= block.span.end())
            .collect();
        let value = match inside[..] {
            [one] if one.max.is_none() => Some(one),
            _ => None,
        };
        entry.columns.entry(column).or_default().insert(row, value);
    }
    tables.values().flat_map(|t| t.check(context)).collect()
}

#[derive(Default)]
struct Table<'a> {
    /// By row: whether its label says that it is the total.
    rows: BTreeMap<u32, (bool, Span)>,
    /// By column and row; `None` for a cell that is not one figure.
    columns: BTreeMap<u32, BTreeMap<u32, Option<&'a Figure>>>,
}

impl Table<'_> {
    fn check(&self, context: &Context<'_>) -> Vec<Hit> {
        let totals: Vec<u32> = self.rows.iter().filter(|r| r.1.0).map(|r| *r.0).collect();
        // Subtotals and a total that is not the last row make other tables.
        let ([total], Some(last)) = (&totals[..], self.rows.keys().last()) else {
            return Vec::new();
        };
        if total != last || self.rows.len() < 3 {
            return Vec::new();
        }
        self.columns
            .values()
            .filter_map(|c| self.column(context, c, *total))
            .collect()
    }

    fn column(
        &self,
        context: &Context<'_>,
        column: &BTreeMap<u32, Option<&Figure>>,
        total: u32,
    ) -> Option<Hit> {
        let cell = |row: &u32| column.get(row).copied().flatten();
        let sum_cell = cell(&total)?;
        let parts: Option<Vec<&Figure>> = self
            .rows
            .keys()
            .filter(|r| **r != total)
            .map(cell)
            .collect();
        let parts = parts?;
        let same = parts
            .iter()
            .all(|p| p.unit == sum_cell.unit && p.kind == sum_cell.kind);
        let sums = matches!(
            sum_cell.kind,
            FigureKind::Count | FigureKind::Money | FigureKind::Measure | FigureKind::Percent
        );
        if !same || !sums || sum_cell.per.is_some() {
            return None;
        }
        let (low, high) = parts
            .iter()
            .map(|p| interval(p))
            .fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
        let (a, b) = interval(sum_cell);
        // Numbers cut off rather than rounded come to less than their total, never to more.
        let (more, less) = (sum_cell.value.abs() * 1e-9, (high - low) / 2.0);
        let sum: f64 = parts.iter().map(|p| p.value).sum();
        // A column that does not sum at all holds rates or means.
        let near = sum > 0.0 && (sum_cell.value / sum - 1.0).abs() < 0.4;
        (near && (high + less < a || b < low - more)).then(|| {
            Hit::new(Place::View(sum_cell.span), "total")
                .with("total", context.text(sum_cell.span))
                .with("sum", context.number(sum))
                .related([sum_cell.id.clone()])
        })
    }
}
