//! `global` and `exact` for the completion probability of a law: the adapters of [`super::global`].

use super::global::{GlobalOptions, GlobalOutcome, GlobalProblem, integer, maximise};
use crate::clock::{Clock, Standing};
use crate::error::Error;
use crate::gap::Tolerance;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::relaxed::impossible::impossible;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::law_completion::LawCompletion;
use crate::solution::{Bound, Solution, Status, Value};
use crate::wording::counted;

/// The relaxed optimum.
pub fn global(problem: &Problem, evaluator: &LawCompletion, method: &'static str) -> Result<Solution, Error> {
    if let Some(solution) = impossible(problem, evaluator, method)? {
        return Ok(solution);
    }
    let clock = problem.clock().of(method);
    let outcome = maximise(&global_problem(problem, evaluator), &options(problem), &clock);
    let status = status(&outcome, &clock);
    let solution = problem.solution_of_shares(method, &outcome.shares, &clock)?;
    tell(&clock, &outcome, solution.relaxed_value);
    Ok(Solution {
        status,
        bound: Some(bound(problem, &outcome, method, status)),
        note: Some(note(&outcome)),
        ..solution
    })
}

/// The integer optimum.
pub fn exact(problem: &Problem, evaluator: &LawCompletion, method: &'static str) -> Result<Solution, Error> {
    if let Some(solution) = impossible(problem, evaluator, method)? {
        return Ok(Solution { relaxed: None, relaxed_value: None, ..solution });
    }
    let clock = problem.clock().of(method);
    let outcome = integer::maximise(&global_problem(problem, evaluator), &options(problem), &clock)?;
    let status = status(&outcome, &clock);
    let blocks = outcome.blocks.clone().unwrap_or_default();
    let partition = Partition::new(blocks, problem.workers(), problem.coordinates())?;
    let value = evaluator.value_of_partition(&partition);
    tell(&clock, &outcome, value);
    Ok(Solution {
        value,
        partition: Some(partition),
        bound: Some(bound(problem, &outcome, method, status)),
        note: Some(note(&outcome)),
        ..Solution::empty(method, status)
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
    let Tolerance { gap: absolute, complement } = problem.tolerance();
    GlobalOptions { absolute, complement, ..GlobalOptions::default() }
}

/// Tells how a search ended.
fn tell(clock: &Clock, outcome: &GlobalOutcome, value: Option<Value>) {
    if let Some(Value { value, complement, .. }) = value {
        let standing = Standing::new("", outcome.nodes as u64, 0).between(value, outcome.bound);
        clock.tell_of(Standing { complement, ..standing });
    }
}

fn bound(problem: &Problem, outcome: &GlobalOutcome, method: &'static str, status: Status) -> Bound {
    problem.bound(method, outcome.bound, status).with_complement(outcome.complement_bound)
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
    let failure = outcome.failure.as_ref().map_or_else(String::new, |reason| format!("; {reason}"));
    let programs = counted(outcome.programs as u64, "linear program");
    format!("{}, {programs}{failure}", counted(outcome.nodes as u64, "box"))
}
