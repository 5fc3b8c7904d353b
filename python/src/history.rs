//! Histories of iterative methods.

use pyo3::prelude::*;

use crate::format::drawing;

/// What the methods of a run told of their iterations.
#[pyclass(frozen, module = "bcgc._bcgc")]
#[derive(Debug)]
pub struct History {
    pub record: bcgc::History,
    instance: bcgc::Instance,
}

impl History {
    /// An empty one of a run on an instance.
    pub fn new(instance: &bcgc::Instance) -> Self {
        Self { record: bcgc::History::default(), instance: instance.clone() }
    }
}

#[pymethods]
impl History {
    /// As JSON and CSV.
    fn documents(&self) -> Vec<(&'static str, String)> {
        vec![("json", self.record.json(&self.instance)), ("csv", self.record.csv())]
    }

    /// Values against iterations in a format of figures.
    fn draw(&self, name: &str) -> PyResult<Vec<u8>> {
        drawing(name, |format| self.record.draw(&self.instance, format))
    }
}
