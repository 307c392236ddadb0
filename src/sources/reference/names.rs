//! Authors: persons in every order that reference lists write them in, and institutions.
//!
//! | written | read |
//! | --- | --- |
//! | `Mappes (G.), Shymkiv (K.)` | family, given |
//! | `Adeyemi, F., & Brandt, K.` | family, given |
//! | `EL OUAFI, Driss et SAND, Judith` | family, given (family name set in small letters) |
//! | `J.-L. Wénéhoua`, `Smith AB, Jones C` | family, given |
//! | `Hakobyan, Lusine`, `Lusine Hakobyan` | only where a given name is known or the context tells |
//! | `World Bank`, `Banque mondiale et Nations unies` | institutions |

use super::super::words::{WORDS, words};
use super::lexicon::{self, is_particle};
use super::organisation;
use crate::model::Person;
use crate::text::fold;

/// What is known from elsewhere of the names in a document.
pub trait Known {
    /// Whether the running text names a person so: given name, then family name.
    fn is_person(&self, given: &str, family: &str) -> bool;
}

/// Nothing is known.
pub struct Nothing;

impl Known for Nothing {
    fn is_person(&self, _: &str, _: &str) -> bool {
        false
    }
}

/// Authors at the beginning of a text.
#[derive(Clone, Debug, Default)]
pub struct Authors {
    pub list: Vec<Person>,
    /// Bytes that they take, with the punctuation behind them.
    pub len: usize,
}

/// How the first of several authors is written: the others are written so as well.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    /// `Halmai (E.)`
    Bracketed,
    /// `Adeyemi, F.`, `F. Adeyemi`
    Initials,
    Full,
}

impl Form {
    fn of(person: &Person, written: &str) -> Form {
        let given = person.given.as_deref().unwrap_or_default();
        if written.ends_with(')') {
            Form::Bracketed
        } else if !given.is_empty() && given.split(' ').all(is_initials) {
            Form::Initials
        } else {
            Form::Full
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Mark {
    Word,
    Comma,
    Semicolon,
    And,
    Open,
    Close,
    Other,
}

#[derive(Clone, Debug)]
struct Token<'t> {
    text: &'t str,
    mark: Mark,
    start: usize,
    end: usize,
}

impl Token<'_> {
    /// Without the full stop of the sentence or abbreviation.
    fn bare(&self) -> &str {
        self.text.trim_end_matches('.')
    }

    fn ends_sentence(&self) -> bool {
        self.text.ends_with('.') && !is_initials(self.text)
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out: Vec<Token> = Vec::new();
    let mut start = None;
    for (i, c) in text.char_indices() {
        if out.len() > LONGEST {
            return out;
        }
        let sign = match c {
            ',' => Some(Mark::Comma),
            ';' => Some(Mark::Semicolon),
            '(' | '[' => Some(Mark::Open),
            ')' | ']' => Some(Mark::Close),
            ':' | '«' | '»' | '"' | '“' | '”' | '/' | '—' => Some(Mark::Other),
            _ => None,
        };
        if sign.is_some() || fold::is_space(c) {
            if let Some(s) = start.take() {
                out.push(word_token(text, s, i));
            }
        } else if start.is_none() {
            start = Some(i);
        }
        if let Some(mark) = sign {
            out.push(Token {
                text: &text[i..i + c.len_utf8()],
                mark,
                start: i,
                end: i + c.len_utf8(),
            });
        }
    }
    if let Some(s) = start {
        out.push(word_token(text, s, text.len()));
    }
    out
}

fn word_token(text: &str, start: usize, end: usize) -> Token<'_> {
    let word = &text[start..end];
    let and = WORDS.conjunctions.contains(&fold::fold(word));
    Token {
        text: word,
        mark: if and { Mark::And } else { Mark::Word },
        start,
        end,
    }
}

/// Tokens that are read at most: no list of authors is longer.
const LONGEST: usize = 160;

/// Persons at the beginning of `text`. `whole`: the text is known to hold authors and nothing else.
pub fn persons(text: &str, whole: bool, known: &dyn Known) -> Authors {
    let mut all = tokens(text);
    all.truncate(LONGEST);
    let reader = Reader {
        tokens: &all,
        whole,
        known,
    };
    let mut out = Authors::default();
    let mut at = 0;
    let mut form = Form::Full;
    loop {
        let mut next = at;
        if !out.list.is_empty() {
            while all.get(next).is_some_and(|t| {
                matches!(t.mark, Mark::Comma | Mark::Semicolon | Mark::And) || t.text == "/"
            }) {
                next += 1;
            }
            if next == at {
                break;
            }
            if let Some(end) = all
                .get(next)
                .and_then(|t| WORDS.et_al.prefix(&text[t.start..]).map(|n| t.start + n))
            {
                out.len = end;
                break;
            }
        }
        let first = out.list.is_empty();
        let joined = next > at && all[at..next].iter().any(|t| t.mark == Mark::And);
        let Some((person, end)) = reader.person(next, first, joined, form) else {
            break;
        };
        if first {
            form = Form::of(&person, &text[all[next].start..all[end - 1].end]);
        }
        out.list.push(person);
        out.len = all[end - 1].end;
        at = end;
        // `et al.` may follow a name without a comma.
        if let Some(t) = all.get(at)
            && let Some(n) = et_al(&text[t.start..])
        {
            out.len = t.start + n;
            break;
        }
        if all[end - 1].ends_sentence() {
            break;
        }
    }
    if !out.list.is_empty() {
        out.len += roles(&text[out.len..]);
    }
    out
}

/// Bytes of `et al.` at the beginning.
fn et_al(text: &str) -> Option<usize> {
    WORDS
        .et_al
        .prefix(text)
        .map(|n| if text[n..].starts_with('.') { n + 1 } else { n })
}

/// Bytes of a role behind the names: `(dir.)`, `, eds.`
fn roles(text: &str) -> usize {
    let rest = text.trim_start_matches([',', ' ', '\u{a0}']);
    let lead = text.len() - rest.len();
    if let Some(inner) = rest.strip_prefix('(').or_else(|| rest.strip_prefix('['))
        && let Some(close) = inner.find([')', ']'])
        && WORDS.roles.prefix(&inner[..close]).is_some()
    {
        return lead + 1 + close + 1;
    }
    match WORDS.roles.prefix(rest) {
        Some(n) if rest[n..].starts_with('.') => lead + n + 1,
        Some(n) if rest[n..].starts_with([',', ' ']) && n > 3 => lead + n,
        _ => 0,
    }
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    whole: bool,
    known: &'a dyn Known,
}

impl Reader<'_> {
    fn mark(&self, at: usize) -> Option<&Mark> {
        self.tokens.get(at).map(|t| &t.mark)
    }

    fn word(&self, at: usize) -> Option<&str> {
        self.tokens
            .get(at)
            .filter(|t| t.mark == Mark::Word)
            .map(|t| t.text)
    }

    /// Whether a name may end before token `at`.
    fn ends(&self, at: usize) -> bool {
        match self.tokens.get(at) {
            None => true,
            Some(t) => t.mark != Mark::Word,
        }
    }

    /// The name that begins at `at`, and the token behind it. Those behind the first have its `form`,
    /// unless nothing but names can stand there.
    fn person(&self, at: usize, first: bool, joined: bool, form: Form) -> Option<(Person, usize)> {
        let bound = !first && !self.whole;
        if let Some(found) = self.bracketed(at) {
            return Some(found);
        }
        if bound && form == Form::Bracketed {
            return None;
        }
        let initials = self
            .family_initials(at)
            .or_else(|| self.initials_family(at));
        if initials.is_some() || bound && form == Form::Initials {
            return initials;
        }
        self.capital_family(at)
            .or_else(|| self.family_bare_initials(at))
            .or_else(|| self.family_given(at, first))
            .or_else(|| self.given_family(at, first, joined))
    }

    /// Ends of the family names that may begin at `at`: one to four words, particles among them.
    fn families(&self, at: usize) -> impl Iterator<Item = usize> {
        let mut end = at;
        while end < at + 5
            && let Some(word) = self.word(end)
        {
            let bare = word.trim_end_matches('.');
            if !(is_name(bare) || is_particle(bare)) || word.ends_with('.') && is_initials(word) {
                break;
            }
            end += 1;
            if word.ends_with('.') {
                break;
            }
        }
        (at + 1..=end)
            .filter(move |&e| {
                self.word(e - 1)
                    .is_some_and(|w| is_name(w.trim_end_matches('.')))
            })
            .collect::<Vec<_>>()
            .into_iter()
    }

    fn join(&self, from: usize, to: usize) -> String {
        let words: Vec<&str> = self.tokens[from..to]
            .iter()
            .enumerate()
            .map(|(i, t)| {
                if from + i + 1 == to && !is_initials(t.text) {
                    t.bare()
                } else {
                    t.text
                }
            })
            .collect();
        words.join(" ")
    }

    fn named(&self, family: (usize, usize), given: (usize, usize)) -> Person {
        Person {
            family: Some(set_small(&self.join(family.0, family.1))),
            given: Some(set_small_given(&self.join(given.0, given.1))),
            literal: None,
        }
    }

    /// The run of initials at `at`: `J. A.`, `J.-L.`; `lone`: a single capital will do.
    fn initials(&self, at: usize, lone: bool) -> usize {
        let mut end = at;
        while let Some(word) = self.word(end) {
            let single = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
            if is_initials(word) || lone && single && self.ends(end + 1) {
                end += 1;
            } else {
                break;
            }
        }
        end
    }

    /// `Halmai (E.)`, `Halmai (Eszter)`.
    fn bracketed(&self, at: usize) -> Option<(Person, usize)> {
        self.families(at).find_map(|end| {
            if self.mark(end) != Some(&Mark::Open) {
                return None;
            }
            let mut close = end + 1;
            let mut given = 0;
            while close < end + 5
                && let Some(word) = self.word(close)
            {
                let initial = is_initials(word)
                    || word.chars().count() == 1 && word.chars().all(char::is_uppercase)
                    // `(JL)` behind a family name that is a name.
                    || is_capitals(word) && word.chars().count() == 2 && end == at + 1 && !self.is_organisation(at, end);
                let full = is_name(word) && !is_capitals(word) && !WORDS.roles.is(word);
                if !initial && !full {
                    return None;
                }
                given += 1;
                close += 1;
            }
            let all_initials = (end + 1..close).all(|i| {
                self.word(i).is_some_and(|w| w.chars().filter(|c| c.is_alphabetic()).count() <= 2 || is_initials(w))
            });
            let ok = given > 0
                && self.mark(close) == Some(&Mark::Close)
                && (all_initials
                    || !self.is_organisation(at, end)
                        && end - at <= 2
                        && self.word(end + 1).is_some_and(|w| lexicon::is_given(w) || self.whole));
            ok.then(|| (self.named((at, end), (end + 1, close)), close + 1))
        })
    }

    /// `Adeyemi, F.`
    fn family_initials(&self, at: usize) -> Option<(Person, usize)> {
        self.families(at).find_map(|end| {
            let last = self.word(end - 1)?;
            if self.mark(end) != Some(&Mark::Comma) || last.ends_with('.') {
                return None;
            }
            let close = self.initials(end + 1, true);
            (close > end + 1 && !self.is_organisation(at, end))
                .then(|| (self.named((at, end), (end + 1, close)), close))
        })
    }

    /// `F. Adeyemi`
    fn initials_family(&self, at: usize) -> Option<(Person, usize)> {
        let from = self.initials(at, false);
        if from == at {
            return None;
        }
        // `U.S. Geological Survey`: two capitals run together are an abbreviation.
        let run = self.word(at)?;
        let closed_up = run.matches('.').count() > 1 && !run.contains('-');
        self.families(from)
            .filter(|&end| self.ends(end) || self.word(end - 1).is_some_and(|w| w.ends_with('.')))
            .find(|&end| {
                end - from <= 3
                    && !self.is_organisation(from, end)
                    && !(closed_up && end - from > 1)
            })
            .map(|end| (self.named((from, end), (at, from)), end))
    }

    /// `EL OUAFI, Driss`, `EL OUAFI Driss`, `Driss EL OUAFI`: the family name is the one in capitals.
    fn capital_family(&self, at: usize) -> Option<(Person, usize)> {
        let capitals = |i: usize| {
            self.word(i)
                .is_some_and(|w| is_capitals(w) && !w.ends_with('.'))
        };
        let given = |i: usize| {
            self.word(i).is_some_and(|w| {
                is_name(w.trim_end_matches('.')) && !is_capitals(w) || is_initials(w)
            })
        };
        let mut end = at;
        while end < at + 4 && capitals(end) {
            end += 1;
        }
        if end > at {
            let comma = self.mark(end) == Some(&Mark::Comma);
            let from = end + usize::from(comma);
            let mut to = from;
            while to < from + 3 && given(to) {
                to += 1;
                if self.tokens[to - 1].ends_sentence() {
                    break;
                }
            }
            let last = self.tokens.get(to.wrapping_sub(1));
            let closed = to > from
                && (self.ends(to)
                    || last.is_some_and(|t| t.ends_sentence() || is_initials(t.text)));
            if !closed || self.is_organisation(at, end) || self.is_house(from, to) {
                return None;
            }
            // `ASML, Annual Report, 2025` is no person.
            let sure = self.whole
                || lexicon::is_given(self.word(from)?)
                || last.is_some_and(|t| t.ends_sentence() || is_initials(t.text)) && comma
                || self.mark(to) == Some(&Mark::And)
                || self.is_known(from, to, at, end);
            return sure.then(|| (self.named((at, end), (from, to)), to));
        }
        let mut from = at;
        while from < at + 3 && given(from) && !self.tokens[from].ends_sentence() {
            from += 1;
        }
        let mut to = from;
        while to < from + 3 && self.word(to).is_some_and(is_capitals) {
            to += 1;
        }
        let long = self
            .word(from)
            .is_some_and(|w| w.trim_end_matches('.').chars().count() > 2);
        let ok = from > at
            && to > from
            && long
            && (self.ends(to) || self.tokens[to - 1].ends_sentence())
            && !self.is_organisation(at, to)
            && (lexicon::is_given(self.word(at)?) || self.word(at).is_some_and(is_initials));
        ok.then(|| (self.named((from, to), (at, from)), to))
    }

    /// `Smith AB` (Vancouver).
    fn family_bare_initials(&self, at: usize) -> Option<(Person, usize)> {
        self.families(at).find_map(|end| {
            let word = self.word(end)?;
            let bare = word.trim_end_matches(['.', ':']);
            let count = bare.chars().count();
            let initials = (1..=3).contains(&count)
                && bare.chars().all(char::is_uppercase)
                && !WORDS.no_initials.contains(&fold::fold(bare));
            let before = self.word(end - 1)?;
            let ok = initials
                && !before.ends_with('.')
                && !is_capitals(before)
                && end - at <= 3
                && (self.ends(end + 1) || word.ends_with('.'))
                && (count < 3 || word.ends_with('.') || self.mark(end + 1) == Some(&Mark::Comma))
                && !self.is_organisation(at, end);
            ok.then(|| {
                let mut person = self.named((at, end), (end, end + 1));
                // The stop may be that of the whole list.
                if !self.whole {
                    person.given = Some(bare.to_owned());
                }
                (person, end + 1)
            })
        })
    }

    /// `Hakobyan, Lusine`
    fn family_given(&self, at: usize, first: bool) -> Option<(Person, usize)> {
        self.families(at).find_map(|end| {
            if self.mark(end) != Some(&Mark::Comma)
                || end - at > 3
                || self.word(end - 1)?.ends_with('.')
            {
                return None;
            }
            let from = end + 1;
            let mut to = from;
            while to < from + 3
                && let Some(word) = self.word(to)
                && (is_name(word.trim_end_matches('.')) || is_initials(word))
            {
                to += 1;
                if self.tokens[to - 1].ends_sentence() {
                    break;
                }
            }
            let closed = to > from
                && (self.ends(to)
                    || self.tokens[to - 1].ends_sentence()
                    || is_initials(self.tokens[to - 1].text));
            if !closed || self.is_organisation(at, end) || self.is_house(from, to) {
                return None;
            }
            let given = self.word(from)?;
            // `Simon Fischer, Anna Lund` are two persons.
            if end - at >= 2 && to - from >= 2 && lexicon::is_given(self.word(at)?) {
                return None;
            }
            let sure = lexicon::is_given(given)
                || self.is_known(from, to, at, end)
                // In a text of authors alone `Family, Given` is the first of them, or all of them are so.
                || self.whole && to - from <= 2 && (first || self.mark(to) != Some(&Mark::Comma))
                || first && self.tokens[to - 1].ends_sentence() && to - from <= 2 && end - at <= 2;
            sure.then(|| (self.named((at, end), (from, to)), to))
        })
    }

    /// `Lusine Hakobyan`
    fn given_family(&self, at: usize, first: bool, joined: bool) -> Option<(Person, usize)> {
        let mut end = at;
        while end < at + 5
            && let Some(word) = self.word(end)
            && (is_name(word.trim_end_matches('.'))
                || end > at && (is_particle(word) || is_initials(word)))
        {
            end += 1;
            if self.tokens[end - 1].ends_sentence() {
                break;
            }
        }
        if end < at + 2
            || !(self.ends(end) || self.tokens[end - 1].ends_sentence())
            || self.is_organisation(at, end)
        {
            return None;
        }
        // The family name begins at a particle, or is the last word.
        let from = (at + 1..end)
            .find(|&i| {
                self.word(i)
                    .is_some_and(|w| is_particle(w) && w.starts_with(char::is_lowercase))
            })
            .unwrap_or(end - 1);
        let given = self.word(at)?;
        let sure = lexicon::is_given(given) || !first && joined && self.whole;
        (sure && is_name(self.word(end - 1)?.trim_end_matches('.')))
            .then(|| (self.named((from, end), (at, from)), end))
    }

    fn is_known(
        &self,
        given_from: usize,
        given_to: usize,
        family_from: usize,
        family_to: usize,
    ) -> bool {
        self.known.is_person(
            &self.join(given_from, given_to),
            &set_small(&self.join(family_from, family_to)),
        )
    }

    /// Whether what stands where a given name may stand is an institution; a news agency may be
    /// called like a woman.
    fn is_house(&self, from: usize, to: usize) -> bool {
        !self.word(from).is_some_and(lexicon::is_given) && self.is_organisation(from, to)
    }

    fn is_organisation(&self, from: usize, to: usize) -> bool {
        let (Some(a), Some(b)) = (self.tokens.get(from), self.tokens.get(to.wrapping_sub(1)))
        else {
            return false;
        };
        let joined = || self.join(from, to);
        a.start < b.end
            && (self.tokens[from..to]
                .iter()
                .any(|t| organisation::has_word(t.text))
                || lexicon::is_organisation(&joined()))
    }
}

/// `J.`, `J.-L.`, `J-C.`, `Yu.`, `M.H.`
fn is_initials(word: &str) -> bool {
    if !word.ends_with('.') && !word.contains('.') {
        return false;
    }
    let parts: Vec<&str> = word
        .split(['.', '-', '‐', '‑'])
        .filter(|p| !p.is_empty())
        .collect();
    !parts.is_empty()
        && parts.len() <= 4
        && parts.iter().all(|p| {
            let mut chars = p.chars();
            let first = chars.next().is_some_and(char::is_uppercase);
            let second = chars.next();
            // `Yu.`, `Ch.`, `Th.`
            first
                && chars.next().is_none()
                && second.is_none_or(|c| matches!(c, 'u' | 'a' | 'h' | 's'))
        })
}

/// A capital, then small letters somewhere, or capitals alone; no digits.
fn is_name(word: &str) -> bool {
    let mut letters = word.trim_start_matches(['"', '“']).chars();
    let first = letters.next();
    // `d'Almeida`, `al-Bayati`, `O'Neill`.
    let begins = first.is_some_and(char::is_uppercase)
        || word
            .split_once(['\'', '’', '-'])
            .is_some_and(|(lead, rest)| is_particle(lead) && rest.starts_with(char::is_uppercase));
    begins
        && word.chars().count() > 1
        && word.chars().all(|c| {
            c.is_alphabetic() || fold::is_hyphen(c) || fold::is_apostrophe(c) || is_accent(c)
        })
}

/// Combining accents of a text that is not composed.
fn is_accent(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn is_capitals(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    word.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && word.chars().all(|c| {
            c.is_uppercase() || fold::is_hyphen(c) || fold::is_apostrophe(c) || is_accent(c)
        })
}

/// `EL OUAFI` as `El Ouafi`; other names as they are.
fn set_small(name: &str) -> String {
    let name = name.trim_end_matches(['.', ',']);
    let words: Vec<String> = name
        .split(' ')
        .map(|w| {
            if is_capitals(w) && w.chars().count() > 1 {
                capitalise(w)
            } else {
                w.to_owned()
            }
        })
        .collect();
    words.join(" ")
}

fn set_small_given(name: &str) -> String {
    let long = |w: &str| w.chars().count() > 3 && is_capitals(w);
    name.split(' ')
        .map(|w| if long(w) { capitalise(w) } else { w.to_owned() })
        .collect::<Vec<_>>()
        .join(" ")
}

fn capitalise(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut begins = true;
    for c in word.chars() {
        if begins {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        begins = fold::is_hyphen(c) || fold::is_apostrophe(c);
    }
    out
}

/// Whether `text` reads as words at all: at least one.
pub fn has_words(text: &str) -> bool {
    !words(text).is_empty()
}
