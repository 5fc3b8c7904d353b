//! What gains are over: the value without redundancy.

use crate::problem::Problem;
use crate::solution::Value;

/// The value of the partition that tolerates no straggler; none where it is infinite or cannot be computed.
pub fn uncoded(problem: &Problem) -> Option<Value> {
    let partition = problem.single_block(0).ok()?;
    problem.evaluator().value_of_single_block(&partition, 0)
}
