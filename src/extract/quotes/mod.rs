//! Quotations: what stands in quotation marks, and who says it.
//!
//! [`extract`] gives one entry for each unbroken stretch of words that somebody says or writes. An
//! incise (`« A, dit-il, B »`, `“A,” he says. “B.”`) or a page break parts a quotation in two: the second
//! [`continues`](crate::model::Quote::continues) the first. Titles, names, terms and scare quotes stand in
//! the same marks and are told apart by what stands around them: a quotation has somebody who says it.
//!
//! - [`marks`] pairs the quotation marks.
//! - [`speaker`] finds who says it, from the credits of [`crate::extract::credit`].

mod marks;
mod speaker;
#[cfg(test)]
mod tests;

use super::credit::{Credits, Words};
use crate::model::{Cue, Entity, Quote};
use crate::text::{Document, Span, Zone, guess_language};
use marks::Pair;

/// All direct quotations, in order, with their speakers.
pub fn extract(doc: &Document, entities: &[Entity]) -> Vec<Quote> {
    let credits = Credits::find(doc, entities);
    extract_with(doc, entities, &credits)
}

/// The same with credits that were found before.
pub(crate) fn extract_with(doc: &Document, entities: &[Entity], credits: &Credits) -> Vec<Quote> {
    let words = Words::new(doc);
    let mut quotes: Vec<Quote> = Vec::new();
    for block in &doc.text.blocks {
        if !matches!(block.zone, Zone::Body | Zone::Notes) || block.is_heading() {
            continue;
        }
        let pairs = marks::pairs(doc, block);
        let told = speaker::tell(doc, credits, &words, block, &pairs);
        let mut last: Option<(usize, Option<String>)> = None;
        for (i, (pair, told)) in pairs.iter().zip(told).enumerate() {
            let Some(told) = told else {
                last = None;
                continue;
            };
            let speaker = told.who.as_ref().and_then(|w| credits.name_of(w));
            let entity = told.who.as_ref().and_then(|w| credits.entity_of(w));
            let goes_on =
                told.goes_on && i > 0 && last.as_ref().is_some_and(|(_, s)| *s == speaker);
            let mut continues = match (&last, goes_on) {
                (Some((at, _)), true) => Some(quotes[*at].id.clone()),
                _ => None,
            };
            for span in stretches(doc, pair, &told.incises) {
                let id = format!("q{}", quotes.len() + 1);
                let sentence = doc.sentence_at(span.start()).unwrap_or(0);
                let lang = guess_language(doc.text.slice(span))
                    .or_else(|| doc.sentences.get(sentence).map(|s| s.lang))
                    .unwrap_or(doc.lang);
                quotes.push(Quote {
                    id: id.clone(),
                    at: doc.text.locate(span),
                    span,
                    lang: lang.code().to_owned(),
                    speaker: speaker.clone(),
                    speaker_entity: entity.and_then(|e| entities.get(e)).map(|e| e.id.clone()),
                    continues: continues.replace(id),
                    cue: told.cue.map(|span| Cue {
                        at: doc.text.locate(span),
                        span,
                    }),
                    attribution: None,
                    sentence,
                    section: doc
                        .sentences
                        .get(sentence)
                        .and_then(|s| doc.section_id(s.block)),
                    page: doc.text.page_of(span),
                    rule: told.rule.clone(),
                });
            }
            last = (!quotes.is_empty()).then(|| (quotes.len() - 1, speaker));
        }
    }
    quotes
}

/// The unbroken stretches of a quotation: without the incises, parted at page breaks, and inside the
/// marks of emphasis.
fn stretches(doc: &Document, pair: &Pair, incises: &[Span]) -> Vec<Span> {
    let mut cuts: Vec<Span> = incises.to_vec();
    cuts.extend(
        (doc.text.breaks.iter())
            .filter(|&&b| pair.inner.start() < b && b < pair.inner.end())
            .map(|&b| Span::empty(b)),
    );
    cuts.sort();
    let mut out = Vec::new();
    let mut from = pair.inner.start();
    for cut in cuts {
        out.extend(trimmed(doc, from, cut.start()));
        from = cut.end().max(from);
    }
    out.extend(trimmed(doc, from, pair.inner.end()));
    out
}

/// The words between two offsets, without the space around them and the comma that leads to an incise;
/// where all of it is emphasised but a last stop, without that stop.
fn trimmed(doc: &Document, from: usize, to: usize) -> Option<Span> {
    let text = doc.text.view().get(from..to.max(from))?;
    let start = from + (text.len() - text.trim_start().len());
    let end = to - (text.len() - text.trim_end().len());
    if start >= end {
        return None;
    }
    let span = Span::new(start, end);
    let a = (doc.text.emphasis).partition_point(|e| e.span.start() < start);
    let inside = doc
        .text
        .emphasis
        .get(a)
        .filter(|e| e.span.start() == start && e.span.end() < end);
    if let Some(e) = inside
        && doc.text.view()[e.span.end()..end]
            .chars()
            .all(|c| !c.is_alphanumeric())
    {
        return Some(Span::new(start, e.span.end()));
    }
    Some(span)
}
