//! `sourcier audit`: the findings, as a linter tells them.

use super::analyze::check;
use super::args::Audit;
use super::documents::Documents;
use super::layer::{Array, table_of};
use super::options::Options;
use super::{Outcome, output};
use crate::audit::accept;
use crate::batch::{Analysed, Job};
use crate::error::Error;
use crate::model::Finding;
use crate::pipeline::{Settings, Want};
use crate::report::Reading;
use crate::report::columns::{self, name_of};
use crate::report::eye::colour;
use crate::report::grid::{BOLD, DIM};
use crate::report::reading::{Position, one_line};
use crate::report::ui::{Ui, label};
use serde::Serialize;
use std::fmt::Write as _;

const WANT: Want = Want {
    findings: true,
    ..Want::NOTHING
};

/// Characters of the words concerned that are shown.
const WORDS: usize = 100;

pub fn run(typed: &Audit, options: &Options) -> Result<Outcome, Error> {
    let format = typed.output.name();
    check(format, &["json", "csv"])?;
    let mut documents = Documents::find(&typed.paths, options)?;
    // Findings are read by whoever runs this, in the language that the program speaks to them.
    documents.settings = Settings {
        ui: documents.settings.ui.or(Some(options.ui)),
        ..documents.settings
    };
    let mut found = 0;
    match format {
        Some("json") => {
            let mut array = Array::begin()?;
            documents.each(WANT, options, |job, done| {
                found += done.analysis.findings.len();
                unreasoned(job, &done, options);
                let reading = Reading::new(&done.analysis, &done.document);
                let mut out = Vec::new();
                for finding in &done.analysis.findings {
                    array.element(&Located::new(job, &reading, finding), &mut out);
                }
                output::write(&out)
            })?;
            array.end()?;
        }
        Some("csv") => {
            if let Some(table) = columns::table("findings") {
                table_of(table, WANT, &mut documents, options, |job, done| {
                    found += done.analysis.findings.len();
                    unreasoned(job, done, options);
                })?;
            }
        }
        _ => {
            documents.each(WANT, options, |job, done| {
                found += done.analysis.findings.len();
                unreasoned(job, &done, options);
                let reading = Reading::new(&done.analysis, &done.document);
                let text = lines(&job.name(), &reading, options.ui());
                output::show(&text, options.color)
            })?;
            if !options.quiet {
                options.note(&options.ui().count(&options.ui().counts.findings, found));
            }
        }
    }
    let counted = if typed.strict { found } else { 0 };
    Ok(Outcome::of(documents.failures, counted))
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
