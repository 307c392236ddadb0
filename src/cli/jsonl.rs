//! `sourcier analyze --jsonl`: a document a line in, an analysis a line out.
//!
//! One thread reads, several analyse, and one writes in the order of the lines. So many lines are on
//! their way at a time, whose number does not grow with the input, and an answer is flushed as soon as
//! there is nothing to write behind it: who waits for it before writing the next line gets it.

use super::options::{Options, date};
use super::{Outcome, output};
use crate::batch::{document, work};
use crate::error::Error;
use crate::lang::Lang;
use crate::pipeline::{self, Settings, Want};
use crate::read::{self, Format, Input, MAX_BYTES};
use crate::report::ui::{Ui, fill};
use serde::Serialize;
use serde_json::{Map, Value};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;

/// A longer line is refused: JSON may write each byte of a document as six.
const MAX_LINE: usize = MAX_BYTES.saturating_mul(6);

/// Bytes that are read at a time, and of lines that are handed on together.
const BUFFER: usize = 1 << 16;

pub fn run(threads: Option<NonZeroUsize>, options: &Options) -> Result<Outcome, Error> {
    let (send, receive) = sync_channel(work::count(threads) * 2);
    let lines = Lines {
        input: BufReader::with_capacity(BUFFER, io::stdin()),
        number: 0,
    };
    let pool = work::pool(threads)?;
    let shared = Arc::new(options.clone());
    // The thread is left alone when the reader of the answers goes away: it may be waiting for a line.
    thread::Builder::new()
        .spawn(move || hand_out(lines, &pool, &shared, &send))
        .map_err(|e| Error::threads(e.to_string()))?;
    let failed = write_answers(&receive)?;
    if failed == 0 {
        return Ok(Outcome::Done);
    }
    let ui = options.ui();
    output::say(&ui.words.error, &ui.count(&ui.jsonl.failed, failed));
    Ok(Outcome::Incomplete)
}

/// Answers to some lines, in order.
#[derive(Debug, Default)]
struct Answers {
    bytes: Vec<u8>,
    /// Lines that were not analysed.
    failed: usize,
}

/// What the writer waits for: answers on their way, or why there are no more lines.
type Awaited = io::Result<Receiver<Answers>>;

/// Reads lines and has them answered by the threads of `pool`; the writer learns of them in order.
fn hand_out(
    mut lines: Lines<impl Read>,
    pool: &rayon::ThreadPool,
    options: &Arc<Options>,
    send: &SyncSender<Awaited>,
) {
    loop {
        let some = match lines.some() {
            Ok(some) if some.is_empty() => return,
            Ok(some) => some,
            Err(error) => {
                let _ = send.send(Err(error));
                return;
            }
        };
        let (answer, awaited) = sync_channel(1);
        // This waits while enough lines are on their way, and fails when nobody wants answers.
        if send.send(Ok(awaited)).is_err() {
            return;
        }
        let options = Arc::clone(options);
        pool.spawn(move || {
            let _ = answer.send(answers(&some, &options));
        });
    }
}

/// Writes the answers as they come, and counts the lines that were not analysed.
fn write_answers(receive: &Receiver<Awaited>) -> Result<usize, Error> {
    /// What comes next; `out` is flushed before this waits for it.
    fn next<T>(from: &Receiver<T>, out: &mut impl Write) -> Result<Option<T>, Error> {
        match from.try_recv() {
            Ok(next) => Ok(Some(next)),
            Err(TryRecvError::Disconnected) => Ok(None),
            Err(TryRecvError::Empty) => {
                out.flush().map_err(Error::stdout)?;
                Ok(from.recv().ok())
            }
        }
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let mut failed = 0;
    while let Some(awaited) = next(receive, &mut out)? {
        let awaited = awaited.map_err(Error::stdin)?;
        let answers = next(&awaited, &mut out)?.unwrap_or_default();
        failed += answers.failed;
        out.write_all(&answers.bytes).map_err(Error::stdout)?;
    }
    out.flush().map_err(Error::stdout)?;
    Ok(failed)
}

/// A line with its number; `None` in the place of one that is too long.
type Line = (usize, Option<Vec<u8>>);

/// The lines of an input.
struct Lines<R> {
    input: BufReader<R>,
    /// Lines read so far.
    number: usize,
}

impl<R: Read> Lines<R> {
    /// The next line, and those behind it that are already there, up to a limit; none at the end.
    fn some(&mut self) -> io::Result<Vec<Line>> {
        let (mut some, mut bytes) = (Vec::new(), 0);
        loop {
            let mut line = Vec::new();
            let Some(whole) = next_line(&mut self.input, &mut line, MAX_LINE)? else {
                break;
            };
            self.number += 1;
            bytes += line.len();
            some.push((self.number, whole.then_some(line)));
            if bytes >= BUFFER || !self.input.buffer().contains(&b'\n') {
                break;
            }
        }
        Ok(some)
    }
}

/// Answers `lines`, empty ones aside.
fn answers(lines: &[Line], options: &Options) -> Answers {
    let mut answers = Answers::default();
    for (number, line) in lines {
        let answer = match line {
            Some(line) if line.iter().all(u8::is_ascii_whitespace) => continue,
            Some(line) => answer(line, *number, options),
            None => Err(malformed(
                *number,
                fill(&options.ui().jsonl.too_long, &[("most", &MAX_LINE)]),
            )),
        };
        let bytes = answer.unwrap_or_else(|failure| {
            answers.failed += 1;
            // Two strings and a number always serialise.
            serde_json::to_vec(&failure).unwrap_or_default()
        });
        answers.bytes.extend(bytes);
        answers.bytes.push(b'\n');
    }
    answers
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
