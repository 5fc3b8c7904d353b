//! Instances put together, and methods run on them.
#![allow(dead_code, reason = "no test needs all of it")]

use bcgc::internals::problem::any_evaluator::AnyEvaluator;
use bcgc::internals::problem::memo::RelaxedOptimum;
use bcgc::internals::relaxed::descent;
use bcgc::internals::runtime::expected::Evaluation;
use bcgc::internals::runtime::law_completion::LawCompletion;
use bcgc::internals::runtime::law_runtime::LawRuntime;
use bcgc::methods::{Clock, Problem, find};
use bcgc::{Instance, Objective, Options, Partition, Shares, Solution, Stragglers, System};

/// The expected runtime of a system with a sample a worker, so that `kappa = 1`.
pub fn runtime(workers: usize, coordinates: u64, stragglers: impl Into<Stragglers>) -> Instance {
    let system = System::new(workers, coordinates).expect("a system");
    Instance::new(system, stragglers, Objective::ExpectedRuntime).expect("an instance")
}

/// The probability of finishing by a deadline.
pub fn completion(
    workers: usize,
    coordinates: u64,
    samples: u64,
    stragglers: impl Into<Stragglers>,
    deadline: f64,
) -> Instance {
    let system = System::new(workers, coordinates).and_then(|system| system.with_samples(samples));
    let objective = Objective::completion_probability(deadline).expect("a deadline");
    Instance::new(system.expect("a system"), stragglers, objective).expect("an instance")
}

pub fn problem(instance: &Instance) -> Problem {
    Problem::new(instance, &Options::default()).expect("a problem")
}

pub fn solve(problem: &Problem, name: &str) -> Solution {
    find(name).expect("a method").solve(problem).expect("no solver fails")
}

pub fn value(solution: &Solution) -> f64 {
    solution.value.expect("a value").value
}

pub fn relaxed_value(solution: &Solution) -> f64 {
    solution.relaxed_value.expect("a value").value
}

pub fn bound(solution: &Solution) -> f64 {
    solution.bound.expect("a bound").value
}

pub fn value_of(problem: &Problem, partition: &Partition) -> f64 {
    problem.evaluator().value_of_partition(partition).expect("a finite value").value
}

pub fn law_runtime(problem: &Problem) -> &LawRuntime {
    match problem.any_evaluator() {
        AnyEvaluator::LawRuntime(evaluator) => evaluator,
        other => panic!("{other:?}"),
    }
}

pub fn law_completion(problem: &Problem) -> &LawCompletion {
    match problem.any_evaluator() {
        AnyEvaluator::LawCompletion(evaluator) => evaluator,
        other => panic!("{other:?}"),
    }
}

/// The expected runtime of a law at some shares, in inner units.
pub fn evaluate(problem: &Problem, shares: &Shares, tolerance: f64) -> Evaluation {
    law_runtime(problem).evaluate(shares, tolerance, &Clock::unlimited()).expect("no clock ends it")
}

/// The relaxed optimum of the expected runtime of a law, in inner units.
pub fn relaxed_optimum(problem: &Problem) -> &RelaxedOptimum {
    descent::optimum(problem, law_runtime(problem))
}

/// The shares on the ray of some digits, the first `most` of them; `None` where all are zero.
pub fn shares_of(digits: &[u8], most: usize) -> Option<Shares> {
    let digits = &digits[..digits.len().min(most)];
    let total: u32 = digits.iter().map(|&d| u32::from(d)).sum();
    let shares = digits.iter().map(|&d| f64::from(d) / f64::from(total)).collect();
    (total > 0).then(|| Shares::new(shares).expect("shares"))
}
