//! The row space of an encoding matrix.
//!
//! Proved in `proofs/encoding/row_space.v`: `kernel_space`, `polynomial_space`, `columns_decide`.

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::linear;
use super::modular::{Prime, pivot_columns};
use super::witness::Witness;

/// The row space of a matrix, known exactly.
#[derive(Debug, Clone)]
pub(crate) struct RowSpace {
    /// Its dimension over the rationals.
    pub(crate) dimension: usize,
    /// Whether it contains the all-ones row.
    pub(crate) holds_ones: bool,
    /// Columns (from 0) that determine every vector of the space spanned by the rows and the
    /// all-ones row.
    pub(crate) columns: Vec<usize>,
}

impl RowSpace {
    /// From the witness of the construction if it is valid, else by exact elimination. `is_covered` says that the
    /// hypotheses of its theorem hold.
    pub(crate) fn of(rows: &[Vec<BigInt>], stragglers: usize, witness: &Witness, is_covered: bool) -> Self {
        let enclosed = match witness {
            Witness::ParityCheck(check) => satisfies(rows, stragglers, check),
            // Values of polynomials of degree below N-s: at most that rank, and the all-ones row.
            Witness::Polynomials(_) => is_covered,
            Witness::Classes(_) | Witness::None => false,
        };
        if let Some(space) = enclosed.then(|| Self::filling(rows, rows.len() - stragglers)).flatten() {
            return space;
        }
        let subsets = subsets(rows);
        let reduced = linear::reduce(rows.to_vec(), subsets);
        let dimension = reduced.pivots.len();
        let mut columns = reduced.pivots;
        // The element of the space that agrees with the all-ones row on the pivot columns.
        let agreeing = |j: usize| reduced.rows[..dimension].iter().map(|row| &row[j]).sum::<BigInt>();
        let differing = (0..subsets).find(|j| agreeing(*j) != reduced.pivot);
        columns.extend(differing);
        Self { dimension, holds_ones: differing.is_none(), columns }
    }

    /// For rows within a space of a dimension, N-s, that contains the all-ones row: a rank of N-s modulo
    /// a prime shows that they fill it.
    fn filling(rows: &[Vec<BigInt>], dimension: usize) -> Option<Self> {
        Prime::largest(3).into_iter().find_map(|prime| {
            let residues = rows.iter().map(|row| row.iter().map(|v| prime.residue(v)).collect()).collect();
            let columns = pivot_columns(prime, residues);
            (columns.len() == dimension).then_some(Self { dimension, holds_ones: true, columns })
        })
    }
}

/// `H B^T = 0`, `H 1 = 0` and `rank H = s`: all rows of a square matrix lie in the kernel of `H`, which has
/// dimension N-s and contains the all-ones row.
fn satisfies(rows: &[Vec<BigInt>], stragglers: usize, check: &[Vec<BigInt>]) -> bool {
    let orthogonal = |row: &[BigInt]| {
        check.iter().all(|h| h.iter().zip(row).map(|(a, b)| a * b).sum::<BigInt>().is_zero())
    };
    let workers = rows.len();
    subsets(rows) == workers
        && check.len() == stragglers
        && check.iter().all(|h| h.len() == workers)
        && orthogonal(&vec![BigInt::one(); workers])
        && rows.iter().all(|row| orthogonal(row))
        && linear::rank(check.to_vec()) == stragglers
}

/// The number of columns.
fn subsets(rows: &[Vec<BigInt>]) -> usize {
    rows.first().map_or(0, Vec::len)
}

#[cfg(test)]
mod tests {
    use num_rational::BigRational;

    use super::*;
    use crate::encoding::matrix::EncodingMatrix;
    use crate::encoding::{build, find};

    #[test]
    fn a_parity_check_that_the_rows_violate_is_not_believed() {
        let matrix = build(find("cyclic-repetition").unwrap(), 6, 2, 1).unwrap();
        let good = RowSpace::of(&rows_of(&matrix), 2, matrix.witness(), false);
        assert!(good.dimension == 4 && good.holds_ones);
        // One column doubled: the same rank, another space, without the all-ones row.
        let mut rows: Vec<_> = matrix.rows().map(<[BigRational]>::to_vec).collect();
        rows.iter_mut().for_each(|row| row[0] *= BigInt::from(2));
        let changed = EncodingMatrix::from_rows(rows, 2).unwrap();
        let found = RowSpace::of(&rows_of(&changed), 2, matrix.witness(), false);
        assert!(found.dimension == 4 && !found.holds_ones);
        assert_eq!(found.columns.len(), 5);
    }

    fn rows_of(matrix: &EncodingMatrix) -> Vec<Vec<BigInt>> {
        matrix.integer_rows().into_iter().map(|(row, _)| row).collect()
    }
}
