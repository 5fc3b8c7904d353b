//! A user's own encoding matrix.
//!
//! A table has one line a worker and one cell a subset: CSV, or with semicolons, tabs or spaces; cells may be quoted,
//! a line or a column of names is left out ([`Layout`]). Blank lines and lines that begin with `#` are skipped.
//!
//! JSON: the rows alone, `[["1", "3/7"], [0, 1.5]]`, or `{"stragglers": 1, "rows": [...]}`, or what
//! `bcgc code --format json` writes, or a block of a [scheme](super::document), named by its stragglers.
//!
//! Entries are integers, fractions (`3/7`) or decimals (`0.25`), read exactly, digit by digit; in JSON they may be
//! numbers or strings.

use std::path::Path;

use super::effort;
use super::error::EncodingError;
use super::fraction::entry;
pub use super::layout::Layout;
use super::layout::{self, Entries};
use super::matrix::{self, EncodingMatrix};
use super::user_json;
use crate::input::header::{self, Fault};
use crate::input::{self, Record};

/// Reads a matrix from a table, which may say how it is laid out by its own cells.
///
/// ```
/// use bcgc::encoding::user;
///
/// let matrix = user::from_csv("# one row a worker\n1, 1\n1, 1\n", 1)?;
/// assert_eq!(matrix.workers(), 2);
/// let error = user::from_csv("1,1\n1,1/0\n", 1).unwrap_err();
/// assert!(error.to_string().starts_with("line 2: row 2, column 2: \"1/0\" has a zero denominator"));
/// # Ok::<(), bcgc::encoding::EncodingError>(())
/// ```
///
/// # Errors
/// As [`from_table`].
pub fn from_csv(text: &str, stragglers: usize) -> Result<EncodingMatrix, EncodingError> {
    from_table(text, stragglers, &Layout::default())
}

/// Reads a matrix from a table of a layout.
///
/// # Errors
/// [`EncodingError::InLine`] around [`EncodingError::Entry`], with row, column and text, or around what is wrong with the layout;
/// those of [`EncodingMatrix::from_rows`].
pub fn from_table(text: &str, stragglers: usize, layout: &Layout) -> Result<EncodingMatrix, EncodingError> {
    let Entries { lines, skipped, headless, left_out } = layout::entries(text, layout)?;
    let number = |row: usize| row.checked_sub(1).and_then(|i| lines.get(i)).map(|line| line.line);
    let placed = |error: EncodingError| match error.row().and_then(number) {
        Some(line) => error.in_line(line),
        None => error,
    };
    let width = |cells: usize| cells.saturating_sub(skipped);
    // The shape before the entries, so that a missing comma is called just that.
    matrix::check_shape(lines.iter().map(|line| width(line.len()))).map_err(placed)?;
    let row = |(i, line): (usize, &Record)| {
        let hint = |(j, cell): (usize, &str)| match headless && i == 0 {
            _ if cell.is_empty() && j + 1 == line.len() => TRAILING,
            _ if layout.delimiter.is_none() && header::fault(cell) == Fault::Spaces => SPACES,
            true => ", or names all along the first line",
            false => "",
        };
        let read = |(j, cell)| entry(i + 1, j + 1, cell, hint((j, cell))).map_err(placed);
        line.cells().enumerate().skip(skipped).map(read).collect::<Result<Vec<_>, _>>()
    };
    let rows = lines.iter().enumerate().map(row).collect::<Result<_, _>>()?;
    let matrix = EncodingMatrix::from_rows(rows, stragglers).and_then(effort::check).map_err(placed)?;
    Ok(matrix.without(left_out))
}

/// What to say of a last cell that is empty.
const TRAILING: &str = "; where lines end in what stands between cells, take it away";
/// What to say of a cell with several numbers.
const SPACES: &str = "; say --delimiter space if spaces stand between the cells";

/// Reads a matrix from JSON text. The number of stragglers may stand in the document, in the call
/// or in both if they agree; of a scheme, it names the block.
///
/// ```
/// use bcgc::encoding::user;
///
/// let matrix = user::from_json(r#"{"stragglers": 1, "rows": [[1, "1/2"], [1, 0.25]]}"#, None)?;
/// assert_eq!(matrix.row_weights(), [2, 2]);
/// # Ok::<(), bcgc::encoding::EncodingError>(())
/// ```
///
/// # Errors
/// [`EncodingError::Document`], [`EncodingError::Entry`], or those of [`EncodingMatrix::from_rows`].
pub fn from_json(text: &str, stragglers: Option<usize>) -> Result<EncodingMatrix, EncodingError> {
    user_json::matrix(text, stragglers)
}

/// Reads a matrix from a file: JSON if its name ends in `.json` (any case) or it begins like JSON, or else a table.
///
/// # Errors
/// [`EncodingError::Read`], or [`EncodingError::InFile`] around what is wrong inside.
pub fn read(path: &Path, stragglers: Option<usize>) -> Result<EncodingMatrix, EncodingError> {
    read_with(path, stragglers, &Layout::default())
}

/// As [`read`], with the layout of a table.
///
/// # Errors
/// As [`read`].
pub fn read_with(
    path: &Path,
    stragglers: Option<usize>,
    layout: &Layout,
) -> Result<EncodingMatrix, EncodingError> {
    let text = input::text(path).map_err(|source| EncodingError::Read { path: path.into(), source })?;
    let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
        || text.trim_start().starts_with(['{', '[']);
    let matrix = match (is_json, stragglers) {
        (true, _) => from_json(&text, stragglers),
        (false, Some(stragglers)) => from_table(&text, stragglers, layout),
        (false, None) => Err(EncodingError::document(
            "stragglers",
            "is missing; a table cannot say it, so give --stragglers S".into(),
        )),
    };
    matrix.map_err(|error| error.in_file(path))
}
