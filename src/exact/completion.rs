//! `global` and `exact` for the completion probability of a law: the adapters of [`super::global`].

use super::global::{GlobalOptions, GlobalOutcome, GlobalProblem, integer, maximise};
use crate::clock::Clock;
use crate::error::Error;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::relaxed::impossible::impossible;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::law_completion::LawCompletion;
use crate::solution::{Solution, Status};

/// The relaxed optimum.
pub fn global(problem: &Problem, evaluator: &LawCompletion, method: &'static str) -> Result<Solution, Error> {
    if let Some(solution) = impossible(problem, evaluator, method)? {
        return Ok(solution);
    }
    let clock = problem.clock();
    let outcome = maximise(&global_problem(problem, evaluator), &options(problem), &clock)?;
    let status = status(&outcome, &clock);
    Ok(Solution {
        status,
        bound: Some(problem.bound(method, outcome.bound)),
        note: Some(note(&outcome)),
        ..problem.solution_of_shares(method, &outcome.shares, &clock)?
    })
}

/// The integer optimum.
pub fn exact(problem: &Problem, evaluator: &LawCompletion, method: &'static str) -> Result<Solution, Error> {
    if let Some(solution) = impossible(problem, evaluator, method)? {
        return Ok(Solution { relaxed: None, relaxed_value: None, ..solution });
    }
    let clock = problem.clock();
    let outcome = integer::maximise(&global_problem(problem, evaluator), &options(problem), &clock)?;
    let blocks = outcome.blocks.clone().unwrap_or_default();
    let partition = Partition::new(blocks, problem.workers(), problem.coordinates())?;
    Ok(Solution {
        value: evaluator.value_of_partition(&partition),
        partition: Some(partition),
        bound: Some(problem.bound(method, outcome.bound)),
        note: Some(note(&outcome)),
        ..Solution::empty(method, status(&outcome, &clock))
    })
}

fn global_problem(problem: &Problem, evaluator: &LawCompletion) -> GlobalProblem {
    GlobalProblem {
        evaluator: evaluator.probability().clone(),
        coordinates: Some(problem.coordinates()),
        start: None,
    }
}

fn options(problem: &Problem) -> GlobalOptions {
    GlobalOptions { absolute: problem.gap(), ..GlobalOptions::default() }
}

fn status(outcome: &GlobalOutcome, clock: &Clock) -> Status {
    if outcome.closed {
        Status::Optimal
    } else if clock.is_over() {
        Status::TimeLimit
    } else {
        Status::GapLimit
    }
}

fn note(outcome: &GlobalOutcome) -> String {
    format!("gap {:.1e}, {} boxes, {} linear programs", outcome.gap(), outcome.nodes, outcome.programs)
}
