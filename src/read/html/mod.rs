//! HTML: the article of a page, with the place of each stretch of text in the source.
//!
//! | module | does |
//! | --- | --- |
//! | [`page`] | the source as events and elements, flat |
//! | [`article`] | which of them are the text |
//! | [`notes`] | which links call notes, and which elements are those |
//! | [`meta`] | title, authors, publisher, date |
//! | this one | blocks |

mod article;
mod entities;
mod meta;
mod notes;
mod page;
mod table;

use super::flow::{Container, Flow};
use super::raw::Raw;
use crate::lang::Lang;
use crate::text::{BlockKind, Span};
use article::Article;
use notes::Notes;
use page::{Event, Page};
use std::ops::Range;
use table::Table;

/// The blocks of a page.
pub(super) fn blocks(source: &str) -> Raw {
    let page = Page::of(source);
    let notes = notes::find(&page, source);
    let holders: Vec<usize> = notes.notes.keys().copied().collect();
    let article = article::find(&page, source, &holders);
    let meta = meta::read(&page, source, &article);
    let mut reader = Reader {
        source,
        page: &page,
        article: &article,
        notes: &notes,
        flow: Flow::default(),
        undo: Vec::new(),
        tables: Vec::new(),
        verbatim: 0,
        bracket: false,
        solid: 0,
    };
    reader.flow.lang = page.lang_around(article.root);
    if let Some(heading) = article.heading {
        reader.read(page.elements[heading].events.clone());
    }
    let all = 0..page.events.len();
    reader.read(
        article
            .root
            .map_or(all, |root| page.elements[root].events.clone()),
    );
    let mut raw = reader.flow.finish();
    raw.meta = meta;
    raw
}

/// What the end of an element does.
#[derive(Debug)]
enum Undo {
    Close,
    Solid,
    Leave,
    EndItem,
    Emphasis,
    Link,
    Script,
    Quotes,
    Verbatim,
    Cell,
    Table,
    /// The language that held before.
    Lang(Option<Lang>),
}

struct Reader<'p> {
    source: &'p str,
    page: &'p Page,
    article: &'p Article,
    notes: &'p Notes,
    flow: Flow,
    /// What the ends of open elements do, the innermost last.
    undo: Vec<(usize, Undo)>,
    /// Tables that are open; `None` for one that only lays out.
    tables: Vec<Option<Table>>,
    /// How many open elements keep their line breaks.
    verbatim: usize,
    /// Whether the bracket before a mark was taken out, and that behind it is to go as well.
    bracket: bool,
    /// How many headings and captions are open, in which other blocks are no more than lines.
    solid: usize,
}

impl Reader<'_> {
    fn read(&mut self, events: Range<usize>) {
        let mut i = events.start;
        while i < events.end {
            match &self.page.events[i] {
                Event::Text(range) => self.text(range.clone()),
                Event::Open(e) => {
                    if !self.open(*e) {
                        i = self.page.elements[*e].events.end;
                        continue;
                    }
                }
                Event::Close(e) => self.close(*e),
            }
            i += 1;
        }
        self.flow.close();
    }

    /// Begins element `e`; false when it is passed over with all that it holds.
    fn open(&mut self, e: usize) -> bool {
        let element = &self.page.elements[e];
        if self.article.left_out[e] || self.notes.back.binary_search(&e).is_ok() {
            return false;
        }
        if let Some(label) = self.notes.marks.get(&e) {
            self.mark(e, label.clone());
            return false;
        }
        if let Some(lang) = element.lang() {
            let before = std::mem::replace(&mut self.flow.lang, lang);
            self.undo.push((e, Undo::Lang(before)));
        }
        let tag: Span = element.tag.clone().into();
        let in_cell = self.in_cell();
        let solid = self.solid > 0 || in_cell;
        if element.block && solid && !element.is(&["td", "th", "tr", "caption", "table"]) {
            self.space_line(tag);
            return true;
        }
        if let Some(label) = self.notes.notes.get(&e).filter(|_| !in_cell) {
            self.flow.enter(Container::Note(label.clone()));
            self.undo.push((e, Undo::Leave));
            if element.name != "pre" {
                return true;
            }
        }
        match &*element.name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = element.name.as_bytes()[1] - b'0';
                self.flow.open(BlockKind::Heading { level });
                self.solid += 1;
                self.undo.push((e, Undo::Solid));
            }
            "ul" | "dir" => {
                self.flow.enter(Container::List(None));
                self.undo.push((e, Undo::Leave));
            }
            "ol" => {
                let start = element.get("start").and_then(|n| n.trim().parse().ok());
                self.flow.enter(Container::List(Some(start.unwrap_or(1))));
                self.undo.push((e, Undo::Leave));
            }
            "li" => {
                self.flow.item(None);
                self.undo.push((e, Undo::EndItem));
            }
            "blockquote" => {
                self.flow.enter(Container::Quotation);
                self.undo.push((e, Undo::Leave));
            }
            "figcaption" | "caption" => {
                let table = match element.name == "caption" {
                    true => self.flow.raw.tables.into(),
                    false => self.table_beside(e),
                };
                if !in_cell {
                    self.flow.open(BlockKind::Caption { table });
                    self.solid += 1;
                    self.undo.push((e, Undo::Solid));
                }
            }
            "table" => {
                let table = match in_cell {
                    true => None,
                    false => Table::of(self.page, e),
                };
                match in_cell {
                    true => self.space_line(tag),
                    false => self.flow.close(),
                }
                self.tables.push(table);
                self.undo.push((e, Undo::Table));
            }
            "tr" => match self.tables.last_mut() {
                Some(Some(table)) => table.row(),
                _ if in_cell => self.space_line(tag),
                _ => self.flow.close(),
            },
            "td" | "th" => self.cell(e),
            "pre" => {
                self.verbatim += 1;
                let code = self
                    .page
                    .below(e)
                    .take(8)
                    .any(|i| self.page.elements[i].name == "code");
                match code {
                    true => self.flow.open(BlockKind::Code),
                    false => self.flow.open_here(),
                }
                self.undo.push((e, Undo::Verbatim));
            }
            "br" => self.br(tag),
            "b" | "strong" | "i" | "em" | "cite" | "dfn" => {
                self.flow.begin_emphasis(element.is(&["b", "strong"]));
                self.undo.push((e, Undo::Emphasis));
            }
            "a" => {
                if let Some(url) = element.get("href").and_then(address)
                    && !self.is_anchor_sign(e)
                {
                    self.flow.begin_link(url, false);
                    self.undo.push((e, Undo::Link));
                } else if self.is_anchor_sign(e) {
                    // Its events are passed over, the one that closes it included.
                    self.close(e);
                    return false;
                }
            }
            "sup" | "sub" => {
                self.flow.begin_script(tag.start(), element.name == "sup");
                self.undo.push((e, Undo::Script));
            }
            "q" => {
                self.flow.fragment().push("“", tag.start(), tag.len());
                self.undo.push((e, Undo::Quotes));
            }
            _ if element.block => {
                self.flow.close();
                self.undo.push((e, Undo::Close));
            }
            _ => {}
        }
        true
    }

    fn close(&mut self, e: usize) {
        let end = self.page.elements[e].end;
        while self.undo.last().is_some_and(|(of, _)| *of == e) {
            let Some((_, undo)) = self.undo.pop() else {
                return;
            };
            match undo {
                Undo::Close => self.flow.close(),
                Undo::Lang(before) => self.flow.lang = before,
                Undo::Solid => {
                    self.solid -= 1;
                    self.flow.close();
                }
                Undo::Leave => self.flow.leave(),
                Undo::EndItem => self.flow.end_item(),
                Undo::Emphasis => self.flow.end_emphasis(),
                Undo::Link => self.flow.end_link(),
                Undo::Script => self.flow.end_script(end),
                Undo::Quotes => self.flow.fragment().push("”", end, 0),
                Undo::Verbatim => {
                    self.verbatim -= 1;
                    self.flow.close();
                }
                Undo::Cell => {
                    self.flow.close();
                    if let Some(Some(table)) = self.tables.last_mut() {
                        table.in_cell = false;
                    }
                }
                Undo::Table => {
                    if let Some(Some(_)) = self.tables.pop() {
                        self.flow.raw.tables += 1;
                    }
                    if !self.in_cell() {
                        self.flow.close();
                    }
                }
            }
        }
    }

    fn in_cell(&self) -> bool {
        self.tables
            .iter()
            .rev()
            .flatten()
            .next()
            .is_some_and(|t| t.in_cell)
    }

    fn cell(&mut self, e: usize) {
        let element = &self.page.elements[e];
        let in_cell = self.in_cell();
        match self.tables.last_mut() {
            Some(Some(table)) => {
                let span = |name: &str| {
                    element
                        .get(name)
                        .and_then(|n| n.trim().parse().ok())
                        .unwrap_or(1)
                };
                let (row, column) = table.cell(span("colspan"), span("rowspan"));
                let header = element.name == "th" || table.in_head(self.page, e);
                table.in_cell = true;
                self.flow.open(BlockKind::Cell {
                    table: self.flow.raw.tables,
                    row,
                    column,
                    header,
                });
                self.undo.push((e, Undo::Cell));
            }
            _ if in_cell => self.space_line(element.tag.clone().into()),
            _ => {
                self.flow.close();
                self.undo.push((e, Undo::Close));
            }
        }
    }

    /// The table of the figure that the caption `e` belongs to.
    fn table_beside(&self, e: usize) -> Option<u32> {
        let figure = self.page.elements[e].parent?;
        let mut within = self.page.below(figure).take(64);
        let table = within.find(|&i| self.page.elements[i].name == "table")?;
        // The caption may stand behind its table.
        let number = self.flow.raw.tables;
        Some(if table < e {
            number.saturating_sub(1)
        } else {
            number
        })
    }

    /// A line break where a block begins or ends inside a cell.
    fn space_line(&mut self, at: Span) {
        let fragment = self.flow.fragment();
        if !fragment.text.is_empty() && !fragment.text.ends_with(' ') {
            self.flow.line_break(at);
        }
    }

    /// A line break; two of them part paragraphs.
    fn br(&mut self, tag: Span) {
        if !self.flow.is_open() {
            return;
        }
        let in_cell = self.in_cell();
        let fragment = self.flow.fragment();
        let at = fragment.text.len();
        let again =
            at > 0 && fragment.lines.last() == Some(&(at - 1)) && fragment.text.ends_with(' ');
        match again {
            true if !in_cell => self.flow.part(),
            true => {}
            false if fragment.text.ends_with(' ') => fragment.lines.push(at - 1),
            false => self.flow.line_break(tag),
        }
    }

    /// The sign behind a heading that links to it.
    fn is_anchor_sign(&self, e: usize) -> bool {
        let text = self.page.text_of(self.source, e, 16);
        matches!(&*text, "#" | "¶" | "§" | "🔗" | "⚓" | "∞")
    }

    /// Puts a mark in the place of link `e`, with the brackets around it.
    fn mark(&mut self, e: usize, label: String) {
        let element = &self.page.elements[e];
        let fragment = self.flow.fragment();
        let open = fragment.text.trim_end_matches(' ');
        if open.ends_with('[') {
            let at = open.len() - 1;
            fragment.truncate(at);
            self.bracket = true;
        }
        self.flow.mark(
            label,
            Span::new(element.tag.start, element.end.max(element.tag.start)),
        );
    }

    /// Text, its white space collapsed and its entities decoded.
    fn text(&mut self, range: Range<usize>) {
        let text = &self.source[range.clone()];
        let bytes = text.as_bytes();
        let mut at = 0;
        if std::mem::take(&mut self.bracket) && text.starts_with(']') {
            at = 1;
        }
        while at < bytes.len() {
            let from = range.start + at;
            match bytes[at] {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0C => {
                    let end = bytes[at..]
                        .iter()
                        .position(|b| !matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0C));
                    let end = end.map_or(bytes.len(), |i| at + i);
                    self.space(&text[at..end], from);
                    at = end;
                }
                b'&' => match entities::entity(&text[at..]) {
                    Some((decoded, len)) => {
                        match decoded.as_str() {
                            " " | "\n" | "\t" => self.space(&decoded, from),
                            sign if sign.chars().all(is_unseen) => {}
                            sign => self.flow.fragment().push(sign, from, len),
                        }
                        at += len;
                    }
                    None => {
                        self.flow.fragment().push_verbatim("&", from);
                        at += 1;
                    }
                },
                _ => {
                    let end = bytes[at..]
                        .iter()
                        .position(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0C | b'&'));
                    let end = end.map_or(bytes.len(), |i| at + i);
                    self.word(&text[at..end], from);
                    at = end;
                }
            }
        }
    }

    /// Text without white space; signs that are not seen stay out.
    fn word(&mut self, word: &str, source: usize) {
        let mut at = 0;
        for (i, sign) in word.char_indices().filter(|(_, c)| is_unseen(*c)) {
            self.flow
                .fragment()
                .push_verbatim(&word[at..i], source + at);
            at = i + sign.len_utf8();
        }
        if at < word.len() {
            self.flow.fragment().push_verbatim(&word[at..], source + at);
        }
    }

    fn space(&mut self, space: &str, source: usize) {
        if !self.flow.is_open() {
            return;
        }
        let blank = space.bytes().filter(|&b| b == b'\n').count();
        if self.verbatim > 0 && blank > 0 && !self.in_cell() {
            match blank {
                1 => self
                    .flow
                    .line_break(Span::new(source, source + space.len())),
                _ => self.flow.part(),
            }
            return;
        }
        let fragment = self.flow.fragment();
        if !fragment.text.is_empty() && !fragment.text.ends_with(' ') {
            fragment.push(" ", source, space.len());
        }
    }
}

/// Soft hyphens, and spaces without width.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{2060}')
}

/// The address that a link leads to, where it is one of the web or a place in the page.
fn address(href: &str) -> Option<String> {
    let href = href.trim();
    let web = href.starts_with("http://") || href.starts_with("https://") || href.starts_with("//");
    match () {
        () if href.starts_with("//") => Some(format!("https:{href}")),
        () if web || href.starts_with('#') => Some(href.to_owned()),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Zone;

    fn read(source: &str) -> Vec<(BlockKind, String)> {
        let of_block = |b: crate::read::raw::RawBlock| {
            assert_eq!(b.zone, Zone::Body);
            (b.kind, b.fragment.text)
        };
        blocks(source).blocks.into_iter().map(of_block).collect()
    }

    fn texts(source: &str) -> Vec<String> {
        read(source).into_iter().map(|(_, text)| text).collect()
    }

    const PAGE: &str = "<!DOCTYPE html><html lang=fr><head><title>Le gaz | Institut</title>
<meta name=author content='Anne Martin'><meta property='article:published_time' content='2026-03-06T10:00:00Z'>
<script type='application/ld+json'>{\"@graph\":[{\"@type\":\"Report\",\"publisher\":{\"name\":\"Institut des mers\"}}]}</script>
<style>p { color: red }</style></head><body>
<header><a href=/>Institut</a><nav><ul><li><a href=/a>Accueil</a></ul></nav></header>
<div class='cookie-banner'>Nous utilisons des cookies.</div>
<main><article><h1>Le gaz de l&rsquo;Est</h1><p class=byline>Par Anne Martin</p>
<p>La part du gaz est pass&eacute;e de 40&nbsp;% &agrave; 8&nbsp;% en 2023<sup><a href='#fn1' id=r1>1</a></sup>,
selon <a href='https://example.org/x'>Euro&shy;stat</a>, sur 3&nbsp;km<sup>2</sup>.</p>
<ul><li>un<li>deux</ul>
<table><caption>Tableau 1. Volumes</caption><tr><th>Ann&eacute;e<th>bcm<tr><td rowspan=2>2021<td>150<tr><td>62</table>
<figure><img alt=x src=x><figcaption>Figure 1. Prix</figcaption></figure>
<aside>Lire aussi : autre chose</aside>
<ol class=footnotes><li id=fn1><p>Eurostat, 2024. <a href='#r1'>&#8617;</a></p></li></ol>
</article></main><footer>&copy; 2026 Institut</footer></body></html>";

    #[test]
    fn the_article_of_a_page_is_read() {
        assert_eq!(
            texts(PAGE),
            [
                "Le gaz de l’Est",
                "Par Anne Martin",
                "La part du gaz est passée de 40\u{a0}% à 8\u{a0}% en 2023, selon Eurostat, sur 3\u{a0}km².",
                "un",
                "deux",
                "Tableau 1. Volumes",
                "Année",
                "bcm",
                "2021",
                "150",
                "62",
                "Figure 1. Prix",
                "Eurostat, 2024.",
            ]
        );
        let raw = blocks(PAGE);
        let meta = &raw.meta;
        assert_eq!(meta.title.as_deref(), Some("Le gaz de l’Est"));
        assert_eq!(meta.author.as_deref(), Some("Anne Martin"));
        assert_eq!(meta.date.as_deref(), Some("2026-03-06"));
        assert_eq!(meta.publisher.as_deref(), Some("Institut des mers"));
        let prose = &raw.blocks[2].fragment;
        assert_eq!(prose.marks[0].label, "1");
        assert!(prose.text[..prose.marks[0].at].ends_with("2023"));
        assert_eq!(&prose.text[prose.links[0].span.range()], "Eurostat");
        let last = &raw.blocks[10].kind;
        let cell = BlockKind::Cell {
            table: 0,
            row: 2,
            column: 1,
            header: false,
        };
        assert_eq!(last, &cell);
        assert_eq!(raw.blocks[12].kind, BlockKind::Note { label: "1".into() });
    }

    #[test]
    fn declared_languages_hold_within_their_elements() {
        let source = "<html lang=fr-FR><body><p>Un<div lang=en><p>Two<ul><li xml:lang=de>Drei<li>Four</ul></div><p>Cinq";
        let codes = |b: &crate::read::raw::RawBlock| b.lang.map(|l| l.code());
        let langs: Vec<_> = blocks(source).blocks.iter().map(codes).collect();
        assert_eq!(
            langs,
            [Some("fr"), Some("en"), None, Some("en"), Some("fr")]
        );
        let sign = "<html lang=fr><body><h2>Un <a lang=en href='#x'>#</a></h2><p>Deux";
        let langs: Vec<_> = blocks(sign).blocks.iter().map(codes).collect();
        assert_eq!(langs, [Some("fr"), Some("fr")]);
        let inside = "<html lang=en><body><main lang=fr><p>Un</main>";
        assert_eq!(codes(&blocks(inside).blocks[0]), Some("fr"));
    }

    #[test]
    fn every_stretch_leads_back() {
        let raw = blocks(PAGE);
        for block in &raw.blocks {
            for piece in &block.fragment.pieces {
                let view = &block.fragment.text[piece.view as usize..][..piece.view_len as usize];
                let source = &PAGE[piece.source as usize..][..piece.source_len as usize];
                if view.len() == source.len() {
                    assert_eq!(view, source.replace('\n', " "));
                }
            }
        }
    }

    #[test]
    fn lines_and_paragraphs_of_old_pages() {
        assert_eq!(
            texts("<body>Un<br>deux<br><br>trois<br /> <br>quatre"),
            ["Un deux", "trois", "quatre"]
        );
        assert_eq!(texts("<pre>Un\ndeux\n\ntrois</pre>"), ["Un deux", "trois"]);
        assert_eq!(
            texts("<table><tr><td><p>Un</p><p>deux</p></td></tr></table>"),
            ["Un", "deux"]
        );
        assert_eq!(
            texts("<table><tr><th>a<th>b<tr><td><p>1</p><p>2</p><td><ul><li>3<li>4</ul></table>"),
            ["a", "b", "1 2", "3 4"]
        );
        assert_eq!(
            texts("<h2><span>1.</span> <p>Le <b>gaz</b> <a href='#x'>¶</a></h2>Un"),
            ["1. Le gaz", "Un"]
        );
        assert_eq!(
            texts("Il dit <q>oui</q>, 10<sup>6</sup> m<sup>3</sup>, <del>non</del><ins>si</ins>."),
            ["Il dit “oui”, 10⁶ m³, si."]
        );
        assert_eq!(
            texts("a[<a class=note href='#n1'>1</a>] b<p id=n1>1. Note"),
            ["a b", "1. Note"]
        );
        assert_eq!(texts(""), [""; 0]);
        assert_eq!(texts("nu"), ["nu"]);
    }
}
