//! `credited-but-not-listed`: a work or an expert that the text credits, and that the reference list
//! does not have.
//!
//! Looked at are credits that resolve to no entry, in documents that have a list or notes. Only those
//! are told whose sentence calls the source a work (report, study, survey …) or its author an expert,
//! near the credit: an actor's own statement (« selon Moscou ») needs no entry.
//!
//! So are works that brackets call by author and year (`(Habets et al., 2017)`), where the text calls
//! others so that the list has: the list has nobody of that name, or no work of theirs of that year.

use super::super::{Context, Hit, Place};
use crate::extract::entities::lexicon::{LEXICON, WordFlags};
use crate::lang::Lang;
use crate::model::{Attribution, Entity, EntityType, Source, SourceKind};
use crate::text::{Document, Shape, Span, TokenKind, Zone, fold, is_year_of_work, words_of};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// Signs that open or close a quotation.
const QUOTES: [&str; 5] = ["«", "»", "“", "”", "\""];

/// Tokens around the credit in which its kind is told.
const NEAR: usize = 14;

pub(in crate::audit) fn check(context: &Context<'_>) -> Vec<Hit> {
    let layers = &context.layers;
    let listed = |s: &&Source| matches!(s.kind, SourceKind::Bibliography | SourceKind::Footnote);
    if layers.sources.iter().filter(listed).count() < 3 {
        return Vec::new();
    }
    let figures = layers.figures.iter();
    let figures = figures.filter_map(|f| Some((&f.id, f.span, f.attribution.as_ref()?)));
    let quotes = layers.quotes.iter();
    let quotes = quotes.filter_map(|q| Some((&q.id, q.span, q.attribution.as_ref()?)));
    let mut credits: Vec<(&String, Span, &Attribution)> = figures.chain(quotes).collect();
    credits.sort_by_key(|c| c.1);
    let named_works: FxHashSet<&str> = (layers.sources.iter())
        .filter(|s| s.kind == SourceKind::Named)
        .map(|s| s.id.as_str())
        .collect();
    let places: FxHashSet<&str> = (layers.entities.iter())
        .filter(|e| e.kind == EntityType::Location)
        .map(|e| e.id.as_str())
        .collect();
    let list = List::new(layers.sources);
    let resolved: FxHashSet<&str> = credits
        .iter()
        .filter(|(_, _, a)| is_settled(&named_works, a))
        .filter_map(|(_, _, a)| a.by.as_deref())
        .collect();
    let mut said: FxHashSet<&str> = FxHashSet::default();
    let mut out = Vec::new();
    for (id, span, credit) in &credits {
        let Some(by) = credit.by.as_deref() else {
            continue;
        };
        // « The same report » is no name.
        let named = by.chars().any(char::is_uppercase);
        if !named || is_settled(&named_works, credit) || resolved.contains(by) || said.contains(by)
        {
            continue;
        }
        let cue = credit.cue.as_ref().map_or(*span, |c| c.span);
        let place = credit
            .entity
            .as_deref()
            .is_some_and(|id| places.contains(id));
        if place || list.has(context.doc.lang, by) || !is_work(context, cue) {
            continue;
        }
        said.insert(by);
        out.push(
            Hit::new(Place::View(cue), "credit")
                .with("by", by)
                .related([(*id).clone()]),
        );
    }
    out.extend(citations(context, &list));
    out
}

/// Brackets by author and year that lead to entries, at least, before one that does not is told.
const STYLE: usize = 2;

/// Works of one author among which the year is looked for.
const MOST: usize = 20;

/// Tokens of a bracket at most.
const BRACKET: usize = 40;

/// Works that brackets call by author and year, and that the list does not have.
fn citations(context: &Context<'_>, list: &List<'_>) -> Vec<Hit> {
    let (doc, layers) = (context.doc, &context.layers);
    let starts = |test: &dyn Fn(&Entity) -> bool| -> FxHashSet<usize> {
        (layers.entities.iter().filter(|e| test(e)))
            .flat_map(|e| e.mentions.iter().map(|m| m.span.start()))
            .collect()
    };
    // An institution may stand in the list by another of its names; a day, a place or an event has its year
    // too: (June 2021), (Leeds, 2021). Of two names that are joined the recogniser is less sure than the
    // lists: (Ernst & Young, 2021), (Okafor & Lind, 2021).
    let institutions = starts(&|e| e.kind != EntityType::Person && e.rule == "name/list");
    let mut others = starts(&|e| e.kind != EntityType::Person);
    others.extend(layers.dates.iter().map(|d| d.span.start()));
    let mut met = 0;
    let mut out = Vec::new();
    let mut said: FxHashSet<String> = FxHashSet::default();
    for sentence in &doc.sentences {
        let block = &doc.text.blocks[sentence.block];
        if block.zone != Zone::Body || block.is_heading() {
            continue;
        }
        for part in brackets(doc, sentence.tokens.clone()) {
            let Some((name, joined, year)) = citation(doc, part.clone()) else {
                continue;
            };
            let plain = year.trim_end_matches(|c: char| c.is_ascii_lowercase());
            let of_author = || list.with_word(&name).take(MOST);
            if of_author().any(|s| s.raw.contains(plain)) {
                met += 1;
                continue;
            }
            let span = doc.span_of(part);
            let work = context.text(span);
            let kept = if joined { &institutions } else { &others };
            if kept.contains(&span.start()) || !said.insert(work.clone()) {
                continue;
            }
            let years: Vec<&str> = of_author().filter_map(|s| s.issued.as_deref()).collect();
            let message = if years.is_empty() { "citation" } else { "year" };
            out.push(
                Hit::new(Place::View(span), message)
                    .with("work", work)
                    .with("years", years.join(", ")),
            );
        }
    }
    // Where the list has the author, one bracket that leads to an entry is enough to know the style.
    out.retain(|hit| met >= if hit.message == "year" { 1 } else { STYLE });
    out
}

/// The parts of the brackets in `tokens`, as semicolons part them.
fn brackets(doc: &Document, tokens: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = None;
    for at in tokens {
        match doc.token_text(at) {
            "(" => from = Some(at + 1),
            sign @ (")" | ";") => {
                if let Some(start) = from.filter(|&s| s < at && at - s <= BRACKET) {
                    out.push(start..at);
                }
                from = (sign == ";" && from.is_some()).then_some(at + 1);
            }
            _ => {}
        }
    }
    out
}

/// The first author's family name, folded, whether others are named with them, and the year of `Habets et
/// al., 2017`, `Berg & Kuiper 2024a`.
fn citation(doc: &Document, part: Range<usize>) -> Option<(String, bool, String)> {
    let text = |at: usize| doc.token_text(at);
    // (Waterloo, 1815) tells of an event.
    let recent = |at: usize| is_year_of_work(text(at)) && text(at) >= "19";
    let year = part.clone().find(|&at| recent(at))?;
    // Only pages stand behind the year.
    if year + 1 < part.end && text(year + 1) != "," {
        return None;
    }
    let names = part.start..year;
    // et al. is Latin in every language.
    let joins = |at: usize| {
        let form = doc.form(at);
        matches!(&*form.lower, "&" | "et" | "al" | "al.")
            || LEXICON
                .word(doc.lang, &form.fold)
                .has(WordFlags::CONJUNCTION)
    };
    let fits =
        |at: usize| doc.form(at).is_capital() || matches!(text(at), "," | "." | "-") || joins(at);
    let first = doc.form(part.start);
    let word = doc.tokens[part.start].kind == TokenKind::Word;
    // One name, or several that are joined: no World Bank.
    let comma = usize::from(year > part.start && text(year - 1) == ",");
    let joined = names.clone().any(joins);
    let person = word && first.shape == Shape::Capitalised;
    let named = person && names.clone().all(fits) && (joined || names.len() == 1 + comma);
    named.then(|| (first.fold.to_string(), joined, text(year).to_owned()))
}

/// Whether a credit leads to an entry, or to one of several.
fn is_settled(named: &FxHashSet<&str>, credit: &Attribution) -> bool {
    let source = credit.source.as_deref();
    !credit.candidates.is_empty() || source.is_some_and(|id| !named.contains(id))
}

/// The list's entries by their words.
struct List<'s> {
    sources: Vec<&'s Source>,
    /// Folded words, with the entries that have them.
    entries: FxHashMap<String, Vec<usize>>,
}

impl<'s> List<'s> {
    fn new(sources: &'s [Source]) -> List<'s> {
        let mut entries: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        let sources: Vec<&Source> =
            (sources.iter().filter(|s| s.kind != SourceKind::Named)).collect();
        for (entry, source) in sources.iter().enumerate() {
            for word in fold::fold(&source.raw).split(|c: char| !c.is_alphanumeric()) {
                let having = entries.entry(word.to_owned()).or_default();
                if having.last() != Some(&entry) {
                    having.push(entry);
                }
            }
        }
        List { sources, entries }
    }

    /// The entries that have a folded word.
    fn with_word(&self, word: &str) -> impl Iterator<Item = &'s Source> {
        let entries = self.entries.get(word).into_iter().flatten();
        entries.map(|&entry| self.sources[entry])
    }

    /// Whether an entry has the name's telling words, or its acronym.
    fn has(&self, lang: Lang, by: &str) -> bool {
        if !by.contains(' ') && self.entries.contains_key(&fold::fold(by)) {
            return true;
        }
        let words = words_of(lang, by).into_iter();
        let words: Vec<String> = (words.filter(|w| w.chars().count() > 3))
            .map(|w| fold::fold(&w))
            .collect();
        let mut having: Vec<&[usize]> = (words.iter())
            .map(|w| self.entries.get(w).map_or(&[][..], Vec::as_slice))
            .collect();
        // Two thirds of the words: an entry that lacks a third and one more of them is none.
        having.sort_by_key(|entries| entries.len());
        let shared = |entry: &usize| {
            let sharing = having.iter().filter(|h| h.binary_search(entry).is_ok());
            sharing.count() * 3 >= words.len() * 2
        };
        (having.iter().take(words.len() / 3 + 1).copied().flatten()).any(shared)
    }
}

/// Whether the words around the credit speak of a work or of an expert, and mean the one credited:
/// before it no sign and no other name stands between (« en reprenant l'étude de BelPol, Mme Martin »), and
/// neither before nor behind it a quotation begins or ends (the quoted words speak of other things).
fn is_work(context: &Context<'_>, cue: Span) -> bool {
    let doc = context.doc;
    let Some(sentence) = doc.sentence_at(cue.start()) else {
        return false;
    };
    let words = context.words(sentence);
    let tokens = context.tokens(sentence);
    let at = doc.tokens_in(cue);
    let is_sign = |i: usize, signs: &[&str]| signs.contains(&doc.token_text(i));
    let before = (tokens.start.max(at.start.saturating_sub(NEAR))..at.start)
        .rev()
        .take_while(|&i| !is_sign(i, &QUOTES) && !is_sign(i, &[",", ";", ":", "(", ")", "—", "–"]))
        .take_while(|&i| {
            doc.tokens[i].kind != TokenKind::Word || i == tokens.start || !doc.form(i).is_capital()
        })
        .last()
        .unwrap_or(at.start);
    let behind = (at.end..tokens.end.min(at.end + NEAR))
        .find(|&i| is_sign(i, &QUOTES))
        .unwrap_or(tokens.end.min(at.end + NEAR));
    let near = before..behind;
    near.start < near.end
        && [&words.works, &words.experts]
            .iter()
            .any(|list| list.first_in(doc, near.clone()).is_some())
}
