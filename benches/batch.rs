//! Time and memory of the batch on a folder of many documents, made by varying the corpus.
//!
//! ```sh
//! cargo bench --bench batch                  # 2,000 documents, 100 MB
//! DOCUMENTS=200 LINES=10000 RUNS=1 cargo bench --bench batch
//! ```
//!
//! Runs on one thread and on two alternate, since a machine is never quite still; `load` is what
//! others made it do just before.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Bytes of a document.
const SIZE: usize = 46_000;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    // `cargo test --benches` only asks whether it starts.
    if std::env::args().any(|arg| arg == "--test") {
        return Ok(());
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    let documents = number("DOCUMENTS", 2000);
    let runs = number("RUNS", 3);
    let paths = vary(&input, documents)?;
    let analyze = |out: &Path, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sourcier"));
        command
            .args(["analyze", "-q"])
            .arg(&input)
            .arg("-o")
            .arg(out);
        command.args(more);
        command
    };
    for _ in 0..runs {
        for jobs in ["1", "2"] {
            let _ = fs::remove_dir_all(&out);
            measure(&format!("{jobs} threads"), analyze(&out, &["--jobs", jobs]))?;
        }
    }
    for (i, path) in paths.iter().step_by(paths.len() / runs + 1).enumerate() {
        let mut file = File::options().append(true).open(path)?;
        writeln!(file, "\nLe prix du gaz était de {i} euros en 2024.")?;
        measure("one changed", analyze(&out, &[]))?;
        measure("none changed", analyze(&out, &[]))?;
    }
    let lines = folder.path().join("lines.jsonl");
    let mut file = BufWriter::new(File::create(&lines)?);
    for i in 0..number("LINES", 1_000_000) {
        let text = format!(
            "Selon Eurostat, le gaz a fourni {},{} % du courant en 2024.",
            i % 97,
            i % 10
        );
        writeln!(file, "{{\"id\": {i}, \"text\": \"{text}\"}}")?;
    }
    file.flush()?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_sourcier"));
    command.args(["analyze", "--jsonl"]);
    command.stdin(File::open(&lines)?).stdout(Stdio::null());
    measure("lines", command)
}

fn number(name: &str, usual: usize) -> usize {
    let told = std::env::var(name).ok().and_then(|n| n.parse().ok());
    told.unwrap_or(usual)
}

/// Writes `count` documents into `folder`: texts of the corpus one after the other, each with some
/// digits that are others.
fn vary(folder: &Path, count: usize) -> Result<Vec<PathBuf>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut files: Vec<PathBuf> = fs::read_dir(corpus)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<std::io::Result<_>>()?;
    files.sort();
    let texts: Vec<String> = files
        .iter()
        .map(fs::read_to_string)
        .collect::<std::io::Result<_>>()?;
    fs::create_dir_all(folder)?;
    let mut state = 7_u64;
    let mut random = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state >> 33
    };
    let mut paths = Vec::with_capacity(count);
    for number in 0..count {
        let first = number % files.len();
        let mut text = String::with_capacity(SIZE + SIZE / 2);
        for at in 0.. {
            if text.len() >= SIZE {
                break;
            }
            // A third of the documents mixes the texts.
            let at = if number % 3 == 0 { first + at } else { first };
            text.extend(texts[at % texts.len()].chars().map(|c| {
                let other = c.is_ascii_digit() && random() % 3 == 0;
                if other {
                    char::from(b'1' + (random() % 9) as u8)
                } else {
                    c
                }
            }));
            text.push_str("\n\n");
        }
        let file = &files[first];
        let [stem, end] =
            [file.file_stem(), file.extension()].map(|p| p.unwrap_or_default().to_string_lossy());
        let path = folder.join(format!("{stem}-{number:05}.{end}"));
        fs::write(&path, text)?;
        paths.push(path);
    }
    Ok(paths)
}

/// Runs `command` and tells what it took.
fn measure(what: &str, mut command: Command) -> Result<()> {
    let busy = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let busy = busy.split(' ').next().unwrap_or_default().to_owned();
    let begin = Instant::now();
    let mut child = command.spawn()?;
    // The peak of memory is to be read while the process is there.
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = String::new();
    let ended = loop {
        if let Ok(status) = fs::read_to_string(&status)
            && let Some(line) = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))
        {
            peak = line.trim().to_owned();
        }
        match child.try_wait()? {
            Some(ended) => break ended,
            None => std::thread::sleep(std::time::Duration::from_millis(5)),
        }
    };
    let took = begin.elapsed().as_secs_f64();
    println!("{what:>12}: {took:8.2} s, peak {peak}, load before {busy}");
    match ended.success() {
        true => Ok(()),
        false => Err(format!("{what}: {ended}").into()),
    }
}
