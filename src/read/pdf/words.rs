//! Words of a page, from its glyphs: accents composed, shadows dropped, spaces told from gaps.

use super::fonts::Look;
use super::shown::{Anchor, Glyph};
use rustc_hash::FxHashMap;
use std::rc::Rc;
use unicode_normalization::UnicodeNormalization;

/// Glyphs that stand together in one look, size and baseline.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub text: String,
    pub x0: f32,
    pub x1: f32,
    pub y: f32,
    pub size: f32,
    pub look: Look,
    pub artifact: bool,
    /// The space that is written behind it.
    pub space: Option<char>,
    pub url: Option<Rc<str>>,
}

/// Smaller type is no text that anybody reads.
const LEAST_SIZE: f32 = 2.0;

/// The words of the glyphs that are turned by `turn`, in the order that the page shows them.
pub(super) fn words(glyphs: &[Glyph], turn: u8, anchors: &[Anchor]) -> Vec<Word> {
    let mut glyphs: Vec<Glyph> = glyphs
        .iter()
        .filter(|g| g.turn == turn && g.size >= LEAST_SIZE)
        .copied()
        .collect();
    drop_shadows(&mut glyphs);
    compose(&mut glyphs);
    let gap = gap_between_words(&glyphs);
    let mut out: Vec<Word> = Vec::new();
    let mut open = false;
    for g in &glyphs {
        if g.c.is_whitespace() {
            if let Some(last) = out.last_mut()
                && open
                && last.space.is_none()
            {
                last.space = Some(space(g.c));
            }
            open = false;
            continue;
        }
        let url = url_at(anchors, g);
        let goes_on = open
            && out.last().is_some_and(|w| {
                let by = g.x0 - w.x1;
                (g.y - w.y).abs() <= 0.06 * w.size
                    && (g.size - w.size).abs() <= 0.05 * w.size
                    && g.look == w.look
                    && g.artifact == w.artifact
                    && by <= gap * g.size
                    && by > -0.6 * g.size
                    && url == w.url
            });
        let c = match g.c {
            '\u{ad}' => '\u{2010}',
            c => c,
        };
        match out.last_mut() {
            Some(word) if goes_on => {
                word.text.push(c);
                word.x1 = word.x1.max(g.x1);
            }
            _ => out.push(Word {
                text: c.to_string(),
                x0: g.x0,
                x1: g.x1,
                y: g.y,
                size: g.size,
                look: g.look,
                artifact: g.artifact,
                space: None,
                url,
            }),
        }
        open = true;
    }
    out
}

/// Spaces that do not break keep their kind, which numbers are read by.
fn space(c: char) -> char {
    match c {
        '\u{a0}' | '\u{202f}' => c,
        '\u{2009}' | '\u{2007}' => '\u{202f}',
        _ => ' ',
    }
}

fn url_at(anchors: &[Anchor], g: &Glyph) -> Option<Rc<str>> {
    let (x, y) = ((g.x0 + g.x1) / 2.0, g.y - 0.25 * g.size);
    anchors
        .iter()
        .find(|a| a.x0 <= x && x <= a.x1 && a.y0 <= y && y <= a.y1)
        .map(|a| a.url.clone())
}

/// Drops glyphs that are shown twice at one place, for boldness or as a shadow.
fn drop_shadows(glyphs: &mut Vec<Glyph>) {
    let mut seen: FxHashMap<(char, i32), Vec<(f32, f32)>> = FxHashMap::default();
    glyphs.retain(|g| {
        if g.c.is_whitespace() {
            return true;
        }
        let cell = (g.x0 / 4.0).floor() as i32;
        let near = 0.12 * g.size;
        let twice = (cell - 1..=cell + 1).any(|c| {
            seen.get(&(g.c, c)).is_some_and(|places| {
                // The last ones are the near ones; a column of equal letters is long.
                places
                    .iter()
                    .rev()
                    .take(64)
                    .any(|&(x, y)| (x - g.x0).abs() < near && (y - g.y).abs() < near)
            })
        });
        if !twice {
            seen.entry((g.c, cell)).or_default().push((g.x0, g.y));
        }
        !twice
    });
}

/// Puts accents that are glyphs of their own on the letters they stand over (`´e` → `é`), and those
/// that follow as combining marks.
fn compose(glyphs: &mut Vec<Glyph>) {
    let mut out: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for g in glyphs.drain(..) {
        let Some(last) = out.last_mut() else {
            out.push(g);
            continue;
        };
        let over = |accent: &Glyph, base: &Glyph| {
            let middle = (accent.x0 + accent.x1) / 2.0;
            let slack = 0.08 * base.size;
            base.x0 - slack <= middle
                && middle <= base.x1 + slack
                && (accent.y - base.y).abs() < 0.5 * base.size
                && base.c.is_alphabetic()
        };
        if let Some(mark) = combining(last.c)
            && over(last, &g)
            && let Some(c) = composed(g.c, mark)
        {
            *last = Glyph { c, ..g };
        } else if let Some(mark) = combining(g.c)
            && (over(&g, last) || is_combining(g.c))
            && let Some(c) = composed(last.c, mark)
        {
            last.c = c;
        } else {
            out.push(g);
        }
    }
    *glyphs = out;
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// The combining mark that a spacing accent stands for.
fn combining(c: char) -> Option<char> {
    Some(match c {
        '`' | 'ˋ' => '\u{300}',
        '´' | 'ˊ' => '\u{301}',
        'ˆ' | '^' => '\u{302}',
        '˜' | '~' => '\u{303}',
        '¯' | 'ˉ' => '\u{304}',
        '˘' => '\u{306}',
        '˙' => '\u{307}',
        '¨' => '\u{308}',
        '˚' => '\u{30a}',
        '˝' => '\u{30b}',
        'ˇ' => '\u{30c}',
        '¸' => '\u{327}',
        '˛' => '\u{328}',
        c if is_combining(c) => c,
        _ => return None,
    })
}

/// A letter with its mark, where Unicode has them as one.
fn composed(base: char, mark: char) -> Option<char> {
    let base = match base {
        'ı' => 'i',
        'ȷ' => 'j',
        c => c,
    };
    let mut chars = [base, mark].into_iter().nfc();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Some(c),
        _ => None,
    }
}

/// The gap, in font sizes, that parts words where no space is written: wider where spaces are
/// written, and where letters are set apart.
fn gap_between_words(glyphs: &[Glyph]) -> f32 {
    let spaces = glyphs.iter().filter(|g| g.c.is_whitespace()).count();
    if spaces * 14 > glyphs.len() {
        return 0.26;
    }
    let mut gaps: Vec<f32> = glyphs
        .windows(2)
        .filter(|p| (p[0].y - p[1].y).abs() < 0.1 * p[0].size)
        .map(|p| (p[1].x0 - p[0].x1) / p[0].size)
        .filter(|g| (-0.2..1.0).contains(g))
        .collect();
    if gaps.is_empty() {
        return 0.16;
    }
    let middle = gaps.len() / 2;
    let (_, median, _) = gaps.select_nth_unstable_by(middle, f32::total_cmp);
    // TeX sets thin spaces of a sixth of the size between thousands, and before French marks.
    (median.max(0.0) + 0.13).min(0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(c: char, x: f32) -> Glyph {
        Glyph {
            c,
            x0: x,
            x1: x + 5.0,
            y: 100.0,
            size: 10.0,
            look: Look::default(),
            turn: 0,
            artifact: false,
        }
    }

    fn read(glyphs: &[Glyph]) -> Vec<String> {
        words(glyphs, 0, &[]).into_iter().map(|w| w.text).collect()
    }

    #[test]
    fn accents_go_on_their_letters() {
        let mut glyphs = vec![
            glyph('d', 0.0),
            glyph('´', 5.2),
            glyph('e', 5.0),
            glyph('j', 10.0),
        ];
        glyphs.extend([
            glyph('¨', 15.0),
            glyph('ı', 15.0),
            glyph('c', 20.0),
            glyph('¸', 20.0),
        ]);
        assert_eq!(read(&glyphs), ["déjïç"]);
    }

    #[test]
    fn gaps_part_words_and_shadows_are_dropped() {
        let glyphs = [
            glyph('l', 0.0),
            glyph('l', 0.3),
            glyph('e', 5.0),
            glyph('g', 13.0),
            glyph('a', 18.0),
        ];
        assert_eq!(read(&glyphs), ["le", "ga"]);
    }
}
