//! References as RIS, which reference managers read: one tag a line, `TY` first, `ER` last, CR LF.

use super::work::{WorkType, date_parts, one_line};
use crate::model::{Person, Source};

/// The sources as a RIS file.
pub fn write(sources: &[Source]) -> String {
    let mut out = String::new();
    for source in sources {
        record(source, &mut out);
    }
    out
}

fn record(source: &Source, out: &mut String) {
    let mut tag = |name: &str, value: &str| {
        out.push_str(name);
        out.push_str("  - ");
        out.push_str(&one_line(value));
        out.push_str("\r\n");
    };
    tag("TY", type_name(WorkType::of(source)));
    tag("ID", &source.key);
    for person in &source.author {
        tag("AU", &name(person));
    }
    for (name, value) in [
        ("TI", &source.title),
        ("T2", &source.container_title),
        ("PB", &source.publisher),
        ("VL", &source.volume),
        ("IS", &source.issue),
        ("M3", &source.genre),
        ("LA", &source.language),
        ("UR", &source.url),
    ] {
        if let Some(value) = value {
            tag(name, value);
        }
    }
    if let Some(page) = &source.page {
        let mut ends = page
            .split(['-', '–', '‑'])
            .map(str::trim)
            .filter(|p| !p.is_empty());
        if let Some(first) = ends.next() {
            tag("SP", first);
        }
        if let Some(last) = ends.next() {
            tag("EP", last);
        }
    }
    if let Some(issued) = &source.issued {
        let (date, _) = date_parts(issued);
        if let [year, rest @ ..] = date.parts.as_slice() {
            tag("PY", &format!("{year:04}"));
            let field = |i: usize| rest.get(i).map(|n| format!("{n:02}")).unwrap_or_default();
            // Year, month, day and anything else, the slashes always there.
            tag("DA", &format!("{year:04}/{}/{}/", field(0), field(1)));
        }
    }
    tag("ER", "");
}

fn type_name(kind: WorkType) -> &'static str {
    match kind {
        WorkType::Journal => "JOUR",
        WorkType::Newspaper => "NEWS",
        WorkType::Chapter => "CHAP",
        WorkType::Article => "MGZN",
        WorkType::Webpage => "ELEC",
        WorkType::Report => "RPRT",
        WorkType::Book => "BOOK",
    }
}

/// `Family, Given`. A comma in the name of an institution is doubled, so that it parts nothing.
fn name(person: &Person) -> String {
    match (&person.family, &person.given, &person.literal) {
        (Some(family), Some(given), _) => format!("{family}, {given}"),
        (Some(name), None, _) | (None, Some(name), None) | (None, _, Some(name)) => {
            name.replacen(", ", ",, ", 1)
        }
        (None, None, None) => String::new(),
    }
}
