//! What is known of an encoding matrix.

use std::time::Duration;

use bcgc::encoding::{CheckOptions, CodeOptions, CodeReport};
use bcgc::methods::Clock;
use bcgc::{Cancel, encoding, on_threads};
use pyo3::prelude::*;

use crate::errors::{about, raise};
use crate::format::documents;
use crate::interrupt::interruptible;
use crate::matrix::Matrix;

fn checks(budget: u64, seed: u64, cancel: &Cancel) -> CheckOptions {
    let default = CheckOptions::default();
    let samples = usize::try_from(budget).unwrap_or(usize::MAX).min(default.samples);
    let clock = Clock::start(Duration::MAX, cancel.clone(), None);
    CheckOptions { budget, samples, seed, clock, ..default }
}

/// The verdict over all sets of workers: as a sentence, whether every one is known to decode, and whether one is known not
/// to.
#[pyfunction]
pub fn check(
    py: Python<'_>,
    matrix: &Bound<'_, Matrix>,
    budget: u64,
    seed: u64,
    threads: Option<usize>,
) -> PyResult<(String, bool, bool)> {
    let cancel = Cancel::default();
    let (matrix, options) = (matrix.get().0.clone(), checks(budget, seed, &cancel));
    let work = move || on_threads(threads, || encoding::check(&matrix, &options));
    let found = interruptible(py, &cancel, work)?.map_err(raise)?;
    Ok((found.to_string(), found.is_verified(), found.is_refuted()))
}

/// The report of `bcgc code`, in every format.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn code(
    py: Python<'_>,
    matrix: &Bound<'_, Matrix>,
    budget: u64,
    seed: u64,
    conditioning: Option<usize>,
    decode: Vec<Vec<usize>>,
    approximate: bool,
    approximation: Option<usize>,
    tolerance: Option<f64>,
    threads: Option<usize>,
) -> PyResult<Vec<(&'static str, String)>> {
    let cancel = Cancel::default();
    let matrix = matrix.get().0.clone();
    let affordable = CodeOptions::affordable_sets(matrix.workers());
    for set in &decode {
        encoding::check_workers(set, matrix.workers()).map_err(|error| about("decode", error))?;
    }
    let options = CodeOptions {
        check: checks(budget, seed, &cancel),
        conditioning_limit: conditioning.unwrap_or(affordable),
        decode,
        approximate,
        approximation_limit: approximation.unwrap_or(affordable),
        tolerance,
    };
    let work = move || on_threads(threads, || CodeReport::new(&matrix, &options));
    let report = interruptible(py, &cancel, work)?.map_err(raise)?;
    Ok(documents(|format| report.render(format)))
}
