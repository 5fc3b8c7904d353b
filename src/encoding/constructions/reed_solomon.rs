//! Reed-Solomon form over the rationals.
//!
//! Proved in `proofs/encoding/reed_solomon.v`, for all `N` and `s`: `reed_solomon_support`, `reed_solomon_weight`,
//! `reed_solomon_tolerates`, `rational_reed_solomon_tolerates`; that fewer than `N - s` workers never decode:
//! `reed_solomon_rank`, `reed_solomon_decodable`; how `row` goes from entry to entry: `reed_solomon_step`.

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive as _, Zero};

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
        let factor = |i: usize| -> BigInt {
            (0..workers).filter(|m| !holds(*m, i)).map(|m| &points[i] - &points[m]).product()
        };
        let rows = (0..workers).map(|i| row(workers, stragglers, i)).collect();
        let factors = (0..workers).map(factor).collect();
        let witness = Witness::Polynomials(Polynomials { points, factors });
        Ok(EncodingMatrix::from_rows(rows, stragglers)?.with_origin(self.name(), None, witness))
    }
}

/// Row `i` (from 0): the values of its columns at its point over the first of them.
///
/// From a column to the next one root joins, the point of the worker that held only the former, and one leaves.
fn row(workers: usize, stragglers: usize, i: usize) -> Vec<BigRational> {
    let distance = |m: usize| i as i64 - (m % workers) as i64;
    let mut row = vec![BigRational::zero(); workers];
    let mut entry = Fraction::one();
    for j in i..=i + stragglers {
        row[j % workers] = BigRational::new_raw(entry.numerator.clone(), entry.denominator.clone());
        if j < i + stragglers {
            entry.multiply(distance(j + workers - stragglers), distance(j + 1));
        }
    }
    row
}

/// A fraction in lowest terms.
struct Fraction {
    numerator: BigInt,
    /// Positive.
    denominator: BigInt,
}

impl Fraction {
    fn one() -> Self {
        Self { numerator: BigInt::one(), denominator: BigInt::one() }
    }

    /// Multiplies by `above / below`, both nonzero: small numbers are reduced by small divisors, where `BigRational` takes
    /// the divisor of two long ones.
    fn multiply(&mut self, above: i64, below: i64) {
        let (above, below) = (above * below.signum(), below.abs());
        let common = above.gcd(&below);
        let (above, below) = (above / common, below / common);
        let above = above / divide_by_common(&mut self.denominator, above);
        let below = below / divide_by_common(&mut self.numerator, below);
        self.numerator *= above;
        self.denominator *= below;
    }
}

/// Divides a number by what it has in common with a small one, and gives that.
fn divide_by_common(number: &mut BigInt, small: i64) -> i64 {
    let rest = (&*number % small).to_i64().unwrap_or(0);
    let common = small.gcd(&rest);
    if common != 1 {
        *number /= common;
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_values_of_the_polynomials_in_lowest_terms() {
        for (workers, stragglers) in [(2, 0), (3, 2), (7, 3), (12, 11), (20, 9)] {
            for i in 0..workers {
                let value = |j: usize| -> BigInt {
                    let held = |m: usize| (j + workers - m) % workers <= stragglers;
                    (0..workers).filter(|m| !held(*m)).map(|m| BigInt::from(i as i64 - m as i64)).product()
                };
                let expected: Vec<_> = (0..workers).map(|j| BigRational::new(value(j), value(i))).collect();
                let found = row(workers, stragglers, i);
                assert!(found == expected, "{workers} {stragglers} {i}");
                assert!(found.iter().zip(&expected).all(|(a, b)| a.denom() == b.denom()));
            }
        }
    }
}
