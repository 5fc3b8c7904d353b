//! How far values are from the bound of a report.

use super::row::Row;
use super::rows::Report;
use crate::gap::complement_gap;
use crate::solution::{Bound, Value};

impl Report {
    /// Takes the gaps of all rows anew.
    pub(super) fn update_gaps(&mut self) {
        let bound = self.bound();
        let gaps = |row: &Row| match (row.solution.value, bound) {
            (Some(value), Some(bound)) => {
                let value = if row.value_rigour.is_proved() { self.worse_end(value) } else { value };
                self.gaps(value, bound, row.solution.partition.is_some())
            }
            _ => (None, None),
        };
        let gaps: Vec<_> = self.rows.iter().map(gaps).collect();
        for (row, gaps) in self.rows.iter_mut().zip(gaps) {
            (row.gap, row.complement_gap) = gaps;
        }
    }

    /// The end of an enclosed value that is farther from every bound, which a proved gap is from.
    fn worse_end(&self, value: Value) -> Value {
        let Value { value, error, complement } = value;
        let complement = complement.map(|late| (late + error).next_up());
        let end = if self.is_minimum() { (value + error).next_up() } else { (value - error).next_down() };
        Value { value: end, error: 0.0, complement }
    }

    /// Distance of a value from the best bound, and that of their complements; none for a scheme without a partition that
    /// is better than the bound on partitions.
    pub(super) fn gaps(&self, value: Value, bound: Bound, has_partition: bool) -> (Option<f64>, Option<f64>) {
        let finite = |gap: f64| gap.is_finite().then_some(gap);
        if self.is_minimum() {
            let gap = (value.value - bound.value).abs() / bound.value.abs().max(f64::MIN_POSITIVE);
            let is_beyond = !has_partition && value.value < bound.value;
            return (finite(gap).filter(|_| !is_beyond), None);
        }
        let (late, least) = (value.late(), bound.late());
        let gap = if bound.value > 0.5 { late - least } else { bound.value - value.value };
        if !has_partition && gap < 0.0 {
            return (None, None);
        }
        (finite(gap), finite(complement_gap(late, least)))
    }
}
