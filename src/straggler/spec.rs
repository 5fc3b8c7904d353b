//! How a law is named, parametrised, checked and constructed.

use std::collections::BTreeMap;
use std::fmt;

use super::cycle_time::CycleTime;
use super::error::LawError;
use crate::wording;

/// The value of a parameter of a law.
#[derive(Debug, Clone, PartialEq)]
pub enum ParameterValue {
    /// A number.
    Number(f64),
    /// A list of numbers.
    List(Vec<f64>),
}

impl fmt::Display for ParameterValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(x) => f.write_str(&wording::number(*x)),
            Self::List(list) => f.write_str(&wording::numbers(list)),
        }
    }
}

impl From<f64> for ParameterValue {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<Vec<f64>> for ParameterValue {
    fn from(list: Vec<f64>) -> Self {
        Self::List(list)
    }
}

/// One parameter of a law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParameterSpec {
    /// Its key in an instance file.
    pub key: &'static str,
    /// Its default; `None` where it must be given.
    pub default: Option<f64>,
    /// The permitted values, as in "must be ...".
    pub permitted: &'static str,
    /// Whether it is a list of numbers.
    pub list: bool,
}

impl ParameterSpec {
    /// A number that must be given.
    pub(super) const fn number(key: &'static str, permitted: &'static str) -> Self {
        Self { key, default: None, permitted, list: false }
    }

    /// A list that must be given.
    pub(super) const fn list(key: &'static str, permitted: &'static str) -> Self {
        Self { key, default: None, permitted, list: true }
    }
}

/// The shift `t0` that most laws share, zero unless given.
pub(super) const SHIFT: ParameterSpec = ParameterSpec {
    key: "shift",
    default: Some(0.0),
    permitted: "a finite number between 0 and 1e300",
    list: false,
};

type Constructor = fn(&[ParameterValue]) -> Result<Box<dyn CycleTime>, LawError>;

/// One law: how it is named, parametrised and constructed.
#[derive(Debug, Clone, Copy)]
pub struct LawSpec {
    /// Its name in an instance file.
    pub name: &'static str,
    /// One line for help texts: the survival function or density.
    pub summary: &'static str,
    /// Its parameters in the order of printing.
    pub parameters: &'static [ParameterSpec],
    /// Constructs the law from the values of all parameters in order.
    pub(super) construct: Constructor,
}

impl LawSpec {
    /// The parameters in fixed order with defaults filled in. Kinds and keys are checked, ranges
    /// are left to [`build`](Self::build).
    ///
    /// # Errors
    /// Unknown key, missing key, or a list in place of a number (or the reverse).
    pub fn normalise(
        &self,
        given: &BTreeMap<String, ParameterValue>,
    ) -> Result<Vec<(&'static str, ParameterValue)>, LawError> {
        if let Some(key) = given.keys().find(|key| self.parameters.iter().all(|p| p.key != key.as_str())) {
            return Err(LawError::UnknownKey {
                law: self.name,
                key: key.clone(),
                known: join(self.parameters.iter().map(|p| p.key)),
            });
        }
        self.parameters.iter().map(|p| Ok((p.key, self.value_of(p, given)?))).collect()
    }

    fn value_of(
        &self,
        parameter: &ParameterSpec,
        given: &BTreeMap<String, ParameterValue>,
    ) -> Result<ParameterValue, LawError> {
        let ParameterSpec { key, default, permitted, list } = *parameter;
        match (given.get(key), default) {
            (Some(value), _) if matches!(value, ParameterValue::List(_)) == list => Ok(value.clone()),
            (Some(value), _) => {
                Err(LawError::WrongKind { key, value: value.to_string(), expected: permitted })
            }
            (None, Some(default)) => Ok(ParameterValue::Number(default)),
            (None, None) => Err(LawError::MissingKey { law: self.name, key, permitted }),
        }
    }

    /// Constructs the law.
    ///
    /// # Errors
    /// Everything that [`normalise`](Self::normalise) refuses, a value out of range, or a degenerate
    /// combination.
    pub fn build(&self, given: &BTreeMap<String, ParameterValue>) -> Result<Box<dyn CycleTime>, LawError> {
        let values: Vec<ParameterValue> =
            self.normalise(given)?.into_iter().map(|(_, value)| value).collect();
        (self.construct)(&values)
    }
}

/// A law of the list, which knows its name and its parameters.
pub trait ListedLaw: CycleTime {
    /// How it is named, parametrised and constructed.
    const SPEC: LawSpec;

    /// The values of the parameters of [`SPEC`](Self::SPEC), in their order.
    fn parameters(&self) -> Vec<ParameterValue>;
}

/// The names, separated by commas.
pub(super) fn join<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// The number at a position; NaN (which every range check refuses) where there is none.
pub(super) fn number(values: &[ParameterValue], position: usize) -> f64 {
    match values.get(position) {
        Some(ParameterValue::Number(x)) => *x,
        _ => f64::NAN,
    }
}

/// The list at a position; empty (which every check refuses) where there is none.
pub(super) fn list(values: &[ParameterValue], position: usize) -> &[f64] {
    match values.get(position) {
        Some(ParameterValue::List(list)) => list,
        _ => &[],
    }
}

/// Checks `low <= value <= high` (false for NaN) for the parameter.
pub(super) fn check_range(
    parameter: &ParameterSpec,
    value: f64,
    low: f64,
    high: f64,
) -> Result<(), LawError> {
    if value >= low && value <= high {
        return Ok(());
    }
    Err(LawError::OutOfRange {
        key: parameter.key,
        value: wording::number(value),
        permitted: parameter.permitted.to_owned(),
    })
}

/// Largest ratio, either way, of the shift to the spread of a law: beyond it one of the two is
/// out of reach of 64-bit numbers once the other is of order one.
const WIDEST: f64 = 1e280;

/// Checks the parameter `key` as the infimum of a law whose excess is of the magnitude `spread`.
pub(super) fn check_shift(key: &'static str, shift: f64, spread: f64) -> Result<(), LawError> {
    check_range(&ParameterSpec { key, ..SHIFT }, shift, 0.0, 1e300)?;
    let reason = if shift / spread > WIDEST {
        "nothing random is left in 64-bit arithmetic"
    } else if shift > 0.0 && spread / shift > WIDEST {
        "too small to matter in 64-bit arithmetic"
    } else {
        return Ok(());
    };
    Err(LawError::Degenerate {
        key,
        value: wording::number(shift),
        reason: format!(
            "{reason} beside a spread of the cycle time of {spread:.3e}: must be 0 or between \
             1e-280 and 1e280 times the spread"
        ),
    })
}
