//! `exact` with a random overhead and a constant cycle time: the outer approximation for every first level in use.
//!
//! Each is a convex problem of its own ([`Face`]). Those whose relaxed bound exceeds the best partition known are left out.

use super::claim::claim;
use super::outer_approximation::Search;
use crate::error::Error;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::relaxed::overhead::faces;
use crate::runtime::convex_runtime::Face;
use crate::runtime::expected::Estimate;
use crate::runtime::law_runtime::VALUE_TOLERANCE;
use crate::runtime::overhead_runtime::OverheadRuntime;
use crate::solution::{Solution, Status};
use crate::wording::counted;

/// Why there is none where both vary.
const NOT_CONVEX: &str =
    "overhead and cycle time both vary: the expected runtime is not convex in the blocks";

/// The method's answer.
pub fn solve(
    problem: &Problem,
    evaluator: &OverheadRuntime,
    method: &'static str,
) -> Result<Solution, Error> {
    if !evaluator.is_convex() {
        return Ok(Solution::inapplicable(method, NOT_CONVEX));
    }
    let relaxed = faces::optimum(problem, evaluator);
    let clock = problem.clock().of(method).less(problem.relaxed.spent());
    let mut all = faces::every(evaluator, &clock);
    all.sort_by(|a, b| a.optimum.bound.total_cmp(&b.optimum.bound));
    // What the relaxed optimum rounds to lets most first levels be given up.
    let start = problem.round(&relaxed.shares, &clock)?;
    let value = evaluator.estimate_in_time(&start.shares(), VALUE_TOLERANCE, &clock);
    let mut best: Option<(Partition, Estimate)> = value.map(|value| (start, value));
    let mut bound = f64::INFINITY;
    let (mut status, mut programs, mut cuts, mut searched) = (Status::Optimal, 0, 0, 0u64);
    let mut failures = String::new();
    for face in all {
        let least = best.as_ref().map_or(f64::INFINITY, |(_, value)| value.value);
        // Every first level is below the overall bound at most by rounding.
        if face.optimum.bound >= least {
            bound = bound.min(face.optimum.bound);
            continue;
        }
        let closed = faces::close(problem, evaluator, &face, least, &clock);
        if closed.optimum.bound >= least {
            bound = bound.min(closed.optimum.bound);
            continue;
        }
        if !closed.optimum.value.is_finite() {
            status = Status::TimeLimit;
            bound = bound.min(closed.optimum.bound);
            continue;
        }
        searched += 1;
        let view = Face { evaluator, first: face.first };
        let mut search = Search::new(problem, &view, &closed.optimum, &clock)?;
        let (ended, failure) = claim(search.run(&clock));
        failures += &failure;
        if ended != Status::Optimal {
            status = ended;
        }
        bound = bound.min(search.bound());
        (programs, cuts) = (programs + search.programs, cuts + search.cuts.len());
        if search.best_value.value < least {
            best = Some((search.best, search.best_value));
        }
    }
    let bound = bound.max(relaxed.bound);
    let Some((partition, value)) = best else {
        let note = "no value: the time limit came first".to_owned();
        return Ok(Solution { note: Some(note), ..Solution::empty(method, Status::TimeLimit) });
    };
    let bound = bound.min(value.value - value.error);
    let is_closed = value.value <= bound * (1.0 + problem.gap());
    let status = if is_closed { Status::Optimal } else { unclosed(status) };
    Ok(Solution {
        value: Some(evaluator.value_of(value)),
        partition: Some(partition),
        bound: Some(problem.bound(method, evaluator.bound(bound), status)),
        seconds: problem.relaxed.spent().as_secs_f64(),
        note: Some(format!(
            "{}, {}, {}{failures}",
            counted(searched, "first level"),
            counted(programs as u64, "integer program"),
            counted(cuts as u64, "cut")
        )),
        ..Solution::empty(method, status)
    })
}

fn unclosed(status: Status) -> Status {
    if status == Status::Optimal { Status::GapLimit } else { status }
}
