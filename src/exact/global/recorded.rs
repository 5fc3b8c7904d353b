//! Searches whose steps are recorded, from points that are known to be good.

use super::grid::Grid;
use super::incumbent::{Incumbent, first};
use super::integer::MOST_COORDINATES;
use super::search;
use super::trail::Trail;
use super::types::{GlobalOptions, GlobalOutcome, GlobalProblem};
use crate::clock::Clock;
use crate::shares::Shares;

/// The relaxed optimum as local ascents find it.
pub fn from_shares<'a>(problem: &'a GlobalProblem, clock: &Clock) -> Incumbent<'a> {
    let (shares, probability) = first(problem, clock);
    Incumbent::new(&problem.evaluator, shares, probability, clock.clone())
}

/// The best partition into integers near some blocks; `None` where there are too many coordinates, or no time.
pub fn from_blocks<'a>(problem: &'a GlobalProblem, blocks: &[u64], clock: &Clock) -> Option<Incumbent<'a>> {
    let coordinates = problem.coordinates.filter(|count| (1..=MOST_COORDINATES).contains(count))?;
    let total = coordinates as f64;
    let own = Shares::unchecked(blocks.iter().map(|&x| x as f64 / total).collect());
    let (center, relaxed) = first(&GlobalProblem { start: Some(own), ..problem.clone() }, clock);
    if clock.is_over() {
        return None;
    }
    let grid = Grid::new(&problem.evaluator, coordinates, &center, relaxed, clock.clone());
    Some(Incumbent::over_integers(&problem.evaluator, grid, blocks.to_vec(), clock.clone()))
}

/// Searches until the gap of the options is closed; the outcome with the steps, or `None` where nothing was searched.
pub fn run(
    problem: &GlobalProblem,
    options: &GlobalOptions,
    clock: &Clock,
    incumbent: Incumbent<'_>,
) -> Option<(GlobalOutcome, Trail)> {
    let (outcome, trail) = search::run_on(problem, options, clock, incumbent, Some(Trail::default()));
    Some((outcome, trail?))
}
