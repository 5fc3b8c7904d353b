//! Expected overall runtime `E[tau(x, T)]` and its gradient, to a requested tolerance.
//!
//! `E[tau] = integral of Pr[tau > s] ds`, and `Pr[tau > s]` is a crossing probability of order
//! statistics ([`super::boundary`]). With `W` scaled to `W_{N-1} = 1` and `s = t0 + e^u` the
//! integrand is analytic in `u` for every law that behaves like a power at its infimum: the
//! substitution removes the endpoint singularity, resolves any scale, and turns power tails into
//! exponential ones.

use std::sync::Arc;

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
            magnitude: range.magnitude,
            value_scale: 1.0 / (tolerance * range.magnitude),
            gradient_scale: coordinates / levels.total / (tolerance * range.magnitude),
        };
        let integral = integrate(&integrand, &range.breaks);
        let start = range.breaks[0].exp();
        let value = levels.total * (levels.infimum + start + integral.values[0]);
        let relative = tolerance * range.magnitude * (integral.error + 3.0 * TRUNCATION_SHARE);
        let rounding = (32.0 + self.workers as f64) * f64::EPSILON;
        let error = levels.total * relative + rounding * value;
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
            gradient_error: relative * levels.total / value,
        }
    }
}

/// Cumulative loads scaled to `W_{N-1} = 1`.
struct Levels {
    /// `W_{N-1}`.
    total: f64,
    infimum: f64,
    /// `W_n / W_{N-1}`.
    load: Vec<f64>,
    /// `t0 (W_{N-1} - W_n) / W_n`: the excess of level `n` at `s = t0`.
    offset: Vec<f64>,
}

impl Levels {
    fn new(x: &[f64], infimum: f64) -> Self {
        let mut load = Vec::with_capacity(x.len());
        let mut sum = 0.0;
        for (n, x) in x.iter().enumerate() {
            sum += (n + 1) as f64 * x;
            load.push(sum);
        }
        let total = sum;
        let mut offset = vec![0.0; x.len()];
        let mut missing = 0.0;
        for n in (0..x.len()).rev() {
            offset[n] = if missing == 0.0 || load[n] == 0.0 { 0.0 } else { infimum * missing / load[n] };
            missing += (n + 1) as f64 * x[n];
        }
        load.iter_mut().for_each(|w| *w /= total);
        Self { total, infimum, load, offset }
    }

    /// The excess over `t0` of level `n` at `s = t0 + delta`.
    fn excess(&self, n: usize, delta: f64) -> f64 {
        if self.load[n] == 0.0 { f64::INFINITY } else { self.offset[n] + delta / self.load[n] }
    }
}

/// Where `Pr[tau > s]` differs from one and from zero.
struct Range {
    /// Ends of the quadrature panels in `u = ln(s - t0)`.
    breaks: Vec<f64>,
    /// A lower bound on `E[tau]` of the right magnitude (`W_{N-1} = 1`).
    magnitude: f64,
}

impl Range {
    fn find(evaluator: &ExpectedRuntime, levels: &Levels, share: f64) -> Self {
        let law = &evaluator.law;
        let middle = typical_delta(evaluator, levels).ln();
        let t0 = levels.infimum;
        let surely = |u: f64| lower_tail(evaluator, levels, u.exp());
        let ninth = last_where(middle, |u| surely(u) <= 0.1);
        let magnitude = 0.9 * (t0 + ninth.exp());
        let small = share * magnitude;
        let from = last_where(ninth, |u| (t0 + u.exp()) * surely(u) <= small);
        let mut to = first_where(middle.max(from), |u| upper_tail(evaluator, levels, u.exp()) <= small);
        let mut breaks = vec![from];
        if law.excess_supremum().is_finite() {
            // S vanishes at the supremum: Pr[tau > s] is only n times differentiable there.
            let mut kinks: Vec<f64> = (0..levels.load.len())
                .filter(|&n| levels.load[n] > 0.0)
                .map(|n| ((law.excess_supremum() - levels.offset[n]) * levels.load[n]).ln())
                .filter(|u| u.is_finite())
                .collect();
            kinks.sort_by(f64::total_cmp);
            to = to.min(kinks.last().copied().unwrap_or(to));
            for kink in kinks {
                if kink > breaks[breaks.len() - 1] + 1e-9 && kink < to - 1e-9 {
                    breaks.push(kink);
                }
            }
        }
        breaks.push(to.max(from + 1e-9));
        Self { breaks, magnitude }
    }
}

/// A `delta` in the bulk of the law of `tau - t0`.
fn typical_delta(evaluator: &ExpectedRuntime, levels: &Levels) -> f64 {
    let count = evaluator.workers as f64;
    (0..evaluator.workers)
        .filter(|&n| levels.load[n] > 0.0)
        .map(|n| {
            let y = evaluator.law.upper_quantile((n as f64 + 0.7) / (count + 0.4));
            (y - levels.offset[n]) * levels.load[n]
        })
        .fold(f64::MIN_POSITIVE, f64::max)
}

/// Upper bound on `Pr[tau <= t0 + delta]`: the smallest Chernoff bound over the levels.
fn lower_tail(evaluator: &ExpectedRuntime, levels: &Levels, delta: f64) -> f64 {
    let count = evaluator.workers as f64;
    let mut least = 0.0f64;
    for n in 0..evaluator.workers {
        let y = levels.excess(n, delta);
        let (s, f) = (evaluator.law.survival(y), evaluator.law.cdf(y));
        let a = n as f64 / count;
        if s > a {
            let mut exponent = -(1.0 - a) * (f / (1.0 - a)).ln();
            if n > 0 {
                exponent -= a * (s / a).ln();
            }
            least = least.max(exponent);
        }
    }
    (-count * least).exp()
}

/// Upper bound on `s Pr[tau > s]` plus the integral of `Pr[tau > .]` beyond `s = t0 + delta`.
fn upper_tail(evaluator: &ExpectedRuntime, levels: &Levels, delta: f64) -> f64 {
    let s = levels.infimum + delta;
    let mut sum = 0.0;
    for n in 0..evaluator.workers {
        if levels.load[n] == 0.0 {
            continue;
        }
        let y = levels.excess(n, delta);
        let power = (n + 1) as f64;
        let ln_sets = evaluator.factorials.ln_binomial(evaluator.workers, n + 1);
        let ln_survival = evaluator.law.ln_survival(y);
        let here = s * (ln_sets + power * ln_survival).exp();
        let beyond = levels.load[n] * (ln_sets + evaluator.law.ln_tail_integral_bound(y, power)).exp();
        sum += here + beyond;
    }
    sum
}

/// Steps of the searches below, in units of `u`.
const STEP: f64 = 0.5;
const RESOLUTION: f64 = 0.03;
const U_LIMIT: f64 = 700.0;

/// About the largest `u` below which the monotone `small` holds, from a start on either side.
fn last_where(start: f64, small: impl Fn(f64) -> bool) -> f64 {
    let (mut inside, mut outside);
    let mut step = STEP;
    if small(start) {
        (inside, outside) = (start, start + step);
        while small(outside) && outside < U_LIMIT {
            step *= 2.0;
            (inside, outside) = (outside, outside + step);
        }
    } else {
        (inside, outside) = (start - step, start);
        while !small(inside) && inside > -U_LIMIT {
            step *= 2.0;
            (inside, outside) = (inside - step, inside);
        }
    }
    while outside - inside > RESOLUTION {
        let middle = 0.5 * (inside + outside);
        if small(middle) {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    inside
}

/// About the smallest `u` from which the monotone `small` holds.
fn first_where(start: f64, small: impl Fn(f64) -> bool) -> f64 {
    -last_where(-start, |u| small(-u))
}

/// The integrand `e^u (Pr[tau > s], -dPr[tau <= s]/dW)` at `s = t0 + e^u`.
struct Tail<'a> {
    evaluator: &'a ExpectedRuntime,
    levels: &'a Levels,
    with_gradient: bool,
    tolerance: f64,
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

impl Integrand for Tail<'_> {
    type Workspace = Workspace;

    fn dimension(&self) -> usize {
        if self.with_gradient { 1 + self.evaluator.workers } else { 1 }
    }

    fn workspace(&self) -> Workspace {
        let zeros = vec![0.0; self.evaluator.workers];
        Workspace {
            boundary: self.evaluator.boundary.clone(),
            excess: zeros.clone(),
            survival: zeros.clone(),
            cdf: zeros,
        }
    }

    fn evaluate(&self, u: f64, space: &mut Workspace, out: &mut [f64]) {
        let law = &self.evaluator.law;
        let delta = u.exp();
        for n in 0..self.evaluator.workers {
            space.excess[n] = self.levels.excess(n, delta);
        }
        law.survival_and_cdf(&space.excess, &mut space.survival, &mut space.cdf);
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
            if *slope > 0.0 && self.levels.load[n] > 0.0 {
                let y = space.excess[n];
                let c = self.levels.infimum + y;
                *slope *= delta * law.density(y) * c / self.levels.load[n];
            }
        }
    }

    fn norms(&self, difference: &[f64]) -> f64 {
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
