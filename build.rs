//! Gives the program a fingerprint of all that decides what an analysis is: its sources, the tables
//! of the languages and the learned models, and the versions of the crates it is built with. Results
//! that another program made are made again (`src/batch/key.rs`).
//!
//! The fingerprint depends on no machine, compiler or profile, so that builds of one source tree can
//! work on parts of one folder.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    for place in ["src", "models", "Cargo.toml", "Cargo.lock"] {
        println!("cargo:rerun-if-changed={place}");
        collect(&root.join(place), &mut files);
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        let below = file.strip_prefix(&root).unwrap_or(file);
        let name: Vec<_> = below.iter().map(|p| p.to_string_lossy()).collect();
        hasher.write(name.join("/").as_bytes());
        hasher.write_u8(0xff);
        let bytes = fs::read(file).unwrap_or_default();
        hasher.write_u64(bytes.len() as u64);
        hasher.write(&bytes);
    }
    println!(
        "cargo:rustc-env=SOURCIER_FINGERPRINT={:016x}",
        hasher.finish()
    );
}

/// The files at and below `place`.
fn collect(place: &Path, files: &mut Vec<PathBuf>) {
    match fs::read_dir(place) {
        Ok(entries) => {
            for entry in entries.flatten() {
                collect(&entry.path(), files);
            }
        }
        Err(_) if place.is_file() => files.push(place.to_owned()),
        Err(_) => {}
    }
}
