//! Which evaluator answers for an instance: its objective times its straggler model.

use std::sync::Arc;

use crate::error::Error;
use crate::instance::{Instance, Objective, Overhead, Stragglers};
use crate::partition::Partition;
use crate::runtime::evaluator::{Evaluator, MOST_EVALUATED_WORKERS};
use crate::runtime::law_completion::LawCompletion;
use crate::runtime::law_runtime::LawRuntime;
use crate::runtime::overhead_completion::OverheadCompletion;
use crate::runtime::overhead_rows::{OverheadRows, RowSpeed};
use crate::runtime::overhead_runtime::OverheadRuntime;
use crate::runtime::overhead_trace_completion::OverheadTraceCompletion;
use crate::runtime::overhead_trace_runtime::OverheadTraceRuntime;
use crate::runtime::trace_completion::{self, TraceCompletion};
use crate::runtime::trace_runtime::TraceRuntime;
use crate::runtime::work_time::Speed;
use crate::straggler::{CycleTime, Trace};

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
    /// Expected overall runtime with a random overhead.
    OverheadRuntime(OverheadRuntime),
    /// Completion probability with a random overhead.
    OverheadCompletion(OverheadCompletion),
    /// Mean overall runtime over rounds with overheads.
    OverheadTraceRuntime(OverheadTraceRuntime),
    /// Fraction of the rounds with overheads that finish by the deadline.
    OverheadTraceCompletion(OverheadTraceCompletion),
}

impl AnyEvaluator {
    /// For a checked instance.
    ///
    /// # Errors
    /// When there are too many workers to evaluate anything, no partition has a finite value, or values leave double
    /// precision.
    pub fn new(instance: &Instance) -> Result<Self, Error> {
        let system = &instance.system;
        let is_proportional = !instance.overhead.varies();
        let is_law_runtime = matches!(
            (&instance.stragglers, instance.objective),
            (Stragglers::Law(_), Objective::ExpectedRuntime)
        );
        // The closed forms for the expected runtime of a law have no limit.
        if !(is_law_runtime && is_proportional) && system.workers > MOST_EVALUATED_WORKERS {
            return Err(too_many_workers(system.workers));
        }
        match &instance.overhead {
            Overhead::None | Overhead::Constant(_) => proportional(instance),
            Overhead::Law(overhead) => of_law(instance, overhead.cycle_time().as_ref()),
            Overhead::Trace(overheads) => of_rows(instance, overheads),
        }
    }

    /// What all of them answer.
    pub fn any(&self) -> &dyn Evaluator {
        match self {
            Self::LawRuntime(evaluator) => evaluator,
            Self::LawCompletion(evaluator) => evaluator,
            Self::TraceRuntime(evaluator) => evaluator,
            Self::TraceCompletion(evaluator) => evaluator,
            Self::OverheadRuntime(evaluator) => evaluator,
            Self::OverheadCompletion(evaluator) => evaluator,
            Self::OverheadTraceRuntime(evaluator) => evaluator,
            Self::OverheadTraceCompletion(evaluator) => evaluator,
        }
    }
}

/// Of times proportional to the load, but for an overhead that all workers have.
fn proportional(instance: &Instance) -> Result<AnyEvaluator, Error> {
    let (system, overhead) = (&instance.system, instance.overhead.constant());
    let constant;
    let trace = match &instance.stragglers {
        Stragglers::Law(law) => {
            let law = law.cycle_time().as_ref();
            return Ok(match instance.objective {
                Objective::ExpectedRuntime => {
                    AnyEvaluator::LawRuntime(LawRuntime::new(system, law, overhead)?)
                }
                Objective::CompletionProbability { deadline } => {
                    AnyEvaluator::LawCompletion(LawCompletion::new(system, law, overhead, deadline)?)
                }
            });
        }
        Stragglers::Trace(trace) => trace,
        // Nothing varies: every round is like the first.
        Stragglers::Constant(time) => {
            constant = Trace::new(vec![vec![*time; system.workers]])?;
            &constant
        }
    };
    Ok(match instance.objective {
        Objective::ExpectedRuntime => AnyEvaluator::TraceRuntime(TraceRuntime::new(system, trace, overhead)?),
        Objective::CompletionProbability { deadline } => {
            AnyEvaluator::TraceCompletion(TraceCompletion::new(system, trace, overhead, deadline)?)
        }
    })
}

/// With a random overhead.
fn of_law(instance: &Instance, overhead: &dyn CycleTime) -> Result<AnyEvaluator, Error> {
    let system = &instance.system;
    let speed = match &instance.stragglers {
        Stragglers::Law(law) => Speed::Law(Arc::clone(law.cycle_time())),
        Stragglers::Constant(time) => Speed::Constant(*time),
        Stragglers::Trace(_) => return Err(mixed(instance)),
    };
    Ok(match instance.objective {
        Objective::ExpectedRuntime => {
            AnyEvaluator::OverheadRuntime(OverheadRuntime::new(system, overhead, &speed)?)
        }
        Objective::CompletionProbability { deadline } => {
            let evaluator = OverheadCompletion::new(system, overhead, &speed, deadline)?;
            AnyEvaluator::OverheadCompletion(evaluator)
        }
    })
}

/// With overheads of measured rounds.
fn of_rows(instance: &Instance, overheads: &Trace) -> Result<AnyEvaluator, Error> {
    let system = &instance.system;
    let speed = match &instance.stragglers {
        Stragglers::Trace(trace) => RowSpeed::Measured(trace.clone()),
        Stragglers::Constant(time) => RowSpeed::Constant(*time),
        Stragglers::Law(_) => return Err(mixed(instance)),
    };
    let rows = OverheadRows::new(system, overheads, speed)?;
    Ok(match instance.objective {
        Objective::ExpectedRuntime => {
            AnyEvaluator::OverheadTraceRuntime(OverheadTraceRuntime::new(system, rows)?)
        }
        Objective::CompletionProbability { deadline } => {
            AnyEvaluator::OverheadTraceCompletion(OverheadTraceCompletion::new(rows, system, deadline))
        }
    })
}

/// What the check of an instance refuses; for the compiler alone.
fn mixed(instance: &Instance) -> Error {
    let refused = || Error::OutOfRange {
        key: "overhead".to_owned(),
        value: "(given)".to_owned(),
        allowed: "overhead and cycle times must both be laws, or both of the same rounds".to_owned(),
    };
    instance.check().err().unwrap_or_else(refused)
}

/// The runtime of a partition in every round of an instance, in the order of its trace, infinite where it waits for a
/// worker that never returns; `None` where there are laws in place of rounds. Where nothing varies there is one round.
///
/// # Errors
/// When runtimes leave double precision.
pub fn runtimes(instance: &Instance, partition: &Partition) -> Result<Option<Vec<f64>>, Error> {
    let (system, overhead) = (&instance.system, &instance.overhead);
    let of_rows = |overheads: &Trace, speed| {
        let rows = OverheadRows::new(system, overheads, speed)?;
        let loads: Vec<f64> = partition.whole_loads().iter().map(|&load| load as f64).collect();
        Ok(Some(rows.runtimes(&loads)))
    };
    match (&instance.stragglers, overhead) {
        (Stragglers::Trace(trace), Overhead::Trace(overheads)) => {
            of_rows(overheads, RowSpeed::Measured(trace.clone()))
        }
        (Stragglers::Constant(time), Overhead::Trace(overheads)) => {
            of_rows(overheads, RowSpeed::Constant(*time))
        }
        (Stragglers::Trace(trace), overhead) => {
            trace_completion::runtimes(system, trace, overhead.constant(), partition).map(Some)
        }
        (Stragglers::Constant(time), Overhead::None | Overhead::Constant(_)) => {
            let trace = Trace::new(vec![vec![*time; system.workers]])?;
            trace_completion::runtimes(system, &trace, overhead.constant(), partition).map(Some)
        }
        _ => Ok(None),
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
