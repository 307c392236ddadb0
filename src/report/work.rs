//! What the exports of references share: what kind of work a source is, and its date in parts.

use crate::model::{Source, SourceKind};

/// What a source is, as far as its fields tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkType {
    /// In a journal, with volume or issue.
    Journal,
    /// In a newspaper, with its day.
    Newspaper,
    /// In a book that has a publisher.
    Chapter,
    /// In a medium of another kind.
    Article,
    Webpage,
    Report,
    Book,
}

impl WorkType {
    pub fn of(source: &Source) -> WorkType {
        let day = source.issued.as_ref().is_some_and(|i| i.len() == 10);
        match &source.container_title {
            Some(_) if source.volume.is_some() || source.issue.is_some() => WorkType::Journal,
            Some(_) if day => WorkType::Newspaper,
            Some(_) if source.publisher.is_some() => WorkType::Chapter,
            Some(_) => WorkType::Article,
            None if matches!(source.kind, SourceKind::Link) => WorkType::Webpage,
            None if source.publisher.is_some()
                && source.url.is_none()
                && source.genre.is_none() =>
            {
                WorkType::Book
            }
            None => WorkType::Report,
        }
    }
}

/// A date of publication in numbers: year, month, day, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateParts {
    pub parts: Vec<u16>,
    /// 1 spring, 2 summer, 3 autumn, 4 winter.
    pub season: Option<u16>,
}

/// The beginning of an EDTF date, and the end of an interval.
pub fn date_parts(edtf: &str) -> (DateParts, Option<DateParts>) {
    let mut sides = edtf.split('/').map(side);
    let first = sides.next().unwrap_or_default();
    (first, sides.next().filter(|s| !s.parts.is_empty()))
}

fn side(edtf: &str) -> DateParts {
    let mut out = DateParts::default();
    for (i, field) in edtf
        .trim_end_matches(['~', '?', '%'])
        .split('-')
        .enumerate()
    {
        match field.parse::<u16>() {
            Ok(season @ 21..=24) if i == 1 => {
                out.season = Some(season - 20);
                break;
            }
            Ok(number) => out.parts.push(number),
            Err(_) => break,
        }
    }
    out
}

/// `text` on one line.
pub fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_fall_into_parts() {
        for (edtf, parts, season) in [
            ("2025", &[2025][..], None),
            ("2025-05-09", &[2025, 5, 9], None),
            ("2024-24", &[2024], Some(4)),
            ("2024-05/2024-06", &[2024, 5], None),
        ] {
            let (first, _) = date_parts(edtf);
            assert_eq!(
                (first.parts.as_slice(), first.season),
                (parts, season),
                "{edtf}"
            );
        }
        assert_eq!(
            date_parts("2024-05/2024-06").1.map(|d| d.parts),
            Some(vec![2024, 6])
        );
    }
}
