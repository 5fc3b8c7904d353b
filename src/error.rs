//! The errors of the library: each names the key or argument, its value and what is allowed.

use std::path::PathBuf;

use thiserror::Error;

use crate::certificate::error::CertificateError;
use crate::encoding::EncodingError;
use crate::input::shorten;
use crate::simulation::error::SimulationError;
use crate::straggler::{LawError, TraceError};
use crate::table::error::TableError;
use crate::threads::ThreadsError;
use crate::wording::{counted, did_you_mean, given, number, reason};

/// Everything that can be wrong with an input.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read.
    #[error("{}: cannot be read: {}", path.display(), reason(.source))]
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
    /// The law of the overhead is wrong.
    #[error("overhead.{0}")]
    OverheadLaw(LawError),
    /// A trace of measured overheads is wrong.
    #[error("overhead.trace: {0}")]
    OverheadTrace(TraceError),
    /// Encoding matrices are wrong.
    #[error(transparent)]
    Encoding(#[from] EncodingError),
    /// A simulation is wrong.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
    /// A table is wrong.
    #[error(transparent)]
    Table(#[from] TableError),
    /// There is no certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A partition does not fit the system.
    #[error(transparent)]
    Partition(#[from] PartitionError),
    /// Coding parameters do not fit the system.
    #[error(transparent)]
    CodingParameters(#[from] CodingParametersError),
    /// No partition has a finite value.
    #[error("the instance has no finite optimum: {reason}")]
    Unbounded {
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
    #[error(
        "--method {}: not a method for this objective{near}; allowed are {allowed}",
        given(.name),
        near = did_you_mean(.name, .allowed)
    )]
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
    #[error(
        "partition: {}, but the instance has {}: give {}",
        counted(*found as u64, "entry"),
        counted(*expected as u64, "worker"),
        blocks(*expected)
    )]
    Length {
        /// Entries given.
        found: usize,
        /// Number of workers `N >= 1`.
        expected: usize,
    },
    /// The entries do not sum to the number of coordinates.
    #[error(
        "partition: the entries sum to {found}, but must sum to the {} of the instance",
        counted(*expected, "coordinate")
    )]
    Sum {
        /// Their sum.
        found: u128,
        /// `L`.
        expected: u64,
    },
    /// No such redundancy level.
    #[error(
        "partition: level {level} is beyond {}: levels are 0 to the number of workers less one",
        counted(*workers as u64, "worker")
    )]
    Level {
        /// The level asked for.
        level: usize,
        /// Number of workers `N`.
        workers: usize,
    },
    /// Shares do not sum to 1.
    #[error("partition: the shares sum to {}, but must sum to 1 over at least one worker", number(*.sum))]
    Shares {
        /// Their sum.
        sum: f64,
    },
    /// An entry is not a nonnegative integer, or beyond the number of coordinates.
    #[error("partition: x_{position} is `{}`: must be {allowed}", shorten(.text))]
    Entry {
        /// Its level, from 0.
        position: usize,
        /// The entry.
        text: String,
        /// What is allowed.
        allowed: String,
    },
}

/// What can be wrong with coding parameters.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CodingParametersError {
    /// Not one entry a coordinate.
    #[error(
        "coding parameters: {}, but the instance has {}: give s_1, ..., s_{expected} in the order of computation",
        counted(*found, "entry"),
        counted(*expected, "coordinate")
    )]
    Length {
        /// Entries given.
        found: u64,
        /// `L`.
        expected: u64,
    },
    /// An entry is not an integer from 0 to `N - 1`.
    #[error("coding parameters: s_{coordinate} is `{}`: must be {allowed}", shorten(.text))]
    Entry {
        /// The coordinate, from 1.
        coordinate: u64,
        /// The entry.
        text: String,
        /// What is allowed.
        allowed: String,
    },
}

/// What a partition of so many workers is made of.
fn blocks(workers: usize) -> &'static str {
    match workers {
        0 | 1 => "x_0, the number of coordinates",
        2 => "x_0 and x_1, separated by a comma",
        _ => "x_0, x_1, ..., one a worker, separated by commas or spaces",
    }
}

impl Error {
    /// The key or option at fault, its value and what is allowed, where the error is about one.
    ///
    /// ```
    /// use bcgc::System;
    ///
    /// let error = System::new(0, 20).unwrap_err();
    /// assert_eq!(error.detail().map(|detail| detail.key).as_deref(), Some("system.workers"));
    /// ```
    pub fn detail(&self) -> Option<Detail> {
        let detail = |key: &str, value: &str, allowed: &str| Some(Detail::new(key, value, allowed));
        match self {
            Self::InFile { source, .. } => source.detail(),
            Self::OutOfRange { key, value, allowed } => detail(key, value, allowed),
            Self::UnknownMethod { name, allowed } => detail("--method", name, allowed),
            Self::Law(error) => Some(of_law("stragglers", error)),
            Self::OverheadLaw(error) => Some(of_law("overhead", error)),
            Self::Simulation(SimulationError::Setting { key, value, allowed }) => {
                detail(&format!("--{key}"), value, allowed)
            }
            Self::Table(TableError::Spec { key, value, allowed }) => detail(key, value, allowed),
            Self::Partition(error) => {
                let of = |value: String, allowed: String| detail("--partition", &value, &allowed);
                match error {
                    PartitionError::Entry { text, allowed, .. } => detail("--partition", text, allowed),
                    PartitionError::Length { found, expected } => {
                        of(counted(*found as u64, "entry"), blocks(*expected).to_owned())
                    }
                    PartitionError::Sum { found, expected } => {
                        of(format!("sum {found}"), format!("entries must sum to {expected}"))
                    }
                    PartitionError::Level { level, workers } => {
                        of(format!("level {level}"), format!("levels are below {workers}"))
                    }
                    PartitionError::Shares { sum } => of(
                        format!("sum {}", number(*sum)),
                        "shares must sum to 1 over at least one worker".to_owned(),
                    ),
                }
            }
            Self::CodingParameters(error) => match error {
                CodingParametersError::Length { found, expected } => detail(
                    "--coding-parameters",
                    &counted(*found, "entry"),
                    &format!("one a coordinate, {expected} in all"),
                ),
                CodingParametersError::Entry { text, allowed, .. } => {
                    detail("--coding-parameters", text, allowed)
                }
            },
            Self::Encoding(EncodingError::UnknownConstruction { name, known }) => {
                detail("--construction", name, known)
            }
            _ => None,
        }
    }
}

/// What an error is about that a law has in a table of an instance.
fn of_law(table: &str, error: &LawError) -> Detail {
    let (key, value, allowed) = match error {
        LawError::UnknownLaw { name, known } => ("law", name.as_str(), known.as_str()),
        LawError::UnknownKey { key, known, .. } => (key.as_str(), "", known.as_str()),
        LawError::MissingKey { key, permitted, .. } => (*key, "(missing)", *permitted),
        LawError::WrongKind { key, value, expected } => (*key, value.as_str(), *expected),
        LawError::OutOfRange { key, value, permitted } => (*key, value.as_str(), permitted.as_str()),
        LawError::Degenerate { key, value, reason } => (*key, value.as_str(), reason.as_str()),
    };
    Detail::new(format!("{table}.{key}"), value, allowed)
}

/// The key or option that an error is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Detail {
    /// The key with its table (`system.workers`), or the option (`--method`).
    pub key: String,
    /// The value given.
    pub value: String,
    /// What is allowed.
    pub allowed: String,
}

impl Detail {
    /// The key, the value given, empty where there is none, and what is allowed.
    pub fn new(key: impl Into<String>, value: impl Into<String>, allowed: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into(), allowed: allowed.into() }
    }
}
