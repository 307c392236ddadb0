//! Lemmas: a full-form lexicon, and edits by suffix for forms that it lacks.
//!
//! A lemma is written as an edit of the lower-case form: how many characters to take from its end
//! and what to put there (Chrupała 2006 calls the general case an edit script). The lexicon gives
//! the edit of each form and tag seen in training; an unseen form takes the edit that is most
//! usual for the longest suffix it shares with seen ones.

use crate::learned::Key;

/// An edit from a form to its lemma.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Script {
    /// Characters taken from the form's end.
    pub strip: usize,
    pub add: String,
}

impl Script {
    /// The edit that makes `lemma` of `form` and keeps their common beginning.
    pub fn between(form: &str, lemma: &str) -> Script {
        let common = form
            .chars()
            .zip(lemma.chars())
            .take_while(|(a, b)| a == b)
            .count();
        Script {
            strip: form.chars().count() - common,
            add: lemma.chars().skip(common).collect(),
        }
    }
}

/// The lemma that `script` makes of `form`; the form itself when it is too short for the edit.
pub(crate) fn apply(script: &Script, form: &str) -> String {
    let n = form.chars().count();
    // Nothing is no lemma.
    if script.strip > n || script.strip == n && script.add.is_empty() {
        return form.to_owned();
    }
    let mut out: String = form.chars().take(n - script.strip).collect();
    out.push_str(&script.add);
    out
}

/// Suffixes up to this many characters are learned.
const SUFFIX: usize = 7;

/// Where to look for the edit of `form` with `tag`, the most telling place first.
pub(crate) fn lemma_keys(form: &str, tag: &str) -> Vec<Key> {
    let ends: Vec<usize> = form.char_indices().map(|(i, _)| i).collect();
    let n = ends.len();
    let mut keys = vec![Key::join(80, &[form, tag])];
    keys.extend((0..=SUFFIX.min(n)).rev().map(|len| {
        Key::join(
            81,
            &[if len == 0 { "" } else { &form[ends[n - len]..] }, tag],
        )
    }));
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_leads_from_form_to_lemma() {
        for (form, lemma) in [
            ("chevaux", "cheval"),
            ("est", "être"),
            ("avions", "avion"),
            ("le", "le"),
        ] {
            assert_eq!(apply(&Script::between(form, lemma), form), lemma);
        }
        for (strip, add) in [(5, "x"), (2, "")] {
            let add = add.to_owned();
            assert_eq!(apply(&Script { strip, add }, "ab"), "ab");
        }
    }
}
