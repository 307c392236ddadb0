//! Runs that end in the middle: whatever happens, the next one makes the folder whole, and nobody
//! sees half a file.

use super::incremental::{documents, fresh};
use super::*;
use std::time::{Duration, Instant};

/// A small generator of numbers (splitmix64); the same on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (x ^ (x >> 31)) % most.max(1)
    }
}

/// Kills of [`nothing_is_lost_when_it_is_killed`]; `SOURCIER_KILLS` asks for more.
fn kills() -> u64 {
    let told = std::env::var("SOURCIER_KILLS").ok();
    told.and_then(|n| n.parse().ok()).unwrap_or(12)
}

#[test]
fn nothing_is_lost_when_it_is_killed() {
    let input = documents();
    let changing = input.path().join("eau.md");
    let versions = [
        "Le gaz vaut 5 euros en 2023.\n",
        "Le gaz vaut 6 euros en 2024, dit Eurostat.\n",
    ];
    let expected: Vec<_> = versions
        .iter()
        .map(|text| {
            fs::write(&changing, text).unwrap();
            fresh(input.path(), &[])
        })
        .collect();
    let out = tempfile::tempdir().unwrap();
    let out = out.path();
    let args = [
        "analyze",
        "-q",
        shown(input.path()),
        "-o",
        shown(out),
        "--jobs",
        "2",
    ];
    let begin = Instant::now();
    well(&args);
    let usual = begin.elapsed();
    let mut numbers = Numbers(7);
    let mut cut_off = 0;
    for kill in 0..kills() {
        let version = kill as usize % 2;
        fs::write(&changing, versions[version]).unwrap();
        // From time to time the work begins anew.
        if numbers.below(4) == 0 {
            // A run may have been cut off before it made this folder again.
            let _ = fs::remove_dir_all(out.join(".sourcier/parts"));
        }
        let mut child = spawn(&args);
        std::thread::sleep(usual.mul_f64(numbers.below(1200) as f64 / 1000.0));
        cut_off += u64::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        // Whatever can be seen is whole: as it was, or as it will be.
        for (name, bytes) in results(out) {
            let whole = expected.iter().any(|made| made.get(&name) == Some(&bytes));
            assert!(whole, "kill {kill}: {name} is neither old nor new");
        }
        if numbers.below(3) == 0 {
            well(&args);
            assert!(results(out) == expected[version], "after kill {kill}");
        }
    }
    fs::write(&changing, versions[0]).unwrap();
    well(&args);
    assert!(results(out) == expected[0]);
    assert_eq!(
        names(&out.join(".sourcier/tmp")).len(),
        0,
        "nothing is left over"
    );
    note(&format!(
        "{cut_off} of {} runs were cut off by a kill",
        kills()
    ));
    assert!(cut_off > 0);
}

/// Runs the command behind `limit`, words of a shell.
#[cfg(unix)]
fn limited(limit: &str, args: &[&str]) -> Output {
    let script = format!("{limit}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_sourcier")]);
    command.args(args).current_dir(root()).env("LC_ALL", "C");
    command.output().expect("a shell")
}

/// Limits of the system stand for a disk that is full and for handles that run out.
#[test]
#[cfg(unix)]
fn a_run_that_meets_a_limit_is_made_good_by_the_next() {
    let input = documents();
    let expected = fresh(input.path(), &[]);
    for (limit, told) in [
        // Writing beyond the limit fails, as on a full disk; or the signal ends the program.
        ("trap '' XFSZ; ulimit -f 4", Some("cannot be written")),
        ("ulimit -c 0; ulimit -f 4", None),
        ("ulimit -n 9", None),
        ("ulimit -n 14", None),
    ] {
        let out = tempfile::tempdir().unwrap();
        let args = [
            "analyze",
            "-q",
            shown(input.path()),
            "-o",
            shown(out.path()),
            "--jobs",
            "2",
        ];
        let met = limited(limit, &args);
        let err = String::from_utf8_lossy(&met.stderr);
        assert!(told.is_none_or(|told| err.contains(told)), "{limit}: {err}");
        assert!(!err.contains("panicked"), "{limit}: {err}");
        assert!(told.is_none() || met.status.code() == Some(2), "{limit}");
        for (name, bytes) in results(out.path()) {
            let same = expected.get(&name) == Some(&bytes);
            // Where documents could not be opened, the folder's own files say so.
            assert!(
                same || !name.contains("eau") && met.status.code() == Some(2),
                "{limit}: {name}"
            );
        }
        well(&args);
        assert!(results(out.path()) == expected, "{limit}");
        assert_eq!(names(&out.path().join(".sourcier/tmp")).len(), 0, "{limit}");
    }
}

#[test]
fn two_runs_do_not_work_on_one_folder() {
    let input = documents();
    let out = tempfile::tempdir().unwrap();
    let args = [
        "analyze",
        "-q",
        shown(input.path()),
        "-o",
        shown(out.path()),
    ];
    well(&args);
    let expected = results(out.path());
    let lock = fs::File::options()
        .write(true)
        .open(out.path().join(".sourcier/lock"))
        .unwrap();
    lock.lock().unwrap();
    refused(
        &args,
        &[shown(out.path()), "another run is at work", "Wait"],
    );
    lock.unlock().unwrap();
    drop(lock);
    // Begun together, one does the work, or one after the other.
    fs::remove_dir_all(out.path().join(".sourcier/parts")).unwrap();
    let both = [spawn(&args), spawn(&args)].map(|child| ended(child.wait_with_output().unwrap()));
    assert!(both.iter().any(|run| run.code == 0));
    for run in &both {
        assert!(
            run.code == 0 || run.err.contains("another run"),
            "{}",
            run.err
        );
    }
    assert!(results(out.path()) == expected);
}

#[test]
#[cfg(unix)]
fn a_folder_that_cannot_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let input = documents();
    let out = tempfile::tempdir().unwrap();
    let closed = out.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(closed.join("x"), "").is_ok() {
        return note("SKIPPED a read-only folder: this user may write everywhere");
    }
    let out = closed.join("out");
    for out in [&closed, &out] {
        let args = ["analyze", "-q", shown(input.path()), "-o", shown(out)];
        refused(&args, &["cannot be written", "Give -o a folder"]);
    }
}

/// Waits until `ready` says yes.
fn wait(what: &str, mut ready: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !ready() {
        assert!(
            begin.elapsed() < Duration::from_secs(120),
            "waited in vain: {what}"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
#[cfg(unix)]
fn a_watched_folder_stays_up_to_date() {
    let input = documents();
    let out = input.path().join("out");
    let args = ["analyze", "-q", shown(input.path()), "-o", shown(&out)];
    let child = spawn(&[&args[..], &["--watch", "--index"]].concat());
    // The record is the last that a run writes.
    let record = out.join(".sourcier/state.json");
    wait("the first run", || record.exists());
    // The index comes after it.
    let search = |words| run(&["search", "--json", words, "--index", shown(&out)]).out;
    wait("the first index", || search("eau").contains("eau.md"));
    fs::write(input.path().join("new.md"), "Le gaz vaut 5 euros.\n").unwrap();
    fs::remove_file(input.path().join("eau.md")).unwrap();
    let told = || fs::read_to_string(out.join("index.json")).unwrap_or_default();
    wait("a new document", || {
        told().contains("new.md") && !told().contains("eau.md")
    });
    wait("the end of the run", || record.exists());
    wait("the index", || search("5 euros").contains("new.md"));
    let pid = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    let run = ended(child.wait_with_output().unwrap());
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let mut left = results(&out);
    left.retain(|name, _| !name.starts_with("eau.") && !name.starts_with("index.sqlite"));
    assert!(left == fresh(input.path(), &[]));
}
