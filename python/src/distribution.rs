//! The distribution of the runtime of a partition.

use bcgc::{Cancel, Options, Question};
use numpy::PyReadonlyArray1;
use pyo3::prelude::*;

use crate::arrays;
use crate::errors::raise;
use crate::format::documents;
use crate::instance::Instance;
use crate::interrupt::interruptible;

/// Probabilities of deadlines, then deadlines of quantiles, in every format.
#[pyfunction]
pub fn distribution(
    py: Python<'_>,
    instance: &Bound<'_, Instance>,
    partition: PyReadonlyArray1<'_, i64>,
    deadlines: Vec<f64>,
    quantiles: Vec<f64>,
    time_limit: f64,
    threads: Option<usize>,
) -> PyResult<Vec<(&'static str, String)>> {
    let instance = instance.get().inner().clone();
    let partition = arrays::partition(partition.as_array(), &instance.system).map_err(raise)?;
    let asked =
        deadlines.into_iter().map(Question::Deadline).chain(quantiles.into_iter().map(Question::Quantile));
    let asked: Vec<Question> = asked.collect();
    let cancel = Cancel::default();
    let mut options = Options::default().with_time_limit(time_limit).with_cancel(cancel.clone());
    options.threads = threads;
    let work = move || bcgc::distribution(&instance, &partition, &asked, &options);
    let found = interruptible(py, &cancel, work)?.map_err(raise)?;
    Ok(documents(|format| found.render(format)))
}
