//! Fractional repetition: groups of s + 1 workers that all hold the same s + 1 subsets.
//!
//! Proved in `proofs/encoding/fractional_repetition.v`: `fractional_repetition_tolerates`,
//! `fractional_repetition_weight`.

use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::encoding::construction::{Assurance, Construction};
use crate::encoding::error::EncodingError;
use crate::encoding::matrix::EncodingMatrix;
use crate::encoding::witness::Witness;

/// Ones within groups of `s + 1` consecutive workers; needs `s + 1` to divide `N`.
#[derive(Debug, Clone, Copy)]
pub struct FractionalRepetition;

impl Construction for FractionalRepetition {
    fn name(&self) -> &'static str {
        "fractional-repetition"
    }

    fn source(&self) -> &'static str {
        "Tandon, Lei, Dimakis, Karampatziakis, Gradient Coding, ICML 2017, Sec. 3"
    }

    fn summary(&self) -> &'static str {
        "groups of s + 1 workers with the same subsets; coefficients 0 and 1, s + 1 divides N"
    }

    fn assurance(&self) -> Assurance {
        Assurance::Theorem("pigeonhole over s + 1 classes with one worker of each group")
    }

    fn obstacle(&self, workers: usize, stragglers: usize) -> Option<String> {
        (!workers.is_multiple_of(stragglers + 1)).then(|| {
            format!(
                "stragglers + 1 = {} must divide workers; take another value, cyclic-repetition or \
                 generalised-fractional-repetition",
                stragglers + 1
            )
        })
    }

    fn matrix(&self, workers: usize, stragglers: usize, _seed: u64) -> Result<EncodingMatrix, EncodingError> {
        let size = stragglers + 1;
        let entry = |i, j| if i / size == j / size { BigRational::one() } else { BigRational::zero() };
        let rows = (0..workers).map(|i| (0..workers).map(|j| entry(i, j)).collect()).collect();
        let classes = (0..size).map(|k| (k..workers).step_by(size).collect()).collect();
        let witness = Witness::Classes(classes);
        Ok(EncodingMatrix::from_rows(rows, stragglers)?.with_origin(self.name(), None, witness))
    }
}
