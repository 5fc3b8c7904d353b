//! Solving, and reports.

use bcgc::methods::METHODS;
use bcgc::{Cancel, Options};
use pyo3::prelude::*;

use crate::errors::raise;
use crate::format::{documents, format};
use crate::instance::Instance;
use crate::interrupt::interruptible;
use crate::observer::Observer;

/// Names of the methods and where they come from, in the order of the output.
pub fn methods() -> Vec<(&'static str, &'static str)> {
    METHODS
        .iter()
        .map(|method| (method.name, method.answers.first().map_or("", |answer| answer.source)))
        .collect()
}

/// A report as Rust has it.
#[pyclass(frozen, module = "bcgc._bcgc")]
#[derive(Debug)]
pub struct Report(pub bcgc::Report);

#[pymethods]
impl Report {
    /// The report in every format, by its name.
    fn documents(&self) -> Vec<(&'static str, String)> {
        documents(|format| self.0.render(format))
    }

    fn render(&self, name: &str) -> PyResult<String> {
        Ok(self.0.render(format(name)?))
    }
}

/// What every run takes.
#[allow(clippy::too_many_arguments)]
pub fn options(
    methods: Vec<String>,
    gap: Option<f64>,
    complement_gap: Option<f64>,
    time_limit: f64,
    bound: bool,
    seed: u64,
    threads: Option<usize>,
) -> Options {
    let mut options = Options::default().with_methods(methods).with_time_limit(time_limit).with_seed(seed);
    (options.gap, options.complement_gap, options.bound, options.threads) =
        (gap, complement_gap, bound, threads);
    options
}

/// Runs `work` with options that Ctrl-C and the callback cancel.
pub fn observed(
    py: Python<'_>,
    options: Options,
    callback: Option<Py<PyAny>>,
    work: impl FnOnce(&Options) -> Result<bcgc::Report, bcgc::Error> + Send + 'static,
) -> PyResult<Report> {
    let cancel = Cancel::default();
    let observer = callback.map(|callback| Observer::new(callback, &cancel));
    let mut options = options.with_cancel(cancel.clone());
    options.progress = observer.as_ref().map(Observer::progress);
    let report = interruptible(py, &cancel, move || work(&options));
    let raised = observer.map_or(Ok(()), |observer| observer.close(py));
    let report = report?;
    raised?;
    Ok(Report(report.map_err(raise)?))
}

/// Runs methods on an instance.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn solve(
    py: Python<'_>,
    instance: &Bound<'_, Instance>,
    methods: Vec<String>,
    gap: Option<f64>,
    complement_gap: Option<f64>,
    time_limit: f64,
    bound: bool,
    seed: u64,
    threads: Option<usize>,
    callback: Option<Py<PyAny>>,
) -> PyResult<Report> {
    let instance = instance.get().inner().clone();
    let options = options(methods, gap, complement_gap, time_limit, bound, seed, threads);
    observed(py, options, callback, move |options| bcgc::solve(&instance, options))
}
