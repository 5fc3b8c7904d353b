//! Schemes: the blocks of a partition with their matrices.

use bcgc::encoding::{self, CheckOptions};
use numpy::PyReadonlyArray1;
use pyo3::prelude::*;

use crate::errors::{raise, refused};
use crate::matrix::Matrix;

/// A scheme.
#[pyclass(frozen, module = "bcgc._bcgc")]
#[derive(Debug)]
pub struct Scheme(pub encoding::Scheme);

/// The subsets that a worker stores, its load, and per block, from 1, the subsets in computing order.
type Plan = (Vec<usize>, u64, Vec<(usize, Vec<usize>)>);

/// Block sizes as the crate has them.
fn blocks(partition: &PyReadonlyArray1<'_, i64>) -> PyResult<Vec<u64>> {
    let block = |&x: &i64| u64::try_from(x).map_err(|_| refused("partition", x, "must be an integer from 0"));
    partition.as_array().iter().map(block).collect()
}

#[pymethods]
impl Scheme {
    #[staticmethod]
    fn build(
        py: Python<'_>,
        partition: PyReadonlyArray1<'_, i64>,
        construction: &str,
        seed: u64,
    ) -> PyResult<Self> {
        let (blocks, construction) = (blocks(&partition)?, encoding::find(construction).map_err(raise)?);
        let build = move || encoding::Scheme::new(&blocks, construction, seed, &CheckOptions::brief());
        Ok(Self(py.detach(build).map_err(raise)?))
    }

    #[staticmethod]
    fn from_matrices(
        py: Python<'_>,
        partition: PyReadonlyArray1<'_, i64>,
        matrices: Vec<PyRef<'_, Matrix>>,
    ) -> PyResult<Self> {
        let blocks = blocks(&partition)?;
        let matrices: Vec<_> = matrices.iter().map(|matrix| matrix.0.clone()).collect();
        let build = move || encoding::Scheme::from_matrices(&blocks, &matrices, &CheckOptions::brief());
        Ok(Self(py.detach(build).map_err(raise)?))
    }

    #[staticmethod]
    fn from_json(py: Python<'_>, text: String) -> PyResult<Self> {
        let read = move || encoding::Scheme::from_json(&text, &CheckOptions::brief());
        Ok(Self(py.detach(read).map_err(raise)?))
    }

    fn to_json(&self) -> String {
        self.0.to_json()
    }

    #[getter]
    fn workers(&self) -> usize {
        self.0.workers()
    }

    #[getter]
    fn coordinates(&self) -> u64 {
        self.0.coordinates()
    }

    /// First and last coordinate, from 1, matrix and verdict of every block.
    fn blocks(&self) -> Vec<(u64, u64, Matrix, String)> {
        let block = |block: &encoding::scheme::Block| {
            (block.first, block.last, Matrix(block.matrix.clone()), block.decodability.clone())
        };
        self.0.blocks().iter().map(block).collect()
    }

    /// What worker 1, 2, ... does.
    fn plans(&self) -> Vec<Plan> {
        let steps = |plan: encoding::scheme::Plan| {
            let steps = plan.order.into_iter().map(|step| (step.block, step.subsets)).collect();
            (plan.stores, plan.load, steps)
        };
        self.0.plans().into_iter().map(steps).collect()
    }
}
