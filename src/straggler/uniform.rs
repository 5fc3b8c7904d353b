//! Uniform law of the cycle time, the bounded one.

use super::cycle_time::CycleTime;
use super::error::LawError;
use super::spec::{LawSpec, ListedLaw, ParameterSpec, ParameterValue, check_range, check_shift, number};

const MIN: ParameterSpec = ParameterSpec::number("min", "a finite number between 0 and 1e300");
const MAX: ParameterSpec =
    ParameterSpec::number("max", "a finite number greater than min, between 1e-300 and 1e300");

/// `T` is uniform between `min` and `max`.
///
/// ```
/// use bcgc::{CycleTime, Uniform};
///
/// let law = Uniform::new(2.0, 5.0)?;
/// assert_eq!(law.mean(), 3.5);
/// # Ok::<(), bcgc::LawError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uniform {
    min: f64,
    max: f64,
    /// `max - min`.
    width: f64,
}

impl Uniform {
    /// The law on `min..max`, in units of time, `0 <= min < max <= 1e300`.
    ///
    /// # Errors
    /// A parameter out of range, or a `min` too small beside `max`.
    pub fn new(min: f64, max: f64) -> Result<Self, LawError> {
        check_range(&MIN, min, 0.0, 1e300)?;
        check_range(&MAX, max, min.next_up().max(1e-300), 1e300)?;
        let width = max - min;
        check_shift(MIN.key, min, width)?;
        Ok(Self { min, max, width })
    }
}

impl ListedLaw for Uniform {
    const SPEC: LawSpec = LawSpec {
        name: "uniform",
        summary: "Pr[T > t] = (max - t)/(max - min) for min <= t <= max",
        parameters: &[MIN, MAX],
        construct: |values| Ok(Box::new(Uniform::new(number(values, 0), number(values, 1))?)),
    };

    fn parameters(&self) -> Vec<ParameterValue> {
        vec![self.min.into(), self.max.into()]
    }
}

impl CycleTime for Uniform {
    fn infimum(&self) -> f64 {
        self.min
    }

    fn excess_supremum(&self) -> f64 {
        self.width
    }

    fn supremum(&self) -> f64 {
        self.max
    }

    fn survival(&self, y: f64) -> f64 {
        // The difference of nearby numbers is exact, that of one and a quotient is not.
        ((self.width - y) / self.width).max(0.0)
    }

    fn survival_below_supremum(&self, distance: f64) -> f64 {
        (distance / self.width).min(1.0)
    }

    fn cdf(&self, y: f64) -> f64 {
        (y / self.width).min(1.0)
    }

    fn density(&self, y: f64) -> f64 {
        if y <= self.width { 1.0 / self.width } else { 0.0 }
    }

    fn quantile(&self, p: f64) -> f64 {
        self.width * p
    }

    fn upper_quantile(&self, p: f64) -> f64 {
        self.width * (1.0 - p)
    }

    fn mean(&self) -> f64 {
        self.min + 0.5 * self.width
    }

    fn unit(&self) -> f64 {
        self.min + self.width
    }

    fn in_units_of(&self, unit: f64) -> Box<dyn CycleTime> {
        Box::new(Self { min: self.min / unit, max: self.max / unit, width: self.width / unit })
    }

    fn origin_exponent(&self) -> f64 {
        1.0
    }

    fn ln_tail_integral_bound(&self, y: f64, power: f64) -> f64 {
        // Exact: width S^(power + 1) / (power + 1).
        self.width.ln() + (power + 1.0) * self.survival(y).ln() - (power + 1.0).ln()
    }
}
