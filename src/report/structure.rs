//! A document as it was read, so that a user can see what was understood of it: the bare text
//! ([`plain`]), Markdown with its structure ([`markdown`]), or a line a block ([`blocks`]).

use crate::read::{InputKind, Meta};
use crate::text::{Block, BlockKind, Document, Span, Zone};
use std::fmt::Write as _;

/// The text alone: a paragraph a line, cells of a row parted by tabs, marks and labels of notes in
/// brackets.
pub fn plain(doc: &Document) -> String {
    let mut out = String::new();
    for (i, block) in doc.text.blocks.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| &doc.text.blocks[i]);
        out.push_str(match (before.map(|b| &b.kind), &block.kind) {
            (None, _) => "",
            (
                Some(BlockKind::Cell {
                    table: a, row: r, ..
                }),
                BlockKind::Cell { table: b, row, .. },
            ) if a == b => {
                if r == row {
                    "\t"
                } else {
                    "\n"
                }
            }
            (Some(BlockKind::ListItem { .. }), BlockKind::ListItem { .. }) => "\n",
            _ => "\n\n",
        });
        out.push_str(&lead(block, |label| format!("[{label}] ")));
        inline(
            doc,
            block.span,
            &mut out,
            &Signs {
                mark: |label| format!("[{label}]"),
                ..Signs::default()
            },
        );
    }
    out.push('\n');
    out
}

/// What stands before a block's text.
fn lead(block: &Block, note: impl Fn(&str) -> String) -> String {
    match &block.kind {
        BlockKind::ListItem { ordinal: Some(n) } => format!("{n}. "),
        BlockKind::ListItem { ordinal: None } => "- ".to_owned(),
        BlockKind::Note { label } => note(label),
        _ => String::new(),
    }
}

/// The text in Markdown, with what is known of the document before it.
pub fn markdown(doc: &Document, meta: &Meta, kind: InputKind) -> String {
    let mut out = front(meta, kind);
    let signs = Signs {
        mark: |label| format!("[^{label}]"),
        emphasis: true,
        links: true,
        escape: true,
    };
    let mut zone = Zone::Body;
    let blocks = &doc.text.blocks;
    let mut i = 0;
    while i < blocks.len() {
        let block = &blocks[i];
        if block.zone != zone {
            zone = block.zone;
            let _ = writeln!(out, "\n<!-- {} -->", format!("{zone:?}").to_lowercase());
        }
        if let BlockKind::Cell { table, .. } = block.kind {
            let cells = blocks[i..].iter();
            let len = cells
                .take_while(|b| matches!(b.kind, BlockKind::Cell { table: t, .. } if t == table))
                .count();
            out.push('\n');
            grid(doc, &blocks[i..i + len], &signs, &mut out);
            i += len;
            continue;
        }
        // Items of a list follow one another.
        let item = |b: &Block| matches!(b.kind, BlockKind::ListItem { .. });
        if !(item(block) && i > 0 && item(&blocks[i - 1])) {
            out.push('\n');
        }
        match &block.kind {
            BlockKind::Heading { .. } => out.push_str(&"#".repeat(level(doc, i))),
            BlockKind::Quotation => out.push('>'),
            BlockKind::Caption { .. } => out.push(':'),
            BlockKind::Code => out.push_str("   "),
            _ => {}
        }
        if !matches!(
            block.kind,
            BlockKind::Paragraph | BlockKind::ListItem { .. } | BlockKind::Note { .. }
        ) {
            out.push(' ');
        }
        out.push_str(&lead(block, |label| format!("[^{label}]: ")));
        inline(doc, block.span, &mut out, &signs);
        out.push('\n');
        i += 1;
    }
    out
}

/// The level of the heading that block `i` is: that of its section, or the title's.
fn level(doc: &Document, i: usize) -> usize {
    let section = doc.sections.iter().find(|s| s.heading == i);
    section.map_or(1, |s| usize::from(s.level) + 1).min(6)
}

fn front(meta: &Meta, kind: InputKind) -> String {
    let charset = kind.charset.map(|c| c.name().to_owned());
    let fields = [
        ("title", meta.title.clone()),
        ("subtitle", meta.subtitle.clone()),
        ("author", meta.author.clone()),
        ("publisher", meta.publisher.clone()),
        ("date", meta.date.clone()),
        ("saved", meta.saved.clone()),
        ("format", Some(kind.format.name().to_owned())),
        ("encoding", charset),
    ];
    let mut out = "---\n".to_owned();
    for (name, value) in fields {
        if let Some(value) = value {
            let _ = writeln!(out, "{name}: {}", serde_json::Value::from(value));
        }
    }
    out + "---\n"
}

/// No table is shown wider.
const WIDEST: usize = 100;

fn grid(doc: &Document, cells: &[Block], signs: &Signs, out: &mut String) {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for cell in cells {
        let BlockKind::Cell { row, column, .. } = cell.kind else {
            continue;
        };
        let column = column as usize;
        if rows.is_empty() || rows.len() <= row as usize {
            rows.push(Vec::new());
        }
        if let Some(row) = rows.last_mut().filter(|_| column < WIDEST) {
            row.resize(row.len().max(column + 1), String::new());
            let mut text = String::new();
            inline(doc, cell.span, &mut text, signs);
            row[column] = text.replace('|', "\\|");
        }
    }
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    for (i, row) in rows.iter_mut().enumerate() {
        row.resize(columns, String::new());
        let _ = writeln!(out, "| {} |", row.join(" | "));
        if i == 0 {
            let _ = writeln!(out, "|{}", " --- |".repeat(columns));
        }
    }
}

/// How what lies in a block's text is shown.
struct Signs {
    mark: fn(&str) -> String,
    emphasis: bool,
    links: bool,
    escape: bool,
}

impl Default for Signs {
    fn default() -> Signs {
        Signs {
            mark: str::to_owned,
            emphasis: false,
            links: false,
            escape: false,
        }
    }
}

/// The text of `span` with the marks, links and emphasis in it.
fn inline(doc: &Document, span: Span, out: &mut String, signs: &Signs) {
    let text = &doc.text;
    // What to put where; at one place, ends before beginnings, marks between.
    let mut put: Vec<(usize, u8, String)> = Vec::new();
    for mark in text.marks_in(span) {
        put.push((mark.at, 1, (signs.mark)(&mark.label)));
    }
    if signs.links {
        for link in text.links_in(span).iter().filter(|l| !l.bare) {
            put.push((link.span.start(), 3, "[".to_owned()));
            put.push((link.span.end(), 0, format!("]({})", link.url)));
        }
    }
    if signs.emphasis {
        let first = text
            .emphasis
            .partition_point(|e| e.span.start() < span.start());
        let inside = text.emphasis[first..]
            .iter()
            .take_while(|e| e.span.end() <= span.end());
        for e in inside.filter(|e| !text.slice(e.span).trim().is_empty()) {
            let sign = if e.strong { "**" } else { "*" };
            put.push((e.span.start(), 2, sign.to_owned()));
            put.push((e.span.end(), 0, sign.to_owned()));
        }
    }
    put.sort_by_key(|&(at, order, _)| (at, order));
    let mut at = span.start();
    for (to, _, sign) in put {
        let to = to.clamp(at, span.end());
        push(text.slice(Span::new(at, to)), signs.escape, out);
        out.push_str(&sign);
        at = to;
    }
    push(text.slice(Span::new(at, span.end())), signs.escape, out);
}

fn push(text: &str, escape: bool, out: &mut String) {
    for c in text.chars() {
        if escape && matches!(c, '\\' | '*' | '<' | '`') {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
}

/// A line a block (its zone, kind, section and text), then the sections.
pub fn blocks(doc: &Document) -> String {
    let mut out = String::new();
    for block in &doc.text.blocks {
        let section = block.section.and_then(|s| doc.sections.get(s));
        let number = section.and_then(|s| s.number.as_deref()).unwrap_or("-");
        let text = doc.text.slice(block.span);
        let _ = writeln!(out, "{:?}\t{:?}\t{number}\t{text}", block.zone, block.kind);
    }
    for section in &doc.sections {
        let indent = "  ".repeat(usize::from(section.level));
        let number = section.number.as_deref().unwrap_or("-");
        let _ = writeln!(out, "{indent}{number} {}", section.title);
    }
    out
}
