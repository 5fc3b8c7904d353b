//! Tables of text cells, with one set of rules for traces, matrices and data.
//!
//! Cells stand between commas and are trimmed; quotes are part of a cell. Blank lines and lines that begin with `#` are
//! skipped. Whether a first line is a header and whether rows are equally long is for the caller to judge.

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'a> {
    /// Its line in the file, from 1.
    pub(crate) line: usize,
    text: &'a str,
}

impl<'a> Record<'a> {
    /// The cells in order, at least one.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.text.split(',').map(str::trim)
    }

    /// Number of cells.
    pub(crate) fn len(&self) -> usize {
        self.text.bytes().filter(|&byte| byte == b',').count() + 1
    }
}

/// The rows of a table, read one by one; nothing is copied, as a trace may have millions of them.
pub(crate) fn records(text: &str) -> impl Iterator<Item = Record<'_>> {
    // A carriage return is trimmed with the last cell.
    let lines = text.split('\n').map(str::trim).zip(1..);
    lines
        .filter(|(text, _)| !text.is_empty() && !text.starts_with('#'))
        .map(|(text, line)| Record { line, text })
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
