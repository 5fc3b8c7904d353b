//! One cell: a method at a point of the grid.

use std::sync::OnceLock;

use super::definition::{Layout, Spec};
use super::error::TableError;
use super::methods::for_objective;
use super::record::Record;
use crate::error::Error;
use crate::history::History;
use crate::instance::Instance;
use crate::problem::Problem;
use crate::relaxed::optimum as relaxed;
use crate::solution::{Solution, Status};
use crate::solve;

/// A problem made by the first cell of a point that needs it.
pub type Made = OnceLock<Result<Problem, Error>>;

/// The answer of a method at a point, whose instance is given.
///
/// # Errors
/// When the instance is refused.
pub fn answer(
    spec: &Spec,
    index: usize,
    instance: &Instance,
    made: &Made,
    name: &str,
) -> Result<Record, TableError> {
    let refused = |error: &Error| TableError::Point { point: spec.label(index), reason: error.to_string() };
    let method = for_objective(instance.objective, name).map_err(|error| refused(&error))?;
    let most = spec.at_most.get(name);
    if let Some(most) = most.filter(|most| instance.system.workers > **most) {
        let reason = format!("left out by the spec beyond {most} workers");
        return Ok(Record::new(index, &Solution::inapplicable(method.name, reason), None));
    }
    let history = History::default();
    let alone = Made::new();
    let (made, options) = match spec.layout {
        // Its iterations are its own.
        Layout::History => {
            let progress = history.progress(spec.options.progress.clone());
            (&alone, spec.options.clone().with_progress(progress))
        }
        _ => (made, spec.options.clone()),
    };
    let problem = match made.get_or_init(|| Problem::new(instance, &options)) {
        Ok(problem) => problem,
        // The other points of the grid may still have optima.
        Err(error @ Error::Unbounded { .. }) => {
            let note = Some(error.to_string());
            let solution = Solution { note, ..Solution::empty(method.name, Status::Infeasible) };
            return Ok(Record::new(index, &solution, None));
        }
        Err(error) => return Err(refused(error)),
    };
    let solution = solve::run::run(problem, method).map_err(|error| refused(&error))?;
    Ok(Record::new(index, &solution, relaxed::bound(problem)).with_history(history.of(method.name)))
}
