//! What a method returns.

use crate::partition::Partition;
use crate::shares::Shares;

/// How far a solution can be trusted to be optimal; never merged.
///
/// ```
/// use bcgc::Status;
///
/// assert_eq!(Status::TimeLimit.name(), "time-limit");
/// assert_ne!(Status::TimeLimit, Status::GapLimit);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Bound and value agree to the requested gap.
    Optimal,
    /// The method ended with its gap open.
    GapLimit,
    /// The time limit ended the method with its gap open.
    TimeLimit,
    /// Cancellation, as by Ctrl-C, ended the method, or came before it began.
    Interrupted,
    /// A stationary point of an iterative method, without a bound.
    Stationary,
    /// A point without a claim.
    Heuristic,
    /// No partition is feasible: none has a finite runtime, or none can finish by the deadline.
    Infeasible,
    /// The method does not apply; the note says why.
    Inapplicable,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 8] = [
        Self::Optimal,
        Self::GapLimit,
        Self::TimeLimit,
        Self::Interrupted,
        Self::Stationary,
        Self::Heuristic,
        Self::Infeasible,
        Self::Inapplicable,
    ];

    /// What it was in truth where somebody cancelled: no clock tells cancellation from its limit.
    #[must_use]
    pub(crate) fn of_cancelled(self, is_cancelled: bool) -> Self {
        if is_cancelled && self == Self::TimeLimit { Self::Interrupted } else { self }
    }

    /// The name used in every output format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::GapLimit => "gap-limit",
            Self::TimeLimit => "time-limit",
            Self::Interrupted => "interrupted",
            Self::Stationary => "stationary",
            Self::Heuristic => "heuristic",
            Self::Infeasible => "infeasible",
            Self::Inapplicable => "inapplicable",
        }
    }
}

/// How a number was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rigour {
    /// Proved by the judge of certificates, in rational arithmetic.
    Exact,
    /// Proved by the judge of certificates, in outward-rounded arithmetic.
    Enclosed,
    /// Double precision with an error estimate.
    Float,
}

impl Rigour {
    /// The name used in every output format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Enclosed => "enclosed",
            Self::Float => "float",
        }
    }

    /// Whether the number is proved.
    pub fn is_proved(self) -> bool {
        self != Self::Float
    }
}

/// A bound on the optimum over integer partitions: below every value for a minimum, above for a
/// maximum.
///
/// ```
/// use bcgc::{Bound, ExpectedRuntime, Instance, Report, Rigour, ShiftedExponential, System};
///
/// let system = System::new(4, 20)?;
/// let instance = Instance::new(system, ShiftedExponential::new(1.0, 0.0)?, ExpectedRuntime)?;
/// let mut report = Report::new(instance);
/// report.offer_bound(Bound::new(17.0, Rigour::Float, "mine"));
/// report.offer_bound(Bound::new(16.0, Rigour::Exact, "looser"));
/// assert_eq!(report.bound().map(|bound| bound.value), Some(17.0));
/// # Ok::<(), bcgc::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Bound {
    /// The bound, in the unit of the objective.
    pub value: f64,
    /// How it was computed.
    pub rigour: Rigour,
    /// The method that proved it.
    pub method: &'static str,
    /// `1 - value` without cancellation, for probabilities: a lower bound on the probability of failure.
    pub complement: Option<f64>,
    /// How its computation ended. Unless that is [`Status::Optimal`] it is unfinished: sound, but perhaps far away.
    pub status: Status,
}

impl Bound {
    /// A bound whose computation ended by itself.
    pub fn new(value: f64, rigour: Rigour, method: &'static str) -> Self {
        Self { value, rigour, method, complement: None, status: Status::Optimal }
    }

    /// The same bound with its complement.
    #[must_use]
    pub fn with_complement(self, complement: f64) -> Self {
        Self { complement: Some(complement), ..self }
    }

    /// The same bound from a computation that ended with this status.
    #[must_use]
    pub fn with_status(self, status: Status) -> Self {
        Self { status, ..self }
    }

    /// The probability of failure that it leaves, from its value where no complement is known.
    pub fn late(&self) -> f64 {
        self.complement.unwrap_or(1.0 - self.value)
    }

    /// Whether its computation ended by itself: a gap to any other bound says little of the value.
    pub fn is_finished(&self) -> bool {
        self.status == Status::Optimal
    }
}

/// A value with its absolute error.
///
/// ```
/// use bcgc::Value;
///
/// // A probability so near one that only its complement tells it from one.
/// let certain = Value { value: 1.0, error: 1e-24, complement: Some(3e-20) };
/// assert!(certain.complement.is_some_and(|late| late > certain.error));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// In units of cycle time (`kappa` included), or a probability.
    pub value: f64,
    /// Absolute error, in the same unit.
    pub error: f64,
    /// `1 - value` without cancellation, for probabilities.
    pub complement: Option<f64>,
}

impl Value {
    /// So many rounds of all, at least one.
    pub(crate) fn of_share(count: usize, all: usize) -> Self {
        let (count, all) = (count as f64, all as f64);
        let value = count / all;
        // What the quotient is off by, exactly.
        let error = (value.mul_add(all, -count) / all).abs();
        Self { value, error, complement: Some((all - count) / all) }
    }

    /// The probability of failure, from the value where no complement is known.
    pub fn late(&self) -> f64 {
        self.complement.unwrap_or(1.0 - self.value)
    }
}

/// A value as a fraction.
///
/// ```
/// use bcgc::{ExpectedRuntime, Instance, Options, Partition, ShiftedExponential, System, evaluate};
///
/// let system = System::new(2, 2)?;
/// let instance = Instance::new(system, ShiftedExponential::new(1.0, 0.0)?, ExpectedRuntime)?;
/// let report = evaluate(&instance, &Partition::new(vec![2, 0], 2, 2)?, &Options::default())?;
/// let exact = report.rows()[0].solution.exact.as_ref().map(|exact| (exact.value.as_str(), exact.unit));
/// assert_eq!(exact, Some(("3", "kappa / rate")));
/// # Ok::<(), bcgc::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exact {
    /// `p/q` in lowest terms, or `p`: all digits.
    pub value: String,
    /// What it counts.
    pub unit: &'static str,
}

/// The answer of one method.
///
/// ```
/// use bcgc::{Solution, Status};
///
/// let solution = Solution::inapplicable("mine", "it needs three workers");
/// assert_eq!((solution.status, solution.value), (Status::Inapplicable, None));
/// assert_eq!(solution.note.as_deref(), Some("it needs three workers"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// The method's name.
    pub method: &'static str,
    /// What the method claims.
    pub status: Status,
    /// The integer partition; `None` if the method has none (`tandon`) or does not apply.
    pub partition: Option<Partition>,
    /// The relaxed partition that `partition` was rounded from.
    pub relaxed: Option<Shares>,
    /// Value of `partition` (or of the scheme without a partition).
    pub value: Option<Value>,
    /// Value of `relaxed`.
    pub relaxed_value: Option<Value>,
    /// A bound that this method proved.
    pub bound: Option<Bound>,
    /// Wall-clock time. A method sets the time of shared work that it rests on, done before it was
    /// called; the report adds the time of the call.
    pub seconds: f64,
    /// What a reader must know; the reason where the method does not apply.
    pub note: Option<String>,
    /// The value as a fraction, where it is one and was asked for.
    pub exact: Option<Exact>,
}

impl Solution {
    /// A solution with a status and nothing else.
    pub fn empty(method: &'static str, status: Status) -> Self {
        Self {
            method,
            status,
            partition: None,
            relaxed: None,
            value: None,
            relaxed_value: None,
            bound: None,
            seconds: 0.0,
            note: None,
            exact: None,
        }
    }

    /// The method does not apply, for this reason.
    pub fn inapplicable(method: &'static str, reason: impl Into<String>) -> Self {
        Self { note: Some(reason.into()), ..Self::empty(method, Status::Inapplicable) }
    }
}
