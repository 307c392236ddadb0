//! [`Gold`]: what the annotators marked in a document.
//!
//! A marked-up text is the document itself with tags `F` (figure), `D` (date), `E` (entity), `Q`
//! (quotation) and `A` (cue of credit, not scored) put in. Tags may nest and never cross. Places
//! are code points of the text without the tags.

use std::ops::Range;

/// What all marks have: where they stand, in code points.
pub type Place = Range<u32>;

#[derive(Debug, Default)]
pub struct Figure {
    pub at: Place,
    pub value: f64,
    pub max: Option<f64>,
    pub kind: String,
    pub unit: Option<String>,
    pub per: Option<String>,
    pub bound: String,
    pub of: Option<String>,
    pub by: Option<String>,
    /// Keys of the reference list; several where the text does not settle which.
    pub sources: Vec<String>,
}

#[derive(Debug, Default)]
pub struct Date {
    pub at: Place,
    pub edtf: String,
    /// `start`, `mid`, `end`.
    pub part: Option<String>,
}

#[derive(Debug, Default)]
pub struct Entity {
    pub at: Place,
    pub kind: String,
    pub name: String,
}

#[derive(Debug, Default)]
pub struct Quote {
    pub at: Place,
    pub by: Option<String>,
}

/// An entry of the reference list; fields that it lacks are empty.
#[derive(Debug, Default)]
pub struct Entry {
    pub key: String,
    pub authors: String,
    pub title: String,
    pub publisher: String,
    pub date: String,
    pub url: String,
}

/// All marks of a document, each list in document order, the outer mark before the inner one.
#[derive(Debug, Default)]
pub struct Gold {
    /// The text without the tags.
    pub text: String,
    pub figures: Vec<Figure>,
    pub dates: Vec<Date>,
    pub entities: Vec<Entity>,
    pub quotes: Vec<Quote>,
    pub references: Vec<Entry>,
}

impl Gold {
    /// Reads a marked-up text and its reference list (tab-separated, one entry a line).
    ///
    /// # Panics
    /// When tags cross, stay open, or a number does not parse: the gold itself is wrong then.
    pub fn read(annotated: &str, references: Option<&str>) -> Gold {
        let mut gold = Gold::default();
        let (mut open, mut at, mut rest) = (Vec::new(), 0u32, annotated);
        while let Some(tag) = Tag::next(rest) {
            let plain = &rest[..tag.bytes.start];
            gold.text.push_str(plain);
            at += plain.chars().count() as u32;
            if tag.closes {
                let before = &annotated[..annotated.len() - rest.len() + tag.bytes.end];
                match open.pop() {
                    Some((name, attributes, start)) if name == tag.name => {
                        gold.add(name, &attributes, start..at);
                    }
                    _ => panic!("crossing tag at the end of {:?}", tail(before)),
                }
            } else {
                open.push((tag.name, tag.attributes, at));
            }
            rest = &rest[tag.bytes.end..];
        }
        assert!(open.is_empty(), "unclosed tags {open:?}");
        gold.text.push_str(rest);
        let order = |at: &Place| (at.start, std::cmp::Reverse(at.end));
        gold.figures.sort_by_key(|f| order(&f.at));
        gold.dates.sort_by_key(|d| order(&d.at));
        gold.entities.sort_by_key(|e| order(&e.at));
        gold.quotes.sort_by_key(|q| order(&q.at));
        gold.references = references
            .unwrap_or_default()
            .lines()
            .filter_map(entry)
            .collect();
        gold
    }

    /// Moves every mark `by` code points on, for gold that covers a later part of its document.
    pub fn shift(&mut self, by: u32) {
        let places = (self.figures.iter_mut().map(|f| &mut f.at))
            .chain(self.dates.iter_mut().map(|d| &mut d.at))
            .chain(self.entities.iter_mut().map(|e| &mut e.at))
            .chain(self.quotes.iter_mut().map(|q| &mut q.at));
        for at in places {
            *at = at.start + by..at.end + by;
        }
    }

    fn add(&mut self, name: char, attributes: &Attributes, at: Place) {
        let get = |key: &str| {
            let value = attributes
                .iter()
                .find(|(k, _)| k == key)
                .map(|(_, v)| v.clone());
            value.filter(|v| !v.is_empty())
        };
        let number = |key: &str| {
            get(key).map(|v| {
                let plain = v.replace(',', ".").replace(['\u{202f}', ' '], "");
                plain
                    .parse()
                    .unwrap_or_else(|_| panic!("{key}={v:?} is no number"))
            })
        };
        match name {
            'F' => self.figures.push(Figure {
                at,
                value: number("v").expect("a figure has a value"),
                max: number("x"),
                kind: get("k").unwrap_or_else(|| "count".into()),
                unit: get("u"),
                per: get("per"),
                bound: get("m").unwrap_or_else(|| "exact".into()),
                of: get("of"),
                by: get("by"),
                sources: get("s").map_or_else(Vec::new, |s| {
                    s.split('|')
                        .filter(|k| !k.is_empty())
                        .map(str::to_owned)
                        .collect()
                }),
            }),
            'D' => self.dates.push(Date {
                at,
                edtf: get("v").unwrap_or_default(),
                part: get("q"),
            }),
            'E' => self.entities.push(Entity {
                at,
                kind: get("t").unwrap_or_default(),
                name: get("n").unwrap_or_default(),
            }),
            'Q' => self.quotes.push(Quote { at, by: get("by") }),
            _ => {}
        }
    }
}

/// The last code points of `text`, for a message.
fn tail(text: &str) -> &str {
    let start = text.char_indices().rev().nth(59).map_or(0, |(i, _)| i);
    &text[start..]
}

fn entry(line: &str) -> Option<Entry> {
    if line.trim().is_empty() {
        return None;
    }
    let mut fields = line.split('\t').map(str::to_owned);
    let mut next = || fields.next().unwrap_or_default();
    Some(Entry {
        key: next(),
        authors: next(),
        title: next(),
        publisher: next(),
        date: next(),
        url: next(),
    })
}

type Attributes = Vec<(String, String)>;

/// A tag of the markup; anything else in angle brackets (`<sup>`, `<b>`) is text.
struct Tag {
    bytes: Range<usize>,
    name: char,
    closes: bool,
    attributes: Attributes,
}

impl Tag {
    /// The first tag of `text`.
    fn next(text: &str) -> Option<Tag> {
        text.match_indices('<')
            .find_map(|(at, _)| Tag::at(text, at))
    }

    /// The tag that begins at byte `at`, if one does.
    fn at(text: &str, at: usize) -> Option<Tag> {
        let rest = &text[at + 1..];
        let closes = rest.starts_with('/');
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let name = rest.chars().next().filter(|c| "FDEQA".contains(*c))?;
        let mut rest = &rest[1..];
        let mut attributes = Vec::new();
        loop {
            let inner = rest.trim_start();
            if let Some(after) = inner.strip_prefix('>') {
                return Some(Tag {
                    bytes: at..text.len() - after.len(),
                    name,
                    closes,
                    attributes,
                });
            }
            if inner.len() == rest.len() {
                return None;
            }
            let (key, value) = inner.split_once("=\"")?;
            let (value, after) = value.split_once('"')?;
            if key.is_empty() || !key.chars().all(|c| c.is_ascii_lowercase()) {
                return None;
            }
            attributes.push((key.to_owned(), value.to_owned()));
            rest = after;
        }
    }
}

#[test]
fn inline_markup_becomes_places_and_values() {
    let gold = Gold::read(
        "À <E t=\"LOC\" n=\"Minsk\">Minsk</E>, <F v=\"1.4e9\" x=\"2e9\" u=\"USD\" k=\"money\" m=\"about\" s=\"a|b\">1,4 à 2 \
         milliards</F> m<sup>3</sup> <Q by=\"X\"><D v=\"2025-12\" q=\"end\">fin 2025</D></Q>",
        Some("a2025\tA, B.\tTitre\t\t2025\n\nb2025\tB\tAutre\n"),
    );
    assert_eq!(
        gold.text,
        "À Minsk, 1,4 à 2 milliards m<sup>3</sup> fin 2025"
    );
    assert_eq!(gold.entities[0].at, 2..7);
    let figure = &gold.figures[0];
    assert_eq!((figure.value, figure.max), (1.4e9, Some(2e9)));
    assert_eq!((figure.bound.as_str(), figure.sources.len()), ("about", 2));
    assert_eq!(gold.dates[0].at, gold.quotes[0].at);
    assert_eq!(gold.dates[0].part.as_deref(), Some("end"));
    assert_eq!(
        (gold.references.len(), gold.references[1].url.as_str()),
        (2, "")
    );
}

#[test]
#[should_panic(expected = "crossing tag")]
fn crossing_tags_are_refused() {
    Gold::read("<E n=\"a\">un <D v=\"2025\">deux</E></D>", None);
}
