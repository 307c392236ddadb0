//! Office documents: DOCX ([`docx`]) and ODT ([`odt`]), zipped XML.
//!
//! The document text is extracted ([`extract`]); headings, lists and emphasis come from the styles
//! ([`styles`]), numbers from the lists' definitions ([`numbering`]). Deleted text and comments are
//! left out, text boxes stand behind the paragraph that holds them, notes at the end.

mod container;
mod docx;
mod extract;
mod numbering;
mod odt;
mod styles;
mod xml;

use super::raw::Raw;
use super::{Format, Meta, ReadError};
use container::Container;
use xml::{Node, Xml};

/// Which office format zipped bytes are; `None` for another kind of container.
pub(super) fn format(bytes: &[u8]) -> Result<Option<Format>, ReadError> {
    Ok(Container::open(bytes, Format::Docx)?.declared())
}

/// The document text and its blocks.
///
/// # Errors
/// When the container is damaged or encrypted, has parts beyond bounds, or declares entities.
pub(super) fn read(bytes: &[u8], format: Format) -> Result<(String, Raw), ReadError> {
    let mut container = Container::open(bytes, format)?;
    match format {
        Format::Odt => odt::read(&mut container),
        _ => docx::read(&mut container),
    }
}

/// Text boxes inside text boxes are read so deep.
const DEEPEST_BOX: usize = 8;

/// Names that programs write where nobody gave one.
const NOBODY: &[&str] = &[
    "python-docx",
    "Microsoft Office User",
    "Un-named",
    "Apache POI",
    "docx4j",
    "Unknown",
];

/// Reads a part with the document's properties, elements of Dublin Core.
fn properties(source: &str, format: Format, part: &str, meta: &mut Meta) -> Result<(), ReadError> {
    let mut xml = Xml::new(source, format, part);
    let mut created = None;
    while let Some(node) = xml.next()? {
        let Node::Start(tag) = node else { continue };
        let slot = match tag.name() {
            "title" => &mut meta.title,
            "creator" => &mut meta.author,
            "publisher" | "Company" => &mut meta.publisher,
            "modified" | "date" => &mut meta.saved,
            "created" | "creation-date" => &mut created,
            _ => continue,
        };
        let value = xml.text()?;
        let value = value.trim();
        if !value.is_empty() && value.len() < 500 && !NOBODY.contains(&value) {
            slot.get_or_insert_with(|| value.to_owned());
        }
    }
    let day = |date: String| date.split('T').next().map(str::to_owned);
    meta.saved = meta.saved.take().or(created).and_then(day);
    Ok(())
}
