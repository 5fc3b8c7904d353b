//! The largest completion probability over integer partitions, with a bound.
//!
//! The same boxes, cuts and lines as for the relaxed problem; the target comes from the best integer
//! partition, found by rounding in a reduced lattice basis ([`crate::numeric::lattice`]) and local search.
//! Where tightening has left little of the envelope gaps, [`super::branching`] goes through the
//! coefficients of a partition in that basis. They are columns of the linear program, bounded by
//! tightening first, so that only bounds change from program to program. Of the fractional
//! coefficients the one with the longest orthogonalised vector is branched on (as in the enumeration of
//! Schnorr and Euchner 1994). A single partition is closed by its exact value, so envelope gaps
//! cannot keep the search from ending.

use super::grid::Grid;
use super::incumbent::{Incumbent, first};
use super::search;
use super::types::{GlobalOptions, GlobalOutcome, GlobalProblem};
use crate::clock::Clock;
use crate::error::Error;
use crate::problem::rounding::round_by_fractions;
use crate::shares::Shares;

/// The largest number of coordinates: integers in `f64` and differences of them stay exact.
pub const MOST_COORDINATES: u64 = 1 << 45;

/// Maximises over partitions of `problem.coordinates` until the gap is closed or a limit is met.
///
/// # Errors
/// When the number of coordinates is missing or out of range, or the relaxed optimum has no rounding.
pub fn maximise(
    problem: &GlobalProblem,
    options: &GlobalOptions,
    clock: &Clock,
) -> Result<GlobalOutcome, Error> {
    let coordinates = problem.coordinates.unwrap_or(0);
    if !(1..=MOST_COORDINATES).contains(&coordinates) {
        return Err(Error::OutOfRange {
            key: "system.coordinates".to_owned(),
            value: coordinates.to_string(),
            allowed: format!("must be an integer between 1 and {MOST_COORDINATES}"),
        });
    }
    let beyond = problem.evaluator.beyond_certain();
    let start = problem.start.as_ref().map(|start| beyond.rest(start));
    let rest = GlobalProblem { evaluator: beyond.evaluator.clone(), start, coordinates: None };
    let (center, relaxed) = first(&rest, clock);
    let center = beyond.whole(&center);
    if clock.is_over() {
        return unsearched(problem, options, coordinates, &center);
    }
    let grid = Grid::new(&problem.evaluator, coordinates, &center, relaxed, clock.clone());
    let blocks = grid.round(&problem.evaluator, &center).ok_or_else(|| Error::Overflow {
        quantity: "rounding the relaxed optimum to blocks".to_owned(),
        remedy: "take fewer system.coordinates".to_owned(),
    })?;
    let incumbent = Incumbent::over_integers(&problem.evaluator, grid, blocks, clock.clone());
    Ok(search::run(problem, options, clock, incumbent))
}

/// What is left to say when no time is: a partition near the relaxed point, and no bound but 1.
fn unsearched(
    problem: &GlobalProblem,
    options: &GlobalOptions,
    coordinates: u64,
    center: &Shares,
) -> Result<GlobalOutcome, Error> {
    let partition = round_by_fractions(coordinates, center)?;
    let shares = partition.shares();
    let value = problem.evaluator.value(&shares);
    Ok(GlobalOutcome::new(shares, value, Some(partition.blocks().to_vec()), 0.0, options))
}
