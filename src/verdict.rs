//! What a deadline says by itself, whatever the partition.

use crate::report::number::shortest;

/// A deadline that decides the completion probability of every partition.
///
/// ```
/// use bcgc::{Instance, Objective, Options, ShiftedExponential, System, Verdict, solve};
///
/// // The fastest worker at its fastest needs 4 units of time for the 4 coordinates.
/// let deadline = Objective::completion_probability(3.0)?;
/// let instance = Instance::new(System::new(2, 4)?, ShiftedExponential::new(1.0, 1.0)?, deadline)?;
/// let report = solve(&instance, &Options::default().with_methods(["uncoded"]))?;
/// assert_eq!(report.verdict(), Some(Verdict::Impossible { least: 4.0 }));
/// # Ok::<(), bcgc::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Verdict {
    /// No partition can finish by it.
    Impossible {
        /// The least runtime that any partition can have, in units of the deadline.
        least: f64,
    },
    /// Every partition finishes by it surely.
    Certain {
        /// The longest runtime that any partition can have, in units of the deadline.
        most: f64,
    },
}

impl Verdict {
    /// The name used in every output format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Impossible { .. } => "impossible",
            Self::Certain { .. } => "certain",
        }
    }

    /// The verdict in words.
    pub fn text(self) -> String {
        let (what, which, runtime) = match self {
            Self::Impossible { least } => {
                ("no partition can finish by the deadline", "takes less than", least)
            }
            Self::Certain { most } => ("every partition finishes by the deadline", "takes more than", most),
        };
        let runtime = shortest(rounded(runtime));
        format!("{what}: none {which} {runtime}; check the units")
    }
}

/// To twelve digits: what rounding leaves of a runtime is not shown.
fn rounded(runtime: f64) -> f64 {
    format!("{runtime:.11e}").parse().unwrap_or(runtime)
}
