//! Which entries of the list a name in the text means: by author, publisher or acronym, over other
//! transliterations and a letter written wrong.

use crate::model::{Method, Source};
use crate::text::fold;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::rc::Rc;

/// An entry as names are compared with it.
struct Shelf {
    /// Families of persons with the initials of their given names.
    persons: Vec<(String, String)>,
    /// Institutions: literal authors, publisher, container.
    bodies: Vec<Body>,
    title: Vec<String>,
    whole_title: String,
    /// EDTF, without marks of approximation.
    issued: String,
    /// What tells works of one year apart: the `a` of `2025a`.
    letter: Option<char>,
}

struct Body {
    words: Vec<String>,
    initials: Vec<String>,
    author: bool,
}

/// All entries, ready for comparison.
pub(super) struct Catalogue {
    entries: Vec<Shelf>,
    /// Entries by what a name must share with them to fit ([`Shelf::signs`]).
    by_sign: FxHashMap<String, Vec<usize>>,
    /// Titles with their entries, sorted.
    titles: Vec<(String, usize)>,
    /// What names were found to mean.
    found: RefCell<FxHashMap<String, Rc<[Fit]>>>,
}

/// A list up to this length is gone through for each name.
const FEW: usize = 64;

/// Entries with one sign that a name is compared with: the first ones.
const MOST_SHARERS: usize = 1000;

/// Likewise of those that only share two words.
const MOST_ALIKE: usize = 100;

/// Names of more letters, or words, are only looked up as they are.
const LONGEST: (usize, usize) = (64, 12);

/// How well a name fits an entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fit {
    pub entry: usize,
    pub method: Method,
    /// 0–1.
    pub score: f64,
}

/// Small words that names are compared without.
const SMALL: &[&str] = &[
    "de", "du", "des", "d", "la", "le", "les", "l", "of", "the", "for", "and", "et", "pour", "on",
    "in", "en", "sur", "a", "au", "aux", "und", "fur", "der", "die", "das",
];

impl Catalogue {
    pub fn new(sources: &[Source]) -> Catalogue {
        let entries: Vec<Shelf> = sources.iter().map(Shelf::new).collect();
        let mut by_sign: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        if entries.len() > FEW {
            for (entry, shelf) in entries.iter().enumerate() {
                for (sign, most) in shelf.signs() {
                    let sharers = by_sign.entry(sign).or_default();
                    if sharers.len() < most && sharers.last() != Some(&entry) {
                        sharers.push(entry);
                    }
                }
            }
        }
        let mut titles: Vec<(String, usize)> = (entries.iter().enumerate())
            .map(|(entry, shelf)| (shelf.whole_title.clone(), entry))
            .collect();
        titles.sort();
        Catalogue {
            entries,
            by_sign,
            titles,
            found: RefCell::default(),
        }
    }

    /// The entries that `name` may mean, the best fits only.
    pub fn find(&self, name: &str) -> Rc<[Fit]> {
        if let Some(found) = self.found.borrow().get(name) {
            return found.clone();
        }
        let found: Rc<[Fit]> = self.compare(name).into();
        (self.found.borrow_mut()).insert(name.to_owned(), found.clone());
        found
    }

    fn compare(&self, name: &str) -> Vec<Fit> {
        let mut fits: Vec<Fit> = Vec::new();
        let mut place_of: FxHashMap<usize, usize> = FxHashMap::default();
        for part in name.split(" & ") {
            let asked = Asked::new(part);
            for entry in self.sharers(&asked) {
                let Some((method, score)) = self.entries[entry].fit(&asked) else {
                    continue;
                };
                let fit = Fit {
                    entry,
                    method,
                    score,
                };
                match place_of.get(&entry) {
                    Some(&at) if fits[at].score >= score => {}
                    Some(&at) => fits[at] = fit,
                    None => {
                        place_of.insert(entry, fits.len());
                        fits.push(fit);
                    }
                }
            }
        }
        let best = fits.iter().map(|f| f.score).fold(0.0, f64::max);
        fits.retain(|f| f.score >= best - 0.08);
        fits
    }

    /// The entries that a name must be compared with, in order.
    fn sharers(&self, asked: &Asked) -> Vec<usize> {
        if self.by_sign.is_empty() {
            return (0..self.entries.len()).collect();
        }
        let mut out: Vec<usize> = (asked.signs().iter())
            .filter_map(|sign| self.by_sign.get(sign))
            .flatten()
            .copied()
            .collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The entry whose title `text` is or begins.
    pub fn titled(&self, text: &str) -> Option<usize> {
        let key = words(text).join(" ");
        if key.split(' ').count() < 2 || key.len() < 8 {
            return None;
        }
        let first = self.titles.partition_point(|(title, _)| *title < key);
        let begins = |title: &str| {
            (title.strip_prefix(&*key)).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let mut hits = (self.titles[first..].iter()).take_while(|(title, _)| begins(title));
        let hit = hits.next()?;
        hits.next().is_none().then_some(hit.1)
    }

    /// How many title words of an entry begin as words do whose beginnings are `stems`.
    pub fn overlap(&self, entry: usize, stems: &FxHashSet<String>) -> usize {
        (self.entries[entry].title.iter())
            .filter(|t| stems.contains(stem(t)))
            .count()
    }

    /// Whether the letter of `year` (`2025a`) is the entry's, or one of the two has none.
    pub fn has_letter(&self, entry: usize, year: &str) -> bool {
        let asked = year.chars().last().filter(char::is_ascii_lowercase);
        asked.is_none()
            || self.entries[entry].letter.is_none()
            || asked == self.entries[entry].letter
    }

    pub fn issued(&self, entry: usize) -> &str {
        &self.entries[entry].issued
    }
}

/// A name that an entry is sought for.
struct Asked {
    words: Vec<String>,
    compact: String,
    initials: Vec<String>,
    acronym: bool,
}

impl Asked {
    fn new(name: &str) -> Asked {
        let words = words(name);
        let bare = name.trim();
        let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
        let upper = bare.chars().filter(|c| c.is_uppercase()).count();
        Asked {
            compact: words.concat(),
            initials: initials(&words),
            acronym: !bare.contains(' ') && (2..=9).contains(&letters) && upper * 2 > letters,
            words,
        }
    }

    /// What an entry shares one of that the name fits ([`Shelf::signs`]).
    fn signs(&self) -> Vec<String> {
        let mut out = Vec::new();
        let mut tail = String::new();
        for word in self.words.iter().rev().take(TAIL) {
            tail.insert_str(0, word);
            out.extend(spellings(&tail));
        }
        out.extend(self.words.first().cloned());
        out.extend(
            ([&self.compact].into_iter().chain(&self.initials)).map(|name| format!("={name}")),
        );
        // One main word is the first or only one of a name, and the other way round.
        let main = main_words(&self.words);
        match main[..] {
            [only] => out.extend(["1", "2"].map(|count| format!("{count} {only}"))),
            [first, _] => out.push(format!("1 {first}")),
            _ => {}
        }
        out.extend(pairs(&main));
        out
    }
}

/// The words of a name that are not small.
fn main_words(words: &[String]) -> Vec<&str> {
    let words = words.iter().map(String::as_str);
    words.filter(|w| !SMALL.contains(w)).collect()
}

/// Every two of the words, whichever comes first.
fn pairs(words: &[&str]) -> Vec<String> {
    let words = &words[..words.len().min(LONGEST.1)];
    let mut out = Vec::new();
    for (i, a) in words.iter().enumerate() {
        out.extend((words[i + 1..].iter()).map(|b| format!("{} {}", a.min(b), a.max(b))));
    }
    out
}

/// What a family name shares with its other spellings: itself and its sound, also without one letter.
fn spellings(name: &str) -> Vec<String> {
    let mut out = Vec::new();
    for whole in [name.to_owned(), sound(name)] {
        if whole.len() <= LONGEST.0 {
            out.extend(whole.char_indices().map(|(at, c)| {
                let (before, after) = (&whole[..at], &whole[at + c.len_utf8()..]);
                [before, after].concat()
            }));
        }
        out.push(whole);
    }
    out.sort();
    out.dedup();
    out
}

/// A family name is of so many words at most.
const TAIL: usize = 4;

impl Shelf {
    fn new(source: &Source) -> Shelf {
        let mut persons = Vec::new();
        let mut bodies = Vec::new();
        for author in &source.author {
            if let Some(family) = &author.family {
                let given = author.given.as_deref().unwrap_or("");
                persons.push((
                    words(family).concat(),
                    words(given)
                        .iter()
                        .filter_map(|w| w.chars().next())
                        .collect(),
                ));
            }
            if let Some(literal) = &author.literal {
                bodies.push(Body::new(literal, true));
            }
        }
        for name in [&source.publisher, &source.container_title]
            .into_iter()
            .flatten()
        {
            bodies.push(Body::new(name, false));
        }
        for acronym in &source.acronyms {
            bodies.push(Body::new(acronym, false));
        }
        // As the entry's text has it, else as its key was built.
        let letter = |text: &str| {
            let year: String = (source.issued.as_deref().unwrap_or(""))
                .chars()
                .take(4)
                .collect();
            let rest = text.split(&year).nth(1).filter(|_| year.len() == 4)?;
            let mut rest = rest.chars();
            let letter = rest.next().filter(char::is_ascii_lowercase)?;
            rest.next()
                .is_none_or(|c| !c.is_alphanumeric())
                .then_some(letter)
        };
        let title = words(source.title.as_deref().unwrap_or(""));
        Shelf {
            persons,
            bodies,
            letter: letter(&source.raw).or_else(|| letter(&source.key)),
            whole_title: title.join(" "),
            title: (title.into_iter())
                .filter(|w| w.chars().count() > 4)
                .collect(),
            issued: (source.issued.as_deref().unwrap_or(""))
                .chars()
                .filter(|c| !matches!(c, '~' | '?' | '%'))
                .collect(),
        }
    }

    /// What a name shares one of, if it fits ([`Asked::signs`]), with how many entries may share it.
    fn signs(&self) -> Vec<(String, usize)> {
        let mut out = Vec::new();
        for (family, _) in &self.persons {
            out.extend(spellings(family).into_iter().map(|s| (s, MOST_SHARERS)));
        }
        for body in &self.bodies {
            let whole = [body.words.concat()];
            for name in whole.iter().chain(&body.initials) {
                out.push((format!("={name}"), MOST_SHARERS));
            }
            let main = main_words(&body.words);
            if let [first] | [first, _] = main[..] {
                out.push((format!("{} {first}", main.len()), MOST_SHARERS));
            }
            out.extend(pairs(&main).into_iter().map(|p| (p, MOST_ALIKE)));
        }
        out
    }

    fn fit(&self, asked: &Asked) -> Option<(Method, f64)> {
        let mut best: Option<(Method, f64)> = None;
        let mut keep = |method, score: f64| {
            if best.is_none_or(|(_, s)| score > s) {
                best = Some((method, score));
            }
        };
        for (at, (family, given)) in self.persons.iter().enumerate() {
            if let Some(score) = person(family, given, asked) {
                // The first author stands for the work.
                keep(Method::Author, score - if at == 0 { 0.0 } else { 0.1 });
            }
        }
        for body in &self.bodies {
            let method = match body.author {
                true => Method::Author,
                false => Method::Publisher,
            };
            if body.words.is_empty() || asked.words.is_empty() {
                continue;
            }
            if body.words.concat() == asked.compact {
                keep(method, 1.0);
                continue;
            }
            let acronym = asked.acronym && body.initials.contains(&asked.compact)
                || body.words.len() == 1
                    && (3..=8).contains(&body.words[0].len())
                    && asked.words.len() > 1
                    && asked.initials.contains(&body.words[0]);
            if acronym {
                keep(Method::Acronym, 0.93);
                continue;
            }
            let (a, b) = (main_words(&body.words), main_words(&asked.words));
            let common = a.iter().filter(|w| b.contains(w)).count();
            if common > 0
                && common == a.len().min(b.len())
                && common * 2 >= a.len().max(b.len())
                && (common > 1 || a.len() == b.len() || a[0] == b[0] && a[0].len() > 5)
            {
                keep(method, 0.9);
            } else if common * 3 >= (a.len() + b.len()) && common > 1 {
                keep(method, 0.85);
            }
        }
        best
    }
}

impl Body {
    fn new(name: &str, author: bool) -> Body {
        let words = words(name);
        Body {
            initials: initials(&words),
            words,
            author,
        }
    }
}

/// How well a person's name fits the family (and the initials of given names) of an author.
fn person(family: &str, given: &str, asked: &Asked) -> Option<f64> {
    if family.chars().count() < 2 {
        return None;
    }
    // The family may be of several words: El Ouafi, De Vries.
    let mut tail = String::new();
    let mut best: Option<(f64, usize)> = None;
    let family_sound = sound(family);
    for (taken, word) in asked.words.iter().rev().enumerate().take(TAIL) {
        tail.insert_str(0, word);
        let tail_sound = sound(&tail);
        let score = if tail == family {
            1.0
        } else if family.len() > 4 && tail_sound == family_sound {
            0.9
        } else if family.chars().count() > 4
            && tail.chars().count() > 4
            && tail.chars().next() == family.chars().next()
            && one_off(&tail, family)
        {
            0.88
        } else if family.chars().count() > 5
            && one_off(&tail_sound, &family_sound)
            && tail_sound.chars().next() == family_sound.chars().next()
        {
            0.82
        } else {
            continue;
        };
        if best.is_none_or(|(s, _)| score > s) {
            best = Some((score, taken + 1));
        }
    }
    // Family names that stand first: Lin Mei-hua, LIN Mei-hua.
    if best.is_none() && asked.words.len() > 1 && asked.words[0] == family {
        best = Some((0.9, asked.words.len()));
    }
    let (score, taken) = best?;
    let first = asked.words.first().and_then(|w| w.chars().next());
    if taken < asked.words.len()
        && let (Some(a), Some(b)) = (first, given.chars().next())
        && a != b
        && !near_initial(a, b)
    {
        return None;
    }
    Some(score)
}

/// Initials that other transliterations give one name: Ioulia, Yulia; Ihor, Igor are alike anyway.
fn near_initial(a: char, b: char) -> bool {
    const ALIKE: &[&str] = &["iyj", "ck", "wv", "hg", "eyi", "dj"];
    ALIKE.iter().any(|set| set.contains(a) && set.contains(b))
}

/// Folded words of letters and digits.
pub(super) fn words(text: &str) -> Vec<String> {
    fold::fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Acronyms of a name: of all its words, and of those that are not small.
fn initials(words: &[String]) -> Vec<String> {
    if words.len() < 2 {
        return Vec::new();
    }
    let of = |keep: &dyn Fn(&&String) -> bool| -> String {
        (words.iter().filter(|w| keep(w)))
            .filter_map(|w| w.chars().next())
            .collect()
    };
    let all = of(&|_| true);
    let main = of(&|w| !SMALL.contains(&w.as_str()));
    let mut out = vec![main.clone()];
    if all != main {
        out.push(all);
    }
    out
}

/// Letters that transliterations write differently, and what they sound like; the longest come first.
const SOUNDS: &[(&str, &str)] = &[
    ("tsch", "k"),
    ("dzh", "i"),
    ("tch", "k"),
    ("sch", "s"),
    ("dj", "i"),
    ("ch", "s"),
    ("sh", "s"),
    ("kh", "h"),
    ("gh", "k"),
    ("zh", "i"),
    ("ou", "u"),
    ("oo", "u"),
    ("ck", "k"),
    ("ph", "f"),
    ("w", "v"),
    ("y", "i"),
    ("j", "i"),
    ("c", "k"),
    ("q", "k"),
    ("x", "ks"),
];

/// What transliterations of one name have in common: each group of letters by its sound, no `h`
/// but the first, no letter twice in a row.
fn sound(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let group = SOUNDS.iter().find(|(from, _)| rest.starts_with(from));
        let (taken, heard) = match group {
            Some((from, to)) => (from.len(), *to),
            None => (c.len_utf8(), &rest[..c.len_utf8()]),
        };
        for c in heard.chars() {
            let silent = c == 'h' && !out.is_empty();
            if !silent && !out.ends_with(c) {
                out.push(c);
            }
        }
        rest = &rest[taken..];
    }
    out
}

/// Whether one letter added, left out, changed or two swapped makes the two alike.
fn one_off(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (ra, rb) = (&a[same..], &b[same..]);
    match (ra.len(), rb.len()) {
        (x, y) if x == y => {
            x == 0
                || ra[1..] == rb[1..]
                || x > 1 && ra[0] == rb[1] && ra[1] == rb[0] && ra[2..] == rb[2..]
        }
        (x, y) if x == y + 1 => ra[1..] == *rb,
        (x, y) if y == x + 1 => rb[1..] == *ra,
        _ => false,
    }
}

/// Words are compared by their beginning: inflection differs, and so may the language.
pub(super) fn stem(word: &str) -> &str {
    let end = word.char_indices().nth(6).map_or(word.len(), |(i, _)| i);
    &word[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Person;

    fn source(family: &str, given: &str, publisher: &str, title: &str) -> Source {
        Source {
            author: vec![Person {
                family: Some(family.to_owned()),
                given: Some(given.to_owned()),
                literal: None,
            }],
            publisher: Some(publisher.to_owned()),
            title: Some(title.to_owned()),
            ..Source::default()
        }
    }

    #[test]
    fn a_long_list_is_looked_up_as_a_short_one_is_read() {
        let families = [
            "Martin",
            "Rącz",
            "El Ouafi",
            "Dzhumagulov",
            "Podvig",
            "Ovid",
            "Liubakova",
        ];
        let bodies = [
            "Institut Horizon",
            "ISW",
            "Policy Center for the New South",
            "Ember",
            "iSANS",
        ];
        let list: Vec<Source> = (0..FEW + 30)
            .map(|i| {
                let body = format!("{} {}", bodies[i % 5], ["", "Paris", "of Nature"][i % 3]);
                source(
                    families[i % 7],
                    ["A.", "Paul"][i % 2],
                    body.trim(),
                    "Une note",
                )
            })
            .collect();
        let long = Catalogue::new(&list);
        assert!(!long.by_sign.is_empty());
        let short = Catalogue {
            by_sign: FxHashMap::default(),
            ..Catalogue::new(&list)
        };
        let mut fitting = 0;
        for name in [
            "Paul Martin",
            "A. Martín",
            "Povdig",
            "Hanna Lioubakova",
            "Djoumagoulov",
            "El-Ouafi",
            "Institute for the Study of War",
            "PCNS",
            "Horizon",
            "Institut",
            "Ember Paris",
            "Institut Horizon de Paris",
            "Policy Center",
            "International Strategic Action Network for Security",
            "Nobody",
            "Martin & Podvig",
            "",
            "Nature",
        ] {
            let found = long.find(name);
            assert_eq!(found, short.find(name), "{name}");
            fitting += usize::from(!found.is_empty());
        }
        assert!(fitting > 10, "{fitting}");
    }

    #[test]
    fn names_meet_their_entries() {
        let list = [
            source(
                "Povdig",
                "P.",
                "Russian Strategic Nuclear Forces blog",
                "An exercise",
            ),
            source("Rącz", "A.", "EUISS", "Becoming a Military District"),
            source("Liubakova", "H.", "Atlantic Council", "In Moscow's Grip"),
            source("Dzhumagulov", "A.", "Bishkek Policy Lab", "Mirror, mirror"),
            source("Makarchuk", "E.", "iSANS", "Alternative supplies"),
            source(
                "El Ouafi",
                "D.",
                "Policy Center for the New South",
                "La roche",
            ),
            source("Smith", "J.", "ISW", "An assessment"),
            source("Martin", "Paul", "Institut Horizon", "Une note"),
        ];
        let catalogue = Catalogue::new(&list);
        for (name, expected) in [
            ("Pavel Podvig", Some((0, Method::Author))),
            ("András Rácz", Some((1, Method::Author))),
            ("Hanna Lioubakova", Some((2, Method::Author))),
            ("Azamat Jumagulov", Some((3, Method::Author))),
            ("Djoumagoulov", Some((3, Method::Author))),
            (
                "International Strategic Action Network for Security",
                Some((4, Method::Acronym)),
            ),
            ("iSANS", Some((4, Method::Publisher))),
            ("Driss El-Ouafi", Some((5, Method::Author))),
            ("Institute for the Study of War", Some((6, Method::Acronym))),
            ("PCNS", Some((5, Method::Acronym))),
            ("Jean Martin", None),
            ("Podgorica", None),
            ("Atlantic Treaty", None),
        ] {
            let found = catalogue.find(name);
            let found = found.first().map(|f| (f.entry, f.method));
            assert_eq!(found, expected, "{name}");
        }
    }
}
