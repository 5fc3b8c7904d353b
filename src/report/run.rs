//! Runs methods on an instance and collects what they found.

use std::time::Instant;

use super::Report;
use crate::error::Error;
use crate::instance::{Instance, Objective};
use crate::method::Method;
use crate::partition::Partition;
use crate::problem::{Options, Problem};
use crate::progress::Progress;
use crate::relaxed::optimum;
use crate::runtime::rational;
use crate::solution::{Bound, Rigour, Solution, Status};

/// Who is told of the progress of a run; nobody by default.
pub type Observer = Option<Progress>;

/// Longest fraction that a note spells out, in bytes.
const LONGEST_NOTE: usize = 400;
/// The name of the row of a partition that the caller gave.
const GIVEN: &str = "given";

/// Runs the methods in turn, measures their time and compares them with the best bound.
///
/// A solver that fails leaves a row with the reason instead of taking the other rows with it.
///
/// # Errors
/// When the instance has no finite optimum, leaves double precision, or has an objective without
/// methods.
pub fn solve(instance: &Instance, methods: &[&Method], options: Options) -> Result<Report, Error> {
    solve_observed(instance, methods, options, None)
}

/// [`solve`], telling an observer of every method and its iterations.
///
/// # Errors
/// As [`solve`].
pub fn solve_observed(
    instance: &Instance,
    methods: &[&Method],
    options: Options,
    observer: Observer,
) -> Result<Report, Error> {
    let problem = problem(instance, options, observer)?;
    let mut report = Report::new(instance.clone());
    report.offer_bound(relaxed_bound(&problem));
    for method in methods {
        report.push(run(&problem, method)?);
    }
    Ok(report)
}

/// The value of a given partition, its gap to the bound, and the relaxed optimum beside it.
///
/// The partition is `optimal` where its gap is at most the one in the options.
///
/// # Errors
/// When the instance is refused as by [`solve`], the partition does not fit it, or its value is
/// infinite.
pub fn evaluate(instance: &Instance, partition: Partition, options: Options) -> Result<Report, Error> {
    evaluate_observed(instance, partition, options, None)
}

/// [`evaluate`], telling an observer of the methods and their iterations.
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_observed(
    instance: &Instance,
    partition: Partition,
    options: Options,
    observer: Observer,
) -> Result<Report, Error> {
    let problem = problem(instance, options, observer)?;
    let partition = Partition::new(partition.blocks().to_vec(), problem.workers(), problem.coordinates())?;
    if let Some(reason) = problem.infinite_at(&partition.to_f64()) {
        return Err(Error::InfiniteValue { reason });
    }
    let start = Instant::now();
    let value = problem.value_of_partition(&partition);
    let mut given = Solution {
        value,
        partition: Some(partition),
        seconds: start.elapsed().as_secs_f64(),
        ..Solution::empty(GIVEN, Status::Heuristic)
    };
    given.note = given.partition.as_ref().and_then(|partition| exact_note(instance, partition));
    let mut report = Report::new(instance.clone());
    let bound = relaxed_bound(&problem);
    report.offer_bound(bound);
    if report.gap(&given).is_some_and(|gap| gap <= options.gap) {
        given.status = Status::Optimal;
    }
    report.push(given);
    report.push(run(&problem, &optimum::METHOD)?);
    Ok(report)
}

/// The exact value, where it is a rational number small enough to compute and to print: exponential
/// cycle times and few workers.
fn exact_note(instance: &Instance, partition: &Partition) -> Option<String> {
    let is_exponential = instance.law.name == "shifted-exponential" && instance.cycle_time().infimum() == 0.0;
    let exact = if is_exponential { rational::expected_runtime(partition.blocks()) } else { None };
    let note = exact.map(|fraction| format!("exactly {fraction} in units of kappa / rate"));
    note.filter(|note| note.len() <= LONGEST_NOTE)
}

fn problem(instance: &Instance, options: Options, observer: Observer) -> Result<Problem, Error> {
    if let Objective::CompletionProbability { .. } = instance.objective {
        return Err(Error::OutOfRange {
            key: "objective.kind".to_owned(),
            value: format!("\"{}\"", instance.objective.kind()),
            allowed: "no method solves it yet; must be \"expected-runtime\"".to_owned(),
        });
    }
    let problem = Problem::new(instance, options)?;
    Ok(match observer {
        Some(progress) => problem.with_progress(progress),
        None => problem,
    })
}

/// The bound of the relaxed optimum, which every row is compared with.
fn relaxed_bound(problem: &Problem) -> Bound {
    tell(problem, optimum::METHOD.name);
    let value = problem.scale() * problem.relaxed().bound;
    Bound { value, rigour: Rigour::Float, method: optimum::METHOD.name }
}

fn run(problem: &Problem, method: &Method) -> Result<Solution, Error> {
    tell(problem, method.name);
    let start = Instant::now();
    let mut solution = match (method.solve)(problem) {
        Ok(solution) => solution,
        Err(error @ Error::Solver { .. }) => {
            Solution { note: Some(error.to_string()), ..Solution::empty(method.name, Status::GapLimit) }
        }
        Err(error) => return Err(error),
    };
    solution.seconds += start.elapsed().as_secs_f64();
    Ok(solution)
}

fn tell(problem: &Problem, method: &'static str) {
    if let Some(progress) = problem.progress() {
        progress.tell(method, 0, 0);
    }
}
