//! Entities: named persons, organisations, places, events, products and works, one for each real thing.
//!
//! | step | module |
//! | --- | --- |
//! | known names, heads, titles are met | [`scan`], with the tables of [`lexicon`] |
//! | what the document says of its own words | [`seen`] |
//! | mentions are proposed | [`rules`] |
//! | mentions are tied to things | [`resolve`] |
//!
//! Demonyms, adjectives and descriptions in small letters are no entities; nor is anything in a table of contents.

pub mod lexicon;
mod person;
mod resolve;
pub mod rules;
pub mod scan;
pub mod seen;
mod variant;

use crate::model::Entity;
use crate::text::{Document, Zone};
use rules::Found;

/// All entities, in order of first mention.
pub fn extract(doc: &Document) -> Vec<Entity> {
    let scan = scan::Scan::new(doc);
    let seen = seen::Seen::new(doc, &scan);
    let mut found: Vec<Found> = Vec::new();
    for i in 0..doc.sentences.len() {
        if doc.block_of(i).zone == Zone::Contents {
            continue;
        }
        found.extend(rules::propose(doc, &scan, &seen, i));
    }
    resolve::resolve(doc, &found)
}
