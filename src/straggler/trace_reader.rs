//! Reading a trace: a table with a column a worker and a row a round.
//!
//! A file is read as every table is ([`Records`]). Its first line may be a header; what is neither surely one nor surely a
//! round is refused, as a round dropped or added in silence changes every result.

use std::path::Path;

use super::trace::{Quantity, Trace, wrong_entry};
use super::trace_error::TraceError;
use crate::input::{self, Malformed, Presence, Record, Records, header};

impl Trace {
    /// Reads the file `path`, relative to the folder `base`, with one column for each of the workers.
    ///
    /// # Errors
    /// When the file cannot be read, or is not a table of cycle times with `workers` columns.
    pub fn read(path: &str, base: &Path, workers: usize) -> Result<Self, TraceError> {
        Self::read_with(path, base, workers, Presence::Auto)
    }

    /// The same where it is known whether the first line is a header.
    ///
    /// # Errors
    /// As of [`Self::read`].
    pub fn read_with(path: &str, base: &Path, workers: usize, header: Presence) -> Result<Self, TraceError> {
        Self::read_as(path, base, workers, header, Quantity::CycleTimes)
    }

    /// The same of cycle times or overheads.
    ///
    /// # Errors
    /// As of [`Self::read`].
    pub fn read_as(
        path: &str,
        base: &Path,
        workers: usize,
        header: Presence,
        quantity: Quantity,
    ) -> Result<Self, TraceError> {
        let file = base.join(path);
        let text = input::text(&file).map_err(|source| TraceError::Unreadable { path: file, source })?;
        Self::parse_as(path, &text, workers, header, quantity)
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
    pub fn open(path: impl AsRef<Path>, header: Presence) -> Result<Self, TraceError> {
        let path = path.as_ref();
        let unreadable = |source| TraceError::Unreadable { path: path.to_owned(), source };
        Self::of_table(&path.display().to_string(), &input::text(path).map_err(unreadable)?, header)
    }

    /// The same of a text; `path` is what messages call it.
    ///
    /// # Errors
    /// When it is not a table of cycle times.
    pub fn of_table(path: &str, text: &str, header: Presence) -> Result<Self, TraceError> {
        let first = Records::of(text, None).map_err(|cause| malformed(path, cause))?.next();
        let Some(first) = first else { return Err(TraceError::Empty { file: path.to_owned() }) };
        Self::parse_with(path, text, first.len(), header).map_err(|error| match error {
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

    /// The same where it is known whether the first line is a header.
    ///
    /// # Errors
    /// As of [`Self::parse`].
    pub fn parse_with(path: &str, text: &str, workers: usize, header: Presence) -> Result<Self, TraceError> {
        Self::parse_as(path, text, workers, header, Quantity::CycleTimes)
    }

    fn parse_as(
        path: &str,
        text: &str,
        workers: usize,
        header: Presence,
        quantity: Quantity,
    ) -> Result<Self, TraceError> {
        let mut records = Records::of(text, None).map_err(|cause| malformed(path, cause))?.peekable();
        let is_header = |first: &Record| match header {
            Presence::Auto => header::is_one(first.cells()),
            Presence::Present => true,
            Presence::Absent => false,
        };
        let names = match records.next_if(is_header) {
            Some(first) => {
                let place = || format!("the header (line {})", first.line);
                check_columns(path, &first, workers, 0, place)?;
                Some(first.shown())
            }
            None => None,
        };
        let counting = match (header, records.peek()) {
            (Presence::Auto, Some(first)) if names.is_none() => counting(first, workers),
            _ => None,
        };
        let ambiguous =
            |(line, cells): (usize, String)| TraceError::Ambiguous { file: path.to_owned(), line, cells };
        if let Some((first, 0)) = counting {
            return Err(ambiguous(first));
        }
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for record in records {
            rows.push(round(path, &record, workers, rows.len(), quantity)?);
        }
        if rows.is_empty() {
            return Err(TraceError::NoRows { file: path.to_owned(), workers });
        }
        let is_measured = |row: &Vec<f64>| row.iter().any(|t| t.is_finite() && t.fract() != 0.0);
        match counting {
            Some((first, _)) if rows.iter().any(is_measured) || dwarf(&rows[1..], workers) => {
                Err(ambiguous(first))
            }
            _ => Ok(Self::of_file(path, rows, names)),
        }
    }
}

/// Times that are all above so many times the number of workers are no further rounds like one that counts them.
const DWARFED: f64 = 10.0;

/// Whether there are rounds, and all their times are far above the numbers of the workers.
fn dwarf(rounds: &[Vec<f64>], workers: usize) -> bool {
    !rounds.is_empty() && rounds.iter().flatten().all(|&t| t > DWARFED * workers as f64)
}

/// Line and cells of a row that counts two or more workers from 0 or 1, and what it begins with.
fn counting(first: &Record, workers: usize) -> Option<((usize, String), u64)> {
    let begins = header::counts_from(first.cells())?;
    (first.len() == workers).then(|| ((first.line, first.shown()), begins))
}

fn malformed(path: &str, Malformed { line, column, problem }: Malformed) -> TraceError {
    TraceError::Malformed { file: path.to_owned(), line, column, problem }
}

/// The cycle times of a row, of which `before` have been read.
fn round(
    path: &str,
    record: &Record,
    workers: usize,
    before: usize,
    quantity: Quantity,
) -> Result<Vec<f64>, TraceError> {
    let place = || format!("row {} (line {})", before + 1, record.line);
    check_columns(path, record, workers, before, place)?;
    let mut times = Vec::with_capacity(workers);
    for (cell, column) in record.cells().zip(1..) {
        match time(cell, quantity) {
            Ok(time) => times.push(time),
            Err(problem) => return Err(wrong_entry(path, &place(), column, cell, (problem, quantity))),
        }
    }
    Ok(times)
}

fn check_columns(
    path: &str,
    record: &Record,
    workers: usize,
    before: usize,
    place: impl Fn() -> String,
) -> Result<(), TraceError> {
    let (file, found) = (path.to_owned(), record.len());
    match found == workers {
        true => Ok(()),
        false if before > 0 => Err(TraceError::Ragged { file, place: place(), found, expected: workers }),
        false => Err(TraceError::Columns { file, place: place(), found, workers }),
    }
}

/// A cycle time, or what is wrong with it. Only the word says that a worker never returns: a number with too many
/// digits for a double is a mistake.
fn time(cell: &str, quantity: Quantity) -> Result<f64, &'static str> {
    match cell.parse::<f64>() {
        Err(_) => Err(header::why_no_number(cell)),
        Ok(x) if x.is_infinite() && cell.bytes().any(|byte| byte.is_ascii_digit()) => {
            Err("is infinite in double precision")
        }
        Ok(x) => quantity.fault(x).map_or(Ok(x), Err),
    }
}
