//! Computes the cells of a table in parallel.

use std::path::Path;
use std::sync::{Mutex, OnceLock};

use rayon::prelude::*;
use toml::Value;

use super::log::{Cells, Log, rewrite};
use super::provenance::Provenance;
use super::published::Published;
use super::record::name_of;
use super::spec::shown;
use super::{Point, Record, Spec, Table, TableError};
use crate::error::Error;
use crate::instance::Instance;
use crate::report::{Prepared, Report};
use crate::solution::{Solution, Status};

/// Told of `(cells done, cells in all)`.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Makes the table. With a log, every cell is written to it as soon as it is known, and with `resume` the cells
/// that it holds already are not computed again.
///
/// # Errors
/// When an instance is refused or the log cannot be used.
pub fn run(
    spec: &Spec,
    log: Option<&Path>,
    resume: bool,
    date: Option<&str>,
    progress: Progress,
) -> Result<Table, TableError> {
    let instances: Vec<(Vec<Value>, Instance)> = (0..spec.len())
        .map(|index| {
            let values = spec.values_at(index);
            Ok((values.clone(), spec.instance_at(&values)?))
        })
        .collect::<Result<_, TableError>>()?;
    let provenance = Provenance::new(spec, instances.iter().map(|(_, instance)| instance), date);
    let (file, mut cells) = match log {
        None => (None, Cells::new()),
        Some(path) => {
            let (file, cells) = Log::open(path, &provenance, resume)?;
            (Some(Mutex::new(file)), cells)
        }
    };
    let job =
        Job { spec, instances: &instances, prepared: instances.iter().map(|_| OnceLock::new()).collect() };
    let all: Vec<(usize, &String)> =
        (0..spec.len()).flat_map(|index| spec.methods.iter().map(move |method| (index, method))).collect();
    let missing: Vec<_> =
        all.iter().filter(|(index, method)| !cells.contains_key(&(*index, (*method).clone()))).collect();
    let done = Mutex::new(all.len() - missing.len());
    let found: Vec<Record> = missing
        .par_iter()
        .map(|(index, method)| {
            let record = job.cell(*index, method)?;
            if let Some(file) = &file {
                lock(file).append(&record)?;
            }
            let mut done = lock(&done);
            *done += 1;
            progress(*done, all.len());
            Ok(record)
        })
        .collect::<Result<_, TableError>>()?;
    cells.extend(found.into_iter().map(|record| ((record.point, record.method.clone()), record)));
    if let Some(path) = log {
        rewrite(path, &provenance.header(), &cells)?;
    }
    let published = instances
        .first()
        .map_or(Ok(Published::default()), |(_, first)| Published::find(spec, first.objective))?;
    let points = instances
        .into_iter()
        .enumerate()
        .map(|(index, (values, instance))| point(spec, index, &values, instance, &cells, &published))
        .collect::<Result<_, _>>()?;
    Ok(Table { spec: spec.clone(), points, provenance })
}

/// A lock that a panic elsewhere does not make useless.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// What the cells of a table share.
struct Job<'a> {
    spec: &'a Spec,
    instances: &'a [(Vec<Value>, Instance)],
    prepared: Vec<OnceLock<Result<Prepared, Error>>>,
}

impl Job<'_> {
    fn cell(&self, index: usize, method: &str) -> Result<Record, TableError> {
        let (values, instance) = &self.instances[index];
        let refused = |reason: String| TableError::Point { point: self.spec.label(values), reason };
        let most = self.spec.at_most.get(method);
        let exceeded = most.filter(|most| instance.system.workers > **most);
        if let (Some(most), Some(name)) = (exceeded, name_of(instance.objective, method)) {
            let reason = format!("left out by the spec beyond {most} workers");
            return Ok(Record::new(index, &Solution::inapplicable(name, reason), None));
        }
        let prepared = match self.prepared[index].get_or_init(|| Prepared::new(instance, self.spec.options)) {
            Ok(prepared) => prepared,
            // The other points of the grid may still have optima.
            Err(error @ Error::Unbounded { .. }) => {
                let name = name_of(instance.objective, method).unwrap_or_default();
                let note = Some(error.to_string());
                let solution = Solution { note, ..Solution::empty(name, Status::Infeasible) };
                return Ok(Record::new(index, &solution, None));
            }
            Err(error) => return Err(refused(error.to_string())),
        };
        let solution = prepared.solve(method).map_err(|error| refused(error.to_string()))?;
        Ok(Record::new(index, &solution, prepared.bound()))
    }
}

/// A point from its cells.
fn point(
    spec: &Spec,
    index: usize,
    values: &[Value],
    instance: Instance,
    cells: &Cells,
    published: &Published,
) -> Result<Point, TableError> {
    let mut report = Report::new(instance.clone());
    for method in &spec.methods {
        if let Some(record) = cells.get(&(index, method.clone())) {
            if let Some(bound) = record.common_bound() {
                report.offer_bound(bound);
            }
            report.push(record.solution(&instance)?);
        }
    }
    let beside = report.rows().iter().map(|row| published.value(&instance, row.solution.method)).collect();
    let number = |value: &Value| match value {
        Value::Integer(i) => *i as f64,
        Value::Float(x) => *x,
        _ => f64::NAN,
    };
    Ok(Point {
        values: values.iter().map(shown).collect(),
        numbers: values.iter().map(number).collect(),
        report,
        published: beside,
    })
}
