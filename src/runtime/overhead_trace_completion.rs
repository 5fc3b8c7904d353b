//! The fraction of measured rounds with overheads that finish by a deadline.

use super::evaluator::{Cost, Evaluator, Gradient};
use super::overhead_deadline;
use super::overhead_rows::OverheadRows;
use super::trace_rows::load_error;
use crate::clock::Clock;
use crate::partition::Partition;
use crate::shares::Shares;
use crate::solution::Value;
use crate::verdict::Verdict;

/// Relative rounding error of the runtime of integer loads.
const RUNTIME_ERROR: f64 = 8.0 * f64::EPSILON;

/// The evaluator; see the module.
#[derive(Debug)]
pub struct OverheadTraceCompletion {
    rows: OverheadRows,
    coordinates: u64,
    deadline: f64,
}

impl OverheadTraceCompletion {
    /// For rows, a number of coordinates and a deadline.
    pub fn new(rows: OverheadRows, coordinates: u64, deadline: f64) -> Self {
        Self { rows, coordinates, deadline }
    }

    /// The fraction of rows that finish; those within rounding of the deadline are in the error.
    fn fraction(&self, loads: &[f64], rounding: f64) -> Value {
        let runtimes = self.rows.runtimes(loads);
        let by = |deadline: f64| runtimes.iter().filter(|runtime| **runtime <= deadline).count();
        let (fewest, count, most) =
            (by(self.deadline * (1.0 - rounding)), by(self.deadline), by(self.deadline * (1.0 + rounding)));
        let value = share(count, runtimes.len());
        let unsure = (most - count).max(count - fewest) as f64 / runtimes.len() as f64;
        Value { error: value.error + unsure, ..value }
    }
}

/// So many rows of all.
fn share(count: usize, all: usize) -> Value {
    let (count, all) = (count as f64, all as f64);
    let value = count / all;
    Value { value, error: f64::EPSILON * value, complement: Some((all - count) / all) }
}

impl Evaluator for OverheadTraceCompletion {
    fn value(&self, shares: &Shares) -> Option<Value> {
        let loads: Vec<f64> =
            shares.loads().as_slice().iter().map(|load| load * self.coordinates as f64).collect();
        Some(self.fraction(&loads, load_error(shares.workers()) + RUNTIME_ERROR))
    }

    /// Decided exactly.
    fn value_of_partition(&self, partition: &Partition) -> Option<Value> {
        let met = self.met(partition)?;
        Some(share(met.iter().filter(|is_met| **is_met).count(), met.len()))
    }

    /// The fraction that is late: a step function, which has no slopes.
    fn cost(&self, shares: &Shares, _clock: &Clock) -> Option<Cost> {
        let Value { value, error, .. } = self.value(shares)?;
        Some(Cost { value: 1.0 - value, error, slopes: vec![0.0; shares.workers()] })
    }

    /// None: a step function.
    fn gradient(&self, _shares: &Shares, _clock: &Clock) -> Option<Gradient> {
        None
    }

    /// Next to the deadline decided over the rationals.
    fn met(&self, partition: &Partition) -> Option<Vec<bool>> {
        let whole = partition.whole_loads();
        let loads: Vec<f64> = whole.iter().map(|&load| load as f64).collect();
        let is_met = |(row, runtime): (usize, f64)| {
            if (runtime - self.deadline).abs() <= RUNTIME_ERROR * self.deadline {
                return self.rows.ends_by(row, &whole, self.deadline);
            }
            runtime < self.deadline
        };
        Some(self.rows.runtimes(&loads).into_iter().enumerate().map(is_met).collect())
    }

    fn verdict(&self) -> Option<Verdict> {
        overhead_deadline::verdict(&self.rows, self.coordinates, self.deadline)
    }

    /// Of the blocks at level `n`, the one with the least median over the rows.
    fn even_deadline(&self) -> Option<f64> {
        let median = |level: usize| {
            let load = (level + 1) as f64 * self.coordinates as f64;
            let mut times: Vec<f64> =
                (0..self.rows.count()).map(|row| self.rows.level(row, level, load).0).collect();
            times.sort_by(f64::total_cmp);
            times[times.len().div_ceil(2) - 1]
        };
        let least = (0..self.rows.workers()).map(median).fold(f64::INFINITY, f64::min);
        least.is_finite().then_some(least)
    }
}
