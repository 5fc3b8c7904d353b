//! The answer where no partition can finish by the deadline: every one is optimal.

use crate::error::Error;
use crate::problem::Problem;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::law_completion::LawCompletion;
use crate::shares::Shares;
use crate::solution::{Solution, Status};

/// The solution without redundancy; `None` where some partition can finish.
pub fn impossible(
    problem: &Problem,
    evaluator: &LawCompletion,
    method: &'static str,
) -> Result<Option<Solution>, Error> {
    let Some(remark) = evaluator.remark() else { return Ok(None) };
    let shares = Shares::uncoded(problem.workers());
    Ok(Some(Solution {
        bound: Some(problem.bound(method, 0.0, Status::Optimal).with_complement(1.0)),
        value: evaluator.value(&shares),
        relaxed_value: evaluator.value(&shares),
        relaxed: Some(shares),
        partition: Some(problem.single_block(0)?),
        note: Some(remark.to_owned()),
        ..Solution::empty(method, Status::Optimal)
    }))
}
