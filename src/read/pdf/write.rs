//! From paragraphs to blocks, and from blocks to the document text.
//!
//! The document text of a PDF is what is written here: one line a paragraph, a blank line between
//! them, the cells of a row parted by tabs, note marks as `[^2]`.

use super::lines::{Line, space_between};
use super::notes::plain_digits;
use super::paragraphs::{Kind, Paragraph};
use super::words::Word;
use crate::read::raw::{Raw, RawBlock};
use crate::read::script;
use crate::text::{BlockKind, Emphasis, Fragment, Link, NoteMark, Span};
use rustc_hash::FxHashSet;

/// What a block needs besides, to be written.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// The marker of a list's item, as written.
    marker: String,
    /// The pages that begin inside it; their places are the breaks of its fragment until it is
    /// written.
    pages: Vec<u32>,
}

/// The blocks of the paragraphs, and what is written beside each. Their pieces lead into nothing
/// yet: [`source`] sets them.
pub(super) fn blocks(paragraphs: Vec<Paragraph>) -> (Raw, Vec<Beside>) {
    let levels = Levels::of(&paragraphs);
    let tells = tells_hyphens(&paragraphs);
    let mut raw = Raw::default();
    let mut beside = Vec::new();
    for paragraph in paragraphs {
        let page = Some(paragraph.page()).filter(|&p| p > 0);
        let (kind, marker) = match &paragraph.kind {
            Kind::Body => (BlockKind::Paragraph, 0),
            Kind::Heading => {
                let level = levels.level(&paragraph);
                (BlockKind::Heading { level }, 0)
            }
            Kind::Item { ordinal, marker } => (BlockKind::ListItem { ordinal: *ordinal }, *marker),
            Kind::Note { label, marker } => (
                BlockKind::Note {
                    label: label.clone(),
                },
                *marker,
            ),
            Kind::Table(grid) => {
                let table = raw.tables;
                raw.tables += 1;
                for (row, cells) in grid.rows.iter().enumerate() {
                    for (column, lines) in cells.iter().enumerate() {
                        let kind = BlockKind::Cell {
                            table,
                            row: row as u32,
                            column: column as u32,
                            header: row == 0,
                        };
                        let mut writer = Writer {
                            tells,
                            ..Writer::default()
                        };
                        writer.lines(lines, &[], 0);
                        let mut block = RawBlock::new(kind, writer.finish());
                        block.page = page;
                        if !block.text().is_empty() {
                            raw.blocks.push(block);
                            beside.push(Beside::default());
                        }
                    }
                }
                continue;
            }
        };
        let mut writer = Writer {
            tells,
            ..Writer::default()
        };
        let head: String = match &paragraph.kind {
            Kind::Item { .. } => {
                let words = paragraph.lines.first().map_or(&[][..], |l| &l.words);
                words.iter().take(marker).map(|w| w.text.as_str()).collect()
            }
            _ => String::new(),
        };
        writer.lines(&paragraph.lines, &paragraph.forced, marker);
        let pages = std::mem::take(&mut writer.pages);
        let mut block = RawBlock::new(kind, writer.finish());
        block.page = page;
        if !block.text().is_empty() {
            raw.blocks.push(block);
            beside.push(Beside {
                marker: head,
                pages,
            });
        }
    }
    endnotes(&mut raw, &mut beside);
    (raw, beside)
}

/// A numbered list whose numbers are those of the note marks that have no note is the notes.
fn endnotes(raw: &mut Raw, beside: &mut [Beside]) {
    let label_of = |b: &RawBlock| match b.kind {
        BlockKind::ListItem { ordinal: Some(n) } => Some(n.to_string()),
        _ => None,
    };
    let mut marks: FxHashSet<String> = FxHashSet::default();
    marks.extend(
        raw.blocks
            .iter()
            .flat_map(|b| &b.fragment.marks)
            .map(|m| m.label.clone()),
    );
    for block in &raw.blocks {
        if let BlockKind::Note { label } = &block.kind {
            marks.remove(label);
        }
    }
    let mut end = raw.blocks.len();
    while end > 0 && !marks.is_empty() {
        // The list that ends here, from its last item up.
        let start = raw.blocks[..end]
            .iter()
            .rposition(|b| label_of(b).is_none())
            .map_or(0, |i| i + 1);
        let labels: FxHashSet<String> =
            raw.blocks[start..end].iter().filter_map(label_of).collect();
        if !labels.is_empty() && marks.is_subset(&labels) {
            let items = raw.blocks[start..end].iter_mut();
            for (block, beside) in items.zip(&mut beside[start..end]) {
                if let Some(label) = label_of(block) {
                    block.kind = BlockKind::Note { label };
                    beside.marker.clear();
                }
            }
            return;
        }
        end = start.saturating_sub(1);
    }
}

/// Levels of headings: the largest type is the first.
struct Levels(Vec<(i32, bool)>);

impl Levels {
    fn of(paragraphs: &[Paragraph]) -> Levels {
        let mut styles: Vec<(i32, bool)> = paragraphs
            .iter()
            .filter(|p| matches!(p.kind, Kind::Heading))
            .map(style)
            .collect();
        styles.sort_unstable_by(|a, b| b.cmp(a));
        styles.dedup();
        Levels(styles)
    }

    fn level(&self, paragraph: &Paragraph) -> u8 {
        let own = style(paragraph);
        let at = self.0.iter().position(|s| *s == own).unwrap_or(0);
        at.min(5) as u8 + 1
    }
}

/// Size in half points, and weight.
fn style(p: &Paragraph) -> (i32, bool) {
    (
        (p.size() * 2.0).round() as i32,
        p.lines.first().is_some_and(Line::is_bold),
    )
}

/// The hyphen that printers put, as a font may tell it from the one of the text.
const SOFT: char = '\u{2010}';

/// Whether the document tells the hyphens at line ends from those of its words.
fn tells_hyphens(paragraphs: &[Paragraph]) -> bool {
    let words = paragraphs
        .iter()
        .flat_map(|p| &p.lines)
        .flat_map(|l| &l.words);
    let mut hard = 0;
    for word in words {
        if word.text.trim_end_matches(SOFT).contains(SOFT) {
            return false;
        }
        hard += usize::from(word.text.trim_end_matches('-').contains('-'));
    }
    hard > 0
}

/// Builds a fragment word by word.
#[derive(Default)]
struct Writer {
    /// See [`tells_hyphens`].
    tells: bool,
    fragment: Fragment,
    strong: Option<usize>,
    italic: Option<usize>,
    link: Option<(usize, String)>,
    /// The page of the last line, and those that began since the first.
    page: u32,
    pages: Vec<u32>,
}

impl Writer {
    /// Adds lines, without the first `skip` words.
    fn lines(&mut self, lines: &[Line], forced: &[bool], skip: usize) {
        for (i, line) in lines.iter().enumerate() {
            let words = match i {
                0 => line.words.get(skip..).unwrap_or_default(),
                _ => &line.words[..],
            };
            let Some(first) = words.first() else { continue };
            if !self.fragment.text.is_empty() {
                self.line_end(
                    i.checked_sub(1)
                        .is_some_and(|j| forced.get(j) == Some(&true)),
                    first,
                );
                if line.page != self.page {
                    self.fragment.breaks.push(self.fragment.text.len());
                    self.pages.push(line.page);
                }
            }
            self.page = line.page;
            let mut at = 0;
            while at < words.len() {
                if at > 0 {
                    let space = space_between(&words[at - 1], &words[at]);
                    self.space(space, &words[at]);
                }
                // Raised words side by side are one: `1`, `,`, `2`.
                let shifted = |w: &Word| line.shifts(w);
                let to = match shifted(&words[at]) {
                    true => at + words[at..].iter().take_while(|w| shifted(w)).count(),
                    false => at + 1,
                };
                match shifted(&words[at]) {
                    true => self.script(&words[at..to], line.y >= words[at].y),
                    false => self.word(&words[at]),
                }
                at = to;
            }
        }
    }

    /// The end of a line before the word `next`.
    fn line_end(&mut self, forced: bool, next: &Word) {
        if self.fragment.text.ends_with(SOFT) {
            let end = self.fragment.text.len() - SOFT.len_utf8();
            let address = is_address(&self.fragment.text);
            self.fragment = std::mem::take(&mut self.fragment).slice(0..end);
            if self.tells || address {
                return;
            }
            self.push("-");
        }
        let text = &self.fragment.text;
        let last = text.chars().next_back();
        let before = text.chars().rev().nth(1);
        let first = next.text.chars().next();
        let token = text.rsplit(char::is_whitespace).next().unwrap_or_default();
        let address = is_address(text);
        let same_link = self
            .link
            .as_ref()
            .is_some_and(|(_, url)| Some(&**url) == next.url.as_deref());
        let goes_on = address
            && (token.ends_with(['/', '-', '_', '?', '&', '=', '.', '%'])
                || next.text.starts_with(['/', '?', '&', '=', '#', '_', '%'])
                || same_link
                || next.text.contains('/'))
            && !next.text.starts_with(['(', '[', '«']);
        let hyphen = last == Some('-') && before.is_some_and(char::is_alphanumeric);
        if goes_on {
            return;
        }
        if hyphen && !first.is_some_and(char::is_lowercase) {
            // 2024-2025, Jean-Pierre
            return;
        }
        if last == Some('–')
            && before.is_some_and(|c| c.is_ascii_digit())
            && first.is_some_and(|c| c.is_ascii_digit())
        {
            // 28–32
            return;
        }
        if matches!(last, Some('’' | '\'')) && before.is_some_and(char::is_alphabetic) {
            return;
        }
        if hyphen || forced {
            self.fragment.lines.push(self.fragment.text.len());
        }
        self.space(Some(' '), next);
    }

    fn space(&mut self, space: Option<char>, next: &Word) {
        let Some(space) = space else { return };
        let number = next.text.len() <= 4 && next.text.bytes().all(|b| b.is_ascii_digit());
        // A wide gap says something only before the page number of a table of contents.
        let space = match space {
            '\t' if !number => ' ',
            s => s,
        };
        if !self.fragment.text.is_empty() && !self.fragment.text.ends_with(char::is_whitespace) {
            self.push(space.encode_utf8(&mut [0; 4]));
        }
    }

    fn push(&mut self, text: &str) {
        // Provisional: the place is set when the document text is written.
        self.fragment
            .push(text, self.fragment.text.len(), text.len());
    }

    fn word(&mut self, word: &Word) {
        self.style(word);
        let inner = word.text.trim_end_matches(SOFT);
        let hyphens = inner.replace(SOFT, "-") + &word.text[inner.len()..];
        let mut rest = hyphens.as_str();
        // Superscript digits that the font has as characters.
        while let Some(at) = rest.find(['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'])
        {
            self.push(&rest[..at]);
            let len: usize = rest[at..]
                .chars()
                .take_while(|c| "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(*c))
                .map(char::len_utf8)
                .sum();
            let digits = &rest[at..at + len];
            self.raised(&plain_digits(digits), true);
            rest = &rest[at + len..];
        }
        self.push(rest);
    }

    /// Words above or below the line.
    fn script(&mut self, words: &[Word], raised: bool) {
        let mut content = String::new();
        for (i, word) in words.iter().enumerate() {
            if i > 0 && space_between(&words[i - 1], word).is_some() {
                content.push(' ');
            }
            content.push_str(&word.text);
        }
        self.style(&words[0]);
        self.raised(&content, raised);
    }

    /// Adds text that stands above or below the line, as what it is: letters or note marks.
    fn raised(&mut self, content: &str, raised: bool) {
        let (at, marks) = (self.fragment.text.len(), self.fragment.marks.len());
        self.push(content);
        script::settle(&mut self.fragment, at, Span::empty(0), raised);
        if self.fragment.marks.len() == marks {
            return;
        }
        // A mark hangs on the word before.
        let end = self.fragment.text.trim_end().len();
        if end < at {
            for mark in &mut self.fragment.marks {
                mark.at = mark.at.min(end);
            }
            self.fragment.truncate(end);
        }
    }

    /// Opens and closes emphasis and links as the word has them.
    fn style(&mut self, word: &Word) {
        let at = self.fragment.text.len();
        if self.strong.is_some() != word.look.bold {
            self.end_emphasis(true);
            self.strong = word.look.bold.then_some(at);
        }
        if self.italic.is_some() != word.look.italic {
            self.end_emphasis(false);
            self.italic = word.look.italic.then_some(at);
        }
        let same = match (&self.link, &word.url) {
            (Some((_, open)), Some(url)) => **open == **url,
            (None, None) => true,
            _ => false,
        };
        if !same {
            self.end_link();
            self.link = word.url.as_ref().map(|url| (at, url.to_string()));
        }
    }

    fn end_emphasis(&mut self, strong: bool) {
        let open = if strong {
            self.strong.take()
        } else {
            self.italic.take()
        };
        let end = self.fragment.text.trim_end().len();
        if let Some(start) = open.filter(|&s| s < end) {
            self.fragment.emphasis.push(Emphasis {
                span: Span::new(start, end),
                strong,
            });
        }
    }

    fn end_link(&mut self) {
        let end = self.fragment.text.trim_end().len();
        if let Some((start, url)) = self.link.take().filter(|(s, _)| *s < end) {
            let anchor = &self.fragment.text[start..end];
            let bare = anchor.starts_with("http") || anchor.starts_with("www.");
            self.fragment.links.push(Link {
                span: Span::new(start, end),
                url,
                bare,
            });
        }
    }

    fn finish(mut self) -> Fragment {
        self.end_emphasis(true);
        self.end_emphasis(false);
        self.end_link();
        if self.fragment.text.ends_with(SOFT) {
            let end = self.fragment.text.len() - SOFT.len_utf8();
            self.fragment = self.fragment.slice(0..end);
            self.push("-");
        }
        self.fragment.trimmed()
    }
}

/// Whether a text ends in a web address.
fn is_address(text: &str) -> bool {
    let token = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    token.contains("://") || token.starts_with("www.")
}

/// What is written at a place inside a block.
enum Stop {
    /// A line end that stands for a space.
    Line,
    Mark(NoteMark),
    Page(u32),
}

/// Writes the document text, and makes every block lead into it.
pub(super) fn source(raw: &mut Raw, beside: Vec<Beside>) -> String {
    let mut out = String::new();
    let mut last_cell: Option<(u32, u32)> = None;
    for (block, beside) in raw.blocks.iter_mut().zip(beside) {
        let cell = match block.kind {
            BlockKind::Cell { table, row, .. } => Some((table, row)),
            _ => None,
        };
        if !out.is_empty() {
            out.push_str(match (last_cell, cell) {
                (Some((t, r)), Some((table, row))) if t == table && r == row => "\t",
                (Some((t, _)), Some((table, _))) if t == table => "\n",
                _ => "\n\n",
            });
        }
        last_cell = cell;
        if let Some(page) = block.page {
            raw.pages.push((out.len(), page));
        }
        if let BlockKind::Note { label } = &block.kind {
            out.push_str("[^");
            out.push_str(label);
            out.push_str("]: ");
        }
        if !beside.marker.is_empty() {
            let start = out.len();
            out.push_str(&beside.marker);
            out.push(' ');
            block.marker = Some(Span::new(start, out.len()));
        }
        let old = std::mem::take(&mut block.fragment);
        let mut new = Fragment {
            links: old.links,
            emphasis: old.emphasis,
            ..Fragment::default()
        };
        // Line ends that still stand for a space are written as such.
        let ends: Vec<usize> = old
            .lines
            .into_iter()
            .filter(|&l| old.text[l..].starts_with(' '))
            .collect();
        let mut stops: Vec<(usize, Stop)> = ends.into_iter().map(|l| (l, Stop::Line)).collect();
        stops.extend(old.marks.into_iter().map(|m| (m.at, Stop::Mark(m))));
        stops.extend(
            old.breaks
                .into_iter()
                .zip(beside.pages)
                .map(|(b, p)| (b, Stop::Page(p))),
        );
        stops.sort_by_key(|(at, _)| *at);
        let mut from = 0;
        for (at, stop) in stops {
            if at > from {
                new.push_verbatim(&old.text[from..at], out.len());
                out.push_str(&old.text[from..at]);
                from = at;
            }
            match stop {
                Stop::Page(page) => raw.pages.push((out.len(), page)),
                Stop::Mark(mark) => {
                    let start = out.len();
                    out.push_str("[^");
                    out.push_str(&mark.label);
                    out.push(']');
                    new.marks.push(NoteMark {
                        source: Span::new(start, out.len()),
                        ..mark
                    });
                }
                Stop::Line if from == at => {
                    new.lines.push(new.text.len());
                    new.push(" ", out.len(), 1);
                    out.push('\n');
                    from = at + 1;
                }
                Stop::Line => {}
            }
        }
        new.push_verbatim(&old.text[from..], out.len());
        out.push_str(&old.text[from..]);
        block.fragment = new;
    }
    out.push('\n');
    out
}
