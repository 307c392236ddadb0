//! Sections: the tree that the headings make, with levels that agree.
//!
//! The markup's own levels are uneven in converted reports (`###` for one `A.`, `####` for the
//! next), so numbering decides where there is any: headings numbered in one style (I., A., 1., 1.1.)
//! stand on one level, below the style that was open when the style first came. A heading
//! without a number takes the level of the numbered ones that its markup level goes with.

use super::{Block, BlockKind, Span, Zone};
use rustc_hash::FxHashMap;

/// A section: its heading and all that follows up to the next heading of its level or above.
#[derive(Clone, Debug)]
pub struct Section {
    /// Index of the heading's block.
    pub heading: usize,
    /// Index of the section that it lies in.
    pub parent: Option<usize>,
    /// 1 at the top.
    pub level: u8,
    /// As written, without the stop or bracket after it: `II`, `A`, `1.2`.
    pub number: Option<String>,
    /// The heading without its number, and without the colon some reports end it with.
    pub title: String,
    /// From the heading's start to the end of the section, subsections included (view).
    pub span: Span,
}

/// How a heading is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Numbering {
    Roman,
    Letter,
    /// `1`, `1.2`: how many numbers.
    Decimal(u8),
    /// Chapter, Part … by word.
    SmallLetter,
}

/// The number that `title` begins with: its style, its text and the bytes it takes with what ends it.
pub(crate) fn numbering(title: &str) -> Option<(Numbering, &str, usize)> {
    let word = title
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
        .unwrap_or(title.len());
    let head = &title[..word];
    let rest = &title[word..];
    let number = head.trim_end_matches('.');
    let stopped = number.len() < head.len();
    let taken = match rest.chars().next()? {
        ')' | '°' => word + rest.chars().next().map_or(0, char::len_utf8),
        c if super::fold::is_space(c) && stopped => word,
        '–' | '—' | '-' | ':' if stopped => word,
        // 1 Introduction, 2.1 Scope; a bare I or A is a word.
        c if super::fold::is_space(c)
            && number.bytes().all(|b| b.is_ascii_digit() || b == b'.') =>
        {
            word
        }
        // III – Titre, A – Titre
        c if super::fold::is_space(c)
            && matches!(
                rest.trim_start().chars().next(),
                Some('–' | '—' | '-' | ':')
            ) =>
        {
            word
        }
        _ => return None,
    };
    let style = if number.is_empty() {
        return None;
    } else if number
        .split('.')
        .all(|p| !p.is_empty() && p.len() <= 3 && p.bytes().all(|b| b.is_ascii_digit()))
    {
        Numbering::Decimal(number.split('.').count().min(9) as u8)
    } else if number.bytes().all(|b| b"IVXL".contains(&b)) {
        Numbering::Roman
    } else if number.len() == 1 && number.as_bytes()[0].is_ascii_uppercase() {
        Numbering::Letter
    } else if number.len() == 1 && number.as_bytes()[0].is_ascii_lowercase() {
        Numbering::SmallLetter
    } else {
        return None;
    };
    let behind = title[taken..].len()
        - title[taken..]
            .trim_start_matches(|c: char| {
                super::fold::is_space(c) || matches!(c, '–' | '—' | '-' | ':' | '.')
            })
            .len();
    Some((style, number, taken + behind))
}

/// The sections of the blocks of `view`; sets each block's section.
pub(super) fn build(blocks: &mut [Block], view: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    // Styles open from the outside in, and the section that each is at.
    let mut open: Vec<(Style, usize)> = Vec::new();
    let mut level_of_markup: FxHashMap<u8, u8> = FxHashMap::default();
    let end_of_text = blocks.last().map_or(0, |b| b.span.end());
    for (i, block) in blocks.iter_mut().enumerate() {
        if let (BlockKind::Heading { level: markup }, true) =
            (&block.kind, block.zone != Zone::Front)
        {
            let markup = *markup;
            let text = view[block.span.range()].trim();
            let (style, number, taken) = match numbering(text) {
                Some((s, n, taken)) => (Style::Numbered(s), Some(n.to_owned()), taken),
                None => (Style::Plain(markup), None, 0),
            };
            // A letter that goes on a roman series (H., I., J.) is the exception that a reader sees
            // at once: I after H is a letter.
            let style = match (style, open.last()) {
                (
                    Style::Numbered(Numbering::Roman),
                    Some(&(Style::Numbered(Numbering::Letter), s)),
                ) if number.as_deref() == Some("I")
                    && sections[s].number.as_deref() == Some("H") =>
                {
                    Style::Numbered(Numbering::Letter)
                }
                _ => style,
            };
            let depth = match style {
                Style::Numbered(_) => open.iter().position(|&(s, _)| s == style).or_else(|| {
                    open.iter()
                        .position(|&(s, _)| matches!(s, Style::Plain(m) if m >= markup))
                }),
                Style::Plain(markup) => level_of_markup
                    .get(&markup)
                    .map(|&l| usize::from(l) - 1)
                    .or_else(|| {
                        open.iter()
                            .position(|&(s, _)| matches!(s, Style::Plain(m) if m >= markup))
                    })
                    .filter(|&d| d <= open.len()),
            };
            // Decimals say their own depth: 1.2 lies in 1.
            let depth = match (style, depth) {
                (_, Some(d)) => d,
                (Style::Numbered(Numbering::Decimal(n)), None) => open
                    .iter()
                    .position(
                        |&(s, _)| matches!(s, Style::Numbered(Numbering::Decimal(m)) if m >= n),
                    )
                    .unwrap_or(open.len()),
                _ => open.len(),
            };
            for (_, s) in open.drain(depth.min(open.len())..) {
                close(&mut sections[s], block.span.start());
            }
            let parent = open.last().map(|&(_, s)| s);
            let level = open.len() as u8 + 1;
            if let Style::Numbered(_) = style {
                level_of_markup.entry(markup).or_insert(level);
            }
            let title = text[taken..]
                .trim()
                .trim_end_matches([':', ' ', '\u{a0}', '\u{202f}']);
            // A heading that is nothing but a number is its own title.
            let title = if title.is_empty() { text } else { title };
            open.push((style, sections.len()));
            sections.push(Section {
                heading: i,
                parent,
                level,
                number,
                title: title.to_owned(),
                span: Span::new(block.span.start(), end_of_text.max(block.span.end())),
            });
        }
        block.section = open.last().map(|&(_, s)| s);
    }
    sections
}

fn close(section: &mut Section, end: usize) {
    // The line break before the next heading belongs to neither.
    let end = end.saturating_sub(1).max(section.span.start());
    section.span = Span::new(section.span.start(), end);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Numbered(Numbering),
    /// No number; the level of the markup.
    Plain(u8),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(headings: &[(u8, &str)]) -> Vec<(u8, String)> {
        let mut view = String::new();
        let mut blocks = Vec::new();
        for (level, title) in headings {
            let start = view.len();
            view.push_str(title);
            blocks.push(Block {
                kind: BlockKind::Heading { level: *level },
                zone: Zone::Body,
                span: Span::new(start, view.len()),
                section: None,
                page: None,
                lang: None,
                tokens: 0..0,
                sentences: 0..0,
            });
            view.push('\n');
        }
        build(&mut blocks, &view)
            .into_iter()
            .map(|s| (s.level, s.title))
            .collect()
    }

    #[test]
    fn numbering_outranks_markup() {
        let got = levels(&[
            (2, "Résumé"),
            (2, "I. Le gaz"),
            (3, "A. Des volumes :"),
            (4, "B. Des prix"),
            (2, "II. Le pétrole"),
            (4, "A. Des puits"),
            (2, "Pour conclure"),
        ]);
        let levels: Vec<u8> = got.iter().map(|g| g.0).collect();
        assert_eq!(levels, [1, 1, 2, 2, 1, 2, 1]);
        assert_eq!(got[2].1, "Des volumes");
    }

    #[test]
    fn a_bare_number_is_its_own_title() {
        let got = levels(&[(2, "I. Le gaz"), (2, "II. –"), (2, ":")]);
        let titles: Vec<_> = got.iter().map(|g| g.1.as_str()).collect();
        assert_eq!(titles, ["Le gaz", "II. –", ":"]);
    }

    #[test]
    fn decimals_nest() {
        let got = levels(&[
            (0, "1. SORTIR"),
            (0, "1.1. Ce que l'on quitte"),
            (0, "1.2. Le reste"),
            (0, "2. L'OR"),
        ]);
        assert_eq!(got.iter().map(|g| g.0).collect::<Vec<_>>(), [1, 2, 2, 1]);
    }

    #[test]
    fn numbers_of_headings() {
        for (title, expected) in [
            ("II. Le gaz", Some(("II", "Le gaz"))),
            ("1.2 Scope", Some(("1.2", "Scope"))),
            ("A – Le gaz", Some(("A", "Le gaz"))),
            ("1) Le gaz", Some(("1", "Le gaz"))),
            ("A road", None),
            ("2026 : l'année", None),
            ("I know", None),
        ] {
            let got = numbering(title).map(|(_, n, taken)| (n, &title[taken..]));
            assert_eq!(got, expected, "{title}");
        }
    }
}
