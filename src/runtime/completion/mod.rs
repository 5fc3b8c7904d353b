//! Completion probability `Pr[tau(x, T) <= t]`, its complement and its gradient.
//!
//! One crossing probability at the levels `c_n = t / (kappa W_n)` ([`super::boundary`]): no quadrature. What
//! the windows drop is held relative to the smaller of probability and complement, so that both keep
//! their relative accuracy down to the smallest numbers of double precision.
//!
//! Proved in `proofs/runtime/event.v`: `runtime_le_iff`.

pub mod beyond;
mod rounding;

use std::sync::Arc;

use super::boundary::Boundary;
use super::load_time::LoadTime;
use crate::clock::Clock;
use crate::shares::{Loads, Shares, in_blocks};
use crate::straggler::CycleTime;

/// Relative mass that the windows may drop.
const DROP: f64 = 1e-14;
/// Relative rounding error of a probability, for each worker and for each power of e that it is below one; most of it
/// is for the survival function of gamma laws of small shape, which loses two digits where it is 0.01.
const ROUNDING: f64 = 4e-15;
/// What a probability or complement that is zero by underflow, not exactly, is less than.
const UNDERFLOW: f64 = 1e-307;

/// Survival function, distribution function and excess of every level.
type Levels = (Vec<f64>, Vec<f64>, Vec<f64>);

/// A probability, accurate at both ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probability {
    /// The probability.
    pub value: f64,
    /// One minus the probability, without cancellation.
    pub complement: f64,
    /// Absolute error of the smaller of the two, and of the larger but for its rounding to a double.
    pub error: f64,
}

impl Probability {
    /// Relative error of the smaller of the two; zero where that is zero, at most one.
    pub fn relative_error(&self) -> f64 {
        let smaller = self.value.min(self.complement);
        if smaller > 0.0 { (self.error / smaller).min(1.0) } else { 0.0 }
    }
}

/// Evaluates `Pr[max_n T_(N-n) W_n <= deadline]` (the factor `kappa` left out) for i.i.d. cycle times.
#[derive(Debug)]
pub struct CompletionProbability<T: LoadTime + ?Sized = dyn CycleTime> {
    law: Arc<T>,
    workers: usize,
    deadline: f64,
    /// The share of the whole load beyond the certain one.
    room: f64,
    /// What was taken off the deadline: the least overhead.
    overhead: f64,
    boundary: Boundary,
}

impl CompletionProbability {
    /// For `workers >= 1` workers, the law of the cycle time and a deadline `> 0` in the law's unit of
    /// time over the unit of the loads.
    pub fn new(law: Arc<dyn CycleTime>, workers: usize, deadline: f64) -> Self {
        Self::of_loads(law, workers, deadline)
    }

    /// The same with `1 -` [`Self::certain_load`] known without cancellation.
    pub fn with_room(self, room: f64) -> Self {
        Self { room, ..self }
    }
}

impl<T: LoadTime + ?Sized> Clone for CompletionProbability<T> {
    fn clone(&self) -> Self {
        Self { law: Arc::clone(&self.law), boundary: self.boundary.clone(), ..*self }
    }
}

impl<T: LoadTime + ?Sized> CompletionProbability<T> {
    /// For `workers >= 1` workers, the law of the time of loads and a deadline `> 0` in the law's unit of time over the
    /// unit of the loads.
    pub fn of_loads(law: Arc<T>, workers: usize, deadline: f64) -> Self {
        let room = 1.0 - law.certain_load(deadline);
        Self { law, workers, deadline, room, overhead: 0.0, boundary: Boundary::new(workers) }
    }

    /// The same whose deadline is what a least overhead has left of the one that was asked for.
    pub fn after(self, overhead: f64) -> Self {
        Self { overhead, ..self }
    }

    /// The deadline.
    pub fn deadline(&self) -> f64 {
        self.deadline
    }

    /// The law of the cycle time.
    pub fn law(&self) -> &Arc<T> {
        &self.law
    }

    /// Number of workers `N`.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// The load that even the slowest worker finishes by the deadline; zero for an unbounded law.
    pub fn certain_load(&self) -> f64 {
        self.law.certain_load(self.deadline)
    }

    /// The probability at shares of `L`, one a worker.
    pub fn value(&self, shares: &Shares) -> Probability {
        self.value_at_load(&shares.loads())
    }

    /// The probability at cumulative loads.
    pub fn value_at_load(&self, loads: &Loads) -> Probability {
        let levels = self.levels(loads.as_slice());
        self.with_rounded_levels(self.at_levels(&levels.0, &levels.1).probability, loads.as_slice(), &levels)
    }

    /// [`Self::value`]; `None` where the clock is over before it is known.
    pub fn value_in_time(&self, shares: &Shares, clock: &Clock) -> Option<Probability> {
        let loads = shares.loads();
        let levels = self.levels(loads.as_slice());
        let found = self.at_levels_in_time(&levels.0, &levels.1, clock)?.probability;
        self.with_rounded_levels_in_time(found, loads.as_slice(), &levels, clock)
    }

    /// The probability and its gradient `dPr/dx_i <= 0` in the shares.
    pub fn value_and_gradient(&self, shares: &Shares) -> (Probability, Vec<f64>) {
        let (probability, gradient) = self.value_and_load_gradient(&shares.loads());
        (probability, in_blocks(gradient))
    }

    /// The same; `None` where the clock is over before.
    pub fn value_and_gradient_in_time(
        &self,
        shares: &Shares,
        clock: &Clock,
    ) -> Option<(Probability, Vec<f64>)> {
        let loads = shares.loads();
        let levels = self.levels(loads.as_slice());
        let mut found = self.at_levels_in_time(&levels.0, &levels.1, clock)?;
        let mut slope = found.slope(&levels.0)?;
        self.per_load(loads.as_slice(), &levels.2, &mut slope);
        let probability =
            self.with_rounded_levels_in_time(found.probability, loads.as_slice(), &levels, clock)?;
        Some((probability, in_blocks(slope)))
    }

    /// The gradient `dPr/dx_i` alone at a point next to one of known probability: a third of the work. Its error
    /// is relative to that probability or its complement, whichever is smaller. `None` where the clock is over before.
    pub fn gradient_beside(&self, known: Probability, shares: &Shares, clock: &Clock) -> Option<Vec<f64>> {
        let loads = shares.loads();
        let (survival, cdf, excess) = self.levels(loads.as_slice());
        let mut slope = vec![0.0; self.workers];
        let mut boundary = self.boundary.clone().until(clock);
        let pass = match known.value < known.complement {
            true => boundary.probability(&survival, &cdf, drop_beside(known.value)),
            false => boundary.beside_complement(&survival, &cdf, DROP),
        };
        if pass.is_late {
            return None;
        }
        boundary.slope(&survival, &mut slope)?;
        self.per_load(loads.as_slice(), &excess, &mut slope);
        Some(in_blocks(slope))
    }

    /// The probability and `dPr/dW_n <= 0` at cumulative loads.
    pub fn value_and_load_gradient(&self, loads: &Loads) -> (Probability, Vec<f64>) {
        let levels = self.levels(loads.as_slice());
        let mut found = self.at_levels(&levels.0, &levels.1);
        let probability = self.with_rounded_levels(found.probability, loads.as_slice(), &levels);
        let mut slope = found.slope(&levels.0).unwrap_or_default();
        self.per_load(loads.as_slice(), &levels.2, &mut slope);
        (probability, slope)
    }

    /// Turns `dPr/dF_n` into `dPr/dW_n`.
    fn per_load(&self, w: &[f64], excess: &[f64], slope: &mut [f64]) {
        for (n, slope) in slope.iter_mut().enumerate() {
            *slope = match *slope > 0.0 {
                true if w[n] > 0.0 => self.law.slope(-*slope, w[n], self.deadline, excess[n]),
                true => self.law.slope_without_load(-*slope, self.deadline),
                false => 0.0,
            };
        }
    }

    /// By how many per cent the probabilities that a worker has not done a load, and that it has, change when the load
    /// grows by one, a pair a level; neither negative, and not finite where the probability is zero.
    pub fn elasticities(&self, loads: &Loads) -> Vec<[f64; 2]> {
        let w = loads.as_slice();
        let (survival, cdf, excess) = self.levels(w);
        let of_level = |n: usize| {
            if w[n] <= 0.0 {
                return [f64::INFINITY; 2];
            }
            let missed = self.law.unfinished_elasticity(w[n], excess[n], survival[n]);
            let reached = w[n] * self.law.slope(1.0, w[n], self.deadline, excess[n]) / cdf[n];
            [missed, reached]
        };
        (0..w.len()).map(of_level).collect()
    }

    /// The probability and `dPr/dF_n >= 0` from the survival function (nondecreasing) and the
    /// distribution function at the levels.
    pub fn slope_at_levels(&self, survival: &[f64], cdf: &[f64]) -> (Probability, Vec<f64>) {
        let mut found = self.at_levels(survival, cdf);
        (found.probability, found.slope(survival).unwrap_or_default())
    }

    fn levels(&self, w: &[f64]) -> Levels {
        let infimum = self.law.least();
        let excess: Vec<f64> = (w.iter())
            .map(|&w| if w > 0.0 { ((self.deadline - infimum * w) / w).max(0.0) } else { f64::INFINITY })
            .collect();
        let (mut survival, mut cdf) = (vec![0.0; self.workers], vec![0.0; self.workers]);
        self.law.unfinished_and_finished(w, &excess, &mut survival, &mut cdf);
        (survival, cdf, excess)
    }

    /// The probability at survival and distribution function of the levels.
    fn at_levels(&self, survival: &[f64], cdf: &[f64]) -> Found {
        self.passes(self.boundary.clone(), survival, cdf).0
    }

    /// The same; `None` where the clock is over before.
    fn at_levels_in_time(&self, survival: &[f64], cdf: &[f64], clock: &Clock) -> Option<Found> {
        let (found, is_late) = self.passes(self.boundary.clone().until(clock), survival, cdf);
        (!is_late).then_some(found)
    }

    /// One pass for the complement and, where the probability is the smaller, one for that; and whether the clock ended one.
    fn passes(&self, mut boundary: Boundary, survival: &[f64], cdf: &[f64]) -> (Found, bool) {
        let upper = boundary.complement(survival, cdf, DROP);
        let is_small = upper.probability < 0.5;
        let (value, complement, is_late) = if is_small && !upper.is_late {
            let small = boundary.probability(survival, cdf, drop_beside(upper.probability));
            (small.probability, small.complement, small.is_late)
        } else {
            (1.0 - upper.complement, upper.complement, upper.is_late)
        };
        let error = self.error_of_passes(value.min(complement));
        (Found { probability: Probability { value, complement, error }, boundary }, is_late)
    }

    /// Error of the smaller of probability and complement by the windows and by rounding in the passes.
    fn error_of_passes(&self, smaller: f64) -> f64 {
        let powers = -smaller.max(f64::MIN_POSITIVE).ln();
        let scale = smaller * (self.workers as f64 + powers);
        let error = smaller * DROP + scale * (ROUNDING + self.law.relative_error());
        // Subnormal numbers have fewer digits.
        let is_subnormal = smaller > 0.0 && smaller < f64::MIN_POSITIVE;
        if is_subnormal { error + f64::MIN_POSITIVE } else { error }
    }
}

/// A probability, and the boundary after the pass that found it.
struct Found {
    probability: Probability,
    boundary: Boundary,
}

impl Found {
    /// `dPr/dF_n` at its levels, as accurate as the smaller of the probability and its complement; `None` where the clock
    /// is over before.
    fn slope(&mut self, survival: &[f64]) -> Option<Vec<f64>> {
        let mut slope = vec![0.0; survival.len()];
        self.boundary.slope(survival, &mut slope)?;
        Some(slope)
    }
}

/// What may be dropped beside a small probability, relative to itself.
fn drop_beside(probability: f64) -> f64 {
    (DROP * probability).max(f64::MIN_POSITIVE)
}
