//! Dates: absolute and relative dates, intervals, times, durations and sets, and the document's own
//! date.
//!
//! | step | module |
//! | --- | --- |
//! | tokens are cut into atoms | [`atom`] |
//! | the tables' words and rules become a [`lexicon::Lexicon`] | [`lexicon`] |
//! | the longest rule at each place gives [`fields::Fields`] | [`grammar`] |
//! | matches are joined into intervals and lists | [`link`] |
//! | what the surroundings forbid is dropped | [`check`] |
//! | context settles the rest, in document order | [`resolve`], [`steps`] |
//!
//! What is understood is shown, and tested, in `docs/dates.md`; the rule that decides which year a
//! bare `le 27 février` has stands in [`resolve`].

mod atom;
mod calendar;
mod check;
mod class;
mod document;
mod fields;
mod grammar;
mod length;
mod lexicon;
mod link;
mod resolve;
mod steps;
#[cfg(test)]
mod tests;
mod value;

use crate::lang::Lang;
use crate::model::{Date, DateKind, DocumentDate, Part, Timex, TimexType};
use crate::text::{BlockKind, Document, Fragment, Span, TextBuilder, Zone};
use check::Place;
use grammar::Scene;
use lexicon::{LEXICONS, Means};
use link::{Expression, Lead};
use resolve::{Context, Settled, Story, Tense};
use std::collections::BTreeMap;
use value::{Period, Value};

/// What is known of the document's date before its text is read.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// By option (`--date`, the `date` of a JSONL line), ISO 8601.
    pub option: Option<jiff::civil::Date>,
    /// As the front matter gives it.
    pub front_matter: Option<String>,
    /// When the file was last saved, as its properties tell.
    pub properties: Option<String>,
    /// The file's name.
    pub file_name: Option<String>,
}

/// What [`extract`] finds.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    pub document: Option<DocumentDate>,
    /// In document order.
    pub dates: Vec<Date>,
    /// Expressions that name a day that does not exist (31 février), for the audit.
    pub impossible: Vec<Span>,
}

/// A text of fewer bytes than this, without headings, is a dispatch: its `today` is a day, not an age.
const DISPATCH: usize = 6_000;

/// All expressions of time, and the document's own date.
pub fn extract(doc: &Document, given: &Given) -> Dates {
    let found = find(doc);
    let dated = document_date(given, &found);
    let mut context = Context {
        document: dated.as_ref().map(|d| d.1),
        dispatch: dated.is_some()
            && doc.text.view().len() < DISPATCH
            && !doc.text.blocks.iter().any(|b| b.is_heading()),
        ..Context::default()
    };
    let settled = settle(doc, &found, &mut context);
    let mut out = Dates {
        document: dated.map(|d| d.0),
        ..Dates::default()
    };
    for (f, s) in found.iter().zip(settled) {
        let Some(s) = s else { continue };
        if s.impossible {
            out.impossible.push(f.span);
            continue;
        }
        let id = format!("d{}", out.dates.len() + 1);
        out.dates.push(write(doc, f, &s, id));
    }
    out
}

/// The first date that a short text such as the front matter's gives by itself.
fn read(text: &str) -> Option<Period> {
    let mut builder = TextBuilder::new(text.to_owned());
    let mut fragment = Fragment::default();
    fragment.push_verbatim(text, 0);
    builder.block(BlockKind::Paragraph, Zone::Front, None, fragment);
    let doc = Document::new(builder.finish(), None);
    let found = find(&doc);
    found.iter().find_map(|f| {
        let settled = Context::default().settle(&f.expression, Tense::Unknown)?;
        match settled.value {
            Value::Point(m) if !settled.relative && !settled.impossible => m.period,
            _ => None,
        }
    })
}

/// An expression with what its place says of it.
#[derive(Clone, Debug)]
struct Found {
    expression: Expression,
    span: Span,
    sentence: usize,
    tense: Tense,
    /// Whether it stands in a citation or the bibliography, outside of the story.
    aside: bool,
    /// Whether something is compared with it (contre 48 % en 2010).
    compared: bool,
    /// Whether it tells when something came about that is only named (une loi votée en 2024).
    background: bool,
    /// Whether it stands in a short line at the top.
    byline: bool,
    dates_the_text: bool,
}

/// All expressions of the document, in order, not yet settled.
fn find(doc: &Document) -> Vec<Found> {
    let words = atom::Words::of(doc);
    let (mut atoms, mut matches, mut expressions) = (Vec::new(), Vec::new(), Vec::new());
    let mut out: Vec<Found> = Vec::new();
    for (index, sentence) in doc.sentences.iter().enumerate() {
        let block = &doc.text.blocks[sentence.block];
        let foreign = matches!(block.zone, Zone::References | Zone::Notes | Zone::Front)
            || sentence.lang != doc.lang;
        let starts = |lang: Lang| words.any_start(doc, sentence.tokens.clone(), lang);
        if !(starts(sentence.lang) || foreign && Lang::all().any(starts)) {
            continue;
        }
        words.atoms(doc, sentence.tokens.clone(), &mut atoms);
        let first = out.len();
        // Ends of the expressions of the sentence, by their starts; none overlaps another.
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        let langs = std::iter::once(sentence.lang)
            .chain(Lang::all().filter(|&l| foreign && l != sentence.lang));
        for lang in langs {
            let scene = Scene::new(&words, &atoms, doc.text.view(), lang);
            matches.clear();
            expressions.clear();
            scene.matches(&mut matches);
            link::link(&scene, &matches, &mut expressions);
            for &expression in &expressions {
                let range = expression.start..expression.end;
                let text = scene.text(range.clone());
                let start = atoms[range.start].start as usize;
                let span = Span::new(start, start + text.len());
                let before = taken.range(..span.end()).next_back();
                let taken_before = before.is_some_and(|(_, &end)| end > span.start());
                let known = lang == sentence.lang
                    || expression.first.fields.month.is_some()
                        && (expression.first.fields.year.is_some()
                            || expression.first.fields.day.is_some());
                if taken_before || !known {
                    continue;
                }
                let emphasised = lies_in_emphasis(doc, span);
                let place = Place {
                    zone: block.zone,
                    kind: &block.kind,
                    emphasised,
                };
                if !stands(&scene, &expression, place) {
                    continue;
                }
                let aside = block.zone == Zone::References
                    || expression.first.fields.only_year() && scene.is_sign(range.end, ')');
                taken.insert(span.start(), span.end());
                out.push(Found {
                    expression,
                    span,
                    sentence: index,
                    tense: tense_of(&scene, &expression),
                    aside,
                    compared: is_compared(&scene, range.start),
                    background: is_background(&scene, range.start)
                        || is_in_relative_clause(&scene, range.start),
                    byline: is_byline(doc, sentence.block),
                    dates_the_text: dates_the_text(&scene, range.start),
                });
            }
        }
        out[first..].sort_by_key(|f| f.span);
    }
    out
}

fn lies_in_emphasis(doc: &Document, span: Span) -> bool {
    let emphasis = &doc.text.emphasis;
    let at = emphasis.partition_point(|e| e.span.start() <= span.start());
    emphasis[at.saturating_sub(4)..at]
        .iter()
        .any(|e| e.span.covers(span))
}

/// Whether the surroundings let the expression stand.
fn stands(scene: &Scene, e: &Expression, place: Place) -> bool {
    let fields = e.last.map_or(e.first.fields, |m| m.fields);
    if check::is_glued(scene, &(e.start..e.end), &fields) {
        return false;
    }
    let range = e.start..e.end;
    if check::is_part(scene, &range, &e.first)
        || check::describes(scene, &range)
        || e.first.means == Means::Set && check::is_in_name(scene, &range)
    {
        return false;
    }
    let first = &e.first.fields;
    let partial = first.quarter.is_some() || first.half.is_some() || first.season.is_some();
    if place.zone == Zone::References && (place.emphasised || partial) {
        return false;
    }
    if e.first.means == Means::Duration && first.unit == Some(fields::Unit::Year) {
        return !check::is_age(scene, &(e.start..e.end));
    }
    if e.first.means != Means::Date || !first.only_year() {
        return first.filled > 1 || !check::begins_name(scene, &(e.start..e.end));
    }
    let year = first.year.unwrap_or(0);
    match e.last {
        None => {
            e.lead.is_some_and(|l| l != Lead::During)
                && year > 1500
                && place.zone != Zone::References
                || check::is_year(scene, &(e.start..e.end), year, place)
        }
        Some(last) if last.fields.only_year() => {
            let order = last.fields.year.is_some_and(|z| z > year);
            order && (e.lead.is_some() || check::is_year(scene, &(e.start..e.end), year, place))
        }
        Some(_) => true,
    }
}

/// Whether a block is a short line at the top of the document.
fn is_byline(doc: &Document, block: usize) -> bool {
    const TOP: usize = 8;
    const SHORT: usize = 250;
    let b = &doc.text.blocks[block];
    let short = b.span.len() <= SHORT && !matches!(b.kind, BlockKind::Cell { .. });
    short && (b.zone == Zone::Front || block < TOP && b.zone == Zone::Body && !b.is_heading())
}

/// Whether a word of comparison stands shortly before.
fn is_compared(scene: &Scene, start: usize) -> bool {
    let class = scene.lexicon.fillers.compare;
    (start.saturating_sub(8)..start).any(|at| scene.is(at, class))
}

/// Whether a participle without its auxiliary stands shortly before, after what it is said of.
fn is_background(scene: &Scene, start: usize) -> bool {
    let near = start.saturating_sub(4)..start;
    let Some(participle) = near.clone().rev().find(|&at| is_done(scene, at)) else {
        return false;
    };
    let helped = (participle.saturating_sub(3)..participle)
        .filter_map(|at| scene.word(at))
        .any(|w| w.verbal[scene.lang].tells_tense);
    participle > 0 && !helped
}

/// Whether the expression stands in a relative clause (qui a remplacé le ministre en mai 2024).
fn is_in_relative_clause(scene: &Scene, start: usize) -> bool {
    const REACH: usize = 16;
    let class = scene.lexicon.fillers.relative;
    (start.saturating_sub(REACH)..start)
        .rev()
        .take_while(|&at| !scene.is_sign(at, ',') && !scene.is_sign(at, ';'))
        .any(|at| scene.is(at, class))
}

/// Whether the words before say that the text is of this date (`arrêté au`).
fn dates_the_text(scene: &Scene, start: usize) -> bool {
    let class = scene.lexicon.fillers.dated;
    (start.saturating_sub(4)..start).any(|at| scene.is(at, class))
}

/// The tense of the expression's surroundings; « les élections de dimanche » have been.
fn tense_of(scene: &Scene, e: &Expression) -> Tense {
    let found = tense(scene, e.start..e.end);
    let f = &e.first.fields;
    let bare = f.weekday.is_some() && f.day.is_none() && f.shift.is_none();
    if found == Tense::Unknown && bare && scene.stands_after(e.start, scene.lexicon.fillers.of) {
        Tense::Past
    } else {
        found
    }
}

/// The tense of the verb nearest to the expression, within its clause.
fn tense(scene: &Scene, range: std::ops::Range<usize>) -> Tense {
    const REACH: usize = 18;
    let fillers = &scene.lexicon.fillers;
    let classes = [
        (fillers.future, Tense::Future),
        (fillers.past, Tense::Past),
        (fillers.habit, Tense::Habit),
    ];
    // prévue le 12 juin: what is planned right before.
    let mut near = range.start.saturating_sub(4)..range.start;
    if near.clone().any(|at| scene.is(at, fillers.planned)) {
        return Tense::Future;
    }
    let done = (range.start.saturating_sub(2)..range.start).any(|at| is_done(scene, at));
    if done && !near.any(|at| scene.is(at, fillers.to_be)) {
        return Tense::Past;
    }
    let of = |at: usize| -> Option<Tense> {
        let verbal = scene.word(at)?.verbal[scene.lang];
        if !verbal.tells_tense {
            return None;
        }
        let listed = classes.iter().find(|(class, _)| scene.is(at, *class));
        if let Some(&(_, tense)) = listed {
            return Some(tense);
        }
        if scene.is(at, fillers.planned) {
            return None;
        }
        if verbal.ends_future {
            return Some(Tense::Future);
        }
        verbal.ends_past.then_some(Tense::Past)
    };
    let nearest = |mut positions: &mut dyn Iterator<Item = usize>| {
        let mut found = [None; 3];
        for (distance, at) in (&mut positions)
            .take_while(|&at| !scene.is_sign(at, ';'))
            .take(REACH)
            .enumerate()
        {
            let slot = match of(at) {
                Some(Tense::Past) => 0,
                Some(Tense::Future) => 1,
                Some(Tense::Habit) => 2,
                _ => continue,
            };
            if found[slot].is_none() {
                found[slot] = Some(distance);
            }
        }
        found
    };
    let back = nearest(&mut (0..range.start).rev());
    let ahead = nearest(&mut (range.end..scene.atoms.len()));
    let distance = |slot: usize| match (back[slot], ahead[slot]) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b).unwrap_or(usize::MAX),
    };
    let (past, future, habit) = (distance(0), distance(1), distance(2));
    // Signs of the future are rarer and surer than those of the past.
    if habit < 6 && habit <= past.min(future) {
        Tense::Habit
    } else if future < usize::MAX && future <= past.saturating_add(3) {
        Tense::Future
    } else if past < usize::MAX {
        Tense::Past
    } else {
        Tense::Unknown
    }
}

/// Whether the word at `at` is a past participle.
fn is_done(scene: &Scene, at: usize) -> bool {
    scene
        .word(at)
        .is_some_and(|w| w.verbal[scene.lang].ends_done)
}

fn document_date(given: &Given, found: &[Found]) -> Option<(DocumentDate, jiff::civil::Date)> {
    if given.option.is_some() {
        return document::date(given, &[]);
    }
    let alone = Context::default();
    let candidates: Vec<_> = found
        .iter()
        .filter_map(|f| {
            let settled = alone.settle(&f.expression, f.tense)?;
            let ahead = matches!(
                f.expression.lead,
                Some(Lead::Until | Lead::By | Lead::From | Lead::For | Lead::Before)
            );
            (!settled.relative && !settled.impossible).then_some(document::Candidate {
                settled,
                tense: f.tense,
                byline: f.byline,
                dates_the_text: f.dates_the_text,
                ahead,
            })
        })
        .collect();
    document::date(given, &candidates)
}

/// Settles all expressions in order; the context moves along.
fn settle(doc: &Document, found: &[Found], context: &mut Context) -> Vec<Option<Settled>> {
    let mut out = Vec::with_capacity(found.len());
    for (i, f) in found.iter().enumerate() {
        context.block = doc.sentences[f.sentence].block;
        context.sentence = f.sentence;
        let new_sentence = i == 0 || found[i - 1].sentence != f.sentence;
        if new_sentence {
            context.day = day_of_sentence(&found[i..], context);
        }
        let settled = context.settle(&f.expression, f.tense);
        if let Some(s) = &settled {
            remember(f, s, context);
        }
        out.push(settled);
    }
    out
}

/// The first day that the sentence of `found[0]` names: its times of day are of it.
fn day_of_sentence(found: &[Found], context: &Context) -> Option<jiff::civil::Date> {
    let sentence = found.first()?.sentence;
    found
        .iter()
        .take_while(|f| f.sentence == sentence)
        .find_map(|f| {
            if f.expression.first.means == Means::Time {
                return None;
            }
            match context.settle(&f.expression, f.tense)?.value {
                Value::Point(m) => match m.period? {
                    Period::Day(d) => Some(d),
                    _ => None,
                },
                _ => None,
            }
        })
}

fn remember(f: &Found, s: &Settled, context: &mut Context) {
    let period = match &s.value {
        Value::Point(m) | Value::Between(Some(m), _) => m.period,
        Value::Between(None, Some(m)) => m.period,
        // The text comes back to its own day (ils sont désormais cent).
        Value::Ref("PRESENT_REF", _) => {
            if let Some(story) = &mut context.story {
                story.weak = true;
            }
            None
        }
        _ => None,
    };
    let Some(period) = period.filter(|_| !f.aside) else {
        return;
    };
    if let Period::Day(d) = period {
        context.day = Some(d);
        if !s.relative || f.expression.first.fields.shift.is_some() {
            let key = (d.month().unsigned_abs(), d.day().unsigned_abs());
            context.years.insert(key, i32::from(d.year()));
        }
    }
    // Comparisons (que l'hiver précédent) name a date, but the story does not go there.
    let first = &f.expression.first;
    if first.means != Means::Offset && first.means != Means::Time && !f.compared {
        context.mentioned = Some(period);
    }
    if first.means == Means::Date && f.compared {
        context.compared = Some((f.sentence, period));
    }
    // Nor has it reached what is a background (depuis mars 2022), a limit, or ahead of the document.
    let ahead = context
        .document
        .is_some_and(|t| period.first().is_none_or(|d| d > t));
    let reached = match f.expression.lead {
        None | Some(Lead::Between | Lead::About | Lead::During) => true,
        Some(Lead::Until | Lead::By) => f.tense == Tense::Past,
        _ => false,
    };
    let told = first.fields.counts_from_story();
    let tells = match first.means {
        Means::Date | Means::Nth => reached,
        Means::Shift => reached && told,
        // Dix jours plus tard, ils cessaient le travail.
        Means::Offset => told && first.fields.direction.is_some_and(|d| d.by > 0),
        _ => false,
    };
    if !ahead && tells && !f.compared {
        context.story = Some(Story {
            period: story_period(&s.value, period),
            block: context.block,
            sentence: f.sentence,
            weak: f.background,
        });
    } else if first.fields.counts_from_document()
        && let Some(story) = &mut context.story
    {
        story.weak = true;
    }
}

/// Where a value takes the story: a long interval as a whole, another date to its beginning.
fn story_period(value: &Value, beginning: Period) -> Period {
    match (value, value.days()) {
        (Value::Between(Some(_), Some(_)), (Some(a), Some(b)))
            if calendar::days_between(a, b) > resolve::LONG =>
        {
            Period::Days(a, b)
        }
        _ => beginning,
    }
}

fn write(doc: &Document, f: &Found, s: &Settled, id: String) -> Date {
    let lang = f.expression.first.lang;
    let (kind, timex_type) = match &s.value {
        Value::Point(m) if m.is_time() => (DateKind::Time, TimexType::Time),
        Value::Point(_) | Value::Ref(..) => (DateKind::Date, TimexType::Date),
        Value::Between(a, b) => {
            let time = [a, b].into_iter().flatten().any(|m| m.is_time());
            (
                DateKind::Interval,
                if time {
                    TimexType::Time
                } else {
                    TimexType::Date
                },
            )
        }
        Value::Duration(..) => (DateKind::Duration, TimexType::Duration),
        Value::Set(_) => (DateKind::Set, TimexType::Set),
    };
    let part = match &s.value {
        Value::Point(m) => m.part,
        Value::Between(Some(m), None) | Value::Between(None, Some(m)) => m.part,
        _ => None,
    };
    let (earliest, latest) = s.value.days();
    let about = f.expression.lead == Some(Lead::About) || f.expression.first.fields.about;
    let modifier = match part {
        Some(Part::Start) => Some("START"),
        Some(Part::Mid) => Some("MID"),
        Some(Part::End) => Some("END"),
        None if about => Some("APPROX"),
        None => None,
    };
    let block = doc.sentences[f.sentence].block;
    Date {
        id,
        at: doc.text.locate(f.span),
        span: f.span,
        edtf: s.value.edtf(),
        kind,
        timex: Timex {
            kind: timex_type,
            value: s.value.timex(),
            modifier: modifier.map(str::to_owned),
        },
        earliest: earliest.map(|d| d.to_string()),
        latest: latest.map(|d| d.to_string()),
        part,
        relative: s.relative,
        sentence: f.sentence,
        section: doc.section_id(block),
        page: doc.text.page_of(f.span),
        rule: LEXICONS[lang].rules[f.expression.first.rule].id.clone(),
    }
}
