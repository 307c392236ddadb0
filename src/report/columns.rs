//! The columns of each layer, one row for each value: what CSV files hold and their description says.
//!
//! A table is a list of [`Column`]s; [`TABLES`] holds all of them. Adding a column is adding a row
//! here: the header, the cells and the schema in `datapackage.json` follow.

use super::reading::Reading;
use crate::model::*;
use serde::Serialize;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    Empty,
    /// Words of the document, or made of them.
    Text(String),
    /// An identifier, code or date of ours.
    Code(String),
    Integer(i64),
    Number(#[serde(serialize_with = "crate::model::number")] f64),
    Boolean(bool),
    Date(#[serde(serialize_with = "written")] jiff::civil::Date),
}

fn written<S: serde::Serializer>(day: &jiff::civil::Date, s: S) -> Result<S::Ok, S::Error> {
    s.collect_str(day)
}

/// A column's type, in the words of Frictionless Table Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    String,
    Integer,
    Number,
    Boolean,
    Date,
}

/// One column of a table whose rows are `T`.
pub struct Column<T> {
    pub name: &'static str,
    pub kind: Type,
    /// What it holds, for `datapackage.json`.
    pub about: &'static str,
    cell: fn(&Reading, &T) -> Cell,
}

/// A column without its rows: name, type and meaning.
pub type Described = (&'static str, Type, &'static str);

/// A table of a layer, whatever its rows are made of.
pub trait Table: Sync {
    /// The name of its file without extension.
    fn name(&self) -> &'static str;
    fn about(&self) -> &'static str;
    /// Name, type and meaning of each column.
    fn columns(&self) -> Vec<Described>;
    /// The cells of each row.
    fn rows(&self, reading: &Reading) -> Vec<Vec<Cell>>;
}

struct Layer<T: 'static> {
    name: &'static str,
    about: &'static str,
    columns: &'static [Column<T>],
    rows: fn(&Analysis) -> &[T],
}

impl<T: Sync> Table for Layer<T> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn columns(&self) -> Vec<Described> {
        self.columns
            .iter()
            .map(|c| (c.name, c.kind, c.about))
            .collect()
    }

    fn rows(&self, reading: &Reading) -> Vec<Vec<Cell>> {
        (self.rows)(reading.analysis)
            .iter()
            .map(|row| {
                self.columns
                    .iter()
                    .map(|c| (c.cell)(reading, row))
                    .collect()
            })
            .collect()
    }
}

/// All tables, in the order of an analysis.
pub static TABLES: [&dyn Table; 7] = [
    &FIGURES, &DATES, &ENTITIES, &QUOTES, &SOURCES, &TERMS, &FINDINGS,
];

/// The table called `name`.
pub fn table(name: &str) -> Option<&'static dyn Table> {
    TABLES.into_iter().find(|t| t.name() == name)
}

/// Declares the columns of a layer: `name kind "about" |reading, row| cell;`.
macro_rules! layer {
    ($static:ident: $row:ty, $name:literal, $rows:expr, $about:literal, {
        $($column:ident $kind:ident $text:literal |$reading:pat_param, $value:pat_param| $cell:expr;)*
    }) => {
        static $static: Layer<$row> = Layer {
            name: $name,
            about: $about,
            rows: $rows,
            columns: &[$(Column {
                name: stringify!($column),
                kind: Type::$kind,
                about: $text,
                cell: |$reading, $value| $cell,
            }),*],
        };
    };
}

layer!(FIGURES: Figure, "figures", |a| &a.figures, "Every figure that the documents state.", {
    document String "Identifier of the document." |r, _| id(&r.analysis.document.id);
    id String "Identifier of the figure in its document." |_, f| id(&f.id);
    page Integer "Page, from 1; empty where the document has no pages." |_, f| page(f.page);
    line Integer "Line of the document text, from 1." |r, f| line(r, f.at.start);
    column Integer "Column in the line, in code points, from 1." |r, f| column(r, f.at.start);
    start Integer "First code point in the document text, from 0." |_, f| integer(f.at.start);
    end Integer "Code point after the last." |_, f| integer(f.at.end);
    text String "The figure as the text has it." |r, f| Cell::Text(r.read(f.span));
    value Number "The value, multipliers applied; the lower end of a range." |_, f| Cell::Number(f.value);
    max Number "The upper end of a range." |_, f| f.max.map_or(Cell::Empty, Cell::Number);
    kind String "count, percent, percentage_points, money, measure, duration, factor, fraction or other." |_, f| code(&f.kind);
    unit String "%, ‰, pp, bp, ISO 4217 currency or UCUM unit; empty for counts, factors and fractions." |_, f| optional_id(&f.unit);
    per String "Denominator of a rate." |_, f| optional(&f.per);
    bound String "exact, about, min (at least) or max (at most)." |_, f| code(&f.bound);
    of String "What is counted or measured, as written." |_, f| optional(&f.of);
    as_of String "The date that the figure holds for (EDTF)." |_, f| optional_id(&f.as_of);
    credited_to String "Whom the text credits." |_, f| credit(&f.attribution, |a| optional(&a.by));
    source String "Citation key of the source that the credit resolves to." |r, f| credit(&f.attribution, |a| key(r, a));
    source_title String "Title of that source." |r, f| credit(&f.attribution, |a| title(r, a));
    method String "What ties the figure to its source." |_, f| credit(&f.attribution, |a| code(&a.method));
    confidence Number "How sure that tie is, 0 to 1." |_, f| credit(&f.attribution, |a| Cell::Number(a.confidence));
    salience Number "How much the figure matters in its document, 0 to 1." |_, f| Cell::Number(f.salience);
    section String "Title of the section." |r, f| section(r, &f.section);
    sentence String "The sentence that the figure stands in." |r, f| Cell::Text(r.sentence(f.sentence));
    rule String "The rule that made it." |_, f| id(&f.rule);
});

layer!(DATES: Date, "dates", |a| &a.dates, "Every date, interval, time, duration and set of times.", {
    document String "Identifier of the document." |r, _| id(&r.analysis.document.id);
    id String "Identifier of the date in its document." |_, d| id(&d.id);
    page Integer "Page, from 1; empty where the document has no pages." |_, d| page(d.page);
    line Integer "Line of the document text, from 1." |r, d| line(r, d.at.start);
    column Integer "Column in the line, in code points, from 1." |r, d| column(r, d.at.start);
    start Integer "First code point in the document text, from 0." |_, d| integer(d.at.start);
    end Integer "Code point after the last." |_, d| integer(d.at.end);
    text String "The expression as the text has it." |r, d| Cell::Text(r.read(d.span));
    edtf String "The date in EDTF; empty for durations, sets and what names no day." |_, d| optional_id(&d.edtf);
    kind String "date, interval, time, duration or set." |_, d| code(&d.kind);
    timex_type String "TIMEX3 type." |_, d| code(&d.timex.kind);
    timex_value String "TIMEX3 value." |_, d| id(&d.timex.value);
    timex_mod String "TIMEX3 mod." |_, d| optional_id(&d.timex.modifier);
    earliest Date "The first day that it may mean (ISO 8601)." |_, d| day(&d.earliest);
    latest Date "The last day that it may mean (ISO 8601)." |_, d| day(&d.latest);
    part String "start, mid or end, where a part of the period is meant." |_, d| d.part.map_or(Cell::Empty, |p| code(&p));
    relative Boolean "Whether it was resolved from context." |_, d| Cell::Boolean(d.relative);
    section String "Title of the section." |r, d| section(r, &d.section);
    sentence String "The sentence that the date stands in." |r, d| Cell::Text(r.sentence(d.sentence));
    rule String "The rule that made it." |_, d| id(&d.rule);
});

layer!(ENTITIES: Entity, "entities", |a| &a.entities, "Every person, organisation, place, event, product and work that is named, once for each document.", {
    document String "Identifier of the document." |r, _| id(&r.analysis.document.id);
    id String "Identifier of the entity in its document." |_, e| id(&e.id);
    name String "The fullest form of its name." |_, e| text(&e.name);
    type String "PER, ORG, LOC, EVENT, PRODUCT or WORK." |_, e| code(&e.kind);
    count Integer "How often it is named." |_, e| integer(e.count);
    aliases String "Other forms of the name, separated by |." |_, e| list(e.aliases.iter().map(|a| a.text.as_str()));
    same_as String "Outside identifiers, separated by |." |_, e| list(e.same_as.iter().map(String::as_str));
    line Integer "Line of the first mention, from 1." |r, e| e.mentions.first().map_or(Cell::Empty, |m| line(r, m.at.start));
    start Integer "First code point of the first mention, from 0." |_, e| e.mentions.first().map_or(Cell::Empty, |m| integer(m.at.start));
    end Integer "Code point after the last of the first mention." |_, e| e.mentions.first().map_or(Cell::Empty, |m| integer(m.at.end));
    rule String "The rule that made it." |_, e| id(&e.rule);
});

layer!(QUOTES: Quote, "quotes", |a| &a.quotes, "Every quotation, one row for each unbroken stretch.", {
    document String "Identifier of the document." |r, _| id(&r.analysis.document.id);
    id String "Identifier of the quotation in its document." |_, q| id(&q.id);
    page Integer "Page, from 1; empty where the document has no pages." |_, q| page(q.page);
    line Integer "Line of the document text, from 1." |r, q| line(r, q.at.start);
    column Integer "Column in the line, in code points, from 1." |r, q| column(r, q.at.start);
    start Integer "First code point in the document text, from 0." |_, q| integer(q.at.start);
    end Integer "Code point after the last." |_, q| integer(q.at.end);
    text String "The words quoted." |r, q| Cell::Text(r.read(q.span));
    lang String "Their language (BCP 47)." |_, q| id(&q.lang);
    speaker String "Who says them." |_, q| optional(&q.speaker);
    speaker_entity String "Identifier of the speaker in entities.csv." |_, q| optional_id(&q.speaker_entity);
    continues String "Identifier of the stretch before, which this one goes on." |_, q| optional_id(&q.continues);
    cue String "The words that tell who speaks." |r, q| q.cue.as_ref().map_or(Cell::Empty, |c| Cell::Text(r.read(c.span)));
    credited_to String "Whom the text credits." |_, q| credit(&q.attribution, |a| optional(&a.by));
    source String "Citation key of the source that the credit resolves to." |r, q| credit(&q.attribution, |a| key(r, a));
    source_title String "Title of that source." |r, q| credit(&q.attribution, |a| title(r, a));
    method String "What ties the quotation to its source." |_, q| credit(&q.attribution, |a| code(&a.method));
    confidence Number "How sure that tie is, 0 to 1." |_, q| credit(&q.attribution, |a| Cell::Number(a.confidence));
    section String "Title of the section." |r, q| section(r, &q.section);
    rule String "The rule that made it." |_, q| id(&q.rule);
});

layer!(SOURCES: Source, "sources", |a| &a.sources, "Every work that the documents cite.", {
    document String "Identifier of the document." |r, _| id(&r.analysis.document.id);
    id String "Identifier of the source in its document." |_, s| id(&s.id);
    key String "Citation key." |_, s| id(&s.key);
    kind String "bibliography, footnote, link, or named (credited in the text, in no list)." |_, s| code(&s.kind);
    page Integer "Page, from 1; empty where the document has no pages." |_, s| page(s.on_page);
    line Integer "Line of the document text, from 1." |r, s| line(r, s.start);
    start Integer "First code point in the document text, from 0." |_, s| integer(s.start);
    end Integer "Code point after the last." |_, s| integer(s.end);
    author String "Authors, separated by |." |_, s| list(s.author.iter().map(super::cite::person).collect::<Vec<_>>().iter().map(String::as_str));
    title String "Title." |_, s| optional(&s.title);
    publisher String "Publisher." |_, s| optional(&s.publisher);
    container_title String "Journal, newspaper or collection." |_, s| optional(&s.container_title);
    issued String "Date of publication (EDTF)." |_, s| optional_id(&s.issued);
    url String "Address." |_, s| optional(&s.url);
    language String "Language (BCP 47)." |_, s| optional_id(&s.language);
    cited Integer "How many figures and quotations rest on it." |_, s| integer(s.cited_by.len());
    cited_by String "Their identifiers, separated by |." |_, s| list(s.cited_by.iter().map(String::as_str));
    raw String "The entry as written." |_, s| text(&super::reading::one_line(&s.raw));
    rule String "The rule that made it." |_, s| id(&s.rule);
});

layer!(TERMS: Term, "terms", |a| &a.terms, "The content words and multi-word terms of each document, the most salient first.", {
    document String "Identifier of the document." |r, _| id(&r.analysis.document.id);
    term String "The most frequent form; the lemma of a verb." |_, t| text(&t.term);
    lemma String "The lemmas of its content words." |_, t| text(&t.lemma);
    pos String "Part of speech of a word (UPOS); empty for a phrase." |_, t| optional_id(&t.pos);
    lang String "Language (BCP 47)." |_, t| id(&t.lang);
    kind String "word or phrase." |_, t| code(&t.kind);
    forms String "All forms, the most frequent first, separated by |." |_, t| list(t.forms.iter().map(String::as_str));
    frequency Integer "How often it stands in the document." |_, t| integer(t.frequency);
    per_million Number "The same per million words of the document." |_, t| Cell::Number(t.per_million);
    salience Number "How much the term matters in its document, 0 to 1." |_, t| Cell::Number(t.salience);
});

layer!(FINDINGS: Finding, "findings", |a| &a.findings, "What an editor should look at in the way the documents are sourced.", {
    document String "Identifier of the document." |r, _| id(&r.analysis.document.id);
    rule String "The rule that found it." |_, f| id(&f.rule);
    severity String "note, warning or error." |_, f| code(&f.severity);
    page Integer "Page, from 1; empty where the document has no pages." |_, f| page(f.page);
    line Integer "Line of the document text, from 1." |r, f| line(r, f.start);
    column Integer "Column in the line, in code points, from 1." |r, f| column(r, f.start);
    start Integer "First code point in the document text, from 0." |_, f| integer(f.start);
    end Integer "Code point after the last." |_, f| integer(f.end);
    message String "What is wrong." |_, f| text(&f.message);
    text String "The words concerned." |r, f| Cell::Text(r.written(f.start, f.end));
    related String "Identifiers of what it is about, separated by |." |_, f| list(f.related.iter().map(String::as_str));
});

/// The name that a unit variant of an enumeration has in JSON.
pub fn name_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

fn code(value: &impl Serialize) -> Cell {
    Cell::Code(name_of(value))
}

fn id(value: &str) -> Cell {
    match value.is_empty() {
        true => Cell::Empty,
        false => Cell::Code(value.to_owned()),
    }
}

fn text(value: &str) -> Cell {
    match value.is_empty() {
        true => Cell::Empty,
        false => Cell::Text(value.to_owned()),
    }
}

fn optional(value: &Option<String>) -> Cell {
    value.as_deref().map_or(Cell::Empty, text)
}

fn optional_id(value: &Option<String>) -> Cell {
    value.as_deref().map_or(Cell::Empty, id)
}

fn day(value: &Option<String>) -> Cell {
    let day = value.as_deref().and_then(|day| day.parse().ok());
    day.map_or(Cell::Empty, Cell::Date)
}

fn integer(value: impl TryInto<i64>) -> Cell {
    value.try_into().map_or(Cell::Empty, Cell::Integer)
}

fn list<'a>(values: impl Iterator<Item = &'a str>) -> Cell {
    text(&values.collect::<Vec<_>>().join(" | "))
}

fn page(page: Option<u32>) -> Cell {
    page.map_or(Cell::Empty, integer)
}

fn line(reading: &Reading, at: u32) -> Cell {
    integer(reading.position(at).line)
}

fn column(reading: &Reading, at: u32) -> Cell {
    integer(reading.position(at).column)
}

fn section(reading: &Reading, id: &Option<String>) -> Cell {
    let section = id.as_deref().and_then(|id| reading.section(id));
    section.map_or(Cell::Empty, |s| text(&s.title))
}

fn credit(attribution: &Option<Attribution>, cell: impl Fn(&Attribution) -> Cell) -> Cell {
    attribution.as_ref().map_or(Cell::Empty, cell)
}

fn key(reading: &Reading, attribution: &Attribution) -> Cell {
    let source = attribution.source.as_deref();
    let source = source.and_then(|id| reading.source(id));
    source.map_or(Cell::Empty, |s| id(&s.key))
}

fn title(reading: &Reading, attribution: &Attribution) -> Cell {
    let source = attribution.source.as_deref();
    let source = source.and_then(|id| reading.source(id));
    source.map_or(Cell::Empty, |s| optional(&s.title))
}
