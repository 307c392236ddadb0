//! Single layers for the eye: which columns a reader of a terminal wants, and how they look.

use super::brief::reference;
use super::columns::name_of;
use super::grid::{BOLD, Cell, DIM, Grid, Heading, PLAIN, Piece, cell};
use super::reading::{Reading, one_line};
use super::ui::{Ui, label};
use super::{cite, dates, numbers};
use crate::model::*;
use crate::text::Span;
use anstyle::{AnsiColor, Style};

/// The layers that are shown one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    Figures,
    Dates,
    Entities,
    Quotes,
    Sources,
    Terms,
}

impl Layer {
    /// As commands, files and JSON name it.
    pub fn name(self) -> &'static str {
        match self {
            Layer::Figures => "figures",
            Layer::Dates => "dates",
            Layer::Entities => "entities",
            Layer::Quotes => "quotes",
            Layer::Sources => "sources",
            Layer::Terms => "terms",
        }
    }

    /// A table of this layer without rows.
    pub fn grid(self, ui: &Ui) -> Grid {
        let c = &ui.columns;
        let headings: &[(&String, bool, usize)] = match self {
            Layer::Figures => &[
                (&c.place, false, 40),
                (&c.figure, true, 24),
                (&c.of, false, 28),
                (&c.as_of, false, 18),
                (&c.source, false, 28),
                (&c.context, false, 0),
            ],
            Layer::Dates => &[
                (&c.place, false, 40),
                (&c.date, false, 28),
                (&c.edtf, false, 22),
                (&c.kind, false, 12),
                (&c.context, false, 0),
            ],
            Layer::Entities => &[
                (&c.name, false, 40),
                (&c.kind, false, 12),
                (&c.count, true, 8),
                (&c.place, false, 40),
                (&c.aliases, false, 0),
            ],
            Layer::Quotes => &[
                (&c.place, false, 40),
                (&c.speaker, false, 28),
                (&c.source, false, 28),
                (&c.lang, false, 4),
                (&c.quote, false, 0),
            ],
            Layer::Sources => &[
                (&c.place, false, 40),
                (&c.key, false, 24),
                (&c.cited, true, 6),
                (&c.issued, false, 18),
                (&c.kind, false, 14),
                (&c.entry, false, 0),
            ],
            Layer::Terms => &[
                (&c.term, false, 40),
                (&c.frequency, true, 8),
                (&c.per_million, true, 12),
                (&c.forms, false, 0),
            ],
        };
        Grid {
            headings: headings
                .iter()
                .map(|&(text, right, most)| Heading {
                    text: text.clone(),
                    right,
                    // The last column takes what is left.
                    most: if most == 0 { usize::MAX } else { most },
                })
                .collect(),
            rows: Vec::new(),
        }
    }

    /// The rows of one document. `file` stands before each place where there are several.
    pub fn rows(self, reading: &Reading, ui: &Ui, file: Option<&str>) -> Vec<Vec<Cell>> {
        let a = reading.analysis;
        let row = Row { reading, ui, file };
        match self {
            Layer::Figures => a.figures.iter().map(|f| row.figure(f)).collect(),
            Layer::Dates => a.dates.iter().map(|d| row.date(d)).collect(),
            Layer::Entities => a.entities.iter().map(|e| row.entity(e)).collect(),
            Layer::Quotes => a.quotes.iter().map(|q| row.quote(q)).collect(),
            Layer::Sources => a.sources.iter().map(|s| row.source(s)).collect(),
            Layer::Terms => a.terms.iter().map(|t| row.term(t)).collect(),
        }
    }
}

impl Layer {
    /// A row of this layer from its columns by name (those of [`super::columns`], with
    /// `sentence`), where there is no document at hand.
    pub fn row_of(self, get: &dyn Fn(&str) -> String, ui: &Ui) -> Vec<Cell> {
        let place = || match get("line") {
            line if line.is_empty() => Cell::new(),
            line => cell(format!("{}:{line}", get("document")), DIM),
        };
        let plain = |name: &str| cell(get(name), PLAIN);
        let date = |name: &str| match get(name) {
            edtf if edtf.is_empty() => Cell::new(),
            edtf => cell(dates::human(&edtf, ui), PLAIN),
        };
        let named = |labels, name: &str| cell(label(labels, &get(name)), DIM);
        let credit = || match (get("credited_to"), get("source")) {
            (by, key) if key.is_empty() => cell(by, PLAIN),
            (by, key) => vec![
                Piece {
                    text: by,
                    style: PLAIN,
                },
                Piece {
                    text: format!(" [{key}]"),
                    style: DIM,
                },
            ],
        };
        let labels = &ui.labels;
        match self {
            Layer::Figures => vec![
                place(),
                cell(get("text"), BOLD),
                plain("of"),
                date("as_of"),
                credit(),
                plain("sentence"),
            ],
            Layer::Dates => vec![
                place(),
                cell(get("text"), BOLD),
                plain(if get("edtf").is_empty() {
                    "timex_value"
                } else {
                    "edtf"
                }),
                named(&labels.date_kind, "kind"),
                plain("sentence"),
            ],
            Layer::Entities => vec![
                cell(get("name"), BOLD),
                named(&labels.entity_type, "type"),
                plain("count"),
                place(),
                plain("aliases"),
            ],
            Layer::Quotes => vec![
                place(),
                plain("speaker"),
                credit(),
                cell(get("lang"), DIM),
                plain("text"),
            ],
            Layer::Sources => vec![
                place(),
                plain("key"),
                plain("cited"),
                date("issued"),
                named(&labels.source_kind, "kind"),
                plain("raw"),
            ],
            Layer::Terms => vec![
                cell(get("term"), BOLD),
                plain("frequency"),
                plain("per_million"),
                plain("forms"),
            ],
        }
    }
}

/// The colour that a finding's severity has.
pub fn colour(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    Style::new().bold().fg_color(Some(colour.into()))
}

struct Row<'a> {
    reading: &'a Reading<'a>,
    ui: &'a Ui,
    file: Option<&'a str>,
}

impl Row<'_> {
    fn figure(&self, f: &Figure) -> Vec<Cell> {
        let quantity = numbers::quantity(f, self.ui);
        vec![
            self.place(f.at.start),
            cell(quantity, BOLD),
            optional(f.of.as_deref().map(one_line)),
            optional(f.as_of.as_deref().map(|d| dates::human(d, self.ui))),
            self.credit(&f.attribution),
            self.context(f.sentence, f.span),
        ]
    }

    fn date(&self, d: &Date) -> Vec<Cell> {
        let kind = name_of(&d.kind);
        let normal = d.edtf.as_deref().unwrap_or(&d.timex.value);
        vec![
            self.place(d.at.start),
            cell(self.reading.read(d.span), BOLD),
            cell(normal, PLAIN),
            cell(label(&self.ui.labels.date_kind, &kind), DIM),
            self.context(d.sentence, d.span),
        ]
    }

    fn entity(&self, e: &Entity) -> Vec<Cell> {
        let kind = name_of(&e.kind);
        let first = e.mentions.first().map(|m| self.place(m.at.start));
        let aliases: Vec<String> = e.aliases.iter().map(|a| one_line(&a.text)).collect();
        vec![
            cell(one_line(&e.name), BOLD),
            cell(label(&self.ui.labels.entity_type, &kind), DIM),
            cell(e.count.to_string(), PLAIN),
            first.unwrap_or_default(),
            cell(aliases.join(&self.ui.report.list), PLAIN),
        ]
    }

    fn quote(&self, q: &Quote) -> Vec<Cell> {
        vec![
            self.place(q.at.start),
            optional(q.speaker.as_deref().map(one_line)),
            self.credit(&q.attribution),
            cell(q.lang.as_str(), DIM),
            cell(self.reading.read(q.span), PLAIN),
        ]
    }

    fn source(&self, s: &Source) -> Vec<Cell> {
        let kind = name_of(&s.kind);
        let cited = match s.cited_by.len() {
            0 => cell("0", DIM),
            n => cell(n.to_string(), BOLD),
        };
        vec![
            self.place(s.start),
            cell(s.key.as_str(), PLAIN),
            cited,
            optional(s.issued.as_deref().map(|d| dates::human(d, self.ui))),
            cell(label(&self.ui.labels.source_kind, &kind), DIM),
            cell(cite::full(s, self.ui), PLAIN),
        ]
    }

    fn term(&self, t: &Term) -> Vec<Cell> {
        vec![
            cell(one_line(&t.term), BOLD),
            cell(t.frequency.to_string(), PLAIN),
            cell(numbers::digits(t.per_million.round(), self.ui), DIM),
            cell(t.forms.join(&self.ui.report.list), PLAIN),
        ]
    }

    fn place(&self, at: u32) -> Cell {
        let position = self.reading.position(at);
        match self.file {
            Some(file) => cell(format!("{file}:{position}"), DIM),
            None => cell(position.to_string(), DIM),
        }
    }

    /// Whom a statement is credited to, and the source where that says more.
    fn credit(&self, credit: &Option<Attribution>) -> Cell {
        let by = credit.as_ref().and_then(|a| a.by.as_deref()).map(one_line);
        let source = reference(self.reading, credit, self.ui).map(|r| r.short);
        match (by, source) {
            (Some(by), Some(source)) if !source.starts_with(&by) => vec![
                Piece {
                    text: by,
                    style: PLAIN,
                },
                Piece {
                    text: format!(" [{source}]"),
                    style: DIM,
                },
            ],
            (_, Some(source)) => cell(source, PLAIN),
            (by, None) => optional(by),
        }
    }

    /// What stands around `span` in its sentence.
    fn context(&self, sentence: usize, span: Span) -> Cell {
        /// Characters that are shown before.
        const BEFORE: usize = 30;
        let doc = self.reading.doc;
        let Some(whole) = doc.sentences.get(sentence).map(|s| s.span) else {
            return Cell::new();
        };
        if !whole.covers(span) {
            return cell(self.reading.read(span), BOLD);
        }
        // One line each, but the spaces at the seams stay.
        let read = |start, end| {
            let slice = doc.text.slice(Span::new(start, end));
            let mut text = one_line(slice);
            if !text.is_empty() {
                if slice.starts_with(char::is_whitespace) {
                    text.insert(0, ' ');
                }
                if slice.ends_with(char::is_whitespace) {
                    text.push(' ');
                }
            }
            text
        };
        let mut before = read(whole.start(), span.start());
        if let Some((cut, _)) = before.char_indices().rev().nth(BEFORE) {
            // From the next word on.
            let word = before[cut..].find(' ').map_or(cut, |i| cut + i + 1);
            before = format!("…{}", &before[word..]);
        }
        vec![
            Piece {
                text: before,
                style: PLAIN,
            },
            Piece {
                text: read(span.start(), span.end()),
                style: BOLD,
            },
            Piece {
                text: read(span.end(), whole.end()),
                style: PLAIN,
            },
        ]
    }
}

fn optional(text: Option<String>) -> Cell {
    text.map_or_else(Cell::new, |text| cell(text, PLAIN))
}
