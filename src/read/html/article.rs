//! The article of a page, told from menus, banners, and what else stands around it.
//!
//! What is hidden or has a role of its own (navigation, search, dialogues, forms) goes first. The
//! article is then the element that says so (`<main>`, `<article>`) if it holds the text of the page,
//! or the smallest one that holds nearly all of it; lists of short links inside go as well. Text is
//! counted without that of links: menus have hardly any other.

use super::page::{Event, Page};

/// Elements that are no text for readers.
const UNREAD: &[&str] = &[
    "head",
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "svg",
    "canvas",
    "audio",
    "video",
    "map",
    "select",
    "button",
    "textarea",
    "datalist",
    "nav",
    "dialog",
    "search",
    "menu",
    "del",
    "s",
    "strike",
    "rp",
    "rt",
    "annotation",
    "annotation-xml",
    "frameset",
];

/// Roles of what stands around a text.
const ROLES: &[&str] = &[
    "navigation",
    "banner",
    "contentinfo",
    "complementary",
    "search",
    "dialog",
    "alertdialog",
    "alert",
    "menu",
    "menubar",
    "toolbar",
    "tooltip",
    "tablist",
    "status",
];

/// Words in the classes (or the whole identifier) of what stands around a text.
const AROUND: &[&str] = &[
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "rgpd",
    "newsletter",
    "share",
    "sharing",
    "social",
    "partage",
    "breadcrumb",
    "breadcrumbs",
    "sidebar",
    "menu",
    "navbar",
    "navigation",
    "advert",
    "advertisement",
    "ads",
    "promo",
    "popup",
    "modal",
    "overlay",
    "related",
    "recommended",
    "comments",
    "disqus",
    "pagination",
    "pager",
    "skip",
    "subscribe",
    "toolbar",
    "login",
    "editsection",
    "noprint",
    "screenreader",
    "printonly",
    "catlinks",
    "navbox",
    "tagcloud",
];

/// What of a page is read.
#[derive(Debug)]
pub(super) struct Article {
    /// The element that holds the text; `None` for a page without elements.
    pub root: Option<usize>,
    /// The page's heading, where it stands before that element.
    pub heading: Option<usize>,
    /// Which elements are left out.
    pub left_out: Vec<bool>,
}

/// Bytes of text up to each event: of all, and of links.
struct Counts {
    text: Vec<u32>,
    linked: Vec<u32>,
}

impl Counts {
    fn of(page: &Page, source: &str, left_out: &[bool]) -> Counts {
        let (mut text, mut linked) = (0, 0);
        let mut counts = Counts {
            text: Vec::with_capacity(page.events.len() + 1),
            linked: Vec::with_capacity(page.events.len() + 1),
        };
        let (mut silent_to, mut link_to) = (0, 0);
        for (i, event) in page.events.iter().enumerate() {
            counts.text.push(text);
            counts.linked.push(linked);
            match event {
                Event::Open(e) => {
                    let element = &page.elements[*e];
                    if left_out[*e] {
                        silent_to = silent_to.max(element.events.end);
                    } else if element.name == "a" && element.has("href") {
                        link_to = link_to.max(element.events.end);
                    }
                }
                Event::Text(range) if i >= silent_to => {
                    let raw = source[range.clone()].trim();
                    let len = raw.split_ascii_whitespace().map(str::len).sum::<usize>() as u32;
                    text += len;
                    // An address in a list of works is no menu's.
                    if i < link_to && !raw.contains("://") {
                        linked += len;
                    }
                }
                _ => {}
            }
        }
        counts.text.push(text);
        counts.linked.push(linked);
        counts
    }

    fn text(&self, page: &Page, element: usize) -> u32 {
        let events = &page.elements[element].events;
        self.text[events.end] - self.text[events.start]
    }

    fn linked(&self, page: &Page, element: usize) -> u32 {
        let events = &page.elements[element].events;
        self.linked[events.end] - self.linked[events.start]
    }

    /// Bytes outside links.
    fn prose(&self, page: &Page, element: usize) -> u32 {
        self.text(page, element) - self.linked(page, element)
    }
}

/// Finds the article. `notes` tells elements that hold notes, which are kept wherever they stand.
pub(super) fn find(page: &Page, source: &str, notes: &[usize]) -> Article {
    let mut left_out: Vec<bool> = (0..page.elements.len())
        .map(|e| is_unread(page, e))
        .collect();
    keep(page, notes, &mut left_out);
    let counts = Counts::of(page, source, &left_out);
    let total = counts.text.last().copied().unwrap_or(0);
    for (e, out) in left_out.iter_mut().enumerate() {
        let small = counts.text(page, e) * 5 < total * 2;
        *out |= small && (is_around(page, e) || is_edge(page, &counts, e));
    }
    keep(page, notes, &mut left_out);
    let counts = Counts::of(page, source, &left_out);
    let root = root(page, &counts, &left_out);
    if let Some(root) = root {
        for e in page.below(root) {
            left_out[e] |= is_menu(page, source, &counts, e);
        }
        keep(page, notes, &mut left_out);
    }
    let heading = root.and_then(|root| heading(page, &counts, &left_out, root));
    Article {
        root,
        heading,
        left_out,
    }
}

/// Takes the elements around notes back in.
fn keep(page: &Page, notes: &[usize], left_out: &mut [bool]) {
    let mut seen = vec![
        false;
        if notes.is_empty() {
            0
        } else {
            page.elements.len()
        }
    ];
    for &note in notes {
        let mut at = Some(note);
        while let Some(e) = at.filter(|&e| !std::mem::replace(&mut seen[e], true)) {
            left_out[e] = false;
            at = page.elements[e].parent;
        }
    }
}

fn is_unread(page: &Page, e: usize) -> bool {
    let element = &page.elements[e];
    let style = || {
        let style = element.get("style").unwrap_or_default();
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        let style = style.to_ascii_lowercase();
        style.contains("display:none") || style.contains("visibility:hidden")
    };
    let role = element.get("role").unwrap_or_default();
    element.is(UNREAD)
        || element.has("hidden")
        || element.get("aria-hidden") == Some("true")
        || ROLES.contains(&role)
        || element.has("style") && style()
}

fn is_around(page: &Page, e: usize) -> bool {
    let element = &page.elements[e];
    // Converters give sections and headings the words of their titles.
    if element.is(&[
        "html", "body", "main", "article", "h1", "h2", "h3", "p", "a",
    ]) {
        return false;
    }
    let class = element.get("class").unwrap_or_default();
    let id = element.get("id").unwrap_or_default();
    words(class).any(|word| AROUND.contains(&&*word))
        || !element.is(&["section", "li"]) && AROUND.contains(&&*id.to_ascii_lowercase())
}

/// Words of a class: `site-navBar` has `site`, `nav`, `bar`, `navbar`.
fn words(class: &str) -> impl Iterator<Item = String> {
    class.split_ascii_whitespace().flat_map(|name| {
        let whole = name.to_ascii_lowercase();
        let parts: Vec<String> = whole.split(['-', '_']).map(str::to_owned).collect();
        parts.into_iter().chain([whole.replace(['-', '_'], "")])
    })
}

/// A page's own header or footer, or an aside.
fn is_edge(page: &Page, counts: &Counts, e: usize) -> bool {
    let element = &page.elements[e];
    let (text, linked) = (counts.text(page, e), counts.linked(page, e));
    match &*element.name {
        "footer" | "aside" => true,
        // With the title and the authors it belongs to the text.
        "header" => linked * 5 > text * 2,
        _ => false,
    }
}

/// Elements that can hold a text.
const CONTAINERS: &[&str] = &[
    "html", "body", "main", "article", "section", "div", "center", "form", "table", "tbody", "tr",
    "td", "header", "fieldset",
];

fn root(page: &Page, counts: &Counts, left_out: &[bool]) -> Option<usize> {
    let read = |e: &usize| !left_out[*e];
    let start = page.first("body").or_else(|| page.first("html"));
    let mut at = start.filter(|e| !left_out[*e])?;
    let total = counts.prose(page, at);
    let role = |e: usize, role: &str| page.elements[e].get("role") == Some(role);
    let named = |e: &usize| {
        let element = &page.elements[*e];
        element.name == "main" || role(*e, "main") || element.get("itemprop") == Some("articleBody")
    };
    let article = |e: &usize| page.elements[*e].name == "article" || role(*e, "article");
    let holds = |share: u32, of: u32, e: &usize| {
        u64::from(counts.prose(page, *e)) * 100 >= u64::from(of) * u64::from(share)
    };
    if let Some(main) = page
        .below(at)
        .filter(named)
        .find(|e| read(e) && holds(50, total, e))
    {
        at = main;
    }
    let within = counts.prose(page, at);
    if let Some(article) = page
        .below(at)
        .filter(article)
        .find(|e| read(e) && holds(70, within, e))
    {
        at = article;
    } else if start == Some(at) {
        // The smallest that holds nearly all of the text.
        loop {
            let within = counts.prose(page, at);
            let inner = children(page, at)
                .filter(|e| read(e) && page.elements[*e].is(CONTAINERS))
                .find(|e| holds(90, within.max(1), e));
            match inner {
                Some(inner) => at = inner,
                None => break,
            }
        }
        // A cell or a row alone is no text: its table is.
        while page.elements[at].is(&["tr", "tbody", "td", "table"]) {
            let single = page.elements[at]
                .parent
                .filter(|_| page.elements[at].name != "td" || counts.prose(page, at) < 500);
            match single {
                Some(parent) => at = parent,
                None => break,
            }
        }
    }
    Some(at)
}

fn children(page: &Page, of: usize) -> impl Iterator<Item = usize> {
    let end = page.elements[of].events.end;
    let mut at = of + 1;
    std::iter::from_fn(move || {
        let child = at;
        let element = page.elements.get(child)?;
        if element.events.start >= end {
            return None;
        }
        // Elements are in the order that they open in: the next one outside is the next child.
        let after = page.elements[child].events.end;
        at = child + 1 + page.elements[child + 1..].partition_point(|e| e.events.start < after);
        Some(child)
    })
}

/// A list of links that are a few words each, and lead to other pages.
fn is_menu(page: &Page, source: &str, counts: &Counts, e: usize) -> bool {
    let element = &page.elements[e];
    if !element.is(&["ul", "ol", "div", "table", "p", "section"]) {
        return false;
    }
    let (text, linked) = (counts.text(page, e), counts.linked(page, e));
    if text == 0 || linked * 10 < text * 8 || text > 1000 {
        return false;
    }
    // So little text has no more elements, but for those without any.
    let links = page
        .below(e)
        .take(2000)
        .filter(|&i| page.elements[i].name == "a");
    let (mut all, mut away, mut words) = (0, 0, 0);
    for link in links {
        let href = page.elements[link].get("href").unwrap_or_default();
        all += 1;
        away += usize::from(!href.starts_with('#'));
        words += page.text_of(source, link, 200).split(' ').count();
    }
    all >= 3 && away * 2 > all && words < all * 5
}

/// The first heading of the page that stands before the text, if the text has none of its level.
fn heading(page: &Page, counts: &Counts, left_out: &[bool], root: usize) -> Option<usize> {
    let is_title = |e: &usize| page.elements[*e].name == "h1" && counts.text(page, *e) > 0;
    if page.below(root).any(|e| is_title(&e)) {
        return None;
    }
    let mut before = (0..root).filter(is_title).take(8);
    before.find(|&e| {
        let mut at = Some(e);
        while let Some(outer) = at {
            if left_out[outer] {
                return false;
            }
            at = page.elements[outer].parent;
        }
        true
    })
}
