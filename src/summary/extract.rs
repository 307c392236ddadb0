//! Extraction: which sentences say most of what the document says.
//!
//! A sentence scores by how central its terms are to the document (centroid of weighted terms, as in
//! MEAD: D. Radev et al. 2004) and by what an editor looks at: the part it stands in, its place in the
//! paragraph, figures, the title's words, phrases that announce a conclusion; less for leaning on what
//! precedes, for being somebody else's words, for length. Of sentences that say the same one is
//! taken: each next one is the best by maximal marginal relevance (J. Carbonell, J. Goldstein 1998).

use super::Layers;
use super::fitness::{Fitness, RULES};
use crate::model::{Term, TermKind};
use crate::text::{Document, FormTable, Zone, fold};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// What a sentence of the lead, or of a section that opens or closes the document, gains for an overview.
const FRAMES: f64 = 0.35;

/// How much relevance counts against novelty.
const LAMBDA: f64 = 0.7;

/// Sentences with their scores and terms.
pub(super) struct Ranking<'a> {
    doc: &'a Document,
    pub(super) sentences: Vec<Scored>,
}

/// A sentence that a summary may take.
pub(super) struct Scored {
    pub(super) sentence: usize,
    pub(super) score: f64,
    /// Index of its top-level section.
    pub(super) part: Option<usize>,
    leans: bool,
    terms: FxHashSet<usize>,
}

impl<'a> Ranking<'a> {
    pub(super) fn new(
        doc: &'a Document,
        layers: &Layers<'_>,
        fitness: &[Option<Fitness>],
        parts: &[Range<usize>],
    ) -> Ranking<'a> {
        let weights = Weights::new(doc, layers.terms);
        let title = layers.title.map(fold::lower).unwrap_or_default();
        let title: FxHashSet<usize> = title
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .filter_map(|word| weights.index.get(word).copied())
            .collect();
        let mut figures: FxHashMap<usize, f64> = FxHashMap::default();
        for figure in layers.figures {
            let best = figures.entry(figure.sentence).or_default();
            *best = best.max(figure.salience);
        }
        let mut out: Vec<Scored> = Vec::new();
        let mut central: Vec<f64> = Vec::new();
        for (s, fit) in fitness.iter().enumerate() {
            let Some(fit) = fit else { continue };
            let terms = weights.of_sentence(doc, s);
            // By frequency: salience ranks a word low that is mostly part of phrases. What comes once
            // tells nothing of what the document turns around.
            let often = terms.iter().map(|&t| layers.terms[t].frequency);
            let often = often.filter(|&frequency| frequency > 1);
            let sum: f64 = often.map(|frequency| (frequency as f64).ln_1p()).sum();
            central.push(sum / (fit.words as f64).sqrt());
            let block = doc.sentences[s].block;
            let place = doc.text.blocks[block].sentences.start;
            let mut score = 0.0;
            if place == s {
                score += 0.15;
            }
            if fit.cue {
                score += 0.2;
            }
            if !title.is_empty() {
                score += 0.3 * terms.intersection(&title).count() as f64 / title.len() as f64;
            }
            score += 0.2 * figures.get(&s).copied().unwrap_or(0.0);
            score += penalty(fit);
            out.push(Scored {
                sentence: s,
                score,
                part: parts.iter().position(|p| p.contains(&block)),
                leans: fit.leans,
                terms,
            });
        }
        let most = central.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        for (scored, central) in out.iter_mut().zip(&central) {
            scored.score += central / most;
        }
        Ranking {
            doc,
            sentences: out,
        }
    }

    /// What the place in the document adds to the worth of sentence `s` for an overview.
    pub(super) fn place(&self, s: usize) -> f64 {
        let block = &self.doc.text.blocks[self.doc.sentences[s].block];
        let Some(mut section) = block.section else {
            // Before the first heading: the lead.
            return FRAMES;
        };
        loop {
            let title = fold::fold(&self.doc.sections[section].title);
            let rules = &RULES[self.doc.lang];
            if rules.closing.contains(title.trim()) || rules.opening.contains(title.trim()) {
                return FRAMES;
            }
            match self.doc.sections[section].parent {
                Some(parent) => section = parent,
                None => return 0.0,
            }
        }
    }

    /// Takes up to `count` of the sentences in `among` (indices into `sentences`), in document order.
    /// `worth` adds to each one's score; a part gives at most `of_part` sentences.
    pub(super) fn take(
        &self,
        among: &[usize],
        count: usize,
        of_part: usize,
        worth: impl Fn(&Scored) -> f64,
    ) -> Vec<usize> {
        // The work is bounded: what is not among the best by score alone is never taken.
        let mut pool: Vec<(f64, usize)> = among
            .iter()
            .map(|&i| (self.sentences[i].score + worth(&self.sentences[i]), i))
            .collect();
        pool.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        pool.truncate(40 + 10 * count);
        let mut taken: Vec<usize> = Vec::new();
        while taken.len() < count {
            let best = pool
                .iter()
                .filter(|(_, i)| {
                    let part = self.sentences[*i].part;
                    !taken.contains(i)
                        && !self.sentences[*i].leans
                        && taken
                            .iter()
                            .filter(|&&t| self.sentences[t].part == part)
                            .count()
                            < of_part
                })
                .map(|&(score, i)| {
                    let alike = taken.iter().map(|&t| self.alike(t, i)).fold(0.0, f64::max);
                    (LAMBDA * score - (1.0 - LAMBDA) * 2.0 * alike, i, alike)
                })
                .filter(|&(_, _, alike)| alike < 0.6)
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            let Some((_, best, _)) = best else { break };
            taken.push(best);
        }
        taken.sort_unstable();
        taken
    }

    /// Cosine of the term sets of two sentences.
    fn alike(&self, a: usize, b: usize) -> f64 {
        let (a, b) = (&self.sentences[a].terms, &self.sentences[b].terms);
        if a.is_empty() || b.is_empty() {
            return 0.0;
        }
        a.intersection(b).count() as f64 / ((a.len() * b.len()) as f64).sqrt()
    }
}

fn penalty(fit: &Fitness) -> f64 {
    let mut out = 0.0;
    if fit.links {
        out -= 0.15;
    }
    if fit.announces {
        out -= 0.5;
    }
    if fit.quoted > 0.3 {
        out -= 0.35;
    }
    // Very long sentences say much and are not read.
    if fit.words > 45 {
        out -= 0.02 * (fit.words - 45) as f64;
    }
    if fit.words < 12 {
        out -= 0.1;
    }
    out
}

/// Terms of one word, by form.
struct Weights<'a> {
    index: FxHashMap<&'a str, usize>,
    of_form: FormTable<Option<usize>>,
}

impl<'a> Weights<'a> {
    fn new(doc: &Document, terms: &'a [Term]) -> Weights<'a> {
        let mut index: FxHashMap<&str, usize> = FxHashMap::default();
        for (i, term) in terms.iter().enumerate() {
            if term.kind == TermKind::Word {
                for form in &term.forms {
                    index.entry(form).or_insert(i);
                }
            }
        }
        let of_form = doc.forms.table(|form| {
            let by = |text: &str| index.get(text).copied();
            by(&form.lower).or_else(|| by(&form.text))
        });
        Weights { index, of_form }
    }

    fn of_sentence(&self, doc: &Document, s: usize) -> FxHashSet<usize> {
        doc.tokens[doc.sentences[s].tokens.clone()]
            .iter()
            .filter_map(|t| self.of_form[t.form])
            .collect()
    }
}

/// The sections of the highest level that hold the text: their ids as indices, and their blocks.
/// Where one section holds all the others (a title read as a heading), those within it.
pub(super) fn parts(doc: &Document) -> Vec<(usize, Range<usize>)> {
    let of_parent = |parent: Option<usize>| -> Vec<usize> {
        (0..doc.sections.len())
            .filter(|&s| doc.sections[s].parent == parent)
            .collect()
    };
    let mut tops = of_parent(None);
    while let [only] = tops[..] {
        let below = of_parent(Some(only));
        if below.is_empty() {
            break;
        }
        tops = below;
    }
    tops.into_iter()
        .filter_map(|s| {
            let span = doc.sections[s].span;
            let blocks = &doc.text.blocks;
            let first = doc.sections[s].heading;
            let end = blocks.partition_point(|b| b.span.start() < span.end());
            let body = (first + 1..end).any(|b| blocks[b].zone == Zone::Body);
            body.then_some((s, first..end.max(first)))
        })
        .collect()
}
