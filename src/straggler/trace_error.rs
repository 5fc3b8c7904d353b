//! What can be wrong with measured cycle times.

use std::path::PathBuf;

use thiserror::Error;

use super::quantity::Quantity;
use super::remedy::{Manner, Setting};
use crate::wording::{counted, number, reason};

/// Points in words.
fn through(points: &[(f64, f64)]) -> String {
    points
        .iter()
        .map(|(load, time)| format!("{} at load {load}", number(*time)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// What to say of a first row that counts the workers.
fn ambiguous(file: &str, line: usize, cells: &str, quantity: Quantity, manner: Manner) -> String {
    format!(
        "{file}: line {line} reads {cells}, which counts the workers as a header does, among measured times: {} {}, or {} \
         if it is a round",
        manner.say(quantity),
        manner.set("header", Setting::Truth(true)),
        manner.set("header", Setting::Truth(false)),
    )
}

/// What to say of a first column that counts the rounds, and may be a worker or not.
fn ambiguous_index(file: &str, cells: &str, is_time: bool, quantity: Quantity, manner: Manner) -> String {
    let (index, without) = (manner.set("index", Setting::Truth(true)), manner.without_it());
    let otherwise = match is_time {
        true => format!(", or {} if it is a worker", manner.set("index", Setting::Truth(false))),
        false => String::new(),
    };
    format!(
        "{file}: the first column is {cells}, which counts the rounds, beside measured times: {} {index}{without}{otherwise}",
        manner.say(quantity)
    )
}

/// What to say of columns that are no workers'.
fn other_columns(
    file: &str,
    found: &str,
    remedy: &ColumnRemedy,
    quantity: Quantity,
    manner: Manner,
) -> String {
    let ColumnRemedy { workers, all, is_first, long } = remedy;
    let columns = |list: &[String]| manner.set("columns", Setting::List(list));
    let mut ways = Vec::new();
    if !workers.is_empty() {
        ways.push(columns(workers));
    }
    if *is_first {
        ways.push(manner.set("index", Setting::Truth(true)));
    }
    let without = if ways.is_empty() { "" } else { manner.without_it() };
    let long = long.as_ref().map(|named| {
        let layout = manner.set("layout", Setting::Word("long"));
        let named =
            if named.is_empty() { String::new() } else { format!("{}{}", manner.and(), columns(named)) };
        format!("{layout}{named} where a row is one time of one worker")
    });
    let all = format!("{} if all columns are workers", columns(std::slice::from_ref(all)));
    let ways = (!ways.is_empty()).then(|| format!("{}{without}", ways.join(" or ")));
    let ways: Vec<String> = ways.into_iter().chain(long).chain([all]).collect();
    format!("{file}: {found}: {} {}", manner.say(quantity), ways.join("; "))
}

/// What to say of an entry.
fn wrong_entry(
    (file, place, column): (&str, &str, usize),
    (entry, problem): (&str, &str),
    may_be_left_out: bool,
    quantity: Quantity,
    manner: Manner,
) -> String {
    let hint = match may_be_left_out {
        true => format!("; {} {DROPS}", manner.set("missing", Setting::Word("drop-row"))),
        false => String::new(),
    };
    format!("{file}: {place}, column {column}: `{entry}` {problem}; {}{hint}", quantity.permitted())
}

/// What a key does that leaves rows out.
const DROPS: &str = "leaves out the rounds in which a time is missing";

/// What to say of a round in a table with one time a row.
fn incomplete(file: &str, round: &str, worker: &str, manner: Manner) -> String {
    format!(
        "{file}: round {round} has no time of worker {worker}: write inf for one that never returned; {} {DROPS}",
        manner.set("missing", Setting::Word("drop-row"))
    )
}

/// How to say which columns of a table are the workers'.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnRemedy {
    /// The columns that are left, as positions from 1, `2-21`; none where nothing is.
    pub workers: Vec<String>,
    /// All columns, in the same way.
    pub all: String,
    /// Whether the first column is the only one that is no worker's, which may be left out as an index as well.
    pub is_first: bool,
    /// The columns of round, worker and time, as positions, where the names are those of a table with one time a row; none of
    /// them where the names are such as are looked for.
    pub long: Option<Vec<String>>,
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
    #[error(
        "{}",
        wrong_entry((file, place, *column), (entry, problem), *may_be_left_out, *quantity, Manner::Keys)
    )]
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
        /// Whether it is missing from a table that can be read without its round.
        may_be_left_out: bool,
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
    #[error("{}", ambiguous_index(file, cells, *is_time, *quantity, Manner::Keys))]
    AmbiguousIndex {
        /// The file as written in the instance.
        file: String,
        /// The ends of the column, shortened.
        cells: String,
        /// Whether all of its numbers may be times.
        is_time: bool,
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
            Self::Entry { file, place, column, entry, problem, quantity, .. } => {
                Self::Entry { file, place, column, entry, problem, may_be_left_out: false, quantity }
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
            Self::Entry { file, place, column, entry, problem, may_be_left_out, quantity } => {
                wrong_entry((file, place, *column), (entry, problem), *may_be_left_out, *quantity, manner)
            }
            Self::Ambiguous { file, line, cells, quantity } => {
                ambiguous(file, *line, cells, *quantity, manner)
            }
            Self::AmbiguousIndex { file, cells, is_time, quantity } => {
                ambiguous_index(file, cells, *is_time, *quantity, manner)
            }
            Self::OtherColumns { file, found, remedy, quantity } => {
                other_columns(file, found, remedy, *quantity, manner)
            }
            Self::Incomplete { file, round, worker } => incomplete(file, round, worker, manner),
            other => other.to_string(),
        }
    }
}
