//! The columns of a table with a row a round: which are workers', and what the first one is.

use super::first_column::FirstColumn;
use super::marks::{Marks, Order};
use super::numbers::Numbers;
use super::quantity::Quantity;
use super::reading::chosen;
use super::remedy::{CellRemedy, WidthRemedy};
use super::trace::entry_error;
use super::trace_error::TraceError;
use super::units;
use crate::input::header::{Column, Fault};
use crate::input::{self, Presence, Record, header};

/// Rounds from which a first column of 1, 2, 3 is more likely their numbers than times.
const COUNTED_FROM: u64 = 3;

/// The columns of a table with a row a round.
pub(super) struct Columns<'a> {
    pub(super) path: &'a str,
    pub(super) numbers: Numbers<'a>,
    /// Columns of the file, and those of the workers from 0.
    pub(super) width: usize,
    pub(super) columns: Vec<usize>,
    /// Names in the header, if there is one.
    names: Option<usize>,
    /// Whether nobody said what the first column is, and it begins with a name.
    pub(super) begins_with_name: bool,
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
        let begins_with_name = first.is_some_and(|first| column.may_be_names(first, numbers.reading));
        let skipped = usize::from(column != FirstColumn::Worker);
        // That of the index may have no name.
        let is_shorter =
            |head: &Record| skipped == 1 && first.is_some_and(|first| first.len() == head.len() + 1);
        let mut width = line.len() + usize::from(head.is_some_and(is_shorter));
        let columns = if choice.is_empty() {
            width = workers.map_or(width, |workers| workers + skipped);
            (skipped..width).collect()
        } else {
            let unnamed = head.is_some_and(is_shorter).then(String::new);
            let names: Option<Vec<String>> =
                head.map(|head| unnamed.into_iter().chain(head.cells().map(str::to_owned)).collect());
            columns_of(choice, width, names.as_deref(), (skipped, workers))
                .map_err(|problem| TraceError::Choice { file: path.to_owned(), problem })?
        };
        if columns.is_empty() {
            return Err(TraceError::Empty { file: path.to_owned() });
        }
        let names = head.map(Record::len);
        Ok(Self { path, numbers, width, columns, names, begins_with_name, expected: workers, first: column })
    }

    pub fn workers(&self) -> usize {
        self.columns.len()
    }

    /// Columns that are left out before those of workers.
    pub(super) fn skipped(&self) -> usize {
        usize::from(self.first != FirstColumn::Worker)
    }

    /// The names of the workers' columns.
    pub fn shown(&self, head: &Record) -> String {
        if self.numbers.reading.columns.is_empty() {
            return head.shown();
        }
        input::shorten(&self.worker_names(head).join(", "))
    }

    /// What the table calls its workers, and its rounds where their cells in the column of an index are given; nothing where
    /// it calls them nothing.
    pub fn marks(&self, head: Option<&Record>, rounds: Vec<String>) -> Option<Marks> {
        let workers = head.map(|head| self.worker_names(head)).unwrap_or_default();
        let workers: Vec<String> = workers.into_iter().map(str::to_owned).collect();
        // One name for all, that of the file perhaps, tells no rounds apart.
        let is_one = rounds.len() > 1 && rounds.iter().all(|name| *name == rounds[0]);
        let rounds = if is_one { Vec::new() } else { rounds };
        let order = if self.numbers.reading.names_columns() { Order::Choice } else { Order::Positions };
        (!rounds.is_empty() || !workers.is_empty()).then_some(Marks { rounds, workers, order })
    }

    /// Line and cells of a row that counts two or more workers from 0 or 1, and what it begins with.
    pub fn counting(&self, first: &Record) -> Option<((usize, String), u64)> {
        let begins = header::counts_from(first.cells())?;
        (first.len() == self.width).then(|| ((first.line, first.shown()), begins))
    }

    /// That a header names the columns, but for that of an index, in one unit of time at most.
    pub fn check_header(&self, head: &Record) -> Result<(), TraceError> {
        self.check_width_of(head)?;
        let reading = self.numbers.reading;
        match units::contradiction(&self.worker_names(head), reading.unit, self.numbers.quantity) {
            Some(problem) => Err(TraceError::Long { file: self.path.to_owned(), problem }),
            None => Ok(()),
        }
    }

    /// The unit of time that the names of the workers' columns end in.
    pub fn unit(&self, head: &Record) -> Option<Box<str>> {
        units::common(&self.worker_names(head))
    }

    fn worker_names<'h>(&self, head: &'h Record) -> Vec<&'h str> {
        // A header without a name for the index is shorter.
        let before = self.width.saturating_sub(head.len());
        self.columns.iter().map(|column| head.cell(column.saturating_sub(before))).collect()
    }

    fn check_width_of(&self, head: &Record) -> Result<(), TraceError> {
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
        let (found, expected) = (record.len(), self.width);
        let ends_empty = record.len() > 1 && record.cell(record.len() - 1).is_empty();
        match (found == expected, self.expected) {
            (true, _) => Ok(()),
            (false, Some(workers)) if before == 0 && self.numbers.reading.columns.is_empty() => {
                let found = found.saturating_sub(skipped);
                let hint = match found > workers {
                    true if ends_empty => TRAILING,
                    true => OTHERS,
                    false => "",
                };
                let beside = if skipped > 0 { ", without its index," } else { "" };
                let place = format!("{}{beside}", place());
                Err(TraceError::Columns { file, place, found, workers, hint })
            }
            _ => match self.names.filter(|_| before == 0) {
                Some(names) => {
                    let is_auto = self.numbers.reading.names.index == Presence::Auto;
                    let quantity = self.numbers.quantity;
                    let has_several = || record.cells().any(|cell| header::fault(cell) == Fault::Spaces);
                    let remedy = match self.numbers.reading.delimiter {
                        _ if ends_empty && found > names => WidthRemedy::Trailing,
                        None if has_several() => WidthRemedy::Spaces,
                        _ if is_auto && found == names + 1 => WidthRemedy::Index,
                        _ => WidthRemedy::None,
                    };
                    Err(TraceError::Header { file, place: place(), found, names, remedy, quantity })
                }
                None => Err(TraceError::Ragged { file, place: place(), found, expected }),
            },
        }
    }

    /// The times of a row, of which `before` have been read; none where it is to be left out.
    pub fn round(&self, record: &Record, before: usize) -> Result<Option<Vec<f64>>, TraceError> {
        let place = || format!("row {} (line {})", before + 1, record.line);
        self.check_width(record, before, place)?;
        if before == 0 && self.is_denied_header(record) {
            return Err(self.no_number(place(), record.cell(0), true));
        }
        let mut times = Vec::with_capacity(self.columns.len());
        let mut is_whole = true;
        for &column in &self.columns {
            let cell = record.cell(column);
            match self.numbers.time(cell) {
                Ok(Some(time)) => times.push(time),
                Ok(None) => is_whole = false,
                Err(why) => {
                    // A first line without a name above an index, or a name of a round.
                    let is_above = cell.is_empty() && self.may_be_above_index();
                    // Where all cells are like it, it is no name beside numbers.
                    let is_name =
                        is_no_number(cell) && record.cells().skip(1).any(|cell| !is_no_number(cell));
                    if before == 0 && column == 0 && self.may_be_index() && (is_name || is_above) {
                        return Err(self.no_number(place(), cell, false));
                    }
                    let at = (self.path, place(), column + 1);
                    return Err(entry_error((at.0, &at.1, at.2), cell, why, self.numbers.quantity));
                }
            }
        }
        Ok(is_whole.then_some(times))
    }

    /// That a first column which was taken for an index counts, where its names do not tell, and that one which was taken
    /// for a worker's does not.
    pub fn check_index(&self, column: &Column, line: usize, rows: &[Vec<f64>]) -> Result<(), TraceError> {
        let file = self.path.to_owned();
        if self.first == FirstColumn::Names && !column.are_names() {
            return Err(self.no_number(format!("row 1 (line {line})"), column.first(), false));
        }
        if self.first == FirstColumn::Counts && !column.counts(2) {
            let (place, workers) = (format!("row 1 (line {line})"), self.workers());
            return Err(TraceError::Columns { file, place, found: self.width, workers, hint: OTHERS });
        }
        let is_beside_times = || rows.iter().any(|row| is_measured(&row[1..])) || dwarf(rows, 1, rows.len());
        if self.may_be_index() && column.counts(COUNTED_FROM) && is_beside_times() {
            return Err(self.ambiguous_index(column, true));
        }
        Ok(())
    }

    /// Whether nobody said what the first line is, and it is taken for a round.
    fn may_be_above_index(&self) -> bool {
        let numbers = &self.numbers;
        self.names.is_none()
            && numbers.reading.names.header == Presence::Auto
            && numbers.quantity != Quantity::LoadTimes
    }

    /// Whether nobody said what the first column is, and it is taken for one of several workers'.
    pub(super) fn may_be_index(&self) -> bool {
        let is_told = self.numbers.reading.names.index != Presence::Auto || self.first != FirstColumn::Worker;
        !is_told && self.numbers.reading.columns.is_empty() && self.workers() > 1
    }

    fn ambiguous_index(&self, column: &Column, is_time: bool) -> TraceError {
        let (file, quantity) = (self.path.to_owned(), self.numbers.quantity);
        let left = self.left(self.width - 1);
        TraceError::AmbiguousIndex { file, cells: column.shown(), is_time, left, quantity }
    }

    /// The error of a first cell that is no number.
    fn no_number(&self, place: String, cell: &str, are_names: bool) -> TraceError {
        let (left, quantity) = (self.left(self.width - 1), self.numbers.quantity);
        TraceError::NoNumber {
            file: self.path.to_owned(),
            place,
            entry: input::shorten(cell),
            left,
            are_names,
            quantity,
        }
    }

    /// Whether somebody said that there is no header, and a row is one.
    fn is_denied_header(&self, record: &Record) -> bool {
        self.numbers.reading.names.header == Presence::Absent && header::is_one(record.cells())
    }

    /// So many workers, where another number is given.
    pub(super) fn left(&self, workers: usize) -> Option<usize> {
        self.expected.is_some_and(|expected| expected != workers).then_some(workers)
    }

    /// What is wrong with the first row: an entry, or a first column that counts the rounds from 0, which is no time, or a
    /// last one that is empty throughout.
    pub fn counted(
        &self,
        error: TraceError,
        first: &Record,
        mut rest: impl Iterator<Item = Record>,
    ) -> TraceError {
        if matches!(&error, TraceError::Entry { column, .. } if *column == self.width)
            && self.ends_empty(first)
        {
            let second = rest.next();
            let are_all = second.is_some_and(|second| self.ends_empty(&second))
                && rest.all(|record| self.ends_empty(&record));
            return if are_all { self.empty_end(first.line) } else { error };
        }
        let is_zero =
            matches!(&error, TraceError::Entry { column: 1, .. }) && matches!(first.cell(0), "0" | "0.0");
        if !is_zero || !self.may_be_index() {
            return error;
        }
        let mut column = Column::default();
        column.push(first.cell(0));
        rest.for_each(|record| column.push(record.cell(0)));
        if column.counts(2) || column.rises() { self.ambiguous_index(&column, false) } else { error }
    }

    /// Whether nobody said which columns there are, nor how many, and the last cell of a row is empty.
    pub fn ends_empty(&self, record: &Record) -> bool {
        let is_said = !self.numbers.reading.columns.is_empty() || self.expected.is_some();
        let is_all = !is_said && self.width > self.skipped() + 1;
        is_all && record.len() == self.width && record.cell(self.width - 1).is_empty()
    }

    /// That the last column is empty in all rows from a line on, with those to choose in place of all.
    pub fn empty_end(&self, line: usize) -> TraceError {
        let remedy = CellRemedy::Last { first: self.skipped() + 1 };
        let place = format!("row 1 (line {line})");
        entry_error((self.path, &place, self.width), "", ("is missing", remedy), self.numbers.quantity)
    }
}

/// Whether a cell is neither a number nor one that is missing or has a unit or a comma.
fn is_no_number(cell: &str) -> bool {
    cell.parse::<f64>().is_err() && header::fault(cell) == Fault::Other
}

/// The columns of a choice, behind those skipped and of so many workers where that is known, or what is wrong with it.
fn columns_of(
    choice: &[String],
    width: usize,
    names: Option<&[String]>,
    (skipped, workers): (usize, Option<usize>),
) -> Result<Vec<usize>, String> {
    let columns = chosen(choice, width, names)?;
    if skipped == 1 && columns.contains(&0) {
        return Err("column 1 is among them, and is said to be an index, which is no worker".to_owned());
    }
    match workers.filter(|workers| *workers != columns.len()) {
        Some(workers) => {
            Err(format!("they are {}; system.workers = {workers} needs {workers}", columns.len()))
        }
        None => Ok(columns),
    }
}

/// What to say where there are more columns than workers.
const OTHERS: &str = "; where some are no workers, say which are: columns = [\"2-21\"] or [\"worker_*\"]";

/// What to say where the last of too many columns is empty.
const TRAILING: &str = "; the last one is empty, as lines end in what stands between cells: take it away from their ends, or \
                        say which columns are the workers': columns = [\"1-20\"]";

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
