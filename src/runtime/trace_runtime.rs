//! The mean overall runtime over the rows of a trace: a polyhedral convex function of the partition.

use super::evaluator::{Cost, Evaluator, Gradient};
use super::law_runtime::{overflow, shifted_bound, shifted_value};
use super::trace_rows::{Rows, binding, mean};
use crate::clock::Clock;
use crate::coding_parameters::CodingParameters;
use crate::error::Error;
use crate::instance::System;
use crate::partition::Partition;
use crate::shares::{Shares, in_blocks};
use crate::solution::Value;
use crate::straggler::Trace;
use crate::wording::counted;

/// Rounding errors of a mean of runtimes, relative: products and loads, then a compensated sum.
const VALUE_ERROR: f64 = 8.0 * f64::EPSILON;

/// The evaluator; see the module.
#[derive(Debug)]
pub struct TraceRuntime {
    workers: usize,
    rows: Rows,
    /// `kappa` times the unit of the rows.
    per_coordinate: f64,
    coordinates: f64,
    /// What every runtime takes besides, in the instance's unit of time.
    overhead: f64,
    /// The row, from 0, in which most workers never return, and how many: so many levels must be empty.
    lost: (usize, usize),
}

impl TraceRuntime {
    /// For a system whose cycle times are those of a trace, and an overhead that all its workers have.
    ///
    /// # Errors
    /// When runtimes leave double precision, or a row in which no worker returns makes every one infinite.
    pub fn new(system: &System, trace: &Trace, overhead: f64) -> Result<Self, Error> {
        let rows = Rows::new(trace);
        let lost = rows.most_lost();
        if lost.1 == system.workers {
            return Err(nobody_returns(lost.0));
        }
        let per_coordinate = scale(system, &rows, overhead)?;
        Ok(Self {
            workers: system.workers,
            rows,
            per_coordinate,
            coordinates: system.coordinates as f64,
            overhead,
            lost,
        })
    }

    /// Number of workers `N`.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// The rows, nonincreasing: entry `n` is `T_(N-n)`, in a unit near the mean cycle time.
    pub fn rows(&self) -> &[Vec<f64>] {
        &self.rows.times
    }

    /// A lower bound in inner units, in the instance's unit of time.
    pub fn bound(&self, inner: f64) -> f64 {
        shifted_bound(self.scale() * inner * (1.0 - 4.0 * f64::EPSILON), self.overhead)
    }

    /// A runtime in inner units, in the instance's unit of time.
    pub fn runtime(&self, inner: f64) -> f64 {
        self.scale() * inner + self.overhead
    }

    /// Value in the instance's unit of one inner unit, the overhead left out: `kappa * L` times the unit of
    /// [`Self::rows`].
    pub fn scale(&self) -> f64 {
        self.per_coordinate * self.coordinates
    }

    /// Mean of `max_n t_{s,n} W_n` over the rows, in units of the rows times the loads.
    pub fn mean_runtime(&self, loads: &[f64]) -> f64 {
        mean(self.rows(), loads)
    }

    /// Means over the rows of a function of the order statistics: entry `n` belongs to `T_(N-n)`.
    pub fn means(&self, of: impl Fn(f64) -> f64) -> Vec<f64> {
        let count = self.rows().len() as f64;
        (0..self.workers).map(|n| self.rows().iter().map(|row| of(row[n]) / count).sum()).collect()
    }

    fn of_whole_loads(&self, loads: &[u128]) -> Option<Value> {
        let loads: Vec<f64> = loads.iter().map(|&load| load as f64).collect();
        self.mean(self.mean_runtime(&loads))
    }

    /// The value of loads whose mean runtime is `inner`, in units of the rows times coordinates.
    fn mean(&self, inner: f64) -> Option<Value> {
        let value = self.per_coordinate * inner;
        value.is_finite().then(|| shifted_value(value, VALUE_ERROR * value, self.overhead))
    }
}

impl Evaluator for TraceRuntime {
    fn value(&self, shares: &Shares) -> Option<Value> {
        self.mean(self.mean_runtime(shares.loads().as_slice()) * self.coordinates)
    }

    /// Summed from integer loads.
    fn value_of_partition(&self, partition: &Partition) -> Option<Value> {
        self.of_whole_loads(&partition.whole_loads())
    }

    /// Summed from integer loads.
    fn value_of_order(&self, order: &CodingParameters, _clock: &Clock) -> Option<Value> {
        self.of_whole_loads(&order.effective_loads())
    }

    /// The mean runtime and one of its subgradients.
    fn cost(&self, shares: &Shares, clock: &Clock) -> Option<Cost> {
        if clock.is_over() {
            return None;
        }
        let loads = shares.loads();
        let mut weights = vec![0.0; self.workers];
        for row in self.rows() {
            let level = binding(row, loads.as_slice()).0;
            weights[level] += row[level] / self.rows().len() as f64;
        }
        let value = self.mean_runtime(loads.as_slice());
        let error = (self.workers as f64 + 8.0) * f64::EPSILON * value;
        Some(Cost { value, error, slopes: in_blocks(weights) })
    }

    fn gradient(&self, shares: &Shares, clock: &Clock) -> Option<Gradient> {
        let value = self.value(shares)?;
        let Cost { slopes, .. } = self.cost(shares, clock)?;
        let slopes: Vec<f64> = slopes.iter().map(|slope| slope * self.scale()).collect();
        let largest = slopes.iter().fold(0.0, |most: f64, slope| most.max(slope.abs()));
        Some(Gradient { value, error: largest * (self.workers as f64 + 8.0) * f64::EPSILON, slopes })
    }

    fn infinite_at(&self, shares: &Shares) -> Option<String> {
        let (row, lost) = self.lost;
        let level = shares.as_slice().iter().take(lost).position(|&x| x != 0.0)?;
        Some(format!(
            "its mean runtime is infinite: level {level} waits for {}, but in round {} of the trace {lost} of \
             {} never return; levels from {lost} on are finite",
            counted((self.workers - level) as u64, "worker"),
            row + 1,
            self.workers
        ))
    }

    fn first_level(&self) -> usize {
        self.lost.1
    }
}

/// That in a round, from 0, no worker returns, which no partition ends.
pub(super) fn nobody_returns(round: usize) -> Error {
    Error::Unbounded {
        reason: format!(
            "in round {} of the trace no worker returns, which no partition ends: leave such rounds out of the trace, or \
             give a deadline (--deadline, or objective.deadline), by which they are late",
            round + 1
        ),
    }
}

/// `kappa` times the unit of the rows, for a system whose runtimes stay in double precision.
pub(super) fn scale(system: &System, rows: &Rows, overhead: f64) -> Result<f64, Error> {
    let scale = system.work_unit() * rows.unit;
    let longest = rows.longest();
    let total = system.coordinates as f64;
    if (scale * longest * total * system.workers as f64 + overhead).is_finite() && scale.is_normal() {
        return Ok(scale);
    }
    Err(overflow("the overall runtime"))
}
