//! `sourcier explain`: what a rule finds, of the audit and of every layer, and why it matters.

use super::options::Options;
use super::{Outcome, output};
use crate::audit::{RULES, Rule};
use crate::error::Error;
use crate::report::grid::{BOLD, Cell, DIM, Grid, Heading, PLAIN, cell};
use crate::report::rules;
use crate::report::ui::fill;
use std::fmt::Write as _;

/// Explains `rule`, or lists all of them.
pub fn run(rule: Option<&str>, options: &Options) -> Result<Outcome, Error> {
    let text = match rule {
        None => list(options),
        Some(id) => match (Rule::find(id), rules::tell(id, options.ui)) {
            (Some(rule), _) => explain(rule, options),
            (None, Some(told)) => explain_layer(id, &told, options),
            (None, None) => {
                return Err(Error::unknown_rule(
                    id,
                    RULES.len() + rules::families(options.ui).count(),
                ));
            }
        },
    };
    output::show(&text, options.color)?;
    Ok(Outcome::Done)
}

fn list(options: &Options) -> String {
    let heading = |text: &str| Heading {
        text: text.to_owned(),
        right: false,
        most: usize::MAX,
    };
    let columns = &options.ui().columns;
    let row = |rule: &Rule| -> Vec<Cell> {
        vec![
            cell(rule.id, BOLD),
            cell(rule.explain(options.ui).title.as_str(), PLAIN),
        ]
    };
    let grid = Grid {
        headings: vec![heading(&columns.rule), heading(&columns.about)],
        rows: RULES
            .iter()
            .map(row)
            .chain(
                rules::families(options.ui)
                    .map(|(id, text)| vec![cell(id, BOLD), cell(text, PLAIN)]),
            )
            .collect(),
    };
    grid.render(output::width())
}

/// A rule that made a figure, date, name, quotation, credit or source.
fn explain_layer(id: &str, told: &rules::Told, options: &Options) -> String {
    let mut out = format!("{BOLD}{id}{BOLD:#}: {}\n", told.text);
    if !told.examples.is_empty() {
        let _ = writeln!(out, "\n{}", options.ui().explain.example);
    }
    for example in &told.examples {
        let _ = writeln!(out, "{DIM}    {example}{DIM:#}");
    }
    out
}

fn explain(rule: &Rule, options: &Options) -> String {
    let words = &options.ui().explain;
    let told = rule.explain(options.ui);
    let mut out = format!("{BOLD}{}{BOLD:#}: {}\n", rule.id, told.title);
    for (pattern, text) in [
        (&words.finds, &told.finds),
        (&words.why, &told.why),
        (&words.limits, &told.limits),
    ] {
        let _ = writeln!(out, "\n{}", fill(pattern, &[("text", text)]));
    }
    let _ = writeln!(out, "\n{}", words.example);
    for line in told.example().trim().lines() {
        let _ = writeln!(out, "{DIM}    {line}{DIM:#}");
    }
    out
}
