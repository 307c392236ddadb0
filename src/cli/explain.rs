//! `sourcier explain`: what a rule of the audit finds, and why it matters.

use super::options::Options;
use super::{Outcome, output};
use crate::error::Error;
use crate::report::grid::BOLD;
use std::fmt::Write as _;

/// Explains `rule`, or every rule.
pub fn run(rule: Option<&str>, options: &Options) -> Result<Outcome, Error> {
    let ui = options.ui();
    let mut out = String::new();
    for (id, text) in &ui.rules {
        if rule.is_some_and(|rule| rule != id) {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{BOLD}{id}{BOLD:#}");
        let _ = writeln!(out, "  {}: {}", ui.explain.finds, text.finds);
        let _ = writeln!(out, "  {}: {}", ui.explain.why, text.why);
    }
    match rule {
        Some(rule) if out.is_empty() => Err(Error::unknown_rule(rule, ui.rules.len())),
        _ => {
            output::show(&out, options.color)?;
            Ok(Outcome::Done)
        }
    }
}
