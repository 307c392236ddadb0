//! [`Shelf`]: the works found so far, each once.

use super::address::address_key;
use super::reference::Reference;
use crate::model::{Label, SourceKind};
use crate::text::{Span, fold};
use rustc_hash::FxHashMap;

/// Works with one title that a reference is compared with: the first ones.
const MOST_TITLED: usize = 100;

/// A work with the place of its entry.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub kind: SourceKind,
    /// The entry in the reading view.
    pub span: Span,
    pub reference: Reference,
    pub labels: Vec<Label>,
    pub rule: &'static str,
}

/// All works, with look-ups by address, title and author.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    pub works: Vec<Work>,
    by_address: FxHashMap<String, usize>,
    by_title: FxHashMap<String, Vec<usize>>,
    by_author: FxHashMap<String, Vec<usize>>,
}

impl Shelf {
    /// Adds a work, or gives the index of the one that it is.
    pub fn add(&mut self, work: Work) -> usize {
        if let Some(at) = self.find(&work.reference) {
            let known = &mut self.works[at];
            known.labels.extend(work.labels);
            // A fuller note helps a poorer entry.
            let (old, new) = (&mut known.reference, work.reference);
            old.url = old.url.take().or(new.url);
            old.publisher = old.publisher.take().or(new.publisher);
            old.issued = match (old.issued.take(), new.issued) {
                (Some(a), Some(b)) if b.precision() > a.precision() && extends(&a, &b) => Some(b),
                (a, b) => a.or(b),
            };
            if let Some(url) = &old.url {
                self.by_address.entry(address_key(url)).or_insert(at);
            }
            return at;
        }
        let at = self.works.len();
        if let Some(url) = &work.reference.url {
            self.by_address.entry(address_key(url)).or_insert(at);
        }
        for key in title_keys(&work.reference) {
            self.by_title.entry(key).or_default().push(at);
        }
        for person in &work.reference.author {
            for name in [&person.family, &person.literal].into_iter().flatten() {
                self.by_author.entry(author_key(name)).or_default().push(at);
            }
        }
        for acronym in &work.reference.acronyms {
            self.by_author
                .entry(author_key(acronym))
                .or_default()
                .push(at);
        }
        self.works.push(work);
        at
    }

    pub fn by_address(&self, url: &str) -> Option<usize> {
        self.by_address.get(&address_key(url)).copied()
    }

    /// Works of an author, by family name or the name of the institution.
    pub fn by_author(&self, name: &str) -> &[usize] {
        self.by_author
            .get(&author_key(name))
            .map_or(&[], Vec::as_slice)
    }

    /// The work that `reference` is, if it stands here already: the same address, or the same title
    /// by an author of the same name.
    fn find(&self, reference: &Reference) -> Option<usize> {
        if let Some(url) = &reference.url
            && let Some(at) = self.by_address(url)
        {
            // Two titles on one page are two works.
            let same = match (&self.works[at].reference.title, &reference.title) {
                (Some(a), Some(b)) => alike(a, b),
                _ => true,
            };
            return same.then_some(at);
        }
        let candidates = title_keys(reference)
            .into_iter()
            .filter_map(|k| self.by_title.get(&k))
            .flatten();
        candidates.copied().take(MOST_TITLED).find(|&at| {
            let known = &self.works[at].reference;
            let addresses = known.url.is_none() || reference.url.is_none();
            let titles = match (&known.title, &reference.title) {
                (Some(a), Some(b)) => alike(a, b),
                _ => false,
            };
            addresses && titles && same_author(known, reference)
        })
    }
}

fn extends(a: &super::reference::Issued, b: &super::reference::Issued) -> bool {
    match (&a.edtf, &b.edtf) {
        (Some(a), Some(b)) => b.starts_with(a.as_str()),
        _ => true,
    }
}

fn same_author(a: &Reference, b: &Reference) -> bool {
    let names = |r: &Reference| -> Vec<String> {
        r.author
            .iter()
            .filter_map(|p| p.family.as_ref().or(p.literal.as_ref()))
            .map(|n| author_key(n))
            .collect()
    };
    let (a, b) = (names(a), names(b));
    a.is_empty() || b.is_empty() || a.iter().any(|n| b.contains(n))
}

/// Letters and digits of a name, folded.
pub(super) fn author_key(name: &str) -> String {
    fold::fold(name)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// The folded title, and the part of it before its subtitle.
fn title_keys(reference: &Reference) -> Vec<String> {
    let Some(title) = &reference.title else {
        return Vec::new();
    };
    let mut keys = vec![author_key(title)];
    if let Some(short) = main_title(title) {
        keys.push(author_key(short));
    }
    keys.retain(|k| !k.is_empty());
    keys
}

fn main_title(title: &str) -> Option<&str> {
    let end = title.find([':', '.', '?', '–', '—'])?;
    let short = title[..end].trim();
    (short.split_whitespace().count() >= 2).then_some(short)
}

/// Whether two titles are one, perhaps without its subtitle.
fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (author_key(a), author_key(b));
    let (short, long) = if a.len() <= b.len() {
        (&a, &b)
    } else {
        (&b, &a)
    };
    !short.is_empty() && long.starts_with(short.as_str())
}
