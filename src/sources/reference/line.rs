//! [`Line`]: the text of an entry with what marks its parts, and the cutting out of what is no part
//! of the work's description: number, address, day of access.

use super::super::address;
use super::super::words::{WORDS, words};
use super::issued;
use std::ops::Range;

/// A link in an entry.
#[derive(Clone, Debug)]
pub struct Anchor {
    pub at: Range<usize>,
    pub url: String,
    /// Whether the anchor is the address itself.
    pub bare: bool,
}

/// An entry as it stands in the document.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub text: String,
    /// Italics or bold.
    pub emphasis: Vec<Emphasis>,
    pub links: Vec<Anchor>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Emphasis {
    pub at: Range<usize>,
    pub strong: bool,
}

/// The part of an entry that describes the work.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub text: String,
    pub emphasis: Vec<Emphasis>,
    /// Anchors of links that are words of the entry.
    pub anchors: Vec<Range<usize>>,
    pub url: Option<String>,
    /// The entry's number in the list.
    pub number: Option<String>,
    /// Whether it says when it was consulted.
    pub consulted: bool,
}

/// Stands where an address was taken out.
const ADDRESS: char = '\u{1}';

impl Line {
    pub fn of(entry: &Entry) -> Line {
        let mut line = Line {
            text: entry.text.clone(),
            emphasis: entry.emphasis.clone(),
            anchors: entry
                .links
                .iter()
                .filter(|l| !l.bare)
                .map(|l| l.at.clone())
                .collect(),
            url: entry
                .links
                .iter()
                .find(|l| !is_archive(&l.url))
                .or(entry.links.first())
                .map(|l| address::clean(&l.url)),
            number: None,
            consulted: false,
        };
        line.anchors
            .retain(|a| !is_generic(entry.text.get(a.clone()).unwrap_or("")));
        let bare = entry
            .links
            .iter()
            .filter(|l| l.bare || is_generic(entry.text.get(l.at.clone()).unwrap_or("")))
            .map(|l| widen(&entry.text, l.at.clone(), '<', '>'));
        line.replace(bare.collect(), Some(ADDRESS));
        line.take_doi();
        let number = number(&line.text);
        if let Some((label, len)) = number {
            line.number = label;
            line.replace(std::iter::once(0..len).collect(), None);
        }
        let access = access(&line.text);
        line.consulted = !access.is_empty();
        line.replace(access, None);
        line.replace(intros(&line.text), None);
        let addresses = line
            .text
            .match_indices(ADDRESS)
            .map(|(i, s)| widen(&line.text, i..i + s.len(), '(', ')'))
            .collect();
        line.replace(addresses, None);
        line
    }

    /// `doi:10.1000/182` becomes the address.
    fn take_doi(&mut self) {
        let Some(at) = self.text.find("10.").filter(|&i| {
            let before = self.text[..i]
                .trim_end_matches([':', ' ', '\u{a0}', '/'])
                .to_lowercase();
            before.ends_with("doi") || before.ends_with("doi.org")
        }) else {
            return;
        };
        let len = crate::text::address_len(&self.text[at..]);
        if !self.text[at..at + len].contains('/') {
            return;
        }
        if self.url.is_none() {
            self.url = Some(format!("https://doi.org/{}", &self.text[at..at + len]));
        }
        self.replace(std::iter::once(at..at + len).collect(), Some(ADDRESS));
    }

    /// Cuts the ranges out, or puts `sign` in their place.
    fn replace(&mut self, mut ranges: Vec<Range<usize>>, sign: Option<char>) {
        ranges.retain(|r| r.start < r.end && self.text.get(r.clone()).is_some());
        ranges.sort_by_key(|r| (r.start, r.end));
        let mut text = String::with_capacity(self.text.len());
        // Old offset of each kept stretch, and its new one.
        let mut kept: Vec<(Range<usize>, usize)> = Vec::new();
        let mut from = 0;
        for r in ranges {
            if r.start < from {
                continue;
            }
            kept.push((from..r.start, text.len()));
            text.push_str(&self.text[from..r.start]);
            text.extend(sign);
            from = r.end;
        }
        kept.push((from..self.text.len(), text.len()));
        text.push_str(&self.text[from..]);
        let moved = |r: &Range<usize>| -> Option<Range<usize>> {
            let mut out: Option<Range<usize>> = None;
            for (old, new) in &kept {
                let (a, b) = (r.start.max(old.start), r.end.min(old.end));
                if a < b {
                    let (a, b) = (a - old.start + new, b - old.start + new);
                    out = Some(out.map_or(a..b, |o| o.start..b));
                }
            }
            out
        };
        self.emphasis = self
            .emphasis
            .iter()
            .filter_map(|e| {
                Some(Emphasis {
                    at: moved(&e.at)?,
                    strong: e.strong,
                })
            })
            .collect();
        self.anchors = self.anchors.iter().filter_map(moved).collect();
        self.text = text;
    }
}

/// `range` with the brackets around it, if both are there.
fn widen(text: &str, range: Range<usize>, open: char, close: char) -> Range<usize> {
    let before = text[..range.start].trim_end();
    let after = text[range.end..].trim_start();
    if before.ends_with(open) && after.starts_with(close) {
        before.len() - open.len_utf8()..text.len() - after.len() + close.len_utf8()
    } else {
        range
    }
}

fn is_archive(url: &str) -> bool {
    let key = address::address_key(url);
    key.starts_with("web.archive.org") || key.starts_with("archive.")
}

/// An anchor that says only that there is a link.
fn is_generic(anchor: &str) -> bool {
    let words: Vec<String> = words(anchor).into_iter().map(|w| w.fold).collect();
    WORDS.generic_anchors.contains(&words.join(" "))
}

/// The number or bullet that an entry begins with: its label, and its bytes.
fn number(text: &str) -> Option<(Option<String>, usize)> {
    let trimmed = text.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '-' | '•' | '*' | '–' | '·' | '—')
    });
    let lead = text.len() - trimmed.len();
    let inner = trimmed.strip_prefix(['[', '(']).unwrap_or(trimmed);
    let bracket = inner.len() < trimmed.len();
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &inner[..inner.len() - rest.len()];
    let closed = match bracket {
        true => rest.strip_prefix([']', ')']),
        false => rest
            .strip_prefix(['.', ')'])
            .filter(|r| r.starts_with([' ', '\u{a0}', '\t'])),
    };
    match closed {
        Some(rest) if (1..=3).contains(&digits.len()) => {
            let rest = rest.trim_start_matches([' ', '\u{a0}', '\t', '.']);
            Some((Some(digits.to_owned()), text.len() - rest.len()))
        }
        _ => (lead > 0).then_some((None, lead)),
    }
}

/// `consulté le 2 mars 2026`, `Retrieved March 2, 2026, from`, with the brackets around.
fn access(text: &str) -> Vec<Range<usize>> {
    let all = words(text);
    let mut out = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let Some(n) = WORDS.accessed.len_at(&all, at) else {
            at += 1;
            continue;
        };
        let from = all[at].at.start;
        let date = (at + n + 1..=all.len().min(at + n + 5))
            .rev()
            .find_map(|end| {
                let span = all[at + n].at.start..all[end - 1].at.end;
                issued::whole(&text[span]).map(|_| end)
            });
        let Some(mut end) = date else {
            at += 1;
            continue;
        };
        if all
            .get(end)
            .is_some_and(|w| WORDS.accessed_from.contains(&w.fold))
        {
            end += 1;
        }
        let mut to = all[end - 1].at.end;
        let rest = text[to..].trim_start_matches([',', ' ', ':']);
        to = text.len() - rest.len();
        let span = widen(
            text,
            from..text[..to].trim_end_matches([',', ' ', ':']).len(),
            '(',
            ')',
        );
        out.push(widen(text, span, '[', ']'));
        at = end;
    }
    out
}

/// Words that introduce an address: `Disponible sur :`, `[en ligne]`.
fn intros(text: &str) -> Vec<Range<usize>> {
    let all = words(text);
    let mut out = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let Some(n) = WORDS.address_intros.len_at(&all, at) else {
            at += 1;
            continue;
        };
        let range = all[at].at.start..all[at + n - 1].at.end;
        let rest = text[range.end..].trim_start_matches([' ', '\u{a0}', ':', ',', '.', '\u{202f}']);
        let before = text[..range.start].trim_end();
        let clause = before.is_empty()
            || before.ends_with([
                '.', ',', ';', ')', ']', '»', '"', '”', '(', '[', '–', '—', ':',
            ])
            || before.ends_with(ADDRESS);
        let ends = rest.starts_with(ADDRESS)
            || rest.is_empty() && clause && text[range.end..].contains(':');
        let bracketed = widen(text, range.clone(), '[', ']');
        if bracketed != range {
            out.push(bracketed);
        } else if ends {
            out.push(range.start..text.len() - rest.len());
        }
        at += n;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_description_goes() {
        for (written, kept, url) in [
            (
                "[9] Sénat, Titre. https://a.org/x (consulté le 2 mars 2026)",
                "Sénat, Titre. ",
                Some("https://a.org/x"),
            ),
            (
                "Tecle, S. Title. Retrieved March 2, 2026, from https://a.org/x",
                "Tecle, S. Title. ",
                Some("https://a.org/x"),
            ),
            (
                "Dupont, Titre [en ligne]. Disponible sur : https://a.org/x",
                "Dupont, Titre . ",
                Some("https://a.org/x"),
            ),
            (
                "Smith J. Online harms. doi:10.1000/182",
                "Smith J. Online harms. ",
                Some("https://doi.org/10.1000/182"),
            ),
        ] {
            let mut entry = Entry {
                text: written.to_owned(),
                ..Entry::default()
            };
            if let Some(at) = written.find("https") {
                let end = written[at..].find(' ').map_or(written.len(), |i| at + i);
                entry.links.push(Anchor {
                    at: at..end,
                    url: written[at..end].to_owned(),
                    bare: true,
                });
            }
            let line = Line::of(&entry);
            assert_eq!(line.text.trim_end(), kept.trim_end(), "{written}");
            assert_eq!(line.url.as_deref(), url, "{written}");
        }
    }
}
