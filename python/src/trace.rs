//! Measured cycle times.

use std::path::PathBuf;

use bcgc::Presence;
use numpy::{PyArray2, PyReadonlyArray2};
use pyo3::prelude::*;

use crate::errors::{failed, raise};

/// Measured cycle times: a row a round, a column a worker.
#[pyclass(frozen, module = "bcgc._bcgc")]
#[derive(Debug)]
pub struct Trace(pub bcgc::Trace);

/// Whether there is a header: yes, no, or the file itself says it.
pub fn presence(header: Option<bool>) -> Presence {
    match header {
        None => Presence::Auto,
        Some(true) => Presence::Present,
        Some(false) => Presence::Absent,
    }
}

#[pymethods]
impl Trace {
    /// Of cycle times, or of overheads, which may be zero.
    #[new]
    fn new(
        rows: PyReadonlyArray2<'_, f64>,
        name: Option<String>,
        header: Option<String>,
        overheads: bool,
    ) -> PyResult<Self> {
        let rows = rows.as_array().rows().into_iter().map(|row| row.to_vec()).collect();
        let of = if overheads { bcgc::Trace::of_overheads } else { bcgc::Trace::new };
        let trace = of(rows).map_err(raise)?.with_header(header);
        Ok(Self(name.into_iter().fold(trace, bcgc::Trace::with_name)))
    }

    #[staticmethod]
    fn read(path: PathBuf, header: Option<bool>) -> PyResult<Self> {
        Ok(Self(bcgc::Trace::open(path, presence(header)).map_err(raise)?))
    }

    #[getter]
    fn name(&self) -> &str {
        self.0.path()
    }

    #[getter]
    fn header(&self) -> Option<&str> {
        self.0.header()
    }

    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        PyArray2::from_vec2(py, self.0.rows()).map_err(|_| failed("the rounds of a trace differ in length"))
    }
}
