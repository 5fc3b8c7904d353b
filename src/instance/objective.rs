//! The objective: what is minimised or maximised.

use super::range::{POSITIVE, refused};
use crate::error::Error;
use crate::wording;

/// What is optimised over the partitions.
///
/// ```
/// use bcgc::Objective;
///
/// let objective = Objective::completion_probability(120.0)?;
/// assert_eq!((objective.kind(), objective.sense()), ("completion-probability", "maximize"));
/// assert!(Objective::completion_probability(-1.0).is_err());
/// # Ok::<(), bcgc::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Objective {
    /// Minimise `E[tau(x, T)]`.
    ExpectedRuntime,
    /// Maximise `Pr[tau(x, T) <= deadline]`.
    CompletionProbability {
        /// Deadline in units of cycle time.
        deadline: f64,
    },
}

impl Objective {
    /// The probability of finishing by the deadline, in units of cycle time.
    ///
    /// # Errors
    /// When the deadline is not a finite number above zero.
    pub fn completion_probability(deadline: f64) -> Result<Self, Error> {
        let objective = Self::CompletionProbability { deadline };
        objective.check()?;
        Ok(objective)
    }

    /// That every number is in its range.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] with the key.
    pub fn check(&self) -> Result<(), Error> {
        match *self {
            Self::CompletionProbability { deadline } if !(deadline.is_finite() && deadline > 0.0) => {
                Err(refused("objective.deadline", wording::number(deadline), POSITIVE))
            }
            _ => Ok(()),
        }
    }

    /// The name in instance files.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ExpectedRuntime => "expected-runtime",
            Self::CompletionProbability { .. } => "completion-probability",
        }
    }

    /// `minimize` or `maximize`.
    pub fn sense(&self) -> &'static str {
        match self {
            Self::ExpectedRuntime => "minimize",
            Self::CompletionProbability { .. } => "maximize",
        }
    }
}
