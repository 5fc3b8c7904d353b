//! The columns of a table with a row a round: which are workers', and what the first one is.

use super::numbers::Numbers;
use super::reading::{Reading, chosen};
use super::trace::wrong_entry;
use super::trace_error::TraceError;
use crate::input::header::Column;
use crate::input::{self, Presence, Record, header};

/// Rounds from which a first column of 1, 2, 3 is more likely their numbers than times.
const COUNTED_FROM: u64 = 3;

/// Whether there is one column more than workers.
pub(super) fn has_one_more(first: &Record, workers: Option<usize>) -> bool {
    workers.is_some_and(|workers| first.len() == workers + 1)
}

/// Whether the first column has no name where the others have.
fn is_nameless(head: Option<&Record>) -> bool {
    head.is_some_and(|head| head.cell(0).is_empty())
}

/// What the first column of a table is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FirstColumn {
    /// A worker's, or chosen or left out like the others.
    Worker,
    /// Names or numbers of the rounds.
    Index,
    /// Their numbers if it counts.
    Counts,
}

impl FirstColumn {
    /// As it is said, or where there is one column more than workers and it holds names, has no name itself, or may count
    /// the rounds.
    fn of(first: &Record, head: Option<&Record>, workers: Option<usize>, reading: &Reading) -> Self {
        match reading.names.index {
            Presence::Present => Self::Index,
            Presence::Absent => Self::Worker,
            Presence::Auto if !reading.columns.is_empty() || !has_one_more(first, workers) => Self::Worker,
            Presence::Auto if is_nameless(head) || header::is_name(first.cell(0)) => Self::Index,
            Presence::Auto if matches!(first.cell(0), "0" | "1") => Self::Counts,
            Presence::Auto => Self::Worker,
        }
    }
}

/// The columns of a table with a row a round.
pub(super) struct Columns<'a> {
    path: &'a str,
    numbers: Numbers<'a>,
    /// Columns of the file, and those of the workers from 0.
    width: usize,
    columns: Vec<usize>,
    /// Whether the number of workers is known from elsewhere.
    expected: Option<usize>,
    pub first: FirstColumn,
}

impl<'a> Columns<'a> {
    /// From its header and its first row, where there are such.
    pub fn new(
        path: &'a str,
        (head, first): (Option<&Record>, Option<&Record>),
        workers: Option<usize>,
        numbers: Numbers<'a>,
    ) -> Result<Self, TraceError> {
        let choice = &numbers.reading.columns;
        let Some(line) = head.or(first) else {
            let file = path.to_owned();
            return Err(match workers {
                Some(workers) => TraceError::NoRows { file, workers },
                None => TraceError::Empty { file },
            });
        };
        let column =
            first.map_or(FirstColumn::Worker, |first| FirstColumn::of(first, head, workers, numbers.reading));
        let skipped = usize::from(column != FirstColumn::Worker);
        // That of the index may have no name.
        let is_shorter =
            |head: &Record| skipped == 1 && first.is_some_and(|first| first.len() == head.len() + 1);
        let width = line.len() + usize::from(head.is_some_and(is_shorter));
        if choice.is_empty() {
            let width = workers.map_or(width, |workers| workers + skipped);
            let columns: Vec<usize> = (skipped..width).collect();
            if columns.is_empty() {
                return Err(TraceError::Empty { file: path.to_owned() });
            }
            return Ok(Self { path, numbers, width, columns, expected: workers, first: column });
        }
        let wrong = |problem: String| TraceError::Choice { file: path.to_owned(), problem };
        let unnamed = head.is_some_and(is_shorter).then(String::new);
        let names: Option<Vec<String>> =
            head.map(|head| unnamed.into_iter().chain(head.cells().map(str::to_owned)).collect());
        let columns = chosen(choice, width, names.as_deref()).map_err(wrong)?;
        if skipped == 1 && columns.contains(&0) {
            return Err(wrong("column 1 is among them; with index = true it is no worker".to_owned()));
        }
        if let Some(workers) = workers.filter(|workers| *workers != columns.len()) {
            let problem = format!("they are {}; system.workers = {workers} needs {workers}", columns.len());
            return Err(wrong(problem));
        }
        Ok(Self { path, numbers, width, columns, expected: workers, first: column })
    }

    pub fn workers(&self) -> usize {
        self.columns.len()
    }

    /// Columns that are left out before those of workers.
    fn skipped(&self) -> usize {
        usize::from(self.first != FirstColumn::Worker)
    }

    /// The names of the workers' columns.
    pub fn shown(&self, head: &Record) -> String {
        if self.numbers.reading.columns.is_empty() {
            return head.shown();
        }
        // A header without a name for the index is shorter.
        let before = self.width - head.len();
        let names: Vec<&str> = self.columns.iter().map(|&column| head.cell(column - before)).collect();
        input::shorten(&names.join(", "))
    }

    /// Line and cells of a row that counts two or more workers from 0 or 1, and what it begins with.
    pub fn counting(&self, first: &Record) -> Option<((usize, String), u64)> {
        let begins = header::counts_from(first.cells())?;
        (first.len() == self.width).then(|| ((first.line, first.shown()), begins))
    }

    /// That a header names the columns, but for that of an index.
    pub fn check_header(&self, head: &Record) -> Result<(), TraceError> {
        if self.skipped() == 1 && head.len() + 1 == self.width {
            return Ok(());
        }
        self.check_width(head, 0, || format!("the header (line {})", head.line))
    }

    fn check_width(
        &self,
        record: &Record,
        before: usize,
        place: impl Fn() -> String,
    ) -> Result<(), TraceError> {
        let (file, skipped) = (self.path.to_owned(), self.skipped());
        let (found, expected) = (record.len().saturating_sub(skipped), self.width - skipped);
        match (found == expected, self.expected) {
            (true, _) => Ok(()),
            (false, Some(workers)) if before == 0 && self.numbers.reading.columns.is_empty() => {
                let hint = if found > workers { OTHERS } else { "" };
                Err(TraceError::Columns { file, place: place(), found, workers, hint })
            }
            _ => Err(TraceError::Ragged { file, place: place(), found, expected }),
        }
    }

    /// The times of a row, of which `before` have been read; none where it is to be left out.
    pub fn round(&self, record: &Record, before: usize) -> Result<Option<Vec<f64>>, TraceError> {
        let place = || format!("row {} (line {})", before + 1, record.line);
        self.check_width(record, before, place)?;
        let mut times = Vec::with_capacity(self.columns.len());
        let mut is_whole = true;
        for &column in &self.columns {
            let cell = record.cell(column);
            match self.numbers.time(cell) {
                Ok(Some(time)) => times.push(time),
                Ok(None) => is_whole = false,
                Err(problem) => {
                    let why = (problem, self.numbers.quantity);
                    return Err(wrong_entry(self.path, &place(), column + 1, cell, why));
                }
            }
        }
        Ok(is_whole.then_some(times))
    }

    /// That a first column which was taken for an index counts, where its names do not tell, and that one which was taken
    /// for a worker's does not.
    pub fn check_index(&self, column: &Column, line: usize, rows: &[Vec<f64>]) -> Result<(), TraceError> {
        let file = self.path.to_owned();
        if self.first == FirstColumn::Counts && !column.counts(2) {
            let (place, workers) = (format!("row 1 (line {line})"), self.workers());
            return Err(TraceError::Columns { file, place, found: self.width, workers, hint: OTHERS });
        }
        let is_told = self.numbers.reading.names.index != Presence::Auto || self.first != FirstColumn::Worker;
        let is_guess = !is_told && self.numbers.reading.columns.is_empty() && self.workers() > 1;
        let is_beside_times = || rows.iter().any(|row| is_measured(&row[1..])) || dwarf(rows, 1, rows.len());
        if is_guess && column.counts(COUNTED_FROM) && is_beside_times() {
            let quantity = self.numbers.quantity;
            return Err(TraceError::AmbiguousIndex { file, cells: column.shown(), quantity });
        }
        Ok(())
    }
}

/// What to say where there are more columns than workers.
const OTHERS: &str = "; where some are no workers, say which are: columns = [\"2-21\"] or [\"worker_*\"]";

/// Whether there is a time that nobody counts with.
pub(super) fn is_measured(row: &[f64]) -> bool {
    row.iter().any(|t| t.is_finite() && t.fract() != 0.0)
}

/// Times that are all above so many times the largest number are none like those that count.
const DWARFED: f64 = 10.0;

/// Whether there are rounds, and all their times, but for the first columns skipped, are far above the numbers up to the
/// largest.
pub(super) fn dwarf(rounds: &[Vec<f64>], skipped: usize, largest: usize) -> bool {
    let times = || rounds.iter().flat_map(|row| &row[skipped..]);
    !rounds.is_empty() && times().all(|&t| t > DWARFED * largest as f64)
}
