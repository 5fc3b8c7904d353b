//! Cuts: tangents of `Phi(b) = ln Pr`, with the rounding of their evaluation added.

use super::boxes::LoadBox;
use super::envelope::LogCdf;
use super::rows::Row;
use crate::relaxed::height::ln;
use crate::runtime::completion::CompletionProbability;

/// Relative error granted to a slope of `Phi`.
const SLOPE_ERROR: f64 = 1e-12;

/// Evaluates `Phi` for cuts that hold over the first box.
#[derive(Debug)]
pub struct Oracle<'a> {
    evaluator: &'a CompletionProbability,
    /// `beta` at the largest loads: no `b` of interest lies below.
    least_logs: Vec<f64>,
}

/// A value of `Phi` and the tangent there.
#[derive(Debug, Clone)]
pub struct Tangent {
    /// `Phi` at the point.
    pub value: f64,
    /// The slopes of `Phi`.
    pub slopes: Vec<f64>,
    /// The cut.
    pub cut: Row,
}

impl<'a> Oracle<'a> {
    /// For cuts over a box.
    pub fn new(evaluator: &'a CompletionProbability, beta: &LogCdf, region: &LoadBox) -> Self {
        Self { evaluator, least_logs: region.high.iter().map(|&w| beta.value(w)).collect() }
    }

    /// The tangent at logarithms `b`, made nonincreasing first (a cut may be taken anywhere). `None`
    /// where the probability is 0 in double precision.
    pub fn tangent(&self, logs: &[f64]) -> Option<Tangent> {
        let mut least = 0.0f64;
        let logs: Vec<f64> = (logs.iter())
            .map(|b| {
                least = least.min(*b);
                least
            })
            .collect();
        let cdf: Vec<f64> = logs.iter().map(|b| b.exp()).collect();
        let survival: Vec<f64> = logs.iter().map(|b| -b.exp_m1()).collect();
        let (probability, mut slopes) = self.evaluator.slope_at_levels(&survival, &cdf);
        if probability.value <= 0.0 {
            return None;
        }
        slopes.iter_mut().zip(&cdf).for_each(|(s, v)| *s *= v / probability.value);
        let value = ln(probability);
        let relative = 10.0 * probability.error / probability.value;
        let mut constant = value + relative;
        for ((slope, b), low) in slopes.iter().zip(&logs).zip(&self.least_logs) {
            let reach = b.abs().max((low - b).abs());
            constant -= slope * b;
            constant += SLOPE_ERROR * slope * reach + relative * reach;
        }
        (slopes.iter().all(|s| s.is_finite()) && constant.is_finite()).then(|| Tangent {
            value,
            cut: Row::Cut { slopes: slopes.clone(), constant, point: survival.into() },
            slopes,
        })
    }
}
