//! The largest completion probability over shares, with a bound.

use super::incumbent::{Incumbent, first};
use super::search;
use super::types::{GlobalOptions, GlobalOutcome, GlobalProblem};
use crate::clock::Clock;
use crate::error::Error;

/// Maximises over shares until the gap is closed or a limit is met.
///
/// # Errors
/// When HiGHS refuses a model.
pub fn maximise(
    problem: &GlobalProblem,
    options: &GlobalOptions,
    clock: &Clock,
) -> Result<GlobalOutcome, Error> {
    let (shares, probability) = first(problem, clock);
    let incumbent = Incumbent::new(&problem.evaluator, shares, probability, clock.clone());
    search::run(problem, options, clock, incumbent)
}
