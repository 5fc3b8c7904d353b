//! What the rounding of the levels `c_n = t / W_n` does to a probability.
//!
//! A level is rounded some times on its way from the instance. Where the distribution function is steep, next to
//! the infimum or in a thin tail, that matters more than all other rounding.

use super::{CompletionProbability, Probability, UNDERFLOW};

/// Relative rounding error of a level: up to a dozen operations lead from an instance to it.
const LEVEL: f64 = 6.0 * f64::EPSILON;
/// Relative change up to which it is taken to first order.
const SMALL: f64 = 1e-3;

impl CompletionProbability {
    /// The probability with the rounding of its levels added to its error.
    pub(super) fn with_rounded_levels(
        &self,
        probability: Probability,
        survival: &[f64],
        cdf: &[f64],
        excess: &[f64],
    ) -> Probability {
        let first_order = self.first_order(probability, survival, cdf, excess);
        let is_small = first_order <= SMALL * probability.value.min(probability.complement);
        let rounding = if is_small && !self.is_edge(survival, cdf, excess) {
            first_order * (1.0 + SMALL)
        } else {
            self.bracket(probability, excess)
        };
        // An error beyond double precision says no more than that nothing is known.
        let mut error = (probability.error + rounding).min(1.0);
        let smaller = probability.value.min(probability.complement);
        if smaller == 0.0 && !self.is_exactly_zero(probability, excess) {
            error = error.max(UNDERFLOW);
        }
        Probability { error, ..probability }
    }

    /// Whether the smaller of probability and complement, which is zero, is so by the ends of the law: no worker can
    /// exceed a level, or all of them do.
    fn is_exactly_zero(&self, probability: Probability, excess: &[f64]) -> bool {
        if probability.value > 0.0 {
            excess.iter().all(|&y| y >= self.law.excess_supremum())
        } else {
            excess.contains(&0.0)
        }
    }

    /// Half the uncertainty of the level with this excess.
    fn step(&self, excess: f64) -> f64 {
        LEVEL * (self.law.infimum() + excess)
    }

    /// Whether a level is so near to an end of the law that rounding decides on which side it is.
    fn is_edge(&self, survival: &[f64], cdf: &[f64], excess: &[f64]) -> bool {
        (0..self.workers).filter(|&n| excess[n].is_finite()).any(|n| {
            let step = self.step(excess[n]);
            (survival[n] == 0.0 && self.law.survival((excess[n] - step).max(0.0)) > 0.0)
                || (cdf[n] == 0.0 && self.law.cdf(excess[n] + step) > 0.0)
        })
    }

    /// The difference between the probabilities with all levels rounded up and down: it grows with each of them.
    fn bracket(&self, probability: Probability, excess: &[f64]) -> f64 {
        let moved = |sign: f64| {
            let (mut survival, mut cdf) = (vec![0.0; self.workers], vec![0.0; self.workers]);
            let moved: Vec<f64> = excess.iter().map(|&y| (y + sign * self.step(y)).max(0.0)).collect();
            self.law.survival_and_cdf(&moved, &mut survival, &mut cdf);
            self.at_levels(&survival, &cdf).0
        };
        let (low, high) = (moved(-1.0), moved(1.0));
        if probability.value < probability.complement {
            high.value - low.value
        } else {
            low.complement - high.complement
        }
    }

    /// To first order: of a small probability, in relative terms, at most `N max c f(c) / F(c)` times the error of
    /// the levels, because each worker, given the others, succeeds up to one of the levels; of a complement,
    /// `c_n f(c_n) dPr/dF_n` summed, where `dPr/dF_n` is at most the density of "one at `c_n`, `n` above, the rest
    /// below".
    fn first_order(&self, probability: Probability, survival: &[f64], cdf: &[f64], excess: &[f64]) -> f64 {
        let inside =
            (0..self.workers).filter(|&n| excess[n].is_finite() && survival[n] > 0.0 && cdf[n] > 0.0);
        let change = |n: usize| self.step(excess[n]) * self.law.density(excess[n]);
        if probability.value < probability.complement {
            let largest = inside.map(|n| change(n) / cdf[n]).fold(0.0, f64::max);
            probability.value * self.workers as f64 * largest
        } else {
            inside
                .map(|n| {
                    let exactly = self.boundary.ln_exactly(n + 1, survival[n], cdf[n]).exp();
                    (n + 1) as f64 * change(n) / survival[n] * exactly
                })
                .sum()
        }
    }
}
