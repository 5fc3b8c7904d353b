//! The certificate of a report: a partition, what it is worth, and what no partition is better than.

use serde_json::json;

use super::boxes;
use super::claims::{Apart, Claims, WIDTHS};
use super::decimal::{hint, rounded};
use super::document::Certificate;
use super::error::CertificateError;
use super::majorants::Majorants;
use super::runtime::{self, Subject};
use super::trace_completion;
use super::trace_runtime;
use super::value::enclosures;
use crate::error::Error;
use crate::instance::{Objective, Stragglers};
use crate::options::Options;
use crate::problem::Problem;
use crate::problem::any_evaluator::AnyEvaluator;
use crate::report::Report;
use crate::threads;

/// What the judge does not know.
const NOT_PROPORTIONAL: &str = "the judge knows cycle times that vary and times proportional to the load: neither an overhead nor constant ones";
/// Why there is none at all over a trace with `inf`.
const LOST: &str =
    "the times of the trace have inf, a worker that never returned, of which the judge knows nothing";

/// The certificate of the best partition of a report: that it is feasible, its value enclosed, a bound on all
/// partitions, and that it is optimal: over a trace at all, of a law to the gap of the options.
///
/// All of it takes at most the time limit of the options. What cannot be proved, or not by then, is left out and [`Certificate::left_out`] says why; a certificate without a value is none.
///
/// # Errors
/// When there is no partition, the judge does not know the law, or it does not accept the value.
pub fn certify(report: &Report, options: &Options) -> Result<Certificate, Error> {
    threads::on(options.threads, || certify_here(report, None, options))?
}

/// As [`certify`], of the partition in the row of a method; that of a report of [`evaluate`](crate::evaluate) is
/// `given`.
///
/// # Errors
/// As [`certify`], and where there is no such row.
pub fn certify_row(report: &Report, method: &str, options: &Options) -> Result<Certificate, Error> {
    threads::on(options.threads, || certify_here(report, Some(method), options))?
}

/// As [`certify_row`] of the best row or of a method's, within the pool that is there.
pub(crate) fn certify_here(
    report: &Report,
    method: Option<&str>,
    options: &Options,
) -> Result<Certificate, Error> {
    // A run that asked for no bound and found none has none to prove.
    let is_bounded = options.bound || report.bound().is_some();
    Ok(claims(report, method, options, is_bounded, None)?.certificate()?)
}

/// The claims on the partition of a row, or of the best one, as one document or apart.
pub(super) fn claims<'a>(
    report: &'a Report,
    method: Option<&str>,
    options: &Options,
    is_bounded: bool,
    apart: Option<Apart>,
) -> Result<Claims<'a>, Error> {
    let instance = report.instance();
    if !instance.overhead.is_none() || matches!(instance.stragglers, Stragglers::Constant(_)) {
        return Err(CertificateError::Unsupported(NOT_PROPORTIONAL.to_owned()).into());
    }
    let problem = Problem::new(instance, options)?;
    let wanted = report.rows().iter().filter(|row| method.is_none_or(|name| row.solution.method == name));
    let rows = wanted.filter_map(|row| Some((row.solution.partition.clone()?, row.solution.value?)));
    let (partition, value) = problem.best(rows).ok_or(CertificateError::Nothing)?;
    match &report.instance().stragglers {
        Stragglers::Law(law) => drop(Majorants::of(law)?),
        Stragglers::Trace(trace) if trace.rows().iter().flatten().any(|t| t.is_infinite()) => {
            return Err(CertificateError::Unsupported(LOST.to_owned()).into());
        }
        Stragglers::Trace(_) | Stragglers::Constant(_) => {}
    }
    let mut claims = Claims::new(report.instance(), problem.clock());
    claims = apart.into_iter().fold(claims, Claims::apart);
    claims.add([json!({"claim": "feasible", "partition": partition.blocks()})])?;
    match problem.any_evaluator() {
        AnyEvaluator::LawRuntime(evaluator) => {
            let subject = Subject { problem: &problem, evaluator, partition: &partition, value };
            runtime::claim(&mut claims, subject, is_bounded)?;
        }
        AnyEvaluator::LawCompletion(evaluator) => {
            claims.add(enclosures(&partition, value, None))?;
            match is_bounded {
                true => {
                    let subject =
                        boxes::Subject { problem: &problem, evaluator, partition: &partition, value };
                    bounds(&mut claims, report, subject);
                }
                false => claims.omit("no upper bound", runtime::NOT_WANTED),
            }
        }
        AnyEvaluator::TraceRuntime(evaluator) => {
            let subject =
                trace_runtime::Subject { problem: &problem, evaluator, partition: &partition, value };
            trace_runtime::claim(&mut claims, subject, is_bounded)?;
        }
        AnyEvaluator::TraceCompletion(evaluator) => {
            if let (Stragglers::Trace(trace), Objective::CompletionProbability { deadline }) =
                (&instance.stragglers, &instance.objective)
            {
                let subject = trace_completion::Subject {
                    problem: &problem,
                    evaluator,
                    trace,
                    partition: &partition,
                    value,
                };
                trace_completion::claim(&mut claims, &subject, *deadline, is_bounded)?;
            }
        }
        _ => return Err(CertificateError::Unsupported(NOT_PROPORTIONAL.to_owned()).into()),
    }
    Ok(claims)
}

/// What is proved of all partitions, and of those into integers.
fn bounds(claims: &mut Claims, report: &Report, subject: boxes::Subject) {
    if let Err(reason) = tangent(claims, report).or_else(|_| boxes::upper_bound(claims, subject)) {
        claims.omit("no upper bound", reason);
    }
    if let Err(reason) = boxes::optimal(claims, subject) {
        claims.omit("no proof that it is optimal", reason);
    }
}

/// What one tangent at a relaxed optimum proves of a probability.
fn tangent(claims: &mut Claims, report: &Report) -> Result<(), CertificateError> {
    // A tangent bounds real partitions: the bound of the method that found its point, not that over integers.
    let own =
        report.rows().iter().find_map(|row| Some((row.solution.relaxed.as_ref()?, row.solution.bound?)));
    let (relaxed, bound) = own.ok_or(CertificateError::Nothing)?;
    let point: Vec<String> =
        relaxed.coordinates(report.instance().system.coordinates).iter().map(|x| hint(*x)).collect();
    claims.add(WIDTHS.map(|width| {
        let bound = bound.value * (1.0 + width);
        // No probability is above one.
        let bound = if bound < 1.0 { rounded(bound, true) } else { "1".to_owned() };
        json!({"claim": "upper-bound", "over": "reals", "bound": bound, "proof": {"tangent": point}})
    }))
}
