//! Reading a trace: a table with a column a worker and a row a round, or with a row for each of their times.
//!
//! A file is read as every table is ([`Records`]). Its first line may be a header; what is neither surely one nor surely a
//! round is refused, as a round dropped or added in silence changes every result.

use std::path::Path;

use super::long_table;
use super::numbers::{Numbers, has_commas, malformed};
use super::quantity::Quantity;
use super::reading::{Reading, chosen};
use super::trace::{Trace, wrong_entry};
use super::trace_error::TraceError;
use crate::input::{self, Delimiter, Presence, Record, Records, header};

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
        let reading = Reading::default().with_header(header);
        Self::read_as(path, base, Some(workers), &reading, Quantity::CycleTimes)
    }

    /// The same of cycle times or overheads, as a reading says; of any number of workers where none is given.
    ///
    /// # Errors
    /// As of [`Self::read`].
    pub fn read_as(
        path: &str,
        base: &Path,
        workers: Option<usize>,
        reading: &Reading,
        quantity: Quantity,
    ) -> Result<Self, TraceError> {
        let file = base.join(path);
        let text = input::text(&file).map_err(|source| TraceError::Unreadable { path: file, source })?;
        Self::parse_as(path, &text, workers, reading, quantity)
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
        let reading = Reading::default().with_header(header);
        Self::parse_as(path, text, None, &reading, Quantity::CycleTimes)
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
        let reading = Reading::default().with_header(header);
        Self::parse_as(path, text, Some(workers), &reading, Quantity::CycleTimes)
    }

    /// The same as a reading says, of any number of workers where none is given.
    ///
    /// # Errors
    /// As of [`Self::parse`], and where columns are chosen that are not there.
    pub fn parse_as(
        path: &str,
        text: &str,
        workers: Option<usize>,
        reading: &Reading,
        quantity: Quantity,
    ) -> Result<Self, TraceError> {
        let delimiter = reading.delimiter.unwrap_or_else(|| Delimiter::of(text));
        let records = || {
            Records::of(text, Some(delimiter)).map_err(|cause| malformed(path, cause)).map(Iterator::peekable)
        };
        let mut records = records()?;
        let is_header = |first: &Record| match reading.header {
            Presence::Auto => header::is_one(first.cells()),
            Presence::Present => true,
            Presence::Absent => false,
        };
        let head = records.next_if(is_header);
        let has_commas = has_commas(path, text, delimiter)?;
        let numbers = Numbers { reading, quantity, has_commas };
        if reading.is_long {
            let names = head.as_ref().map(Record::shown);
            let (rows, dropped) = long_table::rounds(path, records, head.as_ref(), workers, &numbers)?;
            return Ok(Self::of_file(path, rows, names, reading, dropped));
        }
        let table =
            Table::new(path, head.as_ref().or_else(|| records.peek()), head.is_some(), workers, numbers)?;
        if let Some(head) = &head {
            table.check_width(head, 0, || format!("the header (line {})", head.line))?;
        }
        let names = head.map(|head| table.shown(&head));
        let counting = match (reading.header, records.peek()) {
            (Presence::Auto, Some(first)) if names.is_none() => table.counting(first),
            _ => None,
        };
        let ambiguous =
            |(line, cells): (usize, String)| TraceError::Ambiguous { file: path.to_owned(), line, cells };
        if let Some((first, 0)) = counting {
            return Err(ambiguous(first));
        }
        let (mut rows, mut dropped): (Vec<Vec<f64>>, usize) = (Vec::new(), 0);
        for record in records {
            match table.round(&record, rows.len() + dropped)? {
                Some(row) => rows.push(row),
                None => dropped += 1,
            }
        }
        if rows.is_empty() {
            return Err(TraceError::NoRows { file: path.to_owned(), workers: table.workers() });
        }
        let is_measured = |row: &Vec<f64>| row.iter().any(|t| t.is_finite() && t.fract() != 0.0);
        match counting {
            Some((first, _)) if rows.iter().any(is_measured) || dwarf(&rows[1..], table.workers()) => {
                Err(ambiguous(first))
            }
            _ => Ok(Self::of_file(path, rows, names, reading, dropped)),
        }
    }
}

/// The columns of a table with a row a round.
struct Table<'a> {
    path: &'a str,
    numbers: Numbers<'a>,
    /// Columns of the file, and those of the workers from 0.
    width: usize,
    columns: Vec<usize>,
    /// Whether the number of workers is known from elsewhere.
    expected: Option<usize>,
}

impl<'a> Table<'a> {
    /// From its first line, which may be its header.
    fn new(
        path: &'a str,
        first: Option<&Record>,
        is_header: bool,
        workers: Option<usize>,
        numbers: Numbers<'a>,
    ) -> Result<Self, TraceError> {
        let choice = &numbers.reading.columns;
        let Some(first) = first else {
            let file = path.to_owned();
            return Err(match workers {
                Some(workers) => TraceError::NoRows { file, workers },
                None => TraceError::Empty { file },
            });
        };
        if choice.is_empty() {
            let width = workers.unwrap_or(first.len());
            return Ok(Self { path, numbers, width, columns: (0..width).collect(), expected: workers });
        }
        let names: Option<Vec<String>> = is_header.then(|| first.cells().map(str::to_owned).collect());
        let columns = chosen(choice, first.len(), names.as_deref())
            .map_err(|problem| TraceError::Choice { file: path.to_owned(), problem })?;
        if let Some(workers) = workers.filter(|workers| *workers != columns.len()) {
            let problem = format!("they are {}; system.workers = {workers} needs {workers}", columns.len());
            return Err(TraceError::Choice { file: path.to_owned(), problem });
        }
        Ok(Self { path, numbers, width: first.len(), columns, expected: workers })
    }

    fn workers(&self) -> usize {
        self.columns.len()
    }

    /// The names of the workers' columns.
    fn shown(&self, head: &Record) -> String {
        if self.numbers.reading.columns.is_empty() {
            return head.shown();
        }
        let names: Vec<&str> = self.columns.iter().map(|&column| head.cell(column)).collect();
        input::shorten(&names.join(", "))
    }

    /// Line and cells of a row that counts two or more workers from 0 or 1, and what it begins with.
    fn counting(&self, first: &Record) -> Option<((usize, String), u64)> {
        let begins = header::counts_from(first.cells())?;
        (first.len() == self.width).then(|| ((first.line, first.shown()), begins))
    }

    fn check_width(
        &self,
        record: &Record,
        before: usize,
        place: impl Fn() -> String,
    ) -> Result<(), TraceError> {
        let (file, found, expected) = (self.path.to_owned(), record.len(), self.width);
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
    fn round(&self, record: &Record, before: usize) -> Result<Option<Vec<f64>>, TraceError> {
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
}

/// What to say where there are more columns than workers.
const OTHERS: &str = "; where some are no workers, say which are: columns = [\"2-21\"] or [\"worker_*\"]";

/// Times that are all above so many times the number of workers are no further rounds like one that counts them.
const DWARFED: f64 = 10.0;

/// Whether there are rounds, and all their times are far above the numbers of the workers.
fn dwarf(rounds: &[Vec<f64>], workers: usize) -> bool {
    !rounds.is_empty() && rounds.iter().flatten().all(|&t| t > DWARFED * workers as f64)
}
