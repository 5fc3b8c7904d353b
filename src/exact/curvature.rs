//! Second derivatives of the expected overall runtime at a point, by differences of exact gradients.

use rayon::prelude::*;

use crate::problem::Problem;

/// Tolerance of the gradients that are differenced.
const TOLERANCE: f64 = 1e-11;
/// Step relative to the variable (or to the mean share where the variable is zero); balances the
/// cube of the step against the tolerance over the step.
const STEP: f64 = 2e-4;

/// The Hessian at the shares `x`, row by row, relative to the value there. Symmetrised.
pub fn relative_hessian(problem: &Problem, x: &[f64]) -> Vec<Vec<f64>> {
    let n = x.len();
    let first = problem.first_level();
    let center = problem.evaluate(x, TOLERANCE);
    let rows: Vec<Vec<f64>> = (0..n)
        .into_par_iter()
        .map(|i| {
            if i < first {
                return vec![0.0; n];
            }
            let step = STEP * x[i].max(1.0 / (n as f64 * n as f64));
            let at = |shift: f64| -> Vec<f64> {
                let mut y = x.to_vec();
                y[i] += shift;
                problem.evaluate(&y, TOLERANCE).gradient
            };
            let above = at(step);
            let (below, width) =
                if x[i] >= step { (at(-step), 2.0 * step) } else { (center.gradient.clone(), step) };
            above.iter().zip(&below).map(|(a, b)| (a - b) / width / center.value.value).collect()
        })
        .collect();
    (0..n).map(|i| (0..n).map(|j| 0.5 * (rows[i][j] + rows[j][i])).collect()).collect()
}
