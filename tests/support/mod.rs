//! What several tests need: where the project and the annotated reports are, and notes that are
//! seen even when a test passes.

// Each test target compiles its own copy and uses a part of it.
#![allow(dead_code)]

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The project's own folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder with the annotated reports and the reference scorer, which is no part of the
/// project: `SOURCIER_SHARED`, or `shared` beside the project. A caller that gets `None` skips what
/// needs it, and this says so.
pub fn shared(what: &str) -> Option<PathBuf> {
    let folder =
        std::env::var_os("SOURCIER_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    note(&format!(
        "SKIPPED {what}: no folder {} (SOURCIER_SHARED can name another)",
        folder.display()
    ));
    None
}

/// Writes a line that the test runner does not capture.
pub fn note(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The files of `folder` whose names end in `suffix`, sorted.
pub fn files(folder: &Path, suffix: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .map(|e| e.expect("a readable folder").path())
        .collect();
    files.retain(|p| p.to_string_lossy().ends_with(suffix));
    files.sort();
    files
}

/// The text of a file that must be there.
pub fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
