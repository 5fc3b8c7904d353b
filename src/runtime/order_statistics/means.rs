//! Means with their error, as every way of computing them returns them.

/// The means of all order statistics.
#[derive(Debug, Clone, PartialEq)]
pub struct Means {
    /// One value for each `n = 1..=N`.
    pub values: Vec<f64>,
    /// Largest estimated relative error of a finite value; for mean times it is that of the excess
    /// over the infimum.
    pub relative_error: f64,
}
