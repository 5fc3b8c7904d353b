//! Encoding matrices.

use std::path::PathBuf;

use bcgc::encoding::user::{self, Layout};
use bcgc::encoding::{self, CONSTRUCTIONS, Decoder, EncodingMatrix};
use bcgc::{Delimiter, Presence};
use numpy::PyArray2;
use pyo3::prelude::*;

use crate::errors::{about, failed, raise};

/// Names of the constructions and what they are, in the order of the list.
pub fn constructions() -> Vec<(&'static str, &'static str)> {
    CONSTRUCTIONS.iter().map(|construction| (construction.name(), construction.summary())).collect()
}

/// Whether something is there, told by the cells where nobody says it.
fn presence(given: Option<bool>) -> Presence {
    match given {
        None => Presence::Auto,
        Some(true) => Presence::Present,
        Some(false) => Presence::Absent,
    }
}

/// An encoding matrix with exact entries.
#[pyclass(frozen, module = "bcgc._bcgc")]
#[derive(Debug)]
pub struct Matrix(pub EncodingMatrix);

#[pymethods]
impl Matrix {
    #[staticmethod]
    fn build(construction: &str, workers: usize, stragglers: usize, seed: u64) -> PyResult<Self> {
        let construction = encoding::find(construction).map_err(raise)?;
        Ok(Self(encoding::build(construction, workers, stragglers, seed).map_err(raise)?))
    }

    #[staticmethod]
    fn from_json(text: &str, stragglers: Option<usize>) -> PyResult<Self> {
        Ok(Self(user::from_json(text, stragglers).map_err(raise)?))
    }

    #[staticmethod]
    fn read(
        path: PathBuf,
        stragglers: Option<usize>,
        delimiter: Option<&str>,
        header: Option<bool>,
        index: Option<bool>,
    ) -> PyResult<Self> {
        let layout = Layout::default().with_header(presence(header)).with_index(presence(index));
        let delimiter = delimiter.map(str::parse::<Delimiter>).transpose();
        let delimiter = delimiter.map_err(|error| about("delimiter", format!("delimiter: {error}")))?;
        let layout = delimiter.into_iter().fold(layout, Layout::with_delimiter);
        Ok(Self(user::read_with(&path, stragglers, &layout).map_err(raise)?))
    }

    #[getter]
    fn workers(&self) -> usize {
        self.0.workers()
    }

    #[getter]
    fn subsets(&self) -> usize {
        self.0.subsets()
    }

    #[getter]
    fn stragglers(&self) -> usize {
        self.0.stragglers()
    }

    #[getter]
    fn origin(&self) -> &str {
        self.0.origin()
    }

    #[getter]
    fn seed(&self) -> Option<u64> {
        self.0.seed()
    }

    /// The rows as text, `3/7` for a fraction.
    fn to_text(&self) -> Vec<Vec<String>> {
        self.0.to_text()
    }

    fn to_csv(&self) -> String {
        self.0.to_csv()
    }

    fn to_array<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let rows: Vec<Vec<f64>> = (1..=self.0.workers()).map(|worker| self.0.row_f64(worker)).collect();
        PyArray2::from_vec2(py, &rows).map_err(|_| failed("the rows of a matrix differ in length"))
    }

    /// The decoding vector of a set of workers, from 1, as fractions.
    fn decoding_vector(&self, py: Python<'_>, workers: Vec<usize>) -> PyResult<Vec<String>> {
        let matrix = self.0.clone();
        let vector = py.detach(move || {
            encoding::check_workers(&workers, matrix.workers())?;
            Decoder::new(&matrix).vector(&workers)
        });
        Ok(vector.map_err(raise)?.iter().map(ToString::to_string).collect())
    }
}
