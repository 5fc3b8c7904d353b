//! What the commands share: arguments, threads and the output.

use std::path::Path;

use bcgc::certificate::{Certificate, certify, certify_row, with_rigour};
use bcgc::internals::document_kind::DocumentKind;
use bcgc::internals::output::OverwriteGuard;
use bcgc::{Error, Format, Instance, Objective, Options, Report, Rigour, Verdict};
use clap::Args;

use super::certificate::Certified;
use super::destination::Destination;
use super::failure::Failure;
use super::source::Source;
use super::{interrupt, leftovers, progress, values};

/// What every command that solves something takes.
#[derive(Debug, Args)]
pub struct Common {
    #[command(flatten)]
    pub source: Source,
    /// Gap at which a solution counts as optimal, a number >= 0 [default: 1e-9, relative, for runtimes;
    /// 1e-4, absolute, for probabilities]
    #[arg(long, value_name = "G", value_parser = values::at_least_zero, allow_negative_numbers = true)]
    gap: Option<f64>,
    /// For probabilities: the gap of the probability of failure, (1 - value)/(1 - bound) - 1, that a solution must meet as
    /// well to count as optimal; a number >= 0 [default: 1e-2]
    #[arg(long, value_name = "G", value_parser = values::at_least_zero, allow_negative_numbers = true)]
    complement_gap: Option<f64>,
    /// End with exit status 1 where a method, or the bound that rows are compared with, ended with its gap open
    #[arg(long)]
    strict: bool,
    /// Wall-clock limit in seconds of each method, and of the relaxed bound that rows are compared with; a
    /// number > 0
    #[arg(long, value_name = "S", default_value = "60", value_parser = values::time_limit, allow_negative_numbers = true)]
    time_limit: f64,
    /// How values and bounds are computed: float (double precision with error estimates), or enclosed: proved by the judge of
    /// certificates before they are printed, in at most the time limit; what cannot be proved stays float and says why
    #[arg(long, value_name = "HOW", default_value = "float", value_parser = values::rigour)]
    rigour: Rigour,
    /// Threads, 1 to 1024 [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = values::threads, allow_negative_numbers = true)]
    threads: Option<u16>,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    certified: Certified,
}

impl Common {
    pub fn options(&self) -> Options {
        let options = Options::default().with_time_limit(self.time_limit).with_rigour(self.rigour);
        let options = self.gap.into_iter().fold(options, Options::with_gap);
        let options = self.complement_gap.into_iter().fold(options, Options::with_complement_gap);
        self.threads.into_iter().fold(options, |options, threads| options.with_threads(threads.into()))
    }

    /// Runs `work` with the options, showing its progress.
    pub fn run<T>(
        &self,
        options: Options,
        work: impl FnOnce(&Options) -> Result<T, Error>,
    ) -> Result<T, Failure> {
        self.attempt(options, work).map_err(|error| Failure::of(error, &self.source.label()))
    }

    /// The same, with the error as it is.
    pub fn attempt<T>(
        &self,
        options: Options,
        work: impl FnOnce(&Options) -> Result<T, Error>,
    ) -> Result<T, Error> {
        interrupt::cancels(&options.cancel);
        let line = progress::Line::start("preparing", Some(self.time_limit));
        let options = line.progress().into_iter().fold(options, Options::with_progress);
        work(&options)
    }

    /// The instance, once the result may be written where it is to go; a partition may be read from a file as well, and a
    /// figure drawn into one.
    pub fn read_beside(
        &self,
        kind: DocumentKind,
        partition: Option<&Path>,
        figure: Option<&Path>,
    ) -> Result<Instance, Failure> {
        self.read_with(kind, |outputs| {
            let outputs =
                partition.into_iter().fold(outputs, |outputs, file| outputs.reading("the partition", file));
            figure.into_iter().fold(outputs, |outputs, file| outputs.writing("--figure", file))
        })
    }

    /// The same where a figure is to be drawn into a file as well, or a history written.
    pub fn read_drawing(&self, figure: Option<&Path>, history: Option<&Path>) -> Result<Instance, Failure> {
        self.read_with(DocumentKind::Report, |outputs| {
            let outputs = figure.into_iter().fold(outputs, |outputs, file| outputs.writing("--figure", file));
            (history.into_iter()).fold(outputs, |outputs, file| {
                outputs.writing_document("--history", file, DocumentKind::History)
            })
        })
    }

    fn read_with(
        &self,
        kind: DocumentKind,
        more: impl FnOnce(OverwriteGuard) -> OverwriteGuard,
    ) -> Result<Instance, Failure> {
        let _line = progress::Line::start(&format!("reading {}", self.source.label().display()), None);
        let instance = self.source.read()?;
        if let Objective::CompletionProbability { .. } = instance.objective {
            self.certified.not_of_integers("a probability")?;
        }
        let outputs = self.certified.outputs(self.destination.outputs(kind, self.source.file(), &instance));
        more(outputs).check()?;
        self.destination.told(self.source.file(), instance)
    }

    pub fn print(&self, report: &Report) -> Result<(), Failure> {
        self.destination.put(&self.rendered(report))
    }

    fn rendered(&self, report: &Report) -> String {
        match self.destination.format() {
            Format::Text => report.render_within(self.destination.columns()),
            format => report.render(format),
        }
    }

    /// Puts what is rendered for a format, and in text for so many columns, where it is to go.
    pub fn put(&self, render: impl FnOnce(Format, usize) -> String) -> Result<(), Failure> {
        self.destination.put(&render(self.destination.format(), self.destination.columns()))
    }

    /// How a run ended, without a certificate of another one, nor its result, nor these files of it.
    pub fn settled<'a>(
        &'a self,
        ended: Result<(), Failure>,
        files: impl IntoIterator<Item = &'a Path>,
    ) -> Result<(), Failure> {
        leftovers::removed(self.certified.settled(ended), self.destination.file().into_iter().chain(files))
    }

    /// Makes a certificate of the best row, or of that of a method, if one is asked for and the report is whole; the report
    /// then says what it proves.
    pub fn certify(&self, report: Report, method: Option<&str>, options: &Options) -> (Report, Made) {
        if report.is_interrupted() || !report.is_solved() {
            return (report, Made(None));
        }
        let (destination, text) = (self.destination.clone(), self.rendered(&report));
        let hand_over = move || drop(destination.put(&text));
        let made = self.certified.make(hand_over, || match method {
            Some(method) => certify_row(&report, method, options),
            None => certify(&report, options),
        });
        let report = match &made {
            Some(Ok(certificate)) => with_rigour(report, certificate),
            _ => report,
        };
        (report, Made(made))
    }

    /// Writes the certificate that was made.
    pub fn put_certificate(&self, made: Made) -> Result<(), Failure> {
        self.certified.write(made.0)
    }

    /// That a report which has been printed is whole.
    pub fn check_whole(&self, report: &Report) -> Result<(), Failure> {
        if !report.is_interrupted() {
            return Ok(());
        }
        Err(Failure::Interrupted(format!(
            "the run was stopped: the result has the best by then{}",
            self.certified.withheld()
        )))
    }

    /// The verdict on a report that has been printed.
    pub fn judge(&self, report: &Report) -> Result<(), Failure> {
        if let Some(verdict @ Verdict::Impossible { .. }) = report.verdict() {
            return Err(Failure::Verdict(verdict.text()));
        }
        let unfinished = report.unfinished().into_iter();
        let unfinished = unfinished.map(|(method, status)| format!("{method} ({})", status.name()));
        let unproved = report.optimal_without_proof().into_iter();
        let unproved = unproved.map(|method| format!("{method} (the bound that is proved leaves it)"));
        let open: Vec<String> = unfinished.chain(unproved).collect();
        if !self.strict || open.is_empty() {
            return Ok(());
        }
        Err(Failure::Verdict(format!("--strict: ended with the gap open: {}", open.join(", "))))
    }
}

/// A certificate that is still to be written, or why there is none.
#[derive(Debug, Default)]
pub struct Made(Option<Result<Certificate, Error>>);

/// Runs `work` on the number of threads asked for, or on all cores.
pub fn on_threads<T: Send>(threads: Option<u16>, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    bcgc::on_threads(threads.map(usize::from), work).map_err(|error| Failure::Input(format!("--{error}")))
}
