//! `tandon`: gradient coding extended to partial stragglers.
//!
//! Tandon, Lei, Dimakis and Karampatziakis (ICML 2017, partial stragglers): stragglers are slower
//! than the others by a factor `alpha` at most, so every worker is given uncoded work as well, of
//! which a straggler finishes as much as its slowness permits. [WCLZX23] compares with
//! `tau = kappa L (s+1)/(s+alpha) max(alpha T_(N-s), T_(N))` for the best `s` in `1..=N-1`.
//!
//! The overall runtime has the law of that of the relaxed partition with two blocks,
//! `x_0 = L (s+1)/(s+alpha)` and `x_s = L (alpha-1)/(s+alpha)`: then `kappa W_0` and `kappa W_s` are the factors of
//! `T_(N)` and `T_(N-s)`. Its value is never below that of `relaxed`, hence.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use super::single_block::best_completion;
use super::two_level::excess_over_slowest;
use crate::completion::CompletionProblem;
use crate::error::Error;
use crate::method::Method;
use crate::problem::Problem;
use crate::runtime::order_statistics::mean_time_estimate;
use crate::solution::{Solution, Status, Value};

/// The method's entry in the registry.
pub const METHOD: Method = Method {
    name: "tandon",
    source: "partial-straggler gradient coding of Tandon et al. 2017, as compared with in [WCLZX23]",
    guarantee: "none; the best redundancy for alpha = 6",
    solve,
};

/// Why it does not apply to one worker.
pub(crate) const TOO_FEW: &str = "it needs a straggler beside another worker: at least 2 workers";

/// The ratio of slow to fast workers that the scheme is designed for: the mean of `T` above its
/// median over that below, rounded up, for exponential times (`(1 + ln 2)/(1 - ln 2) = 5.5`).
pub const ALPHA: f64 = 6.0;

fn solve(problem: &Problem) -> Result<Solution, Error> {
    let workers = problem.workers();
    if workers < 2 {
        return Ok(Solution::inapplicable(METHOD.name, TOO_FEW));
    }
    let mut uncoded = vec![0.0; workers];
    uncoded[0] = 1.0;
    // Its uncoded part waits for all workers.
    if let Some(reason) = problem.infinite_at(&uncoded) {
        return Ok(Solution::inapplicable(METHOD.name, reason));
    }
    let slowest = mean_time_estimate(problem.law().as_ref(), workers);
    let mean = slowest.values[workers - 1];
    let excess = excess_over_slowest(problem.law().as_ref(), workers, ALPHA, mean);
    let values = excess.values.iter().enumerate().map(|(i, e)| (i + 1, load(i + 1) * (mean + e)));
    let (mut s, mut least) = (1, f64::INFINITY);
    for (candidate, value) in values {
        if value < least {
            (s, least) = (candidate, value);
        }
    }
    let value = problem.scale() * least;
    let error = problem.scale() * load(s) * (mean * slowest.relative_error + excess.error);
    if !value.is_finite() {
        return Err(Error::Overflow {
            quantity: "the expected runtime of tandon".to_owned(),
            remedy: "give the cycle times in another unit".to_owned(),
        });
    }
    Ok(Solution {
        value: Some(Value { value, error: error + 8.0 * f64::EPSILON * value, complement: None }),
        note: Some(note(s)),
        ..Solution::empty(METHOD.name, Status::Heuristic)
    })
}

/// The method's entry in the registry of the completion probability.
pub const COMPLETION: Method<CompletionProblem> = Method {
    name: METHOD.name,
    source: METHOD.source,
    guarantee: METHOD.guarantee,
    solve: |problem| Ok(completion(problem)),
};

/// The best redundancy for the deadline: the probability is that of the two blocks.
fn completion(problem: &CompletionProblem) -> Solution {
    let workers = problem.workers();
    if workers < 2 {
        return Solution::inapplicable(METHOD.name, TOO_FEW);
    }
    let best = best_completion((1..workers).map(|s| (s, problem.value_of(&two_blocks(workers, s)))));
    let Some((s, value)) = best else { return Solution::inapplicable(METHOD.name, TOO_FEW) };
    Solution { value: Some(value), note: Some(note(s)), ..Solution::empty(METHOD.name, Status::Heuristic) }
}

/// Shares of the relaxed partition whose overall runtime has the same law, length `workers > s >= 1`.
pub fn two_blocks(workers: usize, s: usize) -> Vec<f64> {
    let mut shares = vec![0.0; workers];
    shares[0] = load(s);
    shares[s] = (ALPHA - 1.0) / (s as f64 + ALPHA);
    shares
}

/// What a reader must know.
pub(crate) fn note(s: usize) -> String {
    format!(
        "s = {s}, alpha = {ALPHA}; no partition: it codes data, and may be better than the bound on partitions \
         when L is small"
    )
}

/// `(s+1)/(s+alpha)`: the factor of `kappa L T_(N)`.
fn load(s: usize) -> f64 {
    (s + 1) as f64 / (s as f64 + ALPHA)
}
