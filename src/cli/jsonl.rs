//! `sourcier analyze --jsonl`: a document a line in, an analysis a line out.
//!
//! Memory is bounded by the longest line; each answer is flushed before the next line is read.

use super::options::{Options, date};
use super::{Outcome, output};
use crate::batch::document;
use crate::error::Error;
use crate::lang::Lang;
use crate::pipeline::{self, Settings, Want};
use crate::read::{self, Format, Input, MAX_BYTES};
use crate::report::ui::{Ui, fill};
use serde::Serialize;
use serde_json::{Map, Value};
use std::io::{self, BufRead, BufWriter, Read as _, Write};

/// A longer line is refused: JSON may write each byte of a document as six.
const MAX_LINE: usize = MAX_BYTES.saturating_mul(6);

pub fn run(options: &Options) -> Result<Outcome, Error> {
    let mut input = io::stdin().lock();
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut line, mut number, mut failed) = (Vec::new(), 0, 0);
    while let Some(whole) = next_line(&mut input, &mut line, MAX_LINE).map_err(Error::stdin)? {
        number += 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let answer = match whole {
            true => answer(&line, number, options),
            false => Err(malformed(
                number,
                fill(&options.ui().jsonl.too_long, &[("most", &MAX_LINE)]),
            )),
        };
        let bytes = answer.unwrap_or_else(|failure| {
            failed += 1;
            // Two strings and a number always serialise.
            serde_json::to_vec(&failure).unwrap_or_default()
        });
        out.write_all(&bytes)
            .and_then(|()| out.write_all(b"\n"))
            .and_then(|()| out.flush())
            .map_err(Error::stdout)?;
    }
    if failed == 0 {
        return Ok(Outcome::Done);
    }
    let ui = options.ui();
    output::say(&ui.words.error, &ui.count(&ui.jsonl.failed, failed));
    Ok(Outcome::Incomplete)
}

/// Reads a line without its end into `line`: `None` at the end of the input, `Some(false)` when the
/// line is longer than `most` bytes, whose rest is passed over.
fn next_line(
    input: &mut impl BufRead,
    line: &mut Vec<u8>,
    most: usize,
) -> io::Result<Option<bool>> {
    line.clear();
    let read = input
        .by_ref()
        .take(most as u64 + 1)
        .read_until(b'\n', line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Some(true));
    }
    if read <= most {
        return Ok(Some(true));
    }
    loop {
        let buffer = input.fill_buf()?;
        let end = buffer.iter().position(|&b| b == b'\n');
        let used = end.map_or(buffer.len(), |i| i + 1);
        input.consume(used);
        if end.is_some() || used == 0 {
            return Ok(Some(false));
        }
    }
}

/// What is answered for a document that was not analysed.
#[derive(Debug, Serialize)]
struct Failure {
    id: Value,
    /// Only for a line that names no document.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    error: String,
}

/// The analysis of the document in `line`, or what to answer in its place.
fn answer(line: &[u8], number: usize, options: &Options) -> Result<Vec<u8>, Failure> {
    let ui = options.ui();
    let (id, object) = parse(line, ui).map_err(|why| malformed(number, why))?;
    let failure = |error: String| Failure {
        id: id.clone(),
        line: None,
        error,
    };
    let name = match &id {
        Value::String(name) => name.clone(),
        number => number.to_string(),
    };
    let (text, format, settings) = request(object, &options.settings, ui).map_err(&failure)?;
    let format = format.or(options.reading.format);
    let want = Want {
        sentences: options.sentences,
        ..Want::ALL
    };
    document::guarded(|| {
        let input = Input::from_text(&name, &text);
        let read = read::read_text(text, format);
        let analysis = pipeline::analyse(&input, read, &settings, want);
        serde_json::to_vec(&analysis)
    })
    .and_then(Result::ok)
    .ok_or_else(|| failure(ui.jsonl.internal.clone()))
}

fn malformed(line: usize, error: String) -> Failure {
    Failure {
        id: Value::Null,
        line: Some(line),
        error,
    }
}

/// The object of a line and its identifier.
fn parse(line: &[u8], ui: &Ui) -> Result<(Value, Map<String, Value>), String> {
    let line = std::str::from_utf8(line).map_err(|_| ui.jsonl.not_utf8.clone())?;
    // A byte order mark before the first line is no part of it.
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    let object: Map<String, Value> = serde_json::from_str(line).map_err(|e| {
        // serde_json sees one line only, which it calls line 1.
        let why = e.to_string().replace(" at line 1 column ", ", column ");
        fill(&ui.jsonl.malformed, &[("why", &why)])
    })?;
    match object.get("id") {
        Some(id @ (Value::String(_) | Value::Number(_))) => Ok((id.clone(), object)),
        _ => Err(ui.jsonl.no_id.clone()),
    }
}

/// Text, format and settings that a line asks for; `default` holds what it leaves open.
fn request(
    mut object: Map<String, Value>,
    default: &Settings,
    ui: &Ui,
) -> Result<(String, Option<Format>, Settings), String> {
    let Some(Value::String(text)) = object.remove("text") else {
        return Err(ui.jsonl.no_text.clone());
    };
    let field = |name: &str| match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(value)) => Ok(Some(value.as_str())),
        Some(_) => Err(fill(&ui.jsonl.field, &[("field", &name)])),
    };
    let mut settings = default.clone();
    match field("lang")? {
        None => {}
        Some("auto") => settings.lang = None,
        Some(code) => {
            settings.lang = Some(Lang::from_code(code).ok_or_else(|| {
                let known = known(Lang::all().map(Lang::code).chain(["auto"]));
                fill(&ui.jsonl.lang, &[("given", &code), ("known", &known)])
            })?);
        }
    }
    if let Some(given) = field("date")? {
        let day = date(given).ok_or_else(|| fill(&ui.jsonl.date, &[("given", &given)]))?;
        settings.date = Some(day);
    }
    let format = match field("format")? {
        None => None,
        Some(name) => Some(text_format(name).ok_or_else(|| {
            let known = known(Format::OF_TEXT.into_iter().map(Format::name));
            fill(&ui.jsonl.format, &[("given", &name), ("known", &known)])
        })?),
    };
    Ok((text, format, settings))
}

/// The format of a line's text.
fn text_format(name: &str) -> Option<Format> {
    Format::from_name(name).filter(|format| Format::OF_TEXT.contains(format))
}

fn known(names: impl Iterator<Item = &'static str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_too_long_is_passed_over_whole() {
        let mut input: &[u8] = b"ab\nabcdefgh\nabcde\n\ncd";
        let mut line = Vec::new();
        let mut seen = Vec::new();
        while let Some(whole) = next_line(&mut input, &mut line, 4).unwrap() {
            seen.push((whole, String::from_utf8(line.clone()).unwrap()));
        }
        let seen: Vec<_> = seen.iter().map(|(w, l)| (*w, l.as_str())).collect();
        assert_eq!(
            seen,
            [
                (true, "ab"),
                (false, "abcde"),
                (false, "abcde"),
                (true, ""),
                (true, "cd")
            ]
        );
    }
}
