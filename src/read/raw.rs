//! [`Raw`]: blocks as a reader gives them, before they become a [`Text`].

use super::Meta;
use crate::lang::Lang;
use crate::text::{BlockKind, Fragment, Link, Span, Text, TextBuilder, Zone};

/// A block on its way into the text.
#[derive(Clone, Debug)]
pub(super) struct RawBlock {
    pub kind: BlockKind,
    pub zone: Zone,
    pub page: Option<u32>,
    /// The language that the markup declares.
    pub lang: Option<Lang>,
    pub fragment: Fragment,
    /// The list number before it with what ends it, as source bytes (`1. `).
    pub marker: Option<Span>,
}

impl RawBlock {
    pub fn new(kind: BlockKind, fragment: Fragment) -> RawBlock {
        RawBlock {
            kind,
            zone: Zone::Body,
            page: None,
            lang: None,
            fragment,
            marker: None,
        }
    }

    pub fn text(&self) -> &str {
        &self.fragment.text
    }

    /// Whether it is running text that a page break may cut.
    pub fn is_prose(&self) -> bool {
        matches!(
            self.kind,
            BlockKind::Paragraph | BlockKind::ListItem { .. } | BlockKind::Quotation
        )
    }

    /// The same block cut before each of the ascending offsets `at` of its text; white space at the
    /// cuts is left out.
    pub fn cut(self, at: &[usize]) -> Vec<RawBlock> {
        if at.is_empty() {
            return vec![self];
        }
        let mut out = Vec::with_capacity(at.len() + 1);
        let mut from = 0;
        for &to in at.iter().chain([&self.fragment.text.len()]) {
            let piece = &self.fragment.text[from..to];
            let start = from + (piece.len() - piece.trim_start().len());
            let end = start.max(from + piece.trim_end().len());
            if start < end {
                out.push(RawBlock {
                    kind: self.kind.clone(),
                    fragment: self.fragment.slice(start..end),
                    marker: self.marker.filter(|_| from == 0),
                    ..self
                });
            }
            from = to;
        }
        out
    }
}

/// All blocks, and what the front matter says.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub blocks: Vec<RawBlock>,
    pub meta: Meta,
    /// What the file's properties say, which is asked where the text itself says nothing.
    pub properties: Meta,
    /// How many tables there are.
    pub tables: u32,
    /// Where pages begin: byte of the document text, page number.
    pub pages: Vec<(usize, u32)>,
    /// How many pages the source has; 0 where it has none.
    pub page_count: u32,
    /// Pages that are pictures, without text.
    pub pictures: Vec<u32>,
}

impl Raw {
    /// The text, with web addresses in it as links.
    pub fn finish(self, source: String) -> Text {
        let mut builder = TextBuilder::new(source);
        builder.pages(self.pages, self.page_count, self.pictures);
        for mut block in self.blocks {
            if block.fragment.text.trim().is_empty() {
                continue;
            }
            add_bare_links(&mut block.fragment);
            builder.block(block.kind, block.zone, block.page, block.fragment);
            if let Some(lang) = block.lang {
                builder.declare(lang);
            }
        }
        builder.finish()
    }
}

/// Web addresses that no markup makes links.
fn add_bare_links(fragment: &mut Fragment) {
    let text = &fragment.text;
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = next_address(&text[from..]).map(|i| from + i) {
        let end = at + crate::text::address_len(&text[at..]);
        let span = Span::new(at, end);
        if !fragment.links.iter().any(|l| l.span.overlaps(span)) && end > at + 8 {
            let url = &text[at..end];
            found.push(Link {
                span,
                url: if url.starts_with("www.") {
                    format!("https://{url}")
                } else {
                    url.to_owned()
                },
                bare: true,
            });
        }
        from = end.max(at + 4);
    }
    fragment.links.extend(found);
    fragment.links.sort_by_key(|l| l.span);
}

fn next_address(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let http = text[from..].find("http");
        let www = text[from..].find("www.");
        let at = from
            + match (http, www) {
                (Some(a), Some(b)) => a.min(b),
                (Some(a), None) | (None, Some(a)) => a,
                (None, None) => return None,
            };
        let rest = &text[at..];
        if rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("www.") {
            return Some(at);
        }
        from = at + 4;
    }
}
