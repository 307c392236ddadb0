//! The batch: from paths to documents, from documents to a folder of results.
//!
//! | module | does |
//! | --- | --- |
//! | [`find`] | paths → the documents to read, in a stable order, with their identifiers |
//! | [`config`] | `sourcier.toml` |
//! | [`document`] | one document: bytes → analysis |
//! | [`results`] | one document: all that is written of it |
//! | [`folder`] | what is written of all of them |
//! | [`write`] | whole files or none |
//!
//! [`run`] is the whole. One document's results are a pure function of its bytes and the settings,
//! and what the folder knows adds up in any order; only [`run`] itself goes from one document to the
//! next.

pub mod config;
pub mod document;
pub mod find;
pub mod folder;
pub mod results;
pub mod write;

pub use document::{Analysed, Job, Origin, analyse, guarded};
pub use find::{Found, find};

use crate::error::Error;
use crate::lang::Lang;
use crate::pipeline::{Settings, Want};
use crate::read;
use crate::report::Export;
use config::Config;
use folder::Folder;
use results::Results;
use std::path::{Path, PathBuf};

/// What a batch is to do.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Documents and folders of documents.
    pub paths: Vec<PathBuf>,
    /// The folder for the results; made if it is not there.
    pub out: PathBuf,
    /// As the user gave them; what they leave open, `sourcier.toml` may fill.
    pub settings: Settings,
    pub reading: read::Options,
    /// Whether analyses hold the list of sentences.
    pub sentences: bool,
    /// Formats for other programs that are written beside the usual ones.
    pub exports: Vec<Export>,
}

/// What happens while a batch runs.
#[derive(Debug)]
pub enum Event<'a> {
    /// Settings were read from this file.
    Settings(&'a Path),
    /// The document is read now.
    Reading(&'a Job),
    /// A path or document could not be read; the others go on.
    Failed(&'a Error),
    /// A comment accepts findings of `rule` without a reason.
    Unreasoned {
        job: &'a Job,
        line: usize,
        rule: &'a str,
    },
}

/// How a batch ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    pub documents: usize,
    pub words: usize,
    pub figures: usize,
    pub sources: usize,
    pub findings: usize,
    /// Paths and documents that could not be read.
    pub failures: usize,
}

/// Runs the batch; `tell` hears what happens.
///
/// # Errors
/// When nothing could be written, or the settings cannot be used. A document that cannot be read is
/// no error: it is told, and counted in [`Done::failures`].
pub fn run(batch: &Batch, tell: &mut dyn FnMut(Event)) -> Result<Done, Error> {
    if batch.out.is_file() {
        return Err(Error::output_is_file(batch.out.display().to_string()));
    }
    let found = find(&batch.paths, Some(&batch.out), &batch.reading);
    for failure in &found.failures {
        tell(Event::Failed(failure));
    }
    let mut done = Done {
        failures: found.failures.len(),
        ..Done::default()
    };
    if found.jobs.is_empty() {
        return Ok(done);
    }
    find::keep_apart(&found, &batch.out)?;
    let (settings, config) = with_config(&batch.settings, &found)?;
    if let Some(path) = &config {
        tell(Event::Settings(path));
    }
    let want = Want {
        sentences: batch.sentences,
        ..Want::ALL
    };
    let mut folder = Folder::create(&batch.out)?;
    for job in &found.jobs {
        tell(Event::Reading(job));
        match results::results(job, &settings, want, &batch.exports) {
            Ok(results) => {
                for (line, rule) in &results.unreasoned {
                    tell(Event::Unreasoned {
                        job,
                        line: *line,
                        rule,
                    });
                }
                count(&mut done, &results);
                folder.add(results)?;
            }
            Err(error) => {
                done.failures += 1;
                tell(Event::Failed(&error));
                folder.fail(job, &error);
            }
        }
    }
    folder.finish(&batch.exports)?;
    Ok(done)
}

/// `settings`, completed by the settings file of the input root where there is one, with its path.
///
/// # Errors
/// When that file cannot be used.
pub fn with_config(
    settings: &Settings,
    found: &Found,
) -> Result<(Settings, Option<PathBuf>), Error> {
    let mut settings = settings.clone();
    let Some(root) = &found.root else {
        return Ok((settings, None));
    };
    match Config::read(root)? {
        None => Ok((settings, None)),
        Some((path, config)) => {
            config.complete(&mut settings);
            Ok((settings, Some(path)))
        }
    }
}

fn count(done: &mut Done, results: &Results) {
    done.documents += 1;
    done.words += results.entry.words();
    done.figures += results.entry.totals.figures;
    done.sources += results.entry.totals.sources;
    done.findings += results.entry.totals.findings;
}

/// The language of a document's report: the one that the user chose, else the document's own.
pub fn report_language(settings: &Settings, analysed: &Analysed) -> Lang {
    settings.ui.unwrap_or(analysed.document.lang)
}
