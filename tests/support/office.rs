//! Office files, put together from their parts.

use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A container of `parts`.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a new part");
        zip.write_all(bytes).expect("memory takes all");
    }
    zip.finish().expect("memory takes all").into_inner()
}

/// A DOCX whose `word/document.xml` is `document`, with `more` parts.
pub fn docx(document: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    let parts: [(&str, &[u8]); 3] = [
        ("[Content_Types].xml", b"wordprocessingml"),
        ("_rels/.rels", b"<r/>"),
        ("word/document.xml", document),
    ];
    zipped(&[&parts, more].concat())
}

/// An ODT whose `content.xml` is `content`.
pub fn odt(content: &[u8]) -> Vec<u8> {
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content),
    ])
}
