//! `union-bound`: the refined closed form for the completion probability.
//!
//! `1 - Pr <= sum_n C(N,n+1) S(c_n)^{n+1}`. Equal terms `e^-K` put the levels at
//! `c_n = S^{-1}((e^-K / C(N,n+1))^{1/(n+1)})`, and `W_n = t / (kappa c_n)` sums to `L` for one `K`: the root
//! of a decreasing function. Unlike the closed form for large deadlines it knows the shift and the
//! binomial coefficients.
//!
//! Proved in `proofs/runtime/monotone.v`: `union_bound`, `equal_terms`.

use crate::error::Error;
use crate::method::{Answer, Method, Need, Run};
use crate::numeric::special::Factorials;
use crate::problem::Problem;
use crate::runtime::law_completion::LawCompletion;
use crate::shares::{Loads, Shares};
use crate::solution::Solution;

/// The method.
pub const METHOD: Method = Method {
    name: "union-bound",
    is_sampled: false,
    is_closed_form: true,
    answers: &[Answer {
        source: "equal terms of the union bound: the closed form of [WCLZX23] refined",
        guarantee: "1 - Pr is at most N e^-K with the K of the note, before rounding",
        needs: &[Need::Quantiles],
        run: Run::LawCompletion(solve),
    }],
};

fn solve(problem: &Problem, evaluator: &LawCompletion) -> Result<Solution, Error> {
    let Some((shares, exponent)) = union_bound_shares(evaluator, problem.workers()) else {
        let reason = "the deadline is too short: no K >= 0 leaves room for all coordinates";
        return Ok(Solution::inapplicable(METHOD.name, reason));
    };
    let note = Some(format!("K = {exponent:.6}"));
    Ok(Solution { note, ..problem.solution_of_shares(METHOD.name, &shares, &problem.clock())? })
}

/// Beyond this exponent the union bound is below the smallest number of double precision.
const LARGEST: f64 = 740.0;
const BISECTIONS: usize = 200;

/// Shares of `L` and the exponent `K >= 0`; `None` if there is no root.
pub fn union_bound_shares(evaluator: &LawCompletion, workers: usize) -> Option<(Shares, f64)> {
    let factorials = Factorials::up_to(workers);
    let law = evaluator.law();
    let blocks = |exponent: f64| -> Vec<f64> {
        let loads: Vec<f64> = (0..workers)
            .map(|n| {
                let ln_survival = -(exponent + factorials.ln_binomial(workers, n + 1)) / (n + 1) as f64;
                let level = law.infimum() + law.upper_quantile(ln_survival.exp().min(1.0));
                evaluator.deadline() / level
            })
            .collect();
        Loads::new(loads).blocks()
    };
    // The sum of a load that is infinite at K = 0 counts as large enough.
    let fits = |exponent: f64| {
        let sum: f64 = blocks(exponent).iter().sum();
        sum >= 1.0 || !sum.is_finite()
    };
    if !fits(0.0) {
        return None;
    }
    let (mut low, mut high) = (0.0, LARGEST);
    if fits(high) {
        low = high;
    }
    for _ in 0..BISECTIONS {
        let middle = 0.5 * (low + high);
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    // Just above the root every load is finite; rounding errors of equal loads are cut off.
    Shares::on_ray(blocks(high)).map(|shares| (shares, high))
}
