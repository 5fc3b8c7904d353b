//! `ferdinand-full`, `ferdinand-half` and `ferdinand:R`: hierarchical coded computation.
//!
//! Ferdinand & Draper (ISIT 2018) cut the work into `r` layers and give layer `j` the redundancy `s_j`
//! that maximises `min_j (s_j + 1)/j` for a fixed total, see [`super::layers`]. With `r = L` layers the
//! only feasible choice is `s_j = N-1`; with `r = L/2` the optima fill a whole face, whose ends lie
//! far apart in expected runtime: the lexicographically smallest is reported, with both values. [WCLZX23] compares with
//! these two; `ferdinand:R` takes any number of layers.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use super::layers::{Counts, Layers};
use crate::error::Error;
use crate::method::{Answer, Method, Need, Run};
use crate::method_family::MethodFamily;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::report::number::measured;
use crate::shares::Shares;
use crate::solution::Solution;

/// How many layers there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// So many.
    Layers(u64),
    /// One for so many coordinates each.
    Coordinates(u64),
}

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
            run: Run::Runtime(|problem| runtime(problem, FULL.name, Depth::Coordinates(1))),
        },
        Answer {
            source: FULL_SOURCE,
            guarantee: "none for the completion probability",
            needs: NEEDS,
            run: Run::Completion(|problem| completion(problem, FULL.name, Depth::Coordinates(1))),
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
            guarantee: RUNTIME_GUARANTEE,
            needs: NEEDS,
            run: Run::Runtime(|problem| runtime(problem, HALF.name, Depth::Coordinates(2))),
        },
        Answer {
            source: HALF_SOURCE,
            guarantee: COMPLETION_GUARANTEE,
            needs: NEEDS,
            run: Run::Completion(|problem| completion(problem, HALF.name, Depth::Coordinates(2))),
        },
    ],
};

/// The scheme with any number of layers: `ferdinand:L/4`, `ferdinand:5000`.
pub const FAMILY: MethodFamily = MethodFamily {
    name: "ferdinand",
    form: "ferdinand:R",
    allowed: || "R layers: L, a part of it such as L/4, or a whole number".to_owned(),
    canonical: |text| Depth::parse(text).map(Depth::canonical),
    answers: &[
        Answer {
            source: ANY_SOURCE,
            guarantee: RUNTIME_GUARANTEE,
            needs: NEEDS,
            run: Run::RuntimeOfMember(|problem, name| runtime(problem, name, Depth::of(name))),
        },
        Answer {
            source: ANY_SOURCE,
            guarantee: COMPLETION_GUARANTEE,
            needs: NEEDS,
            run: Run::CompletionOfMember(|problem, name| completion(problem, name, Depth::of(name))),
        },
    ],
};

const ANY_SOURCE: &str = "hierarchical coded computation of Ferdinand & Draper 2018 with R layers";
const RUNTIME_GUARANTEE: &str = "none for the expected runtime; its program has many optima";
const COMPLETION_GUARANTEE: &str = "none for the completion probability; its program has many optima";
const FULL_SOURCE: &str = "hierarchical coded computation of Ferdinand & Draper 2018 with L layers";
const HALF_SOURCE: &str = "hierarchical coded computation of Ferdinand & Draper 2018 with L/2 layers";
/// Fewer workers leave the program no choice.
const NEEDS: &[Need] = &[Need::Workers(3, "hierarchical coding needs at least 3 workers")];

impl Depth {
    /// Reads `L`, `L/4` or a number of layers.
    fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| text.trim().parse().ok().filter(|&number: &u64| number > 0);
        match text.trim().strip_prefix('L').map(str::trim) {
            Some("") => Some(Self::Coordinates(1)),
            Some(part) => part.strip_prefix('/').and_then(number).map(Self::Coordinates),
            None => number(text).map(Self::Layers),
        }
    }

    /// As it stands in names.
    fn canonical(self) -> String {
        match self {
            Self::Coordinates(1) => "L".to_owned(),
            Self::Coordinates(depth) => format!("L/{depth}"),
            Self::Layers(layers) => layers.to_string(),
        }
    }

    /// That of a member of the family, by its name.
    fn of(name: &str) -> Self {
        // Members have a parameter that was read.
        FAMILY.parameter(name).and_then(Self::parse).unwrap_or(Self::Coordinates(1))
    }

    /// The number of layers of so many coordinates, or why there are none.
    fn layers(self, coordinates: u64) -> Result<u64, String> {
        match self {
            Self::Coordinates(depth) if coordinates.is_multiple_of(depth) => Ok(coordinates / depth),
            Self::Coordinates(depth) => {
                Err(format!("L = {coordinates} is not divisible into layers of {depth} coordinates"))
            }
            Self::Layers(layers) if layers <= coordinates => Ok(layers),
            Self::Layers(layers) => {
                Err(format!("{layers} layers are more than L = {coordinates} coordinates"))
            }
        }
    }
}

/// The scheme for the expected runtime: `x_n = (L/r) #{s_j = n}`, at least one straggler tolerated. Where `r` does not
/// divide `L`, rounded.
fn runtime(problem: &Problem, name: &'static str, depth: Depth) -> Result<Solution, Error> {
    let (workers, coordinates) = (problem.workers(), problem.coordinates());
    let face = layers(problem, depth, 1).map(|(layers, optima)| {
        optima.map(|counts| match coordinates % layers {
            0 => {
                let blocks = counts.iter().map(|count| count * (coordinates / layers)).collect();
                Ok(Partition::new(blocks, workers, coordinates)?)
            }
            _ => {
                let shares = counts.iter().map(|&count| count as f64 / layers as f64).collect();
                problem.round(&Shares::unchecked(shares), &problem.clock())
            }
        })
    });
    solution(problem, name, face)
}

/// The scheme for the completion probability: `x_n` is the sum of `N - s_j` over the layers with `s_j = n`.
fn completion(problem: &Problem, name: &'static str, depth: Depth) -> Result<Solution, Error> {
    let workers = problem.workers();
    let face = layers(problem, depth, 0).map(|(_, optima)| {
        optima.map(|counts| {
            let blocks = counts.iter().zip(0..).map(|(count, n)| count * (workers as u64 - n)).collect();
            Ok(Partition::new(blocks, workers, problem.coordinates())?)
        })
    });
    solution(problem, name, face)
}

/// The number of layers and the two ends of the face of optimal ones with `s_1 >= least`; or why there are none. They do
/// not depend on the cycle times.
fn layers(problem: &Problem, depth: Depth, least: u64) -> Result<(u64, [Counts; 2]), String> {
    let (workers, coordinates) = (problem.workers() as u64, problem.coordinates());
    let layers = depth.layers(coordinates)?;
    // Every layer needs N - s_j workers, L in all.
    let sum = (u128::from(workers) * u128::from(layers)).checked_sub(u128::from(coordinates));
    let optima = sum.and_then(|sum| Layers { workers, layers, least, sum }.solve());
    let Some(optima) = optima else {
        let fewest = coordinates.div_ceil(workers - least);
        return Err(format!("{layers} layers are too few for L = {coordinates}: at least {fewest}"));
    };
    Ok((layers, [optima.smallest, optima.largest]))
}

/// The smallest partition with its value, and a note on that of the largest.
fn solution(
    problem: &Problem,
    name: &'static str,
    face: Result<[Result<Partition, Error>; 2], String>,
) -> Result<Solution, Error> {
    let [smallest, largest] = match face {
        Ok(face) => face,
        Err(reason) => return Ok(Solution::inapplicable(name, reason)),
    };
    let (smallest, largest) = (smallest?, largest?);
    let clock = problem.clock();
    let is_unique = smallest == largest;
    let smallest = problem.solution_in_time(name, smallest, &clock);
    let Some(value) = smallest.value else { return Ok(smallest) };
    let note = (!is_unique).then(|| {
        let show = measured;
        let largest = match problem.evaluator().infinite_at(&largest.shares()) {
            Some(_) => "infinite".to_owned(),
            None => problem.value_in_time(&largest, &clock).map_or("not known in time".to_owned(), show),
        };
        format!(
            "its optimum is not unique: {} at the lexicographically smallest layers (reported), {} at the largest",
            show(value),
            largest
        )
    });
    Ok(Solution { note, ..smallest })
}
