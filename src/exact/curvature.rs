//! Second derivatives of the expected overall runtime at a point, by differences of exact gradients.

use crate::clock::Clock;
use crate::runtime::convex_runtime::ConvexRuntime;
use crate::shares::Shares;
use crate::threads;

/// Tolerance of the gradients that are differenced.
const TOLERANCE: f64 = 1e-11;
/// Step relative to the variable (or to the mean share where the variable is zero); balances the
/// cube of the step against the tolerance over the step.
const STEP: f64 = 2e-4;

/// The Hessian at some shares, row by row, relative to the value there. Symmetrised. `None` if the
/// clock ends it.
pub fn relative_hessian(
    evaluator: &impl ConvexRuntime,
    shares: &Shares,
    clock: &Clock,
) -> Option<Vec<Vec<f64>>> {
    let x = shares.as_slice();
    let n = x.len();
    let first = evaluator.first_level();
    let center = evaluator.evaluate(shares, TOLERANCE, clock)?;
    let row = |i: usize| {
        if i < first {
            return Some(vec![0.0; n]);
        }
        let step = STEP * x[i].max(1.0 / (n as f64 * n as f64));
        let at = |shift: f64| -> Option<Vec<f64>> {
            let mut y = x.to_vec();
            y[i] += shift;
            Some(evaluator.evaluate(&Shares::unchecked(y), TOLERANCE, clock)?.gradient)
        };
        let above = at(step)?;
        let (below, width) =
            if x[i] >= step { (at(-step)?, 2.0 * step) } else { (center.gradient.clone(), step) };
        Some(above.iter().zip(&below).map(|(a, b)| (a - b) / width / center.value.value).collect())
    };
    let rows: Vec<Vec<f64>> = threads::map(n, row).into_iter().collect::<Option<_>>()?;
    Some((0..n).map(|i| (0..n).map(|j| 0.5 * (rows[i][j] + rows[j][i])).collect()).collect())
}
