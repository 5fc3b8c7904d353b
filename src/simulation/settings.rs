//! What can be chosen of a simulation.

use serde::Serialize;

use super::dataset::Dataset;
use super::error::{SimulationError, data};
use super::task::Task;
use crate::encoding::Scheme;
use crate::wording::counted;

/// In which numbers gradients are computed, coded and decoded.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Arithmetic {
    /// Rationals: the decoded gradient must equal the true one. Linear regression only.
    Exact,
    /// Double precision.
    Float {
        /// Largest permitted error of a coordinate, relative to the largest sum over the subsets of absolute
        /// partial derivatives in one coordinate.
        tolerance: f64,
    },
}

/// Settings of a simulation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Number of rounds, at least 1.
    pub rounds: usize,
    /// Unit of work `kappa = M b / N`, positive: CPU cycles for one partial derivative over one subset.
    pub unit_of_work: f64,
    /// What is learned.
    pub task: Task,
    /// In which numbers.
    pub arithmetic: Arithmetic,
    /// The exact expected overall runtime, to compare the mean with: infinity where it is infinite, nothing where it
    /// is not known.
    pub expectation: Option<f64>,
    /// Whether that is the mean of the formula over the very rounds that are played, as on a trace.
    pub over_rounds: bool,
    /// Whether the times of a round are drawn independently of those of all others, as from a law: only then is the standard
    /// error that of independent runtimes. Else it allows for rounds that resemble their neighbours.
    pub are_independent: bool,
    /// Whether the runtimes have a finite fourth moment: else standard errors are not to be trusted, and the
    /// mean is shown but not judged.
    pub light_tails: bool,
    /// The round (from 1) whose time line is wanted.
    pub timeline: Option<usize>,
}

impl Settings {
    /// A hundred rounds with a unit of work of 1 and nothing to compare the mean with.
    pub fn new(task: Task, arithmetic: Arithmetic) -> Self {
        Self {
            rounds: 100,
            unit_of_work: 1.0,
            task,
            arithmetic,
            expectation: None,
            over_rounds: false,
            are_independent: false,
            light_tails: true,
            timeline: None,
        }
    }

    /// Refuses settings outside their range, and data that do not fit the scheme.
    pub(crate) fn check(&self, scheme: &Scheme, dataset: &Dataset) -> Result<(), SimulationError> {
        let wrong = |key, value: String, allowed| Err(SimulationError::Setting { key, value, allowed });
        if self.rounds == 0 {
            return wrong("rounds", "0".into(), "at least 1 round is needed");
        }
        if !(self.unit_of_work.is_finite() && self.unit_of_work > 0.0) {
            let value = self.unit_of_work.to_string();
            return wrong("unit of work", value, "it must be positive and finite");
        }
        if let Arithmetic::Float { tolerance } = self.arithmetic
            && !(tolerance.is_finite() && tolerance > 0.0)
        {
            return wrong("tolerance", tolerance.to_string(), "it must be positive and finite");
        }
        if let Some(round) = self.timeline
            && !(1..=self.rounds).contains(&round)
        {
            return wrong("timeline", round.to_string(), "it must be one of the rounds, which count from 1");
        }
        if scheme.coordinates() != dataset.features() as u64 {
            return Err(data(format!(
                "it has {} but the partition has {}; make them equal",
                counted(dataset.features() as u64, "feature"),
                counted(scheme.coordinates(), "coordinate")
            )));
        }
        Ok(())
    }
}
