//! [`Brief`]: what a document says, with every figure, date, actor and source spelt out, so that it
//! can be read without the analysis. `x.summary.json` is this as JSON, `x.md` the same for the eye.

use super::cite;
use super::columns::name_of;
use super::reading::{Position, Reading, one_line};
use super::ui::Ui;
use crate::model::*;
use crate::text::Span;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The version of the summary format.
pub const FORMAT: &str = "sourcier.summary/1";

#[derive(Clone, Debug, Serialize)]
pub struct Brief {
    pub format: &'static str,
    pub document: DocumentInfo,
    pub totals: Totals,
    pub overview: Vec<Told>,
    pub key_figures: Vec<KeyFigure>,
    pub timeline: Vec<Event>,
    pub actors: Vec<Actor>,
    pub quotes: Vec<Said>,
    pub sections: Vec<Part>,
    pub sources: Vec<Work>,
    pub keywords: Vec<String>,
    pub findings: Vec<Remark>,
}

/// How much there is of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub figures: usize,
    /// Figures that the text credits to a source.
    pub figures_credited: usize,
    pub dates: usize,
    pub entities: usize,
    /// Stretches that one another continue count once.
    pub quotes: usize,
    pub sources: usize,
    /// Sources that at least one figure or quotation rests on.
    pub sources_cited: usize,
    pub findings: usize,
}

/// A sentence and where it stands.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    pub text: String,
    /// Title of its section.
    pub section: Option<String>,
    pub line: usize,
}

#[derive(Clone, Debug, Serialize)]
pub struct KeyFigure {
    pub id: String,
    /// As the text has it.
    pub text: String,
    #[serde(serialize_with = "crate::model::number")]
    pub value: f64,
    #[serde(serialize_with = "crate::model::optional_number")]
    pub max: Option<f64>,
    pub kind: FigureKind,
    pub unit: Option<String>,
    pub per: Option<String>,
    pub bound: Bound,
    pub of: Option<String>,
    /// EDTF.
    pub as_of: Option<String>,
    pub credited_to: Option<String>,
    pub source: Option<Reference>,
    pub sentence: String,
    pub line: usize,
}

/// A source, short.
#[derive(Clone, Debug, Serialize)]
pub struct Reference {
    pub key: String,
    /// `Makarchuk, 2026`
    pub short: String,
    pub title: Option<String>,
    pub url: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Event {
    pub edtf: String,
    /// The date as the text has it.
    pub date: Option<String>,
    /// What happened.
    pub text: String,
    pub line: usize,
}

#[derive(Clone, Debug, Serialize)]
pub struct Actor {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: EntityType,
    pub count: usize,
    pub aliases: Vec<String>,
}

/// A quotation, its stretches joined.
#[derive(Clone, Debug, Serialize)]
pub struct Said {
    pub text: String,
    /// BCP 47.
    pub lang: String,
    pub speaker: Option<String>,
    pub source: Option<Reference>,
    pub line: usize,
}

/// What a section says.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    pub number: Option<String>,
    pub title: String,
    pub level: u8,
    pub sentences: Vec<Told>,
}

/// A source, in full.
#[derive(Clone, Debug, Serialize)]
pub struct Work {
    pub key: String,
    pub kind: SourceKind,
    pub author: Vec<String>,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub container_title: Option<String>,
    pub issued: Option<String>,
    pub url: Option<String>,
    /// All of it in one line, without the address.
    pub text: String,
    /// How many figures and quotations rest on it.
    pub cited: usize,
    pub line: usize,
}

#[derive(Clone, Debug, Serialize)]
pub struct Remark {
    pub rule: String,
    pub severity: Severity,
    pub message: String,
    /// The words concerned.
    pub text: String,
    pub line: usize,
    pub column: usize,
}

impl Brief {
    /// `ui` is the language that sources are named in.
    pub fn new(reading: &Reading, ui: &Ui) -> Brief {
        let a = reading.analysis;
        let quotes = quotes(reading, ui);
        Brief {
            format: FORMAT,
            document: a.document.clone(),
            totals: Totals {
                figures: a.figures.len(),
                figures_credited: a.figures.iter().filter(|f| f.attribution.is_some()).count(),
                dates: a.dates.len(),
                entities: a.entities.len(),
                quotes: quotes.len(),
                sources: a.sources.len(),
                sources_cited: a.sources.iter().filter(|s| !s.cited_by.is_empty()).count(),
                findings: a.findings.len(),
            },
            overview: told(reading, &a.summary.overview),
            key_figures: a
                .summary
                .key_figures
                .iter()
                .filter_map(|id| reading.figure(id))
                .map(|f| key_figure(reading, f, ui))
                .collect(),
            timeline: a
                .summary
                .timeline
                .iter()
                .map(|t| event(reading, t))
                .collect(),
            actors: a
                .summary
                .actors
                .iter()
                .filter_map(|id| reading.entity(id))
                .map(actor)
                .collect(),
            quotes,
            sections: a
                .summary
                .sections
                .iter()
                .filter_map(|s| part(reading, s))
                .collect(),
            sources: a.sources.iter().map(|s| work(reading, s, ui)).collect(),
            keywords: a.summary.keywords.clone(),
            findings: a.findings.iter().map(|f| remark(reading, f)).collect(),
        }
    }
}

fn told(reading: &Reading, sentences: &[SummarySentence]) -> Vec<Told> {
    sentences
        .iter()
        .map(|s| Told {
            text: reading.sentence_at(&s.at),
            section: s
                .section
                .as_deref()
                .and_then(|id| reading.section(id))
                .map(|s| s.title.clone()),
            line: reading.position(s.at.start).line,
        })
        .collect()
}

fn key_figure(reading: &Reading, f: &Figure, ui: &Ui) -> KeyFigure {
    KeyFigure {
        id: f.id.clone(),
        text: reading.read(f.span),
        value: f.value,
        max: f.max,
        kind: f.kind,
        unit: f.unit.clone(),
        per: f.per.clone(),
        bound: f.bound,
        of: f.of.as_deref().map(one_line),
        as_of: f.as_of.clone(),
        credited_to: f.attribution.as_ref().and_then(|a| a.by.clone()),
        source: reference(reading, &f.attribution, ui),
        sentence: reading.sentence(f.sentence),
        line: reading.position(f.at.start).line,
    }
}

/// The source that a credit resolves to.
pub fn reference(reading: &Reading, credit: &Option<Attribution>, ui: &Ui) -> Option<Reference> {
    let source = reading.source(credit.as_ref()?.source.as_deref()?)?;
    Some(Reference {
        key: source.key.clone(),
        short: cite::short(source, ui),
        title: source.title.clone(),
        url: source.url.clone(),
    })
}

fn event(reading: &Reading, entry: &TimelineEntry) -> Event {
    Event {
        edtf: entry.edtf.clone(),
        date: reading.date(&entry.date).map(|d| reading.read(d.span)),
        text: reading.sentence_at(&entry.at),
        line: reading.position(entry.at.start).line,
    }
}

fn actor(entity: &Entity) -> Actor {
    Actor {
        name: entity.name.clone(),
        kind: entity.kind,
        count: entity.count,
        aliases: entity.aliases.iter().map(|a| one_line(&a.text)).collect(),
    }
}

fn quotes(reading: &Reading, ui: &Ui) -> Vec<Said> {
    let mut out: Vec<Said> = Vec::new();
    // Where the stretch with an identifier has gone, and its end in the reading view.
    let mut place: HashMap<&str, (usize, usize)> = HashMap::new();
    for q in &reading.analysis.quotes {
        let text = reading.read(q.span);
        let before = q.continues.as_deref().and_then(|id| place.get(id)).copied();
        let at = match before {
            Some((at, end)) => {
                let said: &mut Said = &mut out[at];
                // A page break alone leaves no words out.
                let between = reading
                    .doc
                    .text
                    .slice(Span::new(end, q.span.start().max(end)));
                said.text
                    .push_str(match between.contains(char::is_alphanumeric) {
                        true => " […] ",
                        false => " ",
                    });
                said.text.push_str(&text);
                said.speaker = said.speaker.take().or_else(|| q.speaker.clone());
                said.source = said
                    .source
                    .take()
                    .or_else(|| reference(reading, &q.attribution, ui));
                at
            }
            None => {
                out.push(Said {
                    text,
                    lang: q.lang.clone(),
                    speaker: q.speaker.clone(),
                    source: reference(reading, &q.attribution, ui),
                    line: reading.position(q.at.start).line,
                });
                out.len() - 1
            }
        };
        place.insert(&q.id, (at, q.span.end()));
    }
    out
}

fn part(reading: &Reading, summary: &SectionSummary) -> Option<Part> {
    let section = reading.section(&summary.section)?;
    Some(Part {
        number: section.number.clone(),
        title: section.title.clone(),
        level: section.level,
        sentences: told(reading, &summary.sentences),
    })
}

fn work(reading: &Reading, source: &Source, ui: &Ui) -> Work {
    Work {
        key: source.key.clone(),
        kind: source.kind,
        author: source.author.iter().map(cite::person).collect(),
        title: source.title.clone(),
        publisher: source.publisher.clone(),
        container_title: source.container_title.clone(),
        issued: source.issued.clone(),
        url: source.url.clone(),
        text: cite::full(source, ui),
        cited: source.cited_by.len(),
        line: reading.position(source.start).line,
    }
}

fn remark(reading: &Reading, finding: &Finding) -> Remark {
    let Position { line, column } = reading.position(finding.start);
    Remark {
        rule: finding.rule.clone(),
        severity: finding.severity,
        message: finding.message.clone(),
        text: reading.written(finding.start, finding.end),
        line,
        column,
    }
}

/// How many findings there are of each severity, the gravest first; none that is absent.
pub fn by_severity(findings: &[Remark]) -> Vec<(String, usize)> {
    [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|s| {
            let count = findings.iter().filter(|f| f.severity == s).count();
            (name_of(&s), count)
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}
