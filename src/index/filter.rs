//! Conditions on the columns of a table, as people write them, and the SQL that they come to.
//!
//! ```text
//! condition  = and { "or" and }
//! and        = not { "and" not }
//! not        = "not" not | "(" condition ")" | comparison
//! comparison = column ( "=" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~" ) value
//!            | column [ "not" ] "in" "(" value { "," value } ")"
//!            | column [ "not" ] "between" value "and" value
//!            | column "is" [ "not" ] "null"
//! value      = number | "text" | 'text' | true | false | column
//! ```
//!
//! Column names are checked against a list, operators come from this grammar, and values are bound:
//! nothing that was typed becomes SQL. `~` is "contains", whatever accents and capitals; `=` is exact.

use crate::report::columns::{Described, Type};
use rusqlite::types::Value;

/// SQL with a `?` for each of its values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Condition {
    pub sql: String,
    pub values: Vec<Value>,
}

impl Condition {
    /// Both conditions; an empty one holds always.
    pub fn and(&mut self, other: Condition) {
        match self.sql.is_empty() {
            true => *self = other,
            false => {
                self.sql = format!("({}) AND ({})", self.sql, other.sql);
                self.values.extend(other.values);
            }
        }
    }
}

/// What is wrong with a condition, and at which character it is (from 0).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub at: usize,
    pub why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// No column has this name.
    Column { given: String, known: String },
    /// A column was expected.
    NoColumn,
    /// A comparison was expected.
    NoOperator { column: String },
    /// A value was expected.
    NoValue,
    /// The column holds numbers.
    NotANumber { column: String, given: String },
    /// The column holds text, which has no bounds to search in.
    NotText { column: String },
    /// The column is true or false.
    NotABoolean { column: String, given: String },
    /// A text does not end.
    Unclosed,
    /// This sign was expected.
    Expected { sign: &'static str },
    /// Something stands behind the end.
    Behind { given: String },
    /// A sign that means nothing here.
    Sign { given: char },
    /// More brackets in one another than anybody writes.
    Deep,
}

/// The condition that `text` writes, over `columns`.
///
/// # Errors
/// The first mistake in it.
pub fn parse(text: &str, columns: &[Described]) -> Result<Condition, Mistake> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
        end: text.chars().count(),
        columns,
        values: Vec::new(),
        depth: 0,
    };
    let sql = parser.any()?;
    match parser.tokens.get(parser.at) {
        None => Ok(Condition {
            sql,
            values: parser.values,
        }),
        Some((at, token)) => Err(Mistake {
            at: *at,
            why: Why::Behind {
                given: token.shown(),
            },
        }),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// A name, or a word of the grammar.
    Word(String),
    Text(String),
    /// As written, and what it is worth.
    Number(String, f64),
    Sign(&'static str),
}

impl Token {
    fn shown(&self) -> String {
        match self {
            Token::Word(text) | Token::Text(text) | Token::Number(text, _) => text.clone(),
            Token::Sign(sign) => (*sign).to_owned(),
        }
    }
}

/// Signs, the longer ones first.
const SIGNS: [&str; 15] = [
    "==", "!=", "<>", "<=", ">=", "!~", "≤", "≥", "≠", "=", "<", ">", "~", "(", ")",
];

/// The tokens of `text`, each with its place in characters.
fn tokens(text: &str) -> Result<Vec<(usize, Token)>, Mistake> {
    let mut out = Vec::new();
    let mut rest = text;
    let mut at = 0;
    while let Some(c) = rest.chars().next() {
        let (bytes, token) = if c.is_whitespace() {
            (c.len_utf8(), None)
        } else if let Some(close) = closing(c) {
            let inside = &rest[c.len_utf8()..];
            let Some(end) = inside.find(close) else {
                return Err(Mistake {
                    at,
                    why: Why::Unclosed,
                });
            };
            let token = Token::Text(inside[..end].trim().to_owned());
            (c.len_utf8() + end + close.len_utf8(), Some(token))
        } else if let Some((len, number)) = number(rest) {
            (len, Some(Token::Number(rest[..len].to_owned(), number)))
        } else if c.is_alphabetic() || c == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
            let end = end.unwrap_or(rest.len());
            (end, Some(Token::Word(rest[..end].to_owned())))
        } else if c == ',' {
            (1, Some(Token::Sign(",")))
        } else if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            (sign.len(), Some(Token::Sign(sign)))
        } else {
            return Err(Mistake {
                at,
                why: Why::Sign { given: c },
            });
        };
        out.extend(token.map(|token| (at, token)));
        at += rest[..bytes].chars().count();
        rest = &rest[bytes..];
    }
    Ok(out)
}

/// The sign that closes a text which `open` begins.
fn closing(open: char) -> Option<char> {
    match open {
        '"' | '\'' => Some(open),
        '«' => Some('»'),
        '“' => Some('”'),
        '‘' => Some('’'),
        _ => None,
    }
}

/// A number at the start of `text`, and its length in bytes: `1e9`, `-0.5`, `1_000_000`.
fn number(text: &str) -> Option<(usize, f64)> {
    let mut len = 0;
    let mut before = ' ';
    for c in text.chars() {
        let sign = matches!(c, '-' | '+') && (len == 0 || matches!(before, 'e' | 'E'));
        if !(c.is_ascii_digit() || sign || len > 0 && matches!(c, '.' | '_' | 'e' | 'E')) {
            break;
        }
        len += c.len_utf8();
        before = c;
    }
    let digits = text[..len].contains(|c: char| c.is_ascii_digit());
    let value: f64 = text[..len].replace('_', "").parse().ok()?;
    (digits && value.is_finite()).then_some((len, value))
}

struct Parser<'a> {
    tokens: Vec<(usize, Token)>,
    at: usize,
    /// Characters of the whole.
    end: usize,
    columns: &'a [Described],
    values: Vec<Value>,
    depth: usize,
}

/// Brackets and negations in one another.
const DEPTH: usize = 40;

impl Parser<'_> {
    fn place(&self) -> usize {
        self.tokens.get(self.at).map_or(self.end, |t| t.0)
    }

    fn mistake<T>(&self, why: Why) -> Result<T, Mistake> {
        Err(Mistake {
            at: self.place(),
            why,
        })
    }

    /// Takes a word of the grammar, in any case.
    fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some((_, Token::Word(w))) if w.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }

    fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some((_, Token::Sign(s))) if *s == sign);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), Mistake> {
        match self.sign(sign) {
            true => Ok(()),
            false => self.mistake(Why::Expected { sign }),
        }
    }

    fn any(&mut self) -> Result<String, Mistake> {
        let mut sql = self.all()?;
        while self.word("or") {
            sql = format!("({sql} OR {})", self.all()?);
        }
        Ok(sql)
    }

    fn all(&mut self) -> Result<String, Mistake> {
        let mut sql = self.one()?;
        while self.word("and") {
            sql = format!("({sql} AND {})", self.one()?);
        }
        Ok(sql)
    }

    fn one(&mut self) -> Result<String, Mistake> {
        if self.depth > DEPTH {
            return self.mistake(Why::Deep);
        }
        self.depth += 1;
        let sql = if self.word("not") {
            // What is not known is not so.
            format!("NOT ifnull({}, 0)", self.one()?)
        } else if self.sign("(") {
            let inner = self.any()?;
            self.expect(")")?;
            inner
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(sql)
    }

    fn column(&mut self) -> Result<(&'static str, Type), Mistake> {
        let Some((_, Token::Word(given))) = self.tokens.get(self.at) else {
            return self.mistake(Why::NoColumn);
        };
        let found = self
            .columns
            .iter()
            .find(|c| c.0.eq_ignore_ascii_case(given));
        match found {
            Some(column) => {
                self.at += 1;
                Ok((column.0, column.1))
            }
            None => self.mistake(Why::Column {
                given: given.clone(),
                known: self
                    .columns
                    .iter()
                    .map(|c| c.0)
                    .collect::<Vec<_>>()
                    .join(", "),
            }),
        }
    }

    fn comparison(&mut self) -> Result<String, Mistake> {
        let (name, kind) = self.column()?;
        let quoted = format!("\"{name}\"");
        if self.word("is") {
            let not = self.word("not");
            return match self.word("null") {
                true => Ok(format!("{quoted} IS {}NULL", if not { "NOT " } else { "" })),
                false => self.mistake(Why::Expected { sign: "null" }),
            };
        }
        let not = self.word("not");
        let prefix = if not { "NOT " } else { "" };
        if self.word("in") {
            self.expect("(")?;
            let mut values = vec![self.value(name, kind)?];
            while self.sign(",") {
                values.push(self.value(name, kind)?);
            }
            self.expect(")")?;
            return Ok(format!("{quoted} {prefix}IN ({})", values.join(", ")));
        }
        if self.word("between") {
            let low = self.value(name, kind)?;
            if !self.word("and") {
                return self.mistake(Why::Expected { sign: "and" });
            }
            let high = self.value(name, kind)?;
            return Ok(format!("{quoted} {prefix}BETWEEN {low} AND {high}"));
        }
        let sign = match self.tokens.get(self.at) {
            Some((_, Token::Sign(sign))) if !not => *sign,
            _ => return self.no_operator(name),
        };
        let operator = match sign {
            "=" | "==" => "IS",
            "!=" | "<>" | "≠" => "IS NOT",
            "≤" | "<=" => "<=",
            "≥" | ">=" => ">=",
            "<" | ">" => sign,
            "~" | "!~" => {
                if kind != Type::String {
                    let column = name.to_owned();
                    return self.mistake(Why::NotText { column });
                }
                self.at += 1;
                let value = self.value(name, kind)?;
                let found = if sign == "~" { "> 0" } else { "= 0" };
                return Ok(format!(
                    "ifnull(instr(folded({quoted}), folded({value})), 0) {found}"
                ));
            }
            _ => return self.no_operator(name),
        };
        self.at += 1;
        let value = self.value(name, kind)?;
        Ok(format!("{quoted} {operator} {value}"))
    }

    fn no_operator<T>(&self, column: &str) -> Result<T, Mistake> {
        self.mistake(Why::NoOperator {
            column: column.to_owned(),
        })
    }

    /// A value for a column of `kind`: a `?`, or another column.
    fn value(&mut self, column: &str, kind: Type) -> Result<String, Mistake> {
        let token = match self.tokens.get(self.at) {
            Some((_, token @ (Token::Word(_) | Token::Text(_) | Token::Number(..)))) => {
                token.clone()
            }
            _ => return self.mistake(Why::NoValue),
        };
        if let Token::Word(word) = &token {
            let other = self.columns.iter().find(|c| c.0.eq_ignore_ascii_case(word));
            if let Some((name, other, _)) = other
                && numeric(*other) == numeric(kind)
            {
                self.at += 1;
                return Ok(format!("\"{name}\""));
            }
        }
        let given = token.shown();
        let column = column.to_owned();
        let value = match (kind, token) {
            (Type::Number | Type::Integer, Token::Number(_, value)) => Value::Real(value),
            (Type::Number | Type::Integer, _) => {
                return self.mistake(Why::NotANumber { column, given });
            }
            (Type::Boolean, Token::Word(word)) if word.eq_ignore_ascii_case("true") => {
                Value::Integer(1)
            }
            (Type::Boolean, Token::Word(word)) if word.eq_ignore_ascii_case("false") => {
                Value::Integer(0)
            }
            (Type::Boolean, _) => return self.mistake(Why::NotABoolean { column, given }),
            // `unit = USD` needs no quotes, which a shell would take away.
            (Type::String | Type::Date, _) => Value::Text(given),
        };
        self.at += 1;
        self.values.push(value);
        Ok("?".to_owned())
    }
}

fn numeric(kind: Type) -> bool {
    matches!(kind, Type::Number | Type::Integer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Described] = &[
        ("unit", Type::String, ""),
        ("value", Type::Number, ""),
        ("max", Type::Number, ""),
        ("of", Type::String, ""),
        ("relative", Type::Boolean, ""),
        ("earliest", Type::Date, ""),
    ];

    #[test]
    fn conditions_become_sql_with_bound_values() {
        let text = |t: &str| Value::Text(t.to_owned());
        for (written, sql, values) in [
            (
                "unit = \"USD\" and value > 1e9",
                "(\"unit\" IS ? AND \"value\" > ?)",
                vec![text("USD"), Value::Real(1e9)],
            ),
            ("unit=USD", "\"unit\" IS ?", vec![text("USD")]),
            (
                "unit in ('km', «\u{a0}t\u{a0}») or not (max is null)",
                "(\"unit\" IN (?, ?) OR NOT ifnull(\"max\" IS NULL, 0))",
                vec![text("km"), text("t")],
            ),
            (
                "value not between -1 and 1_000",
                "\"value\" NOT BETWEEN ? AND ?",
                vec![Value::Real(-1.0), Value::Real(1000.0)],
            ),
            ("value <= MAX", "\"value\" <= \"max\"", vec![]),
            (
                "of ~ 'prêt' AND relative = true",
                "(ifnull(instr(folded(\"of\"), folded(?)), 0) > 0 AND \"relative\" IS ?)",
                vec![text("prêt"), Value::Integer(1)],
            ),
            ("earliest >= 2024", "\"earliest\" >= ?", vec![text("2024")]),
        ] {
            let expected = Condition {
                sql: sql.to_owned(),
                values,
            };
            assert_eq!(parse(written, COLUMNS), Ok(expected), "{written}");
        }
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        let at = |written: &str| match parse(written, COLUMNS) {
            Err(Mistake { at, why }) => (at, why),
            Ok(condition) => panic!("{written}: {condition:?}"),
        };
        assert_eq!(at("").1, Why::NoColumn);
        assert_eq!(at("unt = 1").0, 0);
        assert!(matches!(
            at("value > 1 and unt = 1"),
            (14, Why::Column { .. })
        ));
        assert!(matches!(at("value > 'é"), (8, Why::Unclosed)));
        assert!(matches!(at("value > abc"), (8, Why::NotANumber { .. })));
        assert!(matches!(at("value >"), (7, Why::NoValue)));
        assert!(matches!(at("value 3"), (6, Why::NoOperator { .. })));
        assert!(matches!(
            at("unit = 'a'; drop table figures"),
            (10, Why::Sign { given: ';' })
        ));
        assert!(matches!(
            at("unit = 'a' unit = 'b'"),
            (11, Why::Behind { .. })
        ));
        assert!(matches!(
            at("(unit = 'a'"),
            (11, Why::Expected { sign: ")" })
        ));
        assert!(matches!(at("value ~ 3"), (6, Why::NotText { .. })));
        assert!(matches!(at("relative = 3"), (11, Why::NotABoolean { .. })));
        assert!(matches!(at(&"(".repeat(100)), (_, Why::Deep)));
        assert!(matches!(at(&"not ".repeat(100)), (_, Why::Deep)));
    }
}
