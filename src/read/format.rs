//! [`Format`]: which kind of document bytes are, told by what they hold and not by what they are
//! called. A file's name only settles what content cannot: Markdown or plain text.

use super::charset::Charset;

/// Formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Markdown,
    /// Plain text, hard-wrapped or not.
    Text,
    Html,
    /// Office Open XML, as Word writes it.
    Docx,
    /// OpenDocument text, as LibreOffice writes it.
    Odt,
    Pdf,
}

/// The extensions that documents are found by ([`Format::from_extension`]), as messages name them.
pub const EXTENSIONS: &str = ".md, .markdown, .txt, .html, .htm, .xhtml, .docx, .odt, .pdf";

impl Format {
    pub const ALL: [Format; 6] = [
        Format::Markdown,
        Format::Text,
        Format::Html,
        Format::Docx,
        Format::Odt,
        Format::Pdf,
    ];

    /// Those that are themselves text: the document text is the decoded input.
    pub const OF_TEXT: [Format; 3] = [Format::Markdown, Format::Text, Format::Html];

    /// As options and analyses write it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Markdown => "markdown",
            Format::Text => "text",
            Format::Html => "html",
            Format::Docx => "docx",
            Format::Odt => "odt",
            Format::Pdf => "pdf",
        }
    }

    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|f| f.name() == name)
    }

    /// The format that a file's extension promises.
    pub fn from_extension(extension: &str) -> Option<Format> {
        match extension.to_ascii_lowercase().as_str() {
            "md" | "markdown" | "mdown" | "mkd" => Some(Format::Markdown),
            "txt" | "text" => Some(Format::Text),
            "html" | "htm" | "xhtml" => Some(Format::Html),
            "docx" => Some(Format::Docx),
            "odt" => Some(Format::Odt),
            "pdf" => Some(Format::Pdf),
            _ => None,
        }
    }
}

/// What a document's bytes were taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputKind {
    pub format: Format,
    /// How the bytes were decoded; `None` for a format that says so itself, part by part.
    pub charset: Option<Charset>,
}

/// What bytes begin like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signature {
    Pdf,
    Zip,
    /// Nothing that is read, by its name in messages.
    Foreign(&'static str),
}

/// What other than text the bytes are, by their first ones.
pub(super) fn signature(bytes: &[u8]) -> Option<Signature> {
    use Signature::{Foreign, Pdf, Zip};
    const SIGNATURES: &[(&[u8], Signature)] = &[
        (b"%PDF-", Pdf),
        (b"PK\x03\x04", Zip),
        (b"PK\x05\x06", Zip),
        (
            b"\xD0\xCF\x11\xE0",
            Foreign("an old Office file (DOC, XLS …)"),
        ),
        (b"{\\rtf", Foreign("an RTF file")),
        (b"\x89PNG", Foreign("a PNG image")),
        (b"\xFF\xD8\xFF", Foreign("a JPEG image")),
        (b"\x1F\x8B", Foreign("a gzip archive")),
    ];
    // Some programs put a line or two before a PDF's first; its readers look this far.
    let near = &bytes[..bytes.len().min(1024)];
    SIGNATURES
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, kind)| *kind)
        .or_else(|| {
            let pdf = near.windows(7).any(|w| w == b"%PDF-1." || w == b"%PDF-2.");
            (pdf && near.contains(&0)).then_some(Pdf)
        })
}

/// Which of the formats of text `text` is; `expected` is what the file's name promises.
pub(super) fn of_text(text: &str, expected: Option<Format>) -> Format {
    if is_html(text, expected) {
        return Format::Html;
    }
    match expected {
        Some(Format::Markdown) => Format::Markdown,
        Some(Format::Text) => Format::Text,
        _ if has_markdown(text) => Format::Markdown,
        _ => Format::Text,
    }
}

/// Whether a page begins: its declaration or root, behind comments; a bare element of a page only
/// where no other format is promised, as Markdown may begin with one.
fn is_html(text: &str, expected: Option<Format>) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = match () {
            () if rest.starts_with("<!--") => "-->",
            () if rest.starts_with("<?") => ">",
            () => break,
        };
        match rest.find(end) {
            Some(at) => rest = rest[at + end.len()..].trim_start(),
            None => return false,
        }
    }
    let Some(tag) = rest.strip_prefix('<') else {
        return false;
    };
    let name: String = tag
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '!')
        .map(|c| c.to_ascii_lowercase())
        .collect();
    match name.as_str() {
        "!doctype" | "html" | "head" | "body" => true,
        "title" | "meta" | "link" | "style" | "script" | "article" | "main" | "section"
        | "header" | "nav" | "div" | "p" | "h1" | "h2" | "h3" | "ul" | "ol" | "table"
        | "blockquote" => matches!(expected, None | Some(Format::Html)) && closes_tags(rest),
        _ => false,
    }
}

/// Whether most lines are of a page: Markdown with an element at the top has hardly any others.
fn closes_tags(text: &str) -> bool {
    let (mut lines, mut tagged) = (0, 0);
    for line in text.lines().filter(|l| !l.trim().is_empty()).take(200) {
        lines += 1;
        tagged += usize::from(line.contains("</") || line.trim_start().starts_with('<'));
    }
    tagged * 2 >= lines
}

/// Whether the text has marks that plain text hardly has.
fn has_markdown(text: &str) -> bool {
    text.lines().take(2000).any(|l| {
        let l = l.trim_start();
        l.starts_with("# ")
            || l.starts_with("## ")
            || l.starts_with("### ")
            || l.contains("](http")
            || l.contains("**")
            || l.contains("[^")
            || l.contains("<sup>")
            || l.starts_with('|')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_told_by_what_it_holds() {
        use Format::{Html, Markdown, Text};
        for (text, expected, format) in [
            ("<!DOCTYPE html><title>x</title>", None, Html),
            ("\u{feff}\n<!-- saved -->\n<HTML lang=fr>", Some(Text), Html),
            ("<?xml version=\"1.0\"?>\n<html>", Some(Markdown), Html),
            ("<p>Un.</p>\n<p>Deux.</p>", None, Html),
            (
                "<div align=\"center\">\n\n# Titre\n\nTexte.",
                Some(Markdown),
                Markdown,
            ),
            ("<div>\n\n# Titre\n\nUn.\n\nDeux.\n\nTrois.", None, Markdown),
            ("# Titre\n\nTexte.", None, Markdown),
            ("# Titre\n\nTexte.", Some(Text), Text),
            ("Un texte.", Some(Html), Text),
            ("Un texte.", Some(Markdown), Markdown),
            ("<https://example.org> est une adresse.", None, Text),
            ("<!-- rien", None, Text),
            ("", None, Text),
        ] {
            assert_eq!(of_text(text, expected), format, "{text:?}");
        }
    }

    #[test]
    fn names_and_extensions_lead_back() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
        }
        let listed: Vec<_> = EXTENSIONS.split(", ").collect();
        for extension in &listed {
            let known = Format::from_extension(&extension[1..]);
            assert!(known.is_some(), "{extension}");
        }
        assert_eq!(Format::from_extension("PDF"), Some(Format::Pdf));
        assert_eq!(Format::from_extension("exe"), None);
    }
}
