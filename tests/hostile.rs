//! Input made to exhaust a reader, through the readers themselves: it is refused with what was found and
//! what is the most (docs/reading.md has the bounds), or read within reason.

#[path = "support/office.rs"]
mod office;

use office::{docx, odt, zipped};
use sourcier::read::{self, Format, Measure, Options, Read, ReadError};
use std::fmt::Write as _;

fn read_as(bytes: Vec<u8>, format: Option<Format>) -> Result<Read, ReadError> {
    let options = Options {
        format,
        ..Options::default()
    };
    read::read(bytes, &options)
}

/// What is too much of it.
fn too_much(bytes: Vec<u8>, format: Option<Format>) -> Measure {
    match read_as(bytes, format) {
        Err(ReadError::TooMuch { what, found, most }) => {
            assert!(
                found > most || what == Measure::Ratio && found == most,
                "{found} {most}"
            );
            what
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was read"),
    }
}

/// A paragraph of text that hardly packs.
fn noise(bytes: usize) -> String {
    let mut state = 7u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        char::from(b'a' + (state >> 33) as u8 % 26)
    };
    (0..bytes).map(|_| next()).collect()
}

#[test]
fn zip_bombs_are_refused() {
    let bomb = vec![b' '; 8 << 20];
    assert_eq!(too_much(docx(&bomb, &[]), None), Measure::Ratio);
    assert_eq!(too_much(odt(&bomb), None), Measure::Ratio);
    // Few bytes that pack as well as they like are no danger.
    let small = [
        b"<document><body><p><r><t>Un.</t></r></p>".as_slice(),
        &[b' '; 100_000],
        b"</body></document>",
    ]
    .concat();
    assert!(read_as(docx(&small, &[]), None).is_ok());
}

#[test]
fn containers_of_very_many_parts_are_refused() {
    let names: Vec<String> = (0..20_001).map(|i| format!("p{i}")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), b"".as_slice())).collect();
    assert_eq!(too_much(zipped(&parts), None), Measure::Parts);
}

#[test]
fn declared_entities_are_refused() {
    let laughs = b"<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><document><body>&b;</body></document>";
    for bytes in [docx(laughs, &[]), odt(laughs)] {
        assert!(matches!(
            read_as(bytes, None),
            Err(ReadError::Declares { .. })
        ));
    }
}

#[test]
fn text_boxes_are_read_where_no_paragraph_holds_them() {
    let boxed = |words: &str| {
        format!("<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>")
    };
    let call = "<w:p><w:r><w:t>Text</w:t><w:footnoteReference w:id=\"1\"/></w:r></w:p>";
    let body = format!("{call}{}", boxed("far behind in the body"));
    let notes = format!(
        "<w:n><w:footnote w:id=\"1\">{}<w:p/></w:footnote></w:n>",
        boxed("noted")
    );
    let body = format!("<w:document><w:body>{body}</w:body></w:document>");
    let file = docx(body.as_bytes(), &[("word/footnotes.xml", notes.as_bytes())]);
    let read = read_as(file, None).expect("a DOCX");
    for words in ["Text", "far behind in the body", "noted"] {
        assert_eq!(read.text.source().matches(words).count(), 1, "{words}");
    }
}

#[test]
fn deep_nesting_is_refused_or_read() {
    let deep = "<x>".repeat(2_000);
    for bytes in [docx(deep.as_bytes(), &[]), odt(deep.as_bytes())] {
        assert_eq!(too_much(bytes, None), Measure::Depth);
    }
    for nest in ["> ".repeat(500), "- ".repeat(500), "1. ".repeat(500)] {
        let text = nest + "texte";
        assert_eq!(
            too_much(text.clone().into_bytes(), Some(Format::Markdown)),
            Measure::Depth
        );
        // A caller who gives text gets it as plain text.
        assert_eq!(
            read::read_text(text, Some(Format::Markdown)).kind.format,
            Format::Text
        );
    }
    let page = "<div>".repeat(100_000) + "<p>Le gaz baisse.";
    let read = read_as(page.into_bytes(), Some(Format::Html)).expect("a page");
    assert!(read.text.view().contains("Le gaz baisse."));
}

#[test]
fn very_many_notes_are_read() {
    const COUNT: usize = 50_000;
    let mut text = String::from("Le gaz baisse[^7].\n\n");
    (0..COUNT).for_each(|i| {
        let _ = writeln!(text, "[^{i}]: Note {i}.\n");
    });
    let read = read_as(text.into_bytes(), Some(Format::Markdown)).expect("a text");
    assert!(read.text.blocks.len() > COUNT);
    assert_eq!(read.text.marks.len(), 1);
}

#[test]
fn one_very_long_line_is_read() {
    let line = noise(2 << 20);
    for format in Format::OF_TEXT {
        let read = read_as(line.clone().into_bytes(), Some(format)).expect("a text");
        assert_eq!(read.text.view().trim().len(), line.len());
    }
}

/// A PDF of these objects, without a table of where they are: a reader looks for them.
fn pdf(objects: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj {objects}\ntrailer<</Root 1 0 R>>\n"
    )
    .into_bytes()
}

const PAGE: &str = "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 99]/Contents 4 0 R\
    /Resources<</Font<</F 5 0 R>>>>>>endobj 5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj ";
const SHOWN: &str =
    "stream\nBT /F 12 Tf 10 50 Td (Le gaz baisse beaucoup.) Tj ET\nendstream endobj ";

#[test]
fn pdfs_that_claim_too_much_end() {
    let pages = "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj ";
    // What a stream, a table or a tree says of its size need not be true.
    for (pages, length) in [
        (pages, "4 0 obj<</Length 4294967295>>"),
        (pages, "4 0 obj<</Length -1>>"),
        (pages, "4 0 obj<</Length 4 0 R>>"),
        (
            "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 2147483647>>endobj ",
            "4 0 obj<</Length 51>>",
        ),
    ] {
        let read = read_as(pdf(&format!("{pages}{PAGE}{length}{SHOWN}")), None);
        let read = read.unwrap_or_else(|e| panic!("{length}: {e}"));
        assert!(
            read.text.view().contains("Le gaz baisse beaucoup."),
            "{length}"
        );
    }
    // A tree of pages that leads back to itself holds none.
    let circle = "2 0 obj<</Type/Pages/Kids[6 0 R 2 0 R]/Count 9>>endobj 6 0 obj<</Type/Pages/Kids[2 0 R 6 0 R]/Count 9>>endobj";
    assert!(read_as(pdf(circle), None).is_err());
    for table in [
        "xref\n0 4294967295\n",
        "xref\n4294967295 1\n0000000000 65535 f \n",
    ] {
        let mut bytes = pdf(&format!("{pages}{PAGE}4 0 obj<</Length 51>>{SHOWN}"));
        let start = bytes.len();
        bytes.extend(
            format!("{table}trailer<</Root 1 0 R/Size 4294967295>>\nstartxref\n{start}\n%%EOF\n")
                .into_bytes(),
        );
        // Any answer is good that comes.
        let _ = read_as(bytes, None);
    }
}
