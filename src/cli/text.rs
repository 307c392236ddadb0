//! `sourcier text`: what was understood of a document's structure.

use super::options::Options;
use super::{Outcome, documents, output};
use crate::error::Error;
use std::fmt::Write as _;
use std::path::Path;

/// Prints each block with its zone and kind, then the sections.
pub fn run(path: &Path, options: &Options) -> Result<Outcome, Error> {
    let (job, settings) = documents::single(path, options)?;
    let doc = documents::read_only(&job, &settings)?;
    let mut out = String::new();
    for block in &doc.text.blocks {
        let section = block.section.and_then(|s| doc.sections.get(s));
        let number = section.and_then(|s| s.number.as_deref()).unwrap_or("-");
        let text = doc.text.slice(block.span);
        let _ = writeln!(out, "{:?}\t{:?}\t{number}\t{text}", block.zone, block.kind);
    }
    for section in &doc.sections {
        let indent = "  ".repeat(usize::from(section.level));
        let number = section.number.as_deref().unwrap_or("-");
        let _ = writeln!(out, "{indent}{number} {}", section.title);
    }
    output::write(out.as_bytes())?;
    Ok(Outcome::Done)
}
