//! [`Gathered`]: what a run has of its documents, from which the folder's own files follow.

use super::Done;
use super::folder::{self, Failed, Member, Sums};
use super::state::{Failure, Record, State};
use super::work::Kept;
use crate::report::Export;
use rayon::ThreadPool;

/// Documents and failures of a run, added in any order.
#[derive(Debug, Default)]
pub struct Gathered {
    pub done: Done,
    sums: Sums,
    /// Each with its place among all documents.
    members: Vec<(usize, Member)>,
    failures: Vec<(usize, Failure)>,
}

impl Gathered {
    /// Adds the document `id`, whose place is `at`.
    pub fn add(&mut self, at: usize, id: &str, kept: Kept) {
        self.done.documents += 1;
        self.done.words += kept.counted.words;
        self.done.figures += kept.counted.figures;
        self.done.sources += kept.counted.sources;
        self.done.findings += kept.counted.findings;
        self.sums.documents += 1;
        self.sums.terms.add(kept.terms);
        self.sums.entities.add(kept.entities);
        let member = Member {
            id: id.to_owned(),
            len: kept.len,
            key: kept.key,
        };
        self.members.push((at, member));
    }

    /// Adds a document that could not be read, whose place is `at`.
    pub fn fail(&mut self, at: usize, failure: Failure) {
        self.done.failures += 1;
        self.failures.push((at, failure));
    }

    /// Brings the folder's own files and its record up to date; `record` says what the run was.
    ///
    /// # Errors
    /// When they cannot be written, or a part is damaged.
    pub fn conclude(
        mut self,
        state: &State,
        pool: &ThreadPool,
        exports: &[Export],
        record: Record,
    ) -> Result<Done, Failed> {
        self.members.sort_by_key(|member| member.0);
        self.failures.sort_by_key(|failure| failure.0);
        let members: Vec<Member> = self.members.into_iter().map(|m| m.1).collect();
        let failures: Vec<Failure> = self.failures.into_iter().map(|f| f.1).collect();
        let mut record = Record {
            content: content(&members, &failures),
            documents: members.iter().map(|m| m.id.clone()).collect(),
            exports: exports.iter().map(|e| e.name().to_owned()).collect(),
            failures,
            ..record
        };
        let before = Record::read(state.out());
        let stands = before.as_ref().filter(|before| {
            before.content == record.content
                && before.program == record.program
                && folder::holds(state, &before.files, exports)
        });
        record.files = match stands {
            Some(before) => before.files.clone(),
            None => {
                state.change()?;
                let failures = &record.failures;
                pool.install(|| folder::write(state, &members, &self.sums, failures, exports))?
            }
        };
        if before.as_ref() != Some(&record) {
            state.finish(&record)?;
        }
        Ok(self.done)
    }
}

/// A hash of all that the folder's own files are made from.
fn content(members: &[Member], failures: &[Failure]) -> String {
    let mut hasher = blake3::Hasher::new();
    for member in members {
        hasher.update(member.id.as_bytes()).update(&[0xff]);
        hasher.update(&member.key);
    }
    for failure in failures {
        for text in [&failure.path, &failure.error] {
            hasher.update(&[0xfe]).update(text.as_bytes());
        }
    }
    hasher.finalize().to_hex().to_string()
}
