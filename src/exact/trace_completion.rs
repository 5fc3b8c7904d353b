//! `exact` for the fraction of rows of a trace that finish by the deadline.

use super::trace_completion_walk;
use super::walk_length::WalkLength;
use crate::clock::Clock;
use crate::error::Error;
use crate::gap::Tolerance;
use crate::problem::Problem;
use crate::problem::memo::Finish;
use crate::relaxed::trace::completion::{finish, solution};
use crate::runtime::deadline::Deadline;
use crate::runtime::trace_completion::TraceCompletion;
use crate::solution::Solution;
use crate::trace_deadline::greedy::Kind;
use crate::trace_deadline::largest::{largest, rounded};

/// The method's answer.
pub fn solve(
    problem: &Problem,
    evaluator: &TraceCompletion,
    method: &'static str,
) -> Result<Solution, Error> {
    let deadline = evaluator.deadline();
    if let Some(tried) = tried(problem, deadline) {
        return solution(problem, evaluator, &tried, method);
    }
    let relaxed = finish(problem, deadline);
    // Integers hardly ever lose a row: then the relaxed search has the answer.
    if relaxed.rounded.len() == relaxed.most {
        return solution(problem, evaluator, relaxed, method);
    }
    let clock = problem.clock().less(problem.finish.spent());
    let whole = whole(deadline, relaxed, problem.tolerance(), &clock);
    solution(problem, evaluator, &whole, method)
}

/// The largest set by trying every partition, where that is less work than to state a program.
fn tried(problem: &Problem, deadline: &Deadline) -> Option<Finish> {
    let (levels, coordinates) = (problem.workers(), problem.coordinates());
    let length = WalkLength { levels, coordinates, rows: deadline.rows() };
    if !length.is_shorter_than_a_program() {
        return None;
    }
    let rows = trace_completion_walk::largest(deadline, &problem.clock())?;
    Some(Finish { most: rows.len(), rounded: rows.clone(), rows, ended: true, failure: None })
}

/// The largest set for integer block sizes, from a set for real ones, what it was rounded to, and its bound.
fn whole(deadline: &Deadline, relaxed: &Finish, tolerance: Tolerance, clock: &Clock) -> Finish {
    let found = largest(deadline, Kind::Whole, &relaxed.rounded, tolerance, clock);
    // The program decides ties in double precision, within its tolerances.
    let rounded = rounded(deadline, &found.rows, clock);
    let most = found.most.min(relaxed.most);
    let rows = if rounded.len() < relaxed.rounded.len() { relaxed.rounded.clone() } else { rounded };
    Finish { rounded: rows.clone(), rows, most, ..found }
}
