//! `sourcier analyze`: one document's analysis, a batch, or a stream.

use super::args::{Analyze, Merge};
use super::options::Options;
use super::progress::Progress;
use super::{Outcome, documents, index, jsonl, output};
use crate::batch::watch::Watch;
use crate::batch::{self, Batch, Done, Globs, merge, write};
use crate::error::Error;
use crate::pipeline::Want;
use crate::report::{Brief, Export, Reading, Ui, json, markdown};
use std::path::Path;

pub fn run(typed: &Analyze, options: &Options) -> Result<Outcome, Error> {
    if typed.jsonl {
        if !typed.paths.is_empty() || typed.out.is_some() {
            return Err(Error::jsonl_paths());
        }
        check(typed.output.name(), &["json"])?;
        return jsonl::run(typed.jobs, options);
    }
    if typed.paths.is_empty() {
        return Err(Error::no_paths());
    }
    match (&typed.out, typed.paths.as_slice()) {
        (Some(out), _) => folder(typed, out, options),
        (None, [path]) => document(typed, path, options),
        (None, several) => Err(Error::several(several.len())),
    }
}

/// Refuses a format that is not among the `known`.
pub fn check(format: Option<&str>, known: &[&str]) -> Result<(), Error> {
    match format {
        Some(format) if !known.contains(&format) => Err(Error::format(format, known.join(", "))),
        _ => Ok(()),
    }
}

/// The `plain` formats and those for other programs.
fn formats(plain: &[&'static str]) -> Vec<&'static str> {
    let exports = Export::ALL.map(Export::name);
    plain.iter().copied().chain(exports).collect()
}

fn document(typed: &Analyze, path: &Path, options: &Options) -> Result<Outcome, Error> {
    let format = typed.output.name();
    check(format, &formats(&["json", "md"]))?;
    let export = format.and_then(Export::from_name);
    if export == Some(Export::Parquet) {
        return Err(Error::tables(Export::Parquet.name()));
    }
    let (job, settings) = documents::single(path, options)?;
    let want = match export {
        // Tags rest on no layer.
        Some(Export::Conllu) => Want::NOTHING,
        _ => Want {
            sentences: options.sentences,
            ..Want::ALL
        },
    };
    let done = job.analyse(&settings, want)?;
    if let Some(file) = &typed.text_out {
        write::at(file, done.document.text.source().as_bytes())?;
    }
    let reading = Reading::new(&done.analysis, &done.document);
    let bytes = match (export, format) {
        (Some(export), _) => {
            let mut files = export.files(&reading).into_iter();
            files.next().map(|(_, bytes)| bytes).unwrap_or_default()
        }
        (None, Some("md")) => {
            let ui = Ui::of(batch::report_language(&settings, &done));
            markdown::report(&Brief::new(&reading, ui), ui).into_bytes()
        }
        (None, _) => json::pretty(&done.analysis),
    };
    output::write(&bytes)?;
    let findings = done.analysis.findings.len();
    Ok(Outcome::of(0, if typed.strict { findings } else { 0 }))
}

fn folder(typed: &Analyze, out: &Path, options: &Options) -> Result<Outcome, Error> {
    let mut exports = Vec::new();
    for name in typed
        .output
        .name()
        .iter()
        .flat_map(|names| names.split(','))
    {
        // A batch writes the plain formats anyway.
        check(Some(name), &formats(&["json", "md", "csv"]))?;
        exports.extend(Export::from_name(name));
    }
    let folder = &typed.folder;
    let shard = folder.shard.as_deref();
    let shard = shard.map(|given| given.parse().map_err(|()| Error::shard(given)));
    let batch = Batch {
        paths: typed.paths.clone(),
        out: out.to_owned(),
        settings: options.settings.clone(),
        reading: options.reading.clone(),
        sentences: options.sentences,
        exports,
        globs: Globs::new(&folder.include, &folder.exclude)?,
        threads: typed.jobs,
        force: folder.force,
        prune: folder.prune,
        shard: shard.transpose()?,
        ..Batch::default()
    };
    let once = || once(&batch, typed.index, options);
    if folder.watch {
        return watch(&batch, &once, options);
    }
    let done = once()?;
    let findings = if typed.strict { done.findings } else { 0 };
    Ok(Outcome::of(done.failures, findings))
}

/// Runs the batch, and brings the index of its results up to date where one is kept.
fn once(batch: &Batch, indexed: bool, options: &Options) -> Result<Done, Error> {
    let mut progress = Progress::new(options);
    let done = batch::run(batch, &mut |event| progress.see(event))?;
    progress.end(&done, &batch.out);
    if indexed && !done.stopped {
        index::bring_up(&batch.paths, &batch.out, &batch.globs, batch.prune, options)?;
    }
    Ok(done)
}

/// Runs the batch `once` more whenever something changes, until an interrupt.
fn watch(
    batch: &Batch,
    once: &dyn Fn() -> Result<Done, Error>,
    options: &Options,
) -> Result<Outcome, Error> {
    let watch = Watch::new(batch)?;
    let ui = options.ui();
    loop {
        match once() {
            Ok(done) if done.stopped => return Ok(Outcome::Done),
            Ok(_) => {}
            // What is wrong now may be mended by the next change.
            Err(error) => output::complain(ui, &error),
        }
        options.tell(&ui.batch.watching);
        if !watch.changed() {
            return Ok(Outcome::Done);
        }
    }
}

/// Joins folders of results.
pub fn merge(typed: &Merge, options: &Options) -> Result<Outcome, Error> {
    let done = merge::merge(&typed.folders, &typed.out, typed.jobs)?;
    Progress::new(options).end(&done, &typed.out);
    Ok(Outcome::of(done.failures, 0))
}
