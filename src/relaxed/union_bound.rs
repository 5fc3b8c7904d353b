//! `union-bound`: the refined closed form for the completion probability.
//!
//! `1 - Pr <= sum_n C(N,n+1) S(c_n)^{n+1}`. Equal terms `e^-K` put the levels at
//! `c_n = S^{-1}((e^-K / C(N,n+1))^{1/(n+1)})`, and `W_n = t / (kappa c_n)` sums to `L` for one `K`: the root
//! of a decreasing function. Unlike the closed form for large deadlines it knows the shift and the
//! binomial coefficients.

use crate::completion::CompletionProblem;
use crate::method::Method;
use crate::partition::blocks_of_load;
use crate::runtime::special::Factorials;
use crate::solution::Solution;

/// The method's entry in the registry.
pub const METHOD: Method<CompletionProblem> = Method {
    name: "union-bound",
    source: "equal terms of the union bound: the closed form of [WCLZX23] refined",
    guarantee: "1 - Pr is at most N e^-K with the K of the note, before rounding",
    solve: |problem| {
        let Some((shares, exponent)) = union_bound_shares(problem) else {
            let reason = "the deadline is too short: no K >= 0 leaves room for all coordinates";
            return Ok(Solution::inapplicable(METHOD.name, reason));
        };
        let mut solution = problem.solution_of_shares(METHOD.name, &shares);
        solution.note = Some(format!("K = {exponent:.6}"));
        Ok(solution)
    },
};

/// Beyond this exponent the union bound is below the smallest number of double precision.
const LARGEST: f64 = 740.0;
const BISECTIONS: usize = 200;

/// Shares of `L` and the exponent `K >= 0`; `None` if there is no root.
pub fn union_bound_shares(problem: &CompletionProblem) -> Option<(Vec<f64>, f64)> {
    let workers = problem.workers();
    let factorials = Factorials::up_to(workers);
    let law = problem.law();
    let blocks = |exponent: f64| -> Vec<f64> {
        let loads: Vec<f64> = (0..workers)
            .map(|n| {
                let ln_survival = -(exponent + factorials.ln_binomial(workers, n + 1)) / (n + 1) as f64;
                let level = law.infimum() + law.upper_quantile(ln_survival.exp().min(1.0));
                problem.deadline() / level
            })
            .collect();
        blocks_of_load(&loads)
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
    let mut shares: Vec<f64> = blocks(high).iter().map(|x| x.max(0.0)).collect();
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|x| *x /= sum);
    (sum.is_finite() && sum > 0.0).then_some((shares, high))
}
