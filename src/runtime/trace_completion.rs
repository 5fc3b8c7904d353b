//! The fraction of the rows of a trace that finish by a deadline.

use super::deadline::Deadline;
use super::evaluator::{Cost, Evaluator, Gradient};
use super::room::{has_room, least_enough};
use super::trace_rows::{Rows, binding};
use super::trace_runtime::scale;
use crate::clock::Clock;
use crate::coding_parameters::CodingParameters;
use crate::error::Error;
use crate::instance::System;
use crate::partition::Partition;
use crate::shares::{Loads, Shares};
use crate::solution::Value;
use crate::straggler::Trace;
use crate::verdict::Verdict;

/// The evaluator; see the module.
#[derive(Debug)]
pub struct TraceCompletion {
    deadline: Deadline,
    /// `kappa L` times the unit of the rows.
    unit: f64,
    /// The deadline as it was given.
    given: f64,
    /// What every runtime takes besides, in the instance's unit of time.
    overhead: f64,
}

impl TraceCompletion {
    /// For a system whose cycle times are those of a trace, an overhead that all its workers have, and a deadline.
    ///
    /// # Errors
    /// When runtimes leave double precision, or the deadline does in units of the work to be done.
    pub fn new(system: &System, trace: &Trace, overhead: f64, deadline: f64) -> Result<Self, Error> {
        let rows = Rows::new(trace);
        let unit = scale(system, &rows, overhead)? * system.coordinates as f64;
        let (limits, given) = (Deadline::new(system, deadline, overhead, rows)?, deadline);
        Ok(Self { deadline: limits, unit, given, overhead })
    }

    /// The largest loads that finish by the deadline.
    pub fn deadline(&self) -> &Deadline {
        &self.deadline
    }

    /// The least runtime of whole blocks in a row, about, if it is below `known`, else that.
    fn least_runtime(&self, row: usize, known: f64) -> f64 {
        let times = self.deadline.times(row);
        // Of real block sizes: at loads inversely proportional to the cycle times.
        let loads = times.iter().map(|t| 1.0 / t).collect();
        let low = self.unit / Loads::new(loads).blocks().iter().sum::<f64>() + self.overhead;
        let coordinates = self.deadline.coordinates();
        let is_enough = |deadline: f64| {
            let scaled = (deadline - self.overhead).max(0.0) / self.unit * coordinates as f64;
            has_room(&times.iter().map(|t| scaled / t).collect::<Vec<_>>(), coordinates)
        };
        if !(low < known && is_enough(known)) {
            return known;
        }
        let mut high = low;
        while high < known && !is_enough(high) {
            high *= 2.0;
        }
        least_enough(0.5 * high, high.min(known), is_enough)
    }

    /// The longest runtime in a row: with all coordinates at some level.
    fn longest_runtime(&self, row: usize) -> f64 {
        let times = self.deadline.times(row).iter().zip(1..);
        self.unit * times.map(|(t, size)| t * f64::from(size)).fold(0.0, f64::max) + self.overhead
    }
}

/// The runtime of a partition in every row, in the order of the trace; infinite where it waits for a worker that never
/// returns.
///
/// # Errors
/// When runtimes leave double precision.
pub fn runtimes(
    system: &System,
    trace: &Trace,
    overhead: f64,
    partition: &Partition,
) -> Result<Vec<f64>, Error> {
    let rows = Rows::new(trace);
    let unit = scale(system, &rows, overhead)?;
    let loads: Vec<f64> = partition.whole_loads().iter().map(|&load| load as f64).collect();
    Ok(rows.times.iter().map(|row| unit * binding(row, &loads).1 + overhead).collect())
}

impl Evaluator for TraceCompletion {
    /// Rows that finish within rounding of the deadline are in the error.
    fn value(&self, shares: &Shares) -> Option<Value> {
        Some(self.deadline.value_of_shares(shares))
    }

    /// Decided exactly.
    fn value_of_partition(&self, partition: &Partition) -> Option<Value> {
        Some(self.deadline.value_of_loads(&partition.whole_loads()))
    }

    /// Decided exactly.
    fn value_of_order(&self, order: &CodingParameters, _clock: &Clock) -> Option<Value> {
        Some(self.deadline.value_of_any_loads(&order.effective_loads()))
    }

    fn met(&self, partition: &Partition) -> Option<Vec<bool>> {
        Some(self.deadline.met(&partition.whole_loads()))
    }

    /// Of the blocks at level `n`, the one with the least median of `(n+1) T_(N-n)` over the rows.
    fn even_deadline(&self) -> Option<f64> {
        let rows = self.deadline.rows();
        let levels = if rows == 0 { 0 } else { self.deadline.times(0).len() };
        let median = |n: usize| {
            let mut times: Vec<f64> = (0..rows).map(|row| self.deadline.times(row)[n]).collect();
            times.sort_by(f64::total_cmp);
            (n + 1) as f64 * times[rows.div_ceil(2) - 1]
        };
        let least = (0..levels).map(median).fold(f64::INFINITY, f64::min) * self.unit + self.overhead;
        least.is_finite().then_some(least)
    }

    /// Decided exactly, by the largest integer loads within the deadline.
    fn verdict(&self) -> Option<Verdict> {
        let deadline = &self.deadline;
        let rows = || 0..deadline.rows();
        if !rows().any(|row| deadline.partition_under(deadline.whole(row)).is_some()) {
            let least = rows().fold(f64::MAX, |least, row| self.least_runtime(row, least));
            return Some(Verdict::Impossible { least: least.max(self.given) });
        }
        let most = |size: u128| size * u128::from(deadline.coordinates());
        let has_all =
            |row: usize| deadline.whole(row).iter().zip(1..).all(|(load, size)| *load >= most(size));
        let longest = || rows().map(|row| self.longest_runtime(row)).fold(0.0, f64::max);
        rows().all(has_all).then(|| Verdict::Certain { most: longest() })
    }

    /// The fraction that is late: a step function, which has no slopes.
    fn cost(&self, shares: &Shares, _clock: &Clock) -> Option<Cost> {
        let Value { value, error, .. } = self.deadline.value_of_shares(shares);
        Some(Cost { value: 1.0 - value, error, slopes: vec![0.0; shares.workers()] })
    }

    /// None: a step function.
    fn gradient(&self, _shares: &Shares, _clock: &Clock) -> Option<Gradient> {
        None
    }
}
