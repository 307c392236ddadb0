//! The tagger's model file: tags, edits, weights, lexicon.

use super::Script;
use crate::learned::{Key, Table, TableBuilder};

const MAGIC: &[u8; 4] = b"srcG";

/// A model over borrowed bytes.
#[derive(Debug)]
pub(crate) struct Model<'b> {
    /// Names of the tags; several joined by `+` for tokens of several words.
    pub tags: Vec<&'b str>,
    /// Edits from form to lemma.
    pub scripts: Vec<Script>,
    /// What each feature adds to each tag.
    pub weights: Table<'b>,
    /// The tags of each known form ([`Model::class`]).
    lexicon: Table<'b>,
    /// The edit of each form and suffix, as two columns of seven bits.
    lemmas: Table<'b>,
}

impl<'b> Model<'b> {
    /// Reads a model; `None` for bytes that are none.
    pub fn read(bytes: &'b [u8]) -> Option<Model<'b>> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let len = u32::from_le_bytes(rest.get(..4)?.try_into().ok()?) as usize;
        let text = std::str::from_utf8(rest.get(4..4 + len)?).ok()?;
        let mut lines = text.split('\n');
        let tags = lines.next()?.split(' ').collect();
        let scripts = lines
            .filter_map(|line| {
                let (strip, add) = line.split_once('\t')?;
                Some(Script {
                    strip: strip.parse().ok()?,
                    add: add.to_owned(),
                })
            })
            .collect();
        let (weights, rest) = Table::split(&rest[4 + len..])?;
        let (lexicon, rest) = Table::split(rest)?;
        let (lemmas, _) = Table::split(rest)?;
        Some(Model {
            tags,
            scripts,
            weights,
            lexicon,
            lemmas,
        })
    }

    /// The key of the set of tags that `lower` takes in the training data.
    pub fn class(&self, lower: &str) -> Option<Key> {
        let key = Key::new(90, lower);
        self.lexicon
            .contains(key)
            .then(|| class_key(self.lexicon.row(key)))
    }

    /// The tags that `lower` takes in the training data, each with its share in steps from 1 (rare)
    /// to 4 (all).
    pub fn shares(&self, lower: &str) -> impl Iterator<Item = (&'b str, i8)> {
        let row = self.lexicon.row(Key::new(90, lower));
        row.filter_map(|(tag, share)| Some((*self.tags.get(tag as usize)?, share)))
    }

    /// The tags that a lexicon has for `lower`.
    pub fn listed_tags(&self, lower: &str) -> impl Iterator<Item = &'b str> {
        let row = self.lexicon.row(Key::new(91, lower));
        row.filter_map(|(tag, _)| self.tags.get(tag as usize).copied())
    }

    /// The key of the set of tags that a lexicon has for `lower`.
    pub fn listed(&self, lower: &str) -> Option<Key> {
        let key = Key::new(91, lower);
        self.lexicon
            .contains(key)
            .then(|| class_key(self.lexicon.row(key)))
    }

    /// Whether `lower` was seen in training.
    pub fn knows(&self, lower: &str) -> bool {
        self.lexicon.contains(Key::new(90, lower))
    }

    /// The edit for the first of `keys` that is known.
    pub fn script(&self, keys: &[Key]) -> Option<&Script> {
        keys.iter().find_map(|&key| {
            let index = self
                .lemmas
                .row(key)
                .fold(None, |n: Option<usize>, (_, w)| {
                    Some(n.unwrap_or(0) * 127 + (w as u8 as usize - 1))
                })?;
            self.scripts.get(index)
        })
    }
}

/// The key of a row of tags with their shares.
fn class_key(row: impl Iterator<Item = (u8, i8)>) -> Key {
    let text: String = row.map(|(tag, share)| format!("{tag}:{share},")).collect();
    Key::new(3, &text)
}

/// Gathers a model.
#[derive(Debug, Default)]
pub(crate) struct ModelBuilder {
    pub tags: Vec<String>,
    pub scripts: Vec<Script>,
    pub weights: TableBuilder,
    pub lexicon: TableBuilder,
    pub lemmas: TableBuilder,
}

impl ModelBuilder {
    /// Enters the tags of `lower` with how often it takes each; gives the key of its class.
    pub fn class(&mut self, lower: &str, mut counts: Vec<(u8, usize)>) -> Key {
        let total: usize = counts.iter().map(|c| c.1).sum();
        counts.sort_by_key(|&(tag, n)| (std::cmp::Reverse(n), tag));
        // Shares in coarse steps, so that classes are few: rare, some, most, all.
        let row: Vec<(u8, i8)> = counts
            .into_iter()
            .filter(|&(_, n)| n * 50 >= total)
            .map(|(tag, n)| {
                let step = match n * 100 / total.max(1) {
                    0..10 => 1,
                    10..60 => 2,
                    60..98 => 3,
                    _ => 4,
                };
                (tag, step)
            })
            .collect();
        self.lexicon.insert(Key::new(90, lower), row.clone());
        class_key(row.into_iter())
    }

    /// Enters the tags that a lexicon has for `lower`; gives their key.
    pub fn listed(&mut self, lower: &str, row: Vec<(u8, i8)>) -> Key {
        self.lexicon.insert(Key::new(91, lower), row.clone());
        class_key(row.into_iter())
    }

    /// Enters the edit number `index` at `key`.
    pub fn script(&mut self, key: Key, index: usize) {
        let digit = |n: usize| (n % 127 + 1) as i8;
        self.lemmas
            .insert(key, vec![(0, digit(index / 127)), (1, digit(index))]);
    }

    /// The bytes, as [`Model::read`] takes them.
    pub fn finish(self) -> Vec<u8> {
        let mut text = self.tags.join(" ");
        for script in &self.scripts {
            text.push_str(&format!("\n{}\t{}", script.strip, script.add));
        }
        let mut out = MAGIC.to_vec();
        out.extend((text.len() as u32).to_le_bytes());
        out.extend(text.as_bytes());
        out.extend(self.weights.finish());
        out.extend(self.lexicon.finish());
        out.extend(self.lemmas.finish());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::lemma_keys;

    #[test]
    fn edits_come_back() {
        let mut builder = ModelBuilder::default();
        for i in 0..300 {
            builder.scripts.push(Script {
                strip: i,
                add: format!("x{i}"),
            });
            builder.script(lemma_keys(&format!("mot{i}"), "DET")[0], i);
        }
        builder.tags.push("DET".to_owned());
        let bytes = builder.finish();
        let model = Model::read(&bytes).unwrap();
        for i in 0..300 {
            let keys = lemma_keys(&format!("mot{i}"), "DET");
            assert_eq!(model.script(&keys).map(|s| s.strip), Some(i));
        }
    }
}
