//! `bcgc evaluate`: the value of one given partition, or of coding parameters in their order.

use std::io::{Write as _, stderr};
use std::path::PathBuf;

use bcgc::internals::document_kind::DocumentKind;
use bcgc::internals::report;
use bcgc::internals::solve::{GIVEN, SORTED};
use bcgc::{CodingParameters, Instance, Options, Partition, Question, Report, Row};
use clap::Args;

use super::common::{Common, Made};
use super::destination::write_all;
use super::failure::Failure;
use super::{coding_parameters, drawings, partition, progress, values};

/// Evaluate one partition, or coding parameters in their order: value, gap to the bound, and the relaxed optimum beside it
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
    #[arg(long, value_name = "X", allow_hyphen_values = true, required_unless_present = "coding_parameters",
        help = partition::HELP)]
    partition: Option<String>,
    #[arg(long, value_name = "S", allow_hyphen_values = true,
        conflicts_with_all = ["partition", "deadlines", "quantiles"], help = coding_parameters::HELP)]
    coding_parameters: Option<String>,
    /// Give the value alone, without a bound and the relaxed optimum
    #[arg(long)]
    no_bound: bool,
    /// Give the probabilities of finishing by these deadlines instead, whatever the objective is; FROM:TO:COUNT is a range
    #[arg(long, value_name = "T,...", value_delimiter = ',', value_parser = values::positives, allow_negative_numbers = true,
        conflicts_with_all = ["certificate", "no_bound", "rigour"])]
    deadlines: Vec<Vec<f64>>,
    /// Give the smallest deadlines that are met with these probabilities instead, 0.5 for the median; of measured rounds 1 is that
    /// of all of them
    #[arg(long, value_name = "Q,...", value_delimiter = ',', value_parser = values::probability,
        allow_negative_numbers = true, conflicts_with_all = ["certificate", "no_bound", "rigour"])]
    quantiles: Vec<f64>,
    /// Draw the probabilities against the deadlines; the ending says how: .pdf, .svg, .png or .tikz
    #[arg(long, value_name = "FILE")]
    figure: Option<PathBuf>,
}

impl Arguments {
    /// What is asked of the distribution of the runtime.
    fn questions(&self) -> Vec<Question> {
        let deadlines = self.deadlines.iter().flatten().copied().map(Question::Deadline);
        deadlines.chain(self.quantiles.iter().copied().map(Question::Quantile)).collect()
    }
}

/// What is to be evaluated.
enum Given {
    Partition(Partition),
    Order(CodingParameters),
}

impl Given {
    /// The option that gives it, and its value.
    fn option(arguments: &Arguments) -> (&'static str, &str) {
        match (&arguments.coding_parameters, &arguments.partition) {
            (Some(given), _) => ("--coding-parameters", given),
            (None, given) => ("--partition", given.as_deref().unwrap_or_default()),
        }
    }

    fn read(arguments: &Arguments, instance: &Instance) -> Result<Self, Failure> {
        Ok(match &arguments.coding_parameters {
            Some(given) => Self::Order(coding_parameters::read(given, instance)?),
            None => Self::Partition(partition::read(Self::option(arguments).1, instance)?),
        })
    }

    fn evaluate(&self, instance: &Instance, options: &Options) -> Result<Report, bcgc::Error> {
        match self {
            Self::Partition(partition) => bcgc::evaluate(instance, partition, options),
            Self::Order(order) => bcgc::evaluate_coding_parameters(instance, order, options),
        }
    }

    /// The row with the partition that a certificate is about.
    fn certified(&self) -> &'static str {
        match self {
            Self::Partition(_) => GIVEN,
            Self::Order(_) => SORTED,
        }
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    arguments.common.settled(attempt(arguments), arguments.figure.as_deref())
}

fn attempt(arguments: &Arguments) -> Result<(), Failure> {
    let common = &arguments.common;
    let (option, named) = Given::option(arguments);
    let questions = arguments.questions();
    let drawing = arguments.figure.as_ref();
    if drawing.is_some() && questions.is_empty() {
        return Err(Failure::Input("--figure: give --deadlines or --quantiles, which it draws".to_owned()));
    }
    let figure = drawings::asked("--figure", drawing)?;
    let kind = if questions.is_empty() { DocumentKind::Report } else { DocumentKind::Distribution };
    let instance = common.read_beside(kind, partition::file_of(named), drawing.map(PathBuf::as_path))?;
    let given = Given::read(arguments, &instance)?;
    let options = common.options();
    if let Given::Partition(partition) = &given
        && !questions.is_empty()
    {
        let found =
            common.run(options, |options| bcgc::distribution(&instance, partition, &questions, options))?;
        common.put(|format, columns| report::distribution::render(&found, format, columns))?;
        match figure {
            Some((path, format)) if found.is_drawable() => {
                let drawn =
                    found.draw(format).map_err(|error| drawings::failure("--figure", path, &error))?;
                write_all(&[(path, drawn)])?;
            }
            Some((path, _)) if !progress::is_quiet() => {
                let why = match found.is_whole() {
                    true => "no deadline has a probability to draw",
                    false => "the time limit left no probability to draw",
                };
                let _ = writeln!(stderr(), "--figure {}: {why}", path.display());
            }
            _ => {}
        }
        return match found.is_whole() {
            true => Ok(()),
            false => {
                Err(Failure::Verdict("some probabilities are not known within the time limit".to_owned()))
            }
        };
    }
    let options = if arguments.no_bound { options.without_bound() } else { options };
    let report = common.run(options.clone(), |options| given.evaluate(&instance, options))?;
    let is_empty = |row: &Row| row.solution.method == GIVEN && row.solution.value.is_none();
    let (report, made) = match report.rows().iter().any(is_empty) {
        true => (report, Made::default()),
        false => common.certify(report, Some(given.certified()), &options),
    };
    common.print(&report)?;
    common.check_whole(&report)?;
    let row = report.rows().iter().map(|row| &row.solution).find(|solution| solution.method == GIVEN);
    if let Some(row) = row.filter(|row| row.value.is_none()) {
        let why = row.note.as_deref().unwrap_or("it has no value");
        return Err(Failure::Verdict(format!("{option}: {why}")));
    }
    common.put_certificate(made)?;
    common.judge(&report)
}
