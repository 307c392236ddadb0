//! Entities: named persons, organisations, places, events, products and works, one for each real thing.
//!
//! | step | module |
//! | --- | --- |
//! | known names, heads, titles are met | [`scan`], with the tables of [`lexicon`] |
//! | what the document says of its own words | [`seen`] |
//! | mentions are proposed | [`rules`] |
//! | the learned model decides | [`recogniser`], with the [`features`] of each token |
//! | authors and titles of references | [`references`] |
//! | a model of the user's joins in | [`ner`] |
//! | names reach as far as heads and particles tell | [`edges`] |
//! | what is seen clearly once helps everywhere | [`evidence`] |
//! | mentions are tied to things | [`resolve()`], by how their names are written ([`writing`]) |
//! | a user's own list overrides | [`own`] |
//! | what a thing is beyond its document | [`identity`] |
//!
//! Demonyms, adjectives and descriptions in small letters are no entities.

mod edges;
pub mod evidence;
pub mod features;
pub mod identity;
pub mod lexicon;
pub mod ner;
pub mod own;
mod person;
pub mod recogniser;
mod references;
mod resolve;
pub mod rules;
pub mod scan;
pub mod seen;
mod variant;
mod writing;

use crate::learned::crf::Model;
use crate::model::{Entity, EntityType};
use crate::text::Document;
use ner::NerModel;
pub use resolve::resolve;
use rules::Found;
use scan::Scan;
use seen::Seen;
use std::sync::LazyLock;

/// The committed model; `models/names.md` tells what it was learned from.
static MODEL: LazyLock<Option<Model<'static>>> =
    LazyLock::new(|| Model::read(include_bytes!("../../../models/names.bin")));

/// The table of `lang/und/names` that holds an organisation of this name.
pub fn table_of(name: &str) -> Option<&'static str> {
    let lexicon = &*lexicon::LEXICON;
    let mut rows = lexicon
        .find(name)
        .into_iter()
        .map(|(form, _)| lexicon.row(form));
    rows.find(|row| row.kind == EntityType::Organisation)
        .map(|row| row.table)
}

/// All entities, in order of first mention.
pub fn extract(doc: &Document) -> Vec<Entity> {
    extract_with(doc, &[], None)
}

/// The same with a user's own list of names, which overrides what is found, and a user's model, which
/// joins in finding.
pub fn extract_with(doc: &Document, own: &[own::OwnName], ner: Option<&NerModel>) -> Vec<Entity> {
    let found = match &*MODEL {
        Some(model) => find(doc, model, ner, |_| true),
        None => Vec::new(),
    };
    let entities = resolve(doc, &found);
    match own {
        [] => entities,
        own => own::apply(doc, own, entities),
    }
}

/// What the rules propose for the whole document.
pub fn propose(doc: &Document, scan: &Scan, seen: &Seen) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for i in 0..doc.sentences.len() {
        found.extend(rules::propose(doc, scan, seen, i));
    }
    found
}

/// All mentions that `model` sees, in order.
pub fn recognise(doc: &Document, model: &Model) -> Vec<Found> {
    recognise_with(doc, model, |_| true)
}

/// The same, knowing only the rows of the lexicon that `known` keeps.
pub fn recognise_with(doc: &Document, model: &Model, known: impl Fn(u32) -> bool) -> Vec<Found> {
    find(doc, model, None, known)
}

fn find(
    doc: &Document,
    model: &Model,
    ner: Option<&NerModel>,
    known: impl Fn(u32) -> bool,
) -> Vec<Found> {
    let mut scan = Scan::new(doc);
    scan.forget(known);
    let seen = Seen::new(doc, &scan);
    let proposals = propose(doc, &scan, &seen);
    let words = features::Words::new(doc);
    let places = features::Places::new(doc, &scan, &seen, &words, &proposals);
    let found = recogniser::recognise(doc, &scan, &words, &places, model);
    let found = match ner {
        Some(ner) => ner::join(found, ner.mentions(doc)),
        None => found,
    };
    let found = edges::mend(doc, &scan, &seen, &proposals, found);
    evidence::apply(doc, &scan, &seen, found)
}
