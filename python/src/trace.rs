//! Measured cycle times.

use std::path::Path;

use bcgc::{Manner, Quantity, Reading, TraceError};
use numpy::{PyArray2, PyReadonlyArray2};
use pyo3::prelude::*;

use crate::errors::{about, failed, input, raise};

/// Measured cycle times: a row a round, a column a worker.
#[pyclass(frozen, module = "bcgc._bcgc")]
#[derive(Debug)]
pub struct Trace(pub bcgc::Trace);

#[pymethods]
impl Trace {
    /// Of cycle times, or of overheads, which may be zero; how its files were read as JSON.
    #[new]
    fn new(
        rows: PyReadonlyArray2<'_, f64>,
        name: Option<String>,
        origin: Option<&str>,
        overheads: bool,
    ) -> PyResult<Self> {
        let rows = rows.as_array().rows().into_iter().map(|row| row.to_vec()).collect();
        let of = if overheads { bcgc::Trace::of_overheads } else { bcgc::Trace::new };
        let trace = of(rows).map_err(raise)?;
        let origin = origin.map(serde_json::from_str).transpose().map_err(input)?;
        let trace = origin.into_iter().fold(trace, bcgc::Trace::with_origin);
        Ok(Self(name.into_iter().fold(trace, bcgc::Trace::with_name)))
    }

    /// A table of cycle times, or of overheads, read as JSON says.
    #[staticmethod]
    fn read(path: &str, reading: &str, overheads: bool) -> PyResult<Self> {
        let reading: Reading = serde_json::from_str(reading).map_err(input)?;
        let quantity = if overheads { Quantity::Overheads } else { Quantity::CycleTimes };
        let trace = bcgc::Trace::read_as(path, Path::new(""), None, &reading, quantity);
        trace.map(Self).map_err(|error| match error {
            TraceError::Unreadable { .. } => raise(error),
            // What instance files call keys are arguments here.
            error => input(error.told(Manner::Arguments)),
        })
    }

    /// Overheads and cycle times of rounds in which every worker had several loads.
    #[staticmethod]
    fn of_loads(loads: Vec<f64>, traces: Vec<PyRef<'_, Trace>>) -> PyResult<(Self, Self)> {
        let traces = traces.iter().map(|trace| trace.0.clone());
        let files: Vec<(f64, bcgc::Trace)> = loads.into_iter().zip(traces).collect();
        let (overheads, times) = bcgc::Trace::of_loads(&files).map_err(|error| match error {
            TraceError::Loads { .. } | TraceError::Line { .. } | TraceError::Unpaired { .. } => {
                about("loads", error)
            }
            error => raise(error),
        })?;
        Ok((Self(overheads), Self(times)))
    }

    #[getter]
    fn name(&self) -> &str {
        self.0.path()
    }

    /// How its files were read, as JSON.
    #[getter]
    fn origin(&self) -> PyResult<String> {
        serde_json::to_string(self.0.origin()).map_err(|error| failed(&error.to_string()))
    }

    #[getter]
    fn dropped(&self) -> usize {
        self.0.dropped()
    }

    #[getter]
    fn header(&self) -> Option<&str> {
        self.0.header()
    }

    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        PyArray2::from_vec2(py, self.0.rows()).map_err(|_| failed("the rounds of a trace differ in length"))
    }
}
