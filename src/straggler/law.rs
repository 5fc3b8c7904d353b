//! A law of the cycle time together with how it is written.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::cycle_time::CycleTime;
use super::error::LawError;
use super::spec::{LawSpec, ListedLaw, ParameterValue};

/// A law of the cycle time with its name and its parameters: one of the list, or one of your own.
///
/// ```
/// use bcgc::{Law, Weibull};
///
/// let law = Law::from(Weibull::new(0.7, 2.0, 0.0)?);
/// assert_eq!(law.name(), "weibull");
/// assert_eq!(law.parameters()[1], ("scale", 2.0.into()));
/// # Ok::<(), bcgc::LawError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Law {
    name: Cow<'static, str>,
    parameters: Vec<(&'static str, ParameterValue)>,
    cycle_time: Arc<dyn CycleTime>,
}

impl Law {
    /// A law of your own, which reports show under the given name, without parameters. What it owes to its callers is
    /// said at [`CycleTime`].
    ///
    /// ```
    /// use bcgc::{CycleTime, Law};
    ///
    /// /// `Pr[T > t] = 1/(1 + t/2)^3`.
    /// #[derive(Debug)]
    /// struct Lomax {
    ///     scale: f64,
    /// }
    ///
    /// impl CycleTime for Lomax {
    ///     fn infimum(&self) -> f64 {
    ///         0.0
    ///     }
    ///     fn survival(&self, y: f64) -> f64 {
    ///         (1.0 + y / self.scale).powi(-3)
    ///     }
    ///     fn cdf(&self, y: f64) -> f64 {
    ///         -(-3.0 * (y / self.scale).ln_1p()).exp_m1()
    ///     }
    ///     fn density(&self, y: f64) -> f64 {
    ///         3.0 / self.scale * (1.0 + y / self.scale).powi(-4)
    ///     }
    ///     fn quantile(&self, p: f64) -> f64 {
    ///         self.scale * (-(-p).ln_1p() / 3.0).exp_m1()
    ///     }
    ///     fn upper_quantile(&self, p: f64) -> f64 {
    ///         self.scale * (-p.ln() / 3.0).exp_m1()
    ///     }
    ///     fn mean(&self) -> f64 {
    ///         0.5 * self.scale
    ///     }
    ///     fn unit(&self) -> f64 {
    ///         self.scale
    ///     }
    ///     fn in_units_of(&self, unit: f64) -> Box<dyn CycleTime> {
    ///         Box::new(Self { scale: self.scale / unit })
    ///     }
    ///     fn tail_index(&self) -> f64 {
    ///         3.0
    ///     }
    ///     fn origin_exponent(&self) -> f64 {
    ///         1.0
    ///     }
    /// }
    ///
    /// let law = Law::custom("lomax", Lomax { scale: 2.0 });
    /// assert_eq!((law.name(), law.cycle_time().mean()), ("lomax", 1.0));
    /// ```
    pub fn custom(name: impl Into<String>, cycle_time: impl CycleTime + 'static) -> Self {
        Self { name: Cow::Owned(name.into()), parameters: Vec::new(), cycle_time: Arc::new(cycle_time) }
    }

    /// A law of the list from its name and its parameters, as an instance file gives them.
    ///
    /// # Errors
    /// For an unknown law or key, and a parameter that is missing or out of range.
    pub fn from_parameters(name: &str, given: &BTreeMap<String, ParameterValue>) -> Result<Self, LawError> {
        let spec = LawSpec::find(name)?;
        let cycle_time = Arc::from(spec.build(given)?);
        Ok(Self { name: Cow::Borrowed(spec.name), parameters: spec.normalise(given)?, cycle_time })
    }

    /// Its name in instance files and reports.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All its parameters in the order of the list, defaults filled in; none of a law of your own.
    pub fn parameters(&self) -> &[(&'static str, ParameterValue)] {
        &self.parameters
    }

    /// The law itself.
    pub fn cycle_time(&self) -> &Arc<dyn CycleTime> {
        &self.cycle_time
    }
}

impl<L: ListedLaw + 'static> From<L> for Law {
    fn from(law: L) -> Self {
        let keys = L::SPEC.parameters.iter().map(|parameter| parameter.key);
        Self {
            name: Cow::Borrowed(L::SPEC.name),
            parameters: keys.zip(law.parameters()).collect(),
            cycle_time: Arc::new(law),
        }
    }
}
