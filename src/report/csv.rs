//! CSV (RFC 4180) that spreadsheets open safely, and the Frictionless data package that describes it.

use super::columns::{Cell, Described, TABLES, Table, Type};
use super::reading::Reading;
use serde::Serialize;

/// A column that a folder's table has beside those of its layer.
pub type Extra = Described;

/// What a file begins with: without it Excel takes the text for one of Windows' old code pages.
/// Streams have none, since they are joined and cut.
pub const BOM: &[u8] = "\u{feff}".as_bytes();

/// The header line of `table`.
pub fn header(table: &dyn Table, more: &[Extra]) -> Vec<u8> {
    let names = table.columns().into_iter().chain(more.iter().copied());
    lines([names.map(|(name, ..)| name.to_owned()).collect()])
}

/// The lines of one document, without header.
pub fn rows(table: &dyn Table, reading: &Reading) -> Vec<u8> {
    lines(
        table
            .rows(reading)
            .into_iter()
            .map(|row| row.iter().map(field).collect()),
    )
}

/// The lines of one document one by one, without their ends, for a folder that adds columns.
pub fn open_rows(table: &dyn Table, reading: &Reading) -> Vec<String> {
    let rows = table.rows(reading).into_iter();
    let line = |row: Vec<Cell>| {
        let mut line = lines([row.iter().map(field).collect()]);
        line.pop();
        String::from_utf8(line).unwrap_or_default()
    };
    rows.map(line).collect()
}

/// `rows` as CSV lines, each ended by a line feed.
pub fn lines(rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Writing into memory does not fail.
        let _ = writer.write_record(&row);
    }
    writer.into_inner().unwrap_or_default()
}

/// A cell as CSV writes it.
pub fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => safe(text),
        cell => plain(cell),
    }
}

/// A cell in words and digits, for whatever is no spreadsheet.
pub fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Code(code) => code.clone(),
        Cell::Integer(value) => value.to_string(),
        Cell::Number(value) => number(*value),
        Cell::Boolean(value) => value.to_string(),
        Cell::Date(day) => day.to_string(),
    }
}

/// Text that a spreadsheet takes for text: what would begin a formula gets an apostrophe before it,
/// and so does what looks as if it had got one, so that [`cell`] leads back to every text.
pub fn safe(text: &str) -> String {
    let inner = text.trim_start_matches('\'');
    if inner.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// What a field's text was before [`safe`].
pub fn unsafed(field: &str) -> &str {
    match field.strip_prefix('\'') {
        Some(rest) if safe(rest) == field => rest,
        _ => field,
    }
}

/// The cell that [`field`] wrote; one that is none of its type is empty.
pub fn cell(kind: Type, field: &str) -> Cell {
    if field.is_empty() {
        return Cell::Empty;
    }
    match kind {
        Type::String => Cell::Text(unsafed(field).to_owned()),
        Type::Integer => field.parse().map_or(Cell::Empty, Cell::Integer),
        Type::Number => field.parse().map_or(Cell::Empty, Cell::Number),
        Type::Boolean => field.parse().map_or(Cell::Empty, Cell::Boolean),
        Type::Date => field.parse().map_or(Cell::Empty, Cell::Date),
    }
}

/// A number in full digits: no exponent, which people misread, and no `-0`.
pub fn number(value: f64) -> String {
    match value == 0.0 {
        true => "0".to_owned(),
        false => value.to_string(),
    }
}

/// `datapackage.json`: a Frictionless data package of the folder's tables. `more` are the columns
/// that the folder adds to the table of that name.
pub fn data_package(more: &[(&str, &[Extra])]) -> Vec<u8> {
    let resources = TABLES
        .into_iter()
        .map(|table| {
            let extra = more.iter().find(|(name, _)| *name == table.name());
            let extra = extra.map_or(&[][..], |(_, extra)| extra);
            Resource {
                name: table.name(),
                path: format!("{}.csv", table.name()),
                profile: "tabular-data-resource",
                description: table.about(),
                format: "csv",
                mediatype: "text/csv",
                encoding: "utf-8",
                schema: Schema {
                    fields: table
                        .columns()
                        .into_iter()
                        .chain(extra.iter().copied())
                        .map(|(name, kind, description)| Field {
                            name,
                            kind,
                            description,
                        })
                        .collect(),
                    missing_values: [""],
                },
            }
        })
        .collect();
    let package = Package {
        name: "sourcier",
        profile: "tabular-data-package",
        title: "Figures, dates, names, quotations, sources, terms and findings of a folder of documents",
        version: env!("CARGO_PKG_VERSION"),
        resources,
    };
    super::json::pretty(&package)
}

#[derive(Serialize)]
struct Package {
    name: &'static str,
    profile: &'static str,
    title: &'static str,
    version: &'static str,
    resources: Vec<Resource>,
}

#[derive(Serialize)]
struct Resource {
    name: &'static str,
    path: String,
    profile: &'static str,
    description: &'static str,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    schema: Schema,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<Field>,
    missing_values: [&'static str; 1],
}

#[derive(Serialize)]
struct Field {
    name: &'static str,
    #[serde(rename = "type")]
    kind: Type,
    description: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_formula_and_numbers_stay_numbers() {
        for (cell, written) in [
            (Cell::Text("=1+1".to_owned()), "'=1+1"),
            (Cell::Text("+33 1".to_owned()), "'+33 1"),
            (Cell::Text("@home".to_owned()), "'@home"),
            (Cell::Text("-7,5 %".to_owned()), "'-7,5 %"),
            (Cell::Text("7 - 5".to_owned()), "7 - 5"),
            (Cell::Number(-7.5), "-7.5"),
            (Cell::Number(1.4e9), "1400000000"),
            (Cell::Number(-0.0), "0"),
            (Cell::Number(1e-7), "0.0000001"),
            (Cell::Integer(-3), "-3"),
            (Cell::Code("-0044".to_owned()), "-0044"),
        ] {
            assert_eq!(field(&cell), written);
        }
    }

    #[test]
    fn fields_lead_back_to_their_cells() {
        let date = jiff::civil::date(2026, 3, 6);
        for (kind, cell) in [
            (Type::Number, Cell::Number(0.1 + 0.2)),
            (Type::Number, Cell::Number(1.5e15)),
            (Type::Integer, Cell::Integer(-3)),
            (Type::Boolean, Cell::Boolean(true)),
            (Type::Date, Cell::Date(date)),
            (Type::String, Cell::Empty),
        ] {
            assert_eq!(super::cell(kind, &field(&cell)), cell);
        }
        for text in ["-x", "'-x", "''=1", "'x", "x", "'", "\t@"] {
            let cell = Cell::Text(text.to_owned());
            assert_eq!(super::cell(Type::String, &field(&cell)), cell, "{text}");
        }
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let row = ["a,b", "say \"x\"", "two\nlines", ""].map(str::to_owned);
        let out = String::from_utf8(lines([row.to_vec()])).unwrap();
        assert_eq!(out, "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\n");
    }

    #[test]
    fn columns_have_one_name_each() {
        for table in TABLES {
            let mut names: Vec<_> = table.columns().into_iter().map(|c| c.0).collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "{}", table.name());
            assert!(table.columns().iter().all(|c| c.2.ends_with('.')));
        }
    }
}
