//! What every law of the cycle time answers.

use std::fmt::Debug;

use rand::Rng;

/// What is known of a law beyond its functions: families with closed forms of their own.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Family {
    /// `Pr[T > t] = exp(-rate (t - shift))`.
    ShiftedExponential {
        /// Rate, per unit of time.
        rate: f64,
        /// Shift, in units of time.
        shift: f64,
    },
    /// `Pr[T > t] = (scale / t)^shape`.
    Pareto {
        /// Index of the power tail.
        shape: f64,
        /// Infimum, in units of time.
        scale: f64,
    },
    /// Every other law.
    General,
}

/// A continuous law of the cycle time `T = t0 + Y`, in units of time.
///
/// An example of a law of one's own stands at [`Law::custom`](crate::straggler::Law::custom).
///
/// All functions of the excess take `y >= 0` (infinity allowed) and probabilities in `[0, 1]`; they
/// never panic, never return NaN, and return finite numbers unless said otherwise. Survival and
/// distribution function are both accurate in relative terms: neither is computed as one minus
/// the other where that would cancel.
pub trait CycleTime: Debug + Send + Sync {
    /// Essential infimum `t0` of `T`, `0 <= t0 < inf`.
    fn infimum(&self) -> f64;

    /// Essential supremum of the excess `Y`; infinite for unbounded laws.
    fn excess_supremum(&self) -> f64 {
        f64::INFINITY
    }

    /// Essential supremum of `T`; a bounded law that is given it need not have the rounding of a sum.
    fn supremum(&self) -> f64 {
        self.infimum() + self.excess_supremum()
    }

    /// Survival function `Pr[Y > y]`.
    fn survival(&self, y: f64) -> f64;

    /// The same at a distance below [`Self::excess_supremum`]. A bounded law that knows it without cancellation makes
    /// deadlines near certainty more accurate.
    fn survival_below_supremum(&self, distance: f64) -> f64 {
        self.survival((self.excess_supremum() - distance).max(0.0))
    }

    /// Distribution function `Pr[Y <= y]`.
    fn cdf(&self, y: f64) -> f64;

    /// Density of `Y` at `y`; may be infinite at `y = 0` only (and where it exceeds the range of
    /// 64-bit numbers next to it).
    fn density(&self, y: f64) -> f64;

    /// Failure rate `f(y) / S(y)`; infinite where the survival function is zero. Holds where the
    /// density alone would leave double precision.
    fn failure_rate(&self, y: f64) -> f64 {
        let survival = self.survival(y);
        if survival > 0.0 { self.density(y) / survival } else { f64::INFINITY }
    }

    /// The excess `y` with `Pr[Y <= y] = p`, `0 <= p <= 1`; infinite at `p = 1` for unbounded laws.
    fn quantile(&self, p: f64) -> f64;

    /// The excess `y` with `Pr[Y > y] = p`, `0 <= p <= 1`; accurate for tiny `p`. Infinite at `p = 0`
    /// for unbounded laws, and where a power tail leaves the range of 64-bit numbers.
    fn upper_quantile(&self, p: f64) -> f64;

    /// `E[T]`, in units of time; infinite where the tail is too heavy.
    fn mean(&self) -> f64;

    /// A magnitude typical of `T`, positive and finite: the unit in which evaluations are done.
    fn unit(&self) -> f64;

    /// The law of `T / unit`.
    fn in_units_of(&self, unit: f64) -> Box<dyn CycleTime>;

    /// The family of the law, where it has closed forms of its own.
    fn family(&self) -> Family {
        Family::General
    }

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

    /// The `k` with `-ln Pr[Y > y]` growing like `y^k`; `None` for other tails.
    fn tail_shape(&self) -> Option<f64> {
        None
    }

    /// The generalised failure rate `y f(y) / S(y)`, dimensionless: by how many per cent the
    /// survival function falls when `y` grows by one per cent.
    fn generalised_failure_rate(&self, y: f64) -> f64 {
        let survival = self.survival(y);
        if survival > 0.0 { y * self.density(y) / survival } else { f64::INFINITY }
    }

    /// Survival and distribution function at many points; all slices of one length.
    fn survival_and_cdf(&self, y: &[f64], survival: &mut [f64], cdf: &mut [f64]) {
        for ((y, s), f) in y.iter().zip(survival).zip(cdf) {
            *s = self.survival(*y);
            *f = self.cdf(*y);
        }
    }

    /// Logarithm of an upper bound on the integral of `Pr[Y > z]^power` over `z > y`, for
    /// `power >= 1`; infinity where no bound is known.
    ///
    /// The default holds where the generalised failure rate is nondecreasing from `y` on: then `S`
    /// falls at least like the power `z^-e` with its value `e` at `y`.
    fn ln_tail_integral_bound(&self, y: f64, power: f64) -> f64 {
        let ln_survival = self.ln_survival(y);
        if ln_survival == f64::NEG_INFINITY {
            return f64::NEG_INFINITY;
        }
        let elasticity = power * self.generalised_failure_rate(y);
        if elasticity > 1.0 { y.ln() + power * ln_survival - (elasticity - 1.0).ln() } else { f64::INFINITY }
    }

    /// Draws one cycle time `T` by inversion of a uniform variate, so that a seed gives the same
    /// stream on every machine.
    fn sample(&self, rng: &mut dyn Rng) -> f64 {
        self.infimum() + self.upper_quantile(open_unit(rng))
    }
}

/// By how much `power` times the index of a power tail exceeds one, rounded once; zero where it does not.
/// A variable whose survival function falls like the tail to that power has a finite mean iff this is
/// positive. An index of 0.05 means one twentieth, so a product that rounds to one does not exceed it.
pub fn tail_excess(index: f64, power: f64) -> f64 {
    if index * power > 1.0 { index.mul_add(power, -1.0) } else { 0.0 }
}

/// A uniform variate in the open interval (0, 1), on the grid of odd multiples of 2^-54.
pub fn open_unit(rng: &mut dyn Rng) -> f64 {
    ((rng.next_u64() >> 11) as f64 + 0.5) * (1.0 / (1u64 << 53) as f64)
}
