//! Boxes waiting to be examined, in the order of their bounds.

use std::cmp::Ordering;

use super::boxes::LoadBox;
use super::rows::{Form, Row};

/// A box with its bound on `ln Pr` and rows that hold in it.
#[derive(Debug)]
pub struct Node {
    /// The box.
    pub region: LoadBox,
    /// Cuts, and lines of this box or one around it.
    pub rows: Vec<Row>,
    /// Bound on `ln Pr`.
    pub bound: f64,
    /// Its list of steps, where they are recorded.
    pub trail: usize,
    /// Bounds on the coefficients of integer partitions, where they have been branched on.
    pub coefficients: Option<Coefficients>,
}

/// The coefficients of partitions as columns, relative to a partition.
#[derive(Debug, Clone)]
pub struct Coefficients {
    /// The columns with their bounds.
    pub forms: Vec<Form>,
    /// The partition whose coefficients are 0.
    pub origin: Vec<u64>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Node {}
impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Node {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.total_cmp(&other.bound)
    }
}
