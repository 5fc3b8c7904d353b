//! The certificate of a report: a partition, what it is worth, and what no partition is better than.

use serde_json::json;

use super::claims::{Apart, Claims};
use super::document::Certificate;
use super::error::CertificateError;
use super::majorants::Majorants;
use super::subject::Subject;
use super::{law_completion, law_runtime, trace_completion, trace_runtime};
use crate::error::Error;
use crate::instance::Stragglers;
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
    let (problem, partition) = (&problem, &partition);
    match problem.any_evaluator() {
        AnyEvaluator::LawRuntime(evaluator) => {
            law_runtime::claim(&mut claims, Subject { problem, evaluator, partition, value }, is_bounded)?
        }
        AnyEvaluator::LawCompletion(evaluator) => {
            law_completion::claim(
                &mut claims,
                Subject { problem, evaluator, partition, value },
                report,
                is_bounded,
            )?;
        }
        AnyEvaluator::TraceRuntime(evaluator) => {
            trace_runtime::claim(&mut claims, Subject { problem, evaluator, partition, value }, is_bounded)?
        }
        AnyEvaluator::TraceCompletion(evaluator) => {
            trace_completion::claim(
                &mut claims,
                Subject { problem, evaluator, partition, value },
                is_bounded,
            )?;
        }
        _ => return Err(CertificateError::Unsupported(NOT_PROPORTIONAL.to_owned()).into()),
    }
    Ok(claims)
}
