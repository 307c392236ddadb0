//! The whole analysis of a text, in the format that its first letter names.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sourcier::read::Format;

fuzz_target!(|text: &str| {
    let format = match text.chars().next() {
        Some('m') => Some(Format::Markdown),
        Some('t') => Some(Format::Text),
        Some('h') => Some(Format::Html),
        _ => None,
    };
    sourcier_fuzz::analyse(text, format);
});
