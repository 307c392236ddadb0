//! [`Flow`]: the stream of blocks and text that a document with markup is, whatever the markup.
//!
//! A reader tells what begins and ends, and hands over each stretch of text with its place in the
//! document text; the flow keeps what is open (quotation, list, note, emphasis, link, raised text)
//! and gives [`Raw`] blocks.

use super::raw::{Raw, RawBlock};
use super::script;
use crate::lang::Lang;
use crate::text::{BlockKind, Emphasis, Fragment, Link, NoteMark, Span, Zone};

/// What a block lies in.
#[derive(Clone, Debug)]
pub(super) enum Container {
    Quotation,
    /// The number of the next item, where the list is numbered.
    List(Option<u64>),
    Note(String),
}

/// What a list item begins with.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marker {
    /// Its bytes in the document text, where it is written there.
    pub source: Option<Span>,
    pub ordinal: Option<u32>,
}

/// Text that a link stands on, as far as it has been read.
#[derive(Debug)]
struct OpenLink {
    at: usize,
    url: String,
    /// Whether the markup says that the anchor is the address itself.
    bare: bool,
}

#[derive(Debug, Default)]
pub(super) struct Flow {
    pub raw: Raw,
    /// The page that blocks begin on from now.
    pub page: Option<u32>,
    /// The language of the blocks that begin from now, where the markup declares it.
    pub lang: Option<Lang>,
    containers: Vec<Container>,
    block: Option<RawBlock>,
    /// What the next block of a list item takes.
    marker: Option<Marker>,
    /// Where emphasis and links began, the innermost last.
    emphasis: Vec<(usize, bool)>,
    links: Vec<OpenLink>,
    /// Raised or lowered text: where its markup begins, where its text does, whether it is raised.
    script: Option<(usize, usize, bool)>,
}

impl Flow {
    /// The blocks, the last one closed.
    pub fn finish(mut self) -> Raw {
        self.close();
        self.raw
    }

    /// Begins a block.
    pub fn open(&mut self, kind: BlockKind) {
        self.close();
        let mut block = RawBlock::new(kind, Fragment::default());
        block.marker = self.marker.take().and_then(|marker| marker.source);
        block.page = self.page;
        block.lang = self.lang;
        self.block = Some(block);
    }

    /// Begins a paragraph of what is open: an item, a quotation, a note.
    pub fn open_here(&mut self) {
        let kind = self.kind_here();
        self.open(kind);
    }

    /// Ends the block, if one is open.
    pub fn close(&mut self) {
        self.emphasis.clear();
        self.links.clear();
        self.script = None;
        if let Some(mut block) = self.block.take() {
            block.fragment = block.fragment.trimmed();
            if !block.fragment.text.is_empty() || matches!(block.kind, BlockKind::Cell { .. }) {
                self.raw.blocks.push(block);
            }
        }
    }

    /// The zone of the block that is open.
    pub fn zone(&mut self, zone: Zone) {
        if let Some(block) = &mut self.block {
            block.zone = zone;
        }
    }

    /// Ends the block and begins another like it, as two line breaks do.
    pub fn part(&mut self) {
        if let Some(kind) = self.block.as_ref().map(|b| b.kind.clone()) {
            let kind = match kind {
                BlockKind::ListItem { .. } => BlockKind::ListItem { ordinal: None },
                kind => kind,
            };
            self.open(kind);
        }
    }

    pub fn is_open(&self) -> bool {
        self.block.is_some()
    }

    /// The fragment that text goes to; begins a block where none is open.
    pub fn fragment(&mut self) -> &mut Fragment {
        if self.block.is_none() {
            self.open_here();
        }
        &mut self
            .block
            .get_or_insert_with(|| RawBlock::new(BlockKind::Paragraph, Fragment::default()))
            .fragment
    }

    /// The kind of a paragraph in the containers that are open.
    fn kind_here(&self) -> BlockKind {
        match self.containers.last() {
            None => BlockKind::Paragraph,
            Some(Container::Quotation) => BlockKind::Quotation,
            Some(Container::List(_)) => BlockKind::ListItem {
                ordinal: self.marker.and_then(|marker| marker.ordinal),
            },
            Some(Container::Note(label)) => BlockKind::Note {
                label: label.clone(),
            },
        }
    }

    pub fn enter(&mut self, container: Container) {
        self.close();
        self.containers.push(container);
    }

    pub fn leave(&mut self) {
        self.close();
        self.containers.pop();
    }

    /// Begins an item of the list that is open; counts on where the list is numbered.
    pub fn item(&mut self, source: Option<Span>) {
        self.close();
        let ordinal = match self.containers.last_mut() {
            Some(Container::List(Some(n))) => {
                let ordinal = u32::try_from(*n).ok();
                *n = n.saturating_add(1);
                ordinal
            }
            _ => None,
        };
        self.marker = Some(Marker { source, ordinal });
    }

    /// Ends an item.
    pub fn end_item(&mut self) {
        self.close();
        self.marker = None;
    }

    /// A line break that is no end of a paragraph, as a space.
    pub fn line_break(&mut self, source: Span) {
        let fragment = self.fragment();
        fragment.lines.push(fragment.text.len());
        fragment.push(" ", source.start(), source.len());
    }

    pub fn begin_emphasis(&mut self, strong: bool) {
        let at = self.fragment().text.len();
        self.emphasis.push((at, strong));
    }

    pub fn end_emphasis(&mut self) {
        let Some((start, strong)) = self.emphasis.pop() else {
            return;
        };
        let fragment = self.fragment();
        let end = fragment.text.len();
        if start < end {
            fragment.emphasis.push(Emphasis {
                span: Span::new(start, end),
                strong,
            });
        }
    }

    /// Begins a link; `bare` where the markup itself says that the anchor is the address.
    pub fn begin_link(&mut self, url: String, bare: bool) {
        let at = self.fragment().text.len();
        self.links.push(OpenLink { at, url, bare });
    }

    pub fn end_link(&mut self) {
        let Some(OpenLink { at, url, bare }) = self.links.pop() else {
            return;
        };
        let fragment = self.fragment();
        let end = fragment.text.len();
        if at < end {
            let anchor = fragment.text[at..end].trim_start();
            let bare = bare || anchor.starts_with("http") || anchor.starts_with("www.");
            let span = Span::new(at, end);
            fragment.links.push(Link { span, url, bare });
        }
    }

    /// Begins raised or lowered text, whose markup begins at `source`.
    pub fn begin_script(&mut self, source: usize, raised: bool) {
        let at = self.fragment().text.len();
        self.script = Some((source, at, raised));
    }

    /// Ends it, with its markup at `source`.
    pub fn end_script(&mut self, source: usize) {
        if let Some((open, at, raised)) = self.script.take() {
            let whole = Span::new(open, source.max(open));
            script::settle(self.fragment(), at, whole, raised);
        }
    }

    /// A mark that calls a note.
    pub fn mark(&mut self, label: String, source: Span) {
        let fragment = self.fragment();
        fragment.marks.push(NoteMark {
            at: fragment.text.len(),
            label,
            source,
        });
    }
}
