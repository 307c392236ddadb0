//! References as BibTeX, readable by BibTeX, BibLaTeX and Zotero.
//!
//! Text is UTF-8; the characters that TeX takes for commands are escaped. Titles stand in two pairs
//! of braces, so that no style changes their capitals, and institutions too, so that no `and` in
//! their names is taken for one between authors. Addresses are verbatim, as `url` wants them.

use super::work::{WorkType, date_parts, one_line};
use crate::model::{Person, Source};
use std::fmt::Write as _;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The sources as a BibTeX file.
pub fn write(sources: &[Source]) -> String {
    let mut out = String::new();
    for (i, source) in sources.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        entry(source, &mut out);
    }
    out
}

fn entry(source: &Source, out: &mut String) {
    let kind = WorkType::of(source);
    let mut fields: Vec<(&str, String)> = Vec::new();
    if !source.author.is_empty() {
        let names: Vec<String> = source.author.iter().map(name).collect();
        fields.push(("author", format!("{{{}}}", names.join(" and "))));
    }
    if let Some(title) = &source.title {
        fields.push(("title", format!("{{{{{}}}}}", escape(title))));
    }
    let container = match kind {
        WorkType::Chapter => "booktitle",
        _ => "journal",
    };
    let publisher = match kind {
        WorkType::Report => "institution",
        WorkType::Webpage => "organization",
        _ => "publisher",
    };
    for (field, value) in [
        (container, &source.container_title),
        (publisher, &source.publisher),
        ("volume", &source.volume),
        ("number", &source.issue),
        ("type", &source.genre),
    ] {
        if let Some(value) = value {
            fields.push((field, format!("{{{}}}", escape(value))));
        }
    }
    if let Some(page) = &source.page {
        // `12-19` as BibTeX wants ranges.
        let page = escape(page).replace(['–', '‑'], "-").replace('-', "--");
        fields.push(("pages", format!("{{{}}}", page.replace("----", "--"))));
    }
    if let Some(issued) = &source.issued {
        let (date, _) = date_parts(issued);
        if let Some(year) = date.parts.first() {
            fields.push(("year", format!("{{{year:04}}}")));
            fields.push(("date", format!("{{{issued}}}")));
        }
        if let Some(month) = date
            .parts
            .get(1)
            .and_then(|&m| MONTHS.get(usize::from(m).wrapping_sub(1)))
        {
            fields.push(("month", (*month).to_owned()));
        }
    }
    if let Some(language) = &source.language {
        fields.push(("language", format!("{{{}}}", escape(language))));
    }
    if let Some(url) = &source.url {
        fields.push(("url", format!("{{{}}}", verbatim(url))));
    }
    let _ = writeln!(out, "@{}{{{},", type_name(kind), source.key);
    for (field, value) in fields {
        let _ = writeln!(out, "  {field} = {value},");
    }
    out.push_str("}\n");
}

fn type_name(kind: WorkType) -> &'static str {
    match kind {
        WorkType::Journal | WorkType::Newspaper | WorkType::Article => "article",
        WorkType::Chapter => "incollection",
        WorkType::Webpage => "online",
        WorkType::Report => "techreport",
        WorkType::Book => "book",
    }
}

fn name(person: &Person) -> String {
    match (&person.family, &person.given, &person.literal) {
        (Some(family), Some(given), _) => format!("{}, {}", part(family), part(given)),
        (Some(name), None, _) | (None, Some(name), None) | (None, _, Some(name)) => {
            format!("{{{}}}", escape(name))
        }
        (None, None, None) => String::new(),
    }
}

/// A part of a name; braces where a word would be read as a sign between names.
fn part(name: &str) -> String {
    let escaped = escape(name);
    let splits = escaped.contains(',') || escaped.split(' ').any(|w| w.eq_ignore_ascii_case("and"));
    if splits {
        format!("{{{escaped}}}")
    } else {
        escaped
    }
}

/// Text with what TeX takes for commands escaped, on one line.
fn escape(text: &str) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            c => out.push(c),
        }
    }
    out
}

/// An address; what would end the field is percent-encoded.
fn verbatim(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '{' => out.push_str("%7B"),
            '}' => out.push_str("%7D"),
            '\\' => out.push_str("%5C"),
            c if c.is_whitespace() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}
