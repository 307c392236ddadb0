//! What the document says of itself: the title, and the front matter where there is one.

use super::Meta;
use super::raw::Raw;
use crate::lang::{self, Lang, Table};
use crate::text::{BlockKind, Zone, fold};
use rustc_hash::FxHashSet;
use serde::Deserialize;
use std::cmp::Reverse;
use std::sync::LazyLock;

/// Reads YAML front matter, one `key: value` a line, into `meta`.
///
/// Only flat keys are read: reports have no others that matter here.
pub(super) fn metadata(yaml: &str, meta: &mut Meta) {
    for line in yaml.lines() {
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        if key.starts_with(char::is_whitespace) {
            continue;
        }
        let value = unquoted(value.trim());
        let value = value.trim_start_matches('[').trim_end_matches(']');
        let value = unquoted(value.trim()).trim();
        if value.is_empty() {
            continue;
        }
        let slot = match key.trim().to_lowercase().as_str() {
            "title" | "titre" => &mut meta.title,
            "subtitle" | "sous-titre" | "soustitre" => &mut meta.subtitle,
            "author" | "authors" | "auteur" | "auteurs" => &mut meta.author,
            "publisher" | "editeur" | "éditeur" | "organisation" | "organization"
            | "institution" => &mut meta.publisher,
            "date" | "published" | "publication_date" | "date_publication" => &mut meta.date,
            _ => continue,
        };
        slot.get_or_insert_with(|| value.to_owned());
    }
}

/// A value without the quotation marks that it begins and ends with.
fn unquoted(value: &str) -> &str {
    (['"', '\''].into_iter())
        .find_map(|mark| value.strip_prefix(mark)?.strip_suffix(mark))
        .unwrap_or(value)
}

/// What the lines at the top are known by, of all languages together.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Rows {
    bylines: Vec<String>,
    made_for: Vec<String>,
    publishers: Vec<String>,
    of: Vec<String>,
    articles: Vec<String>,
    conjunctions: Vec<String>,
}

static ROWS: LazyLock<Rows> = LazyLock::new(|| {
    let mut all = Rows::default();
    for lang in Lang::all() {
        let rows: Rows = lang.load(Table::Structure);
        all.bylines.extend(rows.bylines);
        all.made_for.extend(rows.made_for);
        all.publishers.extend(rows.publishers);
        all.of.extend(rows.of);
        all.articles.extend(rows.articles);
        all.conjunctions.extend(rows.conjunctions);
    }
    // The longest first: `de l'` before `de`.
    for list in [&mut all.bylines, &mut all.made_for, &mut all.of] {
        list.sort_by_key(|row| Reverse(row.len()));
    }
    all
});

/// The front matter's values, completed from the blocks at the top.
pub(super) fn meta(raw: &Raw) -> Meta {
    let mut meta = raw.meta.clone();
    if meta.title.is_none() {
        let title = raw.blocks.iter().find(|b| {
            matches!(b.kind, BlockKind::Heading { level } if level <= 1 || b.zone == Zone::Front)
                && b.zone != Zone::Contents
        });
        meta.title = title.map(|b| one_line(b.text()));
    }
    for block in raw.blocks.iter().take_while(|b| b.zone == Zone::Front) {
        let line = one_line(block.text());
        if Some(&line) == meta.title.as_ref() {
            continue;
        }
        if let Some((names, rest)) = author(&line) {
            meta.author.get_or_insert_with(|| names.to_owned());
            if let Some(publisher) = publisher(rest) {
                meta.publisher.get_or_insert(publisher);
            }
        } else if let Some(publisher) = publisher(&line) {
            meta.publisher.get_or_insert(publisher);
        } else if meta.title.is_some()
            && !line.ends_with('.')
            && !is_day(&line)
            && line.chars().any(char::is_lowercase)
        {
            meta.subtitle.get_or_insert(line);
        }
    }
    let file = &raw.properties;
    Meta {
        title: meta.title.or_else(|| file.title.clone()),
        subtitle: meta.subtitle,
        author: meta.author.or_else(|| file.author.clone()),
        publisher: meta.publisher.or_else(|| file.publisher.clone()),
        date: meta.date,
        saved: file.saved.clone(),
    }
}

/// `4 February 2026`: a line that dates the text, and no numbered heading.
pub(super) fn is_day(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |word: &str, digits: usize| {
        word.len() <= digits && word.bytes().all(|b| b.is_ascii_digit())
    };
    match words[..] {
        [day, _, year] => number(day, 2) && number(year, 4) && year.len() == 4,
        _ => false,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Signs that part what a line at the top says, dashes with the spaces around them.
const PARTS: &[&str] = &[",", "·", ";", "|", " – ", " — ", " - "];

/// Where the first of [`PARTS`] stands in `line`, and where the rest begins.
fn parting(line: &str) -> (usize, usize) {
    let found = PARTS.iter().filter_map(|p| Some((line.find(p)?, p.len())));
    let (at, len) = found.min().unwrap_or((line.len(), 0));
    (at, at + len)
}

/// `Par Maud Lescop et Idris Benhaddou, Brest` → the names, and the place or date behind. Without a word
/// before them, names are known by given names: `Lena Hartwig and Tomás Vidal, Institute …`.
fn author(line: &str) -> Option<(&str, &str)> {
    if let Some(rest) = strip_words(line, &ROWS.bylines) {
        let rest = rest.trim_start_matches([' ', ':', '\u{a0}']);
        let (end, behind) = parting(rest);
        let first = rest[..end].trim();
        let named = first.split(' ').count() >= 2 && first.starts_with(char::is_uppercase);
        let (more, left) = people(rest, behind).unwrap_or((end, behind));
        return named.then(|| (rest[..more].trim(), &rest[left..]));
    }
    let (end, left) = people(line, 0)?;
    Some((line[..end].trim(), &line[left..]))
}

/// Where the parts of `line` end that name nobody but persons, from byte `from` on, and where the rest
/// begins.
fn people(line: &str, from: usize) -> Option<(usize, usize)> {
    let (mut end, mut rest) = (from, from);
    while rest < line.len() {
        let (to, behind) = parting(&line[rest..]);
        let mut people = vec![&line[rest..rest + to]];
        for word in &ROWS.conjunctions {
            let word = format!(" {word} ");
            people = people.iter().flat_map(|p| p.split(word.as_str())).collect();
        }
        if !people.iter().all(|p| is_person(p.trim())) {
            break;
        }
        end = rest + to;
        rest += behind;
    }
    (end > from).then_some((end, rest))
}

/// Whether `name` is a given name and a family name, as far as the list of given names knows.
fn is_person(name: &str) -> bool {
    static GIVEN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
        lang::rows(lang::GIVEN_NAMES)
            .filter_map(|mut cells| cells.next())
            .collect()
    });
    let words: Vec<&str> = name.split(' ').collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return false;
    };
    let given = first.split('-').next().unwrap_or(first);
    (2..=5).contains(&words.len())
        && last.starts_with(char::is_uppercase)
        && words.iter().all(|w| {
            w.chars()
                .all(|c| c.is_alphabetic() || matches!(c, '-' | '.' | '\'' | '’'))
        })
        && GIVEN.contains(given)
}

/// The institution that a line at the top names, without its acronym.
fn publisher(line: &str) -> Option<String> {
    if let Some(at) = ROWS.made_for.iter().find_map(|row| find_words(line, row)) {
        let rest = line[at..].trim_start();
        let rest = rest
            .strip_prefix(|c: char| c == ':')
            .unwrap_or(rest)
            .trim_start();
        return Some(plain_name(drop_article(rest)));
    }
    let mut rest = line;
    let parts = std::iter::from_fn(|| {
        let (end, behind) = Some(parting(rest)).filter(|_| !rest.is_empty())?;
        let part = &rest[..end];
        rest = &rest[behind..];
        Some(part)
    });
    let segments = parts.flat_map(|part| part.split(". "));
    for segment in segments.map(str::trim) {
        let name = named_in(segment);
        let words = fold::fold(name);
        let known = words
            .split([' ', '\''])
            .any(|w| ROWS.publishers.iter().any(|p| p == w));
        if known && name.starts_with(char::is_uppercase) && name.split(' ').count() >= 2 {
            return Some(plain_name(name));
        }
    }
    None
}

/// What a publication's number is followed by: `Note n° 12 de l'Observatoire …` → `Observatoire …`.
fn named_in(segment: &str) -> &str {
    let Some(digit) = segment.rfind(|c: char| c.is_ascii_digit()) else {
        return segment;
    };
    let rest = segment[digit + 1..].trim_start();
    strip_words(rest, &ROWS.of).map_or(segment, str::trim_start)
}

/// `l'Observatoire` → `Observatoire`.
fn drop_article(text: &str) -> &str {
    ROWS.articles
        .iter()
        .find_map(|article| {
            let end: usize = text
                .chars()
                .take(article.chars().count())
                .map(char::len_utf8)
                .sum();
            (fold::fold(&text[..end]) == *article).then(|| &text[end..])
        })
        .unwrap_or(text)
}

/// A name up to its acronym, the comma or the stop behind it.
fn plain_name(text: &str) -> String {
    let end = text.find([',', '(', ';']).unwrap_or(text.len());
    text[..end].trim().trim_end_matches('.').to_owned()
}

/// The rest of `text` after one of `rows`, folded alike, that it begins with.
fn strip_words<'t>(text: &'t str, rows: &[String]) -> Option<&'t str> {
    rows.iter().find_map(|row| {
        let end = find_words(text, row)?;
        (fold::fold(&text[..end]).trim() == row.trim()).then(|| &text[end..])
    })
}

/// Where `row` ends in `text`, both folded: the first place with a word's edge on both sides.
fn find_words(text: &str, row: &str) -> Option<usize> {
    let mut ends = text.char_indices().map(|(i, c)| (i, i + c.len_utf8()));
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    ends.find_map(|(start, _)| {
        if !edge(text[..start].chars().next_back()) {
            return None;
        }
        // Folding may shorten: the end is where as many characters are taken as the row has.
        let end = start
            + text[start..]
                .chars()
                .take(row.chars().count())
                .map(char::len_utf8)
                .sum::<usize>();
        let open = row.ends_with('\'') || edge(text[end..].chars().next());
        (open && fold::fold(&text[start..end]) == row).then_some(end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flat_keys_are_read_in_both_languages() {
        let mut meta = Meta::default();
        metadata(
            "titre: \"Le gaz : un bilan d'Écorénov'\"\nauteur: A. Martin\ndate: 2026-03-01\ntags: [a, b]\n",
            &mut meta,
        );
        assert_eq!(meta.title.as_deref(), Some("Le gaz : un bilan d'Écorénov'"));
        assert_eq!(meta.author.as_deref(), Some("A. Martin"));
        assert_eq!(meta.date.as_deref(), Some("2026-03-01"));
    }

    #[test]
    fn lines_at_the_top_name_author_and_publisher() {
        for (line, expected) in [
            ("Une Analyse réalisée pour BARA", Some("BARA")),
            (
                "Une Note réalisée pour l'Observatoire des mers (ODM), arrêtée au 6 mars",
                Some("Observatoire des mers"),
            ),
            (
                "Note d'analyse n° 12 de l'Observatoire de l'énergie (OPE), 12 mars 2026",
                Some("Observatoire de l'énergie"),
            ),
            (
                "Centre d'études stratégiques (CES), note n° 31, Tunis",
                Some("Centre d'études stratégiques"),
            ),
            (
                "Briefing Paper 11 · Nordic Forum for Security (NFS) · 12 January 2026",
                Some("Nordic Forum for Security"),
            ),
            (
                "Working Paper 2026/04 of the Hadrian Centre for Trade, 20 February",
                Some("Hadrian Centre for Trade"),
            ),
            ("Trois États du Sahel après la CEDEAO", None),
            ("Texte arrêté au 21 novembre 2025", None),
        ] {
            assert_eq!(publisher(line).as_deref(), expected, "{line}");
        }
        for (line, expected) in [
            (
                "Par Maud Lescop et Idris Benhaddou, Brest",
                Some(("Maud Lescop et Idris Benhaddou", " Brest")),
            ),
            (
                "Auteurs : Paul Vidal, Anna-Maria Kovač, Lyon, 2026",
                Some(("Paul Vidal, Anna-Maria Kovač", " Lyon, 2026")),
            ),
            (
                "Par Jeanne Morel — Fondation des ports, 3 mai 2026",
                Some(("Jeanne Morel", "Fondation des ports, 3 mai 2026")),
            ),
            (
                "Lena van Hartwig, Paul Vidal and Anna-Maria Kovač, Institute for Ports, 2026",
                Some((
                    "Lena van Hartwig, Paul Vidal and Anna-Maria Kovač",
                    " Institute for Ports, 2026",
                )),
            ),
            ("Paris, 18 avril 2026", None),
            ("Trois pistes et un avis", None),
            ("Paul et la mer", None),
        ] {
            assert_eq!(author(line), expected, "{line}");
        }
    }
}
