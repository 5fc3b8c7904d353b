//! The largest completion probability over shares, with a bound.

use super::incumbent::{Incumbent, first};
use super::search;
use super::types::{GlobalOptions, GlobalOutcome, GlobalProblem};
use crate::clock::Clock;

/// Maximises over shares until the gap is closed, a limit is met or HiGHS gives up.
pub fn maximise(problem: &GlobalProblem, options: &GlobalOptions, clock: &Clock) -> GlobalOutcome {
    let (shares, probability) = first(problem, clock);
    let incumbent = Incumbent::new(&problem.evaluator, shares, probability, clock.clone());
    search::run(problem, options, clock, incumbent)
}
