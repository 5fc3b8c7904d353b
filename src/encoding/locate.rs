//! Finding the entry at fault in a matrix that does not decode.
//!
//! If one entry was changed, dropped or mistyped, the other rows still span the space that the row
//! belongs to: the row that leaves it is found by ranks, and what has to be added to one of its
//! entries to bring it back by comparing residues (syndrome decoding of a single error).

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::matrix::EncodingMatrix;
use super::modular::{Prime, pivot_columns};
use super::{fraction, linear};
use crate::input::shorten;

/// Largest matrix that is searched, to keep the search within seconds.
const LARGEST: usize = 64;

/// Says which single entry keeps the matrix from decoding, if exactly one row is to blame.
pub(crate) fn changed_entry(matrix: &EncodingMatrix, rows: &[Vec<BigInt>]) -> Option<String> {
    if matrix.workers().max(matrix.subsets()) > LARGEST {
        return None;
    }
    let mut suspects = (0..rows.len()).filter(|i| is_suspect(rows, *i));
    let (row, None) = (suspects.next()?, suspects.next()) else { return None };
    let space = Space::spanned_by(rows, row)?;
    let candidates = space.repairs(matrix.row(row + 1));
    let support = matrix.support(row + 1);
    let near = candidates.iter().filter(|(j, _)| support.contains(&(j + 1))).collect::<Vec<_>>();
    // Every subset is held by more workers than may straggle.
    let held = |j: usize| rows.iter().filter(|row| !row[j].is_zero()).count();
    let lost = candidates.iter().filter(|(j, _)| held(*j) <= matrix.stragglers()).collect::<Vec<_>>();
    let describe = |(j, value): &(usize, BigRational)| {
        let shown = |value: &BigRational| shorten(&fraction::format(value));
        let found = shown(&matrix.row(row + 1)[*j]);
        format!(
            "row {}, column {} is {found}; with {} there the row fits the space of the others",
            row + 1,
            j + 1,
            shown(value)
        )
    };
    match (candidates.as_slice(), lost.as_slice(), near.as_slice()) {
        ([only], _, _) => Some(describe(only)),
        (_, [only], _) => Some(describe(only)),
        (_, _, [only]) => Some(describe(only)),
        _ => Some(format!(
            "row {} alone is at fault: the other rows fit together, but no change of one of its entries makes it fit them; \
             check the whole row",
            row + 1
        )),
    }
}

/// Modulo a prime: without the row the rank is one less and the all-ones row is still spanned.
fn is_suspect(rows: &[Vec<BigInt>], suspect: usize) -> bool {
    let prime = Prime::largest(1)[0];
    let residues = |row: &Vec<BigInt>| row.iter().map(|v| prime.residue(v)).collect::<Vec<_>>();
    let all: Vec<_> = rows.iter().map(residues).collect();
    let mut others = all.clone();
    others.remove(suspect);
    let rank = pivot_columns(prime, others.clone()).len();
    let columns = rows[suspect].len();
    others.push(vec![1; columns]);
    rank + 1 == pivot_columns(prime, all).len() && rank == pivot_columns(prime, others).len()
}

/// A row space in reduced echelon form.
struct Space {
    reduced: linear::Reduced,
}

impl Space {
    /// The space of all rows but one, if it holds the all-ones row (decided exactly).
    fn spanned_by(rows: &[Vec<BigInt>], without: usize) -> Option<Self> {
        let mut others = rows.to_vec();
        others.remove(without);
        let columns = rows[without].len();
        let space = Self { reduced: linear::reduce(others, columns) };
        let ones = vec![BigRational::one(); columns];
        space.residual(&ones).iter().all(Zero::is_zero).then_some(space)
    }

    /// A vector minus the element of the space that agrees with it on the pivot columns.
    fn residual(&self, vector: &[BigRational]) -> Vec<BigRational> {
        let mut rest = vector.to_vec();
        for (row, pivot) in self.reduced.rows.iter().zip(&self.reduced.pivots) {
            let weight = &vector[*pivot] / &self.reduced.pivot;
            for (value, entry) in rest.iter_mut().zip(row) {
                *value -= &weight * entry;
            }
        }
        rest
    }

    /// The columns (from 0) where another value of the entry brings the row into the space, with
    /// that value. A row of zeros lies in every space and repairs nothing.
    fn repairs(&self, row: &[BigRational]) -> Vec<(usize, BigRational)> {
        let rest = self.residual(row);
        let repair = |j: usize| {
            let mut unit = vec![BigRational::zero(); row.len()];
            unit[j] = BigRational::one();
            let direction = self.residual(&unit);
            let place = direction.iter().position(|v| !v.is_zero())?;
            let step = -(&rest[place] / &direction[place]);
            let fits = rest.iter().zip(&direction).all(|(r, d)| (r + &step * d).is_zero());
            let value = &row[j] + step;
            let is_zero = value.is_zero() && (0..row.len()).all(|i| i == j || row[i].is_zero());
            (fits && !is_zero).then_some((j, value))
        };
        (0..row.len()).filter_map(repair).collect()
    }
}
