//! What is written of the whole folder: the tables, their description, and the index.
//!
//! All of it is made from the documents' parts, in the order of the documents. Their lines are
//! passed on as they are; only terms and entities get columns that depend on all documents, whose
//! sums ([`Sums`]) must be complete before. Parts are read some at a time, so that memory does not
//! grow with the folder.

use super::key::Key;
use super::part::{Body, Mark, modified};
use super::results::{ENTITIES, Entry, Keyword, TERMS};
use super::state::{Failure, State};
use super::tally::{Tally, Thing, Times};
use super::write::{Complete, Pending, WriteBehind};
use crate::error::Error;
use crate::model::{EntityType, Generator, TermKind};
use crate::report::columns::{TABLES, Table, Type};
use crate::report::csv::{self, Extra};
use crate::report::{Export, json, parquet};
use crate::terms::{idf, tf_idf};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;

/// The version of the index.
pub const FORMAT: &str = "sourcier.index/1";

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

/// Keywords of a document in the index.
const KEYWORDS: usize = 10;
/// Terms of the folder in the index.
const TOP_TERMS: usize = 200;
/// Entities of the folder in the index.
const TOP_ENTITIES: usize = 1000;

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

#[derive(Serialize)]
struct IndexTerm {
    term: String,
    lemma: String,
    lang: String,
    kind: TermKind,
    documents: u32,
    frequency: u32,
    idf: f64,
}

#[derive(Serialize)]
struct IndexEntity {
    entity: String,
    name: String,
    #[serde(rename = "type")]
    kind: EntityType,
    aliases: Vec<String>,
    same_as: Vec<String>,
    documents: u32,
    count: u32,
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

/// What a document adds to the folder's files.
struct Lines {
    body: Vec<u8>,
    /// Its lines of each table: bytes of `body`, or made here.
    tables: Vec<Made>,
    entry: Entry,
    /// What it calls the things that are told in the index.
    terms: Vec<(Thing, Called<TermKind>)>,
    entities: Vec<(Thing, Called<EntityType>)>,
}

enum Made {
    Kept(Range<usize>),
    New(Vec<u8>),
}

/// How a document names something.
struct Called<K> {
    name: String,
    kind: K,
    times: u64,
    /// Lemma and language of a term; identity, then codes of an entity.
    more: Vec<String>,
    aliases: Vec<String>,
}

impl Lines {
    fn of(state: &State, member: &Member, sums: &Sums, things: &Things) -> Result<Lines, Failed> {
        let bytes = super::part::body(&state.part(&member.id));
        let lines = bytes.and_then(|body| Lines::read(body, member, sums, things));
        lines.ok_or_else(|| Failed::Damaged(member.id.clone()))
    }

    fn read(bytes: Vec<u8>, member: &Member, sums: &Sums, things: &Things) -> Option<Lines> {
        let body = Body::read(&bytes)?;
        let mut entry: Entry = serde_json::from_str(body.entry).ok()?;
        if body.tables.len() != TABLES.len() {
            return None;
        }
        let base = bytes.as_ptr().addr();
        let mut tables = Vec::with_capacity(TABLES.len());
        for (table, lines) in TABLES.into_iter().zip(&body.tables) {
            tables.push(match table.name() {
                TERMS => Made::New(terms(&body, sums, &mut entry.keywords)),
                ENTITIES => Made::New(entities(&body, member, sums)),
                _ => {
                    let start = lines.as_ptr().addr() - base;
                    Made::Kept(start..start + lines.len())
                }
            });
        }
        let called = body
            .terms
            .iter()
            .filter(|t| things.terms.contains_key(&t.thing));
        let terms = called
            .map(|t| {
                let called = Called {
                    name: t.term.to_owned(),
                    kind: t.kind,
                    times: u64::from(t.frequency),
                    more: vec![t.lemma.to_owned(), t.lang.to_owned()],
                    aliases: Vec::new(),
                };
                (t.thing, called)
            })
            .collect();
        let entities = body.entities.iter().filter_map(|e| {
            let (thing, identity) = e.identity?;
            things.entities.contains_key(&thing).then(|| {
                let codes = e.same_as.iter().map(|&s| s.to_owned());
                let called = Called {
                    name: e.name.to_owned(),
                    kind: e.kind,
                    times: 1,
                    more: std::iter::once(identity.to_owned()).chain(codes).collect(),
                    aliases: e.aliases.iter().map(|&a| a.to_owned()).collect(),
                };
                (thing, called)
            })
        });
        let entities = entities.collect();
        Some(Lines {
            tables,
            entry,
            terms,
            entities,
            body: bytes,
        })
    }

    fn table(&self, index: usize) -> &[u8] {
        match &self.tables[index] {
            Made::Kept(range) => &self.body[range.clone()],
            Made::New(lines) => lines,
        }
    }
}

/// The lines of the terms with their weights; the heaviest go to the `keywords`.
fn terms(body: &Body, sums: &Sums, keywords: &mut Vec<Keyword>) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.terms.iter().map(|t| t.line.len() + 20).sum());
    for term in &body.terms {
        let documents = sums.terms.of(term.thing).documents;
        let weight = tf_idf(term.per_million, idf(documents as usize, sums.documents));
        let weight = Decimal::of(weight);
        out.extend(term.line.as_bytes());
        out.push(b',');
        put(u64::from(documents), &mut out);
        out.push(b',');
        weight.write(&mut out);
        out.push(b'\n');
        keep(keywords, term.term, weight.value());
    }
    out
}

/// The lines of the entities with what they are through the folder.
fn entities(body: &Body, member: &Member, sums: &Sums) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.entities.iter().map(|e| e.line.len() + 40).sum());
    for entity in &body.entities {
        out.extend(entity.line.as_bytes());
        out.push(b',');
        match entity.identity {
            Some((thing, identity)) => {
                out.extend(identity.as_bytes());
                out.push(b',');
                put(u64::from(sums.entities.of(thing).documents), &mut out);
            }
            None => {
                // Nobody else's.
                for piece in [&member.id, "#", entity.id, ",1"] {
                    out.extend(piece.as_bytes());
                }
            }
        }
        out.push(b'\n');
    }
    out
}

/// Keeps the heaviest terms, the heaviest first; of equal ones those that came first.
fn keep(keywords: &mut Vec<Keyword>, term: &str, tf_idf: f64) {
    let at = keywords.partition_point(|k| k.tf_idf >= tf_idf);
    if at < KEYWORDS {
        let term = term.to_owned();
        keywords.insert(at, Keyword { term, tf_idf });
        keywords.truncate(KEYWORDS);
    }
}

/// A weight in ten thousandths: more decimals would differ between the mathematics libraries of two
/// systems.
#[derive(Clone, Copy)]
struct Decimal(u64);

impl Decimal {
    fn of(value: f64) -> Decimal {
        Decimal((value * 1e4).round() as u64)
    }

    fn value(self) -> f64 {
        self.0 as f64 / 1e4
    }
}

impl Decimal {
    /// Writes it as `f64` is written, in a fraction of the time: there are hundreds of weights to a
    /// document, and all may change when one document does.
    fn write(self, out: &mut Vec<u8>) {
        put(self.0 / 10_000, out);
        let rest = self.0 % 10_000;
        if rest > 0 {
            out.push(b'.');
            let digits = [1000, 100, 10, 1].map(|unit| b'0' + (rest / unit % 10) as u8);
            let zeros = digits.iter().rev().take_while(|&&d| d == b'0').count();
            out.extend(&digits[..4 - zeros]);
        }
    }
}

/// Writes a whole number.
fn put(mut value: u64, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend(&digits[at..]);
}

/// What is known of the things that the index tells.
struct Things {
    terms: FxHashMap<Thing, Known<TermKind>>,
    entities: FxHashMap<Thing, Known<EntityType>>,
}

/// A thing of the folder, as far as its documents have been read.
struct Known<K> {
    times: Times,
    kind: Option<K>,
    /// Names with how often they are given.
    names: BTreeMap<String, u64>,
    more: Vec<String>,
    aliases: BTreeMap<String, u64>,
}

impl<K: Ord> Known<K> {
    fn new(times: Times) -> Known<K> {
        Known {
            times,
            kind: None,
            names: BTreeMap::new(),
            more: Vec::new(),
            aliases: BTreeMap::new(),
        }
    }

    fn learn(&mut self, called: Called<K>) {
        *self.names.entry(called.name).or_default() += called.times;
        self.kind = self.kind.take().max(Some(called.kind));
        for alias in called.aliases {
            *self.aliases.entry(alias).or_default() += 1;
        }
        if self.more.is_empty() {
            self.more = called.more;
        }
    }

    /// The most usual name; of equally usual ones the first of the alphabet.
    fn name(&self) -> String {
        let best = self.names.iter().rev().max_by_key(|name| name.1);
        best.map(|name| name.0.clone()).unwrap_or_default()
    }

    /// Other names, the most usual first.
    fn others(&self, name: &str) -> Vec<String> {
        let mut all = self.aliases.clone();
        for (other, times) in &self.names {
            *all.entry(other.clone()).or_default() += times;
        }
        all.remove(name);
        let mut all: Vec<_> = all.into_iter().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all.into_iter().map(|(name, _)| name).collect()
    }
}

impl Things {
    fn new(sums: &Sums) -> Things {
        fn known<K: Ord>(top: FxHashMap<Thing, Times>) -> FxHashMap<Thing, Known<K>> {
            let top = top.into_iter();
            top.map(|(thing, times)| (thing, Known::new(times)))
                .collect()
        }
        Things {
            terms: known(sums.terms.top(TOP_TERMS)),
            entities: known(sums.entities.top(TOP_ENTITIES)),
        }
    }

    fn learn(
        &mut self,
        terms: Vec<(Thing, Called<TermKind>)>,
        entities: Vec<(Thing, Called<EntityType>)>,
    ) {
        for (thing, called) in terms {
            if let Some(known) = self.terms.get_mut(&thing) {
                known.learn(called);
            }
        }
        for (thing, called) in entities {
            if let Some(known) = self.entities.get_mut(&thing) {
                known.learn(called);
            }
        }
    }

    fn terms(&self, documents: usize) -> Vec<IndexTerm> {
        let mut out: Vec<IndexTerm> = self
            .terms
            .values()
            .filter_map(|known| {
                let [lemma, lang] = &known.more[..] else {
                    return None;
                };
                Some(IndexTerm {
                    term: known.name(),
                    lemma: lemma.clone(),
                    lang: lang.clone(),
                    kind: known.kind?,
                    documents: known.times.documents,
                    frequency: known.times.frequency,
                    idf: Decimal::of(idf(known.times.documents as usize, documents)).value(),
                })
            })
            .collect();
        out.sort_by(|a, b| {
            (b.documents, b.frequency)
                .cmp(&(a.documents, a.frequency))
                .then_with(|| (&a.term, &a.lemma, &a.lang).cmp(&(&b.term, &b.lemma, &b.lang)))
        });
        out.truncate(TOP_TERMS);
        out
    }

    fn entities(&self) -> Vec<IndexEntity> {
        let mut out: Vec<IndexEntity> = self
            .entities
            .values()
            .filter_map(|known| {
                let (entity, same_as) = known.more.split_first()?;
                let name = known.name();
                Some(IndexEntity {
                    entity: entity.clone(),
                    kind: known.kind?,
                    aliases: known.others(&name),
                    name,
                    same_as: same_as.to_vec(),
                    documents: known.times.documents,
                    count: known.times.frequency,
                })
            })
            .collect();
        out.sort_by(|a, b| {
            (b.documents, b.count)
                .cmp(&(a.documents, a.count))
                .then_with(|| a.entity.cmp(&b.entity))
        });
        out.truncate(TOP_ENTITIES);
        out
    }
}

/// `index.json`, written as the documents come.
struct Index {
    file: Pending,
    documents: usize,
}

impl Index {
    fn begin(state: &State) -> Result<Index, Error> {
        let mut file = state.begin("index.json")?;
        let generator = Generator {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        file.append(b"{")?;
        let mut index = Index { file, documents: 0 };
        index.field("format", &FORMAT, b"")?;
        index.field("generator", &generator, b",")?;
        index.file.append(b",\n  \"documents\": [")?;
        Ok(index)
    }

    fn document(&mut self, entry: &Entry) -> Result<(), Error> {
        let before: &[u8] = if self.documents == 0 { b"" } else { b"," };
        self.documents += 1;
        self.file.append(before)?;
        self.file.append(b"\n    ")?;
        self.value(entry, 4)
    }

    fn finish(
        mut self,
        failures: &[Failure],
        things: Things,
        sums: &Sums,
    ) -> Result<Pending, Error> {
        let end: &[u8] = if self.documents == 0 { b"]" } else { b"\n  ]" };
        self.file.append(end)?;
        self.field("failures", &failures, b",")?;
        self.field("terms", &things.terms(sums.documents), b",")?;
        self.field("entities", &things.entities(), b",")?;
        self.file.append(b"\n}\n")?;
        Ok(self.file)
    }

    fn field(&mut self, name: &str, value: &impl Serialize, before: &[u8]) -> Result<(), Error> {
        self.file.append(before)?;
        self.file.append(format!("\n  \"{name}\": ").as_bytes())?;
        self.value(value, 2)
    }

    /// `value` on several lines, which begin `indent` spaces further right. No line feed is left in
    /// a string of JSON.
    fn value(&mut self, value: &impl Serialize, indent: usize) -> Result<(), Error> {
        let json = json::pretty(value);
        let mut lines = json.trim_ascii_end().split(|&b| b == b'\n');
        self.file.append(lines.next().unwrap_or_default())?;
        for line in lines {
            self.file.append(b"\n")?;
            self.file.append(&b"        "[..indent])?;
            self.file.append(line)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_terms_are_kept_in_order() {
        let mut keywords = Vec::new();
        let weights = [3.0, 1.0, 3.0, 2.0].into_iter().cycle().take(40);
        for (i, weight) in weights.enumerate() {
            keep(&mut keywords, &format!("t{i}"), weight);
        }
        assert_eq!(keywords.len(), KEYWORDS);
        assert!(keywords.iter().all(|k| k.tf_idf == 3.0));
        assert_eq!(keywords[0].term, "t0");
        assert_eq!(keywords[1].term, "t2");
    }

    #[test]
    fn weights_are_written_as_numbers_are() {
        for value in [
            0.0,
            1.0,
            0.5,
            0.05,
            0.0001,
            12.34,
            13.3564,
            5.1,
            99999.9999,
            1e9 + 0.25,
        ] {
            let decimal = Decimal::of(value);
            let mut written = Vec::new();
            decimal.write(&mut written);
            assert_eq!(written, csv::number(decimal.value()).as_bytes());
            assert_eq!(decimal.value(), value);
        }
    }

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
