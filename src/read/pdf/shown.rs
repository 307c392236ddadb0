//! What a page shows: glyphs with their places, rules, links.

use super::fonts::Look;
use std::rc::Rc;

/// One character of a page. Coordinates run right and down in the direction of reading, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub c: char,
    pub x0: f32,
    pub x1: f32,
    /// The baseline.
    pub y: f32,
    /// Font size as it appears.
    pub size: f32,
    pub look: Look,
    /// Quarter turns clockwise that the text is written at.
    pub turn: u8,
    /// Marked by the producer as no part of the text (running heads, page numbers).
    pub artifact: bool,
}

/// A straight horizontal or vertical line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub x0: f32,
    pub y0: f32,
    pub x1: f32,
    pub y1: f32,
}

impl Rule {
    pub fn is_horizontal(&self) -> bool {
        self.x1 - self.x0 >= self.y1 - self.y0
    }
}

/// A link annotation that leads out of the document.
#[derive(Clone, Debug)]
pub(super) struct Anchor {
    pub x0: f32,
    pub y0: f32,
    pub x1: f32,
    pub y1: f32,
    pub url: Rc<str>,
}

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub width: f32,
    pub height: f32,
    pub glyphs: Vec<Glyph>,
    pub rules: Vec<Rule>,
    pub anchors: Vec<Anchor>,
    /// Whether there is an image on it.
    pub images: bool,
    /// Glyphs whose font does not tell their characters.
    pub unknown: usize,
}

impl Shown {
    /// A box of the page as the text turned by `turn` has it.
    fn turned(&self, turn: u8, (x0, y0, x1, y1): (f32, f32, f32, f32)) -> (f32, f32, f32, f32) {
        let (w, h) = (self.width, self.height);
        match turn {
            0 => (x0, y0, x1, y1),
            1 => (y0, w - x1, y1, w - x0),
            2 => (w - x1, h - y1, w - x0, h - y0),
            _ => (h - y1, x0, h - y0, x1),
        }
    }

    /// The rules in the direction of reading of the text turned by `turn`.
    pub fn rules(&self, turn: u8) -> Vec<Rule> {
        let turned = self.rules.iter().map(|r| {
            let (x0, y0, x1, y1) = self.turned(turn, (r.x0, r.y0, r.x1, r.y1));
            Rule { x0, y0, x1, y1 }
        });
        turned.collect()
    }

    /// The links likewise.
    pub fn anchors(&self, turn: u8) -> Vec<Anchor> {
        let turned = self.anchors.iter().map(|a| {
            let (x0, y0, x1, y1) = self.turned(turn, (a.x0, a.y0, a.x1, a.y1));
            Anchor {
                x0,
                y0,
                x1,
                y1,
                url: a.url.clone(),
            }
        });
        turned.collect()
    }
}
