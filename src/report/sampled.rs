//! What the rounds of a trace leave open of a value.

/// A mean over rounds.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Sampled {
    /// The mean.
    pub value: f64,
    /// Its standard error, which allows for rounds that resemble their neighbours; none for fewer than four rounds, for a
    /// share of all rounds or none, and where they alternate so evenly that all batches of neighbours have one mean.
    pub standard_error: Option<f64>,
    /// Its difference from the best row's; none of that row itself.
    pub difference: Option<Difference>,
    /// Whether no row has a better mean; of equal ones the first.
    pub is_best: bool,
    /// How many rounds it is over.
    pub rounds: usize,
}

/// A mean difference over the same rounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// This row's mean less the best row's.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
}

impl Sampled {
    /// Whether a round waits for a worker that never returns.
    pub fn is_endless(&self) -> bool {
        self.value.is_infinite()
    }

    /// Whether the best row is better beyond the noise: by more than two standard errors of the difference.
    pub fn is_worse(&self) -> bool {
        self.difference.is_some_and(|found| found.value.abs() > 2.0 * found.standard_error)
    }
}
