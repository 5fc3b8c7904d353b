//! `relaxed` for the fraction of rows of a trace that finish by the deadline.

use std::time::Duration;

use crate::error::Error;
use crate::instance::Stragglers;
use crate::problem::Problem;
use crate::problem::memo::Finish;
use crate::runtime::deadline::Deadline;
use crate::runtime::decided;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::trace_completion::TraceCompletion;
use crate::solution::{Bound, Solution, Status, Value};
use crate::trace_deadline::greedy::Kind;
use crate::trace_deadline::largest::{largest, rounded};
use crate::verdict::Verdict;

/// A search that took all its time still has so much to find a partition.
const TO_ROUND: Duration = Duration::from_millis(500);
/// Said where the optimum is exactly zero.
const IMPOSSIBLE: &str = "no round of the trace can finish by the deadline";

/// The largest set of rows that relaxed loads finish, computed once.
pub fn finish<'a>(problem: &'a Problem, deadline: &Deadline) -> &'a Finish {
    problem.finish.get_or_find(|| {
        let clock = problem.clock();
        let found = largest(deadline, Kind::Relaxed, &[], problem.tolerance(), &clock);
        let rounded = rounded(deadline, &found.rows, &clock.at_least(TO_ROUND));
        let rows = if rounded.len() > found.rows.len() { rounded.clone() } else { found.rows };
        Finish { rows, rounded, ..found }
    })
}

/// The method's answer.
pub fn solve(
    problem: &Problem,
    evaluator: &TraceCompletion,
    method: &'static str,
) -> Result<Solution, Error> {
    let deadline = evaluator.deadline();
    let finish = finish(problem, deadline);
    // A search that ended before it found a row has no point of its own.
    let shares =
        if finish.rows.is_empty() && !finish.ended { None } else { deadline.shares_of(&finish.rows) };
    Ok(Solution {
        // The rows finish exactly, though loads written as doubles may miss the deadline by a rounding.
        relaxed_value: shares.is_some().then(|| deadline.fraction(finish.rows.len())),
        relaxed: shares,
        note: note(problem, deadline, finish, "over real blocks "),
        ..solution(problem, evaluator, finish, method)?
    })
}

/// The solution of a set of rows: a partition that finishes all of them, or most.
pub fn solution(
    problem: &Problem,
    evaluator: &TraceCompletion,
    finish: &Finish,
    method: &'static str,
) -> Result<Solution, Error> {
    let deadline = evaluator.deadline();
    let partition = deadline.partition_of(&finish.rounded);
    let partition = partition.map_or_else(|| problem.single_block(0), Ok)?;
    Ok(Solution {
        value: evaluator.value_of_partition(&partition),
        partition: Some(partition),
        bound: Some(bound_of(problem, deadline, finish, method)),
        seconds: problem.finish.spent().as_secs_f64(),
        note: note(problem, deadline, finish, ""),
        ..Solution::empty(method, status(problem, deadline, finish))
    })
}

/// The bound of the relaxed search on the fraction of every partition.
pub fn bound(problem: &Problem, evaluator: &TraceCompletion, method: &'static str) -> Bound {
    let deadline = evaluator.deadline();
    bound_of(problem, deadline, finish(problem, deadline), method)
}

fn bound_of(problem: &Problem, deadline: &Deadline, finish: &Finish, method: &'static str) -> Bound {
    let most = if is_impossible(problem) { 0 } else { finish.most };
    let Value { value, complement, .. } = deadline.fraction(most);
    let bound = problem.bound(method, value, status(problem, deadline, finish));
    complement.into_iter().fold(bound, Bound::with_complement)
}

/// Whether no whole blocks finish any round, though real ones may.
fn is_impossible(problem: &Problem) -> bool {
    matches!(problem.verdict(), Some(Verdict::Impossible { .. }))
}

fn status(problem: &Problem, deadline: &Deadline, finish: &Finish) -> Status {
    let rows = deadline.rows() as f64;
    let gap = finish.most.saturating_sub(finish.rows.len()) as f64 / rows;
    let late = |finished: usize| deadline.rows().saturating_sub(finished) as f64 / rows;
    let is_closed = problem.tolerance().closes(gap, late(finish.rows.len()), late(finish.most));
    match (is_closed, finish.ended) {
        (true, _) => Status::Optimal,
        (false, true) => Status::GapLimit,
        (false, false) => Status::TimeLimit,
    }
}

/// What was found; the words in front say of which blocks, where they need not be whole.
fn note(problem: &Problem, deadline: &Deadline, finish: &Finish, of: &str) -> Option<String> {
    // A constant cycle time is one round, of which nobody knows.
    let is_measured = !matches!(problem.instance().stragglers, Stragglers::Constant(_));
    if finish.most == 0 || is_impossible(problem) {
        return Some(if is_measured { IMPOSSIBLE } else { decided::IMPOSSIBLE }.to_owned());
    }
    let counts =
        format!("{of}{} of {} rounds finish, at most {}", finish.rows.len(), deadline.rows(), finish.most);
    let parts: Vec<String> =
        is_measured.then_some(counts).into_iter().chain(finish.failure.clone()).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
