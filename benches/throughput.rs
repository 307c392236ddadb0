//! Bytes per second of each stage and of the whole analysis, beside `unicode_words` over the same
//! text in the same run.
//!
//! ```sh
//! cargo bench                       # all
//! cargo bench -- analysis           # those whose name holds `analysis`
//! ```
//!
//! The text is a document of `corpus/` twenty times over. Each stage is measured on what the stages
//! before it gave; what it takes as its own (a string, a text) is made outside the measurement.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use sourcier::extract::dates::{Dates, Given};
use sourcier::extract::{dates, entities, figures, quotes};
use sourcier::model::{Entity, Figure, Quote, Source, Term};
use sourcier::pipeline::{self, Settings, Want};
use sourcier::read::{Input, read_text};
use sourcier::sources::link;
use sourcier::tag::tag;
use sourcier::text::Document;
use sourcier::{audit, sources, summary, terms};
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

fn main() {
    divan::main();
}

static TEXT: LazyLock<String> =
    LazyLock::new(|| include_str!("../corpus/belarus-dependance.md").repeat(20));

/// What each stage gives for the text.
struct Stages {
    doc: Document,
    dates: Dates,
    figures: Vec<Figure>,
    entities: Vec<Entity>,
    quotes: Vec<Quote>,
    sources: Vec<Source>,
    terms: Vec<Term>,
}

static STAGES: LazyLock<Stages> = LazyLock::new(|| {
    let doc = Document::new(read_text(TEXT.clone(), None).text, None);
    let dates = dates::extract(&doc, &Given::default());
    let entities = entities::extract(&doc);
    Stages {
        figures: figures::extract(&doc, &dates.dates),
        quotes: quotes::extract(&doc, &entities),
        sources: sources::collect(&doc),
        terms: terms::count(&doc),
        entities,
        dates,
        doc,
    }
});

impl Stages {
    fn summary_layers(&self) -> summary::Layers<'_> {
        summary::Layers {
            title: None,
            date: self.dates.document.as_ref().map(|d| d.edtf.as_str()),
            dates: &self.dates.dates,
            figures: &self.figures,
            entities: &self.entities,
            quotes: &self.quotes,
            sources: &self.sources,
            terms: &self.terms,
        }
    }
}

/// Measures `stage` over the whole text.
fn stage<T>(bencher: Bencher, stage: impl Fn(&Stages) -> T + Sync) {
    let stages = &*STAGES;
    bencher
        .counter(BytesCount::of_str(&*TEXT))
        .bench(|| stage(black_box(stages)));
}

/// The yardstick: cutting the text into words as UAX #29 has them.
#[divan::bench]
fn unicode_words(bencher: Bencher) {
    let text = TEXT.as_str();
    bencher
        .counter(BytesCount::of_str(text))
        .bench(|| black_box(text).unicode_words().count());
}

#[divan::bench]
fn read(bencher: Bencher) {
    bencher
        .counter(BytesCount::of_str(&*TEXT))
        .with_inputs(|| TEXT.clone())
        .bench_values(|text| read_text(text, None));
}

#[divan::bench]
fn document(bencher: Bencher) {
    bencher
        .counter(BytesCount::of_str(&*TEXT))
        .with_inputs(|| read_text(TEXT.clone(), None).text)
        .bench_values(|text| Document::new(text, None));
}

/// Segmentation and tagging together.
#[divan::bench]
fn document_and_tags(bencher: Bencher) {
    bencher
        .counter(BytesCount::of_str(&*TEXT))
        .with_inputs(|| read_text(TEXT.clone(), None).text)
        .bench_values(|text| {
            let doc = Document::new(text, None);
            tag(&doc)
        });
}

#[divan::bench]
fn layer_dates(bencher: Bencher) {
    stage(bencher, |s| dates::extract(&s.doc, &Given::default()));
}

#[divan::bench]
fn layer_figures(bencher: Bencher) {
    stage(bencher, |s| figures::extract(&s.doc, &s.dates.dates));
}

#[divan::bench]
fn layer_entities(bencher: Bencher) {
    stage(bencher, |s| entities::extract(&s.doc));
}

#[divan::bench]
fn layer_quotes(bencher: Bencher) {
    stage(bencher, |s| quotes::extract(&s.doc, &s.entities));
}

#[divan::bench]
fn layer_sources(bencher: Bencher) {
    stage(bencher, |s| sources::collect(&s.doc));
}

#[divan::bench]
fn layer_links(bencher: Bencher) {
    stage(bencher, |s| {
        let layers = link::Layers {
            dates: &s.dates.dates,
            figures: &s.figures,
            entities: &s.entities,
            quotes: &s.quotes,
            sources: &s.sources,
        };
        link::link(&s.doc, layers)
    });
}

#[divan::bench]
fn layer_tags(bencher: Bencher) {
    stage(bencher, |s| tag(&s.doc));
}

#[divan::bench]
fn layer_terms(bencher: Bencher) {
    stage(bencher, |s| terms::count(&s.doc));
}

#[divan::bench]
fn layer_summary(bencher: Bencher) {
    stage(bencher, |s| summary::build(&s.doc, s.summary_layers()));
}

#[divan::bench]
fn layer_audit(bencher: Bencher) {
    stage(bencher, |s| {
        audit::run(&s.doc, s.summary_layers(), &s.dates.impossible)
    });
}

/// From text to analysis, with `want` alone of all layers.
fn analysis(bencher: Bencher, want: Want) {
    let input = Input::from_text("bench", &TEXT);
    bencher
        .counter(BytesCount::of_str(&*TEXT))
        .with_inputs(|| TEXT.clone())
        .bench_values(|text| {
            let read = read_text(text, None);
            pipeline::analyse(&input, read, &Settings::default(), want)
        });
}

/// Figures alone: what `sourcier figures` does.
#[divan::bench]
fn analysis_of_figures(bencher: Bencher) {
    let want = Want {
        figures: true,
        ..Want::NOTHING
    };
    analysis(bencher, want);
}

#[divan::bench]
fn analysis_whole(bencher: Bencher) {
    analysis(bencher, Want::ALL);
}

/// The whole, written as JSON.
#[divan::bench]
fn analysis_whole_as_json(bencher: Bencher) {
    let input = Input::from_text("bench", &TEXT);
    bencher
        .counter(BytesCount::of_str(&*TEXT))
        .with_inputs(|| TEXT.clone())
        .bench_values(|text| {
            let read = read_text(text, None);
            let analysis = pipeline::analyse(&input, read, &Settings::default(), Want::ALL);
            serde_json::to_vec(&analysis).expect("an analysis is JSON")
        });
}
