//! Solves integer programs: with HiGHS where it is built in, with the pure-Rust microlp otherwise.

#[cfg(feature = "highs")]
use super::highs;
#[cfg(not(feature = "highs"))]
use super::microlp;
use super::program::{FEASIBILITY, IntegerProgram, Outcome};
use crate::clock::Clock;
use crate::error::Error;

/// By how much the rows of a solved program may be violated: both sides of a row by the solver's tolerance.
pub const VIOLATION: f64 = 2.0 * FEASIBILITY;

/// Solves a program until objective and bound are within `gap` of each other or the clock ends, from a feasible
/// point if one is known. The answer is the same from run to run unless the clock strikes.
///
/// # Errors
/// When the solver refuses the model or finds it infeasible or unbounded.
pub fn solve(
    program: &IntegerProgram,
    gap: f64,
    clock: &Clock,
    start: Option<&[f64]>,
) -> Result<Outcome, Error> {
    #[cfg(feature = "highs")]
    return highs::solve(program, gap, clock, start);
    #[cfg(not(feature = "highs"))]
    {
        // It closes the gap anyway, and its own start is as good.
        let _ = (gap, start);
        microlp::solve(program, clock)
    }
}
