//! Tokens: the words, numbers and signs of the view, in one array that all layers share.
//!
//! Tokenisation is lossless: every byte of a block is in exactly one token or in the white space
//! between two. What is language's own (elisions, enclitics, abbreviations) comes from the tables
//! named `segmentation`.
//!
//! | text | tokens |
//! | --- | --- |
//! | `l'armée reflète-t-elle` | `l'` `armée` `reflète` `-t-elle` |
//! | `Russia's well-known` | `Russia` `'s` `well` `-` `known` |
//! | `1,4 milliard, n°1084` | `1,4` `milliard` `,` `n°` `1084` |
//! | `2022-2023` | `2022` `-` `2023` |
//! | `VVER-1200, 12e, 18h30` | `VVER-1200` `,` `12e` `,` `18h30` |
//! | `87% de 1000m³` | `87` `%` `de` `1000` `m³` |
//! | `M. Dupont, U.S.` | `M.` `Dupont` `,` `U.S.` |

use super::{FormId, Forms, Span, fold};
use crate::lang::{self, Lang, PerLang, Table};
use rustc_hash::FxHashSet;
use serde::Deserialize;
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Begins with a letter.
    Word,
    /// Begins with a digit.
    Number,
    /// Punctuation and signs: `,` `«` `%` `€`.
    Sign,
    /// A web or mail address.
    Address,
}

/// A token: where it stands and which form it has.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    pub span: Span,
    pub form: FormId,
    pub kind: TokenKind,
    /// Whether white space (or the block's start) stands before it.
    pub gap: bool,
}

/// A language's rules of segmentation, as its table gives them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rules {
    elisions: FxHashSet<String>,
    whole: FxHashSet<String>,
    enclitics: FxHashSet<String>,
    pub(crate) suffixes: Vec<String>,
    split_hyphens: bool,
    pub(crate) abbreviations: Abbreviations,
    pub(crate) hyphen_prefixes: FxHashSet<String>,
    /// Those of the prefixes that many words begin with as well, undivided.
    #[serde(default)]
    pub(crate) hyphen_syllables: FxHashSet<String>,
    /// Words that hang on the word before by a hyphen.
    #[serde(default)]
    pub(crate) hyphen_enclitics: FxHashSet<String>,
    pub(crate) hyphen_suspenders: FxHashSet<String>,
    pub(crate) unfinished: FxHashSet<String>,
    pub(crate) function_words: String,
}

/// Abbreviations that are written with a full stop, without it.
#[derive(Deserialize)]
pub(crate) struct Abbreviations {
    /// A sentence never ends after these.
    pub(crate) open: FxHashSet<String>,
    /// A sentence never ends after these before a number; elsewhere they are plain words.
    pub(crate) numbered: FxHashSet<String>,
    /// A sentence may end after these.
    pub(crate) closed: FxHashSet<String>,
}

pub(crate) static RULES: LazyLock<PerLang<Rules>> =
    LazyLock::new(|| PerLang::new(|lang| lang.load(Table::Segmentation)));

#[derive(Deserialize)]
struct Neutral {
    glued: FxHashSet<String>,
    glued_before: FxHashSet<String>,
}

static NEUTRAL: LazyLock<Neutral> =
    LazyLock::new(|| lang::parse(lang::SEGMENTATION, "und segmentation"));

/// Appends the tokens of `span` of `view` to `tokens`.
pub(super) fn tokenise(
    view: &str,
    span: Span,
    lang: Lang,
    forms: &mut Forms,
    tokens: &mut Vec<Token>,
) {
    let mut scan = Scanner {
        text: &view[span.range()],
        base: span.start(),
        at: 0,
        gap: true,
        rules: &RULES[lang],
        forms,
        tokens,
    };
    while let Some(c) = scan.peek(0) {
        if fold::is_space(c) {
            scan.at += c.len_utf8();
            scan.gap = true;
        } else if c.is_ascii_digit() {
            scan.number();
        } else if c.is_alphanumeric() {
            scan.word();
        } else {
            scan.sign(c);
        }
    }
}

/// The tokens of a phrase, cut as a text of that language is; spans are bytes of the phrase.
pub(crate) fn tokens_of(lang: Lang, phrase: &str) -> (Vec<Token>, Forms) {
    let (mut forms, mut tokens) = (Forms::default(), Vec::new());
    let span = Span::new(0, phrase.len());
    tokenise(phrase, span, lang, &mut forms, &mut tokens);
    (tokens, forms)
}

/// The forms of a phrase, cut as a text of that language is.
pub(crate) fn forms_of(lang: Lang, phrase: &str) -> Vec<super::Form> {
    let (tokens, forms) = tokens_of(lang, phrase);
    tokens.iter().map(|t| forms.get(t.form).clone()).collect()
}

/// The words of a table's phrase, in small letters.
pub(crate) fn words_of(lang: Lang, phrase: &str) -> Vec<String> {
    forms_of(lang, phrase)
        .iter()
        .map(|f| f.lower.to_string())
        .collect()
}

struct Scanner<'a> {
    text: &'a str,
    base: usize,
    /// Offset in `text`, always on a character boundary.
    at: usize,
    gap: bool,
    rules: &'a Rules,
    forms: &'a mut Forms,
    tokens: &'a mut Vec<Token>,
}

/// No word of a table, and no compound that a reader takes for one word, has more bytes; what is
/// longer ends at its next hyphen or apostrophe, so that look-ups stay short whatever the input.
const LONGEST: usize = 64;

/// Letters, digits and the marks that belong to the letter before.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) || c == '\u{ad}'
}

impl Scanner<'_> {
    /// The character `from` bytes after the current one.
    fn peek(&self, from: usize) -> Option<char> {
        self.text.get(self.at + from..)?.chars().next()
    }

    /// Ends a token of `len` bytes.
    fn emit(&mut self, len: usize, kind: TokenKind) {
        let slice = &self.text[self.at..self.at + len];
        let start = self.base + self.at;
        self.tokens.push(Token {
            span: Span::new(start, start + len),
            form: self.forms.intern(slice),
            kind,
            gap: self.gap,
        });
        self.at += len;
        self.gap = false;
    }

    /// Bytes of the run of characters from `from` on that `keep` holds for.
    fn run(&self, from: usize, mut keep: impl FnMut(char) -> bool) -> usize {
        self.text[self.at + from..]
            .chars()
            .take_while(|&c| keep(c))
            .map(char::len_utf8)
            .sum()
    }

    /// `1`, `1,4`, `1.234,5`, `1'000`, `18h30`, `12e`; a unit written against it is another token.
    fn number(&mut self) {
        let mut len = self.run(0, |c| c.is_ascii_digit());
        while let Some(c) = self.peek(len) {
            let after = len + c.len_utf8();
            let digits = self
                .text
                .get(self.at + after..)
                .map_or(0, |_| self.run(after, |c| c.is_ascii_digit()));
            let separates = match c {
                '.' | ',' => digits > 0,
                c => fold::is_apostrophe(c) && digits == 3,
            };
            if !separates {
                break;
            }
            len = after + digits;
        }
        // Letters and digits that follow at once, and hyphens inside a designation (3-D stays apart).
        let tail = self.run(len, is_word);
        if tail > 0 {
            let word = &self.text[self.at + len..self.at + len + tail];
            let unit_goes_on = self.peek(len + tail) == Some('/');
            if NEUTRAL.glued.contains(word) || unit_goes_on && word.chars().all(char::is_alphabetic)
            {
                self.emit(len, TokenKind::Number);
                return;
            }
            len += tail;
        }
        self.emit(len, TokenKind::Number);
    }

    fn word(&mut self) {
        if let Some(len) = self.address() {
            return self.emit(len, TokenKind::Address);
        }
        // Scripts written without spaces follow Unicode's own word boundaries (UAX #29).
        if self
            .peek(0)
            .is_some_and(|c| c >= '\u{e00}' && !('\u{1e00}'..'\u{2000}').contains(&c))
        {
            let len = self.text[self.at..]
                .split_word_bounds()
                .next()
                .map_or(1, str::len);
            return self.emit(len, TokenKind::Word);
        }
        let mut len = self.run(0, is_word);
        let letters = self.run(0, char::is_alphabetic);
        if letters < len
            && letters <= 3
            && self.peek(letters).is_some_and(|c| c.is_ascii_digit())
            && NEUTRAL
                .glued_before
                .contains(&self.text[self.at..self.at + letters])
        {
            return self.emit(letters, TokenKind::Word);
        }
        while let Some(c) = self.peek(len).filter(|_| len <= LONGEST) {
            let after = len + c.len_utf8();
            let next = self.peek(after);
            let goes_on = next.is_some_and(is_word);
            if fold::is_apostrophe(c) {
                let word = fold::lower(&self.text[self.at..self.at + len]);
                let tail = self.run(after, is_word);
                if goes_on {
                    let whole = fold::lower(&self.text[self.at..self.at + after + tail]);
                    if self.rules.whole.contains(&whole) {
                        len = after + tail;
                        continue;
                    }
                }
                let last = word.rsplit('-').next().unwrap_or(&word);
                if self.rules.elisions.contains(last) {
                    return self.emit(after, TokenKind::Word);
                }
                if goes_on && !self.is_suffix(len, after + tail) {
                    len = after + tail;
                    continue;
                }
                break;
            }
            if fold::is_hyphen(c) && c != '–' && c != '−' && goes_on {
                let tail = self.run(after, is_word);
                let (left, right) = (
                    &self.text[self.at..self.at + len],
                    &self.text[self.at + after..self.at + after + tail],
                );
                let letters = |s: &str| s.chars().all(|c| !c.is_numeric()) && s.chars().count() > 1;
                let whole = || {
                    self.rules
                        .whole
                        .contains(&fold::lower(&self.text[self.at..self.at + after + tail]))
                };
                if self.rules.split_hyphens && letters(left) && letters(right) && !whole() {
                    break;
                }
                len = after + tail;
                continue;
            }
            // PM2.5, PM2,5
            if matches!(c, '.' | ',')
                && self.text[self.at..self.at + len].ends_with(|c: char| c.is_ascii_digit())
                && next.is_some_and(|c| c.is_ascii_digit())
            {
                len = after + self.run(after, |c| c.is_ascii_digit());
                break;
            }
            if c == '.' {
                if let Some(with_stop) = self.abbreviation(len) {
                    len = with_stop;
                }
                break;
            }
            // n°, N° and no superscript letter alone.
            if matches!(c, '°' | 'º') && len <= 2 {
                len = after;
            }
            break;
        }
        let clitic = self.enclitic(len);
        let negation = self.negation(len);
        self.emit(len - clitic - negation, TokenKind::Word);
        if clitic > 0 {
            self.emit(clitic, TokenKind::Word);
        }
        if negation > 0 {
            // The suffix goes on behind the apostrophe: n + 't.
            let apostrophe = self.peek(negation).map_or(0, char::len_utf8);
            let tail = self.run(negation + apostrophe, is_word);
            return self.emit(negation + apostrophe + tail, TokenKind::Word);
        }
        self.suffix();
    }

    /// Whether the bytes from `apostrophe` to `end` are a suffix that stands as a token of its own.
    fn is_suffix(&self, apostrophe: usize, end: usize) -> bool {
        let tail = fold::lower(&self.text[self.at + apostrophe..self.at + end]);
        self.rules.suffixes.contains(&tail)
            || self.rules.suffixes.iter().any(|s| {
                // n't: the apostrophe stands inside the suffix.
                s.split_once('\'').is_some_and(|(before, behind)| {
                    !before.is_empty()
                        && tail.strip_prefix('\'') == Some(behind)
                        && self.text[self.at..self.at + apostrophe]
                            .to_lowercase()
                            .ends_with(before)
                })
            })
    }

    /// Bytes at the end of a word of `len` bytes that belong to a suffix such as n't.
    fn negation(&self, len: usize) -> usize {
        let Some(c) = self.peek(len).filter(|&c| fold::is_apostrophe(c)) else {
            return 0;
        };
        let tail = self.run(len + c.len_utf8(), is_word);
        if tail == 0 {
            return 0;
        }
        let behind = fold::lower(&self.text[self.at + len..self.at + len + c.len_utf8() + tail]);
        let word = &self.text[self.at..self.at + len];
        self.rules
            .suffixes
            .iter()
            .filter_map(|s| s.split_once('\''))
            .filter(|(before, rest)| !before.is_empty() && behind.strip_prefix('\'') == Some(*rest))
            .find(|(before, _)| word.to_lowercase().ends_with(before) && word.len() > before.len())
            .map_or(0, |(before, _)| before.len())
    }

    /// A suffix such as 's that stands at the current place.
    fn suffix(&mut self) {
        let Some(c) = self.peek(0).filter(|&c| fold::is_apostrophe(c)) else {
            return;
        };
        let end = c.len_utf8() + self.run(c.len_utf8(), is_word);
        let tail = fold::lower(&self.text[self.at..self.at + end]);
        if self.rules.suffixes.contains(&tail) {
            self.emit(end, TokenKind::Word);
        }
    }

    /// Bytes at the end of a word of `len` bytes that are an enclitic (`-t-elle`).
    fn enclitic(&self, len: usize) -> usize {
        let word = &self.text[self.at..self.at + len];
        if !word.contains(fold::is_hyphen) {
            return 0;
        }
        let lower = fold::lower(word);
        if lower.len() != word.len() || self.rules.whole.contains(&lower) {
            return 0;
        }
        lower
            .char_indices()
            .filter(|&(i, c)| c == '-' && i > 0)
            .map(|(i, _)| i)
            .find(|&i| self.rules.enclitics.contains(&lower[i..]) && word.is_char_boundary(i))
            .map_or(0, |i| len - i)
    }

    /// The length with its full stops of an abbreviation that begins with a word of `len` bytes.
    fn abbreviation(&self, len: usize) -> Option<usize> {
        // U.S., J.-C., p.m.: single letters, each with a stop.
        let mut end = len;
        let mut letters = 0;
        let mut at = 0;
        loop {
            let word = self.run(at, is_word);
            let hyphen = usize::from(word == 0 && letters > 0 && self.peek(at) == Some('-'));
            let word = if hyphen > 0 {
                self.run(at + hyphen, is_word)
            } else {
                word
            };
            let next = at + hyphen + word;
            let single = self.text[self.at + at + hyphen..self.at + next]
                .chars()
                .count()
                == 1;
            if !single || self.peek(next) != Some('.') {
                break;
            }
            letters += 1;
            at = next + 1;
            end = at;
        }
        // The letter of 25 °C is a unit's, no initial.
        let unit = self.text[..self.at].ends_with(['°', 'º']);
        let capital = !unit && self.peek(0).is_some_and(char::is_uppercase);
        if letters > 1 || letters == 1 && capital {
            return Some(end);
        }
        let word = fold::lower(&self.text[self.at..self.at + len]);
        let known = &self.rules.abbreviations;
        if self.run(len, |c| c == '.') != 1 {
            return None;
        }
        let before_number = || {
            self.text[self.at + len + 1..]
                .chars()
                .find(|&c| !fold::is_space(c))
                .is_some_and(|c| c.is_ascii_digit())
        };
        let is_abbreviation = known.open.contains(&word)
            || known.closed.contains(&word)
            || known.numbered.contains(&word) && before_number();
        is_abbreviation.then_some(len + 1)
    }

    /// The length of a web or mail address that begins here.
    fn address(&self) -> Option<usize> {
        let rest = &self.text[self.at..];
        let starts = |p: &str| {
            rest.get(..p.len())
                .is_some_and(|s| s.eq_ignore_ascii_case(p))
        };
        if !(starts("http://") || starts("https://") || starts("www.")) {
            return None;
        }
        Some(address_len(rest))
    }

    fn sign(&mut self, c: char) {
        let len = match c {
            '.' | '-' | '*' | '_' | '=' | '~' | '#' => self.run(0, |d| d == c),
            c => c.len_utf8(),
        };
        self.emit(len, TokenKind::Sign);
    }
}

/// Bytes of the web address that `text` begins with, without the punctuation of the sentence around it.
pub(crate) fn address_len(text: &str) -> usize {
    let address = text
        .split(|c: char| fold::is_space(c) || matches!(c, '<' | '>' | '"' | '«' | '»' | '“' | '”'))
        .next()
        .unwrap_or(text);
    let mut end = address.len();
    loop {
        let kept = &address[..end];
        let Some(last) = kept.chars().next_back() else {
            return end;
        };
        let closes = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '…' | '*' => true,
            ')' => kept.matches('(').count() < kept.matches(')').count(),
            ']' => kept.matches('[').count() < kept.matches(']').count(),
            _ => false,
        };
        if !closes {
            return end;
        }
        end -= last.len_utf8();
    }
}

/// Whether `word` is the year of a printed work as references write it, with the letter that tells works of
/// one year apart: `2017`, `2024a`.
pub(crate) fn is_year_of_work(word: &str) -> bool {
    let digits = word.strip_suffix(|c: char| c.is_ascii_lowercase());
    let digits = digits.unwrap_or(word);
    digits.len() == 4
        && digits.bytes().all(|b| b.is_ascii_digit())
        && ("1500"..="2100").contains(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(lang: &str, text: &str) -> Vec<String> {
        let (mut forms, mut out) = (Forms::default(), Vec::new());
        let lang = Lang::from_code(lang).unwrap();
        tokenise(text, Span::new(0, text.len()), lang, &mut forms, &mut out);
        out.iter()
            .map(|t| text[t.span.range()].to_owned())
            .collect()
    }

    #[test]
    fn splits_as_the_tables_say() {
        for (lang, text, expected) in [
            ("fr", "l'armée reflète-t-elle", "l'|armée|reflète|-t-elle"),
            (
                "fr",
                "Aujourd’hui, jusqu’à l’État",
                "Aujourd’hui|,|jusqu’|à|l’|État",
            ),
            ("fr", "1,4 milliard, n°1084.", "1,4|milliard|,|n°|1084|."),
            ("fr", "M. Dupont et J. Martin", "M.|Dupont|et|J.|Martin"),
            ("fr", "à 25 °C. Puis", "à|25|°|C|.|Puis"),
            (
                "fr",
                "VVER-1200, 12e, 18h30, 5G",
                "VVER-1200|,|12e|,|18h30|,|5G",
            ),
            (
                "fr",
                "87% de 1000m³ à 41€/MWh",
                "87|%|de|1000|m³|à|41|€|/|MWh",
            ),
            (
                "fr",
                "2022-2023, 2026-05-21",
                "2022|-|2023|,|2026|-|05|-|21",
            ),
            ("fr", "Côte d'Ivoire, O'Brien", "Côte|d'|Ivoire|,|O'Brien"),
            ("fr", "en 480 av. J.-C. déjà", "en|480|av.|J.-C.|déjà"),
            ("fr", "dit-il ; vice-président", "dit|-il|;|vice-président"),
            ("fr", "est-ce 1'000 ?", "est|-ce|1'000|?"),
            (
                "en",
                "Russia's well-known U.S.-Belarusian don't",
                "Russia|'s|well|-|known|U.S.|-|Belarusian|do|n't",
            ),
            (
                "en",
                "COVID-19 at 5 p.m. and $1.1bn",
                "COVID-19|at|5|p.m.|and|$|1.1|bn",
            ),
            (
                "en",
                "see https://a.example/x_(y)). Then",
                "see|https://a.example/x_(y)|)|.|Then",
            ),
            ("en", "1.2GW/yr", "1.2|GW|/|yr"),
            ("en", "He said no. See No. 5", "He|said|no|.|See|No.|5"),
            (
                "fr",
                "un sur sept. Le 3 sept. 2025",
                "un|sur|sept|.|Le|3|sept.|2025",
            ),
        ] {
            assert_eq!(tokens(lang, text).join("|"), expected, "{text}");
        }
    }
}
