//! `bcgc simulate`: rounds of coded gradient computation.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bcgc::encoding;
use bcgc::internals::document_kind::DocumentKind;
use bcgc::internals::output::OverwriteGuard;
use bcgc::internals::report;
use bcgc::internals::wording::reason;
use bcgc::methods::Clock;
use bcgc::simulation::{
    self, Arithmetic, Dataset, Lost, Run, Simulation, SimulationError, Task, draw_timeline,
};
use bcgc::{Cancel, Error, Format, Instance, Presence, Progress};
use clap::{Args, ValueEnum};

use super::destination::{self, Destination};
use super::failure::Failure;
use super::source::Source;
use super::{common, drawings, help, interrupt, leftovers, partition, progress, standard_input, values};

/// Play rounds of coded gradient computation and check gradients and runtimes
#[derive(Debug, Args)]
#[command(after_help = help::constructions())]
pub struct Arguments {
    #[command(flatten)]
    source: Source,
    #[arg(long, value_name = "X", allow_hyphen_values = true, help = partition::HELP)]
    partition: String,
    /// Construction of the encoding matrices
    #[arg(long, value_name = "NAME", default_value = "reed-solomon")]
    construction: String,
    /// Number of rounds [default: 100, or all rows of a trace, in order]
    #[arg(long, value_name = "R", value_parser = values::size, allow_negative_numbers = true)]
    rounds: Option<usize>,
    /// What is learned
    #[arg(long, value_enum, default_value_t = Problem::Linear)]
    problem: Problem,
    /// Compute over the rationals: decoded gradients must be exact (linear only)
    #[arg(long, conflicts_with = "tolerance")]
    exact: bool,
    /// Largest relative error of a decoded gradient in double precision
    #[arg(long, value_name = "T", default_value = "1e-6", value_parser = values::positive, allow_negative_numbers = true)]
    tolerance: f64,
    /// Data as a table, a sample a row, the target last, a feature a coordinate, - for standard input [default: generated]
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Whether the first line of the data holds names: true, false or auto, which takes names for names and numbers for
    /// numbers
    #[arg(long, value_name = "BOOL", requires = "data", default_value = "auto", num_args = 0..=1,
        default_missing_value = "true")]
    header: Presence,
    /// Seed of matrices, data and cycle times
    #[arg(long, value_name = "N", default_value = "1", value_parser = values::seed, allow_negative_numbers = true)]
    seed: u64,
    /// Draw the time line of the first round, for one column; the ending says how: .pdf, .svg, .png or .tikz
    #[arg(long, value_name = "FILE")]
    timeline: Option<PathBuf>,
    /// Write the scheme (matrices, storage and order of work) as JSON
    #[arg(long, value_name = "FILE", value_parser = values::file)]
    scheme: Option<PathBuf>,
    /// Threads, 1 to 1024 [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = values::threads, allow_negative_numbers = true)]
    threads: Option<u16>,
    #[command(flatten)]
    destination: Destination,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Problem {
    Linear,
    Logistic,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let beside = [arguments.timeline.as_deref(), arguments.scheme.as_deref(), arguments.destination.file()];
    leftovers::removed(attempt(arguments), beside.into_iter().flatten())
}

fn attempt(arguments: &Arguments) -> Result<(), Failure> {
    let file = &arguments.source.label();
    let instance = arguments.source.read()?;
    let partition = partition::read(&arguments.partition, &instance)?;
    outputs(arguments, &instance).check()?;
    let drawing = drawings::asked("--timeline", arguments.timeline.as_ref())?;
    let construction =
        encoding::find(&arguments.construction).map_err(|error| Failure::Input(error.to_string()))?;
    let cancel = Cancel::default();
    let line = progress::Line::start("playing rounds", None);
    let settings = Run {
        seed: arguments.seed,
        rounds: arguments.rounds,
        task: match arguments.problem {
            Problem::Linear => Task::LinearRegression,
            Problem::Logistic => Task::LogisticRegression,
        },
        arithmetic: if arguments.exact {
            Arithmetic::Exact
        } else {
            Arithmetic::Float { tolerance: arguments.tolerance }
        },
        data: arguments.data.as_deref().map(|path| read(path, arguments.header)).transpose()?,
        timeline: arguments.timeline.as_ref().map(|_| 1),
        clock: ended_by(&cancel, line.progress()),
    };
    let (scheme, simulation) = common::on_threads(arguments.threads, || {
        simulation::run(&instance, &partition, construction, &settings)
    })?
    .map_err(|error| match (&error, &arguments.data) {
        (Error::Simulation(SimulationError::Stopped), _) => {
            Failure::Interrupted("the simulation was stopped before its first round".to_owned())
        }
        (Error::Simulation(SimulationError::Data { problem }), Some(data)) => of_data(data, problem),
        (Error::Simulation(samples @ SimulationError::Samples { .. }), Some(data)) => of_data(data, samples),
        (Error::Simulation(setting @ SimulationError::Setting { .. }), _) => {
            Failure::Input(format!("--{setting}"))
        }
        _ => Failure::of(error, file),
    })?;
    drop(line);
    let mut files = Vec::new();
    files.extend(arguments.scheme.as_ref().map(|path| (path, scheme.to_json().into_bytes())));
    if let Some(((path, format), timeline)) = drawing.zip(simulation.timeline.as_ref()) {
        files.push((
            path,
            draw_timeline(timeline, format).map_err(|error| drawings::failure("--timeline", path, &error))?,
        ));
    }
    destination::write_all(&files)?;
    let destination = &arguments.destination;
    destination.put(&match destination.format() {
        Format::Text => report::simulation::render_within(&simulation, destination.columns()),
        format => report::simulation::render(&simulation, format),
    })?;
    if simulation.interrupted {
        let done = simulation.rounds;
        return Err(Failure::Interrupted(format!(
            "the simulation was stopped: the result has the rounds played by then; --rounds {done} plays these alone"
        )));
    }
    if simulation.passed() {
        return Ok(());
    }
    let remedy = if simulation.endless() > 0 {
        endless(&simulation, instance.system.workers)
    } else if simulation.wrong_gradients > 0 && !arguments.exact {
        format!(
            "; double precision may not carry the decoding coefficients: try {}, or fewer stragglers",
            precise(arguments, instance.system.workers)
        )
    } else {
        String::new()
    };
    Err(Failure::Verdict(format!("the simulation failed a check; see its report{remedy}")))
}

/// What to do about rounds that never end.
fn endless(simulation: &Simulation, workers: usize) -> String {
    let Lost { everywhere, most, .. } = &simulation.lost;
    let mut remedy = String::new();
    if let Some(first) = everywhere.first() {
        let rounds = match everywhere.len() {
            1 => format!("round {first}"),
            count => format!("{count} rounds, the first of them round {first},"),
        };
        remedy += &format!(
            "; in {rounds} no worker returns, which no partition can end: leave such rounds out of the trace, or ask \
             bcgc evaluate for --deadlines, by which they are late"
        );
    }
    if simulation.endless() > everywhere.len() {
        remedy += &format!(
            "; rounds never end in which up to {most} of {workers} workers never return: leave the levels below {most} empty"
        );
    }
    remedy
}

/// Workers up to which random matrices decode within seconds.
const FEW_WORKERS: usize = 30;

/// What decodes more precisely, and within seconds.
fn precise(arguments: &Arguments, workers: usize) -> String {
    let construction = match workers <= FEW_WORKERS {
        true => "cyclic-repetition",
        false => "generalised-fractional-repetition, whose loads are unequal",
    };
    let exact = match arguments.problem {
        Problem::Linear => "--exact, ",
        Problem::Logistic => "",
    };
    format!("{exact}--construction {construction}")
}

/// A clock that Ctrl-C ends.
fn ended_by(cancel: &Cancel, progress: Option<Progress>) -> Clock {
    interrupt::cancels(cancel);
    Clock::start(Duration::MAX, cancel.clone(), progress)
}

fn read(path: &Path, header: Presence) -> Result<Dataset, Failure> {
    let text = match standard_input::is(path) {
        true => standard_input::text("--data")?,
        false => bcgc::internals::input::text(path)
            .map_err(|error| of_data(path, format_args!("cannot be read: {}", reason(&error))))?,
    };
    Dataset::from_table(&text, header).map_err(|error| match error {
        SimulationError::Data { problem } => of_data(path, problem),
        error => of_data(path, error),
    })
}

fn of_data(path: &Path, problem: impl Display) -> Failure {
    Failure::Input(format!("--data {}: {problem}", path.display()))
}

/// What the command reads and is to write.
fn outputs(arguments: &Arguments, instance: &Instance) -> OverwriteGuard {
    let outputs = arguments.destination.outputs(DocumentKind::Simulation, arguments.source.file(), instance);
    let partition = partition::file_of(&arguments.partition);
    let outputs = partition.into_iter().fold(outputs, |outputs, path| outputs.reading("the partition", path));
    let data = arguments.data.as_deref().and_then(standard_input::file);
    let outputs = data.into_iter().fold(outputs, |outputs, path| outputs.reading("the data", path));
    let outputs =
        arguments.timeline.iter().fold(outputs, |outputs, path| outputs.writing("--timeline", path));
    (arguments.scheme.iter())
        .fold(outputs, |outputs, path| outputs.writing_document("--scheme", path, DocumentKind::Scheme))
}
