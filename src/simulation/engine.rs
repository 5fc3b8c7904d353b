//! What the two arithmetics of a simulated round have in common.

use num_rational::BigRational;

use crate::encoding::Scheme;

/// The decoding vectors of a round: for each block the workers (from 1) and their coefficients.
pub(crate) type Decoding<'a> = Vec<(&'a [usize], &'a [BigRational])>;

/// Outcome of decoding one round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Decoded {
    /// Largest error of a coordinate, relative to the largest sum over the subsets of absolute partial
    /// derivatives in one coordinate: the true gradient may vanish at the optimum, this does not.
    pub(crate) error: f64,
    /// The block (from 1) where it occurs.
    pub(crate) block: usize,
}

/// Computes gradients, codes, decodes, compares, and takes a step along the decoded gradient.
pub(crate) trait Engine {
    /// Runs one round.
    fn round(&mut self, decoding: &Decoding<'_>) -> Decoded;

    /// The loss at the present weights.
    fn loss(&self) -> f64;
}

/// Splits each block into pieces of at most `length` coordinates: (block, first, past the last), from 0.
pub(crate) fn pieces(scheme: &Scheme, length: usize) -> Vec<(usize, usize, usize)> {
    let mut pieces = Vec::new();
    let mut first = 0;
    for (b, block) in scheme.blocks().iter().enumerate() {
        let end = first + block.coordinates() as usize;
        while first < end {
            let to = end.min(first + length);
            pieces.push((b, first, to));
            first = to;
        }
    }
    pieces
}
