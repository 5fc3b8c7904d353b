//! Methods that a run of all leaves out once nothing is left for them to say.

use super::methods::SPARE_OVER_ROUNDS;
use crate::method::Method;
use crate::problem::Problem;
use crate::problem::any_evaluator::AnyEvaluator;
use crate::report::rows::Report;
use crate::solution::Solution;

/// The row of a method that was not named and has nothing to add: over a trace, where another row has closed the gap to the bound
/// on all integer partitions. `None` where it is to run.
pub fn left_out(problem: &Problem, method: &Method, report: &Report) -> Option<Solution> {
    let is_named = !problem.options().methods.is_empty();
    let is_over_rounds = matches!(problem.any_evaluator(), AnyEvaluator::TraceRuntime(_));
    let is_spare = SPARE_OVER_ROUNDS.iter().any(|other| other.name == method.name);
    if is_named || !is_over_rounds || !is_spare {
        return None;
    }
    let is_closed = |gap: Option<f64>| gap.is_some_and(|gap| gap <= problem.gap());
    let closed = report.rows().iter().find(|row| row.solution.partition.is_some() && is_closed(row.gap))?;
    let reason = format!("left out of a run of all methods: `{}` has closed the gap", closed.solution.method);
    Some(Solution::inapplicable(method.name, reason))
}
