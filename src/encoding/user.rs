//! A user's own encoding matrix.
//!
//! CSV: one line a worker, N entries separated by commas; blank lines and lines that begin with `#`
//! are skipped. JSON: either the rows alone, `[["1", "3/7"], [0, 1]]`, or
//! `{"stragglers": 1, "rows": [...]}`. Entries are integers, fractions (`3/7`) or decimals (`0.25`, read
//! exactly); in JSON all but integers are strings, because a JSON number may have been rounded.

use std::path::Path;

use num_rational::BigRational;
use serde_json::Value;

use super::error::EncodingError;
use super::fraction;
use super::matrix::{EncodingMatrix, LARGEST_MATRIX};
use crate::input::{
    self,
    csv::{self, Record},
};

/// Reads a matrix from CSV text.
///
/// ```
/// use bcgc::encoding::user;
///
/// let matrix = user::from_csv("# one row a worker\n1, 1\n1, 1\n", 1)?;
/// assert_eq!(matrix.workers(), 2);
/// let error = user::from_csv("1,1\n1,1/0\n", 1).unwrap_err();
/// assert!(error.to_string().starts_with("row 2, column 2: \"1/0\" has a zero denominator"));
/// # Ok::<(), bcgc::encoding::EncodingError>(())
/// ```
///
/// # Errors
/// [`EncodingError::Entry`] with row, column and text, or those of [`EncodingMatrix::from_rows`].
pub fn from_csv(text: &str, stragglers: usize) -> Result<EncodingMatrix, EncodingError> {
    let records: Vec<Record> = csv::records(text).collect();
    if let Err(shape) = check_shape(&records.iter().map(Record::len).collect::<Vec<_>>()) {
        // A line of names would be one row too many: say what it is.
        if let Some(first) = records.first() {
            csv_row((0, first))?;
        }
        return Err(shape);
    }
    let rows = records.iter().enumerate().map(csv_row);
    EncodingMatrix::from_rows(rows.collect::<Result<_, _>>()?, stragglers)
}

/// Reads a matrix from JSON text. The number of stragglers may stand in the document, in the call
/// or in both if they agree.
///
/// ```
/// use bcgc::encoding::user;
///
/// let matrix = user::from_json(r#"{"stragglers": 1, "rows": [[1, "1/2"], [1, 1]]}"#, None)?;
/// assert_eq!(matrix.row_weights(), [2, 2]);
/// # Ok::<(), bcgc::encoding::EncodingError>(())
/// ```
///
/// # Errors
/// [`EncodingError::Document`], [`EncodingError::Entry`], or those of [`EncodingMatrix::from_rows`].
pub fn from_json(text: &str, stragglers: Option<usize>) -> Result<EncodingMatrix, EncodingError> {
    let document: Value = input::json(text).map_err(|error| {
        wrong("JSON", format!("{error}; expected an array of rows or an object with rows"))
    })?;
    let (rows, own) = match &document {
        Value::Object(fields) => {
            if let Some(key) = fields.keys().find(|key| *key != "rows" && *key != "stragglers") {
                return Err(wrong(key, "is not a known key; allowed are rows and stragglers".into()));
            }
            let rows = fields.get("rows").ok_or_else(|| wrong("rows", "is missing; give N rows".into()))?;
            (rows, fields.get("stragglers").map(own_stragglers).transpose()?)
        }
        other => (other, None),
    };
    let stragglers = match (own, stragglers) {
        (Some(own), Some(asked)) if own != asked => {
            let problem = format!("is {own} in the document but {asked} was asked for; make them agree");
            return Err(wrong("stragglers", problem));
        }
        (own, asked) => own.or(asked).ok_or_else(|| {
            wrong(
                "stragglers",
                "is missing; give the number of stragglers, 0..=N-1, there or in the call".into(),
            )
        })?,
    };
    EncodingMatrix::from_rows(json_rows(rows)?, stragglers)
}

/// Reads a matrix from a file whose name ends in `.json` (any case), or else from CSV.
///
/// # Errors
/// [`EncodingError::Read`], or [`EncodingError::InFile`] around what is wrong inside.
pub fn read(path: &Path, stragglers: Option<usize>) -> Result<EncodingMatrix, EncodingError> {
    let text = input::text(path).map_err(|source| EncodingError::Read { path: path.into(), source })?;
    let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let matrix = match (is_json, stragglers) {
        (true, _) => from_json(&text, stragglers),
        (false, Some(stragglers)) => from_csv(&text, stragglers),
        (false, None) => Err(wrong("stragglers", "is missing; a CSV file cannot say it, so give it".into())),
    };
    matrix.map_err(|error| error.in_file(path))
}

fn wrong(key: &str, problem: String) -> EncodingError {
    EncodingError::Document { key: key.into(), problem }
}

fn own_stragglers(value: &Value) -> Result<usize, EncodingError> {
    value
        .as_u64()
        .and_then(|s| usize::try_from(s).ok())
        .ok_or_else(|| wrong("stragglers", format!("is {value}; allowed are the integers 0..=N-1")))
}

fn csv_row((row, record): (usize, &Record)) -> Result<Vec<BigRational>, EncodingError> {
    record.cells().enumerate().map(|(j, text)| entry(row, j, text, "")).collect()
}

fn json_rows(rows: &Value) -> Result<Vec<Vec<BigRational>>, EncodingError> {
    let form = |place: String, value: &Value| wrong(&place, format!("is {}; expected an array", kind(value)));
    let rows = rows.as_array().ok_or_else(|| form("rows".into(), rows))?;
    let lists: Vec<&Vec<Value>> = rows
        .iter()
        .enumerate()
        .map(|(i, row)| row.as_array().ok_or_else(|| form(format!("row {}", i + 1), row)))
        .collect::<Result<_, _>>()?;
    check_shape(&lists.iter().map(|list| list.len()).collect::<Vec<_>>())?;
    let parse = |(i, list): (usize, &&Vec<Value>)| {
        list.iter().enumerate().map(|(j, value)| json_entry(i, j, value)).collect::<Result<Vec<_>, _>>()
    };
    lists.iter().enumerate().map(parse).collect()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn json_entry(row: usize, column: usize, value: &Value) -> Result<BigRational, EncodingError> {
    const HINT: &str = ", fractions and decimals as strings in quotes";
    match value {
        Value::String(text) => entry(row, column, text, HINT),
        Value::Number(number) if number.is_i64() || number.is_u64() => {
            entry(row, column, &number.to_string(), HINT)
        }
        other => Err(EncodingError::Entry {
            row: row + 1,
            column: column + 1,
            text: input::shorten(&other.to_string()),
            problem: if other.is_number() {
                "is not an integer and may be rounded"
            } else {
                "is not a number"
            },
            hint: HINT,
        }),
    }
}

fn entry(row: usize, column: usize, text: &str, hint: &'static str) -> Result<BigRational, EncodingError> {
    fraction::parse(text).map_err(|problem| EncodingError::Entry {
        row: row + 1,
        column: column + 1,
        text: input::shorten(text.trim()),
        problem,
        hint,
    })
}

/// Reports the shape before the entries, so that a missing comma is called just that.
fn check_shape(lengths: &[usize]) -> Result<(), EncodingError> {
    let rows = lengths.len();
    if rows == 0 {
        return Err(EncodingError::Empty);
    }
    if rows > LARGEST_MATRIX {
        return Err(EncodingError::Workers { workers: rows, most: LARGEST_MATRIX });
    }
    match lengths.iter().position(|entries| *entries != rows) {
        Some(i) => Err(EncodingError::NotSquare { row: i + 1, entries: lengths[i], rows }),
        None => Ok(()),
    }
}
