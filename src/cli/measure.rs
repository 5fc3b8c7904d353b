//! `bcgc measure`: rounds of worker processes on this machine, as traces.

use std::ffi::OsString;
use std::io::{self, BufReader, Write, stdin};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use bcgc::internals::measure::{Amount, Loads, MeasureError, Measured, Settings, cores, measure, serve};
use bcgc::internals::output::{OverwriteGuard, is_data_file};
use bcgc::internals::report::{measured, measured_files};
use bcgc::internals::wording::reason;
use bcgc::methods::Clock;
use bcgc::{Cancel, Detail, Format};
use clap::Args;

use super::destination::{print, write_all};
use super::failure::{self, Failure};
use super::terminal::columns;
use super::{help, interrupt, leftovers, progress, values};

/// The argument of the processes that a measurement starts.
const PROCESS: &str = "measure-process";

/// Measure the times of worker processes on this machine, as traces that fit and solve read
#[derive(Debug, Args)]
#[command(after_help = help::measured())]
pub struct Arguments {
    /// Worker processes, 1 to 1024 [default: one a processor]
    #[arg(short = 'N', long, value_name = "N", value_parser = values::size, allow_negative_numbers = true)]
    workers: Option<usize>,
    /// Loads at which workers answer, in units of work, separated by commas; 0 is always among them
    #[arg(long, value_name = "W", value_delimiter = ',', default_value = "0,0.5,1", value_parser = values::at_least_zero,
        allow_negative_numbers = true)]
    loads: Vec<f64>,
    /// Seconds that the load 1 takes a process that is alone; as many samples are chosen
    #[arg(long, value_name = "S", default_value = "0.01", value_parser = values::time_limit, allow_negative_numbers = true)]
    unit: f64,
    /// Samples of the load 1, in place of --unit
    #[arg(short = 'M', long, value_name = "M", conflicts_with = "unit", value_parser = values::some, allow_negative_numbers = true)]
    samples: Option<u64>,
    /// Coordinates of the gradient, 1 to 1e6
    #[arg(short = 'L', long, value_name = "L", default_value = "1000", value_parser = values::size,
        allow_negative_numbers = true)]
    coordinates: usize,
    /// Processes beside the workers, busy in bursts of 0.1 s on average with pauses as long, 0 to 1024
    #[arg(long, value_name = "K", default_value = "0", value_parser = values::size_or_none, allow_negative_numbers = true)]
    beside: usize,
    /// Number of rounds [default: as many as there is time for]
    #[arg(long, value_name = "R", value_parser = values::size, allow_negative_numbers = true)]
    rounds: Option<usize>,
    /// Wall-clock limit in seconds after which no further round begins; three to warm up and one that is kept are played
    /// always; a number > 0
    #[arg(long, value_name = "S", default_value = "60", value_parser = values::time_limit, allow_negative_numbers = true)]
    time_limit: f64,
    /// Seconds after which a worker that has not answered counts as hanging, which ends the measurement; a number > 0
    #[arg(long, value_name = "S", default_value = "60", value_parser = values::time_limit, allow_negative_numbers = true)]
    answer_limit: f64,
    /// Seed of data, points, orders and bursts
    #[arg(long, value_name = "N", default_value = "1", value_parser = values::seed, allow_negative_numbers = true)]
    seed: u64,
    /// The folder that traces and instances are written into; it is made where it is missing
    #[arg(long, value_name = "DIR", default_value = "measured", value_parser = values::folder)]
    output: PathBuf,
    /// Replace files of these names that are there, and remove the traces of other loads that an earlier run left
    #[arg(long)]
    force: bool,
    /// Format of the summary that is printed
    #[arg(long, default_value = "text", value_parser = values::format())]
    format: Format,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let cancel = Cancel::default();
    let line = progress::Line::start("preparing", Some(arguments.time_limit));
    let limit = Duration::try_from_secs_f64(arguments.time_limit).unwrap_or(Duration::MAX);
    let settings = Settings {
        workers: arguments.workers.unwrap_or_else(cores),
        loads: Loads::new(&arguments.loads).map_err(refused)?,
        coordinates: arguments.coordinates,
        unit: arguments.samples.map_or(Amount::Seconds(arguments.unit), Amount::Samples),
        rounds: arguments.rounds,
        beside: arguments.beside,
        answer_limit: arguments.answer_limit,
        seed: arguments.seed,
        clock: Clock::start(limit, cancel.clone(), line.progress()),
    };
    settings.check().map_err(refused)?;
    let paths = paths(&arguments.output, &settings.loads);
    let earlier = earlier(&arguments.output, &paths);
    let outputs = OverwriteGuard::new(arguments.force);
    paths
        .iter()
        .chain(&earlier)
        .fold(outputs, |outputs, path| outputs.writing_by_hand("--output", path))
        .check()?;
    let program = std::env::current_exe().map_err(|error| {
        Failure::Process(format!("the program does not find itself to be started: {}", reason(&error)))
    })?;
    interrupt::cancels(&cancel);
    let command = || {
        let mut command = Command::new(&program);
        command.arg(PROCESS);
        command
    };
    let found = measure(&settings, &command).map_err(refused)?;
    drop(line);
    let files: Vec<_> = paths
        .iter()
        .zip(measured_files::contents(&found))
        .map(|(path, text)| (path, text.into_bytes()))
        .collect();
    write_all(&files)?;
    leftovers::clear(earlier.iter().map(PathBuf::as_path));
    let folder = arguments.output.to_string_lossy();
    print(&measured::render(&found, &folder, arguments.format, columns()))?;
    ended(&found, &folder)
}

/// The files for these loads.
fn paths(folder: &Path, loads: &Loads) -> Vec<PathBuf> {
    measured_files::names(loads).into_iter().map(|name| folder.join(name)).collect()
}

/// The traces of other loads that an earlier run left in the folder: rounds that are not those of this one.
fn earlier(folder: &Path, paths: &[PathBuf]) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_of_load = |name: &str| measured_files::is_trace_name(name);
    let named = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_of_load));
    let mut earlier: Vec<PathBuf> = named
        .map(|entry| folder.join(entry.file_name()))
        .filter(|path| !paths.contains(path) && is_data_file(path))
        .collect();
    earlier.sort();
    earlier
}

/// What ended the measurement before its time, if anything did.
fn ended(found: &Measured, folder: &str) -> Result<(), Failure> {
    let kept = match found.rounds() {
        1 => format!("the round before is in {folder}"),
        rounds => format!("the {rounds} rounds before are in {folder}"),
    };
    match &found.fault {
        Some(fault) => Err(Failure::Process(format!("{}; {kept}", words(fault)))),
        None if found.interrupted => {
            Err(Failure::Interrupted(format!("the measurement was stopped: {kept}")))
        }
        None => Ok(()),
    }
}

fn refused(error: MeasureError) -> Failure {
    match error {
        MeasureError::Setting { key, ref value, ref allowed } => {
            let detail = Detail::new(format!("--{key}"), value, allowed);
            Failure::Refused(format!("--{error}"), detail)
        }
        MeasureError::Stopped => Failure::Interrupted(error.to_string()),
        error => Failure::Process(words(&error)),
    }
}

/// An error in the words of the command line.
fn words(error: &MeasureError) -> String {
    error.to_string().replace(" by answer-limit", " by --answer-limit")
}

/// Whether a command line is that of a process which a measurement started.
pub fn is_process(arguments: &[OsString]) -> bool {
    arguments.get(1).is_some_and(|first| first == PROCESS)
}

/// Is such a process until its input ends.
pub fn process() -> ExitCode {
    interrupt::is_left_to_others();
    match answers().and_then(|output| serve(BufReader::new(stdin()), output)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let message = format!("{PROCESS}: {}; bcgc measure starts it", reason(&error));
            failure::say("process", &message, None, 3, false)
        }
    }
}

/// Standard output, in which an answer is written at once: that of the library is written line by line.
#[cfg(unix)]
fn answers() -> io::Result<impl Write> {
    use std::os::fd::AsFd as _;
    io::stdout().as_fd().try_clone_to_owned().map(std::fs::File::from)
}

#[cfg(not(unix))]
fn answers() -> io::Result<impl Write> {
    Ok(io::stdout())
}
