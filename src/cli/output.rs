//! Standard output and standard error.

use crate::error::Error;
use crate::report::Ui;
use anstream::{AutoStream, ColorChoice};
use std::io::{self, IsTerminal as _, Write};

/// Writes `bytes` to standard output.
///
/// # Errors
/// When it cannot be written; [`Error::is_broken_pipe`] tells a reader that went away.
pub fn write(bytes: &[u8]) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)
        .and_then(|()| out.flush())
        .map_err(Error::stdout)
}

/// Writes styled text for the eye to standard output, without its styles where they do not belong.
///
/// # Errors
/// As [`write`].
pub fn show(text: &str, color: ColorChoice) -> Result<(), Error> {
    let mut out = AutoStream::new(io::stdout().lock(), color);
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(Error::stdout)
}

/// The columns of the terminal; `None` where standard output is none.
pub fn width() -> Option<usize> {
    /// What a terminal has that does not tell.
    const USUAL: usize = 80;
    io::stdout().is_terminal().then(|| {
        let told = terminal_size::terminal_size();
        told.map_or(USUAL, |(width, _)| usize::from(width.0))
    })
}

/// Tells an error on standard error.
pub fn complain(ui: &Ui, error: &Error) {
    say(&ui.words.error, &error.message(ui));
}

/// Tells lines on standard error.
pub fn tell(lines: &str) {
    let _ = io::stderr().lock().write_all(lines.as_bytes());
}

/// Tells something on standard error, after the `kind` of message that it is.
pub fn say(kind: &str, message: &str) {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(io::stderr().lock(), "sourcier: {kind}: {message}");
}
