//! What the rules of the layers recognise: the words behind the `rule` of figures, dates, names, quotations, credits and sources.
//!
//! A rule's id says its family and, behind that, the row of the language's table that fired
//! (`figure.fr.percent`, `credit.verb.estime`). Families are told in the tables `rules`; a rule
//! of dates shows the examples of its own row.

use crate::lang::{Lang, PerLang, Table};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Rows {
    rules: BTreeMap<String, String>,
}

static ROWS: LazyLock<PerLang<Rows>> =
    LazyLock::new(|| PerLang::new(|lang| lang.load(Table::Rules)));

/// What is told of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub text: &'static str,
    /// Phrases that the rule reads, as its table has them.
    pub examples: Vec<String>,
}

/// What the layers' rule `id` recognises, in the language `ui`; `None` for an id that no layer gives.
pub fn tell(id: &str, ui: Lang) -> Option<Told> {
    let (family, lang) = without_language(id);
    let text = ROWS[ui]
        .rules
        .iter()
        .filter(|(prefix, _)| begins(&family, prefix))
        .max_by_key(|(prefix, _)| prefix.len())
        .map(|(_, text)| text.as_str())?;
    let examples = match (lang, family.strip_prefix("date.")) {
        (Some(lang), Some(row)) => examples(&lang.load::<toml::Value>(Table::DateRules), row),
        _ => Vec::new(),
    };
    Some(Told { text, examples })
}

/// All families that are told, with their words.
pub fn families(ui: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    ROWS[ui]
        .rules
        .iter()
        .map(|(id, text)| (id.as_str(), text.as_str()))
}

/// `date.fr.day-month` → `date.day-month` and the language.
fn without_language(id: &str) -> (String, Option<Lang>) {
    let mut parts: Vec<&str> = id.split('.').collect();
    let lang = parts
        .get(1)
        .and_then(|code| Lang::all().find(|l| l.code() == *code));
    if lang.is_some() {
        parts.remove(1);
    }
    (parts.join("."), lang)
}

/// Whether `id` is `prefix` or one of its rows.
fn begins(id: &str, prefix: &str) -> bool {
    id.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '/']))
}

/// The examples of the row with the id `row`, wherever it stands in the table.
fn examples(table: &toml::Value, row: &str) -> Vec<String> {
    match table {
        toml::Value::Table(fields) => {
            if fields.get("id").and_then(toml::Value::as_str) == Some(row) {
                let list = fields.get("examples").and_then(toml::Value::as_array);
                return (list.into_iter().flatten())
                    .filter_map(toml::Value::as_str)
                    .map(str::to_owned)
                    .collect();
            }
            fields.values().flat_map(|v| examples(v, row)).collect()
        }
        toml::Value::Array(list) => list.iter().flat_map(|v| examples(v, row)).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every rule that the sample documents make fire is explained, in every language.
    #[test]
    fn every_rule_that_fires_is_told() {
        let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        let mut seen = std::collections::BTreeSet::new();
        for entry in std::fs::read_dir(corpus).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let a = crate::analyse_text(&text);
            let credits = (a.figures.iter().map(|f| &f.attribution))
                .chain(a.quotes.iter().map(|q| &q.attribution))
                .flatten()
                .map(|c| c.rule.clone())
                .collect::<Vec<_>>();
            seen.extend(credits);
            seen.extend(a.figures.into_iter().map(|f| f.rule));
            seen.extend(a.dates.into_iter().map(|d| d.rule));
            seen.extend(a.entities.into_iter().map(|e| e.rule));
            seen.extend(a.quotes.into_iter().map(|q| q.rule));
            seen.extend(a.sources.into_iter().map(|s| s.rule));
        }
        assert!(seen.len() > 50, "{}", seen.len());
        for lang in Lang::all() {
            let untold: Vec<_> = seen.iter().filter(|id| tell(id, lang).is_none()).collect();
            assert!(untold.is_empty(), "{untold:?}");
        }
    }

    #[test]
    fn the_longest_family_wins_and_rows_show_their_examples() {
        let ui = Lang::default();
        let told = |id| tell(id, ui).map(|t| t.text);
        assert_ne!(told("figure.fr.percent"), told("figure.fr.new"));
        assert_eq!(told("figure.fr.new"), told("figure"));
        assert!(!tell("date.fr.month-year", ui).unwrap().examples.is_empty());
        assert_eq!(told("nothing.at.all"), None);
        assert_eq!(told("figures"), None);
    }
}
