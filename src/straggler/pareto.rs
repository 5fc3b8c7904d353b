//! Pareto law of the cycle time: a pure power tail.

use super::cycle_time::{CycleTime, Family, tail_excess};
use super::error::LawError;
use super::spec::{LawSpec, ListedLaw, ParameterSpec, ParameterValue, check_range, number};

const SHAPE: ParameterSpec = ParameterSpec::number("shape", "a finite number > 0, between 0.05 and 1e6");
const SCALE: ParameterSpec = ParameterSpec::number("scale", "a finite number > 0, between 1e-280 and 1e280");

/// `Pr[T > t] = (scale/t)^shape` for `t >= scale`; its mean is infinite for `shape <= 1`.
///
/// ```
/// use bcgc::{CycleTime, Pareto};
///
/// let law = Pareto::new(2.0, 1.0)?;
/// assert_eq!((law.mean(), law.tail_index()), (2.0, 2.0));
/// assert_eq!(Pareto::new(1.0, 1.0)?.mean(), f64::INFINITY);
/// # Ok::<(), bcgc::LawError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pareto {
    shape: f64,
    scale: f64,
}

impl Pareto {
    /// The law with the given shape (index of the tail, `0.05..=1e6`) and scale (the infimum,
    /// `1e-280..=1e280`, time).
    ///
    /// # Errors
    /// A parameter out of range.
    pub fn new(shape: f64, scale: f64) -> Result<Self, LawError> {
        check_range(&SHAPE, shape, 0.05, 1e6)?;
        check_range(&SCALE, scale, 1e-280, 1e280)?;
        Ok(Self { shape, scale })
    }

    /// `(1 + y/scale)^-exponent`.
    fn power(&self, y: f64, exponent: f64) -> f64 {
        let x = y / self.scale;
        // A power is accurate for a large base, an exponential for a base near one.
        if x < 1.0 { (-exponent * x.ln_1p()).exp() } else { (1.0 + x).powf(-exponent) }
    }
}

impl ListedLaw for Pareto {
    const SPEC: LawSpec = LawSpec {
        name: "pareto",
        summary: "Pr[T > t] = (scale/t)^shape for t >= scale",
        parameters: &[SHAPE, SCALE],
        construct: |values| Ok(Box::new(Pareto::new(number(values, 0), number(values, 1))?)),
    };

    fn parameters(&self) -> Vec<ParameterValue> {
        vec![self.shape.into(), self.scale.into()]
    }
}

impl CycleTime for Pareto {
    fn infimum(&self) -> f64 {
        self.scale
    }

    fn survival(&self, y: f64) -> f64 {
        self.power(y, self.shape)
    }

    fn cdf(&self, y: f64) -> f64 {
        -self.ln_survival(y).exp_m1()
    }

    fn density(&self, y: f64) -> f64 {
        self.shape / self.scale * self.power(y, self.shape + 1.0)
    }

    fn failure_rate(&self, y: f64) -> f64 {
        self.shape / (self.scale + y)
    }

    fn quantile(&self, p: f64) -> f64 {
        self.scale * (-(-p).ln_1p() / self.shape).exp_m1().abs()
    }

    fn upper_quantile(&self, p: f64) -> f64 {
        self.scale * (-p.ln() / self.shape).exp_m1().abs()
    }

    fn mean(&self) -> f64 {
        if self.shape > 1.0 { self.scale * (self.shape / (self.shape - 1.0)) } else { f64::INFINITY }
    }

    fn unit(&self) -> f64 {
        self.scale
    }

    fn in_units_of(&self, unit: f64) -> Box<dyn CycleTime> {
        Box::new(Self { shape: self.shape, scale: self.scale / unit })
    }

    fn family(&self) -> Family {
        Family::Pareto { shape: self.shape, scale: self.scale }
    }

    fn tail_index(&self) -> f64 {
        self.shape
    }

    fn origin_exponent(&self) -> f64 {
        1.0
    }

    fn ln_survival(&self, y: f64) -> f64 {
        -self.shape * (y / self.scale).ln_1p()
    }

    fn generalised_failure_rate(&self, y: f64) -> f64 {
        // y / (scale + y) without an infinity over an infinity.
        self.shape / (1.0 + self.scale / y)
    }

    fn ln_tail_integral_bound(&self, y: f64, power: f64) -> f64 {
        let excess = tail_excess(self.shape, power);
        if excess > 0.0 {
            self.scale.ln() - excess * (y / self.scale).ln_1p() - excess.ln()
        } else {
            f64::INFINITY
        }
    }
}
