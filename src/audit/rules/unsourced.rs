//! `figure-without-source`: a figure that the text credits to nobody.
//!
//! Only figures that a reader would want to check: shares, sums, measures, and counts of a hundred and
//! more, in running text. A sentence is told once, for all its figures. Left alone are sentences with a
//! note mark, a link, a reference in brackets, or a credit; paragraphs whose last sentence carries the
//! mark for all; and values that the text credits elsewhere (a summary repeats what follows). A credit
//! that names nobody (« selon des experts ») is a warning, the author's own voice a note.

use super::super::{Context, Hit, Place};
use crate::model::{Figure, FigureKind, Severity};
use crate::text::{BlockKind, TokenKind, Zone, is_year_of_work};
use rustc_hash::FxHashSet;

pub(in crate::audit) fn check(context: &Context<'_>) -> Vec<Hit> {
    let (doc, figures) = (context.doc, context.layers.figures);
    let credited: FxHashSet<(u64, Option<&str>)> = figures
        .iter()
        .filter(|f| f.attribution.is_some())
        .map(|f| (f.value.to_bits(), f.unit.as_deref()))
        .collect();
    let bare = |f: &&Figure| {
        f.attribution.is_none()
            && is_checkable(f)
            && !credited.contains(&(f.value.to_bits(), f.unit.as_deref()))
    };
    let mut out = Vec::new();
    for group in figures.chunk_by(|a, b| a.sentence == b.sentence) {
        let Some(sentence) = doc.sentences.get(group[0].sentence) else {
            continue;
        };
        let block = &doc.text.blocks[sentence.block];
        let prose = matches!(
            block.kind,
            BlockKind::Paragraph | BlockKind::ListItem { .. }
        );
        if block.zone != Zone::Body || !prose || group.iter().any(|f| f.attribution.is_some()) {
            continue;
        }
        let bare: Vec<&Figure> = group.iter().filter(bare).collect();
        let Some(first) = bare.first() else { continue };
        if is_marked(context, first.sentence) {
            continue;
        }
        let words = context.words(first.sentence);
        let vague = words.vague.first_in(doc, context.tokens(first.sentence));
        let vague = vague.filter(|cue| !names_somebody(context, cue.end));
        let figures: Vec<String> = bare.iter().map(|f| context.text(f.span)).collect();
        let ids = bare.iter().map(|f| f.id.clone());
        out.push(match vague {
            Some(tokens) => {
                let span = doc.span_of(tokens);
                Hit::new(Place::View(span), "vague")
                    .severity(Severity::Warning)
                    .with("credit", context.text(span))
                    .with("figures", figures.join(", "))
                    .related(ids)
            }
            None => Hit::new(Place::View(first.span), "plain")
                .with("figures", figures.join(", "))
                .related(ids),
        });
    }
    out
}

/// Whether what follows a credit at token `at` names whose it is after all: a study by the Mirabel
/// Institute.
fn names_somebody(context: &Context<'_>, at: usize) -> bool {
    /// Words between a work and its author's name: « une étude récente menée par l'Institut ».
    const FAR: usize = 6;
    let doc = context.doc;
    let Some(sentence) = doc
        .tokens
        .get(at)
        .and_then(|t| doc.sentence_at(t.span.start()))
    else {
        return false;
    };
    let end = context.tokens(sentence).end.min(at + FAR);
    (at..end)
        .take_while(|&i| doc.tokens[i].kind == TokenKind::Word)
        .any(|i| doc.form(i).is_capital() && !doc.form(i).lower.ends_with('\''))
}

/// Whether a reader would want to check the figure.
fn is_checkable(figure: &Figure) -> bool {
    match figure.kind {
        FigureKind::Percent | FigureKind::PercentagePoints | FigureKind::Money => true,
        FigureKind::Measure => figure.value.abs() >= 10.0,
        FigureKind::Count => figure.value.abs() >= 100.0,
        _ => false,
    }
}

/// Whether a note mark, a link or a reference stands in the sentence, or a mark at the paragraph's end.
fn is_marked(context: &Context<'_>, sentence: usize) -> bool {
    let doc = context.doc;
    let span = doc.sentences[sentence].span;
    let block = doc.block_of(sentence);
    let last = doc.sentences[block
        .sentences
        .end
        .saturating_sub(1)
        .max(block.sentences.start)]
    .span;
    let marked = |span| !doc.text.marks_in(span).is_empty() || !doc.text.links_in(span).is_empty();
    marked(span)
        || marked(last)
        || in_brackets(context, sentence)
        || in_brackets(context, block.sentences.end - 1)
}

/// `[3]`, `(Khan 2024)`: brackets that hold a number alone, or a name and a year.
fn in_brackets(context: &Context<'_>, sentence: usize) -> bool {
    let doc = context.doc;
    let tokens = context.tokens(sentence);
    let mut open: Option<(&str, usize)> = None;
    for at in tokens {
        match (doc.token_text(at), open) {
            (sign @ ("[" | "("), _) => open = Some((sign, at)),
            ("]", Some(("[", from))) => {
                if doc.tokens[from + 1..at]
                    .iter()
                    .any(|t| t.kind == TokenKind::Number)
                {
                    return true;
                }
                open = None;
            }
            (")", Some(("(", from))) => {
                let inside = from + 1..at;
                let name = inside
                    .clone()
                    .any(|i| doc.tokens[i].kind == TokenKind::Word && doc.form(i).is_capital());
                // (Waterloo, 1815) tells of an event.
                let recent = |text: &str| is_year_of_work(text) && text >= "19";
                let year = inside.clone().any(|i| recent(doc.token_text(i)));
                if name && year && inside.len() <= 12 {
                    return true;
                }
                open = None;
            }
            _ => {}
        }
    }
    false
}
