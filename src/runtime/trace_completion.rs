//! The fraction of the rows of a trace that finish by a deadline.

use super::deadline::Deadline;
use super::evaluator::{Cost, Evaluator};
use super::trace_rows::Rows;
use super::trace_runtime::scale;
use crate::clock::Clock;
use crate::error::Error;
use crate::instance::System;
use crate::partition::Partition;
use crate::shares::Shares;
use crate::solution::Value;
use crate::straggler::Trace;

/// The evaluator; see the module.
#[derive(Debug)]
pub struct TraceCompletion {
    deadline: Deadline,
}

impl TraceCompletion {
    /// For a system whose cycle times are those of a trace, and a deadline.
    ///
    /// # Errors
    /// When runtimes leave double precision, or the deadline does in units of the work to be done.
    pub fn new(system: &System, trace: &Trace, deadline: f64) -> Result<Self, Error> {
        let rows = Rows::new(trace);
        scale(system, &rows)?;
        Ok(Self { deadline: Deadline::new(system, deadline, rows)? })
    }

    /// The largest loads that finish by the deadline.
    pub fn deadline(&self) -> &Deadline {
        &self.deadline
    }
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

    /// The fraction that is late: a step function, which has no slopes.
    fn cost(&self, shares: &Shares, _clock: &Clock) -> Option<Cost> {
        let Value { value, error, .. } = self.deadline.value_of_shares(shares);
        Some(Cost { value: 1.0 - value, error, slopes: vec![0.0; shares.workers()] })
    }
}
