//! The command line: arguments typed → options meant → one file per command.
//!
//! [`run`] is the whole program. Exit codes: 0 all well; 1 the audit found something and `--strict`
//! was given; 2 wrong use, or at least one document could not be read.

mod analyze;
mod args;
mod jsonl;
mod options;
mod output;
mod text;

use crate::error::Error;
use crate::report::Ui;
use args::{Command, Typed};
use clap::Parser;
use options::Options;
use std::ffi::OsString;
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All well.
    Done,
    /// Some documents could not be read; each has been named.
    Incomplete,
}

/// Runs the program on its arguments, the first of which is its own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let plain: Vec<String> = args
        .iter()
        .map(|a| a.to_string_lossy().into_owned())
        .collect();
    let ui = options::interface(&plain, |name| std::env::var(name).ok());
    let typed = match Typed::try_parse_from(&args) {
        Ok(typed) => typed,
        Err(e) => {
            // Help and version are asked for, and go to standard output with code 0.
            let _ = e.print();
            return ExitCode::from(e.exit_code() as u8);
        }
    };
    match command(typed, ui) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Incomplete) => ExitCode::from(2),
        Err(e) if e.is_broken_pipe() => ExitCode::SUCCESS,
        Err(e) => {
            output::complain(Ui::of(ui), &e);
            ExitCode::from(2)
        }
    }
}

fn command(typed: Typed, ui: crate::lang::Lang) -> Result<Outcome, Error> {
    let options = Options::new(&typed.common, ui)?;
    match typed.command {
        Command::Analyze(analyze) => analyze::run(analyze, &options),
        Command::Text { path } => text::run(path, &options),
    }
}
