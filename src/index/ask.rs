//! Conditions → the rows of a layer across all documents.

use super::Index;
use super::filter::{self, Condition, Mistake};
use super::write::{days, name_key};
use crate::error::Error;
use crate::report::columns::{Cell, Described, Table, Type};
use rusqlite::params_from_iter;
use rusqlite::types::{Value, ValueRef};

/// Columns that the index has beside those of the layer.
pub const CONTEXT: [Described; 6] = [
    ("section", Type::String, "Title of the section."),
    ("sentence", Type::String, "The sentence that it stands in."),
    (
        "page",
        Type::Integer,
        "Page of the document, from 1, where it has pages.",
    ),
    ("document_title", Type::String, "Title of the document."),
    (
        "document_date",
        Type::String,
        "Date of the document (EDTF).",
    ),
    (
        "path",
        Type::String,
        "Path of the document below the folder that was indexed.",
    ),
];

/// The columns of `table` in the index: its own, and those around it.
pub fn columns(table: &dyn Table) -> Vec<Described> {
    let mut out = table.columns();
    for column in CONTEXT {
        if out.iter().all(|own| own.0 != column.0) {
            out.push(column);
        }
    }
    out
}

/// What narrows documents and sentences down, in every question.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Sentences that name this person, organisation, place …
    pub entity: Option<String>,
    /// Sentences with a figure in this unit.
    pub unit: Option<String>,
    /// Documents dated so or later, and so or earlier: a year, month or day.
    pub from: Option<String>,
    pub to: Option<String>,
    /// Sentences that credit this name or work.
    pub source: Option<String>,
}

impl Scope {
    /// Whether it narrows nothing down.
    pub fn is_empty(&self) -> bool {
        let all = [&self.entity, &self.unit, &self.from, &self.to, &self.source];
        all.into_iter().all(Option::is_none)
    }

    /// The condition on a sentence and its document; `sentence` and `document` are the columns that
    /// name them. Each sentence is looked at where `each` is set, which is best for few; otherwise all
    /// that fit are gathered first.
    pub(super) fn condition(&self, sentence: &str, document: &str, each: bool) -> Condition {
        let mut all = Condition::default();
        let mut add = |sql: String, values: Vec<Value>| all.and(Condition { sql, values });
        let mut fits = |from: &str, key: &str, fits: &str, value: String| {
            let sql = match each {
                true => {
                    format!("EXISTS (SELECT 1 FROM {from} WHERE {key} = {sentence} AND {fits} = ?)")
                }
                false => format!("{sentence} IN (SELECT {key} FROM {from} WHERE {fits} = ?)"),
            };
            add(sql, vec![value.into()]);
        };
        if let Some(entity) = &self.entity {
            let from = "mentions m JOIN names n USING (entity)";
            fits(from, "m.sentence", "n.name", name_key(entity));
        }
        if let Some(unit) = &self.unit {
            fits("figures f", "f.sentence", "f.unit", unit.clone());
        }
        if let Some(source) = &self.source {
            fits("credits c", "c.sentence", "c.credit", name_key(source));
        }
        let first = self.from.as_deref().and_then(days).map(|days| days.0);
        let last = self.to.as_deref().and_then(days).map(|days| days.1);
        for (column, sign, day) in [("last_day", ">=", first), ("first_day", "<=", last)] {
            if let Some(day) = day {
                let sql = format!(
                    "{document} IN (SELECT d.document FROM documents d WHERE d.{column} {sign} ?)"
                );
                add(sql, vec![day.into()]);
            }
        }
        all
    }
}

/// Why a question has no answer.
#[derive(Debug)]
pub enum Refused {
    /// The condition cannot be read.
    Mistake(Mistake),
    Error(Error),
}

impl From<Error> for Refused {
    fn from(e: Error) -> Refused {
        Refused::Error(e)
    }
}

impl Index {
    /// Hands on each row of `table` for which the condition `where_` holds, in the order of the
    /// documents' identifiers and of their texts; at most `limit`. Cells are those of [`columns`].
    ///
    /// # Errors
    /// When the condition cannot be read, or the database; and what `each` returns.
    pub fn rows(
        &self,
        table: &dyn Table,
        where_: Option<&str>,
        scope: &Scope,
        limit: Option<usize>,
        each: &mut dyn FnMut(Vec<Cell>) -> Result<(), Error>,
    ) -> Result<(), Refused> {
        let columns = columns(table);
        let mut condition = match where_ {
            Some(text) => filter::parse(text, &columns).map_err(Refused::Mistake)?,
            None => Condition::default(),
        };
        let name = table.name();
        // A unit is the figures' own, where figures are asked for.
        let own = (name == "figures")
            .then_some(&scope.unit)
            .and_then(Option::as_ref);
        if let Some(unit) = own {
            condition.and(Condition {
                sql: "unit = ?".to_owned(),
                values: vec![unit.clone().into()],
            });
        }
        let scope = Scope {
            unit: scope.unit.clone().filter(|_| own.is_none()),
            ..scope.clone()
        };
        let scoped = scope.condition("t.sentence", "t.document", false);
        if !scoped.sql.is_empty() {
            let sql = format!(
                "(document, id) IN (SELECT d.id, t.id FROM {name} t JOIN documents d USING (document) WHERE {})",
                scoped.sql
            );
            condition.and(Condition {
                sql,
                values: scoped.values,
            });
        }
        let names: Vec<String> = columns.iter().map(|c| format!("\"{}\"", c.0)).collect();
        let mut sql = format!("SELECT {} FROM {name}_in_context", names.join(", "));
        if !condition.sql.is_empty() {
            sql.push_str(&format!(" WHERE {}", condition.sql));
        }
        sql.push_str(" ORDER BY document, start");
        if let Some(limit) = limit {
            sql.push_str(&format!(" LIMIT {limit}"));
        }
        let failed = |e| self.failed(e);
        let mut query = self.db.prepare(&sql).map_err(failed)?;
        let mut rows = query
            .query(params_from_iter(&condition.values))
            .map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let cells = columns.iter().enumerate().map(|(i, (_, kind, _))| {
                let value = row.get_ref(i).unwrap_or(ValueRef::Null);
                cell(*kind, value)
            });
            each(cells.collect())?;
        }
        Ok(())
    }
}

fn cell(kind: Type, value: ValueRef) -> Cell {
    match (kind, value) {
        (_, ValueRef::Null | ValueRef::Blob(_)) => Cell::Empty,
        (Type::Boolean, ValueRef::Integer(value)) => Cell::Boolean(value != 0),
        (_, ValueRef::Integer(value)) => Cell::Integer(value),
        (_, ValueRef::Real(value)) => Cell::Number(value),
        (kind, ValueRef::Text(text)) => {
            let text = String::from_utf8_lossy(text);
            match kind {
                Type::Date => text.parse().map_or(Cell::Empty, Cell::Date),
                _ => Cell::Text(text.into_owned()),
            }
        }
    }
}
