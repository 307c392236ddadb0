//! Bytes read as PDF, whatever they begin with.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sourcier::read::Options;
use std::borrow::Cow;
use std::panic;
use std::process::abort;
use std::sync::Once;

const MARK: &[u8] = b"%PDF-1.7\n";

static HOOK: Once = Once::new();

/// The parser's own panics are caught by the reader, which calls the file damaged; ours are findings.
fn forgive_the_parser() {
    HOOK.call_once(|| {
        panic::set_hook(Box::new(|panic| {
            let ours = panic.location().is_none_or(|at| !at.file().contains("hayro"));
            if ours {
                eprintln!("{panic}");
                abort();
            }
        }));
    });
}

fuzz_target!(|bytes: &[u8]| {
    forgive_the_parser();
    let bytes = match bytes.starts_with(b"%PDF-") {
        true => Cow::Borrowed(bytes),
        false => Cow::Owned([MARK, bytes].concat()),
    };
    sourcier_fuzz::read_bytes(&bytes, &Options::default());
});
