//! `sourcier index`, `sourcier search`, and the layers across all documents of an index.

use super::analyze::check;
use super::args::{Ask, Index as Typed, Output, Scope as TypedScope, Search};
use super::documents;
use super::layer::{PARQUET, to_parquet};
use super::options::Options;
use super::{Outcome, output};
use crate::batch::{self, Globs, folder};
use crate::error::Error;
use crate::index::ask::{self, Refused, Scope};
use crate::index::filter::{Mistake, Why};
use crate::index::search::{Found, Hit};
use crate::index::write::{Event, days, update};
use crate::index::{FILE, Index, locate};
use crate::report::columns::{Cell, Table};
use crate::report::eye::Layer;
use crate::report::grid::{BOLD, DIM};
use crate::report::ui::{Ui, fill};
use crate::report::{csv, json};
use anstyle::{AnsiColor, Style};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Hits that are shown where nobody says how many.
const HITS: usize = 20;

/// `sourcier index PATH... -o DIR`.
pub fn run(typed: &Typed, options: &Options) -> Result<Outcome, Error> {
    let out = match (&typed.out, typed.paths.as_slice()) {
        (Some(out), _) => out.clone(),
        (None, [folder]) if folder.is_dir() => folder.clone(),
        _ => return Err(Error::index_where()),
    };
    if let Some(results) = typed.paths.iter().find(|path| is_results(path)) {
        return Err(Error::results(results.display().to_string()));
    }
    bring_up(&typed.paths, &out, &Globs::default(), typed.prune, options)
}

/// Brings the index in the folder `out` up to date with the documents at and below `paths`.
pub fn bring_up(
    paths: &[PathBuf],
    out: &Path,
    globs: &Globs,
    prune: bool,
    options: &Options,
) -> Result<Outcome, Error> {
    let ui = options.ui();
    // A folder may hold its own index.
    let elsewhere = !paths.iter().any(|path| path == out);
    let scope = batch::find::Scope {
        out: elsewhere.then_some(out),
        reading: options.reading.clone(),
        globs: globs.clone(),
    };
    let found = batch::find(paths, &scope);
    for failure in &found.failures {
        output::complain(ui, failure);
    }
    if found.jobs.is_empty() {
        return Ok(Outcome::of(found.failures.len(), 0));
    }
    let (settings, file) = batch::with_config(&options.settings, &found)?;
    if let Some(file) = file {
        options.tell(&fill(&ui.batch.settings, &[("path", &file.display())]));
    }
    std::fs::create_dir_all(out).map_err(|e| Error::unwritable(out.display().to_string(), e))?;
    let path = out.join(FILE);
    let mut index = Index::create(&path)?;
    let done = update(
        &mut index,
        &found.jobs,
        &settings,
        prune,
        &mut |event| match event {
            Event::Reading(job) => options.tell(&fill(&ui.batch.reading, &[("path", &job.name())])),
            Event::Failed(error) => output::complain(ui, error),
        },
    )?;
    if !options.quiet {
        let (written, unchanged) = (
            ui.count(&ui.counts.documents, done.written),
            ui.count(&ui.counts.documents, done.unchanged),
        );
        let values: [(&str, &dyn std::fmt::Display); 3] = [
            ("written", &written),
            ("unchanged", &unchanged),
            ("path", &path.display()),
        ];
        options.note(&fill(&ui.index.updated, &values));
        if done.gone > done.pruned {
            options.note(&ui.count(&ui.index.gone, done.gone - done.pruned));
        }
    }
    Ok(Outcome::of(found.failures.len() + done.failures, 0))
}

/// Whether a folder holds the results of a batch.
fn is_results(folder: &Path) -> bool {
    let mut start = Vec::new();
    let read = std::fs::File::open(folder.join("index.json"))
        .and_then(|file| file.take(200).read_to_end(&mut start));
    read.is_ok() && String::from_utf8_lossy(&start).contains(folder::FORMAT)
}

fn scope(typed: &TypedScope) -> Result<Scope, Error> {
    for day in [&typed.from, &typed.to].into_iter().flatten() {
        if days(day).is_none() {
            return Err(Error::day(day.as_str()));
        }
    }
    Ok(typed.meant())
}

/// `sourcier search WORDS`.
pub fn search(typed: &Search, options: &Options) -> Result<Outcome, Error> {
    let format = typed.output.name();
    check(format, &["json"])?;
    let words = typed.words.join(" ");
    let scope = scope(&typed.scope)?;
    if words.trim().is_empty() && scope.is_empty() {
        return Err(Error::no_query());
    }
    let index = Index::open(&locate(&typed.index))?;
    let found = index.search(&words, &scope, typed.limit.unwrap_or(HITS))?;
    match format {
        Some("json") => output::write(&json::pretty(&found))?,
        _ => {
            let ui = options.ui();
            output::show(&shown(&found, ui), options.color)?;
            if !options.quiet {
                if found.partial {
                    options.note(&ui.index.partial);
                }
                match found.hits.len() {
                    0 => options.note(&ui.index.nothing),
                    n => options.note(&ui.count(&ui.index.hits, n)),
                }
            }
        }
    }
    Ok(Outcome::Done)
}

/// Hits for the eye: where each stands, and the sentence below.
fn shown(found: &Found, ui: &Ui) -> String {
    let mut out = String::new();
    for hit in &found.hits {
        let name = if hit.path.is_empty() {
            &hit.document
        } else {
            &hit.path
        };
        let mut place = Vec::new();
        place.extend(
            hit.page
                .map(|page| fill(&ui.index.page, &[("page", &page)])),
        );
        let section = [&hit.section_number, &hit.section].into_iter().flatten();
        let section: Vec<&str> = section.map(String::as_str).collect();
        if !section.is_empty() {
            place.push(section.join(" "));
        }
        place.extend(hit.date.clone());
        let _ = writeln!(
            out,
            "{BOLD}{name}:{}{BOLD:#}  {DIM}{}{DIM:#}\n    {}",
            hit.line,
            place.join(" · "),
            marked(hit),
        );
    }
    out
}

/// The sentence with the words found in colour.
fn marked(hit: &Hit) -> String {
    let style = Style::new().bold().fg_color(Some(AnsiColor::Yellow.into()));
    let mut out = String::new();
    let mut at = 0;
    for &(start, end) in &hit.marks.bytes {
        out.push_str(&hit.text[at..start]);
        let _ = write!(out, "{style}{}{style:#}", &hit.text[start..end]);
        at = end;
    }
    out.push_str(&hit.text[at..]);
    out
}

/// A layer across the documents of an index, or of `paths`, where conditions are asked.
pub fn ask(
    layer: Layer,
    paths: &[PathBuf],
    output: &Output,
    asked: &Ask,
    options: &Options,
) -> Result<Outcome, Error> {
    let format = output.name();
    check(format, &["json", "csv", PARQUET])?;
    let Some(table) = crate::report::columns::table(layer.name()) else {
        return Ok(Outcome::Done);
    };
    let scope = scope(&asked.scope)?;
    let (index, failures) = match (&asked.index, paths) {
        (Some(index), []) => (Index::open(&locate(index))?, 0),
        (None, []) => match locate(Path::new(".")) {
            path if path.is_file() => (Index::open(&path)?, 0),
            _ => return Err(Error::no_paths()),
        },
        (_, paths) => in_memory(paths, options)?,
    };
    let mut all: Vec<Vec<Cell>> = Vec::new();
    index
        .rows(
            table,
            asked.where_.as_deref(),
            &scope,
            asked.limit,
            &mut |row| {
                all.push(row);
                Ok(())
            },
        )
        .map_err(|refused| match refused {
            Refused::Error(error) => error,
            Refused::Mistake(mistake) => {
                let given = asked.where_.as_deref().unwrap_or_default();
                Error::condition(given, mistake.at, why(&mistake, options.ui()))
            }
        })?;
    write(layer, table, format, &all, options)?;
    Ok(Outcome::of(failures, 0))
}

/// An index of documents for one question.
fn in_memory(paths: &[PathBuf], options: &Options) -> Result<(Index, usize), Error> {
    let mut documents = documents::Documents::find(paths, options)?;
    let mut index = Index::in_memory()?;
    let want = crate::pipeline::Want {
        links: true,
        ..crate::pipeline::Want::NOTHING
    };
    documents.each(want, options, |_, done| index.add(&done))?;
    Ok((index, documents.failures))
}

fn write(
    layer: Layer,
    table: &dyn Table,
    format: Option<&str>,
    rows: &[Vec<Cell>],
    options: &Options,
) -> Result<(), Error> {
    let columns = ask::columns(table);
    let names: Vec<&str> = columns.iter().map(|c| c.0).collect();
    match format {
        Some("json") => {
            let rows: Vec<Row> = rows
                .iter()
                .map(|cells| Row {
                    names: &names,
                    cells,
                })
                .collect();
            output::write(&json::pretty(&rows))
        }
        Some("csv") => {
            let header = names.iter().map(|name| (*name).to_owned()).collect();
            let lines = rows.iter().map(|row| row.iter().map(csv::field).collect());
            output::write(&csv::lines(std::iter::once(header).chain(lines)))
        }
        Some(PARQUET) => to_parquet(table.name(), &columns, |writer| {
            writer.append(rows.to_vec())
        }),
        _ => {
            let ui = options.ui();
            let mut grid = layer.grid(ui);
            grid.rows.extend(rows.iter().map(|row| {
                let get = |name: &str| {
                    names
                        .iter()
                        .position(|n| *n == name)
                        .and_then(|i| row.get(i))
                };
                layer.row_of(&|name| get(name).map(csv::plain).unwrap_or_default(), ui)
            }));
            output::show(&grid.render(output::width()), options.color)
        }
    }
}

/// A row as a JSON object.
struct Row<'a> {
    names: &'a [&'a str],
    cells: &'a [Cell],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(self.names.len()))?;
        for (name, cell) in self.names.iter().zip(self.cells) {
            map.serialize_entry(name, cell)?;
        }
        map.end()
    }
}

fn why(mistake: &Mistake, ui: &Ui) -> String {
    let words = &ui.index;
    match &mistake.why {
        Why::Column { given, known } => fill(&words.column, &[("given", given), ("known", known)]),
        Why::NoColumn => words.no_column.clone(),
        Why::NoOperator { column } => fill(&words.no_operator, &[("column", column)]),
        Why::NoValue => words.no_value.clone(),
        Why::NotANumber { column, given } => {
            fill(&words.not_a_number, &[("column", column), ("given", given)])
        }
        Why::NotText { column } => fill(&words.not_text, &[("column", column)]),
        Why::NotABoolean { column, given } => fill(
            &words.not_a_boolean,
            &[("column", column), ("given", given)],
        ),
        Why::Unclosed => words.unclosed.clone(),
        Why::Expected { sign } => fill(&words.expected, &[("sign", sign)]),
        Why::Behind { given } => fill(&words.behind, &[("given", given)]),
        Why::Sign { given } => fill(&words.sign, &[("given", given)]),
        Why::Deep => words.deep.clone(),
    }
}
