//! Laws of the cycle time.

use std::collections::BTreeMap;

use bcgc::{CycleTime, MomentsError, ParameterValue};
use numpy::{PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::errors::{about, raise};

/// A law of the list.
#[pyclass(frozen, module = "bcgc._bcgc")]
#[derive(Debug)]
pub struct Law(pub bcgc::Law);

/// Parameters by their keys.
fn given(parameters: &Bound<'_, PyDict>) -> PyResult<BTreeMap<String, ParameterValue>> {
    let mut given = BTreeMap::new();
    for (key, value) in parameters {
        let value = match value.extract::<f64>() {
            Ok(number) => number.into(),
            Err(_) => value.extract::<Vec<f64>>()?.into(),
        };
        given.insert(key.extract::<String>()?, value);
    }
    Ok(given)
}

/// The exception of a mean and a least value that fix no law.
fn of_moments(error: MomentsError) -> PyErr {
    match error {
        MomentsError::Law(error) => raise(error),
        MomentsError::Min { .. } => about("min", error),
        MomentsError::Fixed { key } => about(key, error),
        error => about("mean", error),
    }
}

#[pymethods]
impl Law {
    #[new]
    fn new(name: &str, parameters: &Bound<'_, PyDict>) -> PyResult<Self> {
        Ok(Self(bcgc::Law::from_parameters(name, &given(parameters)?).map_err(raise)?))
    }

    /// The law of a mean and a least value in place of the parameters that these fix.
    #[staticmethod]
    fn from_mean(name: &str, parameters: &Bound<'_, PyDict>, mean: f64, min: Option<f64>) -> PyResult<Self> {
        let law = bcgc::Law::from_mean(name, &given(parameters)?, mean, min);
        Ok(Self(law.map_err(of_moments)?))
    }

    /// Its parameters as lists, and whether they are lists or numbers.
    fn parameters(&self) -> Vec<(&'static str, Vec<f64>, bool)> {
        let parameter = |(key, value): &(&'static str, ParameterValue)| match value {
            ParameterValue::Number(x) => (*key, vec![*x], false),
            ParameterValue::List(list) => (*key, list.clone(), true),
        };
        self.0.parameters().iter().map(parameter).collect()
    }

    fn mean(&self) -> f64 {
        self.0.cycle_time().mean()
    }

    /// Essential infimum and supremum.
    fn support(&self) -> (f64, f64) {
        let law = self.0.cycle_time();
        (law.infimum(), law.infimum() + law.excess_supremum())
    }

    fn cdf<'py>(&self, py: Python<'py>, t: PyReadonlyArray1<'py, f64>) -> Bound<'py, PyArray1<f64>> {
        self.at(py, t, |law, y| if y < 0.0 { 0.0 } else { law.cdf(y) })
    }

    fn survival<'py>(&self, py: Python<'py>, t: PyReadonlyArray1<'py, f64>) -> Bound<'py, PyArray1<f64>> {
        self.at(py, t, |law, y| if y < 0.0 { 1.0 } else { law.survival(y) })
    }

    fn density<'py>(&self, py: Python<'py>, t: PyReadonlyArray1<'py, f64>) -> Bound<'py, PyArray1<f64>> {
        self.at(py, t, |law, y| if y < 0.0 { 0.0 } else { law.density(y) })
    }

    fn quantile<'py>(&self, py: Python<'py>, p: PyReadonlyArray1<'py, f64>) -> Bound<'py, PyArray1<f64>> {
        let law = self.0.cycle_time();
        let of = |&p: &f64| if (0.0..=1.0).contains(&p) { law.infimum() + law.quantile(p) } else { f64::NAN };
        PyArray1::from_iter(py, p.as_array().iter().map(of))
    }
}

impl Law {
    /// A function of the excess over the infimum; NaN stays NaN.
    fn at<'py>(
        &self,
        py: Python<'py>,
        t: PyReadonlyArray1<'py, f64>,
        of: impl Fn(&dyn CycleTime, f64) -> f64,
    ) -> Bound<'py, PyArray1<f64>> {
        let law = self.0.cycle_time().as_ref();
        let of = |&t: &f64| if t.is_nan() { t } else { of(law, t - law.infimum()) };
        PyArray1::from_iter(py, t.as_array().iter().map(of))
    }
}
