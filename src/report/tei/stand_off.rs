//! `<standOff>`: what was found, tied to the text by anchors.

use super::{Attributes, Tei};
use crate::model::*;
use crate::report::columns::name_of;
use crate::report::csv::number;
use crate::report::reading::one_line;
use crate::report::web_annotation::unit;

impl Tei<'_> {
    pub(super) fn stand_off(&mut self) {
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
    pub(super) fn dated(
        &mut self,
        name: &str,
        edtf: &str,
        date: Option<&Date>,
        more: Attributes,
        text: &str,
    ) {
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
