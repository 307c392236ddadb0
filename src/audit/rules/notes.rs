//! `footnote-without-note`: a note mark that calls no note, and a note that no mark calls.
//!
//! Marks (`word<sup>3</sup>`, `[^3]`) are compared with the labels of the notes and of the sources. Markdown
//! takes a `[^3]` that no note answers for text, where it is looked for here. Numbered references (`[3]`) are checked where the list is numbered and the text calls it so. Notes that no
//! mark calls are only found where marks call other notes: a conversion that lost all the marks is
//! not the author's fault.

use super::super::{Context, Hit, Place};
use crate::model::LabelKind;
use crate::text::{BlockKind, Span, TokenKind, Zone};
use rustc_hash::FxHashSet;

pub(in crate::audit) fn check(context: &Context<'_>) -> Vec<Hit> {
    let text = &context.doc.text;
    let notes = text.blocks.iter().filter_map(|b| match &b.kind {
        BlockKind::Note { label } => Some(label.as_str()),
        _ => None,
    });
    let of_sources = context.layers.sources.iter().flat_map(|s| &s.labels);
    let known: FxHashSet<&str> = notes.chain(of_sources.map(|l| l.name.as_str())).collect();
    let called: FxHashSet<&str> = text.marks.iter().map(|m| m.label.as_str()).collect();
    // A raised letter where no note has one is an ordinal's or a formula's.
    let lettered = known.iter().any(|label| is_letters(label));
    let lonely = text
        .marks
        .iter()
        .filter(|m| !known.contains(&*m.label) && (lettered || !is_letters(&m.label)));
    let mut out: Vec<Hit> = lonely
        .map(|m| Hit::new(Place::Source(m.source), "mark").with("label", &*m.label))
        .collect();
    out.extend(
        unanswered(context)
            .into_iter()
            .filter(|(label, _)| lettered || !is_letters(label))
            .map(|(label, span)| Hit::new(Place::View(span), "mark").with("label", label)),
    );
    let called_at_all = known.iter().any(|label| called.contains(label));
    for block in &text.blocks {
        if let BlockKind::Note { label } = &block.kind
            && called_at_all
            && !called.contains(label.as_str())
        {
            out.push(Hit::new(Place::View(block.span), "note").with("label", label));
        }
    }
    out.extend(numbered(context));
    out
}

fn is_letters(label: &str) -> bool {
    label.chars().all(char::is_alphabetic)
}

/// Marks `[^3]` that stand in the text as they are written, since no note answers them, with their labels.
fn unanswered<'a>(context: &Context<'a>) -> Vec<(&'a str, Span)> {
    let doc = context.doc;
    let mut out = Vec::new();
    for block in doc.text.blocks.iter().filter(|b| {
        matches!(b.zone, Zone::Front | Zone::Body | Zone::Notes) && b.kind != BlockKind::Code
    }) {
        let tokens = block.tokens.clone();
        for at in tokens.clone().filter(|&at| doc.token_text(at) == "[") {
            let [open, caret, label, close] = [at, at + 1, at + 2, at + 3];
            let is_mark = close < tokens.end
                && doc.token_text(caret) == "^"
                && doc.token_text(close) == "]"
                && doc.token_text(label).chars().all(char::is_alphanumeric)
                && doc.tokens[caret..=close].iter().all(|t| !t.gap);
            if is_mark {
                out.push((doc.token_text(label), doc.span_of(open..close + 1)));
            }
        }
    }
    out
}

/// Numbers in square brackets that the numbered list does not have.
fn numbered(context: &Context<'_>) -> Vec<Hit> {
    let doc = context.doc;
    let listed: FxHashSet<u32> = context
        .layers
        .sources
        .iter()
        .flat_map(|s| &s.labels)
        .filter(|l| l.kind == LabelKind::Number)
        .filter_map(|l| l.name.parse().ok())
        .collect();
    let Some(&last) = listed.iter().max() else {
        return Vec::new();
    };
    let mut calls: Vec<(u32, Span)> = Vec::new();
    for block in doc.text.blocks.iter().filter(|b| b.zone == Zone::Body) {
        let tokens = block.tokens.clone();
        for at in tokens.clone() {
            if doc.token_text(at) == "[" {
                calls.extend(bracket(context, at + 1, tokens.end));
            }
        }
    }
    let numbered = calls.iter().filter(|(n, _)| listed.contains(n)).count();
    if numbered < 2 {
        return Vec::new();
    }
    calls
        .into_iter()
        // A year or a line number in brackets is no reference.
        .filter(|(n, _)| !listed.contains(n) && *n <= last + 20)
        .map(|(n, span)| Hit::new(Place::View(span), "reference").with("label", n.to_string()))
        .collect()
}

/// The numbers of a bracket (`[3]`, `[3, 5]`) whose first token is `at`; none if other things stand in it.
fn bracket(context: &Context<'_>, at: usize, end: usize) -> Vec<(u32, Span)> {
    let doc = context.doc;
    let mut out = Vec::new();
    for i in at..end.min(at + 16) {
        let token = &doc.tokens[i];
        match (token.kind, doc.token_text(i)) {
            (TokenKind::Number, text) => match text.parse() {
                Ok(n) => out.push((n, token.span)),
                Err(_) => return Vec::new(),
            },
            (_, "]") => return out,
            (_, "," | ";" | "-" | "–") => {}
            _ => return Vec::new(),
        }
    }
    Vec::new()
}
