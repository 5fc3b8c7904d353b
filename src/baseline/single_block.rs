//! `single-block`: the best constant coding parameter, classical gradient coding.
//!
//! With all coordinates at level `s` the runtime is `kappa (s+1) L T_(N-s)`: its mean is that of one order
//! statistic, known without sampling or quadrature over partitions. Gradient coding is due to
//! Tandon, Lei, Dimakis and Karampatziakis (ICML 2017); the best `s` for a law is the "Single BCGC" of
//! [WCLZX23].
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use crate::error::Error;
use crate::method::{Answer, Method, Run};
use crate::problem::Problem;
use crate::runtime::law_runtime::overflow;
use crate::solution::{Solution, Status, Value};

/// The method.
pub const METHOD: Method = Method {
    name: "single-block",
    is_sampled: false,
    is_closed_form: false,
    answers: &[Answer {
        source: "gradient coding of Tandon et al. 2017 with the best constant redundancy (Single BCGC of [WCLZX23])",
        guarantee: "optimal among the partitions with one block",
        needs: &[],
        run: Run::Any(solve),
    }],
};

fn solve(problem: &Problem) -> Result<Solution, Error> {
    let clock = problem.clock();
    let mut values = Vec::new();
    for s in problem.evaluator().first_level()..problem.workers() {
        values.extend(value(problem, s)?.map(|value| (s, value)));
        if clock.is_over() {
            break;
        }
    }
    let is_cut = values.len() < problem.workers() - problem.evaluator().first_level();
    match problem.best(values.into_iter()) {
        Some((s, _)) => {
            let solution = at_level(problem, METHOD.name, s)?;
            Ok(if is_cut { Solution { status: Status::TimeLimit, ..solution } } else { solution })
        }
        None => Ok(Solution::inapplicable(METHOD.name, "no partition with one block has a finite value")),
    }
}

fn value(problem: &Problem, s: usize) -> Result<Option<Value>, Error> {
    Ok(problem.evaluator().value_of_single_block(&problem.single_block(s)?, s))
}

/// The solution with all coordinates at level `s < N`; inapplicable where its value is infinite.
///
/// # Errors
/// Where the value leaves double precision.
pub fn at_level(problem: &Problem, method: &'static str, s: usize) -> Result<Solution, Error> {
    let partition = problem.single_block(s)?;
    if let Some(reason) = problem.evaluator().infinite_at(&partition.shares()) {
        return Ok(Solution::inapplicable(method, reason));
    }
    let value = value(problem, s)?;
    if value.is_none_or(|value| !value.value.is_finite()) {
        return Err(overflow(&format!("the expected runtime of {method}")));
    }
    Ok(Solution {
        value,
        partition: Some(partition),
        note: Some(format!("s = {s}")),
        ..Solution::empty(method, Status::Heuristic)
    })
}
