//! Analyses → rows.
//!
//! [`update`] brings an index up to date with documents: those that have not changed are left alone,
//! the others are analysed on all cores and their rows replaced, a few documents a transaction.

use super::terms::{self, Term};
use super::{Index, TERMS_SHIFT, failed};
use crate::batch::{Analysed, Job, analyse, guarded, key};
use crate::error::Error;
use crate::lang::Lang;
use crate::model::{Attribution, EntityType};
use crate::pipeline::{Settings, Want};
use crate::read::{self, Input};
use crate::report::columns::{Cell, Table, table};
use crate::report::{Reading, cite};
use crate::tag::dictionary_lemmas;
use crate::text::fold;
use rayon::prelude::*;
use rusqlite::types::Value;
use rusqlite::{Connection, TransactionBehavior, params, params_from_iter};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::mpsc::sync_channel;

/// The layers that the index holds, each in the table of its name.
pub const LAYERS: [&str; 6] = [
    "figures", "dates", "entities", "quotes", "sources", "findings",
];

/// Columns of a layer's table that the index keeps with documents, sections and sentences.
const KEYS: [&str; 4] = ["document", "section", "sentence", "page"];

/// Documents that are analysed together, and written in one transaction.
const CHUNK: usize = 16;

/// The layers that the index is made of.
const WANT: Want = Want {
    terms: false,
    summary: false,
    ..Want::ALL
};

/// How an update ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Updated {
    /// Documents whose rows are new.
    pub written: usize,
    pub unchanged: usize,
    /// Documents in the index that were not among those given.
    pub gone: usize,
    /// Those of them that were removed.
    pub pruned: usize,
    pub failures: usize,
}

/// What happens while an index is brought up to date.
#[derive(Debug)]
pub enum Event<'a> {
    Reading(&'a Job),
    Failed(&'a Error),
}

/// Brings `index` up to date with the documents of `jobs`. What is in it of other documents stays, or
/// goes where `prune` is set.
///
/// # Errors
/// When the index cannot be written. A document that cannot be read is told and counted, and keeps
/// the rows that it has.
pub fn update(
    index: &mut Index,
    jobs: &[Job],
    settings: &Settings,
    prune: bool,
    tell: &mut dyn FnMut(Event),
) -> Result<Updated, Error> {
    let path = index.path.clone();
    let known = known(&index.db).map_err(|e| failed(&path, e))?;
    let mut done = Updated::default();
    let mut writer = Writer::default();
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(1);
        let known = &known;
        scope.spawn(move || {
            for chunk in jobs.chunks(CHUNK) {
                let made: Vec<_> = chunk
                    .par_iter()
                    .map(|job| rows_of(job, settings, known.get(&job.id)))
                    .collect();
                // Nobody listens any more after an error.
                if send.send((chunk, made)).is_err() {
                    return;
                }
            }
        });
        for (chunk, made) in receive {
            for job in chunk {
                tell(Event::Reading(job));
            }
            let mut ready = Vec::new();
            for result in made {
                match result {
                    Ok(Some(rows)) => ready.push(rows),
                    Ok(None) => done.unchanged += 1,
                    Err(error) => {
                        done.failures += 1;
                        tell(Event::Failed(&error));
                    }
                }
            }
            done.written += ready.len();
            if !ready.is_empty() {
                writer
                    .write(&mut index.db, &ready)
                    .map_err(|e| failed(&path, e))?;
            }
        }
        Ok::<(), Error>(())
    })?;
    let given: FxHashSet<&str> = jobs.iter().map(|job| job.id.as_str()).collect();
    let gone: Vec<&String> = known
        .keys()
        .filter(|id| !given.contains(id.as_str()))
        .collect();
    done.gone = gone.len();
    if prune && !gone.is_empty() {
        remove_all(&mut index.db, &gone).map_err(|e| failed(&path, e))?;
        done.pruned = gone.len();
    }
    if done.written + done.pruned > 0 {
        let much = (done.written + done.pruned) * 4 > known.len();
        tidy(&index.db, much).map_err(|e| failed(&path, e))?;
    }
    Ok(done)
}

impl Index {
    /// Adds one analysed document.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, analysed: &Analysed) -> Result<(), Error> {
        let rows = Rows::of(analysed, String::new());
        let written = Writer::default().write(&mut self.db, &[rows]);
        written.map_err(|e| self.failed(e))
    }
}

/// Of each document in the index what its rows were made from.
fn known(db: &Connection) -> rusqlite::Result<FxHashMap<String, String>> {
    let mut query = db.prepare("SELECT id, fingerprint FROM documents")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// The rows of a document; `None` where those in the index still hold.
fn rows_of(job: &Job, settings: &Settings, known: Option<&String>) -> Result<Option<Rows>, Error> {
    let bytes = job.bytes()?;
    let fingerprint = key::hex(&key::of_document(job, &bytes, settings, WANT, &[]));
    if known == Some(&fingerprint) {
        return Ok(None);
    }
    let input = Input::new(job.id.as_str(), job.path.as_str(), &bytes);
    guarded(|| {
        let read = read::read(bytes, &job.reading)?;
        let analysed = analyse(&input, read, settings, WANT);
        Ok(Rows::of(&analysed, fingerprint))
    })
    .ok_or_else(|| Error::internal(job.name()))?
    .map(Some)
    .map_err(|e| Error::document(job.name(), e))
}

/// All that the index holds of a document, ready to be written.
struct Rows {
    id: String,
    document: Vec<Value>,
    sections: Vec<Vec<Value>>,
    sentences: Vec<Sentence>,
    /// For each of [`LAYERS`] its rows, each with the index of its sentence.
    layers: Vec<Vec<(Option<usize>, Vec<Value>)>>,
    /// For each entity its names, folded.
    names: Vec<Vec<String>>,
    mentions: Vec<Mention>,
    /// Whom and what a sentence credits, folded.
    credits: FxHashSet<(String, usize)>,
    /// Each word once: its language, small letters and term.
    vocabulary: Vec<(Lang, Box<str>, Term)>,
}

struct Sentence {
    section: Option<usize>,
    values: Vec<Value>,
    terms: String,
    /// How many terms.
    count: usize,
}

struct Mention {
    entity: usize,
    sentence: Option<usize>,
    start: u32,
    end: u32,
    text: String,
}

impl Rows {
    fn of(analysed: &Analysed, fingerprint: String) -> Rows {
        let (a, doc) = (&analysed.analysis, &analysed.document);
        let reading = Reading::new(a, doc);
        let d = &a.document;
        let days = d.date.as_ref().and_then(|date| days(&date.edtf));
        let document = vec![
            d.id.clone().into(),
            d.path.clone().into(),
            d.sha256.clone().into(),
            fingerprint.into(),
            d.title.clone().into(),
            d.subtitle.clone().into(),
            d.author.clone().into(),
            d.publisher.clone().into(),
            d.date.as_ref().map(|date| date.edtf.clone()).into(),
            days.as_ref().map(|days| days.0.clone()).into(),
            days.map(|days| days.1).into(),
            d.languages.first().map(|l| l.code.clone()).into(),
            d.input_format.clone().into(),
            integer(d.counts.words),
        ];
        let sections = a.sections.iter().map(|s| {
            vec![
                s.id.clone().into(),
                s.parent.clone().into(),
                i64::from(s.level).into(),
                s.number.clone().into(),
                s.title.clone().into(),
                i64::from(s.start).into(),
                i64::from(s.end).into(),
            ]
        });
        let (sentences, vocabulary) = sentences(&reading);
        let mut names = Vec::new();
        let mut mentions = Vec::new();
        for (entity, e) in a.entities.iter().enumerate() {
            let forms = e.aliases.iter().map(|alias| alias.text.as_str());
            let said = e.mentions.iter().map(|m| reading.read(m.span));
            let mut all: Vec<String> = said.map(|name| name_key(&name)).collect();
            all.extend(forms.chain([e.name.as_str()]).map(name_key));
            all.sort_unstable();
            all.dedup();
            names.push(all);
            mentions.extend(e.mentions.iter().map(|m| Mention {
                entity,
                sentence: doc.sentence_at(m.span.start()),
                start: m.at.start,
                end: m.at.end,
                text: reading.read(m.span),
            }));
        }
        let layers = LAYERS.iter().filter_map(|name| table(name));
        Rows {
            id: d.id.clone(),
            document,
            sections: sections.collect(),
            sentences,
            layers: layers.map(|table| layer(table, &reading)).collect(),
            names,
            mentions,
            credits: credits(&reading),
            vocabulary,
        }
    }
}

/// A name as it is asked for.
pub fn name_key(name: &str) -> String {
    let folded = fold::fold(name);
    let words = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// First and last day of an EDTF date or interval, as far as they are told by numbers.
pub fn days(edtf: &str) -> Option<(String, String)> {
    let (first, last) = edtf.split_once('/').unwrap_or((edtf, edtf));
    Some((day(first, false)?, day(last, true)?))
}

fn day(edtf: &str, last: bool) -> Option<String> {
    let mut numbers = edtf
        .trim_end_matches(['~', '?', '%'])
        .split('-')
        .map(str::parse::<i16>);
    let year = numbers.next()?.ok().filter(|year| *year > 0)?;
    let part = |number: Option<Result<i16, _>>| match number {
        None => Some(None),
        Some(number) => number.ok().and_then(|n| i8::try_from(n).ok()).map(Some),
    };
    let (month, on) = (part(numbers.next())?, part(numbers.next())?);
    // Months 21 to 24 are seasons, which are not told by numbers; their year is.
    let month = month.filter(|m| (1..=12).contains(m));
    let first = jiff::civil::Date::new(year, month.unwrap_or(if last { 12 } else { 1 }), 1).ok()?;
    let day = match (month.and(on), last) {
        (Some(on), _) => jiff::civil::Date::new(year, first.month(), on).ok()?,
        (None, true) => first.last_of_month(),
        (None, false) => first,
    };
    Some(day.to_string())
}

fn integer(value: usize) -> Value {
    i64::try_from(value).unwrap_or(i64::MAX).into()
}

/// A word in one form, with the language of its sentence.
type Word = (Lang, Box<str>, Term);

/// The sentences of a document, and its words.
fn sentences(reading: &Reading) -> (Vec<Sentence>, Vec<Word>) {
    let doc = reading.doc;
    let mut reader = terms::Reader::default();
    let sentences: Vec<Sentence> = doc
        .sentences
        .iter()
        .map(|s| {
            let block = &doc.text.blocks[s.block];
            let (start, end) = doc.text.code_points(doc.text.source_span(s.span));
            let mut found = String::with_capacity(s.span.len());
            let mut count = 0;
            let tokens = &doc.tokens[s.tokens.clone()];
            reader.read(s.lang, tokens, &doc.forms, |term, _| {
                found.push_str(&term.stem);
                found.push(' ');
                count += 1;
            });
            Sentence {
                section: block.section,
                values: vec![
                    block.page.map(i64::from).into(),
                    integer(reading.position(start).line),
                    i64::from(start).into(),
                    i64::from(end).into(),
                    s.lang.code().to_owned().into(),
                    reading.read(s.span).into(),
                    integer(count),
                ],
                terms: found,
                count,
            }
        })
        .collect();
    let mut vocabulary: Vec<_> = reader
        .words()
        .map(|(lang, form, term)| (lang, doc.forms.get(form).lower.clone(), term))
        .collect();
    // In an order that no hash decides.
    vocabulary.sort_unstable_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    (sentences, vocabulary)
}

/// The columns of a layer's table that the index holds in the table of its name.
pub fn columns(table: &dyn Table) -> Vec<&'static str> {
    let names = table.columns().into_iter().map(|c| c.0);
    names.filter(|name| !KEYS.contains(name)).collect()
}

fn layer(table: &dyn Table, reading: &Reading) -> Vec<(Option<usize>, Vec<Value>)> {
    let names: Vec<_> = table.columns().into_iter().map(|c| c.0).collect();
    let start = names.iter().position(|name| *name == "start");
    table
        .rows(reading)
        .into_iter()
        .map(|row| {
            let at = start.and_then(|i| match row.get(i) {
                Some(Cell::Integer(at)) => u32::try_from(*at).ok(),
                _ => None,
            });
            let kept = names
                .iter()
                .zip(row)
                .filter(|(name, _)| !KEYS.contains(name));
            let sentence = at.and_then(|at| reading.sentence_of(at));
            (sentence, kept.map(|(_, cell)| value(cell)).collect())
        })
        .collect()
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) | Cell::Code(text) if text.is_empty() => Value::Null,
        Cell::Text(text) | Cell::Code(text) => Value::Text(text),
        Cell::Integer(value) => Value::Integer(value),
        Cell::Number(value) => Value::Real(value),
        Cell::Boolean(value) => Value::Integer(value.into()),
        Cell::Date(day) => Value::Text(day.to_string()),
    }
}

/// The names and works that each sentence's figures and quotations are credited to.
fn credits(reading: &Reading) -> FxHashSet<(String, usize)> {
    let a = reading.analysis;
    let mut out = FxHashSet::default();
    let mut add = |credit: &Option<Attribution>, sentence: usize| {
        let Some(credit) = credit else { return };
        let mut names: Vec<&str> = credit.by.iter().map(String::as_str).collect();
        let mut authors = Vec::new();
        if let Some(source) = credit.source.as_deref().and_then(|id| reading.source(id)) {
            names.push(&source.key);
            names.extend(
                [&source.title, &source.publisher, &source.container_title]
                    .into_iter()
                    .flatten()
                    .map(String::as_str),
            );
            authors.extend(source.author.iter().map(cite::person));
            names.extend(source.author.iter().filter_map(|p| p.family.as_deref()));
        }
        // An institution that is credited goes by its other names as well.
        if let Some(entity) = credit.entity.as_deref().and_then(|id| reading.entity(id))
            && entity.kind == EntityType::Organisation
        {
            names.extend(entity.aliases.iter().map(|alias| alias.text.as_str()));
        }
        let keys = names
            .into_iter()
            .chain(authors.iter().map(String::as_str))
            .map(name_key);
        out.extend(
            keys.filter(|key| !key.is_empty())
                .map(|key| (key, sentence)),
        );
    };
    for f in &a.figures {
        add(&f.attribution, f.sentence);
    }
    for q in &a.quotes {
        add(&q.attribution, q.sentence);
    }
    out
}

/// Writes rows, and remembers what it has written.
#[derive(Default)]
struct Writer {
    /// Words that are in the vocabulary.
    met: FxHashSet<(Lang, Box<str>)>,
}

impl Writer {
    /// Writes documents in one transaction, over what is there of them.
    fn write(&mut self, db: &mut Connection, all: &[Rows]) -> rusqlite::Result<()> {
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another may have written since the last time.
        let next = |table: &str, key: &str| -> rusqlite::Result<i64> {
            let last = format!("SELECT coalesce(max({key}), 0) FROM {table}");
            transaction.query_row(&last, [], |row| row.get(0))
        };
        let mut section = next("sections", "section")?;
        let mut sentence = next("sentences", "sentence")?;
        let mut entity = next("entities", "entity")?;
        let mut words: Vec<(i64, &str)> = Vec::new();
        for rows in all {
            remove(&transaction, &rows.id)?;
            self.document(&transaction, rows, [section, sentence, entity])?;
            words.extend(rows.sentences.iter().enumerate().map(|(i, s)| {
                let row = words_row(s.count, sentence + 1 + i as i64);
                (row, s.terms.as_str())
            }));
            section += rows.sections.len() as i64;
            sentence += rows.sentences.len() as i64;
            entity += rows.names.len() as i64;
        }
        // In the order of rowids, FTS5 writes them at once.
        words.sort_unstable();
        let mut insert =
            transaction.prepare_cached("INSERT INTO words (rowid, terms) VALUES (?, ?)")?;
        for (row, terms) in words {
            insert.execute(params![row, terms])?;
        }
        drop(insert);
        transaction.commit()
    }

    /// Writes a document; keys of sections, sentences and entities follow those of `last`.
    fn document(&mut self, db: &Connection, rows: &Rows, last: [i64; 3]) -> rusqlite::Result<()> {
        let key = |base: i64, index: usize| base + 1 + index as i64;
        let [sections, sentences, entities] = last;
        db.prepare_cached(
            "INSERT INTO documents (id, path, sha256, fingerprint, title, subtitle, author, publisher, date, first_day, \
             last_day, lang, input_format, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params_from_iter(&rows.document))?;
        let document = db.last_insert_rowid();
        let mut insert = db.prepare_cached(
            "INSERT INTO sections (section, document, id, parent, level, number, title, start, \"end\") \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        for (i, section) in rows.sections.iter().enumerate() {
            let keys = [Value::Integer(key(sections, i)), document.into()];
            insert.execute(params_from_iter(keys.iter().chain(section)))?;
        }
        let mut insert = db.prepare_cached(
            "INSERT INTO sentences (sentence, document, section, page, line, start, \"end\", lang, text, terms) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        for (i, s) in rows.sentences.iter().enumerate() {
            let keys = [
                Value::Integer(key(sentences, i)),
                document.into(),
                s.section.map(|section| key(sections, section)).into(),
            ];
            insert.execute(params_from_iter(keys.iter().chain(&s.values)))?;
        }
        for (name, rows) in LAYERS.iter().zip(&rows.layers) {
            let Some(table) = table(name) else { continue };
            let columns = columns(table);
            // Entities are named by what follows them; the others by whatever number comes next.
            let own = if *name == "entities" { "entity, " } else { "" };
            let quoted: Vec<String> = columns.iter().map(|c| format!("\"{c}\"")).collect();
            let count = columns.len() + 2 + usize::from(!own.is_empty());
            let sql = format!(
                "INSERT INTO {name} ({own}document, sentence, {}) VALUES ({})",
                quoted.join(", "),
                vec!["?"; count].join(", "),
            );
            let mut insert = db.prepare_cached(&sql)?;
            for (i, (sentence, values)) in rows.iter().enumerate() {
                let mut keys = Vec::with_capacity(3);
                if !own.is_empty() {
                    keys.push(Value::Integer(key(entities, i)));
                }
                keys.push(document.into());
                keys.push(sentence.map(|s| key(sentences, s)).into());
                insert.execute(params_from_iter(keys.iter().chain(values)))?;
            }
        }
        let mut insert = db.prepare_cached("INSERT INTO names (name, entity) VALUES (?, ?)")?;
        for (i, names) in rows.names.iter().enumerate() {
            for name in names {
                insert.execute(params![name, key(entities, i)])?;
            }
        }
        let mut insert = db.prepare_cached(
            "INSERT INTO mentions (sentence, entity, start, \"end\", text) VALUES (?, ?, ?, ?, ?)",
        )?;
        for m in &rows.mentions {
            let Some(sentence) = m.sentence else { continue };
            let (sentence, entity) = (key(sentences, sentence), key(entities, m.entity));
            insert.execute(params![sentence, entity, m.start, m.end, m.text])?;
        }
        let mut insert =
            db.prepare_cached("INSERT OR IGNORE INTO credits (credit, sentence) VALUES (?, ?)")?;
        for (credit, sentence) in &rows.credits {
            insert.execute(params![credit, key(sentences, *sentence)])?;
        }
        self.vocabulary(db, rows)
    }

    fn vocabulary(&mut self, db: &Connection, rows: &Rows) -> rusqlite::Result<()> {
        let mut insert = db.prepare_cached(
            "INSERT OR IGNORE INTO vocabulary (form, stem, lemma) VALUES (?, ?, ?)",
        )?;
        for (lang, lower, term) in &rows.vocabulary {
            if !self.met.insert((*lang, lower.clone())) {
                continue;
            }
            let lemmas = dictionary_lemmas(*lang, lower);
            if lemmas.is_empty() {
                insert.execute(params![term.form, term.stem, ""])?;
            }
            for lemma in lemmas {
                insert.execute(params![term.form, term.stem, fold::fold(&lemma)])?;
            }
        }
        Ok(())
    }
}

/// The rowid in `words` of the sentence with this key and so many terms.
fn words_row(terms: usize, sentence: i64) -> i64 {
    (terms as i64) << TERMS_SHIFT | sentence
}

/// Removes what is there of the document `id`.
fn remove(db: &Connection, id: &str) -> rusqlite::Result<()> {
    let mut find = db.prepare_cached("SELECT document FROM documents WHERE id = ?")?;
    let Some(row) = find.query([id])?.next()?.map(|row| row.get::<_, i64>(0)) else {
        return Ok(());
    };
    let document = row?;
    let of_sentences = "sentence IN (SELECT sentence FROM sentences WHERE document = ?)";
    for sql in [
        format!(
            "DELETE FROM words WHERE rowid IN (SELECT (terms << {TERMS_SHIFT}) | sentence FROM sentences WHERE document = ?)"
        ),
        format!("DELETE FROM mentions WHERE {of_sentences}"),
        format!("DELETE FROM credits WHERE {of_sentences}"),
        "DELETE FROM names WHERE entity IN (SELECT entity FROM entities WHERE document = ?)"
            .to_owned(),
    ] {
        db.prepare_cached(&sql)?.execute([document])?;
    }
    for table in LAYERS.iter().chain(&["sentences", "sections", "documents"]) {
        db.prepare_cached(&format!("DELETE FROM {table} WHERE document = ?"))?
            .execute([document])?;
    }
    Ok(())
}

fn remove_all(db: &mut Connection, ids: &[&String]) -> rusqlite::Result<()> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for id in ids {
        remove(&transaction, id)?;
    }
    transaction.commit()
}

/// After a change: the statistics that SQLite plans with, and one file instead of two. After `much`
/// change the full text is merged into one piece, which is read fastest.
fn tidy(db: &Connection, much: bool) -> rusqlite::Result<()> {
    if much {
        db.execute("INSERT INTO words (words) VALUES ('optimize')", [])?;
    }
    db.execute_batch("PRAGMA optimize = 0x10002")?;
    // A reader may hold the log; it is taken in the next time then.
    let _ = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_a_first_and_a_last_day() {
        for (edtf, first, last) in [
            ("2024", "2024-01-01", "2024-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2024-02-03", "2024-02-03", "2024-02-03"),
            ("2024-05~/2025", "2024-05-01", "2025-12-31"),
            ("2024-21", "2024-01-01", "2024-12-31"),
        ] {
            assert_eq!(
                days(edtf),
                Some((first.to_owned(), last.to_owned())),
                "{edtf}"
            );
        }
        assert!(
            ["", "199X", "../2024", "mars"]
                .iter()
                .all(|e| days(e).is_none())
        );
    }
}
