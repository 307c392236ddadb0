//! Repair: what page and line breaks cut is joined.
//!
//! - A paragraph that stops in mid-sentence goes on in the next one, across notes, rules and page
//!   numbers that stand between.
//! - A word cut by a hyphen at a line's end (`propre-⏎ment`) or by a lost line end (`propre- ment`)
//!   is one word again; a compound (`vice-⏎président`) keeps its hyphen. The document's own words
//!   decide where the tables do not.

use super::raw::{Raw, RawBlock};
use crate::lang::Lang;
use crate::text::{BlockKind, Emphasis, SEGMENTATION, Span, Zone, fold, is_function_word};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Joins what belongs together.
pub(super) fn join(raw: &mut Raw) {
    paragraphs(raw);
    emphasis(raw);
    hyphens(raw);
}

fn paragraphs(raw: &mut Raw) {
    let mut out: Vec<RawBlock> = Vec::with_capacity(raw.blocks.len());
    for block in std::mem::take(&mut raw.blocks) {
        let open = may_go_on(&block)
            .then(|| open_before(&out))
            .flatten()
            .filter(|&i| runs_on(out[i].text(), block.text()));
        let Some(i) = open else {
            out.push(block);
            continue;
        };
        let before = &mut out[i].fragment;
        let from = before
            .pieces
            .last()
            .map_or(0, |p| (p.source + p.source_len) as usize);
        let to = block
            .fragment
            .pieces
            .first()
            .map_or(from, |p| p.source as usize);
        before.breaks.push(before.text.len());
        before.lines.push(before.text.len());
        before.push(" ", from, to.saturating_sub(from));
        before.append(block.fragment);
    }
    raw.blocks = out;
}

/// Emphasis that a page break cut in two: its marks stayed in the text, since each half lacks the
/// other's. They go, and what stands between them is emphasised.
fn emphasis(raw: &mut Raw) {
    for block in &mut raw.blocks {
        if block.fragment.breaks.is_empty() || !block.fragment.text.contains('*') {
            continue;
        }
        let pairs = cut_emphasis(&block.fragment.text, &block.fragment.breaks);
        for (open, close) in &pairs {
            block.fragment.emphasis.push(Emphasis {
                span: Span::new(open.end, close.start),
                strong: open.len() > 1,
            });
        }
        let mut marks: Vec<Range<usize>> = pairs.into_iter().flat_map(|(a, b)| [a, b]).collect();
        marks.sort_by_key(|m| m.start);
        block.fragment = std::mem::take(&mut block.fragment).without(&marks);
    }
}

/// Pairs of marks around a break: one that opens (before a word) and the next one of its length that
/// closes (behind a word).
fn cut_emphasis(text: &str, breaks: &[usize]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut out = Vec::new();
    let mut open: Option<Range<usize>> = None;
    let mut at = 0;
    while let Some(start) = text[at..].find('*').map(|i| at + i) {
        let end = start + text[start..].bytes().take_while(|&b| b == b'*').count();
        at = end;
        let free = |c: Option<char>| c.is_none_or(fold::is_space);
        let opens = !free(text[end..].chars().next());
        let closes = !free(text[..start].chars().next_back());
        match &open {
            Some(o) if closes && o.len() == end - start => {
                let cut = breaks.partition_point(|&b| b < o.end);
                if breaks.get(cut).is_some_and(|&b| b < start) {
                    out.push((o.clone(), start..end));
                }
                open = None;
            }
            _ if opens => open = Some(start..end),
            _ => {}
        }
    }
    out
}

/// Notes and page numbers that a paragraph goes on behind.
const BETWEEN: usize = 100;

/// The last paragraph, if only notes and page numbers stand after it.
fn open_before(blocks: &[RawBlock]) -> Option<usize> {
    for (i, block) in blocks.iter().enumerate().rev().take(BETWEEN) {
        let skip = matches!(block.kind, BlockKind::Note { .. }) || is_page_number(block.text());
        if !skip {
            return (block.is_prose() && matches!(block.zone, Zone::Body)).then_some(i);
        }
    }
    None
}

fn is_page_number(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a block may be the rest of one before.
fn may_go_on(block: &RawBlock) -> bool {
    block.kind == BlockKind::Paragraph && block.zone == Zone::Body
}

/// Whether `rest` is the rest of the sentence that `text` ends in.
pub(super) fn runs_on(text: &str, rest: &str) -> bool {
    let (text, rest) = (text.trim_end(), rest.trim_start());
    if text.len() < 40 {
        return false;
    }
    let Some(first) = rest.chars().next() else {
        return false;
    };
    if is_quotation_open(text) && (closes_quotation(rest)) {
        return true;
    }
    let Some(last) = text.chars().next_back() else {
        return false;
    };
    if matches!(last, '.' | '!' | '?' | '…' | '»' | '”' | '"' | ':') {
        return false;
    }
    if last.is_alphanumeric()
        || matches!(
            last,
            ',' | ';' | '-' | '’' | '\'' | ')' | '«' | '(' | '%' | '€'
        )
    {
        let last_word = text
            .rsplit(|c: char| !(c.is_alphanumeric() || fold::is_apostrophe(c)))
            .find(|w| !w.is_empty())
            .map(fold::lower)
            .unwrap_or_default();
        let unfinished = Lang::all().any(|l| SEGMENTATION[l].unfinished.contains(&last_word));
        return first.is_lowercase()
            || unfinished
            || matches!(last, ',' | '«' | '(')
            || rest.starts_with("« ") && last.is_lowercase();
    }
    false
}

/// Whether the last quotation that `text` opens is still open at its end.
fn is_quotation_open(text: &str) -> bool {
    text.rfind('«').is_some_and(|i| !text[i..].contains('»'))
        || text.rfind('“').is_some_and(|i| !text[i..].contains('”'))
}

fn closes_quotation(text: &str) -> bool {
    let before = |close: char, open: char| {
        text.find(close)
            .is_some_and(|i| text.find(open).is_none_or(|j| j > i))
    };
    before('»', '«') || before('”', '“')
}

/// Words cut by a hyphen.
pub(super) fn hyphens(raw: &mut Raw) {
    let cuts: Vec<Vec<Range<usize>>> = raw.blocks.iter().map(|b| hyphen_cuts(b.text())).collect();
    if cuts.iter().all(Vec::is_empty) {
        return;
    }
    let mut words: FxHashMap<String, usize> = FxHashMap::default();
    let all = raw.blocks.iter().flat_map(|b| {
        b.text()
            .split(|c: char| !(c.is_alphanumeric() || fold::is_hyphen(c)))
    });
    for word in all.filter(|w| w.len() > 1) {
        *words.entry(fold::lower(word)).or_default() += 1;
    }
    for (block, cuts) in raw.blocks.iter_mut().zip(cuts) {
        let gone: Vec<Range<usize>> = cuts
            .into_iter()
            .filter_map(|cut| {
                let lines = &block.fragment.lines;
                let at_line_end = lines[lines.partition_point(|&l| l < cut.start)..]
                    .first()
                    .is_some_and(|&l| l < cut.end);
                decide(block.text(), cut, at_line_end, &words)
            })
            .collect();
        block.fragment = std::mem::take(&mut block.fragment).without(&gone);
    }
}

/// Places where a letter, a hyphen and white space stand before a small letter: hyphen to the letter.
fn hyphen_cuts(text: &str) -> Vec<Range<usize>> {
    text.match_indices(['-', '\u{2010}', '\u{ad}'])
        .filter_map(|(at, hyphen)| {
            let rest = &text[at + hyphen.len()..];
            let next = rest.trim_start_matches(fold::is_space);
            let spaces = rest.len() - next.len();
            let before = text[..at].chars().next_back()?;
            let joins = spaces > 0
                && before.is_alphabetic()
                && next.chars().next().is_some_and(char::is_lowercase);
            joins.then(|| at..at + hyphen.len() + spaces)
        })
        .collect()
}

/// What to take out at a cut: hyphen and white space, the white space alone, or nothing.
///
/// `words` counts the words of the document.
fn decide(
    text: &str,
    cut: Range<usize>,
    at_line_end: bool,
    words: &FxHashMap<String, usize>,
) -> Option<Range<usize>> {
    let left = text[..cut.start]
        .rsplit(|c: char| !(c.is_alphanumeric() || fold::is_hyphen(c)))
        .next()
        .map(fold::lower)?;
    let behind = &text[cut.end..];
    let written = behind
        .split(|c: char| !(c.is_alphanumeric() || fold::is_hyphen(c)))
        .next()?;
    let right = fold::lower(written);
    let hyphen = text[cut.start..].chars().next().map_or(1, char::len_utf8);
    // court- et long terme
    if Lang::all().any(|l| SEGMENTATION[l].hyphen_suspenders.contains(&right)) {
        return None;
    }
    let space = cut.start + hyphen..cut.end;
    let last = left.rsplit('-').next().unwrap_or(&left);
    let compound = words.contains_key(&format!("{left}-{right}"));
    let whole = words.contains_key(&format!("{left}{right}"));
    if whole && !compound {
        return Some(cut);
    }
    // Inside a line the hyphen may be a dash (« toutes- les institutions »): only what is no word
    // by itself is joined.
    let function = |w: &str| Lang::all().any(|l| is_function_word(l, w));
    let stands_alone =
        |w: &String, own: usize| words.get(w).is_some_and(|&n| n > own) || function(w);
    if !at_line_end && !compound && (stands_alone(&left, 0) || stands_alone(&right, 1)) {
        return None;
    }
    // main-d'œuvre: no word is divided before an elision.
    let elided =
        behind[written.len()..].starts_with(fold::is_apostrophe) && right.chars().count() <= 2;
    // At a line's end many a prefix is the first syllable of a word (par-lement, ex-ploiter); before
    // what is a word by itself it is a prefix (par-dessus, ex-président).
    let syllable = at_line_end
        && Lang::all().any(|l| SEGMENTATION[l].hyphen_syllables.contains(last))
        && !stands_alone(&right, 1);
    let prefix = Lang::all().any(|l| SEGMENTATION[l].hyphen_prefixes.contains(last));
    // dit-il, celle-là
    let enclitic = Lang::all().any(|l| SEGMENTATION[l].hyphen_enclitics.contains(&right))
        && stands_alone(&last.to_owned(), 1);
    if compound || elided || prefix && !syllable || enclitic {
        return Some(space);
    }
    Some(cut)
}

#[cfg(test)]
mod tests {
    use crate::read::read_text;

    fn view(source: &str) -> String {
        read_text(source.to_owned(), Some(crate::read::Format::Markdown))
            .text
            .view()
            .trim_end()
            .to_owned()
    }

    #[test]
    fn words_cut_at_a_line_end_are_whole_again() {
        for (source, expected) in [
            (
                "les armées propre-\nment dites",
                "les armées proprement dites",
            ),
            ("en fran- çais courant", "en français courant"),
            ("toutes- les personnes", "toutes- les personnes"),
            ("le vice-\nprésident du pays", "le vice-président du pays"),
            ("à court- et long terme", "à court- et long terme"),
            // A dash that is longer than the hyphen that it is compared as.
            ("le plan L- a–", "le plan La–"),
            (
                "un centre-ville, puis le centre-\nville",
                "un centre-ville, puis le centre-ville",
            ),
        ] {
            assert_eq!(view(source), expected);
        }
    }

    #[test]
    fn a_paragraph_goes_on_after_a_page_break() {
        let source = "C'est la douzième direction principale du ministère russe de la\n\nDéfense qui répond de cet acheminement. Fin du propos.\n\nUn autre paragraphe commence ici.";
        let view = view(source);
        assert!(view.contains("de la Défense qui"), "{view}");
        assert!(view.contains("propos.\nUn autre"), "{view}");
    }

    #[test]
    fn emphasis_that_a_page_break_cut_loses_its_marks() {
        let source = "Il a dit ceci devant nous : « *Moscou ne réclame jamais son argent, elle\n\ndemande des nouvelles de nos enfants.* » Puis 3 * 4.";
        let view = view(source);
        assert!(view.contains("« Moscou ne"), "{view}");
        assert!(view.contains("enfants. » Puis 3 * 4."), "{view}");
    }

    #[test]
    fn a_note_between_does_not_stop_it() {
        let source = "Depuis le premier janvier de cette année-là s'applique la taxe\n\n<sup>1</sup> Elle frappe aussi l'acier.\n\ncarbone aux frontières<sup>1</sup>, que la région paie.";
        let view = view(source);
        assert!(view.contains("taxe carbone aux frontières, que"), "{view}");
        assert!(view.contains("Elle frappe aussi l'acier."), "{view}");
    }
}
