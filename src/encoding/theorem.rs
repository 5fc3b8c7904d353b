//! Theorems that cover every straggler set at once. Their hypotheses are checked exactly on the
//! matrix at hand, never assumed from its name.
//!
//! Proved in `proofs/encoding/classes.v`: `classes_tolerate`.
//! Proved in `proofs/encoding/divided_differences.v`: `polynomials_tolerate`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::matrix::EncodingMatrix;
use super::witness::{Polynomials, Witness};

/// The theorem that proves the matrix decodable from every N-s workers, if its hypotheses hold.
pub(crate) fn covering(matrix: &EncodingMatrix) -> Option<&'static str> {
    match matrix.witness() {
        Witness::Classes(classes) => classes_cover(matrix, classes).then_some(
            "pigeonhole: s stragglers leave one of s + 1 disjoint classes of workers complete, and the \
             rows of each class add up to the all-ones row",
        ),
        Witness::Polynomials(polynomials) => interpolates(matrix, polynomials).then_some(
            "interpolation: the columns are values of monic polynomials of degree N - s - 1 at distinct \
             points, so the divided difference over any N - s workers is the all-ones row",
        ),
        Witness::ParityCheck(_) | Witness::None => None,
    }
}

/// At least s + 1 disjoint classes of workers, each with rows that add up to the all-ones row.
fn classes_cover(matrix: &EncodingMatrix, classes: &[Vec<usize>]) -> bool {
    let mut seen = vec![false; matrix.workers()];
    let disjoint = classes
        .iter()
        .flatten()
        .all(|worker| seen.get_mut(*worker).is_some_and(|seen| !std::mem::replace(seen, true)));
    disjoint && classes.len() > matrix.stragglers() && classes.iter().all(|class| sums_to_ones(matrix, class))
}

fn sums_to_ones(matrix: &EncodingMatrix, class: &[usize]) -> bool {
    (0..matrix.subsets()).all(|j| class.iter().map(|i| &matrix.row(i + 1)[j]).sum::<BigRational>().is_one())
}

/// The hypotheses of interpolation, exactly.
fn interpolates(matrix: &EncodingMatrix, polynomials: &Polynomials) -> bool {
    let Polynomials { points, factors } = polynomials;
    let workers = matrix.workers();
    let distinct = points.iter().enumerate().all(|(i, x)| !points[..i].contains(x));
    points.len() == workers
        && factors.len() == workers
        && distinct
        && !factors.iter().any(Zero::is_zero)
        && (0..matrix.subsets()).all(|j| fits_column(matrix, polynomials, j))
}

/// Whether column `j` holds the values of its polynomial.
fn fits_column(matrix: &EncodingMatrix, Polynomials { points, factors }: &Polynomials, j: usize) -> bool {
    let column: Vec<&BigRational> = matrix.rows().map(|row| &row[j]).collect();
    let roots: Vec<usize> = (0..column.len()).filter(|i| column[*i].is_zero()).collect();
    let value = |i: usize| roots.iter().map(|m| &points[i] - &points[*m]).product::<BigInt>();
    // Multiplied out: fractions would be reduced at every step. At a root both sides vanish.
    let fits =
        |i: usize| column[i].is_zero() || column[i].numer() * &factors[i] == value(i) * column[i].denom();
    roots.len() + matrix.stragglers() + 1 == column.len() && (0..column.len()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{build, find};

    /// A matrix from the registry that passes for one tolerating `stragglers`, with its witness.
    fn passing_for(name: &str, workers: usize, built: usize, stragglers: usize) -> EncodingMatrix {
        let matrix = build(find(name).unwrap(), workers, built, 1).unwrap();
        let rows = matrix.rows().map(<[BigRational]>::to_vec).collect();
        EncodingMatrix::from_rows(rows, stragglers).unwrap().with_origin(
            "test",
            None,
            matrix.witness().clone(),
        )
    }

    #[test]
    fn theorems_hold_for_the_stragglers_built_for_and_no_more() {
        for name in ["fractional-repetition", "generalised-fractional-repetition", "reed-solomon"] {
            assert!(covering(&passing_for(name, 6, 2, 2)).is_some(), "{name}");
            assert!(covering(&passing_for(name, 6, 2, 3)).is_none(), "{name}");
        }
    }

    #[test]
    fn theorems_do_not_survive_a_changed_entry() {
        for name in ["fractional-repetition", "generalised-fractional-repetition", "reed-solomon"] {
            let matrix = passing_for(name, 6, 2, 2);
            let mut rows: Vec<_> = matrix.rows().map(<[BigRational]>::to_vec).collect();
            let column = matrix.support(3)[0];
            rows[2][column - 1] += BigRational::one();
            let changed = EncodingMatrix::from_rows(rows, 2).unwrap();
            assert!(
                covering(&changed.with_origin("test", None, matrix.witness().clone())).is_none(),
                "{name}"
            );
        }
    }

    #[test]
    fn classes_must_be_disjoint() {
        let matrix = passing_for("fractional-repetition", 4, 1, 1);
        let witness = Witness::Classes(vec![vec![0, 2], vec![0, 3]]);
        assert!(covering(&matrix.with_origin("test", None, witness)).is_none());
    }
}
