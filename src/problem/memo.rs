//! What several methods rest on and one of them computes first.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::gap;
use crate::shares::Shares;
use crate::solution::Status;

/// A result that is computed once, with the time it took: methods that start from it count that as their own, whoever
/// computed it first.
#[derive(Debug)]
pub struct Memo<T>(OnceLock<(T, Duration)>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> Memo<T> {
    /// The result, found now if it is not known.
    pub fn get_or_find(&self, find: impl FnOnce() -> T) -> &T {
        let timed = || {
            let start = Instant::now();
            (find(), start.elapsed())
        };
        &self.0.get_or_init(timed).0
    }

    /// Whether there is a result.
    pub fn is_known(&self) -> bool {
        self.0.get().is_some()
    }

    /// The time that the result took; zero while there is none.
    pub fn spent(&self) -> Duration {
        self.0.get().map_or(Duration::ZERO, |(_, spent)| *spent)
    }
}

/// The relaxed optimum of an expected runtime, in inner units of its evaluator.
#[derive(Debug, Clone, PartialEq)]
pub struct RelaxedOptimum {
    /// The partition.
    pub shares: Shares,
    /// Value there, and its absolute error.
    pub value: f64,
    /// See `value`.
    pub error: f64,
    /// Lower bound on the value of every partition.
    pub bound: f64,
    /// `Optimal`, `GapLimit` or `TimeLimit`.
    pub status: Status,
    /// What it took, in words.
    pub effort: String,
    /// On a trace, the inequalities of the last linear program: row and level.
    pub stated: Vec<(usize, usize)>,
}

impl RelaxedOptimum {
    /// Relative gap between the relaxed value and its bound.
    pub fn gap(&self) -> f64 {
        gap::relative(self.value, self.bound)
    }
}

/// The largest set of rows of a trace that one choice of loads finishes by a deadline, and how many any set can have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Finish {
    /// The rows, ascending.
    pub rows: Vec<usize>,
    /// Rows that integer loads finish, most of them out of those; empty if the clock ended the search.
    pub rounded: Vec<usize>,
    /// No set is larger.
    pub most: usize,
    /// Whether the search ended by itself.
    pub ended: bool,
    /// Why the solver gave up, if it did.
    pub failure: Option<String>,
}
