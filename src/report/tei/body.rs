//! `<text>`: the reading view with its divisions, sentences and anchors.

use super::{Attributes, Tei, allowed, opens};
use crate::text::{Block, BlockKind, Span, Zone};

impl Tei<'_> {
    pub(super) fn body(&mut self) {
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

/// What a block is written together with: the items of a list, the cells of a table.
fn together(block: &Block) -> Option<Option<u32>> {
    match block.kind {
        BlockKind::ListItem { .. } => Some(None),
        BlockKind::Cell { table, .. } => Some(Some(table)),
        _ => None,
    }
}
