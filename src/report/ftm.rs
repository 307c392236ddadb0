//! FollowTheMoney entities, a JSON object a line, as Aleph and OpenSanctions load them.
//!
//! | entity | is |
//! | --- | --- |
//! | `Document` | the document itself |
//! | `Person`, `Organization`, `Company`, `PublicBody` | a person or organisation; the last two where a list of names tells |
//! | `Event` | an event |
//! | `Mention` | a form that a person or organisation has in the document |
//! | `Documentation` | ties the document to whom it names, with how often |
//! | `Note` | a quotation, tied to its speaker, or a work cited, tied to the document |
//!
//! Places and products have no schema of their own: places stand among the document's
//! `locationMentioned` and `detectedCountry`. An identifier is a digest of the document's SHA-256 and
//! the identifier in the analysis: the same on every run, and no two documents share an entity, since
//! whether two names of two documents are one person is for the cross-referencing of Aleph to say.

use super::reading::one_line;
use super::{Reading, cite};
use crate::extract::entities::table_of;
use crate::model::*;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// Hexadecimal digits of an identifier.
const ID: usize = 40;

/// The entities of a document.
pub fn write(reading: &Reading) -> String {
    let a = reading.analysis;
    let mut out = Lines {
        seed: format!("{}/{}", a.document.sha256, a.document.id),
        out: String::new(),
    };
    let document = out.id("document");
    out.add("Document", "document", document_properties(reading));
    for e in &a.entities {
        let Some(schema) = schema(e) else { continue };
        let id = out.id(&e.id);
        out.add(schema, &e.id, entity_properties(e, &document));
        let tie = Properties::new()
            .with("document", [document.clone()])
            .with("entity", [id.clone()])
            .with("role", [format!("mentioned {} ×", e.count)]);
        out.add("Documentation", &format!("{}/documentation", e.id), tie);
        // An event is no party to anything, which is what a mention resolves to.
        if e.kind == EntityType::Event {
            continue;
        }
        let forms: BTreeSet<String> = e.mentions.iter().map(|m| reading.read(m.span)).collect();
        for form in forms {
            let name = format!("{}/mention/{form}", e.id);
            let mention = Properties::new()
                .with("document", [document.clone()])
                .with("resolved", [id.clone()])
                .with("name", [form])
                .with("detectedSchema", [schema.to_owned()]);
            out.add("Mention", &name, mention);
        }
    }
    for q in &a.quotes {
        let entity = q
            .speaker_entity
            .as_deref()
            .and_then(|id| reading.entity(id));
        let about = match entity.filter(|e| schema(e).is_some()) {
            Some(e) => out.id(&e.id),
            None => document.clone(),
        };
        let source = q
            .attribution
            .as_ref()
            .and_then(|a| reading.source(a.source.as_deref()?));
        let url = source.and_then(|s| address(&s.url));
        let note = Properties::new()
            .with("name", q.speaker.clone())
            .with("description", [reading.read(q.span)])
            .with("entity", [about])
            .with("proof", [document.clone()])
            .with("sourceUrl", url)
            .with("keywords", ["quotation".to_owned()])
            .with("detectedLanguage", language(&q.lang));
        out.add("Note", &q.id, note);
    }
    for s in &a.sources {
        let note = Properties::new()
            .with(
                "name",
                [s.title.as_deref().map_or_else(|| s.key.clone(), one_line)],
            )
            .with("description", [one_line(&s.raw)])
            .with("summary", s.author.iter().map(cite::person))
            .with("publisher", s.publisher.as_deref().map(one_line))
            .with("entity", [document.clone()])
            .with("proof", [document.clone()])
            .with("sourceUrl", address(&s.url))
            .with("keywords", ["source".to_owned(), s.key.clone()]);
        out.add("Note", &s.id, note);
    }
    out.out
}

/// Entities on their way out.
struct Lines {
    /// What every identifier begins from.
    seed: String,
    out: String,
}

impl Lines {
    fn id(&self, name: &str) -> String {
        let digest = Sha256::digest(format!("{}#{name}", self.seed));
        let mut hex: String = digest.iter().map(|b| format!("{b:02x}")).collect();
        hex.truncate(ID);
        hex
    }

    fn add(&mut self, schema: &str, name: &str, properties: Properties) {
        let entity = json!({
            "id": self.id(name),
            "schema": schema,
            "properties": properties.0,
        });
        self.out.push_str(&entity.to_string());
        self.out.push('\n');
    }
}

/// The properties of an entity: each a list of values, none of them empty.
struct Properties(Map<String, Value>);

impl Properties {
    fn new() -> Properties {
        Properties(Map::new())
    }

    fn with(mut self, name: &str, values: impl IntoIterator<Item = String>) -> Properties {
        let mut all: Vec<String> = Vec::new();
        for value in values {
            if !value.is_empty() && !all.contains(&value) {
                all.push(value);
            }
        }
        if !all.is_empty() {
            self.0.insert(name.to_owned(), json!(all));
        }
        self
    }
}

/// The schema of an entity; `None` for what the model has none for.
fn schema(e: &Entity) -> Option<&'static str> {
    match e.kind {
        EntityType::Person => Some("Person"),
        EntityType::Event => Some("Event"),
        EntityType::Organisation => Some(match table_of(&e.name) {
            Some("companies") => "Company",
            Some("institutions" | "national-institutions") => "PublicBody",
            _ => "Organization",
        }),
        EntityType::Location | EntityType::Product | EntityType::Work => None,
    }
}

fn document_properties(reading: &Reading) -> Properties {
    let a = reading.analysis;
    let d = &a.document;
    let named = |kind: EntityType| {
        a.entities
            .iter()
            .filter(move |e| e.kind == kind)
            .map(|e| e.name.clone())
    };
    let file = d.path.rsplit('/').next().filter(|name| !name.is_empty());
    let extension = file.and_then(|name| Some(name.rsplit_once('.')?.1.to_owned()));
    let overview = a
        .summary
        .overview
        .iter()
        .map(|s| reading.sentence_at(&s.at));
    let known = d.date.as_ref().and_then(|date| day(&date.edtf));
    Properties::new()
        .with("name", d.title.clone())
        .with("title", d.title.clone())
        .with("fileName", [file.unwrap_or(&d.id).to_owned()])
        .with("extension", extension)
        .with("author", d.author.clone())
        .with("publisher", d.publisher.clone())
        .with("date", known)
        .with(
            "language",
            d.languages.iter().filter_map(|l| language(&l.code)),
        )
        .with("summary", [overview.collect::<Vec<_>>().join(" ")])
        .with("keywords", a.summary.keywords.iter().cloned())
        .with("peopleMentioned", named(EntityType::Person))
        .with("companiesMentioned", named(EntityType::Organisation))
        .with("locationMentioned", named(EntityType::Location))
        .with("detectedCountry", a.entities.iter().filter_map(country))
        .with(
            "processingAgent",
            [format!("{} {}", a.generator.name, a.generator.version)],
        )
}

fn entity_properties(e: &Entity, document: &str) -> Properties {
    let aliases = |surname: bool| {
        let chosen = e
            .aliases
            .iter()
            .filter(move |a| (a.relation == Relation::Surname) == surname);
        chosen.map(|a| one_line(&a.text))
    };
    let wikidata = e.same_as.iter().find_map(|id| id.strip_prefix("wikidata:"));
    Properties::new()
        .with("name", [e.name.clone()])
        .with("alias", aliases(false))
        // A surname alone matches too many people.
        .with("weakAlias", aliases(true))
        .with("country", country(e))
        .with("wikidataId", wikidata.map(str::to_owned))
        .with("proof", [document.to_owned()])
}

/// The country that an entity is, in the small letters that the model has.
fn country(e: &Entity) -> Option<String> {
    let code = e
        .same_as
        .iter()
        .find_map(|id| id.strip_prefix("iso3166:"))?;
    Some(code.to_ascii_lowercase())
}

/// An address on the web.
fn address(url: &Option<String>) -> Option<String> {
    let url = url.as_deref()?;
    let web = url.starts_with("http://") || url.starts_with("https://");
    (web && !url.contains(char::is_whitespace)).then(|| url.to_owned())
}

/// The part of an EDTF date that the model takes: a year, month or day.
fn day(edtf: &str) -> Option<String> {
    let (first, _) = super::work::date_parts(edtf);
    let [year, rest @ ..] = first.parts.as_slice() else {
        return None;
    };
    let rest = rest.iter().map(|n| format!("-{n:02}"));
    Some(format!("{year:04}{}", rest.collect::<String>()))
}

/// The three letters (ISO 639-3) that the model has for a language.
fn language(code: &str) -> Option<String> {
    crate::lang::Lang::from_code(code).map(|lang| lang.iso639_3().to_owned())
}
