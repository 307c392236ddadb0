//! [`Folder`]: the terms of many documents, and what each weighs among them.
//!
//! Folders are added up in any order and in any parts: the sums are the same, so that a batch may
//! count on many threads or machines and [`Folder::merge`] what they have.

use crate::model::{Term, TermKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Frequencies of terms over a folder's documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    documents: u64,
    terms: BTreeMap<String, Sums>,
}

/// What is known of one term.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Sums {
    documents: u64,
    frequency: u64,
    phrase: bool,
    /// How often each form was the document's most frequent one, weighed by its frequency.
    labels: BTreeMap<String, u64>,
    /// Where it is most frequent: occurrences per million words, rounded, and the document.
    peak: (u64, String),
}

/// A term of the folder.
#[derive(Clone, Debug, PartialEq)]
pub struct FolderTerm {
    pub term: String,
    pub lemma: String,
    /// BCP 47.
    pub lang: String,
    pub kind: TermKind,
    /// Documents that it comes in.
    pub documents: u64,
    /// Occurrences in all of them.
    pub frequency: u64,
    /// Inverse document frequency: ln((1 + N) / (1 + n)) + 1 (Spärck Jones 1972, smoothed), for n of N
    /// documents.
    pub idf: f64,
    /// The document that names it most often for its length.
    pub peak: String,
}

impl Folder {
    /// Adds the terms of document `id`. Each document is added once.
    pub fn add(&mut self, id: &str, terms: &[Term]) {
        self.documents += 1;
        for term in terms {
            let sums = self.terms.entry(key(term)).or_default();
            sums.documents += 1;
            sums.frequency += term.frequency as u64;
            sums.phrase = term.kind == TermKind::Phrase;
            *sums.labels.entry(term.term.clone()).or_default() += term.frequency as u64;
            sums.rises((term.per_million.round() as u64, id.to_owned()));
        }
    }

    /// Adds all that `other` has counted.
    pub fn merge(&mut self, other: Folder) {
        self.documents += other.documents;
        for (key, from) in other.terms {
            let sums = self.terms.entry(key).or_default();
            sums.documents += from.documents;
            sums.frequency += from.frequency;
            sums.phrase |= from.phrase;
            for (label, n) in from.labels {
                *sums.labels.entry(label).or_default() += n;
            }
            sums.rises(from.peak);
        }
    }

    /// How many documents were added.
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// In how many documents `term` comes.
    pub fn document_frequency(&self, term: &Term) -> u64 {
        self.terms.get(&key(term)).map_or(0, |s| s.documents)
    }

    /// The inverse document frequency of `term` (see [`FolderTerm::idf`]).
    pub fn idf(&self, term: &Term) -> f64 {
        self.idf_of(self.document_frequency(term))
    }

    /// The weight of a document's `term` against the folder: its occurrences per thousand words of the
    /// document times its inverse document frequency.
    pub fn tf_idf(&self, term: &Term) -> f64 {
        term.per_million / 1000.0 * self.idf(term)
    }

    /// All terms of the folder, those of the most documents first, then the most frequent, then by
    /// the alphabet.
    pub fn weights(&self) -> Vec<FolderTerm> {
        let mut out: Vec<FolderTerm> = self
            .terms
            .iter()
            .map(|(key, sums)| {
                let (lang, lemma) = key.split_once(' ').unwrap_or(("", key));
                // The first of the most frequent: keys are in the alphabet's order.
                let label = sums.labels.iter().rev().max_by_key(|l| l.1);
                FolderTerm {
                    term: label.map(|l| l.0.clone()).unwrap_or_default(),
                    lemma: lemma.to_owned(),
                    lang: lang.to_owned(),
                    kind: match sums.phrase {
                        true => TermKind::Phrase,
                        false => TermKind::Word,
                    },
                    documents: sums.documents,
                    frequency: sums.frequency,
                    idf: self.idf_of(sums.documents),
                    peak: sums.peak.1.clone(),
                }
            })
            .collect();
        out.sort_by(|a, b| {
            (b.documents.cmp(&a.documents))
                .then(b.frequency.cmp(&a.frequency))
                .then_with(|| (&a.term, &a.lemma, &a.lang).cmp(&(&b.term, &b.lemma, &b.lang)))
        });
        out
    }

    fn idf_of(&self, documents: u64) -> f64 {
        ((1.0 + self.documents as f64) / (1.0 + documents as f64)).ln() + 1.0
    }
}

impl Sums {
    /// Keeps the higher peak; of two equal ones the first by document, whatever the order.
    fn rises(&mut self, other: (u64, String)) {
        let lower = other.0 < self.peak.0 || other.0 == self.peak.0 && other.1 >= self.peak.1;
        if self.peak.1.is_empty() || !lower {
            self.peak = other;
        }
    }
}

/// `fr prix gaz`; languages have no spaces in their codes.
fn key(term: &Term) -> String {
    format!("{} {}", term.lang, term.lemma)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(term: &str, frequency: usize) -> Term {
        Term {
            term: term.to_owned(),
            lemma: term.trim_end_matches('s').to_owned(),
            lang: "fr".to_owned(),
            kind: TermKind::Word,
            forms: vec![term.to_owned()],
            frequency,
            per_million: frequency as f64 * 1000.0,
            salience: 1.0,
        }
    }

    #[test]
    fn parts_add_up_in_any_order() {
        let documents = [
            ("a", vec![term("prix", 3), term("quotas", 1)]),
            ("b", vec![term("prix", 3)]),
            ("c", vec![term("quota", 2), term("tarif", 1)]),
        ];
        let mut whole = Folder::default();
        for (id, terms) in &documents {
            whole.add(id, terms);
        }
        let mut merged = Folder::default();
        for (id, terms) in documents.iter().rev() {
            let mut part = Folder::default();
            part.add(id, terms);
            merged.merge(part);
        }
        assert_eq!(whole, merged);
        let weights = whole.weights();
        let seen: Vec<_> = weights
            .iter()
            .map(|w| (&*w.term, w.documents, w.frequency, &*w.peak))
            .collect();
        assert_eq!(
            seen,
            [
                ("prix", 2, 6, "a"),
                ("quota", 2, 3, "c"),
                ("tarif", 1, 1, "c")
            ]
        );
        assert!(whole.idf(&term("tarif", 1)) > whole.idf(&term("prix", 1)));
        assert!(whole.tf_idf(&term("tarif", 2)) > whole.tf_idf(&term("prix", 2)));
    }
}
