//! `mean-rate`: the paper's closed form `x^(E,f)`.
//!
//! Cumulative loads proportional to the mean inverse order statistics, `W_n ~ E[1/T_(N-n)]`: the
//! optimum for the deterministic approximation that replaces every CPU frequency `1/T_(n)` by its
//! mean ([WCLZX23]). For a law with infimum `t0 > 0` its value is at most `E[T_(N)] / t0`
//! times the optimum.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use super::mean_time::shares_of_loads;
use super::rounding::solution_of_shares;
use crate::error::Error;
use crate::method::Method;
use crate::problem::Problem;
use crate::runtime::order_statistics::{Inapplicable, mean_rate};
use crate::solution::Solution;

/// The method's entry in the registry.
pub const METHOD: Method = Method {
    name: "mean-rate",
    source: "closed form x^(E,f) of [WCLZX23]",
    guarantee: "for laws with infimum t0 > 0 at most E[T_(N)] / t0 times the optimum",
    solve,
};

/// The closed form as shares of `L`, length `N`, sum 1.
///
/// # Errors
/// Where `E[1/T_(1)]` is infinite.
pub fn mean_rate_shares(problem: &Problem) -> Result<Vec<f64>, Inapplicable> {
    let rates = mean_rate(problem.law().as_ref(), problem.workers())?;
    Ok(shares_of_loads(rates.iter().rev().copied()))
}

fn solve(problem: &Problem) -> Result<Solution, Error> {
    let shares = match mean_rate_shares(problem) {
        Ok(shares) => shares,
        Err(reason) => return Ok(Solution::inapplicable(METHOD.name, reason.to_string())),
    };
    if let Some(reason) = problem.infinite_at(&shares) {
        return Ok(Solution::inapplicable(METHOD.name, reason));
    }
    Ok(solution_of_shares(problem, METHOD.name, shares))
}
