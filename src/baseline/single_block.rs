//! `single-block`: the best constant coding parameter, classical gradient coding.
//!
//! With all coordinates at level `s` the runtime is `kappa (s+1) L T_(N-s)`: its mean is that of one order
//! statistic, known without sampling or quadrature over partitions. Gradient coding is due to
//! Tandon, Lei, Dimakis and Karampatziakis (ICML 2017); the best `s` for a law is the "Single BCGC" of
//! [WCLZX23].
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use crate::completion::CompletionProblem;
use crate::error::Error;
use crate::method::Method;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::runtime::order_statistics::{Means, mean_time_estimate};
use crate::solution::{Solution, Status, Value};

/// The method's entry in the registry.
pub const METHOD: Method = Method {
    name: "single-block",
    source: "gradient coding of Tandon et al. 2017 with the best constant redundancy (Single BCGC of [WCLZX23])",
    guarantee: "optimal among the partitions with one block",
    solve: |problem| {
        let means = mean_time_estimate(problem.law().as_ref(), problem.workers());
        let level = best_level(&means.values);
        solution(problem, METHOD.name, level, &means)
    },
};

/// The entry for the completion probability: the best binomial tail.
pub const COMPLETION: Method<CompletionProblem> = Method {
    name: METHOD.name,
    source: METHOD.source,
    guarantee: METHOD.guarantee,
    solve: |problem| {
        let value = |s: usize| {
            let partition = Partition::single_block(s, problem.workers(), problem.coordinates());
            (s, problem.value_of_partition(&partition))
        };
        let best = best_completion((0..problem.workers()).map(value));
        Ok(completion_of_block(problem, METHOD.name, best.map_or(0, |(s, _)| s)))
    },
};

/// The first of the largest probabilities; where they round to one, the complements tell them apart.
pub fn best_completion(candidates: impl Iterator<Item = (usize, Value)>) -> Option<(usize, Value)> {
    let complement = |value: &Value| value.complement.unwrap_or(1.0 - value.value);
    candidates.reduce(|best, candidate| {
        let (old, new) = (complement(&best.1), complement(&candidate.1));
        let better = new < old || (new == old && candidate.1.value > best.1.value);
        if better { candidate } else { best }
    })
}

/// The solution for the completion probability with all coordinates at level `s < N`.
pub fn completion_of_block(problem: &CompletionProblem, method: &'static str, s: usize) -> Solution {
    let partition = Partition::single_block(s, problem.workers(), problem.coordinates());
    Solution {
        value: Some(problem.value_of_partition(&partition)),
        partition: Some(partition),
        note: Some(format!("s = {s}")),
        ..Solution::empty(method, Status::Heuristic)
    }
}

/// The solution with all coordinates at level `s < N`; inapplicable where its value is infinite.
///
/// # Errors
/// Where the value overflows.
pub fn single_block(problem: &Problem, method: &'static str, s: usize) -> Result<Solution, Error> {
    if s < problem.first_level() {
        let mut shares = vec![0.0; problem.workers()];
        shares[s] = 1.0;
        let reason = problem.infinite_at(&shares).unwrap_or_default();
        return Ok(Solution::inapplicable(method, reason));
    }
    solution(problem, method, s, &mean_time_estimate(problem.law().as_ref(), problem.workers()))
}

/// The smallest `s` that minimises `(s+1) E[T_(N-s)]`, for `means` of `T_(1), .., T_(N)`.
fn best_level(means: &[f64]) -> usize {
    let mut best = (means.len().saturating_sub(1), f64::INFINITY);
    for (s, mean) in means.iter().rev().enumerate() {
        let value = (s + 1) as f64 * mean;
        if value < best.1 {
            best = (s, value);
        }
    }
    best.0
}

fn solution(problem: &Problem, method: &'static str, s: usize, means: &Means) -> Result<Solution, Error> {
    let workers = problem.workers();
    let value = problem.scale() * (s + 1) as f64 * means.values[workers - 1 - s];
    if !value.is_finite() {
        return Err(Error::Overflow {
            quantity: format!("the expected runtime of {method}"),
            remedy: "give the cycle times in another unit".to_owned(),
        });
    }
    let error = value * (means.relative_error + 4.0 * f64::EPSILON);
    Ok(Solution {
        value: Some(Value { value, error, complement: None }),
        partition: Some(Partition::single_block(s, workers, problem.coordinates())),
        note: Some(format!("s = {s}")),
        ..Solution::empty(method, Status::Heuristic)
    })
}

#[cfg(test)]
mod tests {
    use super::best_level;

    #[test]
    fn ties_go_to_the_smallest_level() {
        // (s+1) E[T_(N-s)] = 6, 6, 7.5.
        assert_eq!(best_level(&[2.5, 3.0, 6.0]), 0);
        assert_eq!(best_level(&[2.5, 3.0, f64::INFINITY]), 1);
        assert_eq!(best_level(&[1.0]), 0);
    }
}
