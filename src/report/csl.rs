//! References as CSL-JSON, which Zotero, Pandoc and citeproc read.

use super::work::{DateParts, WorkType, date_parts, one_line};
use crate::model::{Person, Source};
use serde_json::{Map, Value, json};

/// The sources as a CSL-JSON array, ended by a line break.
pub fn write(sources: &[Source]) -> String {
    let items: Vec<Value> = sources.iter().map(item).collect();
    let mut out = serde_json::to_string_pretty(&items).unwrap_or_else(|_| "[]".to_owned());
    out.push('\n');
    out
}

/// One source as a CSL-JSON item.
fn item(source: &Source) -> Value {
    let mut item = Map::new();
    item.insert("id".to_owned(), json!(source.key));
    item.insert("type".to_owned(), json!(type_name(WorkType::of(source))));
    if !source.author.is_empty() {
        let names: Vec<Value> = source.author.iter().map(name).collect();
        item.insert("author".to_owned(), json!(names));
    }
    for (field, value) in [
        ("title", &source.title),
        ("container-title", &source.container_title),
        ("publisher", &source.publisher),
        ("volume", &source.volume),
        ("issue", &source.issue),
        ("page", &source.page),
        ("genre", &source.genre),
        ("language", &source.language),
        ("URL", &source.url),
    ] {
        if let Some(value) = value {
            item.insert(field.to_owned(), json!(one_line(value)));
        }
    }
    if let Some(issued) = source.issued.as_deref().and_then(issued) {
        item.insert("issued".to_owned(), issued);
    }
    Value::Object(item)
}

fn name(person: &Person) -> Value {
    let mut out = Map::new();
    for (field, value) in [
        ("family", &person.family),
        ("given", &person.given),
        ("literal", &person.literal),
    ] {
        if let Some(value) = value {
            out.insert(field.to_owned(), json!(value));
        }
    }
    Value::Object(out)
}

fn issued(edtf: &str) -> Option<Value> {
    let (first, last) = date_parts(edtf);
    let DateParts { parts, season } = first;
    if parts.is_empty() {
        return None;
    }
    let mut all = vec![parts];
    all.extend(last.map(|l| l.parts));
    let mut out = json!({ "date-parts": all });
    if let Some(season) = season {
        out["season"] = json!(season);
    }
    Some(out)
}

fn type_name(kind: WorkType) -> &'static str {
    match kind {
        WorkType::Journal => "article-journal",
        WorkType::Newspaper => "article-newspaper",
        WorkType::Chapter => "chapter",
        WorkType::Article => "article-magazine",
        WorkType::Webpage => "webpage",
        WorkType::Report => "report",
        WorkType::Book => "book",
    }
}
