//! Exact elimination over the integers (fraction-free, Bareiss 1968): ranks and solutions of small
//! linear systems without the growth and the repeated gcds of rational pivoting.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// A matrix after fraction-free Gauss-Jordan elimination of its first columns.
pub(crate) struct Reduced {
    /// The eliminated rows, those with a pivot first.
    pub(crate) rows: Vec<Vec<BigInt>>,
    /// Column of the pivot of each of the first `pivots.len()` rows.
    pub(crate) pivots: Vec<usize>,
    /// The common value of all pivots.
    pub(crate) pivot: BigInt,
}

/// Eliminates the first `columns` columns of `rows`. All divisions are exact (Sylvester's
/// identity): every entry stays a minor of the input.
pub(crate) fn reduce(mut rows: Vec<Vec<BigInt>>, columns: usize) -> Reduced {
    let mut pivots = Vec::new();
    let mut previous = BigInt::one();
    for column in 0..columns {
        let rank = pivots.len();
        let Some(found) = (rank..rows.len()).find(|i| !rows[*i][column].is_zero()) else { continue };
        rows.swap(rank, found);
        let pivot_row = rows[rank].clone();
        let pivot = &pivot_row[column];
        for (i, row) in rows.iter_mut().enumerate() {
            if i == rank {
                continue;
            }
            let factor = std::mem::take(&mut row[column]);
            if factor.is_zero() && *pivot == previous {
                continue;
            }
            for (j, entry) in row.iter_mut().enumerate() {
                if j == column {
                    continue;
                }
                let mut value = &*entry * pivot;
                if !factor.is_zero() && !pivot_row[j].is_zero() {
                    value -= &factor * &pivot_row[j];
                }
                *entry = value / &previous;
            }
        }
        previous = pivot.clone();
        pivots.push(column);
    }
    Reduced { rows, pivots, pivot: previous }
}

/// Rank over the rationals of an integer matrix given by its rows, all of one length.
pub(crate) fn rank(rows: Vec<Vec<BigInt>>) -> usize {
    let columns = rows.first().map_or(0, Vec::len);
    reduce(rows, columns).pivots.len()
}

/// One solution `x` of `A x = b` over the rationals (free variables zero), or `None` when there is
/// none. Each row holds the coefficients of one equation followed by its right-hand side.
pub(crate) fn solve(augmented: Vec<Vec<BigInt>>) -> Option<Vec<BigRational>> {
    solution(augmented, false)
}

/// As [`solve`], but `None` unless the solution is unique.
pub(crate) fn solve_unique(augmented: Vec<Vec<BigInt>>) -> Option<Vec<BigRational>> {
    solution(augmented, true)
}

fn solution(augmented: Vec<Vec<BigInt>>, unique: bool) -> Option<Vec<BigRational>> {
    let unknowns = augmented.first()?.len().checked_sub(1)?;
    let reduced = reduce(augmented, unknowns);
    let rank = reduced.pivots.len();
    if unique && rank < unknowns || reduced.rows[rank..].iter().any(|row| !row[unknowns].is_zero()) {
        return None;
    }
    let mut solution = vec![BigRational::zero(); unknowns];
    for (row, column) in reduced.rows.into_iter().zip(&reduced.pivots) {
        let value = row.into_iter().next_back().unwrap_or_default();
        solution[*column] = BigRational::new(value, reduced.pivot.clone());
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integers(rows: &[&[i64]]) -> Vec<Vec<BigInt>> {
        rows.iter().map(|row| row.iter().map(|v| BigInt::from(*v)).collect()).collect()
    }

    #[test]
    fn ranks() {
        assert_eq!(rank(integers(&[&[1, 2], &[2, 4]])), 1);
        assert_eq!(rank(integers(&[&[0, 0], &[0, 0]])), 0);
        assert_eq!(rank(integers(&[&[0, 3, 1], &[2, 0, 5], &[2, 3, 6]])), 2);
        assert_eq!(rank(Vec::new()), 0);
    }

    #[test]
    fn solutions() {
        let half = BigRational::new(1.into(), 2.into());
        assert_eq!(solve(integers(&[&[2, 0, 1], &[0, 4, 2]])), Some(vec![half.clone(), half]));
        assert_eq!(solve(integers(&[&[1, 1, 1], &[1, 1, 2]])), None);
        assert!(solve(integers(&[&[1, 1, 1], &[2, 2, 2]])).is_some());
        assert_eq!(solve_unique(integers(&[&[1, 1, 1], &[2, 2, 2]])), None);
    }
}
