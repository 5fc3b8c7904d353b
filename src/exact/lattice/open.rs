//! Half-lines of the values of a form that no proof covers yet: the one with the least bound first.

use std::cmp::Ordering;

use super::case::{Case, Outcome};

/// A half-line of values of a form that no proof covers yet.
pub struct Open<G> {
    /// Of the tree.
    pub node: usize,
    pub case: Case,
    pub outcome: Outcome<G>,
    /// What is proved of it.
    pub bound: f64,
    /// Ties are broken by age.
    pub number: usize,
}

impl<G> PartialEq for Open<G> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<G> Eq for Open<G> {}

impl<G> PartialOrd for Open<G> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The least bound is the greatest, then the oldest.
impl<G> Ord for Open<G> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.bound.total_cmp(&self.bound).then(other.number.cmp(&self.number))
    }
}
