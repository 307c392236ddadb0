//! The link annotations of a page.

use super::shown::Anchor;
use hayro_font::kurbo::{Affine, Point};
use hayro_syntax::object::{Array, Dict, Name, Rect, String as PdfString};
use hayro_syntax::page::Page;

/// Annotations that are looked at on a page.
const MOST: usize = 4_000;

/// The page's links to addresses.
pub(super) fn anchors(page: &Page<'_>, to_page: Affine) -> Vec<Anchor> {
    let Some(annotations) = page.raw().get::<Array<'_>>(b"Annots") else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for annotation in annotations.iter::<Dict<'_>>().take(MOST) {
        let is_link = annotation.get::<Name<'_>>(b"Subtype").as_deref() == Some(b"Link");
        let action = annotation.get::<Dict<'_>>(b"A").unwrap_or_default();
        let (true, Some(uri), Some(rect)) = (
            is_link,
            action.get::<PdfString<'_>>(b"URI"),
            annotation.get::<Rect>(b"Rect"),
        ) else {
            continue;
        };
        let url = String::from_utf8_lossy(uri.as_bytes()).trim().to_owned();
        let (a, b) = (
            to_page * Point::new(rect.x0, rect.y0),
            to_page * Point::new(rect.x1, rect.y1),
        );
        if url.is_empty() || url.len() > 4096 {
            continue;
        }
        out.push(Anchor {
            x0: a.x.min(b.x) as f32,
            y0: a.y.min(b.y) as f32,
            x1: a.x.max(b.x) as f32,
            y1: a.y.max(b.y) as f32,
            url: url.into(),
        });
    }
    out
}
