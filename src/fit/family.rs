//! What is known of a family of laws for fitting it.

use super::sample::Sample;
use crate::straggler::{Law, LawError};

/// How the laws of one name are fitted.
pub struct Family {
    /// The name of the law.
    pub name: &'static str,
    /// Keys of the parameters, each of a list with its position.
    pub keys: &'static [&'static str],
    /// How many of them are free.
    pub free: usize,
    /// The law with these parameters.
    pub law: fn(&[f64]) -> Result<Law, LawError>,
    /// The likeliest parameters, or why there are none.
    pub maximise: fn(&Sample) -> Result<Vec<f64>, String>,
    /// Standard errors of the parameters.
    pub errors: fn(&Sample, &[f64]) -> Errors,
    /// The parameter that another one implies, where there is one.
    pub implied: Option<Implied>,
}

/// A parameter that another one implies.
pub struct Implied {
    /// Its position.
    pub position: usize,
    /// The position of the other.
    pub of: usize,
    /// Its value for one of the other.
    pub value: fn(f64) -> f64,
}

/// Standard errors, none where the likelihood is not regular, and why.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Errors {
    /// One a parameter.
    pub errors: Vec<Option<f64>>,
    /// What there is to say of them and of the fit.
    pub notes: Vec<&'static str>,
}

/// Said where nothing else can be.
pub const BEYOND: &str =
    "the likelihood has no maximum that double precision and the range of the law's parameters hold";

/// Said of a law with three parameters and too few times.
pub const TOO_FEW: &str = "it needs four times that differ";

/// Distinct times below which a law with three parameters is not fitted.
pub const LEAST_DISTINCT: usize = 4;

/// Said where errors were to be given.
pub const FLAT: &str = "the log-likelihood is not curved downwards in all parameters: no errors are given";

/// Said of parameters that are at the end of the data.
pub const AT_LEAST_TIME: &str =
    "the infimum is the least time, where the likelihood is not regular: no error is given for it";
