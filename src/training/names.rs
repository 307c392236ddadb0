//! Training of the recogniser of names.
//!
//! It learns from sentences (`*.jsonl`: `text`, `entities` with `start`, `end`, `type`; the file's name begins
//! with the language) and from reports with inline tags (`*.ann.txt` beside the text `*.md`).
//! `--folds K` trains K times, each time without a part of the reports, and tells the scores on what was
//! left out; `--test NAME` leaves out a sentence file and tells the score on it.

use super::crf::{self, Options, Sequence};
use crate::extract::entities;
use crate::extract::entities::features::{self, Places, Words, word_features};
use crate::extract::entities::recogniser::{self, KINDS, LABELS};
use crate::extract::entities::scan::Scan;
use crate::extract::entities::seen::Seen;
use crate::lang::Lang;
use crate::learned::crf::Model;
use crate::learned::hash;
use crate::model::EntityType;
use crate::read::{Format, read_text};
use crate::text::Document;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Runs `train names` with these options.
pub fn run(options: &[&str]) -> Result<(), Box<dyn Error>> {
    let mut plan = Plan::default();
    let mut args = options.iter();
    while let Some(&arg) = args.next() {
        let value = *args.next().ok_or(format!("{arg} needs a value"))?;
        match arg {
            "--data" => plan.data = value.into(),
            "--gold" => plan.gold = value.into(),
            "--out" => plan.out = Some(value.into()),
            "--folds" => plan.folds = value.parse()?,
            "--only-fold" => plan.only_fold = Some(value.parse()?),
            "--test" => plan.test = Some(value.to_owned()),
            "--predictions" => plan.predictions = Some(value.into()),
            "--epochs" => plan.options.epochs = value.parse()?,
            "--rate" => plan.options.rate = value.parse()?,
            "--l1" => plan.options.l1 = value.parse()?,
            "--min-count" => plan.options.min_count = value.parse()?,
            "--report-weight" => plan.report_weight = value.parse()?,
            "--blind" => plan.blind = value.parse()?,
            "--forget" => plan.forget = value.parse()?,
            "--threshold" => plan.threshold = value.parse()?,
            other => return Err(format!("unknown option {other}").into()),
        }
    }
    plan.run()
}

struct Plan {
    data: PathBuf,
    gold: PathBuf,
    out: Option<PathBuf>,
    folds: usize,
    only_fold: Option<usize>,
    test: Option<String>,
    /// Where analyses of reports left out are written, for the scorer.
    predictions: Option<PathBuf>,
    options: Options,
    /// How much a report's sentence counts against one of the sentence files.
    report_weight: f32,
    /// The share of known names that the second copy of each example does without.
    forget: f32,
    /// The share of known names that reports left out are read without: how the model does where lists are no help.
    blind: f32,
    /// Smaller weights are left out of the model.
    threshold: f32,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan {
            data: PathBuf::new(),
            gold: PathBuf::new(),
            out: None,
            folds: 0,
            only_fold: None,
            test: None,
            predictions: None,
            options: Options {
                epochs: 6,
                rate: 0.15,
                l1: 1e-5,
                min_count: 2,
                seed: 20_260_301,
            },
            report_weight: 2.0,
            forget: 0.3,
            blind: 0.0,
            threshold: 0.02,
        }
    }
}

/// A text with the names that it holds.
struct Example {
    name: String,
    file: String,
    doc: Document,
    /// Code points and type.
    gold: Vec<(u32, u32, EntityType)>,
    /// Tokens that were annotated; the whole but for reports annotated in part.
    known: std::ops::Range<u32>,
    report: bool,
}

impl Plan {
    fn run(&self) -> Result<(), Box<dyn Error>> {
        let mut examples = Vec::new();
        for path in files(&self.data, ".jsonl")? {
            read_sentences(&path, &mut examples)?;
        }
        for path in files(&self.gold, ".ann.txt")? {
            examples.push(read_report(&path)?);
        }
        let (reports, sentences): (Vec<&Example>, Vec<&Example>) =
            examples.iter().partition(|e| e.report);
        eprintln!("{} reports, {} sentences", reports.len(), sentences.len());
        let is_test = |e: &Example| self.test.as_deref() == Some(e.file.as_str());
        if self.folds > 0 {
            let mut total = Score::default();
            for fold in 0..self.folds {
                if self.only_fold.is_some_and(|f| f != fold) {
                    continue;
                }
                let part = |i: usize| i % self.folds == fold;
                let held: Vec<&Example> = pick(&reports, part);
                let mut training = pick(&reports, |i| !part(i));
                training.extend(sentences.iter().copied().filter(|e| !is_test(e)));
                let bytes = self.train(&training);
                let model = Model::read(&bytes).ok_or("the model cannot be read")?;
                for example in held {
                    let score = self.score(example, &model)?;
                    println!("{:28} {}", example.name, score);
                    total.add(&score);
                }
            }
            println!("{:28} {total}", "reports left out, all");
            return Ok(());
        }
        let training: Vec<&Example> = examples.iter().filter(|e| !is_test(e)).collect();
        let bytes = self.train(&training);
        let model = Model::read(&bytes).ok_or("the model cannot be read")?;
        if self.test.is_some() {
            let mut total = Score::default();
            for example in examples.iter().filter(|e| is_test(e)) {
                total.add(&self.score(example, &model)?);
            }
            println!("{:28} {total}", self.test.as_deref().unwrap_or(""));
            for (kind, counts) in KINDS.iter().zip(&total.kinds) {
                println!("  {kind:?} {}", f1(counts));
            }
        }
        if let Some(out) = &self.out {
            fs::write(out, &bytes)?;
            println!("{}: {} bytes", out.display(), bytes.len());
        }
        Ok(())
    }

    fn train(&self, examples: &[&Example]) -> Vec<u8> {
        let mut data = Vec::new();
        for (i, example) in examples.iter().enumerate() {
            self.sequences(example, None, &mut data);
            if self.forget > 0.0 {
                self.sequences(example, Some(i as u64), &mut data);
            }
        }
        let places: usize = data.iter().map(|s| s.labels.len()).sum();
        eprintln!("{} stretches, {places} places", data.len());
        let trained = crf::train(
            &data,
            LABELS,
            &recogniser::allowed(),
            self.options,
            |epoch, loss| eprintln!("epoch {epoch}: loss {loss:.0}"),
        );
        let bytes = trained.to_bytes(self.threshold);
        eprintln!(
            "{} features kept, {} bytes",
            trained.rows.len(),
            bytes.len()
        );
        bytes
    }

    /// The training sequences of an example; with `seed`, as if a share of the known names were not.
    fn sequences(&self, example: &Example, seed: Option<u64>, out: &mut Vec<Sequence>) {
        let doc = &example.doc;
        let mut scan = Scan::new(doc);
        if let Some(seed) = seed {
            let limit = (self.forget * 1000.0) as u64;
            scan.forget(|row| draw(row, seed) >= limit);
        }
        let seen = Seen::new(doc, &scan);
        let proposals = entities::propose(doc, &scan, &seen);
        let words = Words::new(doc);
        let places = Places::new(doc, &scan, &seen, &words, &proposals);
        let labels = labels(example);
        for stretch in recogniser::stretches(doc, &places.active) {
            let span = doc.text.source_span(doc.span_of(stretch.clone()));
            let (start, end) = doc.text.code_points(span);
            if start < example.known.start || end > example.known.end {
                continue;
            }
            let range = &doc.sentences[scan.sentence[stretch.start] as usize].tokens;
            let weight = if example.report {
                self.report_weight
            } else {
                1.0
            };
            let mut sequence = Sequence {
                weight: if self.forget > 0.0 {
                    weight / 2.0
                } else {
                    weight
                },
                ..Sequence::default()
            };
            for at in stretch {
                let from = at.saturating_sub(features::REACH).max(range.start);
                let to = (at + features::REACH + 1).min(range.end);
                for i in from..to {
                    let word = &words.words[doc.tokens[i].form];
                    let offset = i as i32 - at as i32;
                    word_features(word, scan.flags(doc, i), offset, |f| {
                        sequence.features.push(f)
                    });
                }
                places.features(at, |f| sequence.features.push(f));
                sequence.ends.push(sequence.features.len() as u32);
                sequence.labels.push(labels[at]);
            }
            out.push(sequence);
        }
    }

    fn score(&self, example: &Example, model: &Model) -> Result<Score, Box<dyn Error>> {
        let doc = &example.doc;
        let limit = (self.blind * 1000.0) as u64;
        let known = |row| draw(row, u64::MAX) >= limit;
        let found = entities::recognise_with(doc, model, known);
        let mut score = Score::default();
        let got: Vec<(u32, u32, EntityType)> = found
            .iter()
            .map(|f| {
                let span = doc.text.source_span(doc.span_of(f.tokens.clone()));
                let (a, b) = doc.text.code_points(span);
                (a, b, f.kind)
            })
            .filter(|g| g.0 >= example.known.start && g.1 <= example.known.end)
            .collect();
        for (list, place) in [(&got, 1), (&example.gold, 2)] {
            for mention in list {
                score.kinds[index(mention.2)][place] += 1;
            }
        }
        for mention in got.iter().filter(|m| example.gold.contains(m)) {
            score.kinds[index(mention.2)][0] += 1;
        }
        if let Some(folder) = &self.predictions
            && example.report
        {
            let entities = entities::resolve(doc, &found);
            let value = serde_json::json!({"figures": [], "dates": [], "quotes": [], "sources": [], "entities": entities});
            fs::create_dir_all(folder)?;
            fs::write(
                folder.join(format!("{}.json", example.name)),
                value.to_string(),
            )?;
        }
        Ok(score)
    }
}

/// A number below 1000 for a row of the lexicon, drawn by `seed`.
fn draw(row: u32, seed: u64) -> u64 {
    hash(&format!("{row} {seed}")) % 1000
}

fn pick<'a>(list: &[&'a Example], keep: impl Fn(usize) -> bool) -> Vec<&'a Example> {
    let kept = list.iter().enumerate().filter(|(i, _)| keep(*i));
    kept.map(|(_, e)| *e).collect()
}

fn index(kind: EntityType) -> usize {
    KINDS.iter().position(|&k| k == kind).unwrap_or(0)
}

/// Right, found and expected, by type.
#[derive(Default)]
struct Score {
    kinds: [[u32; 3]; 6],
}

impl Score {
    fn add(&mut self, other: &Score) {
        for (a, b) in self.kinds.iter_mut().zip(&other.kinds) {
            for (x, y) in a.iter_mut().zip(b) {
                *x += y;
            }
        }
    }
}

fn f1(counts: &[u32; 3]) -> String {
    let [right, found, expected] = counts.map(f64::from);
    let f = 2.0 * right / (found + expected).max(1.0);
    format!(
        "P {:.3} R {:.3} F1 {f:.4} ({expected})",
        right / found.max(1.0),
        right / expected.max(1.0)
    )
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut all = [0; 3];
        for kind in &self.kinds {
            for (x, y) in all.iter_mut().zip(kind) {
                *x += y;
            }
        }
        f.write_str(&f1(&all))
    }
}

/// The label of each token.
fn labels(example: &Example) -> Vec<u8> {
    let doc = &example.doc;
    let mut out = vec![0; doc.tokens.len()];
    let places: Vec<(u32, u32)> = doc
        .tokens
        .iter()
        .map(|t| doc.text.code_points(doc.text.source_span(t.span)))
        .collect();
    for &(start, end, kind) in &example.gold {
        let first = places.partition_point(|p| p.1 <= start);
        let last = places.partition_point(|p| p.0 < end);
        if first >= last {
            continue;
        }
        for (i, slot) in out[first..last].iter_mut().enumerate() {
            *slot = recogniser::label(kind, i, last - first);
        }
    }
    out
}

fn files(folder: &Path, ending: &str) -> std::io::Result<Vec<PathBuf>> {
    let mut out: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.to_string_lossy().ends_with(ending))
        .collect();
    out.sort();
    Ok(out)
}

fn read_sentences(path: &Path, out: &mut Vec<Example>) -> Result<(), Box<dyn Error>> {
    let file = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let lang = Lang::from_code(&file);
    for (i, line) in fs::read_to_string(path)?.lines().enumerate() {
        let value: serde_json::Value = serde_json::from_str(line)?;
        let text = value["text"].as_str().ok_or("a line without text")?;
        let mut gold = Vec::new();
        for e in value["entities"].as_array().into_iter().flatten() {
            let kind: EntityType = serde_json::from_value(e["type"].clone())?;
            let number = |k: &str| e[k].as_u64().unwrap_or(0) as u32;
            gold.push((number("start"), number("end"), kind));
        }
        out.push(Example {
            name: format!("{file}:{i}"),
            file: file.clone(),
            doc: Document::new(read_text(text.to_owned(), Some(Format::Text)).text, lang),
            gold,
            known: 0..u32::MAX,
            report: false,
        });
    }
    Ok(())
}

/// A report: the tags of `NAME.ann.txt` (or of its part `NAME.lines-A-B.ann.txt`) on the text `NAME.md`.
fn read_report(path: &Path) -> Result<Example, Box<dyn Error>> {
    let file = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let stem = file.trim_end_matches(".ann.txt");
    let (name, lines) = match stem.split_once(".lines-") {
        Some((name, lines)) => (name, Some(lines)),
        None => (stem, None),
    };
    let text = fs::read_to_string(path.with_file_name(format!("{name}.md")))?;
    let tagged = fs::read_to_string(path)?;
    let (plain, tags) = untag(&tagged)?;
    let from = match lines {
        Some(lines) => {
            let first: usize = lines.split('-').next().unwrap_or("1").parse()?;
            let before = text.split_inclusive('\n').take(first - 1);
            before.map(|l| l.chars().count()).sum::<usize>() as u32
        }
        None => 0,
    };
    let gold = tags
        .into_iter()
        .map(|(a, b, k)| (a + from, b + from, k))
        .collect();
    Ok(Example {
        name: name.to_owned(),
        file: name.to_owned(),
        known: from..from + plain.chars().count() as u32,
        doc: Document::new(read_text(text, Some(Format::Markdown)).text, None),
        gold,
        report: true,
    })
}

type Tags = Vec<(u32, u32, EntityType)>;

/// The text without its tags, and the outermost names.
fn untag(tagged: &str) -> Result<(String, Tags), Box<dyn Error>> {
    let mut plain = String::with_capacity(tagged.len());
    let (mut at, mut rest) = (0u32, tagged);
    let mut open: Vec<(u32, EntityType)> = Vec::new();
    let mut out = Vec::new();
    while let Some(c) = rest.chars().next() {
        let own = [
            "<E ", "<F ", "<D ", "<Q ", "<A ", "</E>", "</F>", "</D>", "</Q>", "</A>",
        ];
        if own.iter().any(|t| rest.starts_with(t)) {
            let end = rest.find('>').ok_or("a tag that does not close")?;
            let tag = &rest[..end];
            if let Some(attributes) = tag.strip_prefix("<E ") {
                let kind = attributes
                    .split("t=\"")
                    .nth(1)
                    .and_then(|t| t.split('"').next())
                    .ok_or("a name without type")?;
                open.push((at, serde_json::from_value(kind.into())?));
            } else if tag == "</E" {
                let (start, kind) = open.pop().ok_or("a closing tag alone")?;
                if open.is_empty() {
                    out.push((start, at, kind));
                }
            }
            rest = &rest[end + 1..];
            continue;
        }
        plain.push(c);
        at += 1;
        rest = &rest[c.len_utf8()..];
    }
    out.sort_by_key(|t| t.0);
    Ok((plain, out))
}
