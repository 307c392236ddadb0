//! What a page says of itself: `<meta>` elements (Open Graph, Dublin Core, those of scholarly search),
//! JSON-LD (schema.org), `<time>` and `<title>`.

use super::article::Article;
use super::entities::decoded;
use super::page::{Event, Page};
use crate::read::Meta;
use serde_json::Value;

/// Longer values are no titles or names.
const LONGEST: usize = 400;

const TITLE: &[&str] = &[
    "citation_title",
    "dc.title",
    "dcterms.title",
    "og:title",
    "twitter:title",
];
const AUTHOR: &[&str] = &[
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
];
const PUBLISHER: &[&str] = &[
    "citation_technical_report_institution",
    "citation_publisher",
    "dc.publisher",
    "dcterms.publisher",
    "og:site_name",
    "citation_journal_title",
];
const DATE: &[&str] = &[
    "citation_publication_date",
    "citation_date",
    "article:published_time",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "datepublished",
    "date",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
];

pub(super) fn read(page: &Page, source: &str, article: &Article) -> Meta {
    let mut said = Said::default();
    for (e, element) in page.elements.iter().enumerate() {
        match &*element.name {
            "meta" => said.meta(
                element
                    .get("name")
                    .or_else(|| element.get("property"))
                    .or_else(|| element.get("itemprop")),
                element.get("content"),
            ),
            "script" if element.get("type").is_some_and(|t| t.contains("ld+json")) => {
                let text =
                    page.events[element.events.clone()]
                        .iter()
                        .find_map(|event| match event {
                            Event::Text(range) => Some(&source[range.clone()]),
                            _ => None,
                        });
                if let Some(Ok(value)) = text.map(serde_json::from_str::<Value>) {
                    said.linked_data(&value);
                }
            }
            "title"
                if said.page.is_none() && !page.elements[..e].iter().any(|e| e.name == "svg") =>
            {
                said.page = tidy(&page.text_of(source, e, LONGEST));
            }
            "time" if said.time.is_none() => {
                said.time = element.get("datetime").and_then(tidy);
            }
            _ => {}
        }
    }
    let publisher = first(&said.values, PUBLISHER).or(said.data.publisher);
    let heading = article.heading.or_else(|| own_heading(page, article));
    let heading = heading.and_then(|e| tidy(&page.text_of(source, e, LONGEST)));
    let title = heading
        .or_else(|| first(&said.values, TITLE))
        .or(said.data.title)
        .or_else(|| {
            said.page
                .map(|title| without_site(&title, publisher.as_deref()))
        });
    let authors = all(&said.values, AUTHOR);
    Meta {
        title,
        subtitle: None,
        author: authors.or(said.data.author),
        publisher,
        date: first(&said.values, DATE)
            .or(said.data.date)
            .or(said.time)
            .map(|date| day(&date).to_owned()),
        saved: None,
    }
}

/// All that is said, as it is found.
#[derive(Default)]
struct Said {
    /// Names, in small letters, and values of `<meta>` elements.
    values: Vec<(String, String)>,
    data: Meta,
    page: Option<String>,
    time: Option<String>,
}

impl Said {
    fn meta(&mut self, name: Option<&str>, content: Option<&str>) {
        if let (Some(name), Some(content)) = (name, content.and_then(tidy)) {
            self.values.push((name.to_ascii_lowercase(), content));
        }
    }

    /// The first article that a value of JSON-LD describes.
    fn linked_data(&mut self, value: &Value) {
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(list) => open.extend(list.iter().rev()),
                Value::Object(fields) => {
                    if let Some(graph) = fields.get("@graph") {
                        open.push(graph);
                    }
                    let is_text = strings(fields.get("@type")).iter().any(|kind| {
                        kind.ends_with("Article")
                            || matches!(
                                *kind,
                                "Report" | "BlogPosting" | "WebPage" | "Legislation" | "Book"
                            )
                    });
                    if is_text {
                        let text =
                            |name: &str| strings(fields.get(name)).first().and_then(|t| tidy(t));
                        let data = &mut self.data;
                        data.title = data
                            .title
                            .take()
                            .or_else(|| text("headline"))
                            .or_else(|| text("name"));
                        data.date = data.date.take().or_else(|| text("datePublished"));
                        data.author = data.author.take().or_else(|| names(fields.get("author")));
                        data.publisher = data
                            .publisher
                            .take()
                            .or_else(|| names(fields.get("publisher")));
                    }
                }
                _ => {}
            }
        }
    }
}

/// The strings of a value that is one or a list of them.
fn strings(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The names of persons or organisations, which are objects or strings.
fn names(value: Option<&Value>) -> Option<String> {
    let list = match value? {
        Value::Array(list) => list.iter().collect(),
        one => vec![one],
    };
    let names = list.into_iter().filter_map(|one| match one {
        Value::String(name) => tidy(name),
        Value::Object(fields) => fields.get("name").and_then(Value::as_str).and_then(tidy),
        _ => None,
    });
    joined(names)
}

fn joined(names: impl Iterator<Item = String>) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    // A profile's address is no name.
    for name in names.filter(|name| !name.contains("://")).take(20) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    (!all.is_empty()).then(|| all.join(", "))
}

/// The value of the first of `names` that has one.
fn first(values: &[(String, String)], names: &[&str]) -> Option<String> {
    names
        .iter()
        .find_map(|name| values.iter().find(|(n, _)| n == name))
        .map(|(_, value)| value.clone())
}

/// The values of the first of `names` that has any.
fn all(values: &[(String, String)], names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let of = values.iter().filter(|(n, _)| n == name);
        joined(of.map(|(_, value)| value.clone()))
    })
}

/// A value of some length with its entities decoded, on one line.
fn tidy(text: &str) -> Option<String> {
    let text = decoded(text);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty() && text.len() <= LONGEST).then_some(text)
}

/// The day of a point of time: `2026-03-06T10:00:00+01:00`, `2026/3/6`.
fn day(date: &str) -> &str {
    let is_date = |d: &&str| d.len() == 10 && d.bytes().filter(|&b| b == b'-').count() == 2;
    date.split(['T', ' '])
        .next()
        .filter(is_date)
        .unwrap_or(date)
}

/// The one heading of the highest level in the article.
fn own_heading(page: &Page, article: &Article) -> Option<usize> {
    let root = article.root?;
    let mut all = page
        .below(root)
        .filter(|&e| page.elements[e].name == "h1" && !article.left_out[e]);
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

/// A page's title without the site's name behind it.
fn without_site(title: &str, site: Option<&str>) -> String {
    for sign in [" | ", " – ", " — ", " - ", " · ", " :: "] {
        if let Some((before, after)) = title.rsplit_once(sign) {
            let is_site = sign == " | " || site.is_some_and(|site| site == after);
            if is_site && !before.trim().is_empty() {
                return before.trim().to_owned();
            }
        }
    }
    title.to_owned()
}
