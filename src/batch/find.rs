//! From paths to the documents to read: found, put in order, named.
//!
//! The *input root* is the folder given, the folder of the file given, or of several paths the
//! deepest folder that holds them all. A document's path and identifier are reckoned from it, so
//! that they do not depend on where the program is started.

use super::document::{Job, Origin};
use super::state;
use crate::error::Error;
use crate::pipeline::document_id;
use crate::read::{self, EXTENSIONS, Format};
use crate::report::columns::TABLES;
use crate::text::fold::slug;
use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::HashSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Names what is not to be read, as `.gitignore` does.
const IGNORE: &str = ".sourcierignore";

/// A file's name may have 255 bytes on most systems, and endings follow the identifier.
const LONGEST_ID: usize = 200;

/// The documents that paths lead to.
#[derive(Debug, Default)]
pub struct Found {
    /// In the order of their paths below the root.
    pub jobs: Vec<Job>,
    /// `None` where everything comes from standard input.
    pub root: Option<PathBuf>,
    /// Paths that are not there, folders without documents, folders that cannot be read.
    pub failures: Vec<Error>,
}

/// What is looked for below the paths.
#[derive(Clone, Debug, Default)]
pub struct Scope<'a> {
    /// The folder of results, which is not looked into.
    pub out: Option<&'a Path>,
    /// How documents are read.
    pub reading: read::Options,
    pub globs: Globs,
}

/// Patterns that choose among the documents of a folder, written and read as in `.gitignore`.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    /// Only what these name.
    include: Option<Gitignore>,
    /// Nothing that these name.
    exclude: Option<Gitignore>,
}

impl Globs {
    /// # Errors
    /// When one is no pattern.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Globs, Error> {
        let compile = |globs: &[String]| {
            if globs.is_empty() {
                return Ok(None);
            }
            let mut builder = GitignoreBuilder::new("");
            for glob in globs {
                builder
                    .add_line(None, glob)
                    .map_err(|e| Error::glob(glob, e.to_string()))?;
            }
            let built = builder.build();
            built
                .map(Some)
                .map_err(|e| Error::glob(globs.join(" "), e.to_string()))
        };
        Ok(Globs {
            include: compile(include)?,
            exclude: compile(exclude)?,
        })
    }

    /// Whether the document at `below`, reckoned from the folder given, is wanted.
    fn take(&self, below: &Path) -> bool {
        let names = |globs: &Option<Gitignore>| {
            let globs = globs.as_ref();
            globs.map(|g| g.matched_path_or_any_parents(below, false).is_ignore())
        };
        names(&self.include).unwrap_or(true) && !names(&self.exclude).unwrap_or(false)
    }
}

/// A file on its way to become a job.
struct Candidate {
    /// As the user would write it.
    shown: PathBuf,
    absolute: PathBuf,
    expected: Option<Format>,
}

/// Finds the documents at and below `paths`. What lies in a folder of results is not looked at, nor
/// are hidden files, nor what a `.gitignore`, `.ignore` or `.sourcierignore` of the folders themselves
/// names; links to folders are not followed. A file that is given by its own path is read whatever its
/// name.
pub fn find(paths: &[PathBuf], scope: &Scope) -> Found {
    let mut found = Found::default();
    let mut candidates = Vec::new();
    let mut roots = Vec::new();
    let mut stdin = false;
    let out = scope.out.and_then(|out| fs::canonicalize(out).ok());
    for path in paths {
        if path.as_os_str() == "-" {
            stdin = true;
            continue;
        }
        match absolute(path) {
            Err(e) => found
                .failures
                .push(Error::unreadable(path.display().to_string(), e)),
            Ok(folder) if folder.is_dir() => {
                let before = candidates.len();
                walk(
                    path,
                    &folder,
                    out.as_deref(),
                    &scope.globs,
                    &mut candidates,
                    &mut found.failures,
                );
                if candidates.len() == before {
                    let shown = path.display().to_string();
                    found.failures.push(Error::no_documents(shown, EXTENSIONS));
                }
                roots.push(folder);
            }
            Ok(file) => {
                roots.extend(file.parent().map(Path::to_owned));
                candidates.push(Candidate {
                    shown: path.clone(),
                    expected: by_extension(&file),
                    absolute: file,
                });
            }
        }
    }
    found.root = common(&roots);
    let root = found.root.clone().unwrap_or_default();
    let mut named: Vec<(String, Candidate)> = candidates
        .into_iter()
        .map(|c| (relative(&c.absolute, &root), c))
        .collect();
    named.sort_by(|a, b| (&a.0, &a.1.absolute).cmp(&(&b.0, &b.1.absolute)));
    named.dedup_by(|a, b| a.1.absolute == b.1.absolute);
    let mut jobs: Vec<Job> = named
        .into_iter()
        .map(|(path, c)| Job {
            id: String::new(),
            path,
            origin: Origin::File(c.shown),
            reading: read::Options {
                expected: c.expected,
                ..scope.reading.clone()
            },
        })
        .collect();
    if stdin {
        jobs.push(Job {
            id: String::new(),
            path: String::new(),
            origin: Origin::Stdin,
            reading: scope.reading.clone(),
        });
    }
    name(&mut jobs);
    found.jobs = jobs;
    found
}

/// Refuses an output folder that documents are read from: results could overwrite them, and would
/// be read themselves the next time.
///
/// # Errors
/// When `out` is such a folder.
pub fn keep_apart(found: &Found, out: &Path) -> Result<(), Error> {
    let Ok(real) = fs::canonicalize(out) else {
        return Ok(());
    };
    let holds_input = found.jobs.iter().any(|job| match &job.origin {
        Origin::File(path) => {
            absolute(path).is_ok_and(|file| file.parent() == Some(real.as_path()))
        }
        Origin::Stdin => false,
    });
    match holds_input {
        true => Err(Error::output_is_input(out.display().to_string())),
        false => Ok(()),
    }
}

/// The path without `.`, `..` and links on the way; a file that is itself a link keeps its name.
fn absolute(path: &Path) -> std::io::Result<PathBuf> {
    let meta = fs::metadata(path)?;
    match path.file_name() {
        Some(name) if !meta.is_dir() => {
            let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
            Ok(fs::canonicalize(parent.unwrap_or(Path::new(".")))?.join(name))
        }
        _ => fs::canonicalize(path),
    }
}

fn walk(
    shown: &Path,
    folder: &Path,
    out: Option<&Path>,
    globs: &Globs,
    candidates: &mut Vec<Candidate>,
    failures: &mut Vec<Error>,
) {
    let out = out.map(Path::to_owned);
    // Ignore rules outside the input (a user's own, a parent folder's) would make the result depend
    // on the machine.
    let entries = WalkBuilder::new(folder)
        .parents(false)
        .git_global(false)
        .git_exclude(false)
        .require_git(false)
        .add_custom_ignore_filename(IGNORE)
        .sort_by_file_path(Path::cmp)
        .filter_entry(move |entry| {
            // Results are no documents, neither those of this run nor of another.
            let results = entry.depth() > 0 && entry.path().join(state::NAME).is_dir();
            !results && out.as_deref().is_none_or(|out| entry.path() != out)
        })
        .build();
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(e) => {
                let path = error_path(&e).unwrap_or(folder).display().to_string();
                let why = e.into_io_error();
                let why = why.unwrap_or_else(|| std::io::ErrorKind::InvalidInput.into());
                failures.push(Error::unreadable(path, why));
                continue;
            }
        };
        // A link to a file is as good as the file; `file_type` is that of the link.
        let is_file = entry.file_type().is_some_and(|t| t.is_file())
            || (entry.path_is_symlink() && entry.path().is_file());
        let expected = by_extension(entry.path());
        if !is_file || expected.is_none() {
            continue;
        }
        let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        if !globs.take(below) {
            continue;
        }
        candidates.push(Candidate {
            shown: shown.join(below),
            absolute: entry.path().to_owned(),
            expected,
        });
    }
}

fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            error_path(err)
        }
        _ => None,
    }
}

fn by_extension(path: &Path) -> Option<Format> {
    Format::from_extension(&path.extension()?.to_string_lossy())
}

/// The deepest folder that holds all `folders`.
fn common(folders: &[PathBuf]) -> Option<PathBuf> {
    let (first, others) = folders.split_first()?;
    let shared = first
        .ancestors()
        .find(|ancestor| others.iter().all(|other| other.starts_with(ancestor)));
    shared.map(Path::to_owned)
}

/// `file` below `root`, with `/`.
fn relative(file: &Path, root: &Path) -> String {
    let below = file.strip_prefix(root).unwrap_or(file);
    let parts: Vec<_> = below
        .components()
        .filter_map(|part| match part {
            Component::Normal(part) => Some(part.to_string_lossy()),
            _ => None,
        })
        .collect();
    parts.join("/")
}

/// Gives each job its identifier: the slug of its path. One that is taken, or names a file of the
/// folder's own, gets the first number behind it that makes it unique; the order of the jobs decides.
fn name(jobs: &mut [Job]) {
    let slugs: Vec<String> = jobs.iter().map(natural).collect();
    // No number may make an identifier that another document has by its own path.
    let natural: HashSet<&str> = slugs.iter().map(String::as_str).collect();
    let mut taken: HashSet<String> = TABLES.iter().map(|t| t.name().to_owned()).collect();
    taken.extend(["index", "datapackage"].map(str::to_owned));
    for (job, slug) in jobs.iter_mut().zip(&slugs) {
        let mut id = slug.clone();
        let mut number = 1;
        while taken.contains(&id) {
            number += 1;
            id = format!("{slug}-{number}");
            while natural.contains(id.as_str()) {
                number += 1;
                id = format!("{slug}-{number}");
            }
        }
        taken.insert(id.clone());
        job.id = id;
    }
}

fn natural(job: &Job) -> String {
    if job.origin == Origin::Stdin {
        return "stdin".to_owned();
    }
    let id = document_id(&job.path);
    if id.len() <= LONGEST_ID {
        return id;
    }
    // Slugs are ASCII. What is cut off tells long paths apart.
    let input = crate::read::Input::new("", "", job.path.as_bytes());
    format!("{}-{}", slug(&id[..LONGEST_ID - 9]), &input.sha256[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(paths: &[&str]) -> Vec<String> {
        let mut jobs: Vec<Job> = paths
            .iter()
            .map(|path| Job {
                id: String::new(),
                path: (*path).to_owned(),
                origin: Origin::File(PathBuf::from(path)),
                reading: read::Options::default(),
            })
            .collect();
        name(&mut jobs);
        jobs.into_iter().map(|j| j.id).collect()
    }

    #[test]
    fn identifiers_are_slugs_and_unique() {
        assert_eq!(
            ids(&[
                "a/Été.md",
                "a-ete.md",
                "a-ete-2.txt",
                "index.md",
                "figures.txt",
                "….md",
                "?.md"
            ]),
            [
                "a-ete",
                "a-ete-3",
                "a-ete-2",
                "index-2",
                "figures-2",
                "document",
                "document-2"
            ]
        );
        let long = format!("{}.md", "très-long/".repeat(60));
        let other = format!("{}b.md", "très-long/".repeat(60));
        let found = ids(&[&long, &other]);
        assert!(found.iter().all(|id| id.len() <= LONGEST_ID));
        assert_ne!(found[0], found[1]);
    }

    #[test]
    fn the_root_holds_all_paths() {
        let root = |paths: &[&str]| {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            common(&paths)
        };
        assert_eq!(root(&["/x/a"]), Some("/x/a".into()));
        assert_eq!(root(&["/x/a", "/x/ab"]), Some("/x".into()));
        assert_eq!(root(&["/x/a", "/x/a/b"]), Some("/x/a".into()));
        assert_eq!(root(&[]), None);
    }
}
