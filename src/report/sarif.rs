//! SARIF: findings for editors, code review and continuous integration.
//!
//! [`Log`] gathers the findings of one run and writes them as SARIF 2.1.0 (OASIS, "Static Analysis
//! Results Interchange Format", 2020). Lines and columns count from 1, columns in UTF-16 code units,
//! ends exclusive. Each result has a fingerprint of its rule, document and words
//! ([`crate::audit::baseline::Key`]), so that edits elsewhere in a document do not make it a new one.

use super::Reading;
use super::ui::Ui;
use crate::audit::baseline::{Key, keys};
use crate::audit::{RULES, Rule};
use crate::lang::Lang;
use crate::model::{Finding, Severity};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Where the schema of the format stands.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name of our fingerprints, with their version.
const FINGERPRINT: &str = "sourcierWords/v1";

/// The findings of a run.
#[derive(Debug)]
pub struct Log {
    /// The language of the rules' descriptions.
    lang: Lang,
    results: Vec<Value>,
    artifacts: Vec<Value>,
}

impl Log {
    /// A run without findings, told in `lang`.
    pub fn new(lang: Lang) -> Log {
        Log {
            lang,
            results: Vec::new(),
            artifacts: Vec::new(),
        }
    }

    /// Adds a document, which was read from `path`, with its findings.
    pub fn add(&mut self, path: &str, reading: &Reading) {
        let uri = uri(path);
        let artifact = self.artifacts.len();
        self.artifacts.push(json!({
            "location": { "uri": uri },
            "encoding": "utf-8",
            "hashes": { "sha-256": reading.analysis.document.sha256 },
        }));
        let findings = &reading.analysis.findings;
        let keys = keys(&reading.analysis.document.id, findings, &reading.doc.text);
        for (finding, key) in findings.iter().zip(&keys) {
            self.results.push(json!({
                "ruleId": finding.rule,
                "ruleIndex": RULES.iter().position(|r| r.id == finding.rule),
                "level": level(finding.severity),
                "message": { "text": finding.message },
                "locations": [location(reading, finding, &uri, artifact)],
                "partialFingerprints": { FINGERPRINT: fingerprint(key) },
            }));
        }
    }

    /// The whole file.
    pub fn finish(self) -> Value {
        let lang = self.lang;
        let rules: Vec<Value> = RULES.iter().map(|rule| descriptor(rule, lang)).collect();
        json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": env!("CARGO_PKG_NAME"),
                    "version": env!("CARGO_PKG_VERSION"),
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "language": lang.code(),
                    "rules": rules,
                } },
                "language": lang.code(),
                "columnKind": "utf16CodeUnits",
                "artifacts": self.artifacts,
                "results": self.results,
            }],
        })
    }
}

/// A rule as the tool describes it.
fn descriptor(rule: &Rule, lang: Lang) -> Value {
    let told = rule.explain(lang);
    let words = &Ui::of(lang).explain;
    let line = |pattern: &str, text: &str| super::ui::fill(pattern, &[("text", &text)]);
    let (why, limits) = (
        line(&words.why, &told.why),
        line(&words.limits, &told.limits),
    );
    json!({
        "id": rule.id,
        "shortDescription": { "text": told.title },
        "fullDescription": { "text": told.finds },
        "help": { "text": format!("{}\n\n{why}\n\n{limits}", told.finds) },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// Where a finding stands: a region of the document text, and the page where there are pages.
fn location(reading: &Reading, finding: &Finding, uri: &str, artifact: usize) -> Value {
    let mut location = json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri, "index": artifact },
        "region": region(reading, finding),
    } });
    if let Some(page) = finding.page {
        location["properties"] = json!({ "page": page });
    }
    location
}

fn region(reading: &Reading, finding: &Finding) -> Value {
    let start = reading.position_utf16(finding.start);
    let end = reading.position_utf16(finding.end);
    let text = &reading.doc.text;
    let words = text
        .source()
        .get(text.byte(finding.start)..text.byte(finding.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "snippet": { "text": words.unwrap_or("") },
    })
}

/// SHA-256 of a key and of how many findings of the same key come before, in hexadecimal.
fn fingerprint((key, before): &(Key, usize)) -> String {
    let mut hash = Sha256::new();
    for part in [&key.document, &key.rule, &key.words, &before.to_string()] {
        hash.update(part.as_bytes());
        // No part holds it: the parts stay apart.
        hash.update([0xFF]);
    }
    let mut out = String::with_capacity(64);
    for byte in hash.finalize() {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// A path as a URI reference (RFC 3986): a relative path stays relative, an absolute one is a
/// `file` URI; what may not stand in a URI is percent-encoded.
fn uri(path: &str) -> String {
    let path = path.replace(std::path::MAIN_SEPARATOR, "/");
    let mut out = String::with_capacity(path.len() + 8);
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            // A colon in the first segment would make a scheme of it.
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_uris() {
        for (path, expected) in [
            ("notes/gaz.md", "notes/gaz.md"),
            ("-", "-"),
            ("/tmp/a b.md", "file:///tmp/a%20b.md"),
            ("été:1.md", "%C3%A9t%C3%A9%3A1.md"),
            ("a%20#?.md", "a%2520%23%3F.md"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
