//! Highlights: key figures, timeline, actors and keywords.

use super::Layers;
use super::fitness::Fitness;
use crate::model::{Date, DateKind, EntityType, Figure, TermKind, TimelineEntry};
use crate::text::{BlockKind, Document, Zone};
use rustc_hash::{FxHashMap, FxHashSet};

const FIGURES: usize = 10;
const ACTORS: usize = 12;
const KEYWORDS: usize = 12;

/// Identifiers of the most salient figures. A value is named once, and no sentence gives more than
/// two, so that one table or enumeration does not fill the list.
pub(super) fn key_figures(doc: &Document, figures: &[Figure]) -> Vec<String> {
    let mut order: Vec<&Figure> = figures
        .iter()
        .filter(|f| f.salience > 0.0 && !block_of(doc, f.sentence).is_some_and(|b| b.is_heading()))
        .collect();
    order.sort_by(|a, b| b.salience.total_cmp(&a.salience).then(a.span.cmp(&b.span)));
    let mut seen: FxHashSet<(u64, Option<&str>)> = FxHashSet::default();
    let mut of_sentence: FxHashMap<usize, usize> = FxHashMap::default();
    let mut out = Vec::new();
    for figure in order {
        let so_far = of_sentence.entry(figure.sentence).or_default();
        if *so_far >= 2 || !seen.insert((figure.value.to_bits(), figure.unit.as_deref())) {
            continue;
        }
        *so_far += 1;
        out.push(figure.id.clone());
        if out.len() == FIGURES {
            break;
        }
    }
    out
}

/// What happened when: one entry for each sentence that dates an event, in order of time. A sentence
/// with several dates stands under the most precise one, the first of those. A bare year, or a date
/// since when something has been so, only counts where the sentence opens with it (« En 2008, Minsk … »):
/// further on it mostly dates something beside. Years in brackets are references.
pub(super) fn timeline(
    doc: &Document,
    dates: &[Date],
    fitness: &[Option<Fitness>],
) -> Vec<TimelineEntry> {
    let mut of_sentence: Vec<(usize, &Date)> = Vec::new();
    for date in dates {
        let dated = matches!(date.kind, DateKind::Date | DateKind::Interval);
        let Some(edtf) = date.edtf.as_deref().filter(|_| dated) else {
            continue;
        };
        let whole = fitness.get(date.sentence).is_some_and(Option::is_some);
        if !whole || grain(edtf) == 0 || date.earliest.is_none() {
            continue;
        }
        let vague = grain(edtf) == 1 || edtf.ends_with("/..");
        if vague && (!opens(doc, date) || is_bracketed(doc, date)) {
            continue;
        }
        match of_sentence.last_mut() {
            Some((sentence, kept)) if *sentence == date.sentence => {
                if grain(edtf) > grain(kept.edtf.as_deref().unwrap_or("")) {
                    *kept = date;
                }
            }
            _ => of_sentence.push((date.sentence, date)),
        }
    }
    of_sentence.sort_by(|a, b| {
        let key = |d: &'_ Date| (d.earliest.clone(), d.latest.clone(), d.span);
        key(a.1).cmp(&key(b.1))
    });
    of_sentence
        .into_iter()
        .map(|(sentence, date)| TimelineEntry {
            date: date.id.clone(),
            edtf: date.edtf.clone().unwrap_or_default(),
            at: doc.text.locate(doc.sentences[sentence].span),
        })
        .collect()
}

/// Whether the date is among the first words of its sentence.
fn opens(doc: &Document, date: &Date) -> bool {
    let first = doc.sentences[date.sentence].tokens.start;
    doc.tokens_in(date.span).start <= first + 4
}

/// Whether the date stands in brackets.
fn is_bracketed(doc: &Document, date: &Date) -> bool {
    let first = doc.sentences[date.sentence].tokens.start;
    let before = (first..doc.tokens_in(date.span).start).rev();
    before
        .map(|at| doc.token_text(at))
        .find(|text| matches!(*text, "(" | ")"))
        .is_some_and(|text| text == "(")
}

/// How finely an EDTF value dates an event: 3 for days, 2 for months and seasons, 1 for years, 0 for
/// what is wider or open at its start.
fn grain(edtf: &str) -> usize {
    let start = edtf.split('/').next().unwrap_or(edtf);
    let start = start.trim_end_matches(['~', '?', '%']);
    if edtf.starts_with("..") || edtf.starts_with('/') || start.contains('X') {
        return 0;
    }
    match start.matches('-').count() {
        _ if start.starts_with('-') => 0,
        0 if start.len() == 4 => 1,
        0 => 0,
        1 => 2,
        _ => 3,
    }
}

/// Identifiers of the persons, organisations and places that the text is about: by how often the
/// text itself names them, whether headings do, and whether they speak or are credited. Places
/// count less: most are only where things happen.
pub(super) fn actors(doc: &Document, layers: &Layers<'_>) -> Vec<String> {
    let mut voices: FxHashMap<&str, usize> = FxHashMap::default();
    for quote in layers.quotes {
        if let Some(id) = &quote.speaker_entity {
            *voices.entry(id).or_default() += 1;
        }
    }
    let credits = layers.figures.iter().filter_map(|f| f.attribution.as_ref());
    for credit in credits {
        if let Some(id) = &credit.entity {
            *voices.entry(id).or_default() += 1;
        }
    }
    let mut scored: Vec<(f64, usize)> = Vec::new();
    for (i, entity) in layers.entities.iter().enumerate() {
        let weight = match entity.kind {
            EntityType::Person | EntityType::Organisation => 1.0,
            EntityType::Location => 0.6,
            _ => continue,
        };
        let (mut named, mut headed) = (0, false);
        for mention in &entity.mentions {
            let block = doc.text.block_at(mention.span.start());
            let Some(block) = block.map(|b| &doc.text.blocks[b]) else {
                continue;
            };
            named += usize::from(block.zone == Zone::Body);
            headed |= block.is_heading() && matches!(block.zone, Zone::Body | Zone::Front);
        }
        if named == 0 {
            continue;
        }
        let voice = voices.get(entity.id.as_str()).copied().unwrap_or(0);
        let score = named as f64 + if headed { 2.0 } else { 0.0 } + 1.5 * voice as f64;
        scored.push((score * weight, i));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored
        .into_iter()
        .filter(|s| s.0 >= 1.0)
        .take(ACTORS)
        .map(|(_, i)| layers.entities[i].id.clone())
        .collect()
}

/// The most salient terms that say different things: no word of a phrase that is named already, and
/// no phrase made of those before.
pub(super) fn keywords(layers: &Layers<'_>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut said: FxHashSet<(&str, &str)> = FxHashSet::default();
    for term in layers.terms {
        // What is done says little without who does it.
        if term.pos.as_deref() == Some("VERB") {
            continue;
        }
        let lemmas: Vec<(&str, &str)> = term
            .lemma
            .split(' ')
            .map(|lemma| (term.lang.as_str(), lemma))
            .collect();
        let known = lemmas.iter().filter(|l| said.contains(*l)).count();
        let new = match term.kind {
            TermKind::Word => known == 0,
            TermKind::Phrase => known * 3 <= lemmas.len(),
        };
        if !new {
            continue;
        }
        said.extend(lemmas);
        out.push(term.term.clone());
        if out.len() == KEYWORDS {
            break;
        }
    }
    out
}

fn block_of(doc: &Document, sentence: usize) -> Option<&crate::text::Block> {
    let block = doc.sentences.get(sentence)?.block;
    doc.text
        .blocks
        .get(block)
        .filter(|b| b.kind != BlockKind::Code)
}
