//! The baselines on the rows of a trace, for both objectives.

use super::ScenarioProblem;
use crate::baseline::ferdinand::{self, face};
use crate::baseline::single_block::{self, best_completion};
use crate::baseline::{tandon, uncoded};
use crate::error::Error;
use crate::method::Method;
use crate::partition::Partition;
use crate::solution::{Solution, Status, Value};

/// The best constant coding parameter.
pub const SINGLE_BLOCK: Method<ScenarioProblem> = Method {
    name: single_block::METHOD.name,
    source: single_block::METHOD.source,
    guarantee: single_block::METHOD.guarantee,
    solve: |problem| {
        let blocks = (0..problem.workers()).map(|s| (s, problem.value_of_partition(&constant(problem, s))));
        let level = best(problem, blocks).map_or(0, |(s, _)| s);
        Ok(block(problem, SINGLE_BLOCK.name, level))
    },
};

/// No redundancy.
pub const UNCODED: Method<ScenarioProblem> = Method {
    name: uncoded::METHOD.name,
    source: uncoded::METHOD.source,
    guarantee: uncoded::METHOD.guarantee,
    solve: |problem| Ok(block(problem, UNCODED.name, 0)),
};

/// Partial-straggler gradient coding: the relaxed partition with two blocks that has its runtime.
pub const TANDON: Method<ScenarioProblem> = Method {
    name: tandon::METHOD.name,
    source: tandon::METHOD.source,
    guarantee: tandon::METHOD.guarantee,
    solve: |problem| {
        let workers = problem.workers();
        let values = (1..workers).map(|s| (s, problem.value_of(&tandon::two_blocks(workers, s))));
        Ok(match best(problem, values) {
            None => Solution::inapplicable(TANDON.name, tandon::TOO_FEW),
            Some((s, value)) => Solution {
                value: Some(value),
                note: Some(tandon::note(s)),
                ..Solution::empty(TANDON.name, Status::Heuristic)
            },
        })
    },
};

/// Hierarchical coded computation with `L` layers.
pub const FERDINAND_FULL: Method<ScenarioProblem> = Method {
    name: ferdinand::FULL.name,
    source: ferdinand::FULL.source,
    guarantee: "none",
    solve: |problem| hierarchical(problem, FERDINAND_FULL.name, 1),
};

/// Hierarchical coded computation with `L/2` layers.
pub const FERDINAND_HALF: Method<ScenarioProblem> = Method {
    name: ferdinand::HALF.name,
    source: ferdinand::HALF.source,
    guarantee: "none; its program has many optima",
    solve: |problem| hierarchical(problem, FERDINAND_HALF.name, 2),
};

/// The first of the best values: the least runtime or the largest fraction.
fn best(
    problem: &ScenarioProblem,
    candidates: impl Iterator<Item = (usize, Value)>,
) -> Option<(usize, Value)> {
    if problem.deadline().is_some() {
        return best_completion(candidates);
    }
    candidates.reduce(|best, candidate| if candidate.1.value < best.1.value { candidate } else { best })
}

fn constant(problem: &ScenarioProblem, s: usize) -> Partition {
    Partition::single_block(s, problem.workers(), problem.coordinates())
}

fn block(problem: &ScenarioProblem, method: &'static str, s: usize) -> Solution {
    let partition = constant(problem, s);
    Solution {
        value: Some(problem.value_of_partition(&partition)),
        partition: Some(partition),
        note: Some(format!("s = {s}")),
        ..Solution::empty(method, Status::Heuristic)
    }
}

/// The layers do not depend on the cycle times, only on the objective.
fn hierarchical(problem: &ScenarioProblem, name: &'static str, depth: u64) -> Result<Solution, Error> {
    let (system, workers) = (&problem.instance().system, problem.workers() as u64);
    let face = match problem.deadline() {
        None => face(system, depth, 1, |_| depth)?,
        Some(_) => face(system, depth, 0, |n| workers - n)?,
    };
    Ok(match face {
        Ok(face) => ferdinand::solution(name, face, |partition| Some(problem.value_of_partition(partition))),
        Err(reason) => Solution::inapplicable(name, reason),
    })
}
