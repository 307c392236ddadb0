//! The pieces that punctuation cuts an entry into, and what each of them is.

use super::super::words::{WORDS, words};
use super::issued::{self, Issued};
use super::lexicon;
use super::line::Line;
use super::names::{self, Known};
use super::organisation;
use crate::lang::Lang;
use crate::model::Person;
use crate::text::{SEGMENTATION, fold};
use std::ops::Range;

/// What stands behind the title.
#[derive(Clone, Debug, Default)]
pub struct Tail {
    /// `par Jean Dupont`
    pub author: Vec<Person>,
    pub issued: Option<Issued>,
    pub publisher: Option<String>,
    pub container: Option<String>,
    pub volume: Option<String>,
    pub issue: Option<String>,
    pub page: Option<String>,
    pub genre: Option<String>,
}

#[derive(Clone, Debug)]
struct Piece {
    at: Range<usize>,
    /// The sign before it: `.`, `,`, `(`, `:`, `–`, or `^` at the beginning.
    before: char,
}

/// What a piece is by its form.
#[derive(Clone, Debug, PartialEq)]
enum Kind {
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
fn cut(text: &str, from: usize) -> Vec<Piece> {
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
        // `J.`, `U.S`
        1 => {
            let digit = rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
            word.chars().all(char::is_uppercase) && !digit || next_small && !digit
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
        let close = inner.find([')', ']'])?;
        if let Some(date) = issued::whole(&inner[..close]) {
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
fn kind(piece: &str) -> Kind {
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

/// `Journal of X, 17` as name and volume.
pub fn without_volume(text: &str) -> (String, Option<String>) {
    let trimmed = text.trim().trim_end_matches([',', '.', ';']);
    let name = trimmed.trim_end_matches(|c: char| {
        c.is_ascii_digit() || c.is_whitespace() || matches!(c, '(' | ')' | ',' | '-' | '–')
    });
    let volume: String = trimmed[name.len()..]
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ',')
        .collect();
    if volume.is_empty() || volume.len() >= 4 && volume.bytes().all(|b| b.is_ascii_digit()) {
        return (trimmed.to_owned(), None);
    }
    // `vol. 12` keeps its word out of the name.
    let name = match words(name).last() {
        Some(w) if WORDS.volumes.contains(&w.fold) => {
            name[..w.at.start].trim_end_matches([' ', ','])
        }
        _ => name,
    };
    (name.to_owned(), Some(volume))
}

impl Tail {
    /// Reads what stands behind a title that was set off.
    pub fn read(line: &Line, from: usize, host: &str, known: &dyn Known) -> Tail {
        let mut tail = Tail::default();
        let text = &line.text;
        let mut names: Vec<(String, char, bool)> = Vec::new();
        let mut pieces = merge_dates(text, cut(text, from));
        pieces = split_colons(text, pieces);
        for piece in &pieces {
            let mut part = text[piece.at.clone()].trim_matches(|c: char| {
                c.is_whitespace() || matches!(c, ':' | '«' | '»' | '–' | '—')
            });
            let emphasised = line
                .emphasis
                .iter()
                .any(|e| e.at.start < piece.at.end && piece.at.start < e.at.end);
            let mut inside = false;
            if let Some(n) = WORDS.in_container.prefix(part)
                && part[n..].starts_with([' ', ':', '\u{a0}'])
            {
                part = part[n..].trim_start_matches([' ', ':', '\u{a0}']);
                inside = true;
            }
            if tail.take(kind(part)) {
                continue;
            }
            if let Some(n) = WORDS.authored.prefix(part) {
                let found = names::persons(part[n..].trim_start(), true, known);
                if !found.list.is_empty() {
                    tail.author = found.list;
                    continue;
                }
            }
            // `Le Monde du 3 mai 2024`, `IFRI 2024`, `Journal 12`
            let mut name = part.to_owned();
            if let Some((at, date)) = issued::at_end(part)
                && tail
                    .issued
                    .as_ref()
                    .is_none_or(|d| d.precision() <= date.precision())
            {
                name = part[..at].to_owned();
                tail.issued = Some(date);
            }
            if emphasised || inside {
                let (short, volume) = without_volume(&name);
                name = short;
                tail.volume = tail.volume.take().or(volume);
            }
            names.push((name, piece.before, emphasised || inside));
        }
        tail.name(names, host);
        tail
    }

    /// Takes a piece that its form tells; false for a name.
    fn take(&mut self, kind: Kind) -> bool {
        match kind {
            Kind::Date(date) => {
                let better = self
                    .issued
                    .as_ref()
                    .is_none_or(|d| date.precision() > d.precision());
                if better {
                    self.issued = Some(date);
                }
            }
            Kind::Page(page) => self.page = self.page.take().or(Some(page)),
            Kind::Volume(volume) => self.volume = self.volume.take().or(Some(volume)),
            Kind::Issue(issue) => self.issue = self.issue.take().or(Some(issue)),
            Kind::Locator(date, volume, issue, page) => {
                self.issued = self.issued.take().or(date);
                self.volume = self.volume.take().or(volume);
                self.issue = self.issue.take().or(issue);
                self.page = self.page.take().or(page);
            }
            Kind::Genre(genre) => self.genre = self.genre.take().or(Some(genre)),
            Kind::Place | Kind::Other | Kind::Empty => {}
            Kind::Name => return false,
        }
        true
    }

    /// Chooses publisher and journal among the names, in their order.
    fn name(&mut self, names: Vec<(String, char, bool)>, host: &str) {
        let usable = |n: &str| {
            n.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
                || organisation::score(n, host) > 0
        };
        let mut plain = None;
        for (name, _, emphasised) in names {
            let name = name
                .trim()
                .trim_matches(|c: char| matches!(c, ',' | '.' | '/'))
                .trim();
            if name.is_empty() || !usable(name) {
                continue;
            }
            if emphasised && self.container.is_none() {
                self.container = Some(name.to_owned());
            } else if plain.is_none() {
                plain = Some(name.to_owned());
            }
        }
        // A journal is told by its volume or issue.
        match plain {
            Some(name)
                if self.container.is_none() && (self.issue.is_some() || self.volume.is_some()) =>
            {
                self.container = Some(name)
            }
            plain => self.publisher = plain.map(|p| without_series(&p)),
        }
    }
}

/// `Chatham House Research Paper` as `Chatham House`; `PeaceRep – Peace and Conflict …` as `PeaceRep`.
fn without_series(name: &str) -> String {
    let name = match name.split_once(" – ").or(name.split_once(" — ")) {
        Some((short, _)) if !short.contains(' ') => short,
        _ => name,
    };
    let all = words(name);
    let cut = (1..all.len()).find(|&i| {
        WORDS.genres.len_at(&all, i).is_some_and(|n| {
            all[i + n..].iter().all(|w| {
                WORDS.volumes.contains(&w.fold)
                    || w.fold
                        .chars()
                        .all(|c| c.is_ascii_digit() || matches!(c, '-'))
            }) && name[all[i].at.clone()].starts_with(char::is_uppercase)
        })
    });
    match cut {
        // `Kyiv Post Report`, but not `Human Rights Watch`.
        Some(i) if i + 1 < all.len() || organisation::is_acronym(&name[..all[i].at.start]) => {
            name[..all[i].at.start].trim_end().to_owned()
        }
        _ => name.to_owned(),
    }
}

/// `ISEAS – Yusof Ishak Institute` as one piece.
fn join_dashes(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match out.last_mut() {
            Some(last) if piece.before == '–' => last.at.end = piece.at.end,
            _ => out.push(piece),
        }
    }
    out
}

/// `May 9` and `2025` are one date.
fn merge_dates(text: &str, pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if let Some(last) = out.last_mut()
            && issued::whole(&text[last.at.start..piece.at.end]).is_some()
        {
            last.at.end = piece.at.end;
            continue;
        }
        out.push(piece);
    }
    out
}

/// `Oxford : OIES` as two pieces; `(2024): 45–67` as well.
fn split_colons(text: &str, pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let part = &text[piece.at.clone()];
        let colon = part.match_indices(':').find(|(i, _)| {
            let left = part[..*i].trim();
            let place = lexicon::is_place(left);
            left.is_empty()
                || place
                || words(left).len() <= 2 && part[i + 1..].starts_with(fold::is_space)
        });
        match colon {
            Some((i, _)) if i + 1 < part.len() => {
                let at = piece.at.start + i;
                let right = &text[at + 1..piece.at.end];
                let start = at + 1 + right.len() - right.trim_start().len();
                let left = text[piece.at.start..at].trim();
                let is_date = issued::whole(left).is_some();
                // The place is of no use, a date is.
                if is_date {
                    out.push(Piece {
                        at: piece.at.start..piece.at.start + left.len(),
                        before: piece.before,
                    });
                }
                out.push(Piece {
                    at: start..piece.at.end,
                    before: ':',
                });
            }
            _ => out.push(piece),
        }
    }
    out
}

/// A title in plain letters, and what stands behind it.
pub struct Plain {
    pub title: Option<String>,
    pub tail: Tail,
}

/// Parts title and publisher where nothing sets the title off. `style`: the sign behind the authors;
/// `persons`: whether they are persons, whose works have a publisher.
pub fn split_plain(
    line: &Line,
    from: usize,
    style: Option<char>,
    persons: bool,
    host: &str,
    known: &dyn Known,
) -> Plain {
    let text = &line.text;
    let mut pieces = merge_dates(text, cut(text, from));
    // A dash parts fields only where it does so from the beginning.
    if matches!(style, Some(',' | '.' | ':')) {
        pieces = join_dashes(pieces);
    }
    let mut tail = Tail::default();
    let mut dated = false;
    // What its form tells goes from the end; the last piece left is the title.
    while pieces.len() > 1 {
        let Some(last) = pieces.last() else { break };
        let part = &text[last.at.clone()];
        let what = kind(part);
        let date = matches!(what, Kind::Date(_) | Kind::Locator(Some(_), ..));
        // A second date belongs to the title: `deuxième trimestre 2025, BCEAO, août 2025`.
        if what == Kind::Name || date && dated {
            break;
        }
        dated |= date;
        tail.take(what);
        pieces.pop();
    }
    let mut publisher = None;
    if pieces.len() > 1
        && let Some(last) = pieces.last().cloned()
    {
        let mut part = text[last.at.clone()].to_owned();
        let mut placed = false;
        if let Some((left, right)) = part.split_once(':')
            && right.starts_with(fold::is_space)
            && (words(left).len() <= 2)
            && last.before == '.'
        {
            part = right.trim().to_owned();
            placed = true;
        }
        if !dated
            && let Some((at, date)) = issued::at_end(&part)
            && organisation::score(&part[..at], host) >= 1
        {
            part.truncate(at);
            tail.issued = Some(date);
            dated = true;
        }
        let inside = WORDS
            .in_container
            .prefix(&part)
            .is_some_and(|n| part[n..].starts_with([' ', ':']));
        let score = organisation::score(&part, host)
            + if placed { 3 } else { 0 }
            + if inside { 9 } else { 0 };
        let journal = tail.volume.is_some() || tail.issue.is_some();
        let least = match (last.before, style) {
            _ if journal => -5,
            ('.', _) => {
                if persons {
                    0
                } else {
                    1
                }
            }
            (',' | '–' | ':', Some(',' | ':' | '–') | None) => {
                if persons {
                    0
                } else {
                    2
                }
            }
            _ => 2,
        };
        if score >= least {
            publisher = Some(part.trim().to_owned());
            pieces.pop();
            // The date, or the kind of document, may stand before the publisher.
            while pieces.len() > 1 {
                let Some(last) = pieces.last() else { break };
                let what = kind(&text[last.at.clone()]);
                let known = match what {
                    Kind::Date(_) => !dated,
                    Kind::Genre(_) => {
                        last.before == '(' || text[last.at.clone()].starts_with(char::is_lowercase)
                    }
                    Kind::Place => {
                        // Not the last of several: `Tanger, Ceuta, Melilla`.
                        let before = &text[pieces[pieces.len() - 2].at.clone()];
                        !placed && kind(before) != Kind::Place
                    }
                    _ => false,
                };
                if !known {
                    break;
                }
                dated |= matches!(what, Kind::Date(_));
                placed |= what == Kind::Place;
                tail.take(what);
                pieces.pop();
            }
        }
    }
    let _ = known;
    if let Some(n) = publisher.as_deref().and_then(|p| {
        let n = WORDS.in_container.prefix(p)?;
        p[n..].starts_with([' ', ':']).then_some(n)
    }) {
        let name = publisher.take().unwrap_or_default();
        tail.container = Some(name[n..].trim_start_matches([' ', ':']).to_owned());
    }
    let journal = tail.volume.is_some() || tail.issue.is_some();
    match publisher {
        Some(p) if journal => tail.container = Some(p),
        Some(p) => tail.publisher = Some(without_series(&p)),
        None => {}
    }
    // A kind of document in brackets behind the title is no part of it.
    while pieces.len() > 1 {
        let Some(last) = pieces.last() else { break };
        let what = kind(&text[last.at.clone()]);
        if last.before == '('
            && matches!(
                what,
                Kind::Genre(_) | Kind::Other | Kind::Volume(_) | Kind::Issue(_)
            )
        {
            tail.take(what);
            pieces.pop();
        } else {
            break;
        }
    }
    let title = match (pieces.first(), pieces.last()) {
        (Some(first), Some(last)) => {
            let mut end = last.at.end;
            // The bracket that closes the last piece belongs to it.
            if last.before == '(' && text[end..].starts_with([')', ']']) {
                end += 1;
            }
            Some(text[first.at.start..end].to_owned())
        }
        _ => None,
    };
    Plain { title, tail }
}
