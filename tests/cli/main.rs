//! The command itself, as a user runs it: what it writes, what it says, how it ends.

mod analyses;
mod audit;
mod batch;
mod crash;
mod errors;
mod eye;
mod incremental;
mod stream;
#[path = "../support/mod.rs"]
mod support;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use support::{files, note, root, shared, text_of};
use tempfile::TempDir;

/// The command in an environment that chooses no language.
fn sourcier() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sourcier"));
    for name in [
        "LC_ALL",
        "LC_MESSAGES",
        "LANG",
        "NO_COLOR",
        "CLICOLOR_FORCE",
    ] {
        command.env_remove(name);
    }
    command.current_dir(root());
    command
}

/// How a run ended.
struct Run {
    code: i32,
    out: String,
    err: String,
}

fn ended(output: Output) -> Run {
    Run {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
        err: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
    }
}

fn run(args: &[&str]) -> Run {
    ended(sourcier().args(args).output().expect("the command runs"))
}

/// A run that must end well and say nothing on standard error.
fn well(args: &[&str]) -> String {
    let run = run(args);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{args:?}");
    run.out
}

/// A run that must end with code 2, say each of `told`, and write nothing on standard output.
#[track_caller]
fn refused(args: &[&str], told: &[&str]) -> Run {
    let run = run(args);
    assert_eq!(
        (run.code, run.out.as_str()),
        (2, ""),
        "{args:?}: {}",
        run.err
    );
    for words in told {
        assert!(
            run.err.contains(words),
            "{args:?} says {:?}, not {words:?}",
            run.err
        );
    }
    run
}

/// What the closing table says of `row`.
fn closing<'a>(err: &'a str, row: &str) -> &'a str {
    let said = err.lines().find_map(|line| line.strip_prefix(row));
    said.unwrap_or_else(|| panic!("no row {row}: {err}")).trim()
}

fn spawn(args: &[&str]) -> Child {
    let mut command = sourcier();
    command.args(args);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().expect("the command starts")
}

fn fed(args: &[&str], input: &[u8]) -> Run {
    let mut child = spawn(args);
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(input)
        .expect("it reads");
    ended(child.wait_with_output().expect("it ends"))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text:.200}"))
}

/// A folder with these files.
fn folder(contents: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in contents {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    folder
}

fn shown(path: &Path) -> &str {
    path.to_str().expect("a UTF-8 path")
}

/// The results in a folder by name, without what it keeps for itself.
fn results(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let paths = names(folder)
        .into_iter()
        .map(|name| (folder.join(&name), name));
    let files = paths.filter(|(path, _)| path.is_file());
    files
        .map(|(path, name)| (name, fs::read(path).expect("a file")))
        .collect()
}

/// The names in a folder, hidden ones too.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("a readable folder");
    entries
        .map(|e| {
            e.expect("an entry")
                .file_name()
                .into_string()
                .expect("UTF-8")
        })
        .collect()
}

fn corpus() -> Vec<PathBuf> {
    let mut all = files(&root().join("corpus"), ".md");
    all.extend(files(&root().join("corpus"), ".txt"));
    assert!(all.len() >= 5, "the corpus is not there");
    all
}

fn schema() -> jsonschema::Validator {
    let schema = json(&well(&["schema"]));
    jsonschema::validator_for(&schema).expect("a JSON Schema")
}

/// Checks an analysis against the schema, and every span's text against the document's.
fn check_analysis(schema: &jsonschema::Validator, analysis: &Value, text: &str) {
    let wrong: Vec<String> = schema
        .iter_errors(analysis)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "against the schema: {wrong:#?}");
    let characters: Vec<char> = text.chars().collect();
    assert_eq!(
        analysis["document"]["counts"]["characters"],
        characters.len(),
        "the document text is the file's"
    );
    check_spans(analysis, &characters);
}

fn check_spans(value: &Value, text: &[char]) {
    match value {
        Value::Array(list) => list.iter().for_each(|v| check_spans(v, text)),
        Value::Object(map) => {
            if let (Some(start), Some(end)) = (map.get("start"), map.get("end")) {
                let at = |v: &Value| v.as_u64().expect("an offset") as usize;
                let slice = text.get(at(start)..at(end));
                let slice: String = slice.unwrap_or_else(|| panic!("{map:?}")).iter().collect();
                if let Some(written) = map.get("text").or_else(|| map.get("raw")) {
                    assert_eq!(written, &Value::String(slice), "{map:?}");
                }
            }
            map.values().for_each(|v| check_spans(v, text));
        }
        _ => {}
    }
}

const REPORT: &str = "# Le gaz\n\nSelon Eurostat, le gaz a fourni 21,5 % du courant en mars 2025. \
    « Le prix a doublé », affirme Anne Martin.\n";
