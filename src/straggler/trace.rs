//! Measured cycle times in place of a law: a CSV file with a column a worker and a row a round.
//!
//! Nothing is assumed about them: workers may differ, depend on each other and on earlier rounds. A file is read as
//! every table is ([`csv`]), and its first line may be a header.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use crate::input::{self, csv};

/// What every entry must be.
const PERMITTED: &str = "must be a finite number > 0";
/// What a trace is called that comes from no file.
const GIVEN: &str = "(given)";
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
    /// There is nothing at all, so that not even the number of workers is known.
    #[error("{file}: it holds no cycle times; needed are rows of numbers, one a worker")]
    Empty {
        /// What the trace is called.
        file: String,
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
    /// A trace from its rows: the cycle times of workers 1 to `N`, a row a round.
    ///
    /// ```
    /// use bcgc::Trace;
    ///
    /// let trace = Trace::new(vec![vec![1.5, 2.0], vec![0.3, 4.0]])?;
    /// assert_eq!(trace.rows().len(), 2);
    /// let error = Trace::new(vec![vec![1.5, 2.0], vec![0.3, -4.0]]).unwrap_err();
    /// assert!(error.to_string().contains("row 2, column 2: `-4.0` is not above zero"));
    /// # Ok::<(), bcgc::TraceError>(())
    /// ```
    ///
    /// # Errors
    /// When there is no number, the rows differ in length, or an entry is not a finite number above zero.
    pub fn new(rows: Vec<Vec<f64>>) -> Result<Self, TraceError> {
        let workers = rows.first().map_or(0, Vec::len);
        if workers == 0 {
            return Err(TraceError::Empty { file: GIVEN.to_owned() });
        }
        for (number, row) in (1..).zip(&rows) {
            check_row(row, workers, &format!("row {number}"))?;
        }
        Ok(Self { path: GIVEN.to_owned(), rows: rows.into() })
    }

    /// The same trace under the name by which reports and messages are to call it.
    #[must_use]
    pub fn with_name(self, name: impl Into<String>) -> Self {
        Self { path: name.into(), ..self }
    }

    /// Reads the file `path`, relative to the folder `base`, with one column for each of the workers.
    ///
    /// # Errors
    /// When the file cannot be read, or is not a table of positive finite numbers with `workers` columns.
    pub fn read(path: &str, base: &Path, workers: usize) -> Result<Self, TraceError> {
        let file = base.join(path);
        let text = input::text(&file).map_err(|source| TraceError::Unreadable { path: file, source })?;
        Self::parse(path, &text, workers)
    }

    /// Reads CSV text; `path` is what messages call it.
    ///
    /// # Errors
    /// When it is not a table of positive finite numbers with `workers` columns.
    pub fn parse(path: &str, text: &str, workers: usize) -> Result<Self, TraceError> {
        let file = || path.to_owned();
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for (position, record) in csv::records(text).enumerate() {
            let is_header = position == 0 && record.cells().all(|cell| cell.parse::<f64>().is_err());
            let place = match is_header {
                true => format!("the header (line {})", record.line),
                false => format!("row {} (line {})", rows.len() + 1, record.line),
            };
            let found = record.len();
            if found != workers {
                return Err(match rows.first() {
                    Some(first) => TraceError::Ragged { file: file(), place, found, expected: first.len() },
                    None => TraceError::Columns { file: file(), place, found, workers },
                });
            }
            if !is_header {
                let times = (1..).zip(record.cells()).map(|(column, cell)| {
                    time(cell).map_err(|problem| wrong_entry(path, &place, column, cell, problem))
                });
                rows.push(times.collect::<Result<_, _>>()?);
            }
        }
        if rows.is_empty() {
            return Err(TraceError::NoRows { file: file(), workers });
        }
        Ok(Self { path: file(), rows: rows.into() })
    }

    /// The file as written in the instance, or the name of a trace that comes from no file.
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
        Ok(x) => fault(x).map_or(Ok(x), Err),
    }
}

/// What is wrong with a cycle time, if anything.
fn fault(x: f64) -> Option<&'static str> {
    match x {
        x if x.is_nan() => Some("is NaN"),
        x if x.is_infinite() => Some("is infinite in double precision"),
        x if x <= 0.0 => Some("is not above zero"),
        _ => None,
    }
}

/// That a row which comes from no file is one of the `workers` cycle times.
fn check_row(row: &[f64], workers: usize, place: &str) -> Result<(), TraceError> {
    if row.len() != workers {
        let (file, place) = (GIVEN.to_owned(), place.to_owned());
        return Err(TraceError::Ragged { file, place, found: row.len(), expected: workers });
    }
    match (1..).zip(row).find_map(|(column, &x)| Some((column, x, fault(x)?))) {
        None => Ok(()),
        Some((column, x, problem)) => Err(wrong_entry(GIVEN, place, column, &format!("{x:?}"), problem)),
    }
}

fn wrong_entry(file: &str, place: &str, column: usize, entry: &str, problem: &'static str) -> TraceError {
    TraceError::Entry {
        file: file.to_owned(),
        place: place.to_owned(),
        column,
        entry: entry.chars().take(LONGEST_ENTRY).collect(),
        problem,
    }
}
