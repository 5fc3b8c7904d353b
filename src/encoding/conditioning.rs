//! How many digits the decode loses in double precision.

use std::cmp::Ordering;

use num_bigint::BigUint;
use serde::Serialize;

use super::matrix::EncodingMatrix;
use super::modular::{Prime, pivot_columns};
use super::sets;
use super::svd::Svd;
use crate::threads;

/// Worst figures of the double precision decode over sets of N-s workers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Conditioning {
    /// Number of sets examined.
    pub examined: usize,
    /// Whether these were all sets; otherwise a random sample.
    pub all_sets: bool,
    /// Largest ratio of the largest to the smallest nonzero singular value of `B_I`. Figures beyond
    /// about 1e15 only say that nothing is left of double precision; infinite (null in JSON) where the entries
    /// themselves leave it.
    pub worst_condition: f64,
    /// The workers of that set, ascending.
    pub worst_set: Vec<usize>,
    /// Largest absolute entry of a decoding vector `a_I` of smallest Euclidean norm.
    pub largest_coefficient: f64,
    /// The workers of that set, ascending.
    pub largest_coefficient_set: Vec<usize>,
}

/// Figures of one set.
#[derive(Clone, Copy)]
struct Figures {
    condition: f64,
    coefficient: f64,
}

/// Examines all sets of N-s workers if there are at most `limit`, else a random sample of `limit`
/// drawn from `seed`. The result does not depend on the number of threads.
///
/// ```
/// use bcgc::encoding::{build, conditioning, find};
///
/// let found = conditioning(&build(find("fractional-repetition")?, 4, 1, 1)?, 1000, 1);
/// assert!(found.all_sets && found.examined == 4 && found.worst_condition < 1.5);
/// # Ok::<(), bcgc::encoding::EncodingError>(())
/// ```
pub fn conditioning(matrix: &EncodingMatrix, limit: usize, seed: u64) -> Conditioning {
    let size = matrix.needed();
    let total = sets::binomial(matrix.workers(), size);
    let drawn = sets::sample(matrix.workers(), size, limit.max(1), seed);
    let prime = Prime::largest(1)[0];
    let integers = matrix.integer_rows();
    let residues: Vec<Vec<u32>> =
        integers.iter().map(|(row, _)| row.iter().map(|v| prime.residue(v)).collect()).collect();
    let rows: Vec<Vec<f64>> = (1..=matrix.workers()).map(|n| matrix.row_f64(n)).collect();
    let figures_of = |i: usize| {
        let set = &drawn[i];
        let rank = pivot_columns(prime, set.iter().map(|i| residues[*i].clone()).collect()).len();
        figures(set.iter().map(|i| rows[*i].clone()).collect(), rank)
    };
    let figures = threads::map(drawn.len(), figures_of);
    let worst = |key: fn(&Figures) -> f64| {
        let order = |a: &(usize, f64), b: &(usize, f64)| {
            // Infinite entries give NaN, which is as bad as infinite; ties go to the first set.
            a.1.partial_cmp(&b.1).unwrap_or(Ordering::Equal).then(b.0.cmp(&a.0))
        };
        let value = |f| if f64::is_nan(f) { f64::INFINITY } else { f };
        let found = figures.iter().map(|f| value(key(f))).enumerate().max_by(order);
        let (place, value) = found.unwrap_or((0, 1.0));
        (value, drawn.get(place).map_or_else(Vec::new, |set| set.iter().map(|i| i + 1).collect()))
    };
    let (worst_condition, worst_set) = worst(|f| f.condition);
    let (largest_coefficient, largest_coefficient_set) = worst(|f| f.coefficient);
    Conditioning {
        examined: drawn.len(),
        all_sets: total == BigUint::from(drawn.len()),
        worst_condition,
        worst_set,
        largest_coefficient,
        largest_coefficient_set,
    }
}

/// Condition number and largest decoding coefficient of rows of known rank.
fn figures(rows: Vec<Vec<f64>>, rank: usize) -> Figures {
    let Svd { left, values, right } = Svd::of(rows);
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
    order.truncate(rank.max(1));
    let (Some(first), Some(last)) = (order.first(), order.last()) else {
        return Figures { condition: f64::INFINITY, coefficient: f64::INFINITY };
    };
    // a = V diag(1 / sigma) U^T 1, where the columns of U sigma are kept in `left`.
    let mut vector = vec![0.0; values.len()];
    for k in &order {
        let weight = left[*k].iter().sum::<f64>() / (values[*k] * values[*k]);
        vector.iter_mut().zip(&right[*k]).for_each(|(a, v)| *a += weight * v);
    }
    let coefficient = vector.iter().fold(0.0, |m: f64, a| if a.is_nan() { *a } else { m.max(a.abs()) });
    Figures { condition: values[*first] / values[*last], coefficient }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_singular_values_of_a_hilbert_matrix() {
        let rows = (0..6).map(|i| (0..6).map(|j| 1.0 / f64::from(i + j + 1)).collect()).collect();
        // Condition number of the 6 x 6 Hilbert matrix: 1.4951058642e7.
        let found = figures(rows, 6).condition;
        assert!((found / 1.495_105_864_2e7 - 1.0).abs() < 1e-8, "{found}");
    }

    #[test]
    fn the_decoding_vector_of_smallest_norm() {
        let found = figures(vec![vec![1.0, 0.0], vec![1.0, 0.0], vec![0.0, 2.0]], 2);
        assert!((found.coefficient - 0.5).abs() < 1e-15);
        assert!((found.condition - 2f64.sqrt()).abs() < 1e-14);
    }
}
