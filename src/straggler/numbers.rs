//! The numbers of a table of times.

use super::quantity::Quantity;
use super::reading::{Missing, Reading};
use super::trace_error::TraceError;
use crate::input::header::{self, Fault};
use crate::input::{Delimiter, Malformed, Records};

/// How cells become times.
#[derive(Clone, Copy)]
pub(super) struct Numbers<'a> {
    pub reading: &'a Reading,
    pub quantity: Quantity,
    /// Whether a comma stands before the decimals.
    pub has_commas: bool,
}

impl Numbers<'_> {
    /// Whether rows that miss a cell are left out.
    pub fn drops_rows(&self) -> bool {
        self.reading.missing == Missing::DropRow
    }

    /// A time before it is scaled, none where the cell is missing and rows may miss one, or what is wrong with it, and whether rows without such
    /// a cell can be left out. Only the word says that a worker never returns: a number with too many digits for a double
    /// is a mistake.
    pub fn time(&self, cell: &str) -> Result<Option<f64>, (&'static str, bool)> {
        let is_missing = header::is_missing(cell);
        if self.drops_rows() && is_missing {
            return Ok(None);
        }
        // Rounds of several loads belong together.
        let may_be_left_out = is_missing && self.quantity != Quantity::LoadTimes;
        self.number(cell).map(Some).map_err(|problem| (problem, may_be_left_out))
    }

    /// A number in the unit of the trace.
    pub fn scaled(&self, number: f64) -> f64 {
        number * self.reading.scale
    }

    fn number(&self, cell: &str) -> Result<f64, &'static str> {
        let number =
            if self.has_commas { cell.replacen(',', ".", 1).parse::<f64>() } else { cell.parse::<f64>() };
        match number {
            Err(_) => Err(why_no_time(cell)),
            Ok(x) if x.is_infinite() && cell.bytes().any(|byte| byte.is_ascii_digit()) => {
                Err("is infinite in double precision")
            }
            Ok(x) => self.quantity.fault(self.scaled(x)).map_or(Ok(x), Err),
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
        Fault::Other => "is not a number",
    }
}

/// Whether commas stand before the decimals: where they do not separate cells, no number has a point, and some comma
/// stands before other than three digits. Where all stand before three they may as well group thousands.
pub(super) fn has_commas(path: &str, text: &str, delimiter: Delimiter) -> Result<bool, TraceError> {
    if delimiter == Delimiter::Comma || !text.contains(',') {
        return Ok(false);
    }
    let records = Records::of(text, Some(delimiter)).map_err(|cause| malformed(path, cause))?;
    let (mut thousands, mut has_decimals) = (None, false);
    let is_number = |cell: &str| cell.bytes().all(|b| b.is_ascii_digit() || b"+-,.eE".contains(&b));
    for record in records {
        for cell in record.cells().filter(|cell| is_number(cell)) {
            if cell.contains('.') {
                return Ok(false);
            }
            let Some((whole, decimals)) = cell.split_once(',') else { continue };
            if decimals.contains(',') {
                return Ok(false);
            }
            let is_group = decimals.len() == 3 && !whole.trim_start_matches(['+', '-', '0']).is_empty();
            if is_group {
                thousands.get_or_insert((record.line, cell.to_owned()));
            } else {
                has_decimals = true;
            }
        }
    }
    if has_decimals {
        return Ok(true);
    }
    match thousands {
        Some((line, cell)) => Err(TraceError::Comma { file: path.to_owned(), line, cell }),
        None => Ok(false),
    }
}

/// The error of a cell that cannot be taken apart.
pub(super) fn malformed(path: &str, Malformed { line, column, problem }: Malformed) -> TraceError {
    TraceError::Malformed { file: path.to_owned(), line, column, problem }
}
