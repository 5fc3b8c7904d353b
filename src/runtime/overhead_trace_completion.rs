//! The fraction of measured rounds with overheads that finish by a deadline.

use super::evaluator::{Cost, Evaluator, Gradient};
use super::overhead_deadline;
use super::overhead_rows::{OverheadRows, is_in_use};
use super::overhead_tie::Tie;
use super::trace_rows::load_error;
use crate::clock::Clock;
use crate::instance::System;
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
    tie: Tie,
}

impl OverheadTraceCompletion {
    /// For rows, their system and a deadline.
    pub fn new(rows: OverheadRows, system: &System, deadline: f64) -> Self {
        Self { rows, coordinates: system.coordinates, deadline, tie: Tie::new(system, deadline) }
    }

    /// Whether a row ends by the deadline: a worker within rounding of it is decided by decimals, where it matters.
    fn ends(&self, row: usize, loads: &[u128]) -> bool {
        (0..loads.len()).filter(|&level| is_in_use(loads, level)).all(|level| {
            let (load, needed) = (loads[level], loads.len() - level);
            let time = |(overhead, cycle): (f64, f64)| {
                overhead + self.rows.work_unit() * (cycle * load as f64) - self.deadline
            };
            let margin = RUNTIME_ERROR * self.deadline;
            let early = self.rows.of_row(row).filter(|worker| time(*worker) < -margin).count();
            let mut close = self.rows.of_row(row).filter(|worker| time(*worker).abs() <= margin);
            let missing = needed.saturating_sub(early);
            // As many of those next to the deadline as are missing.
            missing == 0
                || close.by_ref().filter(|(a, t)| self.tie.has_done(*a, *t, load)).nth(missing - 1).is_some()
        })
    }

    /// The fraction of rows that finish; those within rounding of the deadline are in the error.
    fn fraction(&self, loads: &[f64], rounding: f64) -> Value {
        let runtimes = self.rows.runtimes(loads);
        let by = |deadline: f64| runtimes.iter().filter(|runtime| **runtime <= deadline).count();
        let (fewest, count, most) =
            (by(self.deadline * (1.0 - rounding)), by(self.deadline), by(self.deadline * (1.0 + rounding)));
        let value = Value::of_share(count, runtimes.len());
        let unsure = (most - count).max(count - fewest) as f64 / runtimes.len() as f64;
        Value { error: value.error + unsure, ..value }
    }
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
        Some(Value::of_share(met.iter().filter(|is_met| **is_met).count(), met.len()))
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
                return self.ends(row, &whole);
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
