//! `ferdinand-full` and `ferdinand-half`: hierarchical coded computation.
//!
//! Ferdinand & Draper (ISIT 2018) cut the work into `r` layers and give layer `j` the redundancy `s_j`
//! that maximises `min_j (s_j + 1)/j` for a fixed total, see [`super::layers`]. With `r = L` layers the
//! only feasible choice is `s_j = N-1`; with `r = L/2` the optima fill a whole face, whose ends lie
//! far apart in expected runtime: the lexicographically smallest is reported, with both values.

use super::layers::{Counts, Layers};
use crate::completion::CompletionProblem;
use crate::error::Error;
use crate::instance::System;
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

/// The entries for the completion probability: other layers, the same schemes.
pub const FULL_COMPLETION: Method<CompletionProblem> = Method {
    name: FULL.name,
    source: FULL.source,
    guarantee: "none for the completion probability",
    solve: |problem| completion(problem, FULL.name, 1),
};

/// As [`FULL_COMPLETION`], with `L/2` layers.
pub const HALF_COMPLETION: Method<CompletionProblem> = Method {
    name: HALF.name,
    source: HALF.source,
    guarantee: "none for the completion probability; its program has many optima",
    solve: |problem| completion(problem, HALF.name, 2),
};

/// Fewest workers that leave the program a choice.
const LEAST_WORKERS: usize = 3;

/// The lexicographically smallest and largest partition of a scheme.
pub(crate) struct Face {
    smallest: Partition,
    largest: Partition,
}

/// The optimal partitions with layers of `depth` coordinates, `s_1 >= least`, and `weight(n)` coordinates for
/// each layer of redundancy `n`; or why there are none.
pub(crate) fn face(
    system: &System,
    depth: u64,
    least: u64,
    weight: impl Fn(u64) -> u64,
) -> Result<Result<Face, String>, Error> {
    let (workers, coordinates) = (system.workers, system.coordinates);
    if workers < LEAST_WORKERS {
        return Ok(Err(format!("hierarchical coding needs at least {LEAST_WORKERS} workers")));
    }
    if coordinates % depth != 0 {
        return Ok(Err(format!("L = {coordinates} is not divisible into layers of {depth} coordinates")));
    }
    let layers = coordinates / depth;
    let sum = workers as u128 * u128::from(layers) - u128::from(coordinates);
    let program = Layers { workers: workers as u64, layers, least, sum };
    let Some(optima) = program.solve() else {
        return Ok(Err(format!("no layers of redundancy at least {least} have the total")));
    };
    let partition = |counts: &Counts| {
        let blocks = counts.iter().zip(0..).map(|(count, n)| count * weight(n)).collect();
        Partition::new(blocks, workers, coordinates)
    };
    Ok(Ok(Face { smallest: partition(&optima.smallest)?, largest: partition(&optima.largest)? }))
}

/// The scheme for the expected runtime: `x_n = (L/r) #{s_j = n}`, at least one straggler tolerated.
fn solve(problem: &Problem, name: &'static str, depth: u64) -> Result<Solution, Error> {
    let face = match face(&problem.instance().system, depth, 1, |_| depth)? {
        Ok(face) => face,
        Err(reason) => return Ok(Solution::inapplicable(name, reason)),
    };
    if let Some(reason) = problem.infinite_at(&problem.shares(&face.smallest)) {
        return Ok(Solution::inapplicable(name, reason));
    }
    Ok(solution(name, face, |partition| problem.value_of_partition(partition)))
}

/// The scheme for the completion probability: `x_n` is the sum of `N - s_j` over the layers with `s_j = n`.
fn completion(problem: &CompletionProblem, name: &'static str, depth: u64) -> Result<Solution, Error> {
    let workers = problem.workers() as u64;
    let face = match face(&problem.instance().system, depth, 0, |n| workers - n)? {
        Ok(face) => face,
        Err(reason) => return Ok(Solution::inapplicable(name, reason)),
    };
    Ok(solution(name, face, |partition| Some(problem.value_of_partition(partition))))
}

/// The smallest partition with its value, and a note on that of the largest.
pub(crate) fn solution(
    name: &'static str,
    face: Face,
    value_of: impl Fn(&Partition) -> Option<Value>,
) -> Solution {
    let value = value_of(&face.smallest);
    let note = (face.smallest != face.largest).then(|| {
        let show = |value: Option<Value>| {
            value.map_or("infinite".to_owned(), |v| format!("{:.6e}", v.value))
        };
        format!(
            "its optimum is not unique: {} at the lexicographically smallest layers (reported), {} at the largest",
            show(value),
            show(value_of(&face.largest))
        )
    });
    Solution { value, partition: Some(face.smallest), note, ..Solution::empty(name, Status::Heuristic) }
}
