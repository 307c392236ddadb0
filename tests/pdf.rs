//! PDFs that real programs made of known texts (`tests/made/pdf`, `make.py`): what is read is the
//! text, in order, with notes, tables and links where they belong.

mod support;

use sourcier::model::Analysis;
use sourcier::pipeline::{self, Settings, Want};
use sourcier::read::{self, Input, Options, Read, ReadError};
use sourcier::text::{BlockKind, Text};
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use support::{files, root};

/// Recall of five-word sequences that a file must reach: of one column, and of two.
const ONE_COLUMN: f64 = 0.97;
const TWO_COLUMNS: f64 = 0.95;

fn folder() -> PathBuf {
    root().join("tests/made/pdf")
}

/// The files that have a truth, by name.
fn made() -> Vec<String> {
    let names: Vec<String> = files(&folder(), ".txt")
        .iter()
        .filter_map(|p| Some(p.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    assert!(names.len() >= 25, "{} files", names.len());
    names
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(folder().join(format!("{name}.pdf"))).expect("a file of the repository")
}

fn open(name: &str, password: Option<&str>) -> Result<Read, ReadError> {
    let options = Options {
        password: password.map(str::to_owned),
        ..Options::default()
    };
    read::read(bytes(name), &options)
}

fn text(name: &str) -> Text {
    let password = (name == "listes-encrypted").then_some("ouvre-toi");
    match open(name, password) {
        Ok(read) => read.text,
        Err(error) => panic!("{name}: {error}"),
    }
}

/// Sequences of five words, folded as far as typography goes.
fn sequences(text: &str) -> HashMap<Vec<String>, usize> {
    let joined = text.replace("-\n", "");
    let words: Vec<String> = joined
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| {
            let plain: String = w
                .chars()
                .map(|c| match "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|d| d == c) {
                    Some(digit) => char::from_digit(digit as u32, 10).unwrap_or(c),
                    None => c,
                })
                .collect();
            plain.to_lowercase()
        })
        .collect();
    let mut out = HashMap::new();
    for five in words.windows(5) {
        *out.entry(five.to_vec()).or_default() += 1;
    }
    out
}

/// The share of the truth's sequences that the text holds.
fn recall(truth: &str, read: &str) -> f64 {
    let (truth, read) = (sequences(truth), sequences(read));
    let all: usize = truth.values().sum();
    let found: usize = truth
        .iter()
        .map(|(five, n)| read.get(five).copied().unwrap_or(0).min(*n))
        .sum();
    found as f64 / all.max(1) as f64
}

#[test]
fn the_text_is_read_in_order() {
    let mut low = Vec::new();
    for name in made() {
        let truth = fs::read_to_string(folder().join(format!("{name}.txt"))).expect("its truth");
        let bar = match name.contains("colonnes") || name.contains("columns") {
            true => TWO_COLUMNS,
            false => ONE_COLUMN,
        };
        let got = recall(&truth, text(&name).source());
        if got < bar {
            low.push(format!("{name}: {got:.3} < {bar}"));
        }
    }
    assert!(low.is_empty(), "{low:#?}");
}

#[test]
fn note_marks_never_stand_in_numbers() {
    for name in made().iter().filter(|n| n.starts_with("notes-")) {
        let text = text(name);
        let view = text.view();
        for glued in ["20231", "20252", "46,8 %3", "part4", "20265", "20266"] {
            assert!(!view.contains(glued), "{name}: {glued}");
        }
        for kept in ["juin 2023,", "m³", "XIXe", "1er"] {
            assert!(view.contains(kept), "{name}: {kept}");
        }
        let power = view.contains("10⁶") || view.contains("10 6");
        assert!(power, "{name}: 10⁶");
        // Each mark has its note, whose text is not in the way of the text's.
        let labels: Vec<&str> = text.marks.iter().map(|m| m.label.as_str()).collect();
        assert_eq!(labels, ["1", "2", "3", "4", "5", "6"], "{name}");
        let notes: Vec<&str> = text
            .blocks
            .iter()
            .filter_map(|b| match &b.kind {
                BlockKind::Note { label } => Some(label.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(notes, ["1", "2", "3", "4", "5", "6"], "{name}");
    }
}

#[test]
fn what_a_page_break_cuts_is_whole() {
    for name in made()
        .iter()
        .filter(|n| n.starts_with("notes-") && !n.contains("columns"))
    {
        let text = text(name);
        for whole in [
            "vice-présidente de l’association",
            "une hausse régulière, 29 % l’emprunt",
            "il faudrait vingt-neuf ans pour en venir à bout",
        ] {
            assert!(text.source().contains(whole), "{name}: {whole}");
        }
    }
}

#[test]
fn running_heads_and_page_numbers_are_gone() {
    for name in [
        "notes-weasyprint",
        "notes-large",
        "sanctions-cover",
        "eau-latex",
    ] {
        let text = text(name);
        for head in [
            "Cahiers d’études",
            "Cahiers d'études",
            "Cahiers du littoral",
            "– 2 –",
        ] {
            assert!(!text.source().contains(head), "{name}: {head}");
        }
    }
}

#[test]
fn tables_are_rows_of_cells() {
    for name in made().iter().filter(|n| n.starts_with("listes-")) {
        let text = text(name);
        let cells: Vec<(u32, u32, &str)> = text
            .blocks
            .iter()
            .filter_map(|b| match b.kind {
                BlockKind::Cell { row, column, .. } => Some((row, column, text.slice(b.span))),
                _ => None,
            })
            .collect();
        for cell in [
            (0, 0, "Port"),
            (0, 3, "2025"),
            (1, 0, "Le Croisel"),
            (3, 0, "Port-Mauger"),
            (3, 3, "655"),
            (2, 1, "Préfecture"),
            (3, 0, "Publication des comptes"),
            (3, 2, "avril 2027"),
        ] {
            assert!(cells.contains(&cell), "{name}: {cell:?} in {cells:?}");
        }
    }
}

#[test]
fn lists_links_and_headings_are_told() {
    for name in made().iter().filter(|n| n.starts_with("listes-")) {
        let text = text(name);
        let items = |ordinal: Option<u32>| {
            text.blocks
                .iter()
                .filter(|b| b.kind == BlockKind::ListItem { ordinal })
                .count()
        };
        assert_eq!(items(None), 3, "{name}");
        assert_eq!(items(Some(2)), 1, "{name}");
        assert!(
            text.links
                .iter()
                .any(|l| l.url == "https://littoral.example.org/plan-2026"
                    && text.slice(l.span) == "le site du groupe"),
            "{name}: {:?}",
            text.links
        );
        let level = |title: &str| {
            text.blocks.iter().find_map(|b| match b.kind {
                BlockKind::Heading { level } if text.slice(b.span) == title => Some(level),
                _ => None,
            })
        };
        let (upper, lower) = (level("Constats"), level("Calendrier"));
        assert!(
            upper.is_some() && upper < lower,
            "{name}: {upper:?} {lower:?}"
        );
    }
}

#[test]
fn pages_are_known() {
    let text = text("notes-large");
    let at = |words: &str| {
        let at = text.source().find(words).expect("words of the text");
        text.page(at)
    };
    assert_eq!(at("Ce que coûte un mètre cube"), Some(1));
    assert!(at("Le comité syndical doit trancher") > Some(1));
}

#[test]
fn encrypted_files_want_their_password() {
    assert!(matches!(
        open("listes-encrypted", None),
        Err(ReadError::Encrypted { .. })
    ));
    let wrong = open("listes-encrypted", Some("sésame"));
    assert!(matches!(wrong, Err(ReadError::WrongPassword { .. })));
    assert!(open("listes-encrypted", Some("ouvre-toi")).is_ok());
}

#[test]
fn pictures_of_pages_are_reported() {
    let none = open("scanned", None);
    assert!(matches!(none, Err(ReadError::NoText { pages, .. }) if pages > 0));
}

/// Numbers that look random, the same on every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize
    }
}

/// Reads what may be no document: any answer is good, but none is a panic.
fn try_read(bytes: Vec<u8>) {
    if let Ok(read) = read::read(bytes, &Options::default()) {
        let text = &read.text;
        for block in &text.blocks {
            let place = text.locate(block.span);
            assert!(place.start <= place.end);
        }
    }
}

#[test]
fn broken_files_are_refused_or_read() {
    let mut numbers = Numbers(7);
    for name in [
        "colonnes-interleaved",
        "notes-weasyprint",
        "listes-encrypted",
        "scanned",
    ] {
        let whole = bytes(name);
        for _ in 0..24 {
            try_read(whole[..numbers.next() % whole.len()].to_vec());
            let mut changed = whole.clone();
            for _ in 0..1 + numbers.next() % 40 {
                let at = numbers.next() % changed.len();
                changed[at] ^= 1 << (numbers.next() % 8);
            }
            try_read(changed);
        }
    }
    for _ in 0..200 {
        let mut random = b"%PDF-1.7\n".to_vec();
        random.extend((0..numbers.next() % 400).map(|_| numbers.next() as u8));
        try_read(random);
    }
}

#[test]
fn files_that_run_in_circles_end() {
    let file =
        |objects: &str| format!("%PDF-1.4\n{objects}\ntrailer<</Root 1 0 R>>\n").into_bytes();
    let page = "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>endobj";
    for objects in [
        // Pages in pages, a form in itself, a dictionary that is its own value.
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj".to_owned(),
        format!(
            "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj {page} \
             4 0 obj<</Length 5>>stream\n/X Do\nendstream endobj \
             5 0 obj<</Subtype/Form/BBox[0 0 9 9]/Length 11>>stream\n/X Do /X Do\nendstream endobj"
        ),
        "1 0 obj 1 0 R endobj".to_owned(),
        format!("1 0 obj<</Type/Catalog/Pages 2 0 R/X {}>>endobj", "[".repeat(20_000)),
        format!("1 0 obj{}endobj", "<</A".repeat(20_000)),
    ] {
        try_read(file(&objects));
    }
    // Each form shows the next ten times: ten to the tenth in all.
    let mut forms = format!(
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj {page} \
         4 0 obj<</Length 5>>stream\n/X Do\nendstream endobj "
    );
    for n in 5..15 {
        let calls = "/X Do ".repeat(10);
        forms += &format!(
            "{n} 0 obj<</Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {} 0 R>>>>/Length {}>>stream\n{calls}\nendstream endobj ",
            n + 1,
            calls.len()
        );
    }
    try_read(file(&forms));
}

fn analysis(bytes: Vec<u8>) -> Analysis {
    let input = Input::new("x", "x", &bytes);
    let read = read::read(bytes, &Options::default()).expect("a document");
    pipeline::analyse(&input, read, &Settings::default(), Want::ALL)
}

/// How alike two bags are: F1.
fn alike(a: &[String], b: &[String]) -> f64 {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for key in a {
        *left.entry(key).or_default() += 1;
    }
    let mut shared = 0;
    for key in b {
        if let Some(n) = left.get_mut(key.as_str()).filter(|n| **n > 0) {
            *n -= 1;
            shared += 1;
        }
    }
    2.0 * f64::from(shared) / (a.len() + b.len()).max(1) as f64
}

#[test]
fn figures_and_dates_are_those_of_the_source() {
    let mut low = Vec::new();
    for (name, source) in [
        ("belarus-odt", "belarus-dependance.md"),
        ("sanctions-cover", "sanctions-financieres.md"),
        ("eau-latex", "eau-mediterranee.md"),
        ("minerals-chromium", "critical-minerals.md"),
        ("hydrogene-landscape", "hydrogene-liens.md"),
        ("transport-text", "transport-rail.txt"),
    ] {
        let of_source = analysis(fs::read(root().join("corpus").join(source)).expect("a report"));
        let of_pdf = analysis(bytes(name));
        let figures = |a: &Analysis| -> Vec<String> {
            a.figures
                .iter()
                .map(|f| format!("{} {:?} {:?}", f.value, f.max, f.unit))
                .collect()
        };
        let dates = |a: &Analysis| -> Vec<String> {
            a.dates
                .iter()
                .map(|d| format!("{:?} {:?}", d.edtf, d.kind))
                .collect()
        };
        for (what, got) in [
            ("figures", alike(&figures(&of_source), &figures(&of_pdf))),
            ("dates", alike(&dates(&of_source), &dates(&of_pdf))),
        ] {
            if got < 0.97 {
                low.push(format!("{name}: {what} {got:.3}"));
            }
        }
    }
    assert!(low.is_empty(), "{low:#?}");
}
