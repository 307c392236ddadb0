//! Web addresses, as they are compared and written.

/// What two spellings of one address have in common: scheme, `www.`, capital letters, a final slash and
/// the escapes of Markdown do not count.
pub(super) fn address_key(url: &str) -> String {
    let url = clean(url).to_lowercase();
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .unwrap_or(&url);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    rest.trim_end_matches('/').to_owned()
}

/// The address without angle brackets and the backslashes that Markdown puts before punctuation.
pub(super) fn clean(url: &str) -> String {
    let url = url.trim().trim_start_matches('<').trim_end_matches('>');
    let mut out = String::with_capacity(url.len());
    let mut chars = url.chars().peekable();
    while let Some(c) = chars.next() {
        let escapes = c == '\\' && chars.peek().is_none_or(|d| d.is_ascii_punctuation());
        if !escapes {
            out.push(c);
        }
    }
    // `\\_` was escaped twice.
    out.replace('\\', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_are_one() {
        let key = address_key("https://www.example.org/a_b/");
        assert_eq!(key, address_key(r"http://Example.org/a\_b"));
        assert_ne!(key, address_key("https://example.org/b"));
    }

    #[test]
    fn escapes_go() {
        for (written, meant) in [
            (r"https://a.org/x\_y", "https://a.org/x_y"),
            (r"https://a.org/x\\_y", "https://a.org/x_y"),
            ("<https://a.org>", "https://a.org"),
        ] {
            assert_eq!(clean(written), meant, "{written}");
        }
    }
}
