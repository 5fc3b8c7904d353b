//! Relaxed partitions: block sizes as real shares of `L`, and the cumulative loads that they make.
//!
//! One way down, from blocks to loads, `W_n = sum_{i<=n} (i+1) x_i`, and one way back,
//! `x_n = (W_n - W_{n-1}) / (n+1)`. The sum of the blocks in terms of the loads is `sum_n a_n W_n` with the weights
//! of [`weight`]; a slope in the loads becomes one in the blocks by [`in_blocks`].
//!
//! Proved in `proofs/partition.v`: `total_from_loads`.

use crate::error::PartitionError;
use crate::numeric::sum::Compensated;
use crate::wording;

/// By how much a sum of shares may be off one.
const SUM_ERROR: f64 = 1e-9;

/// Block sizes in shares of the `L` coordinates: `N` numbers from 0 on that sum to 1.
///
/// ```
/// use bcgc::Shares;
///
/// let shares = Shares::new(vec![0.5, 0.25, 0.25])?;
/// assert_eq!(shares.coordinates(8), [4.0, 2.0, 2.0]);
/// assert!(Shares::new(vec![4.0, 2.0, 2.0]).is_err(), "these are coordinates");
/// # Ok::<(), bcgc::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Shares(Vec<f64>);

/// Cumulative loads `W_n = sum_{i<=n} (i+1) x_i` of shares of `L`: `N` numbers that do not fall.
#[derive(Debug, Clone, PartialEq)]
pub struct Loads(Vec<f64>);

impl Shares {
    /// Shares, one a redundancy level `0..N`.
    ///
    /// # Errors
    /// When there is none, one is negative or not finite, or they do not sum to 1 (to 1e-9).
    pub fn new(shares: Vec<f64>) -> Result<Self, PartitionError> {
        if let Some(position) = shares.iter().position(|x| !(x.is_finite() && *x >= 0.0)) {
            return Err(PartitionError::Entry {
                position,
                text: wording::number(shares[position]),
                allowed: "a share of the coordinates, from 0 to 1".to_owned(),
            });
        }
        let sum: f64 = shares.iter().sum();
        if shares.is_empty() || (sum - 1.0).abs() > SUM_ERROR {
            return Err(PartitionError::Shares { sum });
        }
        Ok(Self(shares))
    }

    /// Numbers taken as they are: on the simplex by their making, or beside it for differences of gradients, where every
    /// evaluation is defined as well.
    pub(crate) fn unchecked(blocks: Vec<f64>) -> Self {
        Self(blocks)
    }

    /// The point of the simplex on the ray of some numbers, those below zero, which rounding leaves, raised to it;
    /// `None` where no finite positive sum is left.
    pub(crate) fn on_ray(mut blocks: Vec<f64>) -> Option<Self> {
        blocks.iter_mut().for_each(|x| *x = x.max(0.0));
        let sum: f64 = blocks.iter().sum();
        if !(sum.is_finite() && sum > 0.0) {
            return None;
        }
        blocks.iter_mut().for_each(|x| *x /= sum);
        Some(Self(blocks))
    }

    /// The shares whose loads are proportional to some numbers that do not fall; `None` where they are no loads.
    pub(crate) fn of_loads(loads: impl Iterator<Item = f64>) -> Option<Self> {
        Self::on_ray(Loads(loads.collect()).blocks())
    }

    /// All of the coordinates without redundancy, for `workers >= 1` workers.
    pub(crate) fn uncoded(workers: usize) -> Self {
        Self((0..workers).map(|n| if n == 0 { 1.0 } else { 0.0 }).collect())
    }

    /// All of the coordinates at the last level, where nobody but the fastest worker is waited for.
    pub(crate) fn last_level(workers: usize) -> Self {
        Self((1..=workers).map(|n| if n == workers { 1.0 } else { 0.0 }).collect())
    }

    /// One share a level.
    pub fn as_slice(&self) -> &[f64] {
        &self.0
    }

    /// One share a level.
    pub fn into_vec(self) -> Vec<f64> {
        self.0
    }

    /// Number of workers `N`.
    pub fn workers(&self) -> usize {
        self.0.len()
    }

    /// As real numbers of coordinates, of `total` in all.
    pub fn coordinates(&self, total: u64) -> Vec<f64> {
        self.0.iter().map(|x| x * total as f64).collect()
    }

    /// The loads.
    pub fn loads(&self) -> Loads {
        Loads(cumulative(&self.0))
    }
}

impl Loads {
    /// Numbers that do not fall.
    pub(crate) fn new(loads: Vec<f64>) -> Self {
        Self(loads)
    }

    /// One load a level.
    pub fn as_slice(&self) -> &[f64] {
        &self.0
    }

    /// Block sizes `x_n = (W_n - W_{n-1}) / (n+1)`, which rounding may leave a little below zero.
    pub(crate) fn blocks(&self) -> Vec<f64> {
        let mut before = 0.0;
        let block = |(n, &w): (usize, &f64)| {
            let x = (w - before) / (n + 1) as f64;
            before = w;
            x
        };
        self.0.iter().enumerate().map(block).collect()
    }
}

/// Cumulative loads of block sizes of any unit; summed with compensation, so that the loads of many workers are as
/// good as those of one.
pub(crate) fn cumulative(blocks: &[f64]) -> Vec<f64> {
    let mut sum = Compensated::default();
    let load = |(n, x): (usize, &f64)| {
        sum.add((n + 1) as f64 * x);
        sum.value()
    };
    blocks.iter().enumerate().map(load).collect()
}

/// The weight `a_n` with `sum_n x_n = sum_n a_n W_n`: `1 / ((n+1)(n+2))`, and `1 / N` for the last of `N` levels.
pub(crate) fn weight(n: usize, workers: usize) -> f64 {
    1.0 / divisor(n, workers)
}

/// The reciprocal of [`weight`]: 1*2, 2*3, .., (N-1)N, N.
pub(crate) fn divisor(n: usize, workers: usize) -> f64 {
    if n + 1 < workers { (n + 1) as f64 * (n + 2) as f64 } else { workers as f64 }
}

/// Slopes in the blocks from slopes in the loads: `d/dx_i = (i+1) sum_{n >= i} d/dW_n`.
pub(crate) fn in_blocks(mut slopes: Vec<f64>) -> Vec<f64> {
    let mut tail = 0.0;
    for (i, slope) in slopes.iter_mut().enumerate().rev() {
        tail += *slope;
        *slope = (i + 1) as f64 * tail;
    }
    slopes
}

#[cfg(test)]
mod tests {
    use quickcheck::quickcheck;

    use super::*;

    fn shares(digits: &[u16]) -> Option<Shares> {
        Shares::on_ray(digits.iter().map(|&d| f64::from(d)).collect())
    }

    quickcheck! {
        fn loads_and_blocks_are_inverse(digits: Vec<u16>) -> bool {
            let Some(shares) = shares(&digits) else { return digits.iter().all(|&d| d == 0) };
            let back = shares.loads().blocks();
            back.iter().zip(shares.as_slice()).all(|(a, b)| (a - b).abs() < 1e-12)
        }

        fn weights_give_the_sum_of_the_blocks(digits: Vec<u16>) -> bool {
            let Some(shares) = shares(&digits) else { return true };
            let loads = shares.loads();
            let terms = loads.as_slice().iter().enumerate().map(|(n, w)| weight(n, digits.len()) * w);
            (terms.sum::<f64>() - 1.0).abs() < 1e-12
        }

        fn slopes_are_adjoint_to_loads(digits: Vec<u16>, slopes: Vec<i16>) -> bool {
            let Some(shares) = shares(&digits) else { return true };
            let slopes: Vec<f64> = (0..digits.len()).map(|n| slopes.get(n).map_or(1.0, |&s| f64::from(s))).collect();
            let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
            let loads = product(&slopes, shares.loads().as_slice());
            let size = slopes.iter().fold(1.0, |m: f64, s| m.max(s.abs())) * digits.len() as f64;
            (loads - product(&in_blocks(slopes), shares.as_slice())).abs() < 1e-9 * size
        }
    }

    #[test]
    fn coordinates_are_no_shares() {
        for wrong in [vec![], vec![2.0, 3.0], vec![1.5, -0.5], vec![f64::NAN, 1.0], vec![0.0, 0.0]] {
            assert!(Shares::new(wrong.clone()).is_err(), "{wrong:?}");
        }
        assert_eq!(Shares::new(vec![0.25, 0.75]).map(|x| x.coordinates(4)), Ok(vec![1.0, 3.0]));
        assert_eq!(Shares::on_ray(vec![0.0, -1.0]), None);
        assert_eq!(Shares::on_ray(vec![f64::INFINITY, 1.0]), None);
    }
}
