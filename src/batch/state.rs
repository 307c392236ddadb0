//! [`State`]: what a folder of results keeps for later runs, in its hidden folder `.sourcier`.
//!
//! | file | holds |
//! | --- | --- |
//! | `lock` | nothing; a run that writes to the folder holds a lock on it |
//! | `parts/ID.part` | what the folder's files need of one document ([`super::part`]) |
//! | `state.json` | the [`Record`] of the last run, while nothing has changed since it ended |
//! | `tmp` | files on their way to their places |
//! | `.gitignore` | all of this: none of it belongs under version control |
//!
//! The order of writing makes the folder safe to leave at any moment. A document's part goes before
//! its results change and comes after they are whole, so that a part stands for whole results. The
//! record goes before the first change and comes last, so that it stands for a whole folder.
//! Whatever is missing or damaged is made again.

use super::key::PROGRAM;
use super::part::{self, Mark};
use super::write::{Pending, remove};
use crate::error::Error;
use crate::report::json;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The hidden folder's name.
pub const NAME: &str = ".sourcier";

const FORMAT: &str = "sourcier.state/1";
const RECORD: &str = "state.json";
const PART: &str = "part";

/// The endings of the files that every document has.
pub const OWN: [&str; 3] = ["json", "summary.json", "md"];

/// The state of a folder that this run alone may change.
#[derive(Debug)]
pub struct State {
    out: PathBuf,
    folder: PathBuf,
    /// The lock goes with it.
    _lock: File,
}

/// What a run has left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub format: String,
    pub program: String,
    /// The key of the settings.
    pub settings: String,
    /// Formats that were written beside the usual ones.
    pub exports: Vec<String>,
    /// Which part of the documents it was, of how many.
    pub shard: Option<(u32, u32)>,
    /// A hash of all documents that were found, those of other shards too.
    pub listing: String,
    /// Identifiers of the documents in the folder's files, in order.
    pub documents: Vec<String>,
    pub failures: Vec<Failure>,
    /// A hash of what the folder's files were made from.
    pub content: String,
    /// The folder's own files.
    pub files: Vec<Mark>,
}

/// A document that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    pub error: String,
}

impl Default for Record {
    /// A record of nothing, as this program writes them.
    fn default() -> Record {
        Record {
            format: FORMAT.to_owned(),
            program: PROGRAM.to_owned(),
            settings: String::new(),
            exports: Vec::new(),
            shard: None,
            listing: String::new(),
            documents: Vec::new(),
            failures: Vec::new(),
            content: String::new(),
            files: Vec::new(),
        }
    }
}

impl Record {
    /// The record of the folder of results `out`; `None` where no run has ended, or another version
    /// of the program wrote it in another way.
    pub fn read(out: &Path) -> Option<Record> {
        let bytes = fs::read(out.join(NAME).join(RECORD)).ok()?;
        let record: Record = serde_json::from_slice(&bytes).ok()?;
        (record.format == FORMAT).then_some(record)
    }
}

impl State {
    /// Makes the folder of results where it is not there, locks it, and sweeps out what a run that
    /// was cut off has left.
    ///
    /// # Errors
    /// When the folder cannot be written to, or another run is at work in it.
    pub fn open(out: &Path) -> Result<State, Error> {
        let folder = out.join(NAME);
        let failed = |path: &Path, e| Error::unwritable(path.display().to_string(), e);
        let state = State {
            out: out.to_owned(),
            _lock: lock(out, &folder)?,
            folder,
        };
        for folder in [state.parts(), state.temporary()] {
            fs::create_dir_all(&folder).map_err(|e| failed(&folder, e))?;
        }
        let ignore = state.folder.join(".gitignore");
        if !ignore.exists() {
            fs::write(&ignore, "*\n").map_err(|e| failed(&ignore, e))?;
        }
        for folder in [state.parts(), state.temporary()] {
            let entries = fs::read_dir(&folder).map_err(|e| failed(&folder, e))?;
            for entry in entries.flatten() {
                if entry.file_name().to_string_lossy().ends_with(".tmp") {
                    remove(&entry.path())?;
                }
            }
        }
        Ok(state)
    }

    /// The folder of results.
    pub fn out(&self) -> &Path {
        &self.out
    }

    fn parts(&self) -> PathBuf {
        self.folder.join("parts")
    }

    fn temporary(&self) -> PathBuf {
        self.folder.join("tmp")
    }

    /// Begins the file `name` of the folder of results.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(&self, name: &str) -> Result<Pending, Error> {
        Pending::new(&self.temporary(), self.out.join(name))
    }

    /// Begins the part of the document `id`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin_part(&self, id: &str) -> Result<Pending, Error> {
        Pending::new(&self.temporary(), self.part(id))
    }

    /// Where the part of the document `id` is.
    pub fn part(&self, id: &str) -> PathBuf {
        part(&self.out, id)
    }

    /// Identifiers of the documents that have results in the folder.
    pub fn known(&self) -> BTreeSet<String> {
        let entries = fs::read_dir(self.parts()).into_iter().flatten().flatten();
        let names = entries.filter_map(|e| e.file_name().into_string().ok());
        names
            .filter_map(|name| Some(name.strip_suffix(PART)?.strip_suffix('.')?.to_owned()))
            .collect()
    }

    /// Forgets that the folder is whole, before something in it changes.
    ///
    /// # Errors
    /// When the record stays.
    pub fn change(&self) -> Result<(), Error> {
        remove(&self.folder.join(RECORD))
    }

    /// Notes that the folder is whole.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn finish(&self, record: &Record) -> Result<(), Error> {
        // The names of the results are on the disk before it is said that they are.
        sync(&self.parts());
        sync(&self.out);
        let mut pending = Pending::new(&self.temporary(), self.folder.join(RECORD))?;
        pending.append(&json::pretty(record))?;
        pending.place()?;
        sync(&self.folder);
        Ok(())
    }

    /// Removes the results of the document `id`, its part last.
    ///
    /// # Errors
    /// When something stays.
    pub fn prune(&self, id: &str) -> Result<(), Error> {
        let path = self.part(id);
        let files = part::head(&path, |head| {
            Some(head.files.into_iter().map(|file| file.name).collect())
        });
        // A part that cannot be read tells no names; those that every document has are known.
        let usual = || OWN.map(|end| format!("{id}.{end}")).to_vec();
        let files: Vec<String> = files.map_or_else(usual, |(names, _)| names);
        for name in files {
            remove(&self.out.join(name))?;
        }
        remove(&path)
    }
}

/// Where the part of the document `id` is in the folder of results `out`.
pub fn part(out: &Path, id: &str) -> PathBuf {
    out.join(NAME).join("parts").join(format!("{id}.{PART}"))
}

/// The lock of the folder of results `out`, held until the file is closed, however that comes about.
fn lock(out: &Path, folder: &Path) -> Result<File, Error> {
    let failed = |path: &Path, e| Error::unwritable(path.display().to_string(), e);
    fs::create_dir_all(folder).map_err(|e| failed(out, e))?;
    let path = folder.join("lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|e| failed(&path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::locked(out.display().to_string())),
        // Some network file systems know no locks, and are still of use to a single user.
        Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(e)) => Err(failed(&path, e)),
    }
}

/// Has the names in `folder` written to the disk, where the system can.
fn sync(folder: &Path) {
    // A system on which a folder cannot be opened as a file has other means to the same end.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}
