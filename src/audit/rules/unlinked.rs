//! `source-without-link`: an entry without an address in a list whose entries have one.
//!
//! Only where at least two thirds of the listed sources have a link: elsewhere the list follows another
//! custom. Entries that name a DOI, an ISBN or an ISSN can be found and are left alone.

use super::super::{Context, Hit, Place};
use crate::model::{Source, SourceKind};
use crate::text::fold;

pub(in crate::audit) fn check(context: &Context<'_>) -> Vec<Hit> {
    let listed: Vec<&Source> = context
        .layers
        .sources
        .iter()
        .filter(|s| s.kind == SourceKind::Bibliography)
        .collect();
    let linked = listed.iter().filter(|s| s.url.is_some()).count();
    if linked < 3 || linked * 3 < listed.len() * 2 {
        return Vec::new();
    }
    listed
        .into_iter()
        .filter(|s| s.url.is_none() && !is_findable(&s.raw))
        .map(|s| {
            let name = s
                .title
                .as_deref()
                .or(s.publisher.as_deref())
                .unwrap_or(&s.key);
            Hit::new(Place::CodePoints(s.start, s.end), "entry")
                .with("source", name)
                .related([s.id.clone()])
        })
        .collect()
}

fn is_findable(raw: &str) -> bool {
    let folded = fold::fold(raw);
    ["isbn", "issn", "doi", "http", "www."]
        .iter()
        .any(|sign| folded.contains(sign))
}
