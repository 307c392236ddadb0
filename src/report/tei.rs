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

use super::Reading;
use super::columns::name_of;
use super::csv::number;
use super::reading::one_line;
use super::web_annotation::unit;
use crate::model::*;
use crate::text::{Block, BlockKind, Span, Zone};
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

    fn stand_off(&mut self) {
        let a = self.reading.analysis;
        let nothing = a.figures.is_empty() && a.dates.is_empty() && a.quotes.is_empty();
        if nothing && a.entities.is_empty() && a.sources.is_empty() {
            return;
        }
        self.open("standOff", &[]);
        self.line();
        for kind in [
            EntityType::Person,
            EntityType::Organisation,
            EntityType::Location,
            EntityType::Event,
            EntityType::Product,
        ] {
            self.list(kind);
        }
        self.works();
        self.spans("figures", a.figures.len(), |tei| {
            for f in &a.figures {
                tei.figure(f);
            }
        });
        self.spans("dates", a.dates.len(), |tei| {
            for d in &a.dates {
                tei.span(&d.id, &d.at, &d.rule, |tei| {
                    let dur = duration(d).unwrap_or_default();
                    let kind = name_of(&d.kind);
                    let more = [("type", kind.as_str()), ("dur", dur)];
                    let text = tei.reading.read(d.span);
                    tei.dated(
                        "date",
                        d.edtf.as_deref().unwrap_or(""),
                        Some(d),
                        &more,
                        &text,
                    );
                });
            }
        });
        self.spans("names", a.entities.len(), |tei| {
            for e in &a.entities {
                for (i, m) in e.mentions.iter().enumerate() {
                    let id = format!("{}-{}", e.id, i + 1);
                    tei.span(&id, &m.at, &e.rule, |tei| {
                        let reference = format!("#{}", e.id);
                        let text = tei.reading.read(m.span);
                        tei.element(name_element(e.kind), &[("ref", &reference)], &text);
                    });
                }
            }
        });
        self.spans("quotations", a.quotes.len(), |tei| {
            for q in &a.quotes {
                tei.span(&q.id, &q.at, &q.rule, |tei| {
                    let entity = q.speaker_entity.as_ref().map(|e| format!("#{e}"));
                    let attributes = [
                        ("type", "speaker"),
                        ("ref", entity.as_deref().unwrap_or("")),
                    ];
                    tei.optional("rs", &attributes, &q.speaker);
                });
            }
        });
        self.links();
        self.close("standOff");
        self.line();
    }

    /// The entities of one kind.
    fn list(&mut self, kind: EntityType) {
        let a = self.reading.analysis;
        let of_kind: Vec<&Entity> = a.entities.iter().filter(|e| e.kind == kind).collect();
        if of_kind.is_empty() {
            return;
        }
        let (list, item, name) = match kind {
            EntityType::Person => ("listPerson", "person", "persName"),
            EntityType::Organisation => ("listOrg", "org", "orgName"),
            EntityType::Location => ("listPlace", "place", "placeName"),
            EntityType::Event => ("listEvent", "event", "label"),
            EntityType::Product | EntityType::Work => ("listObject", "object", "objectName"),
        };
        self.open(list, &[]);
        self.line();
        for e in of_kind {
            self.open(item, &[("xml:id", &e.id)]);
            if item == "object" {
                self.open("objectIdentifier", &[]);
            }
            // An event's identifiers come before its names.
            if item == "event" {
                self.identifiers(e);
            }
            self.element(name, &[], &e.name);
            for alias in &e.aliases {
                let relation = name_of(&alias.relation);
                let lang = alias.lang.as_deref().unwrap_or("");
                let text = one_line(&alias.text);
                self.element(name, &[("type", &relation), ("xml:lang", lang)], &text);
            }
            if item != "event" {
                self.identifiers(e);
            }
            if item == "object" {
                self.close("objectIdentifier");
            }
            self.close(item);
            self.line();
        }
        self.close(list);
        self.line();
    }

    fn identifiers(&mut self, e: &Entity) {
        for id in &e.same_as {
            let (kind, value) = id.split_once(':').unwrap_or(("", id));
            self.element("idno", &[("type", kind)], value);
        }
    }

    /// Works cited, and works named in the text.
    fn works(&mut self) {
        let a = self.reading.analysis;
        let named: Vec<&Entity> = a
            .entities
            .iter()
            .filter(|e| e.kind == EntityType::Work)
            .collect();
        if a.sources.is_empty() && named.is_empty() {
            return;
        }
        self.open("listBibl", &[]);
        self.line();
        for s in &a.sources {
            let (kind, n) = (name_of(&s.kind), format!("{}-{}", s.start, s.end));
            self.open("bibl", &[("xml:id", &s.id), ("type", &kind), ("n", &n)]);
            for person in &s.author {
                self.open("author", &[]);
                match (&person.family, &person.literal) {
                    (Some(family), _) => {
                        self.open("persName", &[]);
                        self.optional("forename", &[], &person.given);
                        self.element("surname", &[], family);
                        self.close("persName");
                    }
                    (None, Some(_)) => self.optional("orgName", &[], &person.literal),
                    (None, None) => self.optional("persName", &[], &person.given),
                }
                self.close("author");
            }
            self.optional("title", &[], &s.title);
            self.optional("title", &[("level", "j")], &s.container_title);
            self.optional("publisher", &[], &s.publisher);
            if let Some(issued) = &s.issued {
                self.dated("date", issued, None, &[], issued);
            }
            for (name, value) in [
                ("volume", &s.volume),
                ("issue", &s.issue),
                ("page", &s.page),
            ] {
                self.optional("biblScope", &[("unit", name)], value);
            }
            if let Some(url) = &s.url {
                // An address with a space in it is no pointer.
                let target = url.split_whitespace().collect::<Vec<_>>().join("%20");
                self.element("ref", &[("target", &target)], url);
            }
            self.element("idno", &[("type", "key")], &s.key);
            if !s.raw.is_empty() {
                self.element("note", &[("type", "raw")], &one_line(&s.raw));
            }
            self.close("bibl");
            self.line();
        }
        for e in named {
            self.open("bibl", &[("xml:id", &e.id), ("type", "work")]);
            self.element("title", &[], &e.name);
            self.identifiers(e);
            self.close("bibl");
            self.line();
        }
        self.close("listBibl");
        self.line();
    }

    fn spans(&mut self, kind: &str, count: usize, write: impl FnOnce(&mut Self)) {
        if count > 0 {
            self.open("spanGrp", &[("type", kind)]);
            self.line();
            write(self);
            self.close("spanGrp");
            self.line();
        }
    }

    fn span(&mut self, id: &str, at: &Located, rule: &str, inside: impl FnOnce(&mut Self)) {
        let (from, to) = (format!("#{id}-start"), format!("#{id}-end"));
        let n = format!("{}-{}", at.start, at.end);
        // Names are identified by the entity; a mention needs a name of its own as well.
        let id = format!("{id}-span");
        let rule = rule.split_whitespace().collect::<Vec<_>>().join("_");
        let attributes = [
            ("xml:id", id.as_str()),
            ("type", &rule),
            ("from", &from),
            ("to", &to),
            ("n", &n),
        ];
        self.open("span", &attributes);
        inside(self);
        self.close("span");
        self.line();
    }

    fn figure(&mut self, f: &Figure) {
        let text = self.reading.read(f.span);
        self.span(&f.id, &f.at, &f.rule, |tei| {
            let kind = name_of(&f.kind);
            let unit = unit(f).unwrap_or_default();
            let of = f.of.as_deref().map(one_line).unwrap_or_default();
            let value = number(f.value);
            let exact = f.max.is_none() && !matches!(f.bound, Bound::Min | Bound::Max);
            let attributes = [
                ("type", kind.as_str()),
                ("quantity", if exact { &value } else { "" }),
                ("unit", &unit),
                ("commodity", &of),
            ];
            let max = f.max.map(number);
            let (least, most) = match (f.bound, &max) {
                (_, Some(max)) => (value.as_str(), max.as_str()),
                (Bound::Min, None) => (value.as_str(), ""),
                (Bound::Max, None) => ("", value.as_str()),
                _ => ("", ""),
            };
            tei.open("measure", &attributes);
            match exact {
                true => tei.text(&text),
                false => tei.element("num", &[("atLeast", least), ("atMost", most)], &text),
            }
            tei.close("measure");
        });
    }

    /// An element with the attributes that say which days `edtf` means.
    fn dated(&mut self, name: &str, edtf: &str, date: Option<&Date>, more: Attributes, text: &str) {
        let mut attributes = more.to_vec();
        let (from, to) = edtf.split_once('/').unwrap_or((edtf, ""));
        let days = |day: &Option<String>| day.clone().unwrap_or_default();
        let (earliest, latest) = match date {
            Some(d) => (days(&d.earliest), days(&d.latest)),
            None => Default::default(),
        };
        if edtf.contains('/')
            && [from, to]
                .iter()
                .all(|s| is_day(s) || matches!(*s, "" | ".."))
        {
            attributes.extend([("from", from), ("to", to)].iter().filter(|a| is_day(a.1)));
        } else if is_day(edtf) {
            attributes.push(("when", edtf));
        } else {
            let bounds = [("notBefore", &earliest), ("notAfter", &latest)];
            attributes.extend(
                bounds
                    .map(|(name, day)| (name, day.as_str()))
                    .iter()
                    .filter(|a| is_day(a.1)),
            );
        }
        self.element(name, &attributes, text);
    }

    fn links(&mut self) {
        let a = self.reading.analysis;
        let credits = (a.figures.iter().map(|f| (&f.id, &f.attribution)))
            .chain(a.quotes.iter().map(|q| (&q.id, &q.attribution)));
        let mut sources = Vec::new();
        let mut people = Vec::new();
        for (id, credit) in credits {
            let Some(credit) = credit else { continue };
            let (method, cert) = (name_of(&credit.method), number(credit.confidence));
            for (list, to) in [
                (&mut sources, &credit.source),
                (&mut people, &credit.entity),
            ] {
                if let Some(to) = to {
                    let target = format!("#{id}-span #{to}");
                    list.push((method.clone(), cert.clone(), target));
                }
            }
        }
        for (kind, links) in [("source", sources), ("credited_to", people)] {
            if links.is_empty() {
                continue;
            }
            self.open("linkGrp", &[("type", kind)]);
            self.line();
            for (method, cert, target) in links {
                self.empty(
                    "link",
                    &[("type", &method), ("cert", &cert), ("target", &target)],
                );
                self.line();
            }
            self.close("linkGrp");
            self.line();
        }
    }

    fn body(&mut self) {
        self.open("text", &[]);
        self.open("body", &[]);
        self.line();
        let doc = self.reading.doc;
        let blocks: Vec<&Block> = doc
            .text
            .blocks
            .iter()
            .filter(|b| !b.span.is_empty())
            .collect();
        if blocks.is_empty() {
            self.empty("p", &[]);
        }
        let mut open: Vec<Option<usize>> = Vec::new();
        // Sections that have a division; a second stretch of one goes on in another.
        let mut seen = vec![false; doc.sections.len()];
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            if open.last() != Some(&block.section) {
                self.enter(block.section, &mut open, &mut seen);
            }
            let alike = |other: &&&Block| {
                together(block) == together(other) && other.section == block.section
            };
            let count = match together(block) {
                None => 1,
                Some(_) => blocks[at..].iter().take_while(alike).count(),
            };
            let group = &blocks[at..at + count];
            match block.kind {
                BlockKind::ListItem { .. } => self.items(group),
                BlockKind::Cell { .. } => self.table(group),
                _ => self.block(
                    block,
                    at > 0 && open.last() == Some(&blocks[at - 1].section),
                ),
            }
            at += count;
        }
        for _ in open {
            self.close("div");
        }
        self.close("body");
        self.close("text");
        self.line();
    }

    /// Closes and opens divisions so that the innermost is that of `section`.
    fn enter(&mut self, section: Option<usize>, open: &mut Vec<Option<usize>>, seen: &mut [bool]) {
        let sections = &self.reading.doc.sections;
        let mut path = vec![section];
        while let Some(parent) = path
            .last()
            .copied()
            .flatten()
            .and_then(|s| sections.get(s)?.parent)
        {
            path.push(Some(parent));
        }
        path.reverse();
        let mut common = open.iter().zip(&path).take_while(|(a, b)| a == b).count();
        // Text may not follow a division inside another: its section begins anew.
        if common == path.len() {
            common -= 1;
        }
        for _ in common..open.len() {
            self.close("div");
        }
        open.truncate(common);
        for section in &path[common..] {
            let id = section.map(crate::text::section_id);
            let first = section.is_none_or(|s| !std::mem::replace(&mut seen[s], true));
            let number = section.and_then(|s| sections.get(s)?.number.as_deref());
            match (&id, first) {
                (Some(id), true) => {
                    self.open("div", &[("xml:id", id), ("n", number.unwrap_or(""))]);
                }
                (Some(id), false) => {
                    let before = format!("#{id}");
                    self.open("div", &[("type", "continued"), ("prev", &before)]);
                }
                (None, _) => self.open("div", &[]),
            }
            self.line();
            open.push(*section);
        }
    }

    /// A block that is neither in a list nor in a table; `inner` where others stand before it in its
    /// division.
    fn block(&mut self, block: &Block, inner: bool) {
        match &block.kind {
            BlockKind::Heading { .. } if !inner => self.filled("head", &[], block),
            BlockKind::Heading { .. } => self.filled("p", &[("rend", "heading")], block),
            BlockKind::Quotation => {
                self.open("quote", &[]);
                self.filled("p", &[], block);
                self.close("quote");
            }
            BlockKind::Note { label } => {
                let label = allowed(label);
                self.filled("note", &[("n", label.trim())], block);
            }
            BlockKind::Caption { .. } => self.filled("p", &[("rend", "caption")], block),
            BlockKind::Code => self.filled("p", &[("rend", "code")], block),
            _ => {
                let zone = match block.zone {
                    Zone::Front => "front",
                    Zone::Contents => "contents",
                    Zone::Notes => "note",
                    Zone::References => "reference",
                    Zone::Body => "",
                };
                self.filled("p", &[("rend", zone)], block);
            }
        }
        self.line();
    }

    fn items(&mut self, blocks: &[&Block]) {
        self.open("list", &[]);
        self.line();
        for block in blocks {
            let n = match block.kind {
                BlockKind::ListItem { ordinal: Some(n) } => n.to_string(),
                _ => String::new(),
            };
            self.filled("item", &[("n", &n)], block);
            self.line();
        }
        self.close("list");
        self.line();
    }

    fn table(&mut self, cells: &[&Block]) {
        let place = |block: &Block| match block.kind {
            BlockKind::Cell { row, header, .. } => (row, header),
            _ => (0, false),
        };
        self.open("table", &[]);
        self.line();
        for row in cells.chunk_by(|a, b| place(a).0 == place(b).0) {
            let header = row.first().is_some_and(|c| place(c).1);
            self.open("row", &[("role", if header { "label" } else { "" })]);
            for cell in row {
                self.filled("cell", &[], cell);
            }
            self.close("row");
            self.line();
        }
        self.close("table");
        self.line();
    }

    /// A block's text: its sentences, with the anchors where they belong.
    fn filled(&mut self, name: &str, attributes: Attributes, block: &Block) {
        let doc = self.reading.doc;
        self.open(name, attributes);
        let mut at = block.span.start();
        for i in block.sentences.clone() {
            let sentence = &doc.sentences[i];
            self.stretch(Span::new(at, sentence.span.start().max(at)), false);
            let id = format!("sentence{}", i + 1);
            self.open("s", &[("xml:id", &id), ("xml:lang", sentence.lang.code())]);
            self.stretch(sentence.span, true);
            self.close("s");
            at = sentence.span.end();
        }
        self.stretch(Span::new(at, block.span.end().max(at)), true);
        self.close(name);
    }

    /// Text of the view with its anchors; what ends where it ends too where `whole` says so.
    fn stretch(&mut self, span: Span, whole: bool) {
        let text = &self.reading.doc.text;
        let mut at = span.start();
        while let Some((place, id)) = self.anchors.get(self.met).cloned() {
            let inside = place < span.end() || whole && place == span.end() && !opens(&id);
            if !inside {
                break;
            }
            let place = place.max(at);
            self.text(text.slice(Span::new(at, place)));
            self.empty("anchor", &[("xml:id", &id)]);
            self.met += 1;
            at = place;
        }
        self.text(text.slice(Span::new(at, span.end())));
    }
}

/// Whether an anchor is the beginning of its stretch.
fn opens(id: &str) -> bool {
    id.ends_with("-start")
}

/// What a block is written together with: the items of a list, the cells of a table.
fn together(block: &Block) -> Option<Option<u32>> {
    match block.kind {
        BlockKind::ListItem { .. } => Some(None),
        BlockKind::Cell { table, .. } => Some(Some(table)),
        _ => None,
    }
}

fn name_element(kind: EntityType) -> &'static str {
    match kind {
        EntityType::Person => "persName",
        EntityType::Organisation => "orgName",
        EntityType::Location => "placeName",
        EntityType::Event => "name",
        EntityType::Product => "objectName",
        EntityType::Work => "title",
    }
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

/// Whether `text` is a year, month or day as `@when` has it.
fn is_day(text: &str) -> bool {
    let mut parts = text.split('-');
    let digits = |part: Option<&str>, len: usize| {
        part.is_none_or(|p| p.len() == len && p.bytes().all(|b| b.is_ascii_digit()))
    };
    // Months 21 and above are seasons.
    let month = text.get(5..7).is_none_or(|m| ("01"..="12").contains(&m));
    !text.is_empty()
        && digits(parts.next(), 4)
        && digits(parts.next(), 2)
        && digits(parts.next(), 2)
        && parts.next().is_none()
        && month
}

/// The length of a duration, where its value is one of XML Schema.
fn duration(d: &Date) -> Option<&str> {
    let value = d.timex.value.as_str();
    let (days, time) = value
        .strip_prefix('P')?
        .split_once('T')
        .unwrap_or((&value[1..], ""));
    // Each unit once, in order; weeks are not among them.
    let fits = |mut text: &str, units: &str| {
        let mut units = units.chars();
        while !text.is_empty() {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let Some(unit) = text[digits..].chars().next() else {
                return false;
            };
            if digits == 0 || !units.any(|u| u == unit) {
                return false;
            }
            text = &text[digits + 1..];
        }
        true
    };
    let whole = d.kind == DateKind::Duration && value.len() > 2 && !value.ends_with('T');
    (whole && fits(days, "YMD") && fits(time, "HMS")).then_some(value)
}
