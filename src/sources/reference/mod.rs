//! Reading one reference, in whatever style it is written.
//!
//! 1. What describes no work goes: number, address, day of access ([`line`]).
//! 2. The title is told by its marks (quotation marks, italics, a link on it), or else by what
//!    stands around it.
//! 3. What stands before it are the authors ([`names`], [`organisation`]), perhaps with the date.
//! 4. What stands behind it is cut into pieces, and each is told by its form: date, pages, volume,
//!    kind of document, place; what is left is the publisher, or the journal.
//!
//! | style | example |
//! | --- | --- |
//! | French | `Kruk (D.), « *Titre* », BEROC, (2024).` |
//! | ISO 690 | `BENAISSA, Nadia. *Titre*. Oxford : OIES, 2025.` |
//! | APA | `Adeyemi, F., & Brandt, K. (2024). *Title* (Working Paper 218). Kiel Debt Forum.` |
//! | MLA, Chicago | `Smith, John, and Jane Doe. "Title." *Journal* 12, no. 3 (2024): 45-67.` |
//! | Vancouver | `Smith AB, Jones C. Title. J Name. 2024;12(3):45-67.` |
//! | newspaper | `Reuters : « Titre », (21 mai 2026).` |

pub mod issued;
mod lexicon;
pub mod line;
pub mod names;
pub mod organisation;
mod pieces;
mod tail;
mod title;

pub use issued::Issued;
pub use line::{Anchor, Emphasis, Entry};
pub use names::Known;

use super::words::{WORDS, words};
use crate::lang::Lang;
use crate::model::Person;
use crate::text::{fold, guess_language, is_function_word};
use line::Line;
use tail::Tail;
use title::Mark;

/// The fields of a reference.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    pub author: Vec<Person>,
    /// Short names of institutions, from brackets.
    pub acronyms: Vec<String>,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub container_title: Option<String>,
    pub issued: Option<Issued>,
    pub url: Option<String>,
    pub volume: Option<String>,
    pub issue: Option<String>,
    pub page: Option<String>,
    /// The kind of document: `Working Paper 218`, `communiqué`.
    pub genre: Option<String>,
    /// BCP 47, guessed from the title.
    pub language: Option<String>,
    /// Its number in a numbered list.
    pub number: Option<String>,
    /// Whether quotation marks, italics or a link set the title off.
    pub marked: bool,
    /// Whether it says when it was consulted: `accessed 3 March 2025`.
    pub consulted: bool,
}

impl Reference {
    /// Takes the institutions of `zone` as authors; gives the channel that they speak in.
    fn by_institutions(&mut self, zone: &str) -> Option<String> {
        let found = organisation::institutions(zone);
        self.author = found.list;
        self.acronyms = found.acronyms;
        found.channel
    }
}

/// Reads the reference in `entry`.
pub fn parse(entry: &Entry, known: &dyn Known) -> Reference {
    let line = Line::of(entry);
    let mut out = Reference {
        number: line.number.clone(),
        url: line.url.clone(),
        consulted: line.consulted,
        ..Reference::default()
    };
    match title::find(&line) {
        Some(mark) => with_mark(&line, mark, known, &mut out),
        None => without_mark(&line, known, &mut out),
    }
    finish(&mut out);
    out
}

/// The title is set off: authors before, the rest behind.
fn with_mark(line: &Line, mark: Mark, known: &dyn Known, out: &mut Reference) {
    out.marked = true;
    let text = &line.text;
    let before = &text[..mark.outer.start];
    let mut container = None;
    let mut title = text[mark.inner.clone()].to_owned();
    let mut rest_from = mark.outer.end;
    let head = Head::of(before, known, mark.quoted);
    out.author = head.author;
    out.acronyms = head.acronyms;
    out.issued = head.issued;
    if let Some(mut plain) = head.title {
        if let Some(end) = pieces::container_start(&plain) {
            plain.truncate(end);
        }
        // The words before the italics are the title, the italics the journal.
        container = Some(std::mem::replace(&mut title, plain));
    } else if !mark.quoted {
        // `*Titre* : sous-titre`
        let rest = &text[rest_from..];
        let colon = rest.trim_start();
        if colon.starts_with(':') {
            let end = pieces::first_end(rest).unwrap_or(rest.len());
            title.push_str(&rest[..end]);
            rest_from += end;
        }
    }
    out.title = Some(title);
    let host = host(out.url.as_deref());
    let tail = Tail::read(line, rest_from, &host, known);
    if out.author.is_empty() {
        out.author = tail.author.clone();
    }
    take_tail(out, tail);
    if let Some(container) = container {
        let (name, volume) = tail::without_volume(&container);
        out.volume = out.volume.take().or(volume);
        if let Some(other) = out.container_title.replace(name) {
            out.publisher = out.publisher.take().or(Some(other));
        }
    }
    if out.publisher.is_none() && out.container_title.is_none() {
        out.publisher = head.left;
    }
}

fn take_tail(out: &mut Reference, tail: Tail) {
    // A date in the head is that of the author-date style; the tail may tell it more exactly.
    out.issued = match (out.issued.take(), tail.issued) {
        (Some(a), Some(b)) => {
            let same = match (&a.edtf, &b.edtf) {
                (Some(x), Some(y)) => y.starts_with(x.as_str()),
                _ => true,
            };
            Some(match same && b.precision() > a.precision() {
                true => Issued {
                    letter: a.letter,
                    ..b
                },
                false => a,
            })
        }
        (a, b) => a.or(b),
    };
    out.publisher = tail.publisher;
    out.container_title = tail.container;
    out.volume = tail.volume;
    out.issue = tail.issue;
    out.page = tail.page;
    out.genre = tail.genre;
}

/// What stands before a title that is set off.
#[derive(Default)]
struct Head {
    author: Vec<Person>,
    acronyms: Vec<String>,
    issued: Option<Issued>,
    /// A title in plain letters, before a journal in italics.
    title: Option<String>,
    /// Words behind the names that are none, or the channel that an author speaks in.
    left: Option<String>,
}

impl Head {
    fn of(before: &str, known: &dyn Known, quoted: bool) -> Head {
        let mut head = Head::default();
        let mut zone = before.trim();
        if zone.is_empty() {
            return head;
        }
        // `Dupont (J.), Titre du chapitre, in *Ouvrage*`
        let inside = strip_in(zone);
        if let Some(shorter) = inside {
            zone = shorter;
        }
        let mut after = "";
        if let Some((at, end, date)) = pieces::bracketed_date(zone) {
            head.issued = Some(date);
            after = zone[end..].trim_matches(|c: char| {
                c.is_whitespace() || matches!(c, '.' | ',' | ':' | '–' | '—')
            });
            zone = zone[..at].trim_end();
        } else if let Some((at, date)) = pieces::last_is_date(zone) {
            head.issued = Some(date);
            zone = zone[..at].trim_end();
        }
        if names::has_words(after) && !quoted {
            head.title = Some(after.to_owned());
        }
        let trimmed = zone.trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ':' | '–' | '—' | ';')
        });
        let found = names::persons(trimmed, true, known);
        let left = trimmed[found.len..]
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '.' | ';' | '&'));
        if found.list.is_empty() {
            head.institutions(trimmed, quoted, inside.is_some());
            return head;
        }
        head.author = found.list;
        if names::has_words(left) && head.title.is_none() {
            let plain_title = !quoted || inside.is_some();
            // `SAND, Judith. Titre. *Revue*`
            let closed = trimmed[..found.len].ends_with('.');
            let long = words(left).len() >= 3;
            if plain_title
                && (inside.is_some() || long && (closed || organisation::score(left, "") < 3))
            {
                head.title = Some(left.to_owned());
            } else if !WORDS.roles.is(left) {
                let others = organisation::institutions(left);
                // `Smith (J.) et World Bank` is two authors, `Smith (J.), IFRI` one with his house.
                let behind = trimmed.floor_char_boundary(found.len + 8);
                let joined = words(&trimmed[..behind])
                    .last()
                    .is_some_and(|w| WORDS.conjunctions.contains(&w.fold));
                let conjunction = words(&trimmed[found.len..])
                    .first()
                    .is_some_and(|w| WORDS.conjunctions.contains(&w.fold));
                if joined || conjunction {
                    head.author.extend(others.list);
                    head.acronyms.extend(others.acronyms);
                } else {
                    head.left = Some(left.to_owned());
                }
            }
        }
        head
    }

    fn institutions(&mut self, zone: &str, quoted: bool, inside: bool) {
        let mut zone = zone;
        // `World Bank. Title of the article. *Journal*`
        if self.title.is_none()
            && (!quoted || inside)
            && let Some(end) = pieces::sentence_end(zone)
        {
            let rest = zone[end..].trim_matches(|c: char| c.is_whitespace() || c == '.');
            if words(rest).len() >= 2 {
                self.title = Some(rest.to_owned());
                zone = &zone[..end];
            }
        } else if inside && let Some((a, b)) = zone.split_once(", ") {
            self.title = Some(b.trim_end_matches([',', ' ']).to_owned());
            zone = a;
        }
        let found = organisation::institutions(zone);
        self.author = found.list;
        self.acronyms = found.acronyms;
        self.left = found.channel;
    }
}

/// The zone without a final `in`, `dans`.
fn strip_in(zone: &str) -> Option<&str> {
    let trimmed = zone.trim_end_matches(|c: char| c.is_whitespace() || c == ':');
    let last = words(trimmed).pop()?;
    (last.at.end == trimmed.len() && WORDS.in_container.is(&last.fold) && last.at.start > 0)
        .then(|| trimmed[..last.at.start].trim_end_matches([' ', ',', '.']))
}

/// Nothing sets the title off.
fn without_mark(line: &Line, known: &dyn Known, out: &mut Reference) {
    let text = line.text.trim_end();
    let host = host(out.url.as_deref());
    let mut body = 0;
    let mut style = None;
    let mut channel = None;
    // `Author (2024). …`
    if let Some((at, end, date)) = pieces::bracketed_date(text)
        && let zone = text[..at].trim_end()
        && let found = names::persons(zone, true, known)
        && pieces::is_author_zone(zone, found.len, &text[end..])
    {
        if found.list.is_empty() {
            channel = out.by_institutions(zone);
        } else {
            out.author = found.list;
        }
        out.issued = Some(date);
        body = end;
        style = Some(if text[end..].trim_start().starts_with('.') {
            '.'
        } else {
            ','
        });
    } else {
        let found = names::persons(text, false, known);
        if found.list.is_empty() {
            if let Some((end, separator)) = pieces::first_boundary(text)
                && pieces::is_author(&text[..end], &text[end..], separator, &host)
            {
                channel = out.by_institutions(&text[..end]);
                body = end;
                style = Some(separator);
            }
        } else {
            out.author = found.list;
            body = found.len;
            let closed = text[..body].ends_with('.') && !text[body..].starts_with(',');
            style = Some(match text[body..].trim_start().chars().next() {
                Some(',') => ',',
                Some(':') => ':',
                Some('–' | '—' | '-') => '–',
                _ if closed => '.',
                _ => '.',
            });
        }
        // `Smith, John. 2024. Title.`
        let rest = &text[body..];
        let lead = rest.len()
            - rest
                .trim_start_matches(|c: char| {
                    c.is_whitespace() || matches!(c, '.' | ',' | ':' | '–' | '—')
                })
                .len();
        if style.is_some()
            && let Some(end) = pieces::first_end(&rest[lead..])
            && let Some(date) = issued::whole(&rest[lead..lead + end])
        {
            out.issued = Some(date);
            body += lead + end;
            if rest[lead + end..].starts_with('.') {
                style = Some('.');
            }
        }
    }
    let persons = out.author.iter().any(|a| a.family.is_some());
    let cut = tail::split_plain(line, body, style, persons || out.author.is_empty(), &host);
    out.title = cut.title;
    take_tail(out, cut.tail);
    if out.publisher.is_none() && out.container_title.is_none() {
        out.container_title = channel;
    }
}

/// Whether `line` begins like `World Bank (2024)`.
pub(super) fn begins_with_date(line: &str) -> bool {
    pieces::bracketed_date(line).is_some_and(|(at, end, _)| {
        at < 80 && pieces::is_author_zone(line[..at].trim_end(), 0, &line[end..])
    })
}

/// The host of an address.
pub(super) fn host(url: Option<&str>) -> String {
    let key = url.map(super::address::address_key).unwrap_or_default();
    key.split(['/', '?', '#']).next().unwrap_or("").to_owned()
}

/// Tidies the fields, and guesses the language.
fn finish(out: &mut Reference) {
    out.title = out.title.take().as_deref().and_then(title::tidy);
    for field in [&mut out.publisher, &mut out.container_title] {
        *field = field.take().as_deref().and_then(tidy_name);
    }
    if out.publisher == out.container_title {
        out.publisher = None;
    }
    out.language = out.title.as_deref().and_then(language);
}

fn tidy_name(name: &str) -> Option<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '«' | '»' | '"' | '“' | '”' | '[' | ']')
    });
    let stop = name.ends_with('.') && name.matches('.').count() == 1;
    let name = if stop {
        name.trim_end_matches('.')
    } else {
        name
    };
    // A bracket that was opened outside.
    let name = if name.ends_with(')') && !name.contains('(') {
        name.trim_end_matches(')')
    } else {
        name
    };
    (!name.is_empty()).then(|| name.to_owned())
}

/// The language of a title, by its letters and function words; none where nothing speaks.
pub fn language(title: &str) -> Option<String> {
    if title
        .chars()
        .any(|c| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'і' | 'ї' | 'є' | 'ґ' | 'І'))
    {
        let code = match title {
            t if t.contains(['ў', 'Ў']) => "be",
            t if t.contains(['і', 'ї', 'є', 'ґ', 'І', 'Ї', 'Є', 'Ґ']) => "uk",
            t if t.contains(['ы', 'э', 'ё', 'ъ', 'Э']) => "ru",
            _ => return None,
        };
        return Some(code.to_owned());
    }
    let lower: Vec<String> = words(title)
        .iter()
        .map(|w| fold::lower(&title[w.at.clone()]))
        .flat_map(|w| match w.split_once('\'') {
            Some((a, b)) => vec![format!("{a}'"), b.to_owned()],
            None => vec![w],
        })
        .collect();
    let mut votes: Vec<(usize, &str)> = Lang::all()
        .map(|l| {
            (
                lower.iter().filter(|w| is_function_word(l, w)).count(),
                l.code(),
            )
        })
        .chain(WORDS.languages.iter().map(|(code, set)| {
            (
                lower.iter().filter(|w| set.contains(*w)).count(),
                code.as_str(),
            )
        }))
        .collect();
    votes.sort_by_key(|v| std::cmp::Reverse(v.0));
    match votes.as_slice() {
        [first, second, ..] if first.0 > second.0 => Some(first.1.to_owned()),
        [first, ..] if first.0 > 0 => guess_language(title).map(|l| l.code().to_owned()),
        _ => None,
    }
}
