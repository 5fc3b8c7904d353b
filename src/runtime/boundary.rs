//! Fast evaluation of the boundary-crossing probability of order statistics in `f64`.
//!
//! With levels `c_0 >= c_1 >= ... >= c_{N-1}` the event "at most `n` of `N` i.i.d. variables exceed
//! `c_n`, for every `n`" is the event that all order statistics stay under a boundary. Slices of
//! the axis between neighbouring levels are filled one after the other by a Poisson process with
//! `N` points in the mean; conditioned on exactly `N` points it is the i.i.d. sample. Poisson weights
//! keep all terms positive and of moderate size for every `N`.
//!
//! The number of points above `c_n` concentrates within `O(sqrt N)` of its mean, and a slice holds
//! few points, so each row of the dynamic program needs only a window of states and a short kernel.
//! Everything left out is bounded beforehand by Chernoff and Poisson tails.
//!
//! [`super::slice_dp`] has the same recursion over any number type, without windows: the oracle.
//!
//! Proved in `proofs/runtime/slice_dp.v`: `poisson_dp_correct`, `scaled_dp_correct`,
//! `complement_correct`.
//! Proved in `proofs/runtime/gradient.v`: `slope_is_derivative`, `scaled_slope`.

use super::boundary_rows::{Padded, accumulate, correlate};
use super::boundary_windows::{Levels, Slice, Windows, is_rare, ln_union_bound};
use crate::clock::Clock;

/// Rows of a pass between two looks at the clock.
const ROWS_BETWEEN_LOOKS: usize = 256;
/// Rows are lifted where the likeliest violation is less likely than this.
const LOW: f64 = 1e-140;
/// By how much: 2^500. A row's entries are at most one and this then.
const LIFT: f64 = 3.273_390_607_896_142e150;
/// The least positive double.
const LEAST_POSITIVE: f64 = 5e-324;

/// The probability, its derivatives and what was left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Crossing {
    /// `Pr[#{T > c_n} <= n for all n]`.
    pub probability: f64,
    /// `1 - probability`; without cancellation where [`Boundary::complement`] computed it.
    pub complement: f64,
    /// Bound on the probability mass dropped by the windows.
    pub dropped: f64,
    /// Whether the clock ended the pass before its end: then nothing else holds.
    pub is_late: bool,
}

/// Evaluator for one number of workers. Holds tables and work space; cheap to clone.
#[derive(Debug, Clone)]
pub struct Boundary {
    workers: usize,
    /// What ends a pass early.
    clock: Option<Clock>,
    /// `1 / Pr[Poisson(N) = N]`, the price of conditioning on the total.
    conditioning: f64,
    windows: Windows,
    /// What the rows of a forward pass are multiplied by, so that rare violations stay in the range of doubles.
    lift: f64,
    /// Whether the complement of the last pass is below the range of doubles, so that there was nothing to do.
    is_below_range: bool,
    /// Mass that sits on the boundary: state `n` before slice `n`, times [`Self::lift`].
    touching: Vec<f64>,
    row: Padded,
    next: Padded,
}

impl Boundary {
    /// Tables for `workers >= 1`.
    pub fn new(workers: usize) -> Self {
        let windows = Windows::new(workers);
        Self {
            workers,
            clock: None,
            conditioning: windows.conditioning(),
            windows,
            lift: 1.0,
            is_below_range: false,
            touching: vec![0.0; workers],
            row: Padded::default(),
            next: Padded::default(),
        }
    }

    /// The same, whose passes end early once the clock is over: with 10 000 workers one may take seconds.
    pub fn until(self, clock: &Clock) -> Self {
        Self { clock: Some(clock.clone()), ..self }
    }

    /// Whether to end before row `n`; asked seldom, as a row of few workers takes less time than the answer.
    fn is_late(&self, n: usize) -> bool {
        n % ROWS_BETWEEN_LOOKS == ROWS_BETWEEN_LOOKS - 1 && self.clock.as_ref().is_some_and(Clock::is_over)
    }

    /// `Pr[#{T > c_n} <= n for all n]` from `survival[n] = Pr[T > c_n]`, nondecreasing, and
    /// `cdf[n] = Pr[T <= c_n]`; both of length `N`. Mass up to `drop` may be left out.
    pub fn probability(&mut self, survival: &[f64], cdf: &[f64], drop: f64) -> Crossing {
        (self.lift, self.is_below_range) = (1.0, false);
        self.windows.keep_all_but(Levels { survival, cdf }, drop);
        self.forward(survival, None, drop)
    }

    /// As [`Self::probability`], with the complement accurate in relative terms: the sum of the mass
    /// that violates the boundary, step by step. `relative_drop` bounds the part of it left out.
    pub fn complement(&mut self, survival: &[f64], cdf: &[f64], relative_drop: f64) -> Crossing {
        self.pass_for_complement(survival, cdf, relative_drop, Some(cdf))
    }

    /// As [`Self::probability`], with the windows of [`Self::complement`], so that [`Self::slope`] is as accurate after it;
    /// `complement` itself is one minus the probability.
    pub fn beside_complement(&mut self, survival: &[f64], cdf: &[f64], relative_drop: f64) -> Crossing {
        self.pass_for_complement(survival, cdf, relative_drop, None)
    }

    fn pass_for_complement(
        &mut self,
        survival: &[f64],
        cdf: &[f64],
        relative_drop: f64,
        summed: Option<&[f64]>,
    ) -> Crossing {
        let levels = Levels { survival, cdf };
        let violations = self.windows.violations(levels);
        let likeliest = violations.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let drop = (relative_drop * likeliest.exp()).clamp(f64::MIN_POSITIVE, relative_drop);
        let is_rare = is_rare(levels, &violations);
        let is_low = is_rare && likeliest < LOW.ln();
        self.lift = if is_low { LIFT } else { 1.0 };
        self.is_below_range = is_low && ln_union_bound(levels, &violations) < LEAST_POSITIVE.ln();
        if self.is_below_range {
            return Crossing { probability: 1.0, dropped: f64::MIN_POSITIVE, ..Crossing::default() };
        }
        if is_rare {
            self.windows.keep_violating(levels, &violations, relative_drop);
        } else {
            self.windows.keep_all_but(levels, drop);
        }
        self.forward(survival, summed, drop)
    }

    /// `ln Pr[exactly k of the N variables exceed a level]` from its survival function `> 0` and its
    /// distribution function, `1 <= k <= N`.
    pub fn ln_exactly(&self, k: usize, survival: f64, cdf: f64) -> f64 {
        self.windows.ln_exactly(k, survival, cdf)
    }

    /// As [`Self::probability`], and `slope[n] = dPr / dF_n` with `F_n = cdf[n]`, all nonnegative.
    pub fn probability_and_slope(
        &mut self,
        survival: &[f64],
        cdf: &[f64],
        drop: f64,
        slope: &mut [f64],
    ) -> Crossing {
        let crossing = self.probability(survival, cdf, drop);
        let is_late = crossing.is_late || self.slope(survival, slope).is_none();
        Crossing { is_late, ..crossing }
    }

    /// The forward pass; with `cdf` it also sums what violates the boundary.
    fn forward(&mut self, survival: &[f64], cdf: Option<&[f64]>, drop: f64) -> Crossing {
        let last = self.workers - 1;
        // Poisson weights count from c_0 down: nobody above it, and exactly N in all.
        let scale = self.conditioning * (-(self.workers as f64) * survival[0]).exp() / self.lift;
        let mut violating = 0.0;
        self.row.reset(1);
        self.row.entries_mut()[0] = self.lift;
        for n in 0..last {
            if self.is_late(n) {
                return Crossing { is_late: true, ..Crossing::default() };
            }
            let slice = self.windows.slices[n];
            self.touching[n] = if slice.high == n { self.row.entries()[n - slice.low] } else { 0.0 };
            let after = self.windows.slices[n + 1];
            let reached = slice.high + slice.first + slice.counts - 1;
            let top = if cdf.is_some() { reached.max(after.high) } else { after.high };
            self.next.reset(top - after.low + 1);
            let weights = &self.windows.kernels[slice.start..slice.end];
            // State m with k points in the slice goes to m + k: row index i to i + shift + j.
            let shift = (slice.low + slice.first) as isize - after.low as isize;
            accumulate(&mut self.next, &self.row, weights, shift);
            if let Some(cdf) = cdf {
                violating += self.violating_mass(n, after.low, cdf[n + 1]);
                self.next.truncate(after.high - after.low + 1);
            }
            std::mem::swap(&mut self.row, &mut self.next);
        }
        let slice = self.windows.slices[last];
        self.touching[last] = if slice.high == last { self.row.entries()[last - slice.low] } else { 0.0 };
        self.next.reset(self.row.entries().len());
        self.last_column(slice);
        let mass: f64 = self.row.entries().iter().zip(self.next.entries()).map(|(a, b)| a * b).sum();
        let probability = (scale * mass).min(1.0);
        let complement = match cdf {
            None => 1.0 - probability,
            Some(_) => {
                let above_all = -((self.workers as f64) * (-survival[0]).ln_1p()).exp_m1();
                (above_all + scale * violating).min(1.0)
            }
        };
        Crossing { probability, complement, dropped: drop, is_late: false }
    }

    /// Mass in `next` of more than `n + 1` points above `c_{n+1}`, weighted by the probability that the
    /// rest of the `N` points lie below.
    fn violating_mass(&self, n: usize, low: usize, cdf: f64) -> f64 {
        let mean = self.workers as f64 * cdf;
        let from = n + 2;
        let next = self.next.entries();
        if low + next.len() <= from || from > self.workers {
            return 0.0;
        }
        if mean == 0.0 {
            return next.get(self.workers - low).copied().unwrap_or(0.0);
        }
        let mut rest = self.workers - from;
        let mut weight = self.windows.factorials().poisson(rest, mean);
        let mut sum = 0.0;
        for mass in &next[from - low..] {
            sum += mass * weight;
            if rest == 0 {
                break;
            }
            weight *= rest as f64 / mean;
            rest -= 1;
        }
        sum
    }

    /// Fills `next` with the probability that the last slice holds the remaining `N - m` points.
    fn last_column(&mut self, slice: Slice) {
        let mean = self.windows.means[self.workers - 1];
        let most = self.workers - slice.low;
        if mean == 0.0 {
            return;
        }
        // Anchor at the likeliest count in the window, then the ratio of neighbours both ways.
        let anchor = (mean as usize).clamp(self.workers - slice.high, most);
        let at = most - anchor;
        let next = self.next.entries_mut();
        next[at] = self.windows.factorials().poisson(anchor, mean);
        let mut points = anchor as f64;
        for i in at + 1..next.len() {
            next[i] = next[i - 1] * points / mean;
            points -= 1.0;
        }
        let mut points = anchor as f64;
        for i in (0..at).rev() {
            points += 1.0;
            next[i] = next[i + 1] * mean / points;
        }
    }

    /// `slope[n] = dPr / dF_n` at the levels of the pass just made, with its accuracy; `None` where the clock ends it. All
    /// zero where the complement is below the range of doubles.
    ///
    /// `dPr/dF_n` is the density of the event that one variable sits at `c_n` with exactly `n`
    /// above it and no violation elsewhere: the product of the forward mass in state `n` before
    /// slice `n` with the backward mass in state `n + 1` after an empty slice `n`. No difference is
    /// taken, so each entry keeps its relative accuracy.
    pub fn slope(&mut self, survival: &[f64], slope: &mut [f64]) -> Option<()> {
        if self.is_below_range {
            slope.fill(0.0);
            return Some(());
        }
        let last = self.workers - 1;
        let total = self.workers as f64;
        let scale = total * self.conditioning * (-total * survival[0]).exp() / self.lift;
        slope[last] = scale * self.touching[last] * (-self.windows.means[last]).exp();
        // `next` holds the column after slice `last - 1`, left there by `forward`.
        for n in (0..last).rev() {
            if self.is_late(n) {
                return None;
            }
            let slice = self.windows.slices[n];
            let after = self.windows.slices[n + 1];
            let boundary = if after.high == n + 1 { self.next.entries()[n + 1 - after.low] } else { 0.0 };
            slope[n] = scale * self.touching[n] * (-self.windows.means[n]).exp() * boundary;
            self.row.reset(slice.high - slice.low + 1);
            let weights = &self.windows.kernels[slice.start..slice.end];
            correlate(
                &mut self.row,
                &self.next,
                weights,
                slice.low as isize + slice.first as isize - after.low as isize,
            );
            std::mem::swap(&mut self.row, &mut self.next);
        }
        Some(())
    }
}
