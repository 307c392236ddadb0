//! [`Text`]: the document text, the reading view, and the way back from one to the other.

use super::map::source_of;
use super::{Block, BlockKind, Emphasis, Fragment, Link, NoteMark, Piece, Span, Zone};
use crate::lang::Lang;
use schemars::JsonSchema;
use serde::Serialize;

/// A place in the document text: Unicode code points, 0-based, end exclusive, with the exact slice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Located {
    pub start: u32,
    pub end: u32,
    pub text: String,
}

/// The document text and its reading view.
///
/// The *document text* is what spans point into when an analysis is written. The *reading view* is
/// the same text as a reader takes it in: page breaks inside sentences joined, words cut at a
/// line's end whole, note marks and markup out. Blocks follow one another in the view, each ended
/// by a line break that belongs to none.
#[derive(Debug, Default)]
pub struct Text {
    source: String,
    view: String,
    pieces: Vec<Piece>,
    code_points: CodePoints,
    /// In document order; spans are separate and ascending.
    pub blocks: Vec<Block>,
    pub marks: Vec<NoteMark>,
    pub links: Vec<Link>,
    pub emphasis: Vec<Emphasis>,
    /// View offsets where a page break inside a paragraph was joined.
    pub breaks: Vec<usize>,
    /// Where pages begin: byte of the document text, page number; empty where there are no pages.
    pages: Vec<(usize, u32)>,
    /// How many pages the source has; 0 where it has none.
    pub page_count: u32,
    /// Pages that are pictures without text.
    pub pages_without_text: Vec<u32>,
}

impl Text {
    /// The document text.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The reading view.
    pub fn view(&self) -> &str {
        &self.view
    }

    /// The view's slice at `span`.
    pub fn slice(&self, span: Span) -> &str {
        self.view.get(span.range()).unwrap_or("")
    }

    /// The bytes of the document text that `span` (of the view) stands for.
    pub fn source_span(&self, span: Span) -> Span {
        source_of(&self.pieces, span).unwrap_or_default()
    }

    /// Where `span` (of the view) stands in the document text.
    pub fn locate(&self, span: Span) -> Located {
        self.locate_source(self.source_span(span))
    }

    /// The same for bytes of the document text itself.
    pub fn locate_source(&self, bytes: Span) -> Located {
        let (start, end) = self.code_points(bytes);
        Located {
            start,
            end,
            text: self.source[bytes.range()].to_owned(),
        }
    }

    /// Bytes of the document text as code points: start and end.
    pub fn code_points(&self, bytes: Span) -> (u32, u32) {
        let at = |byte| self.code_points.at(&self.source, byte);
        (at(bytes.start()), at(bytes.end()))
    }

    /// The page that the byte `at` of the document text stands on, 1-based, where the source has
    /// pages.
    pub fn page(&self, at: usize) -> Option<u32> {
        let i = self.pages.partition_point(|&(start, _)| start <= at);
        Some(self.pages.get(i.checked_sub(1)?)?.1)
    }

    /// The page that `span` (of the view) begins on.
    pub fn page_of(&self, span: Span) -> Option<u32> {
        self.page(self.source_span(span).start())
    }

    /// The byte of the document text that code point `at` begins at; its length beyond the end.
    pub fn byte(&self, at: u32) -> usize {
        self.code_points.byte(&self.source, at)
    }

    /// The block that holds the view offset `at`.
    pub fn block_at(&self, at: usize) -> Option<usize> {
        let i = self.blocks.partition_point(|b| b.span.start() <= at);
        (i > 0
            && at
                < self.blocks[i - 1]
                    .span
                    .end()
                    .max(self.blocks[i - 1].span.start() + 1))
        .then(|| i - 1)
    }

    /// Links whose anchor overlaps `span`, in order.
    pub fn links_in(&self, span: Span) -> &[Link] {
        let a = self.links.partition_point(|l| l.span.end() <= span.start());
        let b = self.links.partition_point(|l| l.span.start() < span.end());
        &self.links[a..b.max(a)]
    }

    /// Note marks that stand in `span` or at its end, in order.
    pub fn marks_in(&self, span: Span) -> &[NoteMark] {
        let a = self.marks.partition_point(|m| m.at < span.start());
        let b = self.marks.partition_point(|m| m.at <= span.end());
        &self.marks[a..b.max(a)]
    }
}

/// Builds a [`Text`] block by block.
#[derive(Debug)]
pub struct TextBuilder {
    text: Text,
    whole: Fragment,
}

impl TextBuilder {
    /// Starts from the document text.
    pub fn new(source: String) -> TextBuilder {
        TextBuilder {
            text: Text {
                source,
                ..Text::default()
            },
            whole: Fragment::default(),
        }
    }

    /// Adds a block; its pieces lead into the document text.
    pub fn block(&mut self, kind: BlockKind, zone: Zone, page: Option<u32>, fragment: Fragment) {
        let start = self.whole.text.len();
        let len = fragment.text.len();
        self.whole.append(fragment);
        self.whole.text.push('\n');
        self.text.blocks.push(Block {
            kind,
            zone,
            span: Span::new(start, start + len),
            section: None,
            page,
            lang: None,
            tokens: 0..0,
            sentences: 0..0,
        });
    }

    /// Says which language the source's markup declares for the block that was added last.
    pub fn declare(&mut self, lang: Lang) {
        if let Some(block) = self.text.blocks.last_mut() {
            block.lang = Some(lang);
        }
    }

    /// Says where pages begin in the document text, how many there are, and which have no text.
    pub fn pages(&mut self, mut pages: Vec<(usize, u32)>, count: u32, without_text: Vec<u32>) {
        pages.sort_by_key(|&(start, _)| start);
        self.text.pages = pages;
        self.text.page_count = count;
        self.text.pages_without_text = without_text;
    }

    pub fn finish(self) -> Text {
        let Fragment {
            text: view,
            pieces,
            mut marks,
            mut links,
            mut emphasis,
            breaks,
            lines: _,
        } = self.whole;
        marks.sort_by_key(|m| m.at);
        links.sort_by_key(|l| l.span);
        emphasis.sort_by_key(|e| e.span);
        Text {
            code_points: CodePoints::of(&self.text.source),
            view,
            pieces,
            marks,
            links,
            emphasis,
            breaks,
            ..self.text
        }
    }
}

/// How many code points stand before each `STEP`-th byte.
#[derive(Debug, Default)]
struct CodePoints(Vec<u32>);

const STEP: usize = 64;

impl CodePoints {
    fn of(text: &str) -> CodePoints {
        let mut count = 0;
        let table = text
            .as_bytes()
            .chunks(STEP)
            .map(|chunk| {
                let before = count;
                count += starts(chunk);
                before
            })
            .collect();
        CodePoints(table)
    }

    /// Code points before byte `at` of `text`.
    fn at(&self, text: &str, at: usize) -> u32 {
        let at = at.min(text.len());
        let step = (at / STEP).min(self.0.len().saturating_sub(1));
        let before = self.0.get(step).copied().unwrap_or(0);
        before + starts(&text.as_bytes()[(step * STEP).min(at)..at])
    }

    /// The byte that code point `at` of `text` begins at.
    fn byte(&self, text: &str, at: u32) -> usize {
        let step = self.0.partition_point(|&before| before <= at);
        let step = step.saturating_sub(1);
        let mut left = at - self.0.get(step).copied().unwrap_or(0).min(at);
        let from = step * STEP;
        for (i, &byte) in text.as_bytes().iter().enumerate().skip(from) {
            if byte & 0xC0 != 0x80 {
                if left == 0 {
                    return i;
                }
                left -= 1;
            }
        }
        text.len()
    }
}

/// Bytes that begin a character.
fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted_from_the_nearest_step() {
        let text = "é€a".repeat(100);
        let table = CodePoints::of(&text);
        for (i, (at, _)) in text.char_indices().enumerate() {
            assert_eq!(table.at(&text, at), i as u32);
            assert_eq!(table.byte(&text, i as u32), at);
        }
        assert_eq!(table.at(&text, text.len()), 300);
        assert_eq!(table.byte(&text, 300), text.len());
        assert_eq!(table.byte(&text, 9000), text.len());
        assert_eq!(CodePoints::of("").at("", 0), 0);
        assert_eq!(CodePoints::of("").byte("", 5), 0);
    }
}
