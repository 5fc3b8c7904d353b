//! The numbers of a table of times.

use super::quantity::Quantity;
use super::reading::{Missing, Reading};
use super::remedy::CellRemedy;
use super::trace_error::TraceError;
use crate::input::Malformed;
use crate::input::header::{self, Fault};
use crate::numeric::decimal;

/// How cells become times.
#[derive(Clone, Copy)]
pub(super) struct Numbers<'a> {
    pub reading: &'a Reading,
    pub quantity: Quantity,
}

impl Numbers<'_> {
    /// Whether rows that miss a cell are left out.
    pub fn drops_rows(&self) -> bool {
        self.reading.missing == Missing::DropRow
    }

    /// A time before it is scaled, none where the cell is missing and rows may miss one, or what is wrong with it and can be
    /// done about it. Only the word says that a worker never returns: a number with too many digits for a double is a mistake.
    pub fn time(&self, cell: &str) -> Result<Option<f64>, (&'static str, CellRemedy)> {
        let is_missing = header::is_missing(cell);
        if self.drops_rows() && is_missing {
            return Ok(None);
        }
        let remedy = || match header::fault(cell) {
            // Rounds of several loads belong together.
            Fault::Missing if self.quantity != Quantity::LoadTimes => CellRemedy::DropRow,
            Fault::Spaces if self.reading.delimiter.is_none() => CellRemedy::Spaces,
            _ => CellRemedy::None,
        };
        self.number(cell).map(Some).map_err(|problem| (problem, remedy()))
    }

    /// A number in the unit of the trace.
    pub fn scaled(&self, number: f64) -> f64 {
        decimal::product(number, self.reading.scale)
    }

    fn number(&self, cell: &str) -> Result<f64, &'static str> {
        match cell.parse::<f64>() {
            Err(_) => Err(why_no_time(cell)),
            Ok(x) if x.is_infinite() && cell.bytes().any(|byte| byte.is_ascii_digit()) => {
                Err("is infinite in double precision")
            }
            Ok(x) => {
                let scaled = self.scaled(x);
                if x != 0.0 && x.is_finite() && matches!(scaled.abs(), 0.0 | f64::INFINITY) {
                    return Err(
                        "is out of the range of double precision once scale has multiplied it: give another scale",
                    );
                }
                self.quantity.fault(scaled).map_or(Ok(x), Err)
            }
        }
    }
}

/// What to say of a cell that is no number.
fn why_no_time(cell: &str) -> &'static str {
    match header::fault(cell) {
        Fault::Missing => {
            "is not a number: leave out what was not measured, and write inf for a worker that never returned"
        }
        Fault::Unit => "is not a number: write all times in one unit, and leave the unit out",
        Fault::Comma => header::COMMA,
        Fault::Spaces => "is not a number: write it without a space",
        Fault::Other => "is not a number",
    }
}

/// The error of a cell that cannot be taken apart.
pub(super) fn malformed(path: &str, Malformed { line, column, problem }: Malformed) -> TraceError {
    TraceError::Malformed { file: path.to_owned(), line, column, problem }
}
