//! The mean overall runtime over measured rounds with overheads.

use super::evaluator::{Cost, Evaluator, Gradient};
use super::overhead_rows::OverheadRows;
use super::overhead_runtime::first_in_use;
use super::trace_runtime::nobody_returns;
use crate::clock::Clock;
use crate::error::Error;
use crate::instance::System;
use crate::numeric::sum::sum;
use crate::partition::Partition;
use crate::shares::{Shares, in_blocks};
use crate::solution::Value;
use crate::wording::counted;

/// Rounding errors of a mean of runtimes, relative: products, sums and loads, then a compensated sum.
const VALUE_ERROR: f64 = 12.0 * f64::EPSILON;

/// The evaluator; see the module.
#[derive(Debug)]
pub struct OverheadTraceRuntime {
    rows: OverheadRows,
    coordinates: f64,
    /// The row, from 0, in which most workers never return, and how many: so many levels must be empty.
    lost: (usize, usize),
}

impl OverheadTraceRuntime {
    /// For the rows of a system.
    ///
    /// # Errors
    /// When in a row no worker returns.
    pub fn new(system: &System, rows: OverheadRows) -> Result<Self, Error> {
        let lost = rows.most_lost();
        if lost.1 == system.workers {
            return Err(nobody_returns(lost.0));
        }
        Ok(Self { rows, coordinates: system.coordinates as f64, lost })
    }

    /// The rows.
    pub fn rows(&self) -> &OverheadRows {
        &self.rows
    }

    /// The mean runtime at loads in coordinates.
    pub fn mean_runtime(&self, loads: &[f64]) -> f64 {
        let count = self.rows.count();
        let sum = sum((0..count).map(|row| self.rows.binding(row, loads).1)) / count as f64;
        // The compensation of an infinite sum is no number.
        if sum.is_nan() { f64::INFINITY } else { sum }
    }

    /// The mean over the rows of when a level has a load in coordinates.
    pub fn level_mean(&self, level: usize, load: f64) -> f64 {
        let count = self.rows.count();
        (0..count).map(|row| self.rows.level(row, level, load).0 / count as f64).sum()
    }

    fn loads(&self, shares: &Shares) -> Vec<f64> {
        shares.loads().as_slice().iter().map(|load| load * self.coordinates).collect()
    }

    fn mean(&self, loads: &[f64]) -> Option<Value> {
        let value = self.mean_runtime(loads);
        value.is_finite().then_some(Value { value, error: VALUE_ERROR * value, complement: None })
    }
}

impl Evaluator for OverheadTraceRuntime {
    fn value(&self, shares: &Shares) -> Option<Value> {
        self.mean(&self.loads(shares))
    }

    /// Summed from integer loads.
    fn value_of_partition(&self, partition: &Partition) -> Option<Value> {
        let loads: Vec<f64> = partition.whole_loads().iter().map(|&w| w as f64).collect();
        self.mean(&loads)
    }

    /// The mean runtime and one of its slopes where it is smooth.
    fn cost(&self, shares: &Shares, clock: &Clock) -> Option<Cost> {
        if clock.is_over() {
            return None;
        }
        let loads = self.loads(shares);
        let count = self.rows.count();
        let mut weights = vec![0.0; shares.workers()];
        for row in 0..count {
            let (level, _, slope) = self.rows.binding(row, &loads);
            weights[level] += slope * self.coordinates / count as f64;
        }
        let value = self.mean_runtime(&loads);
        let error = (shares.workers() as f64 + 12.0) * f64::EPSILON * value;
        Some(Cost { value, error, slopes: in_blocks(weights) })
    }

    fn gradient(&self, shares: &Shares, clock: &Clock) -> Option<Gradient> {
        let value = self.value(shares)?;
        let Cost { mut slopes, .. } = self.cost(shares, clock)?;
        let largest = slopes.iter().fold(0.0, |most: f64, slope| most.max(slope.abs()));
        slopes[..first_in_use(shares)].fill(f64::INFINITY);
        Some(Gradient { value, error: largest * (shares.workers() as f64 + 12.0) * f64::EPSILON, slopes })
    }

    fn infinite_at(&self, shares: &Shares) -> Option<String> {
        let (row, lost) = self.lost;
        let workers = shares.workers();
        let level = shares.as_slice().iter().take(lost).position(|&x| x != 0.0)?;
        Some(format!(
            "its mean runtime is infinite: level {level} waits for {}, but in round {} of the trace {lost} of \
             {workers} never return; levels from {lost} on are finite",
            counted((workers - level) as u64, "worker"),
            row + 1
        ))
    }

    fn first_level(&self) -> usize {
        self.lost.1
    }
}
