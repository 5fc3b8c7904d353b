//! What can be wrong with the description of a law.

use thiserror::Error;

use crate::input::shorten;
use crate::wording::did_you_mean;

/// A law that cannot be constructed: names the key, the value and what is permitted.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum LawError {
    /// No law of that name.
    #[error("law = {name:?}: unknown{near}; the known laws are {known}", near = did_you_mean(.name, .known))]
    UnknownLaw {
        /// The name asked for.
        name: String,
        /// The known names, separated by commas.
        known: String,
    },
    /// A parameter without a default is missing.
    #[error("{key}: missing; the law \"{law}\" needs it: {permitted}")]
    MissingKey {
        /// Name of the law.
        law: &'static str,
        /// The missing key.
        key: &'static str,
        /// What is permitted for it.
        permitted: &'static str,
    },
    /// A key that the law does not have.
    #[error("{key}: unknown key of the law \"{law}\"{near}; its keys are {known}", near = did_you_mean(.key, .known))]
    UnknownKey {
        /// Name of the law.
        law: &'static str,
        /// The unknown key.
        key: String,
        /// The permitted keys, separated by commas.
        known: String,
    },
    /// A list where a number belongs, or the other way round.
    #[error("{key} = {}: must be {expected}", shorten(.value))]
    WrongKind {
        /// The key.
        key: &'static str,
        /// The value as given.
        value: String,
        /// What is permitted.
        expected: &'static str,
    },
    /// A value outside the permitted range.
    #[error("{key} = {}: must be {permitted}", shorten(.value))]
    OutOfRange {
        /// The key.
        key: &'static str,
        /// The value as given.
        value: String,
        /// What is permitted.
        permitted: String,
    },
    /// Parameters that are fine one by one but leave nothing that 64-bit arithmetic can resolve.
    #[error("{key} = {}: {reason}", shorten(.value))]
    Degenerate {
        /// The key.
        key: &'static str,
        /// The value as given.
        value: String,
        /// Why the combination is refused and what would be accepted.
        reason: String,
    },
}
