//! [`Lexicon`]: the words and rules of a language's table `dates`, ready to be matched.
//!
//! A table has rows of *words* by class (`[[word.month]]`: id, value, every form) and *rules*
//! (`[[rule]]`: id, pattern, what it means, examples). A pattern is a sequence of elements:
//!
//! | element | matches |
//! | --- | --- |
//! | `<month>` | a word of class `month`, or a number that engine class stands for (`<day>`) |
//! | `@of` | a word of class `of`, of which nothing is kept |
//! | `trimestre\|quarter` | one of these words |
//! | `x?`, `(x y)?` | x, or nothing |
//! | `+x` | x, with no white space before it |
//!
//! All patterns of a language share one trie, so that each place is looked at once.

use super::atom::{AtomKind, cut};
use super::class::{Class, Classes, NAMED};
use crate::lang::{self, Lang, PerLang, Table};
use crate::text::fold;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::LazyLock;

/// What a rule's match means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Means {
    /// Its fields name a date.
    Date,
    /// An ordinal and a unit: second quarter, third week.
    Nth,
    /// A unit and a shift: last month, the same year.
    Shift,
    /// A count of units before or after the document's date, the story's, or the date it names.
    Offset,
    /// The last, next N units.
    Stretch,
    Duration,
    Set,
    Ref,
    Time,
    /// A phrase that only looks like one (du jour au lendemain).
    Nothing,
    /// Only part of a date: it needs the rest from its neighbour in an interval or list.
    Bit,
}

/// A row of words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[allow(
        dead_code,
        reason = "ids are there for the reader and the test of the tables"
    )]
    id: String,
    #[serde(default)]
    value: Scalar,
    forms: Vec<String>,
    /// More forms, abbreviated, ambiguous or plural: they count only where a rule asks for the
    /// class itself (`<month>`), not for whole names alone (`<monthname>`).
    #[serde(default)]
    short: Vec<String>,
    /// Whether accents count (août is no aout-like word elsewhere): forms match as written.
    #[serde(default)]
    exact: bool,
    /// Whether the first letter must be a capital.
    #[serde(default)]
    capital: bool,
}

#[derive(Debug, Default, Deserialize, Clone)]
#[serde(untagged)]
enum Scalar {
    #[default]
    None,
    Number(f64),
    Text(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleRow {
    id: String,
    #[serde(default)]
    pattern: Option<String>,
    #[serde(default)]
    patterns: Vec<String>,
    means: Means,
    /// What the match must stand behind: a class of words, or nothing.
    #[serde(default)]
    after: Option<String>,
    /// What must not stand right behind it: a class of words.
    #[serde(default)]
    unless: Option<String>,
    /// Values that the rule itself gives.
    #[serde(default)]
    give: FxHashMap<String, Scalar>,
    #[serde(default)]
    #[cfg_attr(
        not(test),
        allow(dead_code, reason = "the test of the tables runs them")
    )]
    examples: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    #[serde(default)]
    word: FxHashMap<String, Vec<Row>>,
    #[serde(default)]
    rule: Vec<RuleRow>,
    /// Ends of words that tell the tense of a verb, with accents: `future`, `past`.
    #[serde(default)]
    ending: FxHashMap<String, Vec<String>>,
}

/// A rule, compiled.
#[derive(Debug)]
pub(super) struct Rule {
    pub id: String,
    pub means: Means,
    pub after: Option<Class>,
    pub unless: Option<Class>,
    pub give: Vec<(Class, Given)>,
    /// What it finds, and what it must not; one test runs them all.
    #[cfg(test)]
    pub examples: Vec<String>,
}

/// A value that a word or rule gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Given {
    Number(f64),
    /// Index into [`Lexicon::texts`].
    Text(u16),
}

/// A word of the tables, folded: an index into [`Lexicon::entries`]; 0 for one that they lack.
pub(super) type WordId = u32;

#[derive(Debug)]
pub(super) struct Entry {
    pub class: Class,
    /// [`Class::bit`], at hand.
    bit: usize,
    pub value: Given,
    /// The words behind the first.
    pub rest: Box<[WordId]>,
    pub capital: bool,
    pub short: bool,
    /// Whether a full stop behind the form may belong to it: janv., a.m.
    pub abbreviates: bool,
    /// The form's first word with its accents, where they count.
    exact: Option<Box<str>>,
}

/// How a form is to be written.
#[derive(Clone, Copy, Debug, Default)]
struct How {
    exact: bool,
    capital: bool,
    short: bool,
}

/// An element of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub class: Class,
    pub glued: bool,
}

/// A way on from a node: over what, and to which node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub element: Element,
    pub to: usize,
    /// [`Class::bit`] of the element, at hand.
    bit: usize,
}

#[derive(Debug, Default)]
pub(super) struct Node {
    next: Vec<Way>,
    /// The classes of `next`.
    wants: Classes,
    pub rules: Vec<usize>,
}

impl Node {
    /// The ways on from here over a word of `classes`.
    pub(super) fn ways<'a>(&'a self, classes: &'a Classes) -> impl Iterator<Item = &'a Way> {
        // Most words lead nowhere.
        let next: &[Way] = if self.wants.meets(classes) {
            &self.next
        } else {
            &[]
        };
        next.iter().filter(|way| classes.has(way.bit))
    }
}

/// The classes of fillers that engines ask for by name; a language without words for one has a class
/// that nothing is of.
#[derive(Debug)]
pub(super) struct Fillers {
    pub aged: Class,
    pub and_a_half: Class,
    pub article: Class,
    pub compare: Class,
    pub connected: Class,
    pub dated: Class,
    pub future: Class,
    pub habit: Class,
    pub in_year: Class,
    pub link: Class,
    pub number_link: Class,
    pub of: Class,
    pub past: Class,
    pub planned: Class,
    pub prefix: Class,
    pub relative: Class,
    pub span: Class,
    pub to_be: Class,
    pub weak_year: Class,
    pub year_noun: Class,
}

impl Fillers {
    fn named(fillers: &[String]) -> Fillers {
        let class = |name: &str| {
            let at = fillers.iter().position(|f| f == name);
            at.map_or(Class::NONE, |at| Class::Filler(at as u16))
        };
        Fillers {
            aged: class("aged"),
            and_a_half: class("andhalf"),
            article: class("art"),
            compare: class("compare"),
            connected: class("connected"),
            dated: class("dated"),
            future: class("future"),
            habit: class("habit"),
            in_year: class("inyear"),
            link: class("link"),
            number_link: class("numberlink"),
            of: class("of"),
            past: class("past"),
            planned: class("planned"),
            prefix: class("prefix"),
            relative: class("relative"),
            span: class("span"),
            to_be: class("tobe"),
            weak_year: class("weakyear"),
            year_noun: class("yearnoun"),
        }
    }
}

/// What the form of a word tells of the tense of a verb.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Verbal {
    /// Whether it tells one at all, by its ending or as a word of the tables.
    pub tells_tense: bool,
    pub ends_future: bool,
    pub ends_past: bool,
    /// Whether it ends as participles of the past do.
    pub ends_done: bool,
}

/// The words and rules of one language.
#[derive(Debug)]
pub(super) struct Lexicon {
    words: FxHashMap<Box<str>, WordId>,
    /// Entries by first word, in the order of their classes' bits and the longest first within one;
    /// list 0 is empty.
    entries: Vec<Vec<Entry>>,
    pub rules: Vec<Rule>,
    pub trie: Vec<Node>,
    pub texts: Vec<Box<str>>,
    names: Vec<String>,
    pub fillers: Fillers,
    endings: FxHashMap<String, Vec<String>>,
}

pub(super) static LEXICONS: LazyLock<PerLang<Lexicon>> = LazyLock::new(|| {
    PerLang::new(|lang: Lang| {
        let neutral: Source = lang::parse(lang::DATES, "und dates");
        Lexicon::build(
            [
                neutral,
                lang.load(Table::Dates),
                lang.load(Table::DateRules),
            ],
            lang,
        )
    })
});

impl Lexicon {
    fn build(sources: impl IntoIterator<Item = Source>, lang: Lang) -> Lexicon {
        let mut lexicon = Lexicon {
            words: FxHashMap::default(),
            entries: vec![Vec::new()],
            rules: Vec::new(),
            trie: vec![Node::default()],
            texts: Vec::new(),
            names: Vec::new(),
            fillers: Fillers::named(&[]),
            endings: FxHashMap::default(),
        };
        let mut rules = Vec::new();
        for source in sources {
            let mut classes: Vec<_> = source.word.into_iter().collect();
            classes.sort_by(|a, b| a.0.cmp(&b.0));
            for (name, rows) in classes {
                let class = lexicon.class(&name);
                for row in rows {
                    let value = lexicon.given(&row.value);
                    let forms = row.forms.iter().map(|f| (f, false));
                    for (form, short) in forms.chain(row.short.iter().map(|f| (f, true))) {
                        let how = How {
                            exact: row.exact,
                            capital: row.capital,
                            short,
                        };
                        lexicon.enter(form, class, value, how);
                    }
                }
            }
            rules.extend(source.rule);
            for (name, ends) in source.ending {
                lexicon.endings.entry(name).or_default().extend(ends);
            }
        }
        for row in rules {
            lexicon.rule(row, lang);
        }
        for list in &mut lexicon.entries {
            list.sort_by_key(|e| e.bit);
        }
        lexicon.fillers = Fillers::named(&lexicon.names);
        lexicon
    }

    /// The class of that name; a new one of fillers when no other has it.
    fn class(&mut self, name: &str) -> Class {
        if let Some(&(_, class)) = NAMED.iter().find(|(n, _)| *n == name) {
            return class;
        }
        self.filler(name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            Class::Filler(self.names.len() as u16 - 1)
        })
    }

    /// The class of fillers of that name.
    fn filler(&self, name: &str) -> Option<Class> {
        let at = self.names.iter().position(|f| f == name)?;
        Some(Class::Filler(at as u16))
    }

    /// The id of a folded word, new if the tables lacked it.
    fn intern(&mut self, word: &str) -> WordId {
        if let Some(&id) = self.words.get(word) {
            return id;
        }
        self.entries.push(Vec::new());
        let id = self.entries.len() as WordId - 1;
        self.words.insert(word.into(), id);
        id
    }

    fn given(&mut self, value: &Scalar) -> Given {
        match value {
            Scalar::None => Given::Number(0.0),
            Scalar::Number(n) => Given::Number(*n),
            Scalar::Text(t) => {
                let at = self.texts.iter().position(|x| **x == **t);
                Given::Text(at.unwrap_or_else(|| {
                    self.texts.push(t.as_str().into());
                    self.texts.len() - 1
                }) as u16)
            }
        }
    }

    fn enter(&mut self, form: &str, class: Class, value: Given, how: How) {
        let words: Vec<WordId> = form
            .split_whitespace()
            .flat_map(|part| cut(part).into_iter().map(move |(range, _)| &part[range]))
            .map(|w| self.intern(&fold::fold(w)))
            .collect();
        let Some((&id, rest)) = words.split_first() else {
            return;
        };
        let first_written = form.split_whitespace().next().unwrap_or(form);
        let exact = how.exact.then(|| fold::lower(first_written).into());
        let name = matches!(class, Class::Month | Class::Weekday);
        let stop = self.words.get(".");
        let abbreviates = name && how.short && !how.capital || rest.iter().any(|r| Some(r) == stop);
        let list = &mut self.entries[id as usize];
        // Longest first; the same words in two classes stand side by side.
        let at = list
            .iter()
            .position(|e| e.rest.len() < rest.len())
            .unwrap_or(list.len());
        list.insert(
            at,
            Entry {
                class,
                bit: class.bit(),
                value,
                rest: rest.into(),
                capital: how.capital,
                short: how.short,
                abbreviates,
                exact,
            },
        );
    }

    fn rule(&mut self, row: RuleRow, lang: Lang) {
        let give = {
            let mut give: Vec<_> = row.give.iter().collect();
            give.sort_by(|a, b| a.0.cmp(b.0));
            give.into_iter()
                .map(|(name, value)| (self.class(name), self.given(value)))
                .collect()
        };
        let after = row.after.as_ref().map(|name| self.class(name));
        let unless = row.unless.as_ref().map(|name| self.class(name));
        let at = self.rules.len();
        self.rules.push(Rule {
            id: format!("date.{}.{}", lang.code(), row.id),
            means: row.means,
            after,
            unless,
            give,
            #[cfg(test)]
            examples: row.examples,
        });
        for pattern in row.pattern.iter().chain(&row.patterns) {
            for sequence in expand(pattern) {
                let mut node = 0;
                for (name, glued) in &sequence {
                    let class = self.element(name);
                    let element = Element {
                        class,
                        glued: *glued,
                    };
                    let known = self.trie[node].next.iter().find(|w| w.element == element);
                    node = match known {
                        Some(way) => way.to,
                        None => {
                            self.trie.push(Node::default());
                            let to = self.trie.len() - 1;
                            let bit = class.bit();
                            self.trie[node].wants.add(class);
                            self.trie[node].next.push(Way { element, to, bit });
                            to
                        }
                    };
                }
                self.trie[node].rules.push(at);
            }
        }
    }

    /// The class of an element as a pattern writes it.
    fn element(&mut self, name: &str) -> Class {
        if let Some(class) = name.strip_prefix('<').and_then(|n| n.strip_suffix('>')) {
            return match self.class(class) {
                Class::Filler(_) => panic!("no class {name} in a date pattern"),
                class => class,
            };
        }
        if let Some(set) = name.strip_prefix('@') {
            return self
                .filler(set)
                .or_else(|| NAMED.iter().find(|n| n.0 == set).map(|n| n.1))
                .unwrap_or_else(|| panic!("no words @{set} in a date table"));
        }
        let key = format!("={name}");
        if self.filler(&key).is_none() {
            let class = self.class(&key);
            for form in name.split('|') {
                self.enter(form, class, Given::Number(0.0), How::default());
            }
        }
        self.class(&key)
    }

    /// The id of a folded word; 0 for one that the tables lack.
    pub(super) fn word(&self, folded: &str) -> WordId {
        self.words.get(folded).copied().unwrap_or(0)
    }

    /// The entries of one class that begin with a word, the longest first.
    pub(super) fn entries(&self, word: WordId, class: Class) -> impl Iterator<Item = &Entry> {
        let bit = class.bit();
        let entries = &self.entries[word as usize];
        let first = entries.partition_point(|e| e.bit < bit);
        entries[first..]
            .iter()
            .take_while(move |e| e.bit == bit)
            .filter(move |e| e.class == class)
    }

    /// The classes that such an atom may begin.
    pub(super) fn classes(&self, text: &str, kind: AtomKind, word: WordId) -> Classes {
        let entries = &self.entries[word as usize];
        let mut classes = Classes::default();
        for entry in entries {
            classes.add(entry.class);
            match entry.class {
                Class::Month if !entry.short => classes.add(Class::Monthname),
                Class::Weekday if !entry.short => classes.add(Class::Dayname),
                Class::Season if !entry.short => classes.add(Class::Seasonname),
                Class::Unit if !entry.short => classes.add(Class::Unitone),
                Class::Decade => classes.add(Class::Decadename),
                Class::Number => {
                    for class in [
                        Class::Count,
                        Class::Hourword,
                        Class::Minuteword,
                        Class::Yearword,
                    ] {
                        classes.add(class);
                    }
                }
                _ => {}
            }
        }
        if let AtomKind::Digits(n, _) = kind {
            let of_length: &[Class] = match n {
                1 => &[Class::Digit],
                2 => &[Class::Year2, Class::Minute, Class::Second, Class::Decade],
                3 => &[Class::Hhmm],
                4 => &[Class::Year, Class::Hhmm, Class::Decade],
                _ => &[],
            };
            let short: &[Class] = match n {
                1 | 2 => &[
                    Class::Day,
                    Class::Num,
                    Class::Hour,
                    Class::Monthnum,
                    Class::Isomonth,
                    Class::Isoday,
                    Class::Week,
                    Class::Ordinal,
                ],
                _ => &[],
            };
            let any = [Class::Count, Class::Hourword, Class::Minuteword];
            for &class in of_length.iter().chain(short).chain(&any) {
                classes.add(class);
            }
        }
        if kind == AtomKind::Word && super::grammar::roman(text).is_some() {
            classes.add(Class::Roman);
            classes.add(Class::Romanth);
        }
        classes
    }

    /// The ways on from the beginning of a rule over a word of those classes.
    pub(super) fn openings(&self, classes: &Classes) -> Box<[Way]> {
        self.trie[0].ways(classes).copied().collect()
    }

    /// What a word (in small letters) tells of the tense of a verb.
    pub(super) fn verbal(&self, lower: &str, word: WordId) -> Verbal {
        let ends = |tense: &str| {
            self.endings
                .get(tense)
                .is_some_and(|ends| ends.iter().any(|e| lower.ends_with(e.as_str())))
        };
        let (future, past) = (ends("future"), ends("past"));
        let fillers = &self.fillers;
        let listed = [fillers.future, fillers.past, fillers.habit]
            .into_iter()
            .any(|class| self.entries(word, class).next().is_some());
        Verbal {
            tells_tense: listed || future || past,
            ends_future: future,
            ends_past: past,
            ends_done: ends("done"),
        }
    }

    /// Whether the entry's accents fit the word as written.
    pub(super) fn fits(entry: &Entry, lower: &str) -> bool {
        entry.exact.as_deref().is_none_or(|exact| exact == lower)
    }
}

/// The sequences of elements that a pattern stands for, optional ones expanded.
fn expand(pattern: &str) -> Vec<Vec<(String, bool)>> {
    let mut tokens: Vec<String> = Vec::new();
    for part in pattern.split_whitespace() {
        let mut part = part;
        while let Some(rest) = part.strip_prefix('(') {
            tokens.push("(".to_owned());
            part = rest;
        }
        let close = part.find(')').unwrap_or(part.len());
        if close > 0 {
            tokens.push(part[..close].to_owned());
        }
        let mut tail = &part[close..];
        while let Some(rest) = tail.strip_prefix(')') {
            let optional = rest.starts_with('?');
            tokens.push(if optional { ")?" } else { ")" }.to_owned());
            tail = &rest[usize::from(optional)..];
        }
    }
    let mut at = 0;
    sequences(&tokens, &mut at)
}

fn sequences(tokens: &[String], at: &mut usize) -> Vec<Vec<(String, bool)>> {
    let mut out: Vec<Vec<(String, bool)>> = vec![Vec::new()];
    while *at < tokens.len() && !tokens[*at].starts_with(')') {
        let token = &tokens[*at];
        *at += 1;
        let (choices, optional) = if token == "(" {
            let inner = sequences(tokens, at);
            let optional = tokens.get(*at).is_some_and(|t| t == ")?");
            *at += 1;
            (inner, optional)
        } else {
            // A sign that is an element of its own may be a question mark's neighbour: `,?`.
            let optional = token.len() > 1 && token.ends_with('?');
            let token = if optional {
                &token[..token.len() - 1]
            } else {
                token
            };
            let glued = token.len() > 1 && token.starts_with('+');
            let name = if glued { &token[1..] } else { token };
            (vec![vec![(name.to_owned(), glued)]], optional)
        };
        let mut grown = Vec::with_capacity(out.len() * (choices.len() + 1));
        for head in &out {
            for choice in &choices {
                let mut whole = head.clone();
                whole.extend(choice.iter().cloned());
                grown.push(whole);
            }
            if optional {
                grown.push(head.clone());
            }
        }
        out = grown;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn optional_elements_are_expanded() {
        let shown = |p: &str| -> Vec<String> {
            expand(p)
                .into_iter()
                .map(|s| {
                    s.into_iter()
                        .map(|(n, g)| if g { format!("+{n}") } else { n })
                        .collect::<Vec<_>>()
                        .join(" ")
                })
                .collect()
        };
        assert_eq!(shown("<day> <month>"), ["<day> <month>"]);
        assert_eq!(shown("a? b"), ["a b", "b"]);
        assert_eq!(shown("(a ,?)? b"), ["a , b", "a b", "b"]);
        assert_eq!(shown("<year> +-|/ +<year2>"), ["<year> +-|/ +<year2>"]);
    }
}
