//! What a deadline says by itself, whatever the partition.

use crate::report::number::{shortest, significant};
use crate::wording::counted;

/// A deadline that decides the completion probability of every partition, or nearly so.
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
        /// A runtime that no partition is below, in units of the deadline, which may be the deadline itself; [`f64::MAX`] where in
        /// every round no worker returns.
        least: f64,
    },
    /// Every partition finishes by it surely.
    Certain {
        /// The longest runtime that any partition can have, in units of the deadline.
        most: f64,
    },
    /// It can be met, but the best partition found hardly ever does.
    Hopeless {
        /// The largest probability found.
        best: f64,
        /// Its absolute error.
        error: f64,
        /// How many rounds it is a share of; none of a law.
        rounds: Option<usize>,
        /// A deadline that the best single block meets with probability about a half; none where there is none.
        even: Option<f64>,
    },
    /// It can be missed, but hardly ever is, even without redundancy.
    Generous {
        /// The probability of being late without redundancy.
        late: f64,
        /// Its absolute error.
        error: f64,
        /// As of [`Verdict::Hopeless`].
        rounds: Option<usize>,
        /// As of [`Verdict::Hopeless`].
        even: Option<f64>,
    },
}

impl Verdict {
    /// The name used in every output format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Impossible { .. } => "impossible",
            Self::Certain { .. } => "certain",
            Self::Hopeless { .. } => "hopeless",
            Self::Generous { .. } => "generous",
        }
    }

    /// The verdict in words.
    pub fn text(self) -> String {
        let said = match self {
            Self::Impossible { least: f64::MAX } => {
                "no partition can finish by the deadline: in every round no worker returns".to_owned()
            }
            Self::Impossible { least } => {
                let least = shortest(rounded(least));
                format!("no partition can finish by the deadline: none takes less than {least}")
            }
            Self::Certain { most } => {
                let most = shortest(rounded(most));
                format!("every partition finishes by the deadline: none takes more than {most}")
            }
            Self::Hopeless { best, error, rounds, even } => {
                let best = probability(best, error, rounds);
                format!("the deadline is hopeless: the best probability found is {best}{}", half(even))
            }
            Self::Generous { rounds: Some(rounds), even, .. } => format!(
                "the deadline is generous: even without redundancy none of the {} is late, so that redundancy has nothing to \
                 gain in them{}",
                counted(rounds as u64, "round"),
                half(even)
            ),
            Self::Generous { late, error, rounds, even } => format!(
                "the deadline is generous: even without redundancy the probability of being late is {}, so that \
                 redundancy has nothing to gain{}",
                probability(late, error, rounds),
                half(even)
            ),
        };
        format!("{said}; check the units")
    }
}

/// A small probability in words.
fn probability(p: f64, error: f64, rounds: Option<usize>) -> String {
    match rounds {
        Some(rounds) if p == 0.0 => format!("0, in none of the {}", counted(rounds as u64, "round")),
        _ if p > 0.0 => format!("{p:.1e}"),
        // What is below double precision has an error of its least normal number.
        _ if error < f64::MIN_POSITIVE => "0".to_owned(),
        _ => "below 1e-307".to_owned(),
    }
}

/// A deadline worth comparing partitions at.
fn half(even: Option<f64>) -> String {
    even.map_or_else(String::new, |even| {
        format!("; one block is in time with probability a half by about {}", significant(even, 3))
    })
}

/// To twelve digits: what rounding leaves of a runtime is not shown.
fn rounded(runtime: f64) -> f64 {
    format!("{runtime:.11e}").parse().unwrap_or(runtime)
}
