//! Citation keys: `makarchuk2026`, and `shraibman2025a`, `shraibman2025b` for several works of a year.

use super::reference::Reference;
use super::words::words;
use crate::text::fold;
use rustc_hash::FxHashMap;

/// The keys of all references, in their order. A key rests on author and year alone, so that adding
/// an entry changes no other author's key.
pub(super) fn keys<'r>(references: impl Iterator<Item = &'r Reference>) -> Vec<String> {
    let bases: Vec<(String, Option<char>)> = references
        .map(|r| {
            let letter = r.issued.as_ref().and_then(|d| d.letter);
            (base(r), letter)
        })
        .collect();
    let mut count: FxHashMap<&str, usize> = FxHashMap::default();
    for (base, _) in &bases {
        *count.entry(base).or_default() += 1;
    }
    let mut given: FxHashMap<String, usize> = FxHashMap::default();
    let mut out: Vec<String> = Vec::with_capacity(bases.len());
    for (base, letter) in &bases {
        let wanted = match letter {
            Some(letter) => format!("{base}{letter}"),
            None if count[base.as_str()] > 1 => {
                let n = given.entry(base.clone()).or_default();
                *n += 1;
                format!("{base}{}", letters(*n - 1))
            }
            None => base.clone(),
        };
        out.push(wanted);
    }
    // Letters of the list and of ours may meet.
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    for key in &mut out {
        let n = seen.entry(key.clone()).or_default();
        *n += 1;
        if *n > 1 {
            *key = format!("{key}-{n}");
        }
    }
    out
}

/// `a` … `z`, `aa` …
fn letters(mut n: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push(b'a' + (n % 26) as u8);
        n /= 26;
        if n == 0 {
            break;
        }
        n -= 1;
    }
    out.iter().rev().map(|&b| char::from(b)).collect()
}

/// First author and year; the title's first words where nobody is named.
fn base(reference: &Reference) -> String {
    let first = reference.author.first();
    let name = match first {
        Some(p) if p.family.is_some() => plain(p.family.as_deref().unwrap_or_default()),
        Some(p) => institution(
            p.literal.as_deref().unwrap_or_default(),
            &reference.acronyms,
        ),
        None => match reference
            .container_title
            .as_ref()
            .or(reference.publisher.as_ref())
        {
            Some(medium) => institution(medium, &[]),
            None => title(reference.title.as_deref().unwrap_or_default()),
        },
    };
    let year = reference
        .issued
        .as_ref()
        .and_then(|d| d.edtf.as_deref())
        .and_then(|e| e.get(..4))
        .unwrap_or_default();
    let name = if name.is_empty() {
        "source".to_owned()
    } else {
        name
    };
    format!("{name}{year}")
}

fn plain(text: &str) -> String {
    fold::fold(text)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(40)
        .collect()
}

/// `World Bank` as `worldbank`, longer names by their acronym or initials.
fn institution(name: &str, acronyms: &[String]) -> String {
    if let [acronym, ..] = acronyms {
        return plain(acronym);
    }
    let all = words(name);
    let capital: Vec<&str> = all
        .iter()
        .map(|w| &name[w.at.clone()])
        .filter(|w| w.starts_with(char::is_uppercase))
        .collect();
    if all.len() <= 2 {
        return plain(name);
    }
    if capital.len() >= 3 {
        return plain(
            &capital
                .iter()
                .filter_map(|w| w.chars().next())
                .collect::<String>(),
        );
    }
    plain(
        &all.iter()
            .filter(|w| w.fold.len() > 3)
            .take(2)
            .map(|w| w.fold.as_str())
            .collect::<String>(),
    )
}

fn title(title: &str) -> String {
    plain(
        &words(title)
            .iter()
            .filter(|w| w.fold.len() > 3)
            .take(2)
            .map(|w| w.fold.as_str())
            .collect::<String>(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_behind_z() {
        assert_eq!(
            [letters(0), letters(25), letters(26), letters(27)],
            ["a", "z", "aa", "ab"]
        );
    }

    #[test]
    fn institutions_are_short() {
        for (name, key) in [
            ("World Bank", "worldbank"),
            (
                "Forum tunisien pour les droits économiques et sociaux",
                "forumtunisien",
            ),
            ("Institute for the Study of War", "isw"),
        ] {
            assert_eq!(institution(name, &[]), key, "{name}");
        }
    }
}
