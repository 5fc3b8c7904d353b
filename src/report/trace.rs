//! Runs methods on an instance with a trace.

use std::time::Instant;

use super::Report;
use super::run::{Observer, compare, given, run, tell};
use crate::error::Error;
use crate::instance::{Instance, Objective};
use crate::method::{self, Method};
use crate::partition::Partition;
use crate::problem::Options;
use crate::scenario::registry::{TRACE_COMPLETION_METHODS, TRACE_METHODS};
use crate::scenario::{ScenarioProblem, completion, relaxed};
use crate::solution::Bound;

/// The methods for the objective.
pub fn registry(objective: Objective) -> &'static [Method<ScenarioProblem>] {
    match objective {
        Objective::ExpectedRuntime => TRACE_METHODS,
        Objective::CompletionProbability { .. } => TRACE_COMPLETION_METHODS,
    }
}

/// As [`super::solve`], on a trace.
pub fn solve(
    instance: &Instance,
    names: &[String],
    options: Options,
    observer: &Observer,
) -> Result<Report, Error> {
    let methods = method::select(registry(instance.objective), names)?;
    let problem = ScenarioProblem::new(instance, options)?;
    let mut report = Report::new(instance.clone());
    report.offer_bound(bound(&problem, observer));
    for method in methods {
        report.push(run(&problem, method, observer)?);
    }
    Ok(report)
}

/// As [`super::evaluate`], on a trace.
pub fn evaluate(
    instance: &Instance,
    partition: Partition,
    options: Options,
    observer: &Observer,
) -> Result<Report, Error> {
    let problem = ScenarioProblem::new(instance, options)?;
    let start = Instant::now();
    let value = problem.value_of_partition(&partition);
    let given = given(partition, Some(value), start.elapsed().as_secs_f64());
    let mut report = compare(instance, given, bound(&problem, observer), options);
    let relaxed = match instance.objective {
        Objective::ExpectedRuntime => &relaxed::METHOD,
        Objective::CompletionProbability { .. } => &completion::RELAXED,
    };
    report.push(run(&problem, relaxed, observer)?);
    Ok(report)
}

/// The bound of `relaxed`, which every row is compared with.
pub fn bound(problem: &ScenarioProblem, observer: &Observer) -> Bound {
    tell(observer, relaxed::METHOD.name);
    completion::upper_bound(problem).unwrap_or_else(|| relaxed::bound(problem))
}
