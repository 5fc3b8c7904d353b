//! Weibull law of the cycle time: stretched or compressed exponential tails.

use super::cycle_time::CycleTime;
use super::error::LawError;
use super::spec::{
    LawSpec, ListedLaw, ParameterSpec, ParameterValue, SHIFT, check_range, check_shift, number,
};
use crate::numeric::special::gamma_of_one_plus;

const SHAPE: ParameterSpec = ParameterSpec::number("shape", "a finite number > 0, between 0.05 and 1e4");
const SCALE: ParameterSpec = ParameterSpec::number("scale", "a finite number > 0, between 1e-280 and 1e280");

/// `Pr[T > t] = exp(-((t - shift)/scale)^shape)` for `t >= shift`.
///
/// ```
/// use bcgc::{CycleTime, Weibull};
///
/// let law = Weibull::new(1.0, 3.0, 0.5)?;
/// assert_eq!(law.survival(3.0), (-1f64).exp());
/// # Ok::<(), bcgc::LawError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weibull {
    shape: f64,
    scale: f64,
    shift: f64,
}

impl Weibull {
    /// The law with the given shape (dimensionless, `0.05..=1e4`), scale (`1e-280..=1e280`, time) and
    /// shift (`>= 0`, time).
    ///
    /// # Errors
    /// A parameter out of range, or a shift too large or small beside the scale.
    pub fn new(shape: f64, scale: f64, shift: f64) -> Result<Self, LawError> {
        check_range(&SHAPE, shape, 0.05, 1e4)?;
        check_range(&SCALE, scale, 1e-280, 1e280)?;
        check_shift(SHIFT.key, shift, scale)?;
        Ok(Self { shape, scale, shift })
    }

    /// The cumulative hazard `-ln Pr[Y > y]`.
    fn cumulative_hazard(&self, y: f64) -> f64 {
        (y / self.scale).powf(self.shape)
    }
}

impl ListedLaw for Weibull {
    const SPEC: LawSpec = LawSpec {
        name: "weibull",
        summary: "Pr[T > t] = exp(-((t - shift)/scale)^shape) for t >= shift",
        parameters: &[SHAPE, SCALE, SHIFT],
        construct: |values| {
            Ok(Box::new(Weibull::new(number(values, 0), number(values, 1), number(values, 2))?))
        },
    };

    fn parameters(&self) -> Vec<ParameterValue> {
        vec![self.shape.into(), self.scale.into(), self.shift.into()]
    }
}

impl CycleTime for Weibull {
    fn infimum(&self) -> f64 {
        self.shift
    }

    fn survival(&self, y: f64) -> f64 {
        (-self.cumulative_hazard(y)).exp()
    }

    fn cdf(&self, y: f64) -> f64 {
        -(-self.cumulative_hazard(y)).exp_m1()
    }

    fn density(&self, y: f64) -> f64 {
        let survival = self.survival(y);
        if survival == 0.0 {
            return 0.0;
        }
        let cumulative = self.cumulative_hazard(y);
        if cumulative > 1e-290 {
            return self.shape * cumulative / y * survival;
        }
        // The cumulative hazard underflows before the density does. Its exponent is rounded, which
        // tells only at the far end of the range of numbers.
        self.shape / self.scale * (y / self.scale).powf(self.shape - 1.0) * survival
    }

    fn quantile(&self, p: f64) -> f64 {
        self.scale * (-(-p).ln_1p()).abs().powf(1.0 / self.shape)
    }

    fn upper_quantile(&self, p: f64) -> f64 {
        self.scale * (-p.ln()).abs().powf(1.0 / self.shape)
    }

    fn mean(&self) -> f64 {
        self.shift + self.scale * gamma_of_one_plus(1.0 / self.shape)
    }

    fn unit(&self) -> f64 {
        self.shift + self.scale
    }

    fn in_units_of(&self, unit: f64) -> Box<dyn CycleTime> {
        Box::new(Self { shape: self.shape, scale: self.scale / unit, shift: self.shift / unit })
    }

    fn origin_exponent(&self) -> f64 {
        self.shape
    }

    fn ln_survival(&self, y: f64) -> f64 {
        -self.cumulative_hazard(y)
    }

    fn tail_shape(&self) -> Option<f64> {
        Some(self.shape)
    }

    fn generalised_failure_rate(&self, y: f64) -> f64 {
        self.shape * self.cumulative_hazard(y)
    }

    fn survival_and_cdf(&self, y: &[f64], survival: &mut [f64], cdf: &mut [f64]) {
        for ((y, s), f) in y.iter().zip(survival).zip(cdf) {
            let x = -self.cumulative_hazard(*y);
            *s = x.exp();
            *f = if *s <= 0.5 { 1.0 - *s } else { -x.exp_m1() };
        }
    }
}
