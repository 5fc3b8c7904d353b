//! Measured cycle times in place of a law: a row a round, a column a worker.
//!
//! Nothing is assumed about them: workers may differ, depend on each other and on earlier rounds. A worker that never
//! returned has the cycle time infinity: who waits for it waits for ever, and who does not never learns of it.

use std::sync::Arc;

use super::trace_error::TraceError;
use crate::wording;

/// What a trace is called that comes from no file.
const GIVEN: &str = "(given)";
/// Longest entry that a message quotes, in characters.
const LONGEST_ENTRY: usize = 40;

/// Measured cycle times: at least one row, all of the same length.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    path: String,
    rows: Arc<[Vec<f64>]>,
    header: Option<String>,
    index: Option<String>,
}

impl Trace {
    /// A trace from its rows: the cycle times of workers 1 to `N`, a row a round; infinity for a worker that never
    /// returned.
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
    /// When there is no number, the rows differ in length, or an entry is not above zero.
    pub fn new(rows: Vec<Vec<f64>>) -> Result<Self, TraceError> {
        let workers = rows.first().map_or(0, Vec::len);
        if workers == 0 {
            return Err(TraceError::Empty { file: GIVEN.to_owned() });
        }
        for (number, row) in (1..).zip(&rows) {
            check_row(row, workers, &format!("row {number}"))?;
        }
        Ok(Self { path: GIVEN.to_owned(), rows: rows.into(), header: None, index: None })
    }

    /// The same trace under the name by which reports and messages are to call it.
    #[must_use]
    pub fn with_name(self, name: impl Into<String>) -> Self {
        Self { path: name.into(), ..self }
    }

    /// The same trace with the header of the file that its rows come from.
    #[must_use]
    pub fn with_header(self, header: Option<String>) -> Self {
        Self { header, ..self }
    }

    /// A trace that was read from a file, with its header and its index.
    pub(super) fn of_file(
        path: &str,
        rows: Vec<Vec<f64>>,
        header: Option<String>,
        index: Option<String>,
    ) -> Self {
        Self { path: path.to_owned(), rows: rows.into(), header, index }
    }

    /// The file as written in the instance, or the name of a trace that comes from no file.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The header of the file, its names separated by commas and shortened; none where there is none.
    pub fn header(&self) -> Option<&str> {
        self.header.as_deref()
    }

    /// The ends of a first column that numbers or names the rounds, which is not in the rows; none where there is none.
    pub fn index(&self) -> Option<&str> {
        self.index.as_deref()
    }

    /// The rows in the order of the file: the cycle times of workers 1 to `N` in one round, finite or infinity.
    pub fn rows(&self) -> &[Vec<f64>] {
        &self.rows
    }

    /// The first `rounds` rows as a trace of their own.
    ///
    /// # Errors
    /// When there are not that many rows, or `rounds` is 0.
    pub fn first(&self, rounds: usize) -> Result<Self, TraceError> {
        match self.rows.get(..rounds) {
            Some(rows) if rounds > 0 => Ok(Self { rows: rows.into(), ..self.clone() }),
            _ => Err(TraceError::Rounds { file: self.path.clone(), asked: rounds, rows: self.rows.len() }),
        }
    }
}

/// What is wrong with a cycle time, if anything.
pub(super) fn fault(x: f64) -> Option<&'static str> {
    match x {
        x if x.is_nan() => {
            Some("is NaN: leave out what was not measured, and write inf for a worker that never returned")
        }
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
        Some((column, x, problem)) => Err(wrong_entry(GIVEN, place, column, &wording::number(x), problem)),
    }
}

/// The error of an entry, which is shortened.
pub(super) fn wrong_entry(
    file: &str,
    place: &str,
    column: usize,
    entry: &str,
    problem: &'static str,
) -> TraceError {
    TraceError::Entry {
        file: file.to_owned(),
        place: place.to_owned(),
        column,
        entry: entry.chars().take(LONGEST_ENTRY).collect(),
        problem,
    }
}
