//! Which sentences can stand alone: whole, not asked, not said by somebody else across sentences,
//! and not leaning on the sentence before.

use super::phrases::Phrases;
use crate::lang::{Lang, PerLang, Table};
use crate::text::{BlockKind, Document, TokenKind, Zone};
use rustc_hash::FxHashSet;
use serde::Deserialize;
use std::sync::LazyLock;

/// Words of the shortest and the longest sentence that a summary takes.
const WORDS: std::ops::RangeInclusive<usize> = 8..=65;

/// Marks and brackets inside one another that are followed.
const DEEPEST: usize = 64;

/// How many tokens are a sentence's first words.
const SOON: usize = 6;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    leaning: Vec<String>,
    leaning_soon: Vec<String>,
    linking: Vec<String>,
    announcing: Vec<String>,
    cues: Vec<String>,
    opening: FxHashSet<String>,
    closing: FxHashSet<String>,
}

/// A language's table of the summary.
pub(super) struct Rules {
    leaning: Phrases,
    leaning_soon: Phrases,
    linking: Phrases,
    announcing: Phrases,
    cues: Phrases,
    /// Headings of parts that sum the whole up, folded.
    pub(super) opening: FxHashSet<String>,
    pub(super) closing: FxHashSet<String>,
}

pub(super) static RULES: LazyLock<PerLang<Rules>> = LazyLock::new(|| {
    PerLang::new(|lang: Lang| {
        let rows: Rows = lang.load(Table::Summary);
        Rules {
            leaning: Phrases::new(lang, &rows.leaning),
            leaning_soon: Phrases::new(lang, &rows.leaning_soon),
            linking: Phrases::new(lang, &rows.linking),
            announcing: Phrases::new(lang, &rows.announcing),
            cues: Phrases::new(lang, &rows.cues),
            opening: rows.opening,
            closing: rows.closing,
        }
    })
});

/// How a whole sentence reads without the text around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fitness {
    pub(super) words: usize,
    /// It opens with a word that needs the sentence before.
    pub(super) leans: bool,
    /// It opens with a word that ties it to the sentence before.
    pub(super) links: bool,
    /// It speaks of the text's own plan.
    pub(super) announces: bool,
    /// It says that it comes to the point.
    pub(super) cue: bool,
    /// Share of it that stands in quotation marks, 0–1.
    pub(super) quoted: f64,
}

/// The fitness of every sentence, `None` for those that are no whole statement: fragments, questions,
/// parts of a longer quotation, headings, notes, cells.
pub(super) fn of_sentences(doc: &Document) -> Vec<Option<Fitness>> {
    let signs = doc.forms.table(|form| Sign::of(&form.text));
    let mut out = vec![None; doc.sentences.len()];
    for block in &doc.text.blocks {
        let prose = matches!(
            block.kind,
            BlockKind::Paragraph | BlockKind::ListItem { .. }
        );
        if block.zone != Zone::Body || !prose {
            continue;
        }
        // Quotation marks and brackets open at this place.
        let mut open: Vec<Sign> = Vec::new();
        for s in block.sentences.clone() {
            let starts_open = !open.is_empty();
            let mut quoted = 0;
            let tokens = doc.sentences[s].tokens.clone();
            for at in tokens.clone() {
                let sign = signs[doc.tokens[at].form];
                follow(sign, doc.tokens[at].gap, &mut open);
                quoted += usize::from(open.iter().any(|s| s.is_quote()));
            }
            if starts_open || !open.is_empty() {
                continue;
            }
            out[s] = read(doc, s, quoted as f64 / tokens.len().max(1) as f64);
        }
    }
    out
}

/// A sign that opens or closes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    None,
    Open(char),
    Close(char),
    /// The same for both.
    Straight,
}

impl Sign {
    fn of(text: &str) -> Sign {
        match text {
            "«" => Sign::Open('»'),
            "“" => Sign::Open('”'),
            "„" => Sign::Open('”'),
            "(" => Sign::Open(')'),
            "[" => Sign::Open(']'),
            "»" => Sign::Close('»'),
            "”" => Sign::Close('”'),
            ")" => Sign::Close(')'),
            "]" => Sign::Close(']'),
            "\"" => Sign::Straight,
            _ => Sign::None,
        }
    }

    fn is_quote(self) -> bool {
        !matches!(self, Sign::Open(')' | ']'))
    }
}

fn follow(sign: Sign, gap: bool, open: &mut Vec<Sign>) {
    match sign {
        Sign::None => {}
        Sign::Open(_) if open.len() < DEEPEST => open.push(sign),
        Sign::Open(_) => {}
        // A list's own bracket (1) closes nothing.
        Sign::Close(c) => {
            if let Some(i) = open.iter().rposition(|&s| s == Sign::Open(c)) {
                open.truncate(i);
            }
        }
        Sign::Straight => match open.iter().rposition(|&s| s == Sign::Straight) {
            Some(i) if !gap => open.truncate(i),
            Some(i) => open.truncate(i),
            None if open.len() < DEEPEST => open.push(sign),
            None => {}
        },
    }
}

fn read(doc: &Document, s: usize, quoted: f64) -> Option<Fitness> {
    let sentence = &doc.sentences[s];
    let rules = &RULES[sentence.lang];
    let tokens = sentence.tokens.clone();
    let words = doc.tokens[tokens.clone()]
        .iter()
        .filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number))
        .count();
    if !WORDS.contains(&words) || !ends_whole(doc, s) {
        return None;
    }
    let first = tokens
        .clone()
        .find(|&at| doc.tokens[at].kind != TokenKind::Sign)?;
    let opens = doc.tokens[first].kind == TokenKind::Number || doc.form(first).is_capital();
    if !opens && doc.form(first).shape != crate::text::Shape::Mixed {
        return None;
    }
    let soon = first..tokens.end.min(first + SOON);
    Some(Fitness {
        words,
        leans: rules.leaning.at(doc, first, tokens.end).is_some()
            || rules.leaning_soon.first_in(doc, soon).is_some(),
        links: rules.linking.at(doc, first, tokens.end).is_some(),
        announces: rules.announcing.first_in(doc, tokens.clone()).is_some(),
        cue: rules.cues.first_in(doc, tokens.clone()).is_some(),
        quoted,
    })
}

/// Whether it ends like a statement: with a full stop, perhaps inside closing marks.
fn ends_whole(doc: &Document, s: usize) -> bool {
    let tokens = doc.sentences[s].tokens.clone();
    let mut closed = false;
    for at in tokens.rev() {
        let text = doc.token_text(at);
        match text {
            "»" | "”" | "\"" | ")" | "]" | "’" => closed = true,
            "." | "!" => return true,
            // An abbreviation takes the full stop with it.
            _ => return text.ends_with('.') && text.len() > 1 && !closed && text != "...",
        }
    }
    false
}
