//! What the commands share: arguments, threads and the output.

use std::path::PathBuf;

use bcgc::{Error, Instance, Options, Report, Verdict};
use clap::Args;

use super::destination::Destination;
use super::failure::Failure;
use super::{progress, values};

/// What every command that solves something takes.
#[derive(Debug, Args)]
pub struct Common {
    /// Instance file: TOML, or JSON if its name ends in .json
    pub instance: PathBuf,
    /// Gap at which a solution counts as optimal, a number >= 0 [default: 1e-9, relative, for runtimes;
    /// 1e-4, absolute, for probabilities]
    #[arg(long, value_name = "G", value_parser = values::gap, allow_negative_numbers = true)]
    gap: Option<f64>,
    /// For probabilities: the gap of the probability of failure, (1 - value)/(1 - bound) - 1, that a solution must meet as
    /// well to count as optimal; a number >= 0 [default: 1e-2]
    #[arg(long, value_name = "G", value_parser = values::gap, allow_negative_numbers = true)]
    complement_gap: Option<f64>,
    /// End with exit status 1 where a method, or the bound that rows are compared with, ended with its gap open
    #[arg(long)]
    strict: bool,
    /// Wall-clock limit in seconds of each method, and of the relaxed bound that rows are compared with; a
    /// number > 0
    #[arg(long, value_name = "S", default_value = "60", value_parser = values::time_limit, allow_negative_numbers = true)]
    time_limit: f64,
    /// Threads, 1 to 1024 [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024),
        allow_negative_numbers = true)]
    threads: Option<u16>,
    #[command(flatten)]
    destination: Destination,
}

impl Common {
    pub fn options(&self) -> Options {
        let options = Options::default().with_time_limit(self.time_limit);
        let options = self.gap.into_iter().fold(options, Options::with_gap);
        let options = self.complement_gap.into_iter().fold(options, Options::with_complement_gap);
        self.threads.into_iter().fold(options, |options, threads| options.with_threads(threads.into()))
    }

    /// Runs `work` with the options, showing its progress on a terminal.
    pub fn run<T>(
        &self,
        options: Options,
        work: impl FnOnce(&Options) -> Result<T, Error>,
    ) -> Result<T, Failure> {
        let bar = progress::Bar::start();
        let options = bar.progress().into_iter().fold(options, Options::with_progress);
        let result = work(&options);
        bar.finish();
        result.map_err(|error| Failure::of(error, &self.instance))
    }

    /// The instance, once the result may be written where it is to go.
    pub fn read(&self) -> Result<Instance, Failure> {
        let instance = Instance::read(&self.instance).map_err(|error| Failure::of(error, &self.instance))?;
        self.destination.outputs(&self.instance, &instance).check()?;
        Ok(instance)
    }

    pub fn print(&self, report: &Report) -> Result<(), Failure> {
        self.destination.put(&report.render(self.destination.format()))
    }

    /// The verdict on a report that has been printed.
    pub fn judge(&self, report: &Report) -> Result<(), Failure> {
        if let Some(verdict @ Verdict::Impossible { .. }) = report.verdict() {
            return Err(Failure::Verdict(verdict.text()));
        }
        let open = report.unfinished();
        if !self.strict || open.is_empty() {
            return Ok(());
        }
        let open: Vec<String> =
            open.iter().map(|(method, status)| format!("{method} ({})", status.name())).collect();
        Err(Failure::Verdict(format!("--strict: ended with the gap open: {}", open.join(", "))))
    }
}

/// Runs `work` on the number of threads asked for, or on all cores.
pub fn on_threads<T: Send>(threads: Option<u16>, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    bcgc::on_threads(threads.map(usize::from), work).map_err(|error| Failure::Input(format!("--{error}")))
}
