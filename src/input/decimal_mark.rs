//! What stands before the decimals of the numbers of a table: a point, or a comma where commas do not separate cells.

use std::borrow::Cow;

use super::delimiter::Delimiter;
use super::header;
use super::record::Record;
use super::tidy::Malformed;

/// What is wrong where every number with a comma has three digits behind it.
const UNCLEAR: &str = "has a comma before three digits, as all numbers with one: they may be grouped by thousands or have \
                       three decimals; write numbers without commas and with a point before the decimals";

/// What is wrong where numbers have a decimal comma, and some have points that group thousands, or may.
const POINTS: &str = "has a point before three digits, where commas stand before decimals: if it groups thousands leave it out, \
                      else write all numbers with one mark before their decimals";

/// What is wrong where commas that separate whole numbers tear numbers apart, for all that is seen of them.
const TORN: &str = "begins with a zero among whole numbers between commas, as the decimals or thousands of a number do that a comma \
                    tears apart: put semicolons or tabs between the cells, or write numbers with a point before the decimals and \
                    without commas inside; if the commas do separate the cells, write numbers without zeros before them, or a line of names above";

/// What stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DecimalMark {
    Point,
    Comma,
}

impl DecimalMark {
    /// Commas stand there if they do not separate cells, no number has a point, and some comma stands before other than
    /// three digits. Where all stand before three they may as well group thousands, as points may beside decimal commas. Where nobody
    /// said that commas separate the cells, they must not look like those of torn numbers.
    ///
    /// # Errors
    /// [`Malformed`] where that cannot be told, and that of the rows.
    pub(super) fn of<I: Iterator<Item = Record>>(
        text: &str,
        (delimiter, is_said): (Delimiter, bool),
        records: impl FnOnce() -> Result<I, Malformed>,
    ) -> Result<Self, Malformed> {
        if delimiter == Delimiter::Comma && !is_said && text.split(',').skip(1).any(begins_with_zero) {
            return torn(records()?).map_or(Ok(Self::Point), Err);
        }
        if delimiter == Delimiter::Comma || !text.contains(',') {
            return Ok(Self::Point);
        }
        let (mut unclear, mut grouped, mut has_decimals) = (None, None, false);
        for record in records()? {
            for (column, cell) in (1..).zip(record.cells()).filter(|(_, cell)| is_number(cell)) {
                if cell.contains('.') {
                    // Dates have two points, numbers one.
                    let is_date = cell.matches('.').count() > 1 && !cell.contains(',');
                    if has_groups(cell) {
                        grouped.get_or_insert(Malformed { line: record.line, column, problem: POINTS });
                        has_decimals |= cell.contains(',');
                    } else if !is_date {
                        return Ok(Self::Point);
                    }
                    continue;
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
        match (grouped, unclear) {
            (Some(grouped), _) if has_decimals => Err(grouped),
            (Some(_), _) => Ok(Self::Point),
            (None, Some(unclear)) if !has_decimals => Err(unclear),
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

/// Whether a text begins with a zero and another digit.
fn begins_with_zero(text: &str) -> bool {
    let mut digits = text.trim_start().bytes();
    digits.next() == Some(b'0') && digits.next().is_some_and(|byte| byte.is_ascii_digit())
}

/// A cell that is the end of a number, where all numbers are whole and some begin with a zero: but for the first in a row, which no
/// comma stands before. A header that has a name for every column tells that commas separate them.
fn torn(records: impl Iterator<Item = Record>) -> Option<Malformed> {
    let (mut found, mut names) = (None, 0);
    for (number, record) in records.enumerate() {
        if number == 0 && header::is_one(record.cells()) {
            names = record.len();
            continue;
        }
        let is_named = (record.len() == names || record.len() == names + 1) && names > 1;
        let is_padded = begins_with_zero(record.cell(0));
        if is_named || is_padded {
            return None;
        }
        for (column, cell) in (1..).zip(record.cells()).filter(|(_, cell)| is_number(cell)) {
            // Dates have two points, numbers one.
            if cell.contains(',') || cell.matches('.').count() == 1 {
                return None;
            }
            if column > 1 && begins_with_zero(cell) && cell.bytes().all(|byte| byte.is_ascii_digit()) {
                found.get_or_insert(Malformed { line: record.line, column, problem: TORN });
            }
        }
    }
    found
}

/// Whether a cell has nothing but what decimal numbers have.
fn is_number(cell: &str) -> bool {
    cell.bytes().any(|b| b.is_ascii_digit())
        && cell.bytes().all(|b| b.is_ascii_digit() || b"+-,.eE".contains(&b))
}

/// `1.234`, `1.234.567` or `1.234,5`: points before three digits each, and a comma behind them, if any.
fn has_groups(cell: &str) -> bool {
    let (whole, decimals) = cell.split_once(',').unwrap_or((cell, ""));
    let mut groups = whole.trim_start_matches(['+', '-']).split('.');
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().unwrap_or_default();
    let begins = (1..=3).contains(&first.len()) && are_digits(first) && !first.starts_with('0');
    let rest: Vec<&str> = groups.collect();
    let follow = rest.iter().all(|group| group.len() == 3 && are_digits(group));
    begins && !rest.is_empty() && follow && are_digits(decimals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Records;

    #[test]
    fn commas_that_tear_numbers_apart_are_named() {
        let error = |text: &str| Records::of(text, None).err().map(|error| (error.line, error.column));
        for (text, place) in [
            ("2,415,1,008,3,100\n1,5,2,75,3,25\n", (1, 4)),
            ("12,2,415\n13,1,000\n", (2, 3)),
            ("w1,w2\n2,415,1,210\n1,000,3,100\n", (3, 2)),
            ("w1\n2,415\n1,05\n", (3, 2)),
            ("2, 415, 1, 008\n", (1, 4)),
            ("2026-01-12,2,415,1,05\n", (1, 5)),
        ] {
            assert_eq!(error(text), Some(place), "{text}");
        }
        for text in [
            "2,415,1,108\n",
            "0,10,20\n",
            "1.5,007\n2.5,008\n",
            "w1,w2\n015,007\n",
            "round,worker,time\n1,001,15\n",
            "w1,w2\n1,015,007\n",
            "0150,0203\n0077,1020\n",
            "1,\"2,05\"\n1,05\n",
            "2;05\n3;008\n",
            "1,1e-05\n",
        ] {
            assert_eq!(error(text), None, "{text}");
        }
        assert!(Records::of("2,415,1,008\n", Some(Delimiter::Comma)).is_ok(), "somebody said so");
    }

    #[test]
    fn points_beside_decimal_commas_are_named() {
        for (text, place) in [
            ("78,76;44,16\n61,66;1.234,56\n", (2, 2)),
            ("78,76;44,16\n1.234;44,16\n", (2, 1)),
            ("78,76;1.234.567\n", (1, 2)),
            ("1.234,5;2\n", (1, 1)),
        ] {
            let error = Records::of(text, None).map(|_| ()).unwrap_err();
            assert_eq!(((error.line, error.column), error.problem), (place, POINTS), "{text}");
        }
        let first = |text: &str| {
            let record = Records::of(text, None).unwrap().next().unwrap();
            record.cells().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(first("1.234;5.678\n2.5;3\n"), ["1.234", "5.678"]);
        assert_eq!(first("31.12.2024;1,5\n01.01.2025;2,5\n"), ["31.12.2024", "1.5"]);
        assert_eq!(first("0.234;1,5\n"), ["0.234", "1,5"]);
    }
}
