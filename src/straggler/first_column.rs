//! What the first column of a table of times is: a worker's, or names or numbers of the rounds.

use super::other_columns::{is_of_worker, is_other, is_worker};
use super::reading::Reading;
use crate::input::{Presence, Record, header};

/// Whether there is one column more than workers.
pub(super) fn has_one_more(first: &Record, workers: Option<usize>) -> bool {
    workers.is_some_and(|workers| first.len() == workers + 1)
}

/// Whether the first column has no name where the others have, or one that no worker has.
fn is_no_worker(head: Option<&Record>) -> bool {
    head.is_some_and(|head| head.cell(0).is_empty() || is_other(head.cell(0)))
}

/// Whether the first column, and no other, has no name.
pub(super) fn is_unnamed(head: &Record) -> bool {
    head.len() > 1 && head.cell(0).is_empty() && head.cells().skip(1).all(|name| !name.is_empty())
}

/// Whether the first column holds names of workers, by its own name or by its first cell.
fn may_name_workers(first: &Record, head: Option<&Record>) -> bool {
    let is_said = || head.is_some_and(|head| is_of_worker(head.cell(0)));
    header::is_name(first.cell(0)) && (is_said() || is_worker(first.cell(0)))
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
    /// Their names if all of its cells are names.
    Names,
}

impl FirstColumn {
    /// As it is said, or where there is one column more than workers and it holds names, has no name itself or one that no
    /// worker has, or may count the rounds. Where it is not known how many workers there are it is an index if it alone has
    /// no name, and may be one if it begins with a name; not where that is a worker's, so that rows may be columns.
    pub fn of(first: &Record, head: Option<&Record>, workers: Option<usize>, reading: &Reading) -> Self {
        match reading.names.index {
            Presence::Present => Self::Index,
            Presence::Absent => Self::Worker,
            Presence::Auto if !reading.columns.is_empty() || first.len() < 2 => Self::Worker,
            Presence::Auto if workers.is_none() && may_name_workers(first, head) => Self::Worker,
            Presence::Auto if workers.is_none() && head.is_some_and(is_unnamed) => Self::Index,
            Presence::Auto if workers.is_none() && header::is_name(first.cell(0)) => Self::Names,
            Presence::Auto if !has_one_more(first, workers) => Self::Worker,
            Presence::Auto if is_no_worker(head) || header::is_name(first.cell(0)) => Self::Index,
            Presence::Auto if matches!(first.cell(0), "0" | "1") => Self::Counts,
            Presence::Auto => Self::Worker,
        }
    }

    /// Whether nobody said what the column is, and it begins with a name.
    pub fn may_be_names(self, first: &Record, reading: &Reading) -> bool {
        let is_told = reading.names.index != Presence::Auto || !reading.columns.is_empty();
        let is_guess = matches!(self, Self::Worker | Self::Names);
        !is_told && is_guess && first.len() > 1 && header::is_name(first.cell(0))
    }
}
