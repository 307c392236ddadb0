//! [`Extract`]: the document text of a format that has none of its own, written as it is read.
//!
//! Blocks are parted by an empty line, cells by a tab, rows by a line break; list items keep their
//! sign or number, and a mark is `[1]`, as its note begins. In the reading view none of these stand.

use crate::read::flow::{Container, Flow};
use crate::read::raw::Raw;
use crate::read::script;
use crate::text::{BlockKind, Span, Zone};

#[derive(Debug, Default)]
pub(super) struct Extract {
    pub text: String,
    pub flow: Flow,
    /// What goes before the next text.
    before: &'static str,
    /// Where a row of a table begins in the text, so that its cells are parted.
    row: Option<u32>,
    /// What a list item begins with.
    marker: Option<(String, Option<u32>)>,
    links: usize,
}

impl Extract {
    /// The document text and its blocks.
    pub fn finish(self) -> (String, Raw) {
        (self.text, self.flow.finish())
    }

    /// Begins a block of `kind`, in `zone` if that is known.
    pub fn block(&mut self, kind: BlockKind, zone: Option<Zone>) {
        self.end();
        self.before = "\n\n";
        self.flow.open(kind);
        if let Some(zone) = zone {
            self.flow.zone(zone);
        }
    }

    /// Begins a paragraph of the note that is open.
    pub fn block_here(&mut self) {
        let marker = self.marker.take();
        self.end();
        self.marker = marker;
        self.before = "\n\n";
        self.flow.open_here();
    }

    /// Begins an item of a list, which is written with `marker` before it.
    pub fn item(&mut self, marker: String, ordinal: Option<u32>) {
        self.block(BlockKind::ListItem { ordinal }, None);
        self.marker = Some((marker, ordinal));
    }

    /// Begins note `label`.
    pub fn note(&mut self, label: &str) {
        self.end();
        self.before = "\n\n";
        self.marker = Some((format!("[{label}] "), None));
        self.flow.enter(Container::Note(label.to_owned()));
    }

    pub fn end_note(&mut self) {
        self.end();
        self.flow.leave();
    }

    /// Begins a cell.
    pub fn cell(&mut self, row: u32, column: u32, header: bool) {
        self.end();
        self.before = match self.row {
            None => "\n\n",
            Some(open) if open == row => "\t",
            Some(_) => "\n",
        };
        self.row = Some(row);
        self.flow.open(BlockKind::Cell {
            table: self.flow.raw.tables,
            row,
            column,
            header,
        });
        // An empty cell has its place too.
        self.separate();
    }

    pub fn end_table(&mut self) {
        self.end();
        self.row = None;
        self.flow.raw.tables += 1;
    }

    /// Ends the block that is open.
    pub fn end(&mut self) {
        self.flow.close();
        self.links = 0;
        self.marker = None;
    }

    fn separate(&mut self) {
        let before = std::mem::take(&mut self.before);
        if !self.text.is_empty() {
            self.text.push_str(before);
        }
        if let Some((marker, _)) = self.marker.take() {
            self.text.push_str(&marker);
        }
    }

    /// Text of the block that is open; hyphens that only a line's end shows stay out.
    pub fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.separate();
        for part in text.split(['\u{ad}', '\u{200b}', '\u{feff}', '\0']) {
            let at = self.text.len();
            self.text.push_str(part);
            self.flow.fragment().push_verbatim(part, at);
        }
    }

    /// A line break inside the block.
    pub fn line_break(&mut self) {
        let fragment = self.flow.fragment();
        if fragment.text.is_empty() {
            return;
        }
        let at = self.text.len();
        self.text.push('\n');
        self.flow.line_break(Span::new(at, at + 1));
    }

    /// A mark that calls note `label`.
    pub fn mark(&mut self, label: &str) {
        self.separate();
        let at = self.text.len();
        self.text.push_str(&format!("[{label}]"));
        self.flow
            .mark(label.to_owned(), Span::new(at, self.text.len()));
    }

    /// Raised or lowered text. Raised digits are written as such, so that nobody takes a mark for a
    /// part of the number before it.
    pub fn script(&mut self, text: &str, raised: bool) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.separate();
        let at = self.text.len();
        self.text.extend(text.chars().map(|c| match c.to_digit(10) {
            Some(digit) if raised => script::RAISED[digit as usize],
            _ => c,
        }));
        let whole = Span::new(at, self.text.len());
        let fragment = self.flow.fragment();
        let begins = fragment.text.len();
        fragment.push(text, whole.start(), whole.len());
        script::settle(fragment, begins, whole, raised);
    }

    pub fn begin_link(&mut self, url: &str) {
        self.flow.begin_link(url.to_owned(), false);
        self.links += 1;
    }

    pub fn end_link(&mut self) {
        if self.links > 0 {
            self.links -= 1;
            self.flow.end_link();
        }
    }
}
