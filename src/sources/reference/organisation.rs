//! Institutions, publishers and media: whether words name one, and where one ends and the next begins.

use super::super::words::{WORDS, words};
use super::lexicon;
use crate::model::Person;
use crate::text::fold;

/// Whether `word` is one that names of institutions are made of (`Institut`, `l'Agence`, `Press`).
pub fn has_word(word: &str) -> bool {
    let folded = fold::fold(word.trim_matches(|c: char| !c.is_alphanumeric()));
    let bare = folded.rsplit('\'').next().unwrap_or(&folded);
    WORDS.organisations.contains(bare) || WORDS.organisations.contains(&folded)
}

/// How much speaks for `text` being a publisher, an institution or a medium; below 0: rather not.
pub fn score(text: &str, host: &str) -> i32 {
    let text = text.trim();
    let words = words(text);
    let Some(first) = text.chars().find(|c| c.is_alphanumeric()) else {
        return -9;
    };
    let mut score = 0;
    if words.iter().any(|w| has_word(&text[w.at.clone()])) {
        score += 3;
    }
    if is_acronym(text) {
        score += 3;
    }
    if lexicon::is_organisation(text) {
        score += 5;
    }
    let hosted = matches_host(text, host);
    if hosted {
        score += 4;
    }
    let mixed = text
        .split_whitespace()
        .next()
        .is_some_and(|w| w.chars().skip(1).any(char::is_uppercase));
    if first.is_lowercase() && !mixed && !hosted {
        score -= 6;
    }
    if first.is_ascii_digit() {
        score -= 2;
    }
    if words.len() > 9 {
        score -= 2;
    }
    if text.contains(['?', '!']) || text.contains(" : ") || text.contains(": ") {
        score -= 4;
    }
    let capital = |w: &str| w.starts_with(char::is_uppercase);
    let small = words
        .iter()
        .filter(|w| !capital(&text[w.at.clone()]) && w.fold.chars().count() > 3)
        .count();
    if small == 0 && words.len() > 1 {
        score += 1;
    }
    score
}

/// `ISW`, `CBOS`, `iSANS`, `U.S. EPA` are; `Reuters` is not.
pub fn is_acronym(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let upper = text.chars().filter(|c| c.is_uppercase()).count();
    (2..=10).contains(&letters)
        && upper * 3 >= letters * 2
        && !text.trim().contains(' ')
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '&' | '/'))
}

/// Whether the web site of `host` may be that of `name`: by a word, by its initials, or run together.
pub fn matches_host(name: &str, host: &str) -> bool {
    let words = words(name);
    let joined: String = words.iter().map(|w| w.fold.as_str()).collect();
    let joined: String = joined.chars().filter(char::is_ascii_alphanumeric).collect();
    let initials: String = words
        .iter()
        .filter(|w| name[w.at.clone()].starts_with(char::is_uppercase))
        .filter_map(|w| w.fold.chars().next())
        .collect();
    host.split('.')
        .filter(|l| {
            l.len() >= 3
                && !matches!(
                    *l,
                    "www"
                        | "com"
                        | "org"
                        | "net"
                        | "gov"
                        | "example"
                        | "edu"
                        | "int"
                        | "info"
                        | "media"
                        | "news"
                )
        })
        .any(|label| {
            let plain: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
            let run_together = joined.len() >= 3
                && (plain == joined
                    || joined.len() >= 5 && plain.contains(&joined)
                    || plain.len() >= 5 && joined.contains(&plain));
            run_together
                || initials.len() >= 3 && plain.starts_with(&initials)
                || words
                    .iter()
                    .any(|w| w.fold.len() >= 6 && label.split('-').any(|l| l == w.fold))
        })
}

/// Splits names of institutions at commas, `et`, `&`, `;` where both sides name one; a name that
/// holds such a sign itself stays whole.
pub fn split(text: &str) -> Vec<&str> {
    let text = text.trim();
    // Where all is in capitals, no word is an acronym for that.
    let capitals = text.contains(' ') && !text.chars().any(char::is_lowercase);
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    for (i, _) in text.match_indices(';').chain(text.match_indices(" / ")) {
        let len = if text[i..].starts_with(';') { 1 } else { 3 };
        cuts.push((i, i + len));
    }
    let all = words(text);
    let mut conjunction = false;
    for w in &all {
        let inside = text[..w.at.start].ends_with(' ') && text[w.at.end..].starts_with(' ');
        if WORDS.conjunctions.contains(&w.fold) && inside {
            let (left, right) = (&text[..w.at.start], &text[w.at.end..]);
            let left = left.rsplit(", ").next().unwrap_or(left);
            if names_one(left, capitals) && names_one(right, capitals) {
                cuts.push((w.at.start, w.at.end));
                conjunction = true;
            }
        }
    }
    if conjunction || !cuts.is_empty() {
        for (i, _) in text.match_indices(", ") {
            let left = text[..i].rsplit(", ").next().unwrap_or("");
            if names_one(left, capitals) {
                cuts.push((i, i + 1));
            }
        }
    }
    cuts.sort_unstable();
    let mut out = Vec::new();
    let mut from = 0;
    for (a, b) in cuts {
        if a >= from {
            out.push(text[from..a].trim());
            from = b;
        }
    }
    out.push(text[from..].trim());
    out.retain(|p| !p.is_empty());
    out
}

/// A name of its own: begins with a capital, and holds a word of institutions or is an acronym.
fn names_one(text: &str, capitals: bool) -> bool {
    let text = text.trim();
    text.starts_with(char::is_uppercase)
        && (!capitals && is_acronym(text)
            || lexicon::is_organisation(text)
            || text.split_whitespace().any(has_word))
}

/// Institutions, and what the brackets behind them say.
#[derive(Clone, Debug, Default)]
pub struct Institutions {
    pub list: Vec<Person>,
    pub acronyms: Vec<String>,
    /// Where they speak: `Telegram` of `(canal Telegram)`.
    pub channel: Option<String>,
}

/// The institutions that `text` names.
pub fn institutions(text: &str) -> Institutions {
    let mut out = Institutions::default();
    for part in split(text) {
        let (name, bracket) = without_brackets(part);
        if let Some(inside) = bracket {
            if is_short_name(inside) {
                out.acronyms.push(inside.to_owned());
            } else if out.channel.is_none() {
                out.channel = channel(inside);
            }
        }
        let name = name
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')'));
        let stop =
            name.ends_with('.') && !name.trim_end_matches('.').contains('.') && name.len() > 4;
        let name = if stop {
            name.trim_end_matches('.')
        } else {
            name
        };
        if name.chars().any(char::is_alphabetic) {
            out.list.push(Person {
                literal: Some(name.split_whitespace().collect::<Vec<_>>().join(" ")),
                ..Person::default()
            });
        }
    }
    out
}

/// A name without its brackets, and what they hold.
fn without_brackets(text: &str) -> (String, Option<&str>) {
    let Some(open) = text.find(" (") else {
        return (text.to_owned(), None);
    };
    let inner = &text[open + 2..];
    let close = inner.find(')').unwrap_or(inner.len());
    let rest = inner.get(close + 1..).unwrap_or("");
    (
        format!("{}{rest}", &text[..open]),
        Some(inner[..close].trim()),
    )
}

fn is_short_name(inside: &str) -> bool {
    inside.chars().count() <= 12
        && !inside.contains(' ')
        && inside.chars().filter(|c| c.is_uppercase()).count() >= 2
}

/// `Telegram` of `canal Telegram`.
fn channel(inside: &str) -> Option<String> {
    let all = words(inside);
    let known = all.iter().any(|w| WORDS.channels.contains(&w.fold));
    let name = all
        .iter()
        .map(|w| &inside[w.at.clone()])
        .find(|w| w.starts_with(char::is_uppercase))?;
    known.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn institutions_are_split_where_both_sides_name_one() {
        for (text, parts) in [
            (
                "Banque mondiale, Commission européenne et Nations unies",
                &["Banque mondiale", "Commission européenne", "Nations unies"][..],
            ),
            (
                "Semiconductor Industry Association et Boston Consulting Group",
                &[
                    "Semiconductor Industry Association",
                    "Boston Consulting Group",
                ],
            ),
            (
                "Office for Democratic Institutions and Human Rights",
                &["Office for Democratic Institutions and Human Rights"],
            ),
            (
                "Bureau des institutions démocratiques et des droits de l'homme",
                &["Bureau des institutions démocratiques et des droits de l'homme"],
            ),
            ("FAO; WFP", &["FAO", "WFP"]),
            ("FAO et Banque mondiale", &["FAO", "Banque mondiale"]),
            (
                "CONSEIL DES DROITS ÉCONOMIQUES ET SOCIAUX",
                &["CONSEIL DES DROITS ÉCONOMIQUES ET SOCIAUX"],
            ),
        ] {
            assert_eq!(split(text), parts, "{text}");
        }
    }

    #[test]
    fn hosts_speak_for_publishers() {
        for (name, host, expected) in [
            (
                "National Institute for Defense Studies",
                "www.nids.example.go.jp",
                true,
            ),
            ("interface", "www.interface-eu.example.org", true),
            ("Le Monde", "www.lemonde.fr", true),
            ("Grey Zones", "www.nids.example.go.jp", false),
        ] {
            assert_eq!(matches_host(name, host), expected, "{name} {host}");
        }
    }
}
