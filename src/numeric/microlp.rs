//! microlp, a solver in pure Rust: the stand-in where HiGHS is not built in, and its independent judge in the tests.
//!
//! It can be given a time, but nobody stops it in between.

use good_lp::solvers::SolutionStatus;
use good_lp::solvers::microlp::microlp;
use good_lp::{ResolutionError, Solution as _, SolverModel as _, WithTimeLimit as _};

use super::program::{Column, IntegerProgram, Outcome};
use crate::clock::Clock;
use crate::error::Error;

/// Solves a program to a gap of zero. microlp reports no bound of its own: that of a solved program is its objective.
///
/// # Errors
/// When microlp refuses the model or finds it infeasible or unbounded.
pub fn solve(program: &IntegerProgram, clock: &Clock) -> Result<Outcome, Error> {
    if clock.is_over() {
        return Ok(Outcome::nothing());
    }
    let fits = |column: &Column| !column.integer || (column.low >= -LARGEST && column.high <= LARGEST);
    if !program.columns.iter().all(fits) {
        let reason =
            "it holds integers of 32 bits; build with the feature `highs` for larger ones".to_owned();
        return Err(Error::Solver { solver: "microlp", reason });
    }
    let (model, columns) = program.model(microlp);
    let solution = match model.with_time_limit(clock.left().as_secs_f64().min(LONGEST)).solve() {
        Ok(solution) => solution,
        Err(ResolutionError::Other(_)) if clock.is_over() => return Ok(Outcome::nothing()),
        Err(error) => return Err(Error::Solver { solver: "microlp", reason: error.to_string() }),
    };
    let values: Vec<f64> = columns.iter().map(|&column| solution.value(column)).collect();
    let solved = matches!(solution.status(), SolutionStatus::Optimal);
    let bound = if solved { program.objective(&values) } else { f64::NEG_INFINITY };
    Ok(Outcome { values: Some(values), bound, solved })
}

/// Beyond it microlp would cut the bounds of an integer off without a word.
const LARGEST: f64 = i32::MAX as f64;
/// Seconds that a time limit holds without overflow.
const LONGEST: f64 = 1e9;
