//! `global` and `exact` for the completion probability: the adapters of [`super::global`].

use std::time::{Duration, Instant};

use super::global::{GlobalOptions, GlobalOutcome, GlobalProblem, integer, maximise};
use crate::completion::CompletionProblem;
use crate::error::Error;
use crate::method::Method;
use crate::partition::Partition;
use crate::solution::{Bound, Rigour, Solution, Status};

/// The relaxed optimum's entry in the registry.
pub const GLOBAL: Method<CompletionProblem> = Method {
    name: "global",
    source: "outer approximation in log F with concave envelopes, bound tightening and bisection",
    guarantee: "relaxed optimum within the stated gap",
    solve: |problem| {
        if let Some(solution) = problem.impossible(GLOBAL.name) {
            return Ok(solution);
        }
        let start = Instant::now();
        let outcome = maximise(&global_problem(problem), &options(problem))?;
        let status = status(problem, &outcome, start);
        Ok(Solution {
            status,
            bound: Some(bound(&outcome, GLOBAL.name)),
            note: Some(note(&outcome)),
            ..problem.solution_of_shares(GLOBAL.name, &outcome.shares)
        })
    },
};

/// The integer optimum's entry in the registry.
pub const EXACT: Method<CompletionProblem> = Method {
    name: "exact",
    source: "the same search, branching on the coefficients of an LLL-reduced lattice basis",
    guarantee: "integer optimum within the stated gap",
    solve: |problem| {
        if let Some(solution) = problem.impossible(EXACT.name) {
            return Ok(Solution { relaxed: None, relaxed_value: None, ..solution });
        }
        let start = Instant::now();
        let outcome = integer::maximise(&global_problem(problem), &options(problem))?;
        let blocks = outcome.blocks.clone().unwrap_or_default();
        let partition = Partition::new(blocks, problem.workers(), problem.coordinates())?;
        Ok(Solution {
            value: Some(problem.value_of_partition(&partition)),
            partition: Some(partition),
            bound: Some(bound(&outcome, EXACT.name)),
            note: Some(note(&outcome)),
            ..Solution::empty(EXACT.name, status(problem, &outcome, start))
        })
    },
};

fn global_problem(problem: &CompletionProblem) -> GlobalProblem {
    GlobalProblem {
        evaluator: problem.evaluator().clone(),
        coordinates: Some(problem.coordinates()),
        start: Vec::new(),
    }
}

fn options(problem: &CompletionProblem) -> GlobalOptions {
    GlobalOptions { absolute: problem.options().gap, time: limit(problem), ..GlobalOptions::default() }
}

fn limit(problem: &CompletionProblem) -> Duration {
    Duration::try_from_secs_f64(problem.options().time_limit).unwrap_or(Duration::MAX)
}

fn status(problem: &CompletionProblem, outcome: &GlobalOutcome, start: Instant) -> Status {
    if outcome.closed {
        Status::Optimal
    } else if start.elapsed() >= limit(problem) {
        Status::TimeLimit
    } else {
        Status::GapLimit
    }
}

fn bound(outcome: &GlobalOutcome, method: &'static str) -> Bound {
    Bound { value: outcome.bound, rigour: Rigour::Float, method }
}

fn note(outcome: &GlobalOutcome) -> String {
    format!("gap {:.1e}, {} boxes, {} linear programs", outcome.gap(), outcome.nodes, outcome.programs)
}

/// The upper bound on the probability of every partition, by the relaxed search.
///
/// # Errors
/// When HiGHS refuses a model.
pub fn upper_bound(problem: &CompletionProblem) -> Result<Bound, Error> {
    if let Some(bound) = problem.impossible(GLOBAL.name).and_then(|solution| solution.bound) {
        return Ok(bound);
    }
    Ok(bound(&maximise(&global_problem(problem), &options(problem))?, GLOBAL.name))
}
