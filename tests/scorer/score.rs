//! [`score`]: every measure over one analysis.

use super::agree::{Quantity, address, edtf, fold, names_agree, same_quantity, words_agree};
use super::gold::{self, Entry, Gold, Place};
use super::measure::{Score, Scores, b_cubed, covers_half, pair, touches};
use super::ratio::ratio;
use serde::Serialize;
use sourcier::model::{Analysis, Attribution, Date, DateKind, Figure, Quote, Source, SourceKind};
use std::collections::{BTreeSet, HashMap};

/// Scores `analysis` of `text` against `gold`, which covers the code points `part` of the text.
pub fn score(analysis: &Analysis, text: &str, gold: &Gold, part: Place) -> Scores {
    let job = Job {
        analysis,
        gold,
        part,
        text,
        keys: keys(&analysis.sources, &gold.references),
    };
    let mut scores = Scores::new();
    scores.insert("spans.wrong".into(), Score::Wrong(job.wrong_spans()));
    job.figures(&mut scores);
    job.dates(&mut scores);
    job.entities(&mut scores);
    job.quotes(&mut scores);
    job.references(&mut scores);
    scores
}

struct Job<'a> {
    analysis: &'a Analysis,
    gold: &'a Gold,
    part: Place,
    text: &'a str,
    /// Which entry of the gold list each source is, by the source's id.
    keys: HashMap<&'a str, &'a str>,
}

/// Matches sources with the gold list: by address, else by a title that is nearly the same.
fn keys<'a>(sources: &'a [Source], references: &'a [Entry]) -> HashMap<&'a str, &'a str> {
    let mut keys = HashMap::new();
    for source in sources {
        let title = fold(source.title.as_deref().unwrap_or_default());
        let mut best = (0.8, None);
        for entry in references {
            let url = source.url.as_deref().unwrap_or_default();
            let alike = if !entry.url.is_empty()
                && !url.is_empty()
                && address(url) == address(&entry.url)
            {
                2.0
            } else {
                title_ratio(&title, &entry.title)
            };
            if alike > best.0 {
                best = (alike, Some(entry.key.as_str()));
            }
        }
        if let Some(key) = best.1 {
            keys.insert(source.id.as_str(), key);
        }
    }
    keys
}

/// How alike a folded title and one of the gold list are; 0 where either has no word.
fn title_ratio(folded: &str, title: &str) -> f64 {
    let title = fold(title);
    if folded.is_empty() || title.is_empty() {
        0.0
    } else {
        ratio(folded, &title)
    }
}

/// What a unit-like enum is called in the analysis that is written.
fn name(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        other => panic!("not a name: {other:?}"),
    }
}

fn set(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|t| !t.is_empty())
}

impl<'a> Job<'a> {
    fn inside(&self, at: &sourcier::model::Located) -> bool {
        self.part.start <= at.start && at.end <= self.part.end
    }

    /// Spans whose text is not the slice of the document that they claim.
    fn wrong_spans(&self) -> usize {
        // Byte offset of every code point, and of the end.
        let mut bytes: Vec<usize> = self.text.char_indices().map(|(i, _)| i).collect();
        bytes.push(self.text.len());
        let a = self.analysis;
        let all = (a.figures.iter().map(|f| &f.at))
            .chain(a.dates.iter().map(|d| &d.at))
            .chain(a.quotes.iter().map(|q| &q.at))
            .chain(a.entities.iter().flat_map(|e| &e.mentions).map(|m| &m.at));
        all.filter(|at| {
            let place = |offset: u32| bytes.get(offset as usize).copied();
            let slice = place(at.start)
                .zip(place(at.end))
                .and_then(|(a, b)| self.text.get(a..b));
            slice != Some(&at.text)
        })
        .count()
    }

    fn figures(&self, scores: &mut Scores) {
        let predicted: Vec<&Figure> = self
            .analysis
            .figures
            .iter()
            .filter(|f| self.inside(&f.at))
            .collect();
        let gold = &self.gold.figures;
        let value = |i: usize, j: usize| {
            let (p, g): (&Figure, &gold::Figure) = (predicted[i], &gold[j]);
            same_quantity(
                Quantity {
                    value: p.value,
                    max: p.max,
                    unit: p.unit.as_deref(),
                },
                Quantity {
                    value: g.value,
                    max: g.max,
                    unit: g.unit.as_deref(),
                },
            )
        };
        let kind = |kind: &str| match kind {
            "percentage_points" => "percent".to_owned(),
            other => other.to_owned(),
        };
        let full = |i: usize, j: usize| {
            let (p, g) = (predicted[i], &gold[j]);
            value(i, j)
                && kind(&name(p.kind)) == kind(&g.kind)
                && name(p.bound) == g.bound
                && set(&p.per).is_some() == set(&g.per).is_some()
        };
        let places: (Vec<Place>, Vec<Place>) = (
            predicted.iter().map(|f| f.at.start..f.at.end).collect(),
            gold.iter().map(|f| f.at.clone()).collect(),
        );
        let pairs = pair(&places.0, &places.1, value, touches);
        let count = |ok: &dyn Fn(usize, usize) -> bool| {
            let right = pairs.iter().filter(|&&(i, j)| ok(i, j)).count();
            Score::prf(right, predicted.len(), gold.len())
        };
        scores.insert("figures.found".into(), count(&|_, _| true));
        scores.insert("figures.value".into(), count(&value));
        scores.insert("figures.full".into(), count(&full));
        let counted = pairs.iter().filter_map(|&(i, j)| {
            let of = set(&gold[j].of)?;
            Some(words_agree(
                predicted[i].of.as_deref().unwrap_or_default(),
                of,
            ))
        });
        insert(scores, "figures.of", Score::share(counted));
        self.credit(scores, &predicted, &pairs);
    }

    /// Whom figures are credited to, and which source that is.
    fn credit(&self, scores: &mut Scores, predicted: &[&Figure], pairs: &[(usize, usize)]) {
        let gold = &self.gold.figures;
        let says = |f: &Figure| {
            let credit = f.attribution.as_ref();
            credit.is_some_and(|a| {
                set(&a.source).is_some() || set(&a.by).is_some() || !a.candidates.is_empty()
            })
        };
        let asks = |g: &gold::Figure| !g.sources.is_empty() || set(&g.by).is_some();
        let right = |i: usize, j: usize| {
            let attribution = predicted[i]
                .attribution
                .as_ref()
                .filter(|_| says(predicted[i]));
            attribution.is_some_and(|a| asks(&gold[j]) && self.credit_is_right(a, &gold[j]))
        };
        let count = pairs.iter().filter(|&&(i, j)| right(i, j)).count();
        let (said, asked) = (
            predicted.iter().filter(|f| says(f)).count(),
            gold.iter().filter(|g| asks(g)).count(),
        );
        scores.insert("figures.credit".into(), Score::prf(count, said, asked));
        let sure = pairs.iter().filter(|&&(i, _)| {
            let credit = predicted[i].attribution.as_ref();
            credit.is_some_and(|a| set(&a.source).is_some() && a.confidence >= 0.9)
        });
        insert(
            scores,
            "figures.credit_sure",
            Score::share(sure.map(|&(i, j)| right(i, j))),
        );
    }

    fn credit_is_right(&self, attribution: &Attribution, gold: &gold::Figure) -> bool {
        if gold.sources.is_empty() {
            let by = |by: &Option<String>| by.clone().unwrap_or_default();
            return names_agree(&by(&attribution.by), &by(&gold.by));
        }
        let listed = |id: &String| {
            let key = self.keys.get(id.as_str());
            key.is_some_and(|key| gold.sources.iter().any(|s| s == key))
        };
        match attribution.source.as_ref().filter(|id| !id.is_empty()) {
            Some(id) => listed(id),
            None => !attribution.candidates.is_empty() && attribution.candidates.iter().all(listed),
        }
    }

    /// Durations, sets and dates without EDTF (now, today) are left out, and dates on what the gold
    /// has as a duration (four years earlier).
    fn dates(&self, scores: &mut Scores) {
        let gold = &self.gold.dates;
        let at = |d: &Date| d.at.start..d.at.end;
        let spans_of_time = || {
            self.gold
                .figures
                .iter()
                .filter(|f| f.kind == "duration")
                .map(|f| &f.at)
        };
        let predicted: Vec<&Date> = self
            .analysis
            .dates
            .iter()
            .filter(|d| self.inside(&d.at) && set(&d.edtf).is_some())
            .filter(|d| !matches!(d.kind, DateKind::Duration | DateKind::Set))
            .filter(|d| {
                gold.iter().any(|g| touches(&at(d), &g.at))
                    || !spans_of_time().any(|f| touches(&at(d), f))
            })
            .collect();
        let value = |i: usize, j: usize| {
            edtf(predicted[i].edtf.as_deref().unwrap_or_default()) == edtf(&gold[j].edtf)
                && predicted[i].part.map(name) == gold[j].part
        };
        let places: (Vec<Place>, Vec<Place>) = (
            predicted.iter().map(|d| at(d)).collect(),
            gold.iter().map(|d| d.at.clone()).collect(),
        );
        let pairs = pair(&places.0, &places.1, value, touches);
        let right = pairs.iter().filter(|&&(i, j)| value(i, j)).count();
        scores.insert(
            "dates.found".into(),
            Score::prf(pairs.len(), predicted.len(), gold.len()),
        );
        scores.insert(
            "dates.value".into(),
            Score::prf(right, predicted.len(), gold.len()),
        );
    }

    fn entities(&self, scores: &mut Scores) {
        let gold = &self.gold.entities;
        // Place, type and entity of each mention.
        let mut predicted: Vec<(Place, String, &str)> = Vec::new();
        for entity in &self.analysis.entities {
            let mentions = entity.mentions.iter().filter(|m| self.inside(&m.at));
            predicted.extend(
                mentions.map(|m| (m.at.start..m.at.end, name(entity.kind), entity.id.as_str())),
            );
        }
        let same =
            |i: usize, j: usize| predicted[i].0 == gold[j].at && predicted[i].1 == gold[j].kind;
        let places: (Vec<Place>, Vec<Place>) = (
            predicted.iter().map(|p| p.0.clone()).collect(),
            gold.iter().map(|g| g.at.clone()).collect(),
        );
        let pairs = pair(&places.0, &places.1, same, touches);
        let exact: Vec<usize> = pairs
            .iter()
            .filter(|&&(i, j)| same(i, j))
            .map(|&(_, j)| j)
            .collect();
        scores.insert(
            "entities.found".into(),
            Score::prf(pairs.len(), predicted.len(), gold.len()),
        );
        scores.insert(
            "entities.span".into(),
            Score::prf(exact.len(), predicted.len(), gold.len()),
        );
        for kind in ["PER", "ORG", "LOC", "EVENT", "PRODUCT", "WORK"] {
            let of = Score::prf(
                exact.iter().filter(|&&j| gold[j].kind == kind).count(),
                predicted.iter().filter(|p| p.1 == kind).count(),
                gold.iter().filter(|g| g.kind == kind).count(),
            );
            scores.insert(format!("entities.{kind}"), of);
        }
        let groups = predicted
            .iter()
            .map(|(at, _, id)| (at.clone(), (*id).to_owned()))
            .collect();
        let of_gold = gold.iter().map(|g| (g.at.clone(), fold(&g.name))).collect();
        scores.insert("entities.link".into(), b_cubed(&groups, &of_gold));
    }

    /// Quotations of nobody are left out.
    fn quotes(&self, scores: &mut Scores) {
        let gold = &self.gold.quotes;
        let quotes = self.analysis.quotes.iter();
        let predicted: Vec<&Quote> = quotes
            .filter(|q| self.inside(&q.at) && set(&q.speaker).is_some())
            .collect();
        let speaker = |i: usize, j: usize| {
            let by = |by: &Option<String>| by.clone().unwrap_or_default();
            names_agree(&by(&predicted[i].speaker), &by(&gold[j].by))
        };
        let places: (Vec<Place>, Vec<Place>) = (
            predicted.iter().map(|q| q.at.start..q.at.end).collect(),
            gold.iter().map(|q| q.at.clone()).collect(),
        );
        let pairs = pair(&places.0, &places.1, speaker, covers_half);
        let right = pairs.iter().filter(|&&(i, j)| speaker(i, j)).count();
        scores.insert(
            "quotes.found".into(),
            Score::prf(pairs.len(), predicted.len(), gold.len()),
        );
        scores.insert(
            "quotes.speaker".into(),
            Score::prf(right, predicted.len(), gold.len()),
        );
    }

    /// Shares of the gold list that are right. Entries that are links in the running text are asked
    /// for their address alone.
    fn references(&self, scores: &mut Scores) {
        let gold = &self.gold.references;
        if gold.is_empty() {
            return;
        }
        let listed = || {
            self.analysis
                .sources
                .iter()
                .filter(|s| s.kind != SourceKind::Named)
        };
        let mut found: HashMap<&str, &Source> = HashMap::new();
        for source in listed() {
            if let Some(&key) = self.keys.get(source.id.as_str()) {
                found.entry(key).or_insert(source);
            }
        }
        let is_found = |e: &Entry| found.contains_key(e.key.as_str());
        insert(
            scores,
            "bibliography.found",
            Score::share(gold.iter().map(is_found)),
        );
        let others = listed()
            .filter(|s| !self.keys.contains_key(s.id.as_str()))
            .count();
        scores.insert("bibliography.others".into(), Score::Wrong(others));
        let linked = |e: &Entry| !e.url.is_empty() && self.text.contains(&format!("]({}", e.url));
        let whole = || gold.iter().filter(|e| !linked(e));
        let right = |e: &Entry, ok: &dyn Fn(&Source, &Entry) -> bool| {
            found
                .get(e.key.as_str())
                .is_some_and(|source| ok(source, e))
        };
        let share = |entries: Vec<&Entry>, ok: &dyn Fn(&Source, &Entry) -> bool| {
            Score::share(entries.into_iter().map(|e| right(e, ok)))
        };
        let title = |s: &Source, e: &Entry| {
            let title = fold(s.title.as_deref().unwrap_or_default());
            ratio(&title, &fold(&e.title)) > 0.95
        };
        let publisher = |s: &Source, e: &Entry| {
            words_agree(medium(s), &e.publisher) || families(s).contains(&fold(&e.publisher))
        };
        let date =
            |s: &Source, e: &Entry| edtf(s.issued.as_deref().unwrap_or_default()) == edtf(&e.date);
        let url = |s: &Source, e: &Entry| {
            address(s.url.as_deref().unwrap_or_default()) == address(&e.url)
        };
        insert(
            scores,
            "bibliography.title",
            share(whole().collect(), &title),
        );
        insert(
            scores,
            "bibliography.authors",
            share(whole().collect(), &authors_agree),
        );
        let published = whole().filter(|e| !e.publisher.is_empty()).collect();
        insert(
            scores,
            "bibliography.publisher",
            share(published, &publisher),
        );
        insert(scores, "bibliography.date", share(whole().collect(), &date));
        let addressed = gold.iter().filter(|e| !e.url.is_empty()).collect();
        insert(scores, "bibliography.url", share(addressed, &url));
    }
}

fn insert(scores: &mut Scores, name: &str, score: Option<Score>) {
    if let Some(score) = score {
        scores.insert(name.to_owned(), score);
    }
}

/// The folded family names (or whole names of institutions) of a source's authors.
fn families(source: &Source) -> BTreeSet<String> {
    let name = |p: &sourcier::model::Person| {
        set(&p.family)
            .or(set(&p.literal))
            .map(fold)
            .unwrap_or_default()
    };
    source.author.iter().map(name).collect()
}

/// Publisher, else the journal or site that holds the work.
fn medium(source: &Source) -> &str {
    set(&source.publisher)
        .or(set(&source.container_title))
        .unwrap_or_default()
}

/// The family names are the same; an institution that publishes its own work need not stand as
/// author.
fn authors_agree(source: &Source, entry: &Entry) -> bool {
    let authors = entry.authors.split(';').filter(|a| !a.trim().is_empty());
    let expected: BTreeSet<String> = authors
        .map(|a| fold(a.split(',').next().unwrap_or_default()))
        .collect();
    let own = expected == BTreeSet::from([fold(&entry.publisher)]);
    let got = families(source);
    got == expected || (own && got.is_empty() && words_agree(medium(source), &entry.publisher))
}
