//! Whether exact elimination of a matrix that somebody gives ends within minutes.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::One;

use super::error::EncodingError;
use super::matrix::EncodingMatrix;

/// Most work that is begun, in units of some nanoseconds: about ten minutes.
const MOST: f64 = 1e11;
/// Longest common denominator of a row that is looked for, in bits.
const LONGEST: u64 = 1 << 22;

/// Refuses a matrix whose minors are too large to be computed.
///
/// # Errors
/// [`EncodingError::Document`] with the size of the numbers.
pub(crate) fn check(matrix: EncodingMatrix) -> Result<EncodingMatrix, EncodingError> {
    let bits = matrix.rows().map(bits_of).max().unwrap_or(0);
    let (workers, subsets) = (matrix.workers() as f64, matrix.subsets() as f64);
    let order = workers.min(subsets);
    // The entries of fraction-free elimination are minors; a product of long integers takes about the power 1.6.
    let words = (order * bits as f64 / 64.0).max(1.0);
    if workers * subsets * order * words.powf(1.6) <= MOST {
        return Ok(matrix);
    }
    let problem = format!(
        "its {workers} rows, over common denominators, hold integers of {bits} bits, with which exact elimination \
         takes too long; shorten the fractions or give fewer workers"
    );
    Err(EncodingError::document("matrix", problem))
}

/// Length of the longest entry of a row over its common denominator.
fn bits_of(row: &[BigRational]) -> u64 {
    let mut common = BigInt::one();
    for entry in row {
        common = common.lcm(entry.denom());
        if common.bits() > LONGEST {
            break;
        }
    }
    let over =
        |entry: &BigRational| (entry.numer().bits() + common.bits()).saturating_sub(entry.denom().bits());
    row.iter().map(over).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(n: usize, entry: impl Fn(usize, usize) -> BigRational) -> Result<EncodingMatrix, EncodingError> {
        let rows = (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect();
        check(EncodingMatrix::from_rows(rows, 1).unwrap())
    }

    #[test]
    fn doubles_are_accepted_and_thousands_of_digits_in_every_entry_are_not() {
        let double = |i: usize, j: usize| BigRational::new((i + 3 * j + 1).into(), BigInt::from(10).pow(17));
        assert!(of(200, double).is_ok());
        let long = |i: usize, j: usize| {
            BigRational::from_integer(BigInt::from(10).pow(1990) + BigInt::from(i * j + 1))
        };
        assert!(of(10, long).is_ok());
        let error = of(60, long).unwrap_err().to_string();
        assert!(error.contains("60 rows") && error.contains("shorten the fractions"), "{error}");
        // A denominator of its own for each entry: together they are as long.
        let apart = |i: usize, j: usize| {
            BigRational::new(BigInt::one(), BigInt::from(10).pow(300) + BigInt::from(60 * i + j))
        };
        assert!(of(60, apart).is_err());
    }
}
