//! `sourcier analyze`: one document's analysis, a batch, or a stream.

use super::args::Analyze;
use super::options::Options;
use super::{Outcome, jsonl, output};
use crate::batch::{Job, Origin};
use crate::error::Error;
use crate::pipeline::{Want, document_id};
use crate::read::Format;
use std::path::Path;

pub fn run(typed: Analyze, options: &Options) -> Result<Outcome, Error> {
    if typed.jsonl {
        return match typed.paths.is_empty() && typed.out.is_none() {
            true => jsonl::run(options),
            false => Err(Error::jsonl_paths()),
        };
    }
    let path = match typed.paths.as_slice() {
        [] => return Err(Error::no_paths()),
        [one] => one,
        several => return Err(Error::several(several.len())),
    };
    let want = Want {
        sentences: options.sentences,
        ..Want::ALL
    };
    let done = job(path, options)?.analyse(&options.settings, want)?;
    let mut json =
        serde_json::to_vec_pretty(&done.analysis).map_err(|e| Error::stdout(e.into()))?;
    json.push(b'\n');
    output::write(&json)?;
    Ok(Outcome::Done)
}

/// The job that reads the one document at `path`.
pub fn job(path: &Path, options: &Options) -> Result<Job, Error> {
    if path.as_os_str() == "-" {
        return Ok(Job {
            id: "stdin".to_owned(),
            path: String::new(),
            origin: Origin::Stdin,
            format: options.input_format,
        });
    }
    if path.is_dir() {
        return Err(Error::folder(path.display().to_string()));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    Ok(Job {
        id: document_id(&name),
        path: name.into_owned(),
        origin: Origin::File(path.to_owned()),
        format: options
            .input_format
            .or_else(|| Format::from_extension(&extension)),
    })
}
