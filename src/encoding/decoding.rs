//! Decoding vectors as exact fractions.
//!
//! Proved in `proofs/encoding/decodability.v`: `decoding_recovers_gradient`, `decodable_more`.
//! Proved in `proofs/encoding/divided_differences.v`: `divided_difference_decodes`.
//! Proved in `proofs/encoding/row_space.v`: `columns_decide`.

use std::sync::OnceLock;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::error::EncodingError;
use super::matrix::EncodingMatrix;
use super::row_space::RowSpace;
use super::witness::Witness;
use super::{linear, theorem};

/// Finds decoding vectors `a_I` with `a_I^T B_I = 1^T` for one matrix and many sets of workers.
///
/// ```
/// use bcgc::encoding::{Decoder, build, find};
///
/// let decoder = Decoder::new(&build(find("fractional-repetition")?, 4, 1, 1)?);
/// let vector = decoder.vector(&[2, 3, 4])?;
/// assert_eq!(vector.iter().map(|a| a.to_string()).collect::<Vec<_>>(), ["1", "0", "1"]);
/// assert!(decoder.vector(&[1, 2]).is_err());
/// # Ok::<(), bcgc::encoding::EncodingError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Decoder {
    workers: usize,
    stragglers: usize,
    /// The rows as integers.
    rows: Vec<Vec<BigInt>>,
    /// The factor each row was multiplied by.
    scales: Vec<BigRational>,
    /// Known when it is first asked for: a theorem that covers all sets spares it.
    space: OnceLock<RowSpace>,
    /// The theorem that covers every set, if its hypotheses hold.
    theorem: Option<&'static str>,
    /// What the construction handed over; with the theorem it gives decoding vectors in closed form.
    witness: Witness,
}

impl Decoder {
    /// Prepares a matrix.
    pub fn new(matrix: &EncodingMatrix) -> Self {
        let (rows, scales): (Vec<_>, Vec<_>) = matrix.integer_rows().into_iter().unzip();
        Self {
            workers: matrix.workers(),
            stragglers: matrix.stragglers(),
            rows,
            scales,
            space: OnceLock::new(),
            theorem: theorem::covering(matrix),
            witness: matrix.witness().clone(),
        }
    }

    /// The theorem that covers every set of `N - s` workers, if its hypotheses hold.
    pub(crate) fn theorem(&self) -> Option<&'static str> {
        self.theorem
    }

    /// The decoding vector of a set of workers (from 1, distinct, in any order): entry `k` belongs to
    /// `workers[k]`. Where several exist, one is returned; the same at every call.
    ///
    /// # Errors
    /// [`EncodingError::WorkerSet`] for a number outside `1..=N` or a repetition,
    /// [`EncodingError::NotDecodable`] when the rows do not span the all-ones row.
    pub fn vector(&self, workers: &[usize]) -> Result<Vec<BigRational>, EncodingError> {
        check_workers(workers, self.workers)?;
        let set: Vec<usize> = workers.iter().map(|worker| worker - 1).collect();
        if let Some(vector) = self.closed_form(&set) {
            return Ok(vector);
        }
        self.solve(&set).ok_or_else(|| {
            let mut ascending = workers.to_vec();
            ascending.sort_unstable();
            EncodingError::NotDecodable { workers: ascending, reason: self.reason(&set) }
        })
    }

    /// By the theorem of the construction, for at least N-s workers (from 0).
    fn closed_form(&self, set: &[usize]) -> Option<Vec<BigRational>> {
        self.theorem?;
        let needed = self.workers - self.stragglers;
        match &self.witness {
            Witness::Classes(classes) => {
                let class = classes.iter().find(|class| class.iter().all(|i| set.contains(i)))?;
                let weight = |i: &usize| BigRational::from_integer(u8::from(class.contains(i)).into());
                Some(set.iter().map(weight).collect())
            }
            Witness::Polynomials(polynomials) if set.len() >= needed => {
                let mut vector = polynomials.divided_difference(&set[..needed]);
                vector.resize(set.len(), BigRational::zero());
                Some(vector)
            }
            _ => None,
        }
    }

    /// The decoding vector of workers counted from 0, if there is one.
    pub(crate) fn solve(&self, set: &[usize]) -> Option<Vec<BigRational>> {
        // Outside these columns the equations follow from those inside.
        let equation = |j: &usize| {
            let mut row: Vec<BigInt> = set.iter().map(|i| self.rows[*i][*j].clone()).collect();
            row.push(BigInt::one());
            row
        };
        let solution = linear::solve(self.space().columns.iter().map(equation).collect())?;
        Some(solution.into_iter().zip(set).map(|(a, i)| a * &self.scales[*i]).collect())
    }

    /// Rank over the rationals of the rows of workers counted from 0.
    pub(crate) fn rank(&self, set: &[usize]) -> usize {
        linear::rank(self.project(set))
    }

    /// The rows of a set on the columns that determine them.
    fn project(&self, set: &[usize]) -> Vec<Vec<BigInt>> {
        set.iter().map(|i| self.space().columns.iter().map(|j| self.rows[*i][*j].clone()).collect()).collect()
    }

    /// Why a set of workers (from 0) cannot decode.
    pub(crate) fn reason(&self, set: &[usize]) -> String {
        let subsets = self.rows.first().map_or(0, Vec::len);
        if let Some(j) = (0..subsets).find(|j| self.rows.iter().all(|row| row[*j].is_zero())) {
            return format!("no worker at all holds subset {}", j + 1);
        }
        if let Some(j) = (0..subsets).find(|j| set.iter().all(|i| self.rows[*i][*j].is_zero())) {
            return format!("none of them holds subset {}", j + 1);
        }
        let rank = self.rank(set);
        format!("their rows have rank {rank}, with the all-ones row {}", rank + 1)
    }

    /// The integer rows.
    pub(crate) fn rows(&self) -> &[Vec<BigInt>] {
        &self.rows
    }

    /// The row space.
    pub(crate) fn space(&self) -> &RowSpace {
        self.space
            .get_or_init(|| RowSpace::of(&self.rows, self.stragglers, &self.witness, self.theorem.is_some()))
    }
}

/// What the workers send: `coded[n] = sum_j B[n][j] partial[j]`, coordinate by coordinate, where
/// `partial[j]` holds the partial derivatives over subset `j` (k vectors of one length).
///
/// # Errors
/// [`EncodingError::Shape`] when the number or the lengths of the vectors do not fit.
pub fn encode(
    matrix: &EncodingMatrix,
    partial: &[Vec<BigRational>],
) -> Result<Vec<Vec<BigRational>>, EncodingError> {
    check_vectors("vectors of partial derivatives", partial, matrix.subsets())?;
    Ok(matrix.rows().map(|row| combine(row, partial)).collect())
}

/// What the master recovers: `sum_k vector[k] coded[k]`, coordinate by coordinate, where `coded[k]`
/// was sent by the worker that entry `k` of the decoding vector belongs to.
///
/// ```
/// use bcgc::encoding::{Decoder, build, decode, encode, find};
/// use num_rational::BigRational;
///
/// let matrix = build(find("reed-solomon")?, 3, 1, 1)?;
/// let number = |value: i64| BigRational::from_integer(value.into());
/// // The partial derivatives by one coordinate, over each of three subsets of the data.
/// let coded = encode(&matrix, &[vec![number(5)], vec![number(7)], vec![number(-2)]])?;
/// let vector = Decoder::new(&matrix).vector(&[3, 1])?;
/// assert_eq!(decode(&vector, &[coded[2].clone(), coded[0].clone()])?, [number(10)]);
/// # Ok::<(), bcgc::encoding::EncodingError>(())
/// ```
///
/// # Errors
/// [`EncodingError::Shape`] when the number or the lengths of the vectors do not fit.
pub fn decode(vector: &[BigRational], coded: &[Vec<BigRational>]) -> Result<Vec<BigRational>, EncodingError> {
    check_vectors("coded vectors", coded, vector.len())?;
    Ok(combine(vector, coded))
}

fn check_vectors(
    what: &'static str,
    vectors: &[Vec<BigRational>],
    count: usize,
) -> Result<(), EncodingError> {
    if vectors.len() != count {
        return Err(EncodingError::Shape { what, expected: count, found: vectors.len() });
    }
    let length = vectors.first().map_or(0, Vec::len);
    match vectors.iter().find(|v| v.len() != length) {
        Some(v) => Err(EncodingError::Shape { what: "length of a vector", expected: length, found: v.len() }),
        None => Ok(()),
    }
}

fn combine(weights: &[BigRational], vectors: &[Vec<BigRational>]) -> Vec<BigRational> {
    let mut sum = vec![BigRational::zero(); vectors.first().map_or(0, Vec::len)];
    for (weight, vector) in weights.iter().zip(vectors).filter(|(weight, _)| !weight.is_zero()) {
        for (total, value) in sum.iter_mut().zip(vector) {
            *total += weight * value;
        }
    }
    sum
}

/// That a set of workers (from 1, in any order) has numbers up to `count`, none of them twice.
///
/// # Errors
/// [`EncodingError::WorkerSet`] otherwise.
pub fn check_workers(set: &[usize], count: usize) -> Result<(), EncodingError> {
    let wrong = |problem: String| EncodingError::WorkerSet { workers: set.to_vec(), problem };
    let mut seen = vec![false; count];
    for worker in set {
        match worker.checked_sub(1).and_then(|i| seen.get_mut(i)) {
            None => return Err(wrong(format!("{worker} is no worker: they are 1 to {count}"))),
            Some(true) => return Err(wrong(format!("worker {worker} is named twice; name it once"))),
            Some(seen) => *seen = true,
        }
    }
    Ok(())
}
