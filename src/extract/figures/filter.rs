//! What is no figure: years, ordinals, names with a number, addresses, marks, list numbers.

use super::lexicon::role;
use super::number::Writing;
use super::quantity::Quantity;
use super::scan::Scan;
use crate::model::{Bound, FigureKind};
use crate::text::{BlockKind, Shape, TokenKind, Zone, is_year_of_work};

/// A list of pages or reference marks is looked through this far back, in tokens, so that time stays
/// linear in whatever a text repeats.
const LISTED: usize = 48;

/// Whether `quantity` only looks like a figure. `noun`: a noun that it counts follows.
pub(super) fn is_none(scan: &Scan, quantity: &Quantity, noun: bool) -> bool {
    let unitless = quantity.unit.is_none() && quantity.kind == FigureKind::Count;
    if in_title(scan, quantity) {
        return true;
    }
    match quantity.digits() {
        Some((digits, marked)) => {
            designation(scan, quantity, unitless, noun)
                || unitless
                    && (number_of_line(scan, quantity)
                        || in_brackets(scan, quantity)
                        || place_of_citation(scan, quantity)
                        || in_groups(scan, quantity)
                        || address(scan, quantity, digits, marked)
                        || glued(scan, quantity)
                        || span_of_date(scan, quantity)
                        || year(scan, quantity, digits, marked, noun))
        }
        None if quantity.kind == FigureKind::Fraction => part_of_name(scan, quantity),
        None => {
            named_in_words(scan, quantity)
                || scale_of_table(scan, quantity)
                || unitless && (span_of_date(scan, quantity) || words(scan, quantity, noun))
        }
    }
}

/// Whether the words tell what the numbers of a table stand for: `Trafic en millions de tonnes`.
fn scale_of_table(scan: &Scan, quantity: &Quantity) -> bool {
    let block = scan.doc.block_of(scan.sentence);
    let heads = matches!(
        block.kind,
        BlockKind::Caption { .. } | BlockKind::Cell { .. }
    );
    let open = quantity.writing == Writing::Group && quantity.max.is_some();
    let (first, unit) = (quantity.first, quantity.unit.is_some());
    // Financement des réserves (millions d'euros)
    let bracketed =
        first > scan.start && scan.text(first - 1) == "(" && scan.text(quantity.end) == ")";
    let scaling = scan.has_before(first, &scan.lex.numbers.scaling);
    open && (unit && bracketed || (heads || unit) && scaling)
}

/// Whether `quantity` is an article and no number: `un euro` counts where a hedge or rate says so,
/// a span of time where it lasts: `en un an`.
pub(super) fn is_article(scan: &Scan, quantity: &Quantity) -> bool {
    let article = quantity.writing == Writing::Words { article: true }
        && quantity.scale == 1.0
        && quantity.unit.is_some()
        && quantity.max.is_none()
        && (quantity.end - quantity.first == 2
            || quantity.per.is_some()
            || scan.number_pieces(quantity.first).is_some())
        && scan.lex.numbers.articles.has(scan.form(quantity.first));
    let whole = quantity.value.fract() == 0.0;
    if !article || !whole || quantity.bound != Bound::Exact {
        return false;
    }
    let after = scan.word_at(quantity.end);
    let before = scan.word_before(quantity.first);
    let spans = before.is_some_and(|w| scan.lex.nouns.spans.has(w));
    let ends = after.is_none() || after.is_some_and(|w| scan.lex.nouns.span_ends.has(w));
    match quantity.kind {
        FigureKind::Duration => {
            !(spans && (ends || scan.is_function(quantity.end))
                || ends
                    && after.is_some()
                    && before.is_some_and(|w| !scan.lex.numbers.of.has(w))
                    && scan.lex.nouns.head_first)
                || matches!(quantity.unit_code(), "d" | "s" | "min")
        }
        FigureKind::Money => quantity.per.is_none() && scan.text(quantity.first + 1) != "-",
        FigureKind::PercentagePoints => !spans && quantity.per.is_none(),
        _ => true,
    }
}

/// `article 5`, `n° 1084`, `Type 26`, `SEA-ME-WE 4`, `pp. 14 et 212`.
fn designation(scan: &Scan, quantity: &Quantity, unitless: bool, noun: bool) -> bool {
    let Some(before) = quantity.first.checked_sub(1).filter(|&b| b >= scan.start) else {
        return false;
    };
    let Some((digits, marked)) = quantity.digits() else {
        return false;
    };
    let form = scan.form(before);
    let grouped = marked && digits > 3;
    // 12g of Article 12g
    let letter = quantity.end == quantity.first + 2
        && !scan.gap(quantity.first + 1)
        && scan.text(quantity.first + 1).chars().count() == 1
        && quantity.unit.is_some();
    if scan.lex.nouns.designations.has(form) && quantity.per.is_none() && !grouped {
        let sign = form.fold.len() <= 3 && form.fold.contains('°');
        if unitless || sign || letter && scan.word_at(quantity.first + 1).is_some() {
            return true;
        }
    }
    if !unitless {
        return false;
    }
    // décret présidentiel 14353
    if digits >= 3
        && !marked
        && !noun
        && before > scan.start
        && scan.lex.nouns.designations.has(scan.form(before - 1))
        && !scan.is_function(before)
        && scan.word_at(before).is_some()
    {
        return true;
    }
    // pp. 14 et 212: the number before is a designation too
    let listed = matches!(&*form.text, "," | "-" | "–" | "&")
        || scan.lex.links.and.has(form)
        || scan.lex.links.or.has(form)
        || scan.lex.links.to.has(form);
    let counts = scan.counts_next(quantity.end);
    if listed && !counts && !grouped && before > scan.start && scan.is(before - 1, role::DIGITS) {
        let mut at = before - 1;
        while at > scan.start.max(before.saturating_sub(LISTED))
            && (scan.is(at, role::DIGITS)
                || matches!(scan.text(at), "," | "-" | "–" | "&")
                || scan.lex.links.and.has(scan.form(at)))
        {
            at -= 1;
        }
        if scan.lex.nouns.designations.has(scan.form(at)) {
            return true;
        }
    }
    // l'article 46 (2)
    if &*form.text == "("
        && scan.text(quantity.end) == ")"
        && before > scan.start + 1
        && scan.is(before - 1, role::DIGITS)
        && scan.has_before(before - 1, &scan.lex.nouns.designations)
    {
        return true;
    }
    // A name takes the number after it, unless the number is written as an amount is.
    let name = matches!(
        form.shape,
        Shape::Capitalised | Shape::Upper | Shape::Mixed | Shape::Alphanumeric
    ) && scan.doc.tokens[before].kind == TokenKind::Word
        && before > scan.start
        && !scan.is_function(before);
    let version = marked && digits <= 2 && scan.form(quantity.first).text.contains('.');
    name && (!marked || version)
        && digits <= 5
        && quantity.scale == 1.0
        && quantity.max.is_none()
        && !noun
}

/// Titles of works in notes are set in italics.
fn in_title(scan: &Scan, quantity: &Quantity) -> bool {
    let block = &scan.doc.text.blocks[scan.doc.sentences[scan.sentence].block];
    if block.zone != Zone::Notes && !matches!(block.kind, BlockKind::Note { .. }) {
        return false;
    }
    let at = scan.doc.tokens[quantity.first].span;
    let emphasis = &scan.doc.text.emphasis;
    let from = emphasis.partition_point(|e| e.span.end() <= at.start());
    emphasis[from..]
        .iter()
        .take_while(|e| e.span.start() <= at.start())
        .any(|e| e.span.covers(at))
}

/// `six premiers mois`: a part of the calendar.
fn span_of_date(scan: &Scan, quantity: &Quantity) -> bool {
    let mut at = quantity.end;
    while scan.has(at, &scan.lex.nouns.adjectives) {
        at += 1;
    }
    at > quantity.end && super::unit::is_time(scan, at)
}

/// `Douze Jours`, `Vingt-Sept`, `44-Day War`: a name in the midst of a sentence.
fn named_in_words(scan: &Scan, quantity: &Quantity) -> bool {
    let form = scan.form(quantity.first);
    let heading = scan.doc.text.blocks[scan.doc.sentences[scan.sentence].block].is_heading();
    let inside = form.text.contains('-')
        && form.shape != Shape::Upper
        && form
            .text
            .split('-')
            .skip(1)
            .any(|p| p.starts_with(char::is_uppercase));
    let next = scan
        .word_at(quantity.end)
        .filter(|_| quantity.unit.is_none());
    let unit = quantity.unit.is_some().then(|| scan.form(quantity.end - 1));
    let capital_next = next.or(unit).is_some_and(|w| w.shape == Shape::Capitalised);
    let mid = quantity.first > scan.start && !opens(scan, quantity.first);
    inside || form.shape == Shape::Capitalised && mid && (!heading || capital_next)
}

/// `1.` at the head of a block, `2.1` before a heading, a number that is a line of its own.
fn number_of_line(scan: &Scan, quantity: &Quantity) -> bool {
    let block = scan.doc.block_of(scan.sentence);
    // (1) A l'exclusion de …
    let bracket = quantity.first == block.tokens.start + 1 && scan.text(block.tokens.start) == "(";
    if bracket && scan.text(quantity.end) == ")" {
        return true;
    }
    if block.tokens.start != quantity.first {
        return false;
    }
    if block.tokens.end == quantity.end && !matches!(block.kind, BlockKind::Cell { .. }) {
        return !scan.is_whole_text();
    }
    if scan.is_whole_text() && block.tokens.end == quantity.end + 1 {
        return false;
    }
    let next = scan.text(quantity.end);
    matches!(next, "." | ")" | "°") && !scan.gap(quantity.end)
        || block.is_heading() && !scan.counts_next(quantity.end)
        || block.is_heading() && scan.form(quantity.end).is_capital()
}

/// `+44 20 7946 0018`, `ISBN 2 914571 14 3`: groups of digits in a row, led by a plus or what names them,
/// or with a zero ahead.
fn in_groups(scan: &Scan, quantity: &Quantity) -> bool {
    let groups = |at: &usize| scan.is(*at, role::DIGITS) && scan.word_at(*at).is_none();
    let named = |first: usize| scan.has_before(first, &scan.lex.nouns.designations);
    let reach = quantity.first.saturating_sub(LISTED).max(scan.start);
    let before = (reach..quantity.first).rev().take_while(groups).count();
    let behind = (quantity.end..scan.end)
        .take(LISTED)
        .take_while(groups)
        .count();
    let first = quantity.first - before;
    let led = scan.text(first) == "+" || first > scan.start && scan.text(first - 1) == "+";
    before + behind >= 2 && (led || named(first) || scan.text(first).starts_with('0'))
}

/// `[1]`, `[1, 4]`: marks of references.
fn in_brackets(scan: &Scan, quantity: &Quantity) -> bool {
    let open = quantity.first.checked_sub(1).is_some_and(|b| {
        matches!(scan.text(b), "[" | "," | "-" | "–" | ";") && {
            let mut at = b;
            while at > scan.start.max(b.saturating_sub(LISTED))
                && (scan.is(at, role::DIGITS) || matches!(scan.text(at), "," | "-" | "–" | ";"))
            {
                at -= 1;
            }
            scan.text(at) == "["
        }
    });
    open && matches!(scan.text(quantity.end), "]" | "," | "-" | "–" | ";")
}

/// `(Smith 1994, 6)`, `(voir Dupont, 2003, 25-31)`: pages behind the year of a work.
fn place_of_citation(scan: &Scan, quantity: &Quantity) -> bool {
    let ends = matches!(scan.text(quantity.end), ")" | ";");
    let Some(sign) = quantity.first.checked_sub(1).filter(|_| ends) else {
        return false;
    };
    let cites = matches!(scan.text(sign), "," | ":")
        && sign > scan.start
        && is_year_of_work(scan.text(sign - 1));
    cites && {
        let from = scan.start.max(sign.saturating_sub(LISTED));
        let before = (from..sign - 1).rev();
        let mut open = before.take_while(|&i| scan.text(i) != ")");
        open.any(|i| scan.text(i) == "(")
    }
}

/// `75007 Paris`, `12 rue …`, telephone numbers.
fn address(scan: &Scan, quantity: &Quantity, digits: u8, marked: bool) -> bool {
    let next = scan.word_at(quantity.end);
    let street = next.is_some_and(|w| scan.lex.nouns.streets.has(w)) && digits <= 4 && !marked
        || scan.text(quantity.end) == ","
            && scan.has(quantity.end + 1, &scan.lex.nouns.streets)
            && !marked;
    let post_code = digits == 5 && !marked && next.is_some_and(|w| w.is_capital());
    street || post_code
}

/// `2024/1449`, `7514-24-00`, `1-222-2222`, `3-0`, `12.5.3`: parts of a longer sign.
fn glued(scan: &Scan, quantity: &Quantity) -> bool {
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
    // PM2,5, products.24: what stands against a word behind its point
    let point = matches!(
        quantity.first.checked_sub(1).map(|b| scan.text(b)),
        Some("." | ",")
    ) && quantity.first > scan.start + 1
        && scan.tight(quantity.first - 1)
        && scan.doc.tokens[quantity.first - 2].kind == TokenKind::Word;
    // NoName057(16)
    let call = quantity.first > scan.start + 1
        && scan.text(quantity.first - 1) == "("
        && !scan.gap(quantity.first - 1);
    before || after || call || point
}

/// A bare number of four digits where no noun follows, nor a determiner counts it (`les 2 150`).
fn year(scan: &Scan, quantity: &Quantity, digits: u8, marked: bool, noun: bool) -> bool {
    let counted = scan.has_before(quantity.first, &scan.lex.nouns.plural_determiners);
    digits == 4
        && !counted
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
    let nouns = &scan.lex.nouns;
    if article || nouns.idioms.at(scan, quantity.first).is_some() {
        return true;
    }
    // day five
    if !noun && scan.has_before(quantity.first, &nouns.designations) {
        return true;
    }
    // twenty-first
    let hyphen = scan.text(quantity.end) == "-" && scan.tight(quantity.end);
    if hyphen && scan.word_at(quantity.end + 1).is_some() {
        return scan.has(quantity.end + 1, &scan.lex.numbers.ordinals) || !noun;
    }
    if scan.has(quantity.end, &scan.lex.numbers.ordinals)
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
        && quantity.first > scan.start
        && !scan.is_function(quantity.first - 1)
        && scan
            .form(quantity.first - 1)
            .text
            .chars()
            .any(char::is_alphanumeric)
    {
        return true;
    }
    let pair = quantity.value == 2.0 && quantity.max.is_none();
    pair && scan.has_before(quantity.first, &scan.lex.nouns.anaphora)
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
