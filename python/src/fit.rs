//! Laws fitted to measured times.

use std::time::Duration;

use bcgc::fit::{FitError, Settings, draw, fit as fit_laws, fit_loads};
use bcgc::methods::Clock;
use bcgc::{Cancel, Error};
use pyo3::prelude::*;

use crate::errors::{about, input, raise};
use crate::format::{documents, drawing};
use crate::interrupt::interruptible;
use crate::trace::Trace;

/// Laws fitted to traces.
#[pyclass(frozen, module = "bcgc._bcgc")]
#[derive(Debug)]
pub struct Fits(bcgc::fit::Fits);

#[pymethods]
impl Fits {
    /// The fits in every format, by its name.
    fn documents(&self) -> Vec<(&'static str, String)> {
        documents(|format| self.0.render(format))
    }

    /// An instance file with the best law.
    fn instance_file(&self) -> Option<String> {
        self.0.instance_file()
    }

    /// The measured survival function and the laws in a format of figures.
    fn draw(&self, name: &str) -> PyResult<Vec<u8>> {
        drawing(name, |format| draw(&self.0, format))
    }
}

/// Fits laws to traces; where they have loads, a cycle time and laws of the overhead.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn fit(
    py: Python<'_>,
    traces: Vec<PyRef<'_, Trace>>,
    loads: Option<Vec<f64>>,
    laws: Vec<String>,
    bootstrap: usize,
    seed: u64,
    time_limit: f64,
    threads: Option<usize>,
) -> PyResult<Fits> {
    let traces: Vec<_> = traces.iter().map(|trace| trace.0.clone()).collect();
    let cancel = Cancel::default();
    let limit = Duration::try_from_secs_f64(time_limit).unwrap_or(Duration::MAX);
    let settings = Settings::default()
        .with_laws(&laws)
        .with_bootstrap(bootstrap)
        .with_seed(seed)
        .with_clock(Clock::start(limit, cancel.clone(), None));
    let settings = threads.into_iter().fold(settings, Settings::with_threads);
    let work = move || match loads {
        None => fit_laws(&traces, &settings),
        Some(loads) => fit_loads(&loads.into_iter().zip(traces).collect::<Vec<_>>(), &settings),
    };
    Ok(Fits(interruptible(py, &cancel, work)?.map_err(refused)?))
}

fn refused(error: FitError) -> PyErr {
    match error {
        FitError::Law(error) => raise(Error::from(error)),
        FitError::Trace(error) => raise(Error::from(error)),
        FitError::Loads { .. } => about("loads", error),
        error => input(error),
    }
}
