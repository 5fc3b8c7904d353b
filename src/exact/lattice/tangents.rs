//! Tangents of the expected overall runtime of a law.

use std::sync::Arc;

use super::case::Ground;
use crate::clock::Clock;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::law_runtime::LawRuntime;
use crate::shares::Shares;

/// Relative error of steep slopes, in units of the tolerance, beside the error that all have.
const STEEP: f64 = 1.0 / 16.0;

/// A tangent at a point: every partition costs at least `1 + sum_i slopes_i x_i / L` times the reference.
#[derive(Debug)]
pub struct Tangent {
    /// Blocks of the free levels, in coordinates; nonnegative.
    pub point: Vec<f64>,
    /// Relative to the reference, less one, less their error.
    pub slopes: Vec<f64>,
    /// The loss at the point: its value relative to the reference, less one, with its error.
    pub loss: f64,
}

/// Takes tangents.
#[derive(Debug)]
pub struct Tangents<'a> {
    pub evaluator: &'a LawRuntime,
    /// The value of the relaxed optimum, in inner units.
    pub reference: f64,
    /// Relative tolerance of the evaluations.
    pub tolerance: f64,
}

impl Tangents<'_> {
    /// The tangent at some blocks of the free levels; `None` if the clock ends the evaluation.
    pub fn at(&self, point: Vec<f64>, total: f64, clock: &Clock) -> Option<Tangent> {
        let first = self.evaluator.first_level();
        let shares = vec![0.0; first].into_iter().chain(point.iter().map(|x| x / total)).collect();
        let evaluation = self.evaluator.evaluate(&Shares::unchecked(shares), self.tolerance, clock)?;
        let value = evaluation.value;
        let error = evaluation.gradient_error * value.value / self.reference;
        let slope = |g: &f64| g / self.reference * (1.0 - STEEP * self.tolerance) - 1.0 - error;
        let slopes = evaluation.gradient[first..].iter().map(slope).collect();
        Some(Tangent { point, slopes, loss: (value.value + value.error) / self.reference - 1.0 })
    }
}

/// A tangent that many cases share.
pub type Shared = Arc<Tangent>;

impl Ground for Shared {
    fn point(&self) -> &[f64] {
        &self.point
    }
}
