//! The batch: from paths to documents, from documents to a folder of results.
//!
//! | module | does |
//! | --- | --- |
//! | [`find`] | paths → the documents to read, in a stable order, with their identifiers |
//! | [`config`] | `sourcier.toml` |
//! | [`document`] | one document: bytes → analysis |
//! | [`results`] | one document: all that is written of it |
//! | [`key`] | what a document's results depend on |
//! | [`part`] | what the folder keeps of one document from run to run |
//! | [`state`] | where it keeps that; lock, order of writing |
//! | [`gather`], [`tally`], [`folder`] | what adds up over the documents; the folder's own files |
//! | [`merge`] | several folders of results → one |
//! | [`watch`] | waits for changes |
//! | [`work`] | the documents on several threads |
//! | [`write`] | whole files or none |
//!
//! [`run`] is the whole. One document's results are a pure function of its bytes and the settings,
//! and the folder's files of the documents' parts, so that neither the number of threads nor what an
//! earlier run has left makes a difference (`docs/batch.md`).

pub mod config;
pub mod document;
pub mod find;
pub mod folder;
pub mod gather;
pub mod key;
pub mod merge;
pub mod part;
pub mod results;
pub mod state;
pub mod tally;
pub mod watch;
pub mod work;
pub mod write;

pub use document::{Analysed, Job, Origin, analyse, guarded};
pub use find::{Found, Globs, find};

use crate::error::Error;
use crate::lang::Lang;
use crate::pipeline::{Settings, Want};
use crate::read;
use crate::report::Export;
use config::Config;
use find::Scope;
use folder::Failed;
use gather::Gathered;
use state::{Failure, Record, State};
use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use work::{Step, Work};

/// What a batch is to do.
#[derive(Clone, Debug, Default)]
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
    /// Which documents of folders are read.
    pub globs: Globs,
    /// Threads; as many as the machine has cores otherwise.
    pub threads: Option<NonZeroUsize>,
    /// Whether documents are analysed whose results still stand.
    pub force: bool,
    /// Whether results go whose documents are no longer there.
    pub prune: bool,
    /// The part of the documents that is analysed.
    pub shard: Option<Shard>,
    /// Set from elsewhere, it ends the run after the documents that are at work.
    pub stop: Arc<AtomicBool>,
}

/// One of so many parts of the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    pub number: u32,
    pub of: u32,
}

/// What happens while a batch runs.
#[derive(Debug)]
pub enum Event<'a> {
    /// Settings were read from this file.
    Settings(&'a Path),
    /// So many documents are looked at, of so many bytes together.
    Begins { documents: usize, bytes: u64 },
    /// The document is read now.
    Reading(&'a Job),
    /// A document is done, well or not.
    Done { bytes: u64 },
    /// A path or document could not be read; the others go on.
    Failed(&'a Error),
    /// A comment accepts findings of `rule` without a reason.
    Unreasoned {
        job: &'a Job,
        line: usize,
        rule: &'a str,
    },
    /// All documents are done; the folder's own files are next.
    Gathers,
}

/// How a batch ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    pub documents: usize,
    /// Those of them whose results still stood.
    pub unchanged: usize,
    pub words: usize,
    pub figures: usize,
    pub sources: usize,
    pub findings: usize,
    /// Paths and documents that could not be read.
    pub failures: usize,
    /// Documents that are no longer there, whose results are.
    pub gone: usize,
    /// Documents whose results were removed.
    pub pruned: usize,
    /// Whether the run ended early because it was asked to.
    pub stopped: bool,
}

/// Runs the batch; `tell` hears what happens.
///
/// # Errors
/// When something could not be written, the settings cannot be used, or another run is at work in the
/// folder. A document that cannot be read is no error: it is told, and counted in [`Done::failures`].
pub fn run(batch: &Batch, tell: &mut dyn FnMut(Event)) -> Result<Done, Error> {
    if batch.out.is_file() {
        return Err(Error::output_is_file(batch.out.display().to_string()));
    }
    let found = find(
        &batch.paths,
        &Scope {
            out: Some(&batch.out),
            reading: batch.reading.clone(),
            globs: batch.globs.clone(),
        },
    );
    for failure in &found.failures {
        tell(Event::Failed(failure));
    }
    if found.jobs.is_empty() {
        return Ok(Done {
            failures: found.failures.len(),
            ..Done::default()
        });
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
    let state = State::open(&batch.out)?;
    let pool = work::pool(batch.threads)?;
    let record = Record {
        settings: key::hex(&key::of_settings(&settings, want, &batch.exports)),
        shard: batch.shard.map(|s| (s.number, s.of)),
        listing: listing(&found.jobs),
        ..Record::default()
    };
    let jobs: Vec<Job> = match batch.shard {
        None => found.jobs,
        Some(shard) => found
            .jobs
            .into_iter()
            .filter(|job| shard.has(job))
            .collect(),
    };
    let run = Run {
        batch,
        state: &state,
        pool: &pool,
        jobs: &jobs,
        work: Work {
            settings: &settings,
            want,
            exports: &batch.exports,
            state: &state,
            force: batch.force,
            stop: &batch.stop,
        },
    };
    let mut done = match run.gather(record.clone(), tell) {
        // The part is gone now, and its document analysed anew.
        Err(Failed::Damaged(id)) => {
            write::remove(&state.part(&id))?;
            run.gather(record, tell)
        }
        done => done,
    }
    .map_err(|failed| failed.error(&state))?;
    done.failures += found.failures.len();
    Ok(done)
}

/// A batch whose documents are known.
struct Run<'a> {
    batch: &'a Batch,
    state: &'a State,
    pool: &'a rayon::ThreadPool,
    jobs: &'a [Job],
    work: Work<'a>,
}

impl Run<'_> {
    /// Analyses what has changed and brings the folder's own files up to date.
    fn gather(&self, record: Record, tell: &mut dyn FnMut(Event)) -> Result<Done, Failed> {
        let mut gathered = Gathered::default();
        let sizes = self.sizes();
        tell(Event::Begins {
            documents: self.jobs.len(),
            bytes: sizes.iter().sum(),
        });
        self.work.each(self.pool, self.jobs, &mut |at, step| {
            let job = &self.jobs[at];
            let kept = match step {
                Step::Begun => {
                    tell(Event::Reading(job));
                    return Ok(());
                }
                Step::Failed(error) => {
                    tell(Event::Failed(&error));
                    let (path, error) = (job.path.clone(), error.to_string());
                    gathered.fail(at, Failure { path, error });
                    tell(Event::Done { bytes: sizes[at] });
                    return Ok(());
                }
                Step::Unchanged(kept) => {
                    gathered.done.unchanged += 1;
                    kept
                }
                Step::Made(made) => made.place(self.state, job)?,
            };
            for (line, rule) in &kept.unreasoned {
                let line = *line;
                tell(Event::Unreasoned { job, line, rule });
            }
            gathered.add(at, &job.id, kept);
            tell(Event::Done { bytes: sizes[at] });
            Ok(())
        })?;
        if self.batch.stop.load(Ordering::Relaxed) {
            return Ok(Done {
                stopped: true,
                ..gathered.done
            });
        }
        tell(Event::Gathers);
        let mut done = gathered.conclude(self.state, self.pool, &self.batch.exports, record)?;
        self.gone(&mut done)?;
        Ok(done)
    }

    /// Counts the results whose documents are no longer there, or removes them.
    fn gone(&self, done: &mut Done) -> Result<(), Error> {
        let there: HashSet<&str> = self.jobs.iter().map(|job| job.id.as_str()).collect();
        for id in self.state.known() {
            if there.contains(id.as_str()) {
                continue;
            }
            if self.batch.prune {
                self.state.prune(&id)?;
                done.pruned += 1;
            } else {
                done.gone += 1;
            }
        }
        Ok(())
    }

    /// The bytes of each document; 0 where they are not known beforehand.
    fn sizes(&self) -> Vec<u64> {
        let size = |job: &Job| match &job.origin {
            Origin::File(path) => std::fs::metadata(path).map_or(0, |meta| meta.len()),
            Origin::Stdin => 0,
        };
        self.jobs.iter().map(size).collect()
    }
}

impl Shard {
    /// Whether the document of `job` belongs to this part: its path decides, so that a new document
    /// moves no other.
    fn has(self, job: &Job) -> bool {
        tally::hash(&[&job.path]) % u64::from(self.of) == u64::from(self.number - 1)
    }
}

impl std::str::FromStr for Shard {
    type Err = ();

    /// `2/3`: the second of three.
    fn from_str(text: &str) -> Result<Shard, ()> {
        let (number, of) = text.split_once('/').ok_or(())?;
        let number = number.parse().map_err(|_| ())?;
        let of = of.parse().map_err(|_| ())?;
        match (1..=of).contains(&number) {
            true => Ok(Shard { number, of }),
            false => Err(()),
        }
    }
}

/// A hash of all documents, by identifier and path.
fn listing(jobs: &[Job]) -> String {
    let mut hasher = blake3::Hasher::new();
    for job in jobs {
        for text in [&job.id, &job.path] {
            hasher.update(text.as_bytes()).update(&[0xff]);
        }
    }
    hasher.finalize().to_hex().to_string()
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

/// The language of a document's report: the one that the user chose, else the document's own.
pub fn report_language(settings: &Settings, analysed: &Analysed) -> Lang {
    settings.ui.unwrap_or(analysed.document.lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_numbers_from_one() {
        assert_eq!("2/3".parse(), Ok(Shard { number: 2, of: 3 }));
        for wrong in ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3", "-1/2"] {
            assert_eq!(wrong.parse::<Shard>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn every_document_is_in_one_shard() {
        for i in 0..50 {
            let job = Job {
                id: format!("d{i}"),
                path: format!("d{i}.md"),
                origin: Origin::Stdin,
                reading: read::Options::default(),
            };
            let shards = (1..=3).filter(|&number| Shard { number, of: 3 }.has(&job));
            assert_eq!(shards.count(), 1, "{i}");
        }
    }
}
