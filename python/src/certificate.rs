//! Certificates and their judge.

use std::path::PathBuf;
use std::time::Duration;

use bcgc::certificate::{self, Certificate};
use bcgc::{Cancel, Error, Options};
use bcgc_verify::{Accepted, Clock, Kind, Refusal};
use pyo3::prelude::*;

use crate::errors::raise;
use crate::interrupt::interruptible;
use crate::matrix::Matrix;
use crate::solve::Report;

/// The document, what it proves, what could not be proved, and how long its judge took in seconds.
type Written = (String, Vec<String>, Vec<String>, f64);

fn written(certificate: &Certificate) -> Written {
    let texts = |texts: &[String]| texts.to_vec();
    (
        certificate.text().to_owned(),
        texts(certificate.claims()),
        texts(certificate.left_out()),
        certificate.seconds(),
    )
}

/// Certifies the best row of a report, or that of a method.
#[pyfunction]
pub fn certify(
    py: Python<'_>,
    report: &Bound<'_, Report>,
    method: Option<String>,
    time_limit: f64,
    threads: Option<usize>,
) -> PyResult<Written> {
    let report = report.get().0.clone();
    let cancel = Cancel::default();
    let mut options = Options::default().with_time_limit(time_limit).with_cancel(cancel.clone());
    options.threads = threads;
    let work = move || match method {
        None => certificate::certify(&report, &options),
        Some(method) => certificate::certify_row(&report, &method, &options),
    };
    Ok(written(&interruptible(py, &cancel, work)?.map_err(raise)?))
}

/// Certifies that an encoding matrix decodes.
#[pyfunction]
pub fn certify_matrix(py: Python<'_>, matrix: &Bound<'_, Matrix>) -> PyResult<Written> {
    let matrix = matrix.get().0.clone();
    let work = move || certificate::certify_matrix(&matrix).map_err(Error::from);
    Ok(written(&interruptible(py, &Cancel::default(), work)?.map_err(raise)?))
}

/// The proof of an integer optimum that a document has, as VIPR.
#[pyfunction]
pub fn vipr(py: Python<'_>, document: String) -> PyResult<String> {
    let work = move || certificate::vipr(&document).map_err(Error::from);
    interruptible(py, &Cancel::default(), work)?.map_err(raise)
}

/// The kind of the verdict, what is proved and of what, and of a refusal the place and the reason.
type Judged = (&'static str, Vec<String>, Vec<String>, String, String);

fn judged(judgement: Result<Accepted, Refusal>) -> Judged {
    match judgement {
        Ok(accepted) => ("accepted", accepted.claims, accepted.subject, String::new(), String::new()),
        Err(Refusal { kind, pointer, reason }) => {
            let kind = match kind {
                Kind::NotACertificate => "not-a-certificate",
                Kind::Rejected => "rejected",
                Kind::Unverified => "unverified",
            };
            (kind, Vec::new(), Vec::new(), pointer, reason)
        }
    }
}

fn clock(seconds: f64) -> Clock {
    Clock::start(Duration::try_from_secs_f64(seconds).ok())
}

/// Judges a document; files that it names are looked for in `folder`, or refused.
#[pyfunction]
pub fn verify(
    py: Python<'_>,
    document: Vec<u8>,
    folder: Option<PathBuf>,
    time_limit: f64,
) -> PyResult<Judged> {
    let work = move || bcgc_verify::judge(&document, folder.as_deref(), &clock(time_limit).on_all_cores());
    Ok(judged(interruptible(py, &Cancel::default(), work)?))
}

/// Judges the document in a file.
#[pyfunction]
pub fn verify_file(py: Python<'_>, path: PathBuf, time_limit: f64) -> PyResult<Judged> {
    let work = move || bcgc_verify::judge_file(&path, &clock(time_limit));
    Ok(judged(interruptible(py, &Cancel::default(), work)?))
}
