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
//! Proved in `proofs/baseline/tandon.v`: `two_blocks_partition`, `two_blocks_runtime`.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use super::two_level::excess_over_slowest;
use crate::clock::Clock;
use crate::error::Error;
use crate::method::{Answer, Method, Need, Run};
use crate::problem::Problem;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::expected::Estimate;
use crate::runtime::law_runtime::{LawRuntime, overflow};
use crate::shares::Shares;
use crate::solution::{Solution, Status, Value};

const SOURCE: &str = "partial-straggler gradient coding of Tandon et al. 2017, as compared with in [WCLZX23]";
const GUARANTEE: &str = "none; the best s from 1 to N - 1 for alpha = 6";
const NEEDS: &[Need] = &[Need::Workers(2, "it needs a straggler beside another worker: at least 2 workers")];

/// The method.
pub const METHOD: Method = Method {
    name: "tandon",
    is_sampled: false,
    is_closed_form: false,
    answers: &[
        Answer { source: SOURCE, guarantee: GUARANTEE, needs: NEEDS, run: Run::LawRuntime(law_runtime) },
        Answer {
            source: SOURCE,
            guarantee: GUARANTEE,
            needs: NEEDS,
            run: Run::Any(|problem| two_blocks_valued(problem, &problem.clock())),
        },
    ],
};

/// The ratio of slow to fast workers that the scheme is designed for: the mean of `T` above its
/// median over that below, rounded up, for exponential times (`(1 + ln 2)/(1 - ln 2) = 5.5`).
pub const ALPHA: f64 = 6.0;

/// The best redundancy by one quadrature for all of them.
fn law_runtime(problem: &Problem, evaluator: &LawRuntime) -> Result<Solution, Error> {
    // Its uncoded part waits for all workers.
    if let Some(reason) = evaluator.infinite_at(&Shares::uncoded(problem.workers())) {
        return Ok(Solution::inapplicable(METHOD.name, reason));
    }
    let workers = problem.workers();
    let slowest = evaluator.mean_times();
    let mean = slowest.values[workers - 1];
    let clock = problem.clock();
    let Some(excess) = excess_over_slowest(evaluator.law().as_ref(), workers, ALPHA, mean, &clock) else {
        return two_blocks_valued(problem, &clock);
    };
    let values = excess.values.iter().enumerate().map(|(i, e)| (i + 1, load(i + 1) * (mean + e)));
    let (mut s, mut least) = (1, f64::INFINITY);
    for (candidate, value) in values {
        if value < least {
            (s, least) = (candidate, value);
        }
    }
    let error = load(s) * (mean * slowest.relative_error + excess.error) + 8.0 * f64::EPSILON * least;
    let value = evaluator.value_of(Estimate { value: least, error });
    if !value.value.is_finite() {
        return Err(overflow("the expected runtime of tandon"));
    }
    Ok(solution(s, value))
}

/// The best redundancy by the value of the two blocks of each, of those that the clock leaves time for.
fn two_blocks_valued(problem: &Problem, clock: &Clock) -> Result<Solution, Error> {
    let workers = problem.workers();
    let mut values = Vec::new();
    for s in 1..workers {
        values.extend(problem.evaluator().value(&two_blocks(workers, s)).map(|value| (s, value)));
        if clock.is_over() {
            break;
        }
    }
    let status = if values.len() + 1 < workers { Status::TimeLimit } else { Status::Heuristic };
    Ok(match problem.best(values.into_iter()) {
        Some((s, value)) => Solution { status, ..solution(s, value) },
        None => Solution::inapplicable(METHOD.name, "no two blocks have a finite value"),
    })
}

fn solution(s: usize, value: Value) -> Solution {
    let note = format!(
        "s = {s}, alpha = {ALPHA}; no partition: it codes data, and may be better than the bound on partitions \
         when L is small"
    );
    Solution { value: Some(value), note: Some(note), ..Solution::empty(METHOD.name, Status::Heuristic) }
}

/// Shares of the relaxed partition whose overall runtime has the same law, length `workers > s >= 1`.
pub fn two_blocks(workers: usize, s: usize) -> Shares {
    let mut shares = vec![0.0; workers];
    shares[0] = load(s);
    shares[s] = (ALPHA - 1.0) / (s as f64 + ALPHA);
    Shares::unchecked(shares)
}

/// `(s+1)/(s+alpha)`: the factor of `kappa L T_(N)`.
fn load(s: usize) -> f64 {
    (s + 1) as f64 / (s as f64 + ALPHA)
}
