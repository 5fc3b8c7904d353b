//! What an evaluation returns.

/// A value with the absolute error that the evaluation estimates for itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Estimated absolute error, in the unit of `value`.
    pub error: f64,
}

/// Value and gradient of the expected overall runtime.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// `E[tau]`.
    pub value: Estimate,
    /// `dE/dx_i`, length `N`.
    pub gradient: Vec<f64>,
    /// Estimated relative error of the gradient's entries, against `E / L`.
    pub gradient_error: f64,
}
