//! Fractional repetition for every N and s: binary, with unequal row weights.
//!
//! Proved in `proofs/encoding/generalised_fractional_repetition.v`: `generalised_fractional_repetition_tolerates`,
//! `generalised_fractional_repetition_weight`, `generalised_fractional_repetition_weight_attained`.

use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::encoding::construction::{Assurance, Construction};
use crate::encoding::error::EncodingError;
use crate::encoding::matrix::EncodingMatrix;
use crate::encoding::witness::Witness;

/// Workers that are congruent modulo `s + 1` form a class, and each class shares all subsets out
/// among its workers as evenly as possible. The largest row weight is `ceil(N / floor(N / (s + 1)))`,
/// which exceeds `s + 1` unless `s + 1` divides `N`.
#[derive(Debug, Clone, Copy)]
pub struct GeneralisedFractionalRepetition;

impl Construction for GeneralisedFractionalRepetition {
    fn name(&self) -> &'static str {
        "generalised-fractional-repetition"
    }

    fn source(&self) -> &'static str {
        "Charalambides, Mahdavifar, Hero, Numerically Stable Binary Gradient Coding, ISIT 2020"
    }

    fn summary(&self) -> &'static str {
        "s + 1 classes that each share out all subsets; coefficients 0 and 1, unequal loads"
    }

    fn assurance(&self) -> Assurance {
        Assurance::Theorem("pigeonhole over s + 1 classes that each hold every subset once")
    }

    fn has_uniform_weight(&self) -> bool {
        false
    }

    fn matrix(&self, workers: usize, stragglers: usize, _seed: u64) -> Result<EncodingMatrix, EncodingError> {
        let count = stragglers + 1;
        let classes: Vec<Vec<usize>> = (0..count).map(|k| (k..workers).step_by(count).collect()).collect();
        let mut rows = vec![vec![BigRational::zero(); workers]; workers];
        for class in &classes {
            for (place, worker) in class.iter().enumerate() {
                let (from, to) = (place * workers / class.len(), (place + 1) * workers / class.len());
                rows[*worker][from..to].fill(BigRational::one());
            }
        }
        let witness = Witness::Classes(classes);
        Ok(EncodingMatrix::from_rows(rows, stragglers)?.with_origin(self.name(), None, witness))
    }
}
