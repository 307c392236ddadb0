//! Which work a credit leads to where its name alone does not tell: by what its sentence and paragraph
//! cite besides.

use super::Layers;
use super::cites::{Cite, Cites, Way};
use super::entries::words;
use crate::model::Method;
use crate::text::{Document, Span};
use rustc_hash::FxHashMap;

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
    pub(super) fn narrow(&self, doc: &Document, layers: Layers<'_>, at: usize) -> Vec<usize> {
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
        let near: Vec<(&str, usize)> = (layers.dates.iter())
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
        let block = &doc.text.blocks[doc.sentences[cite.sentence].block];
        let mut context = words(doc.text.slice(block.span));
        if let Some(section) = block.section {
            context.extend(words(&doc.sections[section].title));
        }
        context.sort();
        context.dedup();
        let score = |e: usize| self.catalogue.overlap(e, &context);
        let best = cite.entries.iter().map(|&e| score(e)).max().unwrap_or(0);
        let second = (cite.entries.iter())
            .map(|&e| score(e))
            .filter(|&s| s < best)
            .max();
        if best >= 2
            && second.is_some_and(|s| s + 2 <= best)
            && let Some(kept) = keep(&|e| score(e) == best)
        {
            return kept;
        }
        // The work that the same paragraph has settled on for them.
        let here = doc.sentences[cite.sentence].block;
        let settled = (self.list[..at].iter().rev())
            .take_while(|c| doc.sentences[c.sentence].block == here)
            .find(|c| {
                c.by == cite.by && c.entries.len() == 1
                    || c.by.is_none() && c.way == Way::Mark && c.entries.len() == 1
            });
        if let Some(settled) = settled
            && let Some(kept) = keep(&|e| settled.entries.contains(&e))
        {
            return kept;
        }
        cite.entries.clone()
    }
}
