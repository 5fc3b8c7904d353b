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

use crate::error::Error;
use crate::method::{Answer, Method, Need, Run};
use crate::problem::Problem;
use crate::runtime::law_completion::LawCompletion;
use crate::shares::Shares;
use crate::solution::Solution;

/// The method.
pub const METHOD: Method = Method {
    name: "large-deadline",
    is_sampled: false,
    is_closed_form: true,
    answers: &[Answer {
        source: "closed form x^(P,l) of [WCLZX23], extended to Weibull tails",
        guarantee: "the best exponent of 1 - Pr as the deadline grows, the shift neglected",
        needs: &[Need::LightTail],
        run: Run::LawCompletion(solve),
    }],
};

fn solve(problem: &Problem, evaluator: &LawCompletion) -> Result<Solution, Error> {
    let shape = evaluator.law().tail_shape();
    match shape.and_then(|shape| large_deadline_shares(shape, problem.workers())) {
        Some(shares) => problem.solution_of_shares(METHOD.name, &shares, &problem.clock()),
        None => Ok(Solution::inapplicable(METHOD.name, "the loads leave double precision")),
    }
}

/// The closed form as shares of `L`, for a tail `exp(-y^shape)`; `None` where it leaves double precision.
pub fn large_deadline_shares(shape: f64, workers: usize) -> Option<Shares> {
    Shares::of_loads((1..=workers).map(|n| (n as f64).powf(1.0 / shape)))
}
