//! [`Block`]: a paragraph, heading, list item, table cell, note … of the reading view.

use super::Span;
use crate::lang::Lang;
use std::ops::Range;

/// What form a block has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading; `level` is the one that the source's own markup gives (1 at the top), 0 for a
    /// heading that only its shape or numbering betrays.
    Heading {
        level: u8,
    },
    Paragraph,
    /// An item of a list, with its number where the list is numbered.
    ListItem {
        ordinal: Option<u32>,
    },
    /// A block quotation.
    Quotation,
    /// A cell of table number `table` (in document order); row 0 is the first, headings included.
    Cell {
        table: u32,
        row: u32,
        column: u32,
        header: bool,
    },
    /// The caption of a table or figure, or the line that names its source.
    Caption {
        table: Option<u32>,
    },
    /// A note at the foot of a page or at the end, called by its label.
    Note {
        label: String,
    },
    /// Code or other text that is not prose.
    Code,
}

/// What part of the document a block belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zone {
    /// Title, subtitle, author, date: what stands before the text.
    Front,
    /// The table of contents, lists of figures and tables.
    Contents,
    Body,
    /// Foot- and endnotes.
    Notes,
    /// The bibliography.
    References,
}

/// One block. Sentences, figures and names never cross blocks.
#[derive(Clone, Debug)]
pub struct Block {
    pub kind: BlockKind,
    pub zone: Zone,
    /// Its text in the reading view.
    pub span: Span,
    /// Index into [`super::Document::sections`]; `None` before the first heading.
    pub section: Option<usize>,
    /// The page that it begins on, 1-based, where the source has pages.
    pub page: Option<u32>,
    /// The language that the source's markup declares, which is heard where the words do not tell.
    pub lang: Option<Lang>,
    /// Its tokens, filled by tokenisation.
    pub tokens: Range<usize>,
    /// Its sentences, filled by segmentation.
    pub sentences: Range<usize>,
}

impl Block {
    /// Whether it is prose that may have lost its line ends. Headings, cells, notes and references keep
    /// to the signs in them.
    pub(crate) fn is_running_text(&self) -> bool {
        matches!(
            self.kind,
            BlockKind::Paragraph | BlockKind::ListItem { .. } | BlockKind::Quotation
        ) && matches!(self.zone, Zone::Front | Zone::Body)
    }

    pub fn is_heading(&self) -> bool {
        matches!(self.kind, BlockKind::Heading { .. })
    }
}
