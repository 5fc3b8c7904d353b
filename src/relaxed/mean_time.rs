//! `mean-time`: the paper's closed form `x^(E,t)`.
//!
//! Cumulative loads inversely proportional to the mean order statistics, `W_n ~ 1 / E[T_(N-n)]`,
//! minimise `max_n W_n E[T_(N-n)]` ([WCLZX23], closed form for the deterministic approximation).
//!
//! Proved in `proofs/relaxed/closed_forms.v`: `mean_time_feasible`, `mean_time_optimal`,
//! `proportional_feasible`, `proportional_least_bound`.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use super::rounding::solution_of_shares;
use crate::error::Error;
use crate::method::Method;
use crate::partition::blocks_of_load;
use crate::problem::Problem;
use crate::runtime::order_statistics::mean_time;
use crate::solution::Solution;

/// The method's entry in the registry.
pub const METHOD: Method = Method {
    name: "mean-time",
    source: "closed form x^(E,t) of [WCLZX23]",
    guarantee: "for shifted exponential times at most 3.771 times the optimum, for every N",
    solve: |problem| {
        Ok::<Solution, Error>(solution_of_shares(problem, METHOD.name, mean_time_shares(problem)))
    },
};

/// The closed form as shares of `L`, length `N`, sum 1.
pub fn mean_time_shares(problem: &Problem) -> Vec<f64> {
    shares_of_loads(mean_time(problem.law().as_ref(), problem.workers()).iter().rev().map(|t| 1.0 / t))
}

/// Shares of `L` from nondecreasing weights proportional to the cumulative loads.
pub fn shares_of_loads(loads: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut shares = blocks_of_load(&loads.collect::<Vec<_>>());
    // Equal loads may differ by a rounding; blocks are nonnegative.
    shares.iter_mut().for_each(|x| *x = x.max(0.0));
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|x| *x /= sum);
    shares
}
