//! `reports/` is what the program gives for `corpus/` today: the same files, the same bytes.
//!
//! A report is in its document's language, so the locale of whoever makes it does not matter.

mod support;

use sourcier::lang::Lang;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use support::{root, text_of};

const HOW: &str = "cargo run --release -- analyze corpus -o reports";

/// The files of a folder by name, without what it keeps for itself.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let files = paths.filter(|path| path.is_file()).map(|path| {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        (name, bytes)
    });
    files.collect()
}

/// What the main job gives now, in an environment of the language `locale`.
fn made(locale: Lang) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("reports");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sourcier"));
    command
        .current_dir(root())
        .env("LC_ALL", locale.code())
        .args(["analyze", "corpus", "-o"])
        .arg(&out);
    let run = command.output().expect("the program runs");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    files(&out)
}

/// How the committed files differ from those made now; empty where they are the same.
fn differences(
    committed: &BTreeMap<String, Vec<u8>>,
    made: &BTreeMap<String, Vec<u8>>,
) -> Vec<String> {
    let missing = made.keys().filter(|name| !committed.contains_key(*name));
    let extra = committed.keys().filter(|name| !made.contains_key(*name));
    let mut out: Vec<String> = missing.map(|name| format!("{name} is missing")).collect();
    out.extend(extra.map(|name| format!("{name} is made no more")));
    for (name, now) in made {
        if let Some(before) = committed.get(name).filter(|before| *before != now) {
            let (before, now) = (
                String::from_utf8_lossy(before),
                String::from_utf8_lossy(now),
            );
            let same = before
                .lines()
                .zip(now.lines())
                .take_while(|(a, b)| a == b)
                .count();
            out.push(format!("{name} differs from line {} on", same + 1));
        }
    }
    out
}

#[test]
fn reports_are_what_the_program_gives_now() {
    let committed = files(&root().join("reports"));
    for locale in Lang::all() {
        let stale = differences(&committed, &made(locale));
        assert!(
            stale.is_empty(),
            "reports/ is stale; run `{HOW}`\n{}",
            stale.join("\n")
        );
    }
}

#[test]
fn differences_are_seen() {
    let files = |list: &[(&str, &str)]| -> BTreeMap<String, Vec<u8>> {
        list.iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect()
    };
    let committed = files(&[("a.md", "un\ndeux\n"), ("b.md", "x"), ("old.md", "")]);
    let made = files(&[("a.md", "un\ntrois\n"), ("b.md", "x"), ("new.md", "")]);
    let expected = [
        "new.md is missing",
        "old.md is made no more",
        "a.md differs from line 2 on",
    ];
    assert_eq!(differences(&committed, &made), expected);
    assert!(differences(&made, &made).is_empty());
}

/// What the README shows of the reports is in them: the lines of its `json` and `markdown` blocks,
/// in that order.
#[test]
fn the_readme_shows_what_the_reports_hold() {
    let text = |path: &str| text_of(&root().join(path));
    let readme = text("README.md");
    for (fence, report) in [
        ("```json\n", "reports/belarus-dependance.json"),
        ("```markdown\n", "reports/belarus-dependance.md"),
    ] {
        let (_, block) = readme.split_once(fence).expect("the README has an excerpt");
        let (block, _) = block.split_once("```").expect("a closed block");
        let report = text(report);
        let mut lines = report.lines().map(|l| l.trim().trim_end_matches(','));
        for line in block.lines().map(|l| l.trim().trim_end_matches(',')) {
            assert!(
                lines.any(|l| l == line),
                "README.md shows a line that the report has not (there): {line}"
            );
        }
        assert!(block.lines().count() > 1);
    }
}
