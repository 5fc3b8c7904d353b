//! Reed-Solomon form over the rationals.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use crate::encoding::construction::{Assurance, Construction};
use crate::encoding::error::EncodingError;
use crate::encoding::matrix::EncodingMatrix;
use crate::encoding::witness::{Polynomials, Witness};

/// Column `j` holds, at the points 1, .., N, the values of the monic polynomial of degree `N - s - 1` that
/// vanishes at the workers without subset `j`; row `i` is then divided by its diagonal entry.
///
/// The divided difference of order `N - s - 1` over any `N - s` points is 1 for every such polynomial,
/// so any `N - s` workers decode.
#[derive(Debug, Clone, Copy)]
pub struct ReedSolomon;

impl Construction for ReedSolomon {
    fn name(&self) -> &'static str {
        "reed-solomon"
    }

    fn source(&self) -> &'static str {
        "Halbawi, Azizan, Salehi, Hassibi, Improving Distributed Gradient Descent Using Reed-Solomon \
         Codes, ISIT 2018, with rational points"
    }

    fn summary(&self) -> &'static str {
        "s + 1 consecutive subsets a worker, fractions from polynomials; every N and s"
    }

    fn assurance(&self) -> Assurance {
        Assurance::Theorem("columns are values of monic polynomials of degree N - s - 1 at distinct points")
    }

    fn matrix(&self, workers: usize, stragglers: usize, _seed: u64) -> Result<EncodingMatrix, EncodingError> {
        let points: Vec<_> = (1..=workers).map(BigInt::from).collect();
        // Worker i holds subsets i..=i+s, so subset j is held by workers j-s..=j, around the circle.
        let holds = |i: usize, j: usize| (j + workers - i) % workers <= stragglers;
        let value = |i: usize, j: usize| -> BigInt {
            (0..workers).filter(|m| !holds(*m, j)).map(|m| &points[i] - &points[m]).product()
        };
        let factors: Vec<_> = (0..workers).map(|i| value(i, i)).collect();
        let entry = |i: usize, j: usize| {
            if holds(i, j) { BigRational::new(value(i, j), factors[i].clone()) } else { BigRational::zero() }
        };
        let rows = (0..workers).map(|i| (0..workers).map(|j| entry(i, j)).collect()).collect();
        let witness = Witness::Polynomials(Polynomials { points, factors });
        Ok(EncodingMatrix::from_rows(rows, stragglers)?.with_origin(self.name(), None, witness))
    }
}
