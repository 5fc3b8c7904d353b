//! `ferdinand-full` and `ferdinand-half`: hierarchical coded computation.
//!
//! Ferdinand & Draper (ISIT 2018) cut the work into `r` layers and give layer `j` the redundancy `s_j`
//! that maximises `min_j (s_j + 1)/j` for a fixed total, see [`super::layers`]. With `r = L` layers the
//! only feasible choice is `s_j = N-1`; with `r = L/2` the optima fill a whole face, whose ends lie
//! far apart in expected runtime: the lexicographically smallest is reported, with both values.

use super::layers::{Counts, Layers};
use crate::error::Error;
use crate::method::{Answer, Method, Need, Run};
use crate::partition::Partition;
use crate::problem::Problem;
use crate::report::number::measured;
use crate::solution::Solution;

/// The scheme with `L` layers.
pub const FULL: Method = Method {
    name: "ferdinand-full",
    is_sampled: false,
    is_closed_form: false,
    answers: &[
        Answer {
            source: FULL_SOURCE,
            guarantee: "none for the expected runtime",
            needs: NEEDS,
            run: Run::Runtime(|problem| runtime(problem, FULL.name, 1)),
        },
        Answer {
            source: FULL_SOURCE,
            guarantee: "none for the completion probability",
            needs: NEEDS,
            run: Run::Completion(|problem| completion(problem, FULL.name, 1)),
        },
    ],
};

/// The scheme with `L/2` layers.
pub const HALF: Method = Method {
    name: "ferdinand-half",
    is_sampled: false,
    is_closed_form: false,
    answers: &[
        Answer {
            source: HALF_SOURCE,
            guarantee: "none for the expected runtime; its program has many optima",
            needs: NEEDS,
            run: Run::Runtime(|problem| runtime(problem, HALF.name, 2)),
        },
        Answer {
            source: HALF_SOURCE,
            guarantee: "none for the completion probability; its program has many optima",
            needs: NEEDS,
            run: Run::Completion(|problem| completion(problem, HALF.name, 2)),
        },
    ],
};

const FULL_SOURCE: &str = "hierarchical coded computation of Ferdinand & Draper 2018 with L layers";
const HALF_SOURCE: &str = "hierarchical coded computation of Ferdinand & Draper 2018 with L/2 layers";
/// Fewer workers leave the program no choice.
const NEEDS: &[Need] = &[Need::Workers(3, "hierarchical coding needs at least 3 workers")];

/// The lexicographically smallest and largest partition of a scheme.
struct Face {
    smallest: Partition,
    largest: Partition,
}

/// The scheme for the expected runtime: `x_n = (L/r) #{s_j = n}`, at least one straggler tolerated.
fn runtime(problem: &Problem, name: &'static str, depth: u64) -> Result<Solution, Error> {
    solution(problem, name, face(problem, depth, 1, |_| depth)?)
}

/// The scheme for the completion probability: `x_n` is the sum of `N - s_j` over the layers with `s_j = n`.
fn completion(problem: &Problem, name: &'static str, depth: u64) -> Result<Solution, Error> {
    let workers = problem.workers() as u64;
    solution(problem, name, face(problem, depth, 0, |n| workers - n)?)
}

/// The optimal partitions with layers of `depth` coordinates, `s_1 >= least`, and `weight(n)` coordinates for
/// each layer of redundancy `n`; or why there are none. They do not depend on the cycle times.
fn face(
    problem: &Problem,
    depth: u64,
    least: u64,
    weight: impl Fn(u64) -> u64,
) -> Result<Result<Face, String>, Error> {
    let (workers, coordinates) = (problem.workers(), problem.coordinates());
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

/// The smallest partition with its value, and a note on that of the largest.
fn solution(problem: &Problem, name: &'static str, face: Result<Face, String>) -> Result<Solution, Error> {
    let face = match face {
        Ok(face) => face,
        Err(reason) => return Ok(Solution::inapplicable(name, reason)),
    };
    let clock = problem.clock();
    let is_unique = face.smallest == face.largest;
    let smallest = problem.solution_in_time(name, face.smallest, &clock);
    let Some(value) = smallest.value else { return Ok(smallest) };
    let note = (!is_unique).then(|| {
        let show = measured;
        let largest = match problem.evaluator().infinite_at(&face.largest.shares()) {
            Some(_) => "infinite".to_owned(),
            None => problem.value_in_time(&face.largest, &clock).map_or("not known in time".to_owned(), show),
        };
        format!(
            "its optimum is not unique: {} at the lexicographically smallest layers (reported), {} at the largest",
            show(value),
            largest
        )
    });
    Ok(Solution { note, ..smallest })
}
