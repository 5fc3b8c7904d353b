//! Newton's method for `ln Pr` on the simplex of shares, with the exact gradient and differences of it, on
//! the shares that are not held at 0.
//!
//! Far from the optimum the slopes in the loads are balanced first, each as if it depended on its own load alone. Newton steps
//! come from conjugate gradients within a trust region, with products of the Hessian and a vector as differences of two
//! gradients; `springs` are preconditioner and norm. Steps that do not increase `ln Pr` are shortened.
//! Stationarity is measured by [`Climber::residual`]: on the simplex the conditions of Karush, Kuhn and Tucker hold
//! iff no share has a slope above the mean slope.
//!
//! A law with a largest cycle time makes `ln Pr` bend: climb [beyond](crate::runtime::completion::beyond::Beyond) the bend.

use super::conjugate_gradients::{self, Goal, Step};
use super::height::{Height, ln};
use super::springs::CompletionSprings;
use crate::clock::Clock;
use crate::runtime::completion::{CompletionProbability, Probability};
use crate::runtime::load_time::LoadTime;
use crate::shares::Shares;
use crate::straggler::CycleTime;

/// Newton steps of [`ascend`] at most.
const STEPS: usize = 60;
/// Halvings of a step at most.
const HALVINGS: usize = 25;
/// What a share keeps of itself in a step at least, if it is not below the second: the probability bends where a share
/// comes to its end.
const KEEP: f64 = 0.05;
const SMALL: f64 = 1e-8;
/// Gain in units of `min(1, -ln Pr)` below which [`ascend`] ends.
const GAIN: f64 = 1e-14;
/// Relative loss of `ln Pr` beyond rounding.
const LOSS: f64 = 1e-10;
/// Shares below this, whose derivative is below the multiplier, are held at 0.
const ZERO: f64 = 1e-13;
/// First radius of the trust region, and the last: the height is a logarithm.
const FIRST_RADIUS: f64 = 1.0;
const LEAST_RADIUS: f64 = 1e-12;
/// What the radius is multiplied by after a step to its edge, and after one that gained nothing.
const GROWTH: f64 = 3.0;
const RETREAT: f64 = 0.01;
/// By how much `ln Pr` may seem to fall in a step that improves the residual, in units of `-ln Pr`: rounding.
const NOISE: f64 = 1e-13;
/// Reductions of the residual that a Newton step is solved to: the residual of the point between these.
const SHARPEST: f64 = 1e-6;
const LOOSEST: f64 = 0.1;
/// Products with the Hessian a free share at most.
const PRODUCTS: usize = 2;
/// Relative change of the shares over which the Hessian is taken as a difference.
const DIFFERENCE: f64 = 1e-6;
/// A share up to this changes by more than that.
const SMALLEST_DIFFERENCE: f64 = 1e-9;
/// Load of an empty level for the purpose of scaling, as a share of the mean load.
const SMALL_SHARE: f64 = 1e-3;
/// Halvings of a balancing step at most.
const SHORT: usize = 3;
/// Gain of a balancing step, in the logarithm of `-ln Pr`, after which Newton's method takes over.
const WEAK: f64 = 0.2;

/// A point that climbs.
#[derive(Debug)]
pub struct Climber<'a, T: LoadTime + ?Sized = dyn CycleTime> {
    evaluator: &'a CompletionProbability<T>,
    /// The first level that may hold coordinates.
    first: usize,
    shares: Shares,
    probability: Probability,
    /// `d ln Pr / dx_i <= 0`; of levels that stay empty 0.
    slopes: Vec<f64>,
    height: Height,
    /// Of the trust region: about the change of the height that a step may expect.
    radius: f64,
    /// Shares at 0 that lose by rising, whatever their slope says.
    pinned: Vec<bool>,
    /// Whether it still balances slopes.
    is_far: bool,
    /// When it stops: a Hessian of many workers takes minutes.
    clock: Clock,
}

impl<'a, T: LoadTime + ?Sized> Climber<'a, T> {
    /// At shares of `L` (length `N`, nonnegative, sum 1).
    /// It does not move any more when the clock is over; `None` where that is so before its slopes are known.
    pub fn new(evaluator: &'a CompletionProbability<T>, shares: Shares, clock: Clock) -> Option<Self> {
        Self::from_level(evaluator, 0, shares, clock)
    }

    /// The same that never uses the levels below `first`, which hold nothing at the start either.
    pub fn from_level(
        evaluator: &'a CompletionProbability<T>,
        first: usize,
        shares: Shares,
        clock: Clock,
    ) -> Option<Self> {
        let (probability, mut slopes) = of_logarithm(evaluator.value_and_gradient_in_time(&shares, &clock)?);
        slopes[..first].fill(0.0);
        let (height, pinned) = (Height::at(probability), vec![false; shares.workers()]);
        let (radius, is_far) = (FIRST_RADIUS, true);
        Some(Self { evaluator, first, shares, probability, slopes, height, radius, pinned, is_far, clock })
    }

    /// The climber at other shares; `None` where that comes too late.
    fn moved_to(&self, shares: Shares) -> Option<Self> {
        let moved = Self::from_level(self.evaluator, self.first, shares, self.clock.clone())?;
        let pinned = (0..self.pinned.len()).map(|i| self.pinned[i] && moved.share(i) <= ZERO).collect();
        Some(Self { radius: self.radius, pinned, is_far: self.is_far, ..moved })
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
        let free = self.slopes.iter().zip(&self.pinned).skip(self.first).filter(|(_, pinned)| !**pinned);
        let largest = free.map(|(slope, _)| *slope).fold(f64::NEG_INFINITY, f64::max);
        (largest - self.multiplier()).max(0.0)
    }

    /// The multiplier of `sum x = 1`: the mean slope.
    fn multiplier(&self) -> f64 {
        let sum: f64 = self.shares.as_slice().iter().sum();
        self.slopes.iter().zip(self.shares.as_slice()).map(|(g, x)| x / sum * g).sum()
    }

    /// The slopes of minus the height.
    fn falling(&self) -> Vec<f64> {
        self.height.falling(self.probability, 0.0, &self.slopes, self.probability.value)
    }

    /// One step; whether the point moved. It stays where no direction rises any more.
    pub fn step(&mut self) -> bool {
        let is_inside = self.probability.value > 0.0 && self.probability.complement > 0.0;
        if !is_inside || self.clock.is_over() {
            return false;
        }
        if self.is_far {
            if let Some(next) = self.balanced() {
                let gained = (ln(self.probability) / ln(next.probability)).ln();
                *self = Self { is_far: gained > WEAK, ..next };
                return true;
            }
            self.is_far = false;
        }
        self.newton_step() || (self.pins_more() && self.newton_step())
    }

    /// Pins the shares at 0 that want to rise by their slope and lose by it all the same: a survival function that falls
    /// slower than every power, but exponentially in the end, has no slope at a load of 0 and a steep one beside
    /// it. Whether there are any that were not pinned before.
    fn pins_more(&mut self) -> bool {
        let multiplier = self.multiplier();
        let before = ln(self.probability);
        let falls = |i: usize| {
            let mut moved = self.shares.as_slice().to_vec();
            moved[i] += ZERO;
            ln(self.evaluator.value(&Shares::unchecked(moved))) < before + LOSS * before
        };
        let pinned: Vec<usize> = (self.first..self.shares.workers())
            .filter(|&i| !self.pinned[i] && self.share(i) <= ZERO && self.slopes[i] > multiplier)
            .take_while(|_| !self.clock.is_over())
            .filter(|&i| falls(i))
            .collect();
        pinned.iter().for_each(|&i| self.pinned[i] = true);
        !pinned.is_empty()
    }

    /// Moves by Newton's method.
    fn newton_step(&mut self) -> bool {
        let multiplier = self.multiplier();
        let free: Vec<bool> = (0..self.shares.workers())
            .map(|i| i >= self.first && (self.share(i) > ZERO || self.rises(i, multiplier)))
            .collect();
        while self.radius > LEAST_RADIUS {
            let Some((direction, step)) = self.newton_direction(&free) else { return false };
            let found = self.search(&direction, HALVINGS);
            if let Some((next, halvings)) = found {
                if halvings > 0 {
                    self.radius = step.length * 0.5f64.powi(halvings as i32);
                } else if step.is_at_edge {
                    self.radius *= GROWTH;
                }
                let Some(next) = self.moved_to(next) else { return false };
                *self = next;
                return true;
            }
            if let Some(next) = self.better_residual(&direction) {
                *self = next;
                return true;
            }
            self.radius = RETREAT * step.length;
        }
        false
    }

    /// Whether a share at 0 would gain by rising.
    fn rises(&self, i: usize, multiplier: f64) -> bool {
        self.slopes[i] > multiplier && !self.pinned[i]
    }

    /// Moves along the direction, halves until `ln Pr` rises, a shortened step by more than rounding; `None` where that
    /// does not help, or not in time.
    fn search(&self, direction: &[f64], most: usize) -> Option<(Shares, usize)> {
        let before = ln(self.probability);
        let noise = -NOISE * before;
        let mut length = 1.0;
        for halvings in 0..=most {
            let next = self.moved(direction, length);
            let rise = ln(self.evaluator.value_in_time(&next, &self.clock)?) - before;
            if rise > if halvings == 0 { 0.0 } else { noise } {
                return Some((next, halvings));
            }
            if halvings == 0 && rise >= -noise {
                return None;
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
        let least = |i: usize| if self.share(i) > SMALL { KEEP * self.share(i) } else { 0.0 };
        let mut next: Vec<f64> =
            direction.iter().enumerate().map(|(i, d)| (self.share(i) + length * d).max(least(i))).collect();
        let sum: f64 = next.iter().sum();
        if sum.is_nan() || sum <= 0.0 {
            return self.shares.clone();
        }
        next.iter_mut().for_each(|x| *x /= sum);
        Shares::unchecked(next)
    }

    /// The point after a step that balances the slopes; `None` where that gains nothing, or not in time.
    fn balanced(&self) -> Option<Self> {
        let slopes = self.falling();
        let blocks = CompletionSprings::new(self.evaluator, self.first, &self.shares, &slopes).balanced();
        let direction: Vec<f64> = blocks.iter().zip(self.shares.as_slice()).map(|(to, x)| to - x).collect();
        if direction.iter().any(|d| !d.is_finite()) {
            return None;
        }
        let (next, _) = self.search(&direction, SHORT)?;
        self.moved_to(next)
    }

    /// The Newton direction on the free shares, their sum kept, and the step in scaled shares that it comes from.
    fn newton_direction(&self, free: &[bool]) -> Option<(Vec<f64>, Step)> {
        let (slopes, scale) = (self.falling(), self.scale());
        let springs =
            CompletionSprings::new(self.evaluator, self.first, &self.shares, &slopes).springs(&scale, free);
        let scaled = |slopes: &[f64]| -> Vec<f64> {
            (0..scale.len()).map(|i| if free[i] { scale[i] * slopes[i] } else { 0.0 }).collect()
        };
        let goal = Goal {
            radius: self.radius,
            reduction: self.residual().clamp(SHARPEST, LOOSEST),
            products: PRODUCTS * free.iter().filter(|f| **f).count(),
        };
        let product = |u: &[f64]| {
            let direction: Vec<f64> = u.iter().zip(&scale).map(|(u, d)| u * d).collect();
            self.change_of_slopes(&slopes, &direction).map(|change| scaled(&change))
        };
        let step = conjugate_gradients::solve(&springs, &scaled(&slopes), product, goal)?;
        let direction: Vec<f64> = step.change.iter().zip(&scale).map(|(u, d)| u * d).collect();
        // Slopes at the end of the range of doubles have differences beyond it.
        direction.iter().all(|d| d.is_finite()).then_some((direction, step))
    }

    /// `W_i/(i+1)`; an empty level has the scale of a small share of the whole.
    fn scale(&self) -> Vec<f64> {
        let loads = self.shares.loads();
        let loads = loads.as_slice();
        let least = SMALL_SHARE * loads[loads.len() - 1] / loads.len() as f64;
        let load = |w: f64| if w > ZERO { w } else { least };
        loads.iter().enumerate().map(|(i, w)| load(*w) / (i + 1) as f64).collect()
    }

    /// The Hessian of minus the height times a direction, by a difference; `None` if the clock is over.
    fn change_of_slopes(&self, slopes: &[f64], direction: &[f64]) -> Option<Vec<f64>> {
        if self.clock.is_over() {
            return None;
        }
        let shares = self.shares.as_slice();
        let relative = |i: usize| direction[i].abs() / (shares[i] + SMALLEST_DIFFERENCE);
        let step = DIFFERENCE / (0..shares.len()).map(relative).fold(f64::MIN_POSITIVE, f64::max);
        // At the end of the simplex a share goes no further.
        let moved: Vec<f64> =
            (0..shares.len()).map(|i| shares[i] + (step * direction[i]).max(-self.share(i))).collect();
        // The probability beside it to first order: the error is one of second order in the step.
        let rise: f64 = moved.iter().zip(shares).zip(&self.slopes).map(|((m, x), g)| (m - x) * g).sum();
        let there =
            self.evaluator.gradient_beside(self.probability, &Shares::unchecked(moved), &self.clock)?;
        let there = self.height.falling(self.probability, self.probability.value * rise, &there, 1.0);
        Some(there.iter().zip(slopes).map(|(there, here)| (there - here) / step).collect())
    }
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
