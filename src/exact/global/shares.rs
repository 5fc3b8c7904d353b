//! The largest completion probability over shares, with a bound: searched [beyond](crate::runtime::completion::beyond::Beyond) the
//! load that is certain.

use super::incumbent::{Incumbent, first};
use super::search;
use super::types::{GlobalOptions, GlobalOutcome, GlobalProblem};
use crate::clock::Clock;

/// Maximises over shares until the gap is closed, a limit is met or HiGHS gives up.
pub fn maximise(problem: &GlobalProblem, options: &GlobalOptions, clock: &Clock) -> GlobalOutcome {
    let beyond = problem.evaluator.beyond_certain();
    let start = problem.start.as_ref().map(|start| beyond.rest(start));
    let rest = GlobalProblem { evaluator: beyond.evaluator.clone(), start, coordinates: None };
    let (shares, probability) = first(&rest, clock);
    let incumbent = Incumbent::new(&rest.evaluator, shares, probability, clock.clone());
    let outcome = search::run(&rest, options, clock, incumbent);
    GlobalOutcome { shares: beyond.whole(&outcome.shares), ..outcome }
}
