//! Learned weights: a read-only table of hashed features that is used as it lies in the binary.
//!
//! Nothing is parsed when a program starts: a [`Table`] borrows the bytes that `include_bytes!` gives
//! and looks features up by open addressing. Values are short rows of `(column, weight)`; what the
//! columns mean (tags, edit scripts) is the user's.
//!
//! | bytes | content |
//! | --- | --- |
//! | 4 | magic `srcT` |
//! | 4 | number of slots, a power of two (all numbers little-endian) |
//! | 4 | length of the rows |
//! | slots × 8 | fingerprint (never 0 where the slot is taken), offset of the row |
//! | … | rows: count, then that many pairs of column (u8) and weight (i8) |

pub mod crf;

use rustc_hash::FxHashMap;

const MAGIC: &[u8; 4] = b"srcT";
const HEADER: usize = 12;

/// A hashed feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(u64);

impl Key {
    /// The key of `text` as an instance of feature template `template` (FNV-1a, 64 bits, finished
    /// with the mixer of splitmix64).
    pub fn new(template: u8, text: &str) -> Key {
        Key::of_bytes(template, text.as_bytes().iter().copied())
    }

    /// The key of a sequence of parts, which are kept apart.
    pub fn join(template: u8, parts: &[&str]) -> Key {
        Key::of_bytes(
            template,
            parts
                .iter()
                .flat_map(|p| p.bytes().chain(std::iter::once(0xff))),
        )
    }

    /// The key of two keys together.
    pub fn pair(template: u8, a: Key, b: Key) -> Key {
        Key(mix(a.0.rotate_left(23)
            ^ b.0
            ^ u64::from(template).wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// The key of two numbers ([`hash`]es of words, flags) as an instance of `template`.
    #[inline]
    pub fn of(template: u32, a: u64, b: u64) -> Key {
        let mut h = (u64::from(template) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        h = (h ^ a).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        h ^= h >> 29;
        Key(mix(h ^ b))
    }

    fn of_bytes(template: u8, bytes: impl Iterator<Item = u8>) -> Key {
        // The template is hashed like a byte before the text, so that no two of them meet.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in std::iter::once(template).chain(bytes) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Key(mix(hash))
    }

    fn fingerprint(self) -> u32 {
        ((self.0 >> 32) as u32).max(1)
    }
}

/// A number for `text` (FNV-1a, 64 bits), for [`Key::of`].
pub fn hash(text: &str) -> u64 {
    let step = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// A table of weights over borrowed bytes.
#[derive(Clone, Copy, Debug)]
pub struct Table<'b> {
    slots: &'b [u8],
    rows: &'b [u8],
    mask: usize,
}

impl<'b> Table<'b> {
    /// Reads a table and gives the bytes behind it; `None` when the bytes are no table.
    pub fn split(bytes: &'b [u8]) -> Option<(Table<'b>, &'b [u8])> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let number = |at: usize| {
            let four = rest.get(at..at + 4)?;
            Some(u32::from_le_bytes(four.try_into().ok()?) as usize)
        };
        let (slots, rows) = (number(0)?, number(4)?);
        let rows_at = HEADER + slots * 8;
        let table = Table {
            slots: bytes.get(HEADER..rows_at)?,
            rows: bytes.get(rows_at..rows_at + rows)?,
            mask: slots.checked_sub(1)?,
        };
        (slots.is_power_of_two()).then_some((table, &bytes[rows_at + rows..]))
    }

    /// The row of `key`: pairs of column and weight; empty for a feature that was never seen. A column
    /// whose weight eight bits do not hold comes several times: its weights add up.
    pub fn row(&self, key: Key) -> impl Iterator<Item = (u8, i8)> + use<'b> {
        let bytes = self.find(key).unwrap_or_default();
        bytes.chunks_exact(2).map(|pair| (pair[0], pair[1] as i8))
    }

    /// Calls `each` with every pair of the rows of `keys`. The slots of several keys are fetched before any is
    /// looked into, so that waits for memory overlap: most features are unknown, and cost that wait alone.
    pub fn rows(&self, keys: &[Key], mut each: impl FnMut(u8, i8)) {
        const TOGETHER: usize = 16;
        for keys in keys.chunks(TOGETHER) {
            let mut fingerprints = [0u32; TOGETHER];
            for (slot, key) in fingerprints.iter_mut().zip(keys) {
                let at = (key.0 as usize & self.mask) * 8;
                if let Some(&[a, b, c, d]) = self.slots.get(at..at + 4) {
                    *slot = u32::from_le_bytes([a, b, c, d]);
                }
            }
            for (fingerprint, key) in fingerprints.iter().zip(keys) {
                if *fingerprint != 0 {
                    for (column, weight) in self.row(*key) {
                        each(column, weight);
                    }
                }
            }
        }
    }

    /// Whether the table knows `key`.
    pub fn contains(&self, key: Key) -> bool {
        self.find(key).is_some()
    }

    fn find(&self, key: Key) -> Option<&'b [u8]> {
        let fingerprint = key.fingerprint();
        let mut slot = key.0 as usize & self.mask;
        loop {
            let at = slot * 8;
            let four = |from: usize| {
                let b = &self.slots[from..from + 4];
                u32::from_le_bytes([b[0], b[1], b[2], b[3]])
            };
            match four(at) {
                0 => return None,
                f if f == fingerprint => {
                    let offset = four(at + 4) as usize;
                    let count = usize::from(*self.rows.get(offset)?);
                    return self.rows.get(offset + 1..offset + 1 + count * 2);
                }
                _ => slot = (slot + 1) & self.mask,
            }
        }
    }
}

/// Builds the bytes of a [`Table`]. Equal content gives equal bytes.
#[derive(Clone, Debug, Default)]
pub struct TableBuilder {
    rows: FxHashMap<Key, Vec<(u8, i8)>>,
}

impl TableBuilder {
    /// Sets the row of `key`; pairs beyond 255 and weights of 0 are left out.
    pub fn insert(&mut self, key: Key, mut row: Vec<(u8, i8)>) {
        row.retain(|&(_, weight)| weight != 0);
        row.truncate(255);
        if !row.is_empty() {
            self.rows.insert(key, row);
        }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The bytes, as [`Table::split`] reads them.
    pub fn finish(self) -> Vec<u8> {
        let mut rows: Vec<_> = self.rows.into_iter().collect();
        rows.sort_unstable();
        // At most three slots in four are taken, so that a look-up of an unknown feature is short.
        let slots = (rows.len() * 4 / 3 + 1).next_power_of_two();
        let mut table = vec![(0u32, 0u32); slots];
        let mut content: Vec<u8> = Vec::new();
        // Rows that are the same are stored once.
        let mut known: FxHashMap<Vec<u8>, u32> = FxHashMap::default();
        for (key, row) in rows {
            let mut bytes = vec![row.len() as u8];
            bytes.extend(row.iter().flat_map(|&(c, w)| [c, w as u8]));
            let offset = *known.entry(bytes).or_insert_with_key(|bytes| {
                let at = content.len() as u32;
                content.extend(bytes);
                at
            });
            let mut slot = key.0 as usize & (slots - 1);
            while table[slot].0 != 0 {
                slot = (slot + 1) & (slots - 1);
            }
            table[slot] = (key.fingerprint(), offset);
        }
        let mut out = Vec::with_capacity(HEADER + slots * 8 + content.len());
        out.extend(MAGIC);
        out.extend((slots as u32).to_le_bytes());
        out.extend((content.len() as u32).to_le_bytes());
        for (fingerprint, offset) in table {
            out.extend(fingerprint.to_le_bytes());
            out.extend(offset.to_le_bytes());
        }
        out.extend(content);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let mut builder = TableBuilder::default();
        for i in 0..1000 {
            builder.insert(
                Key::new(1, &i.to_string()),
                vec![(i as u8 % 17, (i % 100) as i8 + 1), (20, -3)],
            );
        }
        let mut bytes = builder.clone().finish();
        assert_eq!(bytes, builder.finish());
        bytes.extend(b"behind");
        let (table, rest) = Table::split(&bytes).unwrap();
        assert_eq!(rest, b"behind");
        for i in 0..1000 {
            let row: Vec<_> = table.row(Key::new(1, &i.to_string())).collect();
            assert_eq!(row, [(i as u8 % 17, (i % 100) as i8 + 1), (20, -3)]);
        }
        assert!(!table.contains(Key::new(2, "1")));
        assert!(Table::split(&bytes[..40]).is_none());
    }

    #[test]
    fn parts_are_kept_apart() {
        assert_ne!(Key::join(1, &["ab", "c"]), Key::join(1, &["a", "bc"]));
        assert_ne!(Key::new(1, "a"), Key::new(2, "a"));
        assert_ne!(Key::new(80, "mes"), Key::new(81, "les"));
    }
}
