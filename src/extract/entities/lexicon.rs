//! The lexicon: names that are known beforehand, heads that make names, and titles of people, in one trie.
//!
//! Rows come from the tables in `lang` (`NAMES`, `Heads`, `Titles`, given names …). A form is cut
//! into *pieces*, runs of letters and digits of its folding, so that accents, apostrophes, hyphens
//! and a language's way to tokenise make no difference: `Saint-Denis`, `Saint Denis` and `SAINT-DENIS`
//! are the same two pieces. Case is checked after the match ([`Fit`]), since `un` is not `UN`.

use crate::lang::{self, Lang, PerLang, Table};
use crate::model::{EntityType, Relation};
use crate::text::fold;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// All that is known beforehand; read once, in a few milliseconds.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

/// A known thing.
#[derive(Debug)]
pub struct Row {
    pub kind: EntityType,
    /// Its name in each language.
    pub names: PerLang<&'static str>,
    /// `iso3166:BY`
    pub same_as: Option<&'static str>,
    /// Whether it is a country or another state (rows with a country code).
    pub table: &'static str,
}

/// One written form of a row.
#[derive(Debug)]
pub struct NameForm {
    pub row: u32,
    pub text: &'static str,
    /// How it relates to the name; `None` for the name itself.
    pub relation: Option<Relation>,
    /// The language it belongs to, where it is one language's own.
    pub lang: Option<Lang>,
    /// Whether it is also a common word or another name, and needs support.
    pub weak: bool,
}

/// What comes beside a head to make a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Follow {
    /// A capitalised word comes next.
    pub capital: bool,
    /// A preposition and a capitalised word.
    pub link: bool,
    /// An official name that goes on in small letters.
    pub long: bool,
    /// A number or reference.
    pub number: bool,
    /// A quoted title.
    pub quote: bool,
    /// The head closes a run of capitalised words.
    pub end: bool,
}

/// A word that makes those beside it a name.
#[derive(Debug)]
pub struct Head {
    pub kind: EntityType,
    pub text: &'static str,
    /// Whether it belongs to the mention.
    pub inside: bool,
    pub follow: Follow,
}

/// What a node of the trie stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Index into [`Lexicon::forms`].
    Name(u32),
    /// Index into [`Lexicon::heads`]; holds in one language.
    Head(Lang, u32),
    /// A title before a person's name.
    Title(Lang),
}

/// Properties of a single word, whatever stands beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordFlags(pub u16);

impl WordFlags {
    pub const GIVEN: WordFlags = WordFlags(1);
    pub const PARTICLE: WordFlags = WordFlags(2);
    pub const SUFFIX: WordFlags = WordFlags(4);
    pub const DEMONYM: WordFlags = WordFlags(8);
    pub const ARTICLE: WordFlags = WordFlags(16);
    pub const LINK: WordFlags = WordFlags(32);
    pub const PLACE: WordFlags = WordFlags(64);
    pub const SAYING: WordFlags = WordFlags(128);
    pub const CREDITING: WordFlags = WordFlags(256);
    pub const COMMON: WordFlags = WordFlags(512);
    pub const TIE: WordFlags = WordFlags(1024);
    pub const CONJUNCTION: WordFlags = WordFlags(4096);
    /// Ends like an adjective.
    pub const ADJECTIVE: WordFlags = WordFlags(2048);

    pub fn has(self, flag: WordFlags) -> bool {
        self.0 & flag.0 != 0
    }

    fn add(&mut self, flag: WordFlags) {
        self.0 |= flag.0;
    }
}

#[derive(Debug, Default)]
pub struct Lexicon {
    pub rows: Vec<Row>,
    pub forms: Vec<NameForm>,
    pub heads: Vec<Head>,
    /// Pieces by their folding.
    pieces: FxHashMap<Box<str>, u32>,
    /// `(node, piece)` → node; the root is 0.
    edges: FxHashMap<(u32, u32), u32>,
    /// Items of each node, sorted by node.
    items: Vec<Item>,
    ends: Vec<Range<u32>>,
    /// Words of every language, by folding.
    neutral: FxHashMap<Box<str>, WordFlags>,
    words: Vec<FxHashMap<Box<str>, WordFlags>>,
    adjective_endings: Vec<Vec<String>>,
    /// Endings of participles, with accents, for each language.
    pub participle_endings: Vec<Vec<String>>,
}

/// A piece that no form has.
pub const NO_PIECE: u32 = u32::MAX;

/// The runs of letters and digits of a folding; `&` and `+` are pieces of their own.
pub fn pieces(folded: &str) -> impl Iterator<Item = &str> {
    let mut rest = folded;
    std::iter::from_fn(move || {
        let start = rest.find(|c: char| c.is_alphanumeric() || c == '&' || c == '+')?;
        let tail = &rest[start..];
        let end = match tail.chars().next()? {
            '&' | '+' => 1,
            _ => tail
                .find(|c: char| !c.is_alphanumeric())
                .unwrap_or(tail.len()),
        };
        rest = &tail[end..];
        Some(&tail[..end])
    })
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Cues {
    articles: Vec<String>,
    links: Vec<String>,
    places: Vec<String>,
    saying: Vec<String>,
    crediting: Vec<String>,
    ties: Vec<String>,
    conjunctions: Vec<String>,
    adjective_endings: Vec<String>,
    participle_endings: Vec<String>,
    common: Vec<String>,
}

impl Lexicon {
    fn read() -> Lexicon {
        let mut lexicon = Lexicon::default();
        let mut ends: Vec<(u32, Item)> = Vec::with_capacity(20_000);
        for &(table, list) in lang::NAMES {
            lexicon.read_names(table, list, &mut ends);
        }
        for lang in Lang::all() {
            for mut columns in lang.rows(Table::Heads) {
                let head = Head {
                    kind: kind(columns.next()),
                    text: columns.next().unwrap_or(""),
                    inside: columns.next() == Some("in"),
                    follow: follow(columns.next().unwrap_or("")),
                };
                let node = lexicon.insert(head.text);
                ends.push((node, Item::Head(lang, lexicon.heads.len() as u32)));
                lexicon.heads.push(head);
            }
            for title in lang.rows(Table::Titles).filter_map(|mut c| c.next()) {
                let node = lexicon.insert(title);
                ends.push((node, Item::Title(lang)));
            }
            let mut words: FxHashMap<Box<str>, WordFlags> = FxHashMap::default();
            for form in lang.rows(Table::Demonyms).filter_map(|mut c| c.next()) {
                mark(&mut words, form, WordFlags::DEMONYM);
            }
            let cues: Cues = lang.load(Table::NameCues);
            for (list, flag) in [
                (&cues.articles, WordFlags::ARTICLE),
                (&cues.links, WordFlags::LINK),
                (&cues.places, WordFlags::PLACE),
                (&cues.saying, WordFlags::SAYING),
                (&cues.crediting, WordFlags::CREDITING),
                (&cues.common, WordFlags::COMMON),
                (&cues.ties, WordFlags::TIE),
                (&cues.conjunctions, WordFlags::CONJUNCTION),
            ] {
                for form in list {
                    mark(&mut words, form, flag);
                }
            }
            lexicon.words.push(words);
            lexicon.adjective_endings.push(cues.adjective_endings);
            lexicon.participle_endings.push(cues.participle_endings);
        }
        for (list, flag) in [
            (lang::GIVEN_NAMES, WordFlags::GIVEN),
            (lang::PARTICLES, WordFlags::PARTICLE),
            (lang::NAME_SUFFIXES, WordFlags::SUFFIX),
        ] {
            for form in lang::rows(list).filter_map(|mut c| c.next()) {
                // Particles of several words are met word by word.
                for word in form.split(' ') {
                    mark(&mut lexicon.neutral, word, flag);
                }
            }
        }
        lexicon.finish(ends)
    }

    fn read_names(&mut self, table: &'static str, list: &'static str, ends: &mut Vec<(u32, Item)>) {
        // The line that names the columns says which language each name is in.
        let head = list.lines().find_map(|l| l.strip_prefix("# type\t"));
        let columns: Vec<Option<Lang>> = head
            .unwrap_or_default()
            .split('\t')
            .map_while(|c| c.strip_prefix("name:"))
            .map(Lang::from_code)
            .collect();
        for mut cells in lang::rows(list) {
            let kind = kind(cells.next());
            let mut names = PerLang::new(|_| "");
            for lang in &columns {
                let name = cells.next().unwrap_or("");
                if let Some(lang) = *lang {
                    names[lang] = name;
                }
            }
            let aliases = cells.next().unwrap_or("");
            let same_as = cells.next().filter(|s| !s.is_empty());
            let care = cells.next().unwrap_or("");
            let row = self.rows.len() as u32;
            let weak = |lang: Lang| care.split(' ').any(|c| c == lang.code());
            let mut previous: &str = "";
            for (lang, &text) in names.iter() {
                // The same name in two languages belongs to neither.
                if text.is_empty() || text == previous {
                    continue;
                }
                let shared = names.iter().filter(|(_, t)| **t == text).count() > 1;
                let form = NameForm {
                    row,
                    text,
                    relation: None,
                    lang: (!shared).then_some(lang),
                    weak: weak(lang),
                };
                self.add_form(form, ends);
                previous = text;
            }
            for alias in aliases.split('|').filter(|a| !a.is_empty()) {
                let (relation, text) = alias.split_once(':').unwrap_or(("spelling", alias));
                let form = NameForm {
                    row,
                    text,
                    relation: Some(match relation.trim_end_matches('?') {
                        "acronym" => Relation::Acronym,
                        "translation" => Relation::Translation,
                        "transliteration" => Relation::Transliteration,
                        _ => Relation::Spelling,
                    }),
                    lang: None,
                    weak: relation.ends_with('?'),
                };
                self.add_form(form, ends);
            }
            self.rows.push(Row {
                kind,
                names,
                same_as,
                table,
            });
        }
    }

    fn add_form(&mut self, form: NameForm, ends: &mut Vec<(u32, Item)>) {
        let node = self.insert(form.text);
        if node != 0 {
            ends.push((node, Item::Name(self.forms.len() as u32)));
        }
        self.forms.push(form);
    }

    /// The node of `text`, made if it is new; 0 when it has no piece.
    fn insert(&mut self, text: &str) -> u32 {
        let folded = fold::fold(text);
        let mut node = 0;
        for piece in pieces(&folded) {
            let id = match self.pieces.get(piece) {
                Some(&id) => id,
                None => {
                    let id = self.pieces.len() as u32;
                    self.pieces.insert(piece.into(), id);
                    id
                }
            };
            let next = self.edges.len() as u32 + 1;
            node = *self.edges.entry((node, id)).or_insert(next);
        }
        node
    }

    fn finish(mut self, mut ends: Vec<(u32, Item)>) -> Lexicon {
        ends.sort_by_key(|(node, _)| *node);
        self.ends = vec![0..0; self.edges.len() + 1];
        self.items = ends.iter().map(|(_, item)| *item).collect();
        let mut at = 0;
        for group in ends.chunk_by(|a, b| a.0 == b.0) {
            let end = at + group.len() as u32;
            self.ends[group[0].0 as usize] = at..end;
            at = end;
        }
        self
    }

    /// The piece's number, or [`NO_PIECE`].
    pub fn piece(&self, piece: &str) -> u32 {
        self.pieces.get(piece).copied().unwrap_or(NO_PIECE)
    }

    /// The node that `piece` leads to from `node`.
    pub fn step(&self, node: u32, piece: u32) -> Option<u32> {
        self.edges.get(&(node, piece)).copied()
    }

    /// What ends at `node`.
    pub fn items(&self, node: u32) -> &[Item] {
        let range = &self.ends[node as usize];
        &self.items[range.start as usize..range.end as usize]
    }

    /// The forms that `written` can stand for, the best fit first.
    pub fn find(&self, written: &str) -> Vec<(u32, Fit)> {
        let folded = fold::fold(written);
        let mut node = 0;
        for piece in pieces(&folded) {
            match self.step(node, self.piece(piece)) {
                Some(next) => node = next,
                None => return Vec::new(),
            }
        }
        let mut out: Vec<(u32, Fit)> = Vec::new();
        for item in self.items(node) {
            if let Item::Name(form) = *item
                && let Some(fit) = fit(self.forms[form as usize].text, written)
            {
                out.push((form, fit));
            }
        }
        out.sort_by_key(|&(form, fit)| (std::cmp::Reverse(fit), self.forms[form as usize].weak));
        out
    }

    /// What is known of the word with this folding, in `lang`.
    pub fn word(&self, lang: Lang, folded: &str) -> WordFlags {
        let neutral = self.neutral.get(folded).copied().unwrap_or_default();
        let own = self.words[lang.index()]
            .get(folded)
            .copied()
            .unwrap_or_default();
        let mut flags = WordFlags(neutral.0 | own.0);
        if self.adjective_endings[lang.index()]
            .iter()
            .any(|e| folded.len() > e.len() + 1 && folded.ends_with(e.as_str()))
        {
            flags.add(WordFlags::ADJECTIVE);
        }
        flags
    }

    pub fn row(&self, form: u32) -> &Row {
        &self.rows[self.forms[form as usize].row as usize]
    }
}

fn mark(words: &mut FxHashMap<Box<str>, WordFlags>, form: &str, flag: WordFlags) {
    words.entry(fold::fold(form).into()).or_default().add(flag);
}

/// # Panics
/// On a type that is none: the tables are compiled in, and a test reads them.
fn kind(cell: Option<&str>) -> EntityType {
    match cell {
        Some("PER") => EntityType::Person,
        Some("ORG") => EntityType::Organisation,
        Some("LOC") => EntityType::Location,
        Some("EVENT") => EntityType::Event,
        Some("PRODUCT") => EntityType::Product,
        Some("WORK") => EntityType::Work,
        other => panic!("no type of entity: {other:?}"),
    }
}

fn follow(cell: &str) -> Follow {
    let mut follow = Follow::default();
    for part in cell.split('|') {
        match part {
            "cap" => follow.capital = true,
            "de" | "of" | "on" | "for" => follow.link = true,
            "long" => follow.long = true,
            "num" => follow.number = true,
            "quote" => follow.quote = true,
            "end" => follow.end = true,
            other => panic!("a head cannot be followed by {other:?}"),
        }
    }
    follow
}

/// How the case of a mention agrees with that of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The mention stands in capitals, the form does not (`BIÉLORUSSIE`).
    Capitals,
    /// First letters differ: `Accord de Paris`, `accord de Paris`; `Nato` for `NATO`.
    Initials,
    Exact,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    /// No letters that have case.
    None,
    Lower,
    /// The first letter alone is a capital; a single capital too.
    Capital,
    Upper,
    Mixed,
}

fn case(piece: &str) -> Case {
    let (mut lower, mut upper) = (0, 0);
    let mut first = false;
    for (i, c) in piece.chars().enumerate() {
        if c.is_uppercase() {
            upper += 1;
            first |= i == 0;
        } else if c.is_lowercase() {
            lower += 1;
        }
    }
    match (lower, upper) {
        (0, 0) => Case::None,
        (_, 0) => Case::Lower,
        (_, 1) if first => Case::Capital,
        (0, _) => Case::Upper,
        _ => Case::Mixed,
    }
}

/// Whether `written` can stand for `form`, given that their pieces fold alike.
///
/// | form | written | fit |
/// | --- | --- | --- |
/// | `Accords de Minsk` | `accords de Minsk` | initials |
/// | `mer Noire` | `MER NOIRE` | capitals |
/// | `NATO` | `Nato` | initials |
/// | `UN` | `un` | none |
pub fn fit(form: &str, written: &str) -> Option<Fit> {
    let (mut exact, mut capitals, mut initials) = (true, true, true);
    let mut acronym = false;
    let (mut count, mut any_upper, mut any_capital) = (0, false, false);
    for (f, w) in pieces(form).zip(pieces(written)) {
        let (f, w_case) = (case(f), case(w));
        count += 1;
        any_upper |= w_case == Case::Upper;
        any_capital |= matches!(w_case, Case::Capital | Case::Upper | Case::Mixed);
        if f == w_case {
            capitals &= !matches!(w_case, Case::Lower | Case::Mixed);
            continue;
        }
        exact = false;
        capitals &= matches!(w_case, Case::Upper | Case::Capital | Case::None)
            && (w_case == Case::Upper || w.chars().count() == 1);
        acronym |= f == Case::Upper && w_case == Case::Capital && w.chars().count() >= 4;
        initials &= matches!(
            (f, w_case),
            (Case::Lower, Case::Capital) | (Case::Capital, Case::Lower)
        );
    }
    if exact {
        Some(Fit::Exact)
    } else if capitals && any_upper {
        Some(Fit::Capitals)
    } else if initials && any_capital && count > 1 || acronym && count == 1 {
        Some(Fit::Initials)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_must_agree() {
        for (form, written, expected) in [
            ("Accords de Minsk", "accords de Minsk", Some(Fit::Initials)),
            ("mer Noire", "MER NOIRE", Some(Fit::Capitals)),
            ("mer Noire", "mer noire", None),
            ("NATO", "Nato", Some(Fit::Initials)),
            ("UN", "un", None),
            ("UN", "Un", None),
            ("Total", "total", None),
            ("Nations unies", "Nations Unies", Some(Fit::Initials)),
            ("Côte d'Ivoire", "Côte d’Ivoire", Some(Fit::Exact)),
        ] {
            assert_eq!(fit(form, written), expected, "{form} {written}");
        }
    }

    #[test]
    fn every_table_is_read() {
        let lexicon = &*LEXICON;
        assert!(lexicon.rows.len() > 5_000);
        for row in &lexicon.rows {
            for (lang, name) in row.names.iter() {
                assert!(!name.is_empty(), "{:?} has no name in {lang}", row.names);
            }
        }
        for form in &lexicon.forms {
            assert_eq!(form.text, form.text.trim(), "{form:?}");
            assert!(!form.text.is_empty());
        }
    }

    #[test]
    fn pieces_are_runs_of_letters_and_digits() {
        let of = |t: &str| pieces(t).map(str::to_owned).collect::<Vec<_>>().join(" ");
        assert_eq!(of("saint-denis"), "saint denis");
        assert_eq!(of("l'etat"), "l etat");
        assert_eq!(of("s&p"), "s & p");
        assert_eq!(of("opec+"), "opec +");
        assert_eq!(of("—"), "");
    }
}
