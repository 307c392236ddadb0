//! Rules: mentions that known names, heads, titles and shapes give away.
//!
//! Each proposes a stretch of tokens with a type and the rule's own name; the longest proposal at
//! a place wins. Rules read the [`Scan`] and the document's own evidence ([`Seen`]) only.

use super::lexicon::{Fit, Follow, LEXICON, WordFlags};
use super::scan::{HeadHit, NameHit, Scan};
use super::seen::Seen;
use crate::model::EntityType;
use crate::text::{Document, Shape, TokenKind};
use std::ops::Range;

/// A mention before it is tied to an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub tokens: Range<usize>,
    pub kind: EntityType,
    pub rule: &'static str,
}

/// The proposals of all rules for one sentence, in order, none overlapping another.
pub fn propose(doc: &Document, scan: &Scan, seen: &Seen, sentence: usize) -> Vec<Found> {
    let range = doc.sentences[sentence].tokens.clone();
    let rules = Rules {
        doc,
        scan,
        seen,
        end: range.end,
        start: range.start,
        capitals: scan.capitals[sentence],
    };
    let mut out: Vec<Found> = Vec::new();
    let mut names = scan.names.partition_point(|n| n.tokens.start < range.start);
    let mut heads = scan.heads.partition_point(|h| h.tokens.start < range.start);
    let mut at = range.start;
    while at < range.end {
        while scan.names.get(names).is_some_and(|n| n.tokens.start < at) {
            names += 1;
        }
        while scan.heads.get(heads).is_some_and(|h| h.tokens.start < at) {
            heads += 1;
        }
        let here = |t: &Range<usize>| t.start == at;
        let name = scan.names[names..]
            .iter()
            .take_while(|n| here(&n.tokens))
            .find(|n| rules.accepts(n));
        let mut best = name.map(|n| Found {
            tokens: n.tokens.clone(),
            kind: n.kind(),
            rule: "name/list",
        });
        let mut outside = None;
        for head in scan.heads[heads..].iter().take_while(|h| here(&h.tokens)) {
            let found = rules.after_head(head);
            if found.as_ref().is_some_and(|f| f.tokens.start > at) {
                outside = longer(outside, found);
            } else {
                best = longer(best, found);
            }
        }
        // A head that is written with a capital and stays outside (`l'ONG Oxfam`) is no part of a run.
        if outside.is_none() {
            best = longer(best, rules.run(at));
        }
        let best = best.or(outside);
        match best {
            Some(found) => {
                at = found.tokens.end;
                out.push(found);
            }
            None => at += 1,
        }
    }
    out
}

fn longer(a: Option<Found>, b: Option<Found>) -> Option<Found> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.tokens.len() > a.tokens.len() {
            b
        } else {
            a
        }),
        (a, b) => a.or(b),
    }
}

struct Rules<'a> {
    doc: &'a Document,
    scan: &'a Scan,
    seen: &'a Seen,
    start: usize,
    end: usize,
    /// Whether the sentence is written in capitals, so that they say nothing.
    capitals: bool,
}

impl Rules<'_> {
    fn flags(&self, at: usize) -> WordFlags {
        self.scan.flags(self.doc, at)
    }

    /// A word that begins with a capital or holds one, or a designation.
    fn is_capital(&self, at: usize) -> bool {
        if at >= self.end {
            return false;
        }
        let token = &self.doc.tokens[at];
        let form = self.doc.form(at);
        token.kind == TokenKind::Word
            && (form.is_capital()
                || form.shape == Shape::Mixed
                || form.shape == Shape::Alphanumeric && form.text.chars().any(char::is_uppercase))
    }

    /// Whether the capital of `at` may be that of the sentence alone.
    fn is_first(&self, at: usize) -> bool {
        self.seen.first_words[at]
    }

    /// Whether a known name may stand here.
    fn accepts(&self, hit: &NameHit) -> bool {
        let at = hit.tokens.start;
        if hit.tokens.len() == 1 && self.flags(at).has(WordFlags::COMMON) {
            return false;
        }
        let letters = || {
            let text = self.doc.text.slice(self.doc.span_of(hit.tokens.clone()));
            text.chars().filter(|c| c.is_alphabetic()).count()
        };
        match hit.fit() {
            Fit::Capitals => !hit.is_weak() && (self.capitals || letters() >= 4),
            _ if self.capitals => !hit.is_weak(),
            _ if hit.is_weak() => {
                let one = hit.tokens.len() == 1;
                let person = self.flags(at).has(WordFlags::GIVEN) && self.is_capital(at + 1);
                !(one && (self.is_first(at) || person))
            }
            _ => {
                // A given name or surname that goes on is a person: Paris Hilton, Jordan Bardella.
                let one = hit.tokens.len() == 1;
                !(one
                    && self.flags(at).has(WordFlags::GIVEN)
                    && self.is_capital(at + 1)
                    && self.flags(at + 1).0 & WordFlags::COMMON.0 == 0)
                    && !(one && self.is_first(at) && self.seen.is_common(self.doc, at))
            }
        }
    }

    /// What a head and the words beside it name.
    fn after_head(&self, hit: &HeadHit) -> Option<Found> {
        let head = &LEXICON.heads[hit.head as usize];
        let next = hit.tokens.end;
        if self.capitals {
            return None;
        }
        let Follow {
            capital,
            link,
            long,
            number,
            quote,
            ..
        } = head.follow;
        let mut end = next;
        if capital && self.is_capital(next) && self.doc.tokens[next].gap {
            end = self.run_end(next);
        } else if number && self.reference(next).is_some() {
            end = self.reference(next).unwrap_or(next);
        } else if (link || long) && next < self.end {
            end = self.official(next, long);
            // Institutions hold meetings and have seats: the summit of NATO is no name.
            let last = self.doc.form(end.saturating_sub(1));
            let institution = head.kind == EntityType::Event
                && (last.shape == Shape::Upper || self.flags(end - 1).has(WordFlags::COMMON));
            if !long && institution {
                end = next;
            }
        }
        if quote && let Some(title) = self.quoted(next) {
            return Some(Found {
                tokens: title,
                kind: head.kind,
                rule: "name/title",
            });
        }
        if end == next {
            return None;
        }
        let start = if head.inside { hit.tokens.start } else { next };
        if !head.inside && self.flags(start).has(WordFlags::DEMONYM) {
            return None;
        }
        Some(Found {
            tokens: start..end,
            kind: head.kind,
            rule: "name/head",
        })
    }

    /// The words between quotation marks that open at `at`.
    fn quoted(&self, at: usize) -> Option<Range<usize>> {
        let close = match self.doc.token_text(at.min(self.end - 1)) {
            "«" => "»",
            "“" => "”",
            "\"" => "\"",
            _ => return None,
        };
        let end = (at + 1..self.end.min(at + 20)).find(|&t| self.doc.token_text(t) == close)?;
        (end > at + 1 && self.is_capital(at + 1)).then_some(at + 1..end)
    }

    /// Where a reference ends that begins at `at`: `690`, `n° 2024-12`, `(UE) 2019/1009`, `13224`.
    fn reference(&self, at: usize) -> Option<usize> {
        let text = |i: usize| {
            if i < self.end {
                self.doc.token_text(i)
            } else {
                ""
            }
        };
        let number = |i: usize| i < self.end && self.doc.tokens[i].kind == TokenKind::Number;
        let mut i = at;
        if text(i) == "(" && text(i + 2) == ")" && self.is_capital(i + 1) {
            i += 3;
        }
        if self
            .doc
            .tokens
            .get(i)
            .is_some_and(|t| t.kind != TokenKind::Number)
            && matches!(
                &*self.doc.form(i.min(self.end - 1)).lower,
                "n°" | "no" | "no." | "nº"
            )
        {
            i += 1;
        }
        if !number(i) {
            return None;
        }
        i += 1;
        while matches!(text(i), "/" | "-" | "–") && number(i + 1) && !self.doc.tokens[i].gap {
            i += 2;
        }
        Some(i)
    }

    /// Where an official name ends that goes on from `at` (behind its head): adjectives, then tied
    /// nouns. Without `long` every tied noun must have a capital.
    fn official(&self, at: usize, long: bool) -> usize {
        let mut end = at;
        let mut i = at;
        let mut words = 0;
        while i < self.end && words < 9 {
            let form = self.doc.form(i);
            if self.doc.tokens[i].kind != TokenKind::Word {
                break;
            }
            let flags = self.flags(i);
            if self.is_capital(i) {
                i = self.run_end(i);
                end = i;
                words += 1;
                continue;
            }
            if long
                && form.shape == Shape::Lower
                && (flags.has(WordFlags::ADJECTIVE) || flags.has(WordFlags::DEMONYM))
                && !flags.has(WordFlags::TIE)
            {
                i += 1;
                end = i;
                words += 1;
                continue;
            }
            if !flags.has(WordFlags::TIE) {
                break;
            }
            // The tie, articles, then a noun.
            let mut j = i + 1;
            while j < self.end && self.flags(j).has(WordFlags::ARTICLE) {
                j += 1;
            }
            if j >= self.end || self.doc.tokens[j].kind != TokenKind::Word {
                break;
            }
            if self.is_capital(j) {
                // In official names that go on in small letters a capital behind `et` begins another name.
                if long && flags.has(WordFlags::CONJUNCTION) {
                    break;
                }
                j = self.run_end(j);
            } else if long && self.doc.form(j).shape == Shape::Lower && words < 4 {
                j += 1;
            } else {
                break;
            }
            i = j;
            end = i;
            words += 1;
        }
        end
    }

    /// Where the run of capitalised words that begins at `at` ends.
    fn run_end(&self, at: usize) -> usize {
        let mut end = at + 1;
        while end < self.end {
            let token = &self.doc.tokens[end];
            if self.is_capital(end)
                || (token.kind == TokenKind::Number
                    && self.doc.form(end).shape == Shape::Digits
                    && self.doc.form(end).text.len() <= 2
                    && token.gap)
            {
                end += 1;
            } else if self.joins(end) && self.is_capital(end + 1) {
                end += 2;
            } else {
                break;
            }
        }
        end
    }

    /// Whether the sign at `at` joins the words beside it: `Kars–Nakhchivan`, `S&P`.
    fn joins(&self, at: usize) -> bool {
        if at + 1 >= self.end {
            return false;
        }
        let gaps = (self.doc.tokens[at].gap, self.doc.tokens[at + 1].gap);
        match self.doc.token_text(at) {
            "-" | "–" | "’" | "'" => gaps.0 == gaps.1,
            "&" => !gaps.0,
            _ => false,
        }
    }

    /// A run of capitalised words that no list has.
    fn run(&self, at: usize) -> Option<Found> {
        if self.capitals || !self.is_capital(at) {
            return None;
        }
        let flags = self.flags(at);
        let first = self.is_first(at);
        let form = self.doc.form(at);
        if first && crate::text::is_function_word(self.lang(), &form.lower) {
            return None;
        }
        let end = self.run_end(at);
        if let Some(found) = self.ends_in_head(at, end) {
            return Some(found);
        }
        if let Some(person) = self.person(at) {
            return Some(person);
        }
        let one = end == at + 1;
        if one
            && (flags.has(WordFlags::COMMON)
                || flags.has(WordFlags::DEMONYM)
                || first && self.seen.is_common(self.doc, at))
        {
            return None;
        }
        if first && one && form.shape != Shape::Upper {
            return None;
        }
        let before = at.checked_sub(1).filter(|&b| b >= self.start);
        let place = before.is_some_and(|b| self.flags(b).has(WordFlags::PLACE));
        let kind = if form.shape == Shape::Upper {
            if form.text.chars().count() < 2 {
                return None;
            }
            EntityType::Organisation
        } else if form.shape == Shape::Alphanumeric {
            EntityType::Product
        } else if one && !place && end < self.end && self.flags(end).has(WordFlags::SAYING) {
            EntityType::Person
        } else if one {
            EntityType::Location
        } else {
            EntityType::Organisation
        };
        Some(Found {
            tokens: at..end,
            kind,
            rule: "name/capital",
        })
    }

    fn lang(&self) -> crate::lang::Lang {
        self.doc.sentences[self.scan.sentence[self.start] as usize].lang
    }

    /// A run whose last word is a head that closes names: `Black Sea`, `Tbilisi Institute`, and
    /// what is tied to it (`Institute for the Study of War`).
    fn ends_in_head(&self, at: usize, end: usize) -> Option<Found> {
        let first = self.scan.heads.partition_point(|h| h.tokens.start < at);
        let hit = self.scan.heads[first..]
            .iter()
            .take_while(|h| h.tokens.start <= end)
            .filter(|h| h.tokens.start > at && (h.tokens.end == end || h.tokens.start == end))
            .find(|h| LEXICON.heads[h.head as usize].follow.end)?;
        let head = &LEXICON.heads[hit.head as usize];
        let mut stop = hit.tokens.end;
        if head.follow.link {
            stop = self.official(stop, false).max(stop);
        }
        Some(Found {
            tokens: at..if head.inside { stop } else { hit.tokens.start },
            kind: head.kind,
            rule: "name/head",
        })
    }

    /// A person: a given name or initial and a family name, or a name behind a title.
    fn person(&self, at: usize) -> Option<Found> {
        let titled = self.is_titled(at);
        let form = self.doc.form(at);
        let initial = form.text.ends_with('.') && form.text.chars().count() <= 3
            || form.text.ends_with('.')
                && form.text.matches('.').count()
                    == form.text.chars().filter(|c| c.is_alphabetic()).count();
        let given = self.flags(at).has(WordFlags::GIVEN) && form.shape == Shape::Capitalised
            || self.hyphened_given(at);
        if !(titled || initial || given) {
            return None;
        }
        if !titled && self.flags(at).has(WordFlags::DEMONYM) {
            return None;
        }
        let mut end = at + 1;
        let mut family = !(initial || given);
        let mut i = end;
        while i < self.end && i < at + 7 {
            let flags = self.flags(i);
            let text = self.doc.token_text(i);
            if self.is_capital(i) && !flags.has(WordFlags::COMMON) {
                i += 1;
                end = i;
                family = true;
            } else if matches!(text, "-") && !self.doc.tokens[i].gap {
                i += 1;
            } else if flags.has(WordFlags::PARTICLE) && end == i {
                // One particle or two, then a capital.
                let mut j = i + 1;
                while j < self.end && self.flags(j).has(WordFlags::PARTICLE) && !self.is_capital(j)
                {
                    j += 1;
                }
                if self.is_capital(j) {
                    i = j;
                } else {
                    break;
                }
            } else {
                break;
            }
        }
        if !family || end == at + 1 && !titled {
            return None;
        }
        Some(Found {
            tokens: at..end,
            kind: EntityType::Person,
            rule: "name/person",
        })
    }

    /// `Jean-Marie`, `Chih-wei`: parts that are given names.
    fn hyphened_given(&self, at: usize) -> bool {
        let fold = &self.doc.form(at).fold;
        match fold.split_once('-') {
            Some((a, b)) => {
                let lang = self.lang();
                LEXICON.word(lang, a).has(WordFlags::GIVEN)
                    && LEXICON.word(lang, b).has(WordFlags::GIVEN)
            }
            None => false,
        }
    }

    /// Whether a title ends right before `at`.
    fn is_titled(&self, at: usize) -> bool {
        (at.saturating_sub(4).max(self.start)..at).any(|i| self.scan.titles[i] as usize == at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::{Lang, Table};
    use crate::read::{Format, read_text};

    fn proposals(lang: Lang, text: &str) -> (Document, Vec<Found>) {
        let doc = Document::new(
            read_text(text.to_owned(), Some(Format::Text)).text,
            Some(lang),
        );
        let scan = Scan::new(&doc);
        let seen = Seen::new(&doc, &scan);
        let found = super::super::propose(&doc, &scan, &seen);
        (doc, found)
    }

    /// Every head's example gives a mention of its type, with or without the head; its near-miss gives none
    /// that holds the head.
    #[test]
    fn heads_prove_themselves() {
        let mut wrong = Vec::new();
        for lang in Lang::all() {
            for row in lang.rows(Table::Heads) {
                let row: Vec<&str> = row.collect();
                let [kind, head, span, _, example] = row[..5] else {
                    panic!("a row without example: {row:?}");
                };
                let (doc, found) = proposals(lang, &format!("— et {example}, ."));
                let text = |f: &Found| doc.text.slice(doc.span_of(f.tokens.clone())).to_owned();
                let right = found.iter().any(|f| {
                    let kind_of = serde_json::to_value(f.kind).unwrap();
                    let covers = text(f).contains(head) == (span == "in");
                    kind_of == kind && (covers || f.rule == "name/list")
                });
                if !right && !example.is_empty() {
                    let got: Vec<_> = found.iter().map(|f| (f.kind, text(f))).collect();
                    wrong.push(format!("{kind} {head} {span}: {example}: {got:?}"));
                }
                if let Some(near) = row.get(5).filter(|n| !n.is_empty()) {
                    let (doc, found) = proposals(lang, &format!("— et {near}, ."));
                    let text = |f: &Found| doc.text.slice(doc.span_of(f.tokens.clone())).to_owned();
                    for f in found.iter().filter(|f| f.rule == "name/head") {
                        if text(f).contains(head) {
                            wrong.push(format!("{kind} {head} near miss {near}: {}", text(f)));
                        }
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    }
}
