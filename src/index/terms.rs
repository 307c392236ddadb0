//! What a sentence is found by: a term for each of its words.
//!
//! | written | terms |
//! | --- | --- |
//! | `L’Œuvre biélorusse` | `l` `oeuvr` `bieloruss` |
//! | `1 250 km`, `1,250 km` in English | `1250` `km` |
//! | `1,4 milliard` | `1·4` `milliard` |
//! | `VVER-1200`, `O.N.U.` | `vver` `1200`, `onu` |
//!
//! A term is the stem of a word in its language (Snowball), folded. Terms hold letters, digits and
//! `·` (the decimal mark) alone, which FTS5's tokenizer `ascii` takes as they are.

use crate::lang::Lang;
use crate::report::Ui;
use crate::terms::stem;
use crate::text::{Form, FormId, Forms, Shape, Token, fold};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The decimal mark in terms: no letter, and no sign that parts words.
const POINT: char = '·';

/// A word as it is searched for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// The folding without its stem taken.
    pub form: String,
    pub stem: String,
}

impl Term {
    fn plain(form: String) -> Term {
        Term {
            stem: form.clone(),
            form,
        }
    }
}

/// Reads tokens as terms, each form once.
#[derive(Debug, Default)]
pub struct Reader {
    known: FxHashMap<(Lang, FormId), Vec<Term>>,
}

impl Reader {
    /// Hands on the terms of `tokens`, each with the tokens that it is made of.
    pub fn read(
        &mut self,
        lang: Lang,
        tokens: &[Token],
        forms: &Forms,
        mut each: impl FnMut(&Term, Range<usize>),
    ) {
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let end = at + groups(&tokens[at..], forms);
            if end > at + 1 {
                let digits = tokens[at..end].iter().map(|t| &*forms.get(t.form).fold);
                let digits: String = digits.collect();
                if let Some(number) = number(lang, &digits) {
                    each(&Term::plain(number), at..end);
                }
            } else {
                let terms = self.known.entry((lang, token.form));
                let terms = terms.or_insert_with(|| of_form(lang, forms.get(token.form)));
                terms.iter().for_each(|term| each(term, at..end));
            }
            at = end;
        }
    }

    /// The words that were read, each with its term; numbers and compounds are none.
    pub fn words(self) -> impl Iterator<Item = (Lang, FormId, Term)> {
        self.known
            .into_iter()
            .filter_map(|((lang, form), mut terms)| {
                let term = terms.pop().filter(|_| terms.is_empty())?;
                Some((lang, form, term))
            })
    }
}

/// How many tokens at the start of `tokens` are one number in groups of three digits: `1 250 000`.
fn groups(tokens: &[Token], forms: &Forms) -> usize {
    let digits = |at: usize| {
        let text = &*forms.get(tokens[at].form).fold;
        let len = text.bytes().take_while(u8::is_ascii_digit).count();
        (len, len == text.len())
    };
    let mut count = 1;
    let (mut len, mut whole) = digits(0);
    if !whole || len == 0 || len > 3 {
        return 1;
    }
    while whole && count < tokens.len() {
        // One space of any kind.
        let between = tokens[count].span.start() - tokens[count - 1].span.end();
        (len, whole) = digits(count);
        let decimals = || forms.get(tokens[count].form).shape == Shape::Digits;
        if len != 3 || !(1..=3).contains(&between) || !whole && !decimals() {
            break;
        }
        count += 1;
    }
    count
}

/// The terms of a form in a sentence of `lang`; none of a sign.
fn of_form(lang: Lang, form: &Form) -> Vec<Term> {
    match form.shape {
        Shape::Other => Vec::new(),
        Shape::Digits => number(lang, &form.fold)
            .map(Term::plain)
            .into_iter()
            .collect(),
        // `O.N.U.` is found as `ONU`.
        Shape::Upper if form.text.contains('.') => {
            let letters: String = form.fold.chars().filter(|c| *c != '.').collect();
            pieces(&letters)
                .map(|p| Term::plain(p.to_owned()))
                .collect()
        }
        _ => {
            let parts: Vec<&str> = pieces(&form.fold).collect();
            let accented: Vec<&str> = pieces(&form.lower).collect();
            match parts.len() == accented.len() {
                true => parts
                    .iter()
                    .zip(accented)
                    .map(|(p, lower)| word(lang, lower, p))
                    .collect(),
                false => parts.iter().map(|p| Term::plain((*p).to_owned())).collect(),
            }
        }
    }
}

fn word(lang: Lang, lower: &str, folded: &str) -> Term {
    // Stems rest on accents, which go only then.
    let stem = fold::fold(&stem(lang, lower));
    match folded.starts_with(|c: char| c.is_ascii_digit()) || stem.is_empty() {
        true => Term::plain(folded.to_owned()),
        false => Term {
            form: folded.to_owned(),
            stem,
        },
    }
}

/// The runs of letters and digits.
fn pieces(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|p| !p.is_empty())
}

/// A number in digits, without groups: `1 250` and `1,250` (in English) are `1250`.
fn number(lang: Lang, folded: &str) -> Option<String> {
    let decimal = Ui::of(lang).numbers.decimal.chars().next();
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            c if c.is_alphanumeric() => out.push(c),
            c if Some(c) == decimal => out.push(POINT),
            _ => {}
        }
    }
    // A sign between groups that is the language's decimal mark: `1.250.000` in English.
    if out.matches(POINT).count() > 1 {
        out.retain(|c| c != POINT);
    }
    let out = out.trim_matches(POINT);
    (!out.is_empty()).then(|| out.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens_of;

    #[test]
    fn words_become_terms() {
        let langs: Vec<Lang> = Lang::all().collect();
        for (index, written, terms) in [
            (0, "L’Œuvre biélorusse", "l oeuvr bieloruss"),
            (0, "1 250 km", "1250 km"),
            (0, "1\u{202f}250,5", "1250·5"),
            (0, "12 345 678 habitants, 1 25", "12345678 habit 1 25"),
            (1, "1,250 km", "1250 km"),
            (1, "1.4 billion", "1·4 billion"),
            (0, "VVER-1200, O.N.U.", "vver 1200 onu"),
            (0, "chevaux préférées", "cheval prefer"),
            (1, "ministries", "ministri"),
            (0, "« — … »", ""),
        ] {
            let lang = langs
                .iter()
                .copied()
                .find(|l| l.code() == ["fr", "en"][index])
                .unwrap();
            let (tokens, forms) = tokens_of(lang, written);
            let mut found: Vec<String> = Vec::new();
            Reader::default().read(lang, &tokens, &forms, |term, _| {
                found.push(term.stem.clone())
            });
            assert_eq!(found.join(" "), terms, "{written}");
        }
    }
}
