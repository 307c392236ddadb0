//! The exports in the hands of the programs that their users use, as far as they are there.

use super::root;
use super::support::note;
use std::process::Command;

#[test]
fn the_libraries_of_their_users_read_them() {
    let python = std::env::var("SOURCIER_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let out = tempfile::tempdir().expect("a folder");
    let run = Command::new(env!("CARGO_BIN_EXE_sourcier"))
        .current_dir(root())
        .args([
            "analyze",
            "-q",
            "corpus",
            "--format",
            "web-annotation,tei,brat,ftm,parquet",
            "-o",
        ])
        .arg(out.path())
        .output()
        .expect("the command runs");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let script = root().join("tests/exports/read_back.py");
    let Ok(run) = Command::new(&python).arg(script).arg(out.path()).output() else {
        note(&format!("skipped: there is no {python}"));
        return;
    };
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(
        run.status.success(),
        "{told}{}",
        String::from_utf8_lossy(&run.stderr)
    );
    assert!(told.lines().count() >= 6, "{told}");
    for line in told.lines().filter(|l| l.contains("skipped")) {
        note(line);
    }
}
