//! How many digits the decode loses in double precision.

use std::cmp::Ordering;

use num_bigint::BigUint;
use rayon::prelude::*;
use serde::Serialize;

use super::{
    EncodingMatrix,
    decoding::Decoder,
    modular::{Prime, pivot_columns},
    sets,
};

/// Sweeps after which the Jacobi iteration stops; convergence is quadratic and takes about six.
const SWEEPS: usize = 40;

/// Worst figures of the double precision decode over sets of N-s workers.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
pub fn conditioning(matrix: &EncodingMatrix, limit: usize, seed: u64) -> Conditioning {
    let size = matrix.workers() - matrix.stragglers();
    let total = sets::binomial(matrix.workers(), size);
    let drawn = sets::sample(matrix.workers(), size, limit.max(1), seed);
    let decoder = Decoder::new(matrix);
    let prime = Prime::largest(1)[0];
    let residues: Vec<Vec<u32>> =
        decoder.rows().iter().map(|row| row.iter().map(|v| prime.residue(v)).collect()).collect();
    let rows: Vec<Vec<f64>> = (1..=matrix.workers()).map(|n| matrix.row_f64(n)).collect();
    let figures: Vec<Figures> = drawn
        .par_iter()
        .map(|set| {
            let rank = pivot_columns(prime, set.iter().map(|i| residues[*i].clone()).collect()).len();
            figures(set.iter().map(|i| rows[*i].clone()).collect(), rank)
        })
        .collect();
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

/// Singular value decomposition of the transpose `B_I^T = U diag(sigma) V^T` by one-sided Jacobi
/// rotations (Hestenes 1958), which keep small singular values accurate.
struct Svd {
    /// Columns of `U diag(sigma)`.
    left: Vec<Vec<f64>>,
    /// The singular values, in no order.
    values: Vec<f64>,
    /// Columns of `V`.
    right: Vec<Vec<f64>>,
}

impl Svd {
    /// `rows` are the rows of `B_I`, hence the columns of its transpose.
    fn of(rows: Vec<Vec<f64>>) -> Self {
        let mut left = rows;
        let size = left.len();
        let mut right: Vec<Vec<f64>> =
            (0..size).map(|i| (0..size).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect();
        for _ in 0..SWEEPS {
            let mut rotated = false;
            for j in 1..size {
                for i in 0..j {
                    if let Some((cosine, sine)) = rotation(&left[i], &left[j]) {
                        rotated = true;
                        rotate(&mut left, i, j, cosine, sine);
                        rotate(&mut right, i, j, cosine, sine);
                    }
                }
            }
            if !rotated {
                break;
            }
        }
        let values = left.iter().map(|column| dot(column, column).sqrt()).collect();
        Self { left, values, right }
    }
}

/// The rotation that makes two columns orthogonal, unless they are to working precision.
fn rotation(x: &[f64], y: &[f64]) -> Option<(f64, f64)> {
    let (xx, yy, xy) = (dot(x, x), dot(y, y), dot(x, y));
    let threshold = f64::EPSILON * (xx * yy).sqrt();
    if xy.abs() <= threshold || !xy.is_finite() || !threshold.is_finite() {
        return None;
    }
    let zeta = (yy - xx) / (2.0 * xy);
    let tangent = zeta.signum() / (zeta.abs() + zeta.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    Some((cosine, cosine * tangent))
}

fn rotate(columns: &mut [Vec<f64>], i: usize, j: usize, cosine: f64, sine: f64) {
    let (head, tail) = columns.split_at_mut(j);
    for (x, y) in head[i].iter_mut().zip(&mut tail[0]) {
        (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
    }
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singular_values_of_known_matrices() {
        let mut values = Svd::of(vec![vec![3.0, 0.0], vec![4.0, 5.0]]).values;
        values.sort_by(f64::total_cmp);
        // B B^T has the eigenvalues 45 and 5.
        assert!((values[0] - 5f64.sqrt()).abs() < 1e-14 && (values[1] - 45f64.sqrt()).abs() < 1e-14);
    }

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
