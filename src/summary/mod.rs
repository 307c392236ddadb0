//! The summary: what the document says, in its own sentences.
//!
//! [`build`] gives a [`Summary`]: an overview of three to six sentences, one or two for each part of
//! the document, key figures, a timeline, actors and keywords. Everything is extracted: a sentence
//! is a span of the document, a figure, date or actor the identifier of one.

mod extract;
mod fitness;
mod highlights;
mod phrases;

pub(crate) use phrases::Phrases;

use crate::model::{
    Date, Entity, Figure, Quote, SectionSummary, Source, Summary, SummarySentence, Term,
};
use crate::text::{Document, section_id};
use extract::Ranking;

/// Everything that the summary and the audit look at.
#[derive(Clone, Copy, Debug)]
pub struct Layers<'a> {
    pub title: Option<&'a str>,
    /// The document's date, EDTF.
    pub date: Option<&'a str>,
    pub dates: &'a [Date],
    pub figures: &'a [Figure],
    pub entities: &'a [Entity],
    pub quotes: &'a [Quote],
    pub sources: &'a [Source],
    pub terms: &'a [Term],
}

/// The summary of the document.
pub fn build(doc: &Document, layers: Layers<'_>) -> Summary {
    let fitness = fitness::of_sentences(doc);
    let parts = extract::parts(doc);
    let blocks: Vec<_> = parts.iter().map(|(_, blocks)| blocks.clone()).collect();
    let ranking = Ranking::new(doc, &layers, &fitness, &blocks);
    let all: Vec<usize> = (0..ranking.sentences.len()).collect();
    let count = overview_length(doc.sentences.len());
    let overview = ranking.take(&all, count, count.div_ceil(2), |s| {
        ranking.place(s.sentence)
    });
    let sections = parts
        .iter()
        .enumerate()
        .filter_map(|(part, (section, _))| {
            let among: Vec<usize> = all
                .iter()
                .copied()
                .filter(|&i| ranking.sentences[i].part == Some(part))
                .collect();
            let count = if among.len() < 8 { 1 } else { 2 };
            // What the overview has said already is worth less.
            let said = |i: usize| overview.iter().any(|&o| ranking.sentences[o].sentence == i);
            let taken = ranking.take(&among, count, count, |s| {
                if said(s.sentence) { -0.4 } else { 0.0 }
            });
            (!taken.is_empty()).then(|| SectionSummary {
                section: section_id(*section),
                sentences: taken
                    .iter()
                    .map(|&i| sentence(doc, ranking.sentences[i].sentence))
                    .collect(),
            })
        })
        .collect();
    Summary {
        title: layers.title.map(str::to_owned),
        overview: overview
            .iter()
            .map(|&i| sentence(doc, ranking.sentences[i].sentence))
            .collect(),
        sections,
        key_figures: highlights::key_figures(doc, layers.figures),
        timeline: highlights::timeline(doc, layers.dates, &fitness),
        actors: highlights::actors(doc, &layers),
        keywords: highlights::keywords(&layers),
    }
}

/// Sentences of the overview of a text of `sentences`.
fn overview_length(sentences: usize) -> usize {
    match sentences {
        0..40 => 3,
        40..80 => 4,
        80..160 => 5,
        _ => 6,
    }
}

fn sentence(doc: &Document, s: usize) -> SummarySentence {
    SummarySentence {
        at: doc.text.locate(doc.sentences[s].span),
        section: doc.section_id(doc.sentences[s].block),
    }
}

#[cfg(test)]
mod tests;
