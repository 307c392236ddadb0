//! JSON: analyses, single layers, and the schema.

use crate::model::Analysis;
use serde::Serialize;

/// `value` on several lines, ended by a line feed.
pub fn pretty(value: &impl Serialize) -> Vec<u8> {
    // Our values have string keys only and numbers that JSON knows: none of this can fail.
    let mut json = serde_json::to_vec_pretty(value).unwrap_or_default();
    json.push(b'\n');
    json
}

/// A value of a layer with the document that it comes from.
#[derive(Debug, Serialize)]
pub struct Entry<'a, T> {
    pub document: &'a str,
    #[serde(flatten)]
    pub value: &'a T,
}

/// The JSON Schema of an analysis.
pub fn schema() -> serde_json::Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<Analysis>();
    schema.to_value()
}
