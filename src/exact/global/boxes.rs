//! Boxes of cumulative loads: the first one, and what sum and order imply.

use super::envelope::LogCdf;
use crate::clock::Clock;
use crate::numeric::special::Factorials;
use crate::runtime::completion::Probability;
use crate::shares::weight;

/// Loads are told apart down to here, in strides of this factor and then by bisection.
const SMALLEST_LOAD: f64 = 1e-290;
const STRIDE: f64 = 1e-3;

/// Bounds `low_n <= w_n <= high_n` on the cumulative loads of shares.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadBox {
    /// Lower bounds, nondecreasing after [`LoadBox::propagate`].
    pub low: Vec<f64>,
    /// Upper bounds, nondecreasing after [`LoadBox::propagate`].
    pub high: Vec<f64>,
}

/// The weights of the loads in the sum of the shares.
pub fn weights(workers: usize) -> Vec<f64> {
    (0..workers).map(|n| weight(n, workers)).collect()
}

impl LoadBox {
    /// A box that holds every point at least as good as `best > 0`: success needs at most `n` workers
    /// slower than level `n`, so `Pr <= Pr[Bin(N, S(c_n)) <= n]`, which falls in `w_n`. Levels that the clock leaves
    /// no time for get their largest load.
    pub fn around(beta: &LogCdf, workers: usize, best: Probability, clock: &Clock) -> Self {
        let factorials = Factorials::up_to(workers);
        let high = (0..workers)
            .map(|n| {
                let possible = |w: f64| {
                    let (survival, cdf) = beta.survival_and_cdf(w);
                    at_most(&factorials, workers, n, survival, cdf, best)
                };
                let most = (n + 1) as f64;
                if clock.is_over() || possible(most) {
                    return most;
                }
                let (mut yes, mut no) = (0.0, most);
                // Next to certainty the first loads are many decades below the others.
                while yes == 0.0 && no > SMALLEST_LOAD {
                    let lower = no * STRIDE;
                    if possible(lower) { yes = lower } else { no = lower }
                }
                for _ in 0..60 {
                    let middle = 0.5 * (yes + no);
                    if possible(middle) { yes = middle } else { no = middle }
                }
                // The outer of two neighbours, unless no worker is that fast: `beta` stays finite.
                if beta.survival_and_cdf(no).1 > 0.0 { no } else { yes }
            })
            .collect();
        Self { low: vec![0.0; workers], high }
    }

    /// Tightens the box by `w_n <= w_{n+1}` and `sum a_n w_n = 1`; false if it is empty.
    ///
    /// With `w_n = w`, the levels below hold at most `min(high_m, w)` and those above `high_m`; and
    /// levels above hold at least `max(low_m, w)`, those below `low_m`. Both sums must reach 1 from the
    /// right side.
    pub fn propagate(&mut self) -> bool {
        const SLACK: f64 = 1e-12;
        let count = self.low.len();
        let a = weights(count);
        for n in (0..count.saturating_sub(1)).rev() {
            self.high[n] = self.high[n].min(self.high[n + 1]);
        }
        for n in 1..count {
            self.low[n] = self.low[n].max(self.low[n - 1]);
        }
        let most: f64 = a.iter().zip(&self.high).map(|(a, h)| a * h).sum();
        let least: f64 = a.iter().zip(&self.low).map(|(a, l)| a * l).sum();
        if most < 1.0 - SLACK || least > 1.0 + SLACK || (0..count).any(|n| self.low[n] > self.high[n]) {
            return false;
        }
        let (before_low, before_high) = (self.low.clone(), self.high.clone());
        for n in 0..count {
            let reach = |w: f64| -> f64 {
                (0..count).map(|m| a[m] * if m <= n { before_high[m].min(w) } else { before_high[m] }).sum()
            };
            if reach(before_low[n]) < 1.0 - SLACK {
                let low = root(before_low[n], before_high[n], |w| reach(w) < 1.0 - SLACK);
                self.low[n] = self.low[n].max(low);
            }
            let need = |w: f64| -> f64 {
                (0..count).map(|m| a[m] * if m >= n { before_low[m].max(w) } else { before_low[m] }).sum()
            };
            if need(before_high[n]) > 1.0 + SLACK {
                let high = root(before_high[n], before_low[n], |w| need(w) > 1.0 + SLACK);
                self.high[n] = self.high[n].min(high);
            }
        }
        true
    }
}

/// The last point from `bad` towards `good` at which the condition still holds, so that nothing beyond
/// it is lost.
fn root(mut bad: f64, mut good: f64, holds: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..50 {
        let middle = 0.5 * (bad + good);
        if holds(middle) { bad = middle } else { good = middle }
    }
    bad
}

/// Whether `Pr[Bin(N, survival) <= n] >= best`; from the tail that is small, term by term.
fn at_most(
    factorials: &Factorials,
    workers: usize,
    n: usize,
    survival: f64,
    cdf: f64,
    best: Probability,
) -> bool {
    let term = |k: usize| {
        let slow = if k > 0 { k as f64 * survival.ln() } else { 0.0 };
        let fast = if k < workers { (workers - k) as f64 * cdf.ln() } else { 0.0 };
        (factorials.ln_binomial(workers, k) + slow + fast).exp()
    };
    if best.value > 0.5 {
        (n + 1..=workers).map(term).sum::<f64>() <= best.complement * (1.0 + 1e-10)
    } else {
        (0..=n).map(term).sum::<f64>() >= best.value * (1.0 - 1e-10)
    }
}
