//! Reference tables.

use std::path::{Path, PathBuf};

use bcgc::table::{self as tables, BUILTIN, Baseline, Shard, TableError};
use bcgc::{Cancel, Format, on_threads};
use pyo3::prelude::*;

use crate::errors::{about, failed, raise, refused};
use crate::format::documents;
use crate::interrupt::interruptible;
use crate::observer::Counter;
use crate::solve::rigour;

/// A group of tables: its name, and names and titles of the tables.
type Group = (&'static str, Vec<(&'static str, String)>);

/// What a table is of.
#[pyclass(frozen, module = "bcgc._bcgc")]
#[derive(Debug)]
pub struct Spec(tables::Spec);

#[pymethods]
impl Spec {
    #[staticmethod]
    fn read(path: PathBuf) -> PyResult<Self> {
        Ok(Self(tables::Spec::read(&path).map_err(raise)?))
    }

    #[staticmethod]
    fn parse(name: &str, text: &str) -> PyResult<Self> {
        Ok(Self(tables::Spec::parse(name, text).map_err(raise)?))
    }

    /// As `state` gave it.
    #[staticmethod]
    fn restore(name: &str, text: &str, base: PathBuf) -> PyResult<Self> {
        Ok(Self(tables::Spec::parse_in(name, text, &base).map_err(raise)?))
    }

    /// Name, text, and the folder of its traces.
    fn state(&self) -> (String, String, PathBuf) {
        (self.0.name.clone(), self.0.source.clone(), self.0.base().to_owned())
    }

    /// The answer to a cell by its number, from 0: a line for `Work.add`.
    fn cell(&self, py: Python<'_>, number: usize) -> PyResult<String> {
        let (spec, cancel) = self.cancelled();
        interruptible(py, &cancel, move || tables::cell(&spec, number))?.map_err(raise)
    }

    /// The specs of a table or group by name; none where there is no such name.
    #[staticmethod]
    fn named(name: &str) -> PyResult<Vec<Self>> {
        tables::group(name).into_iter().map(|builtin| Ok(Self(builtin.spec().map_err(raise)?))).collect()
    }

    /// Names and titles of the tables that come with the program, a list a group.
    #[staticmethod]
    fn names() -> PyResult<Vec<Group>> {
        let mut groups: Vec<Group> = Vec::new();
        for builtin in BUILTIN {
            let entry = (builtin.name, builtin.spec().map_err(raise)?.title);
            match groups.last_mut() {
                Some((group, entries)) if *group == builtin.group => entries.push(entry),
                _ => groups.push((builtin.group, vec![entry])),
            }
        }
        Ok(groups)
    }

    #[getter]
    fn name(&self) -> &str {
        &self.0.name
    }

    #[getter]
    fn source(&self) -> &str {
        &self.0.source
    }

    #[getter]
    fn methods(&self) -> Vec<String> {
        self.0.methods.clone()
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }
}

impl Spec {
    /// A copy and what cancels it.
    fn cancelled(&self) -> (tables::Spec, Cancel) {
        let cancel = Cancel::default();
        let mut spec = self.0.clone();
        spec.options = spec.options.clone().with_cancel(cancel.clone());
        (spec, cancel)
    }
}

/// A computed table.
#[pyclass(frozen, module = "bcgc._bcgc")]
#[derive(Debug)]
pub struct Table(tables::Table);

#[pymethods]
impl Table {
    /// The table in every format, by its name.
    fn documents(&self) -> Vec<(&'static str, String)> {
        documents(|format| match format {
            Format::Text => tables::render_within(&self.0, usize::MAX),
            format => tables::render(&self.0, format),
        })
    }

    /// Its files: endings and contents.
    fn files(&self) -> PyResult<Vec<(&'static str, Vec<u8>)>> {
        tables::files(&self.0).map_err(raise)
    }

    /// Its figure as an image of 600 dots an inch, if it has one.
    fn png(&self) -> PyResult<Option<Vec<u8>>> {
        tables::png(&self.0).map_err(raise)
    }

    /// How it differs from a stored table, whose text is given with its name: in every format, and in a line.
    fn compare(&self, name: &str, stored: &str) -> PyResult<(Vec<(&'static str, String)>, String)> {
        let stored = Baseline::parse(stored).map_err(|error| about("stored", format!("{name}: {error}")))?;
        let comparison = tables::compare(&self.0, &stored);
        let summary = comparison.summary(name);
        let found = [(name.to_owned(), comparison)];
        Ok((documents(|format| tables::render_comparisons(&found, format)), summary))
    }
}

/// A table that is being made.
#[pyclass(module = "bcgc._bcgc")]
#[derive(Debug)]
pub struct Work(Option<tables::Work>);

impl Work {
    fn get(&mut self) -> PyResult<&mut tables::Work> {
        self.0.as_mut().ok_or_else(|| failed("the table is made already"))
    }
}

#[pymethods]
impl Work {
    #[new]
    fn new(spec: &Bound<'_, Spec>, log: Option<PathBuf>, resume: bool) -> PyResult<Self> {
        Ok(Self(Some(tables::Work::begin(&spec.get().0, log.as_deref(), resume).map_err(raise)?)))
    }

    /// The numbers of the cells that are not known yet.
    fn missing(&mut self) -> PyResult<Vec<usize>> {
        Ok(self.get()?.missing())
    }

    fn add(&mut self, line: &str) -> PyResult<()> {
        self.get()?.add(line).map_err(raise)
    }

    fn __len__(&self) -> usize {
        self.0.as_ref().map_or(0, tables::Work::len)
    }

    /// The table, once no cell is missing; afterwards nothing is left here.
    fn table(&mut self, date: Option<String>) -> PyResult<Table> {
        self.get()?;
        let table = self.0.take().map(|work| work.table(date.as_deref()));
        Ok(Table(table.ok_or_else(|| failed("the table is made already"))?.map_err(raise)?))
    }
}

/// Runs `work`, which tells of its cells, on so many threads.
fn counted<T: Send + 'static>(
    py: Python<'_>,
    cancel: &Cancel,
    threads: Option<usize>,
    callback: Option<Py<PyAny>>,
    work: impl FnOnce(&(dyn Fn(usize, usize) + Sync)) -> Result<T, TableError> + Send + 'static,
) -> PyResult<T> {
    let told = callback.map(|callback| Counter::new(callback, cancel));
    let teller = told.clone();
    let tell = move |done: usize, all: usize| {
        if let Some(counter) = &teller {
            counter.tell(done, all);
        }
    };
    let found = interruptible(py, cancel, move || on_threads(threads, || work(&tell)));
    told.map_or(Ok(()), |counter| counter.close())?;
    found?.map_err(raise)?.map_err(raise)
}

/// Makes a table.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn table(
    py: Python<'_>,
    spec: &Bound<'_, Spec>,
    log: Option<PathBuf>,
    resume: bool,
    date: Option<String>,
    certificates: Option<PathBuf>,
    rigour: &str,
    threads: Option<usize>,
    callback: Option<Py<PyAny>>,
) -> PyResult<Table> {
    let (mut spec, cancel) = spec.get().cancelled();
    spec.options = spec.options.with_rigour(self::rigour(rigour)?);
    check_certificates(&spec, None, certificates.as_deref())?;
    let made = counted(py, &cancel, threads, callback, move |tell| {
        let table = tables::run(&spec, log.as_deref(), resume, date.as_deref(), tell)?;
        proved(table, certificates.as_deref(), resume)
    });
    Ok(Table(made?))
}

/// That only certificates of ours are replaced.
fn check_certificates(spec: &tables::Spec, shard: Option<Shard>, folder: Option<&Path>) -> PyResult<()> {
    let checked = folder.map_or(Ok(()), |folder| tables::check_certificates(spec, shard, folder));
    checked.map_err(|error| about("certificates", error))
}

/// The table with its rows certified and its numbers proved, as far as that is asked for.
fn proved(table: tables::Table, folder: Option<&Path>, reuse: bool) -> Result<tables::Table, TableError> {
    let table = match folder {
        Some(folder) => tables::certify(table, folder, reuse, &|_, _| ())?.0,
        None => table,
    };
    let is_asked = table.spec.options.rigour.is_proved();
    if is_asked { Ok(tables::prove(table, &|_, _| ())?.0) } else { Ok(table) }
}

/// Computes the cells of a shard, given as K/N, into its log in a folder, whose path is returned.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn table_shard(
    py: Python<'_>,
    spec: &Bound<'_, Spec>,
    shard: &str,
    folder: PathBuf,
    resume: bool,
    certificates: Option<PathBuf>,
    threads: Option<usize>,
    callback: Option<Py<PyAny>>,
) -> PyResult<PathBuf> {
    let shard: Shard =
        shard.parse().map_err(|allowed: String| refused("shard", format!("{shard:?}"), &allowed))?;
    let (spec, cancel) = spec.get().cancelled();
    let log = folder.join(shard.log(&spec));
    let path = log.clone();
    check_certificates(&spec, Some(shard), certificates.as_deref())?;
    counted(py, &cancel, threads, callback, move |tell| {
        tables::run_shard(&spec, shard, &log, resume, tell)?;
        match &certificates {
            Some(folder) => tables::certify_shard(&spec, shard, &log, folder, resume, &|_, _| ()).map(drop),
            None => Ok(()),
        }
    })?;
    Ok(path)
}

/// Joins the logs of shards into the table that one machine would have made.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn table_merge(
    py: Python<'_>,
    spec: &Bound<'_, Spec>,
    logs: Vec<PathBuf>,
    log: Option<PathBuf>,
    date: Option<String>,
    certificates: Option<PathBuf>,
    rigour: &str,
    threads: Option<usize>,
) -> PyResult<Table> {
    let (mut spec, cancel) = spec.get().cancelled();
    spec.options = spec.options.with_rigour(self::rigour(rigour)?);
    check_certificates(&spec, None, certificates.as_deref())?;
    let made = counted(py, &cancel, threads, None, move |_| {
        let table = tables::merge(&spec, &logs, log.as_deref(), date.as_deref())?;
        proved(table, certificates.as_deref(), true)
    });
    Ok(Table(made?))
}
