//! Reading a trace: a table with a column a worker and a row a round, or with a row for each of their times.
//!
//! A file is read as every table is ([`Records`]). Its first line may be a header; what is neither surely one nor surely a
//! round is refused, as a round dropped or added in silence changes every result.

use std::path::Path;

use super::first_column::{FirstColumn, has_one_more};
use super::long_table;
use super::numbers::{Numbers, malformed};
use super::origin::Origin;
use super::quantity::Quantity;
use super::reading::Reading;
use super::time_stamps::{are_dates, are_unix};
use super::trace::Trace;
use super::trace_columns::{Columns, dwarf, is_measured};
use super::trace_error::TraceError;
use crate::input::header::Column;
use crate::input::{self, Names, Presence, Record, Records, header};

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

    /// Reads a file of any number of workers, as many as its first row or header has columns, as a [`Reading`] says or
    /// [`Names`] say.
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
    pub fn open(path: impl AsRef<Path>, reading: impl Into<Reading>) -> Result<Self, TraceError> {
        let path = path.as_ref();
        let unreadable = |source| TraceError::Unreadable { path: path.to_owned(), source };
        Self::of_table(&path.display().to_string(), &input::text(path).map_err(unreadable)?, reading)
    }

    /// The same of a text; `path` is what messages call it.
    ///
    /// # Errors
    /// When it is not a table of cycle times.
    pub fn of_table(path: &str, text: &str, reading: impl Into<Reading>) -> Result<Self, TraceError> {
        Self::parse_as(path, text, None, &reading.into(), Quantity::CycleTimes)
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
        let mut records = Records::of(text, reading.delimiter).map_err(|cause| malformed(path, cause))?;
        let (first, second) = (records.next(), records.next());
        let names = reading.names;
        if let (Presence::Auto, Some(first), Some(second)) = (names.header, &first, &second)
            && counts_behind_a_name(first)
            && header::is_name(second.cell(0))
        {
            // A round with a name like the others, or the names of the columns.
            let (file, line, cells) = (path.to_owned(), first.line, first.shown());
            return Err(TraceError::Ambiguous { file, line, cells, quantity });
        }
        let is_dated =
            first.as_ref().zip(second.as_ref()).is_some_and(|(first, second)| names_moments(first, second));
        let is_numbered = second.as_ref().is_some_and(begins_an_index) && reading.columns.is_empty();
        let mut records = first.into_iter().chain(second).chain(records).peekable();
        let is_header = |first: &Record| match names.header {
            Presence::Auto => {
                header::is_one(first.cells())
                    || counts_behind_a_name(first)
                    || names_columns(first, workers, names.index, is_numbered)
                    || is_dated
            }
            Presence::Present => true,
            Presence::Absent => false,
        };
        let head = records.next_if(is_header);
        let numbers = Numbers { reading, quantity };
        if reading.is_long {
            let shown = head.as_ref().map(Record::shown);
            let rounds = long_table::rounds(path, records, head.as_ref(), workers, &numbers)?;
            let (dropped, long) = (rounds.dropped, Some(rounds.columns));
            let origin = Origin {
                header: shown,
                unit: rounds.unit,
                dropped,
                long: long.map(Box::new),
                reading: reading.clone(),
                ..Origin::default()
            };
            return Ok(Self::bare(path, rounds.times).with_origin(origin).with_marks(rounds.marks));
        }
        let columns = Columns::new(path, (head.as_ref(), records.peek()), workers, numbers)?;
        if let Some(head) = &head {
            // Whether the first column counts the rounds is known once all are read.
            if columns.first != FirstColumn::Counts {
                columns.check_names(head)?;
            }
            columns.check_header(head)?;
        }
        let shown = head.as_ref().map(|head| columns.shown(head));
        let unit = head.as_ref().and_then(|head| columns.unit(head));
        let counting = match (names.header, records.peek()) {
            (Presence::Auto, Some(first)) if shown.is_none() && columns.first == FirstColumn::Worker => {
                columns.counting(first)
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
        let (mut column, mut end_empty) = (Column::default(), true);
        let mut rounds = Vec::new();
        let has_index = columns.first != FirstColumn::Worker;
        while let Some(record) = records.next() {
            column.push(record.cell(0));
            end_empty &= columns.ends_empty(&record);
            match columns.round(&record, rows.len() + dropped) {
                Ok(Some(row)) => {
                    rows.push(row);
                    rounds.extend(has_index.then(|| record.cell(0).to_owned()));
                }
                Ok(None) => dropped += 1,
                Err(error) if rows.len() + dropped == 0 => {
                    return Err(columns.counted(error, &record, records));
                }
                Err(error) => return Err(error),
            }
        }
        if rows.is_empty() && dropped > 0 {
            let problem =
                format!("it holds no row of times that is whole: in each of {dropped} one is missing");
            let all = || TraceError::Long { file: path.to_owned(), problem };
            return Err(if end_empty && dropped > 1 { columns.empty_end(first) } else { all() });
        }
        if rows.is_empty() {
            return Err(TraceError::NoRows { file: path.to_owned(), workers: columns.workers() });
        }
        if let Some((first, _)) = counting
            && (rows.iter().any(|row| is_measured(row)) || dwarf(&rows[1..], 0, columns.workers()))
        {
            return Err(ambiguous(first));
        }
        columns.check_index(&column, first, &rows)?;
        if columns.first == FirstColumn::Counts
            && let Some(head) = &head
        {
            columns.check_names(head)?;
        }
        columns.check_clocks(&rows)?;
        // What numbers look like is seen of those in the file.
        rows.iter_mut().flatten().for_each(|time| *time = numbers.scaled(*time));
        let index = has_index.then(|| column.shown());
        let sources = Vec::new();
        let reading = reading.clone();
        let origin = Origin { header: shown, unit, index, reading, dropped, sources, long: None };
        let marks = columns.marks(head.as_ref(), rounds);
        let trace = Self::bare(path, rows).with_origin(origin);
        Ok(marks.into_iter().fold(trace, Self::with_marks))
    }
}

/// Whether a first line has no name above an index, and numbers that count the columns beside it; where it is not known how
/// many workers there are the next line has to begin an index as well.
fn names_columns(first: &Record, workers: Option<usize>, index: Presence, is_numbered: bool) -> bool {
    let counts = || header::counts_from(first.cells().skip(1)).is_some();
    let is_wider = has_one_more(first, workers) || (workers.is_none() && is_numbered);
    index != Presence::Absent && is_wider && first.cell(0).is_empty() && counts()
}

/// Whether a first line names columns by moments, above rows that do not: its rows are to be columns.
fn names_moments(first: &Record, second: &Record) -> bool {
    let begins_with_name = |record: &Record| record.cell(0).is_empty() || header::is_name(record.cell(0));
    let names = |record: &Record| -> Vec<String> {
        record.cells().skip(usize::from(begins_with_name(record))).map(str::to_owned).collect()
    };
    let [above, below] = [first, second].map(names);
    let [above, below] = [&above, &below].map(|names| names.iter().map(String::as_str).collect::<Vec<_>>());
    // Numbers are never taken for names but where they stand beside an index.
    let is_index = first.cell(0).is_empty() || [first, second].into_iter().all(begins_with_name);
    are_dates(&above) && !are_dates(&below) || is_index && are_unix(&above) && !are_unix(&below)
}

/// Whether a row begins with a name, or as numbers of rounds begin.
fn begins_an_index(row: &Record) -> bool {
    header::is_name(row.cell(0)) || matches!(row.cell(0), "0" | "1")
}

/// Whether a first line has a name and then numbers that count the columns.
fn counts_behind_a_name(first: &Record) -> bool {
    let is_one = first.len() == 2 && matches!(first.cell(1), "0" | "1");
    header::is_name(first.cell(0)) && (is_one || header::counts_from(first.cells().skip(1)).is_some())
}
