//! The pieces that punctuation cuts an entry into, and what each of them is.

use super::super::words::{WORDS, words};
use super::issued::{self, Issued};
use super::lexicon;
use super::names;
use super::organisation;
use crate::lang::Lang;
use crate::text::{SEGMENTATION, fold};
use std::ops::Range;

#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub at: Range<usize>,
    /// The sign before it: `.`, `,`, `(`, `:`, `–`, or `^` at the beginning.
    pub before: char,
}

/// What a piece is by its form.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Date(Issued),
    Page(String),
    Volume(String),
    Issue(String),
    /// `2024;12(3):45-67` and the like.
    Locator(
        Option<Issued>,
        Option<String>,
        Option<String>,
        Option<String>,
    ),
    Genre(String),
    Place,
    /// Nothing of use: an edition, ISBN, a role.
    Other,
    Name,
    Empty,
}

/// Cuts `text` at `.` `,` `;` and brackets; initials, abbreviations and numbers stay whole.
pub(super) fn cut(text: &str, from: usize) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut start = from;
    let mut before = '^';
    let mut depth = 0usize;
    let push = |start: usize, end: usize, before: char, out: &mut Vec<Piece>| {
        let piece = &text[start..end];
        let a = start + piece.len() - piece.trim_start().len();
        let b = start + piece.trim_end().len();
        if a < b {
            out.push(Piece { at: a..b, before });
        }
    };
    let mut quote = None;
    for (i, c) in text.char_indices().skip_while(|(i, _)| *i < from) {
        let end = i + c.len_utf8();
        let rest = &text[end..];
        match (quote, c) {
            (None, '«') => quote = Some('»'),
            (None, '“') => quote = Some('”'),
            (None, '"') if rest.contains('"') => quote = Some('"'),
            (Some(q), _) if c == q => quote = None,
            _ => {}
        }
        if quote.is_some() {
            continue;
        }
        let spaced = rest.is_empty() || rest.starts_with(fold::is_space);
        let cuts = match c {
            '(' | '[' => {
                depth += 1;
                // `8(2)` is a volume with its issue.
                depth == 1 && !text[..i].ends_with(|c: char| c.is_ascii_digit())
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                depth == 0
                    && !rest.starts_with(|c: char| c == ':' && !spaced_colon(rest))
                    && matching_open_cuts(text, i)
            }
            _ if depth > 0 => false,
            ',' => spaced || rest.starts_with(['«', '"', '“']),
            ';' => spaced,
            '.' => spaced && !is_abbreviation(&text[..i], rest),
            '?' | '!' => spaced && rest.trim_start().starts_with(char::is_uppercase),
            '–' | '—' => spaced && text[..i].ends_with(fold::is_space),
            _ => false,
        };
        if cuts {
            let keep = if matches!(c, '?' | '!') { end } else { i };
            push(start, keep, before, &mut out);
            start = end;
            before = match c {
                '[' => '(',
                ')' | ']' => ',',
                '—' => '–',
                '?' | '!' => '.',
                c => c,
            };
            // The sign behind a bracket counts: `(2024). Title`.
            if matches!(c, ')' | ']') && rest.trim_start().starts_with('.') {
                before = '.';
            }
        }
    }
    push(start, text.len(), before, &mut out);
    out.retain(|p| text[p.at.clone()].chars().any(char::is_alphanumeric));
    out
}

fn spaced_colon(rest: &str) -> bool {
    rest.strip_prefix(':')
        .is_some_and(|r| r.starts_with(fold::is_space))
}

/// Whether the bracket that closes at `close` was one that cuts.
fn matching_open_cuts(text: &str, close: usize) -> bool {
    let open = text[..close].rfind(['(', '[']);
    open.is_some_and(|o| !text[..o].ends_with(|c: char| c.is_ascii_digit()))
}

/// Whether the full stop behind `before` belongs to an abbreviation or an initial.
fn is_abbreviation(before: &str, rest: &str) -> bool {
    let word = before
        .rsplit(|c: char| fold::is_space(c) || matches!(c, '(' | '[' | ','))
        .next()
        .unwrap_or("");
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let next_small = rest
        .trim_start()
        .starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
    let folded = fold::fold(word);
    match letters {
        0 => false,
        // `p. 12`
        1 if WORDS.pages.contains(&folded) && word.starts_with(char::is_lowercase) => next_small,
        // `J.`, `U.S`
        1 => {
            let digit = rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
            !digit && (next_small || word.chars().all(char::is_uppercase))
        }
        _ if word.contains('.') => {
            next_small
                || word.chars().filter(|c| c.is_uppercase()).count() == letters
                    && letters <= 3
                    && !rest.trim_start().is_empty()
        }
        _ => {
            (WORDS.volumes.contains(&folded)
                || WORDS.pages.contains(&folded)
                || WORDS.months.contains_key(&folded)
                || is_open(&folded))
                && (next_small
                    || letters <= 3
                        && !rest.trim_start().is_empty()
                        && WORDS.volumes.contains(&folded))
        }
    }
}

/// Abbreviations that no sentence ends after, of all languages.
fn is_open(word: &str) -> bool {
    Lang::all().any(|l| SEGMENTATION[l].abbreviations.open.contains(word))
}

/// Where the first piece of `text` ends.
pub fn first_end(text: &str) -> Option<usize> {
    let pieces = cut(text, 0);
    pieces.first().map(|p| p.at.end)
}

/// Where the first sentence of `text` ends, when more follows.
pub fn sentence_end(text: &str) -> Option<usize> {
    cut(text, 0)
        .iter()
        .find(|p| p.before == '.')
        .map(|p| text[..p.at.start].trim_end().trim_end_matches('.').len())
}

/// Where `text` goes on with the work that it is part of: `. In P. Grant (Eds.)`.
pub fn container_start(text: &str) -> Option<usize> {
    let all = words(text);
    (1..all.len()).find_map(|i| {
        let n = WORDS.in_container.len_at(&all, i)?;
        let (before, after) = (&text[..all[i].at.start], &text[all[i + n - 1].at.end..]);
        let opens = before
            .trim_end()
            .ends_with(['.', ',', '»', '"', '”', '?', '!']);
        let names = after
            .trim_start_matches([':', ' ', '\u{a0}'])
            .starts_with(char::is_uppercase);
        (opens && names).then_some(all[i].at.start)
    })
}

/// A bracket that holds a date alone: its place and the date. Brackets of authors may stand before.
pub fn bracketed_date(text: &str) -> Option<(usize, usize, Issued)> {
    let mut from = 0;
    while let Some(open) = text[from..].find(['(', '[']).map(|i| from + i) {
        let inner = &text[open + 1..];
        // No date is longer.
        let close = inner
            .char_indices()
            .take(60)
            .find(|(_, c)| matches!(c, ')' | ']'));
        if let Some((close, _)) = close
            && let Some(date) = issued::whole(&inner[..close])
        {
            return Some((open, open + 1 + close + 1, date));
        }
        from = open + 1;
    }
    None
}

/// A date as the last piece: `Smith, John. 2024.`
pub fn last_is_date(text: &str) -> Option<(usize, Issued)> {
    let pieces = cut(text, 0);
    let last = pieces.last().filter(|_| pieces.len() > 1)?;
    let date = issued::whole(&text[last.at.clone()])?;
    // The day and the year may be two pieces: `May 3, 2024`.
    if let [.., before, _] = pieces.as_slice()
        && pieces.len() > 2
        && let Some(date) = issued::whole(&text[before.at.start..last.at.end])
    {
        return Some((before.at.start, date));
    }
    Some((last.at.start, date))
}

/// Whether what stands before a date in brackets are authors.
pub fn is_author_zone(zone: &str, persons: usize, after: &str) -> bool {
    if zone.is_empty() || zone.len() > 600 {
        return false;
    }
    let left = &zone[persons..];
    if persons > 0 {
        return !names::has_words(left) || WORDS.roles.is(left) || words(left).len() <= 3;
    }
    let follows = cut(after, 0).iter().any(|p| {
        !matches!(
            kind(&after[p.at.clone()]),
            Kind::Date(_) | Kind::Page(_) | Kind::Empty
        )
    });
    follows
        && zone.len() <= 200
        && !zone.contains(['?', '!', '«', '"'])
        && sentence_end(zone).is_none()
}

/// The first sign that may end the authors: where, and which.
pub fn first_boundary(text: &str) -> Option<(usize, char)> {
    let colon = text
        .match_indices(':')
        .find(|(i, _)| text[i + 1..].starts_with(fold::is_space))
        .map(|(i, _)| (text[..i].trim_end().len(), ':'));
    let piece = cut(text, 0);
    let sign = match piece.as_slice() {
        // A bracket behind the name belongs to it: `Observatoire (OSB), …`
        [first, second, third, ..] if second.before == '(' => {
            let _ = first;
            Some((
                text[..third.at.start]
                    .trim_end_matches([' ', '.', ',', '\u{a0}', '–', '—'])
                    .len(),
                third.before,
            ))
        }
        [first, second, ..] => Some((first.at.end, second.before)),
        _ => None,
    };
    match (colon, sign) {
        (Some(a), Some(b)) => Some(if a.0 <= b.0 { a } else { b }),
        (a, b) => a.or(b),
    }
}

/// Whether the first piece of an entry names who wrote it, rather than being its title.
pub fn is_author(piece: &str, rest: &str, separator: char, host: &str) -> bool {
    let count = words(piece).len();
    if count == 0 || piece.len() > 150 || issued::whole(piece).is_some() {
        return false;
    }
    let score = organisation::score(piece, host);
    // Behind it there must be a title.
    let pieces = cut(rest, 0);
    let titled = pieces
        .iter()
        .any(|p| matches!(kind(&rest[p.at.clone()]), Kind::Name | Kind::Genre(_)));
    let limit = if separator == ':' { 6 } else { 3 };
    titled
        && piece.starts_with(|c: char| c.is_uppercase() || c.is_lowercase() && score > 0)
        && (count <= limit || score >= 1)
}

/// A stretch that may be authors before a title that no sign parts from them.
pub fn is_short(text: &str) -> bool {
    words(text).len() <= 5
}

/// What a piece is by its form alone.
pub(super) fn kind(piece: &str) -> Kind {
    let piece = piece.trim();
    if let Some(date) = issued::whole(piece) {
        return Kind::Date(date);
    }
    let all = words(piece);
    let Some(first) = all.first() else {
        return Kind::Empty;
    };
    let digits = |s: &str| s.chars().any(|c| c.is_ascii_digit());
    let folded = fold::fold(piece);
    if let Some(locator) = locator(&folded) {
        return locator;
    }
    let number = all
        .iter()
        .skip(1)
        .map(|w| w.fold.as_str())
        .collect::<Vec<_>>();
    if WORDS.pages.contains(&first.fold) && number.iter().any(|n| digits(n)) && number.len() <= 4 {
        return Kind::Page(
            piece[first.at.end..]
                .trim_start_matches(['.', ' ', '\u{a0}'])
                .to_owned(),
        );
    }
    // `215 p.`, `p. 12`, `p12`
    if all.len() == 2 && digits(&first.fold) && WORDS.pages.contains(&all[1].fold) {
        return Kind::Page(first.fold.clone());
    }
    if first
        .fold
        .strip_prefix("pp")
        .or(first.fold.strip_prefix('p'))
        .is_some_and(|r| !r.is_empty() && r.bytes().all(|b| b.is_ascii_digit() || b == b'-'))
    {
        return Kind::Page(first.fold.trim_start_matches('p').to_owned());
    }
    let range = folded
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | ' '));
    if range && folded.contains('-') {
        return Kind::Page(folded.replace(' ', ""));
    }
    if folded.chars().all(|c| c.is_ascii_digit()) && folded.len() <= 4 {
        return Kind::Volume(folded);
    }
    if WORDS.volumes.contains(&first.fold)
        && number.len() <= 3
        && (digits(&folded)
            || number.len() == 1
                && number[0]
                    .chars()
                    .all(|c| matches!(c, 'i' | 'v' | 'x' | 'l')))
    {
        let rest = piece[first.at.end..]
            .trim_start_matches(['.', '°', 'º', ' ', '\u{a0}'])
            .to_owned();
        let issue = first.fold.starts_with('n') || first.fold.starts_with("iss");
        return if issue {
            Kind::Issue(rest)
        } else {
            Kind::Volume(rest)
        };
    }
    if matches!(
        first.fold.as_str(),
        "isbn" | "issn" | "doi" | "isin" | "arxiv" | "eissn"
    ) {
        return Kind::Other;
    }
    if let Some(n) = WORDS.genres.len_at(&all, 0) {
        let rest = &all[n..];
        let numbered = rest
            .iter()
            .all(|w| digits(&w.fold) || WORDS.volumes.contains(&w.fold) || w.fold.len() <= 2);
        if numbered {
            return Kind::Genre(piece.to_owned());
        }
    }
    // `Dix-septième rapport`, `CRS Report R48815` are names; `R48815` is a number.
    if all.len() == 1
        && digits(&first.fold)
        && piece
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_uppercase() || matches!(c, '-' | '/' | '.'))
    {
        return Kind::Other;
    }
    if lexicon::is_place(piece) && !lexicon::is_organisation(piece) {
        return Kind::Place;
    }
    if WORDS.roles.is(piece)
        || WORDS
            .editions
            .len_at(&all, 0)
            .is_some_and(|_| all.len() <= 6)
        || all.len() == 2 && WORDS.ordinals.contains_key(&first.fold)
    {
        return Kind::Other;
    }
    Kind::Name
}

/// `8(2)`, `12(3):45-67`, `2024;12(3):45-67`, `17(4): 210-238`.
fn locator(folded: &str) -> Option<Kind> {
    if !folded
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '(' | ')' | ':' | ';' | '-' | ' ' | '/' | '.'))
    {
        return None;
    }
    let (date, rest) = match folded.split_once(';') {
        Some((year, rest)) => (Some(issued::whole(year)?), rest),
        None => (None, folded),
    };
    let (volume, page) = match rest.split_once(':') {
        Some((v, p)) => (v, Some(p.trim().to_owned())),
        None => (rest, None),
    };
    let (volume, issue) = match volume.split_once('(') {
        Some((v, i)) => (v.trim(), Some(i.trim_end_matches([')', ' ']).to_owned())),
        None => (volume.trim(), None),
    };
    let some = |s: &str| (!s.is_empty()).then(|| s.to_owned());
    (date.is_some() || issue.is_some() || page.is_some())
        .then(|| Kind::Locator(date, some(volume), issue, page))
}
