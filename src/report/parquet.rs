//! Parquet: the tables of [`super::columns`] with typed columns, for DuckDB, pandas, Polars, R, Spark.
//!
//! One file holds one table. Every column may be null; text is UTF-8, whole numbers are 64 bits,
//! numbers double, dates days. Columns are encoded with a dictionary and compressed with Snappy, both
//! of which every reader knows. What each column holds stands in the file's metadata (`about.COLUMN`).

use super::columns::{Cell, Described, Type};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::Result;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types;
use std::io::Write;
use std::sync::Arc;

/// Rows of a row group: enough for a dictionary to pay, few enough to hold in memory.
const GROUP: usize = 20_000;

/// A Parquet file on its way.
pub struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
    kinds: Vec<Type>,
    rows: Vec<Vec<Cell>>,
}

impl<W: Write + Send> Writer<W> {
    /// Begins the file of the table `name`.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn new(name: &str, columns: &[Described], out: W) -> Result<Writer<W>> {
        let fields = columns
            .iter()
            .map(|(name, kind, _)| field(name, *kind))
            .collect::<Result<Vec<_>>>()?;
        let schema = types::Type::group_type_builder(name)
            .with_fields(fields)
            .build()?;
        let about = columns
            .iter()
            .map(|(name, _, about)| KeyValue::new(format!("about.{name}"), (*about).to_owned()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("sourcier ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(about.collect()))
            .build();
        Ok(Writer {
            file: SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?,
            kinds: columns.iter().map(|c| c.1).collect(),
            rows: Vec::new(),
        })
    }

    /// Appends rows; each has a cell for each column.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn append(&mut self, rows: Vec<Vec<Cell>>) -> Result<()> {
        self.rows.extend(rows);
        match self.rows.len() >= GROUP {
            true => self.group(),
            false => Ok(()),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<W> {
        if !self.rows.is_empty() {
            self.group()?;
        }
        self.file.into_inner()
    }

    fn group(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.rows);
        let mut group = self.file.next_row_group()?;
        for (i, kind) in self.kinds.iter().enumerate() {
            column(&mut group, &rows, i, *kind)?;
        }
        group.close()?;
        Ok(())
    }
}

fn field(name: &str, kind: Type) -> Result<Arc<types::Type>> {
    let (physical, logical) = match kind {
        Type::String => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Type::Integer => (Physical::INT64, None),
        Type::Number => (Physical::DOUBLE, None),
        Type::Boolean => (Physical::BOOLEAN, None),
        Type::Date => (Physical::INT32, Some(LogicalType::Date)),
    };
    let field = types::Type::primitive_type_builder(name, physical)
        .with_logical_type(logical)
        .with_repetition(Repetition::OPTIONAL)
        .build()?;
    Ok(Arc::new(field))
}

fn column<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    rows: &[Vec<Cell>],
    at: usize,
    kind: Type,
) -> Result<()> {
    let Some(mut writer) = group.next_column()? else {
        return Ok(());
    };
    let cells = || rows.iter().map(|row| row.get(at).unwrap_or(&Cell::Empty));
    /// The values of the cells that have one, and the definition level of each cell.
    fn split<'a, T>(
        cells: impl Iterator<Item = &'a Cell>,
        value: impl Fn(&Cell) -> Option<T>,
    ) -> (Vec<T>, Vec<i16>) {
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        for cell in cells {
            let value = value(cell);
            levels.push(i16::from(value.is_some()));
            values.extend(value);
        }
        (values, levels)
    }
    match (writer.untyped(), kind) {
        (ColumnWriter::ByteArrayColumnWriter(out), _) => {
            let (values, levels) = split(cells(), |cell| match cell {
                Cell::Text(text) | Cell::Code(text) if !text.is_empty() => {
                    Some(ByteArray::from(text.as_str()))
                }
                _ => None,
            });
            out.write_batch(&values, Some(&levels), None)?;
        }
        (ColumnWriter::Int64ColumnWriter(out), _) => {
            let (values, levels) = split(cells(), |cell| match cell {
                Cell::Integer(value) => Some(*value),
                _ => None,
            });
            out.write_batch(&values, Some(&levels), None)?;
        }
        (ColumnWriter::DoubleColumnWriter(out), _) => {
            let (values, levels) = split(cells(), |cell| match cell {
                Cell::Number(value) => Some(*value),
                Cell::Integer(value) => Some(*value as f64),
                _ => None,
            });
            out.write_batch(&values, Some(&levels), None)?;
        }
        (ColumnWriter::BoolColumnWriter(out), _) => {
            let (values, levels) = split(cells(), |cell| match cell {
                Cell::Boolean(value) => Some(*value),
                _ => None,
            });
            out.write_batch(&values, Some(&levels), None)?;
        }
        (ColumnWriter::Int32ColumnWriter(out), _) => {
            let (values, levels) = split(cells(), |cell| match cell {
                Cell::Date(day) => days(*day),
                _ => None,
            });
            out.write_batch(&values, Some(&levels), None)?;
        }
        // The schema has no columns of other types.
        _ => {}
    }
    writer.close()
}

/// Days since 1 January 1970.
fn days(day: jiff::civil::Date) -> Option<i32> {
    const EPOCH: jiff::civil::Date = jiff::civil::date(1970, 1, 1);
    let span = EPOCH.until(day).ok()?;
    Some(span.get_days())
}
