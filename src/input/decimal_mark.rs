//! What stands before the decimals of the numbers of a table: a point, or a comma where commas do not separate cells.

use std::borrow::Cow;

use super::delimiter::Delimiter;
use super::record::Record;
use super::tidy::Malformed;

/// What is wrong where every number with a comma has three digits behind it.
const UNCLEAR: &str = "has a comma before three digits, as all numbers with one: they may be grouped by thousands or have \
                       three decimals; write numbers without commas and with a point before the decimals";

/// What is wrong where numbers have a decimal comma, and some have points that group thousands, or may.
const POINTS: &str = "has a point before three digits, where commas stand before decimals: if it groups thousands leave it out, \
                      else write all numbers with one mark before their decimals";

/// What stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DecimalMark {
    Point,
    Comma,
}

impl DecimalMark {
    /// Commas stand there if they do not separate cells, no number has a point, and some comma stands before other than
    /// three digits. Where all stand before three they may as well group thousands, as points may beside decimal commas.
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
