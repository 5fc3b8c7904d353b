//! What a construction hands over besides its matrix, so that its theorem can be checked.
//!
//! Proved in `proofs/encoding/divided_differences.v`: `divided_difference_decodes`.

use num_bigint::BigInt;
use num_rational::BigRational;

/// What a theorem about the matrix rests on.
#[derive(Debug, Clone, Default)]
pub(crate) enum Witness {
    /// Nothing.
    #[default]
    None,
    /// Disjoint sets of workers (from 0) whose rows add up to the all-ones row.
    Classes(Vec<Vec<usize>>),
    /// Distinct points `x_i` and nonzero factors `d_i`, one of each a worker, such that column `j`
    /// times the factors holds the values at the points of the monic polynomial of degree N-s-1
    /// that vanishes at the points of the workers without subset `j`.
    Polynomials(Polynomials),
    /// Rows of a parity check `H` (s x N) with `H 1 = 0` and `H B^T = 0`.
    ParityCheck(Vec<Vec<BigInt>>),
}

/// Points and factors of [`Witness::Polynomials`].
#[derive(Debug, Clone)]
pub(crate) struct Polynomials {
    pub(crate) points: Vec<BigInt>,
    pub(crate) factors: Vec<BigInt>,
}

impl Polynomials {
    /// Weights of the divided difference over the points of some workers (from 0), which is 1 for
    /// every column if there are N-s of them.
    pub(crate) fn divided_difference(&self, set: &[usize]) -> Vec<BigRational> {
        let others = |i: usize| set.iter().filter(move |m| **m != i);
        let product = |i: usize| others(i).map(|m| &self.points[i] - &self.points[*m]).product();
        set.iter().map(|i| BigRational::new(self.factors[*i].clone(), product(*i))).collect()
    }
}
