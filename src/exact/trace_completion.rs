//! `exact` for the fraction of rows of a trace that finish by the deadline.

use crate::error::Error;
use crate::problem::Problem;
use crate::relaxed::trace::completion::{finish, solution};
use crate::relaxed::trace::ladder;
use crate::runtime::trace_completion::TraceCompletion;
use crate::solution::Solution;

/// The method's answer.
pub fn solve(
    problem: &Problem,
    evaluator: &TraceCompletion,
    method: &'static str,
) -> Result<Solution, Error> {
    let deadline = evaluator.deadline();
    let relaxed = finish(problem, deadline);
    // Integers hardly ever lose a row: then the relaxed search has the answer.
    if relaxed.rounded.len() == relaxed.most {
        return solution(problem, evaluator, relaxed, method);
    }
    let clock = problem.clock().less(problem.finish.spent());
    let whole = ladder::whole(deadline, relaxed, problem.tolerance(), &clock);
    solution(problem, evaluator, &whole, method)
}
