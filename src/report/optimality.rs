//! Why a row is optimal although its gap to the bound of the report is open.

use super::row::Row;
use super::rows::Report;
use crate::solution::{Bound, Status};

/// What the errors of values and enclosures add to a gap that is closed, as a share of it.
const SLACK: f64 = 1e-3;

/// What an optimal row is optimal by, where the bound of the report leaves its gap open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum OptimalBy {
    /// Its real blocks: rounded to integers they are further from the bound.
    RealBlocks,
    /// A bound in double precision that is tighter than the one that was proved and took its place.
    UnprovedBound(Bound),
}

impl Report {
    /// What a row is optimal by; none where it is not, or where its gap is closed.
    pub(crate) fn optimal_by(&self, row: &Row) -> Option<OptimalBy> {
        let solution = &row.solution;
        let (Status::Optimal, Some(value), Some(gap)) = (solution.status, solution.value, row.gap) else {
            return None;
        };
        let is_within = |gap: f64, asked: f64| gap <= asked * (1.0 + SLACK);
        let is_closed = |gap: f64, late: Option<f64>| {
            is_within(gap, self.tolerance.gap) && is_within(late.unwrap_or(0.0), self.tolerance.complement)
        };
        if is_closed(gap, row.complement_gap) {
            return None;
        }
        let displaced = self.displaced.filter(|bound| {
            let (gap, late) = self.gaps(value, *bound, solution.partition.is_some());
            gap.is_some_and(|gap| is_closed(gap, late))
        });
        match displaced {
            Some(bound) => Some(OptimalBy::UnprovedBound(bound)),
            None => solution.relaxed.is_some().then_some(OptimalBy::RealBlocks),
        }
    }

    /// The rows that are optimal by a bound which is tighter than the proved one.
    pub fn optimal_without_proof(&self) -> Vec<&'static str> {
        let is_by_unproved = |row: &&Row| matches!(self.optimal_by(row), Some(OptimalBy::UnprovedBound(_)));
        self.rows.iter().filter(is_by_unproved).map(|row| row.solution.method).collect()
    }
}
