//! Runs one method and measures its time.

use std::time::Instant;

use crate::error::Error;
use crate::method::Method;
use crate::problem::Problem;
use crate::relaxed::optimum as relaxed;
use crate::solution::{Solution, Status};
use crate::verdict::Verdict;

/// Said of a method that cancellation ended, and of one that it came before.
const INTERRUPTED: &str = "interrupted";
const NOT_BEGUN: &str = "not begun: the run was interrupted";

/// The answer of a method among several, with a note where the run was cancelled: then one that was not begun is left
/// out, but for the relaxed optimum if that is known, as it may have been meanwhile.
///
/// # Errors
/// As [`run`].
pub fn in_turn(problem: &Problem, method: &Method) -> Result<Solution, Error> {
    let cancel = &problem.options().cancel;
    let is_known = method.name == relaxed::METHOD.name && problem.relaxed.is_known();
    if cancel.is_cancelled() && !is_known {
        return Ok(Solution {
            note: Some(NOT_BEGUN.to_owned()),
            ..Solution::empty(method.name, Status::Interrupted)
        });
    }
    let mut solution = run(problem, method)?;
    let is_whole = matches!(solution.status, Status::Optimal | Status::Infeasible | Status::Inapplicable);
    if cancel.is_cancelled() && !is_whole {
        let before = solution.note.map_or_else(String::new, |note| format!("{note}; "));
        solution.note = Some(before + INTERRUPTED);
    }
    Ok(solution)
}

/// The method's answer with its time. A solver that fails leaves a row with the reason, as does a method that cannot take
/// the instance; where no partition can meet the deadline every answer is infeasible.
///
/// ```
/// use bcgc::methods::{Problem, find, run};
/// use bcgc::{ExpectedRuntime, Instance, Options, ShiftedExponential, System};
///
/// let system = System::new(4, 20)?;
/// let instance = Instance::new(system, ShiftedExponential::new(1.0, 0.0)?, ExpectedRuntime)?;
/// let problem = Problem::new(&instance, &Options::default())?;
/// let solutions = find("mean-time").map(|method| run(&problem, method)).transpose()?;
/// assert!(solutions.is_some_and(|solution| solution.partition.is_some()));
/// # Ok::<(), bcgc::Error>(())
/// ```
///
/// # Errors
/// Those of a method of one's own that are neither of a solver nor of a range.
pub fn run(problem: &Problem, method: &Method) -> Result<Solution, Error> {
    problem.clock().tell(method.name, 0, 0);
    let was_shared = problem.shares_work();
    let start = Instant::now();
    let mut solution = match method.solve(problem) {
        Ok(solution) => solution,
        Err(error @ Error::Solver { .. }) => {
            Solution { note: Some(error.to_string()), ..Solution::empty(method.name, Status::GapLimit) }
        }
        // What the method cannot take says nothing of the instance: that was checked before.
        Err(error @ (Error::OutOfRange { .. } | Error::Overflow { .. } | Error::Partition(_))) => {
            Solution::inapplicable(method.name, error.to_string())
        }
        Err(error) => return Err(error),
    };
    let is_cancelled = problem.options().cancel.is_cancelled();
    solution.status = solution.status.of_cancelled(is_cancelled);
    solution.bound = solution.bound.map(|bound| bound.with_status(bound.status.of_cancelled(is_cancelled)));
    let is_impossible = matches!(problem.verdict(), Some(Verdict::Impossible { .. }));
    if is_impossible && solution.status != Status::Inapplicable {
        solution.status = Status::Infeasible;
    }
    if !was_shared {
        // Work for others as well, but done in this call.
        solution.seconds = 0.0;
    }
    solution.seconds += start.elapsed().as_secs_f64();
    Ok(solution)
}
