//! The table that data are read from: its header, its index and its numbers.

use super::error::{SimulationError, data};
use crate::encoding::{fraction, matrix::to_f64};
use crate::input::header::{self, Fault};
use crate::input::{Record, shorten};
use crate::wording::counted;

/// Refuses a first row of 1, 2, 3: it may number the columns. Two columns of integers are believed.
pub fn check_counted(rows: &[Record]) -> Result<(), SimulationError> {
    let Some((first, rest)) = rows.split_first() else { return Ok(()) };
    let is_measured = |cell: &str| number(cell).is_some_and(|value| value.fract() != 0.0);
    let is_suspect = || first.len() > 2 || rest.iter().any(|row| row.cells().any(is_measured));
    if rest.is_empty() || header::counts_from(first.cells()).is_none() || !is_suspect() {
        return Ok(());
    }
    Err(data(format!(
        "line {}: the first row counts the columns as a header does; say --header true, or --header false if it is a \
         sample",
        first.line
    )))
}

/// Whether the first column names or numbers the samples: it alone has no name, or it holds nothing but names.
pub fn has_index(header: Option<&Record>, rows: &[Record]) -> bool {
    let is_unnamed = header.is_some_and(|names| names.len() > 1 && names.cell(0).is_empty());
    let holds_names = || rows.iter().all(|row| row.len() > 1 && header::is_name(row.cell(0)));
    !rows.is_empty() && (is_unnamed || holds_names())
}

/// That a header names as many columns as there are, or all but the skipped one.
pub fn check_header(header: Option<&Record>, columns: usize, skipped: usize) -> Result<(), SimulationError> {
    match header.map(Record::len) {
        Some(names) if names != columns && names + skipped != columns => {
            let (names, columns) = (counted(names as u64, "column"), counted(columns as u64, "column"));
            Err(data(format!("the header names {names}, the data have {columns}; make them equal")))
        }
        _ => Ok(()),
    }
}

/// The numbers of a row of so many columns, without those skipped.
pub fn numbers(row: &Record, columns: usize, skipped: usize) -> Result<Vec<f64>, SimulationError> {
    let (line, found) = (row.line, row.len());
    if found != columns {
        let found = counted(found as u64, "column");
        return Err(data(format!("line {line} has {found}, the first has {columns}; make them equal")));
    }
    let value = |(column, cell): (usize, &str)| {
        number(cell).ok_or_else(|| {
            let why = match cell.parse::<f64>() {
                Ok(_) => "is not a finite number",
                Err(_) if cell.is_empty() && column == columns => TRAILING,
                Err(_) => why_no_number(cell),
            };
            data(format!("line {line}, column {column}: {:?} {why}", shorten(cell)))
        })
    };
    (1..).zip(row.cells()).skip(skipped).map(value).collect()
}

/// What to say of a target that is missing.
const TRAILING: &str = "is not a number: leave out the samples without a target, and what stands between cells at the ends \
                        of lines";

/// What to say of a cell that is no number.
fn why_no_number(cell: &str) -> &'static str {
    match header::fault(cell) {
        Fault::Missing => "is not a number: leave out the samples of which a number is missing",
        Fault::Unit => "is not a number: leave the unit out",
        Fault::Comma => header::COMMA,
        Fault::Spaces => {
            "is not a number: write points before decimals, or semicolons between the cells of a line"
        }
        Fault::Other => "is not a number",
    }
}

/// A finite number: integer, decimal, fraction or exponent notation.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let value = text.parse().ok().or_else(|| fraction::parse(text).ok().map(|v| to_f64(&v)));
    value.filter(|v: &f64| v.is_finite())
}
