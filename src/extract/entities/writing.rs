//! How a name is written: short forms, capitals, the order of its parts.

use super::lexicon::{LEXICON, WordFlags, pieces};
use crate::text::fold;

/// One word of two to ten characters with two capitals or more (`OTAN`, `AfCRA`, `RDNA5`).
pub fn is_acronym(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let upper = text.chars().filter(|c| c.is_uppercase()).count();
    !text.contains(fold::is_space)
        && (2..=10).contains(&text.chars().count())
        && upper >= 2
        && upper * 2 >= letters
}

/// Whether `short`, one word with a capital, can be short for `long`, several words: its characters stand in
/// `long` in their order, the first of them at the head of a word (`Anah`, `Agence nationale de
/// l'habitat`; A. Schwartz, M. Hearst 2003). A word of `long` itself is not.
pub fn abbreviates(short: &str, long: &str) -> bool {
    let capital = short.chars().next().is_some_and(char::is_uppercase);
    let length = short.chars().count();
    let plain = short.chars().all(char::is_alphanumeric);
    if !capital || !plain || !(2..=10).contains(&length) {
        return false;
    }
    let (short, long) = (fold::fold(short), fold::fold(long));
    let words: Vec<&str> = pieces(&long).collect();
    if words.len() < 2 || words.contains(&&*short) {
        return false;
    }
    let letters: Vec<char> = short.chars().collect();
    let (first, rest) = (letters[0], &letters[1..]);
    // From each word that begins with the first letter on, the others are looked for in turn.
    (0..words.len()).any(|at| {
        let mut tail = words[at..].iter().flat_map(|w| w.chars());
        tail.next() == Some(first) && rest.iter().all(|&c| tail.any(|t| t == c))
    })
}

/// Several words, all in capitals, or one longer than acronyms are.
pub fn is_shouted(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    letters.clone().count() > 1 && letters.all(char::is_uppercase) && !is_acronym(text)
}

/// `MER NOIRE` → `Mer Noire`: each word with one capital.
pub fn lower_shout(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut first = true;
    for c in text.chars() {
        if !c.is_alphabetic() {
            first = true;
            out.push(c);
        } else if first {
            first = false;
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// A person's name in speaking order and usual case: `HRYTSENKO, Olena` → `Olena Hrytsenko`.
pub fn upright(text: &str) -> String {
    let turned = match text.split_once(',').or_else(|| {
        let open = text.find('(')?;
        text[open..].contains('.').then_some(text.split_at(open))
    }) {
        Some((family, given)) => {
            let given = given.trim().trim_matches(['(', ')', ' ']);
            format!("{given} {}", family.trim())
        }
        None => text.to_owned(),
    };
    turned
        .split(' ')
        .enumerate()
        .map(|(i, w)| {
            let ordinal = i > 0 && is_ordinal(w);
            if !ordinal && (is_shouted(w) || is_acronym(w) && !w.contains('.')) {
                lower_shout(w)
            } else {
                w.to_owned()
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// `II`, `XVI`: the number of a ruler.
fn is_ordinal(word: &str) -> bool {
    word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

/// The initials of a name's words, folded: of all words, and of those that are no small words.
pub fn initials(text: &str) -> [String; 2] {
    let mut all = String::new();
    let mut heavy = String::new();
    for word in
        text.split(|c: char| fold::is_space(c) || fold::is_hyphen(c) || fold::is_apostrophe(c))
    {
        let folded = fold::fold(word);
        let Some(c) = folded.chars().find(|c| c.is_alphanumeric()) else {
            continue;
        };
        all.push(c);
        let small = crate::lang::Lang::all().any(|l| {
            LEXICON.word(l, &folded).has(WordFlags::LINK)
                || LEXICON.word(l, &folded).has(WordFlags::ARTICLE)
        });
        if !small && folded.chars().count() > 1 {
            heavy.push(c);
        }
    }
    [all, heavy]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms() {
        for (text, expected) in [
            ("OTAN", true),
            ("AfCRA", true),
            ("RDNA5", true),
            ("Minsk", false),
            ("LE MONDE", false),
            ("iSANS", true),
        ] {
            assert_eq!(is_acronym(text), expected, "{text}");
        }
    }

    #[test]
    fn names_stand_upright() {
        assert_eq!(upright("HRYTSENKO, Olena"), "Olena Hrytsenko");
        assert_eq!(upright("Hoxhaj (E.)"), "E. Hoxhaj");
        assert_eq!(upright("CHARLES III"), "Charles III");
        assert_eq!(upright("XI JINPING"), "Xi Jinping");
        assert_eq!(upright("EL OUAFI, Driss"), "Driss El Ouafi");
    }

    #[test]
    fn short_forms_keep_the_order_of_letters() {
        let agency = "Agence nationale de l'habitat";
        for (short, long, expected) in [
            ("Anah", agency, true),
            (
                "Capeb",
                "Confédération de l'artisanat et des petites entreprises du bâtiment",
                true,
            ),
            ("Anac", agency, false),
            ("Habitat", agency, false),
            ("anah", agency, false),
            ("Anah", "Agence", false),
        ] {
            assert_eq!(abbreviates(short, long), expected, "{short}, {long}");
        }
    }

    #[test]
    fn initials_of_all_words_or_heavy_ones() {
        let got = initials("Institute for the Study of War");
        assert_eq!(got, ["iftsow".to_owned(), "isw".to_owned()]);
    }
}
