//! Encoding matrices over the rationals.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::error::EncodingError;
use super::fraction;
use super::witness::Witness;

/// Largest number of workers: matrices are dense and exact.
pub const LARGEST_MATRIX: usize = 256;

/// Largest number of subsets of the data, for the same reason.
pub const LARGEST_SUBSETS: usize = 4096;

/// An encoding matrix `B` (N x k, row = worker, column = subset) with the number `s` of
/// stragglers that it is meant to tolerate. Every entry is an exact fraction.
/// The constructions have as many subsets as workers, `k = N`; a matrix of one's own may have more or fewer.
///
/// Worker `n` sends `sum_j B[n][j] g_j`, where `g_j` is the partial derivative over subset `j`.
///
/// ```
/// use bcgc::encoding::user;
///
/// let matrix = user::from_csv("1,1/2,0\n0,1,-1\n1,0,1/2\n", 1)?;
/// assert_eq!((matrix.workers(), matrix.stragglers()), (3, 1));
/// assert_eq!(matrix.support(2), [2, 3]);
/// assert_eq!(matrix.row_f64(1), [1.0, 0.5, 0.0]);
/// # Ok::<(), bcgc::encoding::EncodingError>(())
/// ```
#[derive(Debug, Clone)]
pub struct EncodingMatrix {
    workers: usize,
    subsets: usize,
    stragglers: usize,
    entries: Vec<BigRational>,
    origin: String,
    seed: Option<u64>,
    witness: Witness,
    left_out: Option<String>,
}

impl EncodingMatrix {
    /// A matrix from its rows, which must be equally long and more than `stragglers`. A worker whose row is
    /// zero sends nothing, as in random codes.
    ///
    /// # Errors
    /// [`EncodingError::Empty`], [`EncodingError::Ragged`], [`EncodingError::Workers`],
    /// [`EncodingError::Subsets`] or [`EncodingError::Stragglers`].
    pub fn from_rows(rows: Vec<Vec<BigRational>>, stragglers: usize) -> Result<Self, EncodingError> {
        let subsets = check_shape(rows.iter().map(Vec::len))?;
        let workers = rows.len();
        check_sizes(workers, stragglers)?;
        let entries = rows.into_iter().flatten().collect();
        let (origin, witness) = ("user".into(), Witness::None);
        Ok(Self { workers, subsets, stragglers, entries, origin, seed: None, witness, left_out: None })
    }

    /// The same matrix, meant to tolerate another number of stragglers.
    ///
    /// # Errors
    /// [`EncodingError::Stragglers`] unless it is below the number of workers.
    pub fn with_stragglers(self, stragglers: usize) -> Result<Self, EncodingError> {
        check_sizes(self.workers, stragglers)?;
        Ok(Self { stragglers, ..self })
    }

    /// Names the construction and the seed that made the matrix, and what its theorem rests on.
    pub(crate) fn with_origin(mut self, origin: &str, seed: Option<u64>, witness: Witness) -> Self {
        self.origin = origin.into();
        self.seed = seed;
        self.witness = witness;
        self
    }

    /// Says what of its table was taken for names.
    pub(crate) fn without(self, left_out: Option<String>) -> Self {
        Self { left_out, ..self }
    }

    /// What of the table that it was read from was taken for names, in words: a header, an index.
    pub fn left_out(&self) -> Option<&str> {
        self.left_out.as_deref()
    }

    /// Number of workers `N`, one a row.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Number of subsets `k` of the data, one a column.
    pub fn subsets(&self) -> usize {
        self.subsets
    }

    /// Number of workers `N - s` whose results have to suffice.
    pub(crate) fn needed(&self) -> usize {
        self.workers - self.stragglers
    }

    /// Number of stragglers `s` that the matrix is meant to tolerate, `0..N`.
    pub fn stragglers(&self) -> usize {
        self.stragglers
    }

    /// Name of the construction, or `user`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The seed that was used in the end, for random constructions.
    pub fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// What the theorem of the construction, if any, rests on.
    pub(crate) fn witness(&self) -> &Witness {
        &self.witness
    }

    /// Row of a worker in `1..=N`: its k coefficients, one a subset. Empty for any other number.
    pub fn row(&self, worker: usize) -> &[BigRational] {
        worker.checked_sub(1).and_then(|i| self.rows().nth(i)).unwrap_or(&[])
    }

    /// The rows in order of the workers.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[BigRational]> {
        self.entries.chunks_exact(self.subsets)
    }

    /// The rows as text, `3/7` for a fraction.
    pub fn to_text(&self) -> Vec<Vec<String>> {
        self.rows().map(|row| row.iter().map(fraction::format).collect()).collect()
    }

    /// The matrix as CSV, one row a worker, readable by [`crate::encoding::user::from_csv`].
    pub fn to_csv(&self) -> String {
        self.to_text().iter().map(|row| row.join(",") + "\n").collect()
    }

    /// Row of a worker in `1..=N` in double precision; an entry beyond the range of `f64` is
    /// infinite.
    pub fn row_f64(&self, worker: usize) -> Vec<f64> {
        self.row(worker).iter().map(to_f64).collect()
    }

    /// Number of subsets that each worker holds: the nonzero entries of each row. The overall
    /// runtime of the paper assumes `s + 1` of N throughout.
    pub fn row_weights(&self) -> Vec<usize> {
        self.rows().map(|row| row.iter().filter(|b| !b.is_zero()).count()).collect()
    }

    /// Whether every worker holds the same share `(s + 1) / N` of the subsets: `s + 1` of them where there are
    /// as many as workers.
    pub fn has_uniform_weight(&self) -> bool {
        let share = (self.stragglers + 1) * self.subsets;
        self.row_weights().iter().all(|weight| weight * self.workers == share)
    }

    /// Subsets in `1..=k` that a worker in `1..=N` holds, ascending.
    pub fn support(&self, worker: usize) -> Vec<usize> {
        let row = self.row(worker);
        (1..=row.len()).filter(|j| !row[j - 1].is_zero()).collect()
    }

    /// Order in which a worker in `1..=N` computes its subsets: from its own subset on and around,
    /// so that the workers start on different subsets.
    pub fn computing_order(&self, worker: usize) -> Vec<usize> {
        let mut order = self.support(worker);
        let own = worker.saturating_sub(1) * self.subsets / self.workers + 1;
        let split = order.partition_point(|j| *j < own);
        order.rotate_left(split);
        order
    }

    /// Each row as integers with no common factor, and the positive factor it was multiplied by.
    pub(crate) fn integer_rows(&self) -> Vec<(Vec<BigInt>, BigRational)> {
        self.rows().map(primitive).collect()
    }
}

/// The smallest integer multiple of a nonzero rational row, with the factor.
pub(crate) fn primitive(row: &[BigRational]) -> (Vec<BigInt>, BigRational) {
    let denominator = row.iter().fold(BigInt::one(), |l, b| l.lcm(b.denom()));
    let integers: Vec<BigInt> = row.iter().map(|b| b.numer() * (&denominator / b.denom())).collect();
    let divisor = integers.iter().fold(BigInt::zero(), |g, v| g.gcd(v));
    if divisor.is_zero() {
        return (integers, BigRational::one());
    }
    let scale = BigRational::new(denominator, divisor.clone());
    (integers.into_iter().map(|v| v / &divisor).collect(), scale)
}

/// Nearest double; infinite beyond the range.
pub(crate) fn to_f64(value: &BigRational) -> f64 {
    value.to_f64().unwrap_or(if value.is_negative() { f64::NEG_INFINITY } else { f64::INFINITY })
}

/// The common length of the rows, which is the number of subsets.
///
/// # Errors
/// [`EncodingError::Empty`], [`EncodingError::Ragged`], [`EncodingError::Workers`] or [`EncodingError::Subsets`].
pub(crate) fn check_shape(mut lengths: impl ExactSizeIterator<Item = usize>) -> Result<usize, EncodingError> {
    let workers = lengths.len();
    let subsets = lengths.next().filter(|length| *length > 0).ok_or(EncodingError::Empty)?;
    if workers > LARGEST_MATRIX {
        return Err(EncodingError::Workers { workers, most: LARGEST_MATRIX });
    }
    if let Some((row, entries)) = (2..).zip(lengths).find(|(_, length)| *length != subsets) {
        return Err(EncodingError::Ragged { row, entries, first: subsets });
    }
    if subsets > LARGEST_SUBSETS {
        return Err(EncodingError::Subsets { subsets, most: LARGEST_SUBSETS });
    }
    Ok(subsets)
}

/// Refuses sizes for which no matrix exists.
///
/// # Errors
/// [`EncodingError::Workers`] unless `1 <= workers <= LARGEST_MATRIX`, [`EncodingError::Stragglers`]
/// unless `stragglers < workers`.
pub(crate) fn check_sizes(workers: usize, stragglers: usize) -> Result<(), EncodingError> {
    if workers == 0 || workers > LARGEST_MATRIX {
        return Err(EncodingError::Workers { workers, most: LARGEST_MATRIX });
    }
    if stragglers >= workers {
        return Err(EncodingError::Stragglers { workers, stragglers });
    }
    Ok(())
}
