//! What keeps measured times from being fitted.

use thiserror::Error;

use crate::straggler::{LawError, TraceError};
use crate::threads::ThreadsError;
use crate::wording;

/// What is said of two traces with the same times.
fn same(first: &str, second: &str) -> String {
    match first == second {
        // What is in brackets is the name of no file.
        true if first.starts_with('(') => "two traces hold the same times".to_owned(),
        true => format!("{first} is given twice"),
        false => format!("{first} and {second} hold the same times"),
    }
}

/// Every error of this module: the key or place, its value and what to do.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FitError {
    /// No law of that name.
    #[error(transparent)]
    Law(#[from] LawError),
    /// No trace, or one that cannot be used.
    #[error(transparent)]
    Trace(#[from] TraceError),
    /// Traces of different numbers of workers.
    #[error(
        "{file} has {found} workers, {first} has {expected}: fit them one by one, or give traces of as many workers"
    )]
    Workers {
        /// The trace.
        file: String,
        /// Its number of workers.
        found: usize,
        /// The first trace.
        first: String,
        /// Its number of workers.
        expected: usize,
    },
    /// Traces whose columns are named in different units.
    #[error("{problem}")]
    Units {
        /// Which, and what to do.
        problem: String,
    },
    /// Two traces with the same times.
    #[error("{}: rounds would count twice; give every trace once", same(first, second))]
    Twice {
        /// The one.
        first: String,
        /// The other, which may be the same file.
        second: String,
    },
    /// An entry that is no cycle time.
    #[error(
        "times: number {position} is {}; it must be a finite number > 0, or inf for a worker that never returned",
        wording::number(*.value)
    )]
    Time {
        /// Its position, from 1.
        position: usize,
        /// The value found.
        value: f64,
    },
    /// Nothing to fit a law to.
    #[error(
        "times: {finite} of {count} are finite and no two of them differ; a law needs two that differ: measure more rounds, \
         or with more digits"
    )]
    NoSpread {
        /// Number of times.
        count: usize,
        /// Number of finite ones.
        finite: usize,
        /// Number of different finite ones, 0 or 1.
        distinct: usize,
    },
    /// A law without a likeliest one of its family for these times.
    #[error("law = {law:?}: {reason}")]
    Unfit {
        /// Its name.
        law: &'static str,
        /// Why.
        reason: String,
    },
    /// Loads that tell no cycle time.
    #[error("loads: {problem}")]
    Loads {
        /// What is wrong and what to do.
        problem: String,
    },
    /// Threads could not be started.
    #[error(transparent)]
    Threads(#[from] ThreadsError),
}

impl FitError {
    /// Loads that tell no cycle time.
    pub(super) fn loads(problem: String) -> Self {
        Self::Loads { problem }
    }
}
