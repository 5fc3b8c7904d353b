//! What the rounding of the levels `c_n = t / W_n` does to a probability.
//!
//! A level is rounded some times on its way from the instance. Where the distribution function is steep, next to
//! the infimum or in a thin tail, that matters more than all other rounding.

use super::{CompletionProbability, Levels, Probability, UNDERFLOW};
use crate::clock::Clock;
use crate::runtime::load_time::LoadTime;

/// Relative rounding error of a level: up to a dozen operations lead from an instance to it.
const LEVEL: f64 = 6.0 * f64::EPSILON;
/// Relative change up to which it is taken to first order.
const SMALL: f64 = 1e-3;

impl<T: LoadTime + ?Sized> CompletionProbability<T> {
    /// The probability with the rounding of its levels added to its error.
    pub(super) fn with_rounded_levels(
        &self,
        probability: Probability,
        loads: &[f64],
        levels: &Levels,
    ) -> Probability {
        let rounding = self.small_rounding(probability, loads, levels).unwrap_or_else(|| {
            let [low, high] = self.bracket(loads, &levels.2);
            let [low, high] = [low, high].map(|(survival, cdf)| self.at_levels(&survival, &cdf).probability);
            between(probability, low, high)
        });
        self.with_rounding(probability, rounding, loads, &levels.2)
    }

    /// The same; `None` where the clock is over before it is known.
    pub(super) fn with_rounded_levels_in_time(
        &self,
        probability: Probability,
        loads: &[f64],
        levels: &Levels,
        clock: &Clock,
    ) -> Option<Probability> {
        let rounding = match self.small_rounding(probability, loads, levels) {
            Some(rounding) => rounding,
            None => {
                let [low, high] = self.bracket(loads, &levels.2);
                let low = self.at_levels_in_time(&low.0, &low.1, clock)?.probability;
                between(probability, low, self.at_levels_in_time(&high.0, &high.1, clock)?.probability)
            }
        };
        Some(self.with_rounding(probability, rounding, loads, &levels.2))
    }

    /// What rounding does to first order, where that is small and no level next to an end of the law.
    fn small_rounding(
        &self,
        probability: Probability,
        loads: &[f64],
        (survival, cdf, excess): &Levels,
    ) -> Option<f64> {
        let first_order = self.first_order(probability, survival, cdf, (loads, excess));
        let is_small = first_order <= SMALL * probability.value.min(probability.complement);
        (is_small && !self.is_edge(survival, cdf, (loads, excess))).then_some(first_order * (1.0 + SMALL))
    }

    fn with_rounding(
        &self,
        probability: Probability,
        rounding: f64,
        loads: &[f64],
        excess: &[f64],
    ) -> Probability {
        // An error beyond double precision says no more than that nothing is known.
        let mut error = (probability.error + rounding).min(1.0);
        let smaller = probability.value.min(probability.complement);
        if smaller == 0.0 && !self.is_exactly_zero(probability, loads, excess) {
            error = error.max(UNDERFLOW);
        }
        Probability { error, ..probability }
    }

    /// Whether the smaller of probability and complement, which is zero, is so by the ends of the law: no worker can
    /// exceed a level, or all of them do.
    fn is_exactly_zero(&self, probability: Probability, loads: &[f64], excess: &[f64]) -> bool {
        if probability.value > 0.0 {
            (excess.iter().zip(loads))
                .all(|(&y, &load)| y.is_infinite() || y >= self.law.longest_excess(load))
        } else {
            excess.contains(&0.0)
        }
    }

    /// Half the uncertainty of the level of a load with this excess.
    fn step(&self, load: f64, excess: f64) -> f64 {
        LEVEL * (self.law.least() + excess + self.overhead / load)
    }

    /// The probabilities that a load is not done by an excess, and that it is.
    fn unfinished(&self, load: f64, excess: f64) -> (f64, f64) {
        let (mut unfinished, mut finished) = ([0.0], [0.0]);
        self.law.unfinished_and_finished(&[load], &[excess.max(0.0)], &mut unfinished, &mut finished);
        (unfinished[0], finished[0])
    }

    /// Whether a level is so near to an end of the law that rounding decides on which side it is.
    fn is_edge(&self, survival: &[f64], cdf: &[f64], (loads, excess): (&[f64], &[f64])) -> bool {
        (0..self.workers).filter(|&n| excess[n].is_finite()).any(|n| {
            let step = self.step(loads[n], excess[n]);
            (survival[n] == 0.0 && self.unfinished(loads[n], excess[n] - step).0 > 0.0)
                || (cdf[n] == 0.0 && self.unfinished(loads[n], excess[n] + step).1 > 0.0)
        })
    }

    /// Survival and distribution function with all levels rounded down, and up: the probability grows with each of them.
    fn bracket(&self, loads: &[f64], excess: &[f64]) -> [(Vec<f64>, Vec<f64>); 2] {
        [-1.0, 1.0].map(|sign| {
            let (mut survival, mut cdf) = (vec![0.0; self.workers], vec![0.0; self.workers]);
            let moved: Vec<f64> = (excess.iter().zip(loads))
                .map(|(&y, &load)| if load > 0.0 { (y + sign * self.step(load, y)).max(0.0) } else { y })
                .collect();
            self.law.unfinished_and_finished(loads, &moved, &mut survival, &mut cdf);
            (survival, cdf)
        })
    }

    /// To first order: of a small probability, in relative terms, at most `N max c f(c) / F(c)` times the error of
    /// the levels, because each worker, given the others, succeeds up to one of the levels; of a complement,
    /// `c_n f(c_n) dPr/dF_n` summed, where `dPr/dF_n` is at most the density of "one at `c_n`, `n` above, the rest
    /// below".
    fn first_order(
        &self,
        probability: Probability,
        survival: &[f64],
        cdf: &[f64],
        (loads, excess): (&[f64], &[f64]),
    ) -> f64 {
        let inside =
            (0..self.workers).filter(|&n| excess[n].is_finite() && survival[n] > 0.0 && cdf[n] > 0.0);
        let change = |n: usize| self.step(loads[n], excess[n]) * self.law.density_of(loads[n], excess[n]);
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

/// The distance of two probabilities, of the smaller of probability and complement.
fn between(probability: Probability, low: Probability, high: Probability) -> f64 {
    if probability.value < probability.complement {
        high.value - low.value
    } else {
        low.complement - high.complement
    }
}
