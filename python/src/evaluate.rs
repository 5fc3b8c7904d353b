//! Values, gradients and reports of given partitions.

use std::sync::Arc;
use std::time::Duration;

use bcgc::methods::{Clock, Gradient, Problem};
use bcgc::{Cancel, Error, Partition, Shares, Value, on_threads};
use numpy::{PyArray1, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use rayon::prelude::*;

use crate::arrays;
use crate::errors::{input, raise, refused};
use crate::instance::Instance;
use crate::interrupt::interruptible;
use crate::solve::{Report, observed, options, rigour};

/// Values, their errors and complements.
type Columns<'py> = (Bound<'py, PyArray1<f64>>, Bound<'py, PyArray1<f64>>, Bound<'py, PyArray1<f64>>);

/// Numbers of cycle times that are looked at on the caller's thread: some milliseconds of work, during which nobody misses
/// Ctrl-C. A law of `N` workers counts as a thousand rounds.
const AT_ONCE: usize = 100_000;
/// What a round of a law costs beside one of a trace.
const ROUNDS_OF_A_LAW: usize = 1_000;

/// Points at which an objective is evaluated.
#[derive(Clone)]
enum Points {
    Whole(Arc<Vec<Partition>>),
    Relaxed(Arc<Vec<Shares>>),
}

impl Points {
    fn len(&self) -> usize {
        match self {
            Self::Whole(points) => points.len(),
            Self::Relaxed(points) => points.len(),
        }
    }

    /// The value of a point; none where it is infinite.
    fn value(&self, index: usize, problem: &Problem, clock: &Clock) -> Option<Value> {
        match self {
            Self::Whole(points) => problem.evaluator().partition_value_in_time(&points[index], clock),
            Self::Relaxed(points) => problem.evaluator().value_in_time(&points[index], clock),
        }
    }
}

/// A matrix of partitions, a row each: of integers, or of real numbers for relaxed ones.
#[derive(FromPyObject)]
pub enum Rows<'py> {
    Whole(PyReadonlyArray2<'py, i64>),
    Relaxed(PyReadonlyArray2<'py, f64>),
}

fn points(rows: &Rows<'_>, instance: &bcgc::Instance) -> PyResult<Points> {
    let system = &instance.system;
    Ok(match rows {
        Rows::Whole(rows) => {
            let rows = rows.as_array();
            let each = rows.rows().into_iter().map(|row| arrays::partition(row, system));
            Points::Whole(Arc::new(all(each, rows.nrows())?))
        }
        Rows::Relaxed(rows) => {
            let rows = rows.as_array();
            let each = rows.rows().into_iter().map(|row| arrays::shares(row, system));
            Points::Relaxed(Arc::new(all(each, rows.nrows())?))
        }
    })
}

/// All of so many results, or the first error with its row, counted from 0 as numpy does, where there are several.
fn all<T>(results: impl Iterator<Item = Result<T, Error>>, count: usize) -> PyResult<Vec<T>> {
    let refused = |row, error| if count == 1 { raise(error) } else { input(format!("row {row}: {error}")) };
    results.enumerate().map(|(row, result)| result.map_err(|error| refused(row, error))).collect()
}

/// How many numbers one evaluation looks at.
fn size(instance: &bcgc::Instance) -> usize {
    let rounds = instance.traces().next().map_or(ROUNDS_OF_A_LAW, |trace| trace.rows().len());
    rounds.saturating_mul(instance.system.workers)
}

/// A clock that only `cancel` ends.
fn clock(cancel: &Cancel) -> Clock {
    Clock::start(Duration::MAX, cancel.clone(), None)
}

/// Values, errors and complements (NaN where there is none) of partitions, on `threads` threads.
#[pyfunction]
pub fn values<'py>(
    py: Python<'py>,
    instance: &Bound<'py, Instance>,
    rows: Rows<'py>,
    threads: Option<usize>,
) -> PyResult<Columns<'py>> {
    let problem = Arc::clone(instance.get().problem()?);
    let points = points(&rows, instance.get().inner())?;
    let cancel = Cancel::default();
    let clock = clock(&cancel);
    let work = size(instance.get().inner()).saturating_mul(points.len());
    let found: Vec<Option<Value>> = if work <= AT_ONCE {
        py.detach(|| (0..points.len()).map(|index| points.value(index, &problem, &clock)).collect())
    } else {
        let all = move || {
            (0..points.len()).into_par_iter().map(|index| points.value(index, &problem, &clock)).collect()
        };
        interruptible(py, &cancel, move || on_threads(threads, all))?.map_err(raise)?
    };
    let column = |of: &dyn Fn(&Value) -> f64, infinite: f64| {
        PyArray1::from_iter(py, found.iter().map(|value| value.as_ref().map_or(infinite, of)))
    };
    let complement = |value: &Value| value.complement.unwrap_or(f64::NAN);
    Ok((
        column(&|value| value.value, f64::INFINITY),
        column(&|value| value.error, 0.0),
        column(&complement, f64::NAN),
    ))
}

/// Value, its error, complement (or NaN), slopes in coordinates and their error.
type Slopes<'py> = (f64, f64, f64, Bound<'py, PyArray1<f64>>, f64);

/// Value and derivatives in coordinates at a relaxed partition.
#[pyfunction]
pub fn gradient<'py>(
    py: Python<'py>,
    instance: &Bound<'py, Instance>,
    partition: PyReadonlyArray1<'py, f64>,
) -> PyResult<Slopes<'py>> {
    let problem = Arc::clone(instance.get().problem()?);
    let shares = arrays::shares(partition.as_array(), &problem.instance().system).map_err(raise)?;
    if let Some(reason) = problem.evaluator().infinite_at(&shares) {
        return Err(input(format!("partition: no gradient: {reason}")));
    }
    let total = problem.coordinates() as f64;
    let cancel = Cancel::default();
    let clock = clock(&cancel);
    let found = if size(instance.get().inner()) <= AT_ONCE {
        py.detach(|| problem.evaluator().gradient(&shares, &clock))
    } else {
        interruptible(py, &cancel, move || problem.evaluator().gradient(&shares, &clock))?
    };
    let Some(Gradient { value, slopes, error, .. }) = found else {
        let deadline = instance.get().inner().to_json()["objective"]["deadline"].to_string();
        let allowed = "the probability over a trace is a step function, which has no gradient: take a law of the cycle times, or no deadline";
        return Err(refused("deadline", deadline, allowed));
    };
    let slopes = PyArray1::from_iter(py, slopes.iter().map(|slope| slope / total));
    Ok((value.value, value.error, value.complement.unwrap_or(f64::NAN), slopes, error / total))
}

/// A partition beside the relaxed optimum and the best bound.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn report(
    py: Python<'_>,
    instance: &Bound<'_, Instance>,
    partition: PyReadonlyArray1<'_, i64>,
    gap: Option<f64>,
    complement_gap: Option<f64>,
    time_limit: f64,
    bound: bool,
    rigour: &str,
    threads: Option<usize>,
    callback: Option<Py<PyAny>>,
) -> PyResult<Report> {
    let instance = instance.get().inner().clone();
    let partition = arrays::partition(partition.as_array(), &instance.system).map_err(raise)?;
    let options = options(Vec::new(), gap, complement_gap, time_limit, bound, 1, threads)
        .with_rigour(self::rigour(rigour)?);
    observed(py, options, callback, None, move |options| bcgc::evaluate(&instance, &partition, options))
}

/// Coding parameters in their order, and sorted, beside the relaxed optimum and the best bound.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn report_of_order(
    py: Python<'_>,
    instance: &Bound<'_, Instance>,
    parameters: PyReadonlyArray1<'_, i64>,
    gap: Option<f64>,
    complement_gap: Option<f64>,
    time_limit: f64,
    bound: bool,
    rigour: &str,
    threads: Option<usize>,
    callback: Option<Py<PyAny>>,
) -> PyResult<Report> {
    let instance = instance.get().inner().clone();
    let order = arrays::coding_parameters(parameters.as_array(), &instance.system).map_err(raise)?;
    let options = options(Vec::new(), gap, complement_gap, time_limit, bound, 1, threads)
        .with_rigour(self::rigour(rigour)?);
    observed(py, options, callback, None, move |options| {
        bcgc::evaluate_coding_parameters(&instance, &order, options)
    })
}
