//! The index: what is found, what is asked, what is kept up to date, and what happens when it is
//! disturbed; through the command, as a user calls it, and with SQLite, as other tools read it.

mod ask;
mod search;
#[path = "../support/mod.rs"]
mod support;
mod upkeep;

use rusqlite::Connection;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use support::root;
use tempfile::TempDir;

/// Texts whose words differ from what is searched for in every way that must not matter.
const TEXTS: [(&str, &str); 3] = [
    (
        "minsk-2024-05-06.md",
        "---\ntitle: Minsk et ses créanciers\ndate: 2024-05-06\n---\n\n# Les prêts\n\nSelon Iryna Halavenka, la \
         Biélorussie a reçu du Kremlin des prêts de 1 250 millions de dollars en 2023. L’État œuvre seul. Les \
         chevaux du général ont disparu.\n\n## Le gaz\n\nLe prêt du Kremlin s’élève à 3 milliards d'euros. Il a les \
         yeux fermés. Les œuvres d'État coûtent 40 % de plus.\n",
    ),
    (
        "loans-2025-02-01.md",
        "---\ntitle: Loans to Belarus\ndate: 2025-02-01\n---\n\n# Loans\n\nAccording to Eurostat, the loans reached \
         $1,250 million in 2024. The ministries of the region agreed on hydrogen and hydropower. Children were \
         vaccinated in twelve countries.\n",
    ),
    (
        "sub/rail-2026-01-15.txt",
        "1. LE RAIL\n\nEn 2025, le fret ferroviaire a transporté 35 millions de tonnes. D'après la Cour des comptes, \
         les péages ont augmenté de 12 %.\n\n2. BIBLIOGRAPHIE\n\nDurand (Marie), Le prix du sillon, Éditions du Rail, 2024.\n",
    ),
];

/// A folder with the texts.
fn texts() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in TEXTS {
        put(folder.path(), name, text);
    }
    folder
}

fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sourcier"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"] {
        command.env_remove(name);
    }
    command.current_dir(folder).args(args);
    command
}

fn output(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().expect("the command runs")
}

/// Standard output of a run that must end well.
#[track_caller]
fn well(folder: &Path, args: &[&str]) -> String {
    let output = output(folder, args);
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {err}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Standard error of a run that must end with code 2 and say each of `told`.
#[track_caller]
fn refused(folder: &Path, args: &[&str], told: &[&str]) {
    let output = output(folder, args);
    let err = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{args:?}: {err}");
    for words in told {
        assert!(err.contains(words), "{args:?} says {err:?}, not {words:?}");
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// A folder with the texts and their index.
fn indexed() -> TempDir {
    let folder = texts();
    well(folder.path(), &["index", ".", "-q"]);
    folder
}

fn database(folder: &Path) -> Connection {
    Connection::open(folder.join("index.sqlite")).expect("a database")
}

fn count(db: &Connection, table: &str) -> i64 {
    db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
        row.get(0)
    })
    .unwrap_or_else(|e| panic!("{table}: {e}"))
}
