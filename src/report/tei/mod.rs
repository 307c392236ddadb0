//! TEI P5: the text with its divisions, and what was found in it as `standOff`.
//!
//! `<text>` holds the reading view: divisions, headings, paragraphs, lists, tables and notes, with
//! every sentence in an `<s>`. The ends of what was found are `<anchor>`s in it, so that stretches may
//! overlap as they like; `<standOff>` holds them as `<span>`s from anchor to anchor, with a
//! `<measure>`, `<date>` or name inside that tells what they mean. Persons, organisations, places,
//! events and products are lists of their own; so are the works cited; `<linkGrp>`s tie figures and
//! quotations to whom and to what they are credited.
//!
//! Offsets in the document text are kept in `n`, as `START-END` in code points.

mod body;
mod stand_off;

use super::Reading;
use super::reading::one_line;
use crate::model::*;
use crate::text::Span;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// The document as a TEI file.
pub fn write(reading: &Reading) -> Vec<u8> {
    let mut tei = Tei {
        reading,
        xml: Writer::new(Vec::new()),
        anchors: anchors(reading.analysis),
        met: 0,
    };
    tei.document();
    tei.xml.into_inner()
}

/// An end of a stretch: where it is in the view, and its name.
type Anchor = (usize, String);

/// The anchors of all stretches, in the order of the view.
fn anchors(a: &Analysis) -> Vec<Anchor> {
    let mut out = Vec::new();
    let mut add = |id: &str, span: Span| {
        out.push((span.start(), format!("{id}-start")));
        out.push((span.end(), format!("{id}-end")));
    };
    for f in &a.figures {
        add(&f.id, f.span);
    }
    for d in &a.dates {
        add(&d.id, d.span);
    }
    for e in &a.entities {
        for (i, m) in e.mentions.iter().enumerate() {
            add(&format!("{}-{}", e.id, i + 1), m.span);
        }
    }
    for q in &a.quotes {
        add(&q.id, q.span);
    }
    // What begins where another ends comes after it.
    out.sort_by_key(|a| (a.0, opens(&a.1)));
    out
}

struct Tei<'a> {
    reading: &'a Reading<'a>,
    xml: Writer<Vec<u8>>,
    anchors: Vec<Anchor>,
    /// How many of them are written.
    met: usize,
}

/// Attributes: names and values; an empty value is left out.
type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Tei<'_> {
    /// Writing into memory does not fail.
    fn event(&mut self, event: Event<'_>) {
        let _ = self.xml.write_event(event);
    }

    fn open(&mut self, name: &str, attributes: Attributes) {
        self.event(Event::Start(start(name, attributes)));
    }

    fn close(&mut self, name: &str) {
        self.event(Event::End(BytesEnd::new(name)));
    }

    fn empty(&mut self, name: &str, attributes: Attributes) {
        self.event(Event::Empty(start(name, attributes)));
    }

    fn text(&mut self, text: &str) {
        self.event(Event::Text(BytesText::new(&allowed(text))));
    }

    fn element(&mut self, name: &str, attributes: Attributes, text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close(name);
    }

    /// An element with text, where there is one.
    fn optional(&mut self, name: &str, attributes: Attributes, text: &Option<String>) {
        if let Some(text) = text {
            self.element(name, attributes, &one_line(text));
        }
    }

    fn line(&mut self) {
        self.text("\n");
    }

    fn document(&mut self) {
        self.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        self.line();
        let lang = self.reading.doc.lang.code();
        let namespace = ("xmlns", "http://www.tei-c.org/ns/1.0");
        self.open("TEI", &[namespace, ("xml:lang", lang)]);
        self.line();
        self.header();
        self.stand_off();
        self.body();
        self.close("TEI");
        self.line();
    }

    fn header(&mut self) {
        let a = self.reading.analysis;
        let d = &a.document;
        self.open("teiHeader", &[]);
        self.open("fileDesc", &[]);
        self.open("titleStmt", &[]);
        let title = d.title.as_deref().unwrap_or(&d.id);
        self.element("title", &[("type", "main")], &one_line(title));
        self.optional("title", &[("type", "sub")], &d.subtitle);
        self.optional("author", &[], &d.author);
        self.close("titleStmt");
        self.open("publicationStmt", &[]);
        match &d.publisher {
            Some(publisher) => self.element("publisher", &[], &one_line(publisher)),
            None => self.element("authority", &[], &a.generator.name),
        }
        if let Some(date) = &d.date {
            self.dated("date", &date.edtf, None, &[], &date.edtf);
        }
        self.element("idno", &[("type", "sha256")], &d.sha256);
        self.close("publicationStmt");
        self.open("sourceDesc", &[]);
        let path = if d.path.is_empty() { &d.id } else { &d.path };
        self.element("p", &[], path);
        self.close("sourceDesc");
        self.close("fileDesc");
        self.open("encodingDesc", &[]);
        self.open("appInfo", &[]);
        let (ident, version) = (a.generator.name.as_str(), a.generator.version.as_str());
        self.open("application", &[("ident", ident), ("version", version)]);
        self.element("label", &[], ident);
        self.close("application");
        self.close("appInfo");
        self.close("encodingDesc");
        self.open("profileDesc", &[]);
        if !d.languages.is_empty() {
            self.open("langUsage", &[]);
            for language in &d.languages {
                let usage = (language.share * 100.0).round().to_string();
                let ident = [("ident", language.code.as_str()), ("usage", &usage)];
                self.element("language", &ident, &language.code);
            }
            self.close("langUsage");
        }
        self.close("profileDesc");
        self.close("teiHeader");
        self.line();
    }
}

/// Whether an anchor is the beginning of its stretch.
fn opens(id: &str) -> bool {
    id.ends_with("-start")
}

fn start<'a>(name: &'a str, attributes: Attributes<'a>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
        start.push_attribute((*name, allowed(value).as_str()));
    }
    start
}

/// `text` without the control characters that XML does not allow.
fn allowed(text: &str) -> String {
    text.chars()
        .filter(|&c| {
            !(c.is_control() && !matches!(c, '\n' | '\t' | '\u{80}'..='\u{9f}')
                || matches!(c, '\u{fffe}' | '\u{ffff}'))
        })
        .collect()
}
