//! The expected overall runtime of independent workers with one law.
//!
//! Inside, time is measured in units of `kappa * law.unit()` and the coordinates as shares of `L`, so that no scale of
//! an instance can overflow or lose digits; values leave in the instance's own unit.

use std::sync::{Arc, OnceLock};

use super::evaluator::{Cost, Evaluator, Gradient};
use super::expected::{Estimate, Evaluation, MeanRuntime};
use super::order_statistics::{Inapplicable, Means, mean_rate, mean_time_estimate};
use crate::clock::Clock;
use crate::error::Error;
use crate::instance::System;
use crate::partition::Partition;
use crate::shares::Shares;
use crate::solution::Value;
use crate::straggler::{CycleTime, tail_excess};
use crate::wording::counted;

/// Relative tolerance to which reported values are computed.
pub const VALUE_TOLERANCE: f64 = 1e-10;
/// Relative tolerance of evaluations while a partition is rounded.
const COST_TOLERANCE: f64 = 1e-11;

/// The evaluator; see the module.
#[derive(Debug)]
pub struct LawRuntime {
    workers: usize,
    law: Arc<dyn CycleTime>,
    unit: f64,
    scale: f64,
    /// What every runtime takes besides, in the instance's unit of time.
    overhead: f64,
    first_level: usize,
    mean: MeanRuntime,
    order_statistics: OnceLock<Means>,
}

impl LawRuntime {
    /// For a system whose cycle times follow a law, and an overhead that all its workers have.
    ///
    /// # Errors
    /// When every partition has an infinite expected runtime, or the unit of the values overflows.
    pub fn new(system: &System, original: &dyn CycleTime, overhead: f64) -> Result<Self, Error> {
        let unit = original.unit();
        let law: Arc<dyn CycleTime> = Arc::from(original.in_units_of(unit));
        let scale = system.work_unit() * unit * system.coordinates as f64;
        let workers = system.workers;
        if !(scale * workers as f64 + overhead).is_finite() || !scale.is_normal() {
            return Err(overflow("the overall runtime"));
        }
        let first_level = first_level(law.tail_index(), workers).ok_or_else(|| Error::Unbounded {
            reason: format!(
                "the cycle time has a power tail of index {}; with {} a finite expected runtime needs an index \
                 above 1/{workers}",
                law.tail_index(),
                counted(workers as u64, "worker")
            ),
        })?;
        let mean = MeanRuntime::new(Arc::clone(&law), workers);
        let order_statistics = OnceLock::new();
        Ok(Self { workers, law, unit, scale, overhead, first_level, mean, order_statistics })
    }

    /// Number of workers `N`.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// The law of the cycle time in units of [`CycleTime::unit`].
    pub fn law(&self) -> &Arc<dyn CycleTime> {
        &self.law
    }

    /// The unit of [`Self::law`] in the instance's units of time.
    pub fn unit(&self) -> f64 {
        self.unit
    }

    /// A runtime in inner units, in the instance's unit of time: `kappa * L * law.unit()` times as large, and the overhead.
    pub fn runtime(&self, inner: f64) -> f64 {
        shifted(self.scale * inner, self.overhead)
    }

    /// The same with its error.
    pub fn value_of(&self, Estimate { value, error }: Estimate) -> Value {
        shifted_value(self.scale * value, self.scale * error, self.overhead)
    }

    /// The same of a lower bound: rounded down where the overhead adds to it.
    pub fn bound(&self, inner: f64) -> f64 {
        shifted_bound(self.scale * inner, self.overhead)
    }

    /// A runtime in inner units; the reverse of [`Self::runtime`].
    pub fn inner(&self, value: Value) -> Estimate {
        Estimate { value: (value.value - self.overhead) / self.scale, error: value.error / self.scale }
    }

    /// Value in the instance's unit of one inner unit, the overhead left out: `kappa * L * law.unit()`.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// Value and gradient in inner units; `None` if the clock ends their evaluation.
    pub fn evaluate(&self, shares: &Shares, tolerance: f64, clock: &Clock) -> Option<Evaluation> {
        self.mean.value_and_gradient(shares.as_slice(), tolerance, clock)
    }

    /// The value alone, which takes a small part of the time, in inner units.
    pub fn estimate(&self, shares: &Shares) -> Estimate {
        self.mean.value(shares.as_slice(), VALUE_TOLERANCE)
    }

    /// [`Self::estimate`]; `None` if the clock ends it.
    pub fn estimate_in_time(&self, shares: &Shares, clock: &Clock) -> Option<Estimate> {
        self.mean.value_in_time(shares.as_slice(), VALUE_TOLERANCE, clock)
    }

    /// `E[T_(n)]` for `n = 1..=N` in inner units, with their error; computed once.
    pub fn mean_times(&self) -> &Means {
        self.order_statistics.get_or_init(|| mean_time_estimate(self.law.as_ref(), self.workers))
    }

    /// `E[1/T_(n)]` for `n = 1..=N` in inner units.
    ///
    /// # Errors
    /// Where `E[1/T_(1)]` is infinite.
    pub fn mean_rates(&self) -> Result<Vec<f64>, Inapplicable> {
        mean_rate(self.law.as_ref(), self.workers)
    }
}

impl Evaluator for LawRuntime {
    fn value(&self, shares: &Shares) -> Option<Value> {
        self.value_in_time(shares, &Clock::unlimited())
    }

    fn value_in_time(&self, shares: &Shares, clock: &Clock) -> Option<Value> {
        if shares.workers() != self.workers || self.infinite_at(shares).is_some() {
            return None;
        }
        let estimate = self.estimate_in_time(shares, clock)?;
        Some(self.value_of(estimate))
    }

    fn partition_value_in_time(&self, partition: &Partition, clock: &Clock) -> Option<Value> {
        self.value_in_time(&partition.shares(), clock)
    }

    /// The mean of one order statistic, without quadrature over partitions: `kappa (s+1) L E[T_(N-s)]`.
    fn value_of_single_block(&self, _partition: &Partition, level: usize) -> Option<Value> {
        let means = self.mean_times();
        let mean = self.workers.checked_sub(1 + level).map(|n| means.values[n])?;
        let value = self.scale * (level + 1) as f64 * mean;
        let error = value * (means.relative_error + 4.0 * f64::EPSILON);
        mean.is_finite().then(|| shifted_value(value, error, self.overhead))
    }

    fn cost(&self, shares: &Shares, clock: &Clock) -> Option<Cost> {
        Some(self.evaluate(shares, COST_TOLERANCE, clock)?.into())
    }

    fn gradient(&self, shares: &Shares, clock: &Clock) -> Option<Gradient> {
        if shares.workers() != self.workers || self.infinite_at(shares).is_some() {
            return None;
        }
        let found = self.evaluate(shares, VALUE_TOLERANCE, clock)?;
        Some(found.gradient_in(self.scale, self.value_of(found.value)))
    }

    fn infinite_at(&self, shares: &Shares) -> Option<String> {
        let level = shares.as_slice()[..self.first_level].iter().position(|&x| x != 0.0)?;
        Some(format!(
            "its expected runtime is infinite: level {level} waits for T_({}), which has an infinite mean under a \
             power tail of index {}; levels from {} on are finite",
            self.workers - level,
            self.law.tail_index(),
            self.first_level
        ))
    }

    fn first_level(&self) -> usize {
        self.first_level
    }
}

/// A runtime and an overhead that every worker has.
pub(super) fn shifted(runtime: f64, overhead: f64) -> f64 {
    runtime + overhead
}

/// The same with the error of the runtime; their sum is rounded once more.
pub(super) fn shifted_value(runtime: f64, error: f64, overhead: f64) -> Value {
    let value = shifted(runtime, overhead);
    let rounding = if overhead > 0.0 { f64::EPSILON * value } else { 0.0 };
    Value { value, error: error + rounding, complement: None }
}

/// The same of a lower bound.
pub(super) fn shifted_bound(bound: f64, overhead: f64) -> f64 {
    if overhead > 0.0 { (bound + overhead).next_down() } else { bound }
}

/// A value beyond double precision.
pub fn overflow(quantity: &str) -> Error {
    Error::Overflow {
        quantity: quantity.to_owned(),
        remedy: "give the cycle times in another unit".to_owned(),
    }
}

/// `m` with `E[T_(N-n)]` infinite exactly for `n < m`: level `n` needs `index (n+1) > 1`.
pub(super) fn first_level(index: f64, workers: usize) -> Option<usize> {
    if index.is_infinite() {
        return Some(0);
    }
    (0..workers).find(|&n| tail_excess(index, (n + 1) as f64) > 0.0)
}
