//! Markdown: CommonMark with tables, footnotes and front matter, and the HTML that converters leave in it.
//!
//! pulldown-cmark gives every stretch of text with its place in the source; this reader copies
//! those stretches into fragments and never rewrites them, so that spans lead back exactly.

use super::flow::{Container, Flow};
use super::front;
use super::raw::Raw;
use crate::text::{BlockKind, Span};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The blocks of a Markdown text.
pub(super) fn blocks(source: &str) -> Raw {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader {
        source,
        ..Reader::default()
    };
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        reader.event(event, range);
    }
    reader.flow.finish()
}

#[derive(Default)]
struct Reader<'s> {
    source: &'s str,
    flow: Flow,
    /// Row and column of the table that is open.
    cell: (u32, u32),
    in_head: bool,
    /// Depth of images, whose alternative text is not read.
    images: usize,
    in_metadata: bool,
    /// Whether a paragraph is open that only marks a page.
    passed_over: bool,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::End(TagEnd::Paragraph) => {
                self.passed_over = false;
                self.flow.close();
            }
            _ if self.passed_over => {}
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_metadata => {
                front::metadata(&text, &mut self.flow.raw.meta);
            }
            Event::Text(_) | Event::Code(_) if self.images > 0 => {}
            Event::Text(text) => self.text(&text, range),
            Event::Code(text) => {
                // Between the backticks.
                let inner = self.source[range.clone()]
                    .find(&*text)
                    .map_or(range.clone(), |i| {
                        range.start + i..range.start + i + text.len()
                    });
                self.text(&text, inner);
            }
            Event::SoftBreak | Event::HardBreak => self.flow.line_break(range.into()),
            Event::InlineHtml(html) => self.inline_html(&html, range),
            Event::Html(html) => self.html(&html, range),
            Event::FootnoteReference(label) => self.flow.mark(label.to_string(), range.into()),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
            Event::TaskListMarker(_) | Event::Rule => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => match page_mark(&self.source[range]) {
                Some(page) => {
                    self.flow.close();
                    self.flow.page = Some(page);
                    self.passed_over = true;
                }
                None => self.flow.open_here(),
            },
            Tag::Heading { level, .. } => self.flow.open(BlockKind::Heading { level: level as u8 }),
            Tag::BlockQuote(_) => self.flow.enter(Container::Quotation),
            // An indented paragraph is what converters make of a block quotation.
            Tag::CodeBlock(kind) => self.flow.open(match kind {
                CodeBlockKind::Fenced(_) => BlockKind::Code,
                CodeBlockKind::Indented => BlockKind::Paragraph,
            }),
            Tag::List(start) => self.flow.enter(Container::List(start)),
            Tag::Item => {
                let marker = range.start + marker_len(&self.source[range.clone()]);
                self.flow.item(Some(Span::new(range.start, marker)));
            }
            Tag::FootnoteDefinition(label) => self.flow.enter(Container::Note(label.to_string())),
            Tag::Table(_) => {
                self.flow.close();
                self.cell = (0, 0);
            }
            Tag::TableHead => {
                self.in_head = true;
                self.cell.1 = 0;
            }
            Tag::TableRow => self.cell.1 = 0,
            Tag::TableCell => self.flow.open(BlockKind::Cell {
                table: self.flow.raw.tables,
                row: self.cell.0,
                column: self.cell.1,
                header: self.in_head,
            }),
            Tag::Emphasis | Tag::Strong => self.flow.begin_emphasis(matches!(tag, Tag::Strong)),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                let auto = matches!(link_type, LinkType::Autolink | LinkType::Email);
                self.flow.begin_link(dest_url.to_string(), auto);
            }
            Tag::Image { .. } => self.images += 1,
            Tag::MetadataBlock(_) => self.in_metadata = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::HtmlBlock | TagEnd::CodeBlock => {
                self.flow.close();
            }
            TagEnd::Item => self.flow.end_item(),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition => {
                self.flow.leave();
            }
            TagEnd::Table => self.flow.raw.tables += 1,
            TagEnd::TableHead => {
                self.in_head = false;
                self.cell.0 += 1;
            }
            TagEnd::TableRow => self.cell.0 += 1,
            TagEnd::TableCell => {
                self.flow.close();
                self.cell.1 += 1;
            }
            TagEnd::Emphasis | TagEnd::Strong => self.flow.end_emphasis(),
            TagEnd::Link => self.flow.end_link(),
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::MetadataBlock(_) => self.in_metadata = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        let fragment = self.flow.fragment();
        if text.len() == range.len() {
            // Line breaks inside code and HTML are spaces, like soft breaks.
            for (i, _) in text.match_indices('\n') {
                fragment.lines.push(fragment.text.len() + i);
            }
            match text.contains('\n') {
                true => fragment.push_verbatim(&text.replace('\n', " "), range.start),
                false => fragment.push_verbatim(text, range.start),
            }
        } else {
            fragment.push(text, range.start, range.len());
        }
    }

    fn inline_html(&mut self, html: &str, range: Range<usize>) {
        let name = tag_name(html);
        match name.as_str() {
            "sup" | "sub" => self.flow.begin_script(range.start, name == "sup"),
            "/sup" | "/sub" => self.flow.end_script(range.end),
            "br" | "br/" => self.flow.line_break(range.into()),
            "b" | "strong" | "i" | "em" => {
                self.flow
                    .begin_emphasis(matches!(name.as_str(), "b" | "strong"));
            }
            "/b" | "/strong" | "/i" | "/em" => self.flow.end_emphasis(),
            "a" => {
                if let Some(url) = attribute(html, "href") {
                    self.flow.begin_link(url, false);
                }
            }
            "/a" => self.flow.end_link(),
            _ => {}
        }
    }

    /// An HTML block: its text without the tags.
    fn html(&mut self, html: &str, range: Range<usize>) {
        let mut at = 0;
        while at < html.len() {
            let rest = &html[at..];
            if rest.starts_with("<!--") {
                at += rest.find("-->").map_or(rest.len(), |i| i + 3);
            } else if rest.starts_with('<')
                && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!')
            {
                let len = rest.find('>').map_or(rest.len(), |i| i + 1);
                self.inline_html(&rest[..len], range.start + at..range.start + at + len);
                at += len;
            } else {
                // A `<` that begins no tag is text itself.
                let mut signs = rest.match_indices('<').map(|(i, _)| i);
                let len = signs.find(|&i| i > 0).unwrap_or(rest.len());
                let text = &rest[..len];
                if !text.trim().is_empty() || self.flow.is_open() {
                    self.text(text, range.start + at..range.start + at + len);
                }
                at += len;
            }
        }
    }
}

/// Bytes of the sign or number that an item begins with, and of the white space behind it.
fn marker_len(item: &str) -> usize {
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    let sign = usize::from(item[digits..].starts_with(['.', ')', '-', '*', '+']));
    let behind = &item[digits + sign..];
    item.len() - behind.trim_start_matches([' ', '\t']).len()
}

/// How many quotations and lists the text opens inside one another on one line.
///
/// Each blank line is held against all that are open, so that a text of many such marks and many
/// lines takes time in proportion to both.
pub(super) fn nesting(source: &str) -> usize {
    source.lines().map(opened).max().unwrap_or(0)
}

fn opened(line: &str) -> usize {
    let (mut rest, mut open) = (line.trim_start(), 0);
    let first = rest.bytes().next();
    loop {
        let inner = match rest.strip_prefix('>') {
            Some(inner) => inner,
            None => {
                let len = marker_len(rest);
                let blank = rest[..len].ends_with([' ', '\t']) && !rest.starts_with([' ', '\t']);
                if !blank || rest[..len].trim_end().bytes().all(|b| b.is_ascii_digit()) {
                    break;
                }
                &rest[len..]
            }
        };
        open += 1;
        rest = inner.trim_start();
    }
    // `* * * * *` is a rule.
    let rule = first.is_some_and(|sign| {
        matches!(sign, b'-' | b'*' | b'+')
            && line.bytes().all(|b| b == sign || b == b' ' || b == b'\t')
    });
    if rule { 0 } else { open }
}

/// The page that begins where a converter has written `{3}------------`, counted from 0 there.
fn page_mark(paragraph: &str) -> Option<u32> {
    let (page, rule) = paragraph.trim().strip_prefix('{')?.split_once('}')?;
    let ruled = rule.len() >= 10 && rule.bytes().all(|b| b == b'-');
    page.parse::<u32>().ok().filter(|_| ruled)?.checked_add(1)
}

/// `sup` of `<sup class="x">`, `/sup` of `</sup>`.
fn tag_name(html: &str) -> String {
    html.trim_start_matches('<')
        .chars()
        .enumerate()
        .take_while(|(i, c)| c.is_ascii_alphanumeric() || *i == 0 && *c == '/')
        .map(|(_, c)| c.to_ascii_lowercase())
        .collect()
}

/// The value of an attribute in a tag.
fn attribute(html: &str, name: &str) -> Option<String> {
    let at = html.to_ascii_lowercase().find(&format!("{name}="))? + name.len() + 1;
    let rest = &html[at..];
    let value = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next()?,
        _ => rest.split([' ', '>']).next()?,
    };
    Some(value.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Vec<(BlockKind, String)> {
        blocks(source)
            .blocks
            .into_iter()
            .map(|b| (b.kind, b.fragment.text))
            .collect()
    }

    #[test]
    fn raised_text_is_an_exponent_a_mark_or_letters() {
        let raw = blocks(
            "1000m<sup>3</sup> le 1<sup>er</sup> missile<sup>1</sup> balistique, du CO<sub>2</sub> au XX<sup>e</sup>.",
        );
        let fragment = &raw.blocks[0].fragment;
        assert_eq!(
            fragment.text,
            "1000m³ le 1er missile balistique, du CO2 au XXe."
        );
        assert_eq!(fragment.marks.len(), 1);
        assert_eq!(fragment.marks[0].label, "1");
        assert_eq!(
            &fragment.text[..fragment.marks[0].at],
            "1000m³ le 1er missile"
        );
    }

    #[test]
    fn html_blocks_keep_what_is_no_tag() {
        let got = read("<div>\n« 3 < 4 »\u{a0}<b>oui</b>\u{a0}\n</div>\n");
        assert_eq!(got.len(), 1);
        assert_eq!(got[0].1.trim(), "« 3 < 4 »\u{a0}oui");
    }

    #[test]
    fn nesting_is_counted() {
        for (text, expected) in [
            ("Un texte.\n- un\n  - deux\n", 1),
            ("> > - 1. x", 4),
            ("* * * * * * *", 0),
            ("12 ans. 3,5 %", 0),
            ("1. 1. 1. x\n> a", 3),
            ("-x -y", 0),
        ] {
            assert_eq!(nesting(text), expected, "{text}");
        }
        assert_eq!(marker_len("12. Titre"), 4);
        assert_eq!(marker_len("-   x"), 4);
    }

    #[test]
    fn converters_dialects_are_read() {
        assert_eq!(read("# Le gaz {#gaz .unnumbered}\n")[0].1, "Le gaz");
        let raw = blocks(
            "{0}------------------------------------------------\n\nUn.\n\n{1}------------------------------------------------\n\nDeux.\n",
        );
        let pages: Vec<_> = raw.blocks.iter().map(|b| (b.text(), b.page)).collect();
        assert_eq!(pages, [("Un.", Some(1)), ("Deux.", Some(2))]);
    }

    #[test]
    fn lists_tables_and_notes_are_blocks() {
        let got = read(
            "- un\n- deux\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nTexte[^1].\n\n[^1]: La note.\n",
        );
        let texts: Vec<_> = got.iter().map(|(_, t)| t.as_str()).collect();
        assert_eq!(
            texts,
            ["un", "deux", "a", "b", "1", "2", "Texte.", "La note."]
        );
        assert_eq!(
            got[4].0,
            BlockKind::Cell {
                table: 0,
                row: 1,
                column: 0,
                header: false
            }
        );
        assert_eq!(got[7].0, BlockKind::Note { label: "1".into() });
    }
}
