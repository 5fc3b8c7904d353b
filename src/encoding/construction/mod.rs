//! Constructions of encoding matrices, one file each.
//!
//! Adding one: copy `uncoded.rs`, the smallest, and add a line to [`CONSTRUCTIONS`]. The tests in
//! `tests/encoding.rs` run over every entry.

mod cyclic_repetition;
mod fractional_repetition;
mod generalised_fractional_repetition;
mod reed_solomon;
mod uncoded;

use std::fmt;

pub use cyclic_repetition::CyclicRepetition;
pub use fractional_repetition::FractionalRepetition;
pub use generalised_fractional_repetition::GeneralisedFractionalRepetition;
pub use reed_solomon::ReedSolomon;
pub use uncoded::Uncoded;

use super::{CheckOptions, Decodability, EncodingError, EncodingMatrix, Verdict, check, matrix};

/// Seeds that [`build_checked`] tries.
const CHECKED_SEEDS: usize = 16;

/// What vouches for decodability from every N-s workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// paper assumes.
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

    /// Builds the matrix of valid, applicable sizes. Call [`build`] instead, which checks both.
    ///
    /// # Errors
    /// [`EncodingError::Singular`] when no seed tried gives a matrix.
    fn matrix(&self, workers: usize, stragglers: usize, seed: u64) -> Result<EncodingMatrix, EncodingError>;
}

/// Every construction, in the order of help texts and tables.
pub static CONSTRUCTIONS: &[&dyn Construction] =
    &[&CyclicRepetition, &FractionalRepetition, &GeneralisedFractionalRepetition, &ReedSolomon, &Uncoded];

/// The construction of this name.
///
/// # Errors
/// [`EncodingError::UnknownConstruction`], which lists the names.
pub fn find(name: &str) -> Result<&'static dyn Construction, EncodingError> {
    CONSTRUCTIONS.iter().find(|c| c.name() == name).copied().ok_or_else(|| {
        let names: Vec<_> = CONSTRUCTIONS.iter().map(|c| c.name()).collect();
        EncodingError::UnknownConstruction { name: name.into(), known: names.join(", ") }
    })
}

/// Whether a construction exists for these sizes.
///
/// # Errors
/// [`EncodingError::Workers`], [`EncodingError::Stragglers`] or [`EncodingError::Inapplicable`].
pub fn check_applicable(
    construction: &dyn Construction,
    workers: usize,
    stragglers: usize,
) -> Result<(), EncodingError> {
    matrix::check_sizes(workers, stragglers)?;
    match construction.obstacle(workers, stragglers) {
        None => Ok(()),
        Some(reason) => Err(EncodingError::Inapplicable {
            construction: construction.name(),
            workers,
            stragglers,
            reason,
        }),
    }
}

/// Builds the matrix of a construction. `seed` matters only to random constructions, which may move
/// on to the next seeds; [`EncodingMatrix::seed`] tells the one used.
///
/// # Errors
/// Those of [`check_applicable`], and [`EncodingError::Singular`].
pub fn build(
    construction: &dyn Construction,
    workers: usize,
    stragglers: usize,
    seed: u64,
) -> Result<EncodingMatrix, EncodingError> {
    check_applicable(construction, workers, stragglers)?;
    construction.matrix(workers, stragglers, seed)
}

/// Builds a matrix and checks it. Random constructions move on to the next seed while a set of workers
/// cannot decode, as happens now and then with small random coefficients. The verdict may
/// still be `Sampled`, if there are more sets than `options` allow.
///
/// # Errors
/// Those of [`build`]; [`EncodingError::NotDecodable`], or for random constructions
/// [`EncodingError::Singular`], when no matrix tried is decodable.
pub fn build_checked(
    construction: &dyn Construction,
    workers: usize,
    stragglers: usize,
    seed: u64,
    options: &CheckOptions,
) -> Result<(EncodingMatrix, Decodability), EncodingError> {
    let mut next = seed;
    for _ in 0..CHECKED_SEEDS {
        let matrix = build(construction, workers, stragglers, next)?;
        let found = check(&matrix, options);
        match found.verdict {
            Verdict::NotDecodable { workers, reason } if !construction.is_random() => {
                return Err(EncodingError::NotDecodable { workers, reason });
            }
            Verdict::NotDecodable { .. } => next = matrix.seed().unwrap_or(next).wrapping_add(1),
            _ => return Ok((matrix, found)),
        }
    }
    let last = next.wrapping_sub(1);
    Err(EncodingError::Singular { construction: construction.name(), workers, stragglers, seed, last })
}
