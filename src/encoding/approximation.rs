//! How near the results of too few workers come to the gradient: approximate gradient coding.
//!
//! The best decoding of a set `F` of workers leaves the squared error
//! `err(F) = min_a ||a^T B_F - 1||^2` (Charles, Papailiopoulos, Ellenberg 2017; Raviv, Tamo, Tandon, Dimakis 2018),
//! between 0 and k: at most `err(F)` times the sum of the squared norms of the k subset gradients is the squared error
//! of the gradient. Here it is that of a vector `a` found in double precision, hence an upper bound up to rounding;
//! of a set that decodes it is rounding. No verdict on decodability follows from it.
//!
//! Proved in `proofs/encoding/approximation.v`: `approximate_error`, `approximate_error_attained`,
//! `squared_residual_none`, `squared_residual_eq0`.

use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use serde::Serialize;

use super::matrix::{EncodingMatrix, to_f64};
use super::sets;
use super::svd::Svd;
use crate::threads;

/// Corrections of a decoding vector by the residual that it leaves.
const CORRECTIONS: usize = 2;

/// Errors of the best approximate decoding over sets of N-s workers, in double precision.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Approximation {
    /// Number of sets examined, a set beside the sample included.
    pub examined: usize,
    /// Whether a set was examined beside the sample.
    #[serde(skip)]
    pub(crate) is_of_one_more: bool,
    /// Whether these were all sets; otherwise a random sample, and the set that was found not to decode.
    pub all_sets: bool,
    /// Largest squared error `err(F)`, in `0..=k`.
    pub worst_error: f64,
    /// The same relative to k, the error of decoding nothing, in `0..=1`.
    pub worst_relative_error: f64,
    /// Its root, the least residual `min_a ||a^T B_F - 1||`: the distance to decodability.
    pub worst_residual: f64,
    /// The workers of that set, ascending.
    pub worst_set: Vec<usize>,
    /// Mean of `err(F)` over all sets or the sample, which a set beside it is no part of.
    pub mean_error: f64,
    /// The same relative to k.
    pub mean_relative_error: f64,
    /// The largest residual that was called good enough, if one was.
    pub tolerance: Option<f64>,
    /// Whether no set examined exceeds it. Not a proof of decodability.
    pub within_tolerance: Option<bool>,
}

impl Approximation {
    /// The same, judged by the largest residual that is good enough, from 0 on.
    #[must_use]
    pub fn judged(self, tolerance: f64) -> Self {
        let within = self.worst_residual <= tolerance;
        Self { tolerance: Some(tolerance), within_tolerance: Some(within), ..self }
    }
}

/// Examines all sets of N-s workers if there are at most `limit`, else a random sample of `limit` drawn from `seed`, and
/// `also` in any case (a set of workers from 1). The result does not depend on the number of threads.
///
/// ```
/// use bcgc::encoding::{approximation, build, find};
///
/// // Each of three workers holds one subset: without one of them, a third of the gradient is lost.
/// let matrix = build(find("uncoded")?, 3, 0, 1)?.with_stragglers(1)?;
/// let found = approximation(&matrix, 1000, 1, &[]);
/// assert!(found.all_sets && (found.worst_error - 1.0).abs() < 1e-15);
/// assert!((found.mean_relative_error - 1.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), bcgc::encoding::EncodingError>(())
/// ```
pub fn approximation(matrix: &EncodingMatrix, limit: usize, seed: u64, also: &[usize]) -> Approximation {
    let size = matrix.needed();
    let mut drawn = sets::sample(matrix.workers(), size, limit.max(1), seed);
    let all_sets = sets::binomial(matrix.workers(), size) == BigUint::from(drawn.len());
    let also: Vec<usize> = also.iter().filter_map(|worker| worker.checked_sub(1)).collect();
    let sampled = drawn.len();
    if also.len() == size && !drawn.contains(&also) {
        drawn.push(also);
    }
    let rows: Vec<Vec<f64>> = matrix.rows().map(scaled).collect();
    let errors = threads::map(drawn.len(), |i| {
        squared_error(&drawn[i].iter().filter_map(|i| rows.get(*i).cloned()).collect::<Vec<_>>())
    });
    let subsets = matrix.subsets() as f64;
    let (mut place, mut worst) = (0, 0.0);
    for (i, error) in errors.iter().enumerate() {
        if *error > worst {
            (place, worst) = (i, *error);
        }
    }
    // The set that was asked for would bend the mean of a sample.
    let mean = errors.iter().take(sampled).sum::<f64>() / sampled.max(1) as f64;
    Approximation {
        examined: drawn.len(),
        is_of_one_more: drawn.len() > sampled,
        all_sets,
        worst_error: worst,
        worst_relative_error: worst / subsets,
        worst_residual: worst.sqrt(),
        worst_set: drawn.get(place).map_or_else(Vec::new, |set| set.iter().map(|i| i + 1).collect()),
        mean_error: mean,
        mean_relative_error: mean / subsets,
        tolerance: None,
        within_tolerance: None,
    }
}

/// A row with its largest entry scaled to 1, which no error depends on and which every double holds.
fn scaled(row: &[BigRational]) -> Vec<f64> {
    match row.iter().map(Signed::abs).max().filter(|largest| !largest.is_zero()) {
        Some(largest) => row.iter().map(|entry| to_f64(&(entry / &largest))).collect(),
        None => vec![0.0; row.len()],
    }
}

/// The squared error of the best decoding vector, by the singular values that stand out of rounding: smaller ones are
/// those of rows that depend on each other but for it, and what they would decode is not there.
fn squared_error(rows: &[Vec<f64>]) -> f64 {
    let subsets = rows.first().map_or(0, Vec::len);
    let svd = Svd::of(rows.to_vec());
    let largest = svd.values.iter().fold(0.0, |m: f64, value| m.max(*value));
    let noise = f64::EPSILON * rows.len().max(subsets) as f64 * largest;
    let mut vector = vec![0.0; rows.len()];
    // Decoding nothing is always possible.
    let mut least = subsets as f64;
    for _ in 0..=CORRECTIONS {
        let before = residual(rows, &vector);
        for ((left, value), right) in svd.left.iter().zip(&svd.values).zip(&svd.right) {
            if *value > noise {
                let component = left.iter().zip(&before).map(|(u, r)| (u / value) * r).sum::<f64>() / value;
                vector.iter_mut().zip(right).for_each(|(a, v)| *a += component * v);
            }
        }
        let error: f64 = residual(rows, &vector).iter().map(|r| r * r).sum();
        least = if error < least { error } else { least };
    }
    least
}

/// `1 - a^T B`, entry by entry.
fn residual(rows: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
    let mut rest = vec![1.0; rows.first().map_or(0, Vec::len)];
    for (row, a) in rows.iter().zip(vector) {
        rest.iter_mut().zip(row).for_each(|(r, b)| *r -= a * b);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::user;

    #[test]
    fn errors_of_repetition_beyond_its_stragglers() {
        let matrix = user::from_csv("1,1,0,0\n1,1,0,0\n0,0,1,1\n0,0,1,1\n", 2).unwrap();
        let found = approximation(&matrix, 100, 1, &[]);
        // Of six pairs, two hold half of the subsets and four hold all of them.
        assert!((found.worst_error - 2.0).abs() < 1e-14 && (found.mean_error - 2.0 / 3.0).abs() < 1e-14);
        assert_eq!(
            (found.worst_set.as_slice(), found.examined, found.all_sets),
            ([1, 2].as_slice(), 6, true)
        );
    }

    #[test]
    fn scales_and_entries_beyond_double_precision_change_nothing() {
        let matrix = user::from_csv("1e-400,1e-400,0\n0,1e900,-1e900\n1,0,1\n", 1).unwrap();
        let plain = user::from_csv("1,1,0\n0,1,-1\n1,0,1\n", 1).unwrap();
        let (found, expected) = (approximation(&matrix, 9, 1, &[]), approximation(&plain, 9, 1, &[]));
        assert!((found.worst_error - expected.worst_error).abs() < 1e-14, "{found:?} {expected:?}");
    }

    #[test]
    fn a_sample_holds_the_set_that_was_asked_for() {
        let rows: Vec<String> = (0..12)
            .map(|i| (0..12).map(|j| if i == j { "1" } else { "0" }).collect::<Vec<_>>().join(","))
            .collect();
        let matrix = user::from_csv(&rows.join("\n"), 6).unwrap();
        let found = approximation(&matrix, 10, 1, &[7, 8, 9, 10, 11, 12]);
        assert!(!found.all_sets && (10..=11).contains(&found.examined));
        assert!((found.worst_error - 6.0).abs() < 1e-13 && (found.mean_relative_error - 0.5).abs() < 1e-14);
        let judged = found.judged(1.0);
        assert_eq!((judged.tolerance, judged.within_tolerance), (Some(1.0), Some(false)));
    }
}
