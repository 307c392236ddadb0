//! `sourcier figures`, `dates`, `entities`, `quotes`, `sources`, `terms`: one layer, as a table for
//! the eye or for programs. Only the stages that the layer rests on run.

use super::analyze::check;
use super::args::{Layer as Typed, Output};
use super::documents::Documents;
use super::options::Options;
use super::{Outcome, index, output};
use crate::error::Error;
use crate::model::{Analysis, Source};
use crate::pipeline::Want;
use crate::report::columns::{self, Described, Table};
use crate::report::eye::Layer;
use crate::report::json::Entry;
use crate::report::{Export, Reading, bibtex, csl, csv, parquet, ris};
use serde::Serialize;
use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

/// Writes sources for a reference manager.
type Bibliography = (&'static str, fn(&[Source]) -> String);

/// Formats of the layer `sources` that reference managers read; all documents make one list.
const BIBLIOGRAPHIES: [Bibliography; 3] = [
    ("bibtex", bibtex::write),
    ("ris", ris::write),
    ("csl", csl::write),
];

/// The format of tables that analytical databases read.
pub const PARQUET: &str = Export::Parquet.name();

/// What a layer's command needs.
fn want(layer: Layer) -> Want {
    let nothing = Want::NOTHING;
    match layer {
        // The source is half of what a figure or quotation is asked for.
        Layer::Figures | Layer::Quotes | Layer::Sources => Want {
            links: true,
            ..nothing
        },
        Layer::Dates => Want {
            dates: true,
            ..nothing
        },
        Layer::Entities => Want {
            entities: true,
            ..nothing
        },
        Layer::Terms => Want {
            terms: true,
            ..nothing
        },
    }
}

/// The layer of documents, or what conditions leave of it, of documents or an index.
pub fn ask(layer: Layer, typed: &Typed, options: &Options) -> Result<Outcome, Error> {
    match typed.paths.is_empty() || !typed.ask.is_empty() {
        true => index::ask(layer, &typed.paths, &typed.output, &typed.ask, options),
        false => run(layer, &typed.paths, &typed.output, options),
    }
}

pub fn run(
    layer: Layer,
    paths: &[PathBuf],
    output: &Output,
    options: &Options,
) -> Result<Outcome, Error> {
    let format = output.name();
    let mut formats = vec!["json", "csv", PARQUET];
    if layer == Layer::Sources {
        formats.extend(BIBLIOGRAPHIES.map(|(name, _)| name));
    }
    check(format, &formats)?;
    let bibliography = BIBLIOGRAPHIES
        .iter()
        .find(|(name, _)| Some(*name) == format);
    let mut documents = Documents::find(paths, options)?;
    match format {
        _ if let Some((_, write)) = bibliography => {
            let mut all = Vec::new();
            documents.each(want(layer), options, |_, done| {
                for source in done.analysis.sources {
                    add_work(&mut all, source);
                }
                Ok(())
            })?;
            output::write(write(&all).as_bytes())?;
        }
        Some("json") => json(layer, &mut documents, options)?,
        Some("csv") => {
            if let Some(table) = columns::table(layer.name()) {
                table_of(table, want(layer), &mut documents, options)?;
            }
        }
        Some(PARQUET) => {
            if let Some(table) = columns::table(layer.name()) {
                parquet_of(table, want(layer), &mut documents, options)?;
            }
        }
        _ => eye(layer, &mut documents, options)?,
    }
    Ok(Outcome::of(documents.failures, 0))
}

/// Adds a work to the list of several documents: once, and under a key of its own.
fn add_work(list: &mut Vec<Source>, mut source: Source) {
    let same =
        |s: &Source| s.title == source.title && s.issued == source.issued && s.url == source.url;
    if list.iter().any(|s| s.key == source.key && same(s)) {
        return;
    }
    let taken = |key: &str| list.iter().any(|s| s.key == key);
    if taken(&source.key) {
        let free = (2..)
            .map(|n| format!("{}-{n}", source.key))
            .find(|key| !taken(key));
        source.key = free.unwrap_or_default();
    }
    list.push(source);
}

/// All documents' rows under one header.
fn table_of(
    table: &dyn Table,
    want: Want,
    documents: &mut Documents,
    options: &Options,
) -> Result<(), Error> {
    output::write(&csv::header(table, &[]))?;
    documents.each(want, options, |_, done| {
        let reading = Reading::new(&done.analysis, &done.document);
        output::write(&csv::rows(table, &reading))
    })
}

/// The same as Parquet, which nobody reads on a terminal.
fn parquet_of(
    table: &dyn Table,
    want: Want,
    documents: &mut Documents,
    options: &Options,
) -> Result<(), Error> {
    let mut failure = Ok(());
    to_parquet(table.name(), &table.columns(), |writer| {
        let mut written = Ok(());
        failure = documents.each(want, options, |_, done| {
            let reading = Reading::new(&done.analysis, &done.document);
            if written.is_ok() {
                written = writer.append(table.rows(&reading));
            }
            Ok(())
        });
        written
    })?;
    failure
}

/// Writes the rows that `fill` gives as a Parquet file to standard output.
pub fn to_parquet(
    name: &str,
    columns: &[Described],
    fill: impl FnOnce(&mut parquet::Writer<Vec<u8>>) -> ::parquet::errors::Result<()>,
) -> Result<(), Error> {
    if io::stdout().is_terminal() {
        return Err(Error::terminal(PARQUET));
    }
    let made = parquet::Writer::new(name, columns, Vec::new()).and_then(|mut writer| {
        fill(&mut writer)?;
        writer.finish()
    });
    let bytes = made.map_err(|e| Error::stdout(io::Error::other(e)))?;
    output::write(&bytes)
}

fn eye(layer: Layer, documents: &mut Documents, options: &Options) -> Result<(), Error> {
    let ui = options.ui();
    let several = documents.jobs.len() > 1;
    let mut grid = layer.grid(ui);
    documents.each(want(layer), options, |job, done| {
        let reading = Reading::new(&done.analysis, &done.document);
        let name = job.name();
        let file = several.then_some(name.as_str());
        grid.rows.extend(layer.rows(&reading, ui, file));
        Ok(())
    })?;
    output::show(&grid.render(output::width()), options.color)
}

/// An array, an entry a line.
fn json(layer: Layer, documents: &mut Documents, options: &Options) -> Result<(), Error> {
    let mut array = Array::begin()?;
    documents.each(want(layer), options, |_, done| {
        let a = &done.analysis;
        match layer {
            Layer::Figures => array.entries(a, &a.figures),
            Layer::Dates => array.entries(a, &a.dates),
            Layer::Entities => array.entries(a, &a.entities),
            Layer::Quotes => array.entries(a, &a.quotes),
            Layer::Sources => array.entries(a, &a.sources),
            Layer::Terms => array.entries(a, &a.terms),
        }
    })?;
    array.end()
}

/// A JSON array on its way to standard output, an element a line.
pub struct Array {
    any: bool,
}

impl Array {
    pub fn begin() -> Result<Array, Error> {
        output::write(b"[")?;
        Ok(Array { any: false })
    }

    /// Appends values with the document that they come from.
    pub fn entries<T: Serialize>(&mut self, a: &Analysis, values: &[T]) -> Result<(), Error> {
        let mut out = Vec::new();
        for value in values {
            let document = &a.document.id;
            self.element(&Entry { document, value }, &mut out);
        }
        output::write(&out)
    }

    /// Appends one element to `out`, which is written next.
    pub fn element(&mut self, value: &impl Serialize, out: &mut Vec<u8>) {
        out.extend_from_slice(if self.any { b",\n" } else { b"\n" });
        self.any = true;
        // Our values serialise; see `report::json`.
        out.extend(serde_json::to_vec(value).unwrap_or_default());
    }

    pub fn end(self) -> Result<(), Error> {
        output::write(if self.any { b"\n]\n" } else { b"]\n" })
    }
}
