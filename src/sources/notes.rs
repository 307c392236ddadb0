//! Notes: foot- and endnotes, which may hold whole references, short ones, remarks, or several at once.
//!
//! A note is cut into segments; each is told apart:
//!
//! | segment | example | becomes |
//! | --- | --- | --- |
//! | reference | `Bauer (J.), *Magdebourg*, interface, 2025, <https://…>` | a work, or the entry of the list that it is |
//! | short form | `Halmai (E.), 2024, p. 9` | a label of the work meant |
//! | repetition | `Ibid., p. 17`, `Kovaltchouk, op. cit.` | a label of the work meant |
//! | remark | `Entretien avec l'auteur` | nothing |
//!
//! `Ibid.` is the work cited last; `op. cit.` the author's work cited last. A short form that several
//! works answer to is left alone.

use super::entries::{self, Names};
use super::reference::{self, Entry, Reference, names as persons, organisation};
use super::shelf::{Shelf, Work};
use super::words::{WORDS, Word, words};
use crate::model::{Label, LabelKind, Manner, SourceKind};
use crate::text::{BlockKind, Document, Span, Zone, fold, is_year_of_work};
use std::ops::Range;

/// Puts the works that notes cite on the shelf, and the notes' labels on the works.
pub(super) fn collect(doc: &Document, names: &Names, shelf: &mut Shelf) {
    let mut reader = Reader {
        doc,
        names,
        shelf,
        cited: Vec::new(),
        later: Vec::new(),
    };
    for block in &doc.text.blocks {
        let label = match &block.kind {
            BlockKind::Note { label } => Some(label.as_str()),
            kind if block.zone == Zone::Notes
                && !matches!(kind, BlockKind::Heading { .. } | BlockKind::Code) =>
            {
                None
            }
            _ => continue,
        };
        if block.span.len() <= entries::LONGEST {
            reader.note(block.span, label);
        }
    }
    let later = std::mem::take(&mut reader.later);
    for short in later {
        let works = short.works(reader.shelf, &[]);
        reader.label(works, &short.label, short.at, short.manner);
    }
}

/// Works of one author that a short form is looked for in.
const MOST_WORKS: usize = 100;

struct Reader<'a> {
    doc: &'a Document,
    names: &'a Names<'a>,
    shelf: &'a mut Shelf,
    /// Works in the order that the notes cite them.
    cited: Vec<usize>,
    /// Short forms of works that come later.
    later: Vec<Short>,
}

/// A short form: what is known of the work that it means.
struct Short {
    /// Keys of the authors named.
    authors: Vec<String>,
    years: Vec<String>,
    words: Vec<String>,
    /// Whether the author's work cited last is meant.
    repeats: bool,
    label: Option<String>,
    at: Span,
    manner: Manner,
}

impl Reader<'_> {
    fn note(&mut self, span: Span, label: Option<&str>) {
        let whole = entries::entry(self.doc, span);
        for range in segments(&whole) {
            let text = &whole.text[range.clone()];
            let (skip, manner) = lead(text);
            let range = range.start + skip..range.end;
            if range.is_empty() {
                continue;
            }
            let at = Span::new(span.start() + range.start, span.start() + range.end);
            self.segment(&whole, range, at, span, label, manner);
        }
    }

    fn segment(
        &mut self,
        whole: &Entry,
        range: Range<usize>,
        at: Span,
        note: Span,
        label: Option<&str>,
        manner: Manner,
    ) {
        let text = whole.text[range.clone()].trim();
        let label = label.map(str::to_owned);
        let short = if manner == Manner::Also {
            manner
        } else {
            Manner::Short
        };
        if let Some(n) = WORDS.ibid.prefix(text) {
            let last = self.cited.last().copied();
            let entry = entries::entry(self.doc, Span::new(at.start() + n, at.end()));
            let mut other = reference::parse(&entry, self.names);
            // `Id., *Autre titre*, 2023` is another work of the same author.
            if other.marked
                && other.author.is_empty()
                && (other.issued.is_some() || other.url.is_some())
            {
                if let Some(last) = last {
                    other.author = self.shelf.works[last].reference.author.clone();
                }
                self.full(other, at, note, label, manner);
            } else if let Some(last) = last {
                self.label(vec![last], &label, note, short);
            }
            return;
        }
        let all = words(text);
        if let Some(i) = (0..all.len()).find(|&i| WORDS.op_cit.len_at(&all, i).is_some()) {
            let before = &text[..all[i].at.start];
            let short = Short {
                authors: self.authors(before),
                years: years(&all),
                words: title_words(before),
                repeats: true,
                label: label.clone(),
                at: note,
                manner: short,
            };
            self.short(short);
            return;
        }
        let entry = entries::entry(self.doc, at);
        let reference = reference::parse(&entry, self.names);
        if is_whole(&reference, text) {
            self.full(reference, at, note, label, manner);
            return;
        }
        let authors = self.authors_of_short(text, &reference, &all);
        if !authors.is_empty() {
            self.short(Short {
                authors,
                years: years(&all),
                words: title_words(text),
                repeats: false,
                label,
                at: note,
                manner: short,
            });
        }
    }

    fn full(
        &mut self,
        reference: Reference,
        at: Span,
        note: Span,
        name: Option<String>,
        manner: Manner,
    ) {
        let labels = name.map(|name| Label {
            kind: LabelKind::Note,
            name,
            at: note,
            manner,
        });
        let text = self.doc.text.slice(at);
        let end = text
            .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ';' | ','))
            .len();
        let at = Span::new(at.start(), at.start() + end);
        let work = self.shelf.add(Work {
            kind: SourceKind::Footnote,
            span: at,
            reference,
            labels: labels.into_iter().collect(),
            rule: "source.note",
        });
        self.cited.push(work);
    }

    fn short(&mut self, short: Short) {
        let works = short.works(self.shelf, &self.cited);
        if works.is_empty() {
            self.later.push(short);
        } else {
            self.cited.extend(&works);
            self.label(works, &short.label, short.at, short.manner);
        }
    }

    fn label(&mut self, works: Vec<usize>, name: &Option<String>, at: Span, manner: Manner) {
        let Some(name) = name else { return };
        for work in works {
            let labels = &mut self.shelf.works[work].labels;
            let known = labels
                .iter()
                .any(|l| l.kind == LabelKind::Note && l.name == *name && l.at == at);
            if !known {
                labels.push(Label {
                    kind: LabelKind::Note,
                    name: name.clone(),
                    at,
                    manner,
                });
            }
        }
    }

    /// The authors that `text` names, by what stands on the shelf.
    fn authors(&self, text: &str) -> Vec<String> {
        let found = persons::persons(text, true, self.names);
        let mut out: Vec<String> = found.list.into_iter().filter_map(|p| p.family).collect();
        if out.is_empty() {
            let head = text.split([',', '(']).next().unwrap_or(text).trim();
            if !self.shelf.by_author(head).is_empty() {
                out.push(head.to_owned());
            }
        }
        if out.is_empty() {
            out = words(text)
                .iter()
                .map(|w| &text[w.at.clone()])
                .filter(|w| {
                    w.starts_with(char::is_uppercase) && !self.shelf.by_author(w).is_empty()
                })
                .map(str::to_owned)
                .collect();
        }
        out
    }

    /// Authors of `Halmai (E.), 2024, p. 9` and of `… on se reportera à Lefebvre-Novák (2022)`.
    fn authors_of_short(&self, text: &str, reference: &Reference, all: &[Word]) -> Vec<String> {
        let head: Vec<String> = reference
            .author
            .iter()
            .filter_map(|p| p.family.clone().or(p.literal.clone()))
            .collect();
        if !head.is_empty()
            && head.iter().any(|n| {
                !self.shelf.by_author(n).is_empty()
                    || reference.author.iter().any(|p| p.family.is_some())
            })
            && reference.title.as_deref().is_none_or(|t| {
                words(t).len() < 2
                    || !t.starts_with(char::is_uppercase)
                    || reference.issued.is_some()
            })
        {
            return head;
        }
        // A name with a year right behind it.
        all.windows(2)
            .filter(|pair| {
                let name = &text[pair[0].at.clone()];
                let gap = &text[pair[0].at.end..pair[1].at.start];
                name.starts_with(char::is_uppercase)
                    && is_year_of_work(&pair[1].fold)
                    && gap.trim().chars().all(|c| matches!(c, ',' | '(' | '['))
                    && !self.shelf.by_author(name).is_empty()
            })
            .map(|pair| text[pair[0].at.clone()].to_owned())
            .collect()
    }
}

impl Short {
    /// The works meant: those of the authors, narrowed by year, by title, and by what was cited last.
    fn works(&self, shelf: &Shelf, cited: &[usize]) -> Vec<usize> {
        let Some(first) = self.authors.first() else {
            return Vec::new();
        };
        // Among very many works no short form settles which, and every note would look at all.
        let mut works: Vec<usize> = match shelf.by_author(first) {
            works if works.len() <= MOST_WORKS => works.to_vec(),
            _ => return Vec::new(),
        };
        works.dedup();
        let year_of = |w: usize| {
            let issued = shelf.works[w].reference.issued.as_ref()?;
            Some((issued.edtf.as_ref()?.get(..4)?.to_owned(), issued.letter))
        };
        if !self.years.is_empty() {
            let by_year: Vec<usize> = works
                .iter()
                .copied()
                .filter(|&w| {
                    year_of(w).is_some_and(|(year, letter)| {
                        self.years.iter().any(|y| {
                            let same = y.starts_with(&year);
                            let wanted = y[year.len().min(y.len())..].chars().next();
                            same && (wanted.is_none() || letter.is_none() || wanted == letter)
                        })
                    })
                })
                .collect();
            // A year that no work has: not one of these.
            if by_year.is_empty() && !self.repeats {
                return Vec::new();
            }
            if !by_year.is_empty() {
                works = by_year;
            }
        }
        if works.len() > 1 {
            let rest = self.authors.get(1..).unwrap_or_default();
            keep_best(&mut works, |w| {
                let names = &shelf.works[w].reference.author;
                let others = rest
                    .iter()
                    .filter(|a| {
                        names
                            .iter()
                            .any(|p| p.family.as_deref() == Some(a.as_str()))
                    })
                    .count();
                others * 2 + usize::from(names.len() == self.authors.len())
            });
        }
        if works.len() > 1 {
            keep_best(&mut works, |w| {
                let title = shelf.works[w]
                    .reference
                    .title
                    .as_deref()
                    .unwrap_or_default();
                let title: Vec<String> = title_words(title);
                self.words.iter().filter(|w| title.contains(w)).count()
            });
        }
        if works.len() > 1 && self.repeats {
            let last = cited.iter().rev().find(|w| works.contains(w));
            return last.copied().into_iter().collect();
        }
        if works.len() == 1 { works } else { Vec::new() }
    }
}

fn keep_best(works: &mut Vec<usize>, score: impl Fn(usize) -> usize) {
    let best = works.iter().map(|&w| score(w)).max().unwrap_or(0);
    if best > 0 {
        works.retain(|&w| score(w) == best);
    }
}

/// Words of four letters and more.
fn title_words(text: &str) -> Vec<String> {
    words(text)
        .into_iter()
        .map(|w| w.fold)
        .filter(|w| w.chars().count() >= 4 && !w.starts_with(|c: char| c.is_ascii_digit()))
        .collect()
}

fn years(all: &[Word]) -> Vec<String> {
    all.iter()
        .map(|w| w.fold.clone())
        .filter(|w| is_year_of_work(w))
        .collect()
}

/// Whether a segment holds a whole reference rather than a short one or a remark.
fn is_whole(reference: &Reference, text: &str) -> bool {
    let Some(title) = &reference.title else {
        return reference.url.is_some();
    };
    if reference.url.is_some() {
        return true;
    }
    let persons = reference.author.iter().any(|p| p.family.is_some());
    let named = !reference.author.is_empty();
    let capital = title.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let dated = reference.issued.is_some();
    if reference.marked {
        // `« … », a répondu le ministre` is a quotation.
        return capital
            && (dated
                && (named
                    || reference.publisher.is_some()
                    || reference.container_title.is_some())
                || persons && reference.publisher.is_some());
    }
    let long = words(title).len() >= 3 && capital;
    let institution = reference
        .author
        .iter()
        .filter_map(|p| p.literal.as_deref())
        .any(|n| organisation::score(n, "") >= 3 || is_brand(n));
    // The day of an interview is no day of publication: a work stands before its date.
    (dated || reference.consulted) && long && (persons || institution) && text.len() < 500
}

/// A name written in one word with a capital inside: `AidData`, `RusBonds`.
fn is_brand(name: &str) -> bool {
    let inner = name.chars().skip(1).any(char::is_uppercase);
    inner && name.chars().all(char::is_alphanumeric) && name.starts_with(char::is_uppercase)
}

/// Words before a reference that only introduce it: `Voir aussi`, `Pour une vue d'ensemble :`.
fn lead(text: &str) -> (usize, Manner) {
    let mut at = text.len() - text.trim_start().len();
    let mut manner = Manner::Full;
    loop {
        let rest = &text[at..];
        let also = WORDS.also.prefix(rest);
        let cue = also.or_else(|| WORDS.see.prefix(rest));
        let Some(n) =
            cue.filter(|&n| rest[n..].starts_with([' ', ':', ',', '.', '\u{a0}', '\u{202f}']))
        else {
            break;
        };
        if also.is_some() {
            manner = Manner::Also;
        }
        let gap = rest[n..].len()
            - rest[n..]
                .trim_start_matches([' ', ':', ',', '.', '\u{a0}', '\u{202f}'])
                .len();
        at += n + gap;
    }
    // A clause that ends with a colon, before the authors.
    let rest = &text[at..];
    if let Some(i) = rest
        .match_indices(':')
        .map(|(i, _)| i)
        .find(|&i| rest[i + 1..].starts_with(fold::is_space))
    {
        let clause = &rest[..i];
        let behind = rest[i + 1..].trim_start();
        let opens = behind.starts_with(['«', '"', '“']);
        let all = words(clause);
        let small = all
            .iter()
            .filter(|w| clause[w.at.clone()].starts_with(char::is_lowercase))
            .count();
        let prose =
            all.len() >= 4 && small * 2 > all.len() && !clause.contains([',', '(', '«', '"']);
        let authors = !persons::persons(behind, false, &persons::Nothing)
            .list
            .is_empty()
            || behind
                .split([',', ':'])
                .next()
                .is_some_and(|p| organisation::score(p, "") >= 2);
        if prose && !opens && authors {
            at += i + 1 + rest[i + 1..].len() - behind.len();
        }
    }
    (at, manner)
}

/// Cuts a note where one reference or remark ends and the next begins.
fn segments(note: &Entry) -> Vec<Range<usize>> {
    let text = &note.text;
    let mut cuts = vec![0];
    let mut depth = 0i32;
    let mut from = 0;
    for (i, c) in text.char_indices() {
        let end = i + c.len_utf8();
        match c {
            '(' | '[' | '«' | '“' => depth += 1,
            ')' | ']' | '»' | '”' => depth = (depth - 1).max(0),
            _ => {}
        }
        if depth > 0 || !matches!(c, ';' | '.') || i < from {
            continue;
        }
        let rest = text[end..].trim_start();
        if rest.is_empty() || !text[end..].starts_with(fold::is_space) {
            continue;
        }
        let marked = note.emphasis.iter().any(|e| e.at.start < i && i < e.at.end);
        let in_link = note.links.iter().any(|l| l.at.start < i && i < l.at.end);
        if marked || in_link {
            continue;
        }
        let left = &text[from..i];
        let complete = is_complete(note, from, i);
        let cue = WORDS
            .also
            .prefix(rest)
            .or_else(|| WORDS.see.prefix(rest))
            .is_some()
            || WORDS.ibid.prefix(rest).is_some();
        let cut = match c {
            ';' => complete,
            _ => {
                let behind_link = note.links.iter().any(|l| {
                    l.bare
                        && l.at.end <= i
                        && text[l.at.end..i]
                            .chars()
                            .all(|c| matches!(c, '>' | ')' | ' '))
                });
                let accessed = WORDS.accessed.prefix(rest).is_some();
                let capital = rest.starts_with(|c: char| c.is_uppercase() || c == '«');
                let initial = left.chars().rev().take_while(|c| c.is_alphabetic()).count() == 1;
                let sentence = capital && !initial && !left.trim_end().is_empty();
                behind_link && capital && !accessed
                    || sentence && cue
                    || sentence
                        && complete
                        && !persons::persons(rest, false, &persons::Nothing)
                            .list
                            .is_empty()
                    || sentence && !complete && left.len() > 25 && begins_reference(note, end, rest)
            }
        };
        if cut {
            cuts.push(end);
            from = end;
        }
    }
    cuts.push(text.len());
    cuts.windows(2)
        .map(|w| {
            let part = &text[w[0]..w[1]];
            let lead = part.len() - part.trim_start().len();
            w[0] + lead..w[0] + part.trim_end().len().max(lead)
        })
        .filter(|r| !r.is_empty())
        .collect()
}

/// Whether the stretch holds an address or a year: a reference may end there.
fn is_complete(note: &Entry, from: usize, to: usize) -> bool {
    note.links
        .iter()
        .any(|l| from <= l.at.start && l.at.end <= to)
        || words(&note.text[from..to])
            .iter()
            .any(|w| is_year_of_work(&w.fold))
        || WORDS
            .ibid
            .prefix(note.text[from..to].trim_start())
            .is_some()
}

/// Behind a remark: authors, then a title in italics.
fn begins_reference(note: &Entry, from: usize, rest: &str) -> bool {
    let found = persons::persons(rest, false, &persons::Nothing);
    if found.list.is_empty() {
        return false;
    }
    let at = from + (note.text[from..].len() - note.text[from..].trim_start().len()) + found.len;
    note.emphasis
        .iter()
        .any(|e| e.at.start >= at && e.at.start - at < 6)
}
