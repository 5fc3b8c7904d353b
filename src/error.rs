//! The errors of the library: each names the key or argument, its value and what is allowed.

use std::path::PathBuf;

use thiserror::Error;

use crate::encoding::EncodingError;
use crate::simulation::error::SimulationError;
use crate::straggler::{LawError, TraceError};
use crate::table::error::TableError;
use crate::threads::ThreadsError;

/// Everything that can be wrong with an input.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file is not what its format asks for.
    #[error("{}: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and why.
        reason: String,
    },
    /// An error in a file.
    #[error("{}: {source}", path.display())]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        source: Box<Error>,
    },
    /// A key of an instance has a value outside its range.
    #[error("{key} = {value}: {allowed}")]
    OutOfRange {
        /// The key, with its table: `system.workers`.
        key: String,
        /// The value given.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// The law of the cycle time is wrong.
    #[error("stragglers.{0}")]
    Law(#[from] LawError),
    /// A trace of measured cycle times is wrong.
    #[error("stragglers.trace: {0}")]
    Trace(#[from] TraceError),
    /// Encoding matrices are wrong.
    #[error(transparent)]
    Encoding(#[from] EncodingError),
    /// A simulation is wrong.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
    /// A table is wrong.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A partition does not fit the system.
    #[error(transparent)]
    Partition(#[from] PartitionError),
    /// No partition has a finite value.
    #[error("the instance has no finite optimum: {reason}")]
    Unbounded {
        /// Why.
        reason: String,
    },
    /// A given partition has an infinite value.
    #[error("partition: {reason}")]
    InfiniteValue {
        /// Why.
        reason: String,
    },
    /// A value that no `f64` holds.
    #[error("{quantity} leaves the range of double precision: {remedy}")]
    Overflow {
        /// What overflows.
        quantity: String,
        /// What to change.
        remedy: String,
    },
    /// Threads could not be started.
    #[error(transparent)]
    Threads(#[from] ThreadsError),
    /// No such method.
    #[error("--method {name}: not a method for this objective; allowed are {allowed}")]
    UnknownMethod {
        /// The name given.
        name: String,
        /// The names allowed, comma-separated.
        allowed: String,
    },
    /// A solver failed in a way that says nothing about the instance.
    #[error("{solver}: {reason}")]
    Solver {
        /// The solver.
        solver: &'static str,
        /// What it said.
        reason: String,
    },
}

/// What can be wrong with a partition.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum PartitionError {
    /// Not one entry a redundancy level.
    #[error("partition: {found} entries, but the instance has {expected} workers: give x_0, ..., x_{last} separated by commas", last = expected - 1)]
    Length {
        /// Entries given.
        found: usize,
        /// Number of workers `N >= 1`.
        expected: usize,
    },
    /// The entries do not sum to the number of coordinates.
    #[error(
        "partition: the entries sum to {found}, but must sum to the {expected} coordinates of the instance"
    )]
    Sum {
        /// Their sum.
        found: u128,
        /// `L`.
        expected: u64,
    },
    /// No such redundancy level.
    #[error(
        "partition: level {level} is beyond {workers} workers: levels are 0 to the number of workers less one"
    )]
    Level {
        /// The level asked for.
        level: usize,
        /// Number of workers `N`.
        workers: usize,
    },
    /// Shares do not sum to 1.
    #[error("partition: the shares sum to {sum:?}, but must sum to 1 over at least one worker")]
    Shares {
        /// Their sum.
        sum: f64,
    },
    /// An entry is not a nonnegative integer, or beyond the number of coordinates.
    #[error("partition: entry {position} is `{text}`: must be {allowed}")]
    Entry {
        /// Position, counted from 0 as the levels are.
        position: usize,
        /// The entry.
        text: String,
        /// What is allowed.
        allowed: String,
    },
}
