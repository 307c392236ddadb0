//! Which entries of the list a name in the text means: by author, publisher or acronym, over other
//! transliterations and a letter written wrong.

use crate::model::{Method, Source};
use crate::text::fold;

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
pub(super) struct Catalogue(Vec<Shelf>);

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
        Catalogue(sources.iter().map(Shelf::new).collect())
    }

    /// The entries that `name` may mean, the best fits only.
    pub fn find(&self, name: &str) -> Vec<Fit> {
        let mut fits: Vec<Fit> = Vec::new();
        let parts: Vec<&str> = name.split(" & ").collect();
        for part in &parts {
            let asked = Asked::new(part);
            for (entry, shelf) in self.0.iter().enumerate() {
                if let Some((method, score)) = shelf.fit(&asked) {
                    match fits.iter_mut().find(|f| f.entry == entry) {
                        Some(f) if f.score >= score => {}
                        Some(f) => {
                            *f = Fit {
                                entry,
                                method,
                                score,
                            }
                        }
                        None => fits.push(Fit {
                            entry,
                            method,
                            score,
                        }),
                    }
                }
            }
        }
        let best = fits.iter().map(|f| f.score).fold(0.0, f64::max);
        fits.retain(|f| f.score >= best - 0.08);
        fits
    }

    /// The entry whose title `text` is or begins.
    pub fn titled(&self, text: &str) -> Option<usize> {
        let key = words(text).join(" ");
        if key.split(' ').count() < 2 || key.len() < 8 {
            return None;
        }
        let mut hits = (self.0.iter().enumerate())
            .filter(|(_, s)| s.whole_title == key || s.whole_title.starts_with(&format!("{key} ")));
        let hit = hits.next()?;
        hits.next().is_none().then_some(hit.0)
    }

    /// How many title words of an entry stand among `context`, which is folded.
    pub fn overlap(&self, entry: usize, context: &[String]) -> usize {
        (self.0[entry].title.iter())
            .filter(|t| context.iter().any(|c| stem(c) == stem(t)))
            .count()
    }

    /// Whether the letter of `year` (`2025a`) is the entry's, or one of the two has none.
    pub fn has_letter(&self, entry: usize, year: &str) -> bool {
        let asked = year.chars().last().filter(char::is_ascii_lowercase);
        asked.is_none() || self.0[entry].letter.is_none() || asked == self.0[entry].letter
    }

    pub fn issued(&self, entry: usize) -> &str {
        &self.0[entry].issued
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
}

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
            let main = |list: &[String]| {
                (list.iter())
                    .filter(|w| !SMALL.contains(&w.as_str()))
                    .cloned()
                    .collect::<Vec<_>>()
            };
            let (a, b) = (main(&body.words), main(&asked.words));
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
    for (taken, word) in asked.words.iter().rev().enumerate().take(4) {
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
fn stem(word: &str) -> &str {
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
