//! Training of the tagger and the lemmatiser.

use super::conllu::{GoldSentence, document, gold_tags};
use super::lexicon::Lexicon;
use super::perceptron::{Greatest, Perceptron, shuffle};
use crate::lang::Lang;
use crate::learned::Key;
use crate::tag::{
    Context, Decoder, Features, Model, ModelBuilder, Script, Window, lemma_keys, lemma_of,
};
use crate::text::fold;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// How often all sentences are seen.
const EPOCHS: usize = 8;

/// Features kept in the model.
const KEEP: usize = 400_000;

/// A form is in the lexicon from this many occurrences on: rarer ones are treated as unknown in
/// training too, so that the features of unknown words are learned.
const KNOWN: usize = 2;

/// Learns a tagger and lemmatiser from `sentences`, with what `lexicon` knows of forms; gives the
/// model's bytes.
pub fn train(sentences: &[GoldSentence], lexicon: &Lexicon, lang: Lang) -> Vec<u8> {
    let doc = document(sentences, lang);
    let gold: Vec<Vec<String>> = (0..sentences.len())
        .map(|i| gold_tags(&doc, i, &sentences[i]))
        .collect();
    let mut model = ModelBuilder {
        tags: frequent_tags(&gold),
        ..ModelBuilder::default()
    };
    let index: FxHashMap<&str, u8> = model
        .tags
        .iter()
        .enumerate()
        .map(|(i, t)| (t.as_str(), i as u8))
        .collect();
    let gold: Vec<Vec<u8>> = gold
        .iter()
        .map(|tags| {
            tags.iter()
                .map(|t| {
                    index
                        .get(t.as_str())
                        .or_else(|| index.get("X"))
                        .copied()
                        .unwrap_or(0)
                })
                .collect()
        })
        .collect();
    let numbers = |tags: &BTreeSet<String>| {
        let known = tags.iter().filter_map(|t| index.get(t.as_str()));
        known.map(|&tag| (tag, 1)).collect::<Vec<_>>()
    };
    let rows: Vec<_> = lexicon
        .iter()
        .map(|(form, tags)| (form, numbers(tags)))
        .collect();
    let mut counts: BTreeMap<&str, FxHashMap<u8, usize>> = BTreeMap::new();
    for (block, tags) in gold.iter().enumerate() {
        for (token, &tag) in doc.tokens[doc.text.blocks[block].tokens.clone()]
            .iter()
            .zip(tags)
        {
            *counts
                .entry(&doc.forms.get(token.form).lower)
                .or_default()
                .entry(tag)
                .or_default() += 1;
        }
    }
    let mut classes: FxHashMap<&str, Key> = FxHashMap::default();
    for (form, tags) in counts {
        if tags.values().sum::<usize>() >= KNOWN {
            classes.insert(form, model.class(form, tags.into_iter().collect()));
        }
    }
    let mut listed: FxHashMap<&str, Key> = FxHashMap::default();
    for (form, row) in rows.into_iter().filter(|(_, row)| !row.is_empty()) {
        listed.insert(form, model.listed(form, row));
    }
    let features: Vec<Features> = doc
        .forms
        .iter()
        .map(|f| {
            let lower = &*f.lower;
            Features::of(f, classes.get(lower).copied(), listed.get(lower).copied())
        })
        .collect();
    let outside = Features::outside();
    let mut perceptron = Perceptron::default();
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    let mut keys = Vec::new();
    for epoch in 0..EPOCHS {
        shuffle(&mut order, epoch as u64 + 1);
        let (mut right, mut all) = (0, 0);
        for &block in &order {
            let tokens = &doc.tokens[doc.text.blocks[block].tokens.clone()];
            let mut tags = (u8::MAX, u8::MAX);
            for (i, &truth) in gold[block].iter().enumerate() {
                let at = |context: Context| {
                    usize::try_from(i as isize + context.offset())
                        .ok()
                        .and_then(|j| tokens.get(j))
                        .map_or(&outside, |t| &features[t.form.index()])
                };
                keys.clear();
                for context in Context::ALL {
                    at(context).of_form(context, |k| keys.push(k));
                }
                let window = Window {
                    before: at(Context::Before),
                    itself: at(Context::Itself),
                    after: at(Context::After),
                    after_that: at(Context::AfterThat),
                    initial: i == 0,
                };
                Features::of_place(window, tags, |k| keys.push(k));
                let mut scores = vec![0i32; model.tags.len()];
                perceptron.score(&keys, &mut scores);
                let guess = (0..scores.len())
                    .max_by_key(|&t| (scores[t], Reverse(t)))
                    .unwrap_or(0) as u8;
                perceptron.learn(&keys, truth, guess);
                right += usize::from(guess == truth);
                all += 1;
                tags = (guess, tags.0);
            }
        }
        eprintln!(
            "epoch {}: {:.2} % of {all} tokens right in training",
            epoch + 1,
            100.0 * right as f64 / all.max(1) as f64
        );
    }
    model.weights = perceptron.finish(KEEP, Greatest::Whole);
    eprintln!("{} features kept", model.weights.len());
    lemmas(sentences, &mut model);
    model.finish()
}

/// How well a model does on gold tokens.
#[derive(Clone, Copy, Debug)]
pub struct Score {
    /// Share of tokens with the right tag, in percent.
    pub upos: f64,
    /// Share of one-word tokens with the right lemma (given the tag found), in percent.
    pub lemma: f64,
    pub tokens: usize,
}

/// Scores the model `bytes` on `sentences`; `None` when it cannot be read.
pub fn score(sentences: &[GoldSentence], lang: Lang, bytes: &[u8]) -> Option<Score> {
    let model = Model::read(bytes)?;
    let doc = document(sentences, lang);
    let mut decoder = Decoder::new(&model, &doc);
    let (mut upos, mut lemma, mut tokens, mut single) = (0, 0, 0, 0);
    let mut errors: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (block, sentence) in sentences.iter().enumerate() {
        let range = doc.text.blocks[block].tokens.clone();
        let mut tags = Vec::new();
        decoder.sentence(range.clone(), &mut tags);
        for (gold, &tag) in gold_tags(&doc, block, sentence).iter().zip(&tags) {
            let found = model.tags.get(usize::from(tag)).copied().unwrap_or("X");
            tokens += 1;
            upos += usize::from(gold == found);
            if gold != found {
                *errors.entry((gold.clone(), found.to_owned())).or_default() += 1;
            }
        }
        let base = doc.text.blocks[block].span.start();
        for (i, &tag) in tags.iter().enumerate() {
            let token = &doc.tokens[range.start + i];
            let found = model.tags.get(usize::from(tag)).copied().unwrap_or("X");
            let gold = sentence.tokens.iter().find(|g| {
                g.span.start() + base == token.span.start()
                    && g.span.end() + base == token.span.end()
            });
            let Some([word]) = gold.map(|g| g.words.as_slice()) else {
                continue;
            };
            single += 1;
            let got = lemma_of(&model, &word.form, found);
            lemma += usize::from(fold::lower(&got) == fold::lower(&word.lemma));
        }
    }
    let mut worst: Vec<_> = errors.into_iter().collect();
    worst.sort_by_key(|e| Reverse(e.1));
    for ((gold, found), n) in worst.into_iter().take(12) {
        eprintln!("{n:5} {gold} taken for {found}");
    }
    let share = |n: usize, of: usize| 100.0 * n as f64 / of.max(1) as f64;
    Some(Score {
        upos: share(upos, tokens),
        lemma: share(lemma, single),
        tokens,
    })
}

/// Tags by frequency; rare composites are left to `X`.
fn frequent_tags(gold: &[Vec<String>]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for tag in gold.iter().flatten() {
        *counts.entry(tag).or_default() += 1;
    }
    let mut tags: Vec<_> = counts
        .into_iter()
        .filter(|&(tag, n)| !tag.contains('+') || n >= 3)
        .collect();
    tags.sort_by_key(|&(tag, n)| (Reverse(n), tag));
    tags.truncate(31);
    tags.into_iter().map(|t| t.0.to_owned()).collect()
}

/// The edits of forms to lemmas: rules by suffix, and the forms that they get wrong.
fn lemmas(sentences: &[GoldSentence], model: &mut ModelBuilder) {
    // How often each form and tag has each edit.
    let mut seen: BTreeMap<(String, String), BTreeMap<Script, usize>> = BTreeMap::new();
    for word in sentences
        .iter()
        .flat_map(|s| &s.tokens)
        .flat_map(|t| &t.words)
    {
        if word.lemma == "_" {
            continue;
        }
        let form = fold::lower(&word.form);
        let script = Script::between(&form, &fold::lower(&word.lemma));
        *seen
            .entry((form, word.upos.clone()))
            .or_default()
            .entry(script)
            .or_default() += 1;
    }
    let best = |scripts: &BTreeMap<Script, usize>| {
        scripts
            .iter()
            .max_by_key(|(s, n)| (**n, Reverse((*s).clone())))
            .map(|(s, _)| s.clone())
    };
    // Each form and tag votes once for its edit at each of its suffixes, and a little more if frequent.
    let mut rules: FxHashMap<Key, BTreeMap<Script, usize>> = FxHashMap::default();
    for ((form, tag), scripts) in &seen {
        let Some(script) = best(scripts) else {
            continue;
        };
        let weight = 1 + scripts.values().sum::<usize>().ilog2() as usize;
        for key in lemma_keys(form, tag).into_iter().skip(1) {
            *rules
                .entry(key)
                .or_default()
                .entry(script.clone())
                .or_default() += weight;
        }
    }
    let rules: FxHashMap<Key, Script> = rules
        .into_iter()
        .filter_map(|(key, scripts)| Some((key, best(&scripts)?)))
        .collect();
    let mut numbers: BTreeMap<Script, usize> = BTreeMap::new();
    let mut entries: BTreeMap<Key, Script> = BTreeMap::new();
    for ((form, tag), scripts) in &seen {
        let Some(script) = best(scripts) else {
            continue;
        };
        let keys = lemma_keys(form, tag);
        // From the shortest suffix on, a rule is kept where it says something new.
        let mut said: Option<&Script> = None;
        for key in keys.iter().skip(1).rev() {
            let rule = rules.get(key);
            if rule != said {
                if let Some(rule) = rule {
                    entries.insert(*key, rule.clone());
                }
                said = rule;
            }
        }
        if said != Some(&script) {
            entries.insert(keys[0], script);
        }
    }
    for script in entries.values() {
        let next = numbers.len();
        numbers.entry(script.clone()).or_insert(next);
    }
    let mut list: Vec<(&Script, &usize)> = numbers.iter().collect();
    list.sort_by_key(|(_, n)| **n);
    model.scripts = list.into_iter().map(|(s, _)| s.clone()).collect();
    for (key, script) in &entries {
        model.script(*key, numbers[script]);
    }
    eprintln!(
        "{} edits, {} entries for lemmas",
        model.scripts.len(),
        entries.len()
    );
}
