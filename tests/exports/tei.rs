//! TEI: well-formed, every pointer leads to one element, and the words between two anchors are those
//! of the annotation.

use super::each_sample;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use sourcier::report::tei;
use std::collections::BTreeMap;

/// What was read of a TEI file.
#[derive(Default)]
struct Read {
    /// The text of `<text>`, and where in it each identifier stands.
    text: String,
    ids: BTreeMap<String, usize>,
    pointers: Vec<String>,
    /// Attributes of each `<measure>` and `<num>`, `<date>` and so on, by the element's name.
    found: BTreeMap<String, Vec<BTreeMap<String, String>>>,
}

fn attributes(start: &BytesStart) -> BTreeMap<String, String> {
    start
        .attributes()
        .map(|a| {
            let a = a.expect("an attribute");
            let key = a.key.as_ref().to_owned();
            let value = a
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .expect("a value")
                .into_owned();
            assert!(!value.is_empty(), "{key}");
            (key, value)
        })
        .collect()
}

fn read(xml: &str) -> Read {
    let mut reader = Reader::from_str(xml);
    let mut out = Read::default();
    let (mut inside, mut depth) = (false, 0);
    let meet = |out: &mut Read, start: &BytesStart| {
        let name = start.name().as_ref().to_owned();
        let attributes = attributes(start);
        if let Some(id) = attributes.get("xml:id") {
            let at = out.text.len();
            assert!(out.ids.insert(id.clone(), at).is_none(), "{id} twice");
        }
        for pointer in ["ref", "from", "to", "target", "prev"] {
            let values = attributes.get(pointer).map_or("", String::as_str);
            let local = values.split(' ').filter_map(|v| v.strip_prefix('#'));
            out.pointers.extend(local.map(str::to_owned));
        }
        out.found.entry(name).or_default().push(attributes);
    };
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) => {
                depth += 1;
                inside |= start.name().as_ref() == "text";
                meet(&mut out, &start);
            }
            Event::Empty(start) => meet(&mut out, &start),
            Event::End(_) => depth -= 1,
            Event::Text(text) if inside => out.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) if inside => {
                let name = reference.xml10_content();
                let sign = match name.strip_prefix('#') {
                    Some(_) => reference
                        .resolve_char_ref()
                        .expect("a character")
                        .expect("a character")
                        .to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(&name)
                        .expect("a known entity")
                        .to_owned(),
                };
                out.text.push_str(&sign);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    out
}

#[test]
fn anchors_hold_the_words_and_pointers_lead_somewhere() {
    each_sample(|name, reading| {
        let xml = String::from_utf8(tei::write(reading)).expect("UTF-8");
        let read = read(&xml);
        for pointer in &read.pointers {
            assert!(read.ids.contains_key(pointer), "{name}: #{pointer}");
        }
        let a = reading.analysis;
        let view = |span| {
            let text: String = reading
                .doc
                .text
                .slice(span)
                .chars()
                .filter(|c| !c.is_control())
                .collect();
            text
        };
        let mut stretches: Vec<(String, String)> = Vec::new();
        stretches.extend(a.figures.iter().map(|f| (f.id.clone(), view(f.span))));
        stretches.extend(a.dates.iter().map(|d| (d.id.clone(), view(d.span))));
        stretches.extend(a.quotes.iter().map(|q| (q.id.clone(), view(q.span))));
        for e in &a.entities {
            let mentions = e.mentions.iter().enumerate();
            stretches.extend(mentions.map(|(i, m)| (format!("{}-{}", e.id, i + 1), view(m.span))));
        }
        for (id, words) in &stretches {
            let (from, to) = (
                read.ids[&format!("{id}-start")],
                read.ids[&format!("{id}-end")],
            );
            let found: String = read.text[from..to]
                .chars()
                .filter(|c| !c.is_control())
                .collect();
            assert_eq!(&found, words, "{name}: {id}");
        }
        let count = |element: &str| read.found.get(element).map_or(0, Vec::len);
        assert_eq!(count("measure"), a.figures.len(), "{name}");
        assert_eq!(count("s"), reading.doc.sentences.len(), "{name}");
        assert!(count("date") >= a.dates.len());
        assert!(count("div") >= a.document.counts.sections.min(1));
    });
}

#[test]
fn figures_and_dates_say_what_they_mean() {
    let text = "Depuis mars 2024, entre 10 et 20 tonnes, au moins 3 km et 5 % en 2025.";
    let input = sourcier::read::Input::from_text("x", text);
    let read_text = sourcier::read::read_text(text.to_owned(), None);
    let done = sourcier::batch::analyse(
        &input,
        read_text,
        &sourcier::pipeline::Settings::default(),
        sourcier::pipeline::Want::ALL,
    );
    let reading = sourcier::report::Reading::new(&done.analysis, &done.document);
    let read = read(&String::from_utf8(tei::write(&reading)).expect("UTF-8"));
    let all = |element: &str, key: &str| -> Vec<&str> {
        let found = read.found[element].iter();
        found
            .filter_map(|a| a.get(key).map(String::as_str))
            .collect()
    };
    assert_eq!(all("measure", "unit"), ["t", "km", "%"]);
    assert_eq!(all("measure", "quantity"), ["5"]);
    assert_eq!(all("num", "atLeast"), ["10", "3"]);
    assert_eq!(all("num", "atMost"), ["20"]);
    assert_eq!(all("date", "from"), ["2024-03"]);
    assert!(all("date", "when").contains(&"2025"));
}
