//! [`Page`]: a page as two flat lists, what happens in it ([`Event`]) and its elements.
//!
//! The tokeniser tells tags and their places; elements are closed here, as far as reading needs it:
//! a paragraph by the next block, an item by the next item, a cell by the next cell, and all by the
//! end. Nothing here recurses or looks back further than [`LOOK_BACK`] elements, so that a page of
//! any depth takes time in proportion to its length.

use crate::lang::Lang;
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, StartTag, Token, Tokenizer};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::ops::Range;

/// How many open elements an end tag looks through for its own.
const LOOK_BACK: usize = 256;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// The element of this index begins.
    Open(usize),
    Close(usize),
    /// Text, as bytes of the source with its entities.
    Text(Range<usize>),
}

/// An element.
#[derive(Debug)]
pub(super) struct Element {
    /// In small letters.
    pub name: String,
    /// Whether it begins a line of its own.
    pub block: bool,
    attributes: BTreeMap<HtmlString, html5gum::Spanned<HtmlString, usize>>,
    /// Bytes of its start tag.
    pub tag: Range<usize>,
    /// Where its end tag ends, or what stands for it.
    pub end: usize,
    /// Indices of its events, those that open and close it included.
    pub events: Range<usize>,
    pub parent: Option<usize>,
}

impl Element {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        let value = self.attributes.get(name.as_bytes())?;
        std::str::from_utf8(value).ok()
    }

    pub fn has(&self, name: &str) -> bool {
        self.attributes.contains_key(name.as_bytes())
    }

    /// The language that it declares; `Some(None)` for one that is not read.
    pub fn lang(&self) -> Option<Option<Lang>> {
        let code = self.get("lang").or_else(|| self.get("xml:lang"))?;
        Some(Lang::from_code(code.trim()))
    }

    pub fn is(&self, names: &[&str]) -> bool {
        names.contains(&&*self.name)
    }
}

#[derive(Debug, Default)]
pub(super) struct Page {
    pub events: Vec<Event>,
    pub elements: Vec<Element>,
}

/// Elements without content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements that begin a line of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

/// What an element closes when it begins, and where that ends: at the nearest of the second list.
fn closes(name: &str) -> (&'static [&'static str], &'static [&'static str]) {
    const LISTS: &[&str] = &["ul", "ol", "menu", "dir", "td", "th", "table"];
    match name {
        "li" => (&["li"], LISTS),
        "dt" | "dd" => (&["dt", "dd"], &["dl", "td", "th", "table"]),
        "td" | "th" => (&["td", "th"], &["table", "tr"]),
        "tr" => (&["tr"], &["table", "tbody", "thead", "tfoot"]),
        "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot", "caption"], &["table"]),
        "option" | "optgroup" => (&["option"], &["select", "datalist"]),
        "body" => (&["head"], &["html"]),
        _ if BLOCKS.contains(&name) => (
            &["p"],
            &[
                "td",
                "th",
                "table",
                "button",
                "caption",
                "object",
                "li",
                "blockquote",
                "div",
            ],
        ),
        _ => (&[], &[]),
    }
}

impl Page {
    pub fn of(source: &str) -> Page {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let mut builder = Builder::default();
        // Text is what stands between the other tokens: its entities are decoded where it is read,
        // so that each byte keeps its place.
        let mut at = 0;
        for token in Tokenizer::new_with_emitter(source, emitter) {
            let Ok(token) = token;
            let span = match &token {
                Token::StartTag(tag) => tag.span,
                Token::EndTag(tag) => tag.span,
                Token::Comment(comment) => comment.span,
                Token::Doctype(doctype) => doctype.span,
                Token::String(_) | Token::Error(_) => continue,
            };
            let (start, end) = (span.start.min(source.len()), span.end.min(source.len()));
            // Whatever the tokeniser reckons, a place is one of the source and none goes back.
            if start < at
                || end < start
                || !source.is_char_boundary(start)
                || !source.is_char_boundary(end)
            {
                continue;
            }
            builder.text(at..start);
            at = end;
            builder.at = end;
            match token {
                Token::StartTag(tag) => builder.start(tag),
                Token::EndTag(tag) => builder.end(&String::from_utf8_lossy(&tag.name)),
                _ => {}
            }
        }
        builder.text(at..source.len());
        builder.at = source.len();
        builder.finish()
    }

    /// The element that `name`s, first in the page.
    pub fn first(&self, name: &str) -> Option<usize> {
        self.elements.iter().position(|e| e.name == name)
    }

    /// Elements below element `of`.
    pub fn below(&self, of: usize) -> impl Iterator<Item = usize> {
        let end = self.elements[of].events.end;
        (of + 1..self.elements.len()).take_while(move |&i| self.elements[i].events.start < end)
    }

    /// The language that holds where `element` begins: as declared around it, nearest first.
    pub fn lang_around(&self, element: Option<usize>) -> Option<Lang> {
        let root = element.or_else(|| self.first("html"))?;
        std::iter::successors(Some(root), |&e| self.elements[e].parent)
            .find_map(|e| self.elements[e].lang())?
    }

    /// The text below element `of`, white space collapsed: about `most` bytes, from as many events.
    pub fn text_of(&self, source: &str, of: usize, most: usize) -> String {
        let mut out = String::new();
        // What has that many events and less text is no text to speak of.
        for event in self.events[self.elements[of].events.clone()]
            .iter()
            .take(most)
        {
            match event {
                Event::Text(range) => {
                    out.push_str(&super::entities::decoded(&source[range.clone()]))
                }
                Event::Open(i) | Event::Close(i)
                    if self.elements[*i].block || self.elements[*i].name == "br" =>
                {
                    out.push(' ');
                }
                _ => {}
            }
            if out.len() > most {
                break;
            }
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[derive(Default)]
struct Builder {
    page: Page,
    /// Elements that are open.
    open: Vec<usize>,
    /// Where the last tag ended.
    at: usize,
    /// How many elements of each name are open.
    count: FxHashMap<String, usize>,
}

impl Builder {
    fn text(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.page.events.push(Event::Text(range));
        }
    }

    fn start(&mut self, tag: StartTag<usize>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let (closed, up_to) = closes(&name);
        if !closed.is_empty() && closed.iter().any(|name| self.is_open(name)) {
            let found = self
                .open
                .iter()
                .rev()
                .take(LOOK_BACK)
                .map(|&i| &*self.page.elements[i].name)
                .take_while(|name| !up_to.contains(name))
                .position(|name| closed.contains(&name));
            if let Some(depth) = found {
                self.close(self.open.len() - 1 - depth);
            }
        }
        let index = self.page.elements.len();
        let at = self.page.events.len();
        self.page.events.push(Event::Open(index));
        let void = VOID.contains(&&*name);
        // `<path/>` of a drawing; in HTML itself the slash means nothing.
        let closed = void || tag.self_closing && !BLOCKS.contains(&&*name) && self.is_open("svg");
        self.page.elements.push(Element {
            block: BLOCKS.contains(&&*name),
            name,
            attributes: tag.attributes,
            tag: tag.span.start..tag.span.end,
            end: tag.span.end,
            events: at..at + 1,
            parent: self.open.last().copied(),
        });
        if closed {
            self.page.events.push(Event::Close(index));
            self.page.elements[index].events.end = at + 2;
        } else {
            let name = self.page.elements[index].name.clone();
            *self.count.entry(name).or_default() += 1;
            self.open.push(index);
        }
    }

    fn is_open(&self, name: &str) -> bool {
        self.count.get(name).is_some_and(|&n| n > 0)
    }

    fn end(&mut self, name: &str) {
        if !self.is_open(name) {
            return;
        }
        let mut upwards = self.open.iter().rev().take(LOOK_BACK);
        let found = upwards.position(|&i| self.page.elements[i].name == name);
        // An end tag of a phrase does not end the blocks around it.
        let block = BLOCKS.contains(&name);
        if let Some(depth) = found {
            let at = self.open.len() - 1 - depth;
            let crosses = self.open[at + 1..]
                .iter()
                .any(|&i| self.page.elements[i].block);
            if block || !crosses {
                self.close(at);
            }
        }
    }

    /// Closes the open elements from place `from` on, the innermost first.
    fn close(&mut self, from: usize) {
        while self.open.len() > from {
            let Some(index) = self.open.pop() else { return };
            self.page.events.push(Event::Close(index));
            self.page.elements[index].events.end = self.page.events.len();
            self.page.elements[index].end = self.at;
            if let Some(count) = self.count.get_mut(&self.page.elements[index].name) {
                *count -= 1;
            }
        }
    }

    fn finish(mut self) -> Page {
        self.close(0);
        self.page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(source: &str) -> String {
        let page = Page::of(source);
        let mut out = String::new();
        for event in &page.events {
            match event {
                Event::Open(i) => {
                    assert!(
                        source[page.elements[*i].tag.clone()].starts_with('<'),
                        "{source:?}"
                    );
                    out.push_str(&format!("<{}>", page.elements[*i].name));
                }
                Event::Close(i) => out.push_str(&format!("</{}>", page.elements[*i].name)),
                Event::Text(range) => out.push_str(&source[range.clone()]),
            }
        }
        out
    }

    #[test]
    fn elements_are_closed() {
        for (source, expected) in [
            ("<p>un<p>deux", "<p>un</p><p>deux</p>"),
            (
                "<UL><li>a<li>b<ul><li>c</ul></UL>d",
                "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d",
            ),
            (
                "<table><tr><td>a<td>b<tr><td>c</table>",
                "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
            ),
            ("a<br/>b<img src=x>c</br>", "a<br></br>b<img></img>c"),
            ("<b>a<p>b</b>c</p>", "<b>a<p>bc</p></b>"),
            ("<p>a<div>b</div>c</p>d", "<p>a</p><div>b</div>cd"),
            ("</p></nix>a<i>", "a<i></i>"),
            (
                "<script>if (a<b) { \"</p>\" }</script>é<title>a <b></title>",
                "<script>if (a<b) { \"</p>\" }</script>é<title>a <b></title>",
            ),
            (
                "é\r\n<p\r\n class='x'>\r\nà</p\r\n>b<!-- <p> --><?php ?>c",
                "é\r\n<p>\r\nà</p>bc",
            ),
            ("a < b & c <3 <", "a < b & c <3 <"),
        ] {
            assert_eq!(shape(source), expected, "{source:?}");
        }
    }

    #[test]
    fn text_is_collapsed_and_decoded() {
        let source = "<h1>\n Le&nbsp;gaz <i>&amp; l&rsquo;eau</i><br>ici</h1>";
        let page = Page::of(source);
        assert_eq!(page.text_of(source, 0, 100), "Le gaz & l’eau ici");
        assert_eq!(page.elements[1].parent, Some(0));
        assert_eq!(page.below(0).count(), 2);
    }
}
