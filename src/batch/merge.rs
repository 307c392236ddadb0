//! [`merge`]: folders of results become one, as if one run had made them.
//!
//! The parts of the documents are what a run leaves, so that nothing is analysed: results and parts are
//! copied, and the folder's own files made from the parts. Parts of one folder ([`super::Shard`])
//! must be complete and made in the same way; other folders must not share an identifier.

use super::Done;
use super::gather::Gathered;
use super::key::PROGRAM;
use super::part::{self, Mark};
use super::state::{self, Failure, Record, State};
use super::work::{self, Kept};
use super::write::{Complete, remove};
use crate::error::Error;
use crate::report::Export;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// A folder of results that is to be joined with others.
struct Shard<'a> {
    folder: &'a Path,
    record: Record,
}

/// A document of the merged folder, and where its results are.
struct Document<'a> {
    folder: &'a Path,
    id: String,
    path: String,
}

/// Joins the folders of results `folders` in the folder `out`.
///
/// # Errors
/// When a folder holds no whole results of this program, they do not go together, or the folder `out`
/// cannot be written to.
pub fn merge(
    folders: &[PathBuf],
    out: &Path,
    threads: Option<NonZeroUsize>,
) -> Result<Done, Error> {
    if out.is_file() {
        return Err(Error::output_is_file(out.display().to_string()));
    }
    let real = fs::canonicalize(out).ok();
    for folder in folders {
        if real.is_some() && fs::canonicalize(folder).ok() == real {
            return Err(Error::merge_into_itself(out.display().to_string()));
        }
    }
    let shards = shards(folders)?;
    let Some(first) = shards.first() else {
        return Ok(Done::default());
    };
    let documents = documents(&shards)?;
    let state = State::open(out)?;
    let pool = work::pool(threads)?;
    let kept: Result<Vec<Kept>, Error> = pool.install(|| {
        let documents = documents.par_iter();
        documents.map(|document| document.copy(&state)).collect()
    });
    let mut gathered = Gathered::default();
    for (at, (document, kept)) in documents.iter().zip(kept?).enumerate() {
        gathered.add(at, &document.id, kept);
    }
    let mut failures: Vec<Failure> = shards
        .iter()
        .flat_map(|shard| shard.record.failures.clone())
        .collect();
    failures.sort_by(|a, b| in_order(&a.path, "").cmp(&in_order(&b.path, "")));
    for (at, failure) in failures.into_iter().enumerate() {
        gathered.fail(at, failure);
    }
    let record = Record {
        settings: first.record.settings.clone(),
        listing: first.record.listing.clone(),
        ..Record::default()
    };
    let exports = first.record.exports.iter();
    let exports: Vec<Export> = exports.filter_map(|e| Export::from_name(e)).collect();
    gathered
        .conclude(&state, &pool, &exports, record)
        .map_err(|failed| failed.error(&state))
}

/// The records of the folders, once it is sure that they go together.
fn shards(folders: &[PathBuf]) -> Result<Vec<Shard<'_>>, Error> {
    let mut shards: Vec<Shard> = Vec::new();
    for folder in folders {
        let shown = || folder.display().to_string();
        let record = Record::read(folder).filter(|record| record.program == PROGRAM);
        let record = record.ok_or_else(|| Error::unfinished(shown()))?;
        if let Some(first) = shards.first() {
            let alike = record.settings == first.record.settings
                && record.shard.map(|s| s.1) == first.record.shard.map(|s| s.1)
                && (record.shard.is_none() || record.listing == first.record.listing);
            if !alike {
                return Err(Error::mixed(shown(), first.folder.display().to_string()));
            }
        }
        shards.push(Shard { folder, record });
    }
    if let Some((_, of)) = shards.first().and_then(|s| s.record.shard) {
        let there: BTreeSet<u32> = shards
            .iter()
            .filter_map(|s| Some(s.record.shard?.0))
            .collect();
        let missing: Vec<String> = (1..=of)
            .filter(|number| !there.contains(number))
            .map(|number| format!("{number}/{of}"))
            .collect();
        if !missing.is_empty() {
            return Err(Error::missing_shards(missing.join(", ")));
        }
    }
    Ok(shards)
}

/// The documents of all shards, in the order that one run has them in.
fn documents<'a>(shards: &[Shard<'a>]) -> Result<Vec<Document<'a>>, Error> {
    let mut documents: BTreeMap<String, Document> = BTreeMap::new();
    for shard in shards {
        for id in &shard.record.documents {
            let path = part::head(&state::part(shard.folder, id), |head| {
                Some(head.path.to_owned())
            });
            let (path, _) =
                path.ok_or_else(|| Error::unfinished(shard.folder.display().to_string()))?;
            let document = Document {
                folder: shard.folder,
                id: id.clone(),
                path,
            };
            if let Some(other) = documents.insert(id.clone(), document) {
                let folders = [other.folder, shard.folder].map(|f| f.display().to_string());
                return Err(Error::twice(id.as_str(), folders));
            }
        }
    }
    let mut documents: Vec<Document> = documents.into_values().collect();
    documents.sort_by(|a, b| in_order(&a.path, &a.id).cmp(&in_order(&b.path, &b.id)));
    Ok(documents)
}

/// Documents are in the order of their paths, standard input last; paths that look the same are in
/// the order in which their identifiers got their numbers.
fn in_order<'a>(path: &'a str, id: &'a str) -> (bool, &'a str, usize, &'a str) {
    (path.is_empty(), path, id.len(), id)
}

impl Document<'_> {
    /// Copies results and part, unless they are there already.
    fn copy(&self, state: &State) -> Result<Kept, Error> {
        let from = state::part(self.folder, &self.id);
        let unfinished = || Error::unfinished(self.folder.display().to_string());
        let (files, kept) = Kept::read(&from).ok_or_else(unfinished)?;
        let there = Kept::read(&state.part(&self.id));
        if let Some((files, there)) = there
            && there.key == kept.key
            && files.iter().all(|file| file.holds(state.out()))
        {
            return Ok(there);
        }
        let mut complete = Vec::with_capacity(files.len());
        for file in &files {
            let path = self.folder.join(&file.name);
            let bytes =
                fs::read(&path).map_err(|e| Error::unreadable(path.display().to_string(), e))?;
            if *blake3::hash(&bytes).as_bytes() != file.hash {
                return Err(unfinished());
            }
            complete.push(self.write(state, file, &bytes)?);
        }
        let part = fs::read(&from).map_err(|e| Error::unreadable(from.display().to_string(), e))?;
        let mut pending = state.begin_part(&self.id)?;
        pending.append(&part)?;
        state.change()?;
        remove(&state.part(&self.id))?;
        complete.into_iter().try_for_each(Complete::place)?;
        pending.place()?;
        Ok(kept)
    }

    /// Writes a result file beside its place, as old as its original: the part that is copied says so.
    fn write(&self, state: &State, file: &Mark, bytes: &[u8]) -> Result<Complete, Error> {
        let mut pending = state.begin(&file.name)?;
        pending.append(bytes)?;
        let complete = pending.complete()?;
        let time = UNIX_EPOCH + Duration::from_nanos(file.modified);
        let open = fs::File::options().write(true).open(complete.temporary());
        open.and_then(|open| open.set_modified(time))
            .map_err(|e| Error::unwritable(file.name.as_str(), e))?;
        Ok(complete)
    }
}
