//! The levels that may hold coordinates, those of a finite mean: what searches over integers see of an instance.

use super::curvature::relative_hessian;
use crate::clock::Clock;
use crate::partition::Partition;
use crate::runtime::convex_runtime::ConvexRuntime;
use crate::shares::Shares;

/// Ridge of the form, in units of its largest entry: keeps it positive definite where differences are not.
const RIDGE: f64 = 1e-9;

/// The quadratic form of the relative loss around the relaxed optimum, in shares of the free levels. `None` if the clock
/// ends it.
pub fn loss_form(evaluator: &impl ConvexRuntime, center: &Shares, clock: &Clock) -> Option<Vec<Vec<f64>>> {
    let first = evaluator.first_level();
    let hessian = relative_hessian(evaluator, center, clock)?;
    let mut form: Vec<Vec<f64>> = hessian[first..].iter().map(|row| row[first..].to_vec()).collect();
    let largest = (0..form.len()).map(|i| form[i][i]).fold(f64::MIN_POSITIVE, f64::max);
    // Blocks at zero may only grow, at a cost of the first order.
    for (i, row) in form.iter_mut().enumerate() {
        row[i] += RIDGE * largest + if center.as_slice()[first + i] == 0.0 { largest } else { 0.0 };
    }
    Some(form)
}

/// The blocks of a partition at the levels from `first` on.
pub fn blocks_of(first: usize, partition: &Partition) -> Vec<i64> {
    partition.blocks()[first..].iter().map(|&x| x as i64).collect()
}

/// The partition with these blocks at the levels from `first` on; `None` if one is negative, or they have another sum.
pub fn partition_of(first: usize, blocks: &[i64], coordinates: u64) -> Option<Partition> {
    let mut all = vec![0; first];
    for &x in blocks {
        all.push(u64::try_from(x).ok()?);
    }
    let workers = all.len();
    Partition::new(all, workers, coordinates).ok()
}
