//! What the rows of a run say of the deadline: that nothing is likely to meet it, or that redundancy is not needed for it.

use crate::problem::Problem;
use crate::report::rows::Report;
use crate::verdict::Verdict;

/// Below this probability a deadline is hopeless.
const HOPELESS: f64 = 1e-6;
/// A bound below this says the same of the partitions that were not found: searches end at a gap of 1e-4.
const UNLIKELY: f64 = 1e-3;
/// Below this probability of being late, all digits of a value are those of one.
const GENEROUS: f64 = 1e-12;

/// The verdict on a deadline that decides little of any partition by itself, but leaves nothing to compare.
pub fn verdict(problem: &Problem, report: &Report) -> Option<Verdict> {
    if report.is_minimum() {
        return None;
    }
    let rounds = problem.instance().traces().next().map(|trace| trace.rows().len());
    let valued = || report.rows().iter().filter_map(|row| Some((row, row.solution.value?)));
    let best = valued().map(|(_, value)| value).reduce(|a, b| if b.value > a.value { b } else { a })?;
    let is_bounded = report.bound().is_some_and(|bound| bound.value < UNLIKELY);
    // Schemes that search for nothing say nothing of the other partitions.
    let is_searched = || valued().any(|(row, _)| !row.is_plain());
    if best.value < HOPELESS && (is_bounded || is_searched()) {
        let even = problem.evaluator().even_deadline();
        return Some(Verdict::Hopeless { best: best.value, error: best.error, rounds, even });
    }
    // Schemes that insist on redundancy may be late where none is needed.
    let uncoded = problem.single_block(0).ok()?;
    let uncoded = problem.evaluator().value_of_single_block(&uncoded, 0)?;
    let late = uncoded.late();
    let even = || problem.evaluator().even_deadline();
    (late < GENEROUS).then(|| Verdict::Generous { late, error: uncoded.error, rounds, even: even() })
}
