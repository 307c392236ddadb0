//! Entities: `&eacute;`, `&#233;`, `&amp` in text, each with the bytes that it takes.

use html5gum::{Token, Tokenizer};
use std::borrow::Cow;

/// No entity is longer.
const LONGEST: usize = 40;

/// The entity that `text`, which begins with `&`, begins with: what it stands for, and its bytes.
pub(super) fn entity(text: &str) -> Option<(String, usize)> {
    let mut chars = text[1..].char_indices();
    let named = chars.find(|&(i, c)| !(c.is_ascii_alphanumeric() || i == 0 && c == '#'));
    let end = match named {
        Some((i, ';')) => i + 2,
        Some((i, _)) => i + 1,
        None => text.len(),
    };
    if !(3..=LONGEST).contains(&end) {
        return None;
    }
    let candidate = &text[..end];
    let Token::String(decoded) = Tokenizer::new(candidate)
        .flatten()
        .find(|t| matches!(t, Token::String(_)))?
    else {
        return None;
    };
    let decoded = String::from_utf8_lossy(&decoded).into_owned();
    // An old entity may lack its semicolon (`&eacutet`): what follows it is no part of it.
    let mut rest = 0;
    for (a, b) in candidate.bytes().rev().zip(decoded.bytes().rev()) {
        if a != b || !a.is_ascii() {
            break;
        }
        rest += 1;
    }
    if rest == candidate.len() {
        return None;
    }
    // `&semi;` ends like what it stands for.
    let rest = rest.min(decoded.len().saturating_sub(1));
    let head = decoded[..decoded.len() - rest].to_owned();
    Some((head, candidate.len() - rest))
}

/// `text` with its entities decoded.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match entity(rest) {
            Some((stands_for, len)) => {
                out.push_str(&stands_for);
                rest = &rest[len..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_decoded() {
        for (text, expected) in [
            (
                "l&rsquo;&eacute;t&eacute;&nbsp;: 5&#8239;%",
                "l’été\u{a0}: 5\u{202f}%",
            ),
            ("R&D, AT&T; a & b &", "R&D, AT&T; a & b &"),
            ("&eacutet&eacute", "été"),
            ("&#xE9;&#233;&#8217", "éé’"),
            ("&lt;p&gt;&ltt&semi;&amp;amp;", "<p><t;&amp;"),
            ("&nix;&#;&#x;&é", "&nix;&#;&#x;&é"),
            ("&#150;&#0;", "–\u{fffd}"),
        ] {
            assert_eq!(decoded(text), expected, "{text}");
        }
    }
}
