//! `sourcier text`: a document's text as it was read.

use super::analyze::check;
use super::args::Text;
use super::options::Options;
use super::{Outcome, documents, output};
use crate::error::Error;
use crate::report::structure;
use crate::text::Document;

pub fn run(typed: &Text, options: &Options) -> Result<Outcome, Error> {
    check(typed.format.as_deref(), &["md", "blocks"])?;
    let (job, settings) = documents::single(&typed.path, options)?;
    let read = job.read()?;
    let (meta, kind) = (read.meta, read.kind);
    let doc = Document::new(read.text, settings.lang);
    let out = match typed.format.as_deref() {
        Some("md") => structure::markdown(&doc, &meta, kind),
        Some(_) => structure::blocks(&doc),
        None => structure::plain(&doc),
    };
    output::write(out.as_bytes())?;
    Ok(Outcome::Done)
}
