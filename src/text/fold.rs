//! Folding: the one place where case, accents, apostrophes, dashes and kinds of space are made alike.
//!
//! | form of | `lower` | `fold` |
//! | --- | --- | --- |
//! | `FÉVRIER` | `février` | `fevrier` |
//! | `L’État` | `l'état` | `l'etat` |
//! | `Œuvre` | `œuvre` | `oeuvre` |
//! | `1940–1944` | `1940-1944` | `1940-1944` |

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, with one apostrophe (`'`), one hyphen (`-`) and one space (` `); accents kept.
pub fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text
            .bytes()
            .map(|b| unify(char::from(b)).to_ascii_lowercase())
            .collect();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match unify(c) {
            '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// [`lower`] without accents, ligatures opened (`œ` → `oe`, `ß` → `ss`, `ł` → `l`).
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return lower(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in lower(text).nfkd() {
        match c {
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            'ł' => out.push('l'),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'þ' => out.push_str("th"),
            'ı' => out.push('i'),
            'ə' => out.push('e'),
            c if is_combining_mark(c) => {}
            c => out.push(unify(c)),
        }
    }
    out
}

/// One character for each kind of apostrophe, hyphen, dash used as a hyphen, and space.
pub fn unify(c: char) -> char {
    match c {
        '’' | '‘' | 'ʼ' | 'ʹ' | '′' | '`' | '´' | '＇' => '\'',
        '‐' | '‑' | '‒' | '–' | '−' | '﹣' | '－' => '-',
        c if is_space(c) => ' ',
        c => c,
    }
}

/// Every kind of space, no-break and thin ones and line breaks among them.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Apostrophes in use between letters.
pub fn is_apostrophe(c: char) -> bool {
    unify(c) == '\''
}

/// Hyphens and dashes that stand for a hyphen between letters or digits (not the em dash).
pub fn is_hyphen(c: char) -> bool {
    unify(c) == '-'
}

/// A short name made only of `a-z`, `0-9` and `-`, for identifiers and keys.
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in fold(text).chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_accents_apostrophes_dashes_and_spaces() {
        for (written, folded) in [
            ("FÉVRIER", "fevrier"),
            ("L’État", "l'etat"),
            ("Œuvre", "oeuvre"),
            ("1940–1944", "1940-1944"),
            ("65\u{202f}000", "65 000"),
            ("Kalinoŭski", "kalinouski"),
            ("Wałęsa", "walesa"),
            ("co\u{ad}opération", "cooperation"),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("Après  l’été 2026.md"), "apres-l-ete-2026-md");
        assert_eq!(slug("…"), "");
    }
}
