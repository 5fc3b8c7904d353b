//! The part of `E[tau]` beyond the range of double precision: heavy power tails.

use super::levels::Levels;
use super::workers::Workers;
use crate::runtime::load_time::LoadTime;

/// Each level's share of the integral of `Pr[tau > .]` beyond some `s`, where one level alone violates,
/// `C(N,n+1) S^{n+1}`, and `S` is a pure power: the elasticity bound is the value.
pub(super) struct PowerTails {
    /// The shares, one a level (`W_{N-1} = 1`).
    pub value: Vec<f64>,
    /// Their derivatives in the load of the level.
    pub slope: Vec<f64>,
    /// Absolute error of the sum of the shares.
    pub error: f64,
    /// Absolute error of a derivative in a block size.
    pub gradient_error: f64,
}

impl PowerTails {
    /// Beyond `s = t0 + delta`.
    pub fn new<T: LoadTime + ?Sized>(workers: &Workers<T>, levels: &Levels, delta: f64) -> Self {
        let count = workers.count;
        let mut tails =
            Self { value: vec![0.0; count], slope: vec![0.0; count], error: 0.0, gradient_error: 0.0 };
        for n in 0..count {
            if levels.load[n] > 0.0 {
                tails.add(workers, n, levels, levels.excess(n, delta));
            }
        }
        tails
    }

    fn add<T: LoadTime + ?Sized>(&mut self, workers: &Workers<T>, n: usize, levels: &Levels, excess: f64) {
        let (time, load, whole) = (&workers.time, levels.load[n], levels.whole[n]);
        let power = (n + 1) as f64;
        let ln_sets = workers.factorials.ln_binomial(workers.count, n + 1);
        let ln_tail = time.ln_tail_bound(whole, excess, power);
        let value = load * (ln_sets + ln_tail).exp();
        if value == 0.0 {
            return;
        }
        let slope = value * power * time.power_index() / load;
        // One more worker beyond the level, and the rounding of the exponent.
        let relative = workers.count as f64 * time.ln_unfinished(whole, excess).exp()
            + ROUNDINGS * f64::EPSILON * (1.0 + ln_sets.abs() + ln_tail.abs());
        // A bound that is not sharp says no more than that the share is between zero and it.
        let relative = relative + if time.is_tail_bound_sharp() { 0.0 } else { 1.0 };
        self.value[n] = value;
        self.slope[n] = slope;
        self.error += relative * value;
        self.gradient_error += relative * slope * power;
    }
}

/// Roundings of the terms of an exponent, each relative to the largest of them.
const ROUNDINGS: f64 = 8.0;
