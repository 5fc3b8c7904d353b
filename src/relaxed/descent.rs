//! `relaxed` for the expected overall runtime of a law: descent to the certified relaxed optimum.
//!
//! Exact values and gradients make the relaxed problem smooth and convex; the projected quasi-Newton
//! method stops when value and lower bound agree to the requested relative gap.

use std::time::Duration;

use argmin::core::{Executor, State as _, TerminationReason, TerminationStatus};

use super::mean_time::mean_time_shares;
use super::quasi_newton::{HomogeneousConvex, QuasiNewton, State};
use super::told::NAME;
use crate::clock::Clock;
use crate::error::Error;
use crate::problem::memo::RelaxedOptimum;
use crate::problem::{GRACE, Problem};
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::expected::{Estimate, Evaluation};
use crate::runtime::law_runtime::{LawRuntime, VALUE_TOLERANCE};
use crate::shares::Shares;
use crate::solution::{Bound, Solution, Status};
use crate::wording::counted;

/// Iterations after which the method gives up; the gap closes long before.
const MAX_ITERATIONS: u64 = 5000;

/// Failure rates are kept above this in the curvature model.
const LEAST_RATE: f64 = 1e-6;

/// The relaxed optimum to the gap asked for, computed once.
pub fn optimum<'a>(problem: &'a Problem, evaluator: &LawRuntime) -> &'a RelaxedOptimum {
    problem.relaxed.get_or_find(|| find(problem, evaluator))
}

/// Finds it anew.
pub fn find(problem: &Problem, evaluator: &LawRuntime) -> RelaxedOptimum {
    let clock = problem.clock().of(NAME);
    let start = mean_time_shares(problem).unwrap_or_else(|| Shares::last_level(problem.workers()));
    let objective = Runtime(evaluator, clock.clone());
    let Some(solver) = QuasiNewton::new(&objective, start.as_slice().to_vec(), problem.gap(), clock) else {
        return unsolved(problem, evaluator, start);
    };
    objective.reached(0, solver.evaluation().value.value, solver.bound());
    let before = solver.clone();
    let executor = Executor::new(objective, solver)
        .configure(|state: State| state.max_iters(MAX_ITERATIONS))
        .timer(false);
    match executor.run() {
        Ok(result) => {
            let status = match result.state.get_termination_status() {
                TerminationStatus::Terminated(TerminationReason::SolverConverged) => Status::Optimal,
                TerminationStatus::Terminated(TerminationReason::Timeout) => Status::TimeLimit,
                _ => Status::GapLimit,
            };
            certified(problem, evaluator, &result.solver, status, result.state.get_iter())
        }
        // argmin itself failed: what was known before stands.
        Err(_) => certified(problem, evaluator, &before, Status::GapLimit, 0),
    }
}

/// What is known of the start where not even one gradient comes in time: next to nothing, where not even a value does.
fn unsolved(problem: &Problem, evaluator: &LawRuntime, start: Shares) -> RelaxedOptimum {
    let known = problem.value_of_shares_in_time(&start, &problem.clock().less(Duration::MAX));
    let (value, error) = known.map_or((f64::INFINITY, 0.0), |known| {
        let Estimate { value, error } = evaluator.inner(known);
        (value, error)
    });
    RelaxedOptimum {
        shares: start,
        value,
        error,
        bound: fastest_worker_bound(evaluator),
        status: Status::TimeLimit,
        effort: "0 iterations".to_owned(),
        stated: Vec::new(),
    }
}

/// The solver's point with an accurate value and the best bound known.
fn certified(
    problem: &Problem,
    evaluator: &LawRuntime,
    solver: &QuasiNewton,
    status: Status,
    iterations: u64,
) -> RelaxedOptimum {
    let shares = Shares::unchecked(solver.point().to_vec());
    let goal = problem.gap();
    let mut value = solver.evaluation().value;
    if value.error > 0.1 * goal.max(VALUE_TOLERANCE) * value.value {
        let accurate = evaluator.evaluate(&shares, VALUE_TOLERANCE, solver.clock());
        // In a hurry the value alone, and if that takes too long what the search knows of it.
        value = match accurate {
            Some(evaluation) => evaluation.value,
            None => evaluator.estimate_in_time(&shares, &solver.clock().at_least(GRACE)).unwrap_or(value),
        };
    }
    let bound = solver.bound().max(fastest_worker_bound(evaluator));
    let closed = value.value + value.error <= bound * (1.0 + goal);
    RelaxedOptimum {
        shares,
        value: value.value,
        error: value.error,
        bound,
        status: if closed { Status::Optimal } else { status },
        effort: counted(iterations, "iteration"),
        stated: Vec::new(),
    }
}

/// `E[T_(1)]` in inner units: `tau >= T_(1) W_{N-1}` and `W_{N-1} >= L` for every partition. Where cycle
/// times hardly vary, the tangents at points that double precision can write down say less.
fn fastest_worker_bound(evaluator: &LawRuntime) -> f64 {
    let means = evaluator.mean_times();
    means.values[0] * (1.0 - means.relative_error - 4.0 * f64::EPSILON)
}

/// The objective as argmin's executor sees it.
struct Runtime<'a>(&'a LawRuntime, Clock);

impl HomogeneousConvex for Runtime<'_> {
    fn evaluate(&self, x: &[f64], tolerance: f64) -> Option<Evaluation> {
        self.0.evaluate(&Shares::unchecked(x.to_vec()), tolerance, &self.1)
    }

    fn first_level(&self) -> usize {
        self.0.first_level()
    }

    fn reached(&self, iterations: u64, value: f64, bound: f64) {
        self.1.reached(iterations, self.0.runtime(value), self.0.bound(bound));
    }

    fn generalised_failure_rates(&self) -> Vec<f64> {
        let (law, workers) = (self.0.law(), self.0.workers());
        let rate = |n: usize| {
            let y = law.upper_quantile((n as f64 + 0.7) / (workers as f64 + 0.4));
            let rate = (law.infimum() + y) * law.failure_rate(y);
            if rate.is_finite() { rate.max(LEAST_RATE) } else { 1.0 }
        };
        (0..workers).map(rate).collect()
    }
}

/// The bound of the relaxed optimum on the value of every partition.
pub fn bound(problem: &Problem, evaluator: &LawRuntime, method: &'static str) -> Bound {
    let optimum = optimum(problem, evaluator);
    problem.bound(method, evaluator.bound(optimum.bound), optimum.status)
}

/// The method's answer.
pub fn solve(problem: &Problem, evaluator: &LawRuntime, method: &'static str) -> Result<Solution, Error> {
    let optimum = optimum(problem, evaluator);
    let estimate = Estimate { value: optimum.value, error: optimum.error };
    Ok(Solution {
        relaxed_value: optimum.value.is_finite().then(|| evaluator.value_of(estimate)),
        bound: Some(bound(problem, evaluator, method)),
        ..problem.solution_of_optimum(method, optimum)?
    })
}
