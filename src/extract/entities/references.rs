//! Names in references and notes: who wrote what stands first, titles name nothing.
//!
//! | written | mention |
//! | --- | --- |
//! | `Hrytsenko (O.), « Un pays sous caution », …` | `Hrytsenko (O.)` |
//! | `HRYTSENKO, Olena. *Un pays …*` | `HRYTSENKO, Olena` |
//! | `Phiri, J., & Banda, L. (2025). …` | `Phiri, J.`, `Banda, L.` |
//! | `King's Fund (2021). …` | `King's Fund` |
//!
//! Of a reference only authors and publishers count as mentions; a title's words do not.

use super::lexicon::WordFlags;
use super::rules::Found;
use super::scan::Scan;
use super::writing::is_acronym;
use crate::model::EntityType;
use crate::tag::WordClasses;
use crate::text::{Block, Document, Shape, Span, TokenKind, Zone, is_year_of_work};
use std::ops::Range;

/// The rule that reads institutions as authors.
pub const INSTITUTION: &str = "name/institution";

/// Tokens of an institution's name at most.
const LONGEST: usize = 10;

/// Authors that the block's first words name by family name and given name or initials, and those at the
/// head of its other lines: a paragraph may hold several references.
pub fn authors(doc: &Document, scan: &Scan, block: &Block) -> Vec<Found> {
    let reader = Reader {
        doc,
        scan,
        end: block.tokens.end,
    };
    let mut out: Vec<Found> = Vec::new();
    for start in std::iter::once(block.tokens.start).chain(lines(doc, block)) {
        if out.last().is_none_or(|f| f.tokens.end <= start) {
            reader.collect(start, &mut out);
        }
    }
    out
}

/// Tokens that begin a line of the block behind one that a sign closes.
fn lines(doc: &Document, block: &Block) -> impl Iterator<Item = usize> {
    (block.tokens.start + 1..block.tokens.end).filter(|&at| {
        let closed = matches!(doc.token_text(at - 1), "." | ")" | "]" | ">" | "/");
        let between = Span::new(doc.tokens[at - 1].span.end(), doc.tokens[at].span.start());
        closed
            && !between.is_empty()
            && (doc.text.source().get(doc.text.source_span(between).range()))
                .is_some_and(|s| s.contains('\n'))
    })
}

struct Reader<'a> {
    doc: &'a Document,
    scan: &'a Scan,
    end: usize,
}

impl Reader<'_> {
    /// The authors from token `start` on, which are joined by commas, semicolons, `&`, `et`, `and`.
    fn collect(&self, start: usize, out: &mut Vec<Found>) {
        let mut at = self.after_label(start);
        if let Some(end) = self.institution(at) {
            out.push(Found {
                tokens: at..end,
                kind: EntityType::Organisation,
                rule: INSTITUTION,
            });
            return;
        }
        while let Some(end) = self.author(at) {
            out.push(Found {
                tokens: at..end,
                kind: EntityType::Person,
                rule: "name/author",
            });
            let mut next = end;
            while next < self.end
                && (matches!(self.text(next), "," | ";" | "&")
                    // The conjunction is in the report's language, the title beside it may be in another.
                    || self.scan.has_anywhere(self.doc, next, WordFlags::CONJUNCTION))
            {
                next += 1;
            }
            if next == end {
                break;
            }
            at = next;
        }
    }

    fn text(&self, at: usize) -> &str {
        if at < self.end {
            self.doc.token_text(at)
        } else {
            ""
        }
    }

    /// Behind the number or sign of the list: `[7]`, `12.`, `—`.
    fn after_label(&self, start: usize) -> usize {
        let mut at = start;
        while at < self.end
            && at < start + 4
            && self.doc.tokens[at].kind != TokenKind::Word
            && !matches!(self.text(at), "«" | "“" | "\"")
        {
            at += 1;
        }
        at
    }

    fn is_name(&self, at: usize) -> bool {
        at < self.end
            && self.doc.tokens[at].kind == TokenKind::Word
            && self.doc.form(at).is_capital()
            && !self.is_initial(at)
            && !matches!(self.doc.form(at).shape, Shape::Alphanumeric)
    }

    /// `O.`, `J.-L.`, `M.`
    fn is_initial(&self, at: usize) -> bool {
        if at >= self.end {
            return false;
        }
        let text = &*self.doc.form(at).text;
        text.ends_with('.')
            && self.doc.form(at).is_capital()
            && text.split(['.', '-']).all(|p| p.chars().count() <= 2)
    }

    fn is_given(&self, at: usize) -> bool {
        self.is_name(at) && self.scan.flags(self.doc, at).has(WordFlags::GIVEN)
    }

    /// Whether one or two words with a capital stand at `at` and a year behind them: `Nargis. 2024.`
    fn is_dated(&self, at: usize) -> bool {
        let mut end = at;
        while end < at + 2 && self.is_name(end) {
            end += 1;
        }
        let sign = (end..end + 2).take_while(|&i| matches!(self.text(i), "." | "("));
        end > at && is_year_of_work(self.text(end + sign.count()))
    }

    /// Where the institution ends that begins at `at`, with the year behind it: an acronym, or several
    /// words that are no name of persons.
    fn institution(&self, at: usize) -> Option<usize> {
        let inner = |i: usize| {
            self.doc.tokens[i].kind == TokenKind::Word && self.doc.form(i).shape == Shape::Lower
                || matches!(self.text(i), "&" | "-" | "–" | "'s" | "’s")
        };
        let mut end = at;
        while end < self.end.min(at + LONGEST) && (self.is_name(end) || end > at && inner(end)) {
            end += 1;
        }
        let dated = self.text(end) == "("
            && is_year_of_work(self.text(end + 1))
            && self.text(end + 2) == ")";
        if end == at || !dated || !self.is_name(end - 1) {
            return None;
        }
        let lang = self.doc.lang;
        let common =
            |i: usize| WordClasses::of(lang, &self.doc.form(i).lower) != WordClasses::default();
        let names = (at..end).filter(|&i| self.is_name(i)).count();
        let pair = end == at + 3
            && self
                .scan
                .has_anywhere(self.doc, at + 1, WordFlags::CONJUNCTION);
        let institution = match names {
            1 => end == at + 1 && is_acronym(self.text(at)),
            _ => !pair && !self.is_given(at) && (at..end).any(|i| self.is_name(i) && common(i)),
        };
        institution.then_some(end)
    }

    /// Where the author ends who begins at `at`.
    fn author(&self, at: usize) -> Option<usize> {
        // Family name: up to four words, particles among them.
        let mut i = at;
        while i < self.end && i < at + 5 {
            let hyphen = self.text(i) == "-" && i > at && !self.doc.tokens[i].gap;
            let particle = self.scan.flags(self.doc, i).has(WordFlags::PARTICLE);
            if !(self.is_name(i) || hyphen || particle) {
                break;
            }
            i += 1;
        }
        if !(at..i).any(|t| self.is_name(t)) {
            return None;
        }
        if self.text(i) == "(" && self.is_initial(i + 1) {
            let close = self.initials(i + 1);
            return (self.text(close) == ")").then_some(close + 1);
        }
        if self.text(i) != "," {
            return None;
        }
        // The second of several stands in its own order: Gelpern, Anna, Sebastian Horn, Scott Morris.
        let article = |at| self.scan.has_anywhere(self.doc, at, WordFlags::ARTICLE);
        if i - at >= 2 && self.is_given(at) && !article(at) {
            return Some(i);
        }
        let given = i + 1;
        if self.is_initial(given) {
            return Some(self.initials(given));
        }
        let given_name = self.is_given(given) || self.is_dated(given) && !article(given);
        if i - at > 3 || !given_name {
            return None;
        }
        let mut end = given + 1;
        while end < given + 3
            && (self.is_name(end) || self.is_initial(end) || self.text(end) == "-")
        {
            end += 1;
        }
        // A list of names in running text goes on with another.
        matches!(
            self.text(end),
            "." | "," | ":" | "(" | ";" | "&" | "«" | "" | "“" | "\""
        )
        .then_some(end)
        .or_else(|| {
            (self.scan)
                .has_anywhere(self.doc, end, WordFlags::CONJUNCTION)
                .then_some(end)
        })
    }

    /// Where the run of initials from `at` ends.
    fn initials(&self, at: usize) -> usize {
        let mut i = at;
        while self.is_initial(i)
            || self.text(i) == "-" && !self.doc.tokens[i].gap && self.is_initial(i + 1)
        {
            i += 1;
        }
        i
    }
}

/// Titles of works in references and notes, as token ranges in order: italics or quotation marks of three
/// tokens or more, behind a comma in notes (where a quotation may stand too); in references
/// without either, what stands between the author's comma and the next.
pub fn titles(doc: &Document, authors: &[Found]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let is_title = |tokens: &Range<usize>, notes: bool| {
        let before = tokens
            .start
            .checked_sub(1)
            .map_or("", |b| doc.token_text(b));
        tokens.len() >= 3 && (!notes || before == ",")
    };
    for emphasis in &doc.text.emphasis {
        let tokens = doc.tokens_in(emphasis.span);
        let block = doc.text.block_at(emphasis.span.start());
        let zone = block.map(|b| doc.text.blocks[b].zone);
        if let Some(zone @ (Zone::References | Zone::Notes)) = zone
            && is_title(&tokens, zone == Zone::Notes)
        {
            out.push(tokens);
        }
    }
    let emphasised = out.len();
    for block in &doc.text.blocks {
        if !matches!(block.zone, Zone::References | Zone::Notes) {
            continue;
        }
        let before = out.len();
        let mut open = None;
        for at in block.tokens.clone() {
            match (doc.token_text(at), open) {
                ("«" | "“" | "\"", None) => open = Some(at),
                ("»" | "”" | "\"", Some(start)) => {
                    open = None;
                    if is_title(&(start..at + 1), block.zone == Zone::Notes) {
                        out.push(start..at + 1);
                    }
                }
                _ => {}
            }
        }
        let marked = out.len() > before
            || out[..emphasised]
                .iter()
                .any(|t| block.tokens.contains(&t.start));
        let first = authors.partition_point(|a| a.tokens.start < block.tokens.start);
        let of_block = authors[first..]
            .iter()
            .take_while(|a| a.tokens.end <= block.tokens.end);
        if let (false, Some(last)) = (marked, of_block.last())
            && last.tokens.end < block.tokens.end
            && doc.token_text(last.tokens.end) == ","
        {
            let start = last.tokens.end + 1;
            let mut rest = start..block.tokens.end;
            let end = rest.find(|&t| doc.token_text(t) == ",");
            out.push(start..end.unwrap_or(block.tokens.end));
        }
    }
    out.sort_by_key(|t| t.start);
    out
}

/// Whether `tokens` lie in a title that holds more than them.
pub fn is_in_title(titles: &[Range<usize>], tokens: &Range<usize>) -> bool {
    let after = titles.partition_point(|t| t.start <= tokens.start);
    // Quotation marks may stand inside italics: look at the last two.
    titles[after.saturating_sub(2)..after]
        .iter()
        .any(|t| t.end >= tokens.end && t.len() > tokens.len() + 2)
}
