//! Instances, with what their evaluation needs made once.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use bcgc::methods::Problem;
use bcgc::{Objective, Options, Overhead, Stragglers, System};
use pyo3::prelude::*;

use crate::errors::raise;
use crate::law::Law;
use crate::trace::Trace;

/// An instance.
#[pyclass(frozen, module = "bcgc._bcgc")]
#[derive(Debug)]
pub struct Instance {
    inner: bcgc::Instance,
    problem: OnceLock<Arc<Problem>>,
}

impl Instance {
    pub fn of(inner: bcgc::Instance) -> Self {
        Self { inner, problem: OnceLock::new() }
    }

    pub fn inner(&self) -> &bcgc::Instance {
        &self.inner
    }

    /// The instance made ready for evaluations.
    ///
    /// # Errors
    /// As of [`Problem::new`], and where there are too many workers for an evaluation.
    pub fn problem(&self) -> PyResult<&Arc<Problem>> {
        if let Some(problem) = self.problem.get() {
            return Ok(problem);
        }
        let problem = Problem::new(&self.inner, &Options::default()).map_err(raise)?;
        problem.check_evaluable().map_err(raise)?;
        Ok(self.problem.get_or_init(|| Arc::new(problem)))
    }
}

/// What cycle times or overheads are: a law, a trace or always the same.
#[derive(FromPyObject)]
enum Given<'py> {
    Law(Bound<'py, Law>),
    Trace(Bound<'py, Trace>),
    Constant(f64),
}

#[pymethods]
impl Instance {
    #[new]
    fn new(
        workers: usize,
        coordinates: u64,
        samples: Option<u64>,
        cycles: f64,
        stragglers: Given<'_>,
        deadline: Option<f64>,
        name: Option<String>,
    ) -> PyResult<Self> {
        let system = System::new(workers, coordinates).map_err(raise)?;
        let system = samples.map_or(Ok(system), |samples| system.with_samples(samples)).map_err(raise)?;
        let system = system.with_cycles(cycles).map_err(raise)?;
        let stragglers: Stragglers = match stragglers {
            Given::Law(law) => law.get().0.clone().into(),
            Given::Trace(trace) => trace.get().0.clone().into(),
            Given::Constant(value) => Stragglers::Constant(value),
        };
        let objective = match deadline {
            None => Objective::ExpectedRuntime,
            Some(deadline) => Objective::completion_probability(deadline).map_err(raise)?,
        };
        let instance = bcgc::Instance::new(system, stragglers, objective).map_err(raise)?;
        Ok(Self::of(name.into_iter().fold(instance, bcgc::Instance::with_name)))
    }

    /// The same instance whose workers have an overhead.
    fn with_overhead(&self, overhead: Given<'_>) -> PyResult<Self> {
        let overhead: Overhead = match overhead {
            Given::Law(law) => law.get().0.clone().into(),
            Given::Trace(trace) => trace.get().0.clone().into(),
            Given::Constant(value) => Overhead::Constant(value),
        };
        Ok(Self::of(self.inner.clone().with_overhead(overhead).map_err(raise)?))
    }

    #[staticmethod]
    fn read(path: PathBuf) -> PyResult<Self> {
        Ok(Self::of(bcgc::Instance::read(&path).map_err(raise)?))
    }

    #[staticmethod]
    fn from_toml(text: &str) -> PyResult<Self> {
        Ok(Self::of(bcgc::Instance::from_toml(text).map_err(raise)?))
    }

    #[staticmethod]
    fn from_json(text: &str) -> PyResult<Self> {
        Ok(Self::of(bcgc::Instance::from_json(text).map_err(raise)?))
    }

    /// As normalised, every default filled in.
    fn to_json(&self) -> String {
        self.inner.to_json().to_string()
    }

    fn to_toml(&self) -> String {
        self.inner.to_toml()
    }

    /// The trace of its cycle times; none where there is another source.
    fn trace(&self) -> Option<Trace> {
        match &self.inner.stragglers {
            Stragglers::Trace(trace) => Some(Trace(trace.clone())),
            _ => None,
        }
    }

    /// The trace of its overheads; none where there is another source, or no overhead.
    fn overhead_trace(&self) -> Option<Trace> {
        match &self.inner.overhead {
            Overhead::Trace(trace) => Some(Trace(trace.clone())),
            _ => None,
        }
    }
}
