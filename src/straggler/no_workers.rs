//! Columns of a table with a row a round that are no worker's, by their names or as clocks, where nobody chose the columns.

use super::clocks::clocks;
use super::first_column::{FirstColumn, is_unnamed};
use super::long_columns::{self, LONG};
use super::other_columns::{are_rounds, by_name, is_of_worker, listed, only_times, positions};
use super::remedy::ColumnRemedy;
use super::time_stamps::are_time_stamps;
use super::trace_columns::Columns;
use super::trace_error::TraceError;
use crate::input::{Presence, Record};

impl Columns<'_> {
    /// That no column has a name that no worker has, where nobody chose the columns.
    pub fn check_names(&self, head: &Record) -> Result<(), TraceError> {
        let names: Vec<&str> = head.cells().collect();
        // A header without a name for the index is shorter.
        let is_shorter = self.skipped() == 1 && head.len() + 1 == self.width;
        let before = usize::from(is_shorter);
        let skipped = if is_shorter { 0 } else { self.believed() };
        let shown: Vec<&str> = names.iter().copied().skip(skipped).collect();
        if !self.numbers.reading.columns.is_empty() || shown.len() < 2 {
            return Ok(());
        }
        let width = names.len() + before;
        // Names of rounds beside those of workers are no rounds.
        let is_beside = self.begins_with_name && skipped == 0 && !is_shorter;
        let rounds = &shown[usize::from(is_beside)..];
        let is_called = match (are_rounds(rounds), are_time_stamps(rounds)) {
            (true, _) => Some("called as rounds are"),
            (false, true) => Some("called by moments, as rounds are"),
            (false, false) => None,
        };
        if let Some(called) = is_called {
            let all: Vec<usize> = (width - rounds.len()..width).collect();
            let found = format!(
                "{} are {called}, `{}` to `{}`, where a row is a round and a column a worker: write rows as columns if they \
                 are (df.T in pandas)",
                listed(&all, |_| None),
                rounds[0],
                rounds[rounds.len() - 1]
            );
            return Err(self.other(found, &all, width, rounds));
        }
        if self.first == FirstColumn::Worker && is_unnamed(head) && self.may_be_index() {
            let found = "column 1 has no name where the others have one".to_owned();
            return Err(self.other(found, &[0], width, &shown));
        }
        let mut others: Vec<usize> =
            by_name(&shown).into_iter().map(|column| column + skipped + before).collect();
        if self.first == FirstColumn::Names {
            others.retain(|column| *column > 0);
        }
        let has_names = self.begins_with_name && !others.contains(&0);
        if others.is_empty() {
            return Ok(());
        }
        let name = |column: usize| names.get(column - before).map(|name| (*name).to_owned());
        let found = format!("{} {}", listed(&others, name), called(others.len()));
        if has_names {
            others.insert(0, 0);
        }
        Err(self.other(found, &others, width, &shown))
    }

    /// That no column is a clock or counts the rounds, where nobody chose the columns.
    pub fn check_clocks(&self, rows: &[Vec<f64>]) -> Result<(), TraceError> {
        if !self.numbers.reading.columns.is_empty() {
            return Ok(());
        }
        let mut clocks = clocks(rows);
        clocks.iter_mut().for_each(|clock| clock.column = self.columns[clock.column]);
        clocks.retain(|clock| clock.column >= self.believed());
        let Some(first) = clocks.first() else { return Ok(()) };
        let others: Vec<usize> = clocks.iter().map(|clock| clock.column).collect();
        let shown = first.shown(rows.len());
        let found = format!("column {} {shown}", first.column + 1);
        Err(self.other(found, &others, self.width, &[]))
    }

    /// How many of the first columns nobody has to ask about: an index, or one that is said to be none.
    fn believed(&self) -> usize {
        let is_guess = matches!(self.first, FirstColumn::Worker | FirstColumn::Names);
        usize::from(!is_guess || self.numbers.reading.names.index == Presence::Absent)
    }

    fn other(&self, found: String, others: &[usize], width: usize, names: &[&str]) -> TraceError {
        let skipped = self.skipped().max(usize::from(self.begins_with_name));
        let all: Vec<usize> = (skipped..width).collect();
        let workers: Vec<usize> = all.iter().copied().filter(|column| !others.contains(column)).collect();
        // Of names, the first is that of the last columns but so many.
        let before = width - names.len();
        let name = |column: usize| names.get(column.checked_sub(before)?);
        let are_said = |column: &usize| name(*column).is_some_and(|name| is_of_worker(name));
        // One that is said to be a worker's stays.
        let is_whole = before == 0 || before == skipped;
        let long = long_columns::by_name(names).filter(|_| is_whole);
        // Whoever says that a row is one time is asked which column is.
        let is_unclear = is_whole && long_columns::has_several_times(names);
        let workers = match only_times(names).filter(|_| is_whole) {
            // No two columns are of one kind.
            _ if long.is_some() || is_unclear => Vec::new(),
            Some(times) => vec![times + before],
            // Whose a row is, is no time.
            None if !names.is_empty() && workers.iter().all(are_said) => Vec::new(),
            None => workers,
        };
        let position = |column: usize| (column + before + 1).to_string();
        let is_named = |found: &[usize; 3]| found.iter().zip(LONG).all(|(&i, name)| names[i] == name);
        let left = self.left(workers.len());
        let remedy = ColumnRemedy {
            workers: positions(&workers),
            all: positions(&all).concat(),
            is_first: others == [0] && self.numbers.reading.names.index == Presence::Auto,
            long: long
                .map(|found| if is_named(&found) { Vec::new() } else { found.map(position).to_vec() })
                .or(is_unclear.then(Vec::new)),
            left,
        };
        let (file, quantity) = (self.path.to_owned(), self.numbers.quantity);
        TraceError::OtherColumns { file, found, remedy: Box::new(remedy), quantity }
    }
}

/// What is said of columns with names that no worker has.
fn called(columns: usize) -> &'static str {
    if columns == 1 { "has a name that no worker has" } else { "have names that no worker has" }
}
