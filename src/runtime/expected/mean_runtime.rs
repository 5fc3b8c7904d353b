//! Expected overall runtime `E[tau(x, T)]` and its gradient, to a requested tolerance.
//!
//! `E[tau] = integral of Pr[tau > s] ds`, and `Pr[tau > s]` is a crossing probability of order
//! statistics ([`super::boundary`]). With `W` scaled to `W_{N-1} = 1` and `s = t0 + e^u` the
//! integrand is analytic in `u` for every law that behaves like a power at its infimum: the
//! substitution removes the endpoint singularity, resolves any scale, and turns power tails into
//! exponential ones.

use std::sync::Arc;

use super::estimate::{Estimate, Evaluation};
use super::levels::Levels;
use super::range::Range;
use super::workers::{Workers, Workspace};
use crate::clock::Clock;
use crate::numeric::quadrature::{Integrand, integrate};
use crate::runtime::load_time::LoadTime;
use crate::straggler::CycleTime;

/// Evaluates `E[max_n T_(N-n) W_n]` (the factor `kappa` left out) for i.i.d. cycle times.
#[derive(Debug)]
pub struct MeanRuntime<T: LoadTime + ?Sized = dyn CycleTime> {
    workers: Workers<T>,
}

/// Fewest workers for which nodes are evaluated in parallel.
const PARALLEL_FROM: usize = 24;
/// Truncations that add up beside the windows: both ends of the range, and the complement's own.
const TRUNCATIONS: f64 = 3.0;
/// Rounding error of a probability near one.
const ROUNDING: f64 = 1e-15;
/// Entries of the gradient are accurate to the tolerance relative to `E / L`; those so many times as large, which are in
/// no bound's way, relative to this part of themselves. Where cycle times spread over many orders of magnitude, what
/// an unwise block costs is far beyond the value that is asked for.
const STEEP: f64 = 16.0;
/// Truncation errors are held this much below the tolerance.
const TRUNCATION_SHARE: f64 = 1e-3;
/// What no clock has ended has a value; for the compiler alone.
const UNKNOWN: Estimate = Estimate { value: f64::INFINITY, error: f64::INFINITY };

impl MeanRuntime {
    /// For `workers >= 1` workers with the given law of the cycle time. Scales of the law near one
    /// keep clear of overflow: see [`CycleTime::in_units_of`].
    pub fn new(law: Arc<dyn CycleTime>, workers: usize) -> Self {
        Self::of_loads(law, workers)
    }
}

impl<T: LoadTime + ?Sized> MeanRuntime<T> {
    /// For `workers >= 1` workers with the given law of the time of loads.
    pub fn of_loads(time: Arc<T>, workers: usize) -> Self {
        Self { workers: Workers::new(time, workers) }
    }

    /// `E[tau]` of the blocks `x` (length `N`, nonnegative, not all zero) to a relative tolerance.
    pub fn value(&self, x: &[f64], tolerance: f64) -> Estimate {
        self.value_in_time(x, tolerance, &Clock::unlimited()).unwrap_or(UNKNOWN)
    }

    /// [`Self::value`]; `None` if the clock ends it.
    pub fn value_in_time(&self, x: &[f64], tolerance: f64, clock: &Clock) -> Option<Estimate> {
        self.run(x, tolerance, false, clock).map(|evaluation| evaluation.value)
    }

    /// `E[tau]` and its gradient to a relative tolerance; `None` if the clock ends it.
    pub fn value_and_gradient(&self, x: &[f64], tolerance: f64, clock: &Clock) -> Option<Evaluation> {
        self.run(x, tolerance, true, clock)
    }

    fn run(&self, x: &[f64], tolerance: f64, with_gradient: bool, clock: &Clock) -> Option<Evaluation> {
        let levels = Levels::new(x, self.workers.time.least());
        let range = Range::find(&self.workers, &levels, tolerance * TRUNCATION_SHARE, clock)?;
        let coordinates: f64 = x.iter().sum();
        let integrand = Tail {
            workers: &self.workers,
            levels: &levels,
            with_gradient,
            tolerance,
            unit: range.unit,
            magnitude: range.magnitude,
            value_scale: 1.0 / (tolerance * range.magnitude),
            gradient_scale: coordinates / levels.total / (tolerance * range.magnitude),
        };
        let mut integral = integrate(&integrand, &range.breaks, clock);
        if !integral.is_complete {
            return None;
        }
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
        let rounding = (32.0 + self.workers.count as f64) * f64::EPSILON
            + self.workers.count as f64 * self.workers.time.relative_error();
        let error = levels.total * (relative + beyond_error) + rounding * value;
        let mut gradient = Vec::new();
        if with_gradient {
            gradient = vec![0.0; self.workers.count];
            let mut tail = 0.0;
            for i in (0..self.workers.count).rev() {
                tail += integral.values[1 + i];
                gradient[i] = (i + 1) as f64 * tail;
            }
        }
        let gradient_error = (relative + beyond_gradient_error) * levels.total / value;
        Some(Evaluation { value: Estimate { value, error }, gradient, gradient_error })
    }
}

/// The integrand `(Pr[tau > s], -dPr[tau <= s]/dW) ds/dv` at `s = t0 + delta(v)`.
struct Tail<'a, T: LoadTime + ?Sized> {
    workers: &'a Workers<T>,
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

impl<T: LoadTime + ?Sized> Integrand for Tail<'_, T> {
    type Workspace = Workspace;

    fn dimension(&self) -> usize {
        if self.with_gradient { 1 + self.workers.count } else { 1 }
    }

    fn workspace(&self) -> Workspace {
        Workspace::new(self.workers)
    }

    fn evaluate(&self, v: f64, space: &mut Workspace, out: &mut [f64]) {
        let time = self.workers.time.as_ref();
        let delta = self.unit * v.exp();
        space.place(self.levels, time, delta);
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
                time.tail_slope(delta * *slope, self.levels.whole[n], y, survival) / load
            } else {
                0.0
            };
        }
    }

    fn norm(&self, error: &[f64], integral: &[f64]) -> f64 {
        let mut norm = error[0].abs() * self.value_scale;
        let (mut tail, mut size) = (0.0f64, 0.0f64);
        for (i, (error, slope)) in error[1..].iter().zip(&integral[1..]).enumerate().rev() {
            tail += error;
            size += slope.abs();
            let per_block = (i + 1) as f64 * self.gradient_scale;
            let steepness = size * per_block * self.tolerance / STEEP;
            norm = norm.max(tail.abs() * per_block / steepness.max(1.0));
        }
        norm
    }

    fn parallel(&self) -> bool {
        self.workers.count >= PARALLEL_FROM || self.workers.time.is_slow()
    }
}
