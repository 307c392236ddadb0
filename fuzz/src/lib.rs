//! What every fuzz target asks of a document that was read, or analysed.

use serde_json::Value;
use sourcier::pipeline::{self, Settings, Want};
use sourcier::read::{self, Format, Input, Options, Read};
use sourcier::text::{Document, fold};

/// Reads `text` as `format`; the document text must be what was given.
pub fn read_text(text: &str, format: Format) {
    let read = read::read_text(text.to_owned(), Some(format));
    assert_eq!(read.text.source(), text);
    check(read);
}

/// Reads `bytes`, or refuses them.
pub fn read_bytes(bytes: &[u8], options: &Options) {
    match read::read(bytes.to_vec(), options) {
        Ok(read) => check(read),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Blocks stand in order, lead back to the document text, and are cut up without loss.
pub fn check(read: Read) {
    let doc = Document::new(read.text, None);
    let view = doc.text.view();
    let mut end = 0;
    for block in &doc.text.blocks {
        assert!(end <= block.span.start());
        end = block.span.end();
        let place = doc.text.locate(block.span);
        assert!(place.start <= place.end);
        let mut at = block.span.start();
        for token in &doc.tokens[block.tokens.clone()] {
            assert!(view[at..token.span.start()].chars().all(fold::is_space));
            at = token.span.end();
            doc.text.locate(token.span);
        }
        assert!(view[at..block.span.end()].chars().all(fold::is_space));
    }
    for mark in &doc.text.marks {
        doc.text.locate_source(mark.source);
    }
    for link in &doc.text.links {
        doc.text.locate(link.span);
    }
}

/// Analyses `text` twice: the same bytes both times, and every place holds the text that it claims.
pub fn analyse(text: &str, format: Option<Format>) {
    let once = analysis(text, format);
    assert_eq!(once, analysis(text, format));
    let starts: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let json: Value = serde_json::from_slice(&once).expect("JSON");
    let mut open = vec![&json];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(fields) => {
                open.extend(fields.values());
                let place = |name| fields.get(name).and_then(Value::as_u64).map(|at| at as usize);
                let (Some(start), Some(end)) = (place("start"), place("end")) else {
                    continue;
                };
                let slice = &text[starts[start]..starts[end]];
                if let Some(claimed) = fields.get("text").and_then(Value::as_str) {
                    assert_eq!(slice, claimed);
                }
            }
            _ => {}
        }
    }
}

fn analysis(text: &str, format: Option<Format>) -> Vec<u8> {
    let input = Input::from_text("text", text);
    let read = read::read_text(text.to_owned(), format);
    let want = Want {
        sentences: true,
        ..Want::ALL
    };
    let analysis = pipeline::analyse(&input, read, &Settings::default(), want);
    serde_json::to_vec(&analysis).expect("an analysis is JSON")
}
