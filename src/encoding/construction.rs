//! What a construction of encoding matrices is.

use std::fmt;

use super::error::EncodingError;
use super::matrix::EncodingMatrix;

/// What vouches for decodability from every N-s workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Assurance {
    /// A theorem, whose hypotheses are checked on every matrix built.
    Theorem(&'static str),
    /// Only the check of all sets of workers; the reason says what is known.
    Check(&'static str),
}

impl fmt::Display for Assurance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Theorem(text) => write!(f, "theorem: {text}"),
            Self::Check(text) => write!(f, "check only: {text}"),
        }
    }
}

/// A family of encoding matrices.
pub trait Construction: fmt::Debug + Sync {
    /// The name by which it is chosen.
    fn name(&self) -> &'static str;

    /// Where it comes from in the literature.
    fn source(&self) -> &'static str;

    /// One line for help texts.
    fn summary(&self) -> &'static str;

    /// What vouches for decodability.
    fn assurance(&self) -> Assurance;

    /// Whether every worker holds exactly `s + 1` subsets for all sizes, as the overall runtime of the
    /// paper assumes. No matrix that tolerates `s` stragglers has a smaller average (`weights_needed` in
    /// `proofs/encoding/decodability.v`).
    fn has_uniform_weight(&self) -> bool {
        true
    }

    /// Whether different seeds give different matrices.
    fn is_random(&self) -> bool {
        false
    }

    /// Why it does not apply to valid sizes (`stragglers < workers`), as the end of a sentence.
    fn obstacle(&self, _workers: usize, _stragglers: usize) -> Option<String> {
        None
    }

    /// Builds the matrix of valid, applicable sizes. Call [`build`](super::build()) instead, which checks both.
    ///
    /// # Errors
    /// [`EncodingError::Singular`] when no seed tried gives a matrix.
    fn matrix(&self, workers: usize, stragglers: usize, seed: u64) -> Result<EncodingMatrix, EncodingError>;
}
