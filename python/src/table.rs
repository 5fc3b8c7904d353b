//! Reference tables.

use std::path::PathBuf;

use bcgc::table as tables;
use bcgc::{Cancel, Format, on_threads};
use pyo3::prelude::*;

use crate::errors::{failed, raise};
use crate::format::documents;
use crate::interrupt::interruptible;
use crate::observer::Counter;

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

/// The table in every format, and its files: endings and contents.
type Made = (Vec<(&'static str, String)>, Vec<(&'static str, Vec<u8>)>);

fn made(table: &tables::Table) -> PyResult<Made> {
    let formats = documents(|format| match format {
        Format::Text => tables::render_within(table, usize::MAX),
        format => tables::render(table, format),
    });
    Ok((formats, tables::files(table).map_err(raise)?))
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
    fn table(&mut self, date: Option<String>) -> PyResult<Made> {
        self.get()?;
        let table = self.0.take().map(|work| work.table(date.as_deref()));
        table
            .ok_or_else(|| failed("the table is made already"))?
            .map_err(raise)
            .and_then(|table| made(&table))
    }
}

/// Makes a table.
#[pyfunction]
pub fn table(
    py: Python<'_>,
    spec: &Bound<'_, Spec>,
    log: Option<PathBuf>,
    resume: bool,
    date: Option<String>,
    threads: Option<usize>,
    callback: Option<Py<PyAny>>,
) -> PyResult<Made> {
    let (spec, cancel) = spec.get().cancelled();
    let told = callback.map(|callback| Counter::new(callback, &cancel));
    let teller = told.clone();
    let tell = move |done: usize, all: usize| {
        if let Some(counter) = &teller {
            counter.tell(done, all);
        }
    };
    let work =
        move || on_threads(threads, || tables::run(&spec, log.as_deref(), resume, date.as_deref(), &tell));
    let found = interruptible(py, &cancel, work);
    told.map_or(Ok(()), |counter| counter.close())?;
    made(&found?.map_err(raise)?.map_err(raise)?)
}
