//! The tables' own examples, the names of all units, and numbers in words against generators that
//! share nothing with the reader.

use super::lexicon::LEXICONS;
use super::number::number;
use super::rows::Rows;
use super::scan::{Known, Scan};
use crate::extract::dates::{self, Given};
use crate::lang::{Lang, Table};
use crate::model::{Bound, Figure, FigureKind};
use crate::read::{Format, read_text};
use crate::text::Document;

fn document(text: &str, lang: Lang) -> Document {
    Document::new(
        read_text(text.to_owned(), Some(Format::Text)).text,
        Some(lang),
    )
}

fn figures(text: &str, lang: Lang) -> Vec<Figure> {
    let doc = document(text, lang);
    let given = Given {
        option: "2026-03-01".parse().ok(),
        ..Given::default()
    };
    let dates = dates::extract(&doc, &given);
    super::extract(&doc, &dates.dates)
}

/// `about 1400000000 EUR / a of prêt`
fn describe(figure: &Figure) -> String {
    let number = |v: f64| {
        let v = if v.abs() < 1.0 {
            (v * 1e4).round() / 1e4
        } else {
            v
        };
        v.to_string()
    };
    let mut out = match figure.bound {
        Bound::Exact => String::new(),
        Bound::About => "about ".to_owned(),
        Bound::Min => "min ".to_owned(),
        Bound::Max => "max ".to_owned(),
    };
    if figure.kind == FigureKind::Factor {
        out.push('x');
    }
    out.push_str(&number(figure.value));
    if let Some(max) = figure.max {
        out.push_str(&format!("..{}", number(max)));
    }
    for (mark, part) in [
        (" ", &figure.unit),
        (" / ", &figure.per),
        (" of ", &figure.of),
    ] {
        if let Some(part) = part {
            out.push_str(mark);
            out.push_str(part);
        }
    }
    out
}

#[test]
fn tables_read_their_examples() {
    let mut failures = Vec::new();
    for lang in Lang::all() {
        let rows: Rows = lang.load(Table::Figures);
        for rule in RULES {
            if !rows.example.iter().any(|e| e.rule == rule) {
                failures.push(format!("{lang}: no example of {rule}"));
            }
        }
        for example in &rows.example {
            let found = figures(&example.text, lang);
            let got: Vec<String> = found.iter().map(describe).collect();
            if got != example.figures {
                failures.push(format!(
                    "{lang} {}\n  expected {:?}\n  read     {got:?}",
                    example.text, example.figures
                ));
            }
            let id = format!("figure.{lang}.{}", example.rule);
            if !found.iter().any(|f| f.rule == id) {
                failures.push(format!(
                    "{lang} {}: {} did not fire",
                    example.text, example.rule
                ));
            }
        }
        for silent in &rows.silent {
            let got: Vec<String> = figures(&silent.text, lang).iter().map(describe).collect();
            if !got.is_empty() {
                failures.push(format!("{lang} {}: read {got:?}", silent.text));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// All rules that make a figure of running text.
const RULES: [&str; 12] = [
    "count", "percent", "points", "money", "measure", "duration", "group", "fraction", "ratio",
    "factor", "range", "elliptic",
];

#[test]
fn every_name_of_a_unit_is_read() {
    let mut failures = Vec::new();
    for lang in Lang::all() {
        let lex = &LEXICONS[lang];
        for name in lex.unit_names() {
            let alone = document(&name, lang);
            let scan = Scan {
                doc: &alone,
                lex,
                known: &Known::new(&alone, lex),
                sentence: 0,
                start: 0,
                end: alone.tokens.len(),
            };
            let (end, unit) = lex.units.at(&scan, 0).expect("a name of the table");
            assert_eq!(end, alone.tokens.len(), "{lang} {name}");
            let value = if unit.least > 100.0 { 50_000.0 } else { 100.0 };
            let text = format!("{value} {name}.");
            let expected = (&*unit.code, value * unit.factor);
            let found = figures(&text, lang);
            let right = found.iter().any(|f| {
                f.unit.as_deref() == Some(expected.0)
                    && (f.value - expected.1).abs() <= 1e-6 * expected.1
            });
            if !right {
                let got: Vec<String> = found.iter().map(describe).collect();
                failures.push(format!("{lang} {text} expected {expected:?}, read {got:?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn tables_take_units_from_headings() {
    let text = "| Country | Debt (% of GDP) | External debt ($bn) | Per head ($) |\n|---|---|---|---|\n| Ghana | 70.5 | 28.3 | 823 |\n";
    let doc = Document::new(
        read_text(text.to_owned(), Some(Format::Markdown)).text,
        Lang::from_code("en"),
    );
    let got: Vec<String> = super::extract(&doc, &[]).iter().map(describe).collect();
    assert_eq!(
        got,
        [
            "70.5 % of GDP",
            "28300000000 USD of External debt",
            "823 USD / inhabitant of Per head"
        ]
    );
}

/// What is read of each of `texts`, in one document.
fn values(texts: &[String], lang: Lang) -> Vec<Option<f64>> {
    let doc = document(&texts.join(" ;\n"), lang);
    let lex = &LEXICONS[lang];
    let known = Known::new(&doc, lex);
    let mut out = Vec::new();
    let mut at = 0;
    while at < doc.tokens.len() {
        let end = (at..doc.tokens.len())
            .find(|&i| doc.token_text(i) == ";")
            .unwrap_or(doc.tokens.len());
        let scan = Scan {
            doc: &doc,
            lex,
            known: &known,
            sentence: 0,
            start: at,
            end,
        };
        let read = number(&scan, at).filter(|n| n.first == at && n.end == end);
        out.push(read.map(|n| n.value));
        at = end + 1;
    }
    out
}

/// All integers below 10⁴, then every 997th to 10⁶ and the round ones; with `SOURCIER_ALL_INTEGERS`
/// set, every one to 10⁶ (some minutes).
fn integers() -> impl Iterator<Item = u32> {
    let step = match std::env::var_os("SOURCIER_ALL_INTEGERS") {
        Some(_) => 1,
        None => 997,
    };
    let round = [
        100_000, 200_000, 999_999, 1_000_000, 80_000, 700_000, 71_071, 21_000,
    ];
    (0..10_000)
        .chain((10_000..1_000_000).step_by(step))
        .chain(round)
}

fn check(lang: &str, spell: impl Fn(u32) -> String) {
    let lang = Lang::from_code(lang).expect("a language of the project");
    let all: Vec<u32> = integers().collect();
    let texts: Vec<String> = all.iter().map(|&n| spell(n)).collect();
    let read = values(&texts, lang);
    assert_eq!(read.len(), all.len());
    let wrong: Vec<String> = all
        .iter()
        .zip(&texts)
        .zip(&read)
        .filter(|((n, _), got)| **got != Some(f64::from(**n)))
        .map(|((n, text), got)| format!("{n} {text}: {got:?}"))
        .take(20)
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// French below 100; `south`: septante, huitante, nonante.
fn french_tens(n: u32, south: bool, all_hyphens: bool) -> String {
    const SMALL: [&str; 17] = [
        "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
        "onze", "douze", "treize", "quatorze", "quinze", "seize",
    ];
    const TENS: [&str; 10] = [
        "",
        "dix",
        "vingt",
        "trente",
        "quarante",
        "cinquante",
        "soixante",
        "septante",
        "huitante",
        "nonante",
    ];
    let and = if all_hyphens { "-et-" } else { " et " };
    match n {
        0..=16 => SMALL[n as usize].to_owned(),
        17..=19 => format!("dix-{}", SMALL[n as usize - 10]),
        70..=79 if !south => {
            if n == 71 {
                format!("soixante{and}onze")
            } else {
                format!("soixante-{}", french_tens(n - 60, south, all_hyphens))
            }
        }
        80 if !south => "quatre-vingts".to_owned(),
        81..=99 if !south => format!("quatre-vingt-{}", french_tens(n - 80, south, all_hyphens)),
        _ => match n % 10 {
            0 => TENS[n as usize / 10].to_owned(),
            1 => format!("{}{and}un", TENS[n as usize / 10]),
            unit => format!("{}-{}", TENS[n as usize / 10], SMALL[unit as usize]),
        },
    }
}

fn french(n: u32, south: bool, all_hyphens: bool) -> String {
    let gap = if all_hyphens { "-" } else { " " };
    let hundreds = |n: u32, plural: bool| {
        let (h, rest) = (n / 100, n % 100);
        let mut out = String::new();
        if h > 1 {
            out.push_str(&french_tens(h, south, all_hyphens));
            out.push_str(gap);
        }
        if h > 0 {
            out.push_str(if h > 1 && rest == 0 && plural {
                "cents"
            } else {
                "cent"
            });
            if rest > 0 {
                out.push_str(gap);
            }
        }
        if rest > 0 || h == 0 {
            let tens = french_tens(rest, south, all_hyphens);
            // quatre-vingt mille
            out.push_str(if plural {
                &tens
            } else {
                tens.strip_suffix("vingts")
                    .map_or(&tens, |_| "quatre-vingt")
            });
        }
        out
    };
    let (millions, thousands, rest) = (n / 1_000_000, n / 1000 % 1000, n % 1000);
    let mut parts = Vec::new();
    if millions > 0 {
        parts.push(format!(
            "{} million",
            french_tens(millions, south, all_hyphens)
        ));
    }
    if thousands > 0 {
        parts.push(if thousands == 1 {
            "mille".to_owned()
        } else {
            format!("{}{gap}mille", hundreds(thousands, false))
        });
    }
    if rest > 0 || parts.is_empty() {
        parts.push(hundreds(rest, true));
    }
    parts.join(gap)
}

fn english(n: u32, and: bool, hyphen: bool) -> String {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] = [
        "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let below = |n: u32| match n {
        0..=19 => SMALL[n as usize].to_owned(),
        _ if n.is_multiple_of(10) => TENS[n as usize / 10].to_owned(),
        _ => format!(
            "{}{}{}",
            TENS[n as usize / 10],
            if hyphen { "-" } else { " " },
            SMALL[n as usize % 10]
        ),
    };
    let hundreds = |n: u32| match (n / 100, n % 100) {
        (0, rest) => below(rest),
        (h, 0) => format!("{} hundred", SMALL[h as usize]),
        (h, rest) => format!(
            "{} hundred {}{}",
            SMALL[h as usize],
            if and { "and " } else { "" },
            below(rest)
        ),
    };
    let mut parts = Vec::new();
    if n >= 1_000_000 {
        parts.push(format!("{} million", below(n / 1_000_000)));
    }
    let thousands = n / 1000 % 1000;
    if thousands > 0 {
        parts.push(format!("{} thousand", hundreds(thousands)));
    }
    let rest = n % 1000;
    if rest > 0 || parts.is_empty() {
        let joined = and && !parts.is_empty() && rest < 100;
        parts.push(format!(
            "{}{}",
            if joined { "and " } else { "" },
            hundreds(rest)
        ));
    }
    parts.join(" ")
}

#[test]
fn integers_read_back_in_french() {
    check("fr", |n| french(n, false, false));
    check("fr", |n| french(n, false, n < 1_000_000));
    check("fr", |n| french(n, true, false));
}

#[test]
fn integers_read_back_in_english() {
    check("en", |n| english(n, true, true));
    check("en", |n| english(n, false, true));
    check("en", |n| english(n, true, false));
}

/// Any run of the pieces that the grammar looks for is read without a panic.
#[test]
fn soup_is_read() {
    let pieces = [
        "un",
        "deux",
        "vingt",
        "et",
        "cent",
        "mille",
        "million",
        "de",
        "d'",
        "entre",
        "à",
        "sur",
        "fois",
        "moins",
        "plus",
        "%",
        "€",
        "$",
        "km",
        "/",
        "-",
        "–",
        "−",
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        ";",
        "1",
        "65 000",
        "1,4",
        "2024",
        "3/4",
        "½",
        "tiers",
        "moitié",
        "demi-douzaine",
        "dizaine",
        "par",
        "an",
        "la",
        "tonne",
        "Md€",
        "half",
        "a",
        "third",
        "of",
        "in",
        "ten",
        "twenty",
        "to",
        "bn",
        "^",
        "e10",
        "1e10",
        "n°",
        "°C",
        "é",
        "日本",
        "\u{202f}",
        "\n",
        "doublé",
        "l'",
        "environ",
        "au moins",
        "x10",
    ];
    let mut state = 0x2545_f491_4f6c_dd1du64;
    for lang in Lang::all() {
        for _ in 0..400 {
            let mut text = String::new();
            for _ in 0..40 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                text.push_str(pieces[(state % pieces.len() as u64) as usize]);
                if state & 0x300 != 0 {
                    text.push(' ');
                }
            }
            for figure in figures(&text, lang) {
                assert!(figure.value.is_finite(), "{text}");
            }
        }
    }
}

/// The tables of `docs/figures.md`: a heading for each language, then rows of text and reading.
#[test]
fn documentation_is_true() {
    let mut failures = Vec::new();
    let mut lang = None;
    let mut rows = 0;
    for line in include_str!("../../../docs/figures.md").lines() {
        if let Some(title) = line.strip_prefix("## ") {
            lang = match title {
                "French" => Lang::from_code("fr"),
                "English" => Lang::from_code("en"),
                _ => None,
            };
        }
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let (Some(lang), [text, reading], true) = (lang, cells.as_slice(), line.starts_with("| "))
        else {
            continue;
        };
        if matches!(*text, "text" | "---") {
            continue;
        }
        rows += 1;
        let got: Vec<String> = figures(text, lang).iter().map(describe).collect();
        if got.join("; ") != *reading {
            failures.push(format!("{lang} {text}: {reading:?}, read {got:?}"));
        }
    }
    assert!(rows > 40, "{rows} rows");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
