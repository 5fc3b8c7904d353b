//! Whether the numbers of an answer contradict each other: those of a line of a log that somebody or something changed.
//!
//! What a method answers is within its errors, by a wide margin: no good log is refused.

use crate::gap::Tolerance;
use crate::solution::{Bound, Solution, Status, Value};
use crate::wording::number;

/// How many stated errors a value may be on the wrong side of a bound.
const ERRORS: f64 = 10.0;
/// How far, relative to the bound or to one, whatever the errors.
const SLACK: f64 = 1e-6;
/// How many times as large as asked for the gap of an optimum may be.
const GAPS: f64 = 2.0;

/// What contradicts what in an answer and the bound that its point shares, in words.
pub fn found(
    solution: &Solution,
    shared: Option<Bound>,
    is_minimum: bool,
    tolerance: Tolerance,
) -> Option<String> {
    let values = [("value", solution.value), ("relaxed value", solution.relaxed_value)];
    let lost = values.iter().find_map(|(name, value)| of_value((*value)?, is_minimum, name));
    // Schemes without a partition may be beyond what binds partitions.
    let value = solution.value.filter(|_| solution.partition.is_some());
    let beyond = [solution.bound, shared].into_iter().flatten().find_map(|bound| {
        let value = value.filter(|value| -gap(*value, bound, is_minimum) > slack(*value))?;
        let (value, bound) = (number(value.value), number(bound.value));
        Some(format!("the value {value} is better than the bound {bound}"))
    });
    lost.or(beyond).or_else(|| too_far(solution, is_minimum, tolerance))
}

/// How far a value is from a bound: relative for a cost, absolute for a probability; negative beyond it.
fn gap(value: Value, bound: Bound, is_minimum: bool) -> f64 {
    match is_minimum {
        true => (value.value - bound.value) / bound.value.abs().max(f64::MIN_POSITIVE),
        false => bound.value - value.value,
    }
}

/// How far a value may be on the wrong side of a bound, as [`gap`] is measured.
fn slack(value: Value) -> f64 {
    // For a probability the relative error is the absolute one or more.
    SLACK + ERRORS * value.error / value.value.abs().max(f64::MIN_POSITIVE)
}

/// Whether a value alone cannot be.
fn of_value(value: Value, is_minimum: bool, name: &str) -> Option<String> {
    let Value { value, error, complement } = value;
    let slack = SLACK + ERRORS * error;
    let shown = number(value);
    if error < 0.0 || value < 0.0 || (!is_minimum && value > 1.0 + slack) {
        return Some(format!("the {name} {shown} with the error {} cannot be", number(error)));
    }
    let late = complement.filter(|late| (1.0 - value - late).abs() > slack)?;
    Some(format!("the {name} {shown} and its complement {} are not 1 together", number(late)))
}

/// Whether an answer is called optimal far from its own bound. That may be said of the partition or of the relaxed
/// partition that it was rounded from.
fn too_far(solution: &Solution, is_minimum: bool, tolerance: Tolerance) -> Option<String> {
    let bound = solution.bound.filter(|_| solution.status == Status::Optimal)?;
    let excess = |value: Value| (gap(value, bound, is_minimum), GAPS * tolerance.gap + slack(value));
    let values = [solution.value, solution.relaxed_value].into_iter().flatten().map(excess);
    let (gap, _) = values.min_by(|(a, _), (b, _)| a.total_cmp(b)).filter(|(gap, allowed)| gap > allowed)?;
    Some(format!("it is called {} at a gap of {gap:.1e}", Status::Optimal.name()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partition::Partition;
    use crate::solution::Rigour;

    const TOLERANCE: Tolerance = Tolerance { gap: 1e-9, complement: 1e-2 };

    fn answer(value: [f64; 2], complement: Option<f64>, bound: Option<f64>) -> Solution {
        Solution {
            partition: Partition::single_block(0, 2, 4).ok(),
            value: Some(Value { value: value[0], error: value[1], complement }),
            bound: bound.map(|bound| Bound::new(bound, Rigour::Float, "mine")),
            ..Solution::empty("mine", Status::Optimal)
        }
    }

    #[test]
    fn an_answer_within_its_errors_is_none() {
        let at = |value, bound| found(&answer(value, None, bound), None, true, TOLERANCE);
        for (value, bound) in [
            ([4.0, 1e-9], Some(4.0)),
            ([4.0, 1e-9], Some(4.0 + 2e-9)),
            ([4.0, 1e-2], Some(4.02)),
            ([4.0, 1e-2], Some(3.99)),
            ([4.0, 0.0], None),
            ([0.0, 0.0], Some(0.0)),
        ] {
            assert_eq!(at(value, bound), None, "{value:?} {bound:?}");
        }
        let chance = |value, late, bound| found(&answer(value, Some(late), bound), None, false, TOLERANCE);
        assert_eq!(chance([0.75, 1e-12], 0.25, Some(0.75)), None);
        assert_eq!(chance([1.0, 1e-24], 3e-20, Some(1.0)), None);
        assert_eq!(chance([0.0, 0.0], 1.0, Some(0.0)), None);
        // The relaxed optimum, whose partition is rounded.
        let relaxed = Value { value: 3.5, error: 1e-9, complement: None };
        let rounded = Solution { relaxed_value: Some(relaxed), ..answer([4.0, 1e-9], None, Some(3.5)) };
        assert_eq!(found(&rounded, None, true, TOLERANCE), None);
    }

    #[test]
    fn what_contradicts_itself_is_said() {
        let said = |solution: Solution, shared: Option<f64>, is_minimum, words: &str| {
            let shared = shared.map(|bound| Bound::new(bound, Rigour::Float, "relaxed"));
            let text = found(&solution, shared, is_minimum, TOLERANCE).expect(words);
            assert!(text.contains(words), "{text}");
        };
        said(answer([3.0, 1e-9], None, Some(4.0)), None, true, "value 3 is better than the bound 4");
        said(answer([3.0, 1e-9], None, None), Some(4.0), true, "better than the bound 4");
        said(answer([9.0, 1e-9], None, Some(4.0)), None, true, "called optimal at a gap of 1.2e0");
        said(answer([-3.0, 1e-9], None, None), None, true, "cannot be");
        said(answer([3.0, -1e-9], None, None), None, true, "cannot be");
        said(answer([0.5, 1e-9], Some(0.4), None), None, false, "complement 0.4");
        said(answer([0.5, 1e-9], Some(0.5), Some(0.4)), None, false, "better than the bound 0.4");
        said(answer([0.5, 1e-9], Some(0.5), Some(0.6)), None, false, "called optimal");
        said(answer([1.5, 1e-9], None, None), None, false, "cannot be");
    }
}
