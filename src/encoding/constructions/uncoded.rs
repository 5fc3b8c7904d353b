//! No coding: every worker sends its own subset, the master waits for all.
//!
//! Proved in `proofs/encoding/classes.v`: `uncoded_tolerates`.

use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::encoding::construction::{Assurance, Construction};
use crate::encoding::error::EncodingError;
use crate::encoding::matrix::EncodingMatrix;
use crate::encoding::witness::Witness;

/// The identity matrix, `s = 0`.
#[derive(Debug, Clone, Copy)]
pub struct Uncoded;

impl Construction for Uncoded {
    fn name(&self) -> &'static str {
        "uncoded"
    }

    fn source(&self) -> &'static str {
        "[WCLZX23], Sec. II (s = 0)"
    }

    fn summary(&self) -> &'static str {
        "identity: one subset a worker, no straggler tolerated"
    }

    fn assurance(&self) -> Assurance {
        Assurance::Theorem("the rows of all workers add up to the all-ones row")
    }

    fn obstacle(&self, _workers: usize, stragglers: usize) -> Option<String> {
        (stragglers > 0).then(|| "it tolerates no straggler; set stragglers = 0".into())
    }

    fn matrix(&self, workers: usize, stragglers: usize, _seed: u64) -> Result<EncodingMatrix, EncodingError> {
        let entry = |i, j| if i == j { BigRational::one() } else { BigRational::zero() };
        let rows = (0..workers).map(|i| (0..workers).map(|j| entry(i, j)).collect()).collect();
        let witness = Witness::Classes(vec![(0..workers).collect()]);
        Ok(EncodingMatrix::from_rows(rows, stragglers)?.with_origin(self.name(), None, witness))
    }
}
