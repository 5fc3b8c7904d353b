//! Measured cycle times in place of a law: a row a round, a column a worker.
//!
//! Nothing is assumed about them: workers may differ, depend on each other and on earlier rounds. A worker that never
//! returned has the cycle time infinity: who waits for it waits for ever, and who does not never learns of it.

use std::sync::Arc;

use super::marks::{Alone, Marks};
use super::origin::{LoadFile, Origin};
use super::pairing;
use super::quantity::Quantity;
use super::reading::Reading;
use super::remedy::{CellRemedy, PairRemedy};
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
    origin: Origin,
    marks: Option<Arc<Marks>>,
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
    /// assert!(error.to_string().contains("row 2, column 2: `-4` is not above zero"));
    /// # Ok::<(), bcgc::TraceError>(())
    /// ```
    ///
    /// # Errors
    /// When there is no number, the rows differ in length, or an entry is not above zero.
    pub fn new(rows: Vec<Vec<f64>>) -> Result<Self, TraceError> {
        Self::checked(rows, Quantity::CycleTimes)
    }

    /// The same of overheads, which may be zero.
    ///
    /// # Errors
    /// When there is no number, the rows differ in length, or an entry is below zero.
    pub fn of_overheads(rows: Vec<Vec<f64>>) -> Result<Self, TraceError> {
        Self::checked(rows, Quantity::Overheads)
    }

    fn checked(rows: Vec<Vec<f64>>, quantity: Quantity) -> Result<Self, TraceError> {
        let workers = rows.first().map_or(0, Vec::len);
        if workers == 0 {
            return Err(TraceError::Empty { file: GIVEN.to_owned() });
        }
        for (number, row) in (1..).zip(&rows) {
            check_row(row, workers, &format!("row {number}"), quantity)?;
        }
        Ok(Self::bare(GIVEN, rows))
    }

    /// The same trace under the name by which reports and messages are to call it.
    #[must_use]
    pub fn with_name(self, name: impl Into<String>) -> Self {
        Self { path: name.into(), ..self }
    }

    /// The same trace as read from files in this way.
    #[must_use]
    pub fn with_origin(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// Rows under a name, without anything else.
    pub(super) fn bare(path: &str, rows: Vec<Vec<f64>>) -> Self {
        Self { path: path.to_owned(), rows: rows.into(), origin: Origin::default(), marks: None }
    }

    /// The same trace whose rounds and workers have these names.
    pub(super) fn with_marks(self, marks: Marks) -> Self {
        Self { marks: Some(marks.into()), ..self }
    }

    /// The same trace with its rounds and workers in the order of another one, where both tables have a time a row and name
    /// them; else as it is, paired by position.
    ///
    /// # Errors
    /// Which round or worker one of them has alone, or what is paired by position against its name.
    pub(crate) fn in_order_of(self, other: &Self) -> Result<Self, TraceError> {
        let (Some(mine), Some(wanted)) = (&self.marks, &other.marks) else { return Ok(self) };
        if !mine.are_told_by_names(wanted) {
            self.check_workers_of(other)?;
            pairing::check_rounds((&other.path, wanted), (&self.path, mine))?;
            return Ok(self);
        }
        let (rounds, workers) = mine.in_order_of(wanted).map_err(|Alone { what, is_first }| {
            let path = if is_first { &self.path } else { &other.path };
            let problem = format!("{what} stands in {path} alone");
            TraceError::Unpaired { problem, remedy: PairRemedy::Same }
        })?;
        let row = |&round: &usize| workers.iter().map(|&worker| self.rows[round][worker]).collect();
        let rows: Vec<Vec<f64>> = rounds.iter().map(row).collect();
        Ok(Self { rows: rows.into(), marks: other.marks.clone(), ..self })
    }

    /// That no worker has another column than in another trace, where both have names.
    ///
    /// # Errors
    /// Which one has.
    pub(crate) fn check_workers_of(&self, other: &Self) -> Result<(), TraceError> {
        match (&self.marks, &other.marks) {
            (Some(mine), Some(wanted)) => pairing::check_workers((&other.path, wanted), (&self.path, mine)),
            _ => Ok(()),
        }
    }

    /// How its files were read.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// How the file was read.
    pub fn reading(&self) -> &Reading {
        &self.origin.reading
    }

    /// How many rows with a missing cell were left out.
    pub fn dropped(&self) -> usize {
        self.origin.dropped
    }

    /// The file as written in the instance, or the name of a trace that comes from no file.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The same trace, which was computed from these files, all of them read in this way.
    #[must_use]
    pub(crate) fn with_sources(self, sources: Vec<LoadFile>, reading: &Reading) -> Self {
        let path = sources.iter().map(|file| file.path.as_str()).collect::<Vec<_>>().join(" and ");
        let origin = Origin { sources, reading: reading.clone(), ..self.origin };
        Self { path, origin, ..self }
    }

    /// The files of the loads that it was computed from; none where it stands in a file itself.
    pub fn sources(&self) -> &[LoadFile] {
        &self.origin.sources
    }

    /// The files that it rests on, as written in the instance.
    pub fn paths(&self) -> Vec<&str> {
        if self.origin.sources.is_empty() {
            return vec![self.path.as_str()];
        }
        self.origin.sources.iter().map(|file| file.path.as_str()).collect()
    }

    /// The same trace with other names of its files; `None` where one has none.
    pub(crate) fn renamed(&self, name: impl Fn(&str) -> Option<String>) -> Option<Self> {
        if self.origin.sources.is_empty() {
            return Some(self.clone().with_name(name(&self.path)?));
        }
        let renamed = |file: &LoadFile| Some(LoadFile { path: name(&file.path)?, ..file.clone() });
        let sources = self.origin.sources.iter().map(renamed).collect::<Option<_>>()?;
        Some(self.clone().with_sources(sources, self.reading()))
    }

    /// The header of the file, its names separated by commas and shortened; none where there is none.
    pub fn header(&self) -> Option<&str> {
        self.origin.header.as_deref()
    }

    /// The ends of a first column that numbers or names the rounds, which is not in the rows; none where there is none.
    pub fn index(&self) -> Option<&str> {
        self.origin.index.as_deref()
    }

    /// The rows in the order of the file: the cycle times of workers 1 to `N` in one round, finite or infinity.
    pub fn rows(&self) -> &[Vec<f64>] {
        &self.rows
    }

    /// The rows with these numbers, from 0, as a trace of their own.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn selected(&self, is_kept: impl Fn(usize) -> bool) -> Result<Self, TraceError> {
        let kept = self.rows.iter().enumerate().filter(|(number, _)| is_kept(*number));
        let rows: Vec<Vec<f64>> = kept.map(|(_, row)| row.clone()).collect();
        if rows.is_empty() {
            return Err(TraceError::Rounds { file: self.path.clone(), asked: 0, rows: self.rows.len() });
        }
        let marks = self.marks.as_ref().map(|marks| marks.of_rounds(is_kept).into());
        Ok(Self { rows: rows.into(), marks, ..self.clone() })
    }

    /// The first `rounds` rows as a trace of their own.
    ///
    /// # Errors
    /// When there are not that many rows, or `rounds` is 0.
    pub fn first(&self, rounds: usize) -> Result<Self, TraceError> {
        match self.rows.get(..rounds) {
            Some(rows) if rounds > 0 => {
                let marks = self.marks.as_ref().map(|marks| marks.of_rounds(|round| round < rounds).into());
                Ok(Self { rows: rows.into(), marks, ..self.clone() })
            }
            _ => Err(TraceError::Rounds { file: self.path.clone(), asked: rounds, rows: self.rows.len() }),
        }
    }
}

/// That a row which comes from no file is one of the `workers` cycle times.
fn check_row(row: &[f64], workers: usize, place: &str, quantity: Quantity) -> Result<(), TraceError> {
    if row.len() != workers {
        let (file, place) = (GIVEN.to_owned(), place.to_owned());
        return Err(TraceError::Ragged { file, place, found: row.len(), expected: workers });
    }
    match (1..).zip(row).find_map(|(column, &x)| Some((column, x, quantity.fault(x)?))) {
        None => Ok(()),
        Some((column, x, problem)) => {
            // Rows that stand in no file are not read in one way or another.
            Err(entry_error(
                (GIVEN, place, column),
                &wording::number(x),
                (problem, CellRemedy::None),
                quantity,
            ))
        }
    }
}

/// The error of an entry, which is shortened.
pub(super) fn entry_error(
    (file, place, column): (&str, &str, usize),
    entry: &str,
    (problem, remedy): (&'static str, CellRemedy),
    quantity: Quantity,
) -> TraceError {
    TraceError::Entry {
        file: file.to_owned(),
        place: place.into(),
        column,
        entry: entry.chars().take(LONGEST_ENTRY).collect(),
        problem,
        remedy,
        quantity,
    }
}
