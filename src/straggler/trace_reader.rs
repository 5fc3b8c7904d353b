//! Reading a trace: a table with a column a worker and a row a round, or with a row for each of their times.
//!
//! A file is read as every table is ([`Records`]). Its first line may be a header; what is neither surely one nor surely a
//! round is refused, as a round dropped or added in silence changes every result.

use std::path::Path;

use super::long_table;
use super::numbers::{Numbers, has_commas, malformed};
use super::origin::Origin;
use super::quantity::Quantity;
use super::reading::{Reading, chosen};
use super::trace::{Trace, wrong_entry};
use super::trace_error::TraceError;
use crate::input::header::Column;
use crate::input::{self, Delimiter, Names, Presence, Record, Records, header};

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
        let reading = Reading::default().with_names(names);
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
        let reading = Reading::default().with_names(names);
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
        let reading = Reading::default().with_names(names);
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
        let names = reading.names;
        let is_header = |first: &Record| match names.header {
            Presence::Auto => header::is_one(first.cells()) || names_columns(first, workers, names.index),
            Presence::Present => true,
            Presence::Absent => false,
        };
        let head = records.next_if(is_header);
        let has_commas = has_commas(path, text, delimiter)?;
        let numbers = Numbers { reading, quantity, has_commas };
        if reading.is_long {
            let shown = head.as_ref().map(Record::shown);
            let (rows, dropped) = long_table::rounds(path, records, head.as_ref(), workers, &numbers)?;
            let origin = Origin { header: shown, dropped, reading: reading.clone(), ..Origin::default() };
            return Ok(Self::bare(path, rows).with_origin(origin));
        }
        let table = Table::new(path, (head.as_ref(), records.peek()), workers, numbers)?;
        if let Some(head) = &head {
            table.check_header(head)?;
        }
        let shown = head.map(|head| table.shown(&head));
        let counting = match (names.header, records.peek()) {
            (Presence::Auto, Some(first)) if shown.is_none() && table.first == FirstColumn::Worker => {
                table.counting(first)
            }
            _ => None,
        };
        let ambiguous = |(line, cells): (usize, String)| TraceError::Ambiguous {
            file: path.to_owned(),
            line,
            cells,
            quantity,
        };
        if let Some((first, 0)) = counting {
            return Err(ambiguous(first));
        }
        let first = records.peek().map_or(1, |first| first.line);
        let (mut rows, mut dropped): (Vec<Vec<f64>>, usize) = (Vec::new(), 0);
        let mut column = Column::default();
        for record in records {
            column.push(record.cell(0));
            match table.round(&record, rows.len() + dropped)? {
                Some(row) => rows.push(row),
                None => dropped += 1,
            }
        }
        if rows.is_empty() {
            return Err(TraceError::NoRows { file: path.to_owned(), workers: table.workers() });
        }
        if let Some((first, _)) = counting
            && (rows.iter().any(|row| is_measured(row)) || dwarf(&rows[1..], 0, table.workers()))
        {
            return Err(ambiguous(first));
        }
        table.check_index(&column, first, &rows)?;
        let index = (table.first != FirstColumn::Worker).then(|| column.shown());
        let sources = Vec::new();
        let origin = Origin { header: shown, index, reading: reading.clone(), dropped, sources };
        Ok(Self::bare(path, rows).with_origin(origin))
    }
}

/// Rounds from which a first column of 1, 2, 3 is more likely their numbers than times.
const COUNTED_FROM: u64 = 3;

/// Whether a first line has no name above an index, and numbers that count the columns beside it.
fn names_columns(first: &Record, workers: Option<usize>, index: Presence) -> bool {
    let counts = header::counts_from(first.cells().skip(1)).is_some();
    index != Presence::Absent && has_one_more(first, workers) && first.cell(0).is_empty() && counts
}

/// Whether there is one column more than workers.
fn has_one_more(first: &Record, workers: Option<usize>) -> bool {
    workers.is_some_and(|workers| first.len() == workers + 1)
}

/// Whether the first column has no name where the others have.
fn is_nameless(head: Option<&Record>) -> bool {
    head.is_some_and(|head| head.cell(0).is_empty())
}

/// What the first column of a table is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FirstColumn {
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
struct Table<'a> {
    path: &'a str,
    numbers: Numbers<'a>,
    /// Columns of the file, and those of the workers from 0.
    width: usize,
    columns: Vec<usize>,
    /// Whether the number of workers is known from elsewhere.
    expected: Option<usize>,
    first: FirstColumn,
}

impl<'a> Table<'a> {
    /// From its header and its first row, where there are such.
    fn new(
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

    fn workers(&self) -> usize {
        self.columns.len()
    }

    /// Columns that are left out before those of workers.
    fn skipped(&self) -> usize {
        usize::from(self.first != FirstColumn::Worker)
    }

    /// The names of the workers' columns.
    fn shown(&self, head: &Record) -> String {
        if self.numbers.reading.columns.is_empty() {
            return head.shown();
        }
        // A header without a name for the index is shorter.
        let before = self.width - head.len();
        let names: Vec<&str> = self.columns.iter().map(|&column| head.cell(column - before)).collect();
        input::shorten(&names.join(", "))
    }

    /// Line and cells of a row that counts two or more workers from 0 or 1, and what it begins with.
    fn counting(&self, first: &Record) -> Option<((usize, String), u64)> {
        let begins = header::counts_from(first.cells())?;
        (first.len() == self.width).then(|| ((first.line, first.shown()), begins))
    }

    /// That a header names the columns, but for that of an index.
    fn check_header(&self, head: &Record) -> Result<(), TraceError> {
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

    /// That a first column which was taken for an index counts, where its names do not tell, and that one which was taken
    /// for a worker's does not.
    fn check_index(&self, column: &Column, line: usize, rows: &[Vec<f64>]) -> Result<(), TraceError> {
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
fn is_measured(row: &[f64]) -> bool {
    row.iter().any(|t| t.is_finite() && t.fract() != 0.0)
}

/// Times that are all above so many times the largest number are none like those that count.
const DWARFED: f64 = 10.0;

/// Whether there are rounds, and all their times, but for the first columns skipped, are far above the numbers up to the
/// largest.
fn dwarf(rounds: &[Vec<f64>], skipped: usize, largest: usize) -> bool {
    let times = || rounds.iter().flat_map(|row| &row[skipped..]);
    !rounds.is_empty() && times().all(|&t| t > DWARFED * largest as f64)
}
