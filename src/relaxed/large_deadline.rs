//! `large-deadline`: the paper's closed form `x^(P,l)` for large deadlines.
//!
//! For a large deadline `1 - Pr` is about `sum_n C(N,n+1) S(c_n)^{n+1}`. Where `-ln S(y)` grows like `y^k`,
//! maximising the smallest exponent `(n+1) c_n^k` gives cumulative loads `W_n` proportional to
//! `(n+1)^{1/k}`. For exponential tails, `k = 1`, these are blocks `x_n = (L / H_N) / (n+1)`
//! ([WCLZX23], closed form for large deadlines); other `k` are an extension.
//!
//! Proved in `proofs/relaxed/closed_forms.v`: `large_deadline_feasible`, `large_deadline_optimal`,
//! `proportional_greatest_ratio`.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use super::mean_time::shares_of_loads;
use crate::completion::CompletionProblem;
use crate::method::Method;
use crate::solution::Solution;

/// The method's entry in the registry.
pub const METHOD: Method<CompletionProblem> = Method {
    name: "large-deadline",
    source: "closed form x^(P,l) of [WCLZX23], extended to Weibull tails",
    guarantee: "the best exponent of 1 - Pr as the deadline grows, the shift neglected",
    solve: |problem| {
        let Some(shape) = problem.law().tail_shape() else {
            let reason =
                "needs a tail like exp(-y^k): exponential, gamma, Erlang, hyper-exponential or Weibull";
            return Ok(Solution::inapplicable(METHOD.name, reason));
        };
        Ok(problem.solution_of_shares(METHOD.name, &large_deadline_shares(shape, problem.workers())))
    },
};

/// The closed form as shares of `L`, for a tail `exp(-y^shape)`.
pub fn large_deadline_shares(shape: f64, workers: usize) -> Vec<f64> {
    shares_of_loads((1..=workers).map(|n| (n as f64).powf(1.0 / shape)))
}
