//! A table whose cells are known.

use super::certified_row::RowCertificate;
use super::definition::Spec;
use super::methods::{integer_optimum, relaxed_optimum};
use super::provenance::Provenance;
use crate::history::Iteration;
use crate::report::Report;

/// The share of a difference of two optima that may be left open by the methods that found them.
const MOST_OPEN: f64 = 0.5;

/// A computed table.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Table {
    /// What was asked for.
    pub spec: Spec,
    /// The points in the order of the grid.
    pub points: Vec<Point>,
    /// How the numbers came about.
    pub(super) provenance: Provenance,
}

/// One point of the grid with the solutions of all methods.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Point {
    /// The varied keys' values, as in the spec.
    pub values: Vec<String>,
    /// The same as numbers, for figures; NaN where a value is not a number.
    pub numbers: Vec<f64>,
    /// The solutions with the best bound on all of them.
    pub report: Report,
    /// The published value of each row, in the unit of `value`; none where nothing is published.
    pub published: Vec<Option<f64>>,
    /// The iterations of each row; empty where the table is not one of them.
    pub histories: Vec<Vec<Iteration>>,
    /// The certificate of each row; empty where none were asked for.
    pub certificates: Vec<RowCertificate>,
}

impl Point {
    /// Whether it was asked what of its numbers is proved.
    pub(super) fn is_judged(&self) -> bool {
        self.report.proofs().is_some() || !self.certificates.is_empty()
    }

    /// Whether values are means over rounds that tell how far.
    pub(super) fn is_sampled(&self) -> bool {
        self.report.rows().iter().any(|row| row.sampled.is_some_and(|found| found.standard_error.is_some()))
    }

    /// The value of the integer optimum over that of the relaxed one, less one; for runtimes. None where the gaps that both
    /// have left open are most of it.
    pub(super) fn relaxation_gap(&self) -> Option<f64> {
        let row = |name: &str| self.report.rows().iter().find(|row| row.solution.method == name);
        let (integer, relaxed) = (row(integer_optimum())?, row(relaxed_optimum())?);
        let value = relaxed.solution.relaxed_value?.value;
        let gap = integer.solution.value?.value / value - 1.0;
        let of_relaxed = relaxed.solution.bound.map_or(0.0, |bound| value / bound.value - 1.0);
        let open = integer.gap? + of_relaxed.max(0.0);
        (self.report.is_minimum() && open <= MOST_OPEN * gap).then_some(gap)
    }
}
