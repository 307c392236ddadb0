//! Full-form lexicons: which parts of speech a form can have, for forms that the treebanks lack.
//!
//! A lexicon is a list of rows `form TAB UPOS`. [`lexique`] and [`wordnet`] make one of what others have
//! gathered: Lexique 3.83 (New, Pallier, Brysbaert and Ferrand 2004) lists inflected forms, WordNet 3.0
//! (Miller 1995) base forms and irregular ones, whose regular forms are made here.

use crate::lang::{self, Lang};
use std::collections::{BTreeMap, BTreeSet};
use std::{fs, io, path::Path};

/// The parts of speech of each form, in small letters.
pub type Lexicon = BTreeMap<String, BTreeSet<String>>;

/// Adds the rows of a list to `lexicon`.
pub fn read(list: &str, lexicon: &mut Lexicon) {
    for (form, tag) in list.lines().filter_map(|row| row.split_once('\t')) {
        add(lexicon, form, tag);
    }
}

/// A lexicon as the list that [`read`] takes.
pub fn write(lexicon: &Lexicon) -> String {
    let rows = lexicon
        .iter()
        .flat_map(|(form, tags)| tags.iter().map(move |tag| (form, tag)));
    rows.map(|(form, tag)| format!("{form}\t{tag}\n")).collect()
}

fn add(lexicon: &mut Lexicon, form: &str, tag: &str) {
    if form.starts_with(char::is_alphabetic) && !form.contains([' ', '_', '.']) {
        lexicon
            .entry(form.to_lowercase())
            .or_default()
            .insert(tag.to_owned());
    }
}

/// Adds the names of one word that the program's own tables know.
pub fn add_names(lexicon: &mut Lexicon) {
    for form in lang::rows(lang::GIVEN_NAMES).filter_map(|mut cells| cells.next()) {
        add(lexicon, form, "PROPN");
    }
    for (_, list) in lang::NAMES {
        for cells in lang::rows(list) {
            // A type, and then the name in each language.
            for form in cells.skip(1).take(Lang::all().len()) {
                add(lexicon, form, "PROPN");
            }
        }
    }
}

/// The lexicon in the table of Lexique 3 (tabs, the fourth column is the part of speech), in any of its
/// encodings.
pub fn lexique(bytes: &[u8]) -> Lexicon {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    };
    let mut out = Lexicon::new();
    for line in text.lines().skip(1) {
        let mut columns = line.split('\t');
        let (Some(form), Some(class)) = (columns.next(), columns.nth(2)) else {
            continue;
        };
        let tag = match class.split(':').next().unwrap_or(class) {
            "NOM" => "NOUN",
            "VER" => "VERB",
            "AUX" => "AUX",
            "ADJ" => "ADJ",
            "ADV" => "ADV",
            "PRE" => "ADP",
            "CON" => "CCONJ",
            "ONO" => "INTJ",
            _ => continue,
        };
        add(&mut out, form, tag);
    }
    out
}

/// The lexicon in the files of WordNet under `dict` (`data.noun`, `index.verb`, `adj.exc` …).
///
/// # Errors
/// When a file cannot be read.
pub fn wordnet(dict: &Path) -> io::Result<Lexicon> {
    let file = |name: &str| fs::read_to_string(dict.join(name));
    let mut out = Lexicon::new();
    for (name, tag) in [
        ("noun", "NOUN"),
        ("verb", "VERB"),
        ("adj", "ADJ"),
        ("adv", "ADV"),
    ] {
        // The data keep the capitals of names; every line of theirs begins with the synset's number.
        let data = file(&format!("data.{name}"))?;
        let mut words: BTreeSet<&str> = BTreeSet::new();
        for line in data.lines().filter(|l| !l.starts_with(' ')) {
            let columns: Vec<&str> = line.split(' ').collect();
            let count = columns
                .get(3)
                .and_then(|n| usize::from_str_radix(n, 16).ok());
            let in_synset = columns.iter().skip(4).step_by(2).take(count.unwrap_or(0));
            words.extend(in_synset.map(|w| w.split('(').next().unwrap_or(w)));
        }
        for word in words.into_iter().filter(|w| !w.contains(['_', '.'])) {
            if word.starts_with(char::is_uppercase) {
                add(&mut out, word, "PROPN");
                continue;
            }
            add(&mut out, word, tag);
            for form in regular(word, tag) {
                add(&mut out, &form, tag);
            }
        }
        for line in file(&format!("{name}.exc"))?.lines() {
            add(&mut out, line.split(' ').next().unwrap_or_default(), tag);
        }
    }
    Ok(out)
}

/// The regular inflected forms of a base form; WordNet lists the irregular ones.
fn regular(word: &str, tag: &str) -> Vec<String> {
    let ends = |ends: &[&str]| ends.iter().any(|end| word.ends_with(end));
    let vowel_before_last = word
        .chars()
        .rev()
        .nth(1)
        .is_some_and(|c| "aeiou".contains(c));
    let cut = |n: usize, end: &str| format!("{}{end}", &word[..word.len() - n]);
    let y = word.ends_with('y') && !vowel_before_last;
    let e = word.ends_with('e');
    let hisses = ends(&["s", "x", "z", "ch", "sh"]) || tag == "VERB" && ends(&["o"]);
    let with_s = if hisses {
        cut(0, "es")
    } else if y {
        cut(1, "ies")
    } else {
        cut(0, "s")
    };
    let with = |end: &str| {
        if e {
            cut(1, end)
        } else if y {
            cut(1, &format!("i{end}"))
        } else {
            cut(0, end)
        }
    };
    match tag {
        "NOUN" => vec![with_s],
        "VERB" => {
            let drops_e = e && !ends(&["ee", "oe", "ye"]);
            let ing = if drops_e {
                cut(1, "ing")
            } else {
                cut(0, "ing")
            };
            vec![with_s, with("ed"), ing]
        }
        // Longer adjectives are compared by words of their own.
        "ADJ" if word.len() < 7 => vec![with("er"), with("est")],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_forms() {
        for (word, tag, forms) in [
            ("box", "NOUN", "boxes"),
            ("city", "NOUN", "cities"),
            ("day", "NOUN", "days"),
            ("bake", "VERB", "bakes baked baking"),
            ("carry", "VERB", "carries carried carrying"),
            ("agree", "VERB", "agrees agreed agreeing"),
            ("dry", "ADJ", "drier driest"),
            ("remarkable", "ADJ", ""),
        ] {
            assert_eq!(regular(word, tag).join(" "), forms, "{word}");
        }
    }

    #[test]
    fn a_table_of_lexique_gives_forms_with_their_parts_of_speech() {
        let table = "1_ortho\t2_phon\t3_lemme\t4_cgram\nport\tpOR\tport\tNOM\nporte\tpORt\tporter\tVER\nporte\tpORt\tporte\tNOM\nle\tl@\tle\tART:def\n";
        let lexicon = lexique(table.as_bytes());
        assert_eq!(write(&lexicon), "port\tNOUN\nporte\tNOUN\nporte\tVERB\n");
        let mut again = Lexicon::new();
        read(&write(&lexicon), &mut again);
        assert_eq!(again, lexicon);
    }
}
