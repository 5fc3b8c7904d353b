//! `ferdinand-full` and `ferdinand-half`: hierarchical coded computation.
//!
//! Ferdinand & Draper (ISIT 2018) cut the work into `r` layers and give layer `j` the redundancy `s_j`
//! that maximises `min_j (s_j + 1)/j` for a fixed total, see [`super::layers`]. With `r = L` layers the
//! only feasible choice is `s_j = N-1`; with `r = L/2` the optima fill a whole face, whose ends lie
//! far apart in expected runtime: the lexicographically smallest is reported, with both values.

use super::layers::{Counts, Layers};
use crate::error::Error;
use crate::method::Method;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::solution::{Solution, Status, Value};

/// The entry of the scheme with `L` layers.
pub const FULL: Method = Method {
    name: "ferdinand-full",
    source: "hierarchical coded computation of Ferdinand & Draper 2018 with L layers",
    guarantee: "none for the expected runtime",
    solve: |problem| solve(problem, FULL.name, 1),
};

/// The entry of the scheme with `L/2` layers.
pub const HALF: Method = Method {
    name: "ferdinand-half",
    source: "hierarchical coded computation of Ferdinand & Draper 2018 with L/2 layers",
    guarantee: "none for the expected runtime; its program has many optima",
    solve: |problem| solve(problem, HALF.name, 2),
};

/// Fewest workers that leave the program a choice.
const LEAST_WORKERS: usize = 3;

/// The scheme whose layers hold `depth` coordinates each.
fn solve(problem: &Problem, name: &'static str, depth: u64) -> Result<Solution, Error> {
    let (workers, coordinates) = (problem.workers(), problem.coordinates());
    if workers < LEAST_WORKERS {
        let reason = format!("hierarchical coding needs at least {LEAST_WORKERS} workers");
        return Ok(Solution::inapplicable(name, reason));
    }
    if coordinates % depth != 0 {
        let reason = format!("L = {coordinates} is not divisible into layers of {depth} coordinates");
        return Ok(Solution::inapplicable(name, reason));
    }
    let layers = coordinates / depth;
    let sum = workers as u128 * u128::from(layers) - u128::from(coordinates);
    let program = Layers { workers: workers as u64, layers, least: 1, sum };
    let Some(optima) = program.solve() else {
        return Ok(Solution::inapplicable(name, "no layers of redundancy at least 1 have the total"));
    };
    let partition =
        |counts: &Counts| Partition::new(counts.iter().map(|c| c * depth).collect(), workers, coordinates);
    let (smallest, largest) = (partition(&optima.smallest)?, partition(&optima.largest)?);
    if let Some(reason) = problem.infinite_at(&problem.shares(&smallest)) {
        return Ok(Solution::inapplicable(name, reason));
    }
    let value = problem.value_of_partition(&smallest);
    let note = (smallest != largest).then(|| {
        let last = problem.value_of_partition(&largest);
        let show = |value: Option<Value>| {
            value.map_or("infinite".to_owned(), |v| format!("{:.6e}", v.value))
        };
        format!(
            "its optimum is not unique: {} at the lexicographically smallest layers (reported), {} at the largest",
            show(value),
            show(last)
        )
    });
    Ok(Solution { value, partition: Some(smallest), note, ..Solution::empty(name, Status::Heuristic) })
}
