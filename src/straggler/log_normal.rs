//! Log-normal law of the cycle time.

use super::cycle_time::CycleTime;
use super::error::LawError;
use super::spec::{
    LawSpec, ListedLaw, ParameterSpec, ParameterValue, SHIFT, check_range, check_shift, number,
};
use crate::numeric::special::{
    ln_normal_survival, normal_density, normal_failure_rate, normal_survival, normal_upper_quantile,
};

const LOCATION: ParameterSpec = ParameterSpec::number("location", "a finite number between -640 and 640");
const SCALE: ParameterSpec = ParameterSpec::number("scale", "a finite number > 0, between 1e-4 and 10");

/// `ln(T - shift)` is normal with mean `location` and standard deviation `scale`.
///
/// ```
/// use bcgc::{CycleTime, LogNormal};
///
/// let law = LogNormal::new(0.0, 0.8, 0.5)?;
/// assert!((law.quantile(0.5) - 1.0).abs() < 1e-12);
/// # Ok::<(), bcgc::LawError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogNormal {
    location: f64,
    /// `exp(location)`, with which everything is computed: the location would lose digits when rescaled.
    median: f64,
    scale: f64,
    shift: f64,
}

impl LogNormal {
    /// The law with the given location (`-640..=640`, logarithm of a time), scale (dimensionless,
    /// `1e-4..=10`) and shift (`>= 0`, time).
    ///
    /// # Errors
    /// A parameter out of range, or a shift too large or small beside the median.
    pub fn new(location: f64, scale: f64, shift: f64) -> Result<Self, LawError> {
        check_range(&LOCATION, location, -640.0, 640.0)?;
        check_range(&SCALE, scale, 1e-4, 10.0)?;
        let median = location.exp();
        check_shift(SHIFT.key, shift, median)?;
        Ok(Self { location, median, scale, shift })
    }

    /// The normal variate that belongs to `y`.
    fn normal(&self, y: f64) -> f64 {
        let ratio = y / self.median;
        // ln(1 + small) from the exact difference where the ratio is near one.
        let ln =
            if (0.5..2.0).contains(&ratio) { ((y - self.median) / self.median).ln_1p() } else { ratio.ln() };
        ln / self.scale
    }
}

impl ListedLaw for LogNormal {
    const SPEC: LawSpec = LawSpec {
        name: "log-normal",
        summary: "ln(T - shift) is normal with mean `location` and standard deviation `scale`",
        parameters: &[LOCATION, SCALE, SHIFT],
        construct: |values| {
            Ok(Box::new(LogNormal::new(number(values, 0), number(values, 1), number(values, 2))?))
        },
    };

    fn parameters(&self) -> Vec<ParameterValue> {
        vec![self.location.into(), self.scale.into(), self.shift.into()]
    }
}

impl CycleTime for LogNormal {
    fn infimum(&self) -> f64 {
        self.shift
    }

    fn survival(&self, y: f64) -> f64 {
        normal_survival(self.normal(y))
    }

    fn cdf(&self, y: f64) -> f64 {
        normal_survival(-self.normal(y))
    }

    fn density(&self, y: f64) -> f64 {
        let density = normal_density(self.normal(y));
        if density > 0.0 { density / self.scale / y } else { 0.0 }
    }

    fn quantile(&self, p: f64) -> f64 {
        match p {
            p if p <= 0.0 => 0.0,
            p if p <= 0.5 => self.median * (-self.scale * normal_upper_quantile(p)).exp(),
            p if p < 1.0 => self.median * (self.scale * normal_upper_quantile(1.0 - p)).exp(),
            _ => f64::INFINITY,
        }
    }

    fn upper_quantile(&self, p: f64) -> f64 {
        match p {
            p if p <= 0.0 => f64::INFINITY,
            p if p <= 0.5 => self.median * (self.scale * normal_upper_quantile(p)).exp(),
            p if p < 1.0 => self.median * (-self.scale * normal_upper_quantile(1.0 - p)).exp(),
            _ => 0.0,
        }
    }

    fn mean(&self) -> f64 {
        self.shift + self.median * (0.5 * self.scale * self.scale).exp()
    }

    fn unit(&self) -> f64 {
        self.shift + self.median
    }

    fn in_units_of(&self, unit: f64) -> Box<dyn CycleTime> {
        Box::new(Self {
            location: self.location - unit.ln(),
            median: self.median / unit,
            scale: self.scale,
            shift: self.shift / unit,
        })
    }

    fn origin_exponent(&self) -> f64 {
        f64::INFINITY
    }

    fn ln_survival(&self, y: f64) -> f64 {
        ln_normal_survival(self.normal(y))
    }

    fn generalised_failure_rate(&self, y: f64) -> f64 {
        normal_failure_rate(self.normal(y)) / self.scale
    }
}
