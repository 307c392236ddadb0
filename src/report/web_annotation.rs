//! W3C Web Annotations (JSON-LD): every figure, date, mention, quotation, source and finding as an
//! annotation that leads to its place in the document text.
//!
//! A target has two selectors that say the same: a `TextPositionSelector` in code points, as the
//! recommendation counts, and a `TextQuoteSelector` with the words and [`CONTEXT`] code points on
//! either side, which still finds them when the text around has moved. The document is named by its
//! SHA-256 (RFC 6920, `nih:`), so that annotations hold for exactly these bytes. Bodies speak
//! schema.org where it has a term.

use super::Reading;
use super::columns::name_of;
use super::reading::one_line;
use crate::model::*;
use serde_json::{Map, Value, json};

/// Code points of `prefix` and `suffix`.
const CONTEXT: usize = 32;

/// The Library of Congress's name of an EDTF literal.
const EDTF: &str = "http://id.loc.gov/datatypes/edtf/EDTF";

/// The annotations of a document, as an `AnnotationCollection` with one page.
pub fn write(reading: &Reading) -> Vec<u8> {
    let items = Writer::new(reading).all();
    let a = reading.analysis;
    let document = document_iri(&a.document);
    let collection = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": format!("{document}#annotations"),
        "type": "AnnotationCollection",
        "label": a.document.title.as_deref().unwrap_or(&a.document.id),
        "generator": {
            "id": format!("urn:x-{}:{}", a.generator.name, a.generator.version),
            "type": "Software",
            "name": format!("{} {}", a.generator.name, a.generator.version),
        },
        "total": items.len(),
        "first": {
            "id": format!("{document}#page1"),
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": items,
        },
    });
    super::json::pretty(&collection)
}

/// The name of the document's bytes: `nih:sha-256;…` (RFC 6920).
fn document_iri(document: &DocumentInfo) -> String {
    format!("nih:sha-256;{}", document.sha256)
}

struct Writer<'a> {
    reading: &'a Reading<'a>,
    document: String,
    items: Vec<Value>,
}

impl<'a> Writer<'a> {
    fn new(reading: &'a Reading<'a>) -> Writer<'a> {
        Writer {
            reading,
            document: document_iri(&reading.analysis.document),
            items: Vec::new(),
        }
    }

    fn all(mut self) -> Vec<Value> {
        let a = self.reading.analysis;
        for f in &a.figures {
            let mut body = vec![text_body("describing", figure_text(f)), quantity(f)];
            body.extend(self.credit(&f.attribution));
            self.add(&f.id, "describing", (f.at.start, f.at.end), body);
        }
        for d in &a.dates {
            let mut body = vec![text_body("tagging", d.timex.value.clone())];
            if let Some(edtf) = &d.edtf {
                body.push(json!({
                    "type": "http://www.w3.org/2006/time#TemporalEntity",
                    "dcterms:date": { "@type": EDTF, "@value": edtf },
                }));
            }
            self.add(&d.id, "identifying", (d.at.start, d.at.end), body);
        }
        for e in &a.entities {
            for (i, m) in e.mentions.iter().enumerate() {
                let body = vec![text_body("tagging", e.name.clone()), self.entity(e)];
                let id = format!("{}-{}", e.id, i + 1);
                self.add(&id, "identifying", (m.at.start, m.at.end), body);
            }
        }
        for q in &a.quotes {
            let mut body = Vec::new();
            if let Some(speaker) = &q.speaker {
                body.push(text_body("describing", speaker.clone()));
            }
            let mut quotation = Map::new();
            quotation.insert("type".into(), json!("schema:Quotation"));
            quotation.insert("schema:inLanguage".into(), json!(q.lang));
            if let Some(entity) = &q.speaker_entity {
                let speaker = json!({ "id": self.iri(entity) });
                quotation.insert("schema:creator".into(), speaker);
            }
            body.push(Value::Object(quotation));
            body.extend(self.credit(&q.attribution));
            self.add(&q.id, "describing", (q.at.start, q.at.end), body);
        }
        // What is credited in the text alone has no entry to point at.
        for s in a.sources.iter().filter(|s| s.start < s.end) {
            let body = vec![self.work(s)];
            self.add(&s.id, "identifying", (s.start, s.end), body);
        }
        for (i, f) in a.findings.iter().enumerate() {
            let body = vec![
                text_body("assessing", f.message.clone()),
                text_body("tagging", f.rule.clone()),
            ];
            let id = format!("finding{}", i + 1);
            self.add(&id, "assessing", (f.start, f.end), body);
        }
        self.items
    }

    fn iri(&self, id: &str) -> String {
        format!("{}#{id}", self.document)
    }

    fn add(&mut self, id: &str, motivation: &str, at: (u32, u32), body: Vec<Value>) {
        let annotation = json!({
            "id": self.iri(&format!("annotation-{id}")),
            "type": "Annotation",
            "motivation": motivation,
            "body": body,
            "target": self.target(at),
        });
        self.items.push(annotation);
    }

    fn target(&self, (start, end): (u32, u32)) -> Value {
        let text = &self.reading.doc.text;
        let (from, to) = (text.byte(start), text.byte(end));
        let source = text.source();
        let before = source.get(..from).unwrap_or_default();
        let after = source.get(to..).unwrap_or_default();
        let prefix = before.char_indices().rev().nth(CONTEXT - 1);
        let suffix = after.char_indices().nth(CONTEXT);
        json!({
            "source": self.document,
            "selector": [
                { "type": "TextPositionSelector", "start": start, "end": end },
                {
                    "type": "TextQuoteSelector",
                    "exact": source.get(from..to).unwrap_or_default(),
                    "prefix": &before[prefix.map_or(0, |(at, _)| at)..],
                    "suffix": &after[..suffix.map_or(after.len(), |(at, _)| at)],
                },
            ],
        })
    }

    /// The entry that a credit resolves to, as a link.
    fn credit(&self, credit: &Option<Attribution>) -> Option<Value> {
        let source = credit.as_ref()?.source.as_deref()?;
        Some(json!({
            "type": "SpecificResource",
            "purpose": "linking",
            "source": self.iri(source),
        }))
    }

    fn entity(&self, e: &Entity) -> Value {
        let mut body = Map::new();
        body.insert("id".into(), json!(self.iri(&e.id)));
        body.insert("type".into(), json!(schema_type(e.kind)));
        body.insert("schema:name".into(), json!(e.name));
        let aliases: Vec<String> = e.aliases.iter().map(|a| one_line(&a.text)).collect();
        if !aliases.is_empty() {
            body.insert("schema:alternateName".into(), json!(aliases));
        }
        let same: Vec<Value> = (e.same_as.iter())
            .filter_map(|id| match id.split_once(':')? {
                ("wikidata", q) => {
                    Some(json!({ "id": format!("http://www.wikidata.org/entity/{q}") }))
                }
                _ => None,
            })
            .collect();
        if !same.is_empty() {
            body.insert("schema:sameAs".into(), json!(same));
        }
        let codes: Vec<&String> = e
            .same_as
            .iter()
            .filter(|id| id.starts_with("iso3166:"))
            .collect();
        if !codes.is_empty() {
            body.insert("schema:identifier".into(), json!(codes));
        }
        Value::Object(body)
    }

    fn work(&self, s: &Source) -> Value {
        let mut body = Map::new();
        body.insert("id".into(), json!(self.iri(&s.id)));
        body.insert("type".into(), json!("schema:CreativeWork"));
        let authors: Vec<String> = s.author.iter().map(super::cite::person).collect();
        if !authors.is_empty() {
            body.insert("schema:author".into(), json!(authors));
        }
        for (name, value) in [
            ("schema:name", &s.title),
            ("schema:publisher", &s.publisher),
            ("schema:isPartOf", &s.container_title),
            ("schema:inLanguage", &s.language),
            ("schema:url", &s.url),
        ] {
            if let Some(value) = value {
                body.insert(name.into(), json!(one_line(value)));
            }
        }
        if let Some(issued) = &s.issued {
            let issued = json!({ "@type": EDTF, "@value": issued });
            body.insert("dcterms:issued".into(), issued);
        }
        Value::Object(body)
    }
}

fn text_body(purpose: &str, value: String) -> Value {
    json!({ "type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value })
}

fn schema_type(kind: EntityType) -> &'static str {
    match kind {
        EntityType::Person => "schema:Person",
        EntityType::Organisation => "schema:Organization",
        EntityType::Location => "schema:Place",
        EntityType::Event => "schema:Event",
        EntityType::Product => "schema:Product",
        EntityType::Work => "schema:CreativeWork",
    }
}

/// `≥ 4400000000 USD/a (rabais)`: a figure in one line, in no language.
pub fn figure_text(f: &Figure) -> String {
    let sign = match f.bound {
        Bound::Exact => "",
        Bound::About => "≈ ",
        Bound::Min => "≥ ",
        Bound::Max => "≤ ",
    };
    let mut out = format!("{sign}{}", super::csv::number(f.value));
    if let Some(max) = f.max {
        out.push('–');
        out.push_str(&super::csv::number(max));
    }
    if let Some(unit) = unit(f) {
        out.push(' ');
        out.push_str(&unit);
    }
    if let Some(of) = &f.of {
        out.push_str(&format!(" ({})", one_line(of)));
    }
    out
}

/// The unit with its denominator, as UCUM joins them: `USD/a`, `USD/(1000.m3)`.
pub fn unit(f: &Figure) -> Option<String> {
    let per = f.per.as_deref().map(|per| match per.contains(' ') {
        true => format!("({})", per.replace(' ', ".")),
        false => per.to_owned(),
    });
    match (&f.unit, per) {
        (unit, None) => unit.clone(),
        (unit, Some(per)) => Some(format!("{}/{per}", unit.as_deref().unwrap_or("1"))),
    }
}

fn quantity(f: &Figure) -> Value {
    let money = f.kind == FigureKind::Money;
    let mut body = Map::new();
    let kind = if money {
        "schema:MonetaryAmount"
    } else {
        "schema:QuantitativeValue"
    };
    body.insert("type".into(), json!(kind));
    let (low, high) = match (f.bound, f.max) {
        (_, Some(max)) => (Some(f.value), Some(max)),
        (Bound::Min, None) => (Some(f.value), None),
        (Bound::Max, None) => (None, Some(f.value)),
        (Bound::Exact | Bound::About, None) => {
            body.insert("schema:value".into(), number(f.value));
            (None, None)
        }
    };
    for (name, value) in [("schema:minValue", low), ("schema:maxValue", high)] {
        if let Some(value) = value {
            body.insert(name.into(), number(value));
        }
    }
    match (&f.unit, money) {
        (Some(currency), true) => body.insert("schema:currency".into(), json!(currency)),
        (Some(_), false) => body.insert("schema:unitText".into(), json!(unit(f))),
        (None, _) => None,
    };
    body.insert("schema:additionalType".into(), json!(name_of(&f.kind)));
    if let Some(of) = &f.of {
        body.insert("schema:description".into(), json!(one_line(of)));
    }
    Value::Object(body)
}

/// A number as JSON, whole ones without a fraction.
fn number(value: f64) -> Value {
    crate::model::number(&value, serde_json::value::Serializer).unwrap_or_default()
}
