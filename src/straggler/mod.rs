//! Laws of the CPU cycle time `T` of a worker (the general partial straggler model of [WCLZX23]).
//!
//! One file a law. Every law is described by its essential infimum `t0` and by the law of the
//! *excess* `Y = T - t0 >= 0`: working with the excess keeps full relative accuracy where
//! `T - t0` is tiny against `t0`, which is where order statistics of fast workers live.

mod exponential;

use std::fmt::Debug;

use rand::Rng;

pub use exponential::ShiftedExponential;

/// A continuous law of the cycle time `T = t0 + Y`, in units of time.
///
/// All functions of the excess take `y >= 0` (infinity allowed) and return finite numbers unless
/// said otherwise. Survival and distribution function are both accurate in relative terms:
/// neither is computed as one minus the other where that would cancel.
pub trait CycleTime: Debug + Send + Sync {
    /// Essential infimum `t0` of `T`, `0 <= t0 < inf`.
    fn infimum(&self) -> f64;

    /// Essential supremum of the excess `Y`; infinite for unbounded laws.
    fn excess_supremum(&self) -> f64 {
        f64::INFINITY
    }

    /// Survival function `Pr[Y > y]`.
    fn survival(&self, y: f64) -> f64;

    /// Distribution function `Pr[Y <= y]`.
    fn cdf(&self, y: f64) -> f64;

    /// Density of `Y` at `y`; may be infinite at `y = 0` only.
    fn density(&self, y: f64) -> f64;

    /// The excess `y` with `Pr[Y <= y] = p`, `0 <= p <= 1`.
    fn quantile(&self, p: f64) -> f64;

    /// The excess `y` with `Pr[Y > y] = p`, `0 <= p <= 1`; accurate for tiny `p`.
    fn upper_quantile(&self, p: f64) -> f64;

    /// A magnitude typical of `T`, positive and finite: the unit in which evaluations are done.
    fn unit(&self) -> f64;

    /// The law of `T / unit`.
    fn in_units_of(&self, unit: f64) -> Box<dyn CycleTime>;

    /// Largest `p` such that `E[Y^q]` is finite for all `q < p`: the index of a power tail,
    /// infinite for lighter tails.
    fn tail_index(&self) -> f64 {
        f64::INFINITY
    }

    /// The exponent `r` with `Pr[Y <= y]` of order `y^r` as `y` falls to zero; infinite when the
    /// distribution function vanishes faster than every power.
    fn origin_exponent(&self) -> f64;

    /// `ln Pr[Y > y]`, minus infinity where the survival function is zero.
    fn ln_survival(&self, y: f64) -> f64 {
        self.survival(y).ln()
    }

    /// Survival and distribution function at many points; all slices of one length.
    fn survival_and_cdf(&self, y: &[f64], survival: &mut [f64], cdf: &mut [f64]) {
        for ((y, s), f) in y.iter().zip(survival).zip(cdf) {
            *s = self.survival(*y);
            *f = self.cdf(*y);
        }
    }

    /// Logarithm of an upper bound on the integral of `Pr[Y > z]^power` over `z > y`; infinity
    /// where no bound is known.
    ///
    /// The default holds where `y f(y) / S(y)` (the generalised failure rate) is nondecreasing
    /// from `y` on: then `S` falls at least like the power `z^-e` with the elasticity `e` at `y`.
    fn ln_tail_integral_bound(&self, y: f64, power: f64) -> f64 {
        let survival = self.survival(y);
        if survival == 0.0 {
            return f64::NEG_INFINITY;
        }
        let elasticity = power * y * self.density(y) / survival;
        if elasticity > 1.0 {
            y.ln() + power * survival.ln() - (elasticity - 1.0).ln()
        } else {
            f64::INFINITY
        }
    }

    /// Draws one cycle time `T` by inversion of a uniform variate, so that a seed gives the same
    /// stream on every machine.
    fn sample(&self, rng: &mut dyn Rng) -> f64 {
        self.infimum() + self.upper_quantile(open_unit(rng))
    }
}

/// A uniform variate in the open interval (0, 1), on the grid of odd multiples of 2^-54.
pub fn open_unit(rng: &mut dyn Rng) -> f64 {
    ((rng.next_u64() >> 11) as f64 + 0.5) * (1.0 / (1u64 << 53) as f64)
}
