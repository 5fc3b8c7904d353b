//! Runs methods on an instance and collects what they found.

use std::time::Instant;

use super::{Report, trace};
use crate::completion::CompletionProblem;
use crate::error::Error;
use crate::exact::completion::GLOBAL;
use crate::instance::{Instance, Objective, Stragglers};
use crate::method::{self, COMPLETION_METHODS, METHODS, Method};
use crate::partition::Partition;
use crate::problem::{MAX_WORKERS, Options, Problem, too_many_workers};
use crate::progress::Progress;
use crate::relaxed::{mean_rate, mean_time, optimum};
use crate::runtime::rational;
use crate::scenario::ScenarioProblem;
use crate::solution::{Bound, Rigour, Solution, Status, Value};

/// Who is told of the progress of a run; nobody by default.
pub type Observer = Option<Progress>;

/// Longest fraction that a note spells out, in bytes.
const LONGEST_NOTE: usize = 400;
/// The methods for expected runtimes that need no evaluation.
const CLOSED_FORMS: [&str; 2] = [mean_time::METHOD.name, mean_rate::METHOD.name];
/// The name of the row of a partition that the caller gave.
const GIVEN: &str = "given";

/// Runs methods in turn, those named or all of the instance's objective, measures their time and
/// compares them with the best bound.
///
/// A solver that fails leaves a row with the reason instead of taking the other rows with it.
///
/// # Errors
/// When a name is unknown, or the instance has no finite optimum or leaves double precision.
pub fn solve(instance: &Instance, names: &[String], options: Options) -> Result<Report, Error> {
    solve_observed(instance, names, options, None)
}

/// [`solve`], telling an observer of every method and its iterations.
///
/// # Errors
/// As [`solve`].
pub fn solve_observed(
    instance: &Instance,
    names: &[String],
    options: Options,
    observer: Observer,
) -> Result<Report, Error> {
    if matches!(instance.stragglers, Stragglers::Trace(_)) {
        return trace::solve(instance, names, options, &observer);
    }
    let mut report = Report::new(instance.clone());
    match instance.objective {
        Objective::ExpectedRuntime => {
            let methods = method::select(METHODS, names)?;
            let problem = runtime_problem(instance, options, &observer)?;
            if problem.is_evaluable() {
                report.offer_bound(relaxed_bound(&problem, &observer));
            }
            for method in methods {
                report.push(run_where_it_applies(&problem, method, &observer)?);
            }
        }
        Objective::CompletionProbability { .. } => {
            let methods = method::select(COMPLETION_METHODS, names)?;
            let problem = CompletionProblem::new(instance, options)?;
            for method in methods {
                report.push(run(&problem, method, &observer)?);
            }
        }
    }
    Ok(report)
}

/// An instance made ready for its methods, to be run one by one; what they share is computed once.
#[derive(Debug)]
pub enum Prepared {
    /// Expected runtime.
    Runtime(Box<Problem>),
    /// Completion probability.
    Completion(Box<CompletionProblem>),
    /// Either objective on a trace.
    Trace(Box<ScenarioProblem>),
}

impl Prepared {
    /// Normalises the instance for its objective.
    ///
    /// # Errors
    /// As [`solve`].
    pub fn new(instance: &Instance, options: Options) -> Result<Self, Error> {
        if matches!(instance.stragglers, Stragglers::Trace(_)) {
            return Ok(Self::Trace(Box::new(ScenarioProblem::new(instance, options)?)));
        }
        Ok(match instance.objective {
            Objective::ExpectedRuntime => Self::Runtime(Box::new(runtime_problem(instance, options, &None)?)),
            Objective::CompletionProbability { .. } => {
                Self::Completion(Box::new(CompletionProblem::new(instance, options)?))
            }
        })
    }

    /// Runs one method.
    ///
    /// # Errors
    /// As [`solve`].
    pub fn solve(&self, name: &str) -> Result<Solution, Error> {
        let names = [name.to_owned()];
        match self {
            Self::Runtime(problem) => {
                run_where_it_applies(problem, method::select(METHODS, &names)?[0], &None)
            }
            Self::Completion(problem) => {
                run(&**problem, method::select(COMPLETION_METHODS, &names)?[0], &None)
            }
            Self::Trace(problem) => {
                let registry = trace::registry(problem.instance().objective);
                run(&**problem, method::select(registry, &names)?[0], &None)
            }
        }
    }

    /// The bound that every row is compared with, where one is always computed.
    pub fn bound(&self) -> Option<Bound> {
        match self {
            Self::Runtime(problem) if problem.is_evaluable() => Some(relaxed_bound(problem, &None)),
            Self::Trace(problem) => Some(trace::bound(problem, &None)),
            _ => None,
        }
    }
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
    let system = &instance.system;
    let partition = Partition::new(partition.blocks().to_vec(), system.workers, system.coordinates)?;
    if matches!(instance.stragglers, Stragglers::Trace(_)) {
        return trace::evaluate(instance, partition, options, &observer);
    }
    match instance.objective {
        Objective::ExpectedRuntime => evaluate_runtime(instance, partition, options, &observer),
        Objective::CompletionProbability { .. } => {
            evaluate_completion(instance, partition, options, &observer)
        }
    }
}

fn evaluate_runtime(
    instance: &Instance,
    partition: Partition,
    options: Options,
    observer: &Observer,
) -> Result<Report, Error> {
    let problem = runtime_problem(instance, options, observer)?;
    if !problem.is_evaluable() {
        return Err(too_many_workers(problem.workers()));
    }
    if let Some(reason) = problem.infinite_at(&partition.to_f64()) {
        return Err(Error::InfiniteValue { reason });
    }
    let start = Instant::now();
    let value = problem.value_of_partition(&partition);
    let seconds = start.elapsed().as_secs_f64();
    let note = exact_note(instance, &partition);
    let bound = relaxed_bound(&problem, observer);
    let mut report = compare(instance, Solution { note, ..given(partition, value, seconds) }, bound, options);
    report.push(run(&problem, &optimum::METHOD, observer)?);
    Ok(report)
}

fn evaluate_completion(
    instance: &Instance,
    partition: Partition,
    options: Options,
    observer: &Observer,
) -> Result<Report, Error> {
    let problem = CompletionProblem::new(instance, options)?;
    let start = Instant::now();
    let value = problem.value_of_partition(&partition);
    let seconds = start.elapsed().as_secs_f64();
    let best = run(&problem, &GLOBAL, observer)?;
    let given = given(partition, Some(value), seconds);
    let mut report = match best.bound {
        Some(bound) => compare(instance, given, bound, options),
        None => {
            let mut report = Report::new(instance.clone());
            report.push(given);
            report
        }
    };
    report.push(best);
    Ok(report)
}

/// The row of the partition that the caller gave.
pub(super) fn given(partition: Partition, value: Option<Value>, seconds: f64) -> Solution {
    Solution { value, partition: Some(partition), seconds, ..Solution::empty(GIVEN, Status::Heuristic) }
}

/// A report with the given partition, `optimal` where its gap to the bound is within the options'.
pub(super) fn compare(instance: &Instance, mut given: Solution, bound: Bound, options: Options) -> Report {
    let mut report = Report::new(instance.clone());
    report.offer_bound(bound);
    // With the value's own error, which widens the bound that is shown.
    let mut trial = report.clone();
    trial.push(given.clone());
    if trial.rows().iter().any(|row| row.gap.is_some_and(|gap| gap <= options.gap)) {
        given.status = Status::Optimal;
    }
    report.push(given);
    report
}

/// The exact value, where it is a rational number small enough to compute and to print: exponential
/// cycle times and few workers.
fn exact_note(instance: &Instance, partition: &Partition) -> Option<String> {
    let law = instance.law().ok()?;
    let is_exponential = law.name == "shifted-exponential" && law.cycle_time.infimum() == 0.0;
    let exact = if is_exponential { rational::expected_runtime(partition.blocks()) } else { None };
    let note = exact.map(|fraction| format!("exactly {fraction} in units of kappa / rate"));
    note.filter(|note| note.len() <= LONGEST_NOTE)
}

fn runtime_problem(instance: &Instance, options: Options, observer: &Observer) -> Result<Problem, Error> {
    let problem = Problem::new(instance, options)?;
    Ok(match observer {
        Some(progress) => problem.with_progress(progress.clone()),
        None => problem,
    })
}

/// The bound of the relaxed optimum, which every row is compared with.
fn relaxed_bound(problem: &Problem, observer: &Observer) -> Bound {
    tell(observer, optimum::METHOD.name);
    let value = problem.scale() * problem.relaxed().bound;
    Bound { value, rigour: Rigour::Float, method: optimum::METHOD.name }
}

/// Runs a method and measures its time; a solver that fails leaves a row with the reason.
pub(super) fn run<P>(problem: &P, method: &Method<P>, observer: &Observer) -> Result<Solution, Error> {
    tell(observer, method.name);
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

/// Runs a method, unless it needs values where there are too many workers for one.
fn run_where_it_applies(problem: &Problem, method: &Method, observer: &Observer) -> Result<Solution, Error> {
    if problem.is_evaluable() || CLOSED_FORMS.contains(&method.name) {
        return run(problem, method, observer);
    }
    let reason = format!("partitions are evaluated up to N = {MAX_WORKERS} only");
    Ok(Solution::inapplicable(method.name, reason))
}

pub(super) fn tell(observer: &Observer, method: &'static str) {
    if let Some(progress) = observer {
        progress.tell(method, 0, 0);
    }
}
