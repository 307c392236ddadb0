//! One document's results: the files that are its own, and its [`super::part`] of the folder's.

use super::document::{Analysed, Job, guarded};
use super::key::Key;
use super::part::{self, Body, Counted, Encoded, EntityRow, Head, Mark, TermRow};
use super::report_language;
use super::tally::{Thing, hash};
use crate::audit::accept;
use crate::error::Error;
use crate::extract::entities::identity;
use crate::model::{Counts, DocumentDate, Entity, LanguageShare, Term};
use crate::pipeline::{Settings, Want};
use crate::report::brief::{Brief, Totals};
use crate::report::columns::TABLES;
use crate::report::{Export, Reading, Ui, csv, json, markdown};
use serde::{Deserialize, Serialize};
use serde_bytes::Bytes;

/// The tables whose lines get columns of the folder's.
pub const TERMS: &str = "terms";
pub const ENTITIES: &str = "entities";

/// All that is written of one document.
#[derive(Debug)]
pub struct Results {
    /// Name and content of each of its files.
    pub files: Vec<(String, Vec<u8>)>,
    pub counted: Counted,
    /// Each term once, with its frequency.
    pub terms: Vec<(Thing, u32)>,
    /// Each identity once, with how often it is named.
    pub entities: Vec<(Thing, u32)>,
    /// Comments that accept findings without a reason: line and rule.
    pub unreasoned: Vec<(usize, String)>,
    entry: Entry,
    /// Its lines of each of [`TABLES`]; none where the folder adds columns.
    tables: Vec<Vec<u8>>,
    term_rows: Vec<(Term, String)>,
    entity_rows: Vec<NamedRow>,
}

/// An entity, what it is through the folder, and its line of the table.
type NamedRow = (Entity, Option<(Thing, String)>, String);

/// A document in `index.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    pub id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Keyword {
    pub term: String,
    pub tf_idf: f64,
}

/// Analyses the document of `job`, whose content is `bytes`: a pure function of these and the
/// settings.
///
/// # Errors
/// When the bytes are no text.
pub fn results(
    job: &Job,
    bytes: Vec<u8>,
    settings: &Settings,
    want: Want,
    exports: &[Export],
) -> Result<Results, Error> {
    let done = job.analyse_bytes(bytes, settings, want)?;
    guarded(|| of(job, done, settings, exports)).ok_or_else(|| Error::internal(job.name()))
}

fn of(job: &Job, done: Analysed, settings: &Settings, exports: &[Export]) -> Results {
    let ui = Ui::of(report_language(settings, &done));
    let Analysed { analysis, document } = done;
    let reading = Reading::new(&analysis, &document);
    let brief = Brief::new(&reading, ui);
    let [term_lines, entity_lines] = [TERMS, ENTITIES].map(|name| {
        let table = TABLES.into_iter().find(|t| t.name() == name);
        table.map_or_else(Vec::new, |table| csv::open_rows(table, &reading))
    });
    let tables = TABLES.map(|table| match table.name() {
        TERMS | ENTITIES => Vec::new(),
        _ => csv::rows(table, &reading),
    });
    let mut files = vec![
        (format!("{}.json", job.id), json::pretty(&analysis)),
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
    let unreasoned = accept::comments(document.text.source())
        .into_iter()
        .filter(|c| c.reason.is_none())
        .map(|c| (c.line, c.rule))
        .collect();
    let totals = brief.totals;
    let entity_rows: Vec<NamedRow> = analysis
        .entities
        .into_iter()
        .zip(entity_lines)
        .map(|(entity, line)| {
            let identity = identity::of(&entity).map(|name| (hash(&[&name]), name));
            (entity, identity, line)
        })
        .collect();
    let mut entities: Vec<(Thing, u32)> = Vec::new();
    for (entity, identity, _) in &entity_rows {
        let Some((thing, _)) = identity else { continue };
        let count = small(entity.count);
        match entities.iter_mut().find(|e| e.0 == *thing) {
            Some(known) => known.1 = known.1.saturating_add(count),
            None => entities.push((*thing, count)),
        }
    }
    let info = analysis.document;
    Results {
        files,
        counted: Counted {
            words: info.counts.words,
            figures: totals.figures,
            sources: totals.sources,
            findings: totals.findings,
        },
        terms: analysis
            .terms
            .iter()
            .map(|term| (thing(term), small(term.frequency)))
            .collect(),
        entities,
        unreasoned,
        entry: Entry {
            id: info.id,
            path: info.path,
            sha256: info.sha256,
            title: info.title,
            date: info.date,
            languages: info.languages,
            counts: info.counts,
            totals,
            keywords: Vec::new(),
        },
        tables: tables.into(),
        term_rows: analysis.terms.into_iter().zip(term_lines).collect(),
        entity_rows,
    }
}

impl Results {
    /// The bytes of the document's part, once its own files are written.
    pub fn part(&self, key: Key, files: Vec<Mark>) -> Encoded {
        let head = Head {
            key,
            id: &self.entry.id,
            path: &self.entry.path,
            counted: self.counted,
            files,
            unreasoned: self.unreasoned.clone(),
            terms: self.terms.clone(),
            entities: self.entities.clone(),
        };
        // Strings and numbers always serialise.
        let entry = serde_json::to_string(&self.entry).unwrap_or_default();
        let body = Body {
            entry: &entry,
            tables: self.tables.iter().map(|t| Bytes::new(t)).collect(),
            terms: self
                .term_rows
                .iter()
                .zip(&self.terms)
                .map(|((term, line), &(thing, frequency))| TermRow {
                    thing,
                    per_million: term.per_million,
                    frequency,
                    kind: term.kind,
                    term: &term.term,
                    lemma: &term.lemma,
                    lang: &term.lang,
                    line,
                })
                .collect(),
            entities: self
                .entity_rows
                .iter()
                .map(|(entity, identity, line)| EntityRow {
                    identity: identity.as_ref().map(|(thing, name)| (*thing, &**name)),
                    id: &entity.id,
                    name: &entity.name,
                    kind: entity.kind,
                    count: small(entity.count),
                    aliases: entity.aliases.iter().map(|a| &*a.text).collect(),
                    same_as: entity.same_as.iter().map(|s| &**s).collect(),
                    line,
                })
                .collect(),
        };
        part::encode(&head, &body)
    }
}

/// What a term is through the folder: its lemma and part of speech in its language.
fn thing(term: &Term) -> Thing {
    let pos = term.pos.as_deref().unwrap_or_default();
    hash(&[&term.lang, &term.lemma, pos])
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
