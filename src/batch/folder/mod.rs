//! What is written of the whole folder: the tables, their description, and the index.
//!
//! All of it is made from the documents' parts, in the order of the documents. Their lines are
//! passed on as they are; only terms and entities get columns that depend on all documents, whose
//! sums ([`Sums`]) must be complete before. Parts are read some at a time, so that memory does not
//! grow with the folder.
//!
//! | what | where |
//! | --- | --- |
//! | the lines that a document adds | [`lines`] |
//! | `index.json` | [`index`] |

mod index;
mod lines;

use super::key::Key;
use super::part::{Mark, modified};
use super::results::{ENTITIES, TERMS};
use super::state::{Failure, State};
use super::tally::Tally;
use super::write::{Complete, Pending, WriteBehind};
use crate::error::Error;
use crate::report::columns::{TABLES, Table, Type};
use crate::report::csv::{self, Extra};
use crate::report::{Export, parquet};
pub use index::FORMAT;
use index::{Index, Things};
use lines::Lines;
use rayon::prelude::*;
use std::fs;
use std::io;
use std::path::Path;

/// What the folder knows of a document's term.
const WEIGHTS: &[Extra] = &[
    (
        "document_frequency",
        Type::Integer,
        "How many documents of the folder it stands in.",
    ),
    (
        "tf_idf",
        Type::Number,
        "Its weight against the folder: occurrences per thousand words of the document times ln((1 + N) / (1 + n)) + 1, for n of N documents.",
    ),
];

/// What the folder knows of a document's entity.
const IDENTITY: &[Extra] = &[
    (
        "entity",
        Type::String,
        "What it is through the folder: the same in every document that names the same thing.",
    ),
    (
        "document_frequency",
        Type::Integer,
        "How many documents of the folder name it.",
    ),
];

/// As many bytes of parts are read at a time, while as many are written; or one part.
const WINDOW: u64 = 12 << 20;

/// A document of the folder.
#[derive(Clone, Debug)]
pub struct Member {
    pub id: String,
    /// Bytes of the body of its part.
    pub len: u64,
    pub key: Key,
}

/// What adds up over the documents.
#[derive(Debug, Default)]
pub struct Sums {
    pub documents: usize,
    pub terms: Tally,
    pub entities: Tally,
}

/// Why the folder's files could not be written.
#[derive(Debug)]
pub enum Failed {
    Error(Error),
    /// The part of this document is damaged.
    Damaged(String),
}

impl Failed {
    /// The same for a caller who cannot make the part again.
    pub fn error(self, state: &State) -> Error {
        match self {
            Failed::Error(error) => error,
            Failed::Damaged(id) => Error::broken_state(state.part(&id).display().to_string()),
        }
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed::Error(error)
    }
}

/// Writes the folder's own files; all of them take their places together, as far as a file system can.
///
/// # Errors
/// When they cannot be written, or a part is damaged.
pub fn write(
    state: &State,
    members: &[Member],
    sums: &Sums,
    failures: &[Failure],
    exports: &[Export],
) -> Result<Vec<Mark>, Failed> {
    let mut tables = Vec::with_capacity(TABLES.len());
    for table in TABLES {
        let mut pending = state.begin(&file_name(table.name()))?;
        pending.append(csv::BOM)?;
        pending.append(&csv::header(table, extra(table.name())))?;
        tables.push(pending);
    }
    let mut index = Index::begin(state)?;
    let mut things = Things::new(sums);
    let mut rest = members;
    let mut at_hand: Vec<Lines> = Vec::new();
    let behind = WriteBehind::begin();
    loop {
        let (window, after) = rest.split_at(window(rest));
        rest = after;
        // The next are read while those at hand are written.
        let (read, written) = rayon::join(
            || -> Result<Vec<Lines>, Failed> {
                let window = window.par_iter();
                window
                    .map(|member| Lines::of(state, member, sums, &things))
                    .collect()
            },
            || append(&mut tables, &mut index, &at_hand),
        );
        written?;
        tables.iter_mut().for_each(|table| behind.take(table));
        for lines in std::mem::replace(&mut at_hand, read?) {
            things.learn(lines.terms, lines.entities);
        }
        if at_hand.is_empty() {
            break;
        }
    }
    let index = index.finish(failures, things, sums)?;
    let mut package = state.begin("datapackage.json")?;
    package.append(&csv::data_package(&[
        (TERMS, WEIGHTS),
        (ENTITIES, IDENTITY),
    ]))?;
    behind.finish()?;
    let tables = tables.into_iter().map(Pending::complete);
    let mut complete = tables.collect::<Result<Vec<_>, _>>()?;
    complete.extend(exported(state, exports, &complete)?);
    complete.push(index.complete()?);
    complete.push(package.complete()?);
    complete.into_par_iter().try_for_each(Complete::place)?;
    Ok(names(exports)
        .filter_map(|name| mark(state, name))
        .collect())
}

/// Appends the lines of some documents to the tables, and their entries to the index.
fn append(tables: &mut [Pending], index: &mut Index, documents: &[Lines]) -> Result<(), Error> {
    let append = |(i, table): (usize, &mut Pending)| {
        let mut documents = documents.iter();
        documents.try_for_each(|lines| table.append(lines.table(i)))
    };
    let (tables, index) = rayon::join(
        || tables.par_iter_mut().enumerate().try_for_each(append),
        || {
            let mut documents = documents.iter();
            documents.try_for_each(|lines| index.document(&lines.entry))
        },
    );
    tables.and(index)
}

/// The names of the folder's own files.
fn names(exports: &[Export]) -> impl Iterator<Item = String> {
    let tables = TABLES.iter().map(|table| file_name(table.name()));
    let exported = exports.iter().flat_map(|export| {
        let files = export.folder_files().into_iter();
        let files = files.map(|(name, _)| name.to_owned());
        files.chain(export.tables().map(parquet_name))
    });
    tables
        .chain(exported)
        .chain(["index.json", "datapackage.json"].map(str::to_owned))
}

/// What the formats for other programs need in the folder; `tables` are the CSV files.
fn exported(
    state: &State,
    exports: &[Export],
    tables: &[Complete],
) -> Result<Vec<Complete>, Error> {
    let mut out = Vec::new();
    for export in exports {
        for (name, bytes) in export.folder_files() {
            let mut pending = state.begin(name)?;
            pending.append(&bytes)?;
            out.push(pending.complete()?);
        }
        for table in export.tables() {
            if let Some(at) = TABLES.iter().position(|t| t.name() == table.name()) {
                out.push(parquet_of(state, table, tables[at].temporary())?);
            }
        }
    }
    Ok(out)
}

fn parquet_name(table: &dyn Table) -> String {
    format!("{}.parquet", table.name())
}

/// Writes `table` again as Parquet, from its CSV file at `path`.
fn parquet_of(state: &State, table: &dyn Table, path: &Path) -> Result<Complete, Error> {
    /// Rows that are read before they are written.
    const ROWS: usize = 1000;
    let name = parquet_name(table);
    let unwritable = |e: io::Error| Error::unwritable(name.as_str(), e);
    let failed = |e: ::parquet::errors::ParquetError| unwritable(io::Error::other(e));
    let broken = |e: ::csv::Error| Error::unreadable(path.display().to_string(), e.into());
    let kinds: Vec<Type> = table.columns().into_iter().map(|c| c.1).collect();
    let mut pending = state.begin(&name)?;
    let mut writer =
        parquet::Writer::new(table.name(), &table.columns(), &mut pending).map_err(failed)?;
    let mut rows = Vec::new();
    for row in ::csv::Reader::from_path(path).map_err(broken)?.records() {
        let row = row.map_err(broken)?;
        let cells = kinds.iter().zip(&row);
        rows.push(cells.map(|(kind, field)| csv::cell(*kind, field)).collect());
        if rows.len() == ROWS {
            writer.append(std::mem::take(&mut rows)).map_err(failed)?;
        }
    }
    writer.append(rows).map_err(failed)?;
    writer.finish().map_err(failed)?;
    pending.complete()
}

fn file_name(table: &str) -> String {
    format!("{table}.csv")
}

fn extra(table: &str) -> &'static [Extra] {
    match table {
        TERMS => WEIGHTS,
        ENTITIES => IDENTITY,
        _ => &[],
    }
}

/// The mark of a file of the folder's own. It is made again whenever its time is another: its hash
/// would take as long as writing it.
fn mark(state: &State, name: String) -> Option<Mark> {
    let meta = fs::metadata(state.out().join(&name)).ok()?;
    Some(Mark {
        name,
        len: meta.len(),
        modified: modified(&meta),
        hash: [0; 32],
    })
}

/// Whether the folder's own files are as they were written.
pub fn holds(state: &State, files: &[Mark], exports: &[Export]) -> bool {
    let mut files = files.iter();
    names(exports).all(|name| files.next() == mark(state, name).as_ref())
}

/// How many of `members` are held at a time.
fn window(members: &[Member]) -> usize {
    let mut bytes = 0;
    let fits = members.iter().take_while(|member| {
        bytes += member.len;
        bytes <= WINDOW
    });
    fits.count().max(1).min(members.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_held_some_at_a_time() {
        let members = |lens: &[u64]| -> Vec<Member> {
            let id = String::new;
            let key = [0; 32];
            lens.iter()
                .map(|&len| Member { id: id(), len, key })
                .collect()
        };
        assert_eq!(window(&members(&[WINDOW * 3, 1])), 1);
        assert_eq!(window(&members(&[1, 2, WINDOW])), 2);
        assert_eq!(window(&members(&[1, 2, 3])), 3);
    }
}
