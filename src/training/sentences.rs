//! Training of the judge of sentence ends that no sign tells.

use super::conllu::GoldSentence;
use super::perceptron::{Greatest, Perceptron, shuffle};
use crate::lang::Lang;
use crate::learned::{Key, TableBuilder};
use crate::text::boundary::{END, Judge, Model, NONE, PARTS, Place, word_key};
use crate::text::{BlockKind, Document, Fragment, Splitter, TextBuilder, Zone};
use rustc_hash::FxHashSet;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How often all places are seen.
const EPOCHS: usize = 20;

/// By how much a place must be right to teach nothing.
const LEAD: i32 = 30;

/// Features kept in the model.
const KEEP: usize = 40_000;

/// A place that could be an end, as features, and whether it is one.
struct Example {
    keys: Vec<Key>,
    end: bool,
}

/// Learns the judge from `sentences`, and from reports, whose sentences end where the rules say;
/// gives the model's bytes.
pub fn train(sentences: &[GoldSentence], reports: &[Document], lang: Lang) -> Vec<u8> {
    let (doc, ends) = running_text(sentences, lang);
    // The features ask the model for its words, so those are made first.
    let words = words(sentences).finish();
    let known = [TableBuilder::default().finish(), words.clone()].concat();
    let model = Model::read(&known).expect("tables just made");
    let examples_of = |doc: &Document, ends: &FxHashSet<usize>| examples(&model, doc, ends, lang);
    let mut examples = examples_of(&doc, &ends);
    let learned = examples.len();
    for report in reports {
        let splitter = Splitter::by_rules(&report.tokens, &report.forms, lang);
        let blocks = report.text.blocks.iter();
        let ends = blocks
            .flat_map(|b| splitter.split(b))
            .map(|s| s.end)
            .collect();
        examples.extend(examples_of(report, &ends));
    }
    eprintln!(
        "{learned} places, {} of reports, {} are ends",
        examples.len() - learned,
        examples.iter().filter(|e| e.end).count()
    );
    let mut perceptron = Perceptron::default();
    let mut order: Vec<usize> = (0..examples.len()).collect();
    for epoch in 0..EPOCHS {
        shuffle(&mut order, epoch as u64 + 1);
        let mut right = 0;
        for &i in &order {
            let Example { keys, end } = &examples[i];
            let mut scores = [0i32; 2];
            perceptron.score(keys, &mut scores);
            let truth = if *end { END } else { NONE };
            let [no, yes] = scores;
            let lead = if *end { yes - no } else { no - yes };
            right += usize::from(lead > 0);
            // A place that is right by little is learned too, so that the judge keeps a distance.
            let guess = if lead > LEAD {
                truth
            } else {
                END + NONE - truth
            };
            perceptron.learn(keys, truth, guess);
        }
        eprintln!(
            "epoch {}: {:.2} % right",
            epoch + 1,
            100.0 * right as f64 / examples.len().max(1) as f64
        );
    }
    [perceptron.finish(KEEP, Greatest::Cut).finish(), words].concat()
}

/// The treebank as its text ran: a block a paragraph; with the tokens that sentences end before.
fn running_text(sentences: &[GoldSentence], lang: Lang) -> (Document, FxHashSet<usize>) {
    let source: String = sentences.iter().map(|s| format!("{}\n", s.text)).collect();
    let mut builder = TextBuilder::new(source);
    let mut fragment = Fragment::default();
    let (mut at, mut ends, mut view) = (0, Vec::new(), 0);
    for s in sentences {
        if s.paragraph && !fragment.text.is_empty() {
            view += fragment.text.len() + 1;
            builder.block(
                BlockKind::Paragraph,
                Zone::Body,
                None,
                std::mem::take(&mut fragment),
            );
        }
        if !fragment.text.is_empty() {
            fragment.push(" ", at - 1, 1);
        }
        fragment.push_verbatim(&s.text, at);
        at += s.text.len() + 1;
        ends.push(view + fragment.text.len());
    }
    builder.block(BlockKind::Paragraph, Zone::Body, None, fragment);
    let doc = Document::new(builder.finish(), Some(lang));
    let ends = ends
        .into_iter()
        .map(|end| doc.tokens.partition_point(|t| t.span.start() < end))
        .collect();
    (doc, ends)
}

/// The words that the treebank has in small letters, each with its most frequent part of speech.
fn words(sentences: &[GoldSentence]) -> TableBuilder {
    let mut counts: BTreeMap<&str, BTreeMap<u8, usize>> = BTreeMap::new();
    for sentence in sentences {
        for token in &sentence.tokens {
            let form = &sentence.text[token.span.range()];
            if let (true, Some(word)) = (form.starts_with(char::is_lowercase), token.words.first())
            {
                let class = PARTS
                    .iter()
                    .position(|&p| p == word.upos)
                    .map_or(0, |i| i as u8 + 1);
                *counts.entry(form).or_default().entry(class).or_default() += 1;
            }
        }
    }
    let mut out = TableBuilder::default();
    for (form, of) in counts {
        let class = of
            .into_iter()
            .max_by_key(|&(class, n)| (n, Reverse(class)))
            .map_or(0, |c| c.0);
        out.insert(word_key(form), vec![(class, 1)]);
    }
    out
}

fn examples(
    model: &Model<'_>,
    doc: &Document,
    ends: &FxHashSet<usize>,
    lang: Lang,
) -> Vec<Example> {
    let judge = Judge::new(model, &doc.tokens, &doc.forms, &doc.text.breaks, lang);
    let mut out = Vec::new();
    for block in doc.text.blocks.iter().filter(|b| b.is_running_text()) {
        let mut start = block.tokens.start;
        for at in block.tokens.clone().skip(1) {
            let place = Place {
                block: block.tokens.start,
                start,
                at,
                end: block.tokens.end,
            };
            let end = ends.contains(&at);
            if judge.is_candidate(place) {
                let mut keys = Vec::new();
                judge.features(place, |key| keys.push(key));
                out.push(Example { keys, end });
            }
            if end {
                start = at;
            }
        }
    }
    out
}
