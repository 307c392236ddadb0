//! [`Work`]: the documents on several threads.
//!
//! Threads take the documents in turn. They read, compare, analyse and write beside; what comes of it
//! goes to the one that called, which alone moves files to their places and adds up. Files wait on
//! the disk rather than in memory, and few at a time: a thread that is ahead waits.

use super::document::Job;
use super::key::{self, Key};
use super::part::{self, Counted, Mark};
use super::results::{self, Results};
use super::state::State;
use super::tally::Thing;
use super::write::{Complete, remove};
use crate::error::Error;
use crate::pipeline::{Settings, Want};
use crate::report::Export;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};

/// As much as the main thread has; deeply nested markup takes some.
pub const STACK: usize = 8 << 20;

/// What holds for all documents of a run.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    pub settings: &'a Settings,
    pub want: Want,
    /// Formats that are written beside the usual ones.
    pub exports: &'a [Export],
    pub state: &'a State,
    /// Whether documents are analysed whose results still stand.
    pub force: bool,
    /// Ends the work early.
    pub stop: &'a AtomicBool,
}

/// What happens to a document.
pub enum Step {
    Begun,
    /// Its results still stand.
    Unchanged(Kept),
    Made(Box<Made>),
    /// It could not be read.
    Failed(Error),
}

/// What the folder adds up of a document.
pub struct Kept {
    pub key: Key,
    /// Bytes of the body of its part.
    pub len: u64,
    pub counted: Counted,
    pub unreasoned: Vec<(usize, String)>,
    pub terms: Vec<(Thing, u32)>,
    pub entities: Vec<(Thing, u32)>,
}

/// New results, complete and not in their places yet.
pub struct Made {
    files: Vec<Complete>,
    part: Complete,
    kept: Kept,
}

/// Threads for a run.
///
/// # Errors
/// When the system gives none.
pub fn pool(threads: Option<NonZeroUsize>) -> Result<ThreadPool, Error> {
    ThreadPoolBuilder::new()
        .num_threads(count(threads))
        .stack_size(STACK)
        .build()
        .map_err(|e| Error::threads(e.to_string()))
}

/// How many threads that makes: as many as the machine has cores, if nothing else is said.
pub fn count(threads: Option<NonZeroUsize>) -> usize {
    let cores = || std::thread::available_parallelism().ok();
    threads.or_else(cores).map_or(1, NonZeroUsize::get)
}

impl Work<'_> {
    /// Does every document of `jobs`; `see` hears of each, in any order.
    ///
    /// # Errors
    /// The first that `see` returns or that writing results meets.
    pub fn each(
        &self,
        pool: &ThreadPool,
        jobs: &[Job],
        see: &mut dyn FnMut(usize, Step) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let next = AtomicUsize::new(0);
        let threads = pool.current_num_threads();
        let (send, receive) = sync_channel(threads * 2);
        pool.in_place_scope(|scope| {
            for _ in 0..threads {
                let send = send.clone();
                scope.spawn(|_| self.take(&next, jobs, send));
            }
            drop(send);
            // Leaving early closes the channel, and the threads end with it.
            for (at, step) in receive {
                see(at, step?)?;
            }
            Ok(())
        })
    }

    /// One thread's work.
    fn take(
        &self,
        next: &AtomicUsize,
        jobs: &[Job],
        send: SyncSender<(usize, Result<Step, Error>)>,
    ) {
        while !self.stop.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(at) else { return };
            if send.send((at, Ok(Step::Begun))).is_err()
                || send.send((at, self.document(job))).is_err()
            {
                return;
            }
        }
    }

    fn document(&self, job: &Job) -> Result<Step, Error> {
        let bytes = match job.bytes() {
            Ok(bytes) => bytes,
            Err(error) => return Ok(Step::Failed(error)),
        };
        let key = key::of_document(job, &bytes, self.settings, self.want, self.exports);
        if !self.force
            && let Some(kept) = self.kept(job, key)
        {
            return Ok(Step::Unchanged(kept));
        }
        match results::results(job, bytes, self.settings, self.want, self.exports) {
            Ok(results) => Ok(Step::Made(Box::new(self.write(job, key, results)?))),
            Err(error) => Ok(Step::Failed(error)),
        }
    }

    /// What an earlier run has kept of the document, if its results still stand.
    fn kept(&self, job: &Job, key: Key) -> Option<Kept> {
        let (files, kept) = Kept::read(&self.state.part(&job.id))?;
        let stands = kept.key == key && files.iter().all(|f| f.holds(self.state.out()));
        stands.then_some(kept)
    }

    /// Writes `results` beside their places.
    fn write(&self, job: &Job, key: Key, results: Results) -> Result<Made, Error> {
        let mut files = Vec::with_capacity(results.files.len());
        let mut marks = Vec::with_capacity(results.files.len());
        for (name, bytes) in &results.files {
            let mut pending = self.state.begin(name)?;
            pending.append(bytes)?;
            let complete = pending.complete()?;
            let mark = Mark::new(name, bytes, complete.temporary());
            marks.push(mark.map_err(|e| Error::unwritable(name.as_str(), e))?);
            files.push(complete);
        }
        let part = results.part(key, marks);
        let mut pending = self.state.begin_part(&job.id)?;
        pending.append(&part.bytes)?;
        Ok(Made {
            files,
            part: pending.complete()?,
            kept: Kept {
                key,
                len: part.body,
                counted: results.counted,
                unreasoned: results.unreasoned,
                terms: results.terms,
                entities: results.entities,
            },
        })
    }
}

impl Kept {
    /// What the part at `path` has kept, with the marks of the document's own files.
    pub fn read(path: &Path) -> Option<(Vec<Mark>, Kept)> {
        let read = part::head(path, |head| {
            let kept = Kept {
                key: head.key,
                len: 0,
                counted: head.counted,
                unreasoned: head.unreasoned,
                terms: head.terms,
                entities: head.entities,
            };
            Some((head.files, kept))
        });
        read.map(|((files, kept), len)| (files, Kept { len, ..kept }))
    }
}

impl Made {
    /// Moves the results of `job` to their places: the old part goes first and the new one comes last,
    /// so that there is none while the results are not whole.
    ///
    /// # Errors
    /// When a file cannot be moved.
    pub fn place(self, state: &State, job: &Job) -> Result<Kept, Error> {
        state.change()?;
        remove(&state.part(&job.id))?;
        for file in self.files {
            file.place()?;
        }
        self.part.place()?;
        Ok(self.kept)
    }
}
