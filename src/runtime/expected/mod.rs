//! Expected overall runtime `E[tau(x, T)]` and its gradient, to a requested tolerance.
//!
//! `E[tau] = integral of Pr[tau > s] ds`, and `Pr[tau > s]` is a crossing probability of order
//! statistics ([`super::boundary`]). With `W` scaled to `W_{N-1} = 1` and `s = t0 + e^u` the
//! integrand is analytic in `u` for every law that behaves like a power at its infimum: the
//! substitution removes the endpoint singularity, resolves any scale, and turns power tails into
//! exponential ones.

mod levels;
mod power_tails;
mod range;

use std::sync::Arc;

use self::levels::Levels;
use self::range::Range;
use super::boundary::Boundary;
use super::quadrature::{Integrand, integrate};
use super::special::Factorials;
use crate::straggler::CycleTime;

/// A value with the absolute error that the evaluation estimates for itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Estimated absolute error, in the unit of `value`.
    pub error: f64,
}

/// Value and gradient of the expected overall runtime.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// `E[tau]`.
    pub value: Estimate,
    /// `dE/dx_i`, length `N`.
    pub gradient: Vec<f64>,
    /// Estimated relative error of the gradient's entries, against `E / L`.
    pub gradient_error: f64,
}

/// Evaluates `E[max_n T_(N-n) W_n]` (the factor `kappa` left out) for i.i.d. cycle times.
#[derive(Debug)]
pub struct ExpectedRuntime {
    law: Arc<dyn CycleTime>,
    workers: usize,
    factorials: Factorials,
    boundary: Boundary,
}

/// Fewest workers for which nodes are evaluated in parallel.
const PARALLEL_FROM: usize = 24;
/// Truncations that add up beside the windows: both ends of the range, and the complement's own.
const TRUNCATIONS: f64 = 3.0;
/// Rounding error of a probability near one.
const ROUNDING: f64 = 1e-15;
/// Truncation errors are held this much below the tolerance.
const TRUNCATION_SHARE: f64 = 1e-3;

impl ExpectedRuntime {
    /// For `workers >= 1` workers with the given law of the cycle time. Scales of the law near one
    /// keep clear of overflow: see [`CycleTime::in_units_of`].
    pub fn new(law: Arc<dyn CycleTime>, workers: usize) -> Self {
        Self { law, workers, factorials: Factorials::up_to(workers), boundary: Boundary::new(workers) }
    }

    /// `E[tau]` of the blocks `x` (length `N`, nonnegative, not all zero) to a relative tolerance.
    pub fn value(&self, x: &[f64], tolerance: f64) -> Estimate {
        self.run(x, tolerance, false).value
    }

    /// `E[tau]` and its gradient to a relative tolerance.
    pub fn value_and_gradient(&self, x: &[f64], tolerance: f64) -> Evaluation {
        self.run(x, tolerance, true)
    }

    fn run(&self, x: &[f64], tolerance: f64, with_gradient: bool) -> Evaluation {
        let levels = Levels::new(x, self.law.infimum());
        let range = Range::find(self, &levels, tolerance * TRUNCATION_SHARE);
        let coordinates: f64 = x.iter().sum();
        let integrand = Tail {
            evaluator: self,
            levels: &levels,
            with_gradient,
            tolerance,
            unit: range.unit,
            magnitude: range.magnitude,
            value_scale: 1.0 / (tolerance * range.magnitude),
            gradient_scale: coordinates / levels.total / (tolerance * range.magnitude),
        };
        let mut integral = integrate(&integrand, &range.breaks);
        let (mut beyond_error, mut beyond_gradient_error) = (0.0, 0.0);
        if let Some(beyond) = &range.beyond {
            integral.values[0] += beyond.value.iter().sum::<f64>();
            for (sum, slope) in integral.values[1..].iter_mut().zip(&beyond.slope) {
                *sum += slope;
            }
            beyond_error = beyond.error;
            beyond_gradient_error = beyond.gradient_error * coordinates / levels.total;
        }
        let start = range.unit * range.breaks[0].exp();
        let value = levels.total * (levels.infimum + start + integral.values[0]);
        // The windows lose at most their share at every point of the range, which power tails make long.
        let truncations = TRUNCATIONS + range.width();
        let relative = tolerance * range.magnitude * (integral.error + truncations * TRUNCATION_SHARE);
        let rounding = (32.0 + self.workers as f64) * f64::EPSILON;
        let error = levels.total * (relative + beyond_error) + rounding * value;
        let mut gradient = Vec::new();
        if with_gradient {
            gradient = vec![0.0; self.workers];
            let mut tail = 0.0;
            for i in (0..self.workers).rev() {
                tail += integral.values[1 + i];
                gradient[i] = (i + 1) as f64 * tail;
            }
        }
        Evaluation {
            value: Estimate { value, error },
            gradient,
            gradient_error: (relative + beyond_gradient_error) * levels.total / value,
        }
    }
}

/// The integrand `(Pr[tau > s], -dPr[tau <= s]/dW) ds/dv` at `s = t0 + delta(v)`.
struct Tail<'a> {
    evaluator: &'a ExpectedRuntime,
    levels: &'a Levels,
    with_gradient: bool,
    tolerance: f64,
    /// `delta = unit e^v`.
    unit: f64,
    /// Lower bound on `E[tau]`, the unit of the tolerance.
    magnitude: f64,
    value_scale: f64,
    gradient_scale: f64,
}

/// Work space of one thread.
struct Workspace {
    boundary: Boundary,
    excess: Vec<f64>,
    survival: Vec<f64>,
    cdf: Vec<f64>,
}

impl Workspace {
    fn new(evaluator: &ExpectedRuntime) -> Self {
        let zeros = vec![0.0; evaluator.workers];
        Self {
            boundary: evaluator.boundary.clone(),
            excess: zeros.clone(),
            survival: zeros.clone(),
            cdf: zeros,
        }
    }

    /// Survival and distribution function of the levels at `s = t0 + delta`.
    fn place(&mut self, levels: &Levels, law: &dyn CycleTime, delta: f64) {
        for (n, excess) in self.excess.iter_mut().enumerate() {
            *excess = levels.excess(n, delta);
        }
        law.survival_and_cdf(&self.excess, &mut self.survival, &mut self.cdf);
    }
}

impl Integrand for Tail<'_> {
    type Workspace = Workspace;

    fn dimension(&self) -> usize {
        if self.with_gradient { 1 + self.evaluator.workers } else { 1 }
    }

    fn workspace(&self) -> Workspace {
        Workspace::new(self.evaluator)
    }

    fn evaluate(&self, v: f64, space: &mut Workspace, out: &mut [f64]) {
        let law = &self.evaluator.law;
        let delta = self.unit * v.exp();
        space.place(self.levels, law.as_ref(), delta);
        let (value, slopes) = out.split_at_mut(1);
        // Far out in a heavy tail a small error of the probability is a large one of the integral.
        let allowed = self.tolerance * self.magnitude / delta;
        let drop = TRUNCATION_SHARE * self.tolerance.min(allowed);
        let crossing = if self.with_gradient {
            space.boundary.probability_and_slope(&space.survival, &space.cdf, drop, slopes)
        } else {
            space.boundary.probability(&space.survival, &space.cdf, drop)
        };
        let cancels = ROUNDING > 0.01 * allowed && crossing.complement < 0.1;
        let complement = if cancels {
            space
                .boundary
                .complement(&space.survival, &space.cdf, TRUNCATION_SHARE * self.tolerance)
                .complement
        } else {
            crossing.complement
        };
        value[0] = delta * complement;
        for (n, slope) in slopes.iter_mut().enumerate() {
            let (y, survival, load) = (space.excess[n], space.survival[n], self.levels.load[n]);
            // Infinite excess or no mass beyond it: the level does not bind here.
            *slope = if *slope > 0.0 && load > 0.0 && survival > 0.0 {
                // f = S h: the product stays in range in far tails.
                delta * *slope * survival * (law.hazard(y) * (self.levels.infimum + y)) / load
            } else {
                0.0
            };
        }
    }

    fn norm(&self, difference: &[f64]) -> f64 {
        let mut norm = difference[0].abs() * self.value_scale;
        let mut tail = 0.0f64;
        for (i, slope) in difference[1..].iter().enumerate().rev() {
            tail += slope;
            norm = norm.max((i + 1) as f64 * tail.abs() * self.gradient_scale);
        }
        norm
    }

    fn parallel(&self) -> bool {
        self.evaluator.workers >= PARALLEL_FROM
    }
}
