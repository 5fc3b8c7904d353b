//! One row of a table of text cells.

use csv::StringRecord;

/// Longest row that is repeated, in characters.
const LONGEST: usize = 60;

/// One row of a table.
#[derive(Debug)]
pub(crate) struct Record {
    /// Its line in the file, from 1.
    pub(crate) line: usize,
    pub(super) cells: StringRecord,
}

impl Record {
    /// The cells in order, at least one.
    pub(crate) fn cells(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        (0..self.len()).map(|column| self.cell(column))
    }

    /// The cell of a column from 0, empty behind the last.
    pub(crate) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default()
    }

    /// Number of cells.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The row on one line, shortened and unable to move a terminal's cursor.
    pub(crate) fn shown(&self) -> String {
        let text = self.cells().collect::<Vec<_>>().join(", ");
        let short: String =
            text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
        if short.len() < text.len() { format!("{short}...") } else { short }
    }

    /// Blank or a comment, however far it is indented.
    pub(super) fn is_skipped(&self) -> bool {
        self.cell(0).starts_with('#') || (self.cell(0).is_empty() && self.len() == 1)
    }
}
