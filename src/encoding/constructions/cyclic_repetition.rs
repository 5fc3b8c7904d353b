//! Cyclic repetition with random coefficients.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use rand::Rng;

use crate::encoding::construction::{Assurance, Construction};
use crate::encoding::error::EncodingError;
use crate::encoding::linear;
use crate::encoding::matrix::EncodingMatrix;
use crate::encoding::sets;
use crate::encoding::witness::Witness;
use crate::threads;

/// Seeds tried before giving up.
const ATTEMPTS: u64 = 64;

/// Entries of the random parity check lie in `-LARGEST..=LARGEST`: wide enough that a singular minor is
/// rare, small enough to keep the fractions short.
const LARGEST: u64 = 99;

/// Worker `i` holds the subsets `i..=i+s` around the circle; its coefficients are the vector of the
/// kernel of a random integer matrix `H` (s x N, `H 1 = 0`) supported there, scaled to 1 at `i`.
#[derive(Debug, Clone, Copy)]
pub struct CyclicRepetition;

impl Construction for CyclicRepetition {
    fn name(&self) -> &'static str {
        "cyclic-repetition"
    }

    fn source(&self) -> &'static str {
        "Tandon, Lei, Dimakis, Karampatziakis, Gradient Coding, ICML 2017, Sec. 4"
    }

    fn summary(&self) -> &'static str {
        "s + 1 consecutive subsets a worker, random fractions; every N and s"
    }

    fn assurance(&self) -> Assurance {
        Assurance::Check("random coefficients decode with probability 1, so each matrix has to be checked")
    }

    fn is_random(&self) -> bool {
        true
    }

    fn matrix(&self, workers: usize, stragglers: usize, seed: u64) -> Result<EncodingMatrix, EncodingError> {
        let last = seed.saturating_add(ATTEMPTS - 1);
        for attempt in seed..=last {
            let check = random_parity_check(workers, stragglers, attempt);
            let rows: Option<Vec<_>> =
                threads::map(workers, |i| window_row(&check, workers, i)).into_iter().collect();
            if let Some(rows) = rows {
                let witness = match stragglers {
                    0 => Witness::Classes(vec![(0..workers).collect()]),
                    s if s + 1 == workers => Witness::Classes((0..workers).map(|i| vec![i]).collect()),
                    _ => Witness::ParityCheck(check),
                };
                let matrix = EncodingMatrix::from_rows(rows, stragglers)?;
                return Ok(matrix.with_origin(self.name(), Some(attempt), witness));
            }
        }
        Err(EncodingError::Singular { construction: self.name(), workers, stragglers, seed, last })
    }
}

/// `s x N` integers whose rows add up to zero.
fn random_parity_check(workers: usize, stragglers: usize, seed: u64) -> Vec<Vec<BigInt>> {
    let mut rng = sets::generator(seed);
    (0..stragglers).map(|_| balanced_row(&mut rng, workers)).collect()
}

fn balanced_row(rng: &mut impl Rng, workers: usize) -> Vec<BigInt> {
    let mut row: Vec<BigInt> =
        (1..workers).map(|_| BigInt::from(sets::below(rng, 2 * LARGEST + 1)) - LARGEST).collect();
    let last = -row.iter().sum::<BigInt>();
    row.push(last);
    row
}

/// Row `i`: 1 at `i` and `-H_J^{-1} H_i` at `J = {i+1..i+s}`; nothing when `H_J` is singular or an
/// entry vanishes, which would leave the subset with a holder too few.
fn window_row(check: &[Vec<BigInt>], workers: usize, i: usize) -> Option<Vec<BigRational>> {
    let mut row = vec![BigRational::zero(); workers];
    row[i] = BigRational::one();
    if check.is_empty() {
        return Some(row);
    }
    if check.len() + 1 == workers {
        // The all-ones row meets N - 1 conditions, independent with probability 1, and nothing else does.
        return Some(vec![BigRational::one(); workers]);
    }
    let window: Vec<usize> = (1..=check.len()).map(|k| (i + k) % workers).collect();
    let equation = |h: &Vec<BigInt>| window.iter().map(|j| h[*j].clone()).chain([-h[i].clone()]).collect();
    let solution = linear::solve_unique(check.iter().map(equation).collect())?;
    for (j, value) in window.into_iter().zip(solution) {
        if value.is_zero() {
            return None;
        }
        row[j] = value;
    }
    Some(row)
}
