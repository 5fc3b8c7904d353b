//! Rounds in rational arithmetic: linear regression, integers over common denominators.
//!
//! With data `x = X / S`, `y = Y / S` and weights `w = V / 2^32`, the gradient is `G / (S^2 2^32)` with
//! integers `G = sum_i R_i X_i`, `R_i = X_i . V - 2^32 Y_i`. Workers multiply by the integer rows of their
//! matrix, the master by the numerators of the decoding vector over a common denominator.

use std::ops::Range;

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};

use super::dataset::{Dataset, ExactData};
use super::engine::{Decoded, Decoding, Engine, pieces};
use super::error::{SimulationError, data};
use super::task::Task;
use crate::encoding::Scheme;
use crate::threads;

/// Coordinates handled at a time.
const PIECE: usize = 512;

/// Weights are multiples of 2^-32, so that numbers stay short over many rounds.
const GRID_BITS: u32 = 32;

/// Nonzero integer coefficients of one worker with their subsets (from 0).
type SparseRow = Vec<(usize, BigInt)>;

pub(crate) struct ExactEngine<'a> {
    data: &'a ExactData,
    features: usize,
    subsets: Vec<Range<usize>>,
    /// `rows[block][worker]`, both from 0: integers and the factor that made them so.
    rows: Vec<Vec<(SparseRow, BigRational)>>,
    pieces: Vec<(usize, usize, usize)>,
    weights: Vec<i64>,
    /// `sum_i |X_i|^2`: the step is 1 over it.
    squares: BigInt,
}

/// What came out of one piece.
struct Piece {
    /// The decoded gradient `G`, rounded to an integer where it is none.
    decoded: Vec<BigInt>,
    error: BigRational,
    largest: BigInt,
}

/// A decoding vector for integer rows: numerators over one denominator.
struct IntegerVector {
    numerators: Vec<BigInt>,
    denominator: BigInt,
}

impl<'a> ExactEngine<'a> {
    pub(crate) fn new(scheme: &Scheme, dataset: &'a Dataset, task: Task) -> Result<Self, SimulationError> {
        if task != Task::LinearRegression {
            return Err(data(
                "rational arithmetic needs rational gradients; take linear regression, or double precision",
            ));
        }
        let exact = dataset.exact()?;
        let sparse = |(row, scale): (Vec<BigInt>, BigRational)| {
            (row.into_iter().enumerate().filter(|(_, b)| !b.is_zero()).collect(), scale)
        };
        let rows = scheme.blocks().iter().map(|b| b.matrix.integer_rows().into_iter().map(sparse).collect());
        Ok(Self {
            data: exact,
            features: dataset.features(),
            subsets: dataset.subsets(scheme.workers())?,
            rows: rows.collect(),
            pieces: pieces(scheme, PIECE),
            weights: vec![0; dataset.features()],
            squares: exact.x.iter().map(|v| BigInt::from(i128::from(*v).pow(2))).sum(),
        })
    }

    fn row(&self, sample: usize) -> &[i64] {
        &self.data.x[sample * self.features..][..self.features]
    }

    /// `R_i` of each sample.
    fn residuals(&self) -> Vec<BigInt> {
        let residual = |i: usize| {
            // At most 2^31 * 2^63 each; groups of 2^20 stay below 2^127.
            let pairs = self.row(i).chunks(1 << 20).zip(self.weights.chunks(1 << 20));
            let score: BigInt = pairs
                .map(|(x, w)| x.iter().zip(w).map(|(x, w)| i128::from(*x) * i128::from(*w)).sum::<i128>())
                .map(BigInt::from)
                .sum();
            score - (BigInt::from(self.data.y[i]) << GRID_BITS)
        };
        threads::map(self.data.y.len(), residual)
    }

    fn gradient(&self, samples: Range<usize>, residuals: &[BigInt], from: usize, to: usize) -> Vec<BigInt> {
        let mut sum = vec![BigInt::zero(); to - from];
        for i in samples {
            for (total, x) in sum.iter_mut().zip(&self.row(i)[from..to]) {
                *total += &residuals[i] * *x;
            }
        }
        sum
    }

    /// Coefficients for the integer rows, over a common denominator.
    fn integer_vector(&self, block: usize, workers: &[usize], vector: &[BigRational]) -> IntegerVector {
        let scaled: Vec<BigRational> =
            workers.iter().zip(vector).map(|(n, a)| a / &self.rows[block][n - 1].1).collect();
        let denominator = scaled.iter().fold(BigInt::one(), |l, a| l.lcm(a.denom()));
        let numerators = scaled.iter().map(|a| a.numer() * (&denominator / a.denom())).collect();
        IntegerVector { numerators, denominator }
    }

    fn piece(
        &self,
        (block, from, to): (usize, usize, usize),
        residuals: &[BigInt],
        vectors: &[(&[usize], IntegerVector)],
    ) -> Piece {
        let partial: Vec<Vec<BigInt>> =
            self.subsets.iter().map(|samples| self.gradient(samples.clone(), residuals, from, to)).collect();
        let truth = self.gradient(0..self.data.y.len(), residuals, from, to);
        let (workers, vector) = &vectors[block];
        let mut sum = vec![BigInt::zero(); to - from];
        for (worker, a) in workers.iter().zip(&vector.numerators) {
            for (l, total) in sum.iter_mut().enumerate() {
                let sent: BigInt =
                    self.rows[block][worker - 1].0.iter().map(|(j, b)| b * &partial[*j][l]).sum();
                *total += a * sent;
            }
        }
        let mut piece = Piece {
            decoded: Vec::with_capacity(sum.len()),
            error: BigRational::zero(),
            largest: BigInt::zero(),
        };
        for (l, (total, truth)) in sum.into_iter().zip(truth).enumerate() {
            let difference = &total - &truth * &vector.denominator;
            if !difference.is_zero() {
                let error =
                    BigRational::new(difference.magnitude().clone().into(), vector.denominator.clone());
                piece.error = piece.error.max(error);
            }
            piece.decoded.push(round_division(&total, &vector.denominator));
            let size: BigUint = partial.iter().map(|p| p[l].magnitude()).sum();
            piece.largest = piece.largest.max(size.into());
        }
        piece
    }
}

impl Engine for ExactEngine<'_> {
    fn round(&mut self, decoding: &Decoding<'_>) -> Decoded {
        let residuals = self.residuals();
        let vectors: Vec<(&[usize], IntegerVector)> = decoding
            .iter()
            .enumerate()
            .map(|(b, (workers, a))| (*workers, self.integer_vector(b, workers, a)))
            .collect();
        let results = threads::map(self.pieces.len(), |i| self.piece(self.pieces[i], &residuals, &vectors));
        let largest = results.iter().map(|r| &r.largest).max().cloned().unwrap_or_default();
        let mut worst = Decoded { error: 0.0, block: 1 };
        for ((block, from, _), result) in self.pieces.iter().zip(&results) {
            if !result.error.is_zero() {
                // Rounding to a double must not hide an error.
                let size = largest.to_f64().unwrap_or(f64::INFINITY).max(1.0);
                let error = (result.error.to_f64().unwrap_or(f64::INFINITY) / size).max(f64::MIN_POSITIVE);
                if error > worst.error {
                    worst = Decoded { error, block: block + 1 };
                }
            }
            for (weight, gradient) in self.weights[*from..].iter_mut().zip(&result.decoded) {
                let change = round_division(gradient, &self.squares);
                *weight = weight.saturating_sub(change.to_i64().unwrap_or(0));
            }
        }
        worst
    }

    fn loss(&self) -> f64 {
        let sum: BigInt = self.residuals().iter().map(|r| r * r).sum();
        0.5 * sum.to_f64().unwrap_or(f64::INFINITY) / (2f64.powi(GRID_BITS as i32) * self.data.scale).powi(2)
    }
}

/// Nearest integer to a quotient, 0 for a zero denominator.
fn round_division(numerator: &BigInt, denominator: &BigInt) -> BigInt {
    if denominator.is_zero() {
        return BigInt::zero();
    }
    let two = BigInt::from(2);
    (numerator * &two + denominator).div_floor(&(denominator * two))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{CheckOptions, Decoder, find};

    #[test]
    fn quotients_are_rounded_to_the_nearest_integer() {
        for (a, b, expected) in [(7, 2, 4), (-7, 2, -3), (6, 4, 2), (5, 4, 1), (-5, 4, -1), (3, 0, 0)] {
            assert_eq!(round_division(&BigInt::from(a), &BigInt::from(b)), BigInt::from(expected), "{a}/{b}");
        }
    }

    #[test]
    fn the_slightest_error_is_noticed() {
        let solomon = find("reed-solomon").unwrap();
        let scheme = Scheme::new(&[0, 0, 4, 0, 0], solomon, 1, &CheckOptions::default()).unwrap();
        let data = Dataset::generate(Task::LinearRegression, 10, 4, 1).unwrap();
        let mut engine = ExactEngine::new(&scheme, &data, Task::LinearRegression).unwrap();
        let workers = [2, 3, 5];
        let mut vector = Decoder::new(&scheme.blocks()[0].matrix).vector(&workers).unwrap();
        assert_eq!(engine.round(&vec![(&workers, &vector)]).error, 0.0);
        vector[1] += BigRational::new(1.into(), BigInt::from(10).pow(400));
        assert!(engine.round(&vec![(&workers, &vector)]).error > 0.0);
    }
}
