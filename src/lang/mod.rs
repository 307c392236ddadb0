//! The languages, and the tables that hold all that is known of each.
//!
//! This is the only file that names a language. An engine asks for a table of every language
//! ([`PerLang::new`]) and reads the one of the sentence that it stands in. To add a language: a
//! folder beside `fr`, a row in [`LANGUAGES`].

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Index, IndexMut};

/// A language that is read; an index into [`LANGUAGES`].
#[derive(
    Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Lang(u8);

/// What a language's folder `names` holds: lists of rows, one a line, columns parted by tabs.
struct Names {
    heads: &'static str,
    titles: &'static str,
    demonyms: &'static str,
    /// TOML.
    cues: &'static str,
}

/// What a language's folder holds; every table is TOML but for the lists of names.
struct Tables {
    /// BCP 47.
    code: &'static str,
    iso639_3: &'static str,
    models: Models,
    segmentation: &'static str,
    structure: &'static str,
    names: Names,
    words: &'static str,
    rules: &'static str,
    ui: &'static str,
    terms: &'static str,
    summary: &'static str,
    audit: &'static str,
    credit: &'static str,
    sources: &'static str,
    dates: &'static str,
    date_rules: &'static str,
    numbers: &'static str,
    units: &'static str,
    figures: &'static str,
    // One field a table; each is named in [`Table`] and in `source` below.
}

/// Weights learned for a language; see `models/README.md`.
struct Models {
    tagger: &'static [u8],
    boundary: &'static [u8],
}

/// The first one is the fallback where a text gives no sign of its language.
const LANGUAGES: &[Tables] = &[
    Tables {
        code: "fr",
        iso639_3: "fra",
        models: Models {
            tagger: include_bytes!("../../models/tagger-fr.bin"),
            boundary: include_bytes!("../../models/sentences-fr.bin"),
        },
        segmentation: include_str!("fr/segmentation.toml"),
        structure: include_str!("fr/structure.toml"),
        names: Names {
            heads: include_str!("fr/names/heads.tsv"),
            titles: include_str!("fr/names/titles.tsv"),
            demonyms: include_str!("fr/names/demonyms.tsv"),
            cues: include_str!("fr/names/cues.toml"),
        },
        words: include_str!("fr/words.toml"),
        rules: include_str!("fr/rules.toml"),
        ui: include_str!("fr/ui.toml"),
        terms: include_str!("fr/terms.toml"),
        summary: include_str!("fr/summary.toml"),
        audit: include_str!("fr/audit.toml"),
        credit: include_str!("fr/credit.toml"),
        sources: include_str!("fr/sources.toml"),
        dates: include_str!("fr/dates.toml"),
        date_rules: include_str!("fr/dates_rules.toml"),
        numbers: include_str!("fr/numbers.toml"),
        units: include_str!("fr/units.toml"),
        figures: include_str!("fr/figures.toml"),
    },
    Tables {
        code: "en",
        iso639_3: "eng",
        models: Models {
            tagger: include_bytes!("../../models/tagger-en.bin"),
            boundary: include_bytes!("../../models/sentences-en.bin"),
        },
        segmentation: include_str!("en/segmentation.toml"),
        structure: include_str!("en/structure.toml"),
        names: Names {
            heads: include_str!("en/names/heads.tsv"),
            titles: include_str!("en/names/titles.tsv"),
            demonyms: include_str!("en/names/demonyms.tsv"),
            cues: include_str!("en/names/cues.toml"),
        },
        words: include_str!("en/words.toml"),
        rules: include_str!("en/rules.toml"),
        ui: include_str!("en/ui.toml"),
        terms: include_str!("en/terms.toml"),
        summary: include_str!("en/summary.toml"),
        audit: include_str!("en/audit.toml"),
        credit: include_str!("en/credit.toml"),
        sources: include_str!("en/sources.toml"),
        dates: include_str!("en/dates.toml"),
        date_rules: include_str!("en/dates_rules.toml"),
        numbers: include_str!("en/numbers.toml"),
        units: include_str!("en/units.toml"),
        figures: include_str!("en/figures.toml"),
    },
];

/// The language that the program speaks where neither the user nor the environment chooses one.
const INTERFACE: &str = "en";

/// What holds in every language.
pub(crate) const SEGMENTATION: &str = include_str!("und/segmentation.toml");
pub(crate) const SOURCES: &str = include_str!("und/sources.toml");

/// Names of things, with their kind, in every language that has a column `name:CODE`.
/// The first part is the table's own name.
pub(crate) const NAMES: &[(&str, &str)] = &[
    ("countries", include_str!("und/names/countries.tsv")),
    ("capitals", include_str!("und/names/capitals.tsv")),
    ("cities", include_str!("und/names/cities.tsv")),
    ("regions", include_str!("und/names/regions.tsv")),
    ("geography", include_str!("und/names/geography.tsv")),
    ("institutions", include_str!("und/names/institutions.tsv")),
    (
        "national-institutions",
        include_str!("und/names/national-institutions.tsv"),
    ),
    ("think-tanks", include_str!("und/names/think-tanks.tsv")),
    ("ngos", include_str!("und/names/ngos.tsv")),
    ("universities", include_str!("und/names/universities.tsv")),
    ("media", include_str!("und/names/media.tsv")),
    ("parties", include_str!("und/names/parties.tsv")),
    ("armed-groups", include_str!("und/names/armed-groups.tsv")),
    ("companies", include_str!("und/names/companies.tsv")),
    ("products", include_str!("und/names/products.tsv")),
    ("events", include_str!("und/names/events.tsv")),
    ("works", include_str!("und/names/works.tsv")),
    ("people", include_str!("und/names/people.tsv")),
];
/// Given names of people.
pub(crate) const GIVEN_NAMES: &str = include_str!("und/names/given-names.tsv");
/// Small words inside names of people (`de`, `von der`, `al-`).
pub(crate) const PARTICLES: &str = include_str!("und/names/surname-particles.tsv");
/// What may follow a name of a person (`Jr.`, `II`).
pub(crate) const NAME_SUFFIXES: &str = include_str!("und/names/name-suffixes.tsv");
pub(crate) const DATES: &str = include_str!("und/dates.toml");
pub(crate) const UNITS: &str = include_str!("und/units.toml");

/// The tables a language has, by name.
#[derive(Clone, Copy, Debug)]
pub enum Table {
    /// Tokens, sentences, function words.
    Segmentation,
    /// Headings, captions and other signs of a document's parts.
    Structure,
    /// Words around names: prepositions before places, verbs of saying, links inside names.
    NameCues,
    /// Words that make those beside them a name (a list).
    Heads,
    /// What stands before the name of a person (a list).
    Titles,
    /// Adjectives and nouns of nations and inhabitants (a list).
    Demonyms,
    /// Words inside tokens.
    Words,
    /// What the rules of the layers recognise.
    Rules,
    /// The program's own words: headings, labels, messages.
    Ui,
    /// Stemmer, patterns of multi-word terms, general words.
    Terms,
    /// What makes a sentence fit for a summary.
    Summary,
    /// What the audit says, and the words it looks for.
    Audit,
    /// Who says what: verbs, prepositions and nouns of credit.
    Credit,
    /// How references are written: months, cues, words of institutions.
    Sources,
    /// Words of time: months, units, holidays.
    Dates,
    /// Rules that make expressions of time of them.
    DateRules,
    /// Number words.
    Numbers,
    /// Names of units and currencies.
    Units,
    /// What stands around a figure: bounds, links, factors, rates.
    Figures,
}

impl Lang {
    /// All languages, the fallback first.
    pub fn all() -> impl ExactSizeIterator<Item = Lang> {
        (0..LANGUAGES.len()).map(|i| Lang(i as u8))
    }

    /// The language of a BCP 47 tag (`fr`, `fr-CA`); `None` for one that is not read.
    pub fn from_code(code: &str) -> Option<Lang> {
        let primary = code.split(['-', '_']).next()?;
        Lang::all().find(|l| l.code().eq_ignore_ascii_case(primary))
    }

    /// The language that the program speaks where nobody chooses one.
    pub fn interface() -> Lang {
        Lang::from_code(INTERFACE).unwrap_or_default()
    }

    /// BCP 47.
    pub fn code(self) -> &'static str {
        LANGUAGES[self.index()].code
    }

    /// ISO 639-3.
    pub fn iso639_3(self) -> &'static str {
        LANGUAGES[self.index()].iso639_3
    }

    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The weights of the part-of-speech tagger; empty where none were learned.
    pub fn tagger_model(self) -> &'static [u8] {
        LANGUAGES[self.index()].models.tagger
    }

    /// The weights of the judge of sentence ends; empty where none were learned.
    pub fn boundary_model(self) -> &'static [u8] {
        LANGUAGES[self.index()].models.boundary
    }

    fn source(self, table: Table) -> &'static str {
        let tables = &LANGUAGES[self.index()];
        match table {
            Table::Segmentation => tables.segmentation,
            Table::Structure => tables.structure,
            Table::NameCues => tables.names.cues,
            Table::Heads => tables.names.heads,
            Table::Titles => tables.names.titles,
            Table::Demonyms => tables.names.demonyms,
            Table::Words => tables.words,
            Table::Rules => tables.rules,
            Table::Ui => tables.ui,
            Table::Terms => tables.terms,
            Table::Summary => tables.summary,
            Table::Audit => tables.audit,
            Table::Credit => tables.credit,
            Table::Sources => tables.sources,
            Table::Dates => tables.dates,
            Table::DateRules => tables.date_rules,
            Table::Numbers => tables.numbers,
            Table::Units => tables.units,
            Table::Figures => tables.figures,
        }
    }

    /// The rows of a list.
    pub fn rows(self, list: Table) -> impl Iterator<Item = std::str::Split<'static, char>> {
        rows(self.source(list))
    }

    /// The table, read.
    ///
    /// # Panics
    /// When the table does not parse: it is compiled in, and a test reads every one.
    pub fn load<T: DeserializeOwned>(self, table: Table) -> T {
        parse(self.source(table), &format!("{} {table:?}", self.code()))
    }
}

/// The rows of a list: columns parted by tabs; empty lines and lines that begin with `#` are not rows.
pub fn rows<'a>(list: &'a str) -> impl Iterator<Item = std::str::Split<'a, char>> {
    list.lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .map(|l| l.split('\t'))
}

/// Reads a compiled-in TOML table; `name` is for the message when it does not parse.
pub fn parse<T: DeserializeOwned>(toml: &str, name: &str) -> T {
    toml::from_str(toml).unwrap_or_else(|e| panic!("table {name}: {e}"))
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl From<Lang> for String {
    fn from(lang: Lang) -> String {
        lang.code().to_owned()
    }
}

impl TryFrom<String> for Lang {
    type Error = String;

    fn try_from(code: String) -> Result<Lang, String> {
        Lang::from_code(&code).ok_or_else(|| {
            let known: Vec<_> = Lang::all().map(Lang::code).collect();
            format!("no language {code:?}; known are {}", known.join(", "))
        })
    }
}

/// One value for each language.
#[derive(Clone, Debug)]
pub struct PerLang<T>(Vec<T>);

impl<T> PerLang<T> {
    pub fn new(make: impl FnMut(Lang) -> T) -> PerLang<T> {
        PerLang(Lang::all().map(make).collect())
    }

    pub fn iter(&self) -> impl Iterator<Item = (Lang, &T)> {
        Lang::all().zip(&self.0)
    }
}

impl<T> Index<Lang> for PerLang<T> {
    type Output = T;

    fn index(&self, lang: Lang) -> &T {
        &self.0[lang.index()]
    }
}

impl<T> IndexMut<Lang> for PerLang<T> {
    fn index_mut(&mut self, lang: Lang) -> &mut T {
        &mut self.0[lang.index()]
    }
}
