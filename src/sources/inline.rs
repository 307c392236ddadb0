//! Links in the running text: works that the text itself points to.
//!
//! A link whose address a list or note already has is that work. The title is the anchor's text,
//! the date the one that the anchor ends with, if any; whom the sentence credits is the matter of
//! linking.

use super::reference::{Reference, issued, language};
use super::shelf::{Shelf, Work};
use crate::model::SourceKind;
use crate::text::{BlockKind, Document, Zone};

/// Puts the linked works on the shelf.
pub(super) fn collect(doc: &Document, shelf: &mut Shelf) {
    let mut links = doc.text.links.iter().peekable();
    for block in &doc.text.blocks {
        while links
            .next_if(|l| l.span.start() < block.span.start())
            .is_some()
        {}
        let read = matches!(block.zone, Zone::Body | Zone::Front)
            && !matches!(block.kind, BlockKind::Note { .. } | BlockKind::Code);
        while let Some(link) = links.next_if(|l| l.span.start() < block.span.end()) {
            let web = link.url.starts_with("http://") || link.url.starts_with("https://");
            if !read || !web || shelf.by_address(&link.url).is_some() {
                continue;
            }
            let anchor = doc.text.slice(link.span);
            let title =
                (!link.bare).then(|| anchor.split_whitespace().collect::<Vec<_>>().join(" "));
            shelf.add(Work {
                kind: SourceKind::Link,
                span: link.span,
                reference: Reference {
                    issued: issued::at_end(anchor).map(|(_, date)| date),
                    language: title.as_deref().and_then(language),
                    title,
                    url: Some(super::address::clean(&link.url)),
                    ..Reference::default()
                },
                labels: Vec::new(),
                rule: "source.link",
            });
        }
    }
}
