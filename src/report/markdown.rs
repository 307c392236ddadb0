//! The Markdown report of one document: what an editor wants to read of it.

use super::brief::{Brief, Said, Told, Work, by_severity};
use super::columns::name_of;
use super::dates;
use super::ui::{Ui, fill, label};
use crate::model::Bound;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// The report of `brief` in the language of `ui`.
pub fn report(brief: &Brief, ui: &Ui) -> String {
    let mut out = String::new();
    head(&mut out, brief, ui);
    if brief.document.counts.words == 0 {
        paragraph(&mut out, &ui.report.nothing);
        return out;
    }
    let h = &ui.headings;
    section(&mut out, &h.overview, !brief.overview.is_empty(), |out| {
        for told in &brief.overview {
            item(out, &sentence(told, ui));
        }
    });
    section(
        &mut out,
        &h.key_figures,
        !brief.key_figures.is_empty(),
        |out| key_figures(out, brief, ui),
    );
    section(&mut out, &h.timeline, !brief.timeline.is_empty(), |out| {
        for event in &brief.timeline {
            let date = dates::human(&event.edtf, ui);
            let text = escape(&event.text);
            let line = line(event.line, ui);
            item(out, &format!("**{}** — {text} {line}", escape(&date)));
        }
    });
    section(&mut out, &h.actors, !brief.actors.is_empty(), |out| {
        actors(out, brief, ui)
    });
    section(&mut out, &h.quotes, !brief.quotes.is_empty(), |out| {
        for said in &brief.quotes {
            item(out, &quotation(said, ui));
        }
    });
    section(&mut out, &h.sections, !brief.sections.is_empty(), |out| {
        for part in &brief.sections {
            let number = part.number.as_ref().map(|n| format!("{n}. "));
            let title = escape(&format!("{}{}", number.unwrap_or_default(), part.title));
            let told: Vec<String> = part.sentences.iter().map(|s| sentence(s, ui)).collect();
            item(out, &format!("**{title}** — {}", told.join(" ")));
        }
    });
    section(&mut out, &h.sources, !brief.sources.is_empty(), |out| {
        // The most cited first; those cited as often in the order of the document.
        let mut works: Vec<&Work> = brief.sources.iter().collect();
        works.sort_by_key(|w| std::cmp::Reverse(w.cited));
        for work in works {
            item(out, &source(work, ui));
        }
    });
    heading(&mut out, 2, &h.findings);
    findings(&mut out, brief, ui);
    section(&mut out, &h.keywords, !brief.keywords.is_empty(), |out| {
        let words: Vec<String> = brief.keywords.iter().map(|k| escape(k)).collect();
        let _ = writeln!(out, "{}", words.join(&ui.report.list));
    });
    out
}

fn head(out: &mut String, brief: &Brief, ui: &Ui) {
    let d = &brief.document;
    let title = d.title.as_deref().unwrap_or(&ui.headings.untitled);
    heading(out, 1, title);
    if let Some(subtitle) = &d.subtitle {
        paragraph(out, &format!("*{}*", escape(subtitle)));
    }
    let mut facts: Vec<String> = [&d.author, &d.publisher]
        .into_iter()
        .flatten()
        .map(|s| escape(s))
        .collect();
    if let Some(date) = &d.date {
        let basis = name_of(&date.basis);
        facts.push(fill(
            &ui.report.document_date,
            &[
                ("date", &dates::human(&date.edtf, ui)),
                ("basis", &label(&ui.labels.date_basis, &basis)),
            ],
        ));
    }
    // One language is named alone; of several, the shares. A stray sentence is no language.
    let told = d.languages.iter().filter(|l| l.share >= 0.01);
    let alone = told.clone().count() == 1;
    for share in told {
        let name = label(&ui.labels.language, &share.code);
        let percent = (share.share * 100.0).round();
        facts.push(match alone {
            true => name.to_owned(),
            false => fill(
                &ui.report.languages,
                &[("name", &name), ("share", &percent)],
            ),
        });
    }
    facts.push(ui.count(&ui.counts.words, d.counts.words));
    paragraph(out, &facts.join(" · "));
    let t = &brief.totals;
    let mut totals = vec![ui.count(&ui.counts.figures, t.figures)];
    if t.figures > 0 {
        totals[0] += &format!(
            " ({})",
            ui.count(&ui.counts.figures_credited, t.figures_credited)
        );
    }
    totals.push(ui.count(&ui.counts.dates, t.dates));
    totals.push(ui.count(&ui.counts.entities, t.entities));
    totals.push(ui.count(&ui.counts.quotes, t.quotes));
    let mut sources = ui.count(&ui.counts.sources, t.sources);
    if t.sources > 0 {
        sources += &format!(" ({})", ui.count(&ui.counts.sources_cited, t.sources_cited));
    }
    totals.push(sources);
    paragraph(out, &totals.join(" · "));
    if !d.path.is_empty() {
        paragraph(out, &format!("`{}`", d.path.replace('`', "'")));
    }
}

fn key_figures(out: &mut String, brief: &Brief, ui: &Ui) {
    let c = &ui.columns;
    let rows = brief
        .key_figures
        .iter()
        .map(|f| {
            let bound = match f.bound {
                Bound::Exact => String::new(),
                other => format!("{} ", label(&ui.labels.bound, &name_of(&other))),
            };
            let source = match (&f.credited_to, &f.source) {
                (Some(by), Some(source)) if !source.short.starts_with(by.as_str()) => {
                    format!("{by} ({})", source.short)
                }
                (_, Some(source)) => source.short.clone(),
                (Some(by), None) => by.clone(),
                (None, None) => ui.report.no_source.clone(),
            };
            vec![
                format!("**{}{}**", bound, escape(&f.text)),
                escape(f.of.as_deref().unwrap_or("")),
                f.as_of
                    .as_deref()
                    .map_or_else(String::new, |d| escape(&dates::human(d, ui))),
                escape(&source),
                escape(&f.sentence),
                f.line.to_string(),
            ]
        })
        .collect();
    let headings = [&c.figure, &c.of, &c.as_of, &c.source, &c.context, &c.line];
    table(out, &headings, rows);
}

fn actors(out: &mut String, brief: &Brief, ui: &Ui) {
    let c = &ui.columns;
    let rows = brief
        .actors
        .iter()
        .map(|a| {
            let kind = name_of(&a.kind);
            vec![
                escape(&a.name),
                label(&ui.labels.entity_type, &kind).to_owned(),
                a.count.to_string(),
                escape(&a.aliases.join(&ui.report.list)),
            ]
        })
        .collect();
    table(out, &[&c.name, &c.kind, &c.count, &c.aliases], rows);
}

fn quotation(said: &Said, ui: &Ui) -> String {
    let text = fill(&ui.report.quoted, &[("text", &escape(&said.text))]);
    let speaker = match &said.speaker {
        Some(speaker) => format!("**{}**", escape(speaker)),
        None => ui.report.no_speaker.clone(),
    };
    let source = match &said.source {
        Some(source) => format!(" ({})", escape(&source.short)),
        None => String::new(),
    };
    format!("{text} — {speaker}{source} {}", line(said.line, ui))
}

fn source(work: &Work, ui: &Ui) -> String {
    let mut text = escape(&work.text);
    if let Some(url) = work.url.as_deref().filter(|u| linkable(u)) {
        text = format!("{text} <{url}>");
    }
    let cited = match work.cited {
        0 => ui.report.never_cited.clone(),
        n => fill(
            &ui.report.cited,
            &[("times", &ui.count(&ui.counts.times, n))],
        ),
    };
    let kind = name_of(&work.kind);
    let kind = label(&ui.labels.source_kind, &kind);
    format!("{text} — {cited} ({kind}) {}", line(work.line, ui))
}

/// Whether the address can stand between `<` and `>`.
fn linkable(url: &str) -> bool {
    (url.starts_with("http://") || url.starts_with("https://"))
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>'))
}

fn findings(out: &mut String, brief: &Brief, ui: &Ui) {
    if brief.findings.is_empty() {
        paragraph(out, &ui.report.no_findings);
        return;
    }
    let totals: Vec<String> = by_severity(&brief.findings)
        .into_iter()
        .map(|(severity, n)| ui.count(ui.severity_count(&severity), n))
        .collect();
    paragraph(out, &totals.join(" · "));
    for f in &brief.findings {
        let severity = name_of(&f.severity);
        let severity = label(&ui.labels.severity, &severity);
        let line = fill(&ui.report.line, &[("line", &f.line)]);
        item(
            out,
            &format!(
                "{line}: **{severity}** {} (`{}`)",
                escape(&f.message),
                f.rule
            ),
        );
    }
    out.push('\n');
}

fn sentence(told: &Told, ui: &Ui) -> String {
    format!("{} {}", escape(&told.text), line(told.line, ui))
}

fn line(line: usize, ui: &Ui) -> String {
    format!("*({})*", fill(&ui.report.line, &[("line", &line)]))
}

fn heading(out: &mut String, level: usize, text: &str) {
    let _ = writeln!(out, "{} {}\n", "#".repeat(level), escape(text));
}

fn section(out: &mut String, title: &str, any: bool, body: impl FnOnce(&mut String)) {
    if any {
        heading(out, 2, title);
        body(out);
        out.push('\n');
    }
}

fn paragraph(out: &mut String, text: &str) {
    let _ = writeln!(out, "{text}\n");
}

fn item(out: &mut String, text: &str) {
    let _ = writeln!(out, "- {text}");
}

/// A table whose columns align in the source as well, as far as that makes it easier to read.
fn table(out: &mut String, headings: &[&String], rows: Vec<Vec<String>>) {
    /// Longer cells are not worth padding the others for.
    const MOST: usize = 40;
    let cells = |row: &Vec<String>, i: usize| row.get(i).map_or(0, |c| c.width()).min(MOST);
    let widths: Vec<usize> = headings
        .iter()
        .enumerate()
        .map(|(i, h)| {
            let widest = rows.iter().map(|row| cells(row, i)).max();
            widest.unwrap_or(0).max(h.width()).max(3)
        })
        .collect();
    let line = |out: &mut String, cells: &mut dyn Iterator<Item = &str>| {
        for (cell, width) in cells.zip(&widths) {
            let pad = " ".repeat(width.saturating_sub(cell.width()));
            let _ = write!(out, "| {cell}{pad} ");
        }
        out.push_str("|\n");
    };
    line(out, &mut headings.iter().map(|h| h.as_str()));
    let rules: Vec<String> = widths.iter().map(|w| "-".repeat(*w)).collect();
    line(out, &mut rules.iter().map(String::as_str));
    for row in &rows {
        line(out, &mut row.iter().map(String::as_str));
    }
}

/// `text` with what Markdown would take for markup escaped.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (i, c) in text.char_indices() {
        let marks = match c {
            '\\' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '|' | '~' => true,
            // Only at the beginning of a line.
            '#' | '+' | '-' => i == 0,
            _ => false,
        };
        if marks {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_document_are_no_markup() {
        assert_eq!(escape("- a*b_c|d <i>"), "\\- a\\*b\\_c\\|d \\<i\\>");
        assert_eq!(escape("2025-2026 + 3"), "2025-2026 + 3");
        assert!(!linkable("https://a.b/<c>"));
        assert!(!linkable("javascript:alert(1)"));
    }
}
