//! Half-lines of the values of a form: those to be looked into, and those that no proof covers yet, the one with the least
//! bound first.

use std::cmp::Ordering;

use super::model::{Case, Outcome};
use super::tangents::Shared;

/// A half-line to be looked into, from the minimiser of a case near it.
pub struct Job {
    /// Of the tree.
    pub node: usize,
    pub case: Case,
    pub from: Shared,
    /// What is proved of what it is part of.
    pub inherited: f64,
}

/// A half-line of values of a form that no proof covers yet.
pub struct Open {
    /// Of the tree.
    pub node: usize,
    pub case: Case,
    pub outcome: Outcome,
    /// What is proved of it.
    pub bound: f64,
    /// Ties are broken by age.
    pub number: usize,
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The least bound is the greatest, then the oldest.
impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        other.bound.total_cmp(&self.bound).then(other.number.cmp(&self.number))
    }
}
