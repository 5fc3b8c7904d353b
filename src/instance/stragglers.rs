//! The stragglers: a law of the cycle time, measured cycle times, or one that does not vary.

use crate::straggler::{Law, ListedLaw, Trace};

/// Where the cycle times come from.
///
/// A [`Law`], a [`Trace`] or any of the laws that the crate exports becomes one by `into()`.
///
/// ```
/// use bcgc::Stragglers;
/// use bcgc::{Trace, Uniform};
///
/// let unknown: Stragglers = Trace::new(vec![vec![1.5, 2.0], vec![0.3, 4.0]])?.into();
/// assert!(matches!(unknown, Stragglers::Trace(_)));
/// let known: Stragglers = Uniform::new(2.0, 5.0)?.into();
/// assert!(matches!(known, Stragglers::Law(law) if law.name() == "uniform"));
/// # Ok::<(), bcgc::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Stragglers {
    /// Independent and identically distributed over workers and rounds.
    Law(Law),
    /// Measured rounds, each as likely as the others; any dependence between the workers.
    Trace(Trace),
    /// The same for every worker and round, in units of time a cycle, above 0. What varies then is the overhead.
    Constant(f64),
}

impl From<Law> for Stragglers {
    fn from(law: Law) -> Self {
        Self::Law(law)
    }
}

impl<L: ListedLaw + 'static> From<L> for Stragglers {
    fn from(law: L) -> Self {
        Self::Law(law.into())
    }
}

impl From<Trace> for Stragglers {
    fn from(trace: Trace) -> Self {
        Self::Trace(trace)
    }
}
