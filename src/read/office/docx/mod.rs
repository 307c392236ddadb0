//! DOCX: WordprocessingML (ECMA-376), as Word, LibreOffice, Google Docs and pandoc write it.

mod definitions;
mod properties;

use super::DEEPEST_BOX;
use super::container::Container;
use super::extract::Extract;
use super::numbering::{Counters, Levels, Numerals, written};
use super::properties as document_properties;
use super::styles::{Role, Style, Styles};
use super::xml::{Node, Tag, Xml};
use crate::read::raw::Raw;
use crate::read::{Format, Meta, ReadError};
use crate::text::{BlockKind, Zone};
use definitions::{Lists, read_lists, read_styles};
use properties::{Properties, Run, paragraph_properties, run_properties};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Elements whose content is not the text: what was deleted or moved away, how it was before, the
/// older form of a shape, properties that are read elsewhere.
const PASSED_OVER: &[&str] = &[
    "del",
    "moveFrom",
    "delText",
    "delInstrText",
    "pPrChange",
    "rPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
    "sectPrChange",
    "numberingChange",
    "Fallback",
    "sdtPr",
    "sectPr",
    "ruby",
    "annotationRef",
    "docPartObj",
    "binData",
];

pub(super) fn read(container: &mut Container) -> Result<(String, Raw), ReadError> {
    let main = main_part(container)?;
    let folder = main
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder)
        .to_owned();
    let beside = |name: &str| {
        if folder.is_empty() {
            name.to_owned()
        } else {
            format!("{folder}/{name}")
        }
    };
    let part = |container: &mut Container, name: &str| container.part(&beside(name));
    let styles = part(container, "styles.xml")?.unwrap_or_default();
    let numbering = part(container, "numbering.xml")?.unwrap_or_default();
    let settings = part(container, "settings.xml")?.unwrap_or_default();
    let mut texts = Vec::new();
    for name in ["footnotes.xml", "endnotes.xml"] {
        let source = part(container, name)?.unwrap_or_default();
        let links = links(container, &beside(&format!("_rels/{name}.rels")))?;
        texts.push((source, links));
    }
    let source = container.part(&main)?.ok_or_else(|| ReadError::Damaged {
        format: Format::Docx,
        why: format!("no {main}"),
    })?;
    let file = main.rsplit('/').next().unwrap_or_default();
    let own_links = links(container, &beside(&format!("_rels/{file}.rels")))?;
    let mut meta = Meta::default();
    for name in ["docProps/core.xml", "docProps/app.xml"] {
        if let Some(source) = container.part(name)? {
            document_properties(&source, Format::Docx, name, &mut meta)?;
        }
    }
    let mut reader = Docx {
        out: Extract::default(),
        styles: read_styles(&styles)?,
        lists: read_lists(&numbering)?,
        counters: Counters::default(),
        links: own_links,
        notes: [Vec::new(), Vec::new()],
        roman: !has_decimal_endnotes(&settings) && !has_decimal_endnotes(&source),
        paragraph: None,
        run: Run::default(),
        script: None,
        fields: Vec::new(),
        boxes: Vec::new(),
        table: None,
        nested: 0,
        in_note: false,
        goes_on: false,
    };
    reader.stream(&mut Xml::new(&source, Format::Docx, "document.xml"), 0)?;
    for (which, (source, links)) in texts.into_iter().enumerate() {
        reader.links = links;
        reader.read_notes(which, &source)?;
    }
    let (text, mut raw) = reader.out.finish();
    raw.properties = meta;
    Ok((text, raw))
}

/// The part that holds the text.
fn main_part(container: &mut Container) -> Result<String, ReadError> {
    let usual = "word/document.xml".to_owned();
    let Some(source) = container.part("_rels/.rels")? else {
        return Ok(usual);
    };
    let mut xml = Xml::new(&source, Format::Docx, "_rels/.rels");
    while let Some(node) = xml.next()? {
        let Node::Start(tag) = node else { continue };
        let kind = tag.get("Type").unwrap_or_default();
        if kind.ends_with("/officeDocument")
            && let Some(target) = tag.get("Target")
        {
            return Ok(target.trim_start_matches('/').to_owned());
        }
    }
    Ok(usual)
}

/// The addresses that a part's links lead to, by identifier.
fn links(container: &mut Container, name: &str) -> Result<FxHashMap<String, String>, ReadError> {
    let mut out = FxHashMap::default();
    let Some(source) = container.part(name)? else {
        return Ok(out);
    };
    let mut xml = Xml::new(&source, Format::Docx, name);
    while let Some(node) = xml.next()? {
        if let Node::Start(tag) = node
            && tag.get("TargetMode").as_deref() == Some("External")
            && let (Some(id), Some(target)) = (tag.get("Id"), tag.get("Target"))
        {
            out.insert(id, target);
        }
    }
    Ok(out)
}

/// Word numbers endnotes i, ii, iii unless told otherwise.
fn has_decimal_endnotes(source: &str) -> bool {
    source.split("<w:endnotePr>").skip(1).any(|rest| {
        let own = rest.split("</w:endnotePr>").next().unwrap_or_default();
        own.contains("w:numFmt w:val=\"decimal\"")
    })
}

/// A field: what it is to show, and whether a link was begun for it.
#[derive(Debug, Default)]
struct Field {
    instruction: String,
    shown: bool,
    link: bool,
}

/// A table whose cells are blocks.
#[derive(Debug, Default)]
struct Table {
    row: u32,
    rows: u32,
    column: u32,
    header: bool,
    in_cell: bool,
    /// Whether the cell that is open has text before the paragraph that begins.
    lines: bool,
    /// Properties of the cell that is open: columns, and whether it goes on one from above.
    columns: u32,
    goes_on: bool,
}

struct Docx {
    out: Extract,
    styles: Styles,
    lists: Lists,
    counters: Counters,
    links: FxHashMap<String, String>,
    /// Identifiers of the footnotes and endnotes in the order that the text calls them.
    notes: [Vec<String>; 2],
    roman: bool,
    /// The properties of the paragraph that is open; its block begins with its first run.
    paragraph: Option<Properties>,
    run: Run,
    /// Raised or lowered text so far: it may come in pieces.
    script: Option<(String, bool)>,
    fields: Vec<Field>,
    /// Text boxes of the paragraph that is open.
    boxes: Vec<Range<usize>>,
    table: Option<Table>,
    /// Tables inside the cell that is open, or that only lay out.
    nested: usize,
    in_note: bool,
    /// Whether the paragraph before goes on in the next one.
    goes_on: bool,
}

impl Docx {
    /// Reads a part, or a piece of one that stands for itself.
    fn stream(&mut self, xml: &mut Xml, depth: usize) -> Result<(), ReadError> {
        while let Some(node) = xml.next()? {
            match node {
                Node::Start(tag) => self.start(&tag, xml, depth)?,
                Node::End(name) => self.end(&name, xml, depth)?,
                Node::Text(_) => {}
            }
        }
        // Boxes that no paragraph holds; what they are places in ends here.
        self.end_paragraph();
        self.text_boxes(xml, depth)
    }

    fn start(&mut self, tag: &Tag, xml: &mut Xml, depth: usize) -> Result<(), ReadError> {
        match tag.name() {
            name if PASSED_OVER.contains(&name) => {
                xml.skip()?;
            }
            "p" => {
                self.end_paragraph();
                self.paragraph = Some(Properties::default());
            }
            "pPr" => {
                let properties = paragraph_properties(xml)?;
                self.paragraph = Some(properties);
                self.begin_paragraph();
            }
            "r" => {
                self.begin_paragraph();
                self.run = Run::default();
            }
            "rPr" => self.run = run_properties(xml)?,
            "t" => {
                let text = xml.text()?;
                self.text(&text);
            }
            "tab" | "ptab" => self.text("\t"),
            "noBreakHyphen" => self.text("\u{2011}"),
            "br" | "cr" => {
                self.end_script();
                if tag.get("type").is_none_or(|kind| kind == "textWrapping") {
                    self.out.line_break();
                }
            }
            "footnoteReference" => self.mark(0, tag),
            "endnoteReference" => self.mark(1, tag),
            "hyperlink" => {
                self.begin_paragraph();
                let target = tag.get("id").and_then(|id| self.links.get(&id).cloned());
                let place = tag.get("anchor").map(|anchor| format!("#{anchor}"));
                self.end_script();
                self.out.begin_link(&target.or(place).unwrap_or_default());
            }
            "fldSimple" => {
                self.begin_paragraph();
                let field = Field {
                    instruction: tag.get("instr").unwrap_or_default(),
                    ..Field::default()
                };
                self.fields.push(field);
                self.show_field();
            }
            "fldChar" => match tag.get("fldCharType").as_deref() {
                Some("begin") => self.fields.push(Field::default()),
                Some("separate") => self.show_field(),
                Some("end") => self.end_field(),
                _ => {}
            },
            "instrText" => {
                let text = xml.text()?;
                if let Some(field) = self.fields.last_mut()
                    && field.instruction.len() < 4096
                {
                    field.instruction.push_str(&text);
                }
            }
            "txbxContent" => {
                let inner = xml.skip()?;
                if depth < DEEPEST_BOX {
                    self.boxes.push(inner);
                }
            }
            "sup" | "sub" => {
                // Mathematics: `m:sup` holds runs of its own.
                let raised = tag.name() == "sup";
                let text = xml.text()?;
                self.begin_paragraph();
                self.end_script();
                self.out.script(&text, raised);
            }
            "tbl" => self.begin_table(xml)?,
            "tr" if self.nested == 0 => {
                if let Some(table) = &mut self.table {
                    table.rows += 1;
                    table.row = table.rows - 1;
                    table.column = 0;
                    table.header = table.row == 0;
                }
            }
            "tblHeader" if self.nested == 0 => {
                if let Some(table) = &mut self.table {
                    table.header |= tag.is_on();
                }
            }
            "gridBefore" if self.nested == 0 => {
                if let Some(table) = &mut self.table {
                    table.column += tag.number::<u32>("val").unwrap_or(0).min(1000);
                }
            }
            "tc" if self.nested == 0 => {
                self.end_paragraph();
                if let Some(table) = &mut self.table {
                    (table.columns, table.goes_on, table.in_cell, table.lines) =
                        (1, false, false, false);
                }
            }
            "gridSpan" if self.nested == 0 => {
                if let Some(table) = &mut self.table {
                    table.columns = tag.number("val").unwrap_or(1).clamp(1, 1000);
                }
            }
            "vMerge" | "hMerge" if self.nested == 0 => {
                if let Some(table) = &mut self.table {
                    table.goes_on |= tag.get("val").as_deref() != Some("restart");
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str, xml: &Xml, depth: usize) -> Result<(), ReadError> {
        match name {
            "p" => {
                self.end_paragraph();
                self.text_boxes(xml, depth)?;
            }
            "hyperlink" => {
                self.end_script();
                self.out.end_link();
            }
            "fldSimple" => self.end_field(),
            "tc" if self.nested == 0 => {
                self.end_paragraph();
                self.open_cell();
                if let Some(table) = &mut self.table {
                    table.column += table.columns.max(1);
                    table.in_cell = false;
                    self.out.end();
                }
            }
            "tbl" => {
                self.end_paragraph();
                match self.nested {
                    0 if self.table.take().is_some() => self.out.end_table(),
                    0 => {}
                    _ => self.nested -= 1,
                }
            }
            _ => {}
        }
        Ok(())
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

    /// Begins the cell's block; one that goes on a cell from above has none.
    fn open_cell(&mut self) {
        if let Some(table) = &mut self.table
            && !table.in_cell
            && !table.goes_on
        {
            self.out.cell(table.row, table.column, table.header);
            table.in_cell = true;
        }
    }

    /// Begins the paragraph's block, if that has not begun.
    fn begin_paragraph(&mut self) {
        let Some(properties) = self.paragraph.take() else {
            return;
        };
        let goes_on = std::mem::replace(&mut self.goes_on, properties.joined);
        if self.table.is_some() {
            self.open_cell();
            if let Some(table) = &mut self.table {
                if table.lines && !goes_on {
                    self.out.line_break();
                }
                table.lines = true;
            }
            return;
        }
        if goes_on {
            return;
        }
        if self.in_note {
            self.out.block_here();
            return;
        }
        let style = properties.style.as_deref().unwrap_or_default();
        let level = properties.outline.filter(|&level| level <= 8);
        let role = self
            .styles
            .find(style, |s| s.role)
            .or(level.map(|level| Role::Heading(level + 1)));
        let list = properties
            .list
            .or_else(|| self.styles.find(style, |s| s.list.clone()));
        let number = list
            .filter(|(id, _)| !id.is_empty() && id != "0")
            .map(|(id, depth)| self.number(&id, depth.unwrap_or(0)));
        match role {
            Some(Role::Heading(level)) => {
                self.out.block(BlockKind::Heading { level }, None);
                self.out.push(&number.unwrap_or_default().0);
            }
            Some(Role::Title) => self.out.block(BlockKind::Heading { level: 1 }, None),
            Some(Role::Contents) => self.out.block(BlockKind::Paragraph, Some(Zone::Contents)),
            Some(Role::Caption) => self.out.block(BlockKind::Caption { table: None }, None),
            _ if number.as_ref().is_some_and(|(shown, _)| !shown.is_empty()) => {
                let (shown, ordinal) = number.unwrap_or_default();
                self.out.item(shown, ordinal);
            }
            Some(Role::Quotation) => self.out.block(BlockKind::Quotation, None),
            Some(Role::Subtitle) | None => self.out.block(BlockKind::Paragraph, None),
        }
    }

    /// The number that list `id` has come to at `depth`.
    fn number(&mut self, id: &str, depth: usize) -> (String, Option<u32>) {
        let Some((of, starts)) = self.lists.own.get(id) else {
            return ("- ".to_owned(), None);
        };
        let none = Levels::new();
        let levels = self.lists.levels.get(of).unwrap_or(&none);
        if self.lists.begun.insert(id.to_owned(), ()).is_none() {
            for &(depth, from) in starts {
                self.counters.restart(of, depth, from);
            }
        }
        self.counters.next(of, levels, depth)
    }

    fn end_paragraph(&mut self) {
        self.end_script();
        self.paragraph = None;
        self.run = Run::default();
        if self.table.is_none() && !self.goes_on {
            self.out.end();
        }
    }

    /// The text boxes of the paragraph that has ended.
    fn text_boxes(&mut self, xml: &Xml, depth: usize) -> Result<(), ReadError> {
        for inner in std::mem::take(&mut self.boxes) {
            let mut xml = Xml::new(&xml.source[inner], Format::Docx, xml.part);
            self.stream(&mut xml, depth + 1)?;
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        // An instruction's own runs are not shown.
        if self.fields.iter().any(|field| !field.shown) || text.is_empty() {
            return;
        }
        let style = self.run.style.as_deref().unwrap_or_default();
        let of_style =
            |of: fn(&Style) -> Option<bool>| self.styles.find(style, of).unwrap_or(false);
        if self.run.hidden.unwrap_or_else(|| of_style(|s| s.hidden)) {
            return;
        }
        let raised = self
            .run
            .raised
            .or_else(|| self.styles.find(style, |s| s.raised))
            .flatten();
        let bold = self.run.bold.unwrap_or_else(|| of_style(|s| s.bold));
        let italic = self.run.italic.unwrap_or_else(|| of_style(|s| s.italic));
        match (raised, &mut self.script) {
            (Some(now), Some((so_far, before))) if *before == now => {
                so_far.push_str(text);
                return;
            }
            (Some(now), _) => {
                self.end_script();
                self.script = Some((text.to_owned(), now));
                return;
            }
            (None, _) => self.end_script(),
        }
        for (on, strong) in [(bold, true), (italic, false)] {
            if on {
                self.out.flow.begin_emphasis(strong);
            }
        }
        self.out.push(text);
        for on in [italic, bold] {
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

    /// The mark of a note: `which` is 0 for footnotes, 1 for endnotes.
    fn mark(&mut self, which: usize, tag: &Tag) {
        let Some(id) = tag.get("id").filter(|_| !self.in_note) else {
            return;
        };
        self.end_script();
        self.notes[which].push(id);
        let label = self.label(which, self.notes[which].len());
        self.out.mark(&label);
    }

    fn label(&self, which: usize, number: usize) -> String {
        let numerals = match which == 1 && self.roman {
            true => Numerals::Roman { upper: false },
            false => Numerals::Decimal,
        };
        written(number as u32, numerals)
    }

    fn read_notes(&mut self, which: usize, source: &str) -> Result<(), ReadError> {
        let part = ["footnotes.xml", "endnotes.xml"][which];
        let mut texts: FxHashMap<String, Range<usize>> = FxHashMap::default();
        let mut xml = Xml::new(source, Format::Docx, part);
        while let Some(node) = xml.next()? {
            if let Node::Start(tag) = node
                && matches!(tag.name(), "footnote" | "endnote")
                && let Some(id) = tag.get("id")
            {
                texts.insert(id, xml.skip()?);
            }
        }
        let source = xml.source;
        self.in_note = true;
        for (i, id) in std::mem::take(&mut self.notes[which]).iter().enumerate() {
            // A note that is called twice is read once.
            let Some(inner) = texts.remove(id) else {
                continue;
            };
            let label = self.label(which, i + 1);
            self.out.note(&label);
            self.stream(&mut Xml::new(&source[inner], Format::Docx, part), 0)?;
            self.out.end_note();
        }
        self.in_note = false;
        Ok(())
    }

    /// A field's result begins.
    fn show_field(&mut self) {
        let Some(field) = self.fields.last_mut() else {
            return;
        };
        field.shown = true;
        if let Some(address) = hyperlink(&field.instruction) {
            field.link = true;
            self.begin_paragraph();
            self.end_script();
            self.out.begin_link(&address);
        }
    }

    fn end_field(&mut self) {
        if self.fields.pop().is_some_and(|field| field.link) {
            self.end_script();
            self.out.end_link();
        }
    }
}

/// The address of a field `HYPERLINK "https://…"`, or the place of `HYPERLINK \l "place"`.
fn hyperlink(instruction: &str) -> Option<String> {
    let rest = instruction.trim().strip_prefix("HYPERLINK")?;
    let (before, quoted) = rest.split_once('"')?;
    let target = quoted.split('"').next()?;
    Some(match before.contains("\\l") {
        true => format!("#{target}"),
        false => target.to_owned(),
    })
}

/// Whether the table that begins here holds data: more than one column, none inside another, and no
/// cell that is a text of its own.
fn is_data(mut ahead: Xml) -> Result<bool, ReadError> {
    const LONGEST_CELL: usize = 3000;
    let (mut cells, mut widest, mut length) = (0, 0, 0);
    while let Some(node) = ahead.next()? {
        match node {
            Node::Start(tag) => match tag.name() {
                "tbl" => return Ok(false),
                "tr" => cells = 0,
                "tc" => {
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
            Node::End(name) if name == "tbl" => break,
            Node::End(_) => {}
        }
    }
    Ok(widest > 1)
}
