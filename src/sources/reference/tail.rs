//! What stands behind a title: date, pages, volume, place, and the publisher or journal that is left.

use super::super::words::{WORDS, words};
use super::issued::{self, Issued};
use super::lexicon;
use super::line::Line;
use super::names::{self, Known};
use super::organisation;
use super::pieces::{Kind, Piece, cut, kind};
use crate::model::Person;
use crate::text::fold;

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
        // Works of persons have a publisher; an institution's own seldom name another.
        let (full_stop, comma) = if persons { (0, 0) } else { (1, 2) };
        let least = match (last.before, style) {
            _ if journal => -5,
            ('.', _) => full_stop,
            (',' | '–' | ':', Some(',' | ':' | '–') | None) => comma,
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
