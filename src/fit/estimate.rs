//! A law fitted to a sample.

use super::error::FitError;
use super::families;
use super::family::{BEYOND, Family};
use super::likelihood::{distance, log_likelihood};
use super::sample::Sample;
use crate::straggler::Law;

/// A parameter with its standard error.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its key, with the position from 0 in a list: `rates[1]`.
    pub key: &'static str,
    /// The likeliest value.
    pub value: f64,
    /// Its standard error; none where the likelihood is not regular.
    pub standard_error: Option<f64>,
}

/// The likeliest law of a family.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Estimate {
    /// The law.
    pub law: Law,
    /// Its parameters, those of a list one by one.
    pub parameters: Vec<Parameter>,
    /// The logarithm of the corrected likelihood, see [`log_likelihood`].
    pub log_likelihood: f64,
    /// Akaike's criterion: twice the number of free parameters less twice the log-likelihood.
    pub aic: f64,
    /// The Kolmogorov-Smirnov distance between sample and law.
    pub distance: f64,
    /// What there is to say about errors and fit.
    pub notes: Vec<String>,
}

/// The likeliest law of that name.
///
/// ```
/// use bcgc::fit::{Sample, estimate};
///
/// let sample = Sample::new(vec![1.0, 2.0, 4.0, f64::INFINITY])?;
/// let found = estimate(&sample, "shifted-exponential")?;
/// let [rate, shift] = &found.parameters[..] else { unreachable!("it has two") };
/// assert_eq!((rate.value, shift.value), (3.0 / 7.0, 1.0));
/// assert_eq!((rate.standard_error, shift.standard_error), (Some(rate.value / 3f64.sqrt()), None));
/// # Ok::<(), bcgc::fit::FitError>(())
/// ```
///
/// # Errors
/// For an unknown name, and a law without a likeliest one for this sample.
pub fn estimate(sample: &Sample, law: &str) -> Result<Estimate, FitError> {
    // One name is given, so one family comes back.
    match families::chosen(&[law.to_owned()])?.first() {
        Some(family) => of_family(sample, family),
        None => Err(FitError::Unfit { law: "", reason: BEYOND.to_owned() }),
    }
}

/// The same of a family.
pub(super) fn of_family(sample: &Sample, family: &Family) -> Result<Estimate, FitError> {
    let unfit = |reason: String| FitError::Unfit { law: family.name, reason };
    let values = (family.maximise)(sample).map_err(unfit)?;
    let law = (family.law)(&values).map_err(|error| unfit(format!("{BEYOND}: {error}")))?;
    let value = log_likelihood(sample, law.cycle_time().as_ref());
    if !value.is_finite() {
        return Err(unfit(BEYOND.to_owned()));
    }
    let errors = (family.errors)(sample, &values);
    let parameters = family.keys.iter().zip(values).zip(errors.errors);
    Ok(Estimate {
        parameters: parameters
            .map(|((&key, value), standard_error)| Parameter { key, value, standard_error })
            .collect(),
        log_likelihood: value,
        aic: 2.0 * (family.free as f64 - value),
        distance: distance(sample, law.cycle_time().as_ref()),
        notes: errors.notes.into_iter().map(str::to_owned).collect(),
        law,
    })
}
