//! Newton's method for `ln Pr` on the simplex of shares, with the exact gradient and differences of it, on
//! the shares that are not held at 0.
//!
//! A ridge turns the Hessian negative definite where `ln Pr` is not concave; steps that do not increase
//! `ln Pr` are shortened. Stationarity is measured by [`Climber::residual`]: on the simplex the conditions
//! of Karush, Kuhn and Tucker hold iff no share has a slope above the mean slope.
//!
//! A law with a largest cycle time makes `ln Pr` bend: climb [beyond](crate::runtime::completion::Beyond) the bend.

use crate::clock::Clock;
use crate::numeric::dense::solve_positive;
use crate::runtime::completion::{CompletionProbability, Probability};
use crate::shares::Shares;
use crate::threads;

/// Newton steps of [`ascend`] at most.
const STEPS: usize = 60;
/// Halvings of a step at most.
const HALVINGS: usize = 25;
/// Gain in units of `min(1, -ln Pr)` below which [`ascend`] ends.
const GAIN: f64 = 1e-14;
/// Shares below this, whose derivative is below the multiplier, are held at 0.
const ZERO: f64 = 1e-13;
/// Smallest and largest ridge, and the first one.
const RIDGES: (f64, f64, f64) = (1e-12, 1e8, 1e-6);
/// By how much `ln Pr` may seem to fall in a step that improves the residual, in units of `-ln Pr`: rounding.
const NOISE: f64 = 1e-13;
/// Fewest workers for which the columns of the Hessian are computed in parallel.
const PARALLEL_FROM: usize = 24;

/// `ln Pr`, accurate at both ends.
pub fn ln(probability: Probability) -> f64 {
    if probability.complement < 0.5 { (-probability.complement).ln_1p() } else { probability.value.ln() }
}

/// A point that climbs.
#[derive(Debug, Clone)]
pub struct Climber<'a> {
    evaluator: &'a CompletionProbability,
    shares: Shares,
    probability: Probability,
    /// `d ln Pr / dx_i <= 0`.
    slopes: Vec<f64>,
    height: Height,
    ridge: f64,
    /// When it stops: a Hessian of many workers takes minutes.
    clock: Clock,
}

/// The increasing function of the probability whose Hessian a step uses. Where the probability is near
/// one, a step on `ln Pr` would only divide `1 - Pr` by some constant: there may be sixty decades to go.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Height {
    /// `ln Pr`.
    Logarithm,
    /// `-ln(-ln Pr)`.
    DoubleLogarithm,
}

impl Height {
    fn at(probability: Probability) -> Self {
        if probability.complement < 0.5 { Self::DoubleLogarithm } else { Self::Logarithm }
    }

    /// Its derivative with respect to the probability, at a probability `change` above the known one.
    fn slope(self, known: Probability, change: f64) -> f64 {
        let probability = (known.value + change).max(f64::MIN_POSITIVE);
        match self {
            Self::Logarithm => 1.0 / probability,
            Self::DoubleLogarithm => {
                let complement = (known.complement - change).max(f64::MIN_POSITIVE);
                1.0 / (probability * -(-complement).ln_1p()).max(f64::MIN_POSITIVE)
            }
        }
    }
}

impl<'a> Climber<'a> {
    /// At shares of `L` (length `N`, nonnegative, sum 1).
    /// It does not move any more when the clock is over; `None` where that is so before its slopes are known.
    pub fn new(evaluator: &'a CompletionProbability, shares: Shares, clock: Clock) -> Option<Self> {
        Self::at(evaluator, shares, RIDGES.2, clock)
    }

    fn at(evaluator: &'a CompletionProbability, shares: Shares, ridge: f64, clock: Clock) -> Option<Self> {
        let (probability, slopes) = of_logarithm(evaluator.value_and_gradient_in_time(&shares, &clock)?);
        let height = Height::at(probability);
        Some(Self { evaluator, shares, probability, slopes, height, ridge, clock })
    }

    /// The climber at other shares; `None` where that comes too late.
    fn moved_to(&self, shares: Shares) -> Option<Self> {
        Self::at(self.evaluator, shares, self.ridge, self.clock.clone())
    }

    fn share(&self, i: usize) -> f64 {
        self.shares.as_slice()[i]
    }

    /// Where it is.
    pub fn shares(&self) -> &Shares {
        &self.shares
    }

    /// The probability there.
    pub fn probability(&self) -> Probability {
        self.probability
    }

    /// By how much `ln Pr` could still rise if it were concave: the largest slope less the mean slope.
    pub fn concave_gain(&self) -> f64 {
        self.excess()
    }

    /// The largest slope in excess of the mean slope, in units of it: zero iff the point is stationary.
    pub fn residual(&self) -> f64 {
        let multiplier = self.multiplier().abs();
        if multiplier > 0.0 { self.excess() / multiplier } else { f64::INFINITY }
    }

    fn excess(&self) -> f64 {
        let largest = self.slopes.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (largest - self.multiplier()).max(0.0)
    }

    /// The multiplier of `sum x = 1`: the mean slope.
    fn multiplier(&self) -> f64 {
        let sum: f64 = self.shares.as_slice().iter().sum();
        self.slopes.iter().zip(self.shares.as_slice()).map(|(g, x)| x / sum * g).sum()
    }

    /// One Newton step; whether the point moved. It stays where no direction rises any more.
    pub fn step(&mut self) -> bool {
        if !(self.probability.value > 0.0 && self.probability.complement > 0.0) {
            return false;
        }
        let multiplier = self.multiplier();
        let free: Vec<usize> = (0..self.shares.workers())
            .filter(|&i| self.share(i) > ZERO || self.slopes[i] > multiplier)
            .collect();
        while self.ridge < RIDGES.1 {
            let Some(direction) = self.newton_direction(&free) else { return false };
            let found = self.search(&direction);
            if let Some((next, halvings)) = found {
                self.ridge = if halvings == 0 { (self.ridge * 0.1).max(RIDGES.0) } else { self.ridge * 4.0 };
                let next = self.moved_to(next);
                let is_in_time = next.is_some();
                *self = next.unwrap_or_else(|| self.clone());
                return is_in_time;
            }
            if let Some(next) = self.better_residual(&direction) {
                *self = next;
                return true;
            }
            self.ridge *= 100.0;
        }
        false
    }

    /// Moves along the direction, halves until `ln Pr` rises.
    fn search(&self, direction: &[f64]) -> Option<(Shares, usize)> {
        let before = ln(self.probability);
        let mut length = 1.0;
        for halvings in 0..HALVINGS {
            let next = self.moved(direction, length);
            if ln(self.evaluator.value(&next)) > before {
                return Some((next, halvings));
            }
            length *= 0.5;
        }
        None
    }

    /// The full step where `ln Pr` is level but the residual falls: next to the optimum the gain of a step is
    /// lost in rounding long before the slopes are.
    fn better_residual(&self, direction: &[f64]) -> Option<Self> {
        let next = self.moved_to(self.moved(direction, 1.0))?;
        let before = ln(self.probability);
        let level = ln(next.probability) >= before + NOISE * before;
        (level && next.residual() < 0.5 * self.residual()).then_some(next)
    }

    /// Shares moved along a direction, kept on the simplex.
    fn moved(&self, direction: &[f64], length: f64) -> Shares {
        let mut next: Vec<f64> =
            direction.iter().zip(self.shares.as_slice()).map(|(d, x)| (x + length * d).max(0.0)).collect();
        let sum: f64 = next.iter().sum();
        if sum.is_nan() || sum <= 0.0 {
            return self.shares.clone();
        }
        next.iter_mut().for_each(|x| *x /= sum);
        Shares::unchecked(next)
    }

    /// The Newton direction on the free shares, their sum kept: one share, the largest, gives what the
    /// others take. Shares are scaled by their size, so that the ridge means the same for all.
    fn newton_direction(&mut self, free: &[usize]) -> Option<Vec<f64>> {
        let &pivot = free.iter().max_by(|&&a, &&b| self.share(a).total_cmp(&self.share(b)))?;
        let others: Vec<usize> = free.iter().copied().filter(|&i| i != pivot).collect();
        if others.is_empty() {
            return None;
        }
        let scale: Vec<f64> = others.iter().map(|&i| self.share(i).max(1e-4)).collect();
        let reduced = |unit: f64, g: &[f64]| -> Vec<f64> {
            others.iter().zip(&scale).map(|(&i, s)| s * unit * (g[i] - g[pivot])).collect()
        };
        let unit = self.height.slope(self.probability, 0.0) * self.probability.value;
        let at = reduced(unit, &self.slopes);
        let curvature = self.reduced_curvature(&others, &scale, pivot, &at, reduced)?;
        while self.ridge < RIDGES.1 {
            if let Some(solution) = solve_positive(with_ridge(&curvature, self.ridge), &at) {
                let mut direction = vec![0.0; self.shares.workers()];
                for ((&i, s), v) in others.iter().zip(&scale).zip(solution) {
                    // A share on its way to 0 goes there; the pivot pays for what is taken in fact.
                    direction[i] = (s * v).max(-self.share(i));
                    direction[pivot] -= direction[i];
                }
                // Slopes at the end of the range of doubles have differences beyond it.
                return direction.iter().all(|d| d.is_finite()).then_some(direction);
            }
            self.ridge *= 10.0;
        }
        None
    }

    /// Minus the Hessian in the scaled free shares, one row a difference of the gradient; `None` if it comes too late.
    fn reduced_curvature(
        &self,
        others: &[usize],
        scale: &[f64],
        pivot: usize,
        at: &[f64],
        reduced: impl Fn(f64, &[f64]) -> Vec<f64> + Sync,
    ) -> Option<Vec<Vec<f64>>> {
        let row = |k: usize| -> Option<Vec<f64>> {
            if self.clock.is_over() {
                return None;
            }
            let step = 1e-6 * scale[k].min(self.share(pivot));
            let mut moved = self.shares.as_slice().to_vec();
            moved[others[k]] += step;
            moved[pivot] -= step;
            // The probability beside it to first order: the error is one of second order in the step.
            let slopes = &self.slopes;
            let change = self.probability.value * step * (slopes[others[k]] - slopes[pivot]);
            let unit = self.height.slope(self.probability, change);
            let there =
                reduced(unit, &self.evaluator.gradient_beside(self.probability, &Shares::unchecked(moved)));
            Some(at.iter().zip(there).map(|(a, b)| (a - b) / step * scale[k]).collect())
        };
        if self.shares.workers() >= PARALLEL_FROM {
            threads::map(others.len(), row).into_iter().collect()
        } else {
            (0..others.len()).map(row).collect()
        }
    }
}

/// The symmetric part with a ridge on its diagonal.
fn with_ridge(curvature: &[Vec<f64>], ridge: f64) -> Vec<Vec<f64>> {
    let size = curvature.len();
    let largest = (0..size).map(|i| curvature[i][i].abs()).fold(f64::MIN_POSITIVE, f64::max);
    (0..size)
        .map(|i| {
            let added = ridge * (curvature[i][i].abs() + 1e-6 * largest);
            let entry = |j: usize| 0.5 * (curvature[i][j] + curvature[j][i]);
            (0..size).map(|j| entry(j) + if i == j { added } else { 0.0 }).collect()
        })
        .collect()
}

/// Climbs from shares with a positive probability until the gain is lost in rounding, or the clock is over; returns shares
/// at least as good. Only the quality of a point depends on it, no bound does.
pub fn ascend(evaluator: &CompletionProbability, start: &Shares, clock: &Clock) -> (Shares, Probability) {
    let Some(mut climber) = Climber::new(evaluator, start.clone(), clock.clone()) else {
        return (start.clone(), evaluator.value(start));
    };
    for _ in 0..STEPS {
        let before = ln(climber.probability);
        if !climber.step() || ln(climber.probability) - before <= GAIN * (-before).min(1.0) {
            break;
        }
    }
    (climber.shares, climber.probability)
}

/// The probability and the derivatives of its logarithm, from those of itself.
fn of_logarithm((probability, mut slopes): (Probability, Vec<f64>)) -> (Probability, Vec<f64>) {
    slopes.iter_mut().for_each(|g| *g /= probability.value.max(f64::MIN_POSITIVE));
    (probability, slopes)
}

/// Minus the Hessian of `ln Pr` in the shares, by differences of the gradient, symmetrised.
pub fn curvature(evaluator: &CompletionProbability, shares: &Shares) -> Vec<Vec<f64>> {
    let slopes = |shares: &Shares| of_logarithm(evaluator.value_and_gradient(shares)).1;
    let at = slopes(shares);
    let shares = shares.as_slice();
    let rows: Vec<Vec<f64>> = (0..shares.len())
        .map(|i| {
            let step = 1e-5 * shares[i].max(1e-3);
            let mut moved = shares.to_vec();
            moved[i] += step;
            let there = slopes(&Shares::unchecked(moved));
            at.iter().zip(there).map(|(a, b)| (a - b) / step).collect()
        })
        .collect();
    (0..shares.len()).map(|i| (0..shares.len()).map(|j| 0.5 * (rows[i][j] + rows[j][i])).collect()).collect()
}
