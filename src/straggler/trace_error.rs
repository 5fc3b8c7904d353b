//! What can be wrong with measured cycle times.

use std::path::PathBuf;

use thiserror::Error;

use super::quantity::Quantity;
use crate::wording::{counted, number, reason};

/// Points in words.
fn through(points: &[(f64, f64)]) -> String {
    points
        .iter()
        .map(|(load, time)| format!("{} at load {load}", number(*time)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A trace that cannot be used: names the file, the row (from 1, of data) with its line in the file, the column
/// (from 1), the value and what is permitted.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TraceError {
    /// The file could not be read.
    #[error("{}: cannot be read: {}", path.display(), reason(.source))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// Quotes do not enclose a cell.
    #[error("{file}: line {line}, column {column} {problem}")]
    Malformed {
        /// The file as written in the instance.
        file: String,
        /// The line in the file, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong and what to do.
        problem: &'static str,
    },
    /// There is no row of numbers.
    #[error("{file}: it holds no row of times; needed are rows of {workers} numbers, one a worker")]
    NoRows {
        /// The file as written in the instance.
        file: String,
        /// Number of workers.
        workers: usize,
    },
    /// There is nothing at all, so that not even the number of workers is known.
    #[error("{file}: it holds no times; needed are rows of numbers, one a worker")]
    Empty {
        /// What the trace is called.
        file: String,
    },
    /// The rows do not have one column a worker.
    #[error(
        "{file}: {place} has {}; system.workers = {workers} needs {workers}{hint}",
        counted(*found as u64, "column")
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
        /// What to do, beginning with a semicolon, or nothing.
        hint: &'static str,
    },
    /// Columns are chosen that are not there, or not as many as there are workers.
    #[error("{file}: columns: {problem}")]
    Choice {
        /// The file as written in the instance.
        file: String,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A comma may stand before decimals or between thousands.
    #[error(
        "{file}: line {line}: `{cell}`, like every number with a comma, may be grouped by thousands or have three \
         decimals: write numbers without commas and with a point before the decimals"
    )]
    Comma {
        /// The file as written in the instance.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The cell.
        cell: String,
    },
    /// Rounds of a table with one time a row are not complete.
    #[error("{file}: {problem}")]
    Long {
        /// The file as written in the instance.
        file: String,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A row is longer or shorter than those before it.
    #[error(
        "{file}: {place} has {}, the rows before it have {expected}; all must have as many",
        counted(*found as u64, "column")
    )]
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
    /// An entry is no such time.
    #[error("{file}: {place}, column {column}: `{entry}` {problem}; {}", quantity.permitted())]
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
        /// What it is to be.
        quantity: Quantity,
    },
    /// The first row counts the workers, or is a round like the others: a guess would drop a round or add one.
    #[error(
        "{file}: line {line} reads {cells}, which counts the workers as a header does, among measured times: say in \
         {} header = true, or header = false if it is a round",
        quantity.section()
    )]
    Ambiguous {
        /// The file as written in the instance.
        file: String,
        /// The line of the row.
        line: usize,
        /// The row, shortened.
        cells: String,
        /// What the file holds.
        quantity: Quantity,
    },
    /// The first column counts the rounds, or holds the times of a worker: a guess would add a worker or drop one.
    #[error(
        "{file}: the first column is {cells}, which counts the rounds, beside measured times: say in {} index = \
         true, and system.workers without it, or index = false if it is a worker",
        quantity.section()
    )]
    AmbiguousIndex {
        /// The file as written in the instance.
        file: String,
        /// The ends of the column, shortened.
        cells: String,
        /// What the file holds.
        quantity: Quantity,
    },
    /// Times of several loads are on no line of an overhead and a cycle time.
    #[error(
        "row {row}, column {column}: the line through {} {problem}; a worker takes a time >= 0 before its work and more \
         for a larger load, in the same round: for times of different rounds fit laws to the files (bcgc fit)",
        through(.points)
    )]
    Line {
        /// The row, from 1.
        row: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong with it.
        problem: &'static str,
        /// Loads and times.
        points: Vec<(f64, f64)>,
    },
    /// Loads tell no overhead and cycle time apart.
    #[error("loads: {problem}")]
    Loads {
        /// What is wrong and what to do.
        problem: String,
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
