//! Standard output and standard error.

use crate::error::Error;
use crate::report::Ui;
use std::io::{self, Write};

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

/// Tells an error on standard error.
pub fn complain(ui: &Ui, error: &Error) {
    say(&ui.words.error, &error.message(ui));
}

/// Tells something on standard error, after the `kind` of message that it is.
pub fn say(kind: &str, message: &str) {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "sourcier: {kind}: {message}");
}
