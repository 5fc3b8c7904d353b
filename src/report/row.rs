//! A row of a report.

use super::sampled::Sampled;
use crate::solution::{Rigour, Solution, Status};

/// One method's solution and its distance from the best bound.
///
/// ```
/// use bcgc::{ExpectedRuntime, Instance, Options, ShiftedExponential, System, solve};
///
/// let system = System::new(4, 20)?;
/// let instance = Instance::new(system, ShiftedExponential::new(1.0, 0.0)?, ExpectedRuntime)?;
/// for row in solve(&instance, &Options::default().with_methods(["mean-time", "uncoded"]))?.rows() {
///     let gap = row.gap.map_or("none".to_owned(), |gap| format!("{:.1} %", 100.0 * gap));
///     println!("{}: gap {gap}", row.solution.method);
/// }
/// # Ok::<(), bcgc::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// The solution; all its numbers are finite.
    pub solution: Solution,
    /// `|value - bound| / |bound|` for a minimum, `bound - value` for a maximum; finite.
    pub gap: Option<f64>,
    /// `(1 - value)/(1 - bound) - 1` for probabilities, from complements; none where it is infinite.
    pub complement_gap: Option<f64>,
    /// How the value was computed; where it is proved, `value` and `error` enclose it, and the gaps are those of its worse end.
    pub value_rigour: Rigour,
    /// Over the rounds of a trace, those that the partition was optimised for: what they leave open of the value.
    pub sampled: Option<Sampled>,
    /// Over rounds that it was not optimised for.
    pub held_out: Option<Sampled>,
}

impl Row {
    /// Whether it is of a scheme that searches for nothing and rounds nothing.
    pub fn is_plain(&self) -> bool {
        self.solution.status == Status::Heuristic && self.solution.relaxed.is_none()
    }
}
