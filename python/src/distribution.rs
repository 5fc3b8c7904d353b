//! The distribution of the runtime of a partition.

use bcgc::{Cancel, Options, Question};
use numpy::PyReadonlyArray1;
use pyo3::prelude::*;

use crate::arrays;
use crate::errors::raise;
use crate::format::{documents, drawing};
use crate::instance::Instance;
use crate::interrupt::interruptible;

/// Probabilities of deadlines, then deadlines of quantiles.
#[pyclass(frozen, module = "bcgc._bcgc")]
#[derive(Debug)]
pub struct Distribution(bcgc::Distribution);

#[pymethods]
impl Distribution {
    /// The points in every format, by its name.
    fn documents(&self) -> Vec<(&'static str, String)> {
        documents(|format| self.0.render(format))
    }

    /// The probabilities against the deadlines in a format of figures.
    fn draw(&self, name: &str) -> PyResult<Vec<u8>> {
        drawing(name, |format| self.0.draw(format))
    }
}

/// Answers questions about the distribution of the runtime.
#[pyfunction]
pub fn distribution(
    py: Python<'_>,
    instance: &Bound<'_, Instance>,
    partition: PyReadonlyArray1<'_, i64>,
    deadlines: Vec<f64>,
    quantiles: Vec<f64>,
    time_limit: f64,
    threads: Option<usize>,
) -> PyResult<Distribution> {
    let instance = instance.get().inner().clone();
    let partition = arrays::partition(partition.as_array(), &instance.system).map_err(raise)?;
    let asked =
        deadlines.into_iter().map(Question::Deadline).chain(quantiles.into_iter().map(Question::Quantile));
    let asked: Vec<Question> = asked.collect();
    let cancel = Cancel::default();
    let mut options = Options::default().with_time_limit(time_limit).with_cancel(cancel.clone());
    options.threads = threads;
    let work = move || bcgc::distribution(&instance, &partition, &asked, &options);
    Ok(Distribution(interruptible(py, &cancel, work)?.map_err(raise)?))
}
