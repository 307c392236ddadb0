//! The index: what a folder of documents says, in one SQLite database that can be asked.
//!
//! | module | does |
//! | --- | --- |
//! | [`terms`] | words → what they are found by |
//! | [`write`] | analyses → rows, for the documents that have changed |
//! | [`search`] | words and conditions → sentences, the best first |
//! | [`filter`] | `unit = "USD" and value > 1e9` → SQL with bound values |
//! | [`ask`] | conditions → rows of a layer across all documents |
//!
//! `schema.sql` holds the tables, and the views that people and other SQL tools read;
//! `docs/index.md` describes them. A database is told by its `application_id`, and its version by
//! `user_version`; the writer brings an older one up to date. It is written in transactions of a few
//! documents and in WAL mode, so that readers see whole documents, also while it is written.

pub mod ask;
pub mod filter;
pub mod search;
pub mod terms;
pub mod write;

use crate::error::Error;
use crate::text::fold;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The name of the database in a folder.
pub const FILE: &str = "index.sqlite";

/// `srcr`: tells an index from any other database.
const APPLICATION: i32 = i32::from_be_bytes(*b"srcr");

/// What leads from each version to the next; the first makes the tables.
const MIGRATIONS: &[&str] = &[include_str!("schema.sql")];

/// By so many bits the number of a sentence's terms is shifted in its rowid of the full text; its key
/// stands below.
const TERMS_SHIFT: u32 = 40;

/// How long one waits for another who writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open index.
#[derive(Debug)]
pub struct Index {
    db: Connection,
    path: PathBuf,
}

/// The database at `path`: the file itself, or the one in that folder.
pub fn locate(path: &Path) -> PathBuf {
    match path.is_dir() {
        true => path.join(FILE),
        false => path.to_owned(),
    }
}

impl Index {
    /// Opens an index to read.
    ///
    /// # Errors
    /// When there is none, or it is damaged, of another program, or of another version.
    pub fn open(path: &Path) -> Result<Index, Error> {
        let shown = path.display().to_string();
        if !path.is_file() {
            return Err(Error::no_index(shown));
        }
        // Whoever may write clears the log away when it leaves; the pragma keeps it from more.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut index = Index {
            db: Connection::open_with_flags(path, flags).map_err(|e| failed(path, e))?,
            path: path.to_owned(),
        };
        let mut version = index.version();
        if matches!(&version, Err(Trouble::Sql(e)) if code(e) == Some(ErrorCode::CannotOpen)) {
            // A folder that nobody may write to holds no `-shm` file; nor does anybody write there.
            let uri = format!("file:{}?immutable=1", percent(path));
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            index.db = Connection::open_with_flags(uri, flags).map_err(|e| failed(path, e))?;
            version = index.version();
        }
        match version.map_err(|e| e.told(path))? {
            version if version == MIGRATIONS.len() => {
                let asked = index.db.pragma_update(None, "query_only", true);
                asked.map_err(|e| failed(path, e))?;
                index.prepared()
            }
            0 => Err(Error::not_an_index(shown)),
            version if version > MIGRATIONS.len() => Err(Error::newer_index(shown)),
            _ => Err(Error::older_index(shown)),
        }
    }

    /// Opens an index to write; makes it where there is none, and brings an older one up to date.
    ///
    /// # Errors
    /// As [`Index::open`]; and when another writes to it.
    pub fn create(path: &Path) -> Result<Index, Error> {
        let index = Index {
            db: Connection::open(path).map_err(|e| failed(path, e))?,
            path: path.to_owned(),
        };
        index.migrated()
    }

    /// An index in memory, for one question.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn in_memory() -> Result<Index, Error> {
        let path = PathBuf::from(":memory:");
        let index = Index {
            db: Connection::open_in_memory().map_err(|e| failed(&path, e))?,
            path,
        };
        index.migrated()
    }

    /// The version of the database; 0 for a new one.
    fn version(&self) -> Result<usize, Trouble> {
        let pragma = |name: &str| {
            self.db
                .pragma_query_value(None, name, |row| row.get::<_, i32>(0))
        };
        let (application, version) = (pragma("application_id")?, pragma("user_version")?);
        if application == APPLICATION {
            return Ok(usize::try_from(version).unwrap_or(usize::MAX));
        }
        let tables: i64 =
            (self.db).query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        match (application, version, tables) {
            (0, 0, 0) => Ok(0),
            _ => Err(Trouble::Foreign),
        }
    }

    fn migrated(mut self) -> Result<Index, Error> {
        let path = self.path.clone();
        self.migrate().map_err(|e| e.told(&path))?;
        self.prepared()
    }

    /// Brings the database to the newest version; all of it or nothing.
    fn migrate(&mut self) -> Result<(), Trouble> {
        self.db.busy_timeout(PATIENCE)?;
        let version = self.version()?;
        if version > MIGRATIONS.len() {
            return Err(Trouble::Newer);
        }
        self.db.pragma_update(None, "journal_mode", "WAL")?;
        self.db.pragma_update(None, "synchronous", "NORMAL")?;
        if version == MIGRATIONS.len() {
            return Ok(());
        }
        let step = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for migration in &MIGRATIONS[version..] {
            step.execute_batch(migration)?;
        }
        step.pragma_update(None, "application_id", APPLICATION)?;
        step.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
        step.commit()?;
        Ok(())
    }

    /// What every connection needs.
    fn prepared(self) -> Result<Index, Error> {
        let prepare = || -> rusqlite::Result<()> {
            self.db.busy_timeout(PATIENCE)?;
            self.db.pragma_update(None, "cache_size", -64_000)?;
            self.db.pragma_update(None, "mmap_size", 1_i64 << 27)?;
            self.db.set_prepared_statement_cache_capacity(64);
            let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
            self.db
                .create_scalar_function("folded", 1, flags, |context| {
                    let text: Option<String> = context.get(0)?;
                    Ok(text.map(|text| fold::fold(&text)))
                })
        };
        prepare().map_err(|e| failed(&self.path, e))?;
        Ok(self)
    }

    /// An error of SQLite as one of ours.
    fn failed(&self, e: rusqlite::Error) -> Error {
        failed(&self.path, e)
    }
}

/// Why a database cannot be used.
enum Trouble {
    /// It is a database of another program.
    Foreign,
    Newer,
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for Trouble {
    fn from(e: rusqlite::Error) -> Trouble {
        Trouble::Sql(e)
    }
}

impl Trouble {
    fn told(self, path: &Path) -> Error {
        let shown = path.display().to_string();
        match self {
            Trouble::Foreign => Error::not_an_index(shown),
            Trouble::Newer => Error::newer_index(shown),
            Trouble::Sql(e) => failed(path, e),
        }
    }
}

fn code(e: &rusqlite::Error) -> Option<ErrorCode> {
    e.sqlite_error_code()
}

fn failed(path: &Path, e: rusqlite::Error) -> Error {
    let shown = path.display().to_string();
    match code(&e) {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::locked_index(shown),
        Some(ErrorCode::NotADatabase) => Error::not_an_index(shown),
        Some(ErrorCode::DatabaseCorrupt) => Error::broken_index(shown, e.to_string()),
        Some(
            ErrorCode::ReadOnly
            | ErrorCode::DiskFull
            | ErrorCode::CannotOpen
            | ErrorCode::PermissionDenied
            | ErrorCode::SystemIoFailure,
        ) => Error::unwritable(shown, io::Error::other(e)),
        _ => Error::broken_index(shown, e.to_string()),
    }
}

/// A path as a URI has it.
fn percent(path: &Path) -> String {
    let path = path.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-~".contains(c) || !c.is_ascii();
    let mut out = String::new();
    for c in path.chars() {
        match plain(c) {
            true => out.push(c),
            false => out.push_str(&format!("%{:02X}", u32::from(c))),
        }
    }
    out
}
