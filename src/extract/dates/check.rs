//! What surroundings forbid: numbers that are glued into a designation, years that belong to a
//! name, numbers that count things.

use super::atom::AtomKind;
use super::class::Class;
use super::fields::{Count, Fields, Unit};
use super::grammar::{Match, Scene};
use super::lexicon::Means;
use crate::tag::WordClasses;
use crate::text::{BlockKind, Shape, Zone, is_function_word};
use std::ops::Range;

/// Where a sentence stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub zone: Zone,
    pub kind: &'a BlockKind,
    /// Whether the atoms of the expression lie in emphasis.
    pub emphasised: bool,
}

/// Whether what touches the expression makes it part of something else (`n°2023`, `2024/1449`,
/// `1.5`, `VVER-1200`).
pub(super) fn is_glued(scene: &Scene, range: &Range<usize>, fields: &Fields) -> bool {
    glued_before(scene, range.start) || glued_behind(scene, range, fields)
}

fn glued_before(scene: &Scene, start: usize) -> bool {
    if !scene.glued(start) {
        return false;
    }
    let at = start - 1;
    let digit = matches!(scene.kind(start), Some(AtomKind::Digits(..)));
    match scene.kind(at) {
        Some(AtomKind::Word) => !scene.text(at..at + 1).ends_with(['\'', '’']),
        Some(AtomKind::Digits(..)) => true,
        Some(AtomKind::Sign(sign)) => match sign {
            '.' | ',' | ':' => {
                scene.glued(at) && matches!(scene.kind(at - 1), Some(AtomKind::Digits(..)))
            }
            // 1914--2002
            '-' if scene.glued(at) && matches!(scene.kind(at - 1), Some(AtomKind::Sign('-'))) => {
                false
            }
            '-' | '/' if digit && scene.glued(at) => {
                let prefix = scene.stands_after(at, scene.lexicon.fillers.prefix);
                !prefix && !matches!(scene.kind(at - 1), Some(AtomKind::Sign(')' | '»' | '*')))
            }
            '°' | 'º' | '$' | '€' | '£' | '#' | '@' | '_' => digit,
            _ => false,
        },
        None => true,
    }
}

fn glued_behind(scene: &Scene, range: &Range<usize>, fields: &Fields) -> bool {
    let end = range.end;
    if !scene.glued(end) {
        return false;
    }
    match scene.kind(end) {
        Some(AtomKind::Digits(..)) => true,
        // (Mwangi, 2025a)
        Some(AtomKind::Word) => {
            !(fields.year.is_some() && scene.text(end..end + 1).len() == 1)
                && matches!(scene.kind(end - 1), Some(AtomKind::Digits(..)))
        }
        Some(AtomKind::Sign(sign)) => match sign {
            '.' | ',' | ':' | '-' | '/' => {
                matches!(scene.kind(end - 1), Some(AtomKind::Digits(..)))
                    && scene.glued(end + 1)
                    && matches!(scene.kind(end + 1), Some(AtomKind::Digits(..)))
            }
            '%' | '‰' | '€' | '$' | '£' | '°' | '_' => true,
            _ => false,
        },
        None => true,
    }
}

/// Whether four digits alone are a year here.
///
/// A preposition of time, a bracket or a noun of periods before them speaks for a year; a name
/// before them makes them part of it, a plural noun behind them makes them a count.
pub(super) fn is_year(scene: &Scene, range: &Range<usize>, year: i32, place: Place) -> bool {
    if !(1000..2200).contains(&year) {
        return false;
    }
    let before = range.start.checked_sub(1);
    let likely = (1800..=2100).contains(&year);
    let counts = counts_things(scene, range.end);
    let titles = matches!(place.zone, Zone::References | Zone::Notes);
    if titles && place.emphasised {
        return false;
    }
    let Some(at) = before else {
        return likely && !counts || matches!(place.kind, BlockKind::Cell { .. });
    };
    let fillers = &scene.lexicon.fillers;
    let stands_after = |class: Class| scene.stands_after(range.start, class);
    match scene.kind(at) {
        Some(AtomKind::Sign(sign)) => match sign {
            '(' | '[' => likely,
            ',' | ';' | '/' | '.' | ':' | '-' | '–' | '—' | '&' | '|' | '•' | '·' => {
                likely && !counts
            }
            '«' | '"' | '“' | '*' | '=' | '~' | '>' | '<' => likely && !counts,
            _ => false,
        },
        Some(AtomKind::Digits(..)) | None => false,
        Some(AtomKind::Word) => {
            if place.zone == Zone::References {
                return false;
            }
            if stands_after(fillers.in_year) {
                return !(counts && year % 100 == 0);
            }
            if stands_after(fillers.weak_year) || stands_after(fillers.link) {
                return likely && !counts;
            }
            let Some(word) = scene.word(at) else {
                return false;
            };
            if stands_after(fillers.year_noun) {
                return likely;
            }
            if closes_citation(scene, range.end) && word.shape == Shape::Capitalised {
                return likely && in_brackets(scene, at);
            }
            false
        }
    }
}

/// `2000 soldiers`, `1500 hommes`: a plural noun in small letters follows.
fn counts_things(scene: &Scene, at: usize) -> bool {
    let Some(word) = scene.word(at) else {
        return false;
    };
    if scene.glued(at) {
        return false;
    }
    match word.kind {
        AtomKind::Word => {
            word.shape == Shape::Lower
                && !is_function_word(scene.lang, &word.lower)
                && (word.fold.ends_with(['s', 'x']) || scene.is(at, Class::Unit))
                && word.fold.len() > 2
        }
        AtomKind::Digits(n, _) => n == 3,
        AtomKind::Sign(sign) => matches!(sign, '%' | '€' | '$' | '£' | '‰' | '°'),
    }
}

/// `)`, `,` or `;` behind, perhaps with the letter that tells works of one year apart.
fn closes_citation(scene: &Scene, end: usize) -> bool {
    let at = if scene.glued(end) && scene.text(end..end + 1).len() == 1 {
        match scene.kind(end) {
            Some(AtomKind::Word) => end + 1,
            _ => end,
        }
    } else {
        end
    };
    matches!(scene.kind(at), Some(AtomKind::Sign(')' | ',' | ';' | ']')))
}

fn in_brackets(scene: &Scene, at: usize) -> bool {
    (at.saturating_sub(30)..at)
        .rev()
        .find_map(|i| match scene.kind(i) {
            Some(AtomKind::Sign('(' | '[')) => Some(true),
            Some(AtomKind::Sign(')' | ']')) => Some(false),
            _ => None,
        })
        == Some(true)
}

/// A season or month that begins a name: the Winter War, the May Decree.
pub(super) fn begins_name(scene: &Scene, range: &Range<usize>) -> bool {
    let capital = |at: usize| {
        scene
            .word(at)
            .is_some_and(|w| w.kind == AtomKind::Word && w.shape == Shape::Capitalised)
    };
    let article = scene.stands_after(range.start, scene.lexicon.fillers.article);
    range.len() == 1 && article && capital(range.start) && capital(range.end)
}

/// A word of time that only describes the noun behind it: `winter wheat`, `une seconde opération`.
pub(super) fn describes(scene: &Scene, range: &Range<usize>) -> bool {
    let last = range.end - 1;
    let season = range.len() == 1 && scene.is(last, Class::Season);
    let ordinal = range.len() == 2 && scene.is(last, Class::Unit) && scene.is(last, Class::Ordinal);
    if !(season || ordinal) || scene.glued(range.end) {
        return false;
    }
    let next = scene.word(range.end).filter(|w| {
        w.kind == AtomKind::Word
            && w.shape == Shape::Lower
            && !is_function_word(scene.lang, &w.lower)
    });
    next.is_some_and(|w| {
        let classes = WordClasses::of(scene.lang, &w.lower);
        if season {
            classes.may_be(WordClasses::NOUN)
                && classes.is_only(WordClasses::NOUN | WordClasses::VERB)
        } else {
            classes.may_be(WordClasses::NOUN | WordClasses::ADJECTIVE)
        }
    })
}

/// `fell by a quarter`: a fourth part, where the language has one word for that and for three months and
/// nothing says that time passes.
pub(super) fn is_part(scene: &Scene, range: &Range<usize>, found: &Match) -> bool {
    let fields = &found.fields;
    let span = scene.lexicon.fillers.span;
    span != Class::NONE
        && found.means == Means::Duration
        && fields.unit == Some(Unit::Quarter)
        && fields.count == Some(Count::Number(1.0))
        && !scene.stands_after(range.start, span)
}

/// `Daily Mirror`, `LA Weekly`: how often, as a part of a name.
pub(super) fn is_in_name(scene: &Scene, range: &Range<usize>) -> bool {
    let capital = |at: usize| {
        scene
            .word(at)
            .is_some_and(|w| w.kind == AtomKind::Word && w.shape != Shape::Lower)
    };
    let before = range.start.checked_sub(1);
    let named = capital(range.end) || before.is_some_and(capital);
    range.len() == 1 && capital(range.start) && named
}

/// `Marie Petit, 37 ans, …`: an age.
pub(super) fn is_age(scene: &Scene, range: &Range<usize>) -> bool {
    let sign = |at: usize, signs: &[char]| matches!(scene.kind(at), Some(AtomKind::Sign(c)) if signs.contains(&c));
    let before = range.start.checked_sub(1);
    let aged = scene.stands_after(range.start, scene.lexicon.fillers.aged);
    let apposed = before.is_some_and(|at| sign(at, &[',', '(']))
        && (sign(range.end, &[',', ')', '.']) || range.end == scene.atoms.len());
    aged || apposed
}
