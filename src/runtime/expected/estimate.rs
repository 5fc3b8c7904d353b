//! What an evaluation returns.

use crate::runtime::evaluator::{Cost, Gradient};
use crate::solution::Value;

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

impl Evaluation {
    /// The slopes in a unit of which one inner unit is `scale`, beside the value there.
    pub fn gradient_in(&self, scale: f64, value: Value) -> Gradient {
        Gradient {
            value,
            slopes: self.gradient.iter().map(|slope| scale * slope).collect(),
            error: self.gradient_error * (scale * self.value.value),
        }
    }
}

impl From<Evaluation> for Cost {
    fn from(Evaluation { value, gradient, .. }: Evaluation) -> Self {
        Self { value: value.value, error: value.error, slopes: gradient }
    }
}
