//! The closed forms of [WCLZX23] with the empirical means of a trace in place of those of a law.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use super::ScenarioProblem;
use crate::method::Method;
use crate::relaxed::mean_time::shares_of_loads;
use crate::relaxed::rounding::round;
use crate::relaxed::{mean_rate, mean_time};
use crate::solution::{Solution, Status};

/// Loads inversely proportional to the mean order statistics.
pub const MEAN_TIME: Method<ScenarioProblem> = Method {
    name: mean_time::METHOD.name,
    source: mean_time::METHOD.source,
    guarantee: "none for the expected runtime over a trace",
    solve: |problem| Ok(solution(problem, MEAN_TIME.name, &mean_time_shares(problem))),
};

/// Loads proportional to the mean inverse order statistics.
pub const MEAN_RATE: Method<ScenarioProblem> = Method {
    name: mean_rate::METHOD.name,
    source: mean_rate::METHOD.source,
    guarantee: "at most the mean of T_(N) over the smallest time of the trace, times the optimum",
    solve: |problem| Ok(solution(problem, MEAN_RATE.name, &mean_rate_shares(problem))),
};

/// Means over the rows of a function of the order statistics: entry `n` belongs to `T_(N-n)`.
pub fn means(problem: &ScenarioProblem, of: impl Fn(f64) -> f64) -> Vec<f64> {
    let count = problem.rows().len() as f64;
    (0..problem.workers()).map(|n| problem.rows().iter().map(|row| of(row[n]) / count).sum()).collect()
}

/// `mean-time` as shares of `L`, length `N`, sum 1.
pub fn mean_time_shares(problem: &ScenarioProblem) -> Vec<f64> {
    shares_of_loads(means(problem, |t| t).into_iter().map(|t| 1.0 / t))
}

/// `mean-rate` as shares of `L`, length `N`, sum 1.
pub fn mean_rate_shares(problem: &ScenarioProblem) -> Vec<f64> {
    shares_of_loads(means(problem, |t| 1.0 / t).into_iter())
}

fn solution(problem: &ScenarioProblem, method: &'static str, shares: &[f64]) -> Solution {
    let partition = round(problem, shares);
    Solution {
        value: Some(problem.value_of_partition(&partition)),
        relaxed_value: Some(problem.value_of(shares)),
        relaxed: Some(problem.coordinates_of(shares)),
        partition: Some(partition),
        ..Solution::empty(method, Status::Heuristic)
    }
}
