//! Several methods on one instance, compared with the best bound.

use super::gain;
use super::methods;
use super::outlook;
use super::run::in_turn;
use super::samples;
use super::shortfall;
use super::spare;
use crate::certificate::prove;
use crate::error::Error;
use crate::instance::Instance;
use crate::options::{Options, Split};
use crate::problem::Problem;
use crate::relaxed::optimum as relaxed;
use crate::report::rows::Report;
use crate::solution::Status;
use crate::threads;

/// Runs methods in turn, those named in the options or all of the instance's objective, measures their time and
/// compares them with the best bound.
///
/// A solver that fails leaves a row with the reason instead of taking the other rows with it. Once the options are
/// cancelled, the method that runs returns what it has and no other is begun: the report says so.
///
/// ```
/// use bcgc::{ExpectedRuntime, Instance, Options, ShiftedExponential, System, solve};
///
/// let system = System::new(4, 20)?;
/// let instance = Instance::new(system, ShiftedExponential::new(1.0, 0.0)?, ExpectedRuntime)?;
/// let report = solve(&instance, &Options::default().with_methods(["exact", "mean-time"]))?;
/// let best = &report.rows()[0];
/// assert_eq!(best.solution.partition.as_ref().map(|x| x.blocks()), Some(&[3, 1, 2, 14][..]));
/// # Ok::<(), bcgc::Error>(())
/// ```
///
/// # Errors
/// When a name is unknown, or the instance has no finite optimum or leaves double precision.
pub fn solve(instance: &Instance, options: &Options) -> Result<Report, Error> {
    threads::on(options.threads, || Ok(prove::proved(on_this_pool(instance, options)?, options)))?
}

fn on_this_pool(instance: &Instance, options: &Options) -> Result<Report, Error> {
    let Some(split) = options.split else {
        let mut report = on_all_rounds(instance, options)?;
        samples::remark(&mut report)?;
        return Ok(report);
    };
    let parts = samples::parts(instance, split)?;
    let kept = match (split, parts.as_slice()) {
        (Split::Holdout(_), [part]) => instance.without_rounds(part.clone())?,
        _ => instance.clone(),
    };
    let mut report = on_all_rounds(&kept, options)?;
    samples::remark(&mut report)?;
    let mut outside: Vec<Option<Vec<f64>>> = vec![Some(Vec::new()); report.rows().len()];
    for part in &parts {
        let found = match split {
            Split::Holdout(_) => report.clone(),
            // A bound serves nobody here.
            Split::Folds(_) => {
                on_all_rounds(&instance.without_rounds(part.clone())?, &options.clone().without_bound())?
            }
        };
        let held = instance.of_rounds(part.clone())?;
        let counts = samples::counts(&held, &found)?.unwrap_or_default();
        for (all, counts) in outside.iter_mut().zip(counts) {
            match (all.as_mut(), counts) {
                (Some(all), Some(counts)) => all.extend(counts),
                _ => *all = None,
            }
        }
        outside.resize(report.rows().len(), None);
    }
    let rounds: usize = parts.iter().map(ExactSizeIterator::len).sum();
    let words = match split {
        Split::Holdout(_) if rounds == 1 => "the last round, after those that were optimised".to_owned(),
        Split::Holdout(_) => format!("the last {rounds} rounds, after those that were optimised"),
        Split::Folds(folds) => {
            format!("{rounds} rounds, each with the methods run on the other of {folds} parts")
        }
    };
    let sampled = samples::sampled(&outside, report.is_minimum());
    report.hold_out(words, sampled);
    Ok(report)
}

/// Compares with the bound of the relaxed optimum, if that is wanted and there is one.
fn offer_bound(problem: &Problem, report: &mut Report) {
    problem.clock().tell(relaxed::METHOD.name, 0, 0);
    if let Some(bound) = problem.options().bound.then(|| relaxed::bound(problem)).flatten() {
        report.offer_bound(bound);
    }
}

fn on_all_rounds(instance: &Instance, options: &Options) -> Result<Report, Error> {
    let methods = methods::select(instance.objective, &options.methods)?;
    let problem = Problem::new(instance, options)?;
    let mut report = Report::new(instance.clone())
        .with_tolerance(problem.tolerance())
        .with_verdict(problem.verdict())
        .with_uncoded(gain::uncoded(&problem));
    // Methods for runtimes start from the relaxed optimum; those for deadlines may find a bound that needs no other.
    if report.is_minimum() {
        offer_bound(&problem, &mut report);
    }
    for method in methods {
        let left_out = spare::left_out(&problem, method, &report);
        report.push(left_out.map_or_else(|| in_turn(&problem, method), Ok)?);
    }
    let is_closed = report.bound().is_some_and(|bound| bound.status == Status::Optimal);
    if !report.is_minimum() && !is_closed && !options.cancel.is_cancelled() {
        offer_bound(&problem, &mut report);
    }
    shortfall::remark(&mut report);
    if options.cancel.is_cancelled() {
        return Ok(report.with_interruption(true));
    }
    let verdict = problem.verdict().or_else(|| outlook::verdict(&problem, &report));
    Ok(report.with_verdict(verdict))
}
