//! What is no figure: years, ordinals, names with a number, addresses, marks, list numbers.

use super::lexicon::role;
use super::quantity::Quantity;
use super::scan::Scan;
use crate::model::FigureKind;
use crate::text::{BlockKind, Shape, TokenKind};

/// Whether `quantity` only looks like a figure. `noun`: a noun that it counts follows.
pub(super) fn is_none(scan: &Scan, quantity: &Quantity, noun: bool) -> bool {
    let unitless = quantity.unit.is_none() && quantity.kind == FigureKind::Count;
    if designation(scan, quantity, unitless) {
        return true;
    }
    if !unitless {
        return quantity.kind == FigureKind::Fraction && part_of_name(scan, quantity);
    }
    match quantity.digits() {
        Some((digits, marked)) => {
            number_of_line(scan, quantity)
                || in_brackets(scan, quantity)
                || address(scan, quantity, digits, marked)
                || glued(scan, quantity, marked)
                || year(quantity, digits, marked, noun)
        }
        None => words(scan, quantity, noun),
    }
}

/// `article 5`, `n° 1084`, `Type 26`, `SEA-ME-WE 4`.
fn designation(scan: &Scan, quantity: &Quantity, unitless: bool) -> bool {
    let Some(before) = quantity.first.checked_sub(1).filter(|&b| b >= scan.start) else {
        return false;
    };
    let Some((digits, marked)) = quantity.digits() else {
        return false;
    };
    let form = scan.form(before);
    let named = scan.lex.nouns.designations.has(form)
        && (unitless || form.fold.len() <= 3 && form.fold.contains('°'));
    if named && quantity.per.is_none() {
        return true;
    }
    // A name takes the number after it, unless the number is written as an amount is.
    let name = matches!(
        form.shape,
        Shape::Capitalised | Shape::Upper | Shape::Mixed | Shape::Alphanumeric
    ) && scan.doc.tokens[before].kind == TokenKind::Word
        && before > scan.start
        && !scan.is_function(before);
    unitless
        && name
        && !marked
        && digits <= 4
        && quantity.scale == 1.0
        && quantity.max.is_none()
        && !scan.counts_next(quantity.end)
}

/// `1.` at the head of a block, `2.1` before a heading, a number that is a line of its own.
fn number_of_line(scan: &Scan, quantity: &Quantity) -> bool {
    let sentence = scan
        .doc
        .sentence_at(scan.doc.tokens[scan.start].span.start())
        .unwrap_or(0);
    let block = scan.doc.block_of(sentence);
    if block.tokens.start != quantity.first {
        return false;
    }
    if block.tokens.end == quantity.end && !matches!(block.kind, BlockKind::Cell { .. }) {
        return true;
    }
    let next = scan.text(quantity.end);
    matches!(next, "." | ")" | "°") && !scan.gap(quantity.end)
        || block.is_heading() && !scan.counts_next(quantity.end)
        || block.is_heading() && scan.form(quantity.end).is_capital()
}

/// `[1]`, `[1, 4]`: marks of references.
fn in_brackets(scan: &Scan, quantity: &Quantity) -> bool {
    let open = quantity.first.checked_sub(1).is_some_and(|b| {
        matches!(scan.text(b), "[" | "," | "-" | "–" | ";") && {
            let mut at = b;
            while at > scan.start
                && (scan.is(at, role::DIGITS) || matches!(scan.text(at), "," | "-" | "–" | ";"))
            {
                at -= 1;
            }
            scan.text(at) == "["
        }
    });
    open && matches!(scan.text(quantity.end), "]" | "," | "-" | "–" | ";")
}

/// `75007 Paris`, `12 rue …`, telephone numbers.
fn address(scan: &Scan, quantity: &Quantity, digits: u8, marked: bool) -> bool {
    let next = scan.word_at(quantity.end);
    let street = next.is_some_and(|w| scan.lex.nouns.streets.has(w)) && digits <= 4 && !marked
        || scan.text(quantity.end) == ","
            && scan
                .word_at(quantity.end + 1)
                .is_some_and(|w| scan.lex.nouns.streets.has(w))
            && !marked;
    let post_code = digits == 5 && !marked && next.is_some_and(|w| w.is_capital());
    street || post_code
}

/// `2024/1449`, `7514-24-00`, `1-222-2222`, `3-0`, `12.5.3`: parts of a longer sign.
fn glued(scan: &Scan, quantity: &Quantity, marked: bool) -> bool {
    let sign = |at: usize| {
        matches!(
            scan.text(at),
            "/" | "-" | "‑" | "_" | "\\" | "@" | "#" | "=" | "–" | ":"
        )
    };
    let before = quantity.first > scan.start
        && sign(quantity.first - 1)
        && !scan.gap(quantity.first)
        && !scan.gap(quantity.first - 1)
        && quantity.first - 1 > scan.start;
    let next_number = scan.is(quantity.end + 1, role::DIGITS);
    let after = sign(quantity.end)
        && scan.tight(quantity.end)
        && (next_number || !scan.counts_next(quantity.end + 1) || scan.text(quantity.end) != "-");
    let _ = marked;
    before || after
}

/// A bare number of four digits where no noun follows.
fn year(quantity: &Quantity, digits: u8, marked: bool, noun: bool) -> bool {
    digits == 4
        && !marked
        && quantity.scale == 1.0
        && (1000.0..2200.0).contains(&quantity.value)
        && (!noun || quantity.value >= 1900.0)
        && quantity.max.is_none()
}

/// `un`, `les deux`, `un char neuf`, `Vingt-Sept`.
fn words(scan: &Scan, quantity: &Quantity, noun: bool) -> bool {
    let form = scan.form(quantity.first);
    let single = quantity.end == quantity.first + 1;
    let article = quantity.writing == super::number::Writing::Words { article: true }
        && quantity.scale == 1.0
        && quantity.value == 1.0;
    if article {
        return true;
    }
    // twenty-first
    let hyphen = scan.text(quantity.end) == "-" && scan.tight(quantity.end);
    if hyphen && scan.word_at(quantity.end + 1).is_some() {
        return scan
            .word_at(quantity.end + 1)
            .is_some_and(|w| scan.lex.numbers.ordinals.has(w))
            || !noun;
    }
    if scan
        .word_at(quantity.end)
        .is_some_and(|w| scan.lex.numbers.ordinals.has(w))
        && quantity.value > 1.0
        && scan.lex.numbers.ordinals.has(scan.form(quantity.end))
        && !scan.counts_next(quantity.end + 1)
        && !scan.lex.nouns.head_first
    {
        return true;
    }
    if single
        && scan.lex.numbers.adjectives.has(form)
        && !noun
        && scan
            .word_before(quantity.first)
            .is_some_and(|_| !scan.is_function(quantity.first - 1))
    {
        return true;
    }
    let heading = scan
        .doc
        .sentence_at(scan.doc.tokens[scan.start].span.start())
        .is_some_and(|s| scan.doc.block_of(s).is_heading());
    if form.shape == Shape::Capitalised
        && quantity.first > scan.start
        && !heading
        && !opens(scan, quantity.first)
    {
        return true;
    }
    if form.text.contains('-')
        && form
            .text
            .split('-')
            .skip(1)
            .any(|p| p.starts_with(char::is_uppercase))
        && form.shape != Shape::Upper
    {
        return true;
    }
    let pair = quantity.value == 2.0 && quantity.max.is_none();
    pair && scan
        .word_before(quantity.first)
        .is_some_and(|w| scan.lex.nouns.anaphora.has(w))
}

/// Whether a sentence may begin at token `at`: after an opening mark or a colon.
fn opens(scan: &Scan, at: usize) -> bool {
    at == scan.start || !scan.form(at - 1).text.chars().any(char::is_alphanumeric)
}

/// `Quart Monde`, `first half`, `tiers payant`.
fn part_of_name(scan: &Scan, quantity: &Quantity) -> bool {
    scan.form(quantity.end - 1).shape == Shape::Capitalised
        && quantity.end - 1 > scan.start
        && !opens(scan, quantity.end - 1)
}
