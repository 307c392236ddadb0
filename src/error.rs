//! [`Error`]: what can go wrong at the edge, where files are read and written.
//!
//! Analysis itself does not fail: odd language is a finding, not an error. A message says which
//! file, what was expected, and what to do.

use crate::extract::entities::ner::{self, NerError};
use crate::lang::Lang;
use crate::read::{Format, ReadError};
use crate::report::Ui;
use crate::report::ui::fill;
use std::fmt;
use std::io;
use std::path::Path;

/// Why something could not be done. [`Error::message`] tells it in a language of choice.
#[derive(Debug)]
pub struct Error(Box<Kind>);

#[derive(Debug)]
enum Kind {
    Missing {
        path: String,
    },
    NoDocuments {
        path: String,
        extensions: String,
    },
    Unreadable {
        path: String,
        why: io::Error,
    },
    Document {
        path: String,
        why: ReadError,
    },
    Unwritable {
        path: String,
        why: io::Error,
    },
    OutputIsInput {
        path: String,
    },
    OutputIsFile {
        path: String,
    },
    Date {
        given: String,
    },
    Encoding {
        given: String,
    },
    Settings {
        path: String,
        why: String,
    },
    Names {
        path: String,
        why: String,
    },
    /// A model of names in a program that was built without them.
    NerFeature,
    NerModel {
        path: String,
        why: String,
    },
    Several {
        count: usize,
    },
    Folder {
        path: String,
    },
    NoPaths,
    JsonlPaths,
    Format {
        given: String,
        known: String,
    },
    Tables {
        format: String,
    },
    Terminal {
        format: String,
    },
    NoIndex {
        path: String,
    },
    NotAnIndex {
        path: String,
    },
    NewerIndex {
        path: String,
    },
    OlderIndex {
        path: String,
    },
    LockedIndex {
        path: String,
    },
    BrokenIndex {
        path: String,
        why: String,
    },
    Results {
        path: String,
    },
    IndexWhere,
    NoQuery,
    Day {
        given: String,
    },
    Condition {
        given: String,
        at: usize,
        why: String,
    },
    UnknownRule {
        given: String,
        count: usize,
    },
    NotAudited {
        given: String,
        known: String,
    },
    Baseline {
        path: String,
        why: String,
    },
    Stdin {
        why: io::Error,
    },
    Stdout {
        why: io::Error,
    },
    Internal {
        path: String,
    },
    Locked {
        path: String,
    },
    BrokenState {
        path: String,
    },
    Threads {
        why: String,
    },
    Glob {
        given: String,
        why: String,
    },
    Shard {
        given: String,
    },
    MergeIntoItself {
        path: String,
    },
    Unfinished {
        path: String,
    },
    Mixed {
        path: String,
        other: String,
    },
    MissingShards {
        shards: String,
    },
    Twice {
        id: String,
        folders: [String; 2],
    },
    Watch {
        path: String,
        why: String,
    },
}

impl Error {
    fn new(kind: Kind) -> Error {
        Error(Box::new(kind))
    }

    /// There is neither file nor folder at `path`.
    pub fn missing(path: impl Into<String>) -> Error {
        Error::new(Kind::Missing { path: path.into() })
    }

    /// The folder holds no file with one of the `extensions`.
    pub fn no_documents(path: impl Into<String>, extensions: impl Into<String>) -> Error {
        Error::new(Kind::NoDocuments {
            path: path.into(),
            extensions: extensions.into(),
        })
    }

    /// A file or folder that is there could not be read.
    pub fn unreadable(path: impl Into<String>, why: io::Error) -> Error {
        let path = path.into();
        if why.kind() == io::ErrorKind::NotFound {
            return Error::missing(path);
        }
        Error::new(Kind::Unreadable { path, why })
    }

    /// The bytes of the file are no document.
    pub fn document(path: impl Into<String>, why: ReadError) -> Error {
        let path = path.into();
        Error::new(Kind::Document { path, why })
    }

    /// A result could not be written.
    pub fn unwritable(path: impl Into<String>, why: io::Error) -> Error {
        let path = path.into();
        Error::new(Kind::Unwritable { path, why })
    }

    /// The output folder holds documents that are read.
    pub fn output_is_input(path: impl Into<String>) -> Error {
        Error::new(Kind::OutputIsInput { path: path.into() })
    }

    /// What should be the output folder is a file.
    pub fn output_is_file(path: impl Into<String>) -> Error {
        Error::new(Kind::OutputIsFile { path: path.into() })
    }

    /// A date that is not one.
    pub fn date(given: impl Into<String>) -> Error {
        let given = given.into();
        Error::new(Kind::Date { given })
    }

    /// A charset that nobody knows.
    pub fn encoding(given: impl Into<String>) -> Error {
        let given = given.into();
        Error::new(Kind::Encoding { given })
    }

    /// A settings file that cannot be used.
    pub fn settings(path: impl Into<String>, why: impl Into<String>) -> Error {
        Error::new(Kind::Settings {
            path: path.into(),
            why: why.into(),
        })
    }

    /// A list of names that cannot be used.
    pub fn names(path: impl Into<String>, why: impl Into<String>) -> Error {
        Error::new(Kind::Names {
            path: path.into(),
            why: why.into(),
        })
    }

    /// A model of names that cannot be used.
    pub fn ner(dir: &Path, why: NerError) -> Error {
        Error::new(match why {
            NerError::NotBuilt => Kind::NerFeature,
            NerError::Model(why) => Kind::NerModel {
                path: dir.display().to_string(),
                why,
            },
        })
    }

    /// Several paths where one file was expected.
    pub fn several(count: usize) -> Error {
        Error::new(Kind::Several { count })
    }

    /// A folder where one file was expected.
    pub fn folder(path: impl Into<String>) -> Error {
        Error::new(Kind::Folder { path: path.into() })
    }

    /// No path at all.
    pub fn no_paths() -> Error {
        Error::new(Kind::NoPaths)
    }

    /// Paths beside `--jsonl`.
    pub fn jsonl_paths() -> Error {
        Error::new(Kind::JsonlPaths)
    }

    /// A format that the command does not write.
    pub fn format(given: impl Into<String>, known: impl Into<String>) -> Error {
        Error::new(Kind::Format {
            given: given.into(),
            known: known.into(),
        })
    }

    /// A format of several tables where one file is written.
    pub fn tables(format: impl Into<String>) -> Error {
        let format = format.into();
        Error::new(Kind::Tables { format })
    }

    /// A binary format that would go to a terminal.
    pub fn terminal(format: impl Into<String>) -> Error {
        let format = format.into();
        Error::new(Kind::Terminal { format })
    }

    /// There is no index at `path`.
    pub fn no_index(path: impl Into<String>) -> Error {
        Error::new(Kind::NoIndex { path: path.into() })
    }

    /// A file that is no database, or a database of another program.
    pub fn not_an_index(path: impl Into<String>) -> Error {
        Error::new(Kind::NotAnIndex { path: path.into() })
    }

    /// An index that a newer program has made.
    pub fn newer_index(path: impl Into<String>) -> Error {
        Error::new(Kind::NewerIndex { path: path.into() })
    }

    /// An index that is to be brought up to date before it is read.
    pub fn older_index(path: impl Into<String>) -> Error {
        Error::new(Kind::OlderIndex { path: path.into() })
    }

    /// An index that another program writes to.
    pub fn locked_index(path: impl Into<String>) -> Error {
        Error::new(Kind::LockedIndex { path: path.into() })
    }

    /// An index that cannot be read as it is.
    pub fn broken_index(path: impl Into<String>, why: impl Into<String>) -> Error {
        Error::new(Kind::BrokenIndex {
            path: path.into(),
            why: why.into(),
        })
    }

    /// A folder of results where documents were expected.
    pub fn results(path: impl Into<String>) -> Error {
        Error::new(Kind::Results { path: path.into() })
    }

    /// Documents without a folder for their index.
    pub fn index_where() -> Error {
        Error::new(Kind::IndexWhere)
    }

    /// A search for nothing.
    pub fn no_query() -> Error {
        Error::new(Kind::NoQuery)
    }

    /// What is no year, month or day.
    pub fn day(given: impl Into<String>) -> Error {
        let given = given.into();
        Error::new(Kind::Day { given })
    }

    /// A condition that cannot be read, from its character `at` (from 0) on.
    pub fn condition(given: impl Into<String>, at: usize, why: impl Into<String>) -> Error {
        Error::new(Kind::Condition {
            given: given.into(),
            at,
            why: why.into(),
        })
    }

    /// A rule that nobody knows.
    pub fn unknown_rule(given: impl Into<String>, count: usize) -> Error {
        let given = given.into();
        Error::new(Kind::UnknownRule { given, count })
    }

    /// A name that no rule of the audit has.
    pub fn not_audited(given: impl Into<String>, known: impl Into<String>) -> Error {
        Error::new(Kind::NotAudited {
            given: given.into(),
            known: known.into(),
        })
    }

    /// A file of known findings that cannot be used.
    pub fn baseline(path: impl Into<String>, why: impl Into<String>) -> Error {
        Error::new(Kind::Baseline {
            path: path.into(),
            why: why.into(),
        })
    }

    /// Standard input could not be read.
    pub fn stdin(why: io::Error) -> Error {
        Error::new(Kind::Stdin { why })
    }

    /// Standard output could not be written.
    pub fn stdout(why: io::Error) -> Error {
        Error::new(Kind::Stdout { why })
    }

    /// The analysis of `path` met a defect of the program.
    pub fn internal(path: impl Into<String>) -> Error {
        Error::new(Kind::Internal { path: path.into() })
    }

    /// Another run is at work in the output folder.
    pub fn locked(path: impl Into<String>) -> Error {
        Error::new(Kind::Locked { path: path.into() })
    }

    /// A file of the folder's state is damaged, and making it again did not help.
    pub fn broken_state(path: impl Into<String>) -> Error {
        Error::new(Kind::BrokenState { path: path.into() })
    }

    /// The system gives no threads.
    pub fn threads(why: impl Into<String>) -> Error {
        Error::new(Kind::Threads { why: why.into() })
    }

    /// A pattern that is none.
    pub fn glob(given: impl Into<String>, why: impl Into<String>) -> Error {
        Error::new(Kind::Glob {
            given: given.into(),
            why: why.into(),
        })
    }

    /// A part of the documents that is none.
    pub fn shard(given: impl Into<String>) -> Error {
        let given = given.into();
        Error::new(Kind::Shard { given })
    }

    /// The folder that others are joined in is one of them.
    pub fn merge_into_itself(path: impl Into<String>) -> Error {
        Error::new(Kind::MergeIntoItself { path: path.into() })
    }

    /// A folder holds no whole results of this version of the program.
    pub fn unfinished(path: impl Into<String>) -> Error {
        Error::new(Kind::Unfinished { path: path.into() })
    }

    /// Two folders of results that were not made in the same way.
    pub fn mixed(path: impl Into<String>, other: impl Into<String>) -> Error {
        Error::new(Kind::Mixed {
            path: path.into(),
            other: other.into(),
        })
    }

    /// Parts of a folder that are not among those to be joined.
    pub fn missing_shards(shards: impl Into<String>) -> Error {
        Error::new(Kind::MissingShards {
            shards: shards.into(),
        })
    }

    /// Two folders have results of the same name.
    pub fn twice(id: impl Into<String>, folders: [String; 2]) -> Error {
        let id = id.into();
        Error::new(Kind::Twice { id, folders })
    }

    /// A path cannot be watched.
    pub fn watch(path: impl Into<String>, why: impl Into<String>) -> Error {
        Error::new(Kind::Watch {
            path: path.into(),
            why: why.into(),
        })
    }

    /// Whether the reader of standard output went away: no error to speak of.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(&*self.0, Kind::Stdout { why } if why.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Which file, what was expected, and what to do, in the language of `ui`.
    pub fn message(&self, ui: &Ui) -> String {
        let e = &ui.errors;
        match &*self.0 {
            Kind::Missing { path } => fill(&e.missing, &[("path", path)]),
            Kind::NoDocuments { path, extensions } => fill(
                &e.no_documents,
                &[("path", path), ("extensions", extensions)],
            ),
            Kind::Unreadable { path, why } => fill(&e.unreadable, &[("path", path), ("why", why)]),
            Kind::Document { path, why } => read_error(ui, path, why),
            Kind::Unwritable { path, why } => fill(&e.unwritable, &[("path", path), ("why", why)]),
            Kind::OutputIsInput { path } => fill(&e.output_is_input, &[("path", path)]),
            Kind::OutputIsFile { path } => fill(&e.output_is_file, &[("path", path)]),
            Kind::Date { given } => fill(&e.date, &[("given", given)]),
            Kind::Encoding { given } => fill(&e.encoding, &[("given", given)]),
            Kind::Names { path, why } => fill(&e.names, &[("path", path), ("why", why)]),
            Kind::NerFeature => fill(&e.ner_feature, &[("feature", &ner::FEATURE)]),
            Kind::NerModel { path, why } => fill(&e.ner_model, &[("path", path), ("why", why)]),
            Kind::Settings { path, why } => fill(&e.settings, &[("path", path), ("why", why)]),
            Kind::Several { count } => fill(&e.several, &[("count", count)]),
            Kind::Folder { path } => fill(&e.folder, &[("path", path)]),
            Kind::NoPaths => e.no_paths.clone(),
            Kind::JsonlPaths => e.jsonl_paths.clone(),
            Kind::Format { given, known } => fill(&e.format, &[("given", given), ("known", known)]),
            Kind::Tables { format } => fill(&e.tables, &[("format", format)]),
            Kind::Terminal { format } => fill(&e.terminal, &[("format", format)]),
            Kind::NoIndex { path } => fill(&e.no_index, &[("path", path)]),
            Kind::NotAnIndex { path } => fill(&e.not_an_index, &[("path", path)]),
            Kind::NewerIndex { path } => fill(&e.newer_index, &[("path", path)]),
            Kind::OlderIndex { path } => fill(&e.older_index, &[("path", path)]),
            Kind::LockedIndex { path } => fill(&e.locked_index, &[("path", path)]),
            Kind::BrokenIndex { path, why } => {
                fill(&e.broken_index, &[("path", path), ("why", why)])
            }
            Kind::Results { path } => fill(&e.results, &[("path", path)]),
            Kind::IndexWhere => e.index_where.clone(),
            Kind::NoQuery => e.no_query.clone(),
            Kind::Day { given } => fill(&e.day, &[("given", given)]),
            Kind::Condition { given, at, why } => {
                let place = at + 1;
                let message = fill(&e.condition, &[("place", &place), ("why", why)]);
                format!("{message}\n  {given}\n  {}^", " ".repeat(*at))
            }
            Kind::UnknownRule { given, count } => {
                fill(&e.unknown_rule, &[("given", given), ("count", count)])
            }
            Kind::NotAudited { given, known } => {
                fill(&e.not_audited, &[("given", given), ("known", known)])
            }
            Kind::Baseline { path, why } => fill(&e.baseline, &[("path", path), ("why", why)]),
            Kind::Stdin { why } => fill(&e.stdin, &[("why", why)]),
            Kind::Stdout { why } => fill(&e.stdout, &[("why", why)]),
            Kind::Internal { path } => fill(&e.internal, &[("path", path)]),
            Kind::Locked { path } => fill(&e.locked, &[("path", path)]),
            Kind::BrokenState { path } => fill(&e.broken_state, &[("path", path)]),
            Kind::Threads { why } => fill(&e.threads, &[("why", why)]),
            Kind::Glob { given, why } => fill(&e.glob, &[("given", given), ("why", why)]),
            Kind::Shard { given } => fill(&e.shard, &[("given", given)]),
            Kind::MergeIntoItself { path } => fill(&e.merge_into_itself, &[("path", path)]),
            Kind::Unfinished { path } => fill(&e.unfinished, &[("path", path)]),
            Kind::Mixed { path, other } => fill(&e.mixed, &[("path", path), ("other", other)]),
            Kind::MissingShards { shards } => fill(&e.missing_shards, &[("shards", shards)]),
            Kind::Twice {
                id,
                folders: [a, b],
            } => fill(&e.twice, &[("id", id), ("path", b), ("other", a)]),
            Kind::Watch { path, why } => fill(&e.watch, &[("path", path), ("why", why)]),
        }
    }
}

fn read_error(ui: &Ui, path: &str, why: &ReadError) -> String {
    let e = &ui.errors;
    let format = |format: Format| format.name().to_uppercase();
    match why {
        ReadError::Foreign(kind) => {
            let kind = ui.kinds.get(*kind).map_or(*kind, String::as_str);
            fill(&e.foreign, &[("path", &path), ("kind", &kind)])
        }
        ReadError::Binary { at } => fill(&e.binary, &[("path", &path), ("at", at)]),
        ReadError::Undecodable { charset, at, line } => fill(
            &e.undecodable,
            &[
                ("path", &path),
                ("charset", &charset.name()),
                ("at", at),
                ("line", line),
            ],
        ),
        ReadError::TooMuch { what, found, most } => {
            let message = ui.too_much.get(what.name());
            fill(
                message.map_or("", String::as_str),
                &[("path", &path), ("found", found), ("most", most)],
            )
        }
        ReadError::Damaged { format: f, why } => fill(
            &e.damaged,
            &[("path", &path), ("format", &format(*f)), ("why", why)],
        ),
        ReadError::Encrypted { format: f } => {
            fill(&e.encrypted, &[("path", &path), ("format", &format(*f))])
        }
        ReadError::WrongPassword { format: f } => {
            fill(&e.password, &[("path", &path), ("format", &format(*f))])
        }
        ReadError::Declares { format: f, part } => fill(
            &e.declares,
            &[("path", &path), ("format", &format(*f)), ("part", part)],
        ),
        ReadError::NoText { format: f, pages } => fill(
            &e.no_text,
            &[("path", &path), ("format", &format(*f)), ("pages", pages)],
        ),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Ui::of(Lang::interface())))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::Unreadable { why, .. }
            | Kind::Unwritable { why, .. }
            | Kind::Stdin { why }
            | Kind::Stdout { why } => Some(why),
            Kind::Document { why, .. } => Some(why),
            _ => None,
        }
    }
}
