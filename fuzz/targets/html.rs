//! A text read as Html.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sourcier::read::Format;

fuzz_target!(|text: &str| sourcier_fuzz::read_text(text, Format::Html));
