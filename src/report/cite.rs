//! How a source is named for the eye: short in a table, in full in a list.

use super::ui::{Ui, fill};
use crate::model::{Person, Source};

/// `Makarchuk (I.)` as `I. Makarchuk`, an institution as it stands.
pub fn person(person: &Person) -> String {
    match (&person.given, &person.family, &person.literal) {
        (Some(given), Some(family), _) => format!("{given} {family}"),
        (None, Some(name), _) | (Some(name), None, None) | (_, None, Some(name)) => name.clone(),
        (None, None, None) => String::new(),
    }
}

/// `Makarchuk, 2026`: first author, or who published it, and the year.
pub fn short(source: &Source, ui: &Ui) -> String {
    let family = |p: &Person| p.family.clone().unwrap_or_else(|| person(p));
    let who = match source.author.as_slice() {
        [] => source
            .publisher
            .clone()
            .or_else(|| source.container_title.clone())
            .or_else(|| source.title.clone())
            .unwrap_or_else(|| source.key.clone()),
        [one] => family(one),
        [one, two] => format!("{} & {}", family(one), family(two)),
        [one, ..] => fill(&ui.cite.and_others, &[("first", &family(one))]),
    };
    match source.issued.as_deref().and_then(year) {
        Some(year) => format!("{who}, {year}"),
        None => who,
    }
}

/// Authors, title, publisher, date: all that is known, without the address.
pub fn full(source: &Source, ui: &Ui) -> String {
    let mut parts = Vec::new();
    let authors: Vec<String> = source.author.iter().map(person).collect();
    if !authors.is_empty() {
        parts.push(authors.join(", "));
    }
    if let Some(title) = &source.title {
        parts.push(fill(&ui.cite.title, &[("title", title)]));
    }
    // A newspaper or institution that is its own author need not be said twice.
    for place in [&source.container_title, &source.publisher]
        .into_iter()
        .flatten()
    {
        if !parts.contains(place) {
            parts.push(place.clone());
        }
    }
    if let Some(issued) = &source.issued {
        parts.push(super::dates::human(issued, ui));
    }
    match parts.is_empty() {
        true => super::reading::one_line(&source.raw),
        false => parts.join(", "),
    }
}

/// The year that an EDTF date begins with.
fn year(edtf: &str) -> Option<&str> {
    let year = edtf.get(..4)?;
    year.bytes().all(|b| b.is_ascii_digit()).then_some(year)
}
