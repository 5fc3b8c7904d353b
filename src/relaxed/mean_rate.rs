//! `mean-rate`: the paper's closed form `x^(E,f)`.
//!
//! Cumulative loads proportional to the mean inverse order statistics, `W_n ~ E[1/T_(N-n)]`: the
//! optimum for the deterministic approximation that replaces every CPU frequency `1/T_(n)` by its
//! mean ([WCLZX23]). For a law with infimum `t0 > 0` its value is at most `E[T_(N)] / t0`
//! times the optimum.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use crate::error::Error;
use crate::method::{Answer, Method, Need, Run};
use crate::problem::Problem;
use crate::shares::Shares;
use crate::solution::Solution;

const SOURCE: &str = "closed form x^(E,f) of [WCLZX23]";

/// The method.
pub const METHOD: Method = Method {
    name: "mean-rate",
    is_sampled: false,
    is_closed_form: true,
    answers: &[
        Answer {
            source: SOURCE,
            guarantee: "for laws with infimum t0 > 0 at most E[T_(N)] / t0 times the optimum",
            needs: &[Need::MeanRates],
            run: Run::LawRuntime(|problem, evaluator| match evaluator.mean_rates() {
                Ok(rates) => solve(problem, rates.into_iter().rev()),
                Err(reason) => Ok(Solution::inapplicable(METHOD.name, reason.to_string())),
            }),
        },
        Answer {
            source: SOURCE,
            guarantee: "at most the mean of T_(N) over the smallest time of the trace, times the optimum",
            needs: &[],
            run: Run::TraceRuntime(|problem, evaluator| {
                solve(problem, evaluator.means(|t| 1.0 / t).into_iter())
            }),
        },
    ],
};

/// From the mean rates, that of `T_(N)` first.
fn solve(problem: &Problem, rates: impl Iterator<Item = f64>) -> Result<Solution, Error> {
    match Shares::of_loads(rates) {
        Some(shares) => problem.solution_of_shares(METHOD.name, &shares, &problem.clock()),
        None => Ok(Solution::inapplicable(METHOD.name, "the mean rates leave double precision")),
    }
}
