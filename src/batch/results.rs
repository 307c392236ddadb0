//! One document's results: the files that are its own, its rows of the folder's tables, and what the
//! folder adds up.

use super::document::Job;
use super::report_language;
use crate::audit::accept;
use crate::error::Error;
use crate::model::{Counts, DocumentDate, LanguageShare};
use crate::pipeline::{Settings, Want};
use crate::report::brief::{Brief, Totals};
use crate::report::columns::TABLES;
use crate::report::{Export, Reading, Ui, csv, json, markdown};
use crate::terms;
use serde::Serialize;

/// All that is written of one document.
#[derive(Debug)]
pub struct Results {
    /// Name and content of each of its files.
    pub files: Vec<(String, Vec<u8>)>,
    /// Its lines of each of [`TABLES`], without header.
    pub rows: Vec<Vec<u8>>,
    /// Its terms, for the weights of the folder.
    pub terms: terms::Folder,
    /// Its entry in `index.json`.
    pub entry: Entry,
    /// Comments that accept findings without a reason: line and rule.
    pub unreasoned: Vec<(usize, String)>,
}

/// A document in `index.json`.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    pub id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    pub sha256: String,
    pub title: Option<String>,
    pub date: Option<DocumentDate>,
    pub languages: Vec<LanguageShare>,
    pub counts: Counts,
    pub totals: Totals,
    /// The terms that tell it most from the folder's other documents.
    pub keywords: Vec<Keyword>,
}

/// A term and its weight against the folder.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Keyword {
    pub term: String,
    pub tf_idf: f64,
}

impl Entry {
    pub fn words(&self) -> usize {
        self.counts.words
    }
}

/// Reads and analyses the document of `job`: a pure function of its bytes and the settings.
///
/// # Errors
/// When its bytes cannot be read, or are no text.
pub fn results(
    job: &Job,
    settings: &Settings,
    want: Want,
    exports: &[Export],
) -> Result<Results, Error> {
    let done = job.analyse(settings, want)?;
    let ui = Ui::of(report_language(settings, &done));
    let (analysis, document) = (&done.analysis, &done.document);
    let reading = Reading::new(analysis, document);
    let brief = Brief::new(&reading, ui);
    let mut terms = terms::Folder::default();
    terms.add(&job.id, &analysis.terms);
    let mut files = vec![
        (format!("{}.json", job.id), json::pretty(analysis)),
        (format!("{}.summary.json", job.id), json::pretty(&brief)),
        (
            format!("{}.md", job.id),
            markdown::report(&brief, ui).into_bytes(),
        ),
    ];
    for export in exports {
        let own = export.files(&reading).into_iter();
        files.extend(own.map(|(end, bytes)| (format!("{}.{end}", job.id), bytes)));
    }
    let comments = accept::comments(document.text.source());
    Ok(Results {
        files,
        rows: TABLES.map(|table| csv::rows(table, &reading)).into(),
        terms,
        entry: Entry {
            id: job.id.clone(),
            path: job.path.clone(),
            sha256: analysis.document.sha256.clone(),
            title: analysis.document.title.clone(),
            date: analysis.document.date.clone(),
            languages: analysis.document.languages.clone(),
            counts: analysis.document.counts.clone(),
            totals: brief.totals,
            keywords: Vec::new(),
        },
        unreasoned: comments
            .into_iter()
            .filter(|c| c.reason.is_none())
            .map(|c| (c.line, c.rule))
            .collect(),
    })
}
