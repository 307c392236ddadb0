//! [`Ui`]: the program's own words in one language, read from `lang/*/ui.toml`.
//!
//! A word that is missing in one language, or whose `{places}` differ, fails a test here.

use crate::lang::{Lang, PerLang, Table};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static UI: LazyLock<PerLang<Ui>> = LazyLock::new(|| PerLang::new(|lang| lang.load(Table::Ui)));

/// All that the program says in one language.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ui {
    pub errors: Errors,
    pub jsonl: Jsonl,
    pub words: Words,
    /// What a file is, keyed by what [`crate::read::ReadError`] calls it.
    pub kinds: BTreeMap<String, String>,
}

/// A noun or sentence for one and for several.
pub type Plural = [String; 2];

/// Declares groups of words, each a field of the table of the same name.
macro_rules! words {
    ($($(#[$doc:meta])* $group:ident { $($word:ident $(: $kind:ty)?),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Deserialize, Serialize)]
        #[serde(deny_unknown_fields)]
        pub struct $group { $(pub $word: words!(@ $($kind)?)),* }
    )*};
    (@) => { String };
    (@ $kind:ty) => { $kind };
}

words! {
    /// Messages of [`crate::error::Error`].
    Errors {
        missing, no_documents, unreadable, foreign, binary, not_utf8, too_large, unwritable,
        output_is_input, output_is_file, date, settings, several, folder, no_paths, jsonl_paths,
        format, unknown_rule, stdin, stdout, internal,
    }
    /// Why a line of a stream was not analysed.
    Jsonl {
        malformed, not_utf8, too_long, no_id, no_text, lang, date, format, field, internal,
        failed: Plural,
    }
    /// Single words of messages.
    Words { error, warning, note }
}

impl Ui {
    /// The words of `lang`.
    pub fn of(lang: Lang) -> &'static Ui {
        &UI[lang]
    }
}

/// `template` with each `{name}` replaced by its value.
pub fn fill(template: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let named = after.find('}').and_then(|close| {
            let value = values.iter().find(|(name, _)| *name == &after[..close])?;
            Some((close, value.1))
        });
        match named {
            Some((close, value)) => {
                let _ = write!(out, "{value}");
                rest = &after[close + 1..];
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The form of `plural` that goes with `count`, its `{count}` filled in.
pub fn count(plural: &Plural, count: usize) -> String {
    fill(&plural[usize::from(count > 1)], &[("count", &count)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn places_are_filled_and_other_braces_kept() {
        assert_eq!(
            fill("{a} of {b}: {\"id\"} {", &[("a", &1), ("b", &"x")]),
            "1 of x: {\"id\"} {"
        );
    }

    /// Every word with its path: `errors.missing`.
    fn flatten(value: &Value, path: &str, into: &mut BTreeMap<String, String>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    flatten(value, &format!("{path}.{key}"), into);
                }
            }
            Value::Array(list) => {
                for (i, value) in list.iter().enumerate() {
                    flatten(value, &format!("{path}.{i}"), into);
                }
            }
            Value::String(word) => {
                into.insert(path.to_owned(), word.clone());
            }
            _ => {}
        }
    }

    fn places(word: &str) -> Vec<&str> {
        let mut out: Vec<&str> = word
            .split('{')
            .skip(1)
            .filter_map(|rest| Some(&rest[..rest.find('}')?]))
            .filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
            .collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    #[test]
    fn all_languages_say_the_same_things() {
        let all: Vec<_> = Lang::all()
            .map(|lang| {
                let mut words = BTreeMap::new();
                let value = serde_json::to_value(Ui::of(lang)).unwrap();
                flatten(&value, "", &mut words);
                (lang, words)
            })
            .collect();
        let (first, words) = &all[0];
        assert!(words.len() > 40);
        for (lang, others) in &all[1..] {
            let keys = |m: &BTreeMap<String, String>| m.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(words), keys(others), "{first} and {lang}");
            for (key, word) in words {
                assert_eq!(
                    places(word),
                    places(&others[key]),
                    "{key} in {first} and {lang}"
                );
                assert!(!word.trim().is_empty(), "{key}");
            }
        }
    }
}
