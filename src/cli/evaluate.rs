//! `bcgc evaluate`: the value of one given partition.

use bcgc::Question;
use bcgc::internals::report;
use bcgc::internals::solve::GIVEN;
use clap::Args;

use super::common::Common;
use super::failure::Failure;
use super::{partition, values};

/// Evaluate one partition: its value, its gap to the bound, and the relaxed optimum beside it
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
    #[arg(long, value_name = "X", allow_hyphen_values = true, help = partition::HELP)]
    partition: String,
    /// Give the value alone, without a bound and the relaxed optimum
    #[arg(long)]
    no_bound: bool,
    /// Give the probabilities of finishing by these deadlines instead, whatever the objective is
    #[arg(long, value_name = "T,...", value_delimiter = ',', value_parser = values::positive, allow_negative_numbers = true,
        conflicts_with_all = ["certificate", "no_bound"])]
    deadlines: Vec<f64>,
    /// Give the smallest deadlines that are met with these probabilities instead, 0.5 for the median
    #[arg(long, value_name = "Q,...", value_delimiter = ',', value_parser = values::inner_probability,
        allow_negative_numbers = true, conflicts_with_all = ["certificate", "no_bound"])]
    quantiles: Vec<f64>,
}

impl Arguments {
    /// What is asked of the distribution of the runtime.
    fn questions(&self) -> Vec<Question> {
        let deadlines = self.deadlines.iter().copied().map(Question::Deadline);
        deadlines.chain(self.quantiles.iter().copied().map(Question::Quantile)).collect()
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let common = &arguments.common;
    let instance = common.read_beside(partition::file_of(&arguments.partition))?;
    let partition = partition::read(&arguments.partition, &instance)?;
    let options = common.options();
    let questions = arguments.questions();
    if !questions.is_empty() {
        let found =
            common.run(options, |options| bcgc::distribution(&instance, &partition, &questions, options))?;
        common.put(|format, columns| report::distribution::render(&found, format, columns))?;
        return match found.is_whole() {
            true => Ok(()),
            false => {
                Err(Failure::Verdict("some probabilities are not known within the time limit".to_owned()))
            }
        };
    }
    let options = if arguments.no_bound { options.without_bound() } else { options };
    let report = common.run(options.clone(), |options| bcgc::evaluate(&instance, &partition, options))?;
    common.print(&report)?;
    common.check_whole(&report)?;
    let given = report.rows().iter().map(|row| &row.solution).find(|solution| solution.method == GIVEN);
    if let Some(given) = given.filter(|given| given.value.is_none()) {
        let why = given.note.as_deref().unwrap_or("it has no value");
        return Err(Failure::Verdict(format!("--partition: {why}")));
    }
    common.certify(&report, Some(GIVEN), &options)?;
    common.judge(&report)
}
