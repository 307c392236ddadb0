//! Web Annotations: the selectors lead to the same words, and every link to something.

use super::{each_sample, slice};
use serde_json::Value;
use sourcier::report::web_annotation;
use std::collections::BTreeSet;

#[test]
fn both_selectors_lead_to_the_same_words() {
    each_sample(|name, reading| {
        let text = reading.doc.text.source();
        let read: Value = serde_json::from_slice(&web_annotation::write(reading)).expect("JSON");
        assert_eq!(read["@context"], "http://www.w3.org/ns/anno.jsonld");
        let items = read["first"]["items"].as_array().expect("a page");
        assert_eq!(read["total"], items.len());
        let a = reading.analysis;
        let mentions: usize = a.entities.iter().map(|e| e.mentions.len()).sum();
        let entries = a.sources.iter().filter(|s| s.start < s.end).count();
        let all = a.figures.len()
            + a.dates.len()
            + mentions
            + a.quotes.len()
            + entries
            + a.findings.len();
        assert_eq!(items.len(), all, "{name}");
        assert_eq!(name == "empty", items.is_empty(), "{name}");
        let mut ids = BTreeSet::new();
        let mut linked = BTreeSet::new();
        let mut bodies = BTreeSet::new();
        for item in items {
            assert_eq!(item["type"], "Annotation");
            assert!(ids.insert(item["id"].as_str().expect("an identifier")));
            let [place, quote] = item["target"]["selector"]
                .as_array()
                .expect("selectors")
                .as_slice()
            else {
                panic!("two selectors: {item}");
            };
            assert_eq!(place["type"], "TextPositionSelector");
            assert_eq!(quote["type"], "TextQuoteSelector");
            let at = |field: &str| {
                usize::try_from(place[field].as_u64().expect("an offset")).expect("small")
            };
            let (start, end) = (at("start"), at("end"));
            let words = |field: &str| quote[field].as_str().expect("text").to_owned();
            let (prefix, exact, suffix) = (words("prefix"), words("exact"), words("suffix"));
            assert_eq!(exact, slice(text, start, end), "{name}");
            let before = prefix.chars().count();
            assert_eq!(before, start.min(32));
            assert_eq!(prefix, slice(text, start - before, start));
            assert_eq!(suffix, slice(text, end, end + suffix.chars().count()));
            for body in item["body"].as_array().expect("bodies") {
                if let Some(id) = body["id"].as_str() {
                    bodies.insert(id.to_owned());
                }
                if body["purpose"] == "linking" {
                    linked.insert(body["source"].as_str().expect("a link").to_owned());
                }
                if body["type"] == "schema:MonetaryAmount" {
                    let value = ["schema:value", "schema:minValue", "schema:maxValue"];
                    assert!(value.iter().any(|v| body[v].is_number()), "{body}");
                }
            }
        }
        // A source that is named in the text only has no place, and no annotation of its own.
        let named: BTreeSet<String> = (a.sources.iter().filter(|s| s.start == s.end))
            .map(|s| format!("nih:sha-256;{}#{}", a.document.sha256, s.id))
            .collect();
        assert!(
            linked
                .iter()
                .all(|link| bodies.contains(link) || named.contains(link))
        );
    });
}
