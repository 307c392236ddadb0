//! What the audit says, and the words it looks for, as each language's table `audit` has them.

use crate::lang::{Lang, PerLang, Table};
use crate::summary::Phrases;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a rule finds and why, for an editor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explanation {
    /// In a few words.
    pub title: String,
    pub finds: String,
    pub why: String,
    /// What it does not see, and what it may take for more than it is.
    pub limits: String,
    /// Texts in which it finds something; the first is its example.
    pub fires: Vec<String>,
    /// Texts that are near, and right.
    pub silent: Vec<String>,
    /// Templates by name; `{argument}`s are filled in.
    messages: BTreeMap<String, String>,
}

impl Explanation {
    /// A text in which the rule finds something.
    pub fn example(&self) -> &str {
        self.fires.first().map_or("", String::as_str)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    decimal: String,
    words: BTreeMap<String, Vec<String>>,
    rules: BTreeMap<String, Explanation>,
}

/// Words that the rules look for.
pub(super) struct Words {
    /// What a source may be called: report, study, survey.
    pub(super) works: Phrases,
    /// What an author of sources may be called: analyst, economist.
    pub(super) experts: Phrases,
    /// Credit that names nobody: according to experts.
    pub(super) vague: Phrases,
    /// Between a part and its whole: 13 of 47.
    pub(super) out_of: Phrases,
    /// Before the same thing said otherwise: 13 of 47, that is 28 %.
    pub(super) that_is: Phrases,
    /// That parts make up a whole.
    pub(super) parting: Phrases,
    pub(super) rising: Phrases,
    pub(super) falling: Phrases,
    /// Opens a change: from 20 to 30.
    pub(super) from: Phrases,
    pub(super) to: Phrases,
    /// The row or column that adds up.
    pub(super) total: Phrases,
    /// That figures are compared, not confused.
    pub(super) comparing: Phrases,
}

struct Texts {
    decimal: String,
    words: Words,
    rules: BTreeMap<String, Explanation>,
}

static TEXTS: LazyLock<PerLang<Texts>> = LazyLock::new(|| {
    PerLang::new(|lang| {
        let mut rows: Rows = lang.load(Table::Audit);
        let mut take = |name: &str| {
            let list = rows.words.remove(name).unwrap_or_default();
            Phrases::new(lang, &list)
        };
        let words = Words {
            works: take("works"),
            experts: take("experts"),
            vague: take("vague"),
            out_of: take("out_of"),
            that_is: take("that_is"),
            parting: take("parting"),
            rising: take("rising"),
            falling: take("falling"),
            from: take("from"),
            to: take("to"),
            total: take("total"),
            comparing: take("comparing"),
        };
        Texts {
            decimal: rows.decimal,
            words,
            rules: rows.rules,
        }
    })
});

pub(super) fn words(lang: Lang) -> &'static Words {
    &TEXTS[lang].words
}

/// The explanation of rule `id`.
///
/// # Panics
/// When the table has none: a test looks for every rule in every language.
pub(super) fn explanation(lang: Lang, id: &str) -> &'static Explanation {
    (TEXTS[lang].rules.get(id)).unwrap_or_else(|| panic!("no text for rule {id} in {lang}"))
}

/// Message `name` of rule `id`, filled in.
pub(super) fn message(
    lang: Lang,
    id: &str,
    name: &str,
    arguments: &[(&'static str, String)],
) -> String {
    let template = explanation(lang, id).messages.get(name);
    let mut out = template.cloned().unwrap_or_else(|| name.to_owned());
    for (argument, value) in arguments {
        out = out.replace(&format!("{{{argument}}}"), value);
    }
    out
}

/// `value` with at most one decimal, as `lang` writes it.
pub(super) fn number(lang: Lang, value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    let text = match rounded.fract() == 0.0 {
        true => format!("{rounded:.0}"),
        false => format!("{rounded:.1}"),
    };
    text.replace('.', &TEXTS[lang].decimal)
}

#[cfg(test)]
pub(super) fn rules(lang: Lang) -> impl Iterator<Item = (&'static str, &'static Explanation)> {
    TEXTS[lang].rules.iter().map(|(id, e)| (id.as_str(), e))
}

#[cfg(test)]
pub(super) fn messages(explanation: &Explanation) -> impl Iterator<Item = &str> {
    explanation.messages.keys().map(String::as_str)
}
