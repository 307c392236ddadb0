//! The names and symbols of units, with their prefixes, as the rows of the tables give them.

use super::lexicon::{Shared, Unit, UnitKind};
use super::phrases::{Compare, Phrases, spell_out};
use super::rows::{NameRows, NeutralRows, UnitRow};
use crate::lang::Lang;
use crate::text::fold;
use rustc_hash::FxHashMap;

/// Names and symbols of units.
pub(super) fn load_units(
    lang: Lang,
    names: &NameRows,
    neutral: &NeutralRows,
) -> (Phrases<Unit>, Phrases<Unit>, Phrases<Unit>) {
    let mut by_name = Phrases::new(Compare::Folded);
    let mut by_symbol = Phrases::new(Compare::Exact);
    let mut money = Phrases::new(Compare::Exact);
    let of_code: FxHashMap<&str, &UnitRow> = neutral
        .unit
        .iter()
        .rev()
        .filter(|row| row.factor == 1.0)
        .map(|row| (row.code.as_str(), row))
        .collect();
    for row in &neutral.unit {
        let unit = row.unit(&row.code);
        for symbol in &row.symbols {
            if row.bare {
                by_symbol.add(lang, symbol, unit.clone());
            }
            for prefix in &row.prefixes {
                let prefixed = row.unit(&prefixed(prefix, &row.code));
                by_symbol.add(lang, &format!("{prefix}{symbol}"), prefixed);
            }
            if row.kind == UnitKind::Money {
                money.add(lang, symbol, unit.clone());
                let letters = symbol.chars().all(char::is_alphabetic);
                for scale in &neutral.scale {
                    let scaled = Unit {
                        factor: scale.value,
                        ..unit.clone()
                    };
                    for prefix in scale.symbols.iter().filter(|_| letters) {
                        by_symbol.add(lang, &format!("{prefix}{symbol}"), scaled.clone());
                    }
                }
            }
        }
    }
    for row in &names.unit {
        let known = of_code.get(row.code.as_str());
        let unit = Unit {
            code: row.code.as_str().into(),
            kind: known.map_or(UnitKind::of_unknown(&row.code), |r| r.kind),
            factor: row.factor,
            per: None,
            dimension: known.and_then(|r| r.dimension.as_deref().map(Into::into)),
            least: row.least,
            large: row.large.as_deref().map(Into::into),
            shared: None,
        };
        for name in row.names.iter().flat_map(|n| spell_out(n)) {
            by_name.add(lang, &name, unit.clone());
            for (prefix, spellings) in names.prefixes.iter().filter(|_| row.prefixes) {
                let prefixed = Unit {
                    code: prefixed(prefix, &row.code).into(),
                    ..unit.clone()
                };
                for spelling in spellings {
                    by_name.add(lang, &format!("{spelling}{name}"), prefixed.clone());
                }
            }
        }
    }
    for (i, row) in names.shared.iter().enumerate() {
        let unit = Unit {
            code: row.codes[0].as_str().into(),
            kind: UnitKind::Money,
            factor: row.factor,
            per: None,
            dimension: None,
            least: 0.0,
            large: None,
            shared: Some(i),
        };
        for name in row.names.iter().flat_map(|n| spell_out(n)) {
            by_name.add(lang, &name, unit.clone());
        }
    }
    (by_name, by_symbol, money)
}

/// The currencies of each shared name.
pub(super) fn load_shared(names: &NameRows) -> Vec<Shared> {
    let home = |code: &String| -> (Box<str>, Vec<Box<str>>) {
        let words = names.home.get(code).into_iter().flatten();
        (
            code.as_str().into(),
            words.map(|w| fold::fold(w).into()).collect(),
        )
    };
    let rows = names.shared.iter();
    rows.map(|row| row.codes.iter().map(home).collect())
        .collect()
}

/// UCUM writes the prefix before the first unit of a product: `kW.h`.
fn prefixed(prefix: &str, code: &str) -> String {
    let prefix = match prefix {
        "µ" | "μ" => "u",
        prefix => prefix,
    };
    format!("{prefix}{code}")
}

impl UnitKind {
    /// A currency is three capitals; all else measures.
    fn of_unknown(code: &str) -> UnitKind {
        let money = code.len() >= 3 && code.chars().all(|c| c.is_ascii_uppercase());
        match code {
            _ if money => UnitKind::Money,
            "ms" | "us" | "ns" => UnitKind::Duration,
            _ => UnitKind::Measure,
        }
    }
}

impl UnitRow {
    fn unit(&self, code: &str) -> Unit {
        Unit {
            code: code.into(),
            kind: self.kind,
            factor: self.factor,
            per: self.per.as_deref().map(Into::into),
            dimension: self.dimension.as_deref().map(Into::into),
            least: 0.0,
            large: None,
            shared: None,
        }
    }
}
