//! Claims on the completion probability of a law.

use serde_json::json;

use super::boxes;
use super::claims::{Claims, NOT_OPTIMAL, NOT_WANTED, WIDTHS};
use super::decimal::{hint, rounded};
use super::error::CertificateError;
use super::subject::Subject;
use super::value::enclosures;
use crate::error::Error;
use crate::report::Report;
use crate::runtime::law_completion::LawCompletion;

/// Claims the value of a partition and, if bounds are wanted, an upper bound and, where it can be shown, that it is optimal.
pub fn claim(
    claims: &mut Claims,
    subject: Subject<LawCompletion>,
    report: &Report,
    is_bounded: bool,
) -> Result<(), Error> {
    claims.add(enclosures(subject.partition, subject.value, None))?;
    if !is_bounded {
        claims.omit("no upper bound", NOT_WANTED);
        return Ok(());
    }
    if let Err(reason) = tangent(claims, report).or_else(|_| boxes::upper_bound(claims, subject)) {
        claims.omit("no upper bound", reason);
    }
    if let Err(reason) = boxes::optimal(claims, subject) {
        claims.omit(NOT_OPTIMAL, reason);
    }
    Ok(())
}

/// What one tangent at a relaxed optimum proves of a probability.
fn tangent(claims: &mut Claims, report: &Report) -> Result<(), CertificateError> {
    // A tangent bounds real partitions: the bound of the method that found its point, not that over integers.
    let own =
        report.rows().iter().find_map(|row| Some((row.solution.relaxed.as_ref()?, row.solution.bound?)));
    let (relaxed, bound) = own.ok_or(CertificateError::Nothing)?;
    let point: Vec<String> =
        relaxed.coordinates(report.instance().system.coordinates).iter().map(|x| hint(*x)).collect();
    // No probability is above one: what says no more is no bound.
    let bounds = WIDTHS.map(|width| bound.value * (1.0 + width)).into_iter();
    let bounds = bounds.filter(|bound| bound.next_up() < 1.0).map(|bound| rounded(bound, true));
    let claim = bounds.map(
        |bound| json!({"claim": "upper-bound", "over": "reals", "bound": bound, "proof": {"tangent": point}}),
    );
    claims.add(claim)
}
