//! When two values mean the same: quantities after scaling, dates as EDTF, names and titles as
//! folded words.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Small letters without accents; everything but `a-z0-9` becomes a single space.
pub fn fold(text: &str) -> String {
    let lower = text.to_lowercase().replace('’', "'");
    let mut out = String::with_capacity(lower.len());
    for c in lower.nfkd().filter(|&c| canonical_combining_class(c) == 0) {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            _ if out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    out.trim().to_owned()
}

/// Base unit and what a value is multiplied by to be in it.
const SCALES: &[(&str, &[(&str, f64)])] = &[
    (
        "Wh",
        &[
            ("Wh", 1.0),
            ("kWh", 1e3),
            ("MWh", 1e6),
            ("GWh", 1e9),
            ("TWh", 1e12),
        ],
    ),
    (
        "W",
        &[
            ("W", 1.0),
            ("kW", 1e3),
            ("MW", 1e6),
            ("GW", 1e9),
            ("TW", 1e12),
        ],
    ),
    (
        "m",
        &[
            ("nm", 1e-9),
            ("mm", 1e-3),
            ("cm", 1e-2),
            ("m", 1.0),
            ("km", 1e3),
        ],
    ),
    (
        "kg",
        &[
            ("g", 1e-3),
            ("kg", 1.0),
            ("q", 100.0),
            ("t", 1e3),
            ("kt", 1e6),
            ("Mt", 1e9),
            ("Gt", 1e12),
        ],
    ),
    (
        "m3",
        &[
            ("L", 1e-3),
            ("l", 1e-3),
            ("hl", 0.1),
            ("hL", 0.1),
            ("m3", 1.0),
            ("hm3", 1e6),
            ("km3", 1e9),
            ("bcm", 1e9),
        ],
    ),
    (
        "toe",
        &[
            ("toe", 1.0),
            ("tep", 1.0),
            ("ktoe", 1e3),
            ("Mtoe", 1e6),
            ("Mtep", 1e6),
        ],
    ),
    (
        "m2",
        &[("m2", 1.0), ("ha", 1e4), ("har", 1e4), ("km2", 1e6)],
    ),
    (
        "s",
        &[
            ("s", 1.0),
            ("min", 60.0),
            ("h", 3600.0),
            ("d", 86400.0),
            ("wk", 604800.0),
        ],
    ),
    ("mo", &[("mo", 1.0), ("a", 12.0)]),
];

/// Codes that are written in more than one way.
const SAME_UNITS: &[(&str, &str)] = &[
    ("tCO2", "t"),
    ("gCO2", "g"),
    ("[nmi_i]", "nmi"),
    ("[kn_i]", "kn"),
    ("Cel", "°C"),
    ("[HP]", "ch"),
    ("[ppth]", "‰"),
    ("[bbl_us]", "bbl"),
];

/// A quantity as figures state it.
#[derive(Clone, Copy, Debug)]
pub struct Quantity<'a> {
    pub value: f64,
    pub max: Option<f64>,
    pub unit: Option<&'a str>,
}

/// The unit that `code` is scaled to, and by how much.
fn base(code: &str) -> (String, f64) {
    let code = code.replace('.', "").replace('³', "3").replace('²', "2");
    let code = code.trim();
    let code = SAME_UNITS
        .iter()
        .find(|(from, _)| *from == code)
        .map_or(code, |(_, to)| to);
    SCALES
        .iter()
        .find_map(|(base, units)| {
            let (_, scale) = units.iter().find(|(unit, _)| *unit == code)?;
            Some(((*base).to_owned(), *scale))
        })
        .unwrap_or_else(|| (code.to_owned(), 1.0))
}

/// Four significant digits of a broken number hide how it was rounded; a whole one keeps nine.
fn significant(value: f64, scale: f64) -> f64 {
    let scaled = value * scale;
    let written = match value.fract() == 0.0 {
        true => format!("{scaled:.8e}"),
        false => format!("{scaled:.3e}"),
    };
    written.parse().unwrap_or(scaled)
}

fn near(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-4 * a.abs().max(b.abs())
}

/// Whether value, upper end and unit agree: 1.2 GW is 1200 MW.
pub fn same_quantity(a: Quantity<'_>, b: Quantity<'_>) -> bool {
    let unit = |q: Quantity<'_>| match q.unit.filter(|u| !u.is_empty()) {
        Some(code) => {
            let (base, scale) = base(code);
            (Some(base), scale)
        }
        None => (None, 1.0),
    };
    let ((unit_a, scale_a), (unit_b, scale_b)) = (unit(a), unit(b));
    let max = match (a.max, b.max) {
        (None, None) => true,
        (Some(x), Some(y)) => near(significant(x, scale_a), significant(y, scale_b)),
        _ => false,
    };
    unit_a == unit_b && max && near(significant(a.value, scale_a), significant(b.value, scale_b))
}

/// EDTF without what is not scored: marks of approximation, open ends (`2022/..` counts as
/// `2022`); a quarter or half-year becomes the interval of its months.
pub fn edtf(value: &str) -> String {
    let plain = value.replace(['~', '?', '%'], "");
    let plain = plain.strip_suffix("/..").unwrap_or(&plain);
    let plain = plain.strip_prefix("../").unwrap_or(plain);
    let months = |year: &str, code: &str| {
        let year = (year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit())).then_some(year)?;
        let (first, last) = match code.parse::<u32>().ok().filter(|_| code.len() == 2)? {
            code @ 33..=36 => ((code - 33) * 3 + 1, (code - 33) * 3 + 3),
            code @ 40..=41 => ((code - 40) * 6 + 1, (code - 40) * 6 + 6),
            _ => return None,
        };
        Some(format!("{year}-{first:02}/{year}-{last:02}"))
    };
    plain
        .split_once('-')
        .and_then(|(year, code)| months(year, code))
        .unwrap_or_else(|| plain.to_owned())
}

/// A web address without scheme, `www.`, escapes and closing slashes, in small letters.
pub fn address(url: &str) -> String {
    let url = url.trim_matches(['<', '>', ' ']);
    let url = match url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
    {
        Some(rest) => rest.strip_prefix("www.").unwrap_or(rest),
        None => url,
    };
    url.trim_end_matches(['/', '>'])
        .replace('\\', "")
        .to_lowercase()
}

fn words(text: &str) -> BTreeSet<String> {
    const SMALL: [&str; 12] = [
        "de", "la", "le", "les", "of", "the", "du", "des", "l", "d", "and", "et",
    ];
    let folded = fold(text);
    let words = folded.split_whitespace().filter(|w| !SMALL.contains(w));
    words.map(str::to_owned).collect()
}

/// Whether at least half of the words agree (F1 of their sets): a field may be longer or shorter.
pub fn words_agree(a: &str, b: &str) -> bool {
    let (a, b) = (words(a), words(b));
    !a.is_empty() && !b.is_empty() && 4 * a.intersection(&b).count() >= a.len() + b.len()
}

/// Whether two credited or speaking names agree. Several are joined by `|` or `&`, of which any
/// one (of the first three) will do; a family name alone agrees with the full name.
pub fn names_agree(a: &str, b: &str) -> bool {
    let parts = |names: &str| -> Vec<String> {
        let parts = names.split(['|', '&']).map(str::to_owned);
        parts.filter(|p| !fold(p).is_empty()).take(3).collect()
    };
    let one = |x: &str, y: &str| {
        let (fx, fy) = (fold(x), fold(y));
        let (wx, wy): (Vec<_>, Vec<_>) = (fx.split(' ').collect(), fy.split(' ').collect());
        words_agree(x, y) || (wx.last() == wy.last() && wx.len().min(wy.len()) == 1)
    };
    parts(a).iter().any(|x| parts(b).iter().any(|y| one(x, y)))
}

#[test]
fn quantities_agree_after_scaling() {
    let q = |value, max, unit| Quantity { value, max, unit };
    assert!(same_quantity(
        q(1.2, None, Some("GW")),
        q(1200.0, None, Some("MW"))
    ));
    assert!(same_quantity(
        q(2.0, None, Some("a")),
        q(24.0, None, Some("mo"))
    ));
    assert!(same_quantity(
        q(5.0, None, Some("kW.h")),
        q(5.0, None, Some("kWh"))
    ));
    assert!(same_quantity(
        q(0.3333, None, None),
        q(1.0 / 3.0, None, None)
    ));
    assert!(!same_quantity(q(2024.0, None, None), q(2025.0, None, None)));
    assert!(!same_quantity(
        q(1.2, None, Some("GW")),
        q(1.2, None, Some("GWh"))
    ));
    assert!(!same_quantity(
        q(35.0, Some(40.0), Some("%")),
        q(35.0, None, Some("%"))
    ));
}

#[test]
fn dates_agree_without_marks_and_open_ends() {
    for (value, expected) in [
        ("2022/..", "2022"),
        ("../2026-12-31", "2026-12-31"),
        ("2015~", "2015"),
        ("2026-33", "2026-01/2026-03"),
        ("2026-41", "2026-07/2026-12"),
        ("2024-22", "2024-22"),
        ("2024-12", "2024-12"),
        ("199X", "199X"),
    ] {
        assert_eq!(edtf(value), expected, "{value}");
    }
}

#[test]
fn names_agree_by_words_or_family_name() {
    assert!(names_agree(
        "Institute for the Study of War",
        "Institute for Study of War (ISW)"
    ));
    assert!(names_agree("Kruk", "Dzmitry Kruk"));
    assert!(names_agree("un négociant | Reuters", "Reuters"));
    assert!(
        names_agree("Anna Kruk", "Dzmitry Kruk"),
        "half of the words is enough"
    );
    assert!(!names_agree("Anna Maria Kruk", "Dzmitry Kruk"));
    assert!(!names_agree("", "Reuters"));
    assert_eq!(fold("  L’Œuvre d'Édouard"), "l uvre d edouard");
    assert_eq!(
        address("<https://www.Example.org/a\\_b/>"),
        "example.org/a_b"
    );
}
