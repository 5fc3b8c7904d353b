//! Cases of the search, what becomes of them, and what closes them: tangents of a law, cuts of a trace.

use super::geometry::Geometry;
use super::tree::{Reason, Side};
use crate::clock::Clock;
use crate::partition::Partition;
use crate::runtime::expected::Estimate;

/// A case: values of the forms from the root down, the last of them an end of a half-line.
#[derive(Debug, Clone)]
pub struct Case {
    pub values: Vec<i64>,
    pub side: Side,
}

/// A half-line to be looked into, from the minimiser of a case near it.
pub struct Job<G> {
    /// Of the tree.
    pub node: usize,
    pub case: Case,
    pub from: G,
    /// What is proved of what it is part of.
    pub inherited: f64,
}

/// A lower bound of the cost of every partition that was found at the minimiser of a case.
pub trait Ground: Clone {
    /// The minimiser, in coordinates of the free levels: the search goes on from there.
    fn point(&self) -> &[f64];
}

/// What is known of a case.
#[derive(Debug, Clone)]
pub struct Outcome<G> {
    /// What was proved where the last form has its value exactly.
    pub exact: f64,
    /// The same of the half-line; less than nothing if the sign of the multiplier does not allow it.
    pub beyond: f64,
    pub reason: Reason<G>,
    /// Tangents or cuts taken for it.
    pub taken: usize,
}

impl<G: Ground> Outcome<G> {
    /// Nothing is known but a point nearby.
    pub fn unknown(from: &G) -> Self {
        let reason = Reason { ground: from.clone(), multipliers: Vec::new() };
        Self { exact: f64::NEG_INFINITY, beyond: f64::NEG_INFINITY, reason, taken: 0 }
    }
}

/// What finds out what can be proved of cases.
pub trait Cases {
    type Ground: Ground;

    /// The minimisers of some cases and what is proved there, up to a relative loss that closes a case; `None` for those
    /// that the clock leaves without.
    fn look_into(
        &mut self,
        geometry: &Geometry,
        jobs: &[Job<Self::Ground>],
        target: f64,
        clock: &Clock,
    ) -> Vec<Option<Outcome<Self::Ground>>>;

    /// What is proved of the only partition of a case, where that is more than was found for the case.
    fn of_one(
        &mut self,
        geometry: &Geometry,
        values: &[i64],
        blocks: &[i64],
    ) -> Option<Outcome<Self::Ground>>;

    /// Whether nothing more will be found out, whatever the clock says.
    fn has_given_up(&self) -> bool {
        false
    }

    /// The value that incumbents are compared by.
    fn value(&self, partition: &Partition, clock: &Clock) -> Estimate;

    /// Such a value in the unit of the objective.
    fn runtime(&self, value: f64) -> f64;
}
