//! [`Entity`]: a named thing with all its mentions.

use super::Located;
use crate::text::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One real thing, whatever its spellings.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Entity {
    /// `e1`, `e2` … in order of first mention.
    pub id: String,
    /// The fullest form in the document's own language.
    pub name: String,
    #[serde(rename = "type")]
    pub kind: EntityType,
    pub aliases: Vec<Alias>,
    /// In document order.
    pub mentions: Vec<Mention>,
    pub count: usize,
    /// Outside identifiers where known: `iso3166:BY`, `wikidata:Q184`.
    pub same_as: Vec<String>,
    /// The rule, model or table row that made it.
    pub rule: String,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum EntityType {
    #[serde(rename = "PER")]
    Person,
    #[serde(rename = "ORG")]
    Organisation,
    #[serde(rename = "LOC")]
    Location,
    #[serde(rename = "EVENT")]
    Event,
    #[serde(rename = "PRODUCT")]
    Product,
    #[serde(rename = "WORK")]
    Work,
}

impl EntityType {
    /// As analyses write it.
    pub fn code(self) -> &'static str {
        match self {
            EntityType::Person => "PER",
            EntityType::Organisation => "ORG",
            EntityType::Location => "LOC",
            EntityType::Event => "EVENT",
            EntityType::Product => "PRODUCT",
            EntityType::Work => "WORK",
        }
    }
}

/// Another form that an entity has in the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Alias {
    pub text: String,
    /// BCP 47, where the form belongs to one language.
    pub lang: Option<String>,
    pub relation: Relation,
}

/// How a form relates to the entity's name.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    Spelling,
    Acronym,
    Translation,
    Transliteration,
    Surname,
    Title,
}

/// A place where an entity is named.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Mention {
    #[serde(flatten)]
    pub at: Located,
    #[serde(skip)]
    pub span: Span,
}
