//! Exports, read back: by parsers of the formats where Rust has one, by readers written from the
//! specifications where it has none, and by the libraries that their users use (`read_back.py`)
//! where Python and these are there.

mod annotations;
mod brat;
mod ftm;
mod python;
mod references;
#[path = "../support/mod.rs"]
mod support;
mod tables;
mod tei;

use sourcier::batch::{Analysed, analyse};
use sourcier::pipeline::{Settings, Want};
use sourcier::read::{Input, read_text};
use sourcier::report::Reading;
use std::sync::LazyLock;
use support::{root, text_of};

/// A text with all that formats stumble over: signs of their own, line ends of two systems, letters
/// beyond the basic plane, control characters, words that begin like formulas, stretches over a
/// line's and a page's end.
const ODD: &str = "# R&D <b>& «\u{a0}dettes\u{a0}»\r\n\r\nSelon Eurostat, le gaz a fourni 21,5\u{a0}% du courant 😀 en mars\r\n\
2025 & \"plus de 3 milliards d'euros\" par an]]>.\r\n\r\n\u{1}=1+1 est écrit ainsi\u{b}; « -7 degrés, dit\r\nMarie \
Durand, c'est peu & froid », selon Marie Durand.\n\n| a < b | c > d |\n| --- | --- |\n| 12 % | @home 5 km |\n\n\
1. Entre 10 et 20 tonnes en janvier 2024 ;\n2. depuis 2019, 𝒳 vaut environ 5 000 000 $.\n\n## Vide\n\n## Fin\n\n\
Dernier mot\u{ad}.\n\n## Bibliographie\n\n- DURAND (Marie), «\u{a0}Le prix <du> gaz & l'été\u{a0}», Éditions de \
l'État,\r\n  12 mai 2024, https://example.org/a?b=1&c=2\n";

/// The odd text and the documents of the corpus.
static SAMPLES: LazyLock<Vec<(String, Analysed)>> = LazyLock::new(|| {
    let mut texts = vec![
        ("odd".to_owned(), ODD.to_owned()),
        ("empty".to_owned(), String::new()),
    ];
    let mut files: Vec<_> = std::fs::read_dir(root().join("corpus"))
        .expect("a corpus")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    for file in files {
        let name = file
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        texts.push((name, text_of(&file)));
    }
    texts
        .into_iter()
        .map(|(name, text)| {
            let input = Input::from_text(&name, &text);
            let done = analyse(
                &input,
                read_text(text, None),
                &Settings::default(),
                Want::ALL,
            );
            (name, done)
        })
        .collect()
});

/// What `check` says of every sample.
fn each_sample(mut check: impl FnMut(&str, &Reading)) {
    assert!(SAMPLES.len() > 6);
    for (name, done) in SAMPLES.iter() {
        check(name, &Reading::new(&done.analysis, &done.document));
    }
}

/// `text[start:end]` in code points.
fn slice(text: &str, start: usize, end: usize) -> String {
    text.chars().skip(start).take(end - start).collect()
}
