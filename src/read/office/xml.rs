//! [`Xml`]: a part of a document as a stream of nodes, by local names.
//!
//! Prefixes are not looked up: in a part of a document no two names that are read differ by their
//! prefix alone. Entities that a part declares are refused, and so is nesting beyond bounds.

use crate::read::{Format, Measure, ReadError};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::ops::Range;

/// No office program nests deeper.
const DEEPEST: usize = 1000;

/// A node. An element without content begins and ends.
#[derive(Debug)]
pub(super) enum Node<'x> {
    Start(Tag<'x>),
    /// The end of an element of this name.
    End(String),
    Text(Cow<'x, str>),
}

/// The start of an element.
#[derive(Debug)]
pub(super) struct Tag<'x>(BytesStart<'x>);

impl Tag<'_> {
    /// The name without its prefix.
    pub fn name(&self) -> &str {
        local(self.0.name().0)
    }

    /// The value of the attribute of this local name.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut attributes = attributes.with_checks(false).flatten();
        let attribute = attributes.find(|a| local(a.key.0) == name)?;
        let value: &str = &attribute.value;
        let plain = quick_xml::escape::unescape(value).map(Cow::into_owned);
        Some(plain.unwrap_or_else(|_| value.to_owned()))
    }

    pub fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.get(name)?.trim().parse().ok()
    }

    /// Whether a property is on: its element is there, and does not say otherwise.
    pub fn is_on(&self) -> bool {
        !matches!(
            self.get("val").as_deref(),
            Some("0" | "false" | "off" | "none")
        )
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

#[derive(Clone)]
pub(super) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    pub source: &'x str,
    format: Format,
    pub part: &'x str,
    depth: usize,
    /// Where the node last given begins.
    before: usize,
}

impl<'x> Xml<'x> {
    /// The nodes of `source`, which is the part of this name.
    pub fn new(source: &'x str, format: Format, part: &'x str) -> Xml<'x> {
        let source = source.trim_start_matches('\u{feff}');
        let mut reader = Reader::from_str(source);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // A slice of a part is read alone, and some programs leave `&` as it is.
        config.allow_dangling_amp = true;
        Xml {
            reader,
            source,
            format,
            part,
            depth: 0,
            before: 0,
        }
    }

    /// The next node; `None` at the end.
    ///
    /// # Errors
    /// When the part is no XML, declares entities, or nests too deeply.
    pub fn next(&mut self) -> Result<Option<Node<'x>>, ReadError> {
        loop {
            self.before = self.reader.buffer_position() as usize;
            let event = self.reader.read_event().map_err(|e| ReadError::Damaged {
                format: self.format,
                why: format!("{}, byte {}: {e}", self.part, self.reader.error_position()),
            })?;
            return Ok(Some(match event {
                Event::Start(tag) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(ReadError::TooMuch {
                            what: Measure::Depth,
                            found: self.depth as u64,
                            most: DEEPEST as u64,
                        });
                    }
                    Node::Start(Tag(tag))
                }
                Event::End(tag) => {
                    self.depth = self.depth.saturating_sub(1);
                    Node::End(local(tag.name().0).to_owned())
                }
                Event::Text(text) => Node::Text(text.into_inner()),
                Event::CData(text) => Node::Text(text.into_inner()),
                Event::GeneralRef(entity) => Node::Text(Cow::Owned(resolved(&entity))),
                Event::DocType(declaration) if declaration.contains('[') => {
                    return Err(ReadError::Declares {
                        format: self.format,
                        part: self.part.to_owned(),
                    });
                }
                Event::Eof => return Ok(None),
                _ => continue,
            }));
        }
    }

    /// Passes over the rest of the element that began last; gives what stands in it.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub fn skip(&mut self) -> Result<Range<usize>, ReadError> {
        let (start, outside) = (self.reader.buffer_position() as usize, self.depth - 1);
        while self.depth > outside {
            if self.next()?.is_none() {
                break;
            }
        }
        let end = self.before.max(start);
        Ok(start.min(self.source.len())..end.min(self.source.len()))
    }

    /// The text of the element that began last, which is passed over.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub fn text(&mut self) -> Result<String, ReadError> {
        let outside = self.depth - 1;
        let mut out = String::new();
        while self.depth > outside {
            match self.next()? {
                Some(Node::Text(text)) => out.push_str(&text),
                Some(_) => {}
                None => break,
            }
        }
        Ok(out)
    }
}

/// What one of XML's own entities or a number stands for; others are left as they are written.
fn resolved(entity: &quick_xml::events::BytesRef) -> String {
    if let Ok(Some(sign)) = entity.resolve_char_ref() {
        return sign.to_string();
    }
    match &**entity {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        name => format!("&{name};"),
    }
}
