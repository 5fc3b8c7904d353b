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
    /// Distinct points `x_i` and nonzero factors `d_i` such that column `j` times the factors holds
    /// the values of a monic polynomial of degree N-s-1 at the points.
    Polynomials {
        /// One point a worker.
        points: Vec<BigRational>,
        /// One factor a worker.
        factors: Vec<BigRational>,
    },
    /// Rows of a parity check `H` (s x N) with `H 1 = 0` and `H B^T = 0`.
    ParityCheck(Vec<Vec<BigInt>>),
}

/// The theorem that proves the matrix decodable from every N-s workers, if its hypotheses hold.
pub(crate) fn covering(matrix: &EncodingMatrix) -> Option<&'static str> {
    match matrix.witness() {
        Witness::Classes(classes) => classes_cover(matrix, classes).then_some(
            "pigeonhole: s stragglers leave one of s + 1 disjoint classes of workers complete, and the \
             rows of each class add up to the all-ones row",
        ),
        Witness::Polynomials { points, factors } => polynomials_cover(matrix, points, factors).then_some(
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

/// The divided difference of order N-s-1 over any N-s points is 1 for every column. It suffices
/// that it is 1 over the first N-s points and that all higher ones over leading points vanish.
fn polynomials_cover(matrix: &EncodingMatrix, points: &[BigRational], factors: &[BigRational]) -> bool {
    let workers = matrix.workers();
    let degree = workers - matrix.stragglers() - 1;
    let distinct = points.iter().enumerate().all(|(i, x)| !points[..i].contains(x));
    if points.len() != workers || factors.len() != workers || !distinct || factors.iter().any(Zero::is_zero) {
        return false;
    }
    (0..workers).all(|j| {
        let values = (0..workers).map(|i| &matrix.row(i + 1)[j] * &factors[i]).collect();
        let differences = divided_differences(points, values);
        differences[degree].is_one() && differences[degree + 1..].iter().all(Zero::is_zero)
    })
}

/// Newton's divided differences over the leading points, by order.
fn divided_differences(points: &[BigRational], mut values: Vec<BigRational>) -> Vec<BigRational> {
    for order in 1..points.len() {
        for i in (order..points.len()).rev() {
            values[i] = (&values[i] - &values[i - 1]) / (&points[i] - &points[i - order]);
        }
    }
    values
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
    /// By the parity check of the construction if there is a valid one, else by exact elimination.
    pub(crate) fn of(matrix: &EncodingMatrix, rows: &[Vec<BigInt>]) -> Self {
        if let Witness::ParityCheck(check) = matrix.witness()
            && let Some(space) = Self::from_parity_check(matrix, rows, check)
        {
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

    /// With `H B^T = 0`, `H 1 = 0` and `rank H = s` all rows lie in a space of dimension N-s that
    /// contains the all-ones row; a rank of N-s modulo a prime shows that they fill it.
    fn from_parity_check(
        matrix: &EncodingMatrix,
        rows: &[Vec<BigInt>],
        check: &[Vec<BigInt>],
    ) -> Option<Self> {
        let dimension = matrix.workers() - matrix.stragglers();
        let orthogonal = |row: &[BigInt]| {
            check.iter().all(|h| h.iter().zip(row).map(|(a, b)| a * b).sum::<BigInt>().is_zero())
        };
        let ones = vec![BigInt::one(); matrix.workers()];
        if check.len() != matrix.stragglers()
            || check.iter().any(|h| h.len() != matrix.workers())
            || !orthogonal(&ones)
            || !rows.iter().all(|row| orthogonal(row))
            || rank(check.to_vec()) != matrix.stragglers()
        {
            return None;
        }
        Prime::largest(3).into_iter().find_map(|prime| {
            let residues = rows.iter().map(|row| row.iter().map(|v| prime.residue(v)).collect()).collect();
            let columns = pivot_columns(prime, residues);
            (columns.len() == dimension).then_some(Self { dimension, holds_ones: true, columns })
        })
    }
}
