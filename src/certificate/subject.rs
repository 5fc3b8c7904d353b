//! What claims are about.

use crate::partition::Partition;
use crate::problem::Problem;
use crate::solution::Value;

/// A partition and what it is worth, as an evaluator of the problem has it.
pub struct Subject<'a, E> {
    pub problem: &'a Problem,
    pub evaluator: &'a E,
    pub partition: &'a Partition,
    pub value: Value,
}

impl<E> Clone for Subject<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Subject<'_, E> {}
