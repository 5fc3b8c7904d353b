//! What is known of a table and what is left to do, on this machine or elsewhere.

use std::path::{Path, PathBuf};

use super::cell::{Made, answer};
use super::computed::Table;
use super::contradiction;
use super::definition::Spec;
use super::error::TableError;
use super::log::{self, Cells, Found, Log, rewrite};
use super::points::points;
use super::provenance::{Provenance, differing};
use super::record::Record;
use crate::instance::{Instance, Objective};
use crate::solution::Solution;
use crate::wording::counted;

/// A table that is being made. Its cells are numbered from 0, point after point, the methods of one side by side.
///
/// ```
/// use bcgc::table::{Spec, Work, cell};
///
/// let text = "title = 'mine'\nmethods = ['mean-time', 'uncoded']\n[instance]\n\
///     system = {workers = 4, coordinates = 20}\nstragglers = {law = 'shifted-exponential', rate = 1}\n\
///     [grid]\n'system.coordinates' = [20, 40]";
/// let spec = Spec::parse("mine", text)?;
/// let mut work = Work::begin(&spec, None, false)?;
/// for number in work.missing() {
///     // On whichever machine.
///     let line = cell(&spec, number)?;
///     work.add(&line)?;
/// }
/// assert_eq!(work.table(None)?.points.len(), 2);
/// # Ok::<(), bcgc::table::TableError>(())
/// ```
#[derive(Debug)]
pub struct Work {
    spec: Spec,
    instances: Vec<Instance>,
    header: String,
    log: Option<(PathBuf, Log)>,
    cells: Cells,
}

impl Work {
    /// Begins a table. With a log, every cell that is added is written to it at once, and with `resume` those that it holds
    /// already are known; without, a log that is there is begun anew.
    ///
    /// # Errors
    /// When an instance is refused or the log cannot be used.
    pub fn begin(spec: &Spec, log: Option<&Path>, resume: bool) -> Result<Self, TableError> {
        let instances: Vec<Instance> =
            (0..spec.len()).map(|index| spec.instance_at(index)).collect::<Result<_, _>>()?;
        let header = Provenance::new(spec, instances.iter(), None).header();
        let mut work = Self { spec: spec.clone(), instances, header, log: None, cells: Cells::new() };
        if let Some(path) = log {
            if resume {
                let remedy = "write into another folder, or begin anew with --force instead of --resume";
                work.cells = work.held(path, remedy)?;
            }
            let kept = if work.cells.is_empty() { log::NOTHING } else { log::CELLS };
            let file = Log::begin(path, &work.header, &work.cells, kept)?;
            work.log = Some((path.to_owned(), file));
        }
        Ok(work)
    }

    /// Number of cells in all.
    pub fn len(&self) -> usize {
        self.instances.len() * self.spec.methods.len()
    }

    /// Whether there is no cell; never so for a parsed spec.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The numbers of the cells that are not known yet.
    pub fn missing(&self) -> Vec<usize> {
        let is_missing = |number: &usize| {
            let (point, method) = place(&self.spec, *number);
            !self.cells.contains_key(&(point, method.to_owned()))
        };
        (0..self.len()).filter(is_missing).collect()
    }

    /// Adds a cell: a line of a log, as [`cell`] returns it.
    ///
    /// # Errors
    /// When it is none of this table, or another answer to a cell that is known, or the log cannot be written.
    pub fn add(&mut self, line: &str) -> Result<(), TableError> {
        let damaged = |reason: String| TableError::Stored(format!("a cell is damaged: {reason}"));
        let record: Record = serde_json::from_str(line).map_err(|error| damaged(error.to_string()))?;
        self.check(&record).map_err(damaged)?;
        match self.cells.get(&(record.point, record.method.clone())) {
            Some(known) if *known != record => {
                let label = self.spec.label(record.point);
                let reason =
                    format!("another answer of {} at {label} is known: keep one of them", record.method);
                Err(TableError::Stored(reason))
            }
            Some(_) => Ok(()),
            None => self.keep(record),
        }
    }

    /// Takes over the cells of another log.
    ///
    /// # Errors
    /// When it cannot be read, is that of another spec, or holds another answer to a cell that is known.
    pub fn take(&mut self, path: &Path) -> Result<(), TableError> {
        for (key, record) in self.held(path, "leave it out, or merge it with the spec that it was made of")? {
            match self.cells.get(&key) {
                Some(known) if *known != record => {
                    let label = self.spec.label(key.0);
                    let reason = format!(
                        "its answer of {} at {label} is not that of another log: delete the line in one of them, or compute \
                         both without a time limit that is met",
                        key.1
                    );
                    return Err(TableError::File { path: path.display().to_string(), reason });
                }
                Some(_) => {}
                None => self.keep(record)?,
            }
        }
        Ok(())
    }

    /// The log in the order of the table, as a whole run leaves it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn tidy(&self) -> Result<(), TableError> {
        self.log.as_ref().map_or(Ok(()), |(path, _)| rewrite(path, &self.header, &self.cells, log::CELLS))
    }

    /// The table, once no cell is missing; the provenance has a date only where one is given.
    ///
    /// # Errors
    /// When cells are missing, or the log cannot be written.
    pub fn table(self, date: Option<&str>) -> Result<Table, TableError> {
        if let Some(&first) = self.missing().first() {
            let (point, method) = place(&self.spec, first);
            let missing = counted(self.missing().len() as u64, "cell");
            let label = self.spec.label(point);
            return Err(TableError::Stored(format!(
                "{missing} of {} missing, the first is {method} at {label}: compute them first",
                self.len()
            )));
        }
        self.tidy()?;
        let provenance = Provenance::new(&self.spec, self.instances.iter(), date);
        let points = points(&self.spec, self.instances, &self.cells)?;
        Ok(Table { spec: self.spec, points, provenance })
    }

    /// The same with all its cells in a log, once none is missing.
    pub(super) fn into_log(mut self, log: Option<&Path>) -> Result<Self, TableError> {
        if let Some(path) = log.filter(|_| self.missing().is_empty()) {
            let file = Log::begin(path, &self.header, &self.cells, log::MERGED)?;
            self.log = Some((path.to_owned(), file));
        }
        Ok(self)
    }

    pub(super) fn spec(&self) -> &Spec {
        &self.spec
    }

    pub(super) fn instances(&self) -> &[Instance] {
        &self.instances
    }

    /// The answer to a cell and what it is of; none where it is not known.
    pub(super) fn solution(&self, number: usize) -> Result<Option<(Instance, Solution)>, TableError> {
        let (point, method) = place(&self.spec, number);
        let Some(record) = self.cells.get(&(point, method.to_owned())) else { return Ok(None) };
        let instance = &self.instances[point];
        Ok(Some((instance.clone(), record.solution(instance)?)))
    }

    /// Keeps the answer to a cell.
    pub(super) fn keep(&mut self, record: Record) -> Result<(), TableError> {
        if let Some((_, log)) = &mut self.log {
            log.append(&record)?;
        }
        self.cells.insert((record.point, record.method.clone()), record);
        Ok(())
    }

    /// That a record is an answer to a cell of this table.
    fn check(&self, record: &Record) -> Result<(), String> {
        let instance = self.instances.get(record.point).ok_or("no such point")?;
        if !self.spec.methods.contains(&record.method) {
            return Err(format!("{}: no method of this table", record.method));
        }
        let solution = record.solution(instance).map_err(|error| error.to_string())?;
        let tolerance = self.spec.options.tolerance(instance.objective);
        let is_minimum = matches!(instance.objective, Objective::ExpectedRuntime);
        match contradiction::found(&solution, record.common_bound(), is_minimum, tolerance) {
            Some(reason) => Err(reason),
            None => Ok(()),
        }
    }

    /// The cells that a log holds.
    fn held(&self, path: &Path, remedy: &str) -> Result<Cells, TableError> {
        match Found::read(path, &self.header)? {
            Found::Nothing => Ok(Cells::new()),
            Found::Lines(lines) => log::cells(path, &lines, |record| self.check(record)),
            Found::Other { header, .. } => Err(TableError::File {
                path: path.display().to_string(),
                reason: format!("belongs to another run ({}); {remedy}", differing(&self.header, &header)),
            }),
        }
    }
}

/// Computes one cell by its number: a line for a log, or for [`Work::add`].
///
/// # Errors
/// When there is no such cell or its instance is refused; [`TableError::Stopped`] once the spec's options are cancelled.
pub fn cell(spec: &Spec, number: usize) -> Result<String, TableError> {
    let cells = spec.len() * spec.methods.len();
    if number >= cells {
        let allowed = format!("must be below {cells}, the number of cells");
        return Err(TableError::Spec { key: "cell".to_owned(), value: number.to_string(), allowed });
    }
    let (point, method) = place(spec, number);
    let record = answer(spec, point, &spec.instance_at(point)?, &Made::new(), method)?;
    if spec.options.cancel.is_cancelled() {
        return Err(TableError::Stopped);
    }
    serde_json::to_string(&record).map_err(|error| TableError::Stored(error.to_string()))
}

/// Point and method of a cell.
pub(super) fn place(spec: &Spec, number: usize) -> (usize, &str) {
    let methods = spec.methods.len();
    (number / methods, &spec.methods[number % methods])
}
