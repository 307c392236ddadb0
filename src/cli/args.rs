//! What was typed: the command line as clap reads it. [`super::options`] makes of it what was meant.

use crate::lang::Lang;
use crate::read::Format;
use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Reads French and English policy reports: figures, dates, names, quotations, each linked to its
/// source, and an audit of the sourcing.
#[derive(Debug, Parser)]
#[command(name = "sourcier", version, arg_required_else_help = true)]
pub struct Typed {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

/// Options that hold for every command.
#[derive(Debug, Args)]
pub struct Common {
    /// Language of the documents
    #[arg(long, global = true, value_name = "LANG", value_parser = PossibleValuesParser::new(languages(&["auto"])))]
    pub lang: Option<String>,
    /// Language of headings, labels and messages [default: the environment's]
    #[arg(long, global = true, value_name = "LANG", value_parser = PossibleValuesParser::new(languages(&[])))]
    pub ui: Option<String>,
    /// Date of the documents, from which "last May" is reckoned
    #[arg(long, global = true, value_name = "YYYY-MM-DD")]
    pub date: Option<String>,
    /// Format of the input [default: by name, else by content]
    #[arg(long, global = true, value_name = "FORMAT", value_parser = PossibleValuesParser::new(Format::ALL.map(Format::name)))]
    pub input_format: Option<String>,
    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: When,
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say what is done
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Write the list of sentences into analyses
    #[arg(long, global = true)]
    pub sentences: bool,
}

/// When the output is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Whole analyses: one on standard output, or a folder of them
    Analyze(Analyze),
    /// What was understood of a document's structure, block by block
    #[command(hide = true)]
    Text {
        /// A document, or - for standard input
        path: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct Analyze {
    /// Documents or folders of documents; - is standard input
    pub paths: Vec<PathBuf>,
    /// Folder for the results of a batch
    #[arg(short = 'o', long = "out", value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Read documents from standard input, a JSON object a line, and write an analysis a line
    #[arg(long)]
    pub jsonl: bool,
}

fn languages(more: &[&'static str]) -> Vec<&'static str> {
    Lang::all()
        .map(Lang::code)
        .chain(more.iter().copied())
        .collect()
}
