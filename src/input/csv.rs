//! Tables of text cells, with one set of rules for traces, matrices and data.
//!
//! Cells stand between commas and are trimmed; quotes are part of a cell. Blank lines and lines that begin with `#` are
//! skipped. Whether a first line is a header and whether rows are equally long is for the caller to judge.

use csv::{ReaderBuilder, StringRecord, Terminator, Trim};

/// One row of a table.
pub(crate) struct Record {
    /// Its line in the file, from 1.
    pub(crate) line: usize,
    cells: StringRecord,
}

impl Record {
    /// The cells in order, at least one.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter()
    }

    /// Number of cells.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Blank or a comment, however far it is indented.
    fn is_skipped(&self) -> bool {
        let first = self.cells.get(0).unwrap_or_default();
        first.starts_with('#') || (first.is_empty() && self.len() == 1)
    }
}

/// The rows of a table, read one by one.
pub(crate) fn records(text: &str) -> impl Iterator<Item = Record> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(false)
        .comment(Some(b'#'))
        .trim(Trim::All)
        // A carriage return before it is trimmed with the cell.
        .terminator(Terminator::Any(b'\n'))
        .from_reader(text.as_bytes());
    std::iter::from_fn(move || {
        let mut cells = StringRecord::new();
        // Nothing can fail: text in memory is UTF-8, and rows may have any length.
        let true = reader.read_record(&mut cells).unwrap_or(false) else { return None };
        let end = reader.position();
        let is_ended = text.as_bytes()[..end.byte() as usize].ends_with(b"\n");
        Some(Record { line: end.line() as usize - usize::from(is_ended), cells })
    })
    .filter(|record| !record.is_skipped())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
        records(text).map(|record| (record.line, record.cells().map(str::to_owned).collect())).collect()
    }

    #[test]
    fn rows_keep_the_line_they_stand_in() {
        let expected = |lines: &[usize]| {
            lines.iter().map(|line| (*line, vec!["1".to_owned(), "2".to_owned()])).collect::<Vec<_>>()
        };
        assert_eq!(rows("1,2\n1,2\n1,2"), expected(&[1, 2, 3]));
        assert_eq!(rows("\n \n# a, \"b\n1,2\n  # c\n\t\n 1 ,\t2 \n# end"), expected(&[4, 7]));
        assert_eq!(rows("1,2\r\n\r\n#\r\n1,2\r\n"), expected(&[1, 4]));
        assert_eq!(rows("\r\n\n1,2\n"), expected(&[3]));
    }

    #[test]
    fn rows_may_be_ragged_and_cells_empty() {
        let cells = |text: &str| rows(text).into_iter().map(|(_, cells)| cells).collect::<Vec<_>>();
        assert_eq!(cells("1\n2,3,\n,\n"), [vec!["1"], vec!["2", "3", ""], vec!["", ""]]);
        assert_eq!(cells("\"1\"5,\"2\r\n3,4"), [["\"1\"5", "\"2"], ["3", "4"]], "a quote heals nothing");
        assert!(cells("").is_empty() && cells("\n \r\n#").is_empty());
    }
}
