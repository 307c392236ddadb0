//! What a DOCX defines apart from its text: styles and lists.

use crate::read::office::numbering::{Level, Levels, Numerals};
use crate::read::office::styles::{Role, Style, Styles, role};
use crate::read::office::xml::{Node, Tag, Xml};
use crate::read::{Format, ReadError};
use rustc_hash::FxHashMap;

pub(super) fn read_styles(source: &str) -> Result<Styles, ReadError> {
    let mut styles = Styles::default();
    let mut xml = Xml::new(source, Format::Docx, "styles.xml");
    let mut id = String::new();
    let mut style = Style::default();
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(tag) => match tag.name() {
                "style" => {
                    id = tag.get("styleId").unwrap_or_default();
                    style = Style {
                        role: role(&id),
                        ..Style::default()
                    };
                }
                "name" => style.role = tag.get("val").and_then(|name| role(&name)).or(style.role),
                "basedOn" => style.parent = tag.get("val"),
                "outlineLvl" => {
                    if let Some(level @ 0..=8) = tag.number::<u8>("val") {
                        style.role.get_or_insert(Role::Heading(level + 1));
                    }
                }
                "numId" => {
                    style.list.get_or_insert_default().0 = tag.get("val").unwrap_or_default()
                }
                "ilvl" => style.list.get_or_insert_default().1 = tag.number("val"),
                "b" => style.bold = Some(tag.is_on()),
                "i" => style.italic = Some(tag.is_on()),
                "vanish" => style.hidden = Some(tag.is_on()),
                "vertAlign" => style.raised = Some(raised(&tag)),
                "rPrChange" | "pPrChange" => {
                    xml.skip()?;
                }
                _ => {}
            },
            Node::End(name) if name == "style" => {
                styles
                    .0
                    .insert(std::mem::take(&mut id), std::mem::take(&mut style));
            }
            _ => {}
        }
    }
    Ok(styles)
}

pub(super) fn raised(tag: &Tag) -> Option<bool> {
    match tag.get("val").as_deref() {
        Some("superscript") => Some(true),
        Some("subscript") => Some(false),
        _ => None,
    }
}

/// The definitions of lists, each with the numbers that it begins anew from, by depth.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub levels: FxHashMap<String, Levels>,
    /// Which definition a list has, and where it begins.
    pub own: FxHashMap<String, (String, Vec<(usize, u32)>)>,
    /// Lists that have begun.
    pub begun: FxHashMap<String, ()>,
}

pub(super) fn read_lists(source: &str) -> Result<Lists, ReadError> {
    let mut lists = Lists::default();
    let mut xml = Xml::new(source, Format::Docx, "numbering.xml");
    let (mut definition, mut list, mut depth) = (None, None, 0);
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(tag) => match tag.name() {
                "abstractNum" => definition = tag.get("abstractNumId"),
                "num" => list = tag.get("numId"),
                "abstractNumId" => {
                    if let (Some(list), Some(of)) = (&list, tag.get("val")) {
                        lists.own.insert(list.clone(), (of, Vec::new()));
                    }
                }
                "lvlOverride" => depth = tag.number("ilvl").unwrap_or(0),
                "startOverride" => {
                    let own = list.as_ref().and_then(|list| lists.own.get_mut(list));
                    if let (Some((_, starts)), Some(from)) = (own, tag.number("val")) {
                        starts.push((depth, from));
                    }
                }
                "lvl" => depth = tag.number("ilvl").unwrap_or(0),
                name @ ("numFmt" | "lvlText" | "start") => {
                    if let Some(of) = definition.as_ref().filter(|_| depth < 9) {
                        let levels = lists.levels.entry(of.clone()).or_default();
                        if levels.len() <= depth {
                            levels.resize(depth + 1, Level::default());
                        }
                        let value = tag.get("val").unwrap_or_default();
                        match name {
                            "numFmt" => levels[depth].numerals = numerals(&value),
                            "lvlText" => levels[depth].pattern = value,
                            _ => levels[depth].start = value.parse().ok(),
                        }
                    }
                }
                _ => {}
            },
            Node::End(name) => match name.as_str() {
                "abstractNum" => definition = None,
                "num" => list = None,
                _ => {}
            },
            Node::Text(_) => {}
        }
    }
    Ok(lists)
}

fn numerals(format: &str) -> Numerals {
    match format {
        "bullet" => Numerals::Sign,
        "none" => Numerals::None,
        "lowerLetter" | "upperLetter" => Numerals::Letter {
            upper: format == "upperLetter",
        },
        "lowerRoman" | "upperRoman" => Numerals::Roman {
            upper: format == "upperRoman",
        },
        _ => Numerals::Decimal,
    }
}
