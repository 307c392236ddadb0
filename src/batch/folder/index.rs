//! `index.json`: all documents, and the terms and things that most of them have.

use super::Sums;
use super::lines::{Called, Decimal};
use crate::batch::results::Entry;
use crate::batch::state::{Failure, State};
use crate::batch::tally::{Thing, Times};
use crate::batch::write::Pending;
use crate::error::Error;
use crate::model::{EntityType, Generator, TermKind};
use crate::report::json;
use crate::terms::idf;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeMap;

/// The version of the index.
pub const FORMAT: &str = "sourcier.index/1";

/// Terms of the folder in the index.
const TOP_TERMS: usize = 200;
/// Entities of the folder in the index.
const TOP_ENTITIES: usize = 1000;

#[derive(Serialize)]
struct IndexTerm {
    term: String,
    lemma: String,
    lang: String,
    kind: TermKind,
    documents: u32,
    frequency: u32,
    idf: f64,
}

#[derive(Serialize)]
struct IndexEntity {
    entity: String,
    name: String,
    #[serde(rename = "type")]
    kind: EntityType,
    aliases: Vec<String>,
    same_as: Vec<String>,
    documents: u32,
    count: u32,
}

/// What is known of the things that the index tells.
pub(super) struct Things {
    pub terms: FxHashMap<Thing, Known<TermKind>>,
    pub entities: FxHashMap<Thing, Known<EntityType>>,
}

/// A thing of the folder, as far as its documents have been read.
pub(super) struct Known<K> {
    times: Times,
    kind: Option<K>,
    /// Names with how often they are given.
    names: BTreeMap<String, u64>,
    more: Vec<String>,
    aliases: BTreeMap<String, u64>,
}

impl<K: Ord> Known<K> {
    fn new(times: Times) -> Known<K> {
        Known {
            times,
            kind: None,
            names: BTreeMap::new(),
            more: Vec::new(),
            aliases: BTreeMap::new(),
        }
    }

    fn learn(&mut self, called: Called<K>) {
        *self.names.entry(called.name).or_default() += called.times;
        self.kind = self.kind.take().max(Some(called.kind));
        for alias in called.aliases {
            *self.aliases.entry(alias).or_default() += 1;
        }
        if self.more.is_empty() {
            self.more = called.more;
        }
    }

    /// The most usual name; of equally usual ones the first of the alphabet.
    fn name(&self) -> String {
        let best = self.names.iter().rev().max_by_key(|name| name.1);
        best.map(|name| name.0.clone()).unwrap_or_default()
    }

    /// Other names, the most usual first.
    fn others(&self, name: &str) -> Vec<String> {
        let mut all = self.aliases.clone();
        for (other, times) in &self.names {
            *all.entry(other.clone()).or_default() += times;
        }
        all.remove(name);
        let mut all: Vec<_> = all.into_iter().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all.into_iter().map(|(name, _)| name).collect()
    }
}

impl Things {
    pub fn new(sums: &Sums) -> Things {
        fn known<K: Ord>(top: FxHashMap<Thing, Times>) -> FxHashMap<Thing, Known<K>> {
            let top = top.into_iter();
            top.map(|(thing, times)| (thing, Known::new(times)))
                .collect()
        }
        Things {
            terms: known(sums.terms.top(TOP_TERMS)),
            entities: known(sums.entities.top(TOP_ENTITIES)),
        }
    }

    pub fn learn(
        &mut self,
        terms: Vec<(Thing, Called<TermKind>)>,
        entities: Vec<(Thing, Called<EntityType>)>,
    ) {
        for (thing, called) in terms {
            if let Some(known) = self.terms.get_mut(&thing) {
                known.learn(called);
            }
        }
        for (thing, called) in entities {
            if let Some(known) = self.entities.get_mut(&thing) {
                known.learn(called);
            }
        }
    }

    fn terms(&self, documents: usize) -> Vec<IndexTerm> {
        let mut out: Vec<IndexTerm> = self
            .terms
            .values()
            .filter_map(|known| {
                let [lemma, lang] = &known.more[..] else {
                    return None;
                };
                Some(IndexTerm {
                    term: known.name(),
                    lemma: lemma.clone(),
                    lang: lang.clone(),
                    kind: known.kind?,
                    documents: known.times.documents,
                    frequency: known.times.frequency,
                    idf: Decimal::of(idf(known.times.documents as usize, documents)).value(),
                })
            })
            .collect();
        out.sort_by(|a, b| {
            (b.documents, b.frequency)
                .cmp(&(a.documents, a.frequency))
                .then_with(|| (&a.term, &a.lemma, &a.lang).cmp(&(&b.term, &b.lemma, &b.lang)))
        });
        out.truncate(TOP_TERMS);
        out
    }

    fn entities(&self) -> Vec<IndexEntity> {
        let mut out: Vec<IndexEntity> = self
            .entities
            .values()
            .filter_map(|known| {
                let (entity, same_as) = known.more.split_first()?;
                let name = known.name();
                Some(IndexEntity {
                    entity: entity.clone(),
                    kind: known.kind?,
                    aliases: known.others(&name),
                    name,
                    same_as: same_as.to_vec(),
                    documents: known.times.documents,
                    count: known.times.frequency,
                })
            })
            .collect();
        out.sort_by(|a, b| {
            (b.documents, b.count)
                .cmp(&(a.documents, a.count))
                .then_with(|| a.entity.cmp(&b.entity))
        });
        out.truncate(TOP_ENTITIES);
        out
    }
}

/// `index.json`, written as the documents come.
pub(super) struct Index {
    file: Pending,
    documents: usize,
}

impl Index {
    pub fn begin(state: &State) -> Result<Index, Error> {
        let mut file = state.begin("index.json")?;
        let generator = Generator {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        file.append(b"{")?;
        let mut index = Index { file, documents: 0 };
        index.field("format", &FORMAT, b"")?;
        index.field("generator", &generator, b",")?;
        index.file.append(b",\n  \"documents\": [")?;
        Ok(index)
    }

    pub fn document(&mut self, entry: &Entry) -> Result<(), Error> {
        let before: &[u8] = if self.documents == 0 { b"" } else { b"," };
        self.documents += 1;
        self.file.append(before)?;
        self.file.append(b"\n    ")?;
        self.value(entry, 4)
    }

    pub fn finish(
        mut self,
        failures: &[Failure],
        things: Things,
        sums: &Sums,
    ) -> Result<Pending, Error> {
        let end: &[u8] = if self.documents == 0 { b"]" } else { b"\n  ]" };
        self.file.append(end)?;
        self.field("failures", &failures, b",")?;
        self.field("terms", &things.terms(sums.documents), b",")?;
        self.field("entities", &things.entities(), b",")?;
        self.file.append(b"\n}\n")?;
        Ok(self.file)
    }

    fn field(&mut self, name: &str, value: &impl Serialize, before: &[u8]) -> Result<(), Error> {
        self.file.append(before)?;
        self.file.append(format!("\n  \"{name}\": ").as_bytes())?;
        self.value(value, 2)
    }

    /// `value` on several lines, which begin `indent` spaces further right. No line feed is left in
    /// a string of JSON.
    fn value(&mut self, value: &impl Serialize, indent: usize) -> Result<(), Error> {
        let json = json::pretty(value);
        let mut lines = json.trim_ascii_end().split(|&b| b == b'\n');
        self.file.append(lines.next().unwrap_or_default())?;
        for line in lines {
            self.file.append(b"\n")?;
            self.file.append(&b"        "[..indent])?;
            self.file.append(line)?;
        }
        Ok(())
    }
}
