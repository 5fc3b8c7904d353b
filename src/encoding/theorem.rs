//! Theorems that cover every straggler set at once. Their hypotheses are checked exactly on the
//! matrix at hand, never assumed from its name.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::{
    EncodingMatrix,
    linear::{self, rank},
    modular::{Prime, pivot_columns},
};

/// What a construction hands over besides its matrix, so that its theorem can be checked.
#[derive(Debug, Clone, Default)]
pub(crate) enum Witness {
    /// Nothing.
    #[default]
    None,
    /// Disjoint sets of workers (from 0) whose rows add up to the all-ones row.
    Classes(Vec<Vec<usize>>),
    /// Distinct points `x_i` and nonzero factors `d_i`, one of each a worker, such that column `j`
    /// times the factors holds the values at the points of the monic polynomial of degree N-s-1
    /// that vanishes at the points of the workers without subset `j`.
    Polynomials(Polynomials),
    /// Rows of a parity check `H` (s x N) with `H 1 = 0` and `H B^T = 0`.
    ParityCheck(Vec<Vec<BigInt>>),
}

/// Points and factors of [`Witness::Polynomials`].
#[derive(Debug, Clone)]
pub(crate) struct Polynomials {
    pub(crate) points: Vec<BigInt>,
    pub(crate) factors: Vec<BigInt>,
}

impl Polynomials {
    /// The hypotheses, exactly.
    fn hold(&self, matrix: &EncodingMatrix) -> bool {
        let workers = matrix.workers();
        let distinct = self.points.iter().enumerate().all(|(i, x)| !self.points[..i].contains(x));
        let sizes = self.points.len() == workers && self.factors.len() == workers;
        sizes
            && distinct
            && !self.factors.iter().any(Zero::is_zero)
            && (0..workers).all(|j| self.fits_column(matrix, j))
    }

    fn fits_column(&self, matrix: &EncodingMatrix, j: usize) -> bool {
        let column: Vec<&BigRational> = matrix.rows().map(|row| &row[j]).collect();
        let roots: Vec<usize> = (0..column.len()).filter(|i| column[*i].is_zero()).collect();
        let value = |i: usize| roots.iter().map(|m| &self.points[i] - &self.points[*m]).product::<BigInt>();
        roots.len() + matrix.stragglers() + 1 == column.len()
            && column
                .iter()
                .enumerate()
                .all(|(i, b)| *b * &self.factors[i] == BigRational::from_integer(value(i)))
    }

    /// Weights of the divided difference over the points of some workers (from 0), which is 1 for
    /// every column if there are N-s of them.
    pub(crate) fn divided_difference(&self, set: &[usize]) -> Vec<BigRational> {
        let others = |i: usize| set.iter().filter(move |m| **m != i);
        let product = |i: usize| others(i).map(|m| &self.points[i] - &self.points[*m]).product();
        set.iter().map(|i| BigRational::new(self.factors[*i].clone(), product(*i))).collect()
    }
}

/// The theorem that proves the matrix decodable from every N-s workers, if its hypotheses hold.
pub(crate) fn covering(matrix: &EncodingMatrix) -> Option<&'static str> {
    match matrix.witness() {
        Witness::Classes(classes) => classes_cover(matrix, classes).then_some(
            "pigeonhole: s stragglers leave one of s + 1 disjoint classes of workers complete, and the \
             rows of each class add up to the all-ones row",
        ),
        Witness::Polynomials(polynomials) => polynomials.hold(matrix).then_some(
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
    (0..matrix.workers()).all(|j| class.iter().map(|i| &matrix.row(i + 1)[j]).sum::<BigRational>().is_one())
}

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
    /// From the witness of the construction if it is valid, else by exact elimination.
    pub(crate) fn of(matrix: &EncodingMatrix, rows: &[Vec<BigInt>]) -> Self {
        let enclosed = match matrix.witness() {
            Witness::ParityCheck(check) => satisfies(matrix, rows, check),
            // Values of polynomials of degree below N-s: at most that rank, and the all-ones row.
            Witness::Polynomials(polynomials) => polynomials.hold(matrix),
            Witness::Classes(_) | Witness::None => false,
        };
        if let Some(space) = enclosed.then(|| Self::filling(matrix, rows)).flatten() {
            return space;
        }
        let reduced = linear::reduce(rows.to_vec(), matrix.workers());
        let dimension = reduced.pivots.len();
        let mut columns = reduced.pivots;
        // The element of the space that agrees with the all-ones row on the pivot columns.
        let agreeing = |j: usize| reduced.rows[..dimension].iter().map(|row| &row[j]).sum::<BigInt>();
        let differing = (0..matrix.workers()).find(|j| agreeing(*j) != reduced.pivot);
        columns.extend(differing);
        Self { dimension, holds_ones: differing.is_none(), columns }
    }

    /// For rows within a space of dimension N-s that contains the all-ones row: a rank of N-s modulo
    /// a prime shows that they fill it.
    fn filling(matrix: &EncodingMatrix, rows: &[Vec<BigInt>]) -> Option<Self> {
        let dimension = matrix.workers() - matrix.stragglers();
        Prime::largest(3).into_iter().find_map(|prime| {
            let residues = rows.iter().map(|row| row.iter().map(|v| prime.residue(v)).collect()).collect();
            let columns = pivot_columns(prime, residues);
            (columns.len() == dimension).then_some(Self { dimension, holds_ones: true, columns })
        })
    }
}

/// `H B^T = 0`, `H 1 = 0` and `rank H = s`: all rows lie in the kernel of `H`, which has dimension
/// N-s and contains the all-ones row.
fn satisfies(matrix: &EncodingMatrix, rows: &[Vec<BigInt>], check: &[Vec<BigInt>]) -> bool {
    let orthogonal = |row: &[BigInt]| {
        check.iter().all(|h| h.iter().zip(row).map(|(a, b)| a * b).sum::<BigInt>().is_zero())
    };
    check.len() == matrix.stragglers()
        && check.iter().all(|h| h.len() == matrix.workers())
        && orthogonal(&vec![BigInt::one(); matrix.workers()])
        && rows.iter().all(|row| orthogonal(row))
        && rank(check.to_vec()) == matrix.stragglers()
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

    #[test]
    fn a_parity_check_that_the_rows_violate_is_not_believed() {
        let matrix = passing_for("cyclic-repetition", 6, 2, 2);
        let good = RowSpace::of(&matrix, &rows_of(&matrix));
        assert!(good.dimension == 4 && good.holds_ones);
        // One column doubled: the same rank, another space, without the all-ones row.
        let mut rows: Vec<_> = matrix.rows().map(<[BigRational]>::to_vec).collect();
        rows.iter_mut().for_each(|row| row[0] *= BigInt::from(2));
        let changed = EncodingMatrix::from_rows(rows, 2).unwrap();
        let changed = changed.with_origin("test", None, matrix.witness().clone());
        let found = RowSpace::of(&changed, &rows_of(&changed));
        assert!(found.dimension == 4 && !found.holds_ones);
        assert_eq!(found.columns.len(), 5);
    }

    fn rows_of(matrix: &EncodingMatrix) -> Vec<Vec<BigInt>> {
        matrix.integer_rows().into_iter().map(|(row, _)| row).collect()
    }
}
