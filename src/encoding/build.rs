//! Matrices of a construction, with and without a check.

use super::construction::Construction;
use super::decodability::{CheckOptions, Decodability, Verdict, check};
use super::error::EncodingError;
use super::matrix::{EncodingMatrix, check_sizes};

/// Seeds that [`build_checked`] tries.
const CHECKED_SEEDS: usize = 16;

/// Whether a construction exists for these sizes.
///
/// # Errors
/// [`EncodingError::Workers`], [`EncodingError::Stragglers`] or [`EncodingError::Inapplicable`].
pub fn check_applicable(
    construction: &dyn Construction,
    workers: usize,
    stragglers: usize,
) -> Result<(), EncodingError> {
    check_sizes(workers, stragglers)?;
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
/// ```
/// use bcgc::encoding::{build, find};
///
/// let matrix = build(find("fractional-repetition")?, 4, 1, 1)?;
/// assert_eq!(matrix.to_csv(), "1,1,0,0\n1,1,0,0\n0,0,1,1\n0,0,1,1\n");
/// # Ok::<(), bcgc::encoding::EncodingError>(())
/// ```
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
/// [`EncodingError::Singular`], when no matrix tried is decodable; [`EncodingError::Stopped`] by the clock.
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
            Verdict::Stopped => return Err(EncodingError::Stopped),
            Verdict::NotDecodable { .. } => next = matrix.seed().unwrap_or(next).wrapping_add(1),
            _ => return Ok((matrix, found)),
        }
    }
    let last = next.wrapping_sub(1);
    Err(EncodingError::Singular { construction: construction.name(), workers, stragglers, seed, last })
}
