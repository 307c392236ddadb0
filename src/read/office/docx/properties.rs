//! What paragraphs and runs say of themselves.

use super::PASSED_OVER;
use super::definitions::raised;
use crate::read::ReadError;
use crate::read::office::xml::{Node, Xml};

/// What a paragraph's own properties say.
#[derive(Debug, Default)]
pub(super) struct Properties {
    pub style: Option<String>,
    pub outline: Option<u8>,
    pub list: Option<(String, Option<usize>)>,
    /// Whether the mark that ends it was deleted: the next one goes on.
    pub joined: bool,
}

/// What a run's own properties say.
#[derive(Clone, Debug, Default)]
pub(super) struct Run {
    pub style: Option<String>,
    pub bold: Option<bool>,
    pub italic: Option<bool>,
    pub raised: Option<Option<bool>>,
    pub hidden: Option<bool>,
}

pub(super) fn paragraph_properties(xml: &mut Xml) -> Result<Properties, ReadError> {
    let mut out = Properties::default();
    let mut in_mark = false;
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(tag) => match tag.name() {
                "pStyle" => out.style = tag.get("val"),
                "outlineLvl" => out.outline = tag.number("val"),
                "numId" => out.list.get_or_insert_default().0 = tag.get("val").unwrap_or_default(),
                "ilvl" => out.list.get_or_insert_default().1 = tag.number("val"),
                "rPr" => in_mark = true,
                "del" if in_mark => out.joined = true,
                name if PASSED_OVER.contains(&name) => {
                    xml.skip()?;
                }
                _ => {}
            },
            Node::End(name) if name == "pPr" => break,
            Node::End(name) if name == "rPr" => in_mark = false,
            _ => {}
        }
    }
    Ok(out)
}

pub(super) fn run_properties(xml: &mut Xml) -> Result<Run, ReadError> {
    let mut run = Run::default();
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(tag) => match tag.name() {
                "rStyle" => run.style = tag.get("val"),
                "b" => run.bold = Some(tag.is_on()),
                "i" => run.italic = Some(tag.is_on()),
                "vanish" => run.hidden = Some(tag.is_on()),
                "vertAlign" => run.raised = Some(raised(&tag)),
                "rPrChange" => {
                    xml.skip()?;
                }
                _ => {}
            },
            Node::End(name) if name == "rPr" => break,
            _ => {}
        }
    }
    Ok(run)
}
