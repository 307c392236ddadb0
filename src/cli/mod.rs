//! The command line: arguments typed → options meant → one file per command.
//!
//! [`run`] is the whole program. Exit codes: 0 all well; 1 the audit found something and `--strict`
//! was given; 2 wrong use, or at least one document could not be read.

mod analyze;
mod args;
mod audit;
mod documents;
mod explain;
mod index;
mod jsonl;
mod layer;
mod options;
mod output;
mod progress;
mod summary;
mod text;

use crate::error::Error;
use crate::lang::Lang;
use crate::report::eye::Layer;
use crate::report::{Ui, json};
use args::{Command, Typed};
use clap::FromArgMatches;
use clap_complete::Shell;
use options::Options;
use std::ffi::OsString;
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All well.
    Done,
    /// The audit found something, and that was not to be.
    Found,
    /// Some documents could not be read; each has been named.
    Incomplete,
}

impl Outcome {
    /// How a command ends that met `failures` documents that could not be read, and `findings` that
    /// count.
    fn of(failures: usize, findings: usize) -> Outcome {
        match (failures, findings) {
            (0, 0) => Outcome::Done,
            (0, _) => Outcome::Found,
            _ => Outcome::Incomplete,
        }
    }
}

/// Runs the program on its arguments, the first of which is its own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let plain: Vec<String> = args
        .iter()
        .map(|a| a.to_string_lossy().into_owned())
        .collect();
    let lang = options::interface(&plain, |name| std::env::var(name).ok());
    let ui = Ui::of(lang);
    let typed = args::command(ui)
        .try_get_matches_from(&args)
        .and_then(|matches| Typed::from_arg_matches(&matches));
    let typed = match typed {
        Ok(typed) => typed,
        Err(e) => {
            // Help and version are asked for, and go to standard output with code 0.
            let _ = e.print();
            return ExitCode::from(u8::try_from(e.exit_code()).unwrap_or(2));
        }
    };
    match command(typed, lang) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Ok(Outcome::Incomplete) => ExitCode::from(2),
        Err(e) if e.is_broken_pipe() => ExitCode::SUCCESS,
        Err(e) => {
            output::complain(ui, &e);
            ExitCode::from(2)
        }
    }
}

fn command(typed: Typed, lang: Lang) -> Result<Outcome, Error> {
    let options = Options::new(&typed.common, lang)?;
    match typed.command {
        Command::Analyze(analyze) => analyze::run(&analyze, &options),
        Command::Figures(typed) => layer::ask(Layer::Figures, &typed, &options),
        Command::Dates(typed) => layer::ask(Layer::Dates, &typed, &options),
        Command::Entities(typed) => layer::ask(Layer::Entities, &typed, &options),
        Command::Quotes(typed) => layer::ask(Layer::Quotes, &typed, &options),
        Command::Sources(typed) => layer::ask(Layer::Sources, &typed, &options),
        Command::Terms(one) => layer::run(Layer::Terms, &one.paths, &one.output, &options),
        Command::Summary(one) => summary::run(&one, &options),
        Command::Audit(audit) => audit::run(&audit, &options),
        Command::Index(typed) => index::run(&typed, &options),
        Command::Search(typed) => index::search(&typed, &options),
        Command::Text(typed) => text::run(&typed, &options),
        Command::Schema => {
            output::write(&json::pretty(&json::schema()))?;
            Ok(Outcome::Done)
        }
        Command::Completions { shell } => completions(shell, options.ui()),
        Command::Merge(merge) => analyze::merge(&merge, &options),
        Command::Explain { rule } => explain::run(rule.as_deref(), &options),
    }
}

fn completions(shell: Shell, ui: &'static Ui) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(ui), "sourcier", &mut script);
    output::write(&script)?;
    Ok(Outcome::Done)
}
