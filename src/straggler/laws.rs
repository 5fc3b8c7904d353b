//! The list of laws, from which the instance reader, the command-line help and the conformance tests work.

use super::erlang;
use super::error::LawError;
use super::exponential::ShiftedExponential;
use super::gamma::Gamma;
use super::hyper_exponential::HyperExponential;
use super::log_normal::LogNormal;
use super::pareto::Pareto;
use super::spec::{LawSpec, ListedLaw, join};
use super::uniform::Uniform;
use super::weibull::Weibull;

/// Every known law.
pub const LAWS: &[LawSpec] = &[
    ShiftedExponential::SPEC,
    Weibull::SPEC,
    Gamma::SPEC,
    erlang::SPEC,
    LogNormal::SPEC,
    Pareto::SPEC,
    Uniform::SPEC,
    HyperExponential::SPEC,
];

impl LawSpec {
    /// The law of that name.
    ///
    /// # Errors
    /// [`LawError::UnknownLaw`], listing the known names.
    pub fn find(name: &str) -> Result<&'static Self, LawError> {
        LAWS.iter().find(|spec| spec.name == name).ok_or_else(|| LawError::UnknownLaw {
            name: name.to_owned(),
            known: join(LAWS.iter().map(|spec| spec.name)),
        })
    }
}
