//! Where the numbers of a table stand: behind a line of names, behind a column of names, or everywhere.
//!
//! Names are told from numbers, and numbers are never taken for names without being asked: where 1, 2, 3 may count the
//! columns or be one of the rows, the table is refused until somebody says which.

use super::error::EncodingError;
use crate::input::header::{self, is_name};
use crate::input::{Delimiter, Malformed, Presence, Record, Records, left_out};
use crate::wording::counted;

/// How the table of a matrix is laid out.
///
/// ```
/// use bcgc::encoding::user::{self, Layout};
///
/// // The header is told from the numbers, and so is the delimiter.
/// let matrix = user::from_table("a;b;c\n1;1/2;0\n0;1;-1\n1;0;1/2\n", 1, &Layout::default())?;
/// assert_eq!(matrix.row_f64(1), [1.0, 0.5, 0.0]);
/// # Ok::<(), bcgc::encoding::EncodingError>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Layout {
    /// What stands between the cells; nothing for what the text suggests.
    pub delimiter: Option<Delimiter>,
    /// Whether the first line holds names of the columns.
    pub header: Presence,
    /// Whether the first column holds names or numbers of the workers.
    pub index: Presence,
}

impl Layout {
    /// With a delimiter.
    #[must_use]
    pub fn with_delimiter(self, delimiter: Delimiter) -> Self {
        Self { delimiter: Some(delimiter), ..self }
    }

    /// With or without a line of names.
    #[must_use]
    pub fn with_header(self, header: Presence) -> Self {
        Self { header, ..self }
    }

    /// With or without a column of names.
    #[must_use]
    pub fn with_index(self, index: Presence) -> Self {
        Self { index, ..self }
    }
}

/// The lines of a table that hold entries.
#[derive(Debug)]
pub(crate) struct Entries {
    /// The lines, cells of an index included.
    pub(crate) lines: Vec<Record>,
    /// How many cells of each line come before its entries, 0 or 1.
    pub(crate) skipped: usize,
    /// Whether the first line could not be a header although nobody denied one.
    pub(crate) headless: bool,
    /// What was taken for names, in words.
    pub(crate) left_out: Option<String>,
}

/// Finds the entries of a table.
///
/// # Errors
/// [`EncodingError::InLine`] around [`EncodingError::Document`] for quotes out of place, a header of another length, an index
/// that repeats itself, and numbers that may be either.
pub(crate) fn entries(text: &str, layout: &Layout) -> Result<Entries, EncodingError> {
    let malformed = |Malformed { line, column, problem }| {
        EncodingError::document(&format!("column {column}"), String::from(problem)).in_line(line)
    };
    let mut lines: Vec<Record> = Records::of(text, layout.delimiter).map_err(malformed)?.collect();
    let header = match layout.header {
        Presence::Absent => None,
        Presence::Present => take_first(&mut lines),
        Presence::Auto if lines.first().is_some_and(is_header) => take_first(&mut lines),
        Presence::Auto => None,
    };
    let skipped = usize::from(has_index(&lines, layout.index, header.as_ref())?);
    match &header {
        Some(header) => check_header(header, &lines, skipped)?,
        None if layout.header == Presence::Auto => check_counted(&lines, skipped)?,
        None => {}
    }
    let headless = header.is_none() && layout.header == Presence::Auto;
    Ok(Entries { headless, left_out: left_out(header.as_ref(), &lines, skipped), lines, skipped })
}

/// Names, or an empty corner above an index and numbers that count the columns.
fn is_header(first: &Record) -> bool {
    let counts = || header::counts_from(first.cells().skip(1)).is_some();
    header::is_one(first.cells()) || (first.len() > 2 && first.cell(0).is_empty() && counts())
}

fn take_first(lines: &mut Vec<Record>) -> Option<Record> {
    (!lines.is_empty()).then(|| lines.remove(0))
}

/// Whether the first column is an index: names are, and numbers if that is said.
fn has_index(lines: &[Record], said: Presence, header: Option<&Record>) -> Result<bool, EncodingError> {
    let column: Vec<&str> = lines.iter().map(|line| line.cell(0)).collect();
    let columns = lines.first().map_or(0, |line| line.len());
    match said {
        Presence::Absent => Ok(false),
        Presence::Present => {
            let repeated = (1..column.len()).find(|i| column[..*i].contains(&column[*i]));
            match repeated.and_then(|i| Some((lines.get(i)?.line, column[i]))) {
                Some((line, cell)) => Err(EncodingError::document(
                    "index",
                    format!("{:?} stands twice in the first column, which therefore does not number the workers; \
                             leave --index out", crate::input::shorten(cell)),
                )
                .in_line(line)),
                None => Ok(true),
            }
        }
        Presence::Auto if columns < 2 || column.is_empty() => Ok(false),
        // Only a column without entries has no name.
        Presence::Auto if header.is_some_and(|header| header.cell(0).is_empty()) => Ok(true),
        Presence::Auto if column.iter().all(|cell| is_name(cell)) => Ok(true),
        Presence::Auto if counts(&column) && (header.is_some() || columns != lines.len()) => Err(EncodingError::document(
            "index",
            format!(
                "the first column is {}, which may number the workers or be entries; say --index true or --index false",
                ends(&column)
            ),
        )
        .in_line(lines.first().map_or(1, |line| line.line))),
        Presence::Auto => Ok(false),
    }
}

/// Refuses a first row of 1, 2, 3 in a table that is not square: it may number the columns.
fn check_counted(lines: &[Record], skipped: usize) -> Result<(), EncodingError> {
    let Some(first) = lines.first() else { return Ok(()) };
    let cells: Vec<&str> = first.cells().skip(skipped).collect();
    if lines.len() == cells.len() || lines.len() < 2 || !counts(&cells) {
        return Ok(());
    }
    let problem = format!(
        "the first row is {}, which may number the subsets or be entries; say --header true or --header false",
        ends(&cells)
    );
    Err(EncodingError::document("header", problem).in_line(first.line))
}

/// A header has a name a column; that of the index may be missing.
fn check_header(header: &Record, lines: &[Record], skipped: usize) -> Result<(), EncodingError> {
    let columns = lines.first().map_or(header.len(), |line| line.len());
    let names = header.len();
    if names == columns || names + skipped == columns {
        return Ok(());
    }
    let remedy =
        if names + 1 == columns { ", or say --index true if the first column is no subset" } else { "" };
    let (named, columns) = (counted(names as u64, "column"), counted(columns as u64, "column"));
    let problem = format!("names {named}, the rows have {columns}; make them equal{remedy}");
    Err(EncodingError::document("header", problem).in_line(header.line))
}

/// Whether the cells are 1, 2, 3 and so on, or begin with 0; at least two.
fn counts(cells: &[&str]) -> bool {
    header::counts_from(cells.iter().copied()).is_some()
}

fn ends(cells: &[&str]) -> String {
    match (cells.first(), cells.get(1), cells.last()) {
        _ if cells.len() <= 3 => cells.join(", "),
        (Some(first), Some(second), Some(last)) => format!("{first}, {second}, ..., {last}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Result<(usize, usize), String> {
        let found = entries(text, &Layout::default());
        found.map(|e| (e.lines.len(), e.skipped)).map_err(|e| e.to_string())
    }

    #[test]
    fn names_are_not_entries_and_numbers_are() {
        assert_eq!(found("a,b\n1,2\n3,4"), Ok((2, 0)));
        assert_eq!(found("a,b\nw1,1,2\nw2,3,4"), Ok((2, 1)));
        assert_eq!(found(",a,b\nw1,1,2\nw2,3,4"), Ok((2, 1)));
        assert_eq!(found("w1,1,2\nw2,3,4"), Ok((2, 1)));
        assert_eq!(found(",0,1\n0,1,2\n1,3,4"), Ok((2, 1)), "as pandas writes it");
        // A row of what is missing, or of numbers with a unit, is a row.
        for text in [
            "NaN,NA\n1,2",
            "inf,inf\n1,2",
            "30ms,1\n1,2",
            "1,2\n3,4",
            "0,1\n1,0",
            "x,1\n1,2",
            "1e400,-.5\n1,1",
        ] {
            assert_eq!(found(text), Ok((2, 0)), "{text}");
        }
    }

    #[test]
    fn numbers_that_may_be_names_are_refused() {
        for text in ["1,2\n1,1\n1,1", "0,1,2\n1,0,1", "1,1,0,1\n2,0,1,1", "w,a,b\n1,1,1\n2,1,1\n3,1,1"] {
            let error = found(text).unwrap_err();
            assert!(
                error.contains("say --header true or") || error.contains("say --index true or"),
                "{error}"
            );
        }
        assert!(found("a,b\n1,2,3\n1,1,1").unwrap_err().contains("--index true"));
        assert!(found("1,2,3\n1,0,1").unwrap_err().contains("the first row is 1, 2, 3, which"));
        assert!(found("1,2,3,4\n1,0,1,0").unwrap_err().contains("the first row is 1, 2, ..., 4, which"));
    }
}
