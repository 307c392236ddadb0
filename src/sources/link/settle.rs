//! Which work a credit leads to where its name alone does not tell: by what its sentence and paragraph
//! cite besides.

use super::Layers;
use super::cites::{Cite, Cites, Way};
use super::entries::{stem, words};
use crate::model::Method;
use crate::text::{Document, Span};
use rustc_hash::{FxHashMap, FxHashSet};

/// What the paragraph of a place that cites tells: its words, and what its earlier places have settled on.
#[derive(Default)]
pub(super) struct Paragraph {
    block: Option<usize>,
    /// Made when first asked for.
    stems: Option<FxHashSet<String>>,
    /// The last place that leads to one entry, by whom it credits.
    by: FxHashMap<Option<String>, usize>,
    /// The last mark that does.
    mark: Option<usize>,
}

impl Paragraph {
    /// Goes on to another block, if it is another.
    pub(super) fn enter(&mut self, block: usize) {
        if self.block != Some(block) {
            *self = Paragraph {
                block: Some(block),
                ..Paragraph::default()
            };
        }
    }

    /// Beginnings of the words of the block and its heading.
    fn stems(&mut self, doc: &Document) -> &FxHashSet<String> {
        self.stems.get_or_insert_with(|| {
            let block = self.block.map(|block| &doc.text.blocks[block]);
            let own = block.map_or("", |block| doc.text.slice(block.span));
            let heading = (block.and_then(|block| block.section))
                .map_or("", |section| doc.sections[section].title.as_str());
            let words = words(own).into_iter().chain(words(heading));
            words.map(|word| stem(&word).to_owned()).collect()
        })
    }

    /// The last place before that leads to one entry, and credits the same one or is a mark.
    fn settled(&self, by: &Option<String>) -> Option<usize> {
        self.by.get(by).copied().max(self.mark)
    }

    /// Takes note of what place `at` leads to.
    pub(super) fn settle(&mut self, at: usize, cite: &Cite) {
        if cite.entries.len() == 1 {
            if cite.by.is_none() && cite.way == Way::Mark {
                self.mark = Some(at);
            }
            self.by.insert(cite.by.clone(), at);
        }
    }
}

/// How many bytes may part a name from the year of its work.
const BESIDE: usize = 6;

impl Cites {
    /// Names that the list does not have get the works that their own sentence leads to by a hyperlink
    /// or a mark, there and where they are credited later.
    pub(super) fn learn(&mut self, doc: &Document) {
        let mut known: FxHashMap<String, (Vec<usize>, Method)> = FxHashMap::default();
        // The one person that the sentence of a hyperlink names: X en a tiré [une étude](…).
        for i in 0..self.list.len() {
            if self.list[i].way != Way::Link {
                continue;
            }
            let range = doc.sentences[self.list[i].sentence].tokens.clone();
            let mut persons: Vec<usize> = (self.credits.names.within(range))
                .filter(|n| self.credits.names.known(n).is_person())
                .map(|n| n.who)
                .collect();
            persons.dedup();
            if let [who] = persons[..]
                && self.of_known.get(&who).is_none_or(Vec::is_empty)
            {
                let name = self.credits.names.who[who].name.clone();
                if self.list[i].by.is_none() {
                    self.list[i].by = Some(name.clone());
                    self.list[i].entity = self.credits.names.who[who].entity;
                }
                known.insert(name, (self.list[i].entries.clone(), Method::Link));
            }
        }
        for i in 0..self.list.len() {
            let cite = &self.list[i];
            if !matches!(cite.way, Way::Credit(_) | Way::Mention) || !cite.entries.is_empty() {
                continue;
            }
            let Some(by) = cite.by.clone() else { continue };
            let sentence = self.of_sentence(cite.sentence);
            let alone = (sentence.iter())
                .filter(|c| matches!(c.way, Way::Credit(_) | Way::Mention))
                .all(|c| c.by.as_ref() == Some(&by) || !c.entries.is_empty());
            let links: Vec<&Cite> = sentence.iter().filter(|c| c.way == Way::Link).collect();
            let inside = links
                .iter()
                .find(|l| l.span.covers(cite.cue) || l.span.overlaps(cite.span));
            let link = inside.copied().or(match links[..] {
                [one] if alone && !self.sign_parts(doc, one.span, cite.span) => Some(one),
                _ => None,
            });
            let found = match link {
                Some(link) => Some((link.entries.clone(), Method::Link)),
                None => known.get(&by).cloned(),
            };
            if let Some((entries, method)) = found {
                known.insert(by, (entries.clone(), method));
                let cite = &mut self.list[i];
                cite.entries = entries;
                cite.method = method;
                cite.score = 0.97;
            }
        }
    }

    /// Whether a semicolon stands between two places.
    fn sign_parts(&self, doc: &Document, a: Span, b: Span) -> bool {
        let (from, to) = (a.end().min(b.end()), a.start().max(b.start()));
        from < to
            && doc
                .text
                .view()
                .get(from..to)
                .is_some_and(|t| t.contains(';'))
    }

    /// Decides between several works of one author: what else the sentence cites, a date that it
    /// gives, title words; all of them where the text does not settle it.
    pub(super) fn narrow(
        &self,
        doc: &Document,
        layers: Layers<'_>,
        paragraph: &mut Paragraph,
        at: usize,
    ) -> Vec<usize> {
        let cite = &self.list[at];
        if cite.entries.len() < 2 || cite.way == Way::Mark {
            return cite.entries.clone();
        }
        let keep = |test: &dyn Fn(usize) -> bool| -> Option<Vec<usize>> {
            let kept: Vec<usize> = cite.entries.iter().copied().filter(|&e| test(e)).collect();
            (!kept.is_empty() && kept.len() < cite.entries.len()).then_some(kept)
        };
        // Another place of the same sentence that leads to one of them.
        let sentence = self.of_sentence(cite.sentence);
        let others: Vec<usize> = (sentence.iter())
            .filter(|c| {
                matches!(c.way, Way::Bracket | Way::Mark | Way::Link | Way::Title)
                    && c.span != cite.span
            })
            .flat_map(|c| c.entries.iter().copied())
            .collect();
        if let Some(kept) = keep(&|e| others.contains(&e)) {
            return kept;
        }
        // A date beside it: dans une note de février 2026.
        let span = doc.sentences[cite.sentence].span;
        let first = (layers.dates).partition_point(|d| d.span.start() < span.start());
        let near: Vec<(&str, usize)> = (layers.dates[first..].iter())
            .take_while(|d| d.span.start() < span.end())
            .filter(|d| span.covers(d.span))
            .filter_map(|d| {
                let behind = d.span.start().saturating_sub(cite.span.end());
                let before = cite.span.start().saturating_sub(d.span.end());
                Some((d.edtf.as_deref()?, behind.max(before)))
            })
            .collect();
        if let Some(kept) = keep(&|e| {
            let issued = self.catalogue.issued(e);
            let same = |d: &str| issued.starts_with(d) || d.starts_with(issued);
            !issued.is_empty()
                && near.iter().any(|&(d, gap)| match d.len() {
                    // A bare year tells the work only right beside the name: Marchetti en 2022.
                    4 => gap <= BESIDE && issued.starts_with(d),
                    _ => gap < 60 && d.len() >= 7 && (issued == d || issued.len() >= 7 && same(d)),
                })
        }) {
            return kept;
        }
        // Title words in the paragraph and its heading.
        let stems = paragraph.stems(doc);
        let score = |e: usize| self.catalogue.overlap(e, stems);
        let scores: Vec<usize> = cite.entries.iter().map(|&e| score(e)).collect();
        let best = scores.iter().copied().max().unwrap_or(0);
        let second = scores.iter().copied().filter(|&s| s < best).max();
        if best >= 2
            && second.is_some_and(|s| s + 2 <= best)
            && let Some(kept) = keep(&|e| score(e) == best)
        {
            return kept;
        }
        // The work that the same paragraph has settled on for them.
        let settled = paragraph.settled(&cite.by).map(|at| &self.list[at]);
        if let Some(settled) = settled
            && let Some(kept) = keep(&|e| settled.entries.contains(&e))
        {
            return kept;
        }
        cite.entries.clone()
    }
}
