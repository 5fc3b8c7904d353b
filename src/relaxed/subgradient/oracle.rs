//! What the subgradient method asks of a function.

/// Value and subgradient averaged over a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchMean {
    /// Mean of `max_n W_n T_(N-n)`, in coordinates times units of time (`kappa` left out).
    pub value: f64,
    /// Mean subgradient, length `N`, in units of time.
    pub subgradient: Vec<f64>,
}

/// A convex function that gives a noisy subgradient.
pub trait StochasticSubgradient {
    /// The mean over the batch of step `k = 1, 2, ..` at `x`.
    fn batch_mean(&self, x: &[f64], k: u64) -> BatchMean;

    /// The value at `x` without noise, in the unit that is told of; none where nobody knows it, or not in time.
    fn value(&self, _x: &[f64]) -> Option<f64> {
        None
    }

    /// Levels below this index stay at zero: the function is infinite where they are not.
    fn first_level(&self) -> usize {
        0
    }
}
