//! Rounds of coded gradient computation.

use std::time::Duration;

use bcgc::methods::Clock;
use bcgc::simulation::{self, Arithmetic, Dataset, Run, Task, draw_timeline};
use bcgc::{Cancel, Presence, encoding, on_threads};
use numpy::PyReadonlyArray1;
use pyo3::prelude::*;

use crate::arrays;
use crate::errors::raise;
use crate::format::{documents, drawing};
use crate::instance::Instance;
use crate::interrupt::interruptible;
use crate::scheme::Scheme;

/// The simulation in every format, whether its checks passed, its scheme, and the time line asked for.
type Played = (Vec<(&'static str, String)>, bool, Scheme, Option<Timeline>);

/// The time line of a round.
#[pyclass(frozen, module = "bcgc._bcgc")]
#[derive(Debug)]
pub struct Timeline(simulation::Timeline);

#[pymethods]
impl Timeline {
    /// It in a format of figures.
    fn draw(&self, name: &str) -> PyResult<Vec<u8>> {
        drawing(name, |format| draw_timeline(&self.0, format))
    }
}

/// Plays rounds.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn simulate(
    py: Python<'_>,
    instance: &Bound<'_, Instance>,
    partition: PyReadonlyArray1<'_, i64>,
    construction: &str,
    rounds: Option<usize>,
    logistic: bool,
    tolerance: Option<f64>,
    data: Option<String>,
    seed: u64,
    timeline: Option<usize>,
    threads: Option<usize>,
) -> PyResult<Played> {
    let instance = instance.get().inner().clone();
    let partition = arrays::partition(partition.as_array(), &instance.system).map_err(raise)?;
    let construction = encoding::find(construction).map_err(raise)?;
    let data = data.map(|text| Dataset::from_table(&text, Presence::Absent)).transpose().map_err(raise)?;
    let cancel = Cancel::default();
    let settings = Run {
        seed,
        rounds,
        task: if logistic { Task::LogisticRegression } else { Task::LinearRegression },
        arithmetic: tolerance.map_or(Arithmetic::Exact, |tolerance| Arithmetic::Float { tolerance }),
        data,
        timeline,
        clock: Clock::start(Duration::MAX, cancel.clone(), None),
    };
    let work =
        move || on_threads(threads, || simulation::run(&instance, &partition, construction, &settings));
    let (scheme, simulation) = interruptible(py, &cancel, work)?.map_err(raise)?.map_err(raise)?;
    let timeline = simulation.timeline.clone().map(Timeline);
    Ok((documents(|format| simulation.render(format)), simulation.passed(), Scheme(scheme), timeline))
}
