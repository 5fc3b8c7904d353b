//! Solutions without numbers beyond double precision: no format ever has to print one.

use crate::solution::{Solution, Value};

/// Leaves out every number that is not finite.
pub fn only_finite(mut solution: Solution) -> Solution {
    let before = (solution.value.is_some(), solution.relaxed_value.is_some(), solution.relaxed.is_some());
    let finite = |value: Value| {
        let complement = value.complement.filter(|c| c.is_finite());
        (value.value.is_finite() && value.error.is_finite()).then_some(Value { complement, ..value })
    };
    solution.value = solution.value.and_then(finite);
    solution.relaxed_value = solution.relaxed_value.and_then(finite);
    solution.relaxed = solution.relaxed.filter(|x| x.as_slice().iter().all(|x| x.is_finite()));
    solution.bound = solution.bound.filter(|bound| bound.value.is_finite());
    let after = (solution.value.is_some(), solution.relaxed_value.is_some(), solution.relaxed.is_some());
    if before != after {
        let note = "a number beyond double precision is left out";
        solution.note = Some(solution.note.map_or_else(|| note.to_owned(), |old| format!("{old}; {note}")));
    }
    solution
}
