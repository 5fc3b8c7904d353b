//! What can be wrong with measured cycle times.

use std::path::PathBuf;

use thiserror::Error;

use super::quantity::Quantity;
use super::remedy::{CellRemedy, ColumnRemedy, Manner, PairRemedy, WidthRemedy};
use super::sentences::{
    ambiguous, ambiguous_index, incomplete, long_columns, no_number, of_header, other_columns, through,
    unpaired, wrong_entry,
};
use crate::wording::{counted, reason};

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
    /// Quotes do not enclose a cell, or commas may stand before decimals or thousands.
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
    #[error("{file}: it holds no row of times; needed are rows of {}, one a worker", counted(*workers as u64, "number"))]
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
    /// A table with one time a row has another number of workers.
    #[error("{file}: it has {}; system.workers = {workers} needs {workers}", counted(*found as u64, "worker"))]
    Workers {
        /// The file as written in the instance.
        file: String,
        /// Its number of workers.
        found: usize,
        /// Number of workers.
        workers: usize,
    },
    /// A table with one time a row is not what it should be.
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
    /// A row is longer or shorter than the header.
    #[error("{}", of_header((file, place), (*found, *names), *remedy, *quantity, Manner::Keys))]
    Header {
        /// The file as written in the instance.
        file: String,
        /// Which row.
        place: String,
        /// Its number of columns.
        found: usize,
        /// Names in the header.
        names: usize,
        /// What may be done about it.
        remedy: WidthRemedy,
        /// What the file holds.
        quantity: Quantity,
    },
    /// The first cell of the rounds is no number, and may name the first of them.
    #[error("{}", no_number((file, place, entry), (*left, *are_names), *quantity, Manner::Keys))]
    NoNumber {
        /// The file as written in the instance.
        file: String,
        /// Which row.
        place: String,
        /// The entry as found, shortened.
        entry: String,
        /// How many workers are left without the first column, where another number is given.
        left: Option<usize>,
        /// Whether all of its row are names, which is said to be no header.
        are_names: bool,
        /// What it is to be.
        quantity: Quantity,
    },
    /// An entry is no such time.
    #[error("{}", wrong_entry((file, place, *column), (entry, problem), remedy, *quantity, Manner::Keys))]
    Entry {
        /// The file as written in the instance.
        file: String,
        /// Which row.
        place: Box<str>,
        /// The column, that is the worker, from 1.
        column: usize,
        /// The entry as found, shortened.
        entry: Box<str>,
        /// What is wrong with it.
        problem: &'static str,
        /// What can be done about it.
        remedy: CellRemedy,
        /// What it is to be.
        quantity: Quantity,
    },
    /// The first row counts the workers, or is a round like the others: a guess would drop a round or add one.
    #[error("{}", ambiguous(file, *line, cells, *quantity, Manner::Keys))]
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
    #[error("{}", ambiguous_index((file, cells), *is_time, *left, *quantity, Manner::Keys))]
    AmbiguousIndex {
        /// The file as written in the instance.
        file: String,
        /// The ends of the column, shortened.
        cells: String,
        /// Whether all of its numbers may be times.
        is_time: bool,
        /// How many workers are left without it, where another number is given.
        left: Option<usize>,
        /// What the file holds.
        quantity: Quantity,
    },
    /// Columns are no worker's, by their names or because they rise as a clock does: they would be taken for workers.
    #[error("{}", other_columns(file, found, remedy, *quantity, Manner::Keys))]
    OtherColumns {
        /// The file as written in the instance.
        file: String,
        /// The columns and what is seen of them.
        found: String,
        /// How to say which columns are the workers'.
        remedy: Box<ColumnRemedy>,
        /// What the file holds.
        quantity: Quantity,
    },
    /// No names, or too many, say which columns of a table with one time a row are which.
    #[error("{}", long_columns(file, problem, choices, *quantity, Manner::Keys))]
    LongColumns {
        /// The file as written in the instance.
        file: String,
        /// What is not known.
        problem: String,
        /// Choices of columns that may be meant; one with words for the columns that are not known.
        choices: Vec<Vec<String>>,
        /// What the file holds.
        quantity: Quantity,
    },
    /// A table with one time a row misses one.
    #[error("{}", incomplete(file, round, worker, Manner::Keys))]
    Incomplete {
        /// The file as written in the instance.
        file: String,
        /// The round.
        round: String,
        /// The worker.
        worker: String,
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
    /// Two tables that belong together name their rounds or workers otherwise than they are paired.
    #[error("{}", unpaired(problem, remedy, Manner::Keys))]
    Unpaired {
        /// What differs, and in which files.
        problem: String,
        /// What can be done about it.
        remedy: PairRemedy,
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

impl TraceError {
    /// The same of one of two files of the same rounds, of which no row can be left out alone.
    pub(crate) fn of_pair(self) -> Self {
        match self {
            Self::Entry { file, place, column, entry, problem, quantity, remedy: CellRemedy::DropRow } => {
                Self::Entry { file, place, column, entry, problem, remedy: CellRemedy::None, quantity }
            }
            Self::Incomplete { file, round, worker } => Self::Long {
                file,
                problem: format!(
                    "round {round} has no time of worker {worker}: write inf for one that never returned, or leave the round \
                     out of both files"
                ),
            },
            error => error,
        }
    }

    /// The message, its remedies as a reader says them who has no instance file: as options, or as arguments.
    ///
    /// ```
    /// use bcgc::{Manner, Trace};
    ///
    /// let error = Trace::parse("t.csv", "1,2.5\n2,3.5\n3,4.5\n", 2).unwrap_err();
    /// assert!(error.to_string().contains("in [stragglers] index = true"));
    /// assert!(error.told(Manner::Options).contains("say --index true"));
    /// assert!(error.told(Manner::Arguments).contains("say index=True"));
    /// ```
    pub fn told(&self, manner: Manner) -> String {
        match self {
            Self::Header { file, place, found, names, remedy, quantity } => {
                of_header((file, place), (*found, *names), *remedy, *quantity, manner)
            }
            Self::NoNumber { file, place, entry, left, are_names, quantity } => {
                no_number((file, place, entry), (*left, *are_names), *quantity, manner)
            }
            Self::Entry { file, place, column, entry, problem, remedy, quantity } => {
                wrong_entry((file, place, *column), (entry, problem), remedy, *quantity, manner)
            }
            Self::Ambiguous { file, line, cells, quantity } => {
                ambiguous(file, *line, cells, *quantity, manner)
            }
            Self::AmbiguousIndex { file, cells, is_time, left, quantity } => {
                ambiguous_index((file, cells), *is_time, *left, *quantity, manner)
            }
            Self::OtherColumns { file, found, remedy, quantity } => {
                other_columns(file, found, remedy, *quantity, manner)
            }
            Self::LongColumns { file, problem, choices, quantity } => {
                long_columns(file, problem, choices, *quantity, manner)
            }
            Self::Incomplete { file, round, worker } => incomplete(file, round, worker, manner),
            Self::Unpaired { problem, remedy } => unpaired(problem, remedy, manner),
            other => other.to_string(),
        }
    }
}
