//! Raised and lowered text: a note mark, an exponent, or letters of a word.

use crate::text::{Fragment, NoteMark, Span};

/// Digits as they are raised.
pub(super) const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// What raised or lowered text means.
#[derive(Debug, PartialEq, Eq)]
enum Script {
    /// It belongs to the word before: `m³`, `1er`, `CO2`.
    Text(String),
    /// It calls notes.
    Marks(Vec<String>),
}

/// Decides what the text of `fragment` from `at` on, raised or lowered, means, and puts that in its
/// place; `whole` are the bytes that it takes in the document text, markup included.
pub(super) fn settle(fragment: &mut Fragment, at: usize, whole: Span, raised: bool) {
    if at > fragment.text.len() {
        return;
    }
    let meaning = Script::of(&fragment.text[at..], &fragment.text[..at], raised);
    let marked = fragment.marks.last().is_some_and(|mark| mark.at >= at);
    let rest = fragment.text[at..].chars().any(char::is_alphanumeric);
    fragment.truncate(at);
    // What stands between marks that links have made.
    if marked && !rest {
        return;
    }
    match meaning {
        Script::Text(text) => fragment.push(&text, whole.start(), whole.len()),
        Script::Marks(labels) => {
            for label in labels {
                fragment.marks.push(NoteMark {
                    at,
                    label,
                    source: whole,
                });
            }
        }
    }
}

impl Script {
    fn of(content: &str, before: &str, raised: bool) -> Script {
        let content = content.trim();
        if !raised {
            return Script::Text(content.to_owned());
        }
        let word = before
            .rsplit(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default();
        let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
        match content {
            "2" | "3" if is_length(unit) => {
                return Script::Text(if content == "2" { "²" } else { "³" }.to_owned());
            }
            _ => {}
        }
        // XXe: the ending of an ordinal, not note e.
        let roman = !word.is_empty() && word.bytes().all(|b| b"IVXLC".contains(&b));
        if roman && content.chars().all(char::is_lowercase) {
            return Script::Text(content.to_owned());
        }
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if digits(content) && word == "10" {
            // A power of ten: 10⁶.
            let raised: String = content
                .bytes()
                .map(|b| RAISED[usize::from(b - b'0')])
                .collect();
            return Script::Text(raised);
        }
        let labels: Vec<String> = content
            .split([',', ';', ' '])
            .map(|l| {
                l.trim_matches(|c| matches!(c, '[' | ']' | '(' | ')'))
                    .to_owned()
            })
            .filter(|l| !l.is_empty())
            .collect();
        let is_label = |l: &String| {
            digits(l)
                || l.chars().all(|c| matches!(c, '*' | '†' | '‡' | '§'))
                || (l.len() == 1
                    && !word.ends_with(|c: char| c.is_ascii_digit())
                    && !matches!(word, "n" | "N"))
        };
        if !labels.is_empty() && labels.iter().all(is_label) {
            Script::Marks(labels)
        } else {
            Script::Text(content.to_owned())
        }
    }
}

/// Units of length, which take an exponent.
fn is_length(unit: &str) -> bool {
    matches!(
        unit,
        "m" | "km"
            | "cm"
            | "dm"
            | "mm"
            | "hm"
            | "dam"
            | "nm"
            | "Mm"
            | "Gm"
            | "ft"
            | "mi"
            | "in"
            | "yd"
            | "pi"
    )
}
