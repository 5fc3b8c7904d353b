//! One partition beside the relaxed optimum.

use std::time::{Duration, Instant};

use super::gain;
use super::outlook;
use super::run::in_turn;
use crate::clock::Clock;
use crate::error::Error;
use crate::exact::global_optimum;
use crate::gap::Tolerance;
use crate::instance::Instance;
use crate::options::Options;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::problem::any_evaluator::AnyEvaluator;
use crate::relaxed::optimum as relaxed;
use crate::report::number::fraction;
use crate::report::rows::{Report, Row};
use crate::runtime::rational;
use crate::solution::{Exact, Solution, Status};
use crate::threads;
use crate::verdict::Verdict;

/// The name of the row of a partition that the caller gave.
pub const GIVEN: &str = "given";

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
    threads::on(options.threads, || on_this_pool(instance, partition, options))?
}

fn on_this_pool(instance: &Instance, partition: &Partition, options: &Options) -> Result<Report, Error> {
    let system = &instance.system;
    let partition = Partition::new(partition.blocks().to_vec(), system.workers, system.coordinates)?;
    let problem = Problem::new(instance, options)?;
    problem.check_evaluable()?;
    let given = given(&problem, partition);
    let mut report =
        Report::new(instance.clone()).with_verdict(problem.verdict()).with_uncoded(gain::uncoded(&problem));
    if !options.bound {
        report.push(judged(&report, given, problem.tolerance()));
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
    report.push(judged(&report, given, problem.tolerance()));
    report.push(best);
    if options.cancel.is_cancelled() {
        return Ok(report.with_interruption(true));
    }
    let verdict = problem.verdict().or_else(|| outlook::verdict(&problem, &report));
    Ok(report.with_verdict(verdict))
}

/// The row of the partition.
fn given(problem: &Problem, partition: Partition) -> Solution {
    let start = Instant::now();
    let clock = Clock::start(Duration::MAX, problem.options().cancel.clone(), None);
    let value = problem.evaluator().partition_value_in_time(&partition, &clock);
    let seconds = start.elapsed().as_secs_f64();
    let exact = exact(problem, &partition);
    let spelled = |Exact { value, unit }: &Exact| format!("exactly {} in units of {unit}", fraction(value));
    let infinite = problem.evaluator().infinite_at(&partition.shares());
    let cancelled = || (value.is_none() && clock.is_over()).then(|| "no value: interrupted".to_owned());
    let note = infinite.or_else(|| exact.as_ref().map(spelled)).or_else(cancelled);
    let partition = Some(partition);
    Solution { value, partition, seconds, exact, note, ..Solution::empty(GIVEN, Status::Heuristic) }
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
