//! What is written of the whole folder: the tables, their description, and the index.
//!
//! Documents are added one by one and not kept: their rows go to files at once. Only the terms must
//! wait for the last document, since their weights depend on all; their rows are read again then.

use super::document::Job;
use super::results::{Entry, Keyword, Results};
use super::write::{Pending, write};
use crate::error::Error;
use crate::model::{Generator, Term, TermKind};
use crate::report::columns::{Cell, TABLES, Table, Type};
use crate::report::csv::{self, Extra};
use crate::report::{Export, json, parquet};
use crate::terms::{self, FolderTerm};
use serde::Serialize;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The version of the index.
pub const FORMAT: &str = "sourcier.index/1";

/// The table whose rows get weights.
const TERMS: &str = "terms";

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

/// Keywords of a document in the index.
const KEYWORDS: usize = 10;
/// Terms of the folder in the index.
const TOP: usize = 200;

/// A folder of results on its way.
#[derive(Debug)]
pub struct Folder {
    out: PathBuf,
    /// One for each of [`TABLES`].
    tables: Vec<Pending>,
    terms: terms::Folder,
    entries: Vec<Entry>,
    failures: Vec<Failure>,
}

#[derive(Debug, Serialize)]
struct Failure {
    #[serde(skip_serializing_if = "String::is_empty")]
    path: String,
    error: String,
}

#[derive(Serialize)]
struct Index<'a> {
    format: &'static str,
    generator: Generator,
    documents: &'a [Entry],
    /// Documents that could not be read.
    failures: &'a [Failure],
    /// The terms of the most documents.
    terms: Vec<IndexTerm>,
}

#[derive(Serialize)]
struct IndexTerm {
    term: String,
    lemma: String,
    lang: String,
    kind: TermKind,
    documents: u64,
    frequency: u64,
    idf: f64,
}

impl Folder {
    /// Makes the output folder, and begins its tables.
    ///
    /// # Errors
    /// When it cannot be written to.
    pub fn create(out: &Path) -> Result<Folder, Error> {
        fs::create_dir_all(out).map_err(|e| Error::unwritable(out.display().to_string(), e))?;
        let mut tables = Vec::with_capacity(TABLES.len());
        for table in TABLES {
            let mut pending = Pending::new(out, &format!("{}.csv", table.name()))?;
            if table.name() != TERMS {
                pending.append(&csv::header(table, &[]))?;
            }
            tables.push(pending);
        }
        Ok(Folder {
            out: out.to_owned(),
            tables,
            terms: terms::Folder::default(),
            entries: Vec::new(),
            failures: Vec::new(),
        })
    }

    /// Writes a document's own files and its rows.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn add(&mut self, results: Results) -> Result<(), Error> {
        for (name, bytes) in &results.files {
            write(&self.out, name, bytes)?;
        }
        for (table, rows) in self.tables.iter_mut().zip(&results.rows) {
            table.append(rows)?;
        }
        self.terms.merge(results.terms);
        self.entries.push(results.entry);
        Ok(())
    }

    /// Notes a document that could not be read.
    pub fn fail(&mut self, job: &Job, error: &Error) {
        self.failures.push(Failure {
            path: job.path.clone(),
            error: error.to_string(),
        });
    }

    /// Writes what depends on all documents, and places the tables.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self, exports: &[Export]) -> Result<(), Error> {
        for (table, pending) in TABLES.into_iter().zip(std::mem::take(&mut self.tables)) {
            match table.name() == TERMS {
                true => self.weigh(pending)?.place()?,
                false => pending.place()?,
            }
        }
        for export in exports {
            for (name, bytes) in export.folder_files() {
                write(&self.out, name, &bytes)?;
            }
            for table in export.tables() {
                parquet_of(&self.out, table)?;
            }
        }
        let package = csv::data_package(&[(TERMS, WEIGHTS)]);
        write(&self.out, "datapackage.json", &package)?;
        let index = Index {
            format: FORMAT,
            generator: Generator {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            documents: &self.entries,
            failures: &self.failures,
            terms: self
                .terms
                .weights()
                .into_iter()
                .take(TOP)
                .map(term)
                .collect(),
        };
        write(&self.out, "index.json", &json::pretty(&index))
    }

    /// The rows of the terms again, with their weights; keywords go to the documents' entries.
    fn weigh(&mut self, mut spool: Pending) -> Result<Pending, Error> {
        let shown = spool.path().display().to_string();
        let failed = |e: ::csv::Error| Error::unwritable(shown.as_str(), e.into());
        let table = TABLES.into_iter().find(|t| t.name() == TERMS);
        let columns = table.map(|t| t.columns()).unwrap_or_default();
        let place = |name: &str| {
            columns
                .iter()
                .position(|c| c.0 == name)
                .unwrap_or(usize::MAX)
        };
        let at = ["document", "term", "lemma", "lang", "per_million"].map(place);
        let mut weighed = Pending::new(&self.out, &format!("{TERMS}.csv"))?;
        if let Some(table) = table {
            weighed.append(&csv::header(table, WEIGHTS))?;
        }
        let mut rows = ::csv::ReaderBuilder::new()
            .has_headers(false)
            .from_path(spool.temporary()?)
            .map_err(failed)?;
        // Rows come document by document, in the order of the entries.
        let mut entry = 0;
        for row in rows.records() {
            let row = row.map_err(failed)?;
            let [document, label, lemma, lang, per_million] =
                at.map(|i| row.get(i).unwrap_or_default());
            let term = Term {
                term: label.to_owned(),
                lemma: csv::unsafed(lemma).to_owned(),
                lang: lang.to_owned(),
                kind: TermKind::Word,
                forms: Vec::new(),
                frequency: 0,
                per_million: per_million.parse().unwrap_or_default(),
                salience: 0.0,
            };
            let weight = round(self.terms.tf_idf(&term));
            let frequency = self.terms.document_frequency(&term);
            let extra = [
                Cell::Integer(i64::try_from(frequency).unwrap_or(i64::MAX)),
                Cell::Number(weight),
            ];
            let fields = row.iter().map(str::to_owned);
            let line = fields.chain(extra.iter().map(csv::field)).collect();
            weighed.append(&csv::lines([line]))?;
            while self.entries.get(entry).is_some_and(|e| e.id != document) {
                entry += 1;
            }
            if let Some(entry) = self.entries.get_mut(entry) {
                keep(&mut entry.keywords, label, weight);
            }
        }
        Ok(weighed)
    }
}

/// Writes a table of `folder` again as Parquet, from its CSV file.
fn parquet_of(folder: &Path, table: &dyn Table) -> Result<(), Error> {
    /// Rows that are read before they are written.
    const ROWS: usize = 1000;
    let path = folder.join(format!("{}.csv", table.name()));
    let name = format!("{}.parquet", table.name());
    let shown = folder.join(&name).display().to_string();
    let unwritable = |e: io::Error| Error::unwritable(shown.as_str(), e);
    let failed = |e: ::parquet::errors::ParquetError| unwritable(io::Error::other(e));
    let broken = |e: ::csv::Error| Error::unreadable(path.display().to_string(), e.into());
    let kinds: Vec<Type> = table.columns().into_iter().map(|c| c.1).collect();
    let mut pending = Pending::new(folder, &name)?;
    let mut writer = parquet::Writer::new(table, &mut pending).map_err(failed)?;
    let mut rows = Vec::new();
    for row in ::csv::Reader::from_path(&path).map_err(broken)?.records() {
        let row = row.map_err(broken)?;
        let cells = kinds.iter().zip(&row);
        rows.push(cells.map(|(kind, field)| csv::cell(*kind, field)).collect());
        if rows.len() == ROWS {
            writer.append(std::mem::take(&mut rows)).map_err(failed)?;
        }
    }
    writer.append(rows).map_err(failed)?;
    writer.finish().map_err(failed)?;
    pending.place()
}

/// Keeps the heaviest terms, the heaviest first; of equal ones those that came first.
fn keep(keywords: &mut Vec<Keyword>, term: &str, tf_idf: f64) {
    let at = keywords.partition_point(|k| k.tf_idf >= tf_idf);
    if at < KEYWORDS {
        let term = csv::unsafed(term).to_owned();
        keywords.insert(at, Keyword { term, tf_idf });
        keywords.truncate(KEYWORDS);
    }
}

/// Four decimals: more would differ between the mathematics libraries of two systems.
fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

fn term(term: FolderTerm) -> IndexTerm {
    IndexTerm {
        term: term.term,
        lemma: term.lemma,
        lang: term.lang,
        kind: term.kind,
        documents: term.documents,
        frequency: term.frequency,
        idf: round(term.idf),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_terms_are_kept_in_order() {
        let mut keywords = Vec::new();
        for (i, weight) in [3.0, 1.0, 3.0, 2.0]
            .into_iter()
            .cycle()
            .take(40)
            .enumerate()
        {
            keep(&mut keywords, &format!("t{i}"), weight);
        }
        assert_eq!(keywords.len(), KEYWORDS);
        assert!(keywords.iter().all(|k| k.tf_idf == 3.0));
        assert_eq!(keywords[0].term, "t0");
        assert_eq!(keywords[1].term, "t2");
    }

    #[test]
    fn the_weighed_table_is_one_of_the_tables() {
        let table = TABLES.into_iter().find(|t| t.name() == TERMS).unwrap();
        let names: Vec<_> = table.columns().into_iter().map(|c| c.0).collect();
        for name in ["document", "term", "lemma", "lang", "per_million"] {
            assert!(names.contains(&name), "{name}");
        }
    }
}
