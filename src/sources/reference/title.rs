//! Titles that are set off: by quotation marks, italics, or a link on them.

use super::line::Line;
use super::{names, pieces};
use crate::text::fold;
use std::ops::Range;

/// A title that is set off.
#[derive(Clone, Debug)]
pub struct Mark {
    /// With the quotation marks.
    pub outer: Range<usize>,
    pub inner: Range<usize>,
    /// By quotation marks (a title) rather than by italics (a title or a journal).
    pub quoted: bool,
}

/// The title of the entry, when something sets it off.
pub fn find(line: &Line) -> Option<Mark> {
    quoted(&line.text)
        .or_else(|| anchored(line))
        .or_else(|| emphasised(line))
}

/// The first quotation that is a field of its own.
fn quoted(text: &str) -> Option<Mark> {
    quotations(text).into_iter().find(|m| {
        let before = text[..m.outer.start].trim_end();
        let after = text[m.outer.end..].trim_start();
        let inner = text[m.inner.clone()].trim();
        if inner.chars().filter(|c| c.is_alphabetic()).count() < 2 {
            return false;
        }
        // Behind a colon in a title: `Jeune Afrique, Niger : "Nous avons quitté un club", entretien`.
        let colon = before.ends_with(':')
            && before.contains(", ")
            && names::persons(before.trim_end_matches([':', ' ']), true, &names::Nothing)
                .list
                .is_empty();
        let field = before.is_empty()
            || before.ends_with([',', '.', ':', ')', ']', ';', '–', '—', '-', '»'])
            || before.ends_with(|c: char| c.is_alphanumeric()) && pieces::is_short(before);
        // Quoted words inside a title go on: `Le « Sud global » en question`.
        let ends = after.is_empty()
            || after.starts_with([',', '.', '(', '[', ';', ':', '–', '—', '-', '*'])
            || inner.ends_with([',', '.', '?', '!', '…'])
            || after.starts_with(|c: char| c.is_uppercase());
        let starts_prose =
            fold::fold(before).ends_with(" le") || fold::fold(before).ends_with(" the");
        field && ends && !colon && !starts_prose
    })
}

/// All quotations of the text, the outermost.
fn quotations(text: &str) -> Vec<Mark> {
    let mut out: Vec<Mark> = Vec::new();
    let mut open: Option<(usize, usize, char, usize)> = None;
    for (i, c) in text.char_indices() {
        let len = c.len_utf8();
        match open {
            None => {
                let close = match c {
                    '«' => '»',
                    '“' => '”',
                    '„' => '“',
                    '"' => '"',
                    _ => continue,
                };
                open = Some((i, i + len, close, 1));
            }
            Some((start, inner, close, depth)) => {
                let closes = c == close || close == '“' && c == '”';
                let opens = matches!((c, close), ('«', '»'));
                if opens {
                    open = Some((start, inner, close, depth + 1));
                } else if closes && depth > 1 {
                    // One mark may close both: `« SCAF : « il volera »,`.
                    let more = text[i + len..].contains(close);
                    if more {
                        open = Some((start, inner, close, depth - 1));
                    } else {
                        out.push(mark(start, inner, i, len));
                        open = None;
                    }
                } else if closes {
                    out.push(mark(start, inner, i, len));
                    open = None;
                }
            }
        }
    }
    out
}

fn mark(start: usize, inner: usize, close: usize, len: usize) -> Mark {
    Mark {
        outer: start..close + len,
        inner: inner..close,
        quoted: true,
    }
}

/// A link on several words: `Reuters, [Title](https://…), 3 mai 2026`.
fn anchored(line: &Line) -> Option<Mark> {
    let total = line.text.trim().len();
    let at = line.anchors.first()?;
    let text = line.text.get(at.clone())?;
    let many = text.split_whitespace().count() >= 2;
    // A link on the whole entry sets nothing off.
    let part = text.trim().len() * 10 < total * 9
        && !line
            .emphasis
            .iter()
            .any(|e| at.start <= e.at.start && e.at.end <= at.end && e.at.len() < at.len());
    (many && part).then(|| Mark {
        outer: at.clone(),
        inner: at.clone(),
        quoted: true,
    })
}

/// Words in italics; bold type only where nothing is in italics.
fn emphasised(line: &Line) -> Option<Mark> {
    let text = &line.text;
    let mut spans: Vec<Range<usize>> = Vec::new();
    let strong = line.emphasis.iter().all(|e| e.strong);
    for e in line.emphasis.iter().filter(|e| e.strong == strong) {
        match spans.last_mut() {
            // One title in two stretches.
            Some(last)
                if text
                    .get(last.end..e.at.start)
                    .is_some_and(|gap| gap.chars().all(|c| c.is_whitespace() || c == ':')) =>
            {
                last.end = e.at.end;
            }
            _ => spans.push(e.at.clone()),
        }
    }
    let is_title = |r: &Range<usize>| {
        let inner = text.get(r.clone()).unwrap_or("").trim();
        let word = inner.trim_matches(|c: char| !c.is_alphanumeric());
        inner.chars().filter(|c| c.is_alphabetic()).count() >= 3
            && !super::WORDS.et_al.is(word)
            && !super::WORDS.in_container.is(word)
            && !super::WORDS.ibid.is(word)
            && !super::WORDS.op_cit.is(word)
    };
    let mut titles = spans.into_iter().filter(is_title);
    let first = titles.next()?;
    // Emphasis on the authors or the medium: `**Dupont, J.** (2024). *Title*`.
    let name = first.start == 0
        && (text[first.clone()].split_whitespace().count() <= 4 && titles.clone().next().is_some()
            || strong && text[first.clone()].split_whitespace().count() <= 5);
    let at = match name {
        true => titles.next()?,
        false => first,
    };
    if strong && at.end >= text.trim_end().len() && at.start == 0 {
        return None;
    }
    Some(Mark {
        outer: at.clone(),
        inner: at,
        quoted: false,
    })
}

/// A title without the marks and the punctuation around it.
pub fn tidy(title: &str) -> Option<String> {
    let joined = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = joined.as_str();
    loop {
        let before = text;
        text = text.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | ':' | '*' | '_' | '–' | '—' | '-')
        });
        if text.ends_with('.') && !text.ends_with("...") && !abbreviated(text) {
            text = text.trim_end_matches('.');
        }
        for (open, close) in [
            ('«', '»'),
            ('“', '”'),
            ('"', '"'),
            ('‘', '’'),
            ('„', '“'),
            ('[', ']'),
        ] {
            let inner = text.strip_prefix(open).and_then(|t| t.strip_suffix(close));
            if let Some(inner) = inner
                && !inner.contains([open, close])
            {
                text = inner;
            }
        }
        // Half a pair.
        for (open, close) in [('«', '»'), ('“', '”'), ('(', ')')] {
            if text.ends_with(open) && !text[..text.len() - open.len_utf8()].contains(open)
                || text.starts_with(open) && !text.contains(close)
            {
                text = text.trim_matches(open);
            }
            if text.ends_with(close) && !text.contains(open) {
                text = text.trim_end_matches(close);
            }
        }
        if text == before {
            break;
        }
    }
    text.chars()
        .any(char::is_alphanumeric)
        .then(|| text.to_owned())
}

/// `… in the U.S.` keeps its stop.
fn abbreviated(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or(text);
    last.trim_end_matches('.').contains('.')
}
