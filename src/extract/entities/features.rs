//! Features: what the recogniser knows of a token.
//!
//! Those of a word alone are told once for each distinct form and asked again at the places around
//! it ([`Words`]); those of a place join the word with its sentence, the lexicon's and rules' answers and the
//! document's own evidence ([`Places`]). Each feature is a hash ([`Key::of`]); templates are
//! numbered and never re-used for another meaning, since committed weights are found by them.

use super::lexicon::{LEXICON, WordFlags};
use super::rules::Found;
use super::scan::Scan;
use super::seen::Seen;
use super::writing::is_acronym;
use crate::learned::{Key, hash};
use crate::model::EntityType;
use crate::text::{BlockKind, Document, Form, FormTable, Shape, TokenKind, Zone};
use std::ops::Range;

/// How far around a token the words are seen.
pub const REACH: usize = 2;

/// What is hashed of each distinct form.
#[derive(Clone, Copy, Debug, Default)]
pub struct Word {
    pub lower: u64,
    /// Letters, capitals, digits and signs, runs cut at three.
    pub shape: u64,
    /// The same, runs made one.
    pub outline: u64,
    prefixes: [u64; 4],
    suffixes: [u64; 4],
    class: u8,
}

impl Word {
    fn of(form: &Form) -> Word {
        let lower = &form.lower;
        let mut word = Word {
            lower: hash(lower),
            shape: hash(&shape(&form.text, 3)),
            outline: hash(&shape(&form.text, 1)),
            class: form.shape as u8,
            ..Word::default()
        };
        let starts: Vec<usize> = lower.char_indices().map(|(i, _)| i).collect();
        for n in 1..=4 {
            if let Some(&end) = starts.get(n) {
                word.prefixes[n - 1] = hash(&lower[..end]);
                let from = starts[starts.len() - n];
                word.suffixes[n - 1] = hash(&lower[from..]);
            }
        }
        word
    }
}

/// `VVER-1200` → `XXX-ddd` with `longest` 3, `X-d` with 1.
fn shape(text: &str, longest: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut last, mut run) = ('\0', 0);
    for c in text.chars() {
        let kind = match c {
            c if c.is_uppercase() => 'X',
            c if c.is_alphabetic() => 'x',
            c if c.is_numeric() => 'd',
            c => crate::text::fold::unify(c),
        };
        run = if kind == last { run + 1 } else { 1 };
        last = kind;
        if run <= longest {
            out.push(kind);
        }
    }
    out
}

/// Features of the word at `offset` (−[`REACH`]..=[`REACH`]) from the token that is asked about.
pub fn word_features(word: &Word, flags: WordFlags, offset: i32, mut sink: impl FnMut(Key)) {
    let place = (offset + REACH as i32) as u32;
    let template = |n: u32| n * 8 + place;
    sink(Key::of(template(1), word.lower, 0));
    sink(Key::of(
        template(2),
        u64::from(flags.0),
        u64::from(word.class),
    ));
    if offset.abs() <= 1 {
        sink(Key::of(template(3), word.suffixes[2], 0));
        sink(Key::of(template(4), word.outline, 0));
        sink(Key::of(template(5), word.prefixes[2], 0));
    }
    if offset == 0 {
        for n in 0..4 {
            if word.prefixes[n] != 0 && n != 2 {
                sink(Key::of(template(6), word.prefixes[n], n as u64));
            }
            if word.suffixes[n] != 0 && n != 2 {
                sink(Key::of(template(7), word.suffixes[n], n as u64));
            }
        }
        sink(Key::of(template(8), word.shape, 0));
        for bit in 0..13 {
            if flags.0 & (1 << bit) != 0 {
                sink(Key::of(template(9), bit, u64::from(word.class)));
            }
        }
    }
}

/// The words of a document.
pub struct Words {
    pub words: FormTable<Word>,
}

impl Words {
    pub fn new(doc: &Document) -> Words {
        Words {
            words: doc.forms.table(Word::of),
        }
    }
}

/// A tag of a stretch at a token: 0 for none, else place in the stretch and what it is.
type Tag = u16;

/// Writes the tags of a stretch: `what` with its first, inner, last or only place.
fn lay(tags: &mut [Tag], tokens: &Range<usize>, what: u16) {
    let last = tokens.end - 1;
    for at in tokens.clone() {
        let place = match (at == tokens.start, at == last) {
            (true, true) => 0,
            (true, false) => 1,
            (false, false) => 2,
            (false, true) => 3,
        };
        tags[at] = what * 4 + place + 1;
    }
}

/// What is known of each place of the document.
pub struct Places<'a> {
    doc: &'a Document,
    scan: &'a Scan,
    seen: &'a Seen,
    words: &'a Words,
    /// Known names, the longest from the left; type, fit and weakness.
    names: Vec<Tag>,
    /// The table that a known name stands in.
    tables: Vec<u8>,
    /// What the rules propose.
    rules: Vec<Tag>,
    /// Heads that cover a token: type, whether inside, one of the last token.
    heads: Vec<Tag>,
    /// 1 inside a title, 2 behind one.
    titles: Vec<u8>,
    /// Whether a token is worth asking about at all.
    pub active: Vec<bool>,
    /// Whether a token stands in quotation marks, in italics, and in a reference how far on it is.
    marked: Vec<u8>,
    /// Types that the document gives the same word elsewhere (0: none).
    pub elsewhere: Vec<u8>,
}

/// A number for each type, from 1.
pub fn kind_code(kind: EntityType) -> u16 {
    kind as u16 + 1
}

impl<'a> Places<'a> {
    pub fn new(
        doc: &'a Document,
        scan: &'a Scan,
        seen: &'a Seen,
        words: &'a Words,
        proposals: &[Found],
    ) -> Places<'a> {
        let n = doc.tokens.len();
        let mut places = Places {
            doc,
            scan,
            seen,
            words,
            names: vec![0; n],
            tables: vec![0; n],
            rules: vec![0; n],
            heads: vec![0; n],
            titles: vec![0; n],
            marked: vec![0; n],
            active: vec![false; n],
            elsewhere: vec![0; n],
        };
        let mut end = 0;
        for hit in &scan.names {
            if hit.tokens.start < end {
                continue;
            }
            let (form, fit) = hit.forms[0];
            end = hit.tokens.end;
            let row = LEXICON.row(form);
            let what = kind_code(row.kind) * 16
                + fit as u16 * 4
                + u16::from(hit.is_weak()) * 2
                + u16::from(hit.is_ambiguous());
            lay(&mut places.names, &hit.tokens, what);
            let table = hash(row.table) as u8 | 1;
            places.tables[hit.tokens.clone()].fill(table);
        }
        for found in proposals {
            let rule = hash(found.rule) as u16 & 31;
            lay(
                &mut places.rules,
                &found.tokens,
                kind_code(found.kind) * 32 + rule,
            );
        }
        for hit in &scan.heads {
            let head = &LEXICON.heads[hit.head as usize];
            let what = kind_code(head.kind) * 8
                + u16::from(head.inside) * 4
                + u16::from(head.follow.end) * 2
                + u16::from(head.follow.long);
            lay(&mut places.heads, &hit.tokens, what);
        }
        for (start, &end) in scan.titles.iter().enumerate() {
            let end = end as usize;
            if end > start {
                places.titles[start..end].fill(1);
                if end < n && places.titles[end] == 0 {
                    places.titles[end] = 2;
                }
            }
        }
        places.mark_active();
        places.mark_quoted();
        places
    }

    /// Bit 1: in quotation marks; 2: in italics or bold; 4: behind a quotation or italics of its block (in a
    /// reference, behind the title); 8 and on: how many tokens from the block's start, in steps.
    fn mark_quoted(&mut self) {
        let doc = self.doc;
        for emphasis in &doc.text.emphasis {
            for at in doc.tokens_in(emphasis.span) {
                self.marked[at] |= 2;
            }
        }
        for block in &doc.text.blocks {
            let (mut quoted, mut behind) = (false, false);
            for at in block.tokens.clone() {
                match doc.token_text(at) {
                    "«" | "“" => quoted = true,
                    "»" | "”" => {
                        behind |= quoted;
                        quoted = false;
                    }
                    "\"" => {
                        behind |= quoted;
                        quoted = !quoted;
                    }
                    _ => {}
                }
                let step = match at - block.tokens.start {
                    0..=1 => 0,
                    2..=3 => 1,
                    4..=7 => 2,
                    _ => 3,
                };
                let slot = &mut self.marked[at];
                *slot |= u8::from(quoted) + u8::from(behind) * 4 + step * 8;
                behind |= *slot & 2 != 0;
            }
        }
    }

    /// Tokens with a capital, in a known name or proposal, and what stands between and around them.
    fn mark_active(&mut self) {
        for sentence in &self.doc.sentences {
            let tokens = sentence.tokens.clone();
            for at in tokens.clone() {
                let form = self.doc.form(at);
                let core = self.names[at] != 0
                    || self.rules[at] != 0
                    || self.doc.tokens[at].kind == TokenKind::Word
                        && !matches!(form.shape, Shape::Lower | Shape::Other)
                    || form.shape == Shape::Alphanumeric;
                if core {
                    let from = at.saturating_sub(BEFORE).max(tokens.start);
                    let to = (at + 1 + BEHIND).min(tokens.end);
                    self.active[from..to].fill(true);
                }
            }
        }
    }

    /// The features of the place `at`, without those of words alone.
    pub fn features(&self, at: usize, mut sink: impl FnMut(Key)) {
        let doc = self.doc;
        let sentence = self.scan.sentence[at] as usize;
        let range = &doc.sentences[sentence].tokens;
        let block = doc.block_of(sentence);
        let capitals = self.scan.capitals[sentence];
        let first = self.seen.first_words[at];
        let word = |i: usize| &self.words.words[doc.tokens[i].form];
        let here = word(at);
        let form = doc.form(at);
        let before = (at > range.start).then(|| at - 1);
        let after = (at + 1 < range.end).then(|| at + 1);
        let low = |i: Option<usize>| i.map_or(1, |i| word(i).lower);
        let outline = |i: Option<usize>| i.map_or(1, |i| word(i).outline);
        let tag = |tags: &[Tag], i: Option<usize>| i.map_or(1 << 15, |i| u64::from(tags[i]));
        let mut put = |n: u32, a: u64, b: u64| sink(Key::of(200 + n, a, b));
        let zone = match block.zone {
            Zone::References => 3u64,
            Zone::Front => 2,
            Zone::Notes => 4,
            Zone::Contents => 1,
            _ if block.is_heading() => 1,
            _ if matches!(block.kind, BlockKind::Cell { .. }) => 5,
            _ => 0,
        };
        let (name, rule, head) = (
            u64::from(self.names[at]),
            u64::from(self.rules[at]),
            u64::from(self.heads[at]),
        );
        put(0, 0, 0);
        put(1, zone, u64::from(here.class));
        let status = u64::from(first) * 2 + u64::from(capitals);
        put(2, here.outline, status);
        // Evidence of the document: how the word is written elsewhere.
        let counts = self.seen.counts(&form.lower);
        let evidence = u64::from(counts.small.min(1)) * 2 + u64::from(counts.capital.min(1));
        put(3, evidence * 4 + status, u64::from(here.class));
        // Lexicon and rules.
        put(4, name, status);
        put(5, rule, status);
        put(6, name, rule);
        put(7, u64::from(self.tables[at]), name % 4);
        put(8, head, 0);
        put(9, u64::from(self.titles[at]), u64::from(here.class));
        for (n, i) in [(10, before), (11, after)] {
            put(n, tag(&self.names, i), 0);
            put(n + 2, tag(&self.rules, i), rule);
            put(n + 4, tag(&self.heads, i), u64::from(here.class));
        }
        // Words around, joined.
        put(16, low(before), here.lower);
        put(17, here.lower, low(after));
        put(18, low(before), here.outline);
        put(19, here.outline, low(after));
        put(
            20,
            outline(before),
            here.outline ^ outline(after).rotate_left(21),
        );
        let before2 = at.checked_sub(2).filter(|&b| b >= range.start);
        put(21, low(before2), low(before) ^ here.outline.rotate_left(7));
        put(22, low(before), low(after) ^ here.outline.rotate_left(7));
        put(26, low(before2), low(before));
        // The nearest word in small letters before the capitals, and behind them.
        if form.is_capital() {
            let mut i = at;
            while i > range.start && i + 6 > at && doc.form(i - 1).is_capital() {
                i -= 1;
            }
            let left = (i > range.start).then(|| i - 1);
            put(23, low(left), (at - i) as u64);
            let mut j = at + 1;
            while j < range.end && j < at + 6 && doc.form(j).is_capital() {
                j += 1;
            }
            let right = (j < range.end).then_some(j);
            put(24, low(right), (j - at) as u64);
            put(27, ((at - i) * 8 + j - at) as u64, status);
        }
        // `Full Name (FN)`: an acronym in brackets takes the type of what stands before.
        if is_acronym(&form.text)
            && let Some(b) = before.filter(|&b| doc.token_text(b) == "(")
        {
            let full = (b > range.start).then(|| b - 1);
            put(
                25,
                tag(&self.rules, full) / 128,
                tag(&self.names, full) / 64,
            );
        }
        let marked = u64::from(self.marked[at]);
        put(29, marked & 3, zone * 8 + u64::from(here.class));
        if zone == 3 || zone == 4 {
            put(30, marked, u64::from(here.class));
            put(31, marked, rule);
        }
        put(32, marked & 3, name);
        // Where italics begin and end names do.
        let beside = |i: Option<usize>| i.map_or(0, |i| u64::from(self.marked[i]) & 3);
        put(
            33,
            beside(before) * 16 + (marked & 3) * 4 + beside(after),
            u64::from(here.class),
        );
        if self.elsewhere[at] != 0 {
            put(28, u64::from(self.elsewhere[at]), u64::from(here.class));
        }
    }
}

/// How far before and behind a capital a name may reach in small letters.
const BEFORE: usize = 3;
const BEHIND: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_keep_signs() {
        assert_eq!(shape("VVER-1200", 3), "XXX-ddd");
        assert_eq!(shape("VVER-1200", 1), "X-d");
        assert_eq!(shape("l’", 3), "x'");
    }
}
