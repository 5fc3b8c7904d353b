//! Gamma law of the cycle time.

use super::cycle_time::CycleTime;
use super::error::LawError;
use super::spec::{
    LawSpec, ListedLaw, ParameterSpec, ParameterValue, SHIFT, check_range, check_shift, number,
};
use crate::numeric::root::solve_in_logarithms;
use crate::numeric::special::{
    gamma_generalised_failure_rate, gamma_of_one_plus, incomplete_gamma, ln_gamma_of_one_plus,
    ln_upper_gamma, normal_upper_quantile,
};

const SHAPE: ParameterSpec = ParameterSpec::number("shape", "a finite number > 0, between 0.05 and 1e6");
pub(super) const RATE: ParameterSpec =
    ParameterSpec::number("rate", "a finite number > 0, between 1e-300 and 1e300");

/// `T - shift` has density `rate^shape y^(shape - 1) e^(-rate y) / Gamma(shape)`.
///
/// ```
/// use bcgc::{CycleTime, Gamma};
///
/// let law = Gamma::new(3.0, 0.5, 1.0)?;
/// assert_eq!(law.mean(), 7.0);
/// assert_eq!(law, Gamma::erlang(3, 0.5, 1.0)?);
/// # Ok::<(), bcgc::LawError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gamma {
    shape: f64,
    rate: f64,
    shift: f64,
}

impl Gamma {
    /// The law with the given shape (dimensionless, `0.05..=1e6`), rate (`1e-300..=1e300`, per unit of
    /// time) and shift (`>= 0`, time).
    ///
    /// # Errors
    /// A parameter out of range, or a shift too large or small beside the mean excess.
    pub fn new(shape: f64, rate: f64, shift: f64) -> Result<Self, LawError> {
        check_range(&SHAPE, shape, 0.05, 1e6)?;
        check_range(&RATE, rate, 1e-300, 1e300)?;
        check_shift(SHIFT.key, shift, shape / rate)?;
        Ok(Self { shape, rate, shift })
    }

    /// The quantile of `rate Y` for `0 < p <= 1/2`, which lies below the mean.
    fn standard_lower(&self, p: f64) -> f64 {
        let a = self.shape;
        // P(a, x) <= x^a / Gamma(a + 1), with equality as x falls to zero.
        let least = ((p.ln() + ln_gamma_of_one_plus(a)) / a).exp();
        if least < 1e-300 {
            return least;
        }
        let start = match self.wilson_hilferty(-normal_upper_quantile(p)) {
            x if a >= 1.0 && x > least => x,
            _ => least * (least / (a + 1.0)).exp(),
        };
        solve_in_logarithms(least * 0.999, a, start, |x| {
            let gamma = incomplete_gamma(a, x);
            ((gamma.lower / p).ln(), gamma.slope / gamma.lower)
        })
    }

    /// The upper quantile of `rate Y` for `0 < p <= 1/2`, which lies above the median.
    fn standard_upper(&self, p: f64) -> f64 {
        let a = self.shape;
        let least = ((0.5f64.ln() + ln_gamma_of_one_plus(a)) / a).exp();
        let l = -p.ln();
        // Sub-gamma tail: Pr[X >= a + sqrt(2 a l) + l] <= e^-l.
        let most = a + (2.0 * a * l).sqrt() + l;
        let start = self.wilson_hilferty(normal_upper_quantile(p));
        solve_in_logarithms(least * 0.999, most, start, |x| {
            let gamma = incomplete_gamma(a, x);
            if gamma.upper > 1e-300 {
                ((gamma.upper / p).ln(), -gamma.slope / gamma.upper)
            } else {
                (ln_upper_gamma(a, x) + l, -gamma_generalised_failure_rate(a, x))
            }
        })
    }

    /// Wilson and Hilferty's approximation of the quantile of `rate Y` at the normal quantile `z`.
    fn wilson_hilferty(&self, z: f64) -> f64 {
        let c = 1.0 / (9.0 * self.shape);
        let root = 1.0 - c + z * c.sqrt();
        self.shape * root * root * root
    }
}

impl ListedLaw for Gamma {
    const SPEC: LawSpec = LawSpec {
        name: "gamma",
        summary: "density proportional to (t - shift)^(shape - 1) exp(-rate (t - shift)) for t >= shift",
        parameters: &[SHAPE, RATE, SHIFT],
        construct: |values| {
            Ok(Box::new(Gamma::new(number(values, 0), number(values, 1), number(values, 2))?))
        },
    };

    fn parameters(&self) -> Vec<ParameterValue> {
        vec![self.shape.into(), self.rate.into(), self.shift.into()]
    }
}

impl CycleTime for Gamma {
    fn infimum(&self) -> f64 {
        self.shift
    }

    fn survival(&self, y: f64) -> f64 {
        incomplete_gamma(self.shape, self.rate * y).upper
    }

    fn cdf(&self, y: f64) -> f64 {
        incomplete_gamma(self.shape, self.rate * y).lower
    }

    fn density(&self, y: f64) -> f64 {
        if y > 0.0 {
            let x = self.rate * y;
            let slope = incomplete_gamma(self.shape, x).slope;
            // The slope underflows before the density does.
            if slope < 1e-290 && x < 1e-9 && self.shape < 16.0 {
                return self.shape * x.powf(self.shape - 1.0) / gamma_of_one_plus(self.shape) * self.rate;
            }
            return slope / y;
        }
        match self.shape {
            a if a < 1.0 => f64::INFINITY,
            1.0 => self.rate,
            _ => 0.0,
        }
    }

    fn quantile(&self, p: f64) -> f64 {
        let x = match p {
            p if p <= 0.0 => 0.0,
            p if p <= 0.5 => self.standard_lower(p),
            p if p < 1.0 => self.standard_upper(1.0 - p),
            _ => f64::INFINITY,
        };
        x / self.rate
    }

    fn upper_quantile(&self, p: f64) -> f64 {
        let x = match p {
            p if p <= 0.0 => f64::INFINITY,
            p if p <= 0.5 => self.standard_upper(p),
            p if p < 1.0 => self.standard_lower(1.0 - p),
            _ => 0.0,
        };
        x / self.rate
    }

    fn mean(&self) -> f64 {
        self.shift + self.shape / self.rate
    }

    fn unit(&self) -> f64 {
        self.mean()
    }

    fn in_units_of(&self, unit: f64) -> Box<dyn CycleTime> {
        Box::new(Self { shape: self.shape, rate: self.rate * unit, shift: self.shift / unit })
    }

    fn origin_exponent(&self) -> f64 {
        self.shape
    }

    fn ln_survival(&self, y: f64) -> f64 {
        ln_upper_gamma(self.shape, self.rate * y)
    }

    fn tail_shape(&self) -> Option<f64> {
        Some(1.0)
    }

    fn generalised_failure_rate(&self, y: f64) -> f64 {
        gamma_generalised_failure_rate(self.shape, self.rate * y)
    }

    fn survival_and_cdf(&self, y: &[f64], survival: &mut [f64], cdf: &mut [f64]) {
        for ((y, s), f) in y.iter().zip(survival).zip(cdf) {
            let gamma = incomplete_gamma(self.shape, self.rate * y);
            (*s, *f) = (gamma.upper, gamma.lower);
        }
    }
}
