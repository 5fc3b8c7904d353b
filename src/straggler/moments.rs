//! The parameters of a law from the mean and the least value that somebody measured.

use std::collections::BTreeMap;

use thiserror::Error;

use super::error::LawError;
use super::law::Law;
use super::spec::{LawSpec, ListedLaw as _, ParameterValue};
use super::uniform::Uniform;
use crate::wording::number;

/// How a law is brought to a mean and an infimum.
enum Form {
    /// A shift, and a number that stretches the rest: the excess over the shift is proportional to it.
    Scale(&'static str),
    /// A shift, and a number that shrinks the rest.
    Rate(&'static str),
    /// A shift, and a logarithm that stretches the rest.
    Location(&'static str),
    /// From the one to the other, evenly.
    Uniform,
    /// A least value and a tail index.
    Pareto,
}

/// The laws for which a mean and a minimum leave no choice once the other parameters are given.
const FORMS: &[(&str, Form)] = &[
    ("shifted-exponential", Form::Rate("rate")),
    ("weibull", Form::Scale("scale")),
    ("gamma", Form::Rate("rate")),
    ("erlang", Form::Rate("rate")),
    ("log-normal", Form::Location("location")),
    (Uniform::SPEC.name, Form::Uniform),
    ("pareto", Form::Pareto),
];

/// Why a mean and a least value fix no law.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum MomentsError {
    /// They leave a choice.
    #[error("mean: it does not fix the parameters of {law}: give these instead; it does for {known}")]
    Choice {
        /// The law.
        law: &'static str,
        /// The laws whose parameters it fixes, separated by commas.
        known: String,
    },
    /// The mean is no number above the least value, or the least value none from 0 on.
    #[error("mean = {}: must be a finite number above the least cycle time, min = {}", number(*.mean), number(*.min))]
    Mean {
        /// The mean.
        mean: f64,
        /// The least value.
        min: f64,
    },
    /// The law has no least value by itself.
    #[error("min: {law} needs the least cycle time as well")]
    Min {
        /// The law.
        law: &'static str,
    },
    /// A parameter that is fixed is given as well.
    #[error("{key}: mean and min fix it, and it is given as well: give one of them")]
    Fixed {
        /// The parameter.
        key: &'static str,
    },
    /// The law or one of its other parameters is wrong.
    #[error(transparent)]
    Law(#[from] LawError),
}

impl Law {
    /// A law of the list by the mean and the least value of its cycle times, in place of the parameters that these fix.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use bcgc::Law;
    ///
    /// let law = Law::from_mean("shifted-exponential", &BTreeMap::new(), 80.0, Some(30.0))?;
    /// assert_eq!(law.parameters(), [("rate", 0.02.into()), ("shift", 30.0.into())]);
    /// # Ok::<(), bcgc::MomentsError>(())
    /// ```
    ///
    /// # Errors
    /// When they fix no such law, or one of the other parameters is wrong.
    pub fn from_mean(
        name: &str,
        given: &BTreeMap<String, ParameterValue>,
        mean: f64,
        min: Option<f64>,
    ) -> Result<Self, MomentsError> {
        let fixed = parameters(LawSpec::find(name)?, given, mean, min)?;
        let mut given = given.clone();
        given.extend(fixed.into_iter().map(|(key, x)| (key.to_owned(), ParameterValue::Number(x))));
        Ok(Self::from_parameters(name, &given)?)
    }
}

/// The parameters that a law lacks, so that its mean is `mean > 0` and its infimum `min`, 0 unless given.
///
/// # Errors
/// When there are none, or they are given as well.
pub fn parameters(
    law: &LawSpec,
    given: &BTreeMap<String, ParameterValue>,
    mean: f64,
    min: Option<f64>,
) -> Result<Vec<(&'static str, f64)>, MomentsError> {
    let Some((_, form)) = FORMS.iter().find(|(name, _)| *name == law.name) else {
        let names: Vec<&str> = FORMS.iter().map(|(name, _)| *name).collect();
        return Err(MomentsError::Choice { law: law.name, known: names.join(", ") });
    };
    let least = min.unwrap_or(0.0);
    if !(mean.is_finite() && least >= 0.0 && mean > least) {
        return Err(MomentsError::Mean { mean, min: least });
    }
    let (key, unit) = match form {
        Form::Uniform => {
            let wanted = vec![("min", least), ("max", 2.0 * mean - least)];
            return free(given, wanted);
        }
        Form::Pareto if least > 0.0 => {
            return free(given, vec![("scale", least), ("shape", mean / (mean - least))]);
        }
        Form::Pareto => return Err(MomentsError::Min { law: law.name }),
        Form::Scale(key) | Form::Rate(key) => (*key, 1.0),
        Form::Location(key) => (*key, 0.0),
    };
    let mut unscaled = given.clone();
    unscaled.insert(key.to_owned(), ParameterValue::Number(unit));
    unscaled.insert("shift".to_owned(), ParameterValue::Number(0.0));
    let unscaled = Law::from_parameters(law.name, &unscaled)?;
    let stretch = (mean - least) / unscaled.cycle_time().mean();
    let value = match form {
        Form::Rate(_) => 1.0 / stretch,
        Form::Location(_) => stretch.ln(),
        _ => stretch,
    };
    free(given, vec![(key, value), ("shift", least)])
}

/// The parameters, unless one is given as well.
fn free(
    given: &BTreeMap<String, ParameterValue>,
    wanted: Vec<(&'static str, f64)>,
) -> Result<Vec<(&'static str, f64)>, MomentsError> {
    match wanted.iter().find(|(key, _)| given.contains_key(*key)) {
        Some((key, _)) => Err(MomentsError::Fixed { key }),
        None => Ok(wanted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::straggler::laws::LAWS;

    #[test]
    fn laws_get_the_mean_and_the_least_value_asked_for() {
        for spec in LAWS {
            let mut given = BTreeMap::new();
            for (law, key, value) in [
                ("weibull", "shape", 0.7),
                ("gamma", "shape", 0.3),
                ("erlang", "shape", 3.0),
                ("log-normal", "scale", 0.5),
            ] {
                if law == spec.name {
                    given.insert(key.to_owned(), ParameterValue::Number(value));
                }
            }
            let Ok(fixed) = parameters(spec, &given, 80.0, Some(30.0)) else {
                assert!(FORMS.iter().all(|(name, _)| *name != spec.name), "{}", spec.name);
                continue;
            };
            given.extend(fixed.into_iter().map(|(key, x)| (key.to_owned(), ParameterValue::Number(x))));
            let law = Law::from_parameters(spec.name, &given).unwrap();
            let time = law.cycle_time();
            assert!((time.mean() - 80.0).abs() < 1e-9, "{}: {}", spec.name, time.mean());
            assert!((time.infimum() - 30.0).abs() < 1e-9, "{}: {}", spec.name, time.infimum());
        }
    }

    #[test]
    fn what_is_fixed_twice_or_not_at_all_is_refused() {
        let none = BTreeMap::new();
        let rate = BTreeMap::from([("rate".to_owned(), ParameterValue::Number(1.0))]);
        for (name, given, mean, min, part) in [
            ("shifted-exponential", &none, 20.0, Some(30.0), "above the least cycle time, min = 30"),
            ("shifted-exponential", &none, f64::NAN, None, "mean = NaN"),
            ("shifted-exponential", &none, f64::INFINITY, None, "mean = inf"),
            ("shifted-exponential", &none, 1.0, Some(-1.0), "min = -1"),
            ("shifted-exponential", &rate, 80.0, Some(30.0), "rate: mean and min fix it"),
            ("weibull", &none, 80.0, None, "shape"),
            ("pareto", &none, 80.0, None, "min: pareto"),
            ("hyper-exponential", &none, 80.0, None, "give these instead"),
            ("cauchy", &none, 80.0, None, "cauchy"),
        ] {
            let problem = Law::from_mean(name, given, mean, min).unwrap_err().to_string();
            assert!(problem.contains(part), "{name}: {problem}");
        }
    }
}
