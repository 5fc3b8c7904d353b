//! Measured cycle times in place of a law: a CSV file with a column a worker and a row a round.
//!
//! Nothing is assumed about them: workers may differ, depend on each other and on earlier rounds. Blank
//! lines and lines that begin with `#` are skipped, and the first other line may be a header.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

/// What every entry must be.
const PERMITTED: &str = "must be a finite number > 0";
/// Longest entry that a message quotes, in characters.
const LONGEST_ENTRY: usize = 40;

/// Measured cycle times: at least one row, all of the same length.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    path: String,
    rows: Arc<[Vec<f64>]>,
}

/// A trace that cannot be used: names the file, the row (from 1, of data) with its line in the file, the column
/// (from 1), the value and what is permitted.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TraceError {
    /// The file could not be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// There is no row of numbers.
    #[error("{file}: it holds no row of cycle times; needed are rows of {workers} numbers, one a worker")]
    NoRows {
        /// The file as written in the instance.
        file: String,
        /// Number of workers.
        workers: usize,
    },
    /// The rows do not have one column a worker.
    #[error(
        "{file}: {place} has {found} columns; system.workers = {workers} needs {workers}, separated by commas"
    )]
    Columns {
        /// The file as written in the instance.
        file: String,
        /// Which row, or the header.
        place: String,
        /// Its number of columns.
        found: usize,
        /// Number of workers.
        workers: usize,
    },
    /// A row is longer or shorter than those before it.
    #[error("{file}: {place} has {found} columns, the rows before it have {expected}; all must have as many")]
    Ragged {
        /// The file as written in the instance.
        file: String,
        /// Which row.
        place: String,
        /// Its number of columns.
        found: usize,
        /// That of the rows before it.
        expected: usize,
    },
    /// An entry is not a finite number above zero.
    #[error("{file}: {place}, column {column}: `{entry}` {problem}; a cycle time {PERMITTED}")]
    Entry {
        /// The file as written in the instance.
        file: String,
        /// Which row.
        place: String,
        /// The column, that is the worker, from 1.
        column: usize,
        /// The entry as found, shortened.
        entry: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// More rounds are to be played than the trace holds.
    #[error("{file}: rounds = {asked}: it holds {rows}; allowed are 1 to {rows}")]
    Rounds {
        /// The file as written in the instance.
        file: String,
        /// Rounds asked for.
        asked: usize,
        /// Rows of the trace.
        rows: usize,
    },
}

impl Trace {
    /// Reads the file `path`, relative to the folder `base`, with one column for each of the workers.
    ///
    /// # Errors
    /// When the file cannot be read, or is not a table of positive finite numbers with `workers` columns.
    pub fn read(path: &str, base: &Path, workers: usize) -> Result<Self, TraceError> {
        let file = base.join(path);
        let text =
            crate::input::text(&file).map_err(|source| TraceError::Unreadable { path: file, source })?;
        Self::parse(path, &text, workers)
    }

    /// Reads CSV text; `path` is what messages call it.
    ///
    /// # Errors
    /// When it is not a table of positive finite numbers with `workers` columns.
    pub fn parse(path: &str, text: &str, workers: usize) -> Result<Self, TraceError> {
        let file = || path.to_owned();
        let lines = (1..).zip(text.lines().map(str::trim));
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for (position, (line, text)) in
            lines.filter(|(_, text)| !text.is_empty() && !text.starts_with('#')).enumerate()
        {
            let cells: Vec<&str> = text.split(',').map(str::trim).collect();
            let is_header = position == 0 && cells.iter().all(|cell| cell.parse::<f64>().is_err());
            let place = match is_header {
                true => format!("the header (line {line})"),
                false => format!("row {} (line {line})", rows.len() + 1),
            };
            let found = cells.len();
            if found != workers {
                return Err(match rows.first() {
                    Some(first) => TraceError::Ragged { file: file(), place, found, expected: first.len() },
                    None => TraceError::Columns { file: file(), place, found, workers },
                });
            }
            if is_header {
                continue;
            }
            let mut row = Vec::with_capacity(workers);
            for (column, cell) in (1..).zip(cells) {
                row.push(time(cell).map_err(|problem| {
                    let (place, entry) = (place.clone(), cell.chars().take(LONGEST_ENTRY).collect());
                    TraceError::Entry { file: file(), place, column, entry, problem }
                })?);
            }
            rows.push(row);
        }
        if rows.is_empty() {
            return Err(TraceError::NoRows { file: file(), workers });
        }
        Ok(Self { path: file(), rows: rows.into() })
    }

    /// The file as written in the instance.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The rows in the order of the file: the cycle times of workers 1 to `N` in one round.
    pub fn rows(&self) -> &[Vec<f64>] {
        &self.rows
    }

    /// The first `rounds` rows as a trace of their own.
    ///
    /// # Errors
    /// When there are not that many rows, or `rounds` is 0.
    pub fn first(&self, rounds: usize) -> Result<Self, TraceError> {
        match self.rows.get(..rounds) {
            Some(rows) if rounds > 0 => Ok(Self { path: self.path.clone(), rows: rows.into() }),
            _ => Err(TraceError::Rounds { file: self.path.clone(), asked: rounds, rows: self.rows.len() }),
        }
    }
}

/// A cycle time, or what is wrong with it.
fn time(cell: &str) -> Result<f64, &'static str> {
    match cell.parse::<f64>() {
        Err(_) => Err("is not a number"),
        Ok(x) if x.is_nan() => Err("is NaN"),
        Ok(x) if x.is_infinite() => Err("is infinite in double precision"),
        Ok(x) if x <= 0.0 => Err("is not above zero"),
        Ok(x) => Ok(x),
    }
}
