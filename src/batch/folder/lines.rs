//! [`Lines`]: what one document adds to the folder's files.

use super::index::Things;
use super::{Failed, Member, Sums};
use crate::batch::part::{self, Body};
use crate::batch::results::{ENTITIES, Entry, Keyword, TERMS};
use crate::batch::state::State;
use crate::batch::tally::Thing;
use crate::model::{EntityType, TermKind};
use crate::report::columns::TABLES;
use crate::terms::{idf, tf_idf};
use std::ops::Range;

/// Keywords of a document in the index.
const KEYWORDS: usize = 10;

/// What a document adds to the folder's files.
pub(super) struct Lines {
    body: Vec<u8>,
    /// Its lines of each table: bytes of `body`, or made here.
    tables: Vec<Made>,
    pub entry: Entry,
    /// What it calls the things that are told in the index.
    pub terms: Vec<(Thing, Called<TermKind>)>,
    pub entities: Vec<(Thing, Called<EntityType>)>,
}

enum Made {
    Kept(Range<usize>),
    New(Vec<u8>),
}

/// How a document names something.
pub(super) struct Called<K> {
    pub name: String,
    pub kind: K,
    pub times: u64,
    /// Lemma and language of a term; identity, then codes of an entity.
    pub more: Vec<String>,
    pub aliases: Vec<String>,
}

impl Lines {
    pub fn of(
        state: &State,
        member: &Member,
        sums: &Sums,
        things: &Things,
    ) -> Result<Lines, Failed> {
        let bytes = part::body(&state.part(&member.id));
        let lines = bytes.and_then(|body| Lines::read(body, member, sums, things));
        lines.ok_or_else(|| Failed::Damaged(member.id.clone()))
    }

    fn read(bytes: Vec<u8>, member: &Member, sums: &Sums, things: &Things) -> Option<Lines> {
        let body = Body::read(&bytes)?;
        let mut entry: Entry = serde_json::from_str(body.entry).ok()?;
        if body.tables.len() != TABLES.len() {
            return None;
        }
        let base = bytes.as_ptr().addr();
        let mut tables = Vec::with_capacity(TABLES.len());
        for (table, lines) in TABLES.into_iter().zip(&body.tables) {
            tables.push(match table.name() {
                TERMS => Made::New(terms(&body, sums, &mut entry.keywords)),
                ENTITIES => Made::New(entities(&body, member, sums)),
                _ => {
                    let start = lines.as_ptr().addr() - base;
                    Made::Kept(start..start + lines.len())
                }
            });
        }
        let called = body
            .terms
            .iter()
            .filter(|t| things.terms.contains_key(&t.thing));
        let terms = called
            .map(|t| {
                let called = Called {
                    name: t.term.to_owned(),
                    kind: t.kind,
                    times: u64::from(t.frequency),
                    more: vec![t.lemma.to_owned(), t.lang.to_owned()],
                    aliases: Vec::new(),
                };
                (t.thing, called)
            })
            .collect();
        let entities = body.entities.iter().filter_map(|e| {
            let (thing, identity) = e.identity?;
            things.entities.contains_key(&thing).then(|| {
                let codes = e.same_as.iter().map(|&s| s.to_owned());
                let called = Called {
                    name: e.name.to_owned(),
                    kind: e.kind,
                    times: 1,
                    more: std::iter::once(identity.to_owned()).chain(codes).collect(),
                    aliases: e.aliases.iter().map(|&a| a.to_owned()).collect(),
                };
                (thing, called)
            })
        });
        let entities = entities.collect();
        Some(Lines {
            tables,
            entry,
            terms,
            entities,
            body: bytes,
        })
    }

    pub fn table(&self, index: usize) -> &[u8] {
        match &self.tables[index] {
            Made::Kept(range) => &self.body[range.clone()],
            Made::New(lines) => lines,
        }
    }
}

/// The lines of the terms with their weights; the heaviest go to the `keywords`.
fn terms(body: &Body, sums: &Sums, keywords: &mut Vec<Keyword>) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.terms.iter().map(|t| t.line.len() + 20).sum());
    for term in &body.terms {
        let documents = sums.terms.of(term.thing).documents;
        let weight = tf_idf(term.per_million, idf(documents as usize, sums.documents));
        let weight = Decimal::of(weight);
        out.extend(term.line.as_bytes());
        out.push(b',');
        put(u64::from(documents), &mut out);
        out.push(b',');
        weight.write(&mut out);
        out.push(b'\n');
        keep(keywords, term.term, weight.value());
    }
    out
}

/// The lines of the entities with what they are through the folder.
fn entities(body: &Body, member: &Member, sums: &Sums) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.entities.iter().map(|e| e.line.len() + 40).sum());
    for entity in &body.entities {
        out.extend(entity.line.as_bytes());
        out.push(b',');
        match entity.identity {
            Some((thing, identity)) => {
                out.extend(identity.as_bytes());
                out.push(b',');
                put(u64::from(sums.entities.of(thing).documents), &mut out);
            }
            None => {
                // Nobody else's.
                for piece in [&member.id, "#", entity.id, ",1"] {
                    out.extend(piece.as_bytes());
                }
            }
        }
        out.push(b'\n');
    }
    out
}

/// Keeps the heaviest terms, the heaviest first; of equal ones those that came first.
fn keep(keywords: &mut Vec<Keyword>, term: &str, tf_idf: f64) {
    let at = keywords.partition_point(|k| k.tf_idf >= tf_idf);
    if at < KEYWORDS {
        let term = term.to_owned();
        keywords.insert(at, Keyword { term, tf_idf });
        keywords.truncate(KEYWORDS);
    }
}

/// A weight in ten thousandths: more decimals would differ between the mathematics libraries of two
/// systems.
#[derive(Clone, Copy)]
pub(super) struct Decimal(u64);

impl Decimal {
    pub fn of(value: f64) -> Decimal {
        Decimal((value * 1e4).round() as u64)
    }

    pub fn value(self) -> f64 {
        self.0 as f64 / 1e4
    }

    /// Writes it as `f64` is written, in a fraction of the time: there are hundreds of weights to a
    /// document, and all may change when one document does.
    fn write(self, out: &mut Vec<u8>) {
        put(self.0 / 10_000, out);
        let rest = self.0 % 10_000;
        if rest > 0 {
            out.push(b'.');
            let digits = [1000, 100, 10, 1].map(|unit| b'0' + (rest / unit % 10) as u8);
            let zeros = digits.iter().rev().take_while(|&&d| d == b'0').count();
            out.extend(&digits[..4 - zeros]);
        }
    }
}

/// Writes a whole number.
fn put(mut value: u64, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::csv;

    #[test]
    fn the_heaviest_terms_are_kept_in_order() {
        let mut keywords = Vec::new();
        let weights = [3.0, 1.0, 3.0, 2.0].into_iter().cycle().take(40);
        for (i, weight) in weights.enumerate() {
            keep(&mut keywords, &format!("t{i}"), weight);
        }
        assert_eq!(keywords.len(), KEYWORDS);
        assert!(keywords.iter().all(|k| k.tf_idf == 3.0));
        assert_eq!(keywords[0].term, "t0");
        assert_eq!(keywords[1].term, "t2");
    }

    #[test]
    fn weights_are_written_as_numbers_are() {
        for value in [
            0.0,
            1.0,
            0.5,
            0.05,
            0.0001,
            12.34,
            13.3564,
            5.1,
            99999.9999,
            1e9 + 0.25,
        ] {
            let decimal = Decimal::of(value);
            let mut written = Vec::new();
            decimal.write(&mut written);
            assert_eq!(written, csv::number(decimal.value()).as_bytes());
            assert_eq!(decimal.value(), value);
        }
    }
}
