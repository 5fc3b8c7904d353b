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

use super::boundary_rows::{GROUP, Padded, accumulate, correlate};
use crate::clock::Clock;
use crate::numeric::special::Factorials;

/// Rows of a pass between two looks at the clock.
const ROWS_BETWEEN_LOOKS: usize = 256;

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
    factorials: Factorials,
    /// `1 / Pr[Poisson(N) = N]`, the price of conditioning on the total.
    conditioning: f64,
    /// Slice means `q_n = N p_n`.
    means: Vec<f64>,
    /// Short kernels of all slices but the last, one after the other.
    kernels: Vec<f64>,
    slices: Vec<Slice>,
    /// Mass that sits on the boundary: state `n` before slice `n`.
    touching: Vec<f64>,
    row: Padded,
    next: Padded,
}

/// Where the kernel of a slice lies and which states precede it.
#[derive(Debug, Clone, Copy, Default)]
struct Slice {
    /// Fewest points that the slice may hold.
    first: usize,
    /// How many points fewer than the most that it may hold, and one more: the number of its weights.
    counts: usize,
    /// Its weights are `kernels[start..end]`, with zeros up to whole groups of [`GROUP`].
    start: usize,
    end: usize,
    /// Window `low..=high` of the state before the slice.
    low: usize,
    high: usize,
}

impl Boundary {
    /// Tables for `workers >= 1`.
    pub fn new(workers: usize) -> Self {
        let factorials = Factorials::up_to(workers);
        let conditioning = factorials.remainder(workers).exp();
        Self {
            workers,
            clock: None,
            factorials,
            conditioning,
            means: vec![0.0; workers],
            kernels: Vec::new(),
            slices: vec![Slice::default(); workers],
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
        self.set_up(survival, cdf, drop);
        self.forward(survival, None, drop)
    }

    /// As [`Self::probability`], with the complement accurate in relative terms: the sum of the mass
    /// that violates the boundary, step by step. `relative_drop` bounds the part of it left out.
    pub fn complement(&mut self, survival: &[f64], cdf: &[f64], relative_drop: f64) -> Crossing {
        let drop =
            (relative_drop * self.least_complement(survival, cdf)).clamp(f64::MIN_POSITIVE, relative_drop);
        self.set_up(survival, cdf, drop);
        self.forward(survival, Some(cdf), drop)
    }

    /// The largest probability over `n` that exactly `n + 1` variables exceed `c_n`: each of these
    /// events violates the boundary.
    fn least_complement(&self, survival: &[f64], cdf: &[f64]) -> f64 {
        (0..self.workers)
            .filter(|&n| survival[n] > 0.0)
            .map(|n| self.ln_exactly(n + 1, survival[n], cdf[n]).exp())
            .fold(0.0, f64::max)
    }

    /// `ln Pr[exactly k of the N variables exceed a level]` from its survival function `> 0` and its
    /// distribution function, `1 <= k <= N`.
    pub fn ln_exactly(&self, k: usize, survival: f64, cdf: f64) -> f64 {
        let above = k as f64 * survival.ln();
        let below = if k < self.workers { (self.workers - k) as f64 * cdf.ln() } else { 0.0 };
        self.factorials.ln_binomial(self.workers, k) + above + below
    }

    /// As [`Self::probability`], and `slope[n] = dPr / dF_n` with `F_n = cdf[n]`, all nonnegative.
    ///
    /// `dPr/dF_n` is the density of the event that one variable sits at `c_n` with exactly `n`
    /// above it and no violation elsewhere: the product of the forward mass in state `n` before
    /// slice `n` with the backward mass in state `n + 1` after an empty slice `n`. No difference is
    /// taken, so each entry keeps its relative accuracy.
    pub fn probability_and_slope(
        &mut self,
        survival: &[f64],
        cdf: &[f64],
        drop: f64,
        slope: &mut [f64],
    ) -> Crossing {
        self.set_up(survival, cdf, drop);
        let crossing = self.forward(survival, None, drop);
        let is_late = crossing.is_late || self.backward(survival, slope).is_none();
        Crossing { is_late, ..crossing }
    }

    /// Slice means, kernels and state windows.
    fn set_up(&mut self, survival: &[f64], cdf: &[f64], drop: f64) {
        let count = self.workers;
        let total = count as f64;
        let share = (drop / (4.0 * total)).max(f64::MIN_POSITIVE);
        let poisson_share = share / self.conditioning;
        let reach = -share.ln();
        self.kernels.clear();
        for n in 0..count {
            let mean = total * survival[n];
            let variance = mean * cdf[n];
            let (below, above) = deviations(mean, total - mean, variance, reach);
            let slice = &mut self.slices[n];
            slice.low = if below < mean { (mean - below).ceil() as usize } else { 0 };
            slice.low = slice.low.min(n);
            slice.high = ((mean + above).ceil() as usize).clamp(slice.low, n);
            if n + 1 == count {
                self.means[n] = total * cdf[n];
                break;
            }
            // The difference of the smaller pair is the accurate one.
            let slice_probability =
                if survival[n + 1] < 0.5 { survival[n + 1] - survival[n] } else { cdf[n] - cdf[n + 1] };
            self.means[n] = total * slice_probability.max(0.0);
            slice.start = self.kernels.len();
            slice.first = push_poisson_weights(
                &mut self.kernels,
                self.means[n],
                count,
                poisson_share,
                &self.factorials,
            );
            slice.counts = self.kernels.len() - slice.start;
            slice.end = slice.start + slice.counts.next_multiple_of(GROUP);
            self.kernels.resize(slice.end, 0.0);
        }
        self.slices[0].low = 0;
        self.slices[0].high = 0;
    }

    /// The forward pass; with `cdf` it also sums what violates the boundary.
    fn forward(&mut self, survival: &[f64], cdf: Option<&[f64]>, drop: f64) -> Crossing {
        let last = self.workers - 1;
        // Poisson weights count from c_0 down: nobody above it, and exactly N in all.
        let scale = self.conditioning * (-(self.workers as f64) * survival[0]).exp();
        let mut violating = 0.0;
        self.row.reset(1);
        self.row.entries_mut()[0] = 1.0;
        for n in 0..last {
            if self.is_late(n) {
                return Crossing { is_late: true, ..Crossing::default() };
            }
            let slice = self.slices[n];
            self.touching[n] = if slice.high == n { self.row.entries()[n - slice.low] } else { 0.0 };
            let after = self.slices[n + 1];
            let reached = slice.high + slice.first + slice.counts - 1;
            let top = if cdf.is_some() { reached.max(after.high) } else { after.high };
            self.next.reset(top - after.low + 1);
            let weights = &self.kernels[slice.start..slice.end];
            // State m with k points in the slice goes to m + k: row index i to i + shift + j.
            let shift = (slice.low + slice.first) as isize - after.low as isize;
            accumulate(&mut self.next, &self.row, weights, shift);
            if let Some(cdf) = cdf {
                violating += self.violating_mass(n, after.low, cdf[n + 1]);
                self.next.truncate(after.high - after.low + 1);
            }
            std::mem::swap(&mut self.row, &mut self.next);
        }
        let slice = self.slices[last];
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
        let mut weight = self.factorials.poisson(rest, mean);
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
        let mean = self.means[self.workers - 1];
        let most = self.workers - slice.low;
        if mean == 0.0 {
            return;
        }
        // Anchor at the likeliest count in the window, then the ratio of neighbours both ways.
        let anchor = (mean as usize).clamp(self.workers - slice.high, most);
        let at = most - anchor;
        let next = self.next.entries_mut();
        next[at] = self.factorials.poisson(anchor, mean);
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

    /// The backward pass; `None` where the clock ends it.
    fn backward(&mut self, survival: &[f64], slope: &mut [f64]) -> Option<()> {
        let last = self.workers - 1;
        let scale = self.conditioning * (-(self.workers as f64) * survival[0]).exp() * self.workers as f64;
        slope[last] = scale * self.touching[last] * (-self.means[last]).exp();
        // `next` holds the column after slice `last - 1`, left there by `forward`.
        for n in (0..last).rev() {
            if self.is_late(n) {
                return None;
            }
            let slice = self.slices[n];
            let after = self.slices[n + 1];
            let boundary = if after.high == n + 1 { self.next.entries()[n + 1 - after.low] } else { 0.0 };
            slope[n] = scale * self.touching[n] * (-self.means[n]).exp() * boundary;
            self.row.reset(slice.high - slice.low + 1);
            let weights = &self.kernels[slice.start..slice.end];
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

/// Deviations below and above the mean of a binomial count that are exceeded with probability at
/// most `exp(-reach)` each: the better of the Bernstein and the multiplicative Chernoff bound.
fn deviations(mean: f64, complement: f64, variance: f64, reach: f64) -> (f64, f64) {
    let third = reach / 3.0;
    let bernstein = third + (third * third + 2.0 * variance * reach).sqrt();
    let below = bernstein.min((2.0 * mean * reach).sqrt());
    let above = bernstein.min((2.0 * complement * reach).sqrt());
    (below, above)
}

/// Appends the Poisson weights of `mean` that matter, at most up to `most` points, and returns
/// the number of points of the first. What is left out on either side sums to at most `share`.
fn push_poisson_weights(
    kernels: &mut Vec<f64>,
    mean: f64,
    most: usize,
    share: f64,
    factorials: &Factorials,
) -> usize {
    const DIRECT: f64 = 30.0;
    let (first, mut weight) = if mean < DIRECT {
        (0, (-mean).exp())
    } else {
        // Poisson lower tail: Pr[K <= mean - t] <= exp(-t^2 / (2 mean)).
        let first = (mean - (-2.0 * mean * share.ln()).sqrt()).max(0.0) as usize;
        let first = first.min(most);
        (first, factorials.poisson(first, mean))
    };
    kernels.push(weight);
    let mut points = first as f64;
    for _ in first..most {
        points += 1.0;
        weight *= mean / points;
        // Beyond the mean the tail is geometric with this ratio or better.
        if points > mean && weight * (points + 1.0) <= share * (points + 1.0 - mean) {
            break;
        }
        kernels.push(weight);
    }
    first
}
