//! `exact` and `relaxed` for the fraction of rows of a trace that finish by the deadline.

use super::ScenarioProblem;
use super::deadline::Deadline;
use super::program::{self, Finish};
use crate::error::Error;
use crate::exact::completion;
use crate::method::Method;
use crate::partition::Partition;
use crate::solution::{Bound, Rigour, Solution, Status};

/// The integer optimum's entry in the registry.
pub const EXACT: Method<ScenarioProblem> = Method {
    name: completion::EXACT.name,
    source: "integer program in HiGHS with one binary a row of the trace, mixing sets strengthened",
    guarantee: "integer optimum within the stated gap",
    solve: |problem| with_deadline(problem, EXACT.name, exact),
};

/// The relaxed optimum's entry in the registry.
pub const RELAXED: Method<ScenarioProblem> = Method {
    name: "relaxed",
    source: "the same integer program with real block sizes",
    guarantee: "relaxed optimum within the stated gap",
    solve: |problem| with_deadline(problem, RELAXED.name, relaxed),
};

/// Said where the optimum is exactly zero.
const IMPOSSIBLE: &str = "no row of the trace can finish by the deadline";

fn with_deadline(
    problem: &ScenarioProblem,
    method: &'static str,
    solve: impl Fn(&ScenarioProblem, &Deadline) -> Result<Solution, Error>,
) -> Result<Solution, Error> {
    match problem.deadline() {
        Some(deadline) => solve(problem, deadline),
        None => Ok(Solution::inapplicable(method, "the instance has no deadline")),
    }
}

fn relaxed(problem: &ScenarioProblem, deadline: &Deadline) -> Result<Solution, Error> {
    let (finish, seconds) = problem.finish(deadline);
    let shares = deadline.shares_of(&finish.rows);
    let partition = rounding(problem, deadline, &finish.rows);
    Ok(Solution {
        value: Some(problem.value_of_partition(&partition)),
        partition: Some(partition),
        // The rows finish exactly, though loads written as doubles may miss the deadline by a rounding.
        relaxed_value: shares.is_some().then(|| deadline.fraction(finish.rows.len())),
        relaxed: shares.map(|shares| problem.coordinates_of(&shares)),
        bound: Some(bound(deadline, finish, RELAXED.name)),
        seconds: *seconds,
        note: Some(note(deadline, finish)),
        ..Solution::empty(RELAXED.name, status(problem, deadline, finish))
    })
}

fn exact(problem: &ScenarioProblem, deadline: &Deadline) -> Result<Solution, Error> {
    let (finish, seconds) = problem.finish(deadline);
    let spent = std::time::Duration::try_from_secs_f64(*seconds).unwrap_or_default();
    // Integers hardly ever lose a row: then the relaxed search has the answer.
    let finish = match program::partition_within(deadline, &finish.rows) {
        Some(_) if finish.rows.len() == finish.most => finish.clone(),
        _ => {
            let left = problem.time_limit().saturating_sub(spent);
            program::whole(deadline, finish, problem.options(), left)
        }
    };
    let partition = rounding(problem, deadline, &finish.rows);
    Ok(Solution {
        value: Some(problem.value_of_partition(&partition)),
        partition: Some(partition),
        bound: Some(bound(deadline, &finish, EXACT.name)),
        seconds: *seconds,
        note: Some(note(deadline, &finish)),
        ..Solution::empty(EXACT.name, status(problem, deadline, &finish))
    })
}

/// A partition that finishes all of the rows, or most of them.
fn rounding(problem: &ScenarioProblem, deadline: &Deadline, rows: &[usize]) -> Partition {
    program::partition_within(deadline, rows)
        .or_else(|| program::partition_within(deadline, &program::rounded(deadline, rows)))
        .unwrap_or_else(|| Partition::single_block(0, problem.workers(), problem.coordinates()))
}

/// The bound of the relaxed search on the fraction of every partition.
pub fn upper_bound(problem: &ScenarioProblem) -> Option<Bound> {
    let deadline = problem.deadline()?;
    Some(bound(deadline, &problem.finish(deadline).0, RELAXED.name))
}

fn bound(deadline: &Deadline, finish: &Finish, method: &'static str) -> Bound {
    Bound { value: deadline.fraction(finish.most).value, rigour: Rigour::Float, method }
}

fn status(problem: &ScenarioProblem, deadline: &Deadline, finish: &Finish) -> Status {
    let gap = finish.most.saturating_sub(finish.rows.len()) as f64 / deadline.rows() as f64;
    match (gap <= problem.options().gap, finish.ended) {
        (true, _) => Status::Optimal,
        (false, true) => Status::GapLimit,
        (false, false) => Status::TimeLimit,
    }
}

fn note(deadline: &Deadline, finish: &Finish) -> String {
    if finish.most == 0 {
        return IMPOSSIBLE.to_owned();
    }
    let note = format!("{} of {} rounds finish, at most {}", finish.rows.len(), deadline.rows(), finish.most);
    finish.failure.as_ref().map_or(note.clone(), |failure| format!("{note}; {failure}"))
}
