//! What was typed: the command line as clap reads it. [`super::options`] makes of it what was meant.
//!
//! The help texts stand in the tables of the languages ([`crate::report::ui::Help`]), keyed by the
//! names that commands and options have here; a test asks one for each.

use crate::lang::Lang;
use crate::read::Format;
use crate::report::Ui;
use clap::builder::PossibleValuesParser;
use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::num::NonZeroUsize;
use std::path::PathBuf;

#[derive(Debug, Parser)]
#[command(
    name = "sourcier",
    version,
    arg_required_else_help = true,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
pub struct Typed {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

/// Options that hold for every command.
#[derive(Debug, Args)]
pub struct Common {
    #[arg(long, global = true, value_name = "LANG", value_parser = PossibleValuesParser::new(languages(&["auto"])))]
    pub lang: Option<String>,
    #[arg(long, global = true, value_name = "LANG", value_parser = PossibleValuesParser::new(languages(&[])))]
    pub ui: Option<String>,
    #[arg(long, global = true, value_name = "YYYY-MM-DD")]
    pub date: Option<String>,
    #[arg(long, global = true, value_name = "FORMAT", value_parser = PossibleValuesParser::new(Format::ALL.map(Format::name)))]
    pub input_format: Option<String>,
    #[arg(long, global = true, value_name = "CHARSET")]
    pub encoding: Option<String>,
    #[arg(long, global = true, value_name = "PASSWORD")]
    pub password: Option<String>,
    #[arg(long, global = true, value_name = "FILE")]
    pub entities: Option<PathBuf>,
    #[arg(long, global = true, value_name = "DIR")]
    pub ner_model: Option<PathBuf>,
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: When,
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    #[arg(short, long, global = true)]
    pub verbose: bool,
    #[arg(long, global = true)]
    pub sentences: bool,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
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
    Analyze(Analyze),
    Figures(Layer),
    Dates(Layer),
    Entities(Layer),
    Quotes(Layer),
    Sources(Layer),
    Terms(One),
    Summary(One),
    Audit(Audit),
    Index(Index),
    Search(Search),
    Text(Text),
    Schema,
    Completions { shell: Shell },
    Explain { rule: Option<String> },
    Merge(Merge),
}

#[derive(Debug, Args)]
pub struct Analyze {
    pub paths: Vec<PathBuf>,
    #[arg(short = 'o', long = "out", value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[arg(id = "with_index", long = "index", requires = "out")]
    pub index: bool,
    #[arg(long)]
    pub jsonl: bool,
    #[arg(long, value_name = "FILE")]
    pub text_out: Option<PathBuf>,
    #[arg(long)]
    pub strict: bool,
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    pub folder: Folder,
    #[command(flatten)]
    pub output: Output,
}

/// What holds for a folder of results alone.
#[derive(Debug, Args)]
pub struct Folder {
    #[arg(long, value_name = "GLOB", requires = "out")]
    pub include: Vec<String>,
    #[arg(long, value_name = "GLOB", requires = "out")]
    pub exclude: Vec<String>,
    #[arg(long, requires = "out")]
    pub force: bool,
    #[arg(long, requires = "out")]
    pub prune: bool,
    #[arg(long, value_name = "I/N", requires = "out", conflicts_with = "watch")]
    pub shard: Option<String>,
    #[arg(long, requires = "out")]
    pub watch: bool,
}

/// A document's text.
#[derive(Debug, Args)]
pub struct Text {
    pub path: PathBuf,
    #[arg(long, value_name = "NAME")]
    pub format: Option<String>,
}

/// Folders of results that are to be one.
#[derive(Debug, Args)]
pub struct Merge {
    #[arg(required = true, value_name = "DIR")]
    pub folders: Vec<PathBuf>,
    #[arg(short = 'o', long = "out", value_name = "DIR", required = true)]
    pub out: PathBuf,
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
}

/// One layer of documents, or of an index.
#[derive(Debug, Args)]
pub struct Layer {
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub ask: Ask,
    #[command(flatten)]
    pub output: Output,
}

/// Conditions on the rows of a layer.
#[derive(Debug, Args)]
pub struct Ask {
    #[arg(id = "where", long = "where", value_name = "CONDITION")]
    pub where_: Option<String>,
    #[arg(long, value_name = "DIR", conflicts_with = "paths")]
    pub index: Option<PathBuf>,
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    #[command(flatten)]
    pub scope: Scope,
}

impl Ask {
    /// Whether anything is asked.
    pub fn is_empty(&self) -> bool {
        self.where_.is_none()
            && self.index.is_none()
            && self.limit.is_none()
            && self.scope.meant().is_empty()
    }
}

/// What narrows documents and sentences down.
#[derive(Debug, Args)]
pub struct Scope {
    #[arg(long, value_name = "NAME")]
    pub entity: Option<String>,
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
}

impl Scope {
    /// What was meant.
    pub fn meant(&self) -> crate::index::ask::Scope {
        crate::index::ask::Scope {
            entity: self.entity.clone(),
            unit: self.unit.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            source: self.source.clone(),
        }
    }
}

#[derive(Debug, Args)]
pub struct Index {
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    #[arg(id = "index_out", short = 'o', long = "out", value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[arg(long)]
    pub prune: bool,
}

#[derive(Debug, Args)]
pub struct Search {
    pub words: Vec<String>,
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub index: PathBuf,
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    #[command(flatten)]
    pub scope: Scope,
    #[command(flatten)]
    pub output: Output,
}

/// One view of documents.
#[derive(Debug, Args)]
pub struct One {
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub struct Audit {
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    #[arg(id = "only", long = "rule", value_name = "RULE")]
    pub only: Vec<String>,
    #[arg(long, value_name = "RULE")]
    pub ignore: Vec<String>,
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub write_baseline: Option<PathBuf>,
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub output: Output,
}

/// The output's format.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct Output {
    #[arg(long, value_name = "NAME")]
    pub format: Option<String>,
    #[arg(long)]
    pub json: bool,
    #[arg(long)]
    pub csv: bool,
}

impl Output {
    /// The name of the format, where one was chosen.
    pub fn name(&self) -> Option<&str> {
        match self {
            Output { json: true, .. } => Some("json"),
            Output { csv: true, .. } => Some("csv"),
            Output { format, .. } => format.as_deref(),
        }
    }
}

/// The command line with its help in the language of `ui`.
pub fn command(ui: &'static Ui) -> clap::Command {
    translate(Typed::command(), ui).about(&ui.help.about)
}

fn translate(command: clap::Command, ui: &'static Ui) -> clap::Command {
    let help = &ui.help;
    let usage = &help.usage;
    command
        .help_template(format!(
            "{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}"
        ))
        .subcommand_help_heading(help.commands.as_str())
        .mut_args(|arg| {
            let heading = match arg.is_positional() {
                true => help.arguments.as_str(),
                false => help.options.as_str(),
            };
            let text = help.option.get(arg.get_id().as_str());
            let arg = arg.help_heading(heading);
            match text {
                Some(text) => arg.help(text),
                None => arg,
            }
        })
        .mut_subcommands(|sub| {
            let about = help.command.get(sub.get_name()).cloned();
            translate(sub, ui).about(about.unwrap_or_default())
        })
}

fn languages(more: &[&'static str]) -> Vec<&'static str> {
    Lang::all()
        .map(Lang::code)
        .chain(more.iter().copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound_and_has_help_for_everything() {
        Typed::command().debug_assert();
        for lang in Lang::all() {
            let ui = Ui::of(lang);
            let mut options = 0;
            let mut all = vec![Typed::command()];
            all.extend(Typed::command().get_subcommands().cloned());
            for command in &all {
                let name = command.get_name();
                assert!(
                    name == "sourcier" || ui.help.command.contains_key(name),
                    "{name} in {lang}"
                );
                for arg in command.get_arguments() {
                    let id = arg.get_id().as_str();
                    assert!(ui.help.option.contains_key(id), "{id} in {lang}");
                    options += 1;
                }
            }
            assert!(options > 20 && all.len() == ui.help.command.len() + 1);
            let help = command(ui).render_help().to_string();
            assert!(help.contains(&ui.help.usage) && help.contains(&ui.help.option["lang"]));
        }
    }
}
