//! [`Reading`]: an analysis beside its document, so that reports can show places and context.

use crate::model::*;
use crate::text::{Document, Span, fold};
use std::collections::HashMap;

/// An analysis with the document that it was made from.
#[derive(Debug)]
pub struct Reading<'a> {
    pub analysis: &'a Analysis,
    pub doc: &'a Document,
    /// The code point that each line of the document text begins at.
    lines: Vec<u32>,
    /// Each sentence's start in the document text, with its index; ascending.
    sentences: Vec<(u32, usize)>,
    sources: HashMap<&'a str, usize>,
    entities: HashMap<&'a str, usize>,
    figures: HashMap<&'a str, usize>,
    dates: HashMap<&'a str, usize>,
    sections: HashMap<&'a str, usize>,
}

/// A place for people: both counted from 1, columns in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Indices by identifier.
fn index<T>(list: &[T], id: impl Fn(&T) -> &str) -> HashMap<&str, usize> {
    list.iter().enumerate().map(|(i, t)| (id(t), i)).collect()
}

impl<'a> Reading<'a> {
    pub fn new(analysis: &'a Analysis, doc: &'a Document) -> Reading<'a> {
        let mut sentences: Vec<(u32, usize)> = doc
            .sentences
            .iter()
            .enumerate()
            .map(|(i, s)| (doc.text.code_points(doc.text.source_span(s.span)).0, i))
            .collect();
        sentences.sort_unstable();
        Reading {
            analysis,
            doc,
            lines: line_starts(doc.text.source()),
            sentences,
            sources: index(&analysis.sources, |s| &s.id),
            entities: index(&analysis.entities, |e| &e.id),
            figures: index(&analysis.figures, |f| &f.id),
            dates: index(&analysis.dates, |d| &d.id),
            sections: index(&analysis.sections, |s| &s.id),
        }
    }

    /// Where the code point `at` of the document text stands.
    pub fn position(&self, at: u32) -> Position {
        let line = self.lines.partition_point(|&start| start <= at).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        Position {
            line,
            column: (at.saturating_sub(start)) as usize + 1,
        }
    }

    /// The same with the column in UTF-16 code units, as editors count.
    pub fn position_utf16(&self, at: u32) -> Position {
        let Position { line, .. } = self.position(at);
        let text = &self.doc.text;
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let before = text.source().get(text.byte(start)..text.byte(at));
        Position {
            line,
            column: before.map_or(0, |b| b.encode_utf16().count()) + 1,
        }
    }

    /// Sentence `index` as a reader takes it in: page breaks and markup out, one line.
    pub fn sentence(&self, index: usize) -> String {
        let span = self.doc.sentences.get(index).map(|s| s.span);
        span.map_or_else(String::new, |span| self.read(span))
    }

    /// A stretch of the reading view on one line.
    pub fn read(&self, span: Span) -> String {
        one_line(self.doc.text.slice(span))
    }

    /// A sentence that is known by its place in the document text, on one line.
    pub fn sentence_at(&self, at: &Located) -> String {
        let i = self
            .sentences
            .partition_point(|&(start, _)| start < at.start);
        match self.sentences.get(i) {
            Some(&(start, sentence)) if start == at.start => self.sentence(sentence),
            _ => one_line(&at.text),
        }
    }

    /// The sentence that the code point `at` of the document text stands in, or the last before it.
    pub fn sentence_of(&self, at: u32) -> Option<usize> {
        let i = self.sentences.partition_point(|&(start, _)| start <= at);
        self.sentences.get(i.checked_sub(1)?).map(|s| s.1)
    }

    /// The document text between two code points, on one line.
    pub fn written(&self, start: u32, end: u32) -> String {
        let text = &self.doc.text;
        let bytes = text.byte(start)..text.byte(end);
        one_line(text.source().get(bytes).unwrap_or(""))
    }

    pub fn source(&self, id: &str) -> Option<&'a Source> {
        self.analysis.sources.get(*self.sources.get(id)?)
    }

    pub fn entity(&self, id: &str) -> Option<&'a Entity> {
        self.analysis.entities.get(*self.entities.get(id)?)
    }

    pub fn figure(&self, id: &str) -> Option<&'a Figure> {
        self.analysis.figures.get(*self.figures.get(id)?)
    }

    pub fn date(&self, id: &str) -> Option<&'a Date> {
        self.analysis.dates.get(*self.dates.get(id)?)
    }

    pub fn section(&self, id: &str) -> Option<&'a SectionInfo> {
        self.analysis.sections.get(*self.sections.get(id)?)
    }
}

/// The code points that lines begin at.
fn line_starts(text: &str) -> Vec<u32> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.chars().count() as u32;
        if line.ends_with('\n') {
            starts.push(at);
        }
    }
    starts
}

/// `text` with every run of white space as one space, ends trimmed. No-break spaces stay; control
/// characters go, lest a document steer the terminal that shows it.
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            '\u{2028}' | '\u{2029}' => ' ',
            c if c.is_control() => ' ',
            c => c,
        };
        // A page break leaves spaces on both sides of itself.
        if c == ' ' && (out.is_empty() || out.ends_with(fold::is_space)) {
            continue;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{self, Settings, Want};
    use crate::read::{Input, read_text};

    #[test]
    fn places_lead_to_lines_and_back() {
        let text = "# Été\n\nL’État a payé 3 M€\nen mai.\n\nFin.";
        let read = read_text(text.to_owned(), None);
        let doc = Document::new(read.text, None);
        let analysis = pipeline::analyse_document(
            &Input::from_text("x", text),
            &doc,
            &read.meta,
            read.kind,
            &Settings::default(),
            Want::NOTHING,
        );
        let reading = Reading::new(&analysis, &doc);
        let chars: Vec<char> = text.chars().collect();
        for (i, c) in chars.iter().enumerate() {
            let Position { line, column } = reading.position(i as u32);
            if *c != '\n' {
                let found = text.lines().nth(line - 1).unwrap().chars().nth(column - 1);
                assert_eq!(found, Some(*c), "code point {i} at {line}:{column}");
                assert_eq!(
                    reading.written(i as u32, i as u32 + 1),
                    c.to_string().trim()
                );
            }
        }
        assert_eq!(reading.written(7, 33), "L’État a payé 3 M€ en mai.");
        assert_eq!(reading.written(38, 90), ".");
    }

    #[test]
    fn one_line_keeps_no_break_spaces() {
        assert_eq!(one_line(" a\n\n  b\u{a0}% \t"), "a b\u{a0}%");
        assert_eq!(one_line("a\u{1b}[31mb\u{7}"), "a [31mb");
    }
}
