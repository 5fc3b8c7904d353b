//! The partition that searches for the integer optimum over a trace start from.

use super::trace_moves;
use crate::clock::Clock;
use crate::error::Error;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::problem::memo::RelaxedOptimum;
use crate::relaxed::mean_time::mean_time_shares;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::trace_runtime::TraceRuntime;

/// The best of the roundings of the relaxed optimum and of the closed form and of the single blocks, after moves of
/// coordinates between levels.
pub fn best_known(
    problem: &Problem,
    evaluator: &TraceRuntime,
    optimum: &RelaxedOptimum,
    clock: &Clock,
) -> Result<Partition, Error> {
    let value = |partition: &Partition| evaluator.mean_runtime(partition.shares().loads().as_slice());
    let mut best = problem.round(&optimum.shares, clock)?;
    let mut least = value(&best);
    let closed_form = mean_time_shares(problem).map(|shares| problem.round(&shares, clock)).transpose()?;
    let levels = evaluator.first_level()..problem.workers();
    let blocks = levels.map_while(|n| if clock.is_over() { None } else { problem.single_block(n).ok() });
    for candidate in closed_form.into_iter().chain(blocks) {
        let found = value(&candidate);
        if found < least {
            (least, best) = (found, candidate);
        }
    }
    Ok(trace_moves::improved(evaluator, best, least, clock))
}
