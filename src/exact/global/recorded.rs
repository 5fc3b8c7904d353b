//! Searches whose steps are recorded, from points that are known to be good.

use super::grid::Grid;
use super::incumbent::{Incumbent, first};
use super::integer::MOST_COORDINATES;
use super::search;
use super::trail::Trail;
use super::types::{GlobalOptions, GlobalOutcome, GlobalProblem};
use crate::clock::Clock;
use crate::shares::Shares;

/// The relaxed optimum within the gap of the options, with the steps that prove it; `None` where nothing was searched.
pub fn over_shares(
    problem: &GlobalProblem,
    options: &GlobalOptions,
    clock: &Clock,
) -> Option<(GlobalOutcome, Trail)> {
    let (shares, probability) = first(problem, clock);
    let incumbent = Incumbent::new(&problem.evaluator, shares, probability, clock.clone());
    recorded(problem, options, clock, incumbent)
}

/// The same over partitions into integers, and the forms that the steps divide.
pub fn over_integers(
    problem: &GlobalProblem,
    blocks: &[u64],
    options: impl FnOnce(f64) -> GlobalOptions,
    clock: &Clock,
) -> Option<(GlobalOutcome, Trail, Vec<Vec<i64>>)> {
    let coordinates = problem.coordinates.filter(|count| (1..=MOST_COORDINATES).contains(count))?;
    let total = coordinates as f64;
    let own = Shares::unchecked(blocks.iter().map(|&x| x as f64 / total).collect());
    let (center, relaxed) = first(&GlobalProblem { start: Some(own), ..problem.clone() }, clock);
    if clock.is_over() {
        return None;
    }
    let grid = Grid::new(&problem.evaluator, coordinates, &center, relaxed, clock.clone());
    let forms = grid.duals().to_vec();
    let incumbent = Incumbent::over_integers(&problem.evaluator, grid, blocks.to_vec(), clock.clone());
    let options = options(incumbent.probability().complement);
    let (outcome, trail) = recorded(problem, &options, clock, incumbent)?;
    Some((outcome, trail, forms))
}

fn recorded(
    problem: &GlobalProblem,
    options: &GlobalOptions,
    clock: &Clock,
    incumbent: Incumbent<'_>,
) -> Option<(GlobalOutcome, Trail)> {
    let (outcome, trail) = search::run_on(problem, options, clock, incumbent, Some(Trail::default()));
    Some((outcome, trail?))
}
