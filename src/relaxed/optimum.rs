//! `relaxed`: the certified relaxed optimum of the expected overall runtime.
//!
//! Exact values and gradients make the relaxed problem smooth and convex; the projected quasi-Newton
//! method stops when value and lower bound agree to the requested relative gap.

use std::time::Duration;

use argmin::core::{Executor, State as _, TerminationReason, TerminationStatus};

use super::mean_time::mean_time_shares;
use super::quasi_newton::{HomogeneousConvex, QuasiNewton, State};
use super::rounding::round;
use crate::error::Error;
use crate::method::Method;
use crate::problem::{Problem, VALUE_TOLERANCE};
use crate::runtime::expected::{Estimate, Evaluation};
use crate::runtime::order_statistics::mean_time_estimate;
use crate::solution::{Bound, Rigour, Solution, Status, Value};

/// The method's entry in the registry.
pub const METHOD: Method = Method {
    name: "relaxed",
    source: "deterministic quasi-Newton method on exact values; relaxation of [WCLZX23], Problem 3",
    guarantee: "relaxed optimum within the certified gap",
    solve,
};

/// Iterations after which the method gives up; the gap closes long before.
const MAX_ITERATIONS: u64 = 5000;

/// Failure rates are kept above this in the curvature model.
const LEAST_RATE: f64 = 1e-6;

/// The relaxed optimum in inner units.
#[derive(Debug, Clone, PartialEq)]
pub struct RelaxedOptimum {
    /// Block sizes as shares of `L`, length `N`, sum 1.
    pub shares: Vec<f64>,
    /// Value there.
    pub value: Estimate,
    /// Lower bound on the value of every partition.
    pub bound: f64,
    /// What the method claims: `Optimal`, `GapLimit` or `TimeLimit`.
    pub status: Status,
    /// Iterations taken.
    pub iterations: u64,
}

impl RelaxedOptimum {
    /// Solves the relaxed problem to the gap asked for in the problem's options.
    pub fn find(problem: &Problem) -> Self {
        let start = mean_time_shares(problem);
        let options = problem.options();
        let limit = Duration::try_from_secs_f64(options.time_limit).ok();
        let solver = QuasiNewton::new(options.gap, limit);
        let executor = Executor::new(Runtime(problem), solver)
            .configure(|state: State| state.param(start.clone()).max_iters(MAX_ITERATIONS));
        let Ok(mut result) = executor.run() else {
            // Only a lost state could get here; the start is still a feasible point.
            let value = problem.evaluate(&start, VALUE_TOLERANCE).value;
            let bound = fastest_worker_bound(problem);
            return Self { shares: start, value, bound, status: Status::GapLimit, iterations: 0 };
        };
        let status = match result.state.get_termination_status() {
            TerminationStatus::Terminated(TerminationReason::SolverConverged) => Status::Optimal,
            TerminationStatus::Terminated(TerminationReason::Timeout) => Status::TimeLimit,
            _ => Status::GapLimit,
        };
        let shares = result.state.take_param().unwrap_or(start);
        let accurate = |value: &Estimate| value.error <= 0.1 * options.gap.max(VALUE_TOLERANCE) * value.value;
        let value = match result.solver.evaluation().map(|evaluation| evaluation.value).filter(accurate) {
            Some(value) => value,
            None => problem.evaluate(&shares, VALUE_TOLERANCE).value,
        };
        let bound = result.solver.bound().max(fastest_worker_bound(problem));
        let closed = value.value + value.error <= bound * (1.0 + options.gap);
        let status = if closed { Status::Optimal } else { status };
        Self { shares, value, bound, status, iterations: result.state.get_iter() }
    }
}

/// `E[T_(1)]` in inner units: `tau >= T_(1) W_{N-1}` and `W_{N-1} >= L` for every partition. Where cycle
/// times hardly vary, the tangents at points that double precision can write down say less.
fn fastest_worker_bound(problem: &Problem) -> f64 {
    let means = mean_time_estimate(problem.law().as_ref(), problem.workers());
    means.values[0] * (1.0 - means.relative_error - 4.0 * f64::EPSILON)
}

/// The objective as argmin's executor sees it.
struct Runtime<'a>(&'a Problem);

impl HomogeneousConvex for Runtime<'_> {
    fn evaluate(&self, x: &[f64], tolerance: f64) -> Evaluation {
        self.0.evaluate(x, tolerance)
    }

    fn first_level(&self) -> usize {
        self.0.first_level()
    }

    fn failure_rates(&self) -> Vec<f64> {
        let (law, count) = (self.0.law(), self.0.workers() as f64);
        let rate = |n: usize| {
            let y = law.upper_quantile((n as f64 + 0.7) / (count + 0.4));
            let rate = (law.infimum() + y) * law.hazard(y);
            if rate.is_finite() { rate.max(LEAST_RATE) } else { 1.0 }
        };
        (0..self.0.workers()).map(rate).collect()
    }
}

fn solve(problem: &Problem) -> Result<Solution, Error> {
    let optimum = problem.relaxed();
    let partition = round(problem, &optimum.shares);
    let scale = problem.scale();
    Ok(Solution {
        value: problem.value_of_partition(&partition),
        partition: Some(partition),
        relaxed: Some(problem.coordinates_of(&optimum.shares)),
        relaxed_value: Some(Value {
            value: scale * optimum.value.value,
            error: scale * optimum.value.error,
            complement: None,
        }),
        bound: Some(Bound { value: scale * optimum.bound, rigour: Rigour::Float, method: METHOD.name }),
        seconds: problem.relaxed_seconds(),
        note: Some(format!("relaxed gap {:.1e} after {} iterations", optimum.gap(), optimum.iterations)),
        ..Solution::empty(METHOD.name, optimum.status)
    })
}

impl RelaxedOptimum {
    /// Relative gap between the relaxed value and its bound.
    pub fn gap(&self) -> f64 {
        if self.bound > 0.0 { (self.value.value / self.bound - 1.0).max(0.0) } else { f64::INFINITY }
    }
}
