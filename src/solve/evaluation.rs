//! One partition, or coding parameters in their order, beside the relaxed optimum.

use std::time::{Duration, Instant};

use super::gain;
use super::outlook;
use super::run::in_turn;
use super::samples;
use crate::certificate::prove;
use crate::clock::Clock;
use crate::coding_parameters::CodingParameters;
use crate::error::Error;
use crate::exact::global_optimum;
use crate::gap::Tolerance;
use crate::instance::Instance;
use crate::options::Options;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::problem::any_evaluator::AnyEvaluator;
use crate::relaxed::optimum as relaxed;
use crate::report::number::{fraction, significant};
use crate::report::row::Row;
pub use crate::report::rows::GIVEN;
use crate::report::rows::Report;
use crate::runtime::rational;
use crate::solution::{Exact, Solution, Status, Value};
use crate::threads;
use crate::verdict::Verdict;

/// The name of the row of the partition that given coding parameters are once they are sorted.
pub const SORTED: &str = "sorted";

/// Said of a value that cancellation came before.
const INTERRUPTED: &str = "no value: interrupted";
/// A smaller share is none.
const EQUAL: f64 = 1e-9;

/// The value of a given partition, its gap to the bound, and the relaxed optimum beside it.
///
/// The partition is `optimal` where its gaps are at most those in the options, `infeasible` where none can meet the
/// deadline. The value takes the time that it takes, unless it is cancelled; the time limit is for the bound.
/// [`Options::without_bound`] gives the value alone. A partition whose expected runtime is infinite has no value, and
/// its note says why.
///
/// ```
/// use bcgc::{ExpectedRuntime, Instance, Options, Partition, ShiftedExponential, System, evaluate};
///
/// let system = System::new(4, 20)?;
/// let instance = Instance::new(system, ShiftedExponential::new(1.0, 0.0)?, ExpectedRuntime)?;
/// let report = evaluate(&instance, &Partition::new(vec![4, 2, 2, 12], 4, 20)?, &Options::default())?;
/// assert!(report.rows()[0].gap.is_some_and(|gap| gap < 0.02), "within two per cent of the optimum");
/// # Ok::<(), bcgc::Error>(())
/// ```
///
/// # Errors
/// When the instance is refused as by [`solve`](super::solve), or the partition does not fit it.
pub fn evaluate(instance: &Instance, partition: &Partition, options: &Options) -> Result<Report, Error> {
    threads::on(options.threads, || Ok(prove::proved(on_this_pool(instance, partition, options)?, options)))?
}

/// The value of coding parameters `s_1, ..., s_L` computed in the order given, and of the partition that they are once
/// sorted, beside the relaxed optimum.
///
/// The row `given` has a value and no partition: its blocks are no contiguous ranges. The row `sorted` has the partition;
/// it is at least as good for every outcome of the cycle times ([WCLZX23], Theorem 1), and the note of `given` says by how
/// much. Bounds on partitions are therefore bounds on both.
///
/// ```
/// use bcgc::{CodingParameters, ExpectedRuntime, Instance, Options, ShiftedExponential, System};
/// use bcgc::evaluate_coding_parameters;
///
/// let instance = Instance::new(System::new(2, 2)?, ShiftedExponential::new(1.0, 0.0)?, ExpectedRuntime)?;
/// // First the coordinate that either worker may deliver, then the one that needs both: 3 T_(2), against max(T_(2), 3 T_(1)).
/// let given = CodingParameters::new(vec![1, 0], 2, 2)?;
/// let report = evaluate_coding_parameters(&instance, &given, &Options::default())?;
/// let values: Vec<f64> = report.rows().iter().filter_map(|row| Some(row.solution.value?.value)).collect();
/// assert!((values[0] - 4.5).abs() < 1e-9 && (values[1] - 2.0).abs() < 1e-9, "{values:?}");
/// # Ok::<(), bcgc::Error>(())
/// ```
///
/// # Errors
/// When the instance is refused as by [`solve`](super::solve), or the parameters do not fit it.
///
/// [WCLZX23]: https://arxiv.org/abs/2206.02450
pub fn evaluate_coding_parameters(
    instance: &Instance,
    parameters: &CodingParameters,
    options: &Options,
) -> Result<Report, Error> {
    let system = &instance.system;
    let parameters =
        CodingParameters::new(parameters.as_slice().to_vec(), system.workers, system.coordinates)?;
    threads::on(options.threads, || {
        let report = beside_the_optimum(instance, options, |problem| {
            let sorted = of_partition(problem, SORTED, parameters.partition());
            vec![in_order(problem, &parameters, &sorted), sorted]
        })?;
        Ok(prove::proved(report, options))
    })?
}

fn on_this_pool(instance: &Instance, partition: &Partition, options: &Options) -> Result<Report, Error> {
    let system = &instance.system;
    let partition = Partition::new(partition.blocks().to_vec(), system.workers, system.coordinates)?;
    beside_the_optimum(instance, options, |problem| vec![of_partition(problem, GIVEN, partition)])
}

/// Rows of what was given, and the relaxed optimum with its bound.
fn beside_the_optimum(
    instance: &Instance,
    options: &Options,
    given: impl FnOnce(&Problem) -> Vec<Solution>,
) -> Result<Report, Error> {
    let problem = Problem::new(instance, options)?;
    problem.check_evaluable()?;
    let given = given(&problem);
    let mut report = Report::new(instance.clone())
        .with_tolerance(problem.tolerance())
        .with_verdict(problem.verdict())
        .with_uncoded(gain::uncoded(&problem));
    if !options.bound {
        push_judged(&mut report, given, problem.tolerance());
        samples::remark(&mut report)?;
        return Ok(report.with_interruption(options.cancel.is_cancelled()));
    }
    // For the completion probability of a law only the global search has a bound that always comes.
    let best = match problem.any_evaluator() {
        AnyEvaluator::LawCompletion(_) => in_turn(&problem, &global_optimum::METHOD)?,
        _ => in_turn(&problem, &relaxed::METHOD)?,
    };
    if let Some(bound) = relaxed::bound(&problem).or(best.bound) {
        report.offer_bound(bound);
    }
    push_judged(&mut report, given, problem.tolerance());
    report.push(best);
    samples::remark(&mut report)?;
    if options.cancel.is_cancelled() {
        return Ok(report.with_interruption(true));
    }
    let verdict = problem.verdict().or_else(|| outlook::verdict(&problem, &report));
    Ok(report.with_verdict(verdict))
}

fn push_judged(report: &mut Report, given: Vec<Solution>, tolerance: Tolerance) {
    for row in given {
        let row = judged(report, row, tolerance);
        report.push(row);
    }
}

/// The row of coding parameters in their order, with a note on what sorting them gains.
fn in_order(problem: &Problem, parameters: &CodingParameters, sorted: &Solution) -> Solution {
    let start = Instant::now();
    let clock = Clock::start(Duration::MAX, problem.options().cancel.clone(), None);
    let value = match sorted.value {
        // The same loads: the same digits.
        Some(value) if parameters.is_ascending() => Some(value),
        _ => problem.evaluator().value_of_order(parameters, &clock),
    };
    let seconds = start.elapsed().as_secs_f64();
    let infinite = problem.evaluator().infinite_at(&parameters.shares());
    let note = infinite.or_else(|| match (value, sorted.value) {
        (Some(_), Some(_)) if parameters.is_ascending() => Some("in ascending order already".to_owned()),
        (Some(value), Some(sorted)) => Some(gain_of_sorting(value, sorted)),
        _ => clock.is_over().then(|| INTERRUPTED.to_owned()),
    });
    Solution { value, seconds, note, ..Solution::empty(GIVEN, Status::Heuristic) }
}

/// What ascending order gains over another order of the same coding parameters.
fn gain_of_sorting(given: Value, sorted: Value) -> String {
    let (before, after, what) = match (given.complement, sorted.complement) {
        (Some(before), Some(after)) => (before, after, "missed deadlines"),
        _ => (given.value, sorted.value, "time"),
    };
    let saved = 1.0 - after / before;
    // Both may be zero.
    if saved.is_nan() || saved < EQUAL {
        return "sorting them gains nothing".to_owned();
    }
    format!("sorting them saves {} % of the {what}", significant(100.0 * saved, 3))
}

/// The row of a partition.
fn of_partition(problem: &Problem, name: &'static str, partition: Partition) -> Solution {
    let start = Instant::now();
    let clock = Clock::start(Duration::MAX, problem.options().cancel.clone(), None);
    let value = problem.evaluator().partition_value_in_time(&partition, &clock);
    let seconds = start.elapsed().as_secs_f64();
    let exact = exact(problem, &partition);
    let spelled = |Exact { value, unit }: &Exact| format!("exactly {} in units of {unit}", fraction(value));
    let infinite = problem.evaluator().infinite_at(&partition.shares());
    let cancelled = || (value.is_none() && clock.is_over()).then(|| INTERRUPTED.to_owned());
    let note = infinite.or_else(|| exact.as_ref().map(spelled)).or_else(cancelled);
    let partition = Some(partition);
    Solution { value, partition, seconds, exact, note, ..Solution::empty(name, Status::Heuristic) }
}

/// The row as `optimal` where its gaps to the report's bound are within those asked for, with the value's own error,
/// which widens the bound that is shown.
fn judged(report: &Report, given: Solution, tolerance: Tolerance) -> Solution {
    if matches!(report.verdict(), Some(Verdict::Impossible { .. })) {
        return Solution { status: Status::Infeasible, ..given };
    }
    let mut trial = report.clone();
    trial.push(given.clone());
    let is_closed = |row: &Row| {
        let within = |gap: Option<f64>, most: f64| gap.is_some_and(|gap| gap <= most);
        within(row.gap, tolerance.gap)
            && (trial.is_minimum() || within(row.complement_gap, tolerance.complement))
    };
    let status = if trial.rows().iter().any(is_closed) { Status::Optimal } else { given.status };
    Solution { status, ..given }
}

/// The exact value, where it is a rational number small enough to compute: exponential cycle times and few workers.
fn exact(problem: &Problem, partition: &Partition) -> Option<Exact> {
    let AnyEvaluator::LawRuntime(_) = problem.any_evaluator() else { return None };
    if !problem.instance().overhead.is_none() {
        return None;
    }
    let law = problem.instance().law().ok()?;
    let is_exponential = law.name() == "shifted-exponential" && law.cycle_time().infimum() == 0.0;
    let exact = if is_exponential { rational::expected_runtime(partition.blocks()) } else { None };
    exact.map(|fraction| Exact { value: fraction.to_string(), unit: "kappa / rate" })
}
