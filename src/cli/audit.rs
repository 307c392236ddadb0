//! `sourcier audit`: the findings, as a linter tells them.

use super::analyze::check;
use super::args::Audit;
use super::documents::Documents;
use super::layer::Array;
use super::options::Options;
use super::{Outcome, output};
use crate::audit::baseline::Baseline;
use crate::audit::{Choice, RULES, accept};
use crate::batch::{Analysed, Job, write};
use crate::error::Error;
use crate::model::Finding;
use crate::pipeline::{Settings, Want};
use crate::report::columns::{self, name_of};
use crate::report::eye::colour;
use crate::report::grid::{BOLD, DIM};
use crate::report::reading::{Position, one_line};
use crate::report::ui::{Ui, label};
use crate::report::{Reading, csv, json, sarif};
use serde::Serialize;
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

const WANT: Want = Want {
    findings: true,
    ..Want::NOTHING
};

/// Characters of the words concerned that are shown.
const WORDS: usize = 100;

pub fn run(typed: &Audit, options: &Options) -> Result<Outcome, Error> {
    let format = typed.output.name();
    check(format, &["json", "csv", "sarif"])?;
    let mut gate = Gate::new(typed)?;
    let mut documents = Documents::find(&typed.paths, options)?;
    // Findings are read by whoever runs this, in the language that the program speaks to them.
    documents.settings = Settings {
        ui: documents.settings.ui.or(Some(options.ui)),
        ..documents.settings
    };
    let lang = documents.settings.ui.unwrap_or(options.ui);
    let mut each = |see: &mut See<'_>| {
        documents.each(WANT, options, |job, mut done| {
            unreasoned(job, &done, options);
            gate.pass(&mut done);
            see(job, &Reading::new(&done.analysis, &done.document))
        })
    };
    match format {
        Some("json") => {
            let mut array = Array::begin()?;
            each(&mut |job, reading| {
                let mut out = Vec::new();
                for finding in &reading.analysis.findings {
                    array.element(&Located::new(job, reading, finding), &mut out);
                }
                output::write(&out)
            })?;
            array.end()?;
        }
        Some("csv") => {
            if let Some(table) = columns::table("findings") {
                output::write(&csv::header(table, &[]))?;
                each(&mut |_, reading| output::write(&csv::rows(table, reading)))?;
            }
        }
        Some("sarif") => {
            let mut log = sarif::Log::new(lang);
            each(&mut |job, reading| {
                log.add(&job.name(), reading);
                Ok(())
            })?;
            output::write(&json::pretty(&log.finish()))?;
        }
        _ => {
            each(&mut |job, reading| {
                let text = lines(&job.name(), reading, options.ui());
                output::show(&text, options.color)
            })?;
            if !options.quiet {
                let found = &options.ui().counts.findings;
                options.note(&options.ui().count(found, gate.found));
            }
        }
    }
    let counting = gate.finish(options)?;
    let counted = if typed.strict { counting } else { 0 };
    Ok(Outcome::of(documents.failures, counted))
}

/// What is done with each document.
type See<'a> = dyn FnMut(&Job, &Reading) -> Result<(), Error> + 'a;

/// What lets findings through: the rules that are wanted, and what is not known yet.
struct Gate<'a> {
    choice: Choice,
    known: Baseline,
    /// What is found, and where it is to be written.
    record: Option<(&'a Path, Baseline)>,
    /// How many findings have passed.
    found: usize,
}

impl<'a> Gate<'a> {
    fn new(typed: &'a Audit) -> Result<Gate<'a>, Error> {
        let choice = Choice::new(&typed.only, &typed.ignore).map_err(|given| {
            let known: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
            Error::not_audited(given, known.join(", "))
        })?;
        let known = match &typed.baseline {
            Some(path) => read(path)?,
            None => Baseline::default(),
        };
        Ok(Gate {
            choice,
            known,
            record: (typed.write_baseline.as_deref()).map(|path| (path, Baseline::default())),
            found: 0,
        })
    }

    /// Leaves the findings that count.
    fn pass(&mut self, done: &mut Analysed) {
        let (analysis, text) = (&mut done.analysis, &done.document.text);
        let mut findings = std::mem::take(&mut analysis.findings);
        findings.retain(|finding| self.choice.takes(&finding.rule));
        let id = &analysis.document.id;
        if let Some((_, record)) = &mut self.record {
            record.record(id, &findings, text);
        }
        analysis.findings = self.known.unknown(id, findings, text);
        self.found += analysis.findings.len();
    }

    /// Writes what is to be recorded; returns how many findings count after that.
    fn finish(self, options: &Options) -> Result<usize, Error> {
        let Some((path, record)) = &self.record else {
            return Ok(self.found);
        };
        write::at(path, record.to_json().as_bytes())?;
        if !options.quiet {
            let ui = options.ui();
            options.note(&ui.count(&ui.batch.baseline_written, record.len()));
        }
        Ok(0)
    }
}

/// The known findings in the file at `path`.
fn read(path: &Path) -> Result<Baseline, Error> {
    let name = path.display().to_string();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::InvalidData => {
            return Err(Error::baseline(name, e.to_string()));
        }
        Err(e) => return Err(Error::unreadable(name, e)),
    };
    text.parse()
        .map_err(|why: String| Error::baseline(name, why))
}

fn unreasoned(job: &Job, done: &Analysed, options: &Options) {
    for comment in accept::comments(done.document.text.source()) {
        if comment.reason.is_none() {
            options.unreasoned(&job.name(), comment.line, &comment.rule);
        }
    }
}

/// A finding for programs: with its document's path, line and column.
#[derive(Serialize)]
struct Located<'a> {
    document: &'a str,
    path: String,
    line: usize,
    column: usize,
    #[serde(flatten)]
    finding: &'a Finding,
}

impl<'a> Located<'a> {
    fn new(job: &Job, reading: &Reading<'a>, finding: &'a Finding) -> Located<'a> {
        let Position { line, column } = reading.position(finding.start);
        Located {
            document: &reading.analysis.document.id,
            path: job.name(),
            line,
            column,
            finding,
        }
    }
}

/// `file:line:column severity rule message`, and the words concerned below.
fn lines(file: &str, reading: &Reading, ui: &Ui) -> String {
    let mut out = String::new();
    for finding in &reading.analysis.findings {
        let place = reading.position(finding.start);
        let severity = name_of(&finding.severity);
        let severity = label(&ui.labels.severity, &severity);
        let style = colour(finding.severity);
        let message = one_line(&finding.message);
        let _ = writeln!(
            out,
            "{BOLD}{file}:{place}{BOLD:#} {style}{severity}{style:#} {DIM}{}{DIM:#} {message}",
            finding.rule
        );
        let words = reading.written(finding.start, finding.end);
        if !words.is_empty() {
            let end = words.char_indices().nth(WORDS);
            let (words, more) = match end {
                Some((end, _)) => (&words[..end], "…"),
                None => (words.as_str(), ""),
            };
            let _ = writeln!(out, "    {words}{more}");
        }
    }
    out
}
