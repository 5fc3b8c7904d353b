//! `bcgc fit`: laws fitted to measured cycle times.

use std::path::{Path, PathBuf};
use std::time::Duration;

use bcgc::fit::{FitError, Settings, draw, fit, fit_loads};
use bcgc::internals::document_kind::DocumentKind;
use bcgc::internals::input;
use bcgc::internals::output::OverwriteGuard;
use bcgc::internals::report;
use bcgc::methods::Clock;
use bcgc::{Cancel, Detail, Format, LawError, Manner, Quantity, Reading, Trace, TraceError};
use clap::Args;

use super::destination::{self, Destination};
use super::failure::Failure;
use super::reading::Table;
use super::{drawings, help, interrupt, leftovers, progress, standard_input, values};

/// Fit every law to measured cycle times, judge the fits and check whether workers and rounds are independent
#[derive(Debug, Args)]
#[command(after_help = help::laws())]
pub struct Arguments {
    /// Measured cycle times: a column a worker, a row a round, - for standard input; several are taken one after the other
    #[arg(value_name = "TRACE", required = true)]
    traces: Vec<PathBuf>,
    /// The load of each trace in cycles, from 0 on, separated by commas: fits a cycle time and a law of the overhead together
    #[arg(long, value_name = "W", value_delimiter = ',', value_parser = values::at_least_zero, allow_negative_numbers = true)]
    loads: Vec<f64>,
    /// Only these laws, separated by commas; repeatable [default: all]
    #[arg(long = "law", value_name = "NAME", value_delimiter = ',')]
    laws: Vec<String>,
    /// Samples of every fitted law, fitted again, for the p-value of its distance; 0 for none
    #[arg(long, value_name = "N", default_value = "200", value_parser = values::samples, allow_negative_numbers = true)]
    bootstrap: usize,
    /// Seed of samples and permutations
    #[arg(long, value_name = "N", default_value = "1", value_parser = values::seed, allow_negative_numbers = true)]
    seed: u64,
    /// Wall-clock limit in seconds after which no more samples are drawn; a number > 0
    #[arg(long, value_name = "S", default_value = "60", value_parser = values::time_limit, allow_negative_numbers = true)]
    time_limit: f64,
    #[command(flatten)]
    table: Table,
    /// Write an instance with the law of the least AIC and the workers of the trace
    #[arg(long, value_name = "FILE.toml", value_parser = values::instance_file)]
    write: Option<PathBuf>,
    /// Draw the share of times above t, measured and of the fitted laws; the ending says how: .pdf, .svg, .png or .tikz
    #[arg(long, value_name = "FILE")]
    figure: Option<PathBuf>,
    /// Threads, 1 to 1024 [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = values::threads, allow_negative_numbers = true)]
    threads: Option<u16>,
    #[command(flatten)]
    destination: Destination,
}

/// Runs the command; where it comes to no result, without that and the figure of an earlier run.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    outputs(arguments).check()?;
    let files = arguments.destination.file().into_iter().chain(arguments.figure.as_deref());
    leftovers::removed(attempt(arguments), files)
}

fn attempt(arguments: &Arguments) -> Result<(), Failure> {
    let figure = drawings::asked("--figure", arguments.figure.as_ref())?;
    let line = progress::Line::start("fitting", Some(arguments.time_limit));
    let reading = arguments.table.reading();
    if !arguments.loads.is_empty() && arguments.loads.len() != arguments.traces.len() {
        let (loads, traces) = (arguments.loads.len(), arguments.traces.len());
        let allowed = format!("must be as many as there are traces, {traces}");
        let given = arguments.loads.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
        return Err(Failure::Refused(
            format!("--loads = {given}: they are {loads}; {allowed}"),
            Detail::new("--loads", given, allowed),
        ));
    }
    let quantity = match arguments.loads.is_empty() {
        true => Quantity::CycleTimes,
        false => Quantity::FittedLoadTimes,
    };
    let traces = arguments.traces.iter().map(|path| read(path, &reading, quantity));
    let traces = traces.collect::<Result<Vec<_>, _>>()?;
    let cancel = Cancel::default();
    interrupt::cancels(&cancel);
    let limit = Duration::try_from_secs_f64(arguments.time_limit).unwrap_or(Duration::MAX);
    let settings = Settings::default()
        .with_laws(&arguments.laws)
        .with_bootstrap(arguments.bootstrap)
        .with_seed(arguments.seed)
        .with_clock(Clock::start(limit, cancel.clone(), line.progress()));
    let settings = arguments
        .threads
        .into_iter()
        .fold(settings, |settings, threads| settings.with_threads(threads.into()));
    let fits = match arguments.loads.is_empty() {
        true => fit(&traces, &settings),
        false => fit_loads(&arguments.loads.iter().copied().zip(traces).collect::<Vec<_>>(), &settings),
    };
    let fits = fits.map_err(|error| refused(&error, &arguments.traces))?;
    drop(line);
    let mut files = Vec::new();
    if let Some(path) = &arguments.write
        && let Some(text) = report::fit_instance::instance(&fits)
    {
        files.push((path, text.into_bytes()));
    }
    if let Some((path, format)) = figure {
        files.push((path, draw(&fits, format).map_err(|error| drawings::failure("--figure", path, &error))?));
    }
    destination::write_all(&files)?;
    let destination = &arguments.destination;
    destination.put(&match destination.format() {
        Format::Text => report::fit::render_within(&fits, destination.columns()),
        format => report::fit::render(&fits, format),
    })?;
    if cancel.is_cancelled() {
        return Err(Failure::Interrupted(
            "the fit was stopped: the result has the samples drawn by then".to_owned(),
        ));
    }
    match fits.best() {
        Some(_) => Ok(()),
        None => Err(Failure::Verdict("no law could be fitted; its notes say why".to_owned())),
    }
}

fn read(path: &Path, reading: &Reading, quantity: Quantity) -> Result<Trace, Failure> {
    let told = |error: TraceError| Failure::Input(error.told(Manner::Options));
    let (name, text) = match standard_input::is(path) {
        true => (standard_input::NAME.to_owned(), standard_input::text("TRACE")?),
        false => {
            let unreadable = |source| told(TraceError::Unreadable { path: path.to_owned(), source });
            (path.display().to_string(), input::text(path).map_err(unreadable)?)
        }
    };
    Trace::parse_as(&name, &text, None, reading, quantity).map_err(told)
}

fn refused(error: &FitError, traces: &[PathBuf]) -> Failure {
    match error {
        FitError::Law(LawError::UnknownLaw { name, known }) => {
            Failure::Refused(format!("--{error}"), Detail::new("--law", name, known))
        }
        // The files are read; there is nothing in them to fit.
        FitError::NoSpread { .. } => Failure::Verdict(format!("{}: {error}", names(traces))),
        FitError::Time { .. } => Failure::Input(format!("{}: {error}", names(traces))),
        FitError::Loads { problem } => {
            let problem = problem.clone();
            Failure::Refused(format!("--{error}"), Detail::new("--loads", "", problem))
        }
        FitError::Trace(error) => Failure::Input(error.told(Manner::Options)),
        error => Failure::Input(error.to_string()),
    }
}

fn names(traces: &[PathBuf]) -> String {
    traces.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// What the command reads and is to write.
fn outputs(arguments: &Arguments) -> OverwriteGuard {
    let outputs = arguments
        .traces
        .iter()
        .filter_map(|path| standard_input::file(path))
        .fold(arguments.destination.alone(DocumentKind::Fit), |outputs, path| {
            outputs.reading("a trace", path)
        });
    let outputs =
        arguments.write.iter().fold(outputs, |outputs, path| outputs.writing_by_hand("--write", path));
    arguments.figure.iter().fold(outputs, |outputs, path| outputs.writing("--figure", path))
}
