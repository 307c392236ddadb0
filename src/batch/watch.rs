//! [`Watch`]: waits until something changes below the paths of a batch.

use super::Batch;
use crate::error::Error;
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// Changes come in bursts; one is over when nothing has come for so long.
const QUIET: Duration = Duration::from_millis(300);

enum Heard {
    Change,
    Stop,
}

/// Listens to the file system, and for the user's wish to end.
pub struct Watch {
    heard: Receiver<Heard>,
    /// It hears as long as it is kept.
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Begins to listen. From now on an interrupt (Ctrl-C) sets the batch's `stop` and ends the wait,
    /// rather than the program.
    ///
    /// # Errors
    /// When the system cannot watch a path, or does not tell interrupts.
    pub fn new(batch: &Batch) -> Result<Watch, Error> {
        let (send, heard) = channel();
        let stop = batch.stop.clone();
        let interrupted = send.clone();
        let handler = move || {
            stop.store(true, Ordering::Relaxed);
            let _ = interrupted.send(Heard::Stop);
        };
        ctrlc::set_handler(handler).map_err(|e| Error::watch(".", e.to_string()))?;
        // The folder of results may lie below a path; what is written there is no change.
        let out = fs::canonicalize(&batch.out).unwrap_or_else(|_| batch.out.clone());
        let hear = move |event: notify::Result<Event>| {
            // Lost events may have been changes.
            if event.map_or(true, |event| matters(&event, &out)) {
                let _ = send.send(Heard::Change);
            }
        };
        let failed =
            |path: &Path, e: notify::Error| Error::watch(path.display().to_string(), e.to_string());
        let mut watcher =
            notify::recommended_watcher(hear).map_err(|e| failed(Path::new("."), e))?;
        for path in &batch.paths {
            let Ok(real) = fs::canonicalize(path) else {
                continue;
            };
            // A file that is written anew is another file under its name: its folder is watched.
            let (folder, mode) = match real.parent() {
                Some(parent) if !real.is_dir() => (parent, RecursiveMode::NonRecursive),
                _ => (real.as_path(), RecursiveMode::Recursive),
            };
            watcher.watch(folder, mode).map_err(|e| failed(path, e))?;
        }
        Ok(Watch {
            heard,
            _watcher: watcher,
        })
    }

    /// Waits for a change, and until those that come with it are over; false when it is time to end.
    pub fn changed(&self) -> bool {
        let mut heard = self
            .heard
            .recv()
            .map_err(|_| RecvTimeoutError::Disconnected);
        loop {
            match heard {
                Ok(Heard::Change) => heard = self.heard.recv_timeout(QUIET),
                Err(RecvTimeoutError::Timeout) => return true,
                Ok(Heard::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
    }
}

/// Whether a document or setting may be another after `event`.
fn matters(event: &Event, out: &Path) -> bool {
    let reading = match event.kind {
        EventKind::Access(AccessKind::Close(mode)) => mode != AccessMode::Write,
        EventKind::Access(_) => true,
        _ => false,
    };
    let results = |path: &std::path::PathBuf| path.starts_with(out);
    // Without a path (events were lost) anything may have changed.
    !reading && (event.paths.is_empty() || !event.paths.iter().all(results))
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, RemoveKind};

    #[test]
    fn reading_and_results_are_no_change() {
        let event = |kind, path: &str| Event::new(kind).add_path(path.into());
        let closed = |mode| EventKind::Access(AccessKind::Close(mode));
        for (kind, path, expected) in [
            (EventKind::Create(CreateKind::File), "/in/a.md", true),
            (EventKind::Remove(RemoveKind::File), "/in/a.md", true),
            (closed(AccessMode::Write), "/in/a.md", true),
            (closed(AccessMode::Read), "/in/a.md", false),
            (EventKind::Access(AccessKind::Read), "/in/a.md", false),
            (EventKind::Create(CreateKind::File), "/in/out/a.md", false),
            (EventKind::Create(CreateKind::File), "/in/output.md", true),
        ] {
            let event = event(kind, path);
            assert_eq!(matters(&event, Path::new("/in/out")), expected, "{event:?}");
        }
        assert!(matters(&Event::new(EventKind::Other), Path::new("/in/out")));
    }
}
