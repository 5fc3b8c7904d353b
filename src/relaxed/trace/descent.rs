//! Descent on smoothed rows, for the mean runtime over many of them: where rows are many their mean is nearly smooth, and a
//! gradient costs as much as reading them once.

use argmin::core::{Executor, State as _};

use crate::clock::Clock;
use crate::relaxed::quasi_newton::{HomogeneousConvex, QuasiNewton, State};
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::expected::{Estimate, Evaluation};
use crate::runtime::smoothed_rows::smoothed;
use crate::runtime::trace_runtime::TraceRuntime;
use crate::shares::{Shares, in_blocks};

/// Iterations after which it gives up.
const MAX_ITERATIONS: u64 = 1000;
/// Iterations without progress of the gap after which it ends: few rows decide then, and others solve for those.
const PATIENCE: usize = 60;
/// Width of the smoothing at a tolerance of one, relative to the runtime. It loses about ten times the square of the width
/// where twenty levels tie as often as at the optimum of the paper's law.
const WIDTH: f64 = 0.3;
/// Rows that the failure rates of the curvature model are estimated from, about.
const SAMPLE: usize = 2000;
/// Half of the distance between the quantiles that a rate is the slope of, in workers.
const APART: f64 = 0.5;

/// The mean runtime as the quasi-Newton method sees it, in inner units.
pub struct SmoothedRuntime<'a> {
    evaluator: &'a TraceRuntime,
    /// A runtime near all that are met: the unit of widths.
    runtime: f64,
    /// Loads of the order that matters at each level: times may differ by as many orders.
    loads: Vec<f64>,
    clock: Clock,
}

impl<'a> SmoothedRuntime<'a> {
    /// Near shares that have something at every level.
    pub fn new(evaluator: &'a TraceRuntime, shares: &Shares, clock: Clock) -> Self {
        let loads = shares.loads().as_slice().to_vec();
        Self { evaluator, runtime: evaluator.mean_runtime(&loads), loads, clock }
    }

    /// The end of the descent from a point, and its iterations; `None` where not one gradient comes in time.
    pub fn descend(self, start: &Shares, goal: f64) -> Option<(QuasiNewton, u64)> {
        let clock = self.clock.clone();
        let solver = QuasiNewton::new(&self, start.as_slice().to_vec(), goal, clock)?.patient(PATIENCE);
        let before = solver.clone();
        let executor = Executor::new(self, solver)
            .configure(|state: State| state.max_iters(MAX_ITERATIONS))
            .timer(false);
        // argmin itself failed: the start stands.
        Some(executor.run().map_or((before, 0), |found| (found.solver, found.state.get_iter())))
    }
}

impl HomogeneousConvex for SmoothedRuntime<'_> {
    fn evaluate(&self, x: &[f64], tolerance: f64) -> Option<Evaluation> {
        let loads = Shares::unchecked(x.to_vec()).loads();
        let rows = self.evaluator.rows();
        let width = WIDTH * tolerance.sqrt() * self.runtime;
        let found = smoothed(rows, loads.as_slice(), width, &self.clock)?;
        Some(Evaluation {
            value: Estimate { value: found.mean, error: found.short },
            gradient: in_blocks(found.slopes),
            gradient_error: found.error,
        })
    }

    fn first_level(&self) -> usize {
        self.evaluator.first_level()
    }

    fn orders_of_loads(&self) -> Option<Vec<f64>> {
        Some(self.loads.clone())
    }

    fn reached(&self, iterations: u64, value: f64, bound: f64) {
        self.clock.reached(iterations, self.evaluator.runtime(value), self.evaluator.bound(bound));
    }

    /// Slopes of `-ln S` against `ln t` between quantiles of all times.
    fn generalised_failure_rates(&self) -> Vec<f64> {
        let (rows, workers) = (self.evaluator.rows(), self.evaluator.workers());
        let step = rows.len().div_ceil(SAMPLE);
        let mut times: Vec<f64> = rows.iter().step_by(step).flatten().copied().collect();
        times.sort_by(|a, b| b.total_cmp(a));
        let last = times.len() - 1;
        let upper_quantile = |chance: f64| times[((chance * times.len() as f64) as usize).min(last)];
        let rate = |n: usize| {
            let chance = |by: f64| (n as f64 + 0.7 + by) / (workers as f64 + 0.4);
            let (far, near) = (upper_quantile(chance(-APART)), upper_quantile(chance(APART)));
            let rate = (chance(APART) / chance(-APART)).ln() / (far / near).ln();
            if rate.is_finite() && rate > 0.0 { rate } else { 1.0 }
        };
        (0..workers).map(rate).collect()
    }
}
