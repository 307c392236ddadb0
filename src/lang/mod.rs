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

/// What a language's folder holds; every table is TOML.
struct Tables {
    /// BCP 47.
    code: &'static str,
    segmentation: &'static str,
    structure: &'static str,
    ui: &'static str,
    terms: &'static str,
    summary: &'static str,
    audit: &'static str,
    credit: &'static str,
    // One field a table; each is named in [`Table`] and in `source` below.
}

/// The first one is the fallback where a text gives no sign of its language.
const LANGUAGES: &[Tables] = &[
    Tables {
        code: "fr",
        segmentation: include_str!("fr/segmentation.toml"),
        structure: include_str!("fr/structure.toml"),
        ui: include_str!("fr/ui.toml"),
        terms: include_str!("fr/terms.toml"),
        summary: include_str!("fr/summary.toml"),
        audit: include_str!("fr/audit.toml"),
        credit: include_str!("fr/credit.toml"),
    },
    Tables {
        code: "en",
        segmentation: include_str!("en/segmentation.toml"),
        structure: include_str!("en/structure.toml"),
        ui: include_str!("en/ui.toml"),
        terms: include_str!("en/terms.toml"),
        summary: include_str!("en/summary.toml"),
        audit: include_str!("en/audit.toml"),
        credit: include_str!("en/credit.toml"),
    },
];

/// The language that the program speaks where neither the user nor the environment chooses one.
const INTERFACE: &str = "en";

/// What holds in every language.
pub(crate) const SEGMENTATION: &str = include_str!("und/segmentation.toml");

/// The tables a language has, by name.
#[derive(Clone, Copy, Debug)]
pub enum Table {
    /// Tokens, sentences, function words.
    Segmentation,
    /// Headings, captions and other signs of a document's parts.
    Structure,
    /// The program's own words: headings, labels, messages.
    Ui,
    /// Stemmer, connectors and general words.
    Terms,
    /// What makes a sentence fit for a summary.
    Summary,
    /// What the audit says, and the words it looks for.
    Audit,
    /// Who says what: verbs, prepositions and nouns of credit.
    Credit,
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

    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    fn source(self, table: Table) -> &'static str {
        let tables = &LANGUAGES[self.index()];
        match table {
            Table::Segmentation => tables.segmentation,
            Table::Structure => tables.structure,
            Table::Ui => tables.ui,
            Table::Terms => tables.terms,
            Table::Summary => tables.summary,
            Table::Audit => tables.audit,
            Table::Credit => tables.credit,
        }
    }

    /// The table, read.
    ///
    /// # Panics
    /// When the table does not parse: it is compiled in, and a test reads every one.
    pub fn load<T: DeserializeOwned>(self, table: Table) -> T {
        parse(self.source(table), &format!("{} {table:?}", self.code()))
    }
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
