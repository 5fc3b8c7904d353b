//! The search for the largest set of rows that one choice of loads finishes by a deadline: sets found greedily, then the
//! integer program.

use super::greedy::{self, Kind, SetLimits};
use super::integer_program::Ladder;
use crate::clock::Clock;
use crate::gap::Tolerance;
use crate::numeric::program::Outcome;
use crate::problem::memo::Finish;
use crate::runtime::deadline::Deadline;

/// What the bound on a number of rows may be off by before it is rounded to an integer.
const TOLERANCE: f64 = 1e-6;

/// The largest set for blocks of a kind, looked for from the rows of `hint` as well.
pub fn largest(
    deadline: &Deadline,
    kind: Kind,
    hint: &[usize],
    tolerance: Tolerance,
    clock: &Clock,
) -> Finish {
    let Some(possible) = possible(deadline, kind, clock) else {
        return Finish { most: deadline.rows(), ended: false, ..Finish::default() };
    };
    let mut rows = greedy::best(deadline, kind, &possible, &possible, clock);
    let hinted = greedy::best(deadline, kind, hint, &possible, clock);
    if hinted.len() > rows.len() {
        rows = hinted;
    }
    let mut finish = Finish { rows, most: possible.len(), ended: true, ..Finish::default() };
    if finish.rows.len() == possible.len() {
        return finish;
    }
    if clock.is_over() {
        finish.ended = false;
        return finish;
    }
    let ladder = Ladder::new(deadline, kind, &possible, &finish.rows);
    match ladder.solve(tolerance, clock, &finish.rows) {
        Ok(outcome) => {
            let claimed = take_bound(&outcome, &possible, &mut finish);
            let rows = greedy::best(deadline, kind, &claimed, &possible, clock);
            if rows.len() > finish.rows.len() {
                finish.rows = rows;
            }
        }
        Err(error) => finish.failure = Some(error.to_string()),
    }
    finish
}

/// A set of rows that integer loads finish, most of them out of `rows`; empty if the clock ends the search.
pub fn rounded(deadline: &Deadline, rows: &[usize], clock: &Clock) -> Vec<usize> {
    if deadline.partition_of(rows).is_some() {
        return rows.to_vec();
    }
    possible(deadline, Kind::Whole, clock)
        .map_or_else(Vec::new, |possible| greedy::best(deadline, Kind::Whole, rows, &possible, clock))
}

/// The rows that may be finished at all; `None` if the clock ends the search for them.
fn possible(deadline: &Deadline, kind: Kind, clock: &Clock) -> Option<Vec<usize>> {
    let mut possible = Vec::new();
    for row in 0..deadline.rows() {
        if clock.is_over() {
            return None;
        }
        if SetLimits::of(deadline, kind, &[row]).fit(deadline) {
            possible.push(row);
        }
    }
    Some(possible)
}

/// Takes over how the program ended and its bound; the rows that it claims to finish, which may not fit by a rounding.
fn take_bound(outcome: &Outcome, possible: &[usize], finish: &mut Finish) -> Vec<usize> {
    finish.ended = outcome.solved;
    if outcome.bound.is_finite() {
        let unfinished = (outcome.bound - TOLERANCE).ceil().max(0.0) as usize;
        finish.most = possible.len().saturating_sub(unfinished).max(finish.rows.len());
    }
    let claims = outcome.values.iter().flat_map(|values| possible.iter().zip(values));
    claims.filter(|(_, unfinished)| **unfinished < 0.5).map(|(&row, _)| row).collect()
}
