//! Markdown: CommonMark with tables, footnotes and front matter, and the HTML that converters leave in it.
//!
//! pulldown-cmark gives every stretch of text with its place in the source; this reader copies
//! those stretches into fragments and never rewrites them, so that spans lead back exactly.

use super::front;
use super::raw::{Raw, RawBlock};
use crate::text::{BlockKind, Emphasis, Fragment, Link, NoteMark, Span};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The blocks of a Markdown text.
pub(super) fn blocks(source: &str) -> Raw {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader {
        source,
        ..Reader::default()
    };
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        reader.event(event, range);
    }
    reader.close();
    reader.raw
}

/// What the current block lies in, from the outside in.
#[derive(Debug)]
enum Container {
    Quotation,
    /// The number of the next item, where the list is numbered.
    List(Option<u64>),
    Note(String),
}

#[derive(Default)]
struct Reader<'s> {
    source: &'s str,
    raw: Raw,
    containers: Vec<Container>,
    open: Option<RawBlock>,
    /// The list marker that the next block takes.
    marker: Option<(Span, Option<u32>)>,
    /// View offsets where emphasis and links began.
    emphasis: Vec<(usize, bool)>,
    links: Vec<(usize, String, bool)>,
    /// An open `<sup>` or `<sub>`: its tag's place, and where its text begins in the view.
    script: Option<(Range<usize>, usize, bool)>,
    /// Row and column of the table that is open.
    cell: (u32, u32),
    in_head: bool,
    /// Depth of images, whose alternative text is not read.
    images: usize,
    in_metadata: bool,
    in_code: bool,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_metadata => {
                front::metadata(&text, &mut self.raw.meta);
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
            Event::SoftBreak | Event::HardBreak => self.line_break(range),
            Event::InlineHtml(html) => self.inline_html(&html, range),
            Event::Html(html) => self.html(&html, range),
            Event::FootnoteReference(label) => {
                let fragment = self.fragment();
                fragment.marks.push(NoteMark {
                    at: fragment.text.len(),
                    label: label.to_string(),
                    source: Span::new(range.start, range.end),
                });
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
            Event::TaskListMarker(_) | Event::Rule => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.open(self.kind_here()),
            Tag::Heading { level, .. } => self.open(BlockKind::Heading { level: level as u8 }),
            Tag::BlockQuote(_) => {
                self.close();
                self.containers.push(Container::Quotation);
            }
            Tag::CodeBlock(kind) => {
                self.close();
                self.in_code = matches!(kind, CodeBlockKind::Fenced(_));
                // An indented paragraph is what converters make of a block quotation.
                self.open(if self.in_code {
                    BlockKind::Code
                } else {
                    BlockKind::Paragraph
                });
            }
            Tag::List(start) => {
                self.close();
                self.containers.push(Container::List(start));
            }
            Tag::Item => {
                self.close();
                let ordinal = match self.containers.last_mut() {
                    Some(Container::List(Some(n))) => {
                        let ordinal = u32::try_from(*n).ok();
                        *n = n.saturating_add(1);
                        ordinal
                    }
                    _ => None,
                };
                let marker = self.source[range.clone()]
                    .find(|c: char| {
                        !(c.is_ascii_digit()
                            || matches!(c, '.' | ')' | '-' | '*' | '+')
                            || c.is_whitespace())
                    })
                    .map_or(range.start, |i| range.start + i);
                self.marker = Some((Span::new(range.start, marker), ordinal));
            }
            Tag::FootnoteDefinition(label) => {
                self.close();
                self.containers.push(Container::Note(label.to_string()));
            }
            Tag::Table(_) => {
                self.close();
                self.cell = (0, 0);
            }
            Tag::TableHead => {
                self.in_head = true;
                self.cell.1 = 0;
            }
            Tag::TableRow => self.cell.1 = 0,
            Tag::TableCell => self.open(BlockKind::Cell {
                table: self.raw.tables,
                row: self.cell.0,
                column: self.cell.1,
                header: self.in_head,
            }),
            Tag::Emphasis | Tag::Strong => {
                let at = self.fragment().text.len();
                self.emphasis.push((at, matches!(tag, Tag::Strong)));
            }
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                let at = self.fragment().text.len();
                let auto = matches!(link_type, LinkType::Autolink | LinkType::Email);
                self.links.push((at, dest_url.to_string(), auto));
            }
            Tag::Image { .. } => self.images += 1,
            Tag::MetadataBlock(_) => self.in_metadata = true,
            Tag::HtmlBlock => {}
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::HtmlBlock => self.close(),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.close();
            }
            TagEnd::Item => {
                self.close();
                self.marker = None;
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition => {
                self.close();
                self.containers.pop();
            }
            TagEnd::Table => self.raw.tables += 1,
            TagEnd::TableHead => {
                self.in_head = false;
                self.cell.0 += 1;
            }
            TagEnd::TableRow => self.cell.0 += 1,
            TagEnd::TableCell => {
                self.close();
                self.cell.1 += 1;
            }
            TagEnd::Emphasis | TagEnd::Strong => {
                if let Some((start, strong)) = self.emphasis.pop() {
                    let fragment = self.fragment();
                    let end = fragment.text.len();
                    if start < end {
                        fragment.emphasis.push(Emphasis {
                            span: Span::new(start, end),
                            strong,
                        });
                    }
                }
            }
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::MetadataBlock(_) => self.in_metadata = false,
            _ => {}
        }
    }

    fn end_link(&mut self) {
        let Some((start, url, auto)) = self.links.pop() else {
            return;
        };
        let fragment = self.fragment();
        let end = fragment.text.len();
        if start < end {
            let anchor = fragment.text[start..end].trim_start();
            let bare = auto || anchor.starts_with("http") || anchor.starts_with("www.");
            fragment.links.push(Link {
                span: Span::new(start, end),
                url,
                bare,
            });
        }
    }

    /// The kind of a paragraph in the containers that are open.
    fn kind_here(&self) -> BlockKind {
        match self.containers.last() {
            None => BlockKind::Paragraph,
            Some(Container::Quotation) => BlockKind::Quotation,
            Some(Container::List(_)) => BlockKind::ListItem {
                ordinal: self.marker.and_then(|(_, ordinal)| ordinal),
            },
            Some(Container::Note(label)) => BlockKind::Note {
                label: label.clone(),
            },
        }
    }

    fn open(&mut self, kind: BlockKind) {
        self.close();
        let mut block = RawBlock::new(kind, Fragment::default());
        block.marker = self.marker.take().map(|(span, _)| span);
        self.open = Some(block);
    }

    /// The fragment that text goes to; opens a block where a tight list item has none.
    fn fragment(&mut self) -> &mut Fragment {
        if self.open.is_none() {
            let kind = self.kind_here();
            self.open(kind);
        }
        &mut self
            .open
            .get_or_insert_with(|| RawBlock::new(BlockKind::Paragraph, Fragment::default()))
            .fragment
    }

    fn close(&mut self) {
        self.emphasis.clear();
        self.links.clear();
        self.script = None;
        if let Some(mut block) = self.open.take() {
            block.fragment = block.fragment.trimmed();
            if !block.fragment.text.is_empty() || matches!(block.kind, BlockKind::Cell { .. }) {
                self.raw.blocks.push(block);
            }
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        let fragment = self.fragment();
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

    fn line_break(&mut self, range: Range<usize>) {
        let fragment = self.fragment();
        fragment.lines.push(fragment.text.len());
        fragment.push(" ", range.start, range.len());
    }

    fn inline_html(&mut self, html: &str, range: Range<usize>) {
        let name = tag_name(html);
        match name.as_str() {
            "sup" | "sub" => {
                let at = self.fragment().text.len();
                self.script = Some((range, at, name == "sup"));
            }
            "/sup" | "/sub" => self.end_script(range),
            "br" | "br/" => self.line_break(range),
            "b" | "strong" | "i" | "em" => {
                let at = self.fragment().text.len();
                self.emphasis
                    .push((at, matches!(name.as_str(), "b" | "strong")));
            }
            "/b" | "/strong" => self.end(TagEnd::Strong),
            "/i" | "/em" => self.end(TagEnd::Emphasis),
            "a" => {
                if let Some(url) = attribute(html, "href") {
                    let at = self.fragment().text.len();
                    self.links.push((at, url, false));
                }
            }
            "/a" => self.end_link(),
            _ => {}
        }
    }

    /// Decides what a `<sup>` or `<sub>` was: a note mark, an exponent, or letters of a word.
    fn end_script(&mut self, close: Range<usize>) {
        let Some((open, at, raised)) = self.script.take() else {
            return;
        };
        let fragment = self.fragment();
        if at > fragment.text.len() {
            return;
        }
        let content = fragment.text[at..].to_owned();
        let whole = Span::new(open.start, close.end);
        let before = fragment.slice(0..at);
        let meaning = Script::of(&content, &fragment.text[..at], raised);
        // Emphasis and links that began before stay; what began inside is not told apart.
        let (marks, links, emphasis, lines) = (
            std::mem::take(&mut fragment.marks),
            std::mem::take(&mut fragment.links),
            std::mem::take(&mut fragment.emphasis),
            std::mem::take(&mut fragment.lines),
        );
        *fragment = Fragment {
            marks,
            links,
            emphasis,
            lines,
            ..before
        };
        match meaning {
            Script::Text(text) => fragment.push(&text, whole.start(), whole.len()),
            Script::Marks(labels) => {
                for label in labels {
                    fragment.marks.push(NoteMark {
                        at,
                        label,
                        source: whole,
                    });
                }
            }
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
                if !text.trim().is_empty() || self.open.is_some() {
                    self.text(text, range.start + at..range.start + at + len);
                }
                at += len;
            }
        }
    }
}

/// What raised or lowered text means.
enum Script {
    /// It belongs to the word before: `m³`, `1er`, `CO2`.
    Text(String),
    /// It calls notes.
    Marks(Vec<String>),
}

impl Script {
    fn of(content: &str, before: &str, raised: bool) -> Script {
        let content = content.trim();
        if !raised {
            return Script::Text(content.to_owned());
        }
        let word = before
            .rsplit(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default();
        let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
        match content {
            "2" | "3" if is_length(unit) => {
                return Script::Text(if content == "2" { "²" } else { "³" }.to_owned());
            }
            _ => {}
        }
        // XXe: the ending of an ordinal, not note e.
        let roman = !word.is_empty() && word.bytes().all(|b| b"IVXLC".contains(&b));
        if roman && content.chars().all(char::is_lowercase) {
            return Script::Text(content.to_owned());
        }
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if digits(content) && word == "10" {
            // A power of ten: 10⁶.
            let raised: String = content
                .bytes()
                .map(|b| ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][usize::from(b - b'0')])
                .collect();
            return Script::Text(raised);
        }
        let labels: Vec<String> = content
            .split([',', ';', ' '])
            .map(|l| {
                l.trim_matches(|c| matches!(c, '[' | ']' | '(' | ')'))
                    .to_owned()
            })
            .filter(|l| !l.is_empty())
            .collect();
        let is_label = |l: &String| {
            digits(l)
                || l.chars().all(|c| matches!(c, '*' | '†' | '‡' | '§'))
                || (l.len() == 1
                    && !word.ends_with(|c: char| c.is_ascii_digit())
                    && !matches!(word, "n" | "N"))
        };
        if !labels.is_empty() && labels.iter().all(is_label) {
            Script::Marks(labels)
        } else {
            Script::Text(content.to_owned())
        }
    }
}

/// Units of length, which take an exponent.
fn is_length(unit: &str) -> bool {
    matches!(
        unit,
        "m" | "km"
            | "cm"
            | "dm"
            | "mm"
            | "hm"
            | "dam"
            | "nm"
            | "Mm"
            | "Gm"
            | "ft"
            | "mi"
            | "in"
            | "yd"
            | "pi"
    )
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
