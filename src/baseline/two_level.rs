//! Mean of the larger of `T_(N)` and a multiple of an earlier order statistic.
//!
//! `E max(alpha T_(k), T_(N)) = E[T_(N)] + E[(alpha T_(k) - T_(N))^+]`, where the second mean is the integral over
//! `z` of `Pr[T_(N) <= z < alpha T_(k)]`: all `N` workers are below `z`, fewer than `k` of them below `z / alpha`.
//! That is `F(z)^N` times a binomial tail. Its integrand vanishes at both ends however heavy the tail,
//! and nothing cancels; one quadrature serves all `k`.

use crate::clock::Clock;
use crate::numeric::quadrature::{Integrand, integrate};
use crate::straggler::CycleTime;

/// `E[(alpha T_(N-s) - T_(N))^+]` for `s = 1..=N-1`.
#[derive(Debug, Clone, PartialEq)]
pub struct Excess {
    /// One value for each `s = 1..=N-1`, in the law's unit of time.
    pub values: Vec<f64>,
    /// Estimated absolute error of each value.
    pub error: f64,
}

/// Accuracy of one panel and of the truncations, as a share of the magnitude: far below 1e-10, for
/// panels add up.
const TOLERANCE: f64 = 1e-13;
/// Binomial weights below this share of the largest are left out. Far out in a power tail `e^u` is
/// large and the small weights are all there is: they go as far as numbers do.
const NEGLIGIBLE: f64 = 1e-300;

/// Computes them for `workers >= 2`, `alpha > 1` and a law with finite `E[T_(N)]`, to an error that is small
/// against `magnitude` (a positive finite time, such as `E[T_(N)]`); `None` if the clock ends it.
pub fn excess_over_slowest(
    law: &dyn CycleTime,
    workers: usize,
    alpha: f64,
    magnitude: f64,
    clock: &Clock,
) -> Option<Excess> {
    let small = TOLERANCE * magnitude;
    // The excess of T over its infimum at z = alpha t0, below which T_(k) > z / alpha surely.
    let gap = (alpha - 1.0) * law.infimum();
    let mut error = gap.min(small);
    let mut common = 0.0;
    if gap > small {
        let integrand = Maximum { law, workers, scale: 1.0 / small };
        let integral = integrate(&integrand, &breaks(small, gap, &[law.excess_supremum()]), clock);
        common = integral.values[0];
        error += small * integral.error;
    }
    let (end, beyond) = upper_end(law, workers, alpha, small);
    let integrand = TwoLevels { law, workers, alpha, gap, scale: 1.0 / small };
    let kinks = [law.excess_supremum() - gap, alpha * law.excess_supremum()];
    let integral = integrate(&integrand, &breaks(small, end, &kinks), clock);
    error += small * (1.0 + integral.error) + beyond;
    let values = integral.values.iter().map(|value| common + value).collect();
    integral.is_complete.then_some(Excess { values, error })
}

/// Widest panel in `u`: wider ones could hide a whole transition between the nodes of the first rules.
const WIDEST: f64 = 3.0;

/// Ends of the panels in `u = ln y` between `from` and `to`, with the kinks between them.
fn breaks(from: f64, to: f64, kinks: &[f64]) -> Vec<f64> {
    let to = to.max(2.0 * from);
    let inner = kinks.iter().filter(|kink| **kink > 1.001 * from && **kink < 0.999 * to);
    let mut breaks = vec![from.ln()];
    for end in inner.copied().chain([to]).map(f64::ln) {
        let start = breaks[breaks.len() - 1];
        let panels = ((end - start) / WIDEST).ceil().max(1.0);
        breaks.extend((1..panels as usize).map(|i| start + (end - start) * (i as f64 / panels)));
        breaks.push(end);
    }
    breaks
}

/// Where the integral may end, and a bound on what lies beyond.
///
/// `Pr[T_(N-s) > z / alpha]` is largest for `s = 1`, where it is at most `C(N,2) S^2`.
fn upper_end(law: &dyn CycleTime, workers: usize, alpha: f64, small: f64) -> (f64, f64) {
    let count = workers as f64;
    let ln_pairs = (0.5 * count * (count - 1.0)).ln();
    if law.excess_supremum().is_finite() {
        return (alpha * law.excess_supremum(), 0.0);
    }
    let mut end = (0.0, f64::INFINITY);
    for exponent in 1..150 {
        let y = law.upper_quantile(0.01f64.powi(exponent));
        if !y.is_finite() {
            break;
        }
        end = (alpha * y, alpha * (ln_pairs + law.ln_tail_integral_bound(y, 2.0)).exp());
        if end.1 <= small {
            break;
        }
    }
    end
}

/// `e^u F(e^u)^N`: the law of `T_(N)` below `alpha t0`.
struct Maximum<'a> {
    law: &'a dyn CycleTime,
    workers: usize,
    scale: f64,
}

impl Integrand for Maximum<'_> {
    type Workspace = ();

    fn dimension(&self) -> usize {
        1
    }

    fn workspace(&self) {}

    fn evaluate(&self, u: f64, _workspace: &mut (), out: &mut [f64]) {
        let y = u.exp();
        out[0] = y * all_below(self.law, self.workers, y);
    }

    fn norm(&self, difference: &[f64], _integral: &[f64]) -> f64 {
        difference[0].abs() * self.scale
    }

    fn parallel(&self) -> bool {
        false
    }
}

/// `F(y)^N` of the excess, without cancellation at either end.
fn all_below(law: &dyn CycleTime, workers: usize, y: f64) -> f64 {
    let survival = law.survival(y);
    let ln_cdf = if survival < 0.5 { (-survival).ln_1p() } else { law.cdf(y).ln() };
    (workers as f64 * ln_cdf).exp()
}

/// `e^u Pr[T_(N) <= z < alpha T_(N-s)]` at `z = alpha t0 + e^u` for all `s`.
struct TwoLevels<'a> {
    law: &'a dyn CycleTime,
    workers: usize,
    alpha: f64,
    /// `(alpha - 1) t0`.
    gap: f64,
    scale: f64,
}

impl Integrand for TwoLevels<'_> {
    /// Binomial weights.
    type Workspace = Vec<f64>;

    fn dimension(&self) -> usize {
        self.workers - 1
    }

    fn workspace(&self) -> Vec<f64> {
        vec![0.0; self.workers + 1]
    }

    fn evaluate(&self, u: f64, weights: &mut Vec<f64>, out: &mut [f64]) {
        let delta = u.exp();
        let (low, high) = (delta / self.alpha, self.gap + delta);
        let below = self.law.cdf(low);
        // The difference of whichever function is small here.
        let survival = self.law.survival(low);
        let between =
            if survival < 0.5 { survival - self.law.survival(high) } else { self.law.cdf(high) - below };
        let sum = binomial_weights(below, between.max(0.0), weights);
        let factor = delta * all_below(self.law, self.workers, high);
        if factor == 0.0 || sum == 0.0 {
            out.fill(0.0);
            return;
        }
        // Fewer than k = N - s workers below: partial sums up to k - 1.
        let mut partial = 0.0;
        for k in 1..self.workers {
            partial += weights[k - 1];
            out[self.workers - 1 - k] = factor * (partial / sum);
        }
    }

    fn norm(&self, difference: &[f64], _integral: &[f64]) -> f64 {
        self.scale * difference.iter().fold(0.0, |m: f64, d| m.max(d.abs()))
    }

    fn parallel(&self) -> bool {
        self.workers >= 32
    }
}

/// Binomial weights `C(N, i) p^i q^{N-i}`, `i = 0..=N`, up to a common factor, and their sum.
///
/// By the ratio of neighbours outward from the largest one: no factorials, and neither overflow nor
/// underflow of anything that counts.
fn binomial_weights(p: f64, q: f64, weights: &mut [f64]) -> f64 {
    weights.fill(0.0);
    let trials = weights.len() - 1;
    let total = p + q;
    if total == 0.0 {
        return 0.0;
    }
    let count = trials as f64;
    let mode = ((count + 1.0) * (p / total)).floor().min(count) as usize;
    weights[mode] = 1.0;
    let mut sum = 1.0;
    for i in mode + 1..=trials {
        let weight = weights[i - 1] * ((trials - i + 1) as f64 / i as f64) * (p / q);
        if weight < NEGLIGIBLE {
            break;
        }
        weights[i] = weight;
        sum += weight;
    }
    for i in (0..mode).rev() {
        let weight = weights[i + 1] * ((i + 1) as f64 / (trials - i) as f64) * (q / p);
        if weight < NEGLIGIBLE {
            break;
        }
        weights[i] = weight;
        sum += weight;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::straggler::{Pareto, ShiftedExponential, Uniform};

    fn excess(law: &dyn CycleTime, workers: usize, alpha: f64, magnitude: f64) -> Excess {
        let clock = Clock::unlimited();
        excess_over_slowest(law, workers, alpha, magnitude, &clock).expect("no clock ends it")
    }

    #[test]
    fn binomial_weights_are_binomial() {
        let mut weights = vec![0.0; 5];
        let sum = binomial_weights(0.25, 0.5, &mut weights);
        // p / (p + q) = 1/3: C(4, i) 2^(4-i) / 81.
        let exact = [16.0, 32.0, 24.0, 8.0, 1.0];
        for (weight, exact) in weights.iter().zip(exact) {
            assert!((weight / sum - exact / 81.0).abs() < 1e-15);
        }
        assert_eq!(binomial_weights(0.0, 0.3, &mut weights), 1.0);
        assert_eq!(weights[0], 1.0);
        assert_eq!(binomial_weights(0.3, 0.0, &mut weights), 1.0);
        assert_eq!(weights[4], 1.0);
    }

    /// Two exponential workers: `T_(1) = A/2`, `T_(2) = A/2 + B` with i.i.d. standard exponential `A`, `B`, so
    /// `(alpha T_(1) - T_(2))^+ = ((alpha-1) A/2 - B)^+`, of mean `m^2/(m+1)` with `m = (alpha-1)/2`.
    #[test]
    fn two_exponential_workers() {
        let law = ShiftedExponential::new(1.0, 0.0).expect("a law");
        let excess = excess(&law, 2, 6.0, 1.5);
        let exact = 2.5 * 2.5 / 3.5;
        assert!((excess.values[0] - exact).abs() <= 1e-11, "{excess:?}");
        assert!(excess.error < 1e-10);
    }

    /// Two uniform workers: `max(6 T_(1), T_(2))` by hand. With `a = T_(1)`, `b = T_(2)` of density 2 on
    /// `a < b < 1`: the mean of `(6a - b)^+` is 2 times the integral of `6a - b` over `b/6 < a < b`, which is
    /// `3 (1 - 1/36) - 1 (1 - 1/6)` times the mean of `b^2` over 1, times 2.
    #[test]
    fn two_uniform_workers() {
        let law = Uniform::new(0.0, 1.0).expect("a law");
        let excess = excess(&law, 2, 6.0, 0.5);
        let exact = 2.0 * (3.0 * (1.0 - 1.0 / 36.0) - (1.0 - 1.0 / 6.0)) / 3.0;
        assert!((excess.values[0] - exact).abs() <= 1e-11, "{excess:?} {exact}");
    }

    /// Two Pareto workers: `T_(1)` has index `2a`, `T_(2) / T_(1)` is independent of it and has index `a`. Good also
    /// where the mean of `T_(2)` is barely finite: the tail of `alpha T_(1)` is lighter.
    #[test]
    fn two_pareto_workers() {
        for a in [1.001, 1.5, 3.0, 40.0] {
            let law = Pareto::new(a, 1.0).expect("a law");
            let first = 2.0 * a / (2.0 * a - 1.0);
            let excess = excess(&law, 2, 6.0, first);
            let exact = first * (5.0 - (1.0 - 6.0f64.powf(1.0 - a)) / (a - 1.0));
            assert!((excess.values[0] / exact - 1.0).abs() <= 1e-11, "{a}: {excess:?} {exact}");
            assert!(excess.error <= 1e-10 * exact, "{a}: {excess:?}");
        }
    }
}
