//! Tangents of the expected overall runtime, and what they prove of a case.

use std::sync::Arc;

use super::geometry::Geometry;
use crate::clock::Clock;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::law_runtime::LawRuntime;
use crate::shares::Shares;

/// Rounding errors of a bound, in units of its largest terms.
const ROUNDING: f64 = 8.0 * f64::EPSILON;
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

impl Tangent {
    /// What it proves of a case by multipliers of the forms `from..`, from the root down, and their values.
    pub fn bound(&self, geometry: &Geometry, multipliers: &[f64], values: &[i64]) -> f64 {
        let forms = || multipliers.iter().zip(geometry.asked());
        let constant: f64 = forms().zip(values).map(|((nu, form), v)| nu * (v - form.origin) as f64).sum();
        let size: f64 =
            forms().zip(values).map(|((nu, form), v)| (nu * (v - form.origin) as f64).abs()).sum();
        let mut least = f64::INFINITY;
        let mut largest: f64 = 0.0;
        for (i, slope) in self.slopes.iter().enumerate() {
            let terms = || forms().map(|(nu, form)| nu * form.centred[i]);
            least = least.min(slope - terms().sum::<f64>());
            largest = largest.max(slope.abs() + terms().map(f64::abs).sum::<f64>());
        }
        least + constant - ROUNDING * (multipliers.len() + 2) as f64 * (size + largest)
    }
}

/// A tangent that many cases share.
pub type Shared = Arc<Tangent>;

#[cfg(test)]
mod tests {
    use super::super::geometry::Form;
    use super::*;

    #[test]
    fn a_tangent_proves_what_the_best_partition_of_a_case_attains_and_not_more() {
        // One form x_1 over partitions of 5, around (3, 2): with x_1 = 3 the slopes give (0.1 * 2 + 0.2 * 3)/5.
        let form = Form::new(vec![0, 1], &[3, 2], 5.0).unwrap();
        let geometry = Geometry { total: 5.0, basis: Vec::new(), forms: vec![form], curvature: Vec::new() };
        let tangent = Tangent { point: vec![3.0, 2.0], slopes: vec![0.1, 0.2], loss: 0.0 };
        let bound = tangent.bound(&geometry, &[0.02], &[3]);
        assert!(bound < 0.16 && bound > 0.16 - 1e-14, "{bound:e}");
        let free = tangent.bound(&geometry, &[], &[]);
        assert!(free < 0.1 && free > 0.1 - 1e-14, "{free:e}");
    }
}
