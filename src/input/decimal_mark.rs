//! What stands before the decimals of the numbers of a table: a point, or a comma where commas do not separate cells.

use std::borrow::Cow;

use super::delimiter::Delimiter;
use super::record::Record;
use super::tidy::Malformed;

/// What is wrong where every number with a comma has three digits behind it.
const UNCLEAR: &str = "has a comma before three digits, as all numbers with one: they may be grouped by thousands or have \
                       three decimals; write numbers without commas and with a point before the decimals";

/// What stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DecimalMark {
    Point,
    Comma,
}

impl DecimalMark {
    /// Commas stand there if they do not separate cells, no number has a point, and some comma stands before other than
    /// three digits. Where all stand before three they may as well group thousands.
    ///
    /// # Errors
    /// [`Malformed`] where that cannot be told, and that of the rows.
    pub(super) fn of<I: Iterator<Item = Record>>(
        text: &str,
        delimiter: Delimiter,
        records: impl FnOnce() -> Result<I, Malformed>,
    ) -> Result<Self, Malformed> {
        if delimiter == Delimiter::Comma || !text.contains(',') {
            return Ok(Self::Point);
        }
        let (mut unclear, mut has_decimals) = (None, false);
        for record in records()? {
            for (column, cell) in (1..).zip(record.cells()).filter(|(_, cell)| is_number(cell)) {
                if cell.contains('.') {
                    return Ok(Self::Point);
                }
                let Some((whole, decimals)) = cell.split_once(',') else { continue };
                if decimals.contains(',') {
                    return Ok(Self::Point);
                }
                let is_group = decimals.len() == 3 && !whole.trim_start_matches(['+', '-', '0']).is_empty();
                if is_group {
                    unclear.get_or_insert(Malformed { line: record.line, column, problem: UNCLEAR });
                } else {
                    has_decimals = true;
                }
            }
        }
        match unclear {
            Some(unclear) if !has_decimals => Err(unclear),
            _ if has_decimals => Ok(Self::Comma),
            _ => Ok(Self::Point),
        }
    }

    /// A cell, with a point before its decimals if it is a number.
    pub(super) fn pointed(self, cell: &str) -> Cow<'_, str> {
        match self == Self::Comma && cell.contains(',') && is_number(cell) {
            true => cell.replacen(',', ".", 1).into(),
            false => cell.into(),
        }
    }
}

/// Whether a cell has nothing but what decimal numbers have.
fn is_number(cell: &str) -> bool {
    cell.bytes().any(|b| b.is_ascii_digit())
        && cell.bytes().all(|b| b.is_ascii_digit() || b"+-,.eE".contains(&b))
}
