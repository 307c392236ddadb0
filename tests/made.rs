//! Documents of other programs: each file of `tests/made/files` was made by `tests/made/make.py` from
//! a Markdown text, and is read as that text is.
//!
//! The text must be there ([`recall`], five words in a row), every number must be one of the
//! original's (a note mark glued to a number makes another), and figures and dates must be found as
//! they are in the original. Plain text has neither tables nor notes: of it, the words are asked for.

mod support;

use sourcier::pipeline::{self, Settings, Want};
use sourcier::read::{self, Input, Options, Read};
use sourcier::text::Document;
use std::collections::BTreeMap;
use std::path::Path;
use support::{note, root, text_of};
use unicode_normalization::UnicodeNormalization as _;

/// How often each thing is there.
type Bag<T> = BTreeMap<T, usize>;

fn bag<T: Ord>(items: impl Iterator<Item = T>) -> Bag<T> {
    let mut bag = Bag::new();
    for item in items {
        *bag.entry(item).or_default() += 1;
    }
    bag
}

fn common<T: Ord>(a: &Bag<T>, b: &Bag<T>) -> usize {
    a.iter().map(|(k, n)| n.min(b.get(k).unwrap_or(&0))).sum()
}

fn words(text: &str) -> Vec<String> {
    let text: String = text.nfkc().collect::<String>().to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// The share of the five-word sequences of `truth` that `read` holds.
fn recall(truth: &str, read: &str) -> f64 {
    let grams = |text: &str| bag(words(text).windows(5).map(<[String]>::to_vec));
    let (truth, read) = (grams(truth), grams(read));
    common(&truth, &read) as f64 / truth.values().sum::<usize>().max(1) as f64
}

/// Numbers of `read` that `truth` has less often.
fn glued(truth: &str, read: &str) -> Vec<String> {
    let numbers = |text: &str| {
        let text: String = text.nfkc().collect();
        let numbers = text.split(|c: char| !c.is_ascii_digit());
        bag(numbers.filter(|n| !n.is_empty()).map(str::to_owned))
    };
    let truth = numbers(truth);
    let more = |(number, count): &(String, usize)| truth.get(number).unwrap_or(&0) < count;
    numbers(read)
        .into_iter()
        .filter(more)
        .map(|(n, _)| n)
        .collect()
}

/// F1 of two bags.
fn agreement<T: Ord>(a: &Bag<T>, b: &Bag<T>) -> f64 {
    let all: usize = a.values().chain(b.values()).sum();
    2.0 * common(a, b) as f64 / all.max(1) as f64
}

/// Values of the figures and dates of a document.
fn found(path: &Path, read: Read) -> (Bag<String>, Bag<String>) {
    let settings = Settings {
        date: "2026-03-12".parse().ok(),
        ..Settings::default()
    };
    let input = Input::new("x", path.to_string_lossy(), b"");
    let analysis = pipeline::analyse(&input, read, &settings, Want::ALL);
    let figures = analysis
        .figures
        .iter()
        .map(|f| format!("{} {:?}", f.value, f.unit));
    let dates = analysis.dates.iter().filter_map(|d| d.edtf.clone());
    (bag(figures), bag(dates))
}

fn read(path: &Path) -> Read {
    let bytes = std::fs::read(path).expect("a readable file");
    let options = Options {
        expected: path
            .extension()
            .and_then(|e| read::Format::from_extension(&e.to_string_lossy())),
        ..Options::default()
    };
    read::read(bytes, &options).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn documents_of_other_programs_are_read_as_their_originals() {
    let made = root().join("tests/made");
    let mut wrong = Vec::new();
    let files = support::files(&made.join("files"), "");
    for file in &files {
        let name = file.file_name().expect("a name").to_string_lossy();
        let (source, how) = name.split_once("--").expect("SOURCE--HOW.EXTENSION");
        let truth = text_of(&made.join(format!("truths/{source}.txt")));
        let original = ["tests/made/sources", "corpus"]
            .map(|folder| root().join(format!("{folder}/{source}.md")))
            .into_iter()
            .find(|path| path.exists())
            .expect("an original");
        let doc = Document::new(read(file).text, None);
        let texts = doc.text.blocks.iter().map(|b| doc.text.slice(b.span));
        let mut text = texts.collect::<Vec<_>>().join("\n");
        if how.ends_with(".txt") {
            // In plain text marks and signs of items are text like any other.
            text = without_labels(&text);
        }
        let recall = recall(&truth, &text);
        // The front matter's date is text in some formats.
        let markdown = text_of(&original);
        let front = markdown
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---"));
        let glued = glued(&format!("{truth}{}", front.unwrap_or_default().0), &text);
        let plain = how.ends_with(".txt");
        let (figures, dates) = found(file, read(file));
        let (figures_of, dates_of) = found(&original, read(&original));
        let figures = agreement(&figures, &figures_of);
        let dates = agreement(&dates, &dates_of);
        let line = format!(
            "{name:40} recall {recall:.3}  figures {figures:.3}  dates {dates:.3}  {glued:?}"
        );
        let differs = !plain && (figures < 0.97 || dates < 0.97);
        // Some signs of the originals (₂, ₃, ’) have no place in the older encodings.
        let least = if plain { 0.95 } else { 0.97 };
        if recall < least || !glued.is_empty() || differs {
            wrong.push(line);
        }
    }
    assert!(files.len() >= 25, "{} files", files.len());
    note(&format!("{} made documents", files.len()));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// `text` without `[1]`, and without `1.` at the beginning of a line.
fn without_labels(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let line = match line[digits..].strip_prefix(". ") {
            Some(rest) if digits > 0 => rest,
            _ => line,
        };
        let mut parts = line.split('[');
        out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            match part.split_once(']') {
                Some((label, rest)) if label.bytes().all(|b| b.is_ascii_digit()) => {
                    out.push_str(rest)
                }
                _ => out.push_str(part),
            }
        }
        out.push('\n');
    }
    out
}
