//! Solving, and reports.

use bcgc::methods::{BY_NAME, FAMILIES, METHODS, Method};
use bcgc::{Cancel, Options, Rigour, Rounding, Split};
use pyo3::prelude::*;

use crate::errors::{raise, refused};
use crate::format::{documents, drawing, format};
use crate::history::History;
use crate::instance::Instance;
use crate::interrupt::interruptible;
use crate::observer::Observer;

/// Names of methods and where they come from.
type Named = Vec<(&'static str, &'static str)>;

fn named(methods: &[&'static Method]) -> Named {
    let source = |method: &Method| method.answers.first().map_or("", |answer| answer.source);
    methods.iter().map(|method| (method.name, source(method))).collect()
}

/// The methods that are run where none is named, in the order of the output.
pub fn methods() -> Named {
    named(METHODS)
}

/// The methods that are run only where they are named, those with a parameter by their forms.
pub fn methods_by_name() -> Named {
    let source =
        |answers: &'static [bcgc::methods::Answer]| answers.first().map_or("", |answer| answer.source);
    let families = FAMILIES.iter().map(|family| (family.form, source(family.answers)));
    named(BY_NAME).into_iter().chain(families).collect()
}

/// A report as Rust has it.
#[pyclass(frozen, module = "bcgc._bcgc")]
#[derive(Debug)]
pub struct Report(pub bcgc::Report);

#[pymethods]
impl Report {
    /// The report in every format, by its name.
    fn documents(&self) -> Vec<(&'static str, String)> {
        documents(|format| self.0.render(format))
    }

    fn render(&self, name: &str) -> PyResult<String> {
        Ok(self.0.render(format(name)?))
    }

    /// What it says in words: labels and sentences.
    fn facts(&self) -> Vec<(&'static str, String)> {
        self.0.facts()
    }

    /// The instance of its values: without the rounds that were held out.
    fn instance(&self) -> Instance {
        Instance::of(self.0.instance().clone())
    }

    /// The partitions and their loads in a format of figures.
    fn draw(&self, name: &str) -> PyResult<Vec<u8>> {
        drawing(name, |format| bcgc::draw(&self.0, format))
    }
}

/// What every run takes.
#[allow(clippy::too_many_arguments)]
pub fn options(
    methods: Vec<String>,
    gap: Option<f64>,
    complement_gap: Option<f64>,
    time_limit: f64,
    bound: bool,
    seed: u64,
    threads: Option<usize>,
) -> Options {
    let mut options = Options::default().with_methods(methods).with_time_limit(time_limit).with_seed(seed);
    (options.gap, options.complement_gap, options.bound, options.threads) =
        (gap, complement_gap, bound, threads);
    options
}

/// How values and bounds are computed.
pub fn rigour(name: &str) -> PyResult<Rigour> {
    let rigours = [Rigour::Float, Rigour::Enclosed];
    let names = rigours.map(Rigour::name).join(" or ");
    let found = rigours.into_iter().find(|rigour| rigour.name() == name);
    found.ok_or_else(|| refused("rigour", format!("{name:?}"), &format!("must be {names}")))
}

/// How relaxed partitions become integers.
fn rounding(name: &str) -> PyResult<Rounding> {
    let names = Rounding::ALL.map(Rounding::name).join(" or ");
    Rounding::find(name).ok_or_else(|| refused("rounding", format!("{name:?}"), &format!("must be {names}")))
}

/// Runs `work` with options that Ctrl-C and the callback cancel, and of which a history may be kept.
pub fn observed(
    py: Python<'_>,
    options: Options,
    callback: Option<Py<PyAny>>,
    history: Option<&bcgc::History>,
    work: impl FnOnce(&Options) -> Result<bcgc::Report, bcgc::Error> + Send + 'static,
) -> PyResult<Report> {
    let cancel = Cancel::default();
    let observer = callback.map(|callback| Observer::new(callback, &cancel));
    let mut options = options.with_cancel(cancel.clone());
    let told = observer.as_ref().map(Observer::progress);
    options.progress = match history {
        Some(history) => Some(history.progress(told)),
        None => told,
    };
    let report = interruptible(py, &cancel, move || work(&options));
    let raised = observer.map_or(Ok(()), |observer| observer.close(py));
    let report = report?;
    raised?;
    Ok(Report(report.map_err(raise)?))
}

/// Runs methods on an instance; with a history where one is asked for.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn solve(
    py: Python<'_>,
    instance: &Bound<'_, Instance>,
    methods: Vec<String>,
    gap: Option<f64>,
    complement_gap: Option<f64>,
    time_limit: f64,
    bound: bool,
    rigour: &str,
    rounding: &str,
    seed: u64,
    holdout: Option<f64>,
    folds: Option<usize>,
    with_history: bool,
    threads: Option<usize>,
    callback: Option<Py<PyAny>>,
) -> PyResult<(Report, Option<History>)> {
    let instance = instance.get().inner().clone();
    let options = options(methods, gap, complement_gap, time_limit, bound, seed, threads)
        .with_rigour(self::rigour(rigour)?)
        .with_rounding(self::rounding(rounding)?);
    let split = holdout.map(Split::Holdout).or(folds.map(Split::Folds));
    let options = split.into_iter().fold(options, Options::with_split);
    let history = with_history.then(|| History::new(&instance));
    let record = history.as_ref().map(|history| &history.record);
    let report = observed(py, options, callback, record, move |options| bcgc::solve(&instance, options))?;
    Ok((report, history))
}
