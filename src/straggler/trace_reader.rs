//! Reading a trace: a table with a column a worker and a row a round.
//!
//! A file is read as every table is ([`Records`]). Its first line may be a header; what is neither surely one nor surely a
//! round is refused, as a round dropped or added in silence changes every result.

use std::path::Path;

use super::trace::{Trace, fault, wrong_entry};
use super::trace_error::TraceError;
use crate::input::header::Column;
use crate::input::{self, Malformed, Names, Presence, Record, Records, header};

impl Trace {
    /// Reads the file `path`, relative to the folder `base`, with one column for each of the workers.
    ///
    /// # Errors
    /// When the file cannot be read, or is not a table of cycle times with `workers` columns.
    pub fn read(path: &str, base: &Path, workers: usize) -> Result<Self, TraceError> {
        Self::read_with(path, base, workers, Presence::Auto)
    }

    /// The same where it is known whether the first line is a header, and the first column an index.
    ///
    /// # Errors
    /// As of [`Self::read`].
    pub fn read_with(
        path: &str,
        base: &Path,
        workers: usize,
        names: impl Into<Names>,
    ) -> Result<Self, TraceError> {
        let file = base.join(path);
        let text = input::text(&file).map_err(|source| TraceError::Unreadable { path: file, source })?;
        Self::parse_with(path, &text, workers, names)
    }

    /// Reads a file of any number of workers, as many as its first row or header has columns.
    ///
    /// ```no_run
    /// use bcgc::{Presence, Trace};
    ///
    /// let trace = Trace::open("times.csv", Presence::Auto)?;
    /// println!("{} rounds of {} workers", trace.rows().len(), trace.rows()[0].len());
    /// # Ok::<(), bcgc::TraceError>(())
    /// ```
    ///
    /// # Errors
    /// When the file cannot be read, or is not a table of cycle times.
    pub fn open(path: impl AsRef<Path>, names: impl Into<Names>) -> Result<Self, TraceError> {
        let path = path.as_ref();
        let unreadable = |source| TraceError::Unreadable { path: path.to_owned(), source };
        Self::of_table(&path.display().to_string(), &input::text(path).map_err(unreadable)?, names)
    }

    /// The same of a text; `path` is what messages call it.
    ///
    /// # Errors
    /// When it is not a table of cycle times.
    pub fn of_table(path: &str, text: &str, names: impl Into<Names>) -> Result<Self, TraceError> {
        let names: Names = names.into();
        let mut records = Records::of(text, None).map_err(|cause| malformed(path, cause))?;
        let Some(first) = records.next() else { return Err(TraceError::Empty { file: path.to_owned() }) };
        let columns = match names.index {
            // A header may have no name for it.
            Presence::Present => records.next().map_or(first.len(), |second| second.len()).saturating_sub(1),
            _ => first.len(),
        };
        Self::parse_with(path, text, columns, names).map_err(|error| match error {
            TraceError::Columns { file, place, found, workers } => {
                TraceError::Ragged { file, place, found, expected: workers }
            }
            error => error,
        })
    }

    /// Reads a table; `path` is what messages call it.
    ///
    /// ```
    /// use bcgc::Trace;
    ///
    /// let trace = Trace::parse("t.csv", "w1,w2\n1.5,inf\n", 2)?;
    /// assert_eq!(trace.rows(), [vec![1.5, f64::INFINITY]]);
    /// assert_eq!(trace.header(), Some("w1, w2"));
    /// # Ok::<(), bcgc::TraceError>(())
    /// ```
    ///
    /// # Errors
    /// When it is not a table of cycle times with `workers` columns.
    pub fn parse(path: &str, text: &str, workers: usize) -> Result<Self, TraceError> {
        Self::parse_with(path, text, workers, Presence::Auto)
    }

    /// The same where it is known whether the first line is a header, and the first column an index.
    ///
    /// # Errors
    /// As of [`Self::parse`].
    pub fn parse_with(
        path: &str,
        text: &str,
        workers: usize,
        names: impl Into<Names>,
    ) -> Result<Self, TraceError> {
        let names: Names = names.into();
        let mut records = Records::of(text, None).map_err(|cause| malformed(path, cause))?.peekable();
        let is_header = |first: &Record| match names.header {
            Presence::Auto => header::is_one(first.cells()) || names_columns(first, workers, names.index),
            Presence::Present => true,
            Presence::Absent => false,
        };
        let header = records.next_if(is_header);
        let skipped = match records.peek() {
            Some(first) => usize::from(has_index(first, header.as_ref(), workers, names.index)),
            None => 0,
        };
        if let Some(first) = &header {
            let place = || format!("the header (line {})", first.line);
            // That of the index may have no name.
            let named = if first.len() == workers { 0 } else { skipped };
            check_columns(path, first, (workers, named), 0, place)?;
        }
        let counting = match (names.header, records.peek()) {
            (Presence::Auto, Some(first)) if header.is_none() && skipped == 0 => counting(first, workers),
            _ => None,
        };
        let ambiguous =
            |(line, cells): (usize, String)| TraceError::Ambiguous { file: path.to_owned(), line, cells };
        if let Some((first, 0)) = counting {
            return Err(ambiguous(first));
        }
        // A number that begins to count must go on.
        let must_count = match records.peek() {
            Some(first) if skipped > 0 && names.index == Presence::Auto => {
                !is_nameless(header.as_ref()) && !header::is_name(first.cell(0))
            }
            _ => false,
        };
        let first = records.peek().map(|first| first.line);
        let mut rows: Vec<Vec<f64>> = Vec::new();
        let mut column = Column::default();
        for record in records {
            column.push(record.cell(0));
            rows.push(round(path, &record, (workers, skipped), rows.len())?);
        }
        if rows.is_empty() {
            return Err(TraceError::NoRows { file: path.to_owned(), workers });
        }
        if must_count && !column.counts(2) {
            let place = format!("row 1 (line {})", first.unwrap_or(1));
            return Err(TraceError::Columns { file: path.to_owned(), place, found: workers + 1, workers });
        }
        let is_measured = |row: &[f64]| row.iter().any(|t| t.is_finite() && t.fract() != 0.0);
        if let Some((first, _)) = counting
            && (rows.iter().any(|row| is_measured(row)) || dwarf(&rows[1..], 0, workers))
        {
            return Err(ambiguous(first));
        }
        let is_beside_times = || rows.iter().any(|row| is_measured(&row[1..])) || dwarf(&rows, 1, rows.len());
        let is_guess = names.index == Presence::Auto && skipped == 0 && workers > 1;
        if is_guess && column.counts(COUNTED_FROM) && is_beside_times() {
            return Err(TraceError::AmbiguousIndex { file: path.to_owned(), cells: column.shown() });
        }
        let index = (skipped > 0).then(|| column.shown());
        Ok(Self::of_file(path, rows, header.map(|first| first.shown()), index))
    }
}

/// Rounds from which a first column of 1, 2, 3 is more likely their numbers than times.
const COUNTED_FROM: u64 = 3;

/// Whether a first line has no name above an index, and numbers that count the columns beside it.
fn names_columns(first: &Record, workers: usize, index: Presence) -> bool {
    let counts = header::counts_from(first.cells().skip(1)).is_some();
    index != Presence::Absent && first.len() == workers + 1 && first.cell(0).is_empty() && counts
}

/// Whether the first column has no name where the others have.
fn is_nameless(header: Option<&Record>) -> bool {
    header.is_some_and(|header| header.cell(0).is_empty())
}

/// Whether the first column is an index: where that is said, or where there is one column more than workers and it holds
/// names, has no name itself, or may count the rounds.
fn has_index(first: &Record, header: Option<&Record>, workers: usize, said: Presence) -> bool {
    match said {
        Presence::Present => true,
        Presence::Absent => false,
        Presence::Auto if first.len() != workers + 1 => false,
        Presence::Auto => {
            is_nameless(header) || header::is_name(first.cell(0)) || matches!(first.cell(0), "0" | "1")
        }
    }
}

/// Times that are all above so many times the largest number are none like those that count.
const DWARFED: f64 = 10.0;

/// Whether there are rounds, and all their times, but for the first columns skipped, are far above the numbers up to the
/// largest.
fn dwarf(rounds: &[Vec<f64>], skipped: usize, largest: usize) -> bool {
    let times = || rounds.iter().flat_map(|row| &row[skipped..]);
    !rounds.is_empty() && times().all(|&t| t > DWARFED * largest as f64)
}

/// Line and cells of a row that counts two or more workers from 0 or 1, and what it begins with.
fn counting(first: &Record, workers: usize) -> Option<((usize, String), u64)> {
    let begins = header::counts_from(first.cells())?;
    (first.len() == workers).then(|| ((first.line, first.shown()), begins))
}

fn malformed(path: &str, Malformed { line, column, problem }: Malformed) -> TraceError {
    TraceError::Malformed { file: path.to_owned(), line, column, problem }
}

/// The cycle times of a row behind the columns skipped; `before` rows have been read.
fn round(
    path: &str,
    record: &Record,
    (workers, skipped): (usize, usize),
    before: usize,
) -> Result<Vec<f64>, TraceError> {
    let place = || format!("row {} (line {})", before + 1, record.line);
    check_columns(path, record, (workers, skipped), before, place)?;
    let mut times = Vec::with_capacity(workers);
    for (cell, column) in record.cells().zip(1..).skip(skipped) {
        match time(cell) {
            Ok(time) => times.push(time),
            Err(problem) => return Err(wrong_entry(path, &place(), column, cell, problem)),
        }
    }
    Ok(times)
}

fn check_columns(
    path: &str,
    record: &Record,
    (workers, skipped): (usize, usize),
    before: usize,
    place: impl Fn() -> String,
) -> Result<(), TraceError> {
    let (file, found) = (path.to_owned(), record.len().saturating_sub(skipped));
    match found == workers {
        true => Ok(()),
        false if before > 0 => Err(TraceError::Ragged { file, place: place(), found, expected: workers }),
        false => Err(TraceError::Columns { file, place: place(), found, workers }),
    }
}

/// A cycle time, or what is wrong with it. Only the word says that a worker never returns: a number with too many
/// digits for a double is a mistake.
fn time(cell: &str) -> Result<f64, &'static str> {
    match cell.parse::<f64>() {
        Err(_) => Err(header::why_no_number(cell)),
        Ok(x) if x.is_infinite() && cell.bytes().any(|byte| byte.is_ascii_digit()) => {
            Err("is infinite in double precision")
        }
        Ok(x) => fault(x).map_or(Ok(x), Err),
    }
}
