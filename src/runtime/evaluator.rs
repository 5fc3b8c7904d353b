//! What every evaluator answers: two objectives times a law or a trace.

use std::fmt::Debug;

use crate::clock::Clock;
use crate::coding_parameters::CodingParameters;
use crate::partition::Partition;
use crate::shares::Shares;
use crate::solution::Value;
use crate::verdict::Verdict;

/// Largest number of workers whose partitions are evaluated: one evaluation then takes about a minute.
/// The closed forms themselves ([`crate::runtime::order_statistics`]) have no such limit.
pub const MOST_EVALUATED_WORKERS: usize = 10_000;

/// The objective as a number to be kept low, at shares of `L`: what rounding to integers looks at.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// A function that falls as the objective improves.
    pub value: f64,
    /// Its absolute error.
    pub error: f64,
    /// Its slopes in the blocks, length `N`.
    pub slopes: Vec<f64>,
}

/// The objective at shares of `L` with its slopes, in the unit of the objective.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Gradient {
    /// The value.
    pub value: Value,
    /// Its derivatives in the shares, length `N`; over `L` they are those in coordinates. Of a mean over a trace, which has
    /// corners, a subgradient. Where workers have an overhead of their own a level below the first one in use makes the value
    /// jump: its slope is infinite, negative for a probability.
    pub slopes: Vec<f64>,
    /// Estimated absolute error of each slope.
    pub error: f64,
}

/// The objective of an instance as a function of the partition. Values are in the instance's unit of time, `kappa`
/// included, or probabilities.
pub trait Evaluator: Debug + Send + Sync {
    /// The value at shares of `L`, one a worker; `None` where it is infinite.
    fn value(&self, shares: &Shares) -> Option<Value>;

    /// [`Self::value`]; `None` also if the clock ends its evaluation.
    fn value_in_time(&self, shares: &Shares, _clock: &Clock) -> Option<Value> {
        self.value(shares)
    }

    /// The value of a partition.
    fn value_of_partition(&self, partition: &Partition) -> Option<Value> {
        self.value(&partition.shares())
    }

    /// [`Self::value_of_partition`]; `None` also if the clock ends its evaluation.
    fn partition_value_in_time(&self, partition: &Partition, _clock: &Clock) -> Option<Value> {
        self.value_of_partition(partition)
    }

    /// The value of coding parameters in their order; `None` where it is infinite, and if the clock ends its evaluation.
    fn value_of_order(&self, order: &CodingParameters, clock: &Clock) -> Option<Value> {
        self.value_in_time(&order.shares(), clock)
    }

    /// The value of the partition with all coordinates at one level.
    fn value_of_single_block(&self, partition: &Partition, _level: usize) -> Option<Value> {
        self.value_of_partition(partition)
    }

    /// The objective as a cost to be kept low; `None` if the clock ends its evaluation.
    fn cost(&self, shares: &Shares, clock: &Clock) -> Option<Cost>;

    /// Value and derivatives; `None` where the value is infinite or has none (a probability over a trace is a step
    /// function), and if the clock ends their evaluation.
    fn gradient(&self, shares: &Shares, clock: &Clock) -> Option<Gradient>;

    /// Why the value is infinite at some shares; `None` where it is finite.
    fn infinite_at(&self, _shares: &Shares) -> Option<String> {
        None
    }

    /// The first level that may hold coordinates: with any below it the value is infinite.
    fn first_level(&self) -> usize {
        0
    }

    /// A deadline that the best single block meets with probability about a half, in the unit of the deadline; `None` where
    /// there is none, and for other objectives.
    fn even_deadline(&self) -> Option<f64> {
        None
    }

    /// Which rounds a partition finishes by the deadline, as its value counts them; `None` where there are no rounds, or no
    /// deadline.
    fn met(&self, _partition: &Partition) -> Option<Vec<bool>> {
        None
    }

    /// What a deadline decides for every partition, if anything.
    fn verdict(&self) -> Option<Verdict> {
        None
    }

    /// What is to be said of every partition, if anything.
    fn remark(&self) -> Option<&'static str> {
        None
    }
}
