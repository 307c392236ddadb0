//! ODT: OpenDocument text (ISO/IEC 26300), as LibreOffice, Google Docs and pandoc write it.

use super::container::Container;
use super::extract::Extract;
use super::numbering::{Counters, Level, Levels, Numerals};
use super::styles::{Role, Style, Styles, role};
use super::xml::{Node, Tag, Xml};
use super::{DEEPEST_BOX, properties};
use crate::read::raw::Raw;
use crate::read::{Format, Meta, ReadError};
use crate::text::{BlockKind, Zone};
use rustc_hash::FxHashMap;
use std::ops::Range;

const CONTENT: &str = "content.xml";

/// Elements whose content is not the text: deleted text, comments, forms, pictures' descriptions.
const PASSED_OVER: &[&str] = &[
    "tracked-changes",
    "annotation",
    "forms",
    "ruby-text",
    "hidden-text",
    "sequence-decls",
    "variable-decls",
    "user-field-decls",
    "dde-connection-decls",
    "object",
    "object-ole",
    "binary-data",
    "title",
    "desc",
    "scripts",
    "font-face-decls",
    "meta",
    "covered-table-cell",
    "index-title-template",
    "table-of-content-source",
    "illustration-index-source",
    "table-index-source",
    "bibliography-source",
    "alphabetical-index-source",
    "user-index-source",
    "object-index-source",
    "alphabetical-index",
];

/// Elements that hold a list of the document's parts.
const INDICES: &[&str] = &[
    "table-of-content",
    "illustration-index",
    "table-index",
    "object-index",
    "user-index",
];

pub(super) fn read(container: &mut Container) -> Result<(String, Raw), ReadError> {
    let manifest = container.part("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(ReadError::Encrypted {
            format: Format::Odt,
        });
    }
    let source = container.part(CONTENT)?.ok_or_else(|| ReadError::Damaged {
        format: Format::Odt,
        why: format!("no {CONTENT}"),
    })?;
    let styles = container.part("styles.xml")?.unwrap_or_default();
    let mut meta = Meta::default();
    if let Some(source) = container.part("meta.xml")? {
        properties(&source, Format::Odt, "meta.xml", &mut meta)?;
    }
    let mut known = Known::default();
    known.read(&styles, "styles.xml")?;
    known.read(&source, CONTENT)?;
    let mut reader = Odt {
        out: Extract::default(),
        known,
        counters: Counters::default(),
        lists: Vec::new(),
        item: false,
        notes: Vec::new(),
        boxes: Vec::new(),
        spans: Vec::new(),
        script: None,
        table: None,
        nested: 0,
        in_paragraph: false,
        in_note: false,
        indices: 0,
        bare_lists: 0,
    };
    let mut xml = Xml::new(&source, Format::Odt, CONTENT);
    while let Some(node) = xml.next()? {
        if let Node::Start(tag) = node
            && tag.name() == "body"
        {
            reader.stream(&mut xml, 0)?;
        }
    }
    reader.end_paragraph();
    let source = xml.source;
    reader.in_note = true;
    for (label, inner) in std::mem::take(&mut reader.notes) {
        reader.out.note(&label);
        reader.stream(
            &mut Xml::new(&source[inner], Format::Odt, CONTENT),
            DEEPEST_BOX,
        )?;
        reader.end_paragraph();
        reader.out.end_note();
    }
    let (text, mut raw) = reader.out.finish();
    raw.properties = meta;
    Ok((text, raw))
}

/// What styles and lists of the document mean.
#[derive(Debug, Default)]
struct Known {
    styles: Styles,
    lists: FxHashMap<String, Levels>,
    /// How headings are numbered.
    outline: Levels,
}

impl Known {
    fn read(&mut self, source: &str, part: &str) -> Result<(), ReadError> {
        let mut xml = Xml::new(source, Format::Odt, part);
        let mut style: Option<(String, Style)> = None;
        let mut list: Option<Option<String>> = None;
        while let Some(node) = xml.next()? {
            match node {
                Node::Start(tag) => match tag.name() {
                    "body" => return Ok(()),
                    "style" => style = Some(read_style(&tag)),
                    "text-properties" => {
                        if let Some((_, style)) = &mut style {
                            read_text_properties(&tag, style);
                        }
                    }
                    "list-style" => list = Some(tag.get("name")),
                    "outline-style" => list = Some(None),
                    "list-level-style-number"
                    | "list-level-style-bullet"
                    | "list-level-style-image"
                    | "outline-level-style" => {
                        let depth = tag.number::<usize>("level").unwrap_or(1).clamp(1, 10) - 1;
                        let levels = match &list {
                            Some(Some(name)) => self.lists.entry(name.clone()).or_default(),
                            Some(None) => &mut self.outline,
                            None => continue,
                        };
                        if levels.len() <= depth {
                            levels.resize(depth + 1, Level::default());
                        }
                        levels[depth] = read_level(&tag, depth);
                    }
                    _ => {}
                },
                Node::End(name) => match name.as_str() {
                    "style" => {
                        if let Some((name, style)) = style.take() {
                            self.styles.0.insert(name, style);
                        }
                    }
                    "list-style" | "outline-style" => list = None,
                    _ => {}
                },
                Node::Text(_) => {}
            }
        }
        Ok(())
    }
}

fn read_style(tag: &Tag) -> (String, Style) {
    let name = tag.get("name").unwrap_or_default();
    let shown = tag.get("display-name");
    let paragraph = tag.get("family").as_deref() == Some("paragraph");
    let level = tag.number::<u8>("default-outline-level");
    let role = role(shown.as_deref().unwrap_or(&name))
        .filter(|_| paragraph)
        .or(level.map(Role::Heading));
    let style = Style {
        parent: tag.get("parent-style-name"),
        role,
        list: tag
            .get("list-style-name")
            .filter(|name| !name.is_empty())
            .map(|name| (name, None)),
        ..Style::default()
    };
    (name, style)
}

fn read_text_properties(tag: &Tag, style: &mut Style) {
    if let Some(weight) = tag.get("font-weight") {
        style.bold = Some(weight == "bold" || weight.parse::<u32>().is_ok_and(|w| w >= 600));
    }
    if let Some(slant) = tag.get("font-style") {
        style.italic = Some(slant == "italic" || slant == "oblique");
    }
    if let Some(display) = tag.get("display") {
        style.hidden = Some(display == "none");
    }
    if let Some(position) = tag.get("text-position") {
        let first = position.split(' ').next().unwrap_or_default();
        let percent = first.trim_end_matches('%').parse::<f32>().unwrap_or(0.0);
        style.raised = Some(match first {
            "super" => Some(true),
            "sub" => Some(false),
            _ if percent > 0.0 => Some(true),
            _ if percent < 0.0 => Some(false),
            _ => None,
        });
    }
}

fn read_level(tag: &Tag, depth: usize) -> Level {
    let numerals = match (tag.name(), tag.get("num-format").as_deref()) {
        ("list-level-style-bullet" | "list-level-style-image", _) => Numerals::Sign,
        (_, None | Some("")) => Numerals::None,
        (_, Some("a" | "A")) => Numerals::Letter {
            upper: tag.get("num-format").as_deref() == Some("A"),
        },
        (_, Some("i" | "I")) => Numerals::Roman {
            upper: tag.get("num-format").as_deref() == Some("I"),
        },
        _ => Numerals::Decimal,
    };
    let shown = tag
        .number::<usize>("display-levels")
        .unwrap_or(1)
        .clamp(1, depth + 1);
    let numbers: Vec<String> = (depth + 2 - shown..=depth + 1)
        .map(|d| format!("%{d}"))
        .collect();
    let around = |name: &str| tag.get(name).unwrap_or_default();
    Level {
        numerals,
        pattern: format!(
            "{}{}{}",
            around("num-prefix"),
            numbers.join("."),
            around("num-suffix")
        ),
        start: tag.number("start-value"),
    }
}

/// A table whose cells are blocks.
#[derive(Debug, Default)]
struct Table {
    rows: u32,
    column: u32,
    in_head: bool,
    /// Columns of the cell that is open.
    columns: u32,
    /// Whether the cell that is open has text before the paragraph that begins.
    lines: bool,
}

struct Odt {
    out: Extract,
    known: Known,
    counters: Counters,
    /// The styles of the lists that are open, the outermost first.
    lists: Vec<String>,
    /// Whether an item has begun that has no paragraph yet.
    item: bool,
    /// Labels and texts of notes.
    notes: Vec<(String, Range<usize>)>,
    /// Text boxes of the paragraph that is open.
    boxes: Vec<Range<usize>>,
    /// What the ends of open spans and links do.
    spans: Vec<Span>,
    script: Option<(String, bool)>,
    table: Option<Table>,
    /// Tables inside a cell, or that only lay out.
    nested: usize,
    in_paragraph: bool,
    in_note: bool,
    /// Open lists of the document's parts.
    indices: usize,
    /// Lists without a style of their own so far.
    bare_lists: usize,
}

/// An open span or link.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    bold: bool,
    italic: bool,
    raised: Option<bool>,
    hidden: bool,
}

impl Odt {
    fn stream(&mut self, xml: &mut Xml, depth: usize) -> Result<(), ReadError> {
        while let Some(node) = xml.next()? {
            match node {
                Node::Start(tag) => self.start(&tag, xml, depth)?,
                Node::End(name) => self.end(&name, xml.source, depth)?,
                Node::Text(text) if self.in_paragraph => self.text(&text, true),
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn start(&mut self, tag: &Tag, xml: &mut Xml, depth: usize) -> Result<(), ReadError> {
        match tag.name() {
            "section" if tag.get("display").as_deref() == Some("none") => {
                xml.skip()?;
            }
            name if PASSED_OVER.contains(&name) => {
                xml.skip()?;
            }
            name if INDICES.contains(&name) => self.indices += 1,
            "h" | "p" => self.begin_paragraph(tag),
            "span" => {
                let style = tag.get("style-name").unwrap_or_default();
                let of = |of: fn(&Style) -> Option<bool>| self.known.styles.find(&style, of);
                let outer = self.spans.last().copied().unwrap_or_default();
                let span = Span {
                    bold: of(|s| s.bold).unwrap_or(outer.bold),
                    italic: of(|s| s.italic).unwrap_or(outer.italic),
                    hidden: of(|s| s.hidden).unwrap_or(outer.hidden),
                    raised: self
                        .known
                        .styles
                        .find(&style, |s| s.raised)
                        .unwrap_or(outer.raised),
                };
                self.spans.push(span);
            }
            "a" if self.in_paragraph => {
                self.end_script();
                self.out.begin_link(&tag.get("href").unwrap_or_default());
            }
            "s" => {
                let count = tag.number::<usize>("c").unwrap_or(1).min(1000);
                self.text(&" ".repeat(count), false);
            }
            "tab" => self.text("\t", false),
            "line-break" if self.in_paragraph => {
                self.end_script();
                self.out.line_break();
            }
            "note" => self.note(tag, xml, depth)?,
            "text-box" => {
                let inner = xml.skip()?;
                if depth < DEEPEST_BOX {
                    self.boxes.push(inner);
                }
                if !self.in_paragraph {
                    self.text_boxes(xml.source, depth)?;
                }
            }
            "list" => {
                let outer = self.lists.last().cloned();
                let own = tag.get("style-name").filter(|name| !name.is_empty());
                if outer.is_none()
                    && tag.get("continue-numbering").as_deref() != Some("true")
                    && tag.get("continue-list").is_none()
                {
                    let id = own.clone().unwrap_or_else(|| {
                        self.bare_lists += 1;
                        format!(" {}", self.bare_lists)
                    });
                    self.counters.restart(&id, 0, 0);
                    self.lists.push(id);
                } else {
                    self.lists.push(own.or(outer).unwrap_or_default());
                }
            }
            "list-item" => {
                self.end_paragraph();
                self.item = true;
                if let (Some(from), Some(list)) = (tag.number("start-value"), self.lists.last()) {
                    self.counters.restart(list, self.lists.len() - 1, from);
                }
            }
            "list-header" => self.item = false,
            "table" => self.begin_table(xml)?,
            "table-header-rows" if self.nested == 0 => {
                if let Some(table) = &mut self.table {
                    table.in_head = true;
                }
            }
            "table-row" if self.nested == 0 => {
                if let Some(table) = &mut self.table {
                    table.rows += 1;
                    table.column = 0;
                }
            }
            "table-cell" if self.nested == 0 => {
                self.end_paragraph();
                if let Some(table) = &mut self.table {
                    let repeated = tag.number::<u32>("number-columns-repeated").unwrap_or(1);
                    table.columns = repeated.clamp(1, 1000);
                    table.lines = false;
                    let row = table.rows.saturating_sub(1);
                    self.out.cell(row, table.column, table.in_head || row == 0);
                }
            }
            _ => {}
        }
        if tag.name() == "covered-table-cell"
            && self.nested == 0
            && let Some(table) = &mut self.table
        {
            table.column += tag
                .number::<u32>("number-columns-repeated")
                .unwrap_or(1)
                .clamp(1, 1000);
        }
        Ok(())
    }

    fn end(&mut self, name: &str, source: &str, depth: usize) -> Result<(), ReadError> {
        match name {
            "h" | "p" => {
                self.end_paragraph();
                self.text_boxes(source, depth)?;
            }
            "span" => {
                self.end_script();
                self.spans.pop();
            }
            "a" if self.in_paragraph => {
                self.end_script();
                self.out.end_link();
            }
            "list" => {
                self.lists.pop();
            }
            "list-item" => self.item = false,
            "table-header-rows" if self.nested == 0 => {
                if let Some(table) = &mut self.table {
                    table.in_head = false;
                }
            }
            "table-cell" if self.nested == 0 => {
                self.end_paragraph();
                if let Some(table) = &mut self.table {
                    table.column += table.columns;
                    self.out.end();
                }
            }
            "table" => {
                self.end_paragraph();
                match self.nested {
                    0 if self.table.take().is_some() => self.out.end_table(),
                    0 => {}
                    _ => self.nested -= 1,
                }
            }
            name if INDICES.contains(&name) => self.indices = self.indices.saturating_sub(1),
            _ => {}
        }
        Ok(())
    }

    /// A note: its label stays, its text is read at the end.
    fn note(&mut self, tag: &Tag, xml: &mut Xml, depth: usize) -> Result<(), ReadError> {
        let class = tag.get("note-class").unwrap_or_default();
        let mut label = String::new();
        let mut body = None;
        while let Some(node) = xml.next()? {
            match node {
                Node::Start(tag) if tag.name() == "note-citation" => label = xml.text()?,
                Node::Start(tag) if tag.name() == "note-body" => body = Some(xml.skip()?),
                Node::End(name) if name == "note" => break,
                _ => {}
            }
        }
        // A note of a text that is itself read as a slice has its place in that slice alone.
        if depth > 0 || self.in_note {
            return Ok(());
        }
        let label = match label.trim() {
            "" => format!(
                "{}{}",
                class.chars().next().unwrap_or('n'),
                self.notes.len() + 1
            ),
            label => label.to_owned(),
        };
        self.end_script();
        self.out.mark(&label);
        if let Some(body) = body {
            self.notes.push((label, body));
        }
        Ok(())
    }

    fn begin_paragraph(&mut self, tag: &Tag) {
        self.end_paragraph();
        self.in_paragraph = true;
        self.spans.clear();
        let style = tag.get("style-name").unwrap_or_default();
        let of =
            |of: fn(&Style) -> Option<bool>| self.known.styles.find(&style, of).unwrap_or(false);
        let hidden = of(|s| s.hidden);
        self.spans.push(Span {
            hidden,
            // A heading's own weight is no emphasis.
            ..Span::default()
        });
        if let Some(table) = &mut self.table {
            if std::mem::replace(&mut table.lines, true) {
                self.out.line_break();
            }
            return;
        }
        if self.in_note {
            self.out.block_here();
            return;
        }
        let role = self.known.styles.find(&style, |s| s.role);
        let heading = tag.name() == "h" || matches!(role, Some(Role::Heading(_)));
        let item = std::mem::take(&mut self.item);
        if heading && role != Some(Role::Title) && self.indices == 0 {
            let of_style = match role {
                Some(Role::Heading(level)) => level,
                _ => 1,
            };
            let level = tag.number("outline-level").unwrap_or(of_style).clamp(1, 10);
            let depth = usize::from(level) - 1;
            let numbered = tag.get("is-list-header").is_none_or(|is| is == "false");
            let list = self.lists.last().cloned().filter(|_| item);
            let (shown, _) = match list {
                Some(list) => self.number(&list),
                None if numbered && !self.known.outline.is_empty() => {
                    self.counters.next("", &self.known.outline, depth)
                }
                None => Default::default(),
            };
            self.out.block(BlockKind::Heading { level }, None);
            // A sign before a heading is only ornament.
            self.out.push(if shown == "- " { "" } else { &shown });
            return;
        }
        match role {
            _ if self.indices > 0 => self.out.block(BlockKind::Paragraph, Some(Zone::Contents)),
            Some(Role::Title) => self.out.block(BlockKind::Heading { level: 1 }, None),
            Some(Role::Contents) => self.out.block(BlockKind::Paragraph, Some(Zone::Contents)),
            _ if item && !self.lists.is_empty() => {
                let list = self.lists.last().cloned().unwrap_or_default();
                let (shown, ordinal) = self.number(&list);
                self.out.item(shown, ordinal);
            }
            _ if !self.lists.is_empty() => {
                self.out.block(BlockKind::ListItem { ordinal: None }, None)
            }
            Some(Role::Caption) => self.out.block(BlockKind::Caption { table: None }, None),
            Some(Role::Quotation) => self.out.block(BlockKind::Quotation, None),
            _ => self.out.block(BlockKind::Paragraph, None),
        }
    }

    /// The next number of `list` at the depth that is open.
    fn number(&mut self, list: &str) -> (String, Option<u32>) {
        let none = Levels::new();
        let levels = self.known.lists.get(list).unwrap_or(&none);
        self.counters
            .next(list, levels, self.lists.len().saturating_sub(1))
    }

    fn end_paragraph(&mut self) {
        self.end_script();
        self.in_paragraph = false;
        self.spans.clear();
        if self.table.is_none() {
            self.out.end();
        }
    }

    fn text_boxes(&mut self, source: &str, depth: usize) -> Result<(), ReadError> {
        for inner in std::mem::take(&mut self.boxes) {
            let mut xml = Xml::new(&source[inner], Format::Odt, CONTENT);
            self.stream(&mut xml, depth + 1)?;
            self.end_paragraph();
        }
        Ok(())
    }

    /// Text; `collapses` where white space in a row counts as one space.
    fn text(&mut self, text: &str, collapses: bool) {
        let span = self.spans.last().copied().unwrap_or_default();
        if span.hidden || !self.in_paragraph {
            return;
        }
        let mut plain = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' if collapses => {
                    if !plain.ends_with(' ') {
                        plain.push(' ');
                    }
                }
                c => plain.push(c),
            }
        }
        match (span.raised, &mut self.script) {
            (Some(now), Some((so_far, before))) if *before == now => {
                so_far.push_str(&plain);
                return;
            }
            (Some(now), _) => {
                self.end_script();
                self.script = Some((plain, now));
                return;
            }
            (None, _) => self.end_script(),
        }
        for (on, strong) in [(span.bold, true), (span.italic, false)] {
            if on {
                self.out.flow.begin_emphasis(strong);
            }
        }
        self.out.push(&plain);
        for on in [span.italic, span.bold] {
            if on {
                self.out.flow.end_emphasis();
            }
        }
    }

    fn end_script(&mut self) {
        if let Some((text, raised)) = self.script.take() {
            self.out.script(&text, raised);
        }
    }

    /// Begins a table. One inside a cell is text of the cell; one that only lays out, of the page.
    fn begin_table(&mut self, xml: &Xml) -> Result<(), ReadError> {
        self.end_paragraph();
        if self.table.is_some() || self.nested > 0 || self.in_note || !is_data(xml.clone())? {
            self.nested += 1;
        } else {
            self.table = Some(Table::default());
        }
        Ok(())
    }
}

/// Whether the table that begins here holds data: more than one column, none inside another, and no
/// cell that is a text of its own.
fn is_data(mut ahead: Xml) -> Result<bool, ReadError> {
    const LONGEST_CELL: usize = 3000;
    let (mut cells, mut widest, mut length) = (0, 0, 0);
    while let Some(node) = ahead.next()? {
        match node {
            Node::Start(tag) => match tag.name() {
                "table" => return Ok(false),
                "table-row" => cells = 0,
                "table-cell" => {
                    cells += 1;
                    length = 0;
                    widest = widest.max(cells);
                }
                _ => {}
            },
            Node::Text(text) => {
                length += text.len();
                if length > LONGEST_CELL {
                    return Ok(false);
                }
            }
            Node::End(name) if name == "table" => break,
            Node::End(_) => {}
        }
    }
    Ok(widest > 1)
}
