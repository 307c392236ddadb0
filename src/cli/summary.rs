//! `sourcier summary`: what a document says, with everything spelt out.

use super::analyze::check;
use super::args::One;
use super::documents::Documents;
use super::layer::Array;
use super::options::Options;
use super::{Outcome, output};
use crate::batch;
use crate::error::Error;
use crate::pipeline::Want;
use crate::report::grid::BOLD;
use crate::report::{Brief, Reading, Ui, json, markdown};

pub fn run(typed: &One, options: &Options) -> Result<Outcome, Error> {
    let format = typed.output.name();
    check(format, &["json", "md"])?;
    // The shape of the output must not depend on how many documents a folder happens to hold.
    let alone = matches!(typed.paths.as_slice(), [path] if !path.is_dir());
    let mut documents = Documents::find(&typed.paths, options)?;
    let settings = documents.settings.clone();
    let mut array = match format {
        Some("json") if !alone => Some(Array::begin()?),
        _ => None,
    };
    let mut first = true;
    documents.each(Want::ALL, options, |_, done| {
        let reading = Reading::new(&done.analysis, &done.document);
        // Markdown is in the document's language, as in a batch; what is shown is in the user's.
        let ui = match format {
            None => options.ui(),
            Some(_) => Ui::of(batch::report_language(&settings, &done)),
        };
        let brief = Brief::new(&reading, ui);
        if let Some(array) = &mut array {
            let mut out = Vec::new();
            array.element(&brief, &mut out);
            return output::write(&out);
        }
        if format == Some("json") {
            return output::write(&json::pretty(&brief));
        }
        let report = markdown::report(&brief, ui);
        if !std::mem::take(&mut first) {
            output::write(b"\n")?;
        }
        match format {
            Some(_) => output::write(report.as_bytes()),
            None => output::show(&styled(&report), options.color),
        }
    })?;
    if let Some(array) = array {
        array.end()?;
    }
    Ok(Outcome::of(documents.failures, 0))
}

/// Headings in bold.
fn styled(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        match line.starts_with('#') {
            true => out.push_str(&format!("{BOLD}{line}{BOLD:#}")),
            false => out.push_str(line),
        }
        out.push('\n');
    }
    out
}
