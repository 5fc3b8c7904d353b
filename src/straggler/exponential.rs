//! Shifted exponential law, the model of the paper's closed forms and experiments.

use super::cycle_time::{CycleTime, Family};
use super::error::LawError;
use super::spec::{
    LawSpec, ListedLaw, ParameterSpec, ParameterValue, SHIFT, check_range, check_shift, number,
};

const RATE: ParameterSpec = ParameterSpec::number("rate", "a finite number > 0, between 1e-300 and 1e300");

/// `T = shift + Exp(rate)`: `Pr[T > t] = exp(-rate (t - shift))` for `t >= shift` ([WCLZX23], Sec. II).
///
/// ```
/// use bcgc::{CycleTime, ShiftedExponential};
///
/// let law = ShiftedExponential::new(1e-3, 50.0)?;
/// assert_eq!((law.infimum(), law.mean()), (50.0, 1050.0));
/// # Ok::<(), bcgc::LawError>(())
/// ```
///
/// [WCLZX23]: https://arxiv.org/abs/2206.02450
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShiftedExponential {
    rate: f64,
    shift: f64,
}

impl ShiftedExponential {
    /// The law with the given rate (`1e-300..=1e300`, per unit of time) and shift (`>= 0`).
    ///
    /// # Errors
    /// A parameter out of range, or a shift too large or small beside `1 / rate`.
    pub fn new(rate: f64, shift: f64) -> Result<Self, LawError> {
        check_range(&RATE, rate, 1e-300, 1e300)?;
        check_shift(SHIFT.key, shift, 1.0 / rate)?;
        Ok(Self { rate, shift })
    }

    /// Rate `mu > 0`, per unit of time.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Shift `t0 >= 0`, in units of time.
    pub fn shift(&self) -> f64 {
        self.shift
    }
}

impl ListedLaw for ShiftedExponential {
    const SPEC: LawSpec = LawSpec {
        name: "shifted-exponential",
        summary: "Pr[T > t] = exp(-rate (t - shift)) for t >= shift",
        parameters: &[RATE, SHIFT],
        construct: |values| Ok(Box::new(ShiftedExponential::new(number(values, 0), number(values, 1))?)),
    };

    fn parameters(&self) -> Vec<ParameterValue> {
        vec![self.rate.into(), self.shift.into()]
    }
}

impl CycleTime for ShiftedExponential {
    fn infimum(&self) -> f64 {
        self.shift
    }

    fn survival(&self, y: f64) -> f64 {
        (-self.rate * y).exp()
    }

    fn cdf(&self, y: f64) -> f64 {
        -(-self.rate * y).exp_m1()
    }

    fn density(&self, y: f64) -> f64 {
        self.rate * (-self.rate * y).exp()
    }

    fn quantile(&self, p: f64) -> f64 {
        (-(-p).ln_1p() / self.rate).abs()
    }

    fn upper_quantile(&self, p: f64) -> f64 {
        (-p.ln() / self.rate).abs()
    }

    fn mean(&self) -> f64 {
        self.shift + 1.0 / self.rate
    }

    fn family(&self) -> Family {
        Family::ShiftedExponential { rate: self.rate, shift: self.shift }
    }

    fn tail_shape(&self) -> Option<f64> {
        Some(1.0)
    }

    fn generalised_failure_rate(&self, y: f64) -> f64 {
        self.rate * y
    }

    fn unit(&self) -> f64 {
        self.shift + 1.0 / self.rate
    }

    fn in_units_of(&self, unit: f64) -> Box<dyn CycleTime> {
        Box::new(Self { rate: self.rate * unit, shift: self.shift / unit })
    }

    fn origin_exponent(&self) -> f64 {
        1.0
    }

    fn ln_survival(&self, y: f64) -> f64 {
        -self.rate * y
    }

    fn survival_and_cdf(&self, y: &[f64], survival: &mut [f64], cdf: &mut [f64]) {
        for ((y, s), f) in y.iter().zip(survival).zip(cdf) {
            let x = -self.rate * y;
            *s = x.exp();
            // Above 1/2 the difference is exact.
            *f = if *s <= 0.5 { 1.0 - *s } else { -x.exp_m1() };
        }
    }

    fn ln_tail_integral_bound(&self, y: f64, power: f64) -> f64 {
        -self.rate * y * power - (power * self.rate).ln()
    }
}
