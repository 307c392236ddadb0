//! What the document says of itself: the title, and the front matter where there is one.

use super::Meta;
use super::raw::Raw;
use crate::text::{BlockKind, Zone};

/// Reads YAML front matter, one `key: value` a line, into `meta`.
///
/// Only flat keys are read: reports have no others that matter here.
pub(super) fn metadata(yaml: &str, meta: &mut Meta) {
    for line in yaml.lines() {
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        if key.starts_with(char::is_whitespace) {
            continue;
        }
        let value = value.trim().trim_matches(['"', '\'']).trim();
        let value = value.trim_start_matches('[').trim_end_matches(']').trim();
        if value.is_empty() {
            continue;
        }
        let slot = match key.trim().to_lowercase().as_str() {
            "title" | "titre" => &mut meta.title,
            "subtitle" | "sous-titre" | "soustitre" => &mut meta.subtitle,
            "author" | "authors" | "auteur" | "auteurs" => &mut meta.author,
            "publisher" | "editeur" | "éditeur" | "organisation" | "organization"
            | "institution" => &mut meta.publisher,
            "date" | "published" | "publication_date" | "date_publication" => &mut meta.date,
            _ => continue,
        };
        slot.get_or_insert_with(|| value.to_owned());
    }
}

/// The front matter's values, completed from the blocks at the top.
pub(super) fn meta(raw: &Raw) -> Meta {
    let mut meta = raw.meta.clone();
    if meta.title.is_none() {
        let title = raw.blocks.iter().find(|b| {
            matches!(b.kind, BlockKind::Heading { level } if level <= 1 || b.zone == Zone::Front)
                && b.zone != Zone::Contents
        });
        meta.title = title.map(|b| b.text().split_whitespace().collect::<Vec<_>>().join(" "));
    }
    meta
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flat_keys_are_read_in_both_languages() {
        let mut meta = Meta::default();
        metadata(
            "titre: \"Le gaz : un bilan\"\nauteur: A. Martin\ndate: 2026-03-01\ntags: [a, b]\n",
            &mut meta,
        );
        assert_eq!(meta.title.as_deref(), Some("Le gaz : un bilan"));
        assert_eq!(meta.author.as_deref(), Some("A. Martin"));
        assert_eq!(meta.date.as_deref(), Some("2026-03-01"));
    }
}
