//! Office documents. The first byte says what the rest is: a whole file (`0`), or the parts of a DOCX
//! (`d`) or ODT (`o`), parted by lines of `====`, which are zipped here so that the fuzzer need not
//! find out how.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sourcier::read::Options;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const DOCX: &[&str] = &[
    "word/document.xml",
    "word/styles.xml",
    "word/numbering.xml",
    "word/footnotes.xml",
    "word/_rels/document.xml.rels",
    "docProps/core.xml",
];
const ODT: &[&str] = &["content.xml", "styles.xml", "meta.xml"];

fuzz_target!(|bytes: &[u8]| {
    let Some((&kind, rest)) = bytes.split_first() else {
        return;
    };
    let (fixed, names): (&[(&str, &str)], _) = match kind {
        b'd' => (&[("[Content_Types].xml", "wordprocessingml"), ("_rels/.rels", "<r/>")], DOCX),
        b'o' => (&[("mimetype", "application/vnd.oasis.opendocument.text")], ODT),
        _ => return sourcier_fuzz::read_bytes(rest, &Options::default()),
    };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, bytes: &[u8]| {
        zip.start_file(name, SimpleFileOptions::default()).expect("a new part");
        zip.write_all(bytes).expect("memory takes all");
    };
    for (name, text) in fixed {
        add(name, text.as_bytes());
    }
    let text = String::from_utf8_lossy(rest);
    for (name, part) in names.iter().zip(text.split("\n====\n")) {
        add(name, part.as_bytes());
    }
    let bytes = zip.finish().expect("memory takes all").into_inner();
    sourcier_fuzz::read_bytes(&bytes, &Options::default());
});
