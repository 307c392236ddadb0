//! Parquet and CSV: every cell of every table comes back as it was.

use super::each_sample;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use sourcier::report::columns::{Cell, TABLES, Type};
use sourcier::report::{csv, parquet as writer};

/// A cell as the table has it; text that is empty is no text.
fn plain(cell: Cell) -> Cell {
    match cell {
        Cell::Code(text) | Cell::Text(text) if text.is_empty() => Cell::Empty,
        Cell::Code(text) => Cell::Text(text),
        cell => cell,
    }
}

fn read(field: &Field) -> Cell {
    match field {
        Field::Null => Cell::Empty,
        Field::Str(text) => Cell::Text(text.clone()),
        Field::Long(value) => Cell::Integer(*value),
        Field::Double(value) => Cell::Number(*value),
        Field::Bool(value) => Cell::Boolean(*value),
        Field::Date(days) => {
            let epoch = jiff::civil::date(1970, 1, 1);
            Cell::Date(epoch + jiff::Span::new().days(*days))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn parquet_is_read_back_cell_by_cell() {
    for table in TABLES {
        let mut expected = Vec::new();
        let out = tempfile::tempfile().expect("a file");
        let mut file = writer::Writer::new(
            table.name(),
            &table.columns(),
            out.try_clone().expect("a file"),
        )
        .expect("a schema");
        each_sample(|_, reading| {
            let rows = table.rows(reading);
            expected.extend(
                rows.iter()
                    .map(|row| row.iter().cloned().map(plain).collect::<Vec<_>>()),
            );
            file.append(rows).expect("rows");
        });
        file.finish().expect("a file");
        let file = SerializedFileReader::new(out).expect("a Parquet file");
        let names: Vec<_> = (file.metadata().file_metadata().schema().get_fields().iter())
            .map(|f| f.name().to_owned())
            .collect();
        let told: Vec<_> = table.columns().iter().map(|c| c.0.to_owned()).collect();
        assert_eq!(names, told);
        let rows: Vec<Vec<Cell>> = (file.get_row_iter(None).expect("rows"))
            .map(|row| {
                row.expect("a row")
                    .get_column_iter()
                    .map(|(_, field)| read(field))
                    .collect()
            })
            .collect();
        assert!(rows.len() > 10, "{}", table.name());
        assert_eq!(rows, expected, "{}", table.name());
    }
}

#[test]
fn csv_is_read_back_cell_by_cell_and_holds_no_formula() {
    for table in TABLES {
        let kinds: Vec<Type> = table.columns().iter().map(|c| c.1).collect();
        each_sample(|name, reading| {
            let expected: Vec<Vec<Cell>> = (table.rows(reading).into_iter())
                .map(|row| row.into_iter().map(plain).collect())
                .collect();
            let bytes = csv::rows(table, reading);
            let mut reader = ::csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(bytes.as_slice());
            let mut rows = Vec::new();
            for row in reader.records() {
                let row = row.expect("a row");
                for (field, kind) in row.iter().zip(&kinds) {
                    let formula = field.starts_with(['=', '+', '@', '\t', '\r', '-']);
                    let number = matches!(kind, Type::Number | Type::Integer);
                    assert!(
                        !formula || number && field.parse::<f64>().is_ok(),
                        "{name}: {field}"
                    );
                }
                let cells = row.iter().zip(&kinds);
                rows.push(
                    cells
                        .map(|(field, kind)| csv::cell(*kind, field))
                        .collect::<Vec<_>>(),
                );
            }
            assert_eq!(rows, expected, "{name}: {}", table.name());
        });
    }
}
