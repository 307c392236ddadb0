//! Bytes of any encoding: told, decoded, read as plain text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sourcier::read::{Charset, Format, Options};

const LABELS: &[&str] = &["utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-15", "macintosh", "shift_jis"];

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, rest)) = bytes.split_first() else {
        return;
    };
    let label = LABELS.get(usize::from(first));
    let options = Options {
        format: (first & 0x40 == 0).then_some(Format::Text),
        encoding: label.and_then(|label| Charset::from_label(label)),
        ..Options::default()
    };
    sourcier_fuzz::read_bytes(rest, &options);
});
