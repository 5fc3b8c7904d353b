//! Laws fitted to measured times.

use std::time::Duration;

use bcgc::fit::{FitError, Settings, draw, fit as fit_laws};
use bcgc::methods::Clock;
use bcgc::{Cancel, Error, FigureFormat};
use pyo3::prelude::*;

use crate::errors::{input, raise};
use crate::format::{documents, text};
use crate::interrupt::interruptible;
use crate::trace::Trace;

/// The fits in every format, an instance file with the best law, and the figure (SVG).
type Fitted = (Vec<(&'static str, String)>, Option<String>, String);

/// Fits laws to traces.
#[pyfunction]
pub fn fit(
    py: Python<'_>,
    traces: Vec<PyRef<'_, Trace>>,
    laws: Vec<String>,
    bootstrap: usize,
    seed: u64,
    time_limit: f64,
    threads: Option<usize>,
) -> PyResult<Fitted> {
    let traces: Vec<_> = traces.iter().map(|trace| trace.0.clone()).collect();
    let cancel = Cancel::default();
    let limit = Duration::try_from_secs_f64(time_limit).unwrap_or(Duration::MAX);
    let settings = Settings::default()
        .with_laws(&laws)
        .with_bootstrap(bootstrap)
        .with_seed(seed)
        .with_clock(Clock::start(limit, cancel.clone(), None));
    let settings = threads.into_iter().fold(settings, Settings::with_threads);
    let fits = interruptible(py, &cancel, move || fit_laws(&traces, &settings))?.map_err(refused)?;
    let drawing = text(draw(&fits, FigureFormat::Svg))?;
    Ok((documents(|format| fits.render(format)), fits.instance_file(), drawing))
}

fn refused(error: FitError) -> PyErr {
    match error {
        FitError::Law(error) => raise(Error::from(error)),
        FitError::Trace(error) => raise(Error::from(error)),
        error => input(error),
    }
}
