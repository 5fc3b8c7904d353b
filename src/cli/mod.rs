//! The command line: reads arguments, calls the library, prints what it returns.
//!
//! Results go to standard output, progress and messages to standard error. Exit status 0 means done,
//! 1 a negative verdict, 2 bad input.

mod code;
mod evaluate;
mod help;
mod progress;
mod simulate;
mod solve;
mod table;

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bcgc::error::Error;
use bcgc::instance::{Instance, Objective};
use bcgc::problem::Options;
use bcgc::report::{Format, Observer, Report};
use clap::{Args, Parser, Subcommand};

/// Optimal redundancy for gradient computations with stragglers: block coordinate gradient coding,
/// evaluated exactly and optimised with certified gaps.
#[derive(Debug, Parser)]
#[command(name = "bcgc", version, max_term_width = 100, after_help = help::EXIT_STATUS)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Solve(solve::Arguments),
    Evaluate(evaluate::Arguments),
    Code(code::Arguments),
    Simulate(simulate::Arguments),
    Table(table::Arguments),
}

/// What every command that solves something takes.
#[derive(Debug, Args)]
struct Common {
    /// Instance file: TOML, or JSON if its name ends in .json
    instance: PathBuf,
    /// Gap at which a solution counts as optimal, a number >= 0 [default: 1e-9, relative, for runtimes;
    /// 1e-4, absolute, for probabilities]
    #[arg(long, value_name = "G", value_parser = gap, allow_negative_numbers = true)]
    gap: Option<f64>,
    /// Wall-clock limit in seconds of each method, and of the relaxed bound that rows are compared with; a
    /// number > 0
    #[arg(long, value_name = "S", default_value = "60", value_parser = time_limit, allow_negative_numbers = true)]
    time_limit: f64,
    /// Threads, 1 to 1024 [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024),
        allow_negative_numbers = true)]
    threads: Option<u16>,
    /// Format of the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Common {
    fn options(&self, seed: u64, objective: Objective) -> Options {
        let defaults = Options::of(objective);
        Options { gap: self.gap.unwrap_or(defaults.gap), time_limit: self.time_limit, seed }
    }

    /// Runs `work` on the number of threads asked for, showing its progress on a terminal.
    fn run<T: Send>(&self, work: impl FnOnce(Observer) -> Result<T, Error> + Send) -> Result<T, Failure> {
        let bar = progress::Bar::start();
        let observer = bar.observer();
        let result = on_threads(self.threads, || work(observer));
        bar.finish();
        result?.map_err(|error| Failure::of(error, &self.instance))
    }

    fn read(&self) -> Result<Instance, Failure> {
        Instance::read(&self.instance).map_err(|error| Failure::of(error, &self.instance))
    }

    fn print(&self, report: &Report) -> Result<(), Failure> {
        print(&report.render(self.format))
    }
}

/// Runs `work` on the number of threads asked for, or on all cores.
fn on_threads<T: Send>(threads: Option<u16>, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    match threads {
        None => Ok(work()),
        Some(threads) => rayon::ThreadPoolBuilder::new()
            .num_threads(threads.into())
            .build()
            .map(|pool| pool.install(work))
            .map_err(|error| Failure::Input(format!("--threads {threads}: {error}"))),
    }
}

/// Writes a result to standard output.
fn print(text: &str) -> Result<(), Failure> {
    io::stdout()
        .lock()
        .write_all(text.as_bytes())
        .and_then(|()| io::stdout().flush())
        .map_err(Failure::Output)
}

/// Why a command did not end in success.
#[derive(Debug)]
enum Failure {
    /// The answer is no.
    Verdict(String),
    /// The input is wrong.
    Input(String),
    /// The result could not be written.
    Output(io::Error),
}

impl Failure {
    /// Errors about an instance name its file, those about a partition the option that gave it.
    fn of(error: Error, file: &Path) -> Self {
        match error {
            Error::InfiniteValue { .. } => Self::Verdict(format!("--{error}")),
            Error::Partition(_) => Self::Input(format!("--{error}")),
            Error::Solver { .. } => Self::Verdict(error.to_string()),
            Error::OutOfRange { .. }
            | Error::Law(_)
            | Error::Trace(_)
            | Error::Unbounded { .. }
            | Error::Overflow { .. } => Self::Input(format!("{}: {error}", file.display())),
            error => Self::Input(error.to_string()),
        }
    }

    /// Says what went wrong and gives the exit status.
    fn report(self) -> ExitCode {
        let (message, status) = match self {
            // Whoever reads the output has seen enough of it.
            Self::Output(error) if error.kind() == ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
            Self::Output(error) => (format!("standard output cannot be written: {error}"), 2),
            Self::Verdict(message) => (message, 1),
            Self::Input(message) => (message, 2),
        };
        // Nothing is left to do if standard error is closed as well.
        let _ = writeln!(io::stderr(), "error: {}", message.trim_end());
        ExitCode::from(status)
    }
}

/// Parses the command line, runs the command and returns its exit status.
pub fn run() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Solve(arguments) => solve::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        Command::Code(arguments) => code::run(&arguments),
        Command::Simulate(arguments) => simulate::run(&arguments),
        Command::Table(arguments) => table::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn gap(text: &str) -> Result<f64, String> {
    number(text, |x| x >= 0.0, "must be a finite number >= 0")
}

fn time_limit(text: &str) -> Result<f64, String> {
    number(text, |x| x > 0.0, "must be a finite number of seconds > 0")
}

fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("must be an integer from 0 to {}", u64::MAX))
}

fn number(text: &str, is_allowed: impl Fn(f64) -> bool, allowed: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() && is_allowed(x) => Ok(x),
        _ => Err(allowed.to_owned()),
    }
}
