//! Computes the cells of a table in parallel.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock};

use toml::Value;

use super::computed::{Point, Table};
use super::definition::{Spec, shown};
use super::error::TableError;
use super::log::{self, Cells, Found, Log, rewrite};
use super::methods::for_objective;
use super::provenance::Provenance;
use super::published::Published;
use super::record::Record;
use crate::error::Error;
use crate::instance::Instance;
use crate::problem::Problem;
use crate::relaxed::optimum as relaxed;
use crate::report::rows::Report;
use crate::solution::{Solution, Status};
use crate::solve::{self, gain};
use crate::threads;

/// Told of `(cells done, cells in all)`.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Makes the table. With a log, every cell is written to it as soon as it is known, and with `resume` the cells
/// that it holds already are not computed again; without, a log that is there is begun anew.
///
/// # Errors
/// When an instance is refused or the log cannot be used; [`TableError::Stopped`] once the spec's options are cancelled.
pub fn run(
    spec: &Spec,
    log: Option<&Path>,
    resume: bool,
    date: Option<&str>,
    progress: Progress,
) -> Result<Table, TableError> {
    let instances: Vec<Instance> =
        (0..spec.len()).map(|index| spec.instance_at(index)).collect::<Result<_, _>>()?;
    let provenance = Provenance::new(spec, instances.iter(), date);
    let (file, mut cells) = match log {
        None => (None, Cells::new()),
        Some(path) => {
            let header = provenance.header();
            let cells = if resume { resumed(spec, &instances, path, &header)? } else { Cells::new() };
            (Some(Mutex::new(Log::begin(path, &header, &cells)?)), cells)
        }
    };
    let found = missing_cells(spec, &instances, &cells, file.as_ref(), progress)?;
    cells.extend(found.into_iter().map(|record| ((record.point, record.method.clone()), record)));
    if let Some(path) = log {
        rewrite(path, &provenance.header(), &cells)?;
    }
    let points = points(spec, instances, &cells)?;
    Ok(Table { spec: spec.clone(), points, provenance })
}

/// The cells of an earlier run.
fn resumed(spec: &Spec, instances: &[Instance], path: &Path, header: &str) -> Result<Cells, TableError> {
    let check = |record: &Record| {
        let instance = instances.get(record.point).ok_or("no such point")?;
        if !spec.methods.contains(&record.method) {
            return Err(format!("{}: no method of this table", record.method));
        }
        record.solution(instance).map(drop).map_err(|error| error.to_string())
    };
    match Found::read(path, header)? {
        Found::Nothing => Ok(Cells::new()),
        Found::Lines(lines) => log::cells(path, &lines, check),
        Found::Other { .. } => Err(TableError::File {
            path: path.display().to_string(),
            reason: "belongs to another spec or version; write into another folder, or begin anew with --force instead of --resume".to_owned(),
        }),
    }
}

/// Computes the cells that are not known yet; each is written to the log at once.
fn missing_cells(
    spec: &Spec,
    instances: &[Instance],
    known: &Cells,
    log: Option<&Mutex<Log>>,
    progress: Progress,
) -> Result<Vec<Record>, TableError> {
    let job = Job { spec, instances, problems: instances.iter().map(|_| OnceLock::new()).collect() };
    let has_failed = AtomicBool::new(false);
    let all: Vec<(usize, &String)> =
        (0..spec.len()).flat_map(|index| spec.methods.iter().map(move |method| (index, method))).collect();
    let missing: Vec<_> =
        all.iter().filter(|(index, method)| !known.contains_key(&(*index, (*method).clone()))).collect();
    let done = Mutex::new(all.len() - missing.len());
    let cell = |(index, method): &(usize, &String)| {
        let record = job.cell(*index, method)?;
        // What a method returns when it is cancelled is not its answer.
        if spec.options.cancel.is_cancelled() {
            return Err(TableError::Stopped);
        }
        if let Some(log) = log {
            lock(log).append(&record)?;
        }
        let mut done = lock(&done);
        *done += 1;
        progress(*done, all.len());
        Ok(record)
    };
    let unless_over = |i: usize| {
        if has_failed.load(Ordering::Relaxed) || spec.options.cancel.is_cancelled() {
            return Err(TableError::Stopped);
        }
        let found = threads::alone(|| cell(missing[i]));
        has_failed.fetch_or(found.is_err(), Ordering::Relaxed);
        found
    };
    all_or_first_error(threads::map(missing.len(), unless_over))
}

/// All cells, or the first error; that cells were left undone only if there is no other.
fn all_or_first_error(found: Vec<Result<Record, TableError>>) -> Result<Vec<Record>, TableError> {
    let (mut records, mut is_stopped) = (Vec::with_capacity(found.len()), false);
    for cell in found {
        match cell {
            Ok(record) => records.push(record),
            Err(TableError::Stopped) => is_stopped = true,
            Err(error) => return Err(error),
        }
    }
    if is_stopped { Err(TableError::Stopped) } else { Ok(records) }
}

/// A lock that a panic elsewhere does not make useless.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// What the cells of a table share.
struct Job<'a> {
    spec: &'a Spec,
    instances: &'a [Instance],
    problems: Vec<OnceLock<Result<Problem, Error>>>,
}

impl Job<'_> {
    fn cell(&self, index: usize, name: &str) -> Result<Record, TableError> {
        let instance = &self.instances[index];
        let refused =
            |error: &Error| TableError::Point { point: self.spec.label(index), reason: error.to_string() };
        let method = for_objective(instance.objective, name).map_err(|error| refused(&error))?;
        let most = self.spec.at_most.get(name);
        if let Some(most) = most.filter(|most| instance.system.workers > **most) {
            let reason = format!("left out by the spec beyond {most} workers");
            return Ok(Record::new(index, &Solution::inapplicable(method.name, reason), None));
        }
        let problem = match self.problems[index].get_or_init(|| Problem::new(instance, &self.spec.options)) {
            Ok(problem) => problem,
            // The other points of the grid may still have optima.
            Err(error @ Error::Unbounded { .. }) => {
                let note = Some(error.to_string());
                let solution = Solution { note, ..Solution::empty(method.name, Status::Infeasible) };
                return Ok(Record::new(index, &solution, None));
            }
            Err(error) => return Err(refused(error)),
        };
        let solution = solve::run::run(problem, method).map_err(|error| refused(&error))?;
        Ok(Record::new(index, &solution, relaxed::bound(problem)))
    }
}

/// All points from their cells.
fn points(spec: &Spec, instances: Vec<Instance>, cells: &Cells) -> Result<Vec<Point>, TableError> {
    let Some(first) = instances.first() else { return Ok(Vec::new()) };
    let published = Published::find(spec.published.as_deref(), first.objective)?;
    let point = |(index, instance)| point(spec, index, instance, cells, &published);
    instances.into_iter().enumerate().map(point).collect()
}

fn point(
    spec: &Spec,
    index: usize,
    instance: Instance,
    cells: &Cells,
    published: &Published,
) -> Result<Point, TableError> {
    // A point whose optimum is infinite has no gains.
    let uncoded = Problem::new(&instance, &spec.options).ok().and_then(|problem| gain::uncoded(&problem));
    let mut report = Report::new(instance.clone()).with_uncoded(uncoded);
    for method in &spec.methods {
        if let Some(record) = cells.get(&(index, method.clone())) {
            if let Some(bound) = record.common_bound() {
                report.offer_bound(bound);
            }
            report.push(record.solution(&instance)?);
        }
    }
    let published = report.rows().iter().map(|row| published.value(&instance, row.solution.method)).collect();
    let number = |value: &Value| match value {
        Value::Integer(i) => *i as f64,
        Value::Float(x) => *x,
        _ => f64::NAN,
    };
    let values = spec.values_at(index);
    Ok(Point {
        values: values.iter().map(shown).collect(),
        numbers: values.iter().map(number).collect(),
        report,
        published,
    })
}
