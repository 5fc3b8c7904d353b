//! Which evaluator answers for an instance: its objective times its straggler model.

use crate::error::Error;
use crate::instance::{Instance, Objective, Stragglers};
use crate::runtime::evaluator::{Evaluator, MOST_EVALUATED_WORKERS};
use crate::runtime::law_completion::LawCompletion;
use crate::runtime::law_runtime::LawRuntime;
use crate::runtime::trace_completion::TraceCompletion;
use crate::runtime::trace_runtime::TraceRuntime;

/// The evaluator of an instance.
#[derive(Debug)]
pub enum AnyEvaluator {
    /// Expected overall runtime of a law.
    LawRuntime(LawRuntime),
    /// Completion probability of a law.
    LawCompletion(LawCompletion),
    /// Mean overall runtime over a trace.
    TraceRuntime(TraceRuntime),
    /// Fraction of the rows of a trace that finish by the deadline.
    TraceCompletion(TraceCompletion),
}

impl AnyEvaluator {
    /// For a checked instance.
    ///
    /// # Errors
    /// When there are too many workers to evaluate anything, no partition has a finite value, or values leave double
    /// precision.
    pub fn new(instance: &Instance) -> Result<Self, Error> {
        let system = &instance.system;
        let is_law_runtime = matches!(
            (&instance.stragglers, instance.objective),
            (Stragglers::Law(_), Objective::ExpectedRuntime)
        );
        // The closed forms for the expected runtime of a law have no limit.
        if !is_law_runtime && system.workers > MOST_EVALUATED_WORKERS {
            return Err(too_many_workers(system.workers));
        }
        Ok(match (&instance.stragglers, instance.objective) {
            (Stragglers::Law(law), Objective::ExpectedRuntime) => {
                Self::LawRuntime(LawRuntime::new(system, law.cycle_time().as_ref())?)
            }
            (Stragglers::Law(law), Objective::CompletionProbability { deadline }) => {
                Self::LawCompletion(LawCompletion::new(system, law.cycle_time().as_ref(), deadline)?)
            }
            (Stragglers::Trace(trace), Objective::ExpectedRuntime) => {
                Self::TraceRuntime(TraceRuntime::new(system, trace)?)
            }
            (Stragglers::Trace(trace), Objective::CompletionProbability { deadline }) => {
                Self::TraceCompletion(TraceCompletion::new(system, trace, deadline)?)
            }
        })
    }

    /// What all of them answer.
    pub fn any(&self) -> &dyn Evaluator {
        match self {
            Self::LawRuntime(evaluator) => evaluator,
            Self::LawCompletion(evaluator) => evaluator,
            Self::TraceRuntime(evaluator) => evaluator,
            Self::TraceCompletion(evaluator) => evaluator,
        }
    }
}

/// What is refused beyond [`MOST_EVALUATED_WORKERS`].
pub fn too_many_workers(workers: usize) -> Error {
    Error::OutOfRange {
        key: "system.workers".to_owned(),
        value: workers.to_string(),
        allowed: format!("partitions are evaluated for at most {MOST_EVALUATED_WORKERS} workers"),
    }
}
