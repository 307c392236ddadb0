//! Scores the analysis of every annotated document, and holds each score where it has got to.
//!
//! Gold stands in `tests/gold` (for the documents of `corpus/`, on any clone), in `tests/gold/passages`
//! (short texts full of figures and dates, annotated for these alone; each is its own document) and in
//! the folder of annotated reports where that is at hand. `tests/scores.toml` holds each document's scores: a
//! lower one fails; a higher one is printed and wants to be recorded:
//!
//! ```sh
//! SOURCIER_RECORD=1 cargo test --test gold        # raises what has become better
//! SOURCIER_RECORD=force cargo test --test gold    # writes the scores as they are, lower ones too
//! ```

mod scorer;
mod support;

use scorer::gold::{Gold, Place};
use scorer::measure::{Score, Scores};
use sourcier::model::Analysis;
use sourcier::pipeline::{self, Settings, Want};
use sourcier::read::{self, Input};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use support::{files, note, root, shared, text_of};

/// An annotated document with its analysis.
struct Case {
    /// `corpus.NAME`, `passages.NAME` or `shared.NAME`: its table in `tests/scores.toml`.
    name: String,
    annotated: PathBuf,
    /// The document itself.
    document: PathBuf,
    references: Option<PathBuf>,
    /// First and last line that the gold covers, 1-based, where it covers a part.
    lines: Option<(usize, usize)>,
    text: String,
    gold: Gold,
    /// The code points that the gold covers.
    part: Place,
    analysis: Analysis,
}

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let mut cases = cases("corpus", &root().join("tests/gold"), &root().join("corpus"));
    assert!(!cases.is_empty(), "tests/gold is empty");
    let passages = files(&root().join("tests/gold/passages"), ".ann.txt");
    cases.extend(passages.into_iter().map(passage));
    if let Some(shared) = shared("the scores of the annotated reports") {
        cases.extend(self::cases(
            "shared",
            &shared.join("gold"),
            &shared.join("gold"),
        ));
    }
    cases
});

/// The annotated documents of `gold`, whose texts are in `documents`.
fn cases(group: &str, gold: &Path, documents: &Path) -> Vec<Case> {
    let annotated = files(gold, ".ann.txt");
    annotated
        .into_iter()
        .map(|path| case(group, path, documents))
        .collect()
}

fn case(group: &str, annotated: PathBuf, documents: &Path) -> Case {
    let file = annotated.file_name().expect("a file").to_string_lossy();
    let stem = file.trim_end_matches(".ann.txt");
    // `NAME.lines-27-108.ann.txt` covers these lines alone.
    let (name, lines) = match stem.split_once(".lines-") {
        Some((name, range)) => {
            let (first, last) = range.split_once('-').expect("lines-A-B");
            (
                name,
                Some((
                    first.parse().expect("a line"),
                    last.parse().expect("a line"),
                )),
            )
        }
        None => (stem, None),
    };
    let document = ["md", "txt"]
        .map(|extension| documents.join(format!("{name}.{extension}")))
        .into_iter()
        .find(|path| path.exists())
        .unwrap_or_else(|| panic!("no document for {file} in {}", documents.display()));
    let references = annotated.with_file_name(format!("{name}.bib.tsv"));
    let references = references.exists().then_some(references);
    let text = text_of(&document);
    let mut gold = Gold::read(
        &text_of(&annotated),
        references.as_deref().map(text_of).as_deref(),
    );
    let part = match lines {
        Some(lines) => code_points_of_lines(&text, lines),
        None => 0..text.chars().count() as u32,
    };
    gold.shift(part.start);
    Case {
        name: format!("{group}.{name}"),
        analysis: analyse(&document),
        annotated,
        document,
        references,
        lines,
        text,
        gold,
        part,
    }
}

/// A short text annotated for its figures and dates alone.
fn passage(annotated: PathBuf) -> Case {
    let gold = Gold::read(&text_of(&annotated), None);
    let file = annotated.file_name().expect("a file").to_string_lossy();
    let name = file.trim_end_matches(".ann.txt");
    let text = gold.text.clone();
    Case {
        name: format!("{PASSAGES}{name}"),
        analysis: analyse_bytes(&format!("{name}.md"), text.clone().into_bytes()),
        document: annotated.clone(),
        annotated,
        references: None,
        lines: None,
        part: 0..text.chars().count() as u32,
        text,
        gold,
    }
}

/// How the names of passages begin.
const PASSAGES: &str = "passages.";

fn analyse(path: &Path) -> Analysis {
    let bytes = std::fs::read(path).expect("a readable document");
    let file = path.file_name().expect("a file").to_string_lossy();
    analyse_bytes(&file, bytes)
}

fn analyse_bytes(file: &str, bytes: Vec<u8>) -> Analysis {
    let input = Input::new(pipeline::document_id(file), file, &bytes);
    let read = read::read(bytes, &read::Options::default()).expect("a text");
    pipeline::analyse(&input, read, &Settings::default(), Want::ALL)
}

fn code_points_of_lines(text: &str, (first, last): (usize, usize)) -> Place {
    let lengths: Vec<u32> = text
        .split_inclusive('\n')
        .map(|l| l.chars().count() as u32)
        .collect();
    let before = |line: usize| lengths[..line.min(lengths.len())].iter().sum();
    before(first - 1)..before(last)
}

fn scores(case: &Case) -> Scores {
    let mut scores =
        scorer::score::score(&case.analysis, &case.text, &case.gold, case.part.clone());
    if case.name.starts_with(PASSAGES) {
        let annotated = [
            "figures.found",
            "figures.value",
            "figures.full",
            "figures.of",
        ];
        scores.retain(|m, _| m.starts_with("dates.") || annotated.contains(&m.as_str()));
    }
    scores
}

#[test]
fn gold_is_the_document_with_marks() {
    for case in CASES.iter() {
        let skip = case.part.start as usize;
        let part: String = case.text.chars().skip(skip).take(case.part.len()).collect();
        assert!(
            case.gold.text == part,
            "{} without its tags is not {}",
            case.annotated.display(),
            case.document.display()
        );
        let keys: Vec<&str> = case
            .gold
            .references
            .iter()
            .map(|e| e.key.as_str())
            .collect();
        for figure in &case.gold.figures {
            for key in &figure.sources {
                assert!(
                    keys.contains(&key.as_str()),
                    "{}: no entry {key}",
                    case.name
                );
            }
        }
        assert!(
            !case.gold.figures.is_empty() && !case.gold.dates.is_empty(),
            "{}",
            case.name
        );
    }
}

// --- the ratchet ---------------------------------------------------------------------------------

type Recorded = BTreeMap<String, BTreeMap<String, f64>>;

/// How today's scores of a document stand to the recorded ones.
#[derive(Debug, Default, PartialEq)]
struct Change {
    worse: Vec<String>,
    better: Vec<String>,
    /// The better of both, to be recorded.
    best: BTreeMap<String, f64>,
}

fn compare(recorded: &BTreeMap<String, f64>, now: &Scores) -> Change {
    let mut change = Change {
        best: recorded.clone(),
        ..Change::default()
    };
    for (measure, &score) in now {
        let number = score.number();
        let fewer_is_better = matches!(score, Score::Wrong(_));
        match recorded.get(measure) {
            Some(&before) if before == number => continue,
            Some(&before) if (number < before) != fewer_is_better => {
                change.worse.push(format!("{measure} {before} → {number}"));
                continue;
            }
            Some(&before) => change.better.push(format!("{measure} {before} → {number}")),
            None => change.better.push(format!("{measure} (new) {number}")),
        }
        change.best.insert(measure.clone(), number);
    }
    for (measure, before) in recorded {
        if !now.contains_key(measure) {
            change
                .worse
                .push(format!("{measure} {before} → not measured"));
        }
    }
    change
}

fn scores_file() -> PathBuf {
    root().join("tests/scores.toml")
}

fn recorded() -> Recorded {
    let Ok(text) = std::fs::read_to_string(scores_file()) else {
        return Recorded::new();
    };
    let table: BTreeMap<String, Recorded> =
        toml::from_str(&text).expect("tests/scores.toml is TOML");
    let flat = table.into_iter().flat_map(|(group, documents)| {
        documents
            .into_iter()
            .map(move |(name, scores)| (format!("{group}.{name}"), scores))
    });
    flat.collect()
}

fn write(recorded: &Recorded) {
    let mut out = String::from(
        "# The scores of every annotated document: F1, share right, or (spans.wrong, bibliography.others) how many\n\
         # are wrong. Written by `SOURCIER_RECORD=1 cargo test --test gold`; see tests/gold.rs.\n",
    );
    for (name, scores) in recorded {
        let _ = writeln!(out, "\n[{name}]");
        for (measure, score) in scores {
            let _ = writeln!(out, "\"{measure}\" = {score:?}");
        }
    }
    std::fs::write(scores_file(), out).expect("tests/scores.toml can be written");
}

#[test]
fn no_score_is_lower_than_recorded() {
    let record = std::env::var("SOURCIER_RECORD").ok();
    let before = recorded();
    let (mut after, mut worse, mut better) = (before.clone(), String::new(), 0);
    for case in CASES.iter() {
        let now = scores(case);
        let change = compare(before.get(&case.name).unwrap_or(&BTreeMap::new()), &now);
        for line in &change.worse {
            let _ = writeln!(worse, "  {}: {line}", case.name);
        }
        if record.is_none() && !before.contains_key(&case.name) {
            let _ = writeln!(worse, "  {}: no score is recorded", case.name);
        } else if record.is_none() {
            let lines = change.better.iter();
            lines.for_each(|line| note(&format!("HIGHER {}: {line}", case.name)));
        }
        better += change.better.len();
        after.insert(
            case.name.clone(),
            match record.as_deref() {
                Some("force") => now.iter().map(|(m, s)| (m.clone(), s.number())).collect(),
                _ => change.best,
            },
        );
    }
    match record.as_deref() {
        Some(mode) => {
            write(&after);
            note(&format!(
                "RECORDED {better} higher or new scores in tests/scores.toml"
            ));
            if mode == "force" {
                note(&format!("RECORDED lower ones too:\n{worse}"));
                return;
            }
        }
        None if better > 0 => {
            note(&format!(
                "{better} scores are higher than recorded: SOURCIER_RECORD=1 cargo test --test gold"
            ));
        }
        None => {}
    }
    assert!(
        worse.is_empty(),
        "scores lower than recorded (mend it; SOURCIER_RECORD=force records a loss that is meant):\n{worse}"
    );
}

#[test]
fn a_change_for_the_worse_is_told_from_one_for_the_better() {
    let recorded = BTreeMap::from([
        ("dates.found".to_owned(), 0.9),
        ("figures.found".to_owned(), 0.8),
        ("figures.of".to_owned(), 0.5),
        ("spans.wrong".to_owned(), 0.0),
    ]);
    let now = Scores::from([
        ("dates.found".to_owned(), Score::Share(0.8999)),
        ("figures.found".to_owned(), Score::Share(0.8001)),
        ("quotes.found".to_owned(), Score::Share(0.1)),
        ("spans.wrong".to_owned(), Score::Wrong(1)),
    ]);
    let change = compare(&recorded, &now);
    assert_eq!(
        change.worse.len(),
        3,
        "lower, more wrong, gone: {:?}",
        change.worse
    );
    assert_eq!(change.better.len(), 2, "higher, new: {:?}", change.better);
    assert_eq!(change.best["dates.found"], 0.9);
    assert_eq!(change.best["figures.found"], 0.8001);
    assert_eq!(change.best["spans.wrong"], 0.0);
}

// --- the reference scorer ------------------------------------------------------------------------

/// Every number of our scorer is that of `tools/score.py`, on every annotated document.
#[test]
fn scores_are_those_of_the_reference_scorer() {
    const WHAT: &str = "the comparison with tools/score.py";
    let Some(script) = shared(WHAT).map(|s| s.join("tools/score.py")) else {
        return;
    };
    if Command::new("python3").arg("--version").output().is_err() {
        note(&format!("SKIPPED {WHAT}: no python3"));
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut differences = Vec::new();
    let whole = |case: &&Case| !case.name.starts_with(PASSAGES);
    for case in CASES.iter().filter(whole) {
        let expected = reference_scores(&script, case, folder.path());
        differences.extend(differ(&case.name, &scores(case), &expected));
    }
    assert!(
        differences.is_empty(),
        "ours, then theirs:\n{}",
        differences.join("\n")
    );
}

/// What the reference `script` says of a case; the analysis is written into `folder` for it.
fn reference_scores(script: &Path, case: &Case, folder: &Path) -> Json {
    let analysis = folder.join(format!("{}.json", case.name));
    let json = serde_json::to_vec(&case.analysis).expect("an analysis is JSON");
    std::fs::write(&analysis, json).expect("a writable folder");
    let mut command = Command::new("python3");
    command.arg(script).arg(&case.annotated).arg(&analysis);
    command.args(&case.references).arg("--json");
    if let Some((first, last)) = case.lines {
        command.arg("--text").arg(&case.document);
        command.arg("--lines").arg(format!("{first}-{last}"));
    }
    let run = command.output().expect("python3 runs");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{}: {said}", case.name);
    serde_json::from_slice(&run.stdout).expect("score.py writes JSON")
}

type Json = serde_json::Map<String, serde_json::Value>;

/// Where our `scores` differ from those of the reference scorer by more than its rounding.
fn differ(name: &str, scores: &Scores, expected: &Json) -> Vec<String> {
    const TOLERANCE: f64 = 0.0005;
    let same = |ours: &Score, theirs: &serde_json::Value| {
        let near = |ours: f64, theirs: &serde_json::Value| {
            theirs
                .as_f64()
                .is_some_and(|theirs| (ours - theirs).abs() <= TOLERANCE)
        };
        match *ours {
            Score::Prf { p, r, f1 } => {
                near(p, &theirs["p"]) && near(r, &theirs["r"]) && near(f1, &theirs["f1"])
            }
            Score::Share(share) => near(share, theirs),
            Score::Wrong(count) => near(count as f64, theirs),
        }
    };
    let mut out = Vec::new();
    for (measure, theirs) in expected {
        match scores.get(measure) {
            Some(ours) if same(ours, theirs) => {}
            None if theirs.is_null() => {}
            ours => out.push(format!("{name} {measure}: {ours:?}, {theirs}")),
        }
    }
    let unknown = scores.keys().filter(|m| !expected.contains_key(*m));
    out.extend(unknown.map(|m| format!("{name} {m}: not in score.py")));
    out
}
