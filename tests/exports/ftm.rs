//! FollowTheMoney: every entity has what its schema asks for, and every reference leads to one.

use super::each_sample;
use serde_json::Value;
use sourcier::report::ftm;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn entities_are_whole_and_their_references_lead_somewhere() {
    let mut seen = BTreeMap::<String, usize>::new();
    each_sample(|name, reading| {
        let written = ftm::write(reading);
        let entities: Vec<Value> = (written.lines())
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        let ids: BTreeSet<&str> = entities
            .iter()
            .map(|e| e["id"].as_str().expect("an id"))
            .collect();
        assert_eq!(ids.len(), entities.len(), "{name}");
        for entity in &entities {
            let schema = entity["schema"].as_str().expect("a schema");
            *seen.entry(schema.to_owned()).or_default() += 1;
            let properties = entity["properties"].as_object().expect("properties");
            for (property, values) in properties {
                let values = values.as_array().expect("a list");
                assert!(!values.is_empty(), "{entity}");
                for value in values {
                    let value = value.as_str().expect("text");
                    assert!(!value.is_empty(), "{entity}");
                    if ["document", "entity", "resolved", "proof"].contains(&property.as_str()) {
                        assert!(ids.contains(value), "{property} of {entity}");
                    }
                    if ["date", "country"].contains(&property.as_str()) {
                        assert!(value.is_ascii() && value == value.to_lowercase());
                    }
                }
            }
            let needed: &[&str] = match schema {
                "Document" => &["fileName"],
                "Mention" => &["document", "name", "resolved"],
                "Documentation" => &["document", "entity"],
                "Note" => &["description", "entity"],
                _ => &["name"],
            };
            assert!(
                needed.iter().all(|p| properties.contains_key(*p)),
                "{entity}"
            );
        }
        assert_eq!(
            entities
                .iter()
                .filter(|e| e["schema"] == "Document")
                .count(),
            1
        );
        assert_eq!(written, ftm::write(reading), "the same on every run");
    });
    for schema in [
        "Person",
        "Organization",
        "Company",
        "PublicBody",
        "Mention",
        "Note",
    ] {
        assert!(seen.contains_key(schema), "{schema}: {seen:?}");
    }
}
