//! The whole flow of an analysis, from a read text to the [`Analysis`].
//!
//! | stage | from | gives |
//! | --- | --- | --- |
//! | [`Document::new`] | the read text | tokens, sentences, sections, languages |
//! | [`dates::extract`] | document | dates, the document's date |
//! | [`figures::extract`] | document, dates | figures |
//! | [`entities::extract`] | document | entities |
//! | [`quotes::extract`] | document, entities | quotations |
//! | [`sources::collect`] | document | sources |
//! | [`link::link`] | all of these | credit of figures and quotations |
//! | [`terms::count`], [`summary::build`], [`audit::run`] | all of these | terms, summary, findings |
//!
//! A stage adds a layer and never edits an earlier one. A caller who wants one layer gets the
//! stages that it rests on and no others ([`Want`]).

use crate::audit::accept::{self, Accepted};
use crate::extract::credit::Credits;
use crate::extract::dates::Given;
use crate::extract::entities::ner::NerModel;
use crate::extract::entities::own::OwnName;
use crate::extract::{dates, entities, figures, quotes};
use crate::lang::Lang;
use crate::model::*;
use crate::read::{Input, InputKind, Meta, Read};
use crate::sources::link::{self, link_with};
use crate::text::{BlockKind, Document, TokenKind, Zone, fold};
use crate::{audit, sources, summary, terms};
use rustc_hash::FxHashMap;

/// Which layers are wanted. Layers that they rest on are made too; the others stay empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    pub figures: bool,
    pub dates: bool,
    pub entities: bool,
    pub quotes: bool,
    pub sources: bool,
    pub terms: bool,
    pub summary: bool,
    pub findings: bool,
    /// Whether figures and quotations are tied to their sources.
    pub links: bool,
    /// Whether the list of sentences is written.
    pub sentences: bool,
}

impl Want {
    /// Every layer; the list of sentences is left out.
    pub const ALL: Want = Want {
        figures: true,
        dates: true,
        entities: true,
        quotes: true,
        sources: true,
        terms: true,
        summary: true,
        findings: true,
        links: true,
        sentences: false,
    };

    /// No layer at all: only what is known of the document and its sections.
    pub const NOTHING: Want = Want {
        figures: false,
        dates: false,
        entities: false,
        quotes: false,
        sources: false,
        terms: false,
        summary: false,
        findings: false,
        links: false,
        sentences: false,
    };

    /// The same with all that the wanted layers rest on.
    fn closed(mut self) -> Want {
        if self.summary || self.findings {
            self = Want {
                sentences: self.sentences,
                ..Want::ALL
            };
        }
        if self.links {
            self.figures = true;
            self.quotes = true;
            self.sources = true;
        }
        self.entities |= self.quotes || self.links;
        self.dates |= self.figures || self.links;
        self
    }
}

/// What a user may set for the analysis of one document.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The language of the whole; each sentence tells its own otherwise.
    pub lang: Option<Lang>,
    /// The document's date.
    pub date: Option<jiff::civil::Date>,
    /// The language of messages; the document's own otherwise.
    pub ui: Option<Lang>,
    /// Names that the user lists; they override what is found.
    pub names: Vec<OwnName>,
    /// A model of the user's that joins in finding names.
    pub ner: Option<NerModel>,
    /// Findings that the user accepts.
    pub accepted: Vec<Accepted>,
}

/// Analyses one document that was read.
pub fn analyse(input: &Input, read: Read, settings: &Settings, want: Want) -> Analysis {
    let Read { text, meta, kind } = read;
    let doc = Document::new(text, settings.lang);
    analyse_document(input, &doc, &meta, kind, settings, want)
}

/// The same for a caller who keeps the document, to show what stands around a finding.
pub fn analyse_document(
    input: &Input,
    doc: &Document,
    meta: &Meta,
    kind: InputKind,
    settings: &Settings,
    want: Want,
) -> Analysis {
    let want = want.closed();
    let given = Given {
        option: settings.date,
        front_matter: meta.date.clone(),
        properties: meta.saved.clone(),
        file_name: input.file_name().map(str::to_owned),
    };
    let dates = when(want.dates, || dates::extract(doc, &given));
    let mut figures = when(want.figures, || figures::extract(doc, &dates.dates));
    let entities = when(want.entities, || {
        entities::extract_with(doc, &settings.names, settings.ner.as_ref())
    });
    // Quotations and links rest on the same credits.
    let credits = (want.quotes || want.links).then(|| Credits::find(doc, &entities));
    let mut quotes = credits
        .as_ref()
        .filter(|_| want.quotes)
        .map(|credits| quotes::extract_with(doc, &entities, credits))
        .unwrap_or_default();
    let mut sources = when(want.sources, || sources::collect(doc));
    if let Some(credits) = credits.filter(|_| want.links) {
        let links = link_with(
            doc,
            link::Layers {
                dates: &dates.dates,
                figures: &figures,
                entities: &entities,
                quotes: &quotes,
                sources: &sources,
            },
            credits,
        );
        join(links, &mut figures, &mut quotes, &mut sources);
    }
    let terms = when(want.terms, || terms::count(doc));
    let layers = summary::Layers {
        title: meta.title.as_deref(),
        date: dates.document.as_ref().map(|d| d.edtf.as_str()),
        dates: &dates.dates,
        figures: &figures,
        entities: &entities,
        quotes: &quotes,
        sources: &sources,
        terms: &terms,
    };
    let summary = when(want.summary, || summary::build(doc, layers));
    let findings = when(want.findings, || {
        let ui = settings.ui.unwrap_or(doc.lang);
        let findings = audit::run_in(ui, doc, layers, &dates.impossible);
        accept::remaining(findings, &doc.text, &input.path, &settings.accepted)
    });
    let mut analysis = Analysis {
        format: FORMAT.to_owned(),
        generator: Generator {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        document: DocumentInfo {
            id: input.id.clone(),
            path: input.path.clone(),
            sha256: input.sha256.clone(),
            input_format: kind.format.name().to_owned(),
            encoding: kind.charset.map(|charset| charset.name().to_owned()),
            pages: Some(doc.text.page_count).filter(|&n| n > 0),
            pages_without_text: doc.text.pages_without_text.clone(),
            title: meta.title.clone(),
            subtitle: meta.subtitle.clone(),
            author: meta.author.clone(),
            publisher: meta.publisher.clone(),
            date: dates.document.clone(),
            languages: doc
                .languages
                .iter()
                .map(|&(lang, share)| LanguageShare {
                    code: lang.code().to_owned(),
                    share: (share * 1000.0).round() / 1000.0,
                })
                .collect(),
            counts: counts(doc),
        },
        sections: sections(doc),
        sentences: want.sentences.then(|| sentences(doc)),
        figures,
        dates: dates.dates,
        entities,
        quotes,
        sources,
        terms,
        summary,
        findings,
    };
    in_document_order(&mut analysis);
    analysis
}

/// Sorts what was found by its place. It was found in the order of reading, which is another where a
/// note tears a paragraph.
fn in_document_order(analysis: &mut Analysis) {
    analysis.figures.sort_by_key(|f| f.at.start);
    analysis.dates.sort_by_key(|d| d.at.start);
    analysis.quotes.sort_by_key(|q| q.at.start);
    for entity in &mut analysis.entities {
        entity.mentions.sort_by_key(|m| m.at.start);
    }
    let first = |e: &Entity| e.mentions.first().map(|m| m.at.start);
    analysis.entities.sort_by_key(first);
}

fn when<T: Default>(wanted: bool, make: impl FnOnce() -> T) -> T {
    if wanted { make() } else { T::default() }
}

/// Writes the links into the layers that they tie together.
fn join(
    links: link::Links,
    figures: &mut [Figure],
    quotes: &mut [Quote],
    sources: &mut Vec<Source>,
) {
    sources.extend(links.named);
    let place_of: FxHashMap<String, usize> = (sources.iter().enumerate())
        .map(|(i, s)| (s.id.clone(), i))
        .collect();
    let mut cite = |attribution: &Option<Attribution>, id: &str| {
        let source = attribution.as_ref().and_then(|a| a.source.as_ref());
        if let Some(&at) = source.and_then(|id| place_of.get(id)) {
            sources[at].cited_by.push(id.to_owned());
        }
    };
    for (figure, attribution) in figures.iter_mut().zip(links.figures) {
        cite(&attribution, &figure.id);
        figure.attribution = attribution;
    }
    for (quote, attribution) in quotes.iter_mut().zip(links.quotes) {
        cite(&attribution, &quote.id);
        quote.attribution = attribution;
    }
}

fn counts(doc: &Document) -> Counts {
    let read = |zone: Zone| zone != Zone::Contents;
    Counts {
        characters: doc.text.source().chars().count(),
        words: doc
            .tokens
            .iter()
            .filter(|t| t.kind == TokenKind::Word)
            .count(),
        sentences: doc.sentences.len(),
        paragraphs: doc
            .text
            .blocks
            .iter()
            .filter(|b| b.kind == BlockKind::Paragraph && read(b.zone))
            .count(),
        sections: doc.sections.len(),
    }
}

fn sections(doc: &Document) -> Vec<SectionInfo> {
    let id = crate::text::section_id;
    doc.sections
        .iter()
        .enumerate()
        .map(|(i, s)| {
            let source = doc.text.source_span(s.span);
            let at = doc.text.code_points(source);
            SectionInfo {
                id: id(i),
                parent: s.parent.map(id),
                level: s.level,
                number: s.number.clone(),
                title: s.title.split_whitespace().collect::<Vec<_>>().join(" "),
                start: at.0,
                end: at.1,
                page: doc.text.page(source.start()),
            }
        })
        .collect()
}

fn sentences(doc: &Document) -> Vec<SentenceInfo> {
    doc.sentences
        .iter()
        .map(|s| {
            let (start, end) = doc.text.code_points(doc.text.source_span(s.span));
            SentenceInfo {
                start,
                end,
                lang: s.lang.code().to_owned(),
                section: doc.section_id(s.block),
            }
        })
        .collect()
}

/// The identifier of a document: the slug of its path.
pub fn document_id(path: &str) -> String {
    let stem = match path.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && !extension.contains('/') => stem,
        _ => path,
    };
    match fold::slug(stem) {
        slug if slug.is_empty() => "document".to_owned(),
        slug => slug,
    }
}
