//! [`Head`] and [`Body`]: what the folder's own files need of one document, kept from run to run.
//!
//! A part is one file of `.sourcier/parts`. Its head says what the document's results were made
//! from and which things come in it; its body holds its rows of the tables. With the parts of all
//! documents the folder's files can be written without any analysis.
//!
//! | bytes | content |
//! | --- | --- |
//! | 16 | `sourcier.part/1`, line feed |
//! | 4 × 8 | length of the head, packed and not; of the body, packed and not (little-endian) |
//! | 2 × 32 | BLAKE3 of the head and of the body: the length, then the packed bytes |
//! | … | head, then body: Postcard, packed with LZ4 |
//!
//! A file that is not just so counts as absent, and its document is analysed again.

use super::key::Key;
use super::tally::Thing;
use crate::model::{EntityType, TermKind};
use serde::{Deserialize, Serialize};
use serde_bytes::Bytes;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

const MAGIC: &[u8; 16] = b"sourcier.part/1\n";
const LENGTHS: usize = 4 * 8;
const PREFIX: usize = MAGIC.len() + LENGTHS + 2 * 32;

/// No part is larger; what says so is damaged.
const LARGEST: u64 = 1 << 34;

/// What decides whether a document's results still stand, and what the folder counts.
#[derive(Debug, Serialize, Deserialize)]
pub struct Head<'a> {
    pub key: Key,
    #[serde(borrow)]
    pub id: &'a str,
    pub path: &'a str,
    pub counted: Counted,
    /// The document's own files.
    pub files: Vec<Mark>,
    /// Comments that accept findings without a reason: line and rule.
    pub unreasoned: Vec<(usize, String)>,
    /// Each term once, with its frequency.
    pub terms: Vec<(Thing, u32)>,
    /// Each thing that is named and has an identity beyond the document, with its mentions.
    pub entities: Vec<(Thing, u32)>,
}

/// How much there is in a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub words: usize,
    pub figures: usize,
    pub sources: usize,
    pub findings: usize,
}

/// What tells that a result file is as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub name: String,
    pub len: u64,
    /// Nanoseconds since 1970; a file whose time is another is compared by its hash.
    pub modified: u64,
    pub hash: [u8; 32],
}

/// What the folder's files hold of a document.
#[derive(Debug, Serialize, Deserialize)]
pub struct Body<'a> {
    /// Its entry in the index, as JSON.
    pub entry: &'a str,
    /// Its lines of each table; none for terms and entities, which the folder adds columns to. They
    /// are passed on without a look into them.
    #[serde(borrow)]
    pub tables: Vec<&'a Bytes>,
    pub terms: Vec<TermRow<'a>>,
    pub entities: Vec<EntityRow<'a>>,
}

/// A term with its line of the table.
#[derive(Debug, Serialize, Deserialize)]
pub struct TermRow<'a> {
    pub thing: Thing,
    pub per_million: f64,
    pub frequency: u32,
    pub kind: TermKind,
    pub term: &'a str,
    pub lemma: &'a str,
    pub lang: &'a str,
    /// Without its end.
    pub line: &'a str,
}

/// An entity with its line of the table.
#[derive(Debug, Serialize, Deserialize)]
pub struct EntityRow<'a> {
    /// What it is through the folder; `None` for what has no identity beyond the document.
    pub identity: Option<(Thing, &'a str)>,
    pub id: &'a str,
    pub name: &'a str,
    pub kind: EntityType,
    pub count: u32,
    #[serde(borrow)]
    pub aliases: Vec<&'a str>,
    #[serde(borrow)]
    pub same_as: Vec<&'a str>,
    /// Without its end.
    pub line: &'a str,
}

impl Mark {
    /// The mark of a file that was written with `bytes` and lies at `path` now.
    ///
    /// # Errors
    /// When the file cannot be looked at.
    pub fn new(name: &str, bytes: &[u8], path: &Path) -> std::io::Result<Mark> {
        Ok(Mark {
            name: name.to_owned(),
            len: bytes.len() as u64,
            modified: modified(&fs::metadata(path)?),
            hash: *blake3::hash(bytes).as_bytes(),
        })
    }

    /// Whether the file still lies in `folder` as it was written.
    pub fn holds(&self, folder: &Path) -> bool {
        let path = folder.join(&self.name);
        let Ok(meta) = fs::metadata(&path) else {
            return false;
        };
        meta.is_file()
            && meta.len() == self.len
            && (modified(&meta) == self.modified
                || fs::read(&path).is_ok_and(|bytes| *blake3::hash(&bytes).as_bytes() == self.hash))
    }
}

/// When a file was last written to, in nanoseconds since 1970.
pub fn modified(meta: &fs::Metadata) -> u64 {
    let since = meta
        .modified()
        .ok()
        .and_then(|t| t.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |d| u64::try_from(d.as_nanos()).unwrap_or(0))
}

/// A part as it is written.
#[derive(Debug)]
pub struct Encoded {
    pub bytes: Vec<u8>,
    /// Bytes of the body, not packed.
    pub body: u64,
}

/// The bytes of a part.
pub fn encode(head: &Head, body: &Body) -> Encoded {
    // Strings, numbers and lists always serialise.
    let head = postcard::to_stdvec(head).unwrap_or_default();
    let body = postcard::to_stdvec(body).unwrap_or_default();
    let packed = [&head, &body].map(|bytes| lz4_flex::block::compress(bytes));
    let mut out = Vec::with_capacity(PREFIX + packed[0].len() + packed[1].len());
    out.extend(MAGIC);
    for (packed, bytes) in packed.iter().zip([&head, &body]) {
        out.extend((packed.len() as u64).to_le_bytes());
        out.extend((bytes.len() as u64).to_le_bytes());
    }
    for (packed, bytes) in packed.iter().zip([&head, &body]) {
        out.extend(check(packed, bytes.len()));
    }
    packed.iter().for_each(|packed| out.extend(packed));
    Encoded {
        bytes: out,
        body: body.len() as u64,
    }
}

/// The hash that tells whether a piece, packed and of `len` bytes, is whole.
fn check(packed: &[u8], len: usize) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(len as u64).to_le_bytes()).update(packed);
    *hasher.finalize().as_bytes()
}

/// What `see` makes of the head of the part at `path`, and how many bytes its body takes; `None`
/// for a file that is no part.
pub fn head<T>(path: &Path, see: impl FnOnce(Head) -> Option<T>) -> Option<(T, u64)> {
    let mut file = File::open(path).ok()?;
    let prefix = Prefix::read(&mut file)?;
    let bytes = prefix.head.unpack(&mut file)?;
    let head = postcard::from_bytes(&bytes).ok()?;
    Some((see(head)?, prefix.body.len as u64))
}

/// The body of the part at `path`, as [`Body::read`] takes it; `None` for a file that is no part.
pub fn body(path: &Path) -> Option<Vec<u8>> {
    let mut file = File::open(path).ok()?;
    let prefix = Prefix::read(&mut file)?;
    std::io::Seek::seek_relative(&mut file, prefix.head.packed as i64).ok()?;
    prefix.body.unpack(&mut file)
}

impl<'a> Body<'a> {
    /// Reads what [`body`] gives.
    pub fn read(bytes: &'a [u8]) -> Option<Body<'a>> {
        postcard::from_bytes(bytes).ok()
    }
}

/// A packed piece of a part.
struct Piece {
    packed: usize,
    len: usize,
    hash: [u8; 32],
}

struct Prefix {
    head: Piece,
    body: Piece,
}

impl Prefix {
    fn read(file: &mut File) -> Option<Prefix> {
        let mut bytes = [0; PREFIX];
        file.read_exact(&mut bytes).ok()?;
        let rest = bytes.strip_prefix(MAGIC)?;
        let (lengths, hashes) = rest.split_at(LENGTHS);
        let piece = |i: usize| {
            let number = |at: usize| {
                let number = u64::from_le_bytes(lengths[at..at + 8].try_into().ok()?);
                usize::try_from(number).ok().filter(|_| number < LARGEST)
            };
            Some(Piece {
                packed: number(16 * i)?,
                len: number(16 * i + 8)?,
                hash: hashes[32 * i..32 * (i + 1)].try_into().ok()?,
            })
        };
        let (head, body) = (piece(0)?, piece(1)?);
        // Lengths are believed only where the file is as long as they say.
        let len = (PREFIX + head.packed + body.packed) as u64;
        (file.metadata().ok()?.len() == len).then_some(Prefix { head, body })
    }
}

impl Piece {
    fn unpack(&self, file: &mut File) -> Option<Vec<u8>> {
        let mut packed = vec![0; self.packed];
        file.read_exact(&mut packed).ok()?;
        // Memory is asked for only once the length is known to be right.
        if check(&packed, self.len) != self.hash {
            return None;
        }
        lz4_flex::block::decompress(&packed, self.len).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Encoded {
        let head = Head {
            key: [7; 32],
            id: "a",
            path: "a.md",
            counted: Counted {
                words: 3,
                ..Counted::default()
            },
            files: Vec::new(),
            unreasoned: vec![(4, "rule".to_owned())],
            terms: vec![(u64::MAX, 2)],
            entities: Vec::new(),
        };
        let body = Body {
            entry: "{}",
            tables: ["a,1\n", "", "a,2\na,3\n"]
                .map(|lines| Bytes::new(lines.as_bytes()))
                .into(),
            terms: vec![TermRow {
                thing: u64::MAX,
                per_million: 0.1,
                frequency: 2,
                kind: TermKind::Phrase,
                term: "prix du gaz",
                lemma: "prix gaz",
                lang: "fr",
                line: "a,prix du gaz",
            }],
            entities: vec![EntityRow {
                identity: Some((1, "LOC:mozyr")),
                id: "e1",
                name: "Mozyr",
                kind: EntityType::Location,
                count: 3,
                aliases: vec!["MOZYR"],
                same_as: vec![],
                line: "a,e1,Mozyr",
            }],
        };
        encode(&head, &body)
    }

    #[test]
    fn a_part_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.part");
        fs::write(&path, sample().bytes).unwrap();
        let seen = head(&path, |head| {
            assert_eq!((head.key, head.id, head.path), ([7; 32], "a", "a.md"));
            assert_eq!(head.unreasoned, [(4, "rule".to_owned())]);
            Some((head.counted.words, head.terms))
        });
        let bytes = body(&path).unwrap();
        assert_eq!(seen, Some(((3, vec![(u64::MAX, 2)]), bytes.len() as u64)));
        let body = Body::read(&bytes).unwrap();
        assert_eq!(body.tables, [&b"a,1\n"[..], b"", b"a,2\na,3\n"]);
        assert_eq!(
            (body.terms[0].term, body.terms[0].per_million),
            ("prix du gaz", 0.1)
        );
        assert_eq!(body.entities[0].identity, Some((1, "LOC:mozyr")));
        assert_eq!(body.entities[0].aliases, ["MOZYR"]);
    }

    #[test]
    fn damage_is_seen_wherever_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.part");
        let whole = sample().bytes;
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            fs::write(&path, &damaged).unwrap();
            let head = head(&path, |_| Some(()));
            assert!(head.is_none() || body(&path).is_none(), "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert!(body(&path).is_none(), "cut at {at}");
        }
    }
}
