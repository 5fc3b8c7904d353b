//! What must not be passed over: a partition that was searched for, or rounded from an optimum, and is worse than one
//! that anybody could name.

use crate::report::row::Row;
use crate::report::rows::Report;
use crate::solution::Value;

/// Adds a note to every row whose partition is worse than that of a scheme of the same report which searches for nothing,
/// by more than the errors of both.
pub fn remark(report: &mut Report) {
    let is_minimum = report.is_minimum();
    let better = |a: Value, b: Value| {
        let (a_late, b_late) = (a.late(), b.late());
        let gain = match is_minimum {
            true => b.value - a.value,
            false if a.value > 0.5 => b_late - a_late,
            false => a.value - b.value,
        };
        gain > a.error + b.error
    };
    let plain = report.rows().iter().filter(|row| row.is_plain()).filter_map(valued);
    let Some((name, best)) = plain.reduce(|best, next| if better(next.1, best.1) { next } else { best })
    else {
        return;
    };
    let remarks: Vec<Option<String>> = (report.rows().iter())
        .map(|row| {
            let (_, value) = valued(row).filter(|_| !row.is_plain())?;
            let rounded = row.solution.relaxed_value.is_some_and(|relaxed| !better(best, relaxed));
            let cause = if rounded { "rounded to whole coordinates it is" } else { "its partition is" };
            better(best, value).then(|| format!("{cause} worse than `{name}`"))
        })
        .collect();
    report.add_notes(remarks);
}

/// The method and value of a row with a partition.
fn valued(row: &Row) -> Option<(&'static str, Value)> {
    row.solution.partition.as_ref()?;
    Some((row.solution.method, row.solution.value?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::Instance;
    use crate::partition::Partition;
    use crate::shares::Shares;
    use crate::solution::{Solution, Status};

    fn row(method: &'static str, status: Status, value: f64) -> Solution {
        Solution {
            value: Some(Value { value, error: 1e-9, complement: None }),
            partition: Partition::single_block(0, 2, 4).ok(),
            ..Solution::empty(method, status)
        }
    }

    #[test]
    fn a_row_that_loses_to_a_plain_scheme_says_so() {
        let text =
            "[system]\nworkers = 2\ncoordinates = 4\n[stragglers]\nlaw = 'shifted-exponential'\nrate = 1";
        let mut report = Report::new(Instance::from_toml(text).expect("an instance"));
        let relaxed = Some(Shares::uncoded(2));
        let below = Some(Value { value: 9.0, error: 1e-9, complement: None });
        report.push(row("uncoded", Status::Heuristic, 12.0));
        report.push(row("single-block", Status::Heuristic, 10.0));
        report.push(Solution { note: Some("cut off".to_owned()), ..row("exact", Status::TimeLimit, 11.0) });
        report.push(Solution {
            relaxed: relaxed.clone(),
            relaxed_value: below,
            ..row("relaxed", Status::Optimal, 11.0)
        });
        report.push(Solution { relaxed, ..row("mean-time", Status::Heuristic, 10.0 + 1e-9) });
        remark(&mut report);
        let notes: Vec<Option<&str>> = report.rows().iter().map(|row| row.solution.note.as_deref()).collect();
        let expected = [
            None,
            None,
            Some("cut off; its partition is worse than `single-block`"),
            Some("rounded to whole coordinates it is worse than `single-block`"),
            None,
        ];
        assert_eq!(notes, expected);
    }
}
