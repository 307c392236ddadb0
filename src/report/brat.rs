//! brat stand-off: a `.ann` file beside a `.txt` file, and the `annotation.conf` that tells brat which
//! types there are.
//!
//! The `.txt` file is the document text, code point by code point; offsets are code points into it, as
//! brat counts. A stretch that goes over a line's end is written in fragments, one a line, since brat
//! knows no annotation with a line break in it.

use super::Reading;
use super::columns::name_of;
use super::reading::one_line;
use super::web_annotation::figure_text;
use crate::model::*;
use std::collections::HashMap;
use std::fmt::Write as _;

/// The `.txt` file: the document text, each carriage return a space, so that no reader that
/// translates line ends moves the offsets.
pub fn text(reading: &Reading) -> String {
    reading.doc.text.source().replace('\r', " ")
}

/// The `.ann` file.
pub fn annotations(reading: &Reading) -> String {
    let a = reading.analysis;
    let mut writer = Writer::new(reading);
    let mut mentions: HashMap<&str, Vec<(u32, usize)>> = HashMap::new();
    for e in &a.entities {
        let mut places = Vec::new();
        for m in &e.mentions {
            if let Some(t) = writer.bound(type_name(e.kind), m.at.start, m.at.end) {
                places.push((m.at.start, t));
                if !e.same_as.is_empty() {
                    writer.note(t, &format!("{} ({})", e.name, e.same_as.join(", ")));
                }
            }
        }
        if places.len() > 1 {
            writer.equivalent(places.iter().map(|p| p.1));
        }
        mentions.insert(&e.id, places);
    }
    for d in &a.dates {
        if let Some(t) = writer.bound("Date", d.at.start, d.at.end) {
            writer.attribute("Date_kind", t, &name_of(&d.kind));
            writer.note(t, d.edtf.as_deref().unwrap_or(&d.timex.value));
        }
    }
    let mut sources: HashMap<&str, usize> = HashMap::new();
    for s in &a.sources {
        if let Some(t) = writer.bound("Source", s.start, s.end) {
            sources.insert(&s.id, t);
            writer.note(t, &s.key);
        }
    }
    // The mention that stands nearest before or in the words that credit.
    let mention = |entity: &Option<String>, near: u32| -> Option<usize> {
        let places = mentions.get(entity.as_deref()?)?;
        let nearest = places.iter().min_by_key(|(start, _)| start.abs_diff(near));
        nearest.map(|p| p.1)
    };
    for f in &a.figures {
        let Some(t) = writer.bound("Figure", f.at.start, f.at.end) else {
            continue;
        };
        writer.attribute("Figure_kind", t, &name_of(&f.kind));
        if f.bound != Bound::Exact {
            writer.attribute("Bound", t, &name_of(&f.bound));
        }
        writer.note(t, &figure_text(f));
        if let Some(credit) = &f.attribution {
            let near = credit.cue.as_ref().map_or(f.at.start, |c| c.at.start);
            writer.relation("Credited_to", t, mention(&credit.entity, near));
            let source = credit.source.as_deref().and_then(|id| sources.get(id));
            writer.relation("Rests_on", t, source.copied());
        }
    }
    let mut quotes: HashMap<&str, usize> = HashMap::new();
    for q in &a.quotes {
        let Some(t) = writer.bound("Quotation", q.at.start, q.at.end) else {
            continue;
        };
        quotes.insert(&q.id, t);
        if let Some(speaker) = &q.speaker {
            writer.note(t, speaker);
        }
        let near = q.cue.as_ref().map_or(q.at.start, |c| c.at.start);
        writer.relation("Speaker", t, mention(&q.speaker_entity, near));
        let before = q.continues.as_deref().and_then(|id| quotes.get(id));
        writer.relation("Continues", t, before.copied());
        let credit = q.attribution.as_ref();
        let source = credit.and_then(|c| sources.get(c.source.as_deref()?));
        writer.relation("Rests_on", t, source.copied());
    }
    writer.out
}

/// The types that [`annotations`] writes, as brat's `annotation.conf` declares them.
pub fn configuration() -> String {
    let kinds = |names: &[String]| names.join("|");
    let figure_kinds = [
        FigureKind::Count,
        FigureKind::Percent,
        FigureKind::PercentagePoints,
        FigureKind::Money,
        FigureKind::Measure,
        FigureKind::Duration,
        FigureKind::Factor,
        FigureKind::Fraction,
        FigureKind::Other,
    ]
    .map(|kind| name_of(&kind));
    let bounds = [Bound::About, Bound::Min, Bound::Max].map(|bound| name_of(&bound));
    let date_kinds = [
        DateKind::Date,
        DateKind::Interval,
        DateKind::Time,
        DateKind::Duration,
        DateKind::Set,
    ]
    .map(|kind| name_of(&kind));
    let mut out = String::from("[entities]\n");
    for name in NAMED.map(type_name).iter().chain(OTHERS) {
        let _ = writeln!(out, "{name}");
    }
    let named = NAMED.map(type_name).join("|");
    let _ = write!(
        out,
        "\n[relations]\n\
         Credited_to\tArg1:Figure, Arg2:{named}\n\
         Rests_on\tArg1:Figure|Quotation, Arg2:Source\n\
         Speaker\tArg1:Quotation, Arg2:{named}\n\
         Continues\tArg1:Quotation, Arg2:Quotation\n\
         Equiv\tArg1:{named}, Arg2:{named}, <REL-TYPE>:symmetric-transitive\n\
         <OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\
         \n[events]\n\
         \n[attributes]\n\
         Figure_kind\tArg:Figure, Value:{}\n\
         Bound\tArg:Figure, Value:{}\n\
         Date_kind\tArg:Date, Value:{}\n",
        kinds(&figure_kinds),
        kinds(&bounds),
        kinds(&date_kinds),
    );
    out
}

const NAMED: [EntityType; 6] = [
    EntityType::Person,
    EntityType::Organisation,
    EntityType::Location,
    EntityType::Event,
    EntityType::Product,
    EntityType::Work,
];

const OTHERS: &[&str] = &["Figure", "Date", "Quotation", "Source"];

fn type_name(kind: EntityType) -> &'static str {
    match kind {
        EntityType::Person => "Person",
        EntityType::Organisation => "Organisation",
        EntityType::Location => "Location",
        EntityType::Event => "Event",
        EntityType::Product => "Product",
        EntityType::Work => "Work",
    }
}

/// Lines of a `.ann` file on their way, numbered by kind.
struct Writer<'a> {
    reading: &'a Reading<'a>,
    out: String,
    bounds: usize,
    relations: usize,
    attributes: usize,
    notes: usize,
}

impl<'a> Writer<'a> {
    fn new(reading: &'a Reading<'a>) -> Writer<'a> {
        Writer {
            reading,
            out: String::new(),
            bounds: 0,
            relations: 0,
            attributes: 0,
            notes: 0,
        }
    }

    /// A text-bound annotation; its number, or `None` where there is nothing but white space.
    fn bound(&mut self, name: &str, start: u32, end: u32) -> Option<usize> {
        let text = &self.reading.doc.text;
        let slice = text.source().get(text.byte(start)..text.byte(end))?;
        let (mut at, mut places, mut words) = (start, Vec::new(), Vec::new());
        for line in slice.split_inclusive(['\n', '\r']) {
            let trimmed = line.trim();
            let before = line.len() - line.trim_start().len();
            let from = at + line[..before].chars().count() as u32;
            if !trimmed.is_empty() {
                let to = from + trimmed.chars().count() as u32;
                places.push(format!("{from} {to}"));
                words.push(trimmed);
            }
            at += line.chars().count() as u32;
        }
        if places.is_empty() {
            return None;
        }
        self.bounds += 1;
        let (places, words) = (places.join(";"), words.join(" "));
        let _ = writeln!(self.out, "T{}\t{name} {places}\t{words}", self.bounds);
        Some(self.bounds)
    }

    fn attribute(&mut self, name: &str, of: usize, value: &str) {
        self.attributes += 1;
        let _ = writeln!(self.out, "A{}\t{name} T{of} {value}", self.attributes);
    }

    fn relation(&mut self, name: &str, from: usize, to: Option<usize>) {
        if let Some(to) = to {
            self.relations += 1;
            let number = self.relations;
            let _ = writeln!(self.out, "R{number}\t{name} Arg1:T{from} Arg2:T{to}");
        }
    }

    fn equivalent(&mut self, all: impl Iterator<Item = usize>) {
        self.out.push_str("*\tEquiv");
        for t in all {
            let _ = write!(self.out, " T{t}");
        }
        self.out.push('\n');
    }

    fn note(&mut self, of: usize, text: &str) {
        self.notes += 1;
        let text = one_line(text);
        let _ = writeln!(self.out, "#{}\tAnnotatorNotes T{of}\t{text}", self.notes);
    }
}
