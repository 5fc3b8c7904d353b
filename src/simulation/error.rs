//! What can go wrong with simulated rounds.

use thiserror::Error;

use crate::encoding::EncodingError;
use crate::wording::counted;

/// Every error of this module. Rounds, workers, samples and features count from 1, and each message names
/// the key, the value and what to do about it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SimulationError {
    /// The scheme cannot be built, or a set of workers cannot decode.
    #[error(transparent)]
    Encoding(#[from] EncodingError),
    /// Data that the simulation cannot use.
    #[error("data: {problem}")]
    Data {
        /// What is wrong, where, and what would do.
        problem: String,
    },
    /// Data of another number of samples than the instance has: the unit of work `kappa = M b / N` would be wrong.
    #[error(
        "{}, but the instance has system.samples = {expected} (by default as many as workers); set \
         system.samples = {found} in it: kappa = M b / N depends on it",
        counted(*found, "sample")
    )]
    Samples {
        /// The number of samples of the data.
        found: u64,
        /// That of the instance.
        expected: u64,
    },
    /// Cycle times of too few or too many workers.
    #[error("cycle times of a round: expected {expected}, found {found}")]
    CycleTimes {
        /// The number of workers.
        expected: usize,
        /// The number of cycle times.
        found: usize,
    },
    /// A cycle time that is not a nonnegative number; infinity is that of a worker that never returns.
    #[error(
        "round {round}: the cycle time of worker {worker} is {value}; it must be a number from 0 on, or infinite for a worker that never returns"
    )]
    CycleTime {
        /// The round.
        round: usize,
        /// The worker.
        worker: usize,
        /// The value found.
        value: f64,
    },
    /// The simulation was ended early.
    #[error("the simulation was stopped; give it more time or fewer rounds")]
    Stopped,
    /// A setting outside its range.
    #[error("{key} = {value}: {allowed}")]
    Setting {
        /// Name of the setting.
        key: &'static str,
        /// The value found.
        value: String,
        /// The permitted range.
        allowed: &'static str,
    },
}

/// [`SimulationError::Data`] with this problem.
pub(crate) fn data(problem: impl Into<String>) -> SimulationError {
    SimulationError::Data { problem: problem.into() }
}
